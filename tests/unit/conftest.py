"""The small site, for the tests of whatever builds it."""

from small_site import built_once, site  # noqa: F401
