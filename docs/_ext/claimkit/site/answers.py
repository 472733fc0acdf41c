"""Writes what the search answers with: claims, pages, sections, terms and calls, as scripts to be loaded when used.

Scripts, and not JSON to be fetched, so that it also works from files. What answers at once is one of them, which stays
light however many claims there are, and has the code that searches; what adds to it is the other. Of a claim they hold
the first sentence, of an error its message: what stands behind these hardly ever found what they do not, and weighed a
third of all. Causes, fixes and patterns of errors are in errors-data.js, which the finder of errors shares, and which
is loaded where an error answers. How a query is read and what comes first is in docs/_static/search/.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from bisect import bisect_right
from collections import Counter
from functools import cached_property
from pathlib import Path

from sphinx.locale import get_translation

from claimkit.evidence import words
from claimkit.pages.languages import BY_NAME
from claimkit.pages.prose import naming
from claimkit.site import synonyms
from claimkit.site.exports import script, write_variable
from claimkit.site.outline import outlines_of
from claimkit.site.view_file import view_of
from claimkit.site.view_routes import WANTS

_ = get_translation("sphinx")

# In this order: each uses those before it.
SCRIPTS = ("words.js", "index.js", "ranking.js", "panel.js")
# What Sphinx's own search says, also of several; its way to bring these to a page would evaluate code.
SPHINX_WORDS = {
    "Search Results": "", "Searching": "", "Hide Search Matches": "", "Preparing search...": "", ", in ": "",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've "
    "selected enough categories.": "",
    "Search finished, found one page matching the search query.":
        "Search finished, found ${resultCount} pages matching the search query.",
}  # fmt: skip
LISTED = ("guide/", "reference/", "learn/")  # folders whose sections are answers too
DESCRIBED = (*LISTED, "index", "about/")
PLAIN = ("array-float32", "tensor-float32", "list-float")  # of the sources of routes those that stand for their kind
VERDICTS = list(words.ANSWERS)  # a claim names its word by its place here
LIGHT = 34_000  # bytes of what answers at once, as a server sends it: with the page and its scripts less than 75 kB
FIRST = re.compile(r".{20,}?(?:[。：；](?=.)|[.:;] (?=.)|$)|.*")  # a sentence, or what stands before its colon


def write_answers(app, error):
    """Write the answers of one language, and the script that finds them."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    answers = Answers(app)
    write_variable(
        static / "answers.js", "ANSWERS", answers.data(), "\n;\n".join(script(f"search/{name}") for name in SCRIPTS)
    )
    write_variable(static / "answers-more.js", "MORE", answers.more())


