"""Writes what the search answers with: claims, pages, sections, terms and calls, as a script that a page loads when asked.

A script, and not JSON to be fetched, so that it also works from files. Errors are in errors-data.js, which the finder
of errors shares. How a query is read and what comes first is in docs/_static/search/, whose files are joined here.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

from sphinx.locale import get_translation

from claimkit.evidence import words
from claimkit.pages.languages import BY_NAME
from claimkit.site import synonyms
from claimkit.site.assets import minified
from claimkit.site.exports import write_if_new
from claimkit.site.outline import outlines_of
from claimkit.site.view_file import view_of

_ = get_translation("sphinx")

# In this order: each uses those before it.
SCRIPTS = ("minisearch.js", "words.js", "../errors-find.js", "ranking.js", "panel.js")
LISTED = ("guide", "reference", "learn")  # folders whose sections are answers too


def write_answers(app, error):
    """Write the answers of one language, and the script that finds them."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    text = json.dumps(Answers(app).data(), ensure_ascii=False, separators=(",", ":"))
    write_if_new(static / "answers.js", lambda: f"var ANSWERS = {text};\n")
    sources = [(static / "search" / name).resolve().read_text(encoding="utf-8") for name in SCRIPTS]
    write_if_new(static / "search.bundle.js", lambda: minified("\n;\n".join(sources), "search.bundle.js"))


class Answers:
    """Gathers the answers; what belongs to a page names it by its place in the list of pages."""

    def __init__(self, app):
        self.app, self.view, self.outlines = app, view_of(app.config), outlines_of(app.env)
        self.language = BY_NAME[app.config.language]
        self.names = sorted(name for name in self.outlines if name in app.env.found_docs)
        self.number = {name: number for number, name in enumerate(self.names)}
        self.asks = synonyms.asks(self.language, {entry["id"] for entry in self.entries("place")} | set(self.names))
        self.calls = {}
        for outline in self.outlines.values():
            for call, claim in outline["calls"]:
                self.calls.setdefault(claim, []).append(call)

    def entries(self, noun):
        return [entry for key, entry in self.view.items() if key.startswith(f"{noun}/")]

    def data(self):
        sections, section_of = self.sections()
        return {
            "words": interface_words(),
            "synonyms": synonyms.pairs(self.language),
            "kinds": {kind: str(_(word)) for kind, word in words.KINDS.items()},
            "pages": [self.page(name) for name in self.names],
            "sections": sections,
            "claims": self.claims(section_of),
            "errors": {entry["id"]: self.asks.get(entry["id"], "") for entry in self.entries("error")
                       if entry["id"] in self.asks},
            "terms": [[self.number[name], *term] for name in self.names for term in self.outlines[name]["terms"]],
            "calls": self.routes(),
        }  # fmt: skip

    def page(self, name):
        """Address, title, description, and questions it answers."""
        title = self.app.env.titles[name].astext()
        return trimmed(self.app.builder.get_target_uri(name), title, self.outlines[name]["about"],
                       self.asks.get(name, ""))  # fmt: skip

    def sections(self):
        """[page, anchor, title] of sections, and the place in that list of what each claim stands in."""
        found, section_of = [], {}
        for name in self.names:
            for anchor, title, inside in self.outlines[name]["sections"][1:]:
                if name.partition("/")[0] in LISTED and "/gallery/" not in name:
                    section_of |= dict.fromkeys(inside, len(found))
                    found.append([self.number[name], anchor, title])
        return found, section_of

    def claims(self, section_of):
        """For each page the claims on it: [section, kind, weight, id, sentence, calls, questions it answers]."""
        mentions = self.mentions()
        found = {}
        for entry in self.entries("claim"):
            name = entry["id"]
            home = self.view[f"place/{name}"]["home"]
            weight = round(math.log2(1 + mentions[name] + len(entry["statements"]) / 2), 1)
            calls = [*(call for call in entry["about"] if call.rpartition(".")[2] not in entry["text"]),
                     *self.calls.get(name, ())]  # fmt: skip
            row = trimmed(section_of.get(name, -1), entry["kind"], weight, name, entry["text"],
                          " , ".join(dict.fromkeys(calls)), self.asks.get(name, ""))  # fmt: skip
            found.setdefault(self.number[home], []).append(row)
        return sorted(found.items())

    def mentions(self):
        """How many pages mention each item in their text."""
        shown = self.app.env.get_domain("claim").data["shown"].values()
        return Counter(key.partition("/")[2] for keys in shown for key in set(keys) if key.startswith("place/"))

    def routes(self):
        """Each call about which there are claims, and how many."""
        return sorted(Counter(call for entry in self.entries("claim") for call in entry["about"]).items())


def trimmed(*values):
    """The values without empty ones at the end."""
    values = list(values)
    while values and values[-1] == "":
        values.pop()
    return values


def interface_words():
    """All that the search says of itself."""
    return {
        "page": str(_("page")), "section": str(_("section")), "term": str(_("term")), "call": str(_("calls")),
        "error": str(_("error")),
        "results": str(_("Search results")),
        "count": str(_("%s answers")),
        "none": str(_("Nothing found. Try the name of a call, a part of the error, or fewer words.")),
        "all": str(_("All answers")),
        "full": str(_("Search the full text of all pages")),
        "fix": str(_("Fix")),
        "claims": str(_("All claims about %s")),
        "also": str(_("also: %s")),
        "spelling": str(_("spelling: %s")),
        "asked": str(_("answers “%s”")),
        "named": str(_("about %s")),
    }  # fmt: skip


def setup(app):
    app.connect("build-finished", write_answers)
