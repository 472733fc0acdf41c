"""The pins: next year's installation is today's, whatever is released in between."""

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LINES = (Path(__file__).resolve().parents[1] / "requirements.txt").read_text(encoding="utf-8").splitlines()
PINS = dict(line.split("==") for line in LINES if line and not line.startswith("#"))
PINNED = {canonicalize_name(name): version for name, version in PINS.items()}
TORCH_CUDA = re.compile(r"nvidia-|cuda-|triton|cublas|cudnn")  # pinned by torch's own wheel, absent from its CPU build


def test_what_is_installed_is_what_is_pinned():
    """Every package runs in its pinned version; torch may carry the name of its build."""
    assert {name: metadata.version(name).partition("+")[0] for name in PINNED} == PINNED


def test_whatever_a_pinned_package_needs_is_pinned():
    """No package is left to be chosen at installation."""
    for name in PINNED:
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            wanted = needed.marker is None or needed.marker.evaluate({"extra": ""})
            if wanted and not TORCH_CUDA.match(needed.name):
                assert canonicalize_name(needed.name) in PINNED, f"{name} needs {needed}, which is not pinned"
