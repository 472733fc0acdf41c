"""Builds the site: runs what is new, makes the view, and draws all languages side by side. Nothing is done twice."""

from __future__ import annotations

import argparse
import fcntl
import gc
import hashlib
import importlib
import json
import logging
import multiprocessing
import os
import resource
import shutil
import sys
import sysconfig
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from claimkit.commands import ROOT
from claimkit.evidence import checks, hunted, matrix, reviews, runs, scope, store
from claimkit.gallery.execute import HOME, run_gallery
from claimkit.gallery.notebooks import run_notebooks
from claimkit.pages import address, index, upstream
from claimkit.pages.languages import LANGUAGES
from claimkit.pages.model import Refused
from claimkit.portable import rehearsal
from claimkit.portable.survive import die_with_parent

FORK = multiprocessing.get_context("fork")
DOCS, BUILD = ROOT / "docs", ROOT / "build"
OUT, VIEW = BUILD / "html", BUILD / "view.json"
# What each language would import again
HEAVY = ["sphinx.cmd.build", "myst_nb.sphinx_", "sphinx_gallery.load_style", "furo",
         "claimkit.site", "claimkit.gallery"]  # fmt: skip


def main(arguments=()):
    parser = argparse.ArgumentParser("claimkit build", description=__doc__)
    parser.add_argument("only", nargs="?", choices=["view"], help="make build/view.json, and draw nothing")
    parser.parse_args(arguments)
    if rehearsal.mode():
        raise store.rehearsed("nothing was built")
    check_folders()
    BUILD.mkdir(exist_ok=True)
    with one_at_a_time():
        build(arguments)


def check_folders():
    """Say at once where nothing can be written: among the pages lie the gallery's, and compiled catalogs."""
    for folder in (DOCS, BUILD if BUILD.exists() else ROOT):
        if not os.access(folder, os.W_OK):
            shown = folder.relative_to(ROOT.parent if folder == ROOT else ROOT)
            raise Refused(f"{shown}: it may not be written, but a build has to: allow it, or build a copy")


