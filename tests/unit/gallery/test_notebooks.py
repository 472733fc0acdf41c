"""Notebooks: what a cell shows, what a failing one says, and that MyST-NB finds both without a kernel."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from claimkit.gallery import execute, notebooks
from claimkit.pages import reader

ENGINE = Path(notebooks.__file__).parents[2]
# No such kernel can be started.
TOP = "---\nfile_format: mystnb\nkernelspec:\n  name: none-such\n  display_name: None\n---\n# A page\n\n"
PIECES = """\
import sys
from IPython.display import Markdown, display

print(1, end=" ")
sys.stdout.flush()
sys.stdout.write("two ")
print("three", 4)
display(Markdown("*shown*"))
open("left-behind.txt", "w").close()
Markdown("**last**")
"""
FAILING = {
    "raises": "x = 1\nassert x == 2, x\n",
    "calls": "def check(x):\n    return 1 / x\n\n\n:::next\ncheck(0)\n",
    "broken": "x = 1\nx = = 2\n",
    "dies": "import os\n\nos.abort()\n",
}
COMPLAINTS = [
    "docs/raises.md:13: AssertionError: 1: mend the cell",
    "docs/calls.md:13: ZeroDivisionError: division by zero: mend the cell",
    "docs/dies.md:12: Python died of signal 6 (SIGABRT): mend the cells",
]
PROGRAM = """
import sys
from pathlib import Path
from claimkit.gallery.notebooks import run_notebooks
from claimkit.pages import reader
from claimkit.pages.model import UnreadablePages
root = Path(sys.argv[1])
try:
    run_notebooks(reader.load(root / "docs"), root)
except UnreadablePages as error:
    sys.exit(str(error))
"""


def page(*cells):
    fences = [f"```{{code-cell}} ipython3\n:tags: [hide-cell]\n\n{cell}```\n" for cell in cells]
    return TOP + "\n".join(fences)


def python(*command):
    """A Python of its own, because children are forked from it; return its status and all that it says."""
    env = {**os.environ, "PYTHONPATH": str(ENGINE)}
    done = subprocess.run([sys.executable, *map(str, command)], env=env, text=True, capture_output=True)
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.fixture
def root(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(page(PIECES, "print(Markdown('x').data)\n"))
    return tmp_path


def test_sphinx_finds_what_a_page_shows(root):
    """All that a cell prints is one piece, however it was written; and neither a kernel nor a file is left behind."""
    assert python("-c", PROGRAM, root) == (0, "")
    conf = (
        f"extensions = ['myst_nb']\nnb_execution_mode = 'cache'\nnb_execution_cache_path = '{root}/build/notebooks'\n"
    )
    (root / "conf.py").write_text(conf + "nb_execution_raise_on_error = True\nhtml_theme = 'basic'\n")
    assert python("-m", "sphinx", "-W", "-q", "-c", root, root / "docs", root / "html") == (0, "")
    html = (root / "html" / "index.html").read_text()
    for shown in ("1 two three 4\n</pre>", "<em>shown</em>", "<strong>last</strong>", "x\n</pre>"):
        assert shown in html
    assert not list(root.rglob("left-behind.txt"))


def test_only_what_changed_runs(root):
    """A page runs again when its cells or its kernel change, and not for its prose."""
    path = root / "docs" / "index.md"

    def made_of():
        return notebooks.ingredients(reader.load(root / "docs"), root)["index"]

    before = made_of()
    path.write_text(path.read_text() + "\nMore words.\n")
    assert made_of() == before
    path.write_text(path.read_text().replace("none-such", "another"))
    other_kernel = made_of()
    path.write_text(path.read_text().replace("three", "four"))
    assert len({before, other_kernel, made_of()}) == 3


@pytest.mark.parametrize("what", ["libraries", "GPU"])
def test_all_run_again_on_another_machine(root, monkeypatch, what):
    """What was shown with other libraries or without a GPU does not stay."""
    pages = reader.load(root / "docs")
    before = notebooks.ingredients(pages, root)
    if what == "GPU":
        monkeypatch.setattr(execute.runs, "name_of_gpu", lambda: "A GPU")
    else:
        monkeypatch.setattr(execute.runs, "versions", lambda: {"torch": "9.9"})
    assert notebooks.ingredients(pages, root) != before


def test_failing_cells_are_named_with_their_line(root):
    """All pages' at once, each time; what went well before is not run again."""
    for name, code in FAILING.items():
        (root / "docs" / f"{name}.md").write_text(page(*code.split("\n\n:::next\n")))
    status, said = python("-c", PROGRAM, root)
    assert status == 1
    assert [complaint for complaint in COMPLAINTS if complaint not in said] == []
    assert "docs/broken.md:13: " in said
    assert "SyntaxError" in said
    made_of = json.loads((root / notebooks.CACHE / notebooks.MADE_OF).read_text())
    assert [name for name in made_of if made_of[name]] == ["index"]
    assert python("-c", PROGRAM, root) == (1, said)
