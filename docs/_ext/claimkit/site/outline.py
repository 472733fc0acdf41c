"""Remembers of each page what the answers need and the view does not hold: sections, descriptions, terms, calls.

All of it is noted while a page is read, when its text is in the page's language and links are not yet resolved.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment.collectors import EnvironmentCollector

from claimkit.site.items import item

LONGEST = 200  # letters of a page's description, where its author wrote none


class Outlines(EnvironmentCollector):
    """Keeps {page: {"about", "sections", "terms", "calls"}} among the data of our domain."""

    def clear_doc(self, app, env, docname):
        outlines_of(env).pop(docname, None)

    def process_doc(self, app, doctree):
        outlines_of(app.env)[app.env.docname] = {
            "about": description_of(doctree),
            "sections": [section_of(section) for section in doctree.findall(nodes.section)],
            "terms": [term_of(entry) for entry in doctree.findall(nodes.definition_list_item)
                      if entry[0].get("ids") and entry[0]["ids"][0].startswith("term-")],
            "calls": [pair for row in doctree.findall(nodes.row) for pair in calls_of(row)],
        }  # fmt: skip


def outlines_of(env):
    return env.get_domain("claim").data["outlines"]


def description_of(doctree):
    """What its author wrote for search engines, or the beginning of its first paragraph, or its title."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            return meta["content"]
    texts = (plain(node) for node in doctree.findall(nodes.paragraph) if not at_the_side(node))
    title = doctree.next_node(nodes.title)
    return shortened(next((text for text in texts if len(text) > 20), plain(title) if title else ""))


def at_the_side(node):
    """Whether a paragraph is part of a note, such as the one that leads to the downloads."""
    while node is not None and not isinstance(node, (nodes.Admonition, nodes.topic, nodes.entry)):
        node = node.parent
    return node is not None


def shortened(text):
    """Its first sentences, as many as are shown."""
    if len(text) <= LONGEST:
        return text
    cut = max(text.rfind(stop, 0, LONGEST) for stop in (". ", "。"))
    return text[: cut + 1] if cut > 40 else text[: LONGEST - 1] + "…"


def section_of(section):
    """Its anchor, its title, and the ids of the claims and errors in it that are in no section below."""
    inside = [node["ids"][0] for node in section.children if isinstance(node, item)]
    return section["ids"][-1], plain(section.next_node(nodes.title)), inside


def term_of(entry):
    """The anchor of a glossary's term, the term, and what it means."""
    return entry[0]["ids"][0], plain(entry[0]), plain(entry.next_node(nodes.definition))


def calls_of(row):
    """(call, claim) pairs of a table's row whose first cell is code and that names claims, as on the cheat sheet."""
    call = row[0].next_node(nodes.literal)
    named = [link["reftarget"] for link in row.findall(pending_xref) if link["refdomain"] == "claim"]
    return [(call.astext(), name) for name in named] if call is not None else []


def plain(node):
    return " ".join(node.astext().split())


def setup(app):
    app.add_env_collector(Outlines)
