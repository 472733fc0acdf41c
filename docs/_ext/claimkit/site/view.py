"""Builds the view: all that pages show and do not hold themselves, by key, in each language.

Keys are 'claim/…', 'statement/…' and 'error/…' with an id, 'place/…' with the id of any of them, 'tally/A1', and those
of the tables. An entry holds whole what is drawn from it, so that its digest tells whether a page shows something else.
What links somewhere has the `id` it leads to and the page that is its `home`.
"""

from __future__ import annotations

import doctest
import re
from collections import Counter
from functools import cache

from claimkit.evidence import wordings
from claimkit.evidence.standing import grouped, span, standing, telling, unrun
from claimkit.evidence.upgrades import History
from claimkit.pages.model import OTHER_DEVICES, VERDICTS
from claimkit.pages.prose import naming, pieces_of, text_of, title_of
from claimkit.portable.optional import OPTIONAL, imported
from claimkit.site.answer_word import answer_of
from claimkit.site.view_history import history_entries
from claimkit.site.view_matrix import matrix_entries
from claimkit.site.view_routes import route_entries


def build_views(pages, records, matrix, reaches, checks, links, languages):
    """The view in each language, by its name: {key: entry of JSON's types}.

    By the ids of claims, `reaches` tell how far they reach, and `links` are their upstream links; `checks` count.
    """
    facts = _Facts(pages, records, History(pages.claims, records))
    return {language.name: {**_Builder(facts, matrix, reaches, links, language).entries(), "checks": checks}
            for language in languages}  # fmt: skip


class _Facts:
    """What is the same in each language, and found out once."""

    def __init__(self, pages, records, history):
        self.pages, self.records, self.history = pages, records, history

    @cache  # noqa: B019 (it lives as long as the view is built)
    def badge(self, name, device):
        return badge_of(self.history, name, device)

    @cache  # noqa: B019
    def needs(self, name):
        """The packages that a claim imports, by their own names."""
        return [OPTIONAL[package] for package in imported(self.pages.claims[name].code)]

    @cache  # noqa: B019
    def told(self, name):
        """Which versions raise an error, and how."""
        return wordings.history(self.pages.errors[name], self.pages.claims, self.records)


def badge_of(history, name, device):
    """How the claim stands on the device, since and until when, and what every environment said."""
    rows = history.rows(name, device)
    dates = sorted({row.environment.recorded for row in rows if row.outcome})
    found, newest = span(rows), telling(rows)
    return {
        "device": device,
        "standing": standing(rows),
        "span": vars(found) if found else None,
        "brief": list(map(_brief, found.places)) if found else [],
        "telling": vars(newest.environment) if newest else None,
        "left_out": left_out(history.claims[name], rows) if device == "cuda" else [],
        "groups": [vars(group) for group in grouped(rows)],
        "dates": " – ".join(dict.fromkeys([*dates[:1], *dates[-1:]])),
        "recorded": [
            {"environment": row.environment.name, "outcome": row.outcome, "state": row.state}
            for row in rows if row.promised and row.outcome not in ("", "skipped")
        ],
    }  # fmt: skip


def left_out(claim, rows):
    """The GPUs on which the claim does not hold, as torch calls them."""
    gpus = {row.environment.machine: row.environment.gpu for row in rows}
    return list(dict.fromkeys(gpu for machine, gpu in gpus.items() if claim.leaves_out(machine)))


