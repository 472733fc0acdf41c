"""Optional packages are named as they are imported and as they are installed, and all of them are pinned."""

import re
from pathlib import Path

import pytest
from claimkit.portable.optional import LARGE, OF_THE_SITE, OPTIONAL, OTHER_NAMES, imported

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("names", "file"), [(OF_THE_SITE, "requirements"), (LARGE, "requirements-libraries")], ids=["site", "large"]
)
def test_every_optional_package_is_wanted_and_pinned(names, file):
    """What the site is built with is installed by `make html`, what is large by `make libraries`."""
    for ending in ("in", "txt"):
        text = (ROOT / f"{file}.{ending}").read_text(encoding="utf-8")
        assert set(names.values()) <= set(re.findall(r"^[\w-]+", text, re.MULTILINE))


def test_other_names_are_of_what_is_optional():
    """A build under another name is looked for only where the package is one of ours."""
    assert set(OTHER_NAMES) <= set(OPTIONAL.values())


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("import jax.numpy as jnp", ["jax"]),
        ("import random, scipy.sparse", ["scipy"]),
        ("import random; from sklearn.svm import SVC", ["sklearn"]),
        ("from numpy import h5py", []),
        ("x = 'import jax'", []),
        ("import jax +", []),
    ],
)
def test_what_code_imports_is_read_from_its_statements(line, names):
    """However it is imported; text that only looks like an import is none."""
    assert imported(f">>> {line}\n") == names
    assert imported(f">>> def f():\n...     {line}\n") == names
