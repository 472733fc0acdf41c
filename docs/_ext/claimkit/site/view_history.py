"""Of the view: the tables of versions, the steps to newer libraries, and what has not run."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from claimkit.evidence.standing import places
from claimkit.evidence.store import KNOWN, SKIPPED, UNKNOWN
from claimkit.evidence.upgrades import BEHAVIOUR, NEW, SORTS, WORDING
from claimkit.pages.model import DEVICES
from claimkit.pages.versions import release

MANY = 8  # claims with the same news in one step are told in one line from here on
FEW = 5  # changes of one sort that are read at once; of more, their topics are
STEPS = ("torch", "numpy", "cuda")


def history_entries(history, link):
    """The entries 'versions', 'stale' and 'upgrade/…'; `link` makes of a claim's id what lists show of it."""
    builder = _Builder(history, link)
    return {"versions": builder.versions(), "stale": builder.stale(),
            **{f"upgrade/{kind}": builder.upgrade(kind) for kind in STEPS}}  # fmt: skip


class _Builder:
    def __init__(self, history, link):
        self.history, self.link = history, link

    def by_page(self, claims):
        """(page, claims) pairs, in the order of the pages, and there of the ids."""
        found = {page: [] for page in self.pages_of(self.history.claims.values())}
        for claim in sorted(claims, key=lambda claim: claim.id):
            found[claim.page].append({"id": claim.id, "home": claim.page})
        return [(page, same) for page, same in found.items() if same]

    def pages_of(self, claims):
        """What a reader can choose among: the pages of these claims, in the order in which pages are read."""
        wanted = {claim.page for claim in claims}
        return [page for page in dict.fromkeys(claim.page for claim in self.history.claims.values()) if page in wanted]

    # The page of versions

    def versions(self):
        return {"tables": {device: self.table(device) for device in DEVICES},
                "pages": self.pages_of(self.history.claims.values())}  # fmt: skip

    def table(self, device):
        found = self.history
        environments = [other for other in found.environments if device == "cpu" or other.gpu]
        known = [claim for claim in found.on(device)
                 if {row.state for row in found.rows(claim.id, device)} & KNOWN]  # fmt: skip
        heads = [(torch, list(map(vars, same))) for torch, same in groupby(environments, lambda other: other.torch)]
        return {
            "heads": heads,
            "width": len(environments),
            "groups": [self.group(step, claims, device) for step, claims in found.by_last_change(device)],
            "same": self.by_page(claim for claim in known if not found.differs(claim, device)),
            "unknown": len(found.on(device)) - len(known),
        }

    def group(self, step, claims, device):
        rows = [{**self.link(claim.id), "cells": self.cells(claim, device)} for claim in claims]
        links = {link["address"]: link for row in rows for link in row["links"]}
        return {"step": step and _step(step), "links": list(links.values()), "rows": rows}

    def cells(self, claim, device):
        """(state, width, versions) of each run of equal states."""
        rows = self.history.rows(claim.id, device)
        every = [row.environment for row in rows]
        runs = groupby(rows, lambda row: UNKNOWN if row.state == SKIPPED else row.state)
        told = [(state, [row.environment for row in same]) for state, same in runs]
        return [(state, len(same), places(same, every).removeprefix("torch ")) for state, same in told]

    # The page of upgrades

    def upgrade(self, kind):
        library, device = ("torch", "cuda") if kind == "cuda" else (kind, "cpu")
        steps = [step for step in self.history.steps if (step.library, step.device) == (library, device)]
        versions = {getattr(end, library) for step in steps for end in (step.before, step.after)}
        changes = [change for step in steps for change in self.history.changes(step)[0]]
        matters = (WORDING, BEHAVIOUR, NEW)  # the most to who takes all the steps: a claim is counted once, as that
        sorts = {change.claim.id: change.sort for change in sorted(changes, key=lambda one: matters.index(one.sort))}
        counted = Counter(sorts.values())
        return {
            "kind": kind,
            "library": "NumPy" if library == "numpy" else library,
            "steps": [self.described(step) for step in reversed(steps)],
            "versions": sorted(versions, key=release),
            "counts": {sort: counted[sort] for sort in SORTS},
            "pages": self.pages_of(change.claim for change in changes),
        }

    def described(self, step):
        own, by_numpy = self.history.changes(step)
        sorts = {sort: [change for change in own if change.sort == sort] for sort in SORTS}
        return {
            "step": _step(step),
            "from": getattr(step.before, step.library),
            "to": getattr(step.after, step.library),
            "counts": {sort: len(changes) for sort, changes in sorts.items()},
            "compared": len(self.history.pairs(step)),
            "by_numpy": len(by_numpy),
            "mismatched": bool(own)
            and step.device == "cpu"
            and all(change.after.promised is None for change in own if not _speaks(change)),
            "sorts": {
                sort: (len(changes) <= FEW, *self.bundled(changes)) for sort, changes in sorts.items() if changes
            },
        }

    def bundled(self, changes):
        """(before, after, claim) by page, and (before, after, claims) of what is the news of many."""
        news = {}
        for change in changes:
            ends = [(row.state, _told(row.got, change.claim)) for row in (change.before, change.after)]
            news.setdefault(tuple(ends), []).append(self.link(change.claim.id))
        alone = {page: [] for page in self.pages_of(change.claim for change in changes)}
        for key, claims in news.items():
            for claim in claims if len(claims) < MANY else ():
                alone[claim["home"]].append((*key, claim))
        alone = [(page, told) for page, told in alone.items() if told]
        return alone, [(*key, claims) for key, claims in news.items() if len(claims) >= MANY]

    # The page of what has not run

    def stale(self):
        found = self.history
        left = [
            {"device": device, "places": places(members, found.environments),
             "names": [other.name for other in members], "told": self.told(pairs)}
            for device in DEVICES for members, pairs in found.left_to_run(device)
        ]  # fmt: skip
        return {"unsettled": {device: self.told(found.unsettled(device)) for device in DEVICES}, "left": left}

    def told(self, pairs):
        """(state, number, claims by page) of the pairs, state by state."""
        states = {}
        for claim, state in pairs:
            states.setdefault(state, []).append(claim)
        return [(state, len(claims), self.by_page(claims)) for state, claims in states.items()]


def _told(got, claim):
    """What was printed, unless that says nothing of the libraries: a command failed, a snippet looked for a warning."""
    looked = got.startswith("IndexError: list index out of range") and "catch_warnings" in claim.code
    return "" if looked or got == "subprocess.CalledProcessError" else got


def _step(step):
    return {"id": step.id, "home": "about/upgrade", "library": step.library, "device": step.device,
            "before": vars(step.before), "after": vars(step.after),
            "numpy_differs_too": step.numpy_differs_too}  # fmt: skip


def _speaks(change):
    """Whether the claim names both libraries, so that it promises something of any pair."""
    return bool(change.claim.torch and change.claim.numpy)
