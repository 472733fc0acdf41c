"""The directive `as-markdown`: shows a section of its page as Markdown to paste elsewhere, with full addresses.

It is written from the finished page, so that it is in the page's language and its links are known to lead somewhere.
"""

from urllib.parse import urljoin

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


class as_markdown(nodes.General, nodes.Element):
    """Stands where the Markdown of the section named in `section` will stand."""


class AsMarkdown(SphinxDirective):
    """`:::{as-markdown} label`, where the label is that of a section of lists on the same page."""

    required_arguments = 1

    def run(self):
        node = as_markdown(section=self.arguments[0])
        self.set_source_info(node)
        return [node]


def write_markdown(app, doctree, docname):
    """Put a code block in the place of each node, as soon as all references are resolved."""
    address = app.config.html_baseurl + app.builder.get_target_uri(docname)
    for node in list(doctree.findall(as_markdown)):
        section = next((found for found in doctree.findall(nodes.section) if node["section"] in found["ids"]), None)
        if section is None:
            logger.warning("as-markdown: no section '%s' on this page: name one", node["section"], location=node)
        text = "\n".join(lines_of(section or (), address))
        node.replace_self(nodes.literal_block(text, text, language="markdown"))


def lines_of(section, address, level=2):
    """The section as lines of Markdown: its title, its list items as boxes to tick, its subsections."""
    for child in section:
        if isinstance(child, nodes.title):
            yield from ["#" * level + " " + inline(child, address), ""]
        elif isinstance(child, nodes.bullet_list):
            yield from ["- [ ] " + " ".join(inline(part, address) for part in item) for item in child]
            yield ""
        elif isinstance(child, nodes.section):
            yield from lines_of(child, address, level + 1)


def inline(node, address):
    """The node's content as Markdown on one line."""
    if isinstance(node, nodes.Text):
        return " ".join(node.astext().split("\n"))
    inside = "".join(inline(child, address) for child in node)
    if isinstance(node, nodes.literal):
        return f"`{inside}`"
    if isinstance(node, nodes.reference):
        return f"[{inside}]({urljoin(address, node['refuri'])})"
    return inside


def setup(app):
    app.add_directive("as-markdown", AsMarkdown)
    app.add_node(as_markdown)
    app.connect("doctree-resolved", write_markdown)
