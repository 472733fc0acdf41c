"""Keeps a page light: one style sheet and one script, others only where it uses them, and its own part of the tree."""

import re
from pathlib import Path

from furo.navigation import get_navigation_tree

# What some pages need: file name prefix -> pattern that the page's body, or its template's name, shows the need by.
OPTIONAL = {
    "sg_": "sphx-glr",
    "sg-": "sphx-glr",
    "mystnb": "cell_output",
    "cheat-sheet": 'id="cheat-sheet"',
    "sphinx-design": "sd-",
    "design-tabs": "sd-tab",
    "errors": r"search\.html|error-finder",
    "wide-table": "wide-table",
    "matrix": 'class="wide-table matrix"',
    "versions": 'class="history"',
    "translations": r"search\.html",
    "sphinx_highlight": r"search\.html",  # elsewhere site.js fetches it when it is wanted
}
BUNDLES = {"css_files": "site.bundle.css", "script_files": "site.bundle.js"}


def link_few(app, pagename, templatename, context, doctree):
    """Replace the files that every page needs by the bundle that holds them."""
    for kind, bundle in BUNDLES.items():
        bundled, rest = [], []
        for asset in context[kind]:
            name = Path(str(asset.filename)).name
            needs = [pattern for prefix, pattern in OPTIONAL.items() if name.startswith(prefix)]
            if not needs:
                bundled.append(asset)
            elif re.search(needs[0], templatename + context.get("body", "")):
                rest.append(asset)
        app.builder.bundled_assets[bundle] = [str(asset.filename).partition("?")[0] for asset in bundled]
        context[kind] = [f"_static/{bundle}", *rest]


def unfold_own_part(app, pagename, templatename, context, doctree):
    """Furo lists every page of the site in every sidebar; here other parts show their first page only."""
    if "toctree" in context:
        tree = context["toctree"](collapse=True, titles_only=True, maxdepth=-1, includehidden=True)
        context["furo_navigation_tree"] = get_navigation_tree(tree)


def write_bundles(app, error):
    """Join the bundled files, in the order in which the pages would have loaded them."""
    if error or app.builder.format != "html":
        return
    for bundle, names in app.builder.bundled_assets.items():
        parts = [(Path(app.outdir) / name).read_text(encoding="utf-8") for name in names]
        text = re.sub(r"/\*(?!!).*?\*/", "", "\n".join(parts), flags=re.DOTALL)  # comments, but for licences
        text = re.sub(r"\n\s+", "\n", text)
        if bundle.endswith(".js"):
            text = re.sub(r"^//.*\n", "", text, flags=re.MULTILINE)
        (Path(app.outdir) / "_static" / bundle).write_text(text, encoding="utf-8")


def start(app):
    app.builder.bundled_assets = {}


def setup(app):
    app.connect("builder-inited", start)
    app.connect("html-page-context", unfold_own_part, priority=900)
    app.connect("html-page-context", link_few, priority=900)  # after the theme and the extensions have added theirs
    app.connect("build-finished", write_bundles, priority=900)  # after Furo has added its dark colours
    return {"parallel_read_safe": True, "parallel_write_safe": True}
