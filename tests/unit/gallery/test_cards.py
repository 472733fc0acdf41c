"""Cards: text that is put into sphinx-gallery's HTML."""

from claimkit.gallery.cards import substitute
from docutils import nodes


def test_text_is_put_in_as_one_escaped_line():
    """Markup around it stays, and the text cannot break out of it."""
    parent = nodes.container()
    parent += nodes.raw("", '<div tooltip="old words"><b>', format="html")
    substitute(parent[0], r'(tooltip=")[^"]*', 'new "words"\n& <more>')
    assert parent[0].astext() == '<div tooltip="new &quot;words&quot; &amp; &lt;more&gt;"><b>'
    assert parent[0]["format"] == "html"
