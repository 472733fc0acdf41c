"""Runs every claim, and every session of a page, on every device it names."""

import re
from collections import Counter
from pathlib import Path

import pytest
from record import verdict
from runner import run

DOCS = Path(__file__).resolve().parents[1] / "docs"
LITERAL = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*$", re.DOTALL | re.MULTILINE)
CLAIM = re.compile(r"^:::\{claim\}.*\n((?::\w.*\n)*)", re.MULTILINE)
DEVICES = re.compile(r"^:devices:(.*)$", re.MULTILINE)


def test_claim(claim, device):
    """A claim does on each of its devices what its page shows, and does not with versions outside its range."""
    check(claim, device)


def test_session(session, device):
    """The code that stands on a page outside of claims does, from top to bottom, what the page shows."""
    check(session, device)


def check(snippet, device):
    __tracebackhide__ = True
    outcome = run(snippet, device)
    if outcome.outcome == "skipped":
        pytest.skip(outcome.got)
    problem = verdict(snippet, device, outcome)
    if problem:
        pytest.fail(problem, pytrace=False)


def test_no_claim_is_lost(pairs, pytestconfig):
    """A plain look at the sources, without the reader, finds as many claims for each device as there are tests."""
    asked = pytestconfig.option.devices or ["cpu", "cuda"]
    written = Counter(device for device in devices_written() if device in asked)
    assert Counter(device for _, device in pairs) == written


def devices_written():
    """Every device named by every claim in the sources."""
    for path in DOCS.rglob("*.md"):
        if not re.search("(^|/)_", path.relative_to(DOCS).as_posix()):
            prose = LITERAL.sub("", path.read_text(encoding="utf-8"))
            for options in CLAIM.findall(prose):
                yield from re.split(r"[,\s]+", DEVICES.search(options)[1].strip())
