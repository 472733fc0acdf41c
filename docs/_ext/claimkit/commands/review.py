"""Lists the sentences that nobody has looked at since they changed, or notes that somebody has."""

from __future__ import annotations

import argparse

from claimkit.commands import ROOT
from claimkit.evidence import reviews
from claimkit.pages import index
from claimkit.pages.model import UnreadablePages
from claimkit.pages.unproved import unproved

FILE = ROOT / "docs" / "reviews.json"
PROSE = ("guide/*.md", "learn/*.md", "articles/*.md", "reference/errors*.md")
SHOWN = 20  # names, unless all are wanted


def main(arguments):
    parser = argparse.ArgumentParser("claimkit review", description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group()
    for how, done in (("hunted", "somebody tried to make each of these false, five times at least"),
                      ("read", "somebody read each of these in both languages, beside its proof")):  # fmt: skip
        what.add_argument(f"--{how}", nargs="+", metavar="NAME", help=f"note that {done}; a name may end in '*'")
    parser.add_argument("--all", action="store_true", help=f"list all that is {reviews.NOT}, not {SHOWN} of it")
    what.add_argument("--prose", action="store_true", help="list prose that names a call and rests on no claim or code")
    options = parser.parse_args(arguments)
    if options.prose:
        return list_prose(ROOT / "docs")
    try:
        every = reviews.sentences(index.load(ROOT / "docs", ROOT / "build"), ROOT / "docs")
        for how in reviews.HOW:
            wanted = getattr(options, how)
            if wanted:
                reviews.mark(FILE, chosen(wanted, every), every, how)
        stands = reviews.standing(reviews.load(FILE, every), every)
    except (UnreadablePages, UnknownName) as error:
        return str(error)
    left = [name for name, how in stands.items() if how == reviews.NOT]
    shown = left if options.all else left[:SHOWN]
    print(*(f"{reviews.NOT}: {name}" for name in shown), sep="\n", end="\n" * bool(shown))
    print(f"… and {len(left) - len(shown)} more: --all lists them\n" * (len(shown) < len(left)), end="")
    for sort, numbers in reviews.counts(stands).items():
        print(f"{sort:12}" + "".join(f"{number:6} {how}" for how, number in numbers.items()))
    return 0


def list_prose(docs):
    """Print what may be unproved, and how much of it each page has."""
    total = 0
    for name, found in unproved_of(docs):
        total += len(found)
        print(*(f"{name}:{line}: {words}" for line, words in found), f"{name}: {len(found)}", sep="\n")
    print(f"{total} in all")
    return 0


def unproved_of(docs):
    """(page, what may be unproved there) of each page whose prose rests on claims elsewhere."""
    for path in [docs / "index.md", *sorted(path for part in PROSE for path in docs.glob(part))]:
        yield path.relative_to(docs.parent), list(unproved(path.read_text(encoding="utf-8")))


class UnknownName(Exception):
    """A name that no sentence has."""


def chosen(wanted, every):
    """The names of sentences that are asked for: whole ones, ids, or beginnings of them with a '*'."""
    found = []
    for word in wanted:
        stem = word.removesuffix("*")
        hits = [name for name in every
                for part in (name, name.partition(" ")[2])
                if (part.startswith(stem) if word.endswith("*") else part == word)]  # fmt: skip
        if not hits:
            raise UnknownName(f"no sentence is called '{word}': give an id, or run 'claimkit review' for the names")
        found += hits
    return list(dict.fromkeys(found))
