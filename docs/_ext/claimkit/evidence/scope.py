"""How far a claim reaches: what its conversion makes of every other source of the matrix that is like its own.

A claim shows one case. Where it ran a route of the matrix that it is about, the matrix tells whether another dtype,
layout or kind of tensor comes out the same in what the claim's kind speaks of. What raises instead, everybody notices;
what differs in silence is an exception, which the claim must declare in `:except:`, unless it says in `:only:` of what
it speaks. Where a sentence speaks of all and names no kind of source, the reach goes over every kind; where it says
that something holds of every source, what raises is an exception too. Where it says that something raises or warns,
what does not is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from claimkit.evidence.words import N_
from claimkit.pages.prose import CODE, without_code

LOUD = ("raises", "ends-python")
WARNS = "warns"
NOTICED = {*LOUD, WARNS}
ANY_KIND = "any"
PRINTS = re.compile(r"\bprint(s|ed)?\b", re.IGNORECASE)
# By the kind of a claim: the fact that it speaks of, what a source has that tells nothing of it, and that it is kept
FACTS = {
    "dtype": ("dtype", None, N_("same dtype")),
    "device": ("device", "cpu", N_("same device")),
    "gradient": ("requires_grad", False, N_("requires grad as before")),
}
KEPT = {kept for _fact, _otherwise, kept in FACTS.values()}
GRAD = {True: N_("requires grad"), False: N_("no grad")}
NOTHING = N_("nothing to compare")  # where the question does not arise, as who shares memory where there is none
ELSEWHERE = N_("another device")
NO_ERROR, EQUAL, CHANGED = N_("no error"), N_("equal values"), N_("other values")
THING = r"(?:array|tensor|dtype|layout|list|number|scalar|source|input|object)s?"
OF_SOURCES = (
    r"always|never|whatever|whichever|whoever|anything|everything|"
    rf"(?:every|any|all|each) (?:(?:kind|sort)s?(?: of {THING})?|{THING})"
)
# Of anything: also of both sides, or of elements. Not "read-only" and "no-op".
OTHERS = r"all|every|everyone|each|any|only|no|nobody|nothing|none|neither|nor|whenever|wherever|both|either"
EVERY_SOURCE = re.compile(rf"(?<!-)\b(?:{OF_SOURCES})\b(?!-)", re.IGNORECASE)
ALL = re.compile(rf"(?<!-)\b(?:{OF_SOURCES}|{OTHERS})\b(?!-)", re.IGNORECASE)
OTHER_KIND = "value"  # is what is neither an array nor a tensor like: Python's numbers and lists, tables, images
KINDS = {
    "array": ("ndarray", "array"),
    "tensor": ("Parameter", "tensor"),
    OTHER_KIND: (r"int|float|bool|complex|list|tuple|str|bytes|bytearray|Series|DataFrame|(?:u?int|float)\d+",
                 "number|scalar|int|float|list|string|text|bytes|bytearray|buffer|series|frame|dataframe|image"),
}  # by what a source is like: what it is called in code, and in words  # fmt: skip
MEMORY = {"itself": "shares", "shares": "shares", "copies": "copies", "no-memory": NOTHING, "value": NOTHING}


@dataclass(frozen=True)
class Reach:
    """What a route makes of the sources like the claim's: names of those that are the same, and of others by outcome.

    `own` are the claim's sources, `fact` is what they came out as, and `silent` the names of those that differ without
    an error, or with one where the sentence speaks of all.
    """

    route: str
    like: str
    own: tuple
    fact: str
    same: tuple
    others: dict = field(default_factory=dict)
    silent: tuple = ()

    @property
    def every(self):
        return {*self.same, *(name for names in self.others.values() for name in names)}


def reaches(claim, matrix, seen):
    """The reach of each route of the matrix that the claim is about and ran, for each sort of source that it ran it on.

    `seen` is what was noted of the claim's run: (route, source, facts). Where the claim itself shows different outcomes
    of one sort, there is none.
    """
    if is_beside(claim):
        return []
    found = []
    for table in matrix["tables"]:
        sources = [*(name for group in table["groups"] for name in group["sources"]), *table["beyond"]]
        for route in table["routes"]:
            if route["about"] in claim.about:
                own = {source for call, source, _facts in seen if call == route["call"]}.intersection(sources)
                found += _of_kinds(claim, route["call"], own, sources, matrix)
    return found


def is_beside(claim):
    """Whether equal values say nothing of it: it speaks of how they are printed, or how long something takes."""
    return claim.kind == "value" and bool(PRINTS.search(claim.text) or claim.takes_times)


def why_none(claim, matrix, seen):
    """Why a claim that was watched has no reach, as a word of words.UNREACHED."""
    about = {route["call"]: route["about"] for table in matrix["tables"] for route in table["routes"]}
    if not seen:
        return "route"
    if not any(about.get(route) in claim.about for route, _source, _facts in seen):
        return "passing"
    return "beside" if is_beside(claim) else "boundary"


def _of_kinds(claim, route, own, sources, matrix):
    """Its reach among all sources, if it shows one outcome and speaks of all, or all of another kind; or by kinds."""
    kinds = {name: matrix["sources"][name].get("like", OTHER_KIND) for name in sources}
    shown = dict.fromkeys(kinds[name] for name in sources if name in own)
    of_all = speaks_of_all(claim.text) and not any(names_kind(claim.text, kind) for kind in shown)
    if shown and (of_all or any(speaks_of_each(claim.text, kind) for kind in KINDS if kind not in shown)):
        found = _reach(claim, route, ANY_KIND, own, sources, matrix)
        if found:
            return found
    alike = {kind: [name for name in sources if kinds[name] == kind] for kind in shown}
    return [one for kind, names in alike.items() for one in _reach(claim, route, kind, own & {*names}, names, matrix)]


def _reach(claim, route, like, own, sources, matrix):
    cells = {cell["source"]: cell for cell in matrix["cells"] if cell["route"] == route}
    told = {name: _told(claim.kind, cells[name], matrix["sources"][name]) for name in sources if name in cells}
    common = set.intersection(*(told[name] for name in own))
    if not common - {NOTHING} - NOTICED:
        return []
    fact = min(common & KEPT or common - NOTICED)
    noticed = {NOTHING} if speaks_of_every_source(claim.text) else {NOTHING} | NOTICED
    same, others, silent = [], {}, []
    for name in told:
        if fact in told[name]:
            same.append(name)
            continue
        what = cells[name].get("error") or cells[name].get("signal") or min(told[name])
        others.setdefault(what, []).append(name)
        if not told[name] & noticed and (name in claim.only or not claim.only):
            silent.append(name)
    return [Reach(route, like, tuple(sorted(own)), fact, tuple(same), others, tuple(silent))]


def _told(kind, cell, source):
    """What a cell says of what a claim of this kind speaks of; it may say two things at once."""
    outcome, warnings = cell["outcome"], cell.get("warnings", ())
    if kind == "error":  # what is raised or warned of, by its type, and that this is noticed
        if outcome in LOUD:
            return {outcome, cell.get("error") or cell["signal"]}
        return {WARNS, *(warning.partition(":")[0] for warning in warnings)} if warnings else {NO_ERROR}
    if outcome in LOUD:
        return {outcome}
    is_meta, was_meta = (facts.get("device") == "meta" for facts in (cell, source))
    if kind == "memory":  # without its values it shares nothing, and might be a copy on another device
        return {ELSEWHERE, "copies"} if is_meta and not was_meta else {MEMORY.get(outcome, outcome)}
    if kind == "value":  # what is no array or tensor has not been compared, and what has no memory has no values
        if is_meta or outcome in ("no-memory", "value"):
            return {NOTHING}
        return {CHANGED, *[WARNS] * bool(warnings)} if "values" in cell else {EQUAL}
    fact, otherwise, kept = FACTS[kind]
    if fact not in cell:
        return {NOTHING}
    same = [kept] * (cell[fact] == source.get(fact, otherwise))
    return {GRAD.get(cell[fact], cell[fact]), *same}


def speaks_of_all(sentence):
    """Whether it has a word like all or none, so that what raises may be what it denies."""
    return bool(ALL.search(without_code(sentence)))


def speaks_of_every_source(sentence):
    """Whether it says that something holds of whatever is converted."""
    return bool(EVERY_SOURCE.search(without_code(sentence)))


def names_kind(sentence, kind):
    """Whether it says, in words or in code, that it speaks of arrays, of tensors, or of something else."""
    in_code, in_words = KINDS[kind]
    calls = "|".join(CODE.findall(sentence))
    named = re.search(rf"`(?:(?:np|torch|nn|pandas)\.)*(?:{in_code})`", calls)
    return bool(named or re.search(rf"\b(?:{in_words})s?\b", without_code(sentence), re.IGNORECASE))


def speaks_of_each(sentence, kind):
    """Whether it says, in words, that it speaks of all of this kind, as in "every list" or "any other tensor"."""
    each = rf"\b(?:every|any|all|each)(?: \w+)? (?:{KINDS[kind][1]})s?\b"
    return bool(re.search(each, without_code(sentence), re.IGNORECASE))


def problems(pages, matrix, found):
    """A line for each claim whose `:except:` and `:only:` are not what was found: if it held here, its reaches."""
    for claim in pages.claims.values():
        place = f"{claim.path}:{claim.line}: claim '{claim.id}'"
        unknown = [name for name in (*claim.exceptions, *claim.only) if name not in matrix["sources"]]
        for name in unknown:
            near = " or ".join(get_close_matches(name, matrix["sources"])) or "a row of the matrix by its id"
            yield f"{place}: unknown source '{name}': name {near}; all are under \"sources\" in build/measured.json"
        if unknown or claim.id not in found:
            continue
        reaches = found[claim.id]
        for reach in reaches:
            names = [name for name in reach.silent if name not in claim.exceptions]
            if names:
                what = f"{reach.route} makes something else of {', '.join(names)}"
                own = f"its own sources in :only: (of {', '.join(reach.same)} it makes the same)"
                yield f"{place}: {what}: narrow the sentence, and name them in :except:, or {own}"
        idle = [name for name in claim.exceptions if not any(name in reach.silent for reach in reaches)]
        if idle:
            yield f"{place}: {', '.join(idle)} in :except: is no exception: remove it"
        foreign = [name for name in claim.only if not any(name in reach.every for reach in reaches)]
        if foreign:
            yield f"{place}: {', '.join(foreign)} in :only: is not like its own sources: remove it"
        if claim.only and speaks_of_every_source(claim.text):
            yield f"{place}: its sentence speaks of all, and :only: of {', '.join(claim.only)}: let both say the same"
        hidden = {name for reach in reaches for name in reach.own if claim.only and name not in claim.only}
        if hidden:
            yield f"{place}: :only: lacks {', '.join(sorted(hidden))}, which its code converts: name it there too"
