"""Compares the measured matrix with what claims showed when they ran, and names the claims that ran each cell.

`matrix` is what the portable wing measured, `seen` what was noted of each claim by its id: (route, source, facts).
"""

from __future__ import annotations

import re
from collections import Counter

# What a claim's run and a cell have to agree on
FACTS = ("outcome", "error", "type", "dtype", "device", "requires_grad")
# The kind of claim that tells most of a cell
TELLING = {"raises": "error", "ends-python": "error", "value": "value"}


def contradictions(pages, matrix, seen):
    """A line for each step of a claim that came out otherwise than the matrix says."""
    cells = {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}
    wrong = []
    for claim in pages.claims.values():
        for route, source, facts in seen.get(claim.id, ()):
            shown, said = summary(facts), summary(cells[route, source])
            if shown != said:
                what = f"{route} with the source '{source}': its run shows {shown}, the matrix says {said}"
                wrong.append(f"{claim.path}:{claim.line}: claim '{claim.id}' and the matrix disagree on {what}")
    return wrong


def summary(facts):
    """What two measurements have in common, as text; how deep lists are nested hangs on the shape alone."""
    facts = dict(facts, type=re.sub(r"(list\[)+(\w+)\]+", r"list[\2]", facts.get("type", "")))
    return ", ".join(str(facts[name]) for name in FACTS if facts.get(name) not in (None, "", False))


def name_claims(pages, matrix, seen):
    """Add to each cell the claims about its route whose run went through it, the most telling first."""
    about = {route["call"]: route["about"] for table in matrix["tables"] for route in table["routes"]}
    found = {}
    for claim in pages.claims.values():
        for route, source, _facts in seen.get(claim.id, ()):
            if about[route] in claim.about:
                found.setdefault((route, source), []).append(claim)
    off_core = rareness(pages.claims.values())
    for cell in matrix["cells"]:
        kind, route = TELLING.get(cell["outcome"], "memory"), about[cell["route"]]
        ran = sorted(
            {claim.id: claim for claim in found.get((cell["route"], cell["source"]), ())}.values(),
            key=lambda claim: (claim.kind != kind, claim.kind == "error", off_core(claim, route)),
        )
        cell["claims"] = [claim.id for claim in ran]


def rareness(claims):
    """What sorts claims about a call: its own page first, which has most of them; there, what speaks of it alone, and
    the common before the rare, as they are written."""
    at_home = Counter((claim.page, call) for claim in claims for call in claim.about)
    return lambda claim, call: (-at_home[claim.page, call], len(claim.about), claim.line)
