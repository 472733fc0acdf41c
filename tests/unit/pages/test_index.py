"""Pages are read once a change, whoever asks, and again when a page or the reader has changed."""

import pytest
from claimkit.pages import index, reader
from claimkit.pages.model import UnreadablePages
from unit.pages.bad_pages import ERROR, GOOD, OPINION, SESSION

TEXT = GOOD + OPINION + ERROR + SESSION


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads a page of this text; `load.read` counts how often it was read."""
    reading = reader.load

    def counted(docs):
        load.read += 1
        return reading(docs)

    def load(text=TEXT):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / "topic.md").write_text(text, encoding="utf-8")
        return index.load(tmp_path / "docs", tmp_path / "build")

    load.read = 0
    monkeypatch.setattr(reader, "load", counted)
    return load


def test_pages_are_read_once(load):
    """And what is kept is all that was read, type by type."""
    first = load()
    assert load() == first == load()
    assert load.read == 1
    assert [len(kind) for kind in (first.claims, first.statements, first.errors, first.sessions)] == [1, 1, 1, 1]


def test_a_changed_page_is_read_again(load):
    """An edit, a new name and a new page each count."""
    load()
    assert load(TEXT.replace("A sum", "One sum")).claims["topic.good"].text == "One sum is printed."
    assert load.read == 2


def test_a_page_that_moves_is_read_again(load, tmp_path):
    """Its text is the same, but not where its claims stand."""
    load()
    (tmp_path / "docs" / "topic.md").rename(tmp_path / "docs" / "other.md")
    pages = index.load(tmp_path / "docs", tmp_path / "build")
    assert (pages.claims["topic.good"].page, load.read) == ("other", 2)


def test_a_changed_reader_reads_again(load, tmp_path, monkeypatch):
    """What other code had made of the pages is not taken."""
    load()
    (tmp_path / "reader.py").write_text("changed = True", encoding="utf-8")
    monkeypatch.setattr(index, "HERE", tmp_path)
    load()
    assert load.read == 2


def test_bad_pages_are_not_kept(load):
    """They are refused each time, and what was known before is not given in their place."""
    load()
    for _attempt in range(2):
        with pytest.raises(UnreadablePages, match=r"docs/topic\.md:4: unknown kind 'speed'"):
            load(TEXT.replace("kind: value", "kind: speed"))
    assert load.read == 3


def test_a_reader_beside_a_writer_finds_all_or_nothing(tmp_path, monkeypatch):
    """Two builds may want the same file at once."""

    def fail(*_):
        raise OSError("disk full")

    path = tmp_path / "build" / "kept"
    index.write_whole(path, "old")
    with monkeypatch.context() as patch:
        patch.setattr(type(path), "replace", fail)
        with pytest.raises(OSError, match="disk full"):
            index.write_whole(path, "new")
    assert path.read_text() == "old"
    index.write_whole(path, "new")
    assert path.read_text() == "new"
