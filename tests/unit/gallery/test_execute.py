"""The gallery: what is run again and what is not, what a failing script says, and which disorder is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from claimkit.gallery import execute
from claimkit.pages import catalog
from claimkit.pages.model import UnreadablePages

ENGINE = Path(execute.__file__).parents[2]
SCRIPT = '''"""
A lesson
========

You will see.
"""

# %%
# Look
# ----

# sphinx_gallery_thumbnail_path = "../gallery/card.svg"
print("seen")
'''
CARD = '<svg xmlns="http://www.w3.org/2000/svg"/>'
PLOT = 'import matplotlib.pyplot as plt\n\nplt.figure(num="What it shows").text(0.5, 0.5, "some words")\n'
PROGRAM = """
import sys
from claimkit.gallery import execute
from claimkit.pages.model import UnreadablePages
execute.SECTIONS = ("one",)
try:
    execute.run_gallery(sys.argv[1])
except UnreadablePages as error:
    sys.exit(str(error))
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A gallery of two scripts in one section, in a folder whose name has a space."""
    root = tmp_path / "a checkout"
    section = root / "gallery" / "one"
    section.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "gallery" / "card.svg").write_text(CARD)
    (root / "gallery" / execute.HEADER).write_text("Gallery\n=======\n")
    (section / execute.HEADER).write_text("One\n---\n")
    (section / "plot_1_prints.py").write_text(SCRIPT)
    (section / "plot_2_draws.py").write_text(SCRIPT + PLOT)
    monkeypatch.setattr(execute, "SECTIONS", ("one",))
    monkeypatch.setattr(catalog, "LOCALE", root / "docs" / "locale")
    return root


def run(root):
    """Run the gallery in a Python of its own; return what it complains of."""
    env = {**os.environ, "PYTHONPATH": str(ENGINE)}
    done = subprocess.run([sys.executable, "-c", PROGRAM, root], env=env, text=True, capture_output=True)
    assert bool(done.returncode) == bool(done.stderr), done.stderr
    return done.stderr.strip()


def times(root):
    pages = root / "docs" / execute.HOME / "one"
    return {path.name: path.stat().st_mtime_ns for path in pages.glob("*.md5")}


def test_only_what_changed_runs(root):
    """Scripts run once, an edited one again, and of one that is gone nothing is left."""
    pages, section = root / "docs" / execute.HOME / "one", root / "gallery" / "one"
    assert run(root) == ""
    assert "seen" in (pages / "plot_1_prints.rst").read_text()
    assert (pages / "images" / "sphx_glr_plot_2_draws_001.zh_CN.svg").exists()
    before = times(root)
    assert run(root) == ""
    assert times(root) == before

    (section / "plot_1_prints.py").write_text(SCRIPT.replace("seen", "seen again"))
    (section / "plot_2_draws.py").rename(section / "plot_2_draws_it.py")
    assert run(root) == ""
    assert "seen again" in (pages / "plot_1_prints.rst").read_text()
    assert "plot_2_draws_it.py.md5" in times(root)
    assert [path for path in pages.rglob("*plot_2_draws*") if "draws_it" not in path.name] == []


def test_a_failing_script_is_named_with_its_line(root):
    """The run stops there, says so each time, and keeps what went well before."""
    script = root / "gallery" / "one" / "plot_2_draws.py"
    script.write_text(SCRIPT + "\n\ndef check(x):\n    assert x == 2, x\n\n\ncheck(1)\n")
    line = script.read_text().split("\n").index("    assert x == 2, x") + 1
    expected = f"gallery/one/plot_2_draws.py:{line}: AssertionError: 1: mend the script"
    assert run(root).startswith(expected)
    before = times(root)
    assert run(root).startswith(expected)
    assert times(root) == before != {}
    script.write_text(SCRIPT)
    assert run(root) == ""


def test_a_figure_without_a_description_is_refused(root):
    """Nobody who cannot see it would know what it shows."""
    (root / "gallery" / "one" / "plot_2_draws.py").write_text(SCRIPT + PLOT.replace('num="What it shows"', ""))
    assert "gallery/one/plot_2_draws.py:" in run(root)
    assert "a figure without a description" in run(root)


EDITS = {
    "script": ("gallery/one/plot_1_prints.py", {"one/plot_1_prints"}),
    "header": ("gallery/one/GALLERY_HEADER.rst", {"index"}),
    "card": ("gallery/card.svg", {"one/plot_1_prints", "one/plot_2_draws"}),
    "words-of-a-figure": ("docs/locale/zh_CN/LC_MESSAGES/learn/gallery/one/plot_2_draws.po", {"one/plot_2_draws"}),
    "words-of-a-page": ("docs/locale/zh_CN/LC_MESSAGES/learn/gallery/one/plot_1_prints.po", set()),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_changes_what_pages_are_made_of(root, edit):
    """Each ingredient counts for the pages that it goes into, and for no other."""
    name, concerned = EDITS[edit]
    before = execute.ingredients(root)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("\n# edited\n")
    after = execute.ingredients(root)
    assert {page for page in after if after[page] != before[page]} == concerned


@pytest.mark.parametrize("what", ["torch", "GPU", "code"])
def test_all_is_run_again_on_another_machine(root, monkeypatch, what):
    """Pages made without a GPU, with other libraries or by other code do not stay."""
    before = execute.ingredients(root)
    if what == "torch":
        monkeypatch.setattr(execute.runs, "versions", lambda: {"torch": "9.9"})
    elif what == "GPU":
        monkeypatch.setattr(execute.runs, "name_of_gpu", lambda: "A GPU")
    else:
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path.name == "figures.py"))
    after = execute.ingredients(root)
    assert all(after[page] != before[page] for page in before)


DISORDER = {
    "unknown-section": ("two/plot_1_x.py", "gallery/two:1: a section without a place: name it in SECTIONS of"),
    "space-in-a-name": ("one/plot_3 x.py", "gallery/one/plot_3 x.py:1: a space in a script's name: rename it"),
}


@pytest.mark.parametrize("what", DISORDER)
def test_disorder_is_refused(root, what):
    """A section that the list does not know, or a name that breaks links, is refused with what to do."""
    name, complaint = DISORDER[what]
    (root / "gallery" / name).parent.mkdir(exist_ok=True)
    (root / "gallery" / name).write_text(SCRIPT)
    with pytest.raises(UnreadablePages, match=complaint):
        execute.check(root / "gallery")


def test_a_missing_section_is_refused(root, monkeypatch):
    """So is a section without a folder, or without an introduction."""
    (root / "gallery" / "one" / execute.HEADER).unlink()
    monkeypatch.setattr(execute, "SECTIONS", ("one", "two"))
    with pytest.raises(UnreadablePages) as refused:
        execute.check(root / "gallery")
    introduction, folder = map(str, refused.value.problems)
    assert introduction.startswith("gallery/one/GALLERY_HEADER.rst:1: no such file: write")
    assert folder.startswith("gallery/two:1: no such section: remove it from SECTIONS of")
