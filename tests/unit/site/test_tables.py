"""A wide table is prepared for a phone, and a narrow one left alone."""

import pytest
from claimkit.site.tables import label_cells
from docutils import nodes


def table_of(*rows):
    """A table of these texts, the first row its head."""
    row_nodes = [nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in row)) for row in rows]
    group = nodes.tgroup("", nodes.thead("", row_nodes[0]), nodes.tbody("", *row_nodes[1:]))
    return nodes.table("", group)


@pytest.mark.parametrize(
    ("head", "row", "wanted"),
    [
        (("call", "NumPy", "torch"), ("std", "n", "n − 1"), "std NumPyn torchn − 1"),
        (("call", "what"), ("a", "b"), "a b"),
    ],
)
def test_cells_bear_the_headings_of_their_columns(head, row, wanted):
    """All but the first, which names the row."""
    table = table_of(head, row)
    label_cells(None, table, "")
    assert " ".join(entry.astext() for entry in list(table.findall(nodes.row))[1]) == wanted
    assert table["classes"] == (["as-cards"] if len(head) > 2 else [])
