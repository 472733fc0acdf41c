"""Reads the recorded runs under docs/evidence/; never runs anything."""

from __future__ import annotations

import json
from pathlib import Path

from claims import Problem, UnreadablePages


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
