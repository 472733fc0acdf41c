"""Cards: text that is put into sphinx-gallery's HTML."""

import pytest
from claimkit.gallery.cards import LARGEST, drawing, substitute
from docutils import nodes
from sphinx.errors import SphinxError


def test_text_is_put_in_as_one_escaped_line():
    """Markup around it stays, and the text cannot break out of it."""
    parent = nodes.container()
    parent += nodes.raw("", '<div tooltip="old words"><b>', format="html")
    substitute(parent[0], r'(tooltip=")[^"]*', 'new "words"\n& <more>')
    assert parent[0].astext() == '<div tooltip="new &quot;words&quot; &amp; &lt;more&gt;"><b>'
    assert parent[0]["format"] == "html"


def test_a_card_is_drawn_in_the_page(tmp_path):
    """Without what only a file needs; the figure of a plot is too heavy for that, and a script may have no picture."""
    path = tmp_path / "x_thumb.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">\n  <g>\n    <path d="M0 0"/>\n  </g>\n</svg>\n'
    )
    assert drawing(path) == '<svg aria-hidden="true" viewBox="0 0 4 4"><g><path d="M0 0"/></g></svg>'
    path.write_text("<svg>" + "<path/>" * LARGEST + "</svg>")
    with pytest.raises(SphinxError, match="no card of its own"):
        drawing(path)
    assert drawing(tmp_path / "no_image.png") == ""
