"""Figures: which of their words are translated, and that both versions are saved from one run."""

from pathlib import Path

import pytest
from claimkit.gallery import figures
from claimkit.pages import catalog
from matplotlib import pyplot as plt
from sphinx_gallery.py_source_parser import Block

PO = """
msgid "shared memory"
msgstr "共享内存"

msgid "an \\\\*array\\\\*"
msgstr "数组 \\\\*array\\\\*"
"""


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """Save a figure with words, code, numbers and a translated tick; return the markup and the folder of images."""
    docs, page = tmp_path / "docs", "learn/gallery/one/plot_1_x"
    monkeypatch.setattr(catalog, "LOCALE", docs / "locale")
    po = catalog.catalog_of(page)
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    images = (docs / page).parent / "images"
    images.mkdir(parents=True)
    figure = plt.figure(num="Two boxes")
    axes = figure.add_subplot()
    axes.set_xticks([0, 1], labels=["shared memory", "1"])
    axes.text(0.5, 0.5, "an *array*")
    axes.text(0.5, 0.6, "np.zeros", family="monospace")
    iterator = iter([str(images / "sphx_glr_plot_1_x_001.png")])
    variables = {"image_path_iterator": iterator, "src_file": str(tmp_path / "gallery" / "one" / "plot_1_x.py")}
    markup = figures.save_in_both_languages(Block("code", "", 12), variables, {"src_dir": str(docs)})
    return markup, images


def test_both_languages_are_saved_from_one_run(saved):
    """In the Chinese version words are translated and code is not; the figure is closed behind it."""
    _markup, images = saved
    original, translated = images / "sphx_glr_plot_1_x_001.svg", images / "sphx_glr_plot_1_x_001.zh_CN.svg"
    assert "shared memory" in original.read_text()
    assert "shared memory" not in translated.read_text()
    assert "数组 *array*" in translated.read_text()
    assert "np.zeros" in translated.read_text()
    assert plt.get_fignums() == []


def test_words_reach_the_catalog(saved):
    """The markup shows the figure with its description, and lists its words, escaped, for the gettext builder alone."""
    image, _, listed = saved[0].partition(".. only:: gettext\n")
    assert ".. image:: /learn/gallery/one/images/sphx_glr_plot_1_x_001.svg" in image
    assert ":alt: Two boxes" in image
    assert listed.split("\n")[1:-1] == [r"   - an \*array\*", "   - shared memory"]


def test_a_tick_keeps_its_translation():
    """Drawing does not take a tick's label from the axis again."""
    figure = plt.figure()
    axes = figure.add_subplot()
    axes.set_xticks([0], labels=["shared memory"])
    figures.translate(figure, figures.words_of(figure), {"shared memory": "共享内存"})
    figure.draw_without_rendering()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["共享内存"]
    plt.close(figure)


def test_the_font_comes_with_us():
    """No machine has to have a Chinese font of its own."""
    assert Path(figures.font_manager.findfont(figures.CHINESE)) == figures.FONT
