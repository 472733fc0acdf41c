"""Runs all that speaks of CUDA on the stand-in for a GPU, in each order in which its copies may come; proves nothing.

A rehearsal is never evidence: it is kept apart in build/, and neither badges nor what is published know of it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from claimkit.commands import ROOT, mutants
from claimkit.evidence import matrix, runs, tried, wordings
from claimkit.pages import index
from claimkit.pages.model import Refused

TESTS = ROOT / "tests"
ALONE = TESTS / "alone.py"
FATES = REHEARSED, IMITATED, NOT_REHEARSED, FAILED = "rehearsed", "imitated", "not rehearsed", "failed"
PAGE = "docs/about/how-checked.md"  # which says what is rehearsed, and names the claims that cannot be
UNKNOWN = "unknown"  # the page's row of what no stand-in can tell
NOT_BROKEN = "not broken, for it is unknown, of other versions or lacks a library"
MODES = (
    "eager: copies that need not wait are there at once; late: when somebody waits for them. What holds must hold in "
    "both;\nwhat is broken on purpose must be noticed in one of the two, or on the CPU."
)
KIND = "mutants on the stand-in"  # in tests/tried.json
NAMES, WIDTH = 26, 15  # of the table's columns
SPEAKS_OF_CUDA = "cuda.is_available()"  # what a gallery script asks


def main(arguments):
    parser = argparse.ArgumentParser("claimkit rehearse", description=__doc__.splitlines()[0])
    parser.add_argument("--claim", help="rehearse this claim only, and its mutants", metavar="ID")
    parser.add_argument("--changed", action="store_true", help="break only claims that tests/tried.json does not know")
    options = parser.parse_args(arguments)
    stand_in, started = find_stand_in(), time.monotonic()
    try:
        if is_hidden():
            return "CUDA_VISIBLE_DEVICES hides every GPU, and the stand-in with them: unset it to rehearse"
        reason = stand_in.why_not()
        if reason:
            print(f"not rehearsed: {reason}")
            return int(stand_in.is_broken())
        pages = index.load(ROOT / "docs", ROOT / "build")
        folders = {mode: stand_in.folder(mode) for mode in stand_in.MODES}
        rehearsal = Rehearsal(pages, folders, digest(stand_in), unknown=named_in_row(UNKNOWN))
        rehearsal.run(options.claim)
        rehearsal.break_claims(options.claim, tried.Tried(mutants.TRIED, KIND, digest(stand_in)), options.changed)
    except PermissionError as error:
        return f"{error.filename}: {error.strerror}: a rehearsal keeps what it compiles and knows in build/"
    print("\n".join(rehearsal.problems), end="\n" * bool(rehearsal.problems))
    print("\n".join(rehearsal.table()))
    print(f"in {time.monotonic() - started:.0f} s; nothing of it is evidence")
    return 1 if rehearsal.problems else 0


def find_stand_in():
    """Its module, which lies beside the tests."""
    sys.path.append(str(TESTS / "stand_in"))
    return importlib.import_module("stand_in")


def is_hidden():
    """Whether every GPU is hidden, and the stand-in with them."""
    return os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")


def digest(stand_in):
    """Of all that decides what the stand-in does, and of what runs scripts on it."""
    files = [*sorted(Path(stand_in.__file__).parent.glob("*.*")), ALONE]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def name_of_matrix(mode):
    """By what the measured matrix is remembered: some of its sources are pandas'."""
    return f"{mode} matrix {runs.key_of_other_libraries()}"


