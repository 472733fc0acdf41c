"""A message is known again in what Python prints, whatever its variable parts, and in what the record has cut."""

import pytest
from claimkit.pages.messages import Message

MESSAGE = Message("TypeError: can't convert {device=cuda:0} to {shape=[2]} (of {any})")
LONGEST = 200  # letters that the record keeps


@pytest.mark.parametrize(
    ("told", "same"),
    [
        (MESSAGE.shown, True),
        ("TypeError: can't convert mps to (3, 4)  \n(of whatever\n it is)", True),
        ("TypeError: can't convert meta to [2] (of x) (Triggered internally at /a/b.cpp:7.)", True),
        ("ValueError: can't convert cuda:0 to [2] (of x)", False),
        ("TypeError: can't convert cuda:0 to 2 (of x)", False),
        ("TypeError: can't convert cuda:0 to [2] (of x) and more", False),
        ("TypeError: can't convert cuda:0 to [2]", False),
    ],
)
def test_a_message_is_known_again(told, same):
    """Other devices, shapes and line ends are the same message; another type, or more or less text, is not."""
    assert MESSAGE.matches(told) is same


def test_a_message_that_the_record_has_cut_is_known_again():
    """Variable parts may be longer or shorter than the examples; a text that is not cut must be whole."""
    long = Message("TypeError: " + "words that stay {device=cuda:0} " * 10)
    cut = long.shown.replace("cuda:0", "cpu")[:LONGEST]
    assert long.begins(cut, LONGEST)
    assert not long.begins(cut.replace("stay", "go", 1), LONGEST)
    assert not long.begins(cut[:150], LONGEST)


def test_pieces_are_the_body():
    """Joined they are what is shown, without the type."""
    pieces = list(MESSAGE.pieces())
    assert "".join(text for text, _part in pieces) == MESSAGE.shown.partition(": ")[2]
    assert [part for _text, part in pieces if part] == ["device", "shape", "any"]
