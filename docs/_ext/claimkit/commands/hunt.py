"""Varies what goes into each claim's code, and lists what then comes out otherwise: counter-examples, perhaps.

Whether its sentence is true of a change, a person says once, in tests/hunted.toml.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

from claimkit.commands import ROOT, changes, rehearse
from claimkit.commands.changes import Change, change
from claimkit.commands.mutants import CPU, TRIED, Place, choose, try_all
from claimkit.commands.variations import NAMES, Variation, variations_of
from claimkit.evidence import hunted, runs, tried
from claimkit.pages import index
from claimkit.pages.catalog import on_one_line
from claimkit.pages.model import Claim
from claimkit.portable.transcript import RAISED

FILE = ROOT / "tests" / "hunted.toml"
JUDGING = Path(changes.__file__)  # what says which changes a person must judge
MOST = 2000  # letters of an output that are kept


@dataclass(frozen=True)
class Hunt:
    """A claim, the place where its inputs are varied, and how."""

    claim: Claim
    place: Place
    variations: list

    def digest(self, judged):
        """Of all that is tried of the claim, of its sentence, and of what was said of its changes."""
        names = [self.place.name(code) for code in (self.claim.code, *(one.code for one in self.variations))]
        verdicts = hunted.verdicts_on(self.claim, judged)
        return tried.digest(names, self.claim.kind, hunted.digest(self.claim), verdicts)


@dataclass(frozen=True)
class Finding:
    """A variation of a claim's inputs under which its code shows something else."""

    claim: Claim
    variation: Variation
    change: Change

    def __str__(self):
        shown = on_one_line("; ".join(line for _number, line in self.variation.shown))
        expected, got = (on_one_line(text)[:200] for text in (self.change.expected, self.change.got))
        place = f"{self.claim.path}:{self.change.line}: {self.claim.id}"
        return f"{place}: {self.variation.name}: `{shown}`: {expected} → {got}"


def main(arguments):
    parser = argparse.ArgumentParser("claimkit hunt", description=__doc__.splitlines()[0])
    parser.add_argument("--changed", action="store_true", help="pass over what tests/tried.json knows to be judged")
    what = "hunt these claims only, and show what is judged or passed over, too"
    parser.add_argument("claims", nargs="*", metavar="ID", help=what)
    options, started = parser.parse_args(arguments), time.monotonic()
    claims = index.load(ROOT / "docs", ROOT / "build").claims
    judged = hunted.load(FILE, claims, NAMES)
    chosen = [claim for name in options.claims or [None] for claim in choose(claims, name)]
    stand_in = rehearse.find_stand_in()
    gpu = None if rehearse.is_hidden() or stand_in.why_not() else Place("cuda", stand_in.folder(stand_in.MODES[0]))
    places = {claim: place_of(claim, gpu) for claim in chosen}
    hunts = [Hunt(claim, place, list(variations_of(claim))) for claim, place in places.items() if place]
    known = tried.Tried(TRIED, "variations", [rehearse.digest(stand_in), JUDGING.read_text(encoding="utf-8")])
    due = [hunt for hunt in hunts if not (options.changed and known.knows(hunt.claim, hunt.digest(judged)))]
    memory = runs.Memory(ROOT / "build" / "hunted.json", rehearse.digest(stand_in))
    run = answer(due, memory)
    findings, passed_over, varied = find(due, memory.answers)
    left = [finding for finding in findings if not verdict(finding, judged)]
    problems = list(stale(judged, findings, chosen, varied))
    if not problems:
        good = varied - {finding.claim for finding in left}
        digests = {hunt.claim.id: hunt.digest(judged) for hunt in due if hunt.claim in good}
        known.keep(digests, claims, is_whole=not options.claims)
    for finding in findings if options.claims else left:
        print(f"{finding}: {verdict(finding, judged) or 'not judged'}")
    for finding in passed_over if options.claims else ():
        print(f"{finding}: {finding.change.passed_over}")
    print(*problems, *to_judge(left, judged), sep="\n", end="\n" * bool(problems or left))
    before = len(hunts) - len(due)
    print(
        f"{len(varied)} claims, {sum(len(hunt.variations) for hunt in due if hunt.claim in varied)} variations: "
        f"{len(findings)} change what is shown, {len(left)} of them not judged; {len(passed_over)} raise or show other "
        f"numbers, which is passed over (hunt ID lists them); {before} claims varied before as they stand; "
        f"{len(chosen) - before - len(varied)} not varied here (they need another device, Python or library) "
        f"({run} runs in {time.monotonic() - started:.0f} s)"
    )
    return 1 if left or problems else 0


