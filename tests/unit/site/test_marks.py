"""Claims become marks where they only prove a sentence, and keep their ids where they are part of it."""

import pytest
from claimkit.site.marks import BETWEEN, at_sentence_ends, is_alone, mark, with_names, without_words
from docutils import nodes


@pytest.mark.parametrize(
    ("before", "after", "ends_cell", "wanted"),
    [
        ("It shares memory (", ").", False, ("It shares memory.", "")),
        ("It shares (", "), and", False, ("It shares,", " and")),
        ("它们共享内存（", "）。下一句", False, ("它们共享内存。", "下一句")),
        ("会报错（见 ", "）；", False, ("会报错；", "")),
        ("The other way round too: ", ".", False, ("The other way round too.", "")),
        ("不计数：见 ", "。", False, ("不计数。", "")),
        ("会报错，见 ", "。后文照旧", False, ("会报错。", "后文照旧")),
        ("in silence, see ", ".", False, ("in silence.", "")),
        ("**shares** ", "", True, ("**shares**", "")),
        ("For a list of tensors, see ", ".", False, None),
        ("这样安全；如果不等待会怎样，见 ", "。", False, None),
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


def shown(*parts):
    """What is left of text, with marks as the figures that they show; "✓" stands for a mark."""
    children = [mark("", "", claim="a") if part == "✓" else nodes.Text(part) for part in parts]
    return "".join(
        "✓²³"[child["number"]] if isinstance(child, mark) else str(child) for child in at_sentence_ends(children)
    )


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (("It shares,", "✓", " and that copies.", "✓", " More."), "It shares, and that copies.✓² More."),
        (("共享，", "✓", "那个复制。下一句。", "✓"), "共享，那个复制。✓下一句。✓"),
        (("It copies; ", "✓", "of 1.5 too"), "It copies; of 1.5 too✓"),
        (("One.", "✓", " Two.", "✓"), "One.✓ Two.✓"),
        (("shares", "✓", "✓"), "shares✓²"),
    ],
)
def test_a_sentence_has_its_marks_at_its_end(parts, wanted):
    """One mark, and small figures for what else proves it."""
    assert shown(*parts) == wanted


@pytest.mark.parametrize(
    ("parts", "alone"), [(("✓",), [True]), (("✓", " ", "✓"), [True, False]), (("shares ", "✓"), [False])]
)
def test_a_cell_of_nothing_but_marks_names_the_first(parts, alone):
    """A column of marks would not say what they stand for."""
    children = [mark("", "", claim="a") if part == "✓" else nodes.Text(part) for part in parts]
    paragraph = nodes.paragraph("", "", *children)
    nodes.entry("", paragraph)
    assert [is_alone(child) for child in paragraph if isinstance(child, mark)] == alone
    nodes.list_item("", paragraph)
    assert not any(is_alone(child) for child in paragraph if isinstance(child, mark))


def link(name, noun):
    """A link to a claim or an error, as Sphinx resolves a role."""
    literal = nodes.literal("", name, classes=[f"claim-{noun}"])
    return nodes.reference("", "", literal, refuri=f"page.html#{name}")


@pytest.mark.parametrize(
    ("children", "wanted"),
    [
        ([link("topic.one", "claim"), nodes.Text(", "), link("misfit", "error")], ["topic.one"]),
        ([link("misfit", "error"), nodes.Text("、"), link("topic.one", "claim")], ["topic.one"]),
        ([link("topic.one", "claim"), nodes.Text(", "), link("topic.two", "claim")], []),
        ([nodes.Text("copies "), link("misfit", "error"), nodes.Text(", "), link("topic.one", "claim")], []),
    ],
)
def test_beside_errors_alone_a_claim_shows_its_name(children, wanted):
    """In its place, whichever comes first; where the cell says something, a mark is enough."""
    found = with_names(children)
    assert [child["claim"] for child in found if isinstance(child, mark)] == wanted
    assert not found or [child.astext() for child in found if not isinstance(child, mark)] == [
        child.astext() for child in children if "topic" not in child.astext()
    ]
