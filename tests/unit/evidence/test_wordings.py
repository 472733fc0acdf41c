"""What an error's versions are, by made-up records: raised, worded otherwise, or not known."""

import dataclasses

import pytest
from claimkit.evidence.wordings import disagreements, history, telling
from claimkit.pages import reader
from claimkit.pages.messages import Message
from claimkit.pages.model import Claim, Error, Pages
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


def test_of_several_libraries_the_one_is_at_fault_that_the_claim_is_about(found):
    """Though its code makes the input with another, which is the first that all runs needed."""
    error, claim, claims = found
    ran = record("2.3.1", "passed", claim=claim)
    ran.results[claim.id]["cpu"]["libraries"] = {"pandas": "3.1.1", "catboost": "1.2.10"}
    told = history(error, {claim.id: dataclasses.replace(claim, about=("catboost.Pool",))}, [ran])
    assert (told["library"], told["raised"]) == ("catboost", [("1.2.10", "1.2.10")])


# Entries, and what code tells

DIVIDES = ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"


def claim_on_cuda(name, code=DIVIDES, kind="error", **fields):
    return Claim(f"topic.{name}", "docs/topic.md", 4, code=code, code_line=9, devices=("cuda",), kind=kind, **fields)


def error(name, *texts, claims=(), see=()):
    return Error(name, "docs/errors.md", 7, messages=tuple(Message(f"ZeroDivisionError: {text}") for text in texts),
                 claims=claims, see=see)  # fmt: skip


def pages_of(claims, errors):
    return Pages(claims={item.id: item for item in claims}, errors={item.id: item for item in errors})


ZERO = "ZeroDivisionError: division by zero"
ONE, SILENT = claim_on_cuda("one"), claim_on_cuda("silent", ">>> 1\n1\n")
NAMED = error("zero", "division by zero", claims=("topic.one",))
CASES = {
    "agree": ([NAMED], {ONE: [ZERO]}, []),
    "no-entry": ([], {ONE: [ZERO]}, ["topic.one tells 'ZeroDivisionError: division by zero', which has 0 entries"]),
    "two-entries": ([NAMED, error("again", "division by zero")], {ONE: [ZERO]},
                    ["has 2 entries ['zero', 'again']", "error again: no claim raises"]),
    "other-text": (
        [NAMED, error("other", "other", claims=("topic.silent",))], {ONE: [ZERO], SILENT: [ZERO]},
        ["error other: topic.silent tells", "error other: no claim raises"],
    ),
    "unraised-text": (
        [error("zero", "division by zero", "never", claims=("topic.one",))], {ONE: [ZERO]}, ["no claim raises"],
    ),
    "silent": ([NAMED], {ONE: [ZERO], SILENT: []}, ["topic.silent is about an error without an entry"]),
    "silent-but-named": (
        [error("zero", "division by zero", claims=("topic.one",), see=("topic.silent",))],
        {ONE: [ZERO], SILENT: []}, [],
    ),
    "did-not-run": ([error("zero", "other", claims=("topic.one",))], {}, []),
}  # fmt: skip


@pytest.mark.parametrize(("errors", "heard", "expected"), CASES.values(), ids=CASES)
def test_each_disagreement_has_its_line(errors, heard, expected):
    """It names the claim or the entry, and what did not run is blamed for nothing."""
    lines = disagreements(heard, pages_of([ONE, SILENT], errors))
    assert len(lines) == len(expected), lines
    assert [words for words, line in zip(expected, lines) if words not in line] == []


def test_code_that_tells_is_found():
    """By what it shows, or because an entry names it; on its devices, in its versions."""
    named = claim_on_cuda("named", ">>> 1\n1\n")
    newer = claim_on_cuda("newer", torch=">=9")
    pages = pages_of([ONE, SILENT, named, newer], [error("zero", claims=("topic.named",))])
    installed = {"torch": "2.13.0", "numpy": "2.4.6"}
    assert [snippet.id for snippet in telling(pages, "cuda", installed)] == ["topic.one", "topic.named"]
    assert telling(pages, "cpu", installed) == []
