"""The reader refuses every page it cannot read in full, says where and what to do, and never trips."""

import random

import pytest
from claimkit.pages import reader
from claimkit.pages.model import UnreadablePages
from unit.pages.bad_pages import BAD_PAGES, CLAIM, ERROR, FALSE_CLAIMS, GOOD, OPINION, SESSION


def read(tmp_path, text):
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / "docs" / "topic.md").write_text(text, encoding="utf-8")
    return reader.read(tmp_path / "docs")


@pytest.mark.parametrize("page", BAD_PAGES, ids=lambda page: page.name)
def test_a_bad_page_is_refused(page, tmp_path):
    """The first problem names the file, the line, what is wrong, and what to do about it."""
    page.write(tmp_path / "docs")
    problem = reader.read(tmp_path / "docs").problems[0]
    assert str(problem).startswith(page.place)
    assert page.what in problem.what
    assert str(problem) == f"{problem.path}:{problem.line}: {problem.what}: {problem.remedy}"
    assert problem.remedy
    with pytest.raises(UnreadablePages, match=problem.path):
        reader.load(tmp_path / "docs")


@pytest.mark.parametrize("page", FALSE_CLAIMS, ids=lambda page: page.name)
def test_a_false_claim_is_read(page, tmp_path):
    """What is merely false is the runner's business."""
    page.write(tmp_path / "docs")
    assert list(reader.load(tmp_path / "docs").claims) == [f"{page.name}.good"]


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


def test_a_good_session_is_read_in_full(tmp_path):
    """All blocks outside claims are one session, on whose lines they stand, on CUDA too if they name `device`."""
    (session,) = read(tmp_path, GOOD + SESSION).sessions.values()
    assert (session.id, session.line, session.code_line, session.devices) == ("topic", 20, 20, ("cpu",))
    assert session.code == ">>> a = 1\n\n\n\n\n\n>>> a + 1\n2\n"
    (session,) = read(tmp_path, GOOD + SESSION.replace("a = 1", "a = len(device) - 2")).sessions.values()
    assert session.devices == ("cpu", "cuda")


def test_a_good_error_is_read_in_full(tmp_path):
    """Its texts, present and older, its claims and what it means, without the fences."""
    (error,) = read(tmp_path, GOOD + ERROR.replace("good\n", "good\n:see: topic.good\n")).errors.values()
    assert (error.id, error.claims, error.see) == ("topic-error", ("topic.good",), ("topic.good",))
    assert [message.shown for message in error.messages] == ["TypeError: topic has 1 of Float"]
    assert [message.shown for message in error.old] == ["TypeError: topic had none"]
    assert error.text == "Because.\n\nSo mend it."


def test_former_ids_are_kept(tmp_path):
    """A claim, a statement and an error may each have had several, of their own form."""
    text = GOOD.replace("good\n", "good\n:formerly: topic.old, other.older\n")
    text += OPINION.replace("A1.01\n", "A1.01\n:formerly: A1.07\n")
    text += ERROR.replace(":claims", ":formerly: old-error\n:claims")
    pages = read(tmp_path, text)
    assert pages.problems == []
    assert [item.formerly for item in pages.items] == [("topic.old", "other.older"), ("A1.07",), ("old-error",)]


def test_an_id_does_not_hang_on_its_page(tmp_path):
    """A claim may stand on any page, under the topic that it was born under."""
    assert list(read(tmp_path, GOOD.replace("topic.good", "elsewhere.good")).claims) == ["elsewhere.good"]


def test_statements_are_counted_as_far_as_articles_go(tmp_path):
    """Ids go beyond A9.99, to other letters and to hundreds, and are in order by number, not by spelling."""
    names = ["A9.98", "A9.99", "A9.100", "A9.101", "A10.02", "A10.100", "P1.01"]
    pages = read(tmp_path, GOOD + "".join(OPINION.replace("A1.01", name) for name in names))
    assert pages.problems == []
    assert list(pages.statements) == names
    assert [item.article for item in pages.statements.values()][-3:] == ["A10", "A10", "P1"]
    (problem,) = read(tmp_path, GOOD + "".join(OPINION.replace("A1.01", name) for name in ("A9.100", "A9.99"))).problems
    assert "'A9.99' is out of order" in problem.what


def test_a_proof_may_say_why_it_need_not_call(tmp_path):
    """With `:no-call:` and a reason, a claim whose code calls nothing that it is about is read."""
    text = GOOD.replace(".ones(2).sum().item()", ".nothing").replace(
        ":kind", ":no-call: it is misspelt on purpose\n:kind"
    )
    assert list(read(tmp_path, text).claims) == ["topic.good"]
    assert read(tmp_path, text.replace(" it is misspelt on purpose", "")).problems


def test_cells_of_a_notebook_are_kept(tmp_path):
    """The code of each cell, without its options, by the page's name."""
    text = "---\nfile_format: mystnb\n---\n\n```{code-cell}\n:tags: [x]\n\n1 + 1\n```\n\n```{code-cell}\n2\n```\n"
    assert read(tmp_path, text).cells == {"topic": ["\n1 + 1", "2"]}


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
