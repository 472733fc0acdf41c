"""Saves each figure of a gallery script twice from one run: as it is, and with its words in Chinese.

Sphinx picks `name.zh_CN.svg` for the Chinese pages by itself (`figure_language_filename`). A figure's words reach its
page's catalog as a list that only the gettext builder sees. The font comes with us, so that no glyph is ever missing.
"""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.text import Text
from sphinx.util.rst import escape

from claimkit.pages.catalog import messages_of, on_one_line
from claimkit.pages.languages import TRANSLATIONS
from claimkit.pages.model import Problem, UnreadablePages

(LANGUAGE,) = (language.name for language in TRANSLATIONS)
FONT = Path(__file__).with_name("fonts") / "NotoSansSC-Level1.otf"
CHINESE = font_manager.FontProperties(fname=FONT).get_name()
WORD = re.compile(r"[A-Za-z]{2}")

FONTS = font_manager.fontManager
FONTS.addfont(FONT)
FONTS.ttflist.insert(0, FONTS.ttflist.pop())  # before a font of this name that the machine has


def save_in_both_languages(block, block_vars, gallery_conf):
    """The scraper that sphinx-gallery calls after each block of code: save the open figures, return their markup."""
    docs, script = Path(gallery_conf["src_dir"]), Path(block_vars["src_file"])
    markup = []
    for number, path in zip(plt.get_fignums(), block_vars["image_path_iterator"]):
        figure, path = plt.figure(number), Path(path).with_suffix(".svg")
        description = figure.get_label()
        if not description:
            shown = script.relative_to(docs.parent).as_posix()
            remedy = 'create it with num="what it shows"'
            raise UnreadablePages([Problem(shown, block.lineno, "a figure without a description", remedy)])
        words = words_of(figure)
        listed = [f"   - {line}" for line in dict.fromkeys(map(as_markup, words))]  # as long as they are in English
        save(figure, path)
        page = (path.parents[1] / script.stem).relative_to(docs).as_posix()
        translate(figure, words, messages_of(page, LANGUAGE))
        save(figure, path.with_suffix(f".{LANGUAGE}.svg"))
        address = "/" + path.relative_to(docs).as_posix()
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


def translate(figure, words, messages):
    """Replace each text of the figure by its translation; what the catalog lacks stays, and a test says so."""
    for text in words:
        translation = messages.get(as_markup(text), "")
        if re.search("[\u3400-\u9fff]", translation):
            text.set_text(re.sub(r"\\(.)", r"\1", translation))  # markup as well
            text.set_fontfamily(CHINESE)
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        ticks = axis.get_major_ticks()
        if any(tick.label1 in words for tick in ticks):  # or drawing would take their labels from the axis again
            axis.set_ticks([tick.get_loc() for tick in ticks], labels=[tick.label1.get_text() for tick in ticks])


def save(figure, path):
    """Write the figure, text drawn as outlines, the same each time."""
    with mpl.rc_context({"svg.hashsalt": path.stem, "svg.fonttype": "path"}):
        figure.savefig(path, facecolor=figure.get_facecolor(), metadata={"Date": None})
