"""Weighs the pages of the reference, with all that each loads, gzipped, beside what they should weigh at most."""

from __future__ import annotations

import argparse
import zlib

from bs4 import BeautifulSoup

from claimkit.commands import ROOT
from claimkit.pages.languages import LANGUAGES

SITE = ROOT / "build" / "html"
AIMS = {"search": 75, "reference/matrix": 75}  # kB
AIM = 40  # of every other page: about a second on a slow telephone
REQUESTS = 8
SHOWN = 12


def main(arguments):
    argparse.ArgumentParser("claimkit weight", description=__doc__).parse_args(arguments)
    found = [weighed(language, page) for language in LANGUAGES
             for page in (SITE / language.folder).rglob("*.html")]  # fmt: skip
    print("% of aim   kB  aim  files")
    for share, weight, aim, files, name in sorted(found, reverse=True)[:SHOWN]:
        print(f"{share:8.0%} {weight:5.1f} {aim:4} {files:5}  {name}")
    heavy = sum(share > 1 for share, *_rest in found)
    many = sum(files > REQUESTS for _share, _weight, _aim, files, _name in found)
    print(f"{len(found)} pages: {heavy} weigh more than they should, {many} load more than {REQUESTS} files at first")
    return 0


def weighed(language, page):
    """The part of its aim that a page weighs, its weight and aim in kB, the number of its files, and its name."""
    name, files = page.relative_to(SITE / language.folder).with_suffix("").as_posix(), files_of(page)
    weight, aim = weight_of(files) / 1000, AIMS.get(name, AIM)
    return weight / aim, weight, aim, len(files), f"{language.folder}/{name}"


def files_of(page):
    """The page's file and those that it loads from the site."""
    tree = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    tags = tree.select("script[src], img[src]:not([loading=lazy]), link[rel=stylesheet], link[rel=icon][type]")
    return [page] + [page.parent / (tag.get("src") or tag["href"]).partition("?")[0] for tag in tags]


def weight_of(files):
    """Bytes, as a server sends them that compresses each alone."""
    return sum(len(zlib.compress(file.read_bytes(), 6)) for file in files)
