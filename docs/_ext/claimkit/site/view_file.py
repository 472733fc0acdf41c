"""Loads build/view.json once a process, for whatever draws."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from sphinx.errors import ConfigError


def view_of(config):
    """The view in the language of the pages."""
    return load(config.claimkit_view)[config.language]


@cache
def load(path):
    """The view in all languages; a process that has it passes it on to those that it forks."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError:
        raise ConfigError(f"{path} is not there: run 'make html', which makes it before Sphinx starts") from None
