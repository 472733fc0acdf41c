"""Prepares tables of three columns and more for a phone, where each row becomes a card: every cell bears its heading.

site.css shows the headings, and takes the columns apart, on narrow screens alone.
"""

from __future__ import annotations

from docutils import nodes

FEWEST = 3  # two columns fit a phone as they are


def label_cells(app, doctree, docname):
    """Put a column's heading into each of its cells but those of the first column, which names the row."""
    for table in doctree.findall(nodes.table):
        (head, *_more), rows = (list(table.findall(part)) or [None] for part in (nodes.thead, nodes.tbody))
        labels = [entry.astext() for entry in head.findall(nodes.entry)] if head else []
        if len(labels) < FEWEST or any("morecols" in entry for entry in table.findall(nodes.entry)):
            continue
        table["classes"].append("as-cards")
        for row in (row for body in rows for row in body.findall(nodes.row)):
            for label, entry in list(zip(labels, row, strict=True))[1:]:
                for paragraph in entry.children[:1]:
                    paragraph.insert(0, nodes.inline("", label, classes=["cell-label"]))


def setup(app):
    app.connect("doctree-resolved", label_cells, priority=910)  # after marks, which look at the end of a cell
