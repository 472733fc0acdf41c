"""Says of an error where the record has it: which versions raise it, and which worded it otherwise."""

from __future__ import annotations

from claimkit.evidence.standing import known_rows
from claimkit.evidence.store import HOLDS, LONGEST


def history(error, claims, records):
    """The recorded versions of torch, and runs of those that raise the error and that have each older wording."""
    every = recorded_versions(records)
    return {
        "recorded": every,
        "raised": _runs(_raised_in(error, claims, records), every),
        "old": [_runs(worded_in(message, error, records), every) for message in error.old],
    }


def recorded_versions(records):
    """Every recorded version of torch, oldest first."""
    return list(dict.fromkeys(record.environment.torch for record in records))


def worded_in(message, error, records):
    """Versions of torch in which a claim of the error did not hold because Python said this instead."""
    results = ((record, result) for record in records for name in error.claims
               for result in record.results.get(name, {}).values())  # fmt: skip
    return {record.environment.torch for record, result in results if message.begins(result.get("got", ""), LONGEST)}


def _raised_in(error, claims, records):
    """Versions of torch in which a claim of the error has been seen to raise it."""
    seen = [row for name in error.claims for row in known_rows(claims[name], records)]
    return {row.environment.torch for row in seen if row.promised and row.state == HOLDS}


def _runs(versions, every):
    """The versions as (first, last) pairs of neighbours among all recorded ones."""
    found = []
    for before, version in zip([None, *every], every, strict=False):
        if version in versions and found and found[-1][1] == before:
            found[-1] = (found[-1][0], version)
        elif version in versions:
            found.append((version, version))
    return found
