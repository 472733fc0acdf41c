"""The one Sphinx extension that conf.py names: draws the site from build/view.json."""

from __future__ import annotations

from claimkit.site import (
    assets,
    domain,
    drawn,
    exports,
    items,
    markdown,
    navigation,
    outputs,
    redraw,
    search,
    translated,
)

PARTS = (items, domain, drawn, redraw, navigation, translated, search, markdown, exports, outputs, assets)


def setup(app):
    app.add_config_value("claimkit_view", "", "env", str)
    for part in PARTS:
        part.setup(app)
    app.setup_extension("claimkit.gallery")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
