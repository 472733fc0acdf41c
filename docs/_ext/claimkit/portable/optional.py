"""Packages that some code is about and that not every machine has: without them it is skipped, and says so."""

from __future__ import annotations

import ast
import contextlib
import doctest
import json
import re
from importlib import metadata
from pathlib import Path

# What they are imported as, and their own names: of the site, whose requirements.txt has them; large ones, in
# requirements-libraries.txt; and what only a machine with a GPU can have. They stand apart because a name more decides
# nothing of code that does not name it.
_TOLD = json.loads(Path(__file__).with_name("packages.json").read_text(encoding="utf-8"))
OF_THE_SITE, LARGE = _TOLD["of the site"], _TOLD["large"]
OPTIONAL = {**OF_THE_SITE, **LARGE, **_TOLD["of a GPU"]}
OTHER_NAMES = _TOLD["other names"]  # builds of the same package
_NAMED = re.compile(rf"\b(?:{'|'.join(OPTIONAL)})\b")
# What one of these imports itself only when it is used, where it can; it may seed the generators of random numbers then
IMPORTED_LATE = {"tensorboard": ["tensorflow"]}


def version_of(package):
    """The installed version of a package, whichever build of it is here, or None."""
    for build in (package, *OTHER_NAMES.get(package, ())):
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(build)
    return None


def names_any(code):
    """Whether one of them, as it is imported, is named anywhere in a snippet: in `torch.utils.tensorboard`, too."""
    return bool(_NAMED.search(code))


def imports_of(code):
    """The statements of a snippet, wherever in it, that import any of these."""
    for example in doctest.DocTestParser().get_examples(code) if any(name in code for name in OPTIONAL) else ():
        try:
            nodes = list(ast.walk(ast.parse(example.source)))
        except SyntaxError:
            continue
        yield from (node for node in nodes if _named(node) & OPTIONAL.keys())


def _named(node):
    """The packages that a node imports something from."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def imported(code):
    """Those of these that a snippet imports, as they are imported: 'sklearn' for `from sklearn.svm import SVC`."""
    named = {name for node in imports_of(code) for name in _named(node)}
    return [name for name in OPTIONAL if name in named]
