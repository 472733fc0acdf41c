"""Draws a page for each error, from the one page on which all are written.

They are drawn with every build, of what that page was read into, and so are never older than it.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref

from claimkit.site.items import error_entry
from claimkit.site.templates import PLAIN, TOOLTIP, draw
from claimkit.site.view_file import view_of


def pages_of_errors(app):
    """(name, context, template) of each error's page."""
    for source in dict.fromkeys(source_of(entry) for entry in app.env.get_domain("claim").entries("error")):
        doctree = app.env.get_doctree(source)
        for node in doctree.findall(error_entry):
            yield page_of_error(app, doctree, node)


def source_of(error):
    """The page on which an error is written."""
    return error["home"].rpartition("/")[0]


def page_of_error(app, doctree, node):
    entry, builder = view_of(app.config)[node["key"]], app.builder
    name, document = entry["home"], doctree.copy()
    document += node.deepcopy()
    for link in document.findall(pending_xref):
        link["refdoc"] = name
    app.env.resolve_references(document, name, builder)
    title, why, *fix = document[0].children
    builder.index_page(name, document, title.astext())
    builder.current_docname = name
    body = draw(
        builder, "error.html", item=entry, source=source_of(entry), section=section_of(app.env, entry),
        title=inline(builder, title), why=html_of(builder, [why]), fix=html_of(builder, fix),
        code=PLAIN.sub(r"\1", builder.highlighter.highlight_block(entry["code"], "pycon")),
    )  # fmt: skip
    context = {"title": entry["title"], "body": TOOLTIP.sub("", body), "error": entry, "display_toc": False}
    return name, context, "page.html"


def section_of(env, error):
    """(anchor, title) of the section in which the error is written."""
    outline = env.get_domain("claim").data["outlines"][source_of(error)]
    return next(((anchor, title) for anchor, title, inside in outline["sections"] if error["id"] in inside), ("", ""))


def html_of(builder, children):
    return "".join(builder.render_partial(child)["fragment"] for child in children)


def inline(builder, rubric):
    return builder.render_partial(nodes.title("", "", *rubric.children))["title"]


def write_lines_only(app, doctree, docname):
    """Of the page on which errors are written, let the search read no more than it shows."""
    if app.builder.format == "html" and docname in app.env.found_docs:
        for node in doctree.findall(error_entry):
            node.children = []


def setup(app):
    app.connect("html-collect-pages", pages_of_errors)
    app.connect("doctree-resolved", write_lines_only)
