"""Runs those pages that are notebooks, once for all languages, and puts what they show where MyST-NB looks for it.

No Jupyter kernel is started: it sends what a cell prints in pieces that timing decides.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
import traceback
from pathlib import Path

from claimkit.gallery.execute import machine
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.portable import survive

CACHE = "build/notebooks"
MADE_OF = "made-of.json"
PATIENCE = survive.Patience(work=300, idle=120)  # for one page
LEXER = {"name": "python", "pygments_lexer": "ipython3"}


def run_notebooks(pages, root):
    """Run the notebooks that changed since the last time; raise UnreadablePages where a cell fails.

    Each runs in a child process, so the caller must have neither asked for CUDA nor started threads.
    """
    root = Path(root)
    cache, made_of = root / CACHE, ingredients(pages, root)
    before = known(cache)
    if made_of == before:
        return
    if not before:
        shutil.rmtree(cache, ignore_errors=True)
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads would be lost in a child
    import torch  # noqa: F401 (once, not in each child)

    problems = []
    for page in made_of:
        if made_of[page] != before.get(page):
            found = run_page(root, page, cache)
            problems += found
            before[page] = "" if found else made_of[page]
    cache.mkdir(parents=True, exist_ok=True)
    (cache / MADE_OF).write_text(json.dumps({page: before[page] for page in made_of}), encoding="utf-8")
    if problems:
        raise UnreadablePages(problems)


def ingredients(pages, root):
    """A digest of all that decides what each notebook shows, by its page: what is run, and what runs it where."""
    common = machine(("myst-nb", "jupyter-cache", "ipython"), ("notebooks.py",))
    found = {}
    for page, cells in pages.cells.items():
        top_matter = file_of(root, page).read_text(encoding="utf-8").split("\n---\n")[0]  # names the kernel
        found[page] = hashlib.sha256(common + json.dumps([top_matter, cells]).encode()).hexdigest()
    return found


def file_of(root, page):
    return root / "docs" / f"{page}.md"


def known(cache):
    try:
        return json.loads((cache / MADE_OF).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def run_page(root, page, cache):
    """Run the page and put it into the cache, or return the problems."""
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    path, started = file_of(root, page), time.perf_counter()
    notebook = read(path)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = path.relative_to(root).as_posix()
    code = list(zip(lines_of(cells, path), (cell.source for cell in cells)))
    result = next(survive.results(lambda _: play(code, shown), [None], PATIENCE))
    if isinstance(result, survive.Died):
        result = Problem(shown, code[0][0], result.how, "mend the cells")
    if isinstance(result, Problem):
        return [result]
    for count, (cell, outputs) in enumerate(zip(cells, result), 1):
        cell.execution_count, cell.outputs = count, outputs
    notebook.metadata["language_info"] = LEXER
    bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": time.perf_counter() - started})
    get_cache(cache).cache_notebook_bundle(bundle, overwrite=True)
    return []


def read(path):
    """The page as MyST-NB reads it: by what it makes of the cells it will look for them in the cache."""
    from myst_nb.core.config import NbParserConfig
    from myst_nb.core.read import create_nb_reader
    from myst_parser.config.main import MdParserConfig

    text = path.read_text(encoding="utf-8")
    markdown = MdParserConfig(enable_extensions={"colon_fence"})
    return create_nb_reader(str(path), markdown, NbParserConfig(), text).read(text)


def lines_of(cells, path):
    """The page's line of each cell's first line."""
    lines, at = path.read_text(encoding="utf-8").splitlines(), 0
    for cell in cells:
        source = cell.source.splitlines()
        at = next(at for at in range(at, len(lines)) if lines[at : at + len(source)] == source)
        yield at + 1


# In the child process


def play(cells, shown):
    """What each of a page's (line, code) cells shows, as Jupyter keeps it; or a Problem where one fails."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    outputs, namespace = [], {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # so that what a cell writes is left there
        shell = InteractiveShell.instance(ipython_dir=folder, config=Config(HistoryManager={"enabled": False}))
        for count, (line, code) in enumerate(cells, 1):
            try:
                outputs.append(play_cell(shell, code, line, shown, namespace, count))
            except (Exception, SystemExit) as error:
                what = "".join(traceback.format_exception_only(error)).strip()
                return Problem(shown, line_in(error, shown) or line, what, "mend the cell")
    return outputs


def play_cell(shell, code, line, shown, namespace, count):
    """What the cell shows: all that it printed, in one piece; what it displayed; and what its last line is worth."""
    from IPython.utils.capture import capture_output
    from nbformat.v4 import new_output

    tree = ast.parse("\n" * (line - 1) + code, shown)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with capture_output() as seen:
        exec(compile(tree, shown, "exec"), namespace)
        worth = eval(compile(ast.Expression(last.value), shown, "eval"), namespace) if last else None
    printed = {"stdout": seen.stdout, "stderr": seen.stderr}
    outputs = [new_output("stream", name=name, text=text) for name, text in printed.items() if text]
    outputs += [new_output("display_data", data=part.data, metadata=part.metadata) for part in seen.outputs]
    if worth is not None:
        data, about = shell.display_formatter.format(worth)
        outputs.append(new_output("execute_result", data=data, metadata=about, execution_count=count))
    return outputs


def line_in(error, shown):
    """The page's line that led to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == shown]
    return error.lineno if isinstance(error, SyntaxError) and error.filename == shown else (lines or [0])[-1]
