"""Says of an error which versions raise it and which worded it otherwise; holds entries against what code tells.

`told` is what each snippet raised or warned of on a device, whole, by snippet.
"""

from __future__ import annotations

import re
from itertools import groupby

from claimkit.evidence.standing import known_rows
from claimkit.evidence.store import HOLDS, LONGEST
from claimkit.pages.versions import release
from claimkit.portable.optional import OPTIONAL

TELLS = re.compile(r"Traceback|arning|Error|except ")  # what code holds that shows an error or a warning


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
    old = [_runs(worded_in(message, error, records, worded_by), _versions(worded_by, records)) for message in error.old]
    always = _runs(every_numpy, every_numpy) if is_always else []
    return {"library": library, "raised": runs, "always": always, "old": old}


def _at_fault(claims, raised):
    """The optional library that all runs needed, first one whose calls the claims are about; NumPy, where the claims
    speak of its versions alone; or torch."""
    needed = [dict(row.libraries) for row in raised]
    common = [name for name in needed[0] if all(name in libraries for libraries in needed)] if needed else []
    if common:
        called = {OPTIONAL.get(call.partition(".")[0]) for claim in claims for call in claim.about}
        return next((name for name in common if name in called), common[0])
    return "numpy" if any(claim.numpy for claim in claims) and not any(claim.torch for claim in claims) else "torch"


def _versions(library, rows):
    """Those of a library in rows or records, oldest first."""
    found = {vars(row.environment).get(library) or dict(row.libraries)[library] for row in rows}
    return sorted(found, key=release)


def worded_in(message, error, records, library="torch"):
    """Versions of a library with which a claim of the error did not hold because Python said this instead."""
    results = ((record, result) for record in records for name in error.claims
               for result in record.results.get(name, {}).values())  # fmt: skip
    return {getattr(record.environment, library) for record, result in results
            if message.begins(result.get("got", ""), LONGEST)}  # fmt: skip


def _runs(versions, every):
    """The versions as (first, last) pairs of neighbours among all recorded ones."""
    runs = [list(run) for is_meant, run in groupby(every, lambda version: version in versions) if is_meant]
    return [(run[0], run[-1]) for run in runs]


def telling(pages, device, installed):
    """The snippets that show an error or a warning on the device, with these versions of the libraries."""
    named = {name for error in pages.errors.values() for name in error.claims}
    return [snippet for snippet in pages.snippets
            if device in snippet.devices and (TELLS.search(snippet.code) or snippet.id in named)
            and snippet.applies_to(installed["torch"], installed["numpy"])]  # fmt: skip


def unexplained(told, errors):
    """Each message that is not the text of exactly one entry."""
    for snippet, messages in told.items():
        for message in messages:
            entries = [error.id for error in errors.values() if error.explains(message)]
            if len(entries) != 1:
                what = f"{snippet.id} tells {message[:300]!r}, which has {len(entries)} entries {entries}"
                yield f"{snippet.path}:{snippet.line}: {what}: write one in docs/reference/errors.md"


def unraised(told, pages):
    """Each claim that an entry names and that tells something else, and each text that none of them tells."""
    for error in pages.errors.values():
        place = f"{error.path}:{error.line}: error {error.id}"
        raised = {name: told.get(pages.claims[name]) for name in error.claims}
        for name, messages in raised.items():
            if messages is not None and not any(map(error.explains, messages)):
                yield f"{place}: {name} tells {messages} instead: move it to :see:, or mend the text"
        if None not in raised.values():
            every = [message for messages in raised.values() for message in messages]
            for text in error.messages:
                if not any(map(text.matches, every)):
                    yield f"{place}: no claim raises {text.shown!r}: name one that does, or remove the text"


def without_entry(told, errors):
    """Each claim of kind 'error' that does not show the message, and that no entry names."""
    named = {name for error in errors.values() for name in error.claims + error.see}
    for snippet, messages in told.items():
        if getattr(snippet, "kind", "") == "error" and not messages and snippet.id not in named:
            yield f"{snippet.path}:{snippet.line}: {snippet.id} is about an error without an entry: name it in :see:"


def disagreements(told, pages):
    """All of them."""
    return [*unexplained(told, pages.errors), *unraised(told, pages), *without_entry(told, pages.errors)]
