"""Says in Markdown what a newly recorded environment tells otherwise than the newest one recorded before.

Prints nothing where nothing differs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from claimkit.commands import ROOT
from claimkit.evidence import store
from claimkit.evidence.standing import rows
from claimkit.evidence.store import FALSE, HOLDS, KNOWN
from claimkit.evidence.words import SHORT_STANDINGS
from claimkit.pages import index

REMEDY = (
    "Add the versions to `docs/evidence/environments.toml`, run `make evidence-matrix`, and mend each claim or give "
    "it a range."
)


def main(arguments):
    parser = argparse.ArgumentParser("claimkit weekly", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the records before, such as docs/evidence")
    parser.add_argument("new", type=Path, help="the file of the new record")
    parser.add_argument("site", nargs="?", default="", help="where the site is served, for links to claims")
    options = parser.parse_args(arguments)
    try:
        claims = index.load(ROOT / "docs", ROOT / "build").claims
        records = store.load(options.folder, claims.values())
        print(report(claims, records, store.read(options.new), options.site), end="")
    except OSError as error:
        return f"{error.filename}: {error.strerror}: give the folder of the records, and the file of a new one"
    return 0


def report(claims, records, new, site=""):
    """The report, or '' where every claim that ran in both says the same."""
    old = newest(records)
    changes = [pair for pair in compared(claims, old, new) if pair[1].state != pair[2].state]
    if not changes:
        return ""
    broken = [change for change in changes if change[2].promised and change[2].state == FALSE]
    too_narrow = [change for change in changes if change[2].promised is False and change[2].state == HOLDS]
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


def newest(records):
    """The record of the newest torch, with the newest NumPy beside it, that is no machine with a GPU."""
    return [record for record in records if not record.environment.gpu][-1]


def compared(claims, old, new):
    """(claim, row before, row after) of each claim that both have run as it stands, on the CPU."""
    for claim in claims.values():
        before, after = rows(claim, "cpu", [old, new]) if "cpu" in claim.devices else (None, None)
        if before and {before.state, after.state} <= KNOWN:
            yield claim, before, after


def named(record):
    return f"torch {record.environment.torch}, NumPy {record.environment.numpy}"


def line(claim, before, after, site):
    """One item of the list: the claim, what was and is, and what is printed instead."""
    name = f"[`{claim.id}`]({site}en/{claim.page}.html#{claim.id})" if site else f"`{claim.id}`"
    return f"- {name}: {' → '.join(map(told, (before, after)))}"


def told(row):
    shown = " ".join(SHORT_STANDINGS[row.state])
    return f"{shown} `` {' '.join(row.got.split())} ``" if row.got else shown
