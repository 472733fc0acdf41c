"""Compares versions of libraries; local and pre-release parts do not count."""

from __future__ import annotations

from functools import cache

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version


@cache
def release(version):
    """The final release that '2.13.0+cpu' or '2.14.0rc1' is, or will be, as something that compares."""
    return Version(Version(version).base_version)


@cache
def in_range(version, wanted):
    """Whether a version lies in a PEP 440 range such as '>=2.3, <2.9'; '' holds all."""
    return SpecifierSet(wanted).contains(release(version))


def plain(version):
    """'2.13.0' of '2.13.0+cpu'."""
    return version.partition("+")[0]


def is_version(text):
    """Whether the text is a version that can be compared."""
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
