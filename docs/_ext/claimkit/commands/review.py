"""Lists the sentences that nobody has looked at since they changed, or notes that somebody has."""

from __future__ import annotations

import argparse

from sphinx_gallery.py_source_parser import split_code_and_text_blocks

from claimkit.commands import ROOT
from claimkit.commands.variations import variations_of
from claimkit.evidence import reviews
from claimkit.pages import index
from claimkit.pages.model import Refused
from claimkit.pages.unproved import RUNS, unproved

FILE = ROOT / "docs" / "reviews.json"
PROSE = ("docs/**/*.md", "gallery/**/*.rst", "gallery/**/plot_*.py")
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
        return list_prose()
    pages = index.load(ROOT / "docs", ROOT / "build")
    every = reviews.sentences(pages, ROOT / "docs")
    for how in reviews.HOW:
        wanted = getattr(options, how)
        if wanted:
            names = chosen(wanted, every)
            reviews.mark(FILE, names, every, how, tried(names, pages) if how == reviews.HUNTED else ())
    stands = reviews.standing(reviews.load(FILE, every), every)
    left = reviews.left(stands, reviews.places(pages, ROOT / "docs"))
    shown = left if options.all else left[:SHOWN]
    print(*shown, sep="\n", end="\n" * bool(shown))
    print(f"… and {len(left) - len(shown)} more: --all lists them\n" * (len(shown) < len(left)), end="")
    for sort, numbers in reviews.counts(stands).items():
        print(f"{sort:12}" + "".join(f"{number:6} {how}" for how, number in numbers.items()))
    return 0


def tried(names, pages):
    """In how many ways 'claimkit hunt' varies the inputs of each of these claims that it can, by these names."""
    claims = {name: pages.claims.get(name.removeprefix("claim ")) for name in names}
    return {name: number for name, claim in claims.items() if claim and (number := len([*variations_of(claim)]))}


def list_prose():
    """Print what may be unproved, and how much it is."""
    found = list(unproved_everywhere())
    print(*found, f"{len(found)} in all", sep="\n")
    return 0


def unproved_everywhere():
    """What may be unproved on pages and in the gallery, each with its file and line."""
    told = told_by(index.load(ROOT / "docs", ROOT / "build"))
    for path in sorted(path for part in PROSE for path in ROOT.glob(part)):
        text = prose_of_script(path) if path.suffix == ".py" else path.read_text(encoding="utf-8")
        yield from (f"{path.relative_to(ROOT)}:{line}: {words}" for line, words in unproved(text, told))


def told_by(pages):
    """Gives the words and the code of an item and of its proofs, by the item's id or a former one; '' for no item."""
    items = {name: item for item in pages.items for name in (item.id, *item.formerly)}

    def told(name):
        shown = [items[name], *(pages.claims[claim] for claim in getattr(items[name], "claims", ()))]
        return " ".join(
            part for one in shown for part in (one.text, *getattr(one, "about", ()), getattr(one, "code", ""))
        )

    return lambda name: told(name) if name in items else ""


def prose_of_script(path):
    """A script's prose in its lines, with RUNS for code; what opens it speaks of all the code."""
    page = ""
    for kind, text, line in split_code_and_text_blocks(path)[1]:
        page += "\n" * (line - 1 - page.count("\n")) + (text.rstrip() if kind == "text" else RUNS)
        page += "\n\n" + RUNS if line == 1 else "\n"
    return page


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