class Rehearsal:
    """What was rehearsed in each mode; `problems` says what is wrong, a line each.

    `unknown` are the ids of claims that the stand-in cannot tell: they must fail on it.
    """

    def __init__(self, pages, folders, also, build=ROOT / "build", unknown=frozenset()):
        self.pages, self.folders, self.unknown = pages, folders, unknown
        self.memory = runs.Memory(build / "rehearsed.json", also)
        self.mutants = runs.Memory(build / "rehearsed-mutants.json", also)
        self.problems, self.used, self.broken = [], set(), ""
        self.counts = defaultdict(lambda: defaultdict(Counter))  # by what it is, mode and fate
        self.passed = defaultdict(set)  # the modes in which each of the unknown passes
        self.noted = defaultdict(set)  # what is named, by fate

    def run(self, wanted=None):
        """Rehearse everything, or the claim that is wanted alone."""
        claims = mutants.choose(self.pages.claims, wanted)
        if wanted and "cuda" not in claims[0].devices:
            raise Refused(f"{wanted} does not name CUDA: there is nothing to rehearse")
        try:
            for mode in self.folders:
                self.run_snippets(mode, [*claims, *(() if wanted else self.pages.sessions.values())])
            with ThreadPoolExecutor(2) as pool:
                jobs = [] if wanted else [pool.submit(job) for job in self.jobs()]
                try:
                    for job in jobs:
                        job.result()
                finally:
                    pool.shutdown(cancel_futures=True)  # on an interrupt it would take all that is due
        finally:
            self.memory.keep(self.used.union(self.memory.before if wanted else ()))  # of one, the others stay known
        if not wanted:
            self.compare_matrices()
            self.hold_page()

    def jobs(self):
        """What is rehearsed beside claims and sessions: the matrix, scripts, and notebooks as such."""
        for mode, folder in self.folders.items():
            yield partial(self.answer, name_of_matrix(mode), partial(measure, folder))
        for what, name, code in self.scripts():
            yield from (partial(self.play, mode, what, name, code) for mode in self.folders)

    def answer(self, name, ask, is_kept=lambda answer: True):
        """What is remembered under the name, or what is answered now."""
        if name not in self.memory.answers:
            self.memory.answers[name] = ask()
        answer = self.memory.answers[name]
        if is_kept(answer):
            self.used.add(name)
        return answer

    def count(self, what, mode, fate, problem=""):
        self.counts[what][mode][fate] += 1
        if problem:
            self.problems.append(f"{mode}: {problem}")

    # Claims, sessions and errors

    def run_snippets(self, mode, snippets):
        """Run those that name CUDA, and hold what they tell against the entries of errors."""
        names = {snippet: f"{mode} {snippet.id} {snippet.code_line} {runs.key_of(snippet.code)}" for snippet in snippets
                 if "cuda" in snippet.devices}  # fmt: skip
        wanted = {name: runs.as_run(snippet, "cuda") for snippet, name in names.items()}
        self.memory.ask(wanted, stand_in=self.folders[mode])
        outcomes = {snippet: self.memory.answers[name] for snippet, name in names.items()}
        for snippet, outcome in outcomes.items():
            problem = runs.verdict(snippet, "cuda", outcome)
            passes = outcome["outcome"] == "passed"
            fate = FAILED if problem else IMITATED if outcome.get("imitated") else REHEARSED
            fate = fate if problem or passes else NOT_REHEARSED
            if snippet.id in self.unknown:
                self.passed[snippet.id].update([] if problem else [mode])
                fate, problem = NOT_REHEARSED, ""
            self.count(f"{snippet.noun}s", mode, fate, problem)
            if fate in (IMITATED, NOT_REHEARSED):
                self.noted[fate].add(snippet.id)
            if not problem and passes:  # what was skipped lacks what may be there next
                self.used.add(names[snippet])
        self.hold_errors(mode, outcomes)

    def hold_errors(self, mode, outcomes):
        shown = [snippet for snippet in wordings.telling(self.pages, "cuda", runs.versions()) if snippet in outcomes]
        telling = {snippet: outcomes[snippet]["told"] for snippet in shown if outcomes[snippet]["outcome"] == "passed"}
        for problem in wordings.disagreements(telling, self.pages):
            self.count("errors", mode, FAILED, problem)
        for error in self.pages.errors.values():
            raised = [outcomes[snippet] for snippet in telling if snippet.id in error.claims]
            if raised:
                all_imitated = all(outcome.get("imitated") for outcome in raised)
                self.count("errors", mode, IMITATED if all_imitated else REHEARSED)

    # The matrix

    def compare_matrices(self):
        """Each cell must come out the same in every mode; those of CUDA are counted."""
        measured = {mode: self.memory.answers[name_of_matrix(mode)] for mode in self.folders}
        first = {(cell["route"], cell["source"]): cell for cell in next(iter(measured.values()))["cells"]}
        for mode, found in measured.items():
            of_gpu = matrix.of_gpu(found)
            for cell in found["cells"]:
                route, source = cell["route"], cell["source"]
                same = cell == first[route, source]
                problem = "" if same else f"{route} with the source '{source}' is not what it is in the other mode"
                if problem or source in of_gpu:
                    self.count("CUDA cells of the matrix", mode, REHEARSED if same else FAILED, problem)

    # The page that says what is rehearsed

    def hold_page(self, path=ROOT / PAGE):
        """It must name each claim that rests on a made-up text, and no other; and as unknown, none that passes."""
        self.problems += [f"{name} passes on the stand-in: take it out of the row '{UNKNOWN}' of {PAGE}"
                          for name, modes in self.passed.items() if modes == set(self.folders)
                          and not self.pages.claims[name].takes_times]  # which may pass by chance  # fmt: skip
        named, found = named_in_row(IMITATED, path), self.noted[IMITATED]
        if named != found:
            what = f"names {sorted(named)}, and {sorted(found)} rest on imitated texts: mend the row"
            self.problems.append(f"{PAGE}: the row '{IMITATED}' {what}")

    # Scripts, and notebooks as such

    def scripts(self):
        """(what it is, its name, code) of all that speaks of CUDA."""
        for path in sorted((ROOT / "gallery").rglob("plot_*.py")):
            code = path.read_text(encoding="utf-8")
            if SPEAKS_OF_CUDA in code:
                yield "gallery scripts", path.relative_to(ROOT).as_posix(), code
        for page, of_page in self.pages.cells.items():
            code = "\n".join(of_page)
            if "cuda" in code:
                yield "notebooks", f"docs/{page}.md", code

    def play(self, mode, what, name, code):
        key = f"{mode} {name} {runs.key_of(code)}"
        run = partial(run_script, code, Path(name).stem, self.folders[mode])
        problem, imitated = self.answer(key, run, lambda answer: not answer[0])
        fate = FAILED if problem else IMITATED if imitated else REHEARSED
        self.count(what, mode, fate, problem and f"{name}: {problem}")
        if fate == IMITATED:
            self.noted[f"{IMITATED} {what}"].add(name)

    # Mutants

    def break_claims(self, wanted, known, is_for_changed=False):
        """Break every claim, or the one that is wanted; those that are known to be noticed only if all are wanted."""
        claims = [claim for claim in mutants.choose(self.pages.claims, wanted) if "cuda" in claim.devices]
        places = [*(mutants.Place("cuda", folder) for folder in self.folders.values()), mutants.CPU]
        wrong, self.broken, _ran, broken = mutants.break_claims(
            self.pages.claims, claims, places, known, self.mutants, is_for_changed, not wanted, self.unknown
        )
        self.noted[NOT_BROKEN] = {claim.id for claim in claims} - broken
        self.problems += wrong

    # The table

    def table(self):
        """The lines of the table, and what stands below it."""
        for mode in self.folders:
            yield f"{mode:{NAMES}}" + "".join(f"{fate:>{WIDTH}}" for fate in FATES)
            for what, modes in self.counts.items():
                numbers = [modes[mode][fate] for fate in FATES]
                yield f"{what:{NAMES}}" + "".join(f"{number:{WIDTH}}" for number in numbers)
        yield MODES
        yield self.broken
        for fate, names in sorted(self.noted.items()):
            if names:
                yield f"{fate}: {', '.join(sorted(names))}"


