"""How people have judged what comes out otherwise when a claim's inputs are varied: tests/hunted.toml tells.

It holds a table per claim: the digest of its sentence, in every language, and its code, and a verdict by the
names of the variations that it speaks for. Where either has changed since, nothing of the claim is judged.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches

from claimkit.pages.catalog import on_one_line
from claimkit.pages.languages import LANGUAGES
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.pages.prose import text_of

COVERS, EXCLUDES, BESIDE = "covers", "excludes: ", "beside: "
FORM = (f"write '{COVERS}' if the sentence says so, '{EXCLUDES}' and words that the English sentence has, which leave "
        f"the input out, or '{BESIDE}' and why it is beside the point")  # fmt: skip
HEAD = re.compile(r"""\s*\[\s*(["']?)(.*?)\1\s*\]""")
AND = ", "  # between the names of variations that one verdict speaks for
BARE = re.compile(r"\[[\w.-]+\]")
VERDICT = re.compile(r"""\s*(["']?)(.+?)\1\s*=""")


@dataclass(frozen=True)
class Judged:
    """The verdicts on a claim's changes, where in the file their table stands, and where those do."""

    place: str
    digest: str
    verdicts: dict
    places: dict = field(default_factory=dict)

    def is_of(self, claim):
        return self.digest == digest(claim)


def digest(claim):
    """Of the sentence in every language, and the code."""
    said = [text for language in LANGUAGES for text in text_of(claim, language)]
    return hashlib.sha256("\n".join([*said, claim.code]).encode()).hexdigest()[:12]


def verdicts_on(claim, judged):
    """By variation, what was said of the claim as it stands; `judged` is what was loaded."""
    entry = judged.get(claim.id)
    return entry.verdicts if entry and entry.is_of(claim) else {}


def load(path, claims, variations):
    """What is judged, by the claim's id; raise UnreadablePages for an entry that means nothing."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    shown, lines = f"tests/{path.name}", _lines(text)
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))  # or at the end of the document
        remedy = "mend that line; the names of claims and of variations stand in double quotes"
        line = int(at[1]) if at else len(text.splitlines())
        raise UnreadablePages([Problem(shown, line, f"not TOML ({error})", remedy)]) from None
    bare = [Problem(shown, number, f"the id of {line} has no quotes", f'write ["{line[1:-1]}"]')
            for number, line in enumerate(text.splitlines(), 1) if BARE.fullmatch(line)]  # fmt: skip
    if bare:
        raise UnreadablePages(bare)
    found, problems = {}, []
    for name, entry in entries.items():
        if isinstance(entry, dict):
            entry = {one: said for names, said in entry.items() for one in names.split(AND)}
        for variation, *what in _mistakes(name, entry, claims, variations):
            problems.append(Problem(shown, lines.get((name, variation), lines.get((name, ""), 1)), *what))
        if not problems:
            verdicts = {variation: said for variation, said in entry.items() if variation != "digest"}
            places = {variation: f"{shown}:{lines.get((name, variation), 1)}" for variation in ("", *verdicts)}
            found[name] = Judged(places[""], entry["digest"], verdicts, places)
    if problems:
        raise UnreadablePages(problems)
    return found


def _lines(text):
    """The line of each table, as (id, ''), and of each of its verdicts, as (id, variation)."""
    found, table = {}, ""
    for number, line in enumerate(text.splitlines(), 1):
        head, verdict = HEAD.match(line), VERDICT.match(line)
        if head:
            table = head[2]
        for name in [""] if head else verdict[2].split(AND) if verdict else ():
            found[table, name] = number
    return found


def _mistakes(name, entry, claims, variations):
    """What is wrong with an entry, each after the variation that it is about, or '', and with its remedy."""
    if name not in claims:
        near = " or ".join(get_close_matches(name, claims))
        remedy = "name a claim that exists, or remove its table" + f" (is it {near}?)" * bool(near)
        yield "", f"unknown claim '{name}'", remedy
        return
    if not isinstance(entry, dict) or {"digest"} - set(entry) or not all(isinstance(v, str) for v in entry.values()):
        yield "", f"the table of {name} is none", "give it a digest, and a verdict by the name of each variation"
        return
    claim = claims[name]
    for variation, said in entry.items():
        if variation not in ("digest", *variations):
            yield variation, f"{name}: no variation is called '{variation}'", f"write one of {', '.join(variations)}"
        elif variation != "digest" and entry["digest"] == digest(claim) and not _means_something(said, claim):
            # quotes of another digest may be of the sentence as it was
            what = f"{name}, {variation}: '{said}' is no verdict on its sentence at {claim.path}:{claim.line}"
            yield variation, what, FORM


def _means_something(said, claim):
    if said.startswith(EXCLUDES):
        quote = on_one_line(said.removeprefix(EXCLUDES)).strip()
        return bool(quote) and quote in on_one_line(claim.text)
    return said == COVERS or bool(said.startswith(BESIDE) and said.removeprefix(BESIDE).strip())
