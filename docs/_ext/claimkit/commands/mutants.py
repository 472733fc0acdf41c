"""Breaks every claim in every way that its sentence says matters, and lists the changes that no output notices.

A survivor means that the claim's code does not prove its sentence. What is known of a code is not run again.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from claimkit.commands import ROOT
from claimkit.commands.mutations import NEED_CUDA, OPERATORS, mutants_of
from claimkit.evidence import runs, tried
from claimkit.pages import index
from claimkit.pages.model import DEVICES, Claim, Problem, Refused, UnreadablePages
from claimkit.portable import rehearsal
from claimkit.portable.driver import name_of_gpu

ALLOWED = ROOT / "tests" / "mutants-allowed.toml"
TRIED = ROOT / "tests" / "tried.json"
KEYS = {"claim", "mutation", "reason"}
PASSED, SKIPPED = "passed", "skipped"


@dataclass(frozen=True)
class Place:
    """Where code is tried: a device, and the folder of the stand-in for a GPU, if it is one."""

    device: str
    stand_in: Path | None = None

    def name(self, code):
        """By what the answer about a code is remembered."""
        rehearsed = f" {self.stand_in.name}" if self.stand_in else ""
        return f"{self.device}{rehearsed} {runs.key_of(code)}"


CPU = Place("cpu")


@dataclass(frozen=True)
class Trial:
    """A claim, the places where it is tried, and its mutants; what one place notices, no other need try."""

    claim: Claim
    places: tuple
    mutants: tuple

    @property
    def codes(self):
        """All that is to be run, each once, the claim's own code first."""
        return list(dict.fromkeys([self.claim.code, *(code for mutant in self.mutants for code in mutant.codes)]))

    def left_for(self, turn, answers):
        """The codes that no place before this one has noticed, and always the claim's own."""
        return [code for code in self.codes if code == self.claim.code or self.passes(code, answers, turn)]

    def passes(self, code, answers, turn=None):
        """Whether the code passes in every place, or in those before this turn."""
        return all(answers.get(place.name(code)) == PASSED for place in self.places[:turn])

    def survived(self, mutant, answers):
        """Whether no output notices the change, in any place."""
        return all(self.passes(code, answers) for code in mutant.codes)

    def digest(self, allowed):
        """Of all that is tried of the claim, and of what may survive."""
        names = [place.name(code) for place in self.places for code in self.codes]
        changes = [mutant.change for mutant in self.mutants if (self.claim.id, mutant.change) in allowed]
        return tried.digest(names, changes)


def main(arguments):
    parser = argparse.ArgumentParser("claimkit mutants", description=__doc__.splitlines()[0])
    parser.add_argument("--claim", help="try this claim only", metavar="ID")
    parser.add_argument("--naming", choices=DEVICES, help="try the claims that name this device only")
    parser.add_argument("--changed", action="store_true", help="pass over what tests/tried.json knows to be noticed")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    claims = index.load(ROOT / "docs", ROOT / "build").claims
    chosen = [claim for claim in choose(claims, options.claim)
              if not options.naming or options.naming in claim.devices]  # fmt: skip
    places = [Place(device) for device in (DEVICES if name_of_gpu() else DEVICES[:1])]  # the fastest first
    known, memory = tried.Tried(TRIED, "mutants"), runs.Memory(ROOT / "build" / "mutants.json")
    is_whole = not (options.claim or options.naming)
    wrong, told, ran, _ids = break_claims(claims, chosen, places, known, memory, options.changed, is_whole)
    print("\n".join(wrong), end="\n" * bool(wrong))
    print(f"{told} ({ran} runs in {time.monotonic() - started:.0f} s)")
    return 1 if wrong else 0


def break_claims(claims, chosen, places, known, memory, is_for_changed, is_whole, unknown=frozenset()):
    """Break those that are chosen among all claims, but no `unknown`; for changed ones, none that is known as it is.

    Returns lines of what is wrong, a summary, how many codes were run, and the ids of claims that could be broken.
    """
    allowed = read_allowed(ALLOWED, claims)
    trials = trials_of([claim for claim in chosen if claim.id not in unknown], places)
    due = [trial for trial in trials if not (is_for_changed and known.knows(trial.claim, trial.digest(allowed)))]
    ran = answer(due, memory)
    problems, counts = judge(due, memory.answers, allowed)
    known.keep({trial.claim.id: trial.digest(allowed) for trial in due if problems.get(trial.claim.id) == []},
               claims, is_whole)  # fmt: skip
    passed_over, tried_now = {trial.claim.id for trial in trials if trial not in due}, counts["tried"]
    noticed = ", ".join(f"{operator.__name__} {counts[operator.__name__]}" for operator in OPERATORS)
    told = (
        f"{tried_now} claims, {counts.total() - tried_now} mutants: noticed {noticed}; "
        f"{counts['allowed']} allowed, {counts['survived']} survived; "
        f"{len(passed_over)} claims tried before as they stand; "
        f"{len(chosen) - tried_now - len(passed_over)} not mutated here (they need another device or other libraries)"
    )
    return list(chain(*problems.values())), told, ran, passed_over | set(problems)


