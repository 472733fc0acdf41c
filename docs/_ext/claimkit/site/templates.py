"""Draws an entry of the view with one of our templates."""

from __future__ import annotations

import re

from sphinx.locale import get_translation

from claimkit.evidence import words

_ = get_translation("sphinx")

# Names, operators, punctuation, blanks, prompts and output: Pygments marks them up in the colour of the text or nearly
# so. A page is lighter without.
PLAIN = re.compile(r'<span class="(?:[nopw]|gp|go)">([^<]*)</span>')
TOOLTIP = re.compile(r' title="[^"]*"')


def draw(builder, template, **context):
    """HTML for the page that is being written; templates get the words, `_`, and `address` of what has an id."""
    page = builder.current_docname

    def address(link):
        return f"{builder.get_relative_uri(page, link['home'])}#{link['id']}"

    def uri(other):
        return builder.get_relative_uri(page, other)

    common = {"_": _, "words": words, "address": address, "uri": uri, **builder.config.html_context}
    return builder.templates.render(template, {**common, **context})
