"""Reads docs/search.toml: words that mean the same to the search, and questions as people ask them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sphinx.errors import SphinxError

PATH = Path(__file__).resolve().parents[3] / "search.toml"


@cache
def _load():
    if not PATH.exists():
        return {}
    try:
        return tomllib.loads(PATH.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SphinxError(f"docs/search.toml: it cannot be read: {error}") from None


def pairs(language):
    """[typed, meant, 1 if it stands in for what was typed and 0 if it is looked for besides], the longest first."""
    found = {}
    for kind, instead in (("also", 0), ("instead", 1)):
        for words in (_load().get("both", {}).get(kind, {}), _load().get(language.tag, {}).get(kind, {})):
            found |= {typed.lower(): [typed.lower(), meant, instead] for typed, meant in words.items()}
    return sorted(found.values(), key=lambda pair: -len(pair[0]))


def asks(language, known):
    """Questions by what answers them: the id of a claim or error, a page, a route; `known` are all of these."""
    found = _load().get("asks", {}).get(language.tag, {})
    unknown = sorted(found.keys() - known)
    if unknown:
        raise SphinxError(f"docs/search.toml: asks.{language.tag}: nothing is named {', '.join(unknown)}")
    return found
