"""What people and make start, by the names in `claimkit.__main__`: each module has a `main(arguments)`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def show_progress(done, total, name):
    """Say on a terminal, on one line that is written over, how far we are; the line goes with the last."""
    if sys.stderr.isatty():
        line = f"{done}/{total}: {name}" if done < total else ""
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
