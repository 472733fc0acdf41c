"""Breaks every claim in every way that its sentence says matters, and lists the changes that no output notices.

A survivor means that the claim's code does not prove its sentence. What is known of a code is not run again.
"""

from __future__ import annotations

import argparse
import hashlib
import time
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, count, repeat

from claimkit.commands import ROOT, show_progress
from claimkit.commands.mutations import OPERATORS, mutants_of
from claimkit.evidence import runs
from claimkit.pages import index
from claimkit.pages.model import DEVICES, Claim, Problem, UnreadablePages
from claimkit.portable.driver import asked_of_the_driver

ALLOWED = ROOT / "tests" / "mutants-allowed.toml"
KEYS = {"claim", "mutation", "reason"}
PASSED, SKIPPED = "passed", "skipped"


@dataclass(frozen=True)
class Trial:
    """A claim on a device, and its mutants."""

    claim: Claim
    device: str
    mutants: tuple

    @property
    def codes(self):
        """All that is to be run, each once, the claim's own code first."""
        return list(dict.fromkeys([self.claim.code, *(code for mutant in self.mutants for code in mutant.codes)]))

    def name(self, code):
        """By what the answer about a code is remembered."""
        return f"{self.device} {hashlib.sha256(code.encode()).hexdigest()}"

    def outcome(self, answers):
        """What came of the claim unbroken."""
        return answers[self.name(self.claim.code)]

    def survived(self, mutant, answers):
        """Whether no output notices the change."""
        return all(answers[self.name(code)] == PASSED for code in mutant.codes)


def main(arguments):
    parser = argparse.ArgumentParser("claimkit mutants", description=__doc__.splitlines()[0])
    parser.add_argument("--claim", help="try this claim only", metavar="ID")
    parser.add_argument("--list", action="store_true", help="show every mutant and whether it was noticed")
    parser.add_argument("--device", choices=DEVICES, help="try on this device only (default: the CPU where it serves)")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        claims = index.load(ROOT / "docs", ROOT / "build").claims
        allowed = read_allowed(ALLOWED, claims)
        chosen = choose(claims, options.claim)
        trials = trials_of(chosen, devices_here(options.device))
        memory = runs.Memory(ROOT / "build" / "mutants.json")
        run = answer(trials, memory)
    except (UnreadablePages, Refused, runs.WorkerFailed) as error:
        return str(error)
    problems, counts = judge(trials, memory.answers, allowed, options.list)
    print("\n".join(problems), end="\n" * bool(problems))
    print(f"{summary(counts, len(chosen))} ({run} runs in {time.monotonic() - started:.0f} s)")
    return 1 if problems else 0


class Refused(Exception):
    """What was asked for and cannot be done."""


def choose(claims, wanted):
    """Every claim, or the one that is wanted."""
    if wanted and wanted not in claims:
        raise Refused(f"no claim '{wanted}': give the id of a claim on one of the pages")
    return [claims[wanted]] if wanted else list(claims.values())


def devices_here(wanted):
    """Where claims can be tried, best first."""
    has_gpu = asked_of_the_driver("name") is not None
    if wanted == "cuda" and not has_gpu:
        raise Refused("--device cuda: no GPU was found: use a machine with one")
    return [wanted] if wanted else DEVICES if has_gpu else DEVICES[:1]


def trials_of(chosen, devices):
    """Each claim that can be tried, as far as it promises to hold with the libraries that are installed here."""
    installed = runs.versions()
    found = []
    for claim in chosen:
        device = next((device for device in devices if device in claim.devices), None)
        if device and claim.applies_to(installed["torch"], installed["numpy"]):
            found.append(Trial(claim, device, tuple(mutants_of(claim))))
    return found


