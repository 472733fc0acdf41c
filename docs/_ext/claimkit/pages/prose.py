"""Turns the Markdown of an item into plain text in any language of the site, as Sphinx would show it."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from operator import itemgetter

from docutils.utils.smartquotes import educate_tokens
from markdown_it import MarkdownIt
from mdit_py_plugins.myst_role import myst_role_plugin

from claimkit.pages.catalog import messages_of, on_one_line
from claimkit.pages.languages import SOURCE

MARKDOWN = MarkdownIt("commonmark").use(myst_role_plugin)
TITLED = re.compile(r"(.*\S)\s*<[^<>]+>", re.DOTALL)
ID = re.compile(r"(?<![\w.-])[a-zA-Z0-9-]+(?:\.[\w-]+)?(?![\w-])")  # what may be one
ASIDE = re.compile(rf" ?[(（]{ID.pattern}(?:[,、，和 ]+(?:and )?{ID.pattern})*[)）]")
CODE = re.compile("`[^`]*`")
QUOTES = "qDe"  # what Sphinx asks of docutils: curly quotes, dashes, ellipses


def text_of(item, language=SOURCE):
    """The paragraphs of an item's text, each on one line; English where there is no translation."""
    return [_told(text, item, language) for text in _paragraphs(item.text)]


@cache  # a build asks for the same text some eight times
def _paragraphs(text):
    return [token.content for token in MARKDOWN.parse(text) if token.type == "inline"]


def title_of(error, language=SOURCE):
    return _told(error.title, error, language)


def pieces_of(item, language=SOURCE):
    """The same in pieces, each with whether it is code: [["is the same as ", False], ["t.numpy()", True]]."""
    texts = [_in(language, text, item) for text in _paragraphs(item.text)]
    pieces = [piece for text in texts for piece in (*_pieces(text, language), (" ", False))][:-1]
    return [["".join(text for text, _is_code in alike), is_code] for is_code, alike in groupby(pieces, itemgetter(1))]


def _told(text, item, language):
    return plain(_in(language, text, item), language)


def _in(language, text, item):
    messages = {} if language == SOURCE else messages_of(item.page, language.name)
    return messages.get(on_one_line(text), text)


@cache
def plain(markdown, language=SOURCE):
    """A paragraph without its markup, on one line."""
    return on_one_line("".join(text for text, _is_code in _pieces(markdown, language)))


@cache
def _pieces(markdown, language):
    (_open, paragraph, _close) = MARKDOWN.parse(markdown)
    parts = [_shown(token) for token in paragraph.children]
    texts = [text for _kind, text in parts]
    if language == SOURCE:  # no other language of ours is written with these quotes
        texts = educate_tokens(parts, QUOTES, language.tag)
    return [(text, token.type == "code_inline") for text, token in zip(texts, paragraph.children, strict=True)]


def without_code(markdown):
    """Its words alone: `copy=None` in a sentence says nothing of none."""
    return CODE.sub("", markdown)


def naming(about):
    """What takes ids out of a text: those in parentheses go, one in a sentence becomes the first call it is about.

    `about` holds the calls of each id. A list of answers is lighter, and shorter to read, without ids.
    """

    def named(found):
        return next(iter(about.get(found[0], ())), found[0])

    def without(found):
        names = {*ID.findall(found[0])} - {"and"}
        return "" if names and names <= about.keys() else found[0]

    return lambda text: ID.sub(named, ASIDE.sub(without, text))


def _shown(token):
    """Whether the token is prose, in docutils' words, and what it shows."""
    if token.type in ("softbreak", "hardbreak"):
        return "plain", " "
    if token.type == "myst_role":
        titled = TITLED.fullmatch(token.content)
        return "literal", titled[1] if titled else token.content
    return "plain" if token.type == "text" else "literal", token.content
