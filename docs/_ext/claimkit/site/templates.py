"""Draws an entry of the view with one of our templates."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from sphinx.locale import get_translation

from claimkit.evidence import store, words
from claimkit.evidence.upgrades import WARNED
from claimkit.portable import instead

_ = get_translation("sphinx")

# Names, operators, punctuation, blanks, prompts and output: Pygments marks them up in the colour of the text or nearly
# so. A page is lighter without.
PLAIN = re.compile(r'<span class="(?:[nopw]|gp|go)">([^<]*)</span>')
# Between two sentences; one may begin with code
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`.\u201c])|(?<=[。！？])")
TOOLTIP = re.compile(r' title="[^"]*"')


def draw(builder, template, **context):
    """HTML for the page being written; templates get the words, `_`, titles, and `address` of what has an id."""
    page = builder.current_docname

    def address(link):
        return f"{builder.get_relative_uri(page, link['home'])}#{link['id']}"

    def uri(other):
        return builder.get_relative_uri(page, other)

    def title_of(other):
        return builder.env.titles[other].astext()

    common = {
        "_": _,
        "first_sentence": first_sentence,
        "is_warning": WARNED.match,
        "retold": retold,
        "words": words,
        "longest": store.LONGEST,
        "address": address,
        "uri": uri,
        "title_of": title_of,
        **builder.config.html_context,
    }
    templates = environment(builder.confdir, *builder.config.templates_path)
    return templates.get_template(template).render(**common, **context)


def retold(got):
    """What a run said in place of what was printed, in the reader's language; '' if that was printed."""
    said, values = instead.read(got) or ("", ())
    return _(words.INSTEAD[said]).replace("%s", _(", ").join(values)) if said else ""


def first_sentence(text):
    """As much as a glance wants; the rest stands with the claim."""
    return SENTENCE.split(text, maxsplit=1)[0]


@cache
def environment(confdir, *folders):
    """Our templates; unlike those of Sphinx they escape all text, as much of it was printed or is a name."""
    loader = FileSystemLoader([Path(confdir, folder) for folder in folders])
    return Environment(loader=loader, autoescape=True, auto_reload=False)  # a build does not look for edits meanwhile
