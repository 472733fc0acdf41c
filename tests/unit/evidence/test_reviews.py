"""A sentence counts as reviewed only as it stood when somebody looked at it."""

import dataclasses

import pytest
from claimkit.evidence import reviews
from claimkit.pages.model import Pages, Statement, UnreadablePages
from unit.evidence.made_up import claim_with

SHEET = "# Sheet\n\n| Call | What it does |\n|---|---|\n| `f(a)` | **shares** {claim}`topic.good` |\n"
CLAIM = claim_with()
STATEMENT = Statement("A1.01", "docs/articles/a1.md", 3, text="It shares.", verdict="confirmed", claims=("topic.good",))


@pytest.fixture
def digests(tmp_path):
    """The digests of one claim, one statement, and one line of a cheat sheet, some of it changed."""
    (tmp_path / "learn").mkdir()

    def of(claim=CLAIM, statement=STATEMENT, sheet=SHEET):
        (tmp_path / "learn" / "cheat-sheet.md").write_text(sheet, encoding="utf-8")
        return reviews.sentences(Pages(claims={claim.id: claim}, statements={statement.id: statement}), tmp_path)

    return of


def test_each_sentence_has_a_name(digests):
    """By what it is and its id, or the call that a line of the cheat sheet is about."""
    assert list(digests()) == ["claim topic.good", "statement A1.01", "cheat-sheet f(a)"]


def test_each_sentence_has_a_place(digests, tmp_path):
    """The line of the page that it begins on, and no name lacks one."""
    every = digests()
    pages = Pages(claims={CLAIM.id: CLAIM}, statements={STATEMENT.id: STATEMENT})
    found = reviews.places(pages, tmp_path)
    assert found == dict(zip(every, ["docs/topic.md:4", "docs/articles/a1.md:3", "docs/learn/cheat-sheet.md:5"]))
    (line,) = reviews.left({**dict.fromkeys(every, reviews.READ), "cheat-sheet f(a)": reviews.NOT}, found)
    assert line == "docs/learn/cheat-sheet.md:5: not reviewed: cheat-sheet f(a)"


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"claim": dataclasses.replace(CLAIM, text="Another.")}, {"claim topic.good"}),
        ({"claim": dataclasses.replace(CLAIM, code=">>> 2\n2\n")}, {"claim topic.good", "statement A1.01"}),
        ({"statement": dataclasses.replace(STATEMENT, verdict="refuted")}, {"statement A1.01"}),
        ({"statement": dataclasses.replace(STATEMENT, text="It copies.")}, {"statement A1.01"}),
        ({"sheet": SHEET.replace("shares", "copies")}, {"cheat-sheet f(a)"}),
        ({"claim": dataclasses.replace(CLAIM, line=99)}, set()),
    ],
    ids=["sentence", "proof", "verdict", "statement", "cheat sheet", "moved"],
)
def test_what_changes_is_not_reviewed(digests, tmp_path, changed, names):
    """Where a sentence stands does not matter; what it says, and what proves it, does."""
    path, every = tmp_path / "reviews.json", digests()
    reviews.mark(path, every, every, reviews.HUNTED)
    stands = reviews.standing(reviews.load(path), digests(**changed))
    assert {name for name, how in stands.items() if how == reviews.NOT} == names


def test_a_translation_is_part_of_it(digests, monkeypatch):
    """Who changed the Chinese has changed the sentence for half of the readers."""
    before = digests()
    monkeypatch.setattr(reviews, "text_of", lambda item, language: [f"{language.name}: another"])
    assert digests()["claim topic.good"] != before["claim topic.good"]


def test_reviews_are_counted_and_those_of_the_gone_dropped(tmp_path):
    """By sort, and how."""
    path = tmp_path / "reviews.json"
    reviews.mark(path, ["claim a", "claim gone"], {"claim a": "1", "claim gone": "1"}, reviews.HUNTED)
    every = {"claim a": "1", "claim b": "2", "error c": "3"}
    reviews.mark(path, ["error c"], every, reviews.READ)
    assert set(reviews.load(path)) == {"claim a", "error c"}
    assert reviews.counts(reviews.standing(reviews.load(path), every)) == {
        "claim": {"hunted": 1, "read": 0, "not reviewed": 1},
        "error": {"hunted": 0, "read": 1, "not reviewed": 0},
    }


def test_a_hunt_tells_how_hard_it_was(tmp_path):
    """By the number of variations, where there are any; reading tells none."""
    path, every = tmp_path / "reviews.json", {"claim a": "1", "claim b": "2", "error c": "3"}
    reviews.mark(path, every, every, reviews.HUNTED, {"claim a": 12})
    known = reviews.load(path, every)
    assert [known[name].get("variations") for name in every] == [12, None, None]
    reviews.mark(path, ["claim a"], every, reviews.READ)
    assert "variations" not in reviews.load(path)["claim a"]


def test_a_review_of_what_is_gone_is_refused(tmp_path):
    """With its line, and how to be rid of it."""
    path, every = tmp_path / "reviews.json", {"claim a": "1", 'cheat-sheet f("x")': "2"}
    reviews.mark(path, every, every, reviews.READ)
    assert set(reviews.load(path, every)) == set(every)
    with pytest.raises(UnreadablePages) as refused:
        reviews.load(path, {})
    lines = str(refused.value).splitlines()
    assert [line.partition(": remove its line")[0] for line in lines] == [
        "docs/reviews.json:2: a review of 'cheat-sheet f(\"x\")', which is gone",
        "docs/reviews.json:3: a review of 'claim a', which is gone",
    ]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"claim a": {}}', '{"claim a": {"digest": "1", "how": "guessed", "on": "2026-11-26"}}']
)
def test_what_is_no_review_is_refused(tmp_path, text):
    """With the file and the remedy."""
    path = tmp_path / "reviews.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadablePages, match="docs/reviews.json:1: no reviews .*never edit it by hand"):
        reviews.load(path)
