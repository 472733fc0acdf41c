"""The small site, for the tests of whatever builds it."""

import pytest
from small_site import built_once, site  # noqa: F401


def pytest_itemcollected(item):
    """It is built once: the tests that take it stay in one process."""
    if "site" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("small-site"))
