"""The directives `versions`, `upgrade` and `stale`: draw what the recorded runs say across versions, as HTML."""

import hashlib
import json
import sys
from itertools import groupby
from pathlib import Path

import claims as reader
import history
import upstream
from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

_ = get_translation("sphinx")

MANY = 8  # claims with the same news in one step are told in one line from here on


class drawn(nodes.General, nodes.Element):
    """What a template draws from the evidence; `what` is its name."""


class _Directive(SphinxDirective):
    def run(self):
        self.env.metadata[self.env.docname]["versions"] = True
        node = drawn(what=self.name, argument=self.arguments[0] if self.arguments else "")
        self.set_source_info(node)
        return [node]


class UpgradeDirective(_Directive):
    """`:::{upgrade} torch`: what each newer torch changed; or `numpy`, beside one torch; or `cuda`, torch on a GPU."""

    required_arguments = 1

    def run(self):
        if self.arguments[0] not in ("torch", "numpy", "cuda"):
            raise self.error(f"unknown kind of step '{self.arguments[0]}': write torch, numpy or cuda")
        return super().run()


def read_links(app):
    """Read where the changes are told upstream; the domain has read the claims by now."""
    pages = app.env.get_domain("claim").pages
    try:
        app.env.get_domain("claim").links = upstream.load(Path(app.srcdir) / "evidence" / "upstream.toml", pages.claims)
    except reader.UnreadablePages as error:
        sys.exit(str(error))


def redraw_changed(app, env):
    """Rewrite the pages that draw evidence, if it or the claims have changed since they were drawn."""
    domain = env.get_domain("claim")
    ranges = [(claim.id, claim.digest, claim.torch, claim.numpy) for claim in domain.pages.claims.values()]
    shown = [domain.records, ranges, domain.data["claim"], repr(domain.links)]
    digest = hashlib.sha256(json.dumps(shown).encode()).hexdigest()
    if getattr(env, "versions_drawn", "") == digest:
        return []
    env.versions_drawn = digest
    return [docname for docname, about in env.metadata.items() if "versions" in about]


def visit(self, node):
    """Draw the node from its template; it has no children."""
    domain = self.builder.env.get_domain("claim")
    artist = Artist(domain, self.builder, self.builder.current_docname)
    context = getattr(artist, node["what"])(*filter(None, [node["argument"]]))
    html = self.builder.templates.render(node["what"] + ".html", {"_": _, **context})
    self.body.append(f'<div class="history">{html}</div>')
    raise nodes.SkipNode


