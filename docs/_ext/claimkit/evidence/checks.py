"""Counts how many claims are checked in which way, and how many sentences somebody has looked at."""

from __future__ import annotations

from collections import Counter

from claimkit.evidence import reviews, scope
from claimkit.portable import second_python


def counts(pages, outcomes, matrix, reaches, judged, stands):
    """The numbers that the site tells of itself; `outcomes` are of runs on the CPU, here, by the ids of snippets.

    What only later checks do, as breaking claims on purpose, is not known yet, and not counted.
    """
    ran = [name for name, outcome in outcomes.items() if name in pages.claims and outcome["outcome"] == "passed"]
    fresh = [entry for name, entry in judged.items() if entry.verdicts and entry.is_of(pages.claims[name])
             and "cpu" in pages.claims[name].devices]  # what came of a rehearsal is not published  # fmt: skip
    reasons = {name: why_not_varied(claim, outcomes.get(name)) for name, claim in pages.claims.items()}
    unvaried = Counter(filter(None, reasons.values()))
    unreached = Counter("elsewhere" if reasons[name] else scope.why_none(claim, matrix, outcomes[name].get("seen", ()))
                        for name, claim in pages.claims.items() if not reaches.get(name))  # fmt: skip
    return {
        "claims": len(pages.claims),
        "reach": sum(map(bool, reaches.values())),
        "unreached": dict(unreached.most_common()),
        "ran": len(ran),
        "varied": len(pages.claims) - unvaried.total(),
        "unvaried": dict(unvaried.most_common()),
        "judged": len(fresh),
        "changes": sum(len(entry.verdicts) for entry in fresh),
        "sentences": reviews.counts(stands),
    }


def why_not_varied(claim, outcome):
    """Why what goes into a claim cannot be varied on the CPU, here, as a word of words.UNVARIED; '' where it can."""
    if "cpu" not in claim.devices:
        return "device"
    if second_python.USED.search(claim.code):
        return "python"
    return {"skipped": "library", "failed": "versions"}.get(outcome["outcome"], "")


def left(pages, judged, stands, places):
    """A line for each claim whose changes were judged as it no longer is, and each sentence that is not reviewed."""
    for name, entry in judged.items():
        claim = pages.claims[name]
        if not entry.is_of(claim):
            since = f"changed since {entry.place}: claimkit hunt {name}"
            yield f"{claim.path}:{claim.line}: not judged: claim {name}, {since}"
    yield from reviews.left(stands, places)


def summary(found):
    """One line of it, for who builds."""
    looked = [f"{sort}s " + ", ".join(f"{number} {how}" for how, number in by.items() if number)
              for sort, by in found["sentences"].items()]  # fmt: skip
    unvaried, unreached = (", ".join(f"{number} ({why})" for why, number in found[name].items())
                           for name in ("unvaried", "unreached"))  # fmt: skip
    return (
        f"{found['claims']} claims: {found['ran']} ran here, reach measured of {found['reach']}, not {unreached}, "
        f"{found['varied']} varied, not {unvaried}, {found['changes']} changes of {found['judged']} judged; "
        f"{'; '.join(looked)}"
    )
