"""Writes what the search answers with: an index of claims, errors, pages, sections, terms and calls, and what they say.

Scripts, and not JSON to be fetched, so that it also works from files. answers.js has the code that searches and what it
needs for any query. The index and the sayings are in parts: a query fetches those that hold its words, and those of the
answers that are shown. Of a claim these say the first sentence, of an error its message; what stands behind them finds
it as well, by its rarer words. indexing.js writes the index, run here by QuickJS with the very scripts that cut a query
into words. How a query is read and what comes first is in docs/_static/search/. Questions that a document answers find
it, and are not told: they say again what was typed, and would be a quarter of what is fetched of the sayings.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import zlib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import quickjs
from sphinx.locale import get_translation

from claimkit.evidence import words
from claimkit.evidence.runs import Memory
from claimkit.pages.languages import BY_NAME
from claimkit.pages.prose import naming
from claimkit.site import synonyms
from claimkit.site.exports import STATIC, script, write_variable
from claimkit.site.outline import outlines_of
from claimkit.site.view_file import view_of
from claimkit.site.view_routes import WANTS

_ = get_translation("sphinx")

# In this order: each uses those before it.
SCRIPTS = ("words.js", "meanings.js", "index.js", "messages.js", "ranking.js", "shelf.js", "panel.js")
INDEXING = (*(STATIC / "search" / name for name in SCRIPTS[:4]), Path(__file__).with_name("indexing.js"))
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
MEMORY = ("shares", "copies", "depends", "memory")  # the verdicts that tell of it
# About so many letters a part: a smaller one holds less in vain, but there are more of them.
INDEX_PART, TOLD_PART = 700, 2600
FIRST = re.compile(r".{20,}?(?:[。：；](?=.)|[.:;] (?=.)|$)|.*")  # a sentence, or what stands before its colon
OTHER_NAME = re.compile(r"[(（]([^)）]+)[)）]")  # a term's in the other language


class Document(NamedTuple):
    """What can answer: a sign of its kind, what is told of it, and what finds it."""

    sign: str
    told: list
    title: str
    asks: list = []
    calls: str = ""
    idWords: str = ""
    text: str = ""
    named: list = []
    weight: float = 0
    id: str = ""


def write_answers(app, error):
    """Write the answers of one language, and the script that finds them."""
    if error or app.builder.format != "html":
        return
    static, answers = Path(app.outdir, "_static"), Answers(app)
    parts = answers.told | answers.indexed
    edition = f"{zlib.crc32(json.dumps(parts).encode()):x}"  # parts of another one are none: their numbers differ
    shutil.rmtree(static / "answers", ignore_errors=True)
    (static / "answers").mkdir()
    for name, part in parts.items():
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        (static / "answers" / f"{name}.js").write_text(f'SHELF["{edition}/{name}"]={text}\n', encoding="utf-8")
    readers = "\n;\n".join(script(f"search/{name}") for name in SCRIPTS)
    write_variable(static / "answers.js", "ANSWERS", answers.data() | {"edition": edition}, readers)


class Answers:
    """Gathers the answers, page by page, so that neighbours are told in one part."""

    def __init__(self, app):
        self.app, self.view, self.outlines = app, view_of(app.config), outlines_of(app.env)
        self.language = BY_NAME[app.config.language]
        self.names = sorted(name for name in self.outlines if name in app.env.found_docs)
        known = {entry["id"] for entry in self.entries("place")} | set(self.names)
        self.asks = synonyms.asks(self.language, known | {f"{have}/{want}" for have in PLAIN for want in WANTS})
        calls = {entry["id"]: entry["about"] for entry in self.entries("claim")}
        self.without_ids = naming({entry["id"]: calls.get(entry["id"], ()) for entry in self.entries("place")})
        self.calls = {}
        for outline in self.outlines.values():
            for call, claim in outline["calls"]:
                self.calls.setdefault(claim, []).append(call)
        groups = [*map(self.page, self.names), self.routes(), self.lines(), *map(self.error, self.entries("error"))]
        self.documents = [document for group in groups for document in group]
        self.told, self.firsts = in_parts([cut for group in groups for cut in cuts_of(group)])

    def entries(self, noun):
        return [entry for key, entry in self.view.items() if key.startswith(f"{noun}/")]

    def data(self):
        """What any query needs."""
        return {
            "words": interface_words(),
            "sphinx": {one: [str(_(one)), str(_(several))] if several else str(_(one))
                       for one, several in SPHINX_WORDS.items()},
            "synonyms": synonyms.pairs(self.language),
            "verdicts": [[name, f"{mark} {_(word)}"] for name, (mark, word) in words.ANSWERS.items()],
            "kinds": "".join(document.sign for document in self.documents),
            "told": self.firsts,
            "weights": self.index["weights"],
            "index": {name: self.index[name] for name in ("firsts", "lengths", "phrases")},
        }  # fmt: skip

    @cached_property
    def index(self):
        """As indexing.js writes it of what is told; it is kept, and so are the words of texts, for the next build."""
        scripts = [path.read_text(encoding="utf-8") for path in INDEXING]
        memory = Memory(Path(self.app.doctreedir, "index.json"), f"{zlib.crc32(''.join(scripts).encode()):x}")
        messages = [message["text"] for entry in self.entries("error") for message in entry["messages"] + entry["old"]]
        documents = [document._asdict() for document in self.documents]
        given = ", ".join(map(json.dumps, (documents, synonyms.pairs(self.language), INDEX_PART, messages)))
        if memory.answers.get("given") != given:  # to write it takes seconds, and to cut all texts ten
            engine = quickjs.Context()
            for text in scripts:
                engine.eval(text)
            known = json.dumps(memory.answers.get("known", {}))
            memory.answers = json.loads(engine.eval(f"JSON.stringify(writeIndex({given}, {known}))"))
            memory.answers["given"] = given
            memory.keep(memory.answers)
        return memory.answers

    @property
    def indexed(self):
        parts = {f"w{number}": part for number, part in enumerate(self.index["parts"])}
        return parts | {name: self.index[name] for name in ("words", "messages")}

    def page(self, name):
        """The page, and what stands on it: claims of no section, sections with theirs, terms."""
        outline = self.outlines[name]
        is_listed = name.startswith(LISTED) and "/gallery/" not in name
        address, title = self.app.builder.get_target_uri(name), self.app.env.titles[name].astext()
        about = outline["about"] if name.startswith(DESCRIBED) and "/gallery/" not in name else ""
        asks = self.asks.get(name, [])
        found = [Document(sign_of(address), [address, title, about], title, asks, text=about, named=[title],
                          idWords=re.sub(r"\.html$|^.*plot_\d+_|[/_-]", " ", address))]  # fmt: skip
        sections = outline["sections"][1:] if is_listed else []
        inside = {claim for _anchor, _title, claims in sections for claim in claims}
        here = self.claims.get(name, [])
        found += [self.claim(entry) for entry in here if entry["id"] not in inside]
        for anchor, heading, claims in sections:
            found.append(Document("s", [anchor, heading], heading, named=[heading]))
            found += [self.claim(entry) for entry in here if entry["id"] in claims]
        return found + [self.term(*term) for term in outline["terms"]]

    @cached_property
    def claims(self):
        found = {}
        for entry in self.entries("claim"):
            found.setdefault(self.view[f"place/{entry['id']}"]["home"], []).append(entry)
        return found

    def claim(self, entry):
        name, asks = entry["id"], self.asks.get(entry["id"], [])
        # what pages and articles speak of, and above all what tables of calls name, matters to more people
        weight = math.log2(1 + self.mentions[name] + len(entry["statements"]) / 2 + 2 * (name in self.calls))
        calls = [*(call for call in entry["about"] if call.rpartition(".")[2] not in entry["text"]),
                 *self.calls.get(name, ())]  # fmt: skip
        said = self.without_ids(self.view[f"claim/{name}"]["text"]).strip()  # without ids of others
        sentence = FIRST.match(said)[0].strip()
        verdict = entry["answer"][0]
        return Document("m" if verdict in MEMORY else "c", [VERDICTS.index(verdict), name, sentence], sentence,
                        asks, " , ".join(dict.fromkeys(calls)), name.partition(".")[2].replace("-", " "),
                        said.removeprefix(sentence), weight=weight, id=name)  # fmt: skip

    def term(self, anchor, title, text):
        text = FIRST.match(text)[0]
        return Document("t", [anchor, title, text], title, text=text, named=[title, *OTHER_NAME.findall(text)[:1]])

    def error(self, entry):
        asks, shown = self.asks.get(entry["id"], []), entry["messages"][0]["shown"]
        told = [entry["id"], shown, entry["why"], entry["fix"]]
        return [Document("e", told, shown, asks, idWords=entry["id"].replace("-", " "),
                         text=f"{entry['why']} {entry['fix']}", id=entry["id"])]  # fmt: skip

    @cached_property
    def mentions(self):
        """How many pages mention each item in their text."""
        shown = self.app.env.get_domain("claim").data["shown"].values()
        return Counter(key.partition("/")[2] for keys in shown for key in set(keys) if key.startswith("place/"))

    def routes(self):
        """Each call about which there are claims; what names it is its own name, and not its library's."""
        return [Document("k", [call], call, calls=call, idWords=call.rpartition(".")[2])
                for call in sorted({call for entry in self.entries("claim") for call in entry["about"]})]  # fmt: skip

    def lines(self):
        """Of plain sources what one has and wants, and the line to write, which the route finder explains."""
        finder, routes = self.app.builder.get_target_uri("reference/find-a-route"), self.view["routes"]
        plain = [source for _group, sources in routes["groups"] for source in sources if source["id"] in PLAIN]
        found = []
        for source in plain:
            for want, answers in source["answers"].items():
                title = f"{_(source.get('like') or source['name'])} → {_(routes['wants'][want])}"
                asks, call = self.asks.get(f"{source['id']}/{want}", []), answers[0]["call"]
                told = [f"{finder}?have={source['id']}&want={want}", title, call]
                found.append(Document("l", told, title, asks, text=call, named=[title]))
        return found


