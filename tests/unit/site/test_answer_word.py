"""The word on a claim's card says what its code, or its id, says."""

from types import SimpleNamespace

import pytest
from claimkit.site.answer_word import answer_of

RAISING = ">>> f()\nTraceback (most recent call last):\n  ...\nTypeError: no\n"


@pytest.mark.parametrize(
    ("name", "kind", "code", "wanted"),
    [
        ("from-numpy-shares", "memory", "", "shares"),
        ("tensor-copies", "memory", "", "copies"),
        ("copies-take-more-memory", "memory", "", "memory"),
        ("share-memory-moves-the-tensor", "memory", "", "memory"),
        ("pickled-pairs-do-not-share", "memory", "", "copies"),
        ("contiguous-copies-when-needed", "memory", "", "depends"),
        ("rebinding-the-array-ends-sharing", "memory", "", "memory"),
        ("numpy-raises", "error", RAISING, "raises"),
        ("array-warns", "error", "", "warns"),
        ("std-of-one-value-is-nan", "error", ">>> with warnings.catch_warnings(): f()\n", "warns"),
        ("negative-strides-abort", "error", "", "ends-python"),
        ("from-numpy-keeps-dtype", "dtype", "", "dtype"),
    ],
)
def test_an_answer(name, kind, code, wanted):
    """An error's comes from its code, that of memory from the id; otherwise the kind is all that is said."""
    word, error = answer_of(SimpleNamespace(id=f"topic.{name}", kind=kind, code=code))
    assert word == wanted
    assert error == ("TypeError" if word == "raises" else "")
