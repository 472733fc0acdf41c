"""Takes what is folded as `late` on a heavy page out of it, into a script, which is fetched when somebody unfolds it.

A script, and not HTML to be fetched, so that it also works from files.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.locale import get_translation

from claimkit.site.exports import write_variable

_ = get_translation("sphinx")

FOLDED = re.compile(r"<details(?=[^>]*\blate\b)(?![^>]* open\b)[^>]*>\s*<summary[^>]*>.*?</summary>", re.S)
EDGE = re.compile(r"<(/?)details\b")
HEAVY = 100_000  # letters of a page from which on it is made lighter


def take_out(app, pagename, templatename, context, doctree):
    """Leave in each fold of a heavy page where to find what was there."""
    body = context.get("body", "")
    if app.builder.format != "html" or len(body) < HEAVY:
        return
    name = f"late/{pagename}.js"
    told = _("This is fetched with JavaScript; without it, find claims by kind.")
    where = f'<a data-late="{name}" href="{context["pathto"]("claim-kinds")}">{told}</a>'
    context["body"], parts = without_folds(body, where)
    write_variable(Path(app.outdir, "_static", name), "LATE", parts)


def without_folds(body, where):
    """The body with `where` in each closed fold that is in no other, and what was in them."""
    kept, parts, at = [], [], 0
    while found := FOLDED.search(body, at):
        end = end_of_fold(body, found.end())
        kept += [body[at : found.end()], where]
        parts.append(body[found.end() : end])
        at = end
    return "".join([*kept, body[at:]]), parts


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
