"""Reads the recorded runs under docs/evidence/ and says what they prove of a claim; never runs anything."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

from claims import Problem, UnreadablePages, in_range, release

LIBRARIES = ("torch", "numpy")


def load(folder):
    """Every evidence file of the folder, oldest torch first; raise UnreadablePages for one that breaks the schema."""
    folder = Path(folder)
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    records, problems = [], []
    for path in sorted(folder.glob("*.json")):
        if path.name == "schema.json":
            continue
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            remedy = "record it again with 'make evidence'"
            problems.append(
                Problem(f"docs/evidence/{path.name}", getattr(error, "lineno", 1), f"not JSON ({error})", remedy)
            )
            continue
        problems += _schema_problems(record, schema, f"docs/evidence/{path.name}")
        records.append(record)
    if problems:
        raise UnreadablePages(problems)
    return sorted(records, key=lambda record: [release(record["environment"][name]) for name in LIBRARIES])


def _schema_problems(record, schema, name):
    import jsonschema  # here, because the recorder runs where it is not installed

    for error in jsonschema.Draft202012Validator(schema).iter_errors(record):
        what = f"{error.json_path} breaks the schema ({error.message})"
        yield Problem(name, 1, what, "record it again with 'make evidence'; never edit it by hand")


@dataclass(frozen=True)
class Result:
    """What came of a claim, as it stands, in one environment, in this case on one device."""

    environment: str
    torch: str
    numpy: str
    device: str
    outcome: str
    got: str
    promised: bool | None


def fresh_results(claim, records):
    """What every environment that has run the claim as it stands recorded; a skip is nothing."""
    for record in records:
        environment = record["environment"]
        versions = [environment[name] for name in LIBRARIES]
        for device, result in record["results"].get(claim.id, {}).items():
            if result["digest"] == claim.digest and result["outcome"] != "skipped":
                promised = claim.applies_to(*versions)
                got = result.get("got", "")
                yield Result(environment["name"], *versions, device, result["outcome"], got, promised)


def range_problems(pages, records):
    """Hold each claim's range against the record; return what contradicts it, a line each, with the range that fits."""
    problems = []
    for claim in pages.claims.values():
        results = [result for result in fresh_results(claim, records) if result.promised is not None]
        false = [result for result in results if result.promised and result.outcome == "failed"]
        holds = [result for result in results if not result.promised and result.outcome == "passed"]
        said = []
        if false:
            said.append(f"is false inside its range, in {_named(false)} (got {' '.join(false[-1].got.split())[:80]})")
        if holds:
            said.append(f"holds outside its range, in {_named(holds)}")
        if not said:
            said += _loose_ends(claim, results)
        problems += [f"{claim.path}:{claim.line}: claim '{claim.id}' {what}: {fitting_range(results)}" for what in said]
    return problems


def _named(results):
    return ", ".join(f"{result.environment} on {result.device}" for result in results)


def _loose_ends(claim, results):
    """Each end of the claim's range that the recorded versions next to it do not show to be where it is."""
    for library in LIBRARIES:
        others = [name for name in LIBRARIES if name != library]
        near = [result for result in results
                if all(in_range(getattr(result, name), getattr(claim, name)) for name in others)]  # fmt: skip
        versions = sorted({getattr(result, library) for result in near}, key=release)
        wanted = getattr(claim, library)
        inside = [in_range(version, wanted) for version in versions]
        if wanted and versions and all(inside):
            yield f'has the {library} range "{wanted}", but no recorded version lies outside it'
        for version, is_inside, beside in [*zip(versions, inside, inside[1:]), *zip(versions[1:], inside[1:], inside)]:
            outcomes = [result.outcome for result in near if getattr(result, library) == version]
            if is_inside and not beside and "passed" not in outcomes:
                yield f'does not hold at the end of its {library} range "{wanted}", with {library} {version}'


def fitting_range(results):
    """The range that the results support, in words."""
    passed = [result for result in results if result.outcome == "passed"]
    failed = [result for result in results if result.outcome == "failed"]
    if not passed:
        return "it holds in no recorded environment"
    for size in range(5):
        for bounds in itertools.combinations(_bounds(passed, results), size):
            ranges = {name: ", ".join(bound for library, bound in bounds if library == name) for name in LIBRARIES}
            if not any(all(in_range(getattr(result, name), ranges[name]) for name in LIBRARIES) for result in failed):
                options = " ".join(f':{name}: "{ranges[name]}"' for name in LIBRARIES if ranges[name])
                return f"the record supports {options or 'every version'}"
    return f"the record supports no range: it holds in {_named(passed)} and fails in {_named(failed)}"


def _bounds(passed, results):
    """Where a range that holds all passes could begin and end: (library, bound) pairs."""
    for library in LIBRARIES:
        versions = sorted({getattr(result, library) for result in results}, key=release)
        held = [versions.index(getattr(result, library)) for result in passed]
        first, last = min(held), max(held)
        if first > 0:
            yield library, ">=" + _shortest(versions[first], after=versions[first - 1])
        if last < len(versions) - 1:
            yield library, "<" + _shortest(versions[last + 1], after=versions[last])


def _shortest(version, after):
    """As few of a version's numbers as tell it from the one before, and at least two."""
    numbers = version.partition("+")[0].split(".")
    return next(".".join(numbers[:size]) for size in range(2, len(numbers) + 1)
                if size == len(numbers) or release(".".join(numbers[:size])) > release(after))  # fmt: skip
