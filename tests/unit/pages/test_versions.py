"""Versions are compared by their final releases."""

import pytest
from claimkit.pages.versions import in_range, is_version, plain, release


def test_versions_are_ordered_by_number():
    """Not by spelling; a build's name does not count."""
    assert sorted(["2.10.0", "2.9.1", "2.13.0+cpu", "1.4"], key=release) == ["1.4", "2.9.1", "2.10.0", "2.13.0+cpu"]
    assert release("2.13.0+cpu") == release("2.13.0")


@pytest.mark.parametrize(
    ("version", "wanted", "inside"),
    [("2.3.1", "", True), ("2.3.1", ">=2.3, <2.9", True), ("2.9.0", "<2.9", False), ("2.9.0rc1", "<2.9", False),
     ("2.9.0.dev20260101+cpu", ">=2.9", True), ("2.9.0+cu121", "==2.9.0", True)],
)  # fmt: skip
def test_what_comes_before_a_release_counts_as_it(version, wanted, inside):
    """A nightly build tells of the version that it will be."""
    assert in_range(version, wanted) is inside


def test_what_is_no_version_is_told():
    """Also where it begins like one."""
    assert is_version("2.13.0+cpu")
    assert not is_version("2.13.0<script>")
    assert plain("2.13.0+cpu") == "2.13.0"
