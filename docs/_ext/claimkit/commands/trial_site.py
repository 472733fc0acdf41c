"""Makes the sites that the benchmark builds: a copy of this one, or one of a single page; edits them, lets them grow.

Everything happens in a folder of its own, from which this checkout's `.venv` is used.
"""

from __future__ import annotations

import re
import shutil
from functools import cached_property

from claimkit.commands import ROOT
from claimkit.pages import reader

NOT_COPIED = (".venv", ".git", "build", "__pycache__", "*.mo", "*_cache")
ENGINE = (".ci", "Makefile", "conf.py", "requirements.txt", "requirements-libraries.txt", "docs/_ext", "docs/_root",
          "docs/_static", "docs/_templates", "docs/locale/zh_CN/LC_MESSAGES/sphinx.po")  # fmt: skip
INSTALLED = ("-o", ".venv/.ready", "-o", ".venv/.libraries")  # what make need not look at in the `.venv` of another
INDEX = "(home)=\n# Home\n\n```{toctree}\ntopic\nlearn/gallery/index\n```\n"
TOPIC = """\
(topic)=
# Topic

:::{claim} topic.good
:about: torch.ones
:kind: value
:devices: cpu

A sum is printed.

```pycon
>>> torch.ones(2).sum().item()
2.0
```
:::

In two steps.

```pycon
>>> torch.ones(3).sum().item()
3.0
```
"""
CATALOG = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "A sum is printed."
msgstr "打印一个和。"

msgid "Script"
msgstr "脚本"

msgid "It prints a number."
msgstr "打印一个数。"
"""
SCRIPT = '"""\nScript\n======\n\nIt prints a number.\n"""\n\nprint(1)\n'
# Put behind a function of the copy, so that each call of it is noted in a file.
COUNTER = """

_uncounted = {name}


def {name}(*arguments):
    with open({log!r}, "a", encoding="utf-8") as log:
        print("{name}", {what}, file=log)
    return _uncounted(*arguments)
"""


class TrialSite:
    """A checkout in `folder`; `page` is the one that is edited, by its name."""

    def __init__(self, folder, page):
        self.folder, self.page = folder, page
        self.build, self.docs, self.log = folder / "build", folder / "docs", folder / "calls.txt"

    @cached_property
    def pages(self):
        """What the pages held when this was asked first."""
        return reader.load(self.docs)

    def file_of(self, page):
        return self.docs / f"{page}.md"

    def catalog_of(self, page):
        return self.docs / "locale" / "zh_CN" / "LC_MESSAGES" / f"{page}.po"

    def edit(self, path, old, new):
        """Put something in the place of what stands there first."""
        text = path.read_text(encoding="utf-8")
        assert old in text, path
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def copy_of_this(folder):
    """The whole site."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
    shutil.rmtree(folder / "docs" / "learn" / "gallery", ignore_errors=True)
    return _prepared(TrialSite(folder, "reference/numpy-to-tensor"))


def site_of_one_page(folder):
    """The engine, a page with a claim and a session, and a script of one line for each section of the gallery."""
    for name in ENGINE:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        ignored = shutil.ignore_patterns(*NOT_COPIED)
        shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(source, target)
    site = TrialSite(folder, "topic")
    (folder / "docs" / "evidence").mkdir()
    site.file_of("index").write_text(INDEX, encoding="utf-8")
    site.file_of("topic").write_text(TOPIC, encoding="utf-8")
    site.catalog_of("topic").write_text(CATALOG, encoding="utf-8")
    for header in (ROOT / "gallery").rglob("GALLERY_HEADER.rst"):
        section = folder / header.parent.relative_to(ROOT)
        section.mkdir(parents=True, exist_ok=True)
        (section / header.name).write_text("Scripts\n=======\n", encoding="utf-8")
        script = section / f"plot_{section.name}.py"
        script.write_text(SCRIPT, encoding="utf-8")
        catalog = site.catalog_of(f"learn/{script.relative_to(folder).with_suffix('')}")
        catalog.parent.mkdir(parents=True, exist_ok=True)
        catalog.write_text(CATALOG, encoding="utf-8")
    return _prepared(site)


def _prepared(site):
    (site.folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    for module, name, what in (("pages/reader", "read", "arguments[0]"), ("portable/run", "run", "arguments[0].id")):
        with (site.docs / "_ext" / "claimkit" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(COUNTER.format(name=name, what=what, log=str(site.log)))
    return site


def grow(site, times):
    """Add copies of all claims until there are so many times as many, under new ids, with their translations.

    The copies of a page stand below it: a sidebar shows the pages around its own, however many there are elsewhere.
    """
    pages = {}
    for claim in reader.load(site.docs).claims.values():
        pages.setdefault(claim.page, []).append(claim.line)
    for page, starts in pages.items():
        blocks = _blocks(site.file_of(page).read_text(encoding="utf-8").splitlines(keepends=True), starts)
        names = [f"{page}-copy-{number}" for number in range(1, times)]
        for number, name in enumerate(names, 1):
            renamed = [re.sub(r"^(:::\{claim\} \S+)", rf"\1-{number}", block) for block in blocks]
            text = f"# Copy {number} of {page}\n\n" + "\n".join(renamed)
            site.file_of(name).write_text(text, encoding="utf-8")
            if site.catalog_of(page).exists():
                shutil.copy(site.catalog_of(page), site.catalog_of(name))
        with site.file_of(page).open("a", encoding="utf-8") as file:
            file.write("\n```{toctree}\n:hidden:\n\n/" + "\n/".join(names) + "\n```\n")


def _blocks(lines, starts):
    """The source of each claim that begins in one of these lines, without the ids that it had."""
    blocks = ["".join(lines[start - 1 : lines.index(":::\n", start) + 1]) for start in starts]
    return [re.sub(r"^:formerly:.*\n", "", block, flags=re.MULTILINE) for block in blocks]