def place_of(claim, gpu):
    """Where the claim promises something: the CPU, or for CUDA alone the stand-in for a GPU, if there is one."""
    place = CPU if "cpu" in claim.devices else gpu
    can_tell = place == CPU or claim.id not in rehearse.named_in_row(rehearse.UNKNOWN)
    return place if place and can_tell and runs.promise(claim, place.device) else None


def answer(hunts, memory):
    """Have the memory know what each code tells; return how many were run."""
    due = [(hunt.claim, hunt.place, code) for hunt in hunts if hunt.variations
           for code in (hunt.claim.code, *(variation.code for variation in hunt.variations))]  # fmt: skip
    try:
        return try_all(due, memory, told_by, tell=True)
    finally:
        memory.keep(memory.answers)


def told_by(outcome):
    """What each example of a code told; None where a package is missing."""
    if outcome["outcome"] == "skipped":
        return None
    told = outcome.get("told") or [f"{RAISED}{outcome.get('got', '')}"]
    return [text[:MOST] for text in told]


def find(hunts, answers):
    """What a person must judge, what is passed over, and the claims that could be varied."""
    findings, passed_over, tried = [], [], set()
    for hunt in hunts:
        before = hunt.variations and answers[hunt.place.name(hunt.claim.code)]
        if before:
            tried.add(hunt.claim)
            told = {variation.name: answers[hunt.place.name(variation.code)] for variation in hunt.variations}
            for variation in hunt.variations:
                what = change(hunt.claim, variation, before, told[variation.name])
                is_bfloat16 = variation.name == "bfloat16 by default"
                named_otherwise = [text.replace("bfloat16", "float16") for text in told[variation.name]]
                if what and is_bfloat16 and named_otherwise == told["narrow default dtype"]:
                    what = replace(what, passed_over=changes.AS_NARROW)
                if what:
                    (passed_over if what.passed_over else findings).append(Finding(hunt.claim, variation, what))
    return findings, passed_over, tried


def verdict(finding, judged):
    """What was said of it, or ''."""
    return hunted.verdicts_on(finding.claim, judged).get(finding.variation.name, "")


def to_judge(left, judged):
    """How to judge what is left: for each claim what to write, and where."""
    if left:
        yield f"For each change that is not judged, {hunted.FORM}:"
    for claim in dict.fromkeys(finding.claim for finding in left):
        entry = judged.get(claim.id)
        where = entry.place if entry else f"tests/{FILE.name}, a new table"
        kinds = {}  # of what came out: one verdict may speak for all that show the same
        for finding in left:
            if finding.claim == claim:
                kinds.setdefault(finding.change.got, []).append(finding.variation.name)
        verdicts = (f'"{hunted.AND.join(names)}" = "…"' for names in kinds.values())
        table = [f'["{claim.id}"]', f'digest = "{hunted.digest(claim)}"', *verdicts]
        yield "\n    ".join([f"{where}:", *table])


def stale(judged, findings, chosen, tried):
    """A line for each table whose claim has changed, and for each verdict on what is no change."""
    changed = {(finding.claim.id, finding.variation.name) for finding in findings}
    for claim in chosen:
        entry = judged.get(claim.id)
        if entry and not entry.is_of(claim):
            yield (f"{entry.place}: the sentence, its translation or the code of {claim.id} has changed: judge again "
                   f"what 'claimkit hunt {claim.id}' shows, with digest = \"{hunted.digest(claim)}\"")  # fmt: skip
        for name in hunted.verdicts_on(claim, judged) if claim in tried else ():
            if (claim.id, name) not in changed and not claim.takes_times:
                yield f"{entry.places.get(name, entry.place)}: {claim.id}: '{name}' changes nothing: remove it"
