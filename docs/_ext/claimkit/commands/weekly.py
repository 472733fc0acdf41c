"""Tells in Markdown what a newly recorded environment says otherwise than the newest one recorded before.

`weekly.py OLD-FOLDER NEW-FILE [SITE-URL]` prints the report, and nothing where nothing differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import claims
import evidence
import history

ROOT = Path(__file__).resolve().parents[2]
MARKS = {
    history.HOLDS: "✓ holds",
    history.FALSE: "✗ false",
    history.ABSENT: "· not there",
    history.SKIPPED: "– not run",
    history.UNKNOWN: "– not run",
    history.STALE: "↻ stale",
}


def main():
    folder, path, *site = sys.argv[1:]
    pages = claims.load(ROOT / "docs")
    new = json.loads(Path(path).read_text(encoding="utf-8"))
    print(report(pages.claims, evidence.load(folder), new, *site), end="")


def report(every, records, new, site=""):
    """The report, or '' where every claim that ran in both says the same."""
    old = newest(records)
    changes = [pair for pair in compared(every, old, new) if pair[1].state != pair[2].state]
    if not changes:
        return ""
    broken = [change for change in changes if change[2].promised and change[2].state == history.FALSE]
    too_narrow = [change for change in changes if change[2].promised is False and change[2].state == history.HOLDS]
    others = [change for change in changes if change not in broken + too_narrow]
    lines = [f"{named(old)} → {named(new)}"]
    for title, listed in [
        ("False, though their range says that they hold", broken),
        ("Holding, though their range says that they do not", too_narrow),
        ("Other changes", others),
    ]:
        if listed:
            lines += ["", f"## {title} ({len(listed)})", "", *(line(*change, site) for change in listed)]
    return "\n".join([*lines, "", REMEDY, ""])


REMEDY = (
    "Add the versions to `docs/evidence/environments.toml`, run `make evidence-matrix`, and mend each claim or give "
    "it a range."
)


def newest(records):
    """The record of the newest torch, with the newest NumPy beside it, that is no machine with a GPU."""
    return [record for record in records if not record["environment"]["gpu"]][-1]


def compared(every, old, new):
    """(claim, row before, row after) of each claim that both have run as it stands, on the CPU."""
    for claim in every.values():
        before, after = history.rows(claim, "cpu", [old, new]) if "cpu" in claim.devices else (None, None)
        if before and {before.state, after.state} <= history.KNOWN:
            yield claim, before, after


def named(record):
    environment = history.environment_of(record)
    return f"torch {environment.torch}, NumPy {environment.numpy}"


def line(claim, before, after, site):
    """One item of the list: the claim, what was and is, and what is printed instead."""
    page = claim.path.removeprefix("docs/").removesuffix(".md")
    name = f"[`{claim.id}`]({site}en/{page}.html#{claim.id})" if site else f"`{claim.id}`"
    told = [MARKS[row.state] + (f" `` {' '.join(row.got.split())} ``" if row.got else "") for row in (before, after)]
    return f"- {name}: {' → '.join(told)}"


if __name__ == "__main__":
    main()
