"""The text of an item is what its page shows, without markup, in each language."""

import pytest
from claimkit.pages import catalog
from claimkit.pages.languages import BY_NAME, TRANSLATIONS
from claimkit.pages.model import Claim
from claimkit.pages.prose import naming, pieces_of, plain, text_of

CHINESE = BY_NAME["zh_CN"]


@pytest.mark.parametrize(
    ("markdown", "english", "chinese"),
    [
        ("`a` *shares* **memory**", "a shares memory", None),
        ("it's \"so\" -- or isn't...", "it’s “so” – or isn’t…", "it's \"so\" -- or isn't..."),
        ('`it\'s "so"` in code', 'it\'s "so" in code', None),
        ('"`a`" and "{doc}`a page <x>`"', "“a” and “a page”", '"a" and "a page"'),
        ("see {claim}`what shares <topic.good>`", "see what shares", None),
        ("see {claim}`topic.good`", "see topic.good", None),
        ("a {term}`view`", "a view", None),
        ("[a link](https://x.org)", "a link", None),
        ("one\nline  only", "one line only", None),
        ("dtype `<f8`, and 1 < 2 &amp; 3", "dtype <f8, and 1 < 2 & 3", None),
        ("写入 `a`,{claim}`共享内存 <x.y>`。", "写入 a,共享内存。", None),
    ],
)
def test_markup_is_gone(markdown, english, chinese):
    """Roles show their titles, code its text; quotes are curled in English prose alone."""
    assert plain(markdown) == english
    assert plain(markdown, CHINESE) == (chinese or english)


PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "A sum, \"so\" `printed`."
msgstr "打印“和” `printed`。"
"""


@pytest.fixture
def claim(tmp_path, monkeypatch):
    """A claim of two paragraphs, of which the catalog has the first."""
    path = tmp_path / "zh_CN" / "LC_MESSAGES" / "reference" / "topic.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    monkeypatch.setattr(catalog, "LOCALE", tmp_path)
    catalog.messages_of.cache_clear()
    yield Claim("topic.name", "docs/reference/topic.md", 4, text='A sum, "so"\n`printed`.\n\nNot "yet".')
    catalog.messages_of.cache_clear()


def test_an_item_has_its_text_in_each_language(claim):
    """Paragraph by paragraph, each on one line, and in English where there is no translation."""
    assert TRANSLATIONS == [CHINESE]
    assert text_of(claim) == ["A sum, “so” printed.", "Not “yet”."]
    assert text_of(claim, CHINESE) == ["打印“和” printed。", 'Not "yet".']


def test_pieces_tell_code_from_words():
    """As a page shows it: joined they are the text."""
    claim = Claim("topic.name", "docs/reference/topic.md", 4, text='`a.T` "shares"\nwith `a`.\n\nSo does {doc}`x`.')
    pieces = pieces_of(claim)
    assert [text for text, is_code in pieces if is_code] == ["a.T", "a"]
    assert "".join(text for text, _is_code in pieces) == " ".join(text_of(claim))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It shares (a.b).", "It shares."),
        ("It shares (a.b, no-entry and c.d).", "It shares."),
        ("会共享（a.b、c.d）。", "会共享。"),
        ("It shares (a.b and c.e).", "It shares (a.b and c.e)."),
        ("See c.d.", "See torch.ones."),
        ("This (and) that, c.d-e and x.c.d.", "This (and) that, c.d-e and x.c.d."),
    ],
)
def test_a_list_of_answers_has_no_ids(text, left):
    """Those in parentheses go, whole; one in a sentence is named by its first call; what only looks like one stays."""
    assert naming({"a.b": (), "no-entry": (), "c.d": ("torch.ones", "f")})(text) == left
