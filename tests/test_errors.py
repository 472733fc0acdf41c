"""The errors page against what is really raised: each message has one entry, whose claims raise it."""

from pathlib import Path

import pytest
from claimkit.evidence import runs, store, wordings
from claimkit.pages.model import DEVICES

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "evidence"


@pytest.fixture(scope="module", params=DEVICES)
def told(request, pages, outcome_of):
    """What each snippet that shows an error or a warning tells on a device, whole, by snippet."""
    device = request.param
    if device not in (request.config.option.devices or DEVICES):
        pytest.skip(f"--device leaves out {device}")
    telling = wordings.telling(pages, device, runs.versions())
    found = dict(zip(telling, outcome_of.each([(snippet, device) for snippet in telling]), strict=True))
    if device == "cuda" and {outcome["outcome"] for outcome in found.values()} == {"skipped"}:
        pytest.skip(next(iter(found.values()))["got"])
    return {snippet: outcome["told"] for snippet, outcome in found.items() if outcome["outcome"] == "passed"}


def complain(wrong):
    __tracebackhide__ = True
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_every_message_has_one_entry(told, pages):
    """Whatever a claim or a session raises or warns of, in full, is the text of exactly one error."""
    complain(list(wordings.unexplained(told, pages.errors)))


def test_the_claims_of_an_entry_raise_it(told, pages):
    """Each claim that an entry names raises one of its texts, type and all, and each text is raised by one of them."""
    complain(list(wordings.unraised(told, pages)))


def test_claims_about_errors_have_an_entry(told, pages):
    """A claim of kind 'error' whose code does not show the message is named by an entry all the same."""
    complain(list(wordings.without_entry(told, pages.errors)))


def test_older_wordings_are_recorded(pages):
    """Each older wording is what a recorded version printed in place of a claim's text."""
    records = store.load(FOLDER, pages.claims.values())
    if len({record.environment.torch for record in records}) == 1:
        pytest.skip("only one version of torch is recorded, so no older wording can be")
    complain([f"{error.path}:{error.line}: error {error.id}: no record has {text.shown!r}: remove it, or record it"
              for error in pages.errors.values() for text in error.old
              if not wordings.worded_in(text, error, records)])  # fmt: skip
