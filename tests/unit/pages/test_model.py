"""What items know of themselves: their page, what was run, and where they promise to hold."""

import dataclasses

import pytest
from claimkit.pages.model import Claim, Message, Statement
from claimkit.pages.model import Error as ErrorItem

CLAIM = Claim("topic.name", "docs/reference/topic.md", 4, code=">>> 1\n1\n", code_line=12, devices=("cpu",))


def test_an_item_knows_its_page_and_article():
    """By its file and its id."""
    assert CLAIM.page == "reference/topic"
    assert Statement("A10.100", "docs/articles/a10.md", 4).article == "A10"


def test_a_digest_is_of_what_runs():
    """Another sentence, place or range leaves it; another line of code does not."""
    assert dataclasses.replace(CLAIM, text="Other.", line=9, torch=">=2.3").digest == CLAIM.digest
    assert dataclasses.replace(CLAIM, code=">>> 1\n1\n\n").digest != CLAIM.digest


@pytest.mark.parametrize(
    ("torch", "numpy", "installed", "applies"),
    [
        ("", "", ("2.13.0+cpu", "2.4.6"), True),
        (">=2.3", "", ("2.13.0", "2.4.6"), True),
        (">=2.3, <2.9", "", ("2.13.0", "2.4.6"), False),
        (">=2.14", "", ("2.14.0rc1", "2.4.6"), True),
        ("", "<2.0", ("2.13.0", "2.4.6"), False),
        ("", "", ("2.2.2", "2.0.2"), None),
        ("<2.3", "", ("2.2.2", "2.0.2"), None),
        ("<2.3", ">=2.0", ("2.2.2", "2.0.2"), True),
        ("", "", ("2.2.2", "1.26.4"), True),
    ],
)
def test_a_range_says_where_a_claim_must_hold(torch, numpy, installed, applies):
    """Of an older torch beside NumPy 2 only a claim that names both speaks."""
    assert dataclasses.replace(CLAIM, torch=torch, numpy=numpy).applies_to(*installed) is applies


def test_an_error_is_explained_by_its_present_texts():
    """An older wording belongs to it, but is not what is raised today."""
    error = ErrorItem("e", "docs/e.md", 1, messages=(Message("TypeError: now"),), old=(Message("TypeError: then"),))
    assert error.explains("TypeError: now")
    assert not error.explains("TypeError: then")