class Answers:
    """Gathers the answers; what belongs to a page names it by its place in the list of pages."""

    def __init__(self, app):
        self.app, self.view, self.outlines = app, view_of(app.config), outlines_of(app.env)
        self.language = BY_NAME[app.config.language]
        self.names = sorted(name for name in self.outlines if name in app.env.found_docs)
        self.number = {name: number for number, name in enumerate(self.names)}
        known = {entry["id"] for entry in self.entries("place")} | set(self.names)
        self.asks = synonyms.asks(self.language, known | {f"{have}/{want}" for have in PLAIN for want in WANTS})
        calls = {entry["id"]: entry["about"] for entry in self.entries("claim")}
        self.without_ids = naming({entry["id"]: calls.get(entry["id"], ()) for entry in self.entries("place")})
        self.calls = {}
        for outline in self.outlines.values():
            for call, claim in outline["calls"]:
                self.calls.setdefault(claim, []).append(call)

    def entries(self, noun):
        return [entry for key, entry in self.view.items() if key.startswith(f"{noun}/")]

    def data(self):
        """What answers at once: titles, terms, and of the claims that most people look for sentences and questions."""
        return self.without_claims | {"claims": self.at_once}

    @cached_property
    def without_claims(self):
        return {
            "words": interface_words(),
            "sphinx": {one: [str(_(one)), str(_(several))] if several else str(_(one))
                       for one, several in SPHINX_WORDS.items()},
            "synonyms": synonyms.pairs(self.language),
            "verdicts": [[name, f"{mark} {_(word)}"] for name, (mark, word) in words.ANSWERS.items()],
            "pages": [self.page(name) for name in self.names],
            "terms": [[self.number[name], *term[:2]] for name, term in self.terms],
        }  # fmt: skip

    @cached_property
    def at_once(self):
        """As many claims as are light: first those that have a question, or are much spoken of."""
        wanted = sorted(self.told, key=lambda name: -self.told[name][1] - 2 * (name in self.asks))

        def weight(count):
            text = json.dumps([self.without_claims, self.by_page(wanted[:count])], ensure_ascii=False)
            return len(zlib.compress(text.encode(), 6))

        return self.by_page(wanted[: bisect_right(range(1, len(wanted) + 1), LIGHT, key=weight)])

    def by_page(self, names):
        """[page, claims] of each page that has some of these."""
        chosen = set(names)
        found = [[number, [self.told[name] for name in on_page if name in chosen]]
                 for number, on_page in self.claims]  # fmt: skip
        return [entry for entry in found if entry[1]]

    def more(self):
        """What is found a moment later: further claims, and in the same order the sections of all; errors, calls."""
        sections, section_of = self.sections()

        def sections_of(claims):
            return [section_of.get(claim[2], -1) for claim in claims]

        at_once = {claim[2] for _number, claims in self.at_once for claim in claims}
        later = self.by_page(self.told.keys() - at_once)
        return {
            "pages": [self.outlines[name]["about"] if name.startswith(DESCRIBED) and "/gallery/" not in name else ""
                      for name in self.names],
            "claims": [sections_of(claims) for _number, claims in self.at_once],
            "later": [[number, claims, sections_of(claims)] for number, claims in later],
            "terms": [FIRST.match(term[2])[0] for _name, term in self.terms],
            "errors": [self.error(entry) for entry in self.entries("error")],
            "sections": sections,
            "calls": self.routes(),
            "lines": self.lines(),
        }  # fmt: skip

    def page(self, name):
        """Address, title, and questions it answers."""
        title = self.app.env.titles[name].astext()
        return trimmed(self.app.builder.get_target_uri(name), title, self.asks.get(name, ""))

    @cached_property
    def terms(self):
        return [(name, term) for name in self.names for term in self.outlines[name]["terms"]]

    @cached_property
    def claims(self):
        """(page, ids) of each page with claims."""
        found = {}
        for name in self.told:
            found.setdefault(self.number[self.view[f"place/{name}"]["home"]], []).append(name)
        return sorted(found.items())

    @cached_property
    def told(self):
        """[verdict, weight, id, first sentence, calls, questions] of each claim, by its id."""
        return {entry["id"]: self.claim(entry) for entry in self.entries("claim")}

    def claim(self, entry):
        name = entry["id"]
        # what pages and articles speak of, and above all what tables of calls name, matters to more people
        weight = math.log2(1 + self.mentions[name] + len(entry["statements"]) / 2 + 2 * (name in self.calls))
        calls = [*(call for call in entry["about"] if call.rpartition(".")[2] not in entry["text"]),
                 *self.calls.get(name, ())]  # fmt: skip
        return trimmed(VERDICTS.index(entry["answer"][0]), round(weight, 1), name, self.sentence(name),
                       " , ".join(dict.fromkeys(calls)), self.asks.get(name, ""))  # fmt: skip

    def sentence(self, name):
        """The first sentence of a claim, without ids of others."""
        return FIRST.match(self.without_ids(self.view[f"claim/{name}"]["text"]))[0].strip()

    def error(self, entry):
        """[id, which is the name of its page as well, message as it was shown, questions]."""
        return trimmed(entry["id"], entry["messages"][0]["shown"], self.asks.get(entry["id"], ""))

    def sections(self):
        """[page, anchor, title] of sections, and the place in that list of what each claim stands in."""
        found, section_of = [], {}
        for name in self.names:
            for anchor, title, inside in self.outlines[name]["sections"][1:]:
                if name.startswith(LISTED) and "/gallery/" not in name:
                    section_of |= dict.fromkeys(inside, len(found))
                    found.append([self.number[name], anchor, title])
        return found, section_of

    @cached_property
    def mentions(self):
        """How many pages mention each item in their text."""
        shown = self.app.env.get_domain("claim").data["shown"].values()
        return Counter(key.partition("/")[2] for keys in shown for key in set(keys) if key.startswith("place/"))

    def routes(self):
        """Each call about which there are claims, and how many."""
        return sorted(Counter(call for entry in self.entries("claim") for call in entry["about"]).items())

    def lines(self):
        """[address in the route finder, what one has and wants, the line to write, questions] of plain sources."""
        finder, routes = self.app.builder.get_target_uri("reference/find-a-route"), self.view["routes"]
        plain = [source for _group, sources in routes["groups"] for source in sources if source["id"] in PLAIN]
        return [trimmed(f"{finder}?have={source['id']}&want={want}",
                        f"{_(source.get('like') or source['name'])} → {_(routes['wants'][want])}", answers[0]["call"],
                        self.asks.get(f"{source['id']}/{want}", ""))
                for source in plain for want, answers in source["answers"].items()]  # fmt: skip


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
        "error": str(_("error")), "line": str(_("line to copy")),
        "results": str(_("Search results")),
        "none": str(_("Nothing found. Try the name of a call, a part of the error, or fewer words.")),
        "all": str(_("All answers")),
        "full": str(_("Search the full text of all pages")),
        "fix": str(_("Fix")),
        "claims": str(_("All claims about %s")),
        "also": str(_("also: %s")),
        "spelling": str(_("spelling: %s")),
        "asked": str(_("answers “%s”")),
    }  # fmt: skip


def setup(app):
    app.connect("build-finished", write_answers)
