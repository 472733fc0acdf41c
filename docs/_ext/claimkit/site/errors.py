"""Draws a page for each error, from the pages on which several are written.

They are drawn whenever such a page is, of what it was read into, and so are never older than it.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref

from claimkit.site.items import error_entry
from claimkit.site.templates import PLAIN, TOOLTIP, draw
from claimkit.site.view_file import view_of


def pages_of_errors(app):
    """(name, context, template) of each error's page that is older than the page on which the error is written."""
    builder = app.builder
    for source in dict.fromkeys(entry["page"] for entry in app.env.get_domain("claim").entries("error")):
        doctree, written = app.env.get_doctree(source), time_of(builder, source)
        for node in doctree.findall(error_entry):
            entry = view_of(app.config)[node["key"]]
            alone = doctree.copy()
            alone += node.deepcopy()
            make_known(app, entry["home"], node[0].astext(), alone)
            if time_of(builder, entry["home"]) < written:
                yield page_of_error(app, resolved(app, alone, entry["home"]), entry)


def make_known(app, name, title, document):
    """Let full-text search find the page: Sphinx drops from its index what is not among its documents."""
    app.env.all_docs[name], app.env.titles[name] = 0, nodes.title("", title)
    app.builder.index_page(name, document, title)


def time_of(builder, name):
    """When the page was written; 0 if it is not there."""
    path = Path(builder.get_outfilename(name))
    return path.stat().st_mtime_ns if path.exists() else 0


def resolved(app, document, name):
    """The entry of a document of its own, with its links."""
    for link in document.findall(pending_xref):
        link["refdoc"] = name
    app.env.resolve_references(document, name, app.builder)
    return document[0]


def page_of_error(app, node, entry):
    builder, (title, why, *fix) = app.builder, node.children
    builder.current_docname = entry["home"]
    body = draw(
        builder, "error.html", item=entry, source=entry["page"], section=section_of(app.env, entry),
        title=inline(builder, title), why=html_of(builder, [why]), fix=html_of(builder, fix),
        code=PLAIN.sub(r"\1", builder.highlighter.highlight_block(entry["code"], "pycon")),
    )  # fmt: skip
    context = {"title": entry["title"], "body": TOOLTIP.sub("", body), "error": entry, "display_toc": False}
    return entry["home"], context, "page.html"


def section_of(env, error):
    """(anchor, title) of the section in which the error is written."""
    outline = env.get_domain("claim").data["outlines"][error["page"]]
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
