"""What a page shows under a cell is what plain Python prints there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from claimkit.pages.languages import LANGUAGES

SITE = Path(__file__).resolve().parents[1] / "build" / "html"
PLAIN = """
import ast, contextlib, io, json, sys

def show(value):  # tables are drawn, not printed
    if value is not None and not hasattr(value, "_repr_markdown_"):
        print(repr(value))

sys.displayhook = show
printed, namespace = [], {"__name__": "__main__"}
for code in json.load(sys.stdin):
    *body, last = ast.parse(code).body
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(ast.Module(body, []), "cell", "exec"), namespace)
        exec(compile(ast.Interactive([last]), "cell", "single"), namespace)
    printed.append(out.getvalue())
json.dump(printed, sys.stdout)
"""


@pytest.fixture(scope="module")
def printed(pages):
    """What each cell prints where its lines are typed into Python, by page; none may print past it, or warn."""
    found = {}
    for page, cells in pages.cells.items():
        command = [sys.executable, "-c", PLAIN]
        done = subprocess.run(command, input=json.dumps(cells), text=True, capture_output=True, check=True)
        assert done.stderr == "", f"{page}: a cell warns"
        found[page] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("folder", [language.folder for language in LANGUAGES])
def test_a_page_shows_what_its_cells_print(printed, folder):
    """Letter for letter, for each cell of each notebook, in each language."""
    assert (SITE / "index.html").exists(), "the site is not built: run 'make html'"
    for page, plain in printed.items():
        html = BeautifulSoup((SITE / folder / f"{page}.html").read_text("utf-8"), "html.parser")
        cells = html.select("article div.cell")
        assert len(cells) == len(plain) > 0
        for cell, expected in zip(cells, plain):
            shown = "".join(output.get_text() for output in cell.select(".cell_output pre"))
            assert shown.rstrip() == expected.rstrip(), f"{page}: under {cell.select_one('.cell_input').get_text()}"
