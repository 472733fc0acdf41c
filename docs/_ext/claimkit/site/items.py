"""The directives `claim`, `statement` and `error`: their prose is parsed here, all else is drawn from the view.

Where an error is written there is a line of it; the whole is on its own page, which `site/errors.py` draws.
"""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from claimkit.site.templates import PLAIN, draw
from claimkit.site.view_file import view_of


class item(nodes.General, nodes.Element):
    """What has an id; its prose, and a claim's code, are its children. `key` is that of its entry in the view."""


class claim(item):
    """A claim."""


class statement(item):
    """A judged statement of an article."""


class error_entry(item):
    """An error or a warning: its title, why, and what to do; its texts and code are drawn from the view."""


class _ItemDirective(SphinxDirective):
    """Draws what the reader has read and checked, from the same lines."""

    required_arguments = 1
    has_content = True

    def run(self):
        key = f"{self.noun}/{self.arguments[0]}"
        entry = view_of(self.config).get(key)
        if entry is None:
            raise self.error(f"{self.arguments[0]} was not read: write it at the top level of a page under docs/")
        node = self.node(ids=[entry["id"], *entry["formerly"]], key=key)
        self.set_source_info(node)
        node += self.parse_content_to_nodes()
        self.env.get_domain("claim").note_shown(key)
        return [node]


def _options(*names):
    return dict.fromkeys([*names, "formerly"], directives.unchanged)


class ClaimDirective(_ItemDirective):
    option_spec = _options("about", "kind", "devices", "torch", "numpy", "no-call", "except", "only", "not-on")
    noun, node = "claim", claim


class StatementDirective(_ItemDirective):
    option_spec = _options("section", "verdict", "claims")
    noun, node = "statement", statement


class ErrorDirective(_ItemDirective):
    option_spec = _options("title", "claims", "see")
    noun, node = "error", error_entry

    def run(self):
        (node,) = super().run()
        title = self.options.get("title", "")
        paragraphs = [child for child in node.children if not isinstance(child, nodes.literal_block)]
        node.children = [nodes.rubric(title, "", *self.parse_inline(title)[0]), *paragraphs]
        self.set_source_info(node.children[0])
        return [node]


DIRECTIVES = {"claim": ClaimDirective, "statement": StatementDirective, "error": ErrorDirective}


def visit(self, node):
    node["start"] = len(self.body)


def _depart(template):
    """What hands the children's HTML to a template."""

    def depart(self, node):
        body = PLAIN.sub(r"\1", "".join(self.body[node["start"] :]))
        del self.body[node["start"] :]
        entry = view_of(self.builder.config)[node["key"]]
        self.body.append(draw(self.builder, template, item=entry, body=body))

    return depart


def visit_error(self, node):
    self.body.append(draw(self.builder, "error-line.html", item=view_of(self.builder.config)[node["key"]]))
    raise nodes.SkipNode


def setup(app):
    app.add_node(claim, html=(visit, _depart("claim.html")))
    app.add_node(statement, html=(visit, _depart("statement.html")))
    app.add_node(error_entry, html=(visit_error, None))
