"""Weighs what a first visit to each page loads, as a browser counts it on a desk and on a telephone, gzipped."""

from __future__ import annotations

import argparse
import re
import zlib
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from claimkit.commands import ROOT
from claimkit.commands.cheat_sheet import NO_CHROMIUM, chromium, find_chromium
from claimkit.pages.languages import LANGUAGES

SITE = ROOT / "build" / "html"
AIMS = {"search": 75, "reference/matrix": 75}  # kB
AIM = 40  # of every other page: about a second on a slow telephone
REQUESTS = 8
SCREENS = ((1440, 900), (360, 740))
SHOWN = 12
PUT_OFF = re.compile(r'loading="?lazy|class="late|data-late')  # of what the screen decides; all else loads on each
# What is fetched when it comes into sight has been asked for by then.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))"


def main(arguments):
    argparse.ArgumentParser("claimkit weight", description=__doc__).parse_args(arguments)
    program = find_chromium()
    if not program:
        return NO_CHROMIUM
    found, pages = {}, sorted(path for language in LANGUAGES for path in (SITE / language.folder).rglob("*.html"))
    with chromium(program) as browser:
        for screen in SCREENS:
            with visitor(browser, screen) as files_of:
                for page in pages:
                    if page not in found or PUT_OFF.search(page.read_text(encoding="utf-8")):
                        found[page] = max(found.get(page, (0,)), weighed(page, files_of(page)))
    print("% of aim   kB  aim  files")
    for share, weight, aim, files, name in sorted(found.values(), reverse=True)[:SHOWN]:
        print(f"{share:8.0%} {weight:5.1f} {aim:4} {files:5}  {name}")
    heavy = [name for share, _weight, _aim, files, name in found.values() if share > 1 or files > REQUESTS]
    print(f"{len(found)} pages: {len(heavy)} weigh more than they should, or load more than {REQUESTS} files at first")
    return f"too heavy: {', '.join(heavy)}" if heavy else 0


@contextmanager
def visitor(browser, screen):
    """Gives the files of a page: its own, those that it asks for on this screen before anything is done there, each
    once, and the icon, which a browser asks for once a site."""
    context = browser.new_context(viewport=dict(zip(("width", "height"), screen)))
    tab, asked = context.new_page(), []
    tab.on("request", lambda request: asked.append(request.url))

    def files_of(page):
        asked.clear()
        tab.goto(page.as_uri())
        tab.evaluate(SETTLED)
        icon = SITE / page.relative_to(SITE).parts[0] / "_static" / "favicon.svg"
        files = [Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")]
        return list(dict.fromkeys([page, *files, icon]))

    yield files_of
    context.close()


def weighed(page, files):
    """The part of its aim that a page weighs, its weight and aim in kB, the number of its files, and its name."""
    name = page.relative_to(SITE).with_suffix("").as_posix()
    weight, aim = sum(map(weight_of, files)) / 1000, AIMS.get(name.partition("/")[2], AIM)
    return weight / aim, weight, aim, len(files), name


@cache
def weight_of(file):
    """Bytes, as a server sends them that compresses each alone."""
    return len(zlib.compress(file.read_bytes(), 6))