def sign_of(address):
    """Of a page: 'a' about the site or an article, 'i' an index, 'p' any other."""
    if re.match(r"about/(?!glossary|upgrade|versions)|articles/", address):
        return "a"
    return "i" if re.search(r"(?:^|/)index\.html$", address) else "p"


def size_of(documents):
    return sum(len(json.dumps(document.told, ensure_ascii=False).encode()) for document in documents)


def cuts_of(group):
    """A group, such as a page, in pieces of about the size of a part, and of one size."""
    size, every = 0, size_of(group)
    count, pieces = max(1, round(every / TOLD_PART)), {}
    for document in group:
        own = size_of([document])
        pieces.setdefault(min(count - 1, int((size + own / 2) * count / every)), []).append(document)
        size += own
    return list(pieces.values())


def in_parts(pieces):
    """{name: what is told of neighbours}, whole pieces together, and the number of the first document of each part.

    A part begins with what is told of the page and of the section that its first document stands below, for these may
    be in another one.
    """
    parts, firsts, size, count = {}, [], 0, 0
    page = section = 0
    for piece in pieces:
        own = size_of(piece)
        if not parts or size + own > 1.3 * TOLD_PART:
            firsts.append(count)
            size, part = 0, parts.setdefault(f"t{len(parts)}", [page, section])
        for document in piece:
            if document.sign in "pai":
                page, section = document.told, 0
            if document.sign == "s":
                section = document.told
        part += [document.told for document in piece]
        size += own
        count += len(piece)
    return parts, firsts


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
        "found": str(_("found by: %s")),
        "spelling": str(_("spelling: %s")), "comma": str(_(", ")), "semicolon": str(_("; ")),
    }  # fmt: skip


def setup(app):
    app.connect("build-finished", write_answers)