def read_allowed(path, claims):
    """The equivalent mutants as {(claim id, change): where it is listed}; raise UnreadablePages for what means none."""
    text = path.read_text(encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[allowed]]"]
    found, problems = {}, []
    for line, entry in zip(chain(lines, repeat(1)), tomllib.loads(text).get("allowed", []), strict=False):
        what = mistake(entry, claims)
        if what:
            problems.append(Problem(f"tests/{path.name}", line, *what))
        else:
            found[entry["claim"], entry["mutation"]] = f"tests/{path.name}:{line}"
    if problems:
        raise UnreadablePages(problems)
    return found


def mistake(entry, claims):
    """What is wrong with an entry, and the remedy."""
    if set(entry) != KEYS:
        return f"an entry with {', '.join(sorted(entry))}", f"give it {', '.join(sorted(KEYS))}"
    if entry["claim"] not in claims:
        return f"unknown claim '{entry['claim']}'", "name a claim that exists"
    if entry["mutation"] not in {mutant.change for mutant in mutants_of(claims[entry["claim"]])}:
        return f"{entry['claim']} has no mutation '{entry['mutation']}'", "write it as `make mutants` prints it"
    return None


def answer(trials, memory):
    """Have the memory know what comes of each code; return how many were run."""
    due = [(trial, code) for trial in trials for code in trial.codes if trial.name(code) not in memory.answers]
    try:
        with ThreadPoolExecutor(2) as pool:  # a worker a core, on the least machine that this should serve
            list(pool.map(Asker(len(due), memory.answers), split(due)))
    finally:
        wrong = {trial.name(trial.claim.code) for trial in trials}
        memory.keep(name for name, word in memory.answers.items() if word == PASSED or name not in wrong)
    return len(due)


def split(due):
    """Two halves of about the same work; the codes of one claim stay together."""
    names = {name: number for number, name in enumerate(dict.fromkeys(trial.claim.id for trial, _code in due))}
    return [[pair for pair in due if names[pair[0].claim.id] % 2 == half] for half in (0, 1)]


class Asker:
    """Puts what a worker answers about (trial, code) pairs among the answers, and shows how far all are."""

    def __init__(self, total, answers):
        self.total, self.answers, self.done = total, answers, count(1)

    def __call__(self, pairs):
        if not pairs:
            return
        outcomes = runs.ask([runs.as_run(trial.claim, trial.device, code) for trial, code in pairs], broken=True)
        next(outcomes)
        for (trial, code), outcome in zip(pairs, outcomes, strict=True):
            self.answers[trial.name(code)] = outcome["outcome"]
            show_progress(next(self.done), self.total, trial.claim.id)


def judge(trials, answers, allowed, show_all=False):
    """What is wrong, a line each, and how many mutants met which fate."""
    problems, counts, unused = [], Counter(), dict(allowed)
    for trial in trials:
        claim = trial.claim
        if trial.outcome(answers) == SKIPPED:  # an optional package is not installed here
            continue
        counts["tried"] += 1
        if trial.outcome(answers) != PASSED:
            problems.append(f"{claim.path}:{claim.line}: {claim.id}: false before any mutation: mend it first")
            continue
        for mutant in trial.mutants:
            fate = "noticed"
            if trial.survived(mutant, answers):
                fate = "allowed" if unused.pop((claim.id, mutant.change), None) else "survived"
            counts[mutant.operator if fate == "noticed" else fate] += 1
            line = f"{claim.path}:{mutant.line}: {claim.id}: {mutant.change}"
            if fate == "survived":
                problems.append(line)
            elif show_all:
                print(f"{line}: {fate}")
        listed = {change: place for (name, change), place in unused.items() if name == claim.id}
        problems += [f"{place}: {claim.id}: {change}: is noticed: remove it" for change, place in listed.items()]
    return problems, counts


def summary(counts, chosen):
    noticed = ", ".join(f"{operator.__name__} {counts[operator.__name__]}" for operator in OPERATORS)
    return (
        f"{counts['tried']} claims, {sum(counts.values()) - counts['tried']} mutants: noticed {noticed}; "
        f"{counts['allowed']} allowed, {counts['survived']} survived; "
        f"{chosen - counts['tried']} claims not mutated here (they need another device or other libraries)"
    )
