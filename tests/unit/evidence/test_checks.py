"""What the site tells of its own checks are counts of what was done, of sentences and claims as they stand."""

import dataclasses

import pytest
from claimkit.evidence import checks, hunted, words
from unit.evidence.made_up import claim_with, pages_of


def test_only_what_was_done_is_counted():
    """A claim that was skipped has not run; verdicts on another sentence are none."""
    names = ["topic.watched", "topic.other-python", "topic.skipped"]
    pages = pages_of(*(claim_with(name=name) for name in names), claim_with(name="topic.on-cuda", devices=("cuda",)))
    outcomes = {
        "topic.watched": {"outcome": "passed", "seen": []},
        "topic.other-python": {"outcome": "passed"},
        "topic.skipped": {"outcome": "skipped"},
        "a/session": {"outcome": "passed", "seen": []},
    }
    digest, verdicts = hunted.digest(pages.claims["topic.watched"]), {"NaN": "covers", "inf": "beside: why"}
    judged = {"topic.watched": hunted.Judged("list:1", digest, verdicts),
              "topic.skipped": hunted.Judged("list:5", "another", verdicts)}  # fmt: skip
    reaches = {name: [] for name in pages.claims} | {"topic.watched": ["reach"]}
    stands = {"claim topic.watched": "read", "error x": "not reviewed"}
    found = checks.counts(pages, outcomes, {"tables": []}, reaches, judged, stands)
    assert found == {
        "claims": 4, "reach": 1, "ran": 2, "judged": 1, "changes": 2,
        "unreached": {"elsewhere": 2, "route": 1},
        "varied": 2, "unvaried": {"library": 1, "device": 1},
        "sentences": {"claim": {"hunted": 0, "read": 1, "not reviewed": 0},
                      "error": {"hunted": 0, "read": 0, "not reviewed": 1}},
    }  # fmt: skip
    assert checks.summary(found) == (
        "4 claims: 2 ran here, reach measured of 1, not 2 (elsewhere), 1 (route), "
        "2 varied, not 1 (library), 1 (device), 2 changes of 1 judged; "
        "claims 1 read; errors 1 not reviewed"
    )


def test_what_is_left_to_do_is_named_with_its_place():
    """Claims that have changed since they were judged, and sentences that nobody has looked at."""
    pages = pages_of(*(claim_with(name=name) for name in ("topic.fresh", "topic.stale")))
    judged = {"topic.fresh": hunted.Judged("list:1", hunted.digest(pages.claims["topic.fresh"]), {}),
              "topic.stale": hunted.Judged("list:5", "another", {})}  # fmt: skip
    stands = {"claim topic.fresh": "read", "claim topic.stale": "not reviewed"}
    places = {"claim topic.fresh": "docs/topic.md:4", "claim topic.stale": "docs/topic.md:4"}
    assert list(checks.left(pages, judged, stands, places)) == [
        "docs/topic.md:4: not judged: claim topic.stale, changed since list:5: claimkit hunt topic.stale",
        "docs/topic.md:4: not reviewed: claim topic.stale",
    ]


@pytest.mark.parametrize(
    ("fields", "outcome", "why"),
    [
        ({}, "passed", ""), ({}, "skipped", "library"), ({}, "failed", "versions"),
        ({"devices": ("cuda",)}, None, "device"), ({"code": ">>> import subprocess\n"}, "passed", "python"),
    ],
)  # fmt: skip
def test_what_cannot_be_varied_says_why(fields, outcome, why):
    """A claim that fails here is one of other versions: any other would have stopped the build."""
    claim = dataclasses.replace(claim_with(), **fields)
    assert checks.why_not_varied(claim, outcome and {"outcome": outcome}) == why
    assert why in ("", *words.UNVARIED)
