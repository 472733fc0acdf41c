"""Parses the thousands of translated paragraphs with one Markdown parser; MyST makes a new one for each."""

from __future__ import annotations

from docutils.utils import new_document
from myst_nb.sphinx_ import Parser
from myst_parser.mdit_to_docutils import base
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser


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


def setup(app):
    share_settings()
    app.add_source_parser(OneParser, override=True)
