"""A small site with a page of every kind, in a folder with a blank in its name, that tests build and edit."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from claimkit.commands.bench import INSTALLED, NOT_COPIED, TrialSite
from claimkit.pages import reader
from claimkit.pages.languages import LANGUAGES
from unit.evidence.made_up import data

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = [language.folder for language in LANGUAGES]
ENVIRONMENT = {**os.environ, "PYTHONPATH": "docs/_ext"}
# What Sphinx makes of no page, and writes with every build; and the root page, which it writes with any other
ALWAYS = {"search.html", "claim-routes.html", "claim-kinds.html", "index.html"}
ENGINE = (".ci", "Makefile", "conf.py", "requirements.txt", "requirements-libraries.txt", "docs/_ext", "docs/_root",
          "docs/_static", "docs/_templates", "docs/locale/zh_CN/LC_MESSAGES/sphinx.po")  # fmt: skip
SCRIPT = '"""\nScript\n======\n\nIt prints a number.\n"""\n\nprint(1)\n'
SCRIPT_IN_CHINESE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "Script"
msgstr "脚本"

msgid "It prints a number."
msgstr "打印一个数。"
"""
GPU = "NVIDIA H200"
GOT = "AttributeError: <b>no</b> sum"
PAGES = {
    "index": """\
(home)=
# Home

{claim}`topic.good` is linked here.

```{toctree}
topic
other
plain
article
errors
about/versions
about/upgrade
about/stale
matrix
learn/gallery/index
```
""",
    "topic": """\
(topic)=
# Topic

:::{claim} topic.good
:about: torch.ones
:kind: value
:devices: cpu, cuda
:formerly: topic.born-so

A sum is printed.

```pycon
>>> torch.ones(2).sum().item()
2.0
```
:::

```pycon
>>> torch.ones(3).sum().item()
3.0
```
""",
    "other": """\
# Other

:::{claim} other.raises
:about: Tensor.item
:kind: error
:devices: cpu
:only: tensor-float32

`a < b` is refused.

```pycon
>>> torch.ones(2).item()
Traceback (most recent call last):
  ...
RuntimeError: a Tensor with 2 elements cannot be converted to Scalar
```
:::
""",
    "plain": """\
# Plain

{claim}`topic.good` is linked here too.

![A dot](dot.svg)

{download}`A file <file.txt>`
""",
    "article": """\
# Article

:::{statement} A1.01
:section: 1
:verdict: confirmed
:claims: topic.good
:formerly: A2.07

It prints a sum.
:::
""",
    "errors": """\
# Errors

:::{error-finder}
:::

:::{error} not-one-element
:title: A tensor of two is no number
:claims: other.raises
:formerly: more-than-one

```text
RuntimeError: a Tensor with {number=2} elements cannot be converted to Scalar
```

There are two.

Take one.
:::
""",
    "about/versions": "# Versions\n\n:::{versions}\n:::\n",
    "about/upgrade": "# Upgrade\n\n:::{upgrade} torch\n:::\n",
    "about/stale": "# Stale\n\n:::{stale}\n:::\n",
    "matrix": "# Matrix\n\n:::{matrix} into-torch\n:::\n",
}
CATALOGS = {
    "topic": {"Topic": "主题", "A sum is printed.": "打印一个和。"},
    "other": {"Other": "其他", "`a < b` is refused.": "不接受 `a < b`。"},
}
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" cx="4" cy="4"/></svg>'
# As (torch, outcome and what was printed of topic.good, whether there is a GPU)
RECORDS = [("1.4.0", "absent", GOT, False), ("1.8.1", "failed", "1.0", False), ("2.0.1", "passed", "", False),
           ("2.11.0", "passed", "", True)]  # fmt: skip


