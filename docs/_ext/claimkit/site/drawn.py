"""Directives that stand for something drawn whole from the view: tallies, the finder of errors, and tables."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from claimkit.site.templates import draw
from claimkit.site.view_file import view_of


class drawn(nodes.General, nodes.Element):
    """Stands for the entry `key` of the view, drawn with `template`."""


class _Whole(SphinxDirective):
    """Draws the entry that has the directive's name."""

    key = template = ""

    def run(self):
        key = "/".join([self.key, *self.arguments])
        view = view_of(self.config)
        if key not in view:
            known = ", ".join(sorted(name.partition("/")[2] for name in view if name.startswith(self.key + "/")))
            raise self.error(f"nothing is known of '{self.arguments[0]}': name one of {known}")
        node = drawn(key=key, template=self.template)
        self.set_source_info(node)
        self.env.get_domain("claim").note_shown(key)
        return [node]


class _Part(_Whole):
    """Draws the one of several entries that the argument names."""

    required_arguments = 1


class FinderDirective(_Whole):
    """`:::{error-finder}`: the box that finds an error by its text."""

    key, template = "finder", "finder.html"


class TallyDirective(_Part):
    """`:::{tally} A3`: the number of statements of the article, verdict by verdict."""

    key, template = "tally", "tally.html"


class MatrixDirective(_Part):
    """`:::{matrix} into-torch`: a table of the measured matrix."""

    key, template = "matrix", "matrix.html"


class RouteFinderDirective(_Whole):
    """`:::{route-finder}`: what to write for what one has and wants, from the measured matrix."""

    key, template = "routes", "routes.html"


class VersionsDirective(_Whole):
    """`:::{versions}`: claims by version."""

    key, template = "versions", "versions.html"


class UpgradeDirective(_Part):
    """`:::{upgrade} torch`: what each newer torch changed; or `numpy`, beside one torch; or `cuda`, torch on a GPU."""

    key, template = "upgrade", "upgrade.html"


class StaleDirective(_Whole):
    """`:::{stale}`: what has not run as it stands."""

    key, template = "stale", "stale.html"


class ChecksDirective(_Whole):
    """`:::{checks}`: how many claims are checked in which way."""

    key, template = "checks", "checks.html"


class FlowDirective(_Whole):
    """`:::{flow}`: how data flows through a build."""

    key, template = "flow", "flow.html"


DIRECTIVES = {
    "error-finder": FinderDirective, "tally": TallyDirective, "matrix": MatrixDirective,
    "route-finder": RouteFinderDirective,
    "versions": VersionsDirective, "upgrade": UpgradeDirective, "stale": StaleDirective,
    "flow": FlowDirective, "checks": ChecksDirective,
}  # fmt: skip


def visit(self, node):
    """Draw the node; it has no children."""
    entry = view_of(self.builder.config)[node["key"]]
    self.body.append(draw(self.builder, node["template"], item=entry))
    raise nodes.SkipNode


def setup(app):
    app.add_node(drawn, html=(visit, None))
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
