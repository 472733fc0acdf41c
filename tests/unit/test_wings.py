"""The engine's wings: imports run one way, and what is portable is."""

import ast
import sys
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "docs" / "_ext" / "claimkit"
MODULES = sorted(path for path in ENGINE.rglob("*.py"))
FOUNDATIONS = {"pages", "portable", "evidence"}
# What each wing, and what starts commands, may import of the others
BELOW = {"pages": set(), "portable": set(), "evidence": {"pages", "portable"},
         "site": FOUNDATIONS, "gallery": FOUNDATIONS,
         "commands": FOUNDATIONS, "__main__.py": {"commands"}, "__init__.py": set()}  # fmt: skip


def name_of(path):
    return path.relative_to(ENGINE).as_posix()


def imported(path):
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name_of(path)}:{node.lineno}: a relative import: write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path):
    """Site, gallery and commands may use evidence, that the portable wing and the pages, and these nothing of ours."""
    wing = path.relative_to(ENGINE).parts[0]
    wings = {name.split(".")[1] for name in imported(path) if name.startswith("claimkit.")}
    assert wings <= BELOW[wing] | {wing}


@pytest.mark.parametrize("path", sorted((ENGINE / "portable").glob("*.py")), ids=name_of)
def test_the_portable_wing_needs_little(path):
    """Python 3.8 can read it, and it imports Python's own modules, NumPy and torch alone."""
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    roots = {name.partition(".")[0] for name in imported(path)}
    assert roots <= {*sys.stdlib_module_names, "numpy", "torch", "claimkit"}


def test_no_module_hides_a_library():
    """A file named for what others import would be found in its place by a program that is started beside it."""
    names = {path.stem for path in MODULES} - {"__init__", "__main__"}
    assert not names & {"torch", "numpy", "sphinx", "pytest", "packaging", "babel", "docutils", "jsonschema"}
