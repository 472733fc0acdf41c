"""Takes what is folded as `late` on a heavy page out of it, into a script, which is fetched when somebody unfolds it.

From a page that is heavy even so the sentences go too that its links show when somebody comes near them, and from a
long list the `late` paragraphs below its beginning, which come when somebody scrolls there.
A script, and not HTML to be fetched, so that it also works from files.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from sphinx.locale import get_translation

from claimkit.site.exports import write_variable

_ = get_translation("sphinx")

FOLDED = re.compile(r"<details(?=[^>]*\blate\b)(?![^>]* open\b)[^>]*>\s*<summary[^>]*>.*?</summary>", re.S)
EDGE = re.compile(r"<(/?)details\b")
TITLE = re.compile(r'(<a\b[^>]* title=")([^"]*)(?=")')
LATE_TEXT = re.compile(r'(?<=<p class="late">)[^<]*')
FIRST = 12  # paragraphs of a list that are read without scrolling much
HEAVY = 100_000  # bytes of a page from which on it is made lighter


def take_out(app, pagename, templatename, context, doctree):
    """Leave on the page what is shown at first, and where the rest is."""
    if app.builder.format != "html":
        return
    body, texts = without_texts(context.get("body", ""))
    folds, titles = [], []
    if is_heavy(body):
        body, folds = without_folds(body)
    if folds:
        told = _("What is folded here is fetched with JavaScript; without it, find claims on the pages of the reference.")
        link = f'<a href="{context["pathto"]("reference/index")}">{told}</a>'
        body = body.replace("</h1>", f"</h1><noscript><p>{link}</p></noscript>", 1)
    if is_heavy(body):
        body, titles = without_titles(body)
    if texts or folds or titles:
        context["body"], context["late"] = body, f"late/{pagename}.js"
        data = {"texts": texts, "folds": folds, "titles": titles}
        write_variable(Path(app.outdir, "_static", context["late"]), "LATE", data)


def is_heavy(body):
    return len(body.encode()) >= HEAVY


def without_texts(body):
    """The body without the text of its `late` paragraphs but for the first of them, and these texts."""
    later = [found.span() for found in LATE_TEXT.finditer(body)][FIRST:]
    texts = [body[start:end] for start, end in later]
    for start, end in reversed(later):
        body = body[:start] + body[end:]
    return body, texts


def without_folds(body):
    """The body with nothing but its summary in each closed fold that is in no other, and what was in them."""
    kept, parts, at = [], [], 0
    while found := FOLDED.search(body, at):
        end = end_of_fold(body, found.end())
        kept.append(body[at : found.end()])
        parts.append(body[found.end() : end])
        at = end
    return "".join([*kept, body[at:]]), parts


def without_titles(body):
    """The body with an empty title for each of its links that has a title, and the titles."""
    return TITLE.sub(r"\1", body), [html.unescape(title) for _before, title in TITLE.findall(body)]


def end_of_fold(body, at):
    """Where the fold ends whose content begins there."""
    depth = 1
    for edge in EDGE.finditer(body, at):
        depth += -1 if edge[1] else 1
        if not depth:
            return edge.start()
    return len(body)


def setup(app):
    app.connect("html-page-context", take_out, priority=890)  # behind all who add to the body, before it is slimmed
