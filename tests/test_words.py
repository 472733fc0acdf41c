"""The Chinese has one word for one thing: tests/words.toml lists those that are not it."""

import tomllib

import pytest
from built_site import ROOT
from test_translation import CATALOGS, messages

WORDS = tomllib.loads((ROOT / "tests" / "words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("catalog", CATALOGS)
def test_no_word_deviates_from_the_glossary(catalog):
    """None of the words that were replaced comes back; the glossary itself may name them, as words that others use."""
    if catalog == "about/glossary.po":
        return
    texts = [message.string for message in messages(catalog) if isinstance(message.string, str)]
    wrong = [f"{word!r} for {better!r} in {text!r}" for word, better in WORDS.items() for text in texts if word in text]
    assert not wrong, "\n".join(wrong)


def test_no_sentence_begins_with_a_stray_blank():
    """Before a full stop of Chinese stands no blank, and between versions one kind of dash and of comma."""
    wrong = []
    for catalog in CATALOGS:
        for message in messages(catalog):
            text = message.string if isinstance(message.string, str) else ""
            wrong += [f"{catalog}: {text!r}" for sign in (" 。", " ，", "0 – ", "、（）") if sign in text]
    assert not wrong, "\n".join(wrong)
