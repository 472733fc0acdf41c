"""Lists the sentences that nobody has looked at since they changed, or notes that somebody has."""

from __future__ import annotations

import argparse

from claimkit.commands import ROOT
from claimkit.commands.variations import variations_of
from claimkit.evidence import reviews
from claimkit.pages import index
from claimkit.pages.model import Refused

FILE = ROOT / "docs" / "reviews.json"
SHOWN = 20  # names, unless all are wanted


def main(arguments):
    parser = argparse.ArgumentParser("claimkit review", description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group()
    for how, done in (("hunted", "somebody tried to make each of these false, five times at least"),
                      ("read", "somebody read each of these in both languages, beside its proof")):  # fmt: skip
        what.add_argument(f"--{how}", nargs="+", metavar="NAME", help=f"note that {done}; a name may end in '*'")
    parser.add_argument("--all", action="store_true", help=f"list all that is {reviews.NOT}, not {SHOWN} of it")
    options = parser.parse_args(arguments)
    pages = index.load(ROOT / "docs", ROOT / "build")
    every = reviews.sentences(pages, ROOT / "docs")
    for how in reviews.HOW:
        wanted = getattr(options, how)
        if wanted:
            names = chosen(wanted, every)
            claims = [pages.claims.get(name.removeprefix("claim ")) for name in names if how == reviews.HUNTED]
            counts = {f"claim {claim.id}": len([*variations_of(claim)]) for claim in claims if claim}
            variations = {name: count for name, count in counts.items() if count}
            reviews.mark(FILE, names, every, how, variations)
    stands = reviews.standing(reviews.load(FILE, every), every)
    left = reviews.left(stands, reviews.places(pages, ROOT / "docs"))
    shown = left if options.all else left[:SHOWN]
    print(*shown, sep="\n", end="\n" * bool(shown))
    print(f"… and {len(left) - len(shown)} more: --all lists them\n" * (len(shown) < len(left)), end="")
    for sort, numbers in reviews.counts(stands).items():
        print(f"{sort:12}" + "".join(f"{number:6} {how}" for how, number in numbers.items()))
    return 0


def chosen(wanted, every):
    """The names of sentences that are asked for: whole ones, ids, or beginnings of them with a '*'."""
    found = []
    for word in wanted:
        stem = word.removesuffix("*")
        hits = [name for name in every
                for part in (name, name.partition(" ")[2])
                if (part.startswith(stem) if word.endswith("*") else part == word)]  # fmt: skip
        if not hits:
            raise Refused(f"no sentence is called '{word}': give an id, or run 'claimkit review' for the names")
        found += hits
    return list(dict.fromkeys(found))
