"""Verdicts on neighbours are read, and what means nothing is refused with file, line and remedy."""

import pytest
from claimkit.evidence import hunted
from claimkit.pages.model import Claim, UnreadablePages

CLAIM = Claim("topic.good", "docs/topic.md", 4, text="A sentence\nof floats.", code=">>> 1\n1\n")
TABLE = f'["topic.good"]\ndigest = "{hunted.digest(CLAIM)}"\n'


VARIATIONS = ("bool", "NaN")


def refusal(tmp_path, text):
    path = tmp_path / "hunted.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadablePages) as refused:
        hunted.load(path, {"topic.good": CLAIM}, VARIATIONS)
    return str(refused.value).splitlines()


def test_tables_that_mean_nothing_are_refused(tmp_path):
    """Each with its own line and what to write: unknown claims, no digest, no verdict, quotes of another sentence."""
    assert refusal(tmp_path, "# Head\n\n" + TABLE.replace("good", "goods")) == [
        "tests/hunted.toml:3: unknown claim 'topic.goods': "
        "name a claim that exists, or remove its table (is it topic.good?)"
    ]
    (line,) = refusal(tmp_path, '["topic.good"]\nbool = "covers"\n')
    assert line.startswith("tests/hunted.toml:1: the table of topic.good is none: give it a digest")
    for said in ("covered", "beside: ", "excludes: of ints"):
        (line,) = refusal(tmp_path, TABLE + f'NaN = "covers"\nbool = "{said}"\n')
        assert line == (
            f"tests/hunted.toml:4: topic.good, bool: '{said}' is no verdict on its sentence at docs/topic.md:4: "
            + hunted.FORM
        )


@pytest.mark.parametrize("digest", [hunted.digest(CLAIM), "another"])
def test_a_misspelt_variation_is_refused(tmp_path, digest):
    """Of a stale table too, at its own line, with the names that there are."""
    assert refusal(tmp_path, TABLE.replace(hunted.digest(CLAIM), digest) + '"nan" = "covers"\n') == [
        "tests/hunted.toml:3: topic.good: no variation is called 'nan': write one of bool, NaN"
    ]


def test_what_is_no_toml_is_told_by_its_line(tmp_path):
    """An id without quotes is TOML, but of another table; an end that is missing is at the end."""
    assert refusal(tmp_path, "# Head\n" + TABLE.replace('"topic.good"', "topic.good")) == [
        'tests/hunted.toml:2: the id of [topic.good] has no quotes: write ["topic.good"]'
    ]
    (line,) = refusal(tmp_path, TABLE + 'one element = "covers"\n')
    assert line.startswith("tests/hunted.toml:3: not TOML (")
    assert line.endswith(": mend that line; the names of claims and of variations stand in double quotes")
    assert refusal(tmp_path, TABLE + 'bool = """covers')[0].startswith("tests/hunted.toml:3: not TOML (")


def test_a_translation_is_part_of_what_is_judged(monkeypatch):
    """Who changed the Chinese has changed the sentence for half of the readers."""
    before = hunted.digest(CLAIM)
    monkeypatch.setattr(hunted, "text_of", lambda item, language: [f"{language.name}: another"])
    assert hunted.digest(CLAIM) != before


def test_verdicts_are_read(tmp_path):
    """Line breaks of the sentence do not matter to a quote."""
    path = tmp_path / "hunted.toml"
    path.write_text("# Head\n" + TABLE + 'bool = "excludes: A sentence of"\nNaN = "beside: \\"why\\""\n')
    first = hunted.load(path, {"topic.good": CLAIM}, VARIATIONS)
    assert first["topic.good"].is_of(CLAIM)
    assert first["topic.good"].verdicts == {"bool": "excludes: A sentence of", "NaN": 'beside: "why"'}


def test_one_verdict_may_speak_for_several_variations(tmp_path):
    """Each has it, and a place of its own."""
    path = tmp_path / "hunted.toml"
    path.write_text("# Head\n" + TABLE + '"bool, NaN" = "covers"\n')
    judged = hunted.load(path, {"topic.good": CLAIM}, VARIATIONS)
    assert judged["topic.good"].verdicts == {"bool": "covers", "NaN": "covers"}
    assert judged["topic.good"].places["NaN"] == "tests/hunted.toml:4"
    assert refusal(tmp_path, TABLE + '"bool, nan" = "covers"\n') == [
        "tests/hunted.toml:3: topic.good: no variation is called 'nan': write one of bool, NaN"
    ]
