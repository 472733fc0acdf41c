"""Mends what sphinx-gallery leaves open: results of other library versions, and cards that stay English."""

import html
import re
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform


def forget_other_versions(app, config):
    """Make every script run again once the libraries have changed; the gallery itself compares scripts only."""
    folder = Path(app.srcdir) / config.sphinx_gallery_conf["gallery_dirs"]
    marker = folder / ".libraries"
    libraries = Path(config.nb_execution_cache_path).name
    if marker.exists() and marker.read_text() == libraries:
        return
    for digest in folder.rglob("*.md5"):
        digest.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text(libraries)


class TranslateCards(SphinxPostTransform):
    """Give each gallery card the translated title and first paragraph of its example; the gallery writes raw HTML."""

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


def setup(app):
    app.connect("config-inited", forget_other_versions, priority=100)
    app.add_post_transform(TranslateCards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
