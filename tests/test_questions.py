"""The questions that people asked: there are a hundred at least, and each has an answer on this site."""

import re
from pathlib import Path

import pytest
from built_site import FOLDERS, soup

PAGES = sorted((Path(__file__).resolve().parents[1] / "docs" / "about").glob("questions*.md"))
ROW = re.compile(r"^\| (?!Question )(.+?) \((\[.+)\) \| (.+) \|$", re.MULTILINE)
ANSWER = re.compile(r"\{(claim|error)\}`([^`]+)`")


def test_every_question_has_an_answer(pages):
    """Each row names where it was asked, and claims or errors that exist."""
    rows = [
        (f"docs/about/{page.name}", *row) for page in PAGES for row in ROW.findall(page.read_text(encoding="utf-8"))
    ]
    known = {"claim": pages.claims, "error": pages.errors}
    assert len(rows) >= 100
    for page, question, asked, answer in rows:
        found = ANSWER.findall(answer)
        assert answer == ", ".join(f"{{{kind}}}`{name}`" for kind, name in found) != "", (
            f"{page}: {question!r} has no answer: name a claim or an error"
        )
        for kind, name in found:
            assert name in known[kind], f"{page}: {question!r}: no {kind} '{name}'"
        assert re.search(r"\]\(https?://[^)]+\)", asked), f"{page}: {question!r}: link where it was asked"


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_answer_can_be_told_from_the_next(folder):
    """The column of answers names them: a column of check marks would say nothing."""
    for page in PAGES:
        rows = soup(folder, f"about/{page.stem}.html").select("tbody tr")
        assert len(rows) == len(ROW.findall(page.read_text(encoding="utf-8")))
        assert [row for row in rows if not re.search(r"[a-z]{2}", row.select("td")[-1].get_text())] == []
