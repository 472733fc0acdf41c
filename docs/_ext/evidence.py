"""Reads the recorded runs under docs/evidence/ and says what they prove of a claim; never runs anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from claims import Problem, UnreadablePages

# How a claim stands on a device, in words for templates and for claims.json.
HOLDS, FALSE, STALE, UNKNOWN = "holds", "false", "stale", "unknown"


@dataclass(frozen=True)
class Row:
    """What one environment recorded of a claim on a device; `fresh` is False when the code has changed since."""

    record: dict
    outcome: str
    fresh: bool
    got: str = ""


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
    return sorted(records, key=lambda record: [_order(record["environment"][name]) for name in ("torch", "numpy")])


def _schema_problems(record, schema, name):
    import jsonschema  # here, because the recorder runs where it is not installed

    for error in jsonschema.Draft202012Validator(schema).iter_errors(record):
        what = f"{error.json_path} breaks the schema ({error.message})"
        yield Problem(name, 1, what, "record it again with 'make evidence'; never edit it by hand")


def _order(version):
    return [int(part) if part.isdigit() else -1 for part in version.partition("+")[0].split(".")]


def rows(claim, device, records):
    """What each environment inside the claim's range recorded, newest library last; skips are no evidence."""
    found = []
    for record in records:
        result = record["results"].get(claim.id, {}).get(device)
        environment = record["environment"]
        if result and result["outcome"] != "skipped" and claim.applies_to(environment["torch"], environment["numpy"]):
            fresh = result["digest"] == claim.digest
            found.append(Row(record, result["outcome"], fresh, result.get("got", "")))
    return found


def standing(found):
    """HOLDS, FALSE, STALE or UNKNOWN: a failure counts at once, a pass only while it is fresh."""
    fresh = [row for row in found if row.fresh]
    if any(row.outcome == "failed" for row in fresh):
        return FALSE
    if fresh:
        return HOLDS
    return STALE if found else UNKNOWN
