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

# By whether a claim promises to hold, and what it does
URGENT = {
    (True, FALSE): "False, though their range says that they hold",
    (False, HOLDS): "Holding, though their range says that they do not",
}
OTHERS = "Other changes"
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
    old = [record for record in records if not record.environment.gpu][-1]  # of the newest torch and NumPy
    every = [(claim, *rows(claim, "cpu", [old, new])) for claim in claims.values() if "cpu" in claim.devices]
    changes = {title: [] for title in (*URGENT.values(), OTHERS)}
    for claim, before, after in every:
        if {before.state, after.state} <= KNOWN and before.state != after.state:
            changes[URGENT.get((after.promised, after.state), OTHERS)].append(line(claim, before, after, site))
    if not any(changes.values()):
        return ""
    named = (f"torch {record.environment.torch}, NumPy {record.environment.numpy}" for record in (old, new))
    parts = [f"## {title} ({len(listed)})\n\n" + "\n".join(listed) for title, listed in changes.items() if listed]
    return "\n\n".join([" → ".join(named), *parts, REMEDY]) + "\n"


def line(claim, before, after, site):
    """One item of the list: the claim, what was and is, and what is printed instead."""
    name = f"[`{claim.id}`]({site}en/{claim.page}.html#{claim.id})" if site else f"`{claim.id}`"
    told = [" ".join([*SHORT_STANDINGS[row.state], *(["``", *row.got.split(), "``"] if row.got else [])])
            for row in (before, after)]  # fmt: skip
    return f"- {name}: {' → '.join(told)}"