class SmallSite:
    """The folder of a checkout."""

    def __init__(self, folder):
        self.folder, self.docs, self.out = folder, folder / "docs", folder / "build" / "html"

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name, old, new):
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text, f"{name} no longer holds {old!r}"
        self.write(name, text.replace(old, new))

    def start(self, **options):
        """Start a build; what it says can be read from its stdout."""
        command = [sys.executable, "-m", "claimkit", "build"]
        options = {"cwd": self.folder, "env": ENVIRONMENT, "text": True, **options}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)

    def try_to_build(self, **options):
        """Whether the build ended well, and all that it said."""
        with self.start(**options) as process:
            said = process.communicate()[0]
        return process.returncode == 0, said

    def build(self):
        ended_well, said = self.try_to_build()
        assert ended_well, said

    def is_made(self):
        """Whether make finds nothing to do."""
        command = ["make", "-q", *INSTALLED, "html"]
        return subprocess.run(command, cwd=self.folder).returncode == 0

    def html(self, folder, page):
        return (self.out / folder / f"{page}.html").read_text(encoding="utf-8")

    def pages(self):
        """The name of every page, in each language, as in 'en/topic.html'."""
        return {path.relative_to(self.out).as_posix() for path in self.out.glob("*/**/*.html")}

    def times(self):
        return {name: (self.out / name).stat().st_mtime_ns for name in self.pages()}

    def written(self, before):
        """Those pages that were written since `before` was asked of times(), but for those that always are."""
        now = self.times()
        return {name for name, time in now.items()
                if before.get(name) != time and name.partition("/")[2] not in ALWAYS}  # fmt: skip

    def calls(self):
        """What was read and run, as the counters of the trial site have noted it, and forget it."""
        log = self.folder / "calls.txt"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines


def in_both(*pages):
    """The names of pages, in both languages."""
    return {f"{folder}/{page}.html" for folder in FOLDERS for page in pages}


def engine_in(folder, page):
    """A checkout with the engine, and a script of one line for each section of the gallery; a page is to be added."""
    for name in ENGINE:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, ignore=NOT_COPIED) if source.is_dir() else shutil.copy(source, target)
    site = TrialSite(folder, page)
    (folder / "docs" / "evidence").mkdir()
    for header in (ROOT / "gallery").rglob("GALLERY_HEADER.rst"):
        section = folder / header.parent.relative_to(ROOT)
        section.mkdir(parents=True, exist_ok=True)
        (section / header.name).write_text("Scripts\n=======\n", encoding="utf-8")
        script = section / f"plot_{section.name}.py"
        script.write_text(SCRIPT, encoding="utf-8")
        catalog = site.catalog_of(f"learn/{script.relative_to(folder).with_suffix('')}")
        catalog.parent.mkdir(parents=True, exist_ok=True)
        catalog.write_text(SCRIPT_IN_CHINESE, encoding="utf-8")
    site.prepare()
    return site


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    """The small site, and a copy of it as it was when it had just been built."""
    folder = tmp_path_factory.mktemp("a b") / "the site"
    site = SmallSite(engine_in(folder, "topic").folder)
    for name, text in PAGES.items():
        site.write(f"docs/{name}.md", text)
    for name, messages in CATALOGS.items():
        lines = [f'msgid "{english}"\nmsgstr "{chinese}"\n' for english, chinese in messages.items()]
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n'
        site.write(f"docs/locale/zh_CN/LC_MESSAGES/{name}.po", "\n".join([head, *lines]))
    site.write("docs/dot.svg", DOT)
    site.write("docs/file.txt", "A file.\n")
    write_records(site)
    take_over_the_matrix(site)
    site.build()
    return site, shutil.copytree(site.folder, folder.with_name("as built"), symlinks=True)


def write_records(site):
    """Made-up records of topic.good in several environments, with markup wherever there is text."""
    claim = reader.load(site.docs).claims["topic.good"]
    for day, (torch, outcome, got, has_gpu) in enumerate(RECORDS, 20):
        record = data(torch, outcome, got, claim, GPU if has_gpu else None) | {"recorded": f"2026-11-{day}"}
        site.write(f"docs/evidence/{record['environment']['name']}.json", json.dumps(record))


def take_over_the_matrix(site):
    """Let the small site know what this one has measured, which takes long; with markup wherever there is text."""
    known = ROOT / "build" / "measured.json"
    if not known.exists():
        return
    ask = "from claimkit.evidence import runs; print(runs.key_of_machine() + runs.key_of_other_libraries())"
    command = [sys.executable, "-c", ask]
    key = subprocess.run(
        command, cwd=site.folder, env=ENVIRONMENT, text=True, check=True, stdout=subprocess.PIPE
    ).stdout
    answers = json.loads(known.read_text(encoding="utf-8"))["answers"]
    answers["matrix"]["environment"] |= {"gpu": GPU, "platform": "<i>Linux</i>"}
    site.write("build/measured.json", json.dumps({"key": key.strip(), "answers": answers}))


@pytest.fixture
def site(built_once):
    """The small site as it was when it had just been built."""
    site, as_built = built_once
    shutil.rmtree(site.folder)
    shutil.copytree(as_built, site.folder, symlinks=True)
    return site


def badges(html):
    return re.findall(r'class="badge badge-(\w+)"', html)
