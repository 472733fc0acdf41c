"""A page's translations are found by their text, on one line, where it has any."""

import pytest
from claimkit.pages import catalog

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "two\\n  lines"
msgstr "两行"

msgid "not yet"
msgstr ""

#, fuzzy
msgid "guessed"
msgstr "猜的"

msgid "one"
msgid_plural "many"
msgstr[0] "几个"
"""


@pytest.fixture(autouse=True)
def locale(tmp_path, monkeypatch):
    path = tmp_path / "zh_CN" / "LC_MESSAGES" / "learn" / "topic.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    monkeypatch.setattr(catalog, "LOCALE", tmp_path)
    catalog.messages_of.cache_clear()
    yield
    catalog.messages_of.cache_clear()


def test_translations_are_found_by_their_text():
    """However it is broken into lines; what is not translated, or only guessed, is not there, as on the page."""
    assert catalog.messages_of("learn/topic") == {"two lines": "两行"}


def test_a_page_without_a_catalog_has_none():
    """It is new, and shown in English."""
    assert catalog.messages_of("learn/new") == {}
