"""Packages that some code is about and that not every machine has: without them it is skipped, and says so."""

from __future__ import annotations

# What they are imported as, and their own names
OPTIONAL = {
    "matplotlib": "matplotlib",
    "pandas": "pandas",
    "PIL": "pillow",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
}
