"""Keeps a page light: one style sheet and one script, others only where a page uses them."""

from __future__ import annotations

import re
from pathlib import Path

import rcssmin
import rjsmin

from claimkit.site.slim import purged, slim, used_in, without_idle_variables

# What some pages need: file name prefix -> pattern that the page's body, or its template's name, shows the need by.
OPTIONAL = {
    "sg_gallery-binder": "binder-badge",
    "sg_gallery-dataframe": "sphx-glr-dataframe|dataframe",
    "sg_gallery-rendered-html": "output_subarea output_html rendered_html",
    "sg_": "sphx-glr|gallery-card",
    "sg-": "sphx-glr-tag",
    "mystnb": "cell_output",
    "cheat-sheet": 'id="cheat-sheet"',
    "sphinx-design": "sd-",
    "design-tabs": "sd-tab",
    "errors.js": "error-finder",
    "errors": 'class="error',
    "search": r"search\.html",  # elsewhere site.js fetches it when somebody searches
    "wide-table": "wide-table",
    "matrix": 'class="wide-table matrix"',
    "routes": 'class="route-finder"',
    "versions": 'class="history"',
    "memory-picture": 'class="memory-picture',
    "translations": r"^$",  # the search brings the few words that Sphinx's own needs
    "sphinx_highlight": r"^$",  # site.js fetches it when it is wanted
}
BUNDLES = {"css_files": "site.bundle.css", "script_files": "site.bundle.js"}
# Scripts of data, which name no classes, and what our own were joined to
UNREAD = ("site.bundle.js", "language_data.js", "errors-data.js", "errors-fixes.js", "routes-data.js",
          "routes-more.js", "answers.js")  # fmt: skip
ALONE = ("sg_gallery.css", "sphinx-design.min.css")  # large sheets of extensions, of which little is used
BETWEEN = {".css": "\n", ".js": "\n;\n"}  # a script may leave its last statement open


class Bundles:
    """The files that every page needs, by the bundle that holds them."""

    def __init__(self):
        self.files = {}

    def link(self, app, pagename, templatename, context, doctree):
        """Let the page load each bundle, and of the other files those that it uses."""
        context["body"] = body = slim(context.get("body", ""))
        page = templatename + body
        for kind, bundle in BUNDLES.items():
            needs = {asset: need_of(asset) for asset in context[kind]}
            self.files[bundle] = [path_of(asset) for asset, pattern in needs.items() if not pattern]
            used = [asset for asset, pattern in needs.items() if pattern and re.search(pattern, page)]
            context[kind] = [f"_static/{bundle}", *used]

    def write(self, app, error):
        """Join the bundled files, in the order in which the pages would have loaded them."""
        if error or app.builder.format != "html":
            return
        out = Path(app.outdir)
        late = out / "_static" / "late"  # parts of pages, as JSON has them
        unread = {late, out / "_static" / "answers"}
        scripts = (path for path in out.glob("_static/**/*.js")
                   if path.name not in UNREAD and unread.isdisjoint(path.parents))  # fmt: skip
        parts = (_text(path).replace('\\"', '"') for path in late.rglob("*.js"))
        used = used_in((*map(_text, out.rglob("*.html")), *parts), map(_text, scripts))
        for bundle, names in self.files.items():
            path = out / "_static" / bundle
            text = BETWEEN[path.suffix].join(_text(out / name) for name in names)
            text = minified(text, bundle)
            if path.suffix == ".css":
                alone = [
                    _text(sheet) for sheet in out.glob("_static/*.css") if sheet != path and need_of_name(sheet.name)
                ]
                text = without_idle_variables(purged(text, used), alone)
            path.write_text(text, encoding="utf-8")
        for name in ALONE:
            path = out / "_static" / name
            if path.exists():
                path.write_text(purged(minified(_text(path), name), used), encoding="utf-8")


def _text(path):
    return path.read_text(encoding="utf-8")


def path_of(asset):
    return str(asset.filename).partition("?")[0]


def need_of(asset):
    """The pattern of pages that need the file, or '' if every page does."""
    return need_of_name(Path(path_of(asset)).name)


def need_of_name(name):
    return next((pattern for prefix, pattern in OPTIONAL.items() if name.startswith(prefix)), "")


def minified(text, name):
    """The text without blanks and comments that nobody needs; licences stay."""
    minify = rjsmin.jsmin if name.endswith(".js") else rcssmin.cssmin
    return minify(text, keep_bang_comments=True)


def setup(app):
    bundles = Bundles()
    app.connect("html-page-context", bundles.link, priority=900)  # after the theme and extensions have added theirs
    app.connect("build-finished", bundles.write, priority=900)  # after Furo has added its dark colours
