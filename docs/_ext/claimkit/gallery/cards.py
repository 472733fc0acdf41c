"""Translates the gallery's cards, which sphinx-gallery writes as raw HTML, and draws their pictures in the page."""

from __future__ import annotations

import html
import re
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform

LARGEST = 2000


class TranslateCards(SphinxPostTransform):
    """Give each card the translated title and first paragraph of its example, and its drawing without a request."""

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
        for image in list(self.document.findall(nodes.image)):
            if "/thumb/" in image["uri"]:
                image.replace_self(nodes.raw("", drawing(Path(self.env.srcdir, image["uri"])), format="html"))


def substitute(node, pattern, text):
    """Put text, escaped, behind the pattern's first group in a raw HTML node."""
    markup = re.sub(pattern, lambda found: found[1] + html.escape(" ".join(text.split())), node.astext())
    node.replace_self(nodes.raw("", markup, format="html"))


def drawing(path):
    """A card's picture as a part of the page, or nothing where there is none; a plot weighs more than all cards."""
    if path.suffix != ".svg":
        return ""  # sphinx-gallery's own, which says so
    picture = path.read_text(encoding="utf-8")
    if len(picture) > LARGEST:
        remedy = f"draw a card and name it: # sphinx_gallery_thumbnail_path, at most {LARGEST} bytes"
        raise SphinxError(f"{path.name}: its script has no card of its own: {remedy}")
    inside = re.search(r"<svg.*", re.sub(r">\s+<", "><", picture.strip()), re.S)[0]
    return inside.replace('<svg xmlns="http://www.w3.org/2000/svg"', '<svg aria-hidden="true"', 1)
