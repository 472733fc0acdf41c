"""The reader refuses every page it cannot read in full, says where and what to do, and never trips."""

import random

import claims
import pytest
from messages import Message
from meta.bad_pages import BAD_PAGES, CLAIM, ERROR, FALSE_CLAIMS, GOOD, OPINION


def read(tmp_path, text):
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / "docs" / "topic.md").write_text(text, encoding="utf-8")
    return claims.read(tmp_path / "docs")


@pytest.mark.parametrize("page", BAD_PAGES, ids=lambda page: page.name)
def test_a_bad_page_is_refused(page, tmp_path):
    """The first problem names the file, the line, what is wrong, and what to do about it."""
    page.write(tmp_path / "docs")
    problem = claims.read(tmp_path / "docs").problems[0]
    assert str(problem).startswith(page.place)
    assert page.what in problem.what
    assert str(problem) == f"{problem.path}:{problem.line}: {problem.what}: {problem.remedy}"
    assert problem.remedy
    with pytest.raises(claims.UnreadablePages, match=problem.path):
        claims.load(tmp_path / "docs")


@pytest.mark.parametrize("page", FALSE_CLAIMS, ids=lambda page: page.name)
def test_a_false_claim_is_read(page, tmp_path):
    """What is merely false is the runner's business."""
    page.write(tmp_path / "docs")
    assert list(claims.load(tmp_path / "docs").claims) == [f"{page.name}.good"]


def test_a_good_page_is_read_in_full(tmp_path):
    """Claims and statements come out in order, with everything that stands on the page."""
    text = GOOD + "\n" + CLAIM.replace("good", "better") + OPINION + OPINION.replace("A1.01", "A1.02")
    pages = read(tmp_path, text)
    assert pages.problems == []
    assert list(pages.claims) == ["topic.good", "topic.better"]
    assert list(pages.statements) == ["A1.01", "A1.02"]
    claim = pages.claims["topic.good"]
    assert (claim.path, claim.line, claim.code_line) == ("docs/topic.md", 4, 12)
    assert (claim.kind, claim.about, claim.devices) == ("value", ("torch.ones",), ("cpu",))
    assert claim.text == "A sum is printed."
    assert claim.code == ">>> torch.ones(2).sum().item()\n2.0\n"


def test_a_good_error_is_read_in_full(tmp_path):
    """Its texts, present and older, its claims and what it means, without the fences."""
    (error,) = read(tmp_path, GOOD + ERROR.replace("good\n", "good\n:see: topic.good\n")).errors.values()
    assert (error.id, error.claims, error.see) == ("topic-error", ("topic.good",), ("topic.good",))
    assert [message.shown for message in error.messages] == ["TypeError: topic has 1 of Float"]
    assert [message.shown for message in error.old] == ["TypeError: topic had none"]
    assert error.text == "Because.\n\nSo mend it."


MESSAGE = Message("TypeError: can't convert {device=cuda:0} to {shape=[2]} (of {any})")


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
    """The record keeps 200 characters; variable parts may be longer or shorter than the examples."""
    long = Message("TypeError: " + "words that stay {device=cuda:0} " * 10)
    cut = long.shown.replace("cuda:0", "cpu")[:200]
    assert long.begins(cut)
    assert not long.begins(cut.replace("stay", "go", 1))
    assert not long.begins(cut[:150])


@pytest.mark.parametrize("marks", ["````", "~~~~"])
@pytest.mark.parametrize("language", ["markdown", "{code-block} markdown", ""])
def test_a_claim_shown_as_an_example_is_not_read(tmp_path, marks, language):
    """Inside a literal fence a claim is text, with the fences that it holds."""
    shown = CLAIM.replace("good", "shown")
    pages = read(tmp_path, f"{marks}{language}\n{shown}{marks}\n\n{GOOD}")
    assert pages.problems == []
    assert list(pages.claims) == ["topic.good"]


def test_a_line_that_begins_with_inline_code_opens_no_fence(tmp_path):
    """Three backticks with another backtick on their line are inline code."""
    assert list(read(tmp_path, "```x``` is code.\n\n" + GOOD).claims) == ["topic.good"]


def test_folders_that_begin_with_an_underscore_hold_no_pages(tmp_path):
    """Extensions and templates may show claims in their own files."""
    (tmp_path / "docs" / "_ext").mkdir(parents=True)
    (tmp_path / "docs" / "_ext" / "notes.md").write_text(GOOD, encoding="utf-8")
    assert read(tmp_path, GOOD).problems == []


def test_windows_line_ends_and_no_last_newline_change_nothing(tmp_path):
    """An editor's habits are not the author's fault."""
    plain = read(tmp_path, GOOD).claims
    assert read(tmp_path, GOOD.replace("\n", "\r\n").rstrip()).claims == plain


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_page_never_trips_the_reader(tmp_path, seed):
    """A page cut short, or with lines lost, doubled or swapped, is read or refused; it never raises."""
    chance = random.Random(seed)
    lines = (GOOD + OPINION + "\n" + CLAIM.replace("good", "better")).splitlines(keepends=True)
    for _ in range(chance.randrange(1, 4)):
        first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[first], lines[second] = lines[second], chance.choice(["", lines[first], lines[second] * 2])
    text = "".join(lines)
    pages = read(tmp_path, text[: chance.randrange(len(text) // 2, len(text))])
    assert pages.problems or len(pages.claims) <= 2
    assert all(problem.line >= 1 and problem.what and problem.remedy for problem in pages.problems)
