"""Measures builds, edits and growth on a copy of this checkout, in CPU and wall seconds and as ratios.

The copy uses this checkout's `.venv`. What a build must have done is looked up in its pages, so that no figure tells
of something that went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from functools import cached_property
from pathlib import Path

import numpy as np

from claimkit.commands import ROOT
from claimkit.pages import reader
from claimkit.pages.languages import LANGUAGES, SOURCE, TRANSLATIONS
from claimkit.pages.model import Refused

NOT_COPIED = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__", "*.mo", "*_cache")
INSTALLED = ("-o", ".venv/.ready", "-o", ".venv/.libraries")  # what make need not look at in the `.venv` of another
MARK, MARK_IN_CHINESE = "edited_by_the_benchmark", "这是改过的"
TIMES = 10  # as many claims, to see how a build grows
PYTHON = ".venv/bin/python"
BUILD = (PYTHON, "-m", "claimkit", "build")
# Every claim and session in a bare loop, as nobody would do it less
BARE = """
import doctest, json, sys, warnings
import numpy as np, torch
warnings.simplefilter("ignore")
for code in json.load(sys.stdin):
    test = doctest.DocTestParser().get_doctest(code, {"np": np, "torch": torch, "device": "cpu"}, "bare", None, 0)
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=lambda text: None)
"""
# Put behind a function of the copy, so that each call of it is noted in a file.
COUNTER = """

_uncounted = {name}


def {name}(*arguments):
    with open({log!r}, "a", encoding="utf-8") as log:
        print("{name}", {what}, file=log)
    return _uncounted(*arguments)
"""


def main(arguments):
    argparse.ArgumentParser("claimkit bench", description=__doc__.splitlines()[0]).parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        site = TrialSite(Path(folder) / "site", "reference/numpy-to-tensor")
        shutil.copytree(ROOT, site.folder, ignore=NOT_COPIED, symlinks=True)
        shutil.rmtree(site.docs / "learn" / "gallery", ignore_errors=True)
        site.prepare()
        print(f"{'':60}{'CPU':>9}{'wall':>9}   aim")
        for name, figures, aim in rows(site):
            shown = "".join(f"{figure:9.2f}" for figure in figures) if np.ndim(figures) else f"{figures:9}"
            print(f"{name:60}{shown:18}   {aim}".rstrip(), flush=True)
    return 0


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

    def prepare(self):
        """Use this checkout's `.venv`, and note each time that pages are read or a snippet is run."""
        (self.folder / ".venv").symlink_to((ROOT / ".venv").resolve())
        for path, name, what in (("pages/reader", "read", "arguments[0]"), ("portable/run", "run", "arguments[0].id")):
            with (self.docs / "_ext" / "claimkit" / f"{path}.py").open("a", encoding="utf-8") as file:
                file.write(COUNTER.format(name=name, what=what, log=str(self.log)))


def rows(site, with_tests=True):
    """Yield (what was measured, seconds of CPU and wall, ratios of both or a count, the aim)."""
    bare = 0
    for name, seconds in bare_runs(site):
        bare = bare + seconds
        yield name, seconds, ""
    cold = took(site, *BUILD)
    yield "cold build of all languages", cold, ""
    steps = timings(site)
    yield from ((f"  {name}", seconds, "") for name, seconds in steps.items())
    yield "cold build ÷ bare run of the same", cold / bare, "≤ 0.6 and ≤ 0.3"
    for language in TRANSLATIONS:
        name = f"{language.itself} ÷ the part of {SOURCE.itself} that executes nothing"
        yield name, steps[language.folder] / steps[SOURCE.folder], "≤ 1.0"
    yield from counts(site, "a build")
    yield "nothing changed (make html)", took(site, "make", *INSTALLED, "html"), "≤ 0.1"
    if with_tests:
        yield "all tests", took(site, PYTHON, "-m", "pytest", "-q", "-n", "2", must_succeed=False), ""
        yield from counts(site, "the tests")
    yield from edits(site)
    yield from growth(site, steps)


def took(site, *command, must_succeed=True, **options):
    """The seconds of a command, with those of all that it starts and waits for."""
    environment = {**os.environ, "PYTHONPATH": str(site.docs / "_ext"), "MPLBACKEND": "agg"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=site.folder, env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)  # fmt: skip
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode and must_succeed:
        raise Refused(f"'{' '.join(map(str, command))}' failed:\n{done.stdout[-5000:]}")
    return np.array([after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall])


