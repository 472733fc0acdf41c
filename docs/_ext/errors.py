"""Of an error, what its text does not say: where the record has it; and the data by which pasted texts find it."""

from __future__ import annotations

import json
from pathlib import Path

import evidence
import messages
from sphinx.locale import get_translation

_ = get_translation("sphinx")


def history(error, claims, records):
    """The recorded versions of torch, and runs of those that raise the error and that have each older wording."""
    every = recorded_versions(records)
    return {
        "recorded": every,
        "raised": _runs(_raised_in(error, claims, records), every),
        "old": [(message, _runs(worded_in(message, error, records), every)) for message in error.old],
    }


def recorded_versions(records):
    """Every recorded version of torch, oldest first."""
    return list(dict.fromkeys(map(_torch, records)))


def worded_in(message, error, records):
    """Versions of torch in which a claim of the error did not hold because Python said this instead."""
    results = ((record, result) for record in records for name in error.claims
               for result in record["results"].get(name, {}).values())  # fmt: skip
    return {_torch(record) for record, result in results if message.begins(result.get("got", ""))}


def _raised_in(error, claims, records):
    """Versions of torch in which a claim of the error has been seen to raise it."""
    results = [result for name in error.claims for result in evidence.fresh_results(claims[name], records)]
    return {_release(result.torch) for result in results if result.promised and result.outcome == "passed"}


def _torch(record):
    return _release(record["environment"]["torch"])


def _release(version):
    """'2.13.0' of '2.13.0+cpu'."""
    return version.partition("+")[0]


def _runs(versions, every):
    """The versions as (first, last) pairs of neighbours among all recorded ones."""
    found = []
    for before, version in zip([None, *every], every):
        if version in versions and found and found[-1][1] == before:
            found[-1] = (found[-1][0], version)
        elif version in versions:
            found.append((version, version))
    return found


def write_finder_data(app, env):
    """Write what errors.js searches, in the page's language; before the pages, so that they can name its digest."""
    if app.builder.format != "html":
        return []
    domain = env.get_domain("claim")
    data = {
        "words": {"found": str(_("This looks like")), "none": str(_("No entry looks like this text."))},
        "parts": messages.PARTS,
        "errors": [_finder_entry(domain, app.builder, item) for item in domain.pages.errors.values()],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "errors-data.js").write_text(f"var KNOWN_ERRORS = {text};\n", encoding="utf-8")
    return []


def _finder_entry(domain, builder, item):
    """Address, first paragraph, texts and older texts, as errors.js reads them."""
    docname, text = domain.data["error"][item.id]
    texts = [[message.text for message in wordings] for wordings in (item.messages, item.old)]
    return [f"{builder.get_target_uri(docname)}#{item.id}", text.partition("\n")[0], *texts]


def setup(app):
    app.connect("env-updated", write_finder_data)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
