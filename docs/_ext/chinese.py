"""Reads a page's Chinese catalog, for what Sphinx does not translate: text in figures, and files to download."""

from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "locale" / "zh_CN" / "LC_MESSAGES"


def catalog_of(docname):
    """The file of a page such as 'learn/gallery/plot_x'."""
    return LOCALE / f"{docname}.po"


def messages_of(docname):
    """A page's catalog as {English: Chinese}; empty where there is none yet."""
    path = catalog_of(docname)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {on_one_line(message.id): message.string for message in read_po(file) if message.id and message.string}


def on_one_line(text):
    return " ".join(text.split())
