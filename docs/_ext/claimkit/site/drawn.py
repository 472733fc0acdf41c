"""Directives that stand for something drawn whole from the view: tallies, the finder of errors, and tables."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from claimkit.site.templates import draw
from claimkit.site.view_file import view_of


class drawn(nodes.General, nodes.Element):
    """Stands for the entry `key` of the view, drawn with `template`."""


class Whole(SphinxDirective):
    """Draws an entry of the view with the template of the same name."""

    def run(self):
        name = ENTRIES.get(self.name, self.name)
        key, view = "/".join([name, *self.arguments]), view_of(self.config)
        if key not in view:
            known = ", ".join(sorted(other.partition("/")[2] for other in view if other.startswith(name + "/")))
            raise self.error(f"nothing is known of '{self.arguments[0]}': name one of {known}")
        node = drawn(key=key, template=f"{name}.html")
        self.set_source_info(node)
        self.env.get_domain("claim").note_shown(key)
        return [node]


class Part(Whole):
    """Draws the one of several entries that the argument names."""

    required_arguments = 1


# Each directive by its name: `:::{error-finder}`
WHOLES = (
    "search-field",  # the search, in the middle of a page
    "error-finder",  # the box that finds an error by its text
    "route-finder",  # what to write for what one has and wants, from the measured matrix
    "versions",  # claims by version
    "stale",  # what has not run as it stands
    "checks",  # how many claims are checked in which way
    "flow",  # how data flows through a build
    "rarely-needed",  # the line above those claims of a section that no overview, guide or question names
)
# and those that take an argument: `:::{tally} A3`
PARTS = (
    "tally",  # the number of statements of an article, verdict by verdict
    "matrix",  # a table of the measured matrix, as `into-torch`
    "upgrade",  # what each newer `torch` changed; or `numpy`, beside one torch; or `cuda`, torch on a GPU
)
ENTRIES = {
    "search-field": "field",
    "error-finder": "finder",
    "route-finder": "routes",
}  # whose entry is not called as they are


def visit(self, node):
    """Draw the node, which has no children; what stands on a page several times explains itself the first time."""
    entry = view_of(self.builder.config)[node["key"]]
    alike = (other for other in self.document.findall(drawn) if other["key"] == node["key"])
    self.body.append(draw(self.builder, node["template"], item=entry, is_first=next(alike) is node))
    raise nodes.SkipNode


def setup(app):
    app.add_node(drawn, html=(visit, None))
    for directive, names in ((Whole, WHOLES), (Part, PARTS)):
        for name in names:
            app.add_directive(name, directive)
