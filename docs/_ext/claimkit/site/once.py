"""Makes once what Sphinx and MyST make anew for each paragraph, each block of code, and each word of the search."""

from __future__ import annotations

from functools import cache

from docutils import nodes
from docutils.utils import new_document
from myst_nb.sphinx_ import Parser
from myst_parser.mdit_to_docutils import base
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx.search.en import SearchEnglish
from sphinx.transforms import i18n


class OneParser(Parser):
    """MyST-NB's parser; of a translated paragraph, which has no front matter and no cells, MyST's alone."""

    supported = Parser.supported
    _made = {}  # the parser of each configuration

    def parse(self, inputstring, document):
        if not document.current_source.endswith("<translated>"):
            super().parse(inputstring, document)
            return
        config = document.settings.env.myst_config
        if id(config) not in self._made:
            self._made[id(config)] = create_md_parser(config, SphinxRenderer)
        parser = self._made[id(config)]
        parser.options["document"] = document
        parser.render(inputstring)


def share_settings():
    """Let MyST reuse docutils' settings: it computes them anew for each rendering, a third of the reading.

    The document made there is a default that is thrown away (`options.get("document", make_document())`).
    """
    settings = base.make_document().settings
    base.make_document = lambda source_path="notset", parser_cls=None: new_document(source_path, settings)


def share_formatter(app):
    """Let code without options of its own be coloured by one formatter: each new one makes a style sheet first."""
    highlighter = app.builder.highlighter
    make, plain = highlighter.get_formatter, highlighter.get_formatter()
    highlighter.get_formatter = lambda **options: make(**options) if any(options.values()) else plain


def remember_stems():
    """Let the search find the stem of each word once."""
    SearchEnglish.stem = cache(SearchEnglish.stem)


def parse_translations_once():
    """Let Sphinx parse each translation once: its first pass over a page is for titles and terms, but parses all."""
    find_all, translate = i18n.extract_messages, i18n.Locale.apply

    def find_titles(document):
        return (found for found in find_all(document) if isinstance(found[0], (nodes.title, nodes.term)))

    def apply(transform, **options):
        passes = iter((find_titles, find_all))
        i18n.extract_messages = lambda document: next(passes)(document)
        translate(transform, **options)

    i18n.Locale.apply = apply


def setup(app):
    share_settings()
    remember_stems()
    parse_translations_once()
    app.connect("builder-inited", lambda app: app.builder.format == "html" and share_formatter(app))
    app.add_source_parser(OneParser, override=True)
