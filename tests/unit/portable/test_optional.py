"""Optional packages are named as they are imported and as they are installed, and all of them are pinned."""

import re
from pathlib import Path

from claimkit.portable.optional import OPTIONAL

ROOT = Path(__file__).resolve().parents[3]


def test_every_optional_package_is_pinned():
    """The site is built with all of them, so that no claim is skipped there."""
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(OPTIONAL.values()) <= set(pinned)
