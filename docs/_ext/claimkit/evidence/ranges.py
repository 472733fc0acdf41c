"""Holds the range of versions that a claim names against the record, and says which range would fit."""

from __future__ import annotations

import itertools

from claimkit.evidence.standing import known_rows, rows
from claimkit.evidence.store import FALSE, HOLDS, LIBRARIES, STALE
from claimkit.pages.model import is_of
from claimkit.pages.versions import in_range, release

NO_RANGE = "the record supports no range"


def range_problems(pages, records):
    """Hold each claim's range against the record; return what contradicts it, a line each, with the range that fits."""
    problems = []
    for claim in pages.claims.values():
        results = [row for row in known_rows(claim, records) if row.promised is not None]
        false = [row for row in results if row.promised and row.state == FALSE]
        got = " ".join(false[-1].got.split())[:80] if false else ""
        said = [f"is false inside its range, in {_named(false)} (got {got})"] * bool(false)
        holds = [row for row in results if not row.promised and row.state == HOLDS]
        said += [f"holds outside its range, in {_named(holds)}"] * bool(holds)
        fitting = _advice(false, results)
        said = [f"{what}: {fitting}" for what in said or _loose_ends(claim, results)] + [*_left_out(claim, records)]
        problems += [f"{claim.path}:{claim.line}: claim '{claim.id}' {what}" for what in said]
    return problems


def _named(results):
    return ", ".join(f"{row.environment.name} on {row.device}" for row in results)


def _advice(false, results):
    """What fits: a range, or also leaving out GPUs, if those alone make the claim false and it holds on others."""
    machines = dict.fromkeys(row.environment.machine for row in false)
    on_gpus = {row.environment.machine for row in results if row.device == "cuda" and row.state == HOLDS}
    fitting = fitting_range(results)
    if {row.device for row in false} != {"cuda"} or on_gpus and on_gpus <= machines.keys():
        return fitting
    if not on_gpus:
        return "mend the claim itself, for it holds on no recorded GPU"
    return f"leave out {', '.join(machines)} in :not-on:" + f", or {fitting}" * (NO_RANGE not in fitting)


def _left_out(claim, records):
    """Each GPU in `:not-on:` of which the record does not say what it says; and whether they are all that have run."""
    ran = [row for row in rows(claim, "cuda", records) if row.outcome]
    left = {row.state for row in ran if row.promised}
    if claim.not_on and not left & {HOLDS, STALE} and FALSE in {row.state for row in ran}:
        yield "holds on no recorded GPU that :not-on: does not leave out: mend the claim itself"
    for name in claim.not_on:
        there = [row for row in ran if is_of(row.environment.machine, name)]
        false = {row.environment.machine for row in there if row.state == FALSE}
        holds = [row for row in there if row.state == HOLDS and row.environment.machine not in false]
        if holds:
            yield f"holds on a GPU that :not-on: leaves out, in {_named(holds)}: name only those on which it is false"
        if not there:
            yield f"leaves out '{name}' in :not-on:, where nobody has run it: name a GPU as the file of its record does"


def _version(row, library):
    return getattr(row.environment, library)


def _loose_ends(claim, results):
    """Each end of the claim's range that the recorded versions next to it do not show to be where it is."""
    for library in LIBRARIES:
        others = [name for name in LIBRARIES if name != library]
        near = [row for row in results
                if all(in_range(_version(row, name), getattr(claim, name)) for name in others)]  # fmt: skip
        versions = sorted({_version(row, library) for row in near}, key=release)
        wanted = getattr(claim, library)
        inside = [in_range(version, wanted) for version in versions]
        if wanted and versions and all(inside):
            yield f'has the {library} range "{wanted}", but no recorded version lies outside it'
        for version, is_inside, beside in [*zip(versions, inside, inside[1:]), *zip(versions[1:], inside[1:], inside)]:
            states = [row.state for row in near if _version(row, library) == version]
            if is_inside and not beside and HOLDS not in states:
                yield f'does not hold at the end of its {library} range "{wanted}", with {library} {version}'


def fitting_range(results):
    """The range that the results support, in words."""
    passed = [row for row in results if row.state == HOLDS]
    failed = [row for row in results if row.state == FALSE]
    if not passed:
        return "it holds in no recorded environment"
    for size in range(5):
        for bounds in itertools.combinations(_bounds(passed, results), size):
            ranges = {name: ", ".join(bound for library, bound in bounds if library == name) for name in LIBRARIES}
            if not any(all(in_range(_version(row, name), ranges[name]) for name in LIBRARIES) for row in failed):
                options = " ".join(f':{name}: "{ranges[name]}"' for name in LIBRARIES if ranges[name])
                return f"the record supports {options or 'every version'}"
    return f"{NO_RANGE}: it holds in {_named(passed)} and fails in {_named(failed)}"


def _bounds(passed, results):
    """Where a range that holds all passes could begin and end: (library, bound) pairs."""
    for library in LIBRARIES:
        versions = sorted({_version(row, library) for row in results}, key=release)
        held = [versions.index(_version(row, library)) for row in passed]
        first, last = min(held), max(held)
        if first > 0:
            yield library, ">=" + _shortest(versions[first], after=versions[first - 1])
        if last < len(versions) - 1:
            yield library, "<" + _shortest(versions[last + 1], after=versions[last])


def _shortest(version, after):
    """As few of a version's numbers as tell it from the one before, and at least two."""
    numbers = version.split(".")
    return next(".".join(numbers[:size]) for size in range(2, len(numbers) + 1)
                if size == len(numbers) or release(".".join(numbers[:size])) > release(after))  # fmt: skip
