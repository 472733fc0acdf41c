"""Reads the catalogs of translations, for what Sphinx does not translate: data, text in figures, files to download."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[3] / "locale"


def catalog_of(page, language="zh_CN"):
    """The file with the translations of a page such as 'learn/gallery/plot_x'."""
    return LOCALE / language / "LC_MESSAGES" / f"{page}.po"


@cache
def messages_of(page, language="zh_CN"):
    """A page's catalog as {text on one line: translation}; empty where there is none yet."""
    path = catalog_of(page, language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        shown = [message for message in read_po(file) if message.id and message.string and not message.fuzzy]
    return {on_one_line(message.id): message.string for message in shown if isinstance(message.id, str)}


def on_one_line(text):
    return " ".join(text.split())
