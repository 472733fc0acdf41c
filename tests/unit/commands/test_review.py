"""Sentences are named by their ids, or by the beginnings of these."""

import pytest
from claimkit.commands import review
from claimkit.pages.model import Refused

EVERY = {"claim devices.cpu": "1", "claim devices.cuda": "2", "error cuda": "3", "cheat-sheet f(a)": "4"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["devices.cpu"], ["claim devices.cpu"]),
        (["claim devices.cpu"], ["claim devices.cpu"]),
        (["devices.*", "devices.cpu"], ["claim devices.cpu", "claim devices.cuda"]),
        (["error *"], ["error cuda"]),
        (["f(a)"], ["cheat-sheet f(a)"]),
    ],
)
def test_names_are_found(wanted, found):
    """Each once."""
    assert review.chosen(wanted, EVERY) == found


@pytest.mark.parametrize("word", ["devices", "devices.x*", "cpu"])
def test_an_unknown_name_is_refused(word):
    """With what would be one."""
    with pytest.raises(Refused, match="no sentence is called"):
        review.chosen([word], EVERY)
