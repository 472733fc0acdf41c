"""Says of an error where the record has it: which versions raise it, and which worded it otherwise."""

from __future__ import annotations

from claimkit.evidence.standing import known_rows
from claimkit.evidence.store import HOLDS, LONGEST
from claimkit.pages.versions import release


def history(error, claims, records):
    """Runs of versions of the library at fault that raise the error, and of torch that have each older wording.

    `always` is such a run of NumPy, where all recorded versions of both raise it.
    """
    known = [row for name in error.claims for row in known_rows(claims[name], records)]
    raised = [row for row in known if row.promised and row.state == HOLDS]
    library = _at_fault([claims[name] for name in error.claims], raised)
    every = _versions(library, known if raised and raised[0].libraries else records)
    runs = _runs(_versions(library, raised), every)
    every_numpy = _versions("numpy", records)
    worded_by = "numpy" if library == "numpy" else "torch"
    is_always = library == "torch" and len(every) > 1 and runs == [(every[0], every[-1])]
    return {
        "library": library,
        "raised": runs,
        "always": _runs(every_numpy, every_numpy) if is_always else [],
        "old": [
            _runs(worded_in(message, error, records, worded_by), _versions(worded_by, records)) for message in error.old
        ],
    }


def _at_fault(claims, raised):
    """The optional library that all runs needed; NumPy, where the claims speak of its versions alone; or torch."""
    needed = [dict(row.libraries) for row in raised]
    common = [name for name in needed[0] if all(name in libraries for libraries in needed)] if needed else []
    if common:
        return common[0]
    return "numpy" if any(claim.numpy for claim in claims) and not any(claim.torch for claim in claims) else "torch"


def _versions(library, rows):
    """Those of a library in rows or records, oldest first."""
    found = {vars(row.environment).get(library) or dict(row.libraries)[library] for row in rows}
    return sorted(found, key=release)


def worded_in(message, error, records, library="torch"):
    """Versions of a library with which a claim of the error did not hold because Python said this instead."""
    results = ((record, result) for record in records for name in error.claims
               for result in record.results.get(name, {}).values())  # fmt: skip
    return {
        vars(record.environment)[library]
        for record, result in results
        if message.begins(result.get("got", ""), LONGEST)
    }


def _runs(versions, every):
    """The versions as (first, last) pairs of neighbours among all recorded ones."""
    found = []
    for before, version in zip([None, *every], every, strict=False):
        if version in versions and found and found[-1][1] == before:
            found[-1] = (found[-1][0], version)
        elif version in versions:
            found.append((version, version))
    return found
