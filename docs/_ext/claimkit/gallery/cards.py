"""Translates the gallery's cards, which sphinx-gallery writes as raw HTML."""

from __future__ import annotations

import html
import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform


class TranslateCards(SphinxPostTransform):
    """Give each card the translated title and first paragraph of its example."""

    default_priority = 5  # before references are resolved, so that the example's name is still there

    def run(self):
        opening = example = None
        for node in list(self.document.findall(lambda node: isinstance(node, (nodes.raw, pending_xref)))):
            if isinstance(node, pending_xref):
                example = node["reftarget"].lstrip("/")
            elif 'class="sphx-glr-thumbcontainer"' in node.astext():
                opening = node
            elif "sphx-glr-thumbnail-title" in node.astext() and opening is not None:
                section = next(self.env.get_doctree(example).findall(nodes.section))
                promise = next(child for child in section if isinstance(child, nodes.paragraph))
                substitute(opening, r'(tooltip=")[^"]*', promise.astext())
                substitute(node, r'(thumbnail-title">)[^<]*', section[0].astext())


def substitute(node, pattern, text):
    """Put text, escaped, behind the pattern's first group in a raw HTML node."""
    markup = re.sub(pattern, lambda found: found[1] + html.escape(" ".join(text.split())), node.astext())
    node.replace_self(nodes.raw("", markup, format="html"))