class Artist:
    """Prepares for one page what the templates draw."""

    def __init__(self, domain, builder, docname):
        self.domain, self.builder, self.docname = domain, builder, docname
        self.history = domain.history

    def claim(self, claim):
        """What every list of claims shows of one."""
        return {
            "id": claim.id,
            "address": self.domain.address(self.builder, self.docname, "claim", claim.id),
            "text": self.domain.data["claim"][claim.id][1],
            "links": self.domain.links.get(claim.id, []),
        }

    def step(self, step):
        page = self.builder.get_relative_uri(self.docname, "about/upgrade")
        return {"step": step, "address": f"{page}#{step.id}"} if step else None

    def by_topic(self, claims):
        """(topic, claims) pairs, in the order of the ids."""
        ordered = sorted(claims, key=lambda claim: claim.id)
        return [(topic, list(map(self.claim, same)))
                for topic, same in groupby(ordered, lambda claim: claim.id.partition(".")[0])]  # fmt: skip

    # The page of versions

    def versions(self):
        tables = {device: self.versions_on(device) for device in reader.DEVICES}
        topics = sorted({claim.id.partition(".")[0] for claim in self.domain.pages.claims.values()})
        return {"tables": tables, "topics": topics, "stale": self.builder.get_relative_uri(self.docname, "about/stale")}

    def versions_on(self, device):
        found = self.history
        environments = [other for other in found.environments if device == "cpu" or other.gpu]
        known = [claim for claim in found.on(device)
                 if {row.state for row in found.rows(claim.id, device)} & history.KNOWN]  # fmt: skip
        return {
            "heads": [(torch, list(same)) for torch, same in groupby(environments, lambda other: other.torch)],
            "width": len(environments),
            "groups": [self.group(step, claims, device) for step, claims in found.by_last_change(device)],
            "same": self.by_topic(claim for claim in known if not found.differs(claim, device)),
            "unknown": len(found.on(device)) - len(known),
        }

    def group(self, step, claims, device):
        links = dict.fromkeys(link for claim in claims for link in self.domain.links.get(claim.id, ()))
        rows = [{**self.claim(claim), "cells": self.cells(claim, device)} for claim in claims]
        return {"step": self.step(step), "links": list(links), "rows": rows}

    def cells(self, claim, device):
        """(state, width) of each run of equal states."""
        states = [row.state for row in self.history.rows(claim.id, device)]
        states = [history.UNKNOWN if state == history.SKIPPED else state for state in states]
        return [(state, len(list(same))) for state, same in groupby(states)]

    # The page of upgrades

    def upgrade(self, kind):
        library, device = ("torch", "cuda") if kind == "cuda" else (kind, "cpu")
        steps = [step for step in self.history.steps if (step.library, step.device) == (library, device)]
        versions = dict.fromkeys(getattr(end, library) for step in steps for end in (step.before, step.after))
        return {
            "kind": kind,
            "library": "NumPy" if library == "numpy" else library,
            "steps": [self.described(step) for step in reversed(steps)],
            "versions": sorted(versions, key=history.Version),
        }

    def described(self, step):
        own, by_numpy = self.history.changes(step)
        ways = {"begins": [], "ends": [], "neither": []}
        for change in own:
            way = "begins" if change.after.state == history.HOLDS else "ends"
            ways["neither" if history.HOLDS not in (change.before.state, change.after.state) else way].append(change)
        return {
            "step": step,
            "from": getattr(step.before, step.library),
            "to": getattr(step.after, step.library),
            "count": len(own),
            "compared": sum(1 for _pair in self.history.pairs(step)),
            "by_numpy": len(by_numpy),
            "mismatched": bool(own) and all(change.after.promised is None for change in own if not self.speaks(change)),
            "ways": {way: self.bundled(changes) for way, changes in ways.items() if changes},
        }

    @staticmethod
    def speaks(change):
        """Whether the claim names both libraries, so that it promises something of any pair."""
        return bool(change.claim.torch and change.claim.numpy)

    def bundled(self, changes):
        """The number of changes, and (before, after, claims) of each kind of news, the ones alone first."""
        news = {}
        for change in changes:
            key = (change.before.state, change.before.got), (change.after.state, change.after.got)
            news.setdefault(key, []).append(self.claim(change.claim))
        alone = [(*key, [claim]) for key, claims in news.items() if len(claims) < MANY for claim in claims]
        return len(changes), alone, [(*key, claims) for key, claims in news.items() if len(claims) >= MANY]

    # The page of what has not run

    def stale(self):
        found = self.history
        return {
            "unsettled": {device: self.told(found.unsettled(device)) for device in reader.DEVICES},
            "left": [(device, history.places(members, found.environments), [other.name for other in members],
                      self.told(pairs)) for device in reader.DEVICES for members, pairs in found.left_to_run(device)],
        }  # fmt: skip

    def told(self, pairs):
        """(state, number, claims by topic) of the pairs, state by state."""
        states = {}
        for claim, state in pairs:
            states.setdefault(state, []).append(claim)
        return [(state, len(claims), self.by_topic(claims)) for state, claims in states.items()]


def setup(app):
    app.add_directive("versions", _Directive)
    app.add_directive("upgrade", UpgradeDirective)
    app.add_directive("stale", _Directive)
    app.add_node(drawn, html=(visit, None))
    app.connect("builder-inited", read_links, priority=900)  # after the domain has read the claims
    app.connect("env-updated", redraw_changed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
