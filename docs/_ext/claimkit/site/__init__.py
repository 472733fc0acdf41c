"""The one Sphinx extension that conf.py names: draws the site from build/view.json."""

from __future__ import annotations

from claimkit import gallery
from claimkit.gallery import downloads
from claimkit.site import (
    answers,
    assets,
    domain,
    drawn,
    errors,
    exports,
    head,
    items,
    known,
    late,
    markdown,
    marks,
    navigation,
    once,
    outline,
    outputs,
    pictures,
    redraw,
    search,
    tables,
)

PARTS = (
    items, domain, drawn, redraw, navigation, once, outline, search, answers, markdown, marks, tables, errors,
    exports, pictures, head, late, outputs, known, assets,
)  # fmt: skip


def write_downloads(app, error):
    """Write scripts and notebooks with claims as links."""
    if not error and app.builder.format == "html":
        domain = app.env.get_domain("claim")
        downloads.write_downloads(app, lambda name: domain.permalink(app.builder, name))
        downloads.write_gpu_run(app)


def setup(app):
    app.add_config_value("claimkit_view", "", "env", str)
    for part in PARTS:
        part.setup(app)
    app.connect("build-finished", write_downloads)
    gallery.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": False}  # it is languages that are drawn side by side