class _Builder:
    def __init__(self, facts, matrix, reaches, links, language):
        self.facts, self.pages, self.records, self.history = facts, facts.pages, facts.records, facts.history
        self.matrix, self.reaches, self.links, self.language = matrix, reaches, links, language
        self.without_ids = naming({item.id: getattr(item, "about", ()) for item in self.pages.items})
        self.texts = {item.id: " ".join(text_of(item, language)) for item in self.pages.items}
        self.judged = {}
        for statement in self.pages.statements.values():
            for name in statement.claims:
                self.judged.setdefault(name, []).append(statement)

    def entries(self):
        found = {f"place/{item.id}": self.place(item) for item in self.pages.items}
        found |= {f"claim/{item.id}": self.claim(item) for item in self.pages.claims.values()}
        found |= {f"statement/{item.id}": self.statement(item) for item in self.pages.statements.values()}
        found |= {f"error/{item.id}": self.error(item) for item in self.pages.errors.values()}
        found |= {f"tally/{article}": self.tally(article) for article in self.articles()}
        found |= history_entries(self.history, self.link)
        found |= matrix_entries(self.matrix, self.pages.claims)
        cited = Counter({name: len(statements) for name, statements in self.judged.items()})
        found |= route_entries(self.matrix, self.pages.claims, self.pages.errors, self.reaches, cited)
        return {**found, "finder": {}, "field": {}, "flow": {}, "rarely-needed": {}}

    def link(self, name):
        """A claim as lists show it, with what tells of a change."""
        item, told = self.pages.claims[name], [link for link in self.links.get(name, ()) if link.kind != "file"]
        return {"id": name, "home": item.page, "text": self.texts[name], "links": shown_links(told)}

    def place(self, item):
        text = item.messages[0].shown if item.noun == "error" else self.texts[item.id]
        return {"id": item.id, "home": item.home, "noun": item.noun, "text": text, "formerly": item.formerly}

    def claim(self, item):
        return {
            "id": item.id, "formerly": item.formerly, "text": self.texts[item.id], "code": item.code,
            "kind": item.kind, "answer": answer_of(item), "about": item.about, "devices": item.devices,
            "torch": item.torch, "numpy": item.numpy, "not_on": item.not_on, "digest": item.digest,
            "links": shown_links(self.links.get(item.id, ())),
            "needs": self.facts.needs(item.id),
            "badges": [self.facts.badge(item.id, device) for device in self.devices(item)],
            "statements": [{"id": other.id, "home": other.page} for other in self.judged.get(item.id, ())],
            "reaches": [self.reach(found, item.only) for found in self.reaches.get(item.id, ())],
        }  # fmt: skip

    def reach(self, found, only):
        """How far a claim reaches, with the names of sources as the matrix has them."""

        def named(names):
            return [self.matrix["sources"][name]["name"] for name in names]

        others = [{"outcome": outcome, "sources": named(names)} for outcome, names in found.others.items()]
        total = len(found.same) + sum(len(names) for names in found.others.values())
        table = next(table["id"] for table in self.matrix["tables"]
                     if found.route in {route["call"] for route in table["routes"]})  # fmt: skip
        return {"route": found.route, "table": table, "fact": found.fact, "same": len(found.same), "total": total,
                "others": others, "only": named(name for name in only if name in found.every)}  # fmt: skip

    def devices(self, claim):
        """Those that the claim names, and others of which something was recorded."""
        recorded = {device for record in self.records for device in record.results.get(claim.id, ())}
        return [*claim.devices, *(device for device in OTHER_DEVICES if device in recorded)]

    def statement(self, item):
        proofs = [{**self.link(name), "standing": self.standing(name)} for name in item.claims]
        return {
            "id": item.id, "formerly": item.formerly, "text": self.texts[item.id], "article": item.article,
            "section": item.section, "verdict": item.verdict, "held": self.held(item), "claims": proofs,
            "unrun": self.unrun(item),
        }  # fmt: skip

    def standing(self, name):
        """How the claim stands where it has run: on a device where it never did, nothing is known of it."""
        devices = self.pages.claims[name].devices
        return standing([row for device in devices for row in self.history.rows(name, device)])

    def unrun(self, item):
        """The devices of proofs that have never run."""
        return unrun([self.pages.claims[name] for name in item.claims], self.history.rows)

    def held(self, item):
        """In which versions what an outdated statement says did hold: those of its claims that ceased to hold."""
        if item.verdict != "outdated":
            return []
        spans = [span(self.history.rows(name, device)) for name in item.claims
                 for device in self.pages.claims[name].devices]  # fmt: skip
        return list(dict.fromkeys(places for found in spans if found for places in found.ended))

    def error(self, item):
        told = self.facts.told(item.id)
        old = [{**_message(message), "seen": seen} for message, seen in zip(item.old, told["old"], strict=True)]
        paragraphs = text_of(item, self.language)
        why, *fix = (self.without_ids(text) for text in paragraphs)
        return {
            "id": item.id, "formerly": item.formerly, "title": title_of(item, self.language),
            "text": "\n".join(paragraphs), "why": why, "fix": "\n".join(fix),
            "messages": [_message(message) for message in item.messages], "old": old,
            "library": told["library"], "raised": told["raised"], "always": told["always"],
            "code": until_raised(self.pages.claims[item.claims[0]].code, item.messages),
            "claims": [{**self.link(name), "pieces": self.pieces(name)} for name in item.claims],
            "home": item.home, "page": item.page,
        }  # fmt: skip

    def pieces(self, name):
        """What a claim says, in pieces of prose and of code, without ids of others."""
        return [[text if is_code else self.without_ids(text), is_code]
                for text, is_code in pieces_of(self.pages.claims[name], self.language)]  # fmt: skip

    def articles(self):
        return dict.fromkeys(item.article for item in self.pages.statements.values())

    def tally(self, article):
        """How many statements of an article have which verdict; apart, how many have not run on which device."""
        every = [item for item in self.pages.statements.values() if item.article == article]
        left = Counter(device for item in every for device in self.unrun(item)[:1])
        counts = Counter(item.verdict for item in every if not self.unrun(item))
        verdicts = [(word, counts[word]) for word in VERDICTS if counts[word]]
        return {"total": len(every), "counts": verdicts, "unrun": sorted(left.items())}


def until_raised(code, messages):
    """The beginning of the code, up to one of these errors; all of it where none is raised, as warnings are not."""
    lines = code.splitlines(keepends=True)
    for example in doctest.DocTestParser().get_examples(code):
        told = (example.exc_msg or "").strip()
        if told and any(message.matches(told) for message in messages):
            return "".join(lines[: example.lineno + (example.source + example.want).count("\n")])
    return code


def shown_links(links):
    return [{"label": link.label, "address": link.address} for link in links]


def _brief(place):
    """Versions as a line of badges has them: 'torch 1.4.0–2.15.0' is '1.4–2.15' there."""
    return re.sub(r"\.0(?=$|[–, ])", "", place.removeprefix("torch "))


# With which messages of some libraries begin, whatever they are about
PREFIX = re.compile(r"OpenCV\(\S+\) \S+ error: |\[ONNXRuntimeError\] : \d+ : \w+ : ")


def _message(message):
    begins = PREFIX.sub("", message.shown.partition(": ")[2], count=1)
    return {"type": message.type, "pieces": list(message.pieces()), "text": message.text, "shown": message.shown,
            "begins": begins, "pattern": message.pattern()}  # fmt: skip
