"""Entries of errors and what code tells are held against each other from both sides."""

import pytest
from claimkit.evidence import told
from claimkit.pages.messages import Message
from claimkit.pages.model import Claim, Error, Pages

RAISES = ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"


def claim(name, code=RAISES, kind="error", **fields):
    return Claim(f"topic.{name}", "docs/topic.md", 4, code=code, code_line=9, devices=("cuda",), kind=kind, **fields)


def error(name, *texts, claims=(), see=()):
    return Error(name, "docs/errors.md", 7, messages=tuple(Message(f"ZeroDivisionError: {text}") for text in texts),
                 claims=claims, see=see)  # fmt: skip


def pages_of(claims, errors):
    return Pages(claims={item.id: item for item in claims}, errors={item.id: item for item in errors})


ZERO = "ZeroDivisionError: division by zero"
ONE, SILENT = claim("one"), claim("silent", ">>> 1\n1\n")
GOOD = error("zero", "division by zero", claims=("topic.one",))
CASES = {
    "agree": ([GOOD], {ONE: [ZERO]}, []),
    "no-entry": ([], {ONE: [ZERO]}, ["topic.one tells 'ZeroDivisionError: division by zero', which has 0 entries"]),
    "two-entries": ([GOOD, error("again", "division by zero")], {ONE: [ZERO]},
                    ["has 2 entries ['zero', 'again']", "error again: no claim raises"]),
    "other-text": (
        [GOOD, error("other", "other", claims=("topic.silent",))], {ONE: [ZERO], SILENT: [ZERO]},
        ["error other: topic.silent tells", "error other: no claim raises"],
    ),
    "unraised-text": (
        [error("zero", "division by zero", "never", claims=("topic.one",))], {ONE: [ZERO]}, ["no claim raises"],
    ),
    "silent": ([GOOD], {ONE: [ZERO], SILENT: []}, ["topic.silent is about an error without an entry"]),
    "silent-but-named": (
        [error("zero", "division by zero", claims=("topic.one",), see=("topic.silent",))],
        {ONE: [ZERO], SILENT: []}, [],
    ),
    "did-not-run": ([error("zero", "other", claims=("topic.one",))], {}, []),
}  # fmt: skip


@pytest.mark.parametrize(("errors", "heard", "expected"), CASES.values(), ids=CASES)
def test_each_disagreement_has_its_line(errors, heard, expected):
    """It names the claim or the entry, and what did not run is blamed for nothing."""
    lines = told.disagreements(heard, pages_of([ONE, SILENT], errors))
    assert len(lines) == len(expected), lines
    assert [words for words, line in zip(expected, lines) if words not in line] == []


def test_code_that_tells_is_found():
    """By what it shows, or because an entry names it; on its devices, in its versions."""
    named = claim("named", ">>> 1\n1\n")
    newer = claim("newer", torch=">=9")
    pages = pages_of([ONE, SILENT, named, newer], [error("zero", claims=("topic.named",))])
    installed = {"torch": "2.13.0", "numpy": "2.4.6"}
    assert [snippet.id for snippet in told.telling(pages, "cuda", installed)] == ["topic.one", "topic.named"]
    assert told.telling(pages, "cpu", installed) == []