def named_in_row(word, path=ROOT / PAGE):
    """The claims that the page's row names which begins with the word."""
    row = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {word} |"))
    return set(re.findall(r"\{claim\}`([^`]+)`", row))


def measure(folder):
    return next(runs.ask([], module="measure", stand_in=folder))


def run_script(code, stem, folder):
    """What is wrong with the script on the stand-in, or '', and the made-up texts that it met."""
    with tempfile.TemporaryDirectory() as scratch:
        path, imitated = Path(scratch) / f"{stem}.py", Path(scratch) / "imitated"
        path.write_text(code, encoding="utf-8")
        imitated.touch()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(runs.ENGINE)]),
                       "STAND_IN_TOLD": str(imitated)}  # fmt: skip
        done = subprocess.run([sys.executable, ALONE, path], env=environment, capture_output=True, text=True)
        return fault_of(done), sorted(set(imitated.read_text(encoding="utf-8").split()))


def fault_of(done):
    """What the script that ran alone is at fault in, or ''."""
    if done.returncode:
        return done.stderr.strip()
    result = json.loads(done.stdout)
    if result["status"]:
        return f"ended with status {result['status']}: {result['stderr'].strip()[-2000:]}"
    return "it skipped what needs a GPU" if re.search("^skipped: ", result["stdout"], re.MULTILINE) else ""
