"""Counts how many claims are checked in which way, and how many sentences somebody has looked at."""

from __future__ import annotations

from claimkit.evidence import reviews


def counts(pages, outcomes, reaches, judged, stands):
    """The numbers that the site tells of itself; `outcomes` are of runs on the CPU, here, by the ids of snippets.

    What only later checks do, as breaking claims on purpose, is not known yet, and not counted.
    """
    ran = [name for name, outcome in outcomes.items() if name in pages.claims and outcome["outcome"] == "passed"]
    fresh = [entry for name, entry in judged.items() if entry.verdicts and entry.is_of(pages.claims[name])
             and "cpu" in pages.claims[name].devices]  # what came of a rehearsal is not published  # fmt: skip
    return {
        "claims": len(pages.claims),
        "reach": sum(map(bool, reaches.values())),
        "ran": len(ran),
        "judged": len(fresh),
        "changes": sum(len(entry.verdicts) for entry in fresh),
        "sentences": reviews.counts(stands),
    }


def summary(found):
    """One line of it, for who builds."""
    looked = [f"{sort}s " + ", ".join(f"{number} {how}" for how, number in by.items() if number)
              for sort, by in found["sentences"].items()]  # fmt: skip
    return (
        f"{found['claims']} claims: {found['ran']} ran here, reach measured of {found['reach']}, "
        f"{found['changes']} changes of {found['judged']} judged; {'; '.join(looked)}"
    )
