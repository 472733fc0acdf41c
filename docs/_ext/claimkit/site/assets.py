"""Keeps a page light: one style sheet and one script, others only where a page uses them."""

from __future__ import annotations

import re
from pathlib import Path

import rcssmin
import rjsmin

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
CODE = re.compile(r'<code class="docutils literal notranslate">((?:<span class="pre">[^<]*</span>|\s)*)</code>')
PRE = re.compile(r'<span class="pre">|</span>')
BUNDLES = {"css_files": "site.bundle.css", "script_files": "site.bundle.js"}
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
        for bundle, names in self.files.items():
            path = Path(app.outdir, "_static", bundle)
            text = BETWEEN[path.suffix].join(Path(app.outdir, name).read_text(encoding="utf-8") for name in names)
            path.write_text(minified(text, bundle), encoding="utf-8")


def slim(body):
    """The page's HTML without what only tells of its making: a span for each word of code, and classes of no style."""
    return CODE.sub(lambda found: f'<code class="literal">{PRE.sub("", found[1])}</code>', body)


def path_of(asset):
    return str(asset.filename).partition("?")[0]


def need_of(asset):
    """The pattern of pages that need the file, or '' if every page does."""
    name = Path(path_of(asset)).name
    return next((pattern for prefix, pattern in OPTIONAL.items() if name.startswith(prefix)), "")


def minified(text, name):
    """The text without blanks and comments that nobody needs; licences stay."""
    minify = rjsmin.jsmin if name.endswith(".js") else rcssmin.cssmin
    return minify(text, keep_bang_comments=True)


def setup(app):
    bundles = Bundles()
    app.connect("html-page-context", bundles.link, priority=900)  # after the theme and extensions have added theirs
    app.connect("build-finished", bundles.write, priority=900)  # after Furo has added its dark colours
