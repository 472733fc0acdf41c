"""Full-text search in Chinese, and claims shown in the hits as they are written.

Sphinx's own Chinese splitter cuts pages with jieba but not the query, and its page scripts throw
(https://github.com/sphinx-doc/sphinx/issues/14229). Here both are cut by one rule, into windows of two characters,
which needs no dictionary and finds any run of characters.
"""

import html
import re
from pathlib import Path

from sphinx.search import languages
from sphinx.search.en import SearchEnglish

WORDS = re.compile(r"[\u3400-\u9fff]+|[a-zA-Z0-9_]+")


class ChineseSearch(SearchEnglish):
    """English stemming for Latin words, windows of two for each run of Han characters."""

    lang = "zh"
    # `var`, because Furo loads this file after Sphinx has declared its own
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3400-\u9fff]+|[a-zA-Z0-9_]+/g) || []).flatMap((word) =>
    /^\w/.test(word) || word.length < 3
      ? [word]
      : Array.from({ length: word.length - 1 }, (_, i) => word.slice(i, i + 2)));
"""

    def split(self, input):
        return [window for word in WORDS.findall(input) for window in windows(word)]


def windows(word):
    """A Latin word or up to two Han characters as they are; a longer Han run as all its pairs."""
    if word[0] < "\u3400" or len(word) < 3:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)]


def unescape_names(app, error):
    """Undo the index's HTML escapes: the page script escapes once more, and hits would show `&quot;`."""
    index = Path(app.outdir) / "searchindex.js"
    if not error and index.exists():
        text = index.read_text(encoding="utf-8")
        text = text.replace("&quot;", '\\"')  # a quotation mark inside a JavaScript string
        index.write_text(html.unescape(text), encoding="utf-8")


def setup(app):
    languages["zh"] = ChineseSearch
    app.connect("build-finished", unescape_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
