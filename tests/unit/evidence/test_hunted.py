"""Verdicts on neighbours are read, and what means nothing is refused with file, line and remedy."""

import pytest
from claimkit.evidence import hunted
from claimkit.pages.model import Claim, UnreadablePages

CLAIM = Claim("topic.good", "docs/topic.md", 4, text="A sentence\nof floats.", code=">>> 1\n1\n")
TABLE = f'["topic.good"]\ndigest = "{hunted.digest(CLAIM)}"\n'


def refusal(tmp_path, text):
    path = tmp_path / "hunted.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadablePages) as refused:
        hunted.load(path, {"topic.good": CLAIM})
    return str(refused.value).splitlines()


def test_tables_that_mean_nothing_are_refused(tmp_path):
    """Unknown claims, tables without a digest, words that are no verdict, quotes that are not in the sentence."""
    assert refusal(tmp_path, "# Head\n\n" + TABLE.replace("good", "bad")) == [
        "tests/hunted.toml:3: unknown claim 'topic.bad': name a claim that exists, or remove its table"
    ]
    (line,) = refusal(tmp_path, '["topic.good"]\nbool = "covers"\n')
    assert line.startswith("tests/hunted.toml:1: the table of topic.good is none: give it a digest")
    for said in ("covered", "beside: ", "excludes: of ints"):
        (line,) = refusal(tmp_path, TABLE + f'bool = "{said}"\n')
        assert line == f"tests/hunted.toml:1: topic.good, bool: '{said}' is no verdict on its sentence: {hunted.FORM}"
    assert refusal(tmp_path, "= 1")[0].startswith("tests/hunted.toml:1: not TOML (")


def test_a_translation_is_part_of_what_is_judged(monkeypatch):
    """Who changed the Chinese has changed the sentence for half of the readers."""
    before = hunted.digest(CLAIM)
    monkeypatch.setattr(hunted, "text_of", lambda item, language: [f"{language.name}: another"])
    assert hunted.digest(CLAIM) != before


def test_verdicts_are_read_and_written(tmp_path):
    """Line breaks of the sentence do not matter to a quote; what is written reads the same."""
    path = tmp_path / "hunted.toml"
    path.write_text("# Head\n" + TABLE + 'bool = "excludes: A sentence of"\nNaN = "beside: \\"why\\""\n')
    first = hunted.load(path, {"topic.good": CLAIM})
    assert first["topic.good"].is_of(CLAIM)
    hunted.save(path, first)
    assert hunted.load(path, {"topic.good": CLAIM})["topic.good"].verdicts == first["topic.good"].verdicts