def bare_runs(site):
    """The same code without a site: each script and notebook in a Python of its own, all claims and sessions in one."""
    scripts = sorted((site.folder / "gallery").rglob("plot_*.py"))
    for name, cells in site.pages.cells.items():
        scripts.append(site.folder / f"{Path(name).name}.py")
        scripts[-1].write_text("\n".join(cells), encoding="utf-8")
    seconds = sum(took(site, PYTHON, script) for script in scripts)
    yield f"{len(scripts)} scripts and notebooks, each in a bare Python", seconds
    codes = [snippet.code for snippet in site.pages.snippets if "cpu" in snippet.devices]
    seconds = took(site, PYTHON, "-c", BARE, input=json.dumps(codes))
    yield f"{len(codes)} claims and sessions in one bare Python", seconds


def timings(site):
    """The seconds of each step of the build that ran last."""
    told = json.loads((site.build / "timings.json").read_text(encoding="utf-8"))
    return {name: np.array([seconds["cpu"], seconds["wall"]]) for name, seconds in told.items()}


def counts(site, what):
    """How often the pages were read, and a claim was run at most, since this was asked last."""
    calls = Counter(site.log.read_text(encoding="utf-8").splitlines()) if site.log.exists() else Counter()
    site.log.unlink(missing_ok=True)
    ran = [calls[f"run {snippet.id}"] for snippet in site.pages.snippets if "cpu" in snippet.devices]
    yield f"times that {what} read the pages", calls[f"read {site.docs}"], "1"
    yield f"times that {what} ran a claim or session: at least", min(ran), "1"
    yield "  at most", max(ran), "1"


def edits(site):
    """One claim, to whose code a line is added, and one string of a translation, to which a sentence is."""
    claim = next(claim for claim in site.pages.claims.values() if claim.page == site.page)
    site.edit(site.file_of(site.page), claim.code, f">>> {MARK} = 1\n{claim.code}")
    yield "one edited claim to its pages", took(site, *BUILD), "≤ 4"
    expect(site, site.page, MARK, 1 + len(TRANSLATIONS))
    site.edit(site.catalog_of(site.page), "。", f"。{MARK_IN_CHINESE}。")
    yield "one edited string of a translation to its page", took(site, *BUILD), "≤ 2"
    expect(site, site.page, MARK_IN_CHINESE, 1)
    site.log.unlink(missing_ok=True)


def expect(site, page, text, languages):
    """See that the page shows the text in so many languages."""
    shown = [site.build / "html" / language.folder / f"{page}.html" for language in LANGUAGES]
    found = sum(text in path.read_text(encoding="utf-8") for path in shown)
    if found != languages:
        raise Refused(f"{page} shows '{text}' in {found} languages in place of {languages}")


def growth(site, before):
    """How the steps of a cold build grow with the claims."""
    grow(site, TIMES)
    shutil.rmtree(site.build)
    shutil.rmtree(site.docs / "learn" / "gallery", ignore_errors=True)
    cold = took(site, *BUILD)
    expect(site, f"{site.page}-copy-{TIMES - 1}", f'-{TIMES - 1}"', 1 + len(TRANSLATIONS))  # the end of an id
    yield f"cold build with {TIMES} times the claims", cold, ""
    after = timings(site)
    for name in ("claims", SOURCE.folder, *(language.folder for language in TRANSLATIONS)):
        yield f"  {name}, in times of what it was", after[name] / before[name], f"≤ {TIMES}"


def grow(site, times):
    """Add copies of all claims until there are so many times as many, under new ids, with their translations.

    The copies of a page stand below it: a sidebar shows the pages around its own, however many there are elsewhere.
    """
    pages = {}
    for claim in reader.load(site.docs).claims.values():
        pages.setdefault(claim.page, []).append(claim.line)
    for page, starts in pages.items():
        lines = site.file_of(page).read_text(encoding="utf-8").splitlines(keepends=True)
        blocks = ["".join(lines[start - 1 : lines.index(":::\n", start) + 1]) for start in starts]
        names = [f"{page}-copy-{number}" for number in range(1, times)]
        for number, name in enumerate(names, 1):
            renamed = "\n".join(re.sub(r"^(:::\{claim\} \S+)", rf"\1-{number}", block) for block in blocks)
            text = f"# Copy {number} of {page}\n\n" + re.sub(r"^:formerly:.*\n", "", renamed, flags=re.MULTILINE)
            site.file_of(name).write_text(text, encoding="utf-8")
            if site.catalog_of(page).exists():
                shutil.copy(site.catalog_of(page), site.catalog_of(name))
        with site.file_of(page).open("a", encoding="utf-8") as file:
            file.write("\n```{toctree}\n:hidden:\n\n/" + "\n/".join(names) + "\n```\n")
