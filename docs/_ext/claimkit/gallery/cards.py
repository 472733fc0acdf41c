"""Mends what sphinx-gallery leaves open: results of other library versions, and cards that stay English."""

import hashlib
import html
import re
from pathlib import Path

import figures
from chinese import catalog_of
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform


def forget_what_changed(app, config):
    """Make scripts run again after what the gallery does not look at: the libraries, and what draws their figures."""
    folder = Path(app.srcdir) / config.sphinx_gallery_conf["gallery_dirs"]
    marker = folder / ".made-with"
    drawn_by = hashlib.sha256(Path(figures.__file__).read_bytes()).hexdigest()
    made_with = f"{Path(config.nb_execution_cache_path).name} {drawn_by}"
    if not marker.exists() or marker.read_text() != made_with:
        for digest in folder.rglob("*.md5"):
            digest.unlink()
    for digest in folder.rglob("*.md5"):
        script = digest.with_suffix("").with_suffix("")
        catalog = catalog_of(script.relative_to(app.srcdir).as_posix())
        has_figures = any((script.parent / "images").glob(f"sphx_glr_{script.name}_*.svg"))
        if has_figures and catalog.exists() and catalog.stat().st_mtime > digest.stat().st_mtime:
            digest.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text(made_with)


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
    app.connect("config-inited", forget_what_changed, priority=100)
    app.add_post_transform(TranslateCards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
