"""Chinese full-text search: pages and queries are cut by the same rule, into two-character windows.

Sphinx's own splitter cuts pages with jieba but not the query, and its page scripts throw
(https://github.com/sphinx-doc/sphinx/issues/14229). Windows need no dictionary and find any run of characters.
"""

import re

from sphinx.search import languages
from sphinx.search.en import SearchEnglish

WORDS = re.compile(r"[\u3400-\u9fff]+|[a-zA-Z0-9_]+")


class ChineseSearch(SearchEnglish):
    """English stemming for Latin words, windows of two for each run of Han characters."""

    lang = "zh"
    js_splitter_code = r"""
const splitQuery = (query) =>
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


def setup(app):
    languages["zh"] = ChineseSearch
    return {"parallel_read_safe": True, "parallel_write_safe": True}