@contextmanager
def one_at_a_time():
    """Wait for another build of the same folder to end."""
    with open(BUILD / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("another build is at work in this folder: waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(arguments):
    if address.is_unknown():
        raise Refused("SITE_URL is not set, but what is published names its own addresses: say where it is served")
    (DOCS / HOME).mkdir(parents=True, exist_ok=True)  # first, or its folder would be newer than the build
    started = time.time()
    steps = Steps()
    pages = index.load(DOCS, BUILD)
    steps.start("claims", run_claims, pages)
    steps.start("matrix", runs.matrix_here, BUILD)
    steps.start("gallery", run_gallery, ROOT)
    steps.start("notebooks", run_notebooks, pages, ROOT)
    if "view" not in arguments:
        for name in HEAVY:  # meanwhile
            importlib.import_module(name)
    steps.wait()
    make_view(pages)
    if "view" in arguments:
        return
    from claimkit.site.view_file import load  # what each language would do for itself

    forget_stale_catalogs()
    load(str(VIEW))
    gc.freeze()  # what is here by now is no garbage, and need not be looked at again and again
    for language in LANGUAGES:
        steps.start(language.folder, draw, language)
    steps.wait()
    for compiled in (DOCS / "locale").rglob("*.mo"):  # as forget_stale_catalogs expects of it
        os.utime(compiled, ns=(compiled.with_suffix(".po").stat().st_mtime_ns,) * 2)
    write_root()
    shutil.rmtree(OUT / "jupyter_execute", ignore_errors=True)  # MyST-NB's copies of outputs, next to its target
    (BUILD / "timings.json").write_text(json.dumps(steps.took, indent=1) + "\n", encoding="utf-8")
    print(", ".join(f"{name} {took['wall']:.1f} s" for name, took in steps.took.items()))
    print(f"addresses begin with {address.site_url()}" + " (SITE_URL is not set)" * (not os.environ.get("SITE_URL")))
    done = OUT / ".built"
    done.touch()
    os.utime(done, (started, started))  # what was edited meanwhile is newer


def write_root():
    """Put beside the languages what stands at the root of a site: its first page, icons, and what robots are told."""
    from claimkit.site.outputs import SOCIAL_IMAGE

    shutil.copytree(DOCS / "_root", OUT, dirs_exist_ok=True)
    site = address.site_url()
    image = SOCIAL_IMAGE.search((OUT / LANGUAGES[0].folder / "index.html").read_bytes())[0].decode()
    told = {"{site}": site, "{root}": urlsplit(site).path, "{image}": image}
    for page in (OUT / "index.html", OUT / "404.html"):
        text = page.read_text(encoding="utf-8")
        for name, value in told.items():
            text = text.replace(name, value)
        page.write_text(text, encoding="utf-8")
    for name in ("favicon.ico", "favicon.svg", "apple-touch-icon.png"):
        shutil.copy(OUT / LANGUAGES[0].folder / "_static" / name, OUT / name)
    maps = "".join(f"Sitemap: {site}{language.folder}/sitemap.xml\n" for language in LANGUAGES)
    (OUT / "robots.txt").write_text(f"User-agent: *\nAllow: /\n\n{maps}", encoding="utf-8")
    lines = [f"- [{language.itself}]({site}{language.folder}/llms.txt)" for language in LANGUAGES]
    (OUT / "llms.txt").write_text("# Shared or Copied?\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


class Steps:
    """Steps of the build, each in a process of its own, and what each took."""

    def __init__(self):
        self.running, self.took, self.told = {}, {}, FORK.SimpleQueue()

    def start(self, name, function, *arguments):
        self.running[name] = FORK.Process(target=run_step, args=(self.told, name, function, *arguments))
        self.running[name].start()

    def wait(self):
        """Wait for all that run; stop if one failed, when the others are done too."""
        try:
            for process in self.running.values():
                process.join()
        finally:
            for process in self.running.values():
                process.terminate()
            done, self.running = self.running, {}
        failed = [name for name, process in done.items() if process.exitcode]
        if failed:
            raise Refused(f"stopped by: {', '.join(failed)}")
        told = dict(self.told.get() for _step in done)
        self.took |= {name: told[name] for name in done}


def run_step(told, name, function, *arguments):
    """The life of a step's process: what it complains of is printed, what it took is told."""
    die_with_parent()
    started = time.monotonic()
    try:
        function(*arguments)
    except Refused as error:
        sys.exit(str(error))
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told.put((name, {
        "cpu": mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime,
        "wall": time.monotonic() - started,
        "gigabytes": max(mine.ru_maxrss, theirs.ru_maxrss) / 2**20,
    }))  # fmt: skip


def run_claims(pages):
    outcomes = runs.outcomes_here(pages, BUILD)
    snippets = [snippet for snippet in pages.snippets if snippet.id in outcomes]
    false = [runs.verdict(snippet, "cpu", outcomes[snippet.id]) for snippet in snippets]
    if any(false):
        raise Refused("\n".join(filter(None, false)))


def make_view(pages):
    """Write build/view.json, if it would say anything new."""
    from claimkit.commands.variations import NAMES
    from claimkit.site.view import build_views

    outcomes = runs.outcomes_here(pages, BUILD)
    measured = matrix.lend(runs.matrix_here(BUILD), DOCS / "evidence")
    seen = {name: outcome.get("seen", ()) for name, outcome in outcomes.items()}
    held = [claim for claim in pages.claims.values() if outcomes.get(claim.id, {}).get("outcome") == "passed"]
    reaches = {claim.id: scope.reaches(claim, measured, seen[claim.id]) for claim in held}
    wrong = [*matrix.contradictions(pages, measured, seen), *scope.problems(pages, measured, reaches)]
    if wrong:
        raise Refused("\n".join(wrong))
    matrix.name_claims(pages, measured, seen)
    links = upstream.load(DOCS / "evidence" / "upstream.toml", pages.claims)
    every = reviews.sentences(pages, DOCS)
    stands = reviews.standing(reviews.load(DOCS / "reviews.json", every), every)
    judged = hunted.load(ROOT / "tests" / "hunted.toml", pages.claims, NAMES)
    told = checks.counts(pages, outcomes, measured, reaches, judged, stands)
    print(*checks.left(pages, judged, stands, reviews.places(pages, DOCS)), checks.summary(told), sep="\n")
    records = store.load(DOCS / "evidence", pages.claims.values())
    views = build_views(pages, records, measured, reaches, told, links, LANGUAGES)
    text = json.dumps(views, ensure_ascii=False)
    if not VIEW.exists() or VIEW.read_text(encoding="utf-8") != text:
        VIEW.write_text(text, encoding="utf-8")


def forget_stale_catalogs():
    """Remove compiled catalogs of another source than is there now: Sphinx only looks which of the two is newer."""
    for compiled in (DOCS / "locale").rglob("*.mo"):
        source = compiled.with_suffix(".po")
        if not source.exists() or source.stat().st_mtime_ns != compiled.stat().st_mtime_ns:
            compiled.unlink()


def draw(language):
    """`sphinx-build` with DOCS_LANGUAGE set, every warning fatal."""
    import sphinx.cmd.build

    os.environ["DOCS_LANGUAGE"] = language.name
    logging.getLogger("traitlets").setLevel(logging.WARNING)  # each notebook's start is no news
    doctrees = BUILD / "doctrees" / language.folder
    whole, shown = doctrees / ".whole", digest_of_view(language)
    if whole.exists() and whole.read_text() == shown and not changed_since(whole.stat().st_mtime_ns, language):
        return
    if not whole.exists():  # killed, or stopped by a warning, of which Sphinx would have no news
        shutil.rmtree(doctrees, ignore_errors=True)
    whole.unlink(missing_ok=True)
    options = ["-c", ROOT, "-d", doctrees, "-n", "-W", "--keep-going", "-q", DOCS, OUT / language.folder]
    if sphinx.cmd.build.main(list(map(str, options))):
        raise Refused(f"{language.folder}: not built")
    whole.write_text(shown)


def digest_of_view(language):
    """Of all that is not in a file of its own."""
    from claimkit.site.view_file import load

    shown = [load(str(VIEW))[language.name], address.site_url(), os.environ.get("REPOSITORY")]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def changed_since(moment, language):
    """Whether anything that it is drawn from, or with, has come, changed or gone, other languages' catalogs apart."""
    others = [DOCS / "locale" / other.name for other in LANGUAGES if other != language]
    drawn = (path for path in DOCS.rglob("*") if path.suffix != ".mo" and not {path, *path.parents} & {*others})
    outside = [OUT / language.folder, ROOT / "conf.py", ROOT / ".git" / "logs" / "HEAD",  # which dates pages
               Path(sysconfig.get_path("purelib"))]  # fmt: skip
    return any(path.exists() and path.stat().st_ctime_ns > moment for path in (*drawn, *outside))
