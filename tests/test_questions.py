"""The questions that people asked: there are a hundred at least, and each has an answer on this site."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "about" / "questions.md"
ROW = re.compile(r"^\| (?!Question )(.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
ANSWER = re.compile(r"\{(claim|error)\}`([^`]+)`")


def test_every_question_has_an_answer(pages):
    """Each row names where it was asked, and a claim or an error that exists."""
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    known = {"claim": pages.claims, "error": pages.errors}
    assert len(rows) >= 100
    for question, asked, answer in rows:
        found = ANSWER.fullmatch(answer)
        assert found, f"docs/about/questions.md: {question!r} has no answer: name a claim or an error"
        assert found[2] in known[found[1]], f"docs/about/questions.md: {question!r}: no {found[1]} '{found[2]}'"
        assert re.search(r"\]\(https://[^)]+\)", asked), (
            f"docs/about/questions.md: {question!r}: link where it was asked"
        )
