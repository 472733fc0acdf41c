"""Ids are for ever: what was once published still leads somewhere, and what is published now is written down."""

from pathlib import Path

LIST = Path(__file__).resolve().parents[1] / "docs" / "published-ids.txt"


def listed():
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_every_published_id_leads_somewhere(pages):
    """It is the id of something, or stands in the `:formerly:` of something."""
    known = {name for item in pages.items for name in (item.id, *item.formerly)}
    gone = [name for name in listed() if name not in known]
    assert gone == [], f"published, and now nowhere: name each in :formerly: of what took its place: {', '.join(gone)}"


def test_every_id_is_listed(pages):
    """Once a page is published somebody may cite it, and from then on it counts."""
    missing = sorted({name for item in pages.items for name in (item.id, *item.formerly)} - set(listed()))
    assert missing == [], "add to docs/published-ids.txt, where each belongs in the order:\n" + "\n".join(missing)


def test_the_list_is_in_order():
    """Sorted and each once, so that two who add to it do not meet."""
    assert listed() == sorted(set(listed()))