def choose(claims, wanted):
    if wanted and wanted not in claims:
        raise Refused(f"no claim '{wanted}': give the id of a claim on one of the pages")
    return [claims[wanted]] if wanted else list(claims.values())


def trials_of(chosen, places):
    """Each claim that can be tried, as far as it promises to hold with the libraries that are installed here."""
    found = []
    for claim in chosen:
        here = tuple(place for place in places if place.device in claim.devices and runs.promise(claim, place.device))
        if here:
            on_cuda = any(place.device == "cuda" for place in here)
            mutants = [mutant for mutant in mutants_of(claim) if on_cuda or mutant.operator not in NEED_CUDA]
            found.append(Trial(claim, here, tuple(mutants)))
    return found


def read_allowed(path, claims):
    """The equivalent mutants as {(claim id, change): where it is listed}; raise UnreadablePages for what means none."""
    text = path.read_text(encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[allowed]]"]
    found, problems = {}, []
    for line, entry in zip(chain(lines, repeat(1)), tomllib.loads(text).get("allowed", []), strict=False):
        what, remedy, name = "", "", entry.get("claim")
        if set(entry) != KEYS:
            what, remedy = f"an entry with {', '.join(sorted(entry))}", f"give it {', '.join(sorted(KEYS))}"
        elif name not in claims:
            what, remedy = f"unknown claim '{name}'", "name a claim that exists"
        elif entry["mutation"] not in {mutant.change for mutant in mutants_of(claims[name])}:
            what, remedy = f"{name} has no mutation '{entry['mutation']}'", "write it as `make mutants` prints it"
        if what:
            problems.append(Problem(f"tests/{path.name}", line, what, remedy))
        else:
            found[name, entry["mutation"]] = f"tests/{path.name}:{line}"
    if problems:
        raise UnreadablePages(problems)
    return found


def answer(trials, memory):
    """Have the memory know what comes of each code, place after place; return how many were run."""
    ran = 0
    try:
        for turn in range(max((len(trial.places) for trial in trials), default=0)):
            ran += try_all([(trial.claim, trial.places[turn], code) for trial in trials if turn < len(trial.places)
                            for code in trial.left_for(turn, memory.answers)],
                           memory, lambda outcome: outcome["outcome"])  # fmt: skip
    finally:
        own = {place.name(trial.claim.code) for trial in trials for place in trial.places}
        if not rehearsal.mode():
            memory.keep(name for name, word in memory.answers.items() if word == PASSED or name not in own)
    return ran


def try_all(due, memory, taken, **options):
    """Have the memory know what is taken of each outcome; return how many were run. `due` is (claim, place, code)."""
    wanted = {}
    for claim, place, code in due:
        run = runs.as_run(claim, place.device, code)
        wanted.setdefault(place.stand_in, {}).setdefault(place.name(code), run)
    return sum(memory.ask(same, taken, stand_in=stand_in, broken=True, **options) for stand_in, same in wanted.items())


def judge(trials, answers, allowed):
    """What is wrong with each claim that could be tried, a line each by its id, and how many mutants met which fate."""
    problems, counts = {}, Counter()
    for trial in trials:
        outcomes = {answers[place.name(trial.claim.code)] for place in trial.places}
        if SKIPPED in outcomes:  # an optional package is not installed here
            continue
        claim = trial.claim
        counts["tried"] += 1
        if outcomes == {PASSED}:
            problems[claim.id] = list(faults_of(trial, answers, allowed, counts))
        else:
            problems[claim.id] = [f"{claim.path}:{claim.line}: {claim.id}: false before any mutation: mend it first"]
    return problems, counts


def faults_of(trial, answers, allowed, counts):
    """Yield a line for each mutant that survived, and for each that the list allows though it is noticed; count all."""
    claim = trial.claim
    unused = {change: place for (name, change), place in allowed.items() if name == claim.id}
    for mutant in trial.mutants:
        fate = "noticed"
        if trial.survived(mutant, answers):
            fate = "allowed" if unused.pop(mutant.change, None) else "survived"
        counts[mutant.operator if fate == "noticed" else fate] += 1
        if fate == "survived":
            yield f"{claim.path}:{mutant.line}: {claim.id}: {mutant.change}"
    is_tried_elsewhere = trial.places != (CPU,) and not all(place.stand_in for place in trial.places)
    for change, place in unused.items() if not is_tried_elsewhere else ():  # where the entry may be needed
        yield f"{place}: {claim.id}: {change}: is noticed: remove it"
