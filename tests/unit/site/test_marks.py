"""Claims become marks where they only prove a sentence, and keep their ids where they are part of it."""

import pytest
from claimkit.site.marks import BETWEEN, without_words


@pytest.mark.parametrize(
    ("before", "after", "ends_cell", "wanted"),
    [
        ("It shares memory (", ").", False, ("It shares memory.", "")),
        ("It shares (", "), and", False, ("It shares,", " and")),
        ("它们共享内存（", "）。下一句", False, ("它们共享内存。", "下一句")),
        ("会报错（见 ", "）；", False, ("会报错；", "")),
        ("The other way round too: ", ".", False, ("The other way round too.", "")),
        ("不计数：见 ", "。", False, ("不计数。", "")),
        ("in silence, see ", ".", False, ("in silence.", "")),
        ("**shares** ", "", True, ("**shares**", "")),
        ("for the same reason as ", ", though", False, None),
        ("For quantised tensors see ", ".", False, None),
        (": ", "", False, None),  # a list of claims behind its topic
    ],
)
def test_words_around_a_run_go_only_where_the_sentence_stands_without(before, after, ends_cell, wanted):
    """Parentheses, colons and "see" go, and the full stop comes first; what would be broken stays."""
    assert without_words(before, after, ends_cell) == wanted


@pytest.mark.parametrize("text", [", ", " and ", ", and ", "、", " 和 ", " "])
def test_what_joins_claims_to_a_run(text):
    """Commas and "and", in both languages."""
    assert BETWEEN.fullmatch(text)


def test_other_words_end_a_run():
    """A sentence about the one and another about the other are two runs."""
    assert not BETWEEN.fullmatch(", but see ")
