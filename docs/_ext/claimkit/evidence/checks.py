"""Counts how many claims are checked in which way, and how many sentences somebody has looked at."""

from __future__ import annotations

from claimkit.evidence import reviews


def counts(pages, outcomes, reaches, judged, stands):
    """The numbers that the site tells of itself; `outcomes` are of runs on the CPU, here, by the ids of snippets.

    What can run here is broken on purpose, and pasted into a plain Python; what runs in this Python is varied as well.
    """
    ran = [outcome for name, outcome in outcomes.items() if name in pages.claims and outcome["outcome"] == "passed"]
    fresh = [entry for name, entry in judged.items() if entry.verdicts and entry.is_of(pages.claims[name])]
    return {
        "claims": len(pages.claims),
        "reach": sum(map(bool, reaches.values())),
        "broken": len(ran),
        "pasted": len(ran),
        "varied": sum("seen" in outcome for outcome in ran),
        "judged": len(fresh),
        "changes": sum(len(entry.verdicts) for entry in fresh),
        "sentences": reviews.counts(stands),
    }


def summary(found):
    """One line of it, for who builds."""
    looked = [f"{sort}s " + ", ".join(f"{number} {how}" for how, number in by.items() if number)
              for sort, by in found["sentences"].items()]  # fmt: skip
    return (
        f"{found['claims']} claims: reach measured of {found['reach']}, broken and pasted {found['broken']}, "
        f"varied {found['varied']} ({found['changes']} changes of {found['judged']} judged); {'; '.join(looked)}"
    )
