"""Saves each figure of a gallery script twice from one run: as it is, and with its words in Chinese.

Sphinx picks `name.zh_CN.svg` for the Chinese pages by itself (`figure_language_filename`). A figure's words reach its
page's catalog as a list that only the gettext builder sees. The font comes with us, so that no glyph is ever missing.
"""

import re
import shutil
from pathlib import Path

import matplotlib as mpl
from chinese import messages_of, on_one_line
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.text import Text
from sphinx.util.rst import escape

FONT = Path(__file__).with_name("fonts") / "NotoSansSC-Level1.otf"
CHINESE = font_manager.FontProperties(fname=FONT).get_name()
WORD = re.compile(r"[A-Za-z]{2}")


def save_in_both_languages(block, block_vars, gallery_conf):
    """The scraper that sphinx-gallery calls after each block of code: save the open figures, return their markup."""
    markup = []
    for number, path in zip(plt.get_fignums(), block_vars["image_path_iterator"]):
        figure, path = plt.figure(number), Path(path).with_suffix(".svg")
        description = figure.get_label()
        if not description:
            where = f"{block_vars['src_file']}:{block.lineno}"
            raise ValueError(f'{where}: a figure without a description: create it with num="what it shows"')
        page = path.parents[1].relative_to(gallery_conf["src_dir"]) / Path(block_vars["src_file"]).stem
        words = words_of(figure)
        listed = [f"   - {line}" for line in dict.fromkeys(map(as_markup, words))]  # as long as they are in English
        save(figure, path)
        translate(words, messages_of(page.as_posix()))
        save(figure, path.with_suffix(".zh_CN.svg"))
        address = "/" + path.relative_to(gallery_conf["src_dir"]).as_posix()
        markup.append(f".. image:: {address}\n   :alt: {description}\n   :class: sphx-glr-single-img\n")
        markup.append("\n".join([".. only:: gettext\n", *listed, ""]) if listed else "")
    plt.close("all")
    return "\n" + "\n".join(markup)


def words_of(figure):
    """The figure's visible texts that are words; numbers, and code in a monospace font, are not."""
    figure.draw_without_rendering()  # only then do the ticks have their labels
    return [
        text for text in figure.findobj(Text)
        if text.get_visible() and WORD.search(text.get_text()) and "mathdefault" not in text.get_text()
        and "monospace" not in text.get_fontfamily()
    ]  # fmt: skip


def as_markup(text):
    """A figure's text as reStructuredText on one line, which is also its key in the catalog."""
    return escape(on_one_line(text.get_text()))


def translate(words, messages):
    """Replace each text by its translation; what the catalog lacks stays, and a test says so."""
    for text in words:
        chinese = messages.get(as_markup(text), text.get_text())
        if re.search("[\u3400-\u9fff]", chinese):
            text.set_text(chinese)
            text.set_fontfamily(CHINESE)
    for axis in {axis for text in words for axis in axes_labelled_by(text)}:
        ticks = axis.get_major_ticks()
        axis.set_ticks([tick.get_loc() for tick in ticks], labels=[tick.label1.get_text() for tick in ticks])


def axes_labelled_by(text):
    """The axes whose tick label the text is; drawing would take the label from the axis again."""
    axes = text.axes
    for axis in (axes.xaxis, axes.yaxis) if axes else ():
        if any(text is tick.label1 for tick in axis.get_major_ticks()):
            yield axis


def save(figure, path):
    """Write the figure, text drawn as outlines, the same each time."""
    with mpl.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "path"}):
        figure.savefig(path, facecolor=figure.get_facecolor(), metadata={"Date": None})


def translate_thumbnails(app):
    """Give each card that shows a figure its Chinese version too."""
    gallery = Path(app.srcdir) / app.config.sphinx_gallery_conf["gallery_dirs"]
    for chinese in gallery.rglob("images/*.zh_CN.svg"):
        english = chinese.with_name(chinese.name.replace(".zh_CN", ""))
        for card in (english.parent / "thumb").glob("*_thumb.svg"):
            if card.read_bytes() == english.read_bytes():
                shutil.copyfile(chinese, card.with_suffix(".zh_CN.svg"))


def _get_sg_image_scraper():
    """What sphinx-gallery looks for in a module that is named as a scraper."""
    font_manager.fontManager.addfont(FONT)
    return save_in_both_languages


def setup(app):
    app.connect("builder-inited", translate_thumbnails, priority=900)  # after the gallery has run its scripts
    return {"parallel_read_safe": True, "parallel_write_safe": True}
