"""The directives `claim`, `statement` and `error`: their prose is parsed here, all else is drawn from the view."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from claimkit.site.templates import PLAIN, TOOLTIP, draw
from claimkit.site.view_file import view_of


class item(nodes.General, nodes.Element):
    """What has an id; its prose, and a claim's code, are its children. `key` is that of its entry in the view."""


class claim(item):
    """A claim."""


class statement(item):
    """A judged statement of an article."""


class error_entry(item):
    """An error or a warning; its texts and code are drawn from the view."""


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
    option_spec = _options("claims", "see")
    noun, node = "error", error_entry

    def run(self):
        (node,) = super().run()
        node.children = [child for child in node.children if not isinstance(child, nodes.literal_block)]
        return [node]


DIRECTIVES = {"claim": ClaimDirective, "statement": StatementDirective, "error": ErrorDirective}


def visit(self, node):
    node["start"] = len(self.body)


def _depart(template, **extras):
    """What hands the children's HTML to a template, with more of its context made by functions of (builder, entry)."""

    def depart(self, node):
        body = PLAIN.sub(r"\1", "".join(self.body[node["start"] :]))
        del self.body[node["start"] :]
        entry = view_of(self.builder.config)[node["key"]]
        context = {name: make(self.builder, entry) for name, make in extras.items()}
        self.body.append(draw(self.builder, template, item=entry, body=body, **context))

    return depart


def _smallest_code(builder, entry):
    return PLAIN.sub(r"\1", builder.highlighter.highlight_block(entry["code"], "pycon"))


def _depart_error(self, node):
    _depart("error.html", code=_smallest_code)(self, node)
    self.body[-1] = TOOLTIP.sub("", self.body[-1])


def setup(app):
    app.add_node(claim, html=(visit, _depart("claim.html")))
    app.add_node(statement, html=(visit, _depart("statement.html")))
    app.add_node(error_entry, html=(visit, _depart_error))
