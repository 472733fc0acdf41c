"""Runs every claim, and every session of a page, on every device it names."""

import re
from collections import Counter
from pathlib import Path

import pytest
from claimkit.evidence.runs import verdict
from claimkit.pages.model import Refused

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LITERAL = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*$", re.DOTALL | re.MULTILINE)
EXAMPLE = re.compile(r"^(`{4,}|~{3,}).*?^\1|^:::\{claim\}.*?^:::$", re.DOTALL | re.MULTILINE)
CLAIM = re.compile(r"^:::\{claim\}.*\n((?::\w.*\n)*)", re.MULTILINE)
DEVICES = re.compile(r"^:devices:(.*)$", re.MULTILINE)
CALL = re.compile(r"\{claim\}`([^`]*\([^`]*) <([^`]+)>`")
WORD = re.compile(r"\w+(?=[(=])")


def test_claim(claim, device, outcome_of):
    """A claim does on each of its devices what its page shows, and does not with versions outside its range."""
    check(claim, device, outcome_of)


def test_session(session, device, outcome_of):
    """The code that stands on a page outside of claims does, from top to bottom, what the page shows."""
    check(session, device, outcome_of)


def check(snippet, device, outcome_of):
    __tracebackhide__ = True
    try:
        outcome = outcome_of(snippet, device)
    except Refused as failure:
        pytest.fail(f"the worker ended before {snippet.id} on {device} had run: {failure}", pytrace=False)
    if outcome["outcome"] == "skipped":
        pytest.skip(outcome["got"])
    problem = verdict(snippet, device, outcome)
    if problem:
        pytest.fail(problem, pytrace=False)


def test_no_claim_is_lost(pairs, pytestconfig):
    """A plain look at the sources, without the reader, finds as many claims for each device as there are tests."""
    asked = pytestconfig.option.devices or ["cpu", "cuda"]
    written = Counter(device for device in devices_written() if device in asked)
    assert Counter(device for _, device in pairs) == written


def test_no_session_is_lost(pages):
    """A plain look at the sources finds code outside of claims on the pages that have a session, and on no other."""
    assert [name for name, text in sources() if re.search("^```pycon$", EXAMPLE.sub("", text), re.MULTILINE)] == list(
        pages.sessions
    )


def test_calls_that_link_to_a_claim_are_in_it(pages):
    """Where a page makes a call the link to its claim, the claim's code has every function and keyword of that call."""
    for page, text in sources():
        for call, name in CALL.findall(text):
            missing = [word for word in WORD.findall(call) if word not in pages.claims[name].code]
            assert not missing, f"docs/{page}.md: `{call}` links to {name}, which lacks {missing}: link another claim"


def sources():
    """The name and the text of every page."""
    for path in sorted(DOCS.rglob("*.md")):
        name = path.relative_to(DOCS).with_suffix("").as_posix()
        if not re.search("(^|/)_", name):
            yield name, path.read_text(encoding="utf-8")


def devices_written():
    """Every device named by every claim in the sources."""
    for _name, text in sources():
        for options in CLAIM.findall(LITERAL.sub("", text)):
            yield from re.split(r"[,\s]+", DEVICES.search(options)[1].strip())
