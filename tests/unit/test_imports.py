"""The engine's wings import one way, its names hide none of others, and its functions fit on a screen."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "docs" / "_ext" / "claimkit"
PATHS = sorted(ENGINE.rglob("*.py"))
SCREEN = 50  # lines

# What each wing may import of ours, and what of others' it may not; of commands, nobody else imports anything.
OURS = {
    "portable": {"portable"},
    "pages": {"pages"},
    "evidence": {"evidence", "pages", "portable"},
    "gallery": {"gallery", "evidence", "pages", "portable"},
    "site": {"site", "gallery", "evidence", "pages", "portable"},
    "commands": {"commands", "site", "gallery", "evidence", "pages", "portable"},
    "__main__": {"commands", "pages"},
    "__init__": set(),
}
NOT_FOR = {"pages": {"torch", "numpy", "sphinx"}, "evidence": {"torch", "numpy", "sphinx"}}
PORTABLE = sys.stdlib_module_names | {"numpy", "torch"}


def name_of(path):
    return path.relative_to(ENGINE).as_posix()


def wing_of(path):
    return Path(name_of(path)).parts[0].removesuffix(".py")


def imports_of(path):
    """(line, dotted name) of everything that a module imports, wherever in it; of `from x import y`, also x.y."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_a_wing_imports_what_it_may(path):
    """Site, gallery and commands build on evidence, that on pages and portable; portable has only torch and NumPy."""
    wing, wrong = wing_of(path), []
    for line, name in imports_of(path):
        top, *rest = name.split(".")
        if top == "claimkit":
            allowed = rest[0] in OURS[wing]
        elif wing == "portable":
            allowed = top in PORTABLE
        else:
            allowed = top not in NOT_FOR.get(wing, ())
        if not allowed:
            wrong.append(f"{name_of(path)}:{line}: {name}")
    assert wrong == []


def test_nothing_of_ours_hides_a_library():
    """What lies in the folders that we import from is named like no module of Python's or of an installed package."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = settings["tool"]["pytest"]["ini_options"]["pythonpath"]
    assert "docs/_ext" in folders
    ours = {path.stem for folder in folders for path in (ROOT / folder).iterdir() if path.name != "__pycache__"}
    assert ours & (sys.stdlib_module_names | set(packages_distributions())) == set()


@pytest.mark.parametrize("path", [path for path in PATHS if wing_of(path) == "portable"], ids=name_of)
def test_the_portable_wing_is_python_3_8(path):
    """It runs beside a torch of years ago; what that Python's library lacks, `make lint` and the old records show."""
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_no_function_is_longer_than_a_screen(path):
    """What cannot be seen at once is not understood at once."""
    functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]  # fmt: skip
    long = [f"{name_of(path)}:{node.lineno}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
            for node in functions if node.end_lineno - node.lineno >= SCREEN]  # fmt: skip
    assert long == []
