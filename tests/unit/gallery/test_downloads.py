"""Downloads: scripts and notebooks in the page's language, with claims as links."""

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from claimkit.gallery import downloads
from claimkit.pages import catalog
from sphinx.errors import ExtensionError

SCRIPT = '''"""
A lesson
========

You will see
it. All of it.
"""

# %%
# Look
# ----
#
# - First: :claim:`topic.first`.
# - Second.

# sphinx_gallery_thumbnail_path = "x.svg"
print("seen")  # :claim:`topic.first` is code here
'''
MESSAGES = {
    "A lesson": "一课",
    "You will see it. All of it.": "你会看到。全部看到。",
    "Look": "看",
    "First: :claim:`topic.first`.": "第一：:claim:`topic.first`。",
    "Second.": "第二。",
}
TRANSLATED = '''"""
一课
====

你会看到。
全部看到。
"""

# %%
# 看
# --
#
# - 第一：https://x/#topic.first。
# - 第二。

print("seen")  # :claim:`topic.first` is code here
'''


def files(tmp_path, language):
    script = tmp_path / "plot_1_x.py"
    script.write_text(SCRIPT)
    return downloads.files_of(script, "learn/gallery/plot_1_x", language, lambda claim: f"https://x/#{claim}")


@pytest.fixture
def catalog_file(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "LOCALE", tmp_path)
    catalog.messages_of.cache_clear()
    path = catalog.catalog_of("learn/gallery/plot_1_x")
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in MESSAGES.items()), "utf-8")
    yield path
    catalog.messages_of.cache_clear()


def test_a_script_keeps_its_code_and_is_translated(tmp_path, catalog_file):
    """Prose is replaced part by part, a sentence a line; claims in prose become links, and code stays as it is."""
    assert files(tmp_path, "zh_CN")["plot_1_x.py"] == TRANSLATED


def test_a_notebook_links_claims_in_markdown(tmp_path):
    """The English needs no catalog."""
    cells = json.loads(files(tmp_path, "en")["plot_1_x.ipynb"])["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert "[topic.first](https://x/#topic.first)" in prose
    assert "A lesson" in prose


def test_a_missing_translation_is_named(tmp_path, catalog_file):
    """With the catalog to add it to."""
    catalog_file.write_text("", "utf-8")
    complaint = "zh_CN/LC_MESSAGES/learn/gallery/plot_1_x.po: no translation of 'A lesson': add it"
    with pytest.raises(ExtensionError, match=complaint):
        files(tmp_path, "zh_CN")


def test_archives_are_the_same_for_the_same_files(tmp_path):
    """Byte for byte, whenever they are written."""
    for name in "ab":
        downloads.pack(tmp_path / name / "x.zip", {"one/plot.py": "print(1)"})
    assert (tmp_path / "a" / "x.zip").read_bytes() == (tmp_path / "b" / "x.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a" / "x.zip") as archive:
        assert archive.read("one/plot.py") == b"print(1)"


@pytest.mark.parametrize(
    ("repository", "names", "tag"), [("owner/name", "owner/name", "v0.1"), ("", "OWNER/NAME", "main")]
)
def test_the_notebook_for_a_gpu_knows_what_to_clone(tmp_path, repository, names, tag):
    """The repository of the site, at the tag of its version; who builds a copy without a repository fills it in."""
    docs = Path(downloads.__file__).parents[3]
    config = SimpleNamespace(html_context={"repository": repository}, release="0.1")
    downloads.write_gpu_run(SimpleNamespace(srcdir=docs, outdir=tmp_path, config=config))
    notebook = json.loads((tmp_path / "_downloads" / "gpu-run.ipynb").read_text(encoding="utf-8"))
    first = next("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert first.startswith(f'REPOSITORY = "{names}"')
    assert f'\nTAG = "{tag}"' in first


def test_a_site_without_that_notebook_is_built(tmp_path):
    """As the benchmark's is."""
    config = SimpleNamespace(html_context={"repository": ""}, release="0.1")
    downloads.write_gpu_run(SimpleNamespace(srcdir=tmp_path, outdir=tmp_path, config=config))
    assert list(tmp_path.iterdir()) == []
