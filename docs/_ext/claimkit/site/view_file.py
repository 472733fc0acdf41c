"""Loads build/view.json once a process, for whatever draws."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from sphinx.errors import ConfigError


def view_of(config):
    """The view in the language of the pages."""
    path = Path(config.claimkit_view)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        raise ConfigError(f"{path} is not there: run 'make html', which makes it before Sphinx starts") from None
    return _load(path, changed)[config.language]


@cache
def _load(path, _changed):
    return json.loads(path.read_text(encoding="utf-8"))
