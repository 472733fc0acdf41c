"""What the site tells of its own checks are counts of what was done, of sentences and claims as they stand."""

from claimkit.evidence import checks, hunted
from unit.evidence.made_up import claim_with, pages_of


def test_only_what_was_done_is_counted():
    """A claim that was skipped has not run; verdicts on another sentence are none."""
    names = ["topic.watched", "topic.other-python", "topic.skipped", "topic.on-cuda"]
    pages = pages_of(*(claim_with(name=name) for name in names))
    outcomes = {
        "topic.watched": {"outcome": "passed", "seen": []},
        "topic.other-python": {"outcome": "passed"},
        "topic.skipped": {"outcome": "skipped"},
        "a/session": {"outcome": "passed", "seen": []},
    }
    digest, verdicts = hunted.digest(pages.claims["topic.watched"]), {"NaN": "covers", "inf": "beside: why"}
    judged = {"topic.watched": hunted.Judged("list:1", digest, verdicts),
              "topic.skipped": hunted.Judged("list:5", "another", verdicts)}  # fmt: skip
    reaches = {"topic.watched": ["reach"], "topic.skipped": []}
    found = checks.counts(pages, outcomes, reaches, judged, {"claim topic.watched": "read", "error x": "not reviewed"})
    assert found == {
        "claims": 4, "reach": 1, "ran": 2, "judged": 1, "changes": 2,
        "sentences": {"claim": {"hunted": 0, "read": 1, "not reviewed": 0},
                      "error": {"hunted": 0, "read": 0, "not reviewed": 1}},
    }  # fmt: skip
    assert checks.summary(found) == (
        "4 claims: 2 ran here, reach measured of 1, 2 changes of 1 judged; claims 1 read; errors 1 not reviewed"
    )
