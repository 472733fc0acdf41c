"""Where the site is served: the one place that says so."""

from __future__ import annotations

import os

# Of a build of which nobody says where it goes: an address that can be seen to be nobody's, and never this machine's.
DEFAULT = "https://shared-or-copied.example/"


def site_url():
    """SITE_URL of the environment, with a slash at the end, or the default."""
    return (os.environ.get("SITE_URL") or DEFAULT).rstrip("/") + "/"


def is_unknown():
    """Whether this build is to be published, and nobody has said where."""
    return bool(os.environ.get("PUBLISH")) and not os.environ.get("SITE_URL")
