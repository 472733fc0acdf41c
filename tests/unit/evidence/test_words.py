"""Every kind, verdict, standing and outcome has its mark and its word."""

from claimkit.evidence import store, words
from claimkit.pages.model import KINDS, VERDICTS


def test_nothing_is_without_a_word():
    """The lists of what there is and of how it is told hold the same."""
    assert tuple(words.KINDS) == KINDS
    assert tuple(words.VERDICTS) == VERDICTS
    assert set(words.STANDINGS) == {*store.STATES.values(), store.STALE, store.UNKNOWN} == set(words.SHORT_STANDINGS)


def test_marks_tell_apart():
    """No two standings that mean different things look alike without their words."""
    for marks in (words.VERDICTS, words.OUTCOMES):
        assert len({mark for mark, _word in marks.values()}) == len(marks)
