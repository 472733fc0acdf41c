"""What was tried is known as it stands, where it was tried, and for as long."""

import json
from types import SimpleNamespace

import pytest
from claimkit.evidence import tried
from claimkit.portable import rehearsal

CLAIM = SimpleNamespace(id="topic.name")  # of a claim nothing else is asked


@pytest.fixture
def ledger(tmp_path):
    """Reads tried.json of a folder."""
    return lambda kind="mutants", also="": tried.Tried(tmp_path / "tried.json", kind, also)


def test_a_claim_is_known_with_what_was_tried_of_it(ledger):
    """And unknown once that has changed; the other kinds of trial know nothing of it."""
    ledger().keep({"topic.name": "as tried"}, {"topic.name"}, is_whole=True)
    assert ledger().knows(CLAIM, "as tried")
    assert not ledger().knows(CLAIM, "changed")
    assert not ledger("variations").knows(CLAIM, "as tried")


def test_with_other_libraries_nothing_is_known(ledger, monkeypatch):
    """There a part of a trial writes nothing over what is known here, and a whole one does."""
    ledger().keep({"topic.name": "as tried"}, {"topic.name"}, is_whole=True)
    assert not ledger(also="another stand-in").knows(CLAIM, "as tried")
    monkeypatch.setattr(tried, "key_of_machine", lambda: "other libraries")
    assert not ledger().knows(CLAIM, "as tried")
    ledger().keep({"topic.name": "there"}, {"topic.name"}, is_whole=False)
    monkeypatch.undo()
    assert ledger().knows(CLAIM, "as tried")
    monkeypatch.setattr(tried, "key_of_machine", lambda: "other libraries")
    ledger().keep({"topic.name": "there"}, {"topic.name"}, is_whole=True)
    assert ledger().knows(CLAIM, "there")


def test_what_is_gone_is_forgotten_and_the_rest_is_kept(ledger, tmp_path):
    """A part of a trial adds to what is known; ids that no page has any more leave the file."""
    ledger().keep({"topic.a": "1", "topic.b": "2"}, {"topic.a", "topic.b"}, is_whole=True)
    ledger().keep({"topic.c": "3"}, {"topic.b", "topic.c"}, is_whole=False)
    known = json.loads((tmp_path / "tried.json").read_text(encoding="utf-8"))
    assert known["mutants"]["claims"] == {"topic.b": "2", "topic.c": "3"}


def test_a_rehearsal_leaves_nothing(ledger, tmp_path, monkeypatch):
    """What runs on the stand-in itself is no trial."""
    monkeypatch.setattr(rehearsal, "mode", lambda: "eager")
    ledger().keep({"topic.a": "1"}, {"topic.a"}, is_whole=True)
    assert not (tmp_path / "tried.json").exists()
