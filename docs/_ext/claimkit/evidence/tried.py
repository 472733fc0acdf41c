"""Which claims have been tried as they stand, and came out well: tests/tried.json, by which a check tries the others.

It holds for each kind of trial what it ran on, and each claim's digest of all that it tried. Elsewhere, with other
libraries or by another engine, nothing of it counts.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from claimkit.evidence.runs import key_of_machine
from claimkit.evidence.store import kept_in
from claimkit.pages.index import write_whole
from claimkit.portable import rehearsal


def digest(*told):
    """Of what JSON can tell."""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


class Tried:
    """What is known of one kind of trial; `also` is what decides it besides libraries, machine and runner."""

    def __init__(self, path, kind, also=""):
        self.path, self.kind, self.on = Path(path), kind, digest(key_of_machine(), also)
        self.every = kept_in(path)
        before = self.every.get(kind, {})
        self.is_of_here = before.get("on") == self.on
        self.known = before.get("claims", {}) if self.is_of_here else {}

    def knows(self, claim, found):
        return self.known.get(claim.id) == found

    def keep(self, found, ids, is_whole):
        """Take {claim id: digest} over, and forget who is no id; only a whole trial replaces other libraries'."""
        if rehearsal.mode() or not (is_whole or self.is_of_here):
            return
        claims = {name: code for name, code in {**self.known, **found}.items() if name in ids}
        every = {**self.every, self.kind: {"on": self.on, "claims": claims}}
        if every != self.every:
            write_whole(self.path, json.dumps(every, indent=0, sort_keys=True) + "\n")
