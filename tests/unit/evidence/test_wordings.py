"""What an error's versions are, by made-up records: raised, worded otherwise, or not known."""

import dataclasses

import pytest
from claimkit.evidence.wordings import history
from claimkit.pages import reader
from unit.evidence.made_up import OTHER_CODE, record
from unit.pages.bad_pages import CODE, ERROR, GOOD, RAISES


@pytest.fixture
def found(tmp_path):
    """A page with one error, its old wording 'TypeError: topic had none', and the claim that raises it."""
    (tmp_path / "topic.md").write_text(GOOD.replace(CODE, RAISES) + ERROR, encoding="utf-8")
    pages = reader.load(tmp_path)
    return pages.errors["topic-error"], pages.claims["topic.good"], pages.claims


def test_versions_are_those_of_the_record(found):
    """Neighbours are joined, gaps are not; an older wording is in the versions that printed it instead."""
    error, claim, claims = found
    outcomes = [
        ("1.4.0", "failed", "TypeError: topic had none"),
        ("1.8.1+cu102", "failed", "TypeError: something else"),
        ("1.13.1", "passed"),
        ("2.0.1", "passed"),
        ("2.2.2", "absent", "AttributeError: no item"),
        ("2.3.1", "passed"),
    ]
    told = history(error, claims, [record(*outcome, claim=claim) for outcome in outcomes])
    assert (told["library"], told["always"]) == ("torch", [])
    assert told["raised"] == [("1.13.1", "2.0.1"), ("2.3.1", "2.3.1")]
    assert told["old"] == [[("1.4.0", "1.4.0")]]


def test_stale_evidence_proves_no_version(found):
    """What passed with other code says nothing of this one."""
    error, claim, claims = found
    assert history(error, claims, [record("2.0.1", "passed", claim=claim, digest=OTHER_CODE)])["raised"] == []


def test_versions_are_of_the_library_at_fault(found):
    """Of NumPy where the claim speaks of its versions alone; of both where all recorded ones raise it."""
    error, claim, claims = found
    records = [record("2.0.1", "passed", claim=claim), record("2.3.1", "passed", claim=claim)]
    told = history(error, claims, records)
    assert (told["library"], told["raised"], told["always"]) == (
        "torch", [("2.0.1", "2.3.1")], [(records[0].environment.numpy, records[-1].environment.numpy)],
    )  # fmt: skip
    of_numpy = {claim.id: dataclasses.replace(claim, numpy=">=1.0")}
    told = history(error, of_numpy, records)
    assert (told["library"], told["always"]) == ("numpy", [])
    assert told["raised"][0][0] == records[0].environment.numpy
