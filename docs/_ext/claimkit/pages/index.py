"""Keeps what the reader found in build/pages.json, so that pages are read once a change, whoever asks."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from claimkit.pages import reader
from claimkit.pages.model import Pages

HERE = Path(__file__).parent


def load(docs, build):
    """All that the pages under `docs` hold, from `build`/pages.json if that is of these pages; else read and kept.

    Raises UnreadablePages like the reader, and then keeps nothing.
    """
    key, path = key_of(docs), Path(build) / "pages.json"
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    first, _, rest = known.partition("\n")
    if first == key:
        return Pages.from_json(rest)
    pages = reader.load(docs)
    write_whole(path, f"{key}\n{pages.to_json()}")
    return pages


def write_whole(path, text):
    """Write a file such that whoever reads it meanwhile finds all of the old text or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def key_of(docs):
    """Digest of every page, and of the code that reads them."""
    docs, digest = Path(docs), hashlib.sha256()
    for path in [*sorted(HERE.glob("*.py")), *reader.page_files(docs)]:
        digest.update(f"{path.name if path.parent == HERE else path.relative_to(docs)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
