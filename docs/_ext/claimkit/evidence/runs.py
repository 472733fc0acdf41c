"""What came of snippets when they ran: asks the worker, and keeps its answers in build/run.json for the next build."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from claimkit.evidence import store
from claimkit.pages.index import write_whole
from claimkit.pages.model import Refused
from claimkit.portable import rehearsal
from claimkit.portable.driver import name_of_gpu
from claimkit.portable.optional import OPTIONAL, names_any, version_of

ENGINE = Path(__file__).resolve().parents[2]  # the folder from which claimkit is imported
PORTABLE = ENGINE / "claimkit" / "portable"
# What code that we run may import; another version of any of these makes worthless what is remembered of such code.
LIBRARIES = ("torch", "numpy", *OPTIONAL.values())
AT_ONCE, WORTH_A_WORKER = 2, 50  # workers, and the runs for which another is started: torch takes a second to import


def as_run(snippet, device, code=None, environment=None):
    """What the worker is told of a snippet, or of other code in its place; what need not hold runs once, unwatched."""
    return {"id": snippet.id, "path": snippet.path, "code_line": snippet.code_line,
            "code": snippet.code if code is None else code, "device": device,
            "promised": bool(promise(snippet, device, environment))}  # fmt: skip


def promise(snippet, device, environment=None):
    """Whether the snippet must hold on the device (True), must fail (False), or promises nothing there (None)."""
    installed = environment or versions()
    if device == "cuda" and snippet.not_on:
        described = environment or _described()
        if snippet.leaves_out(store.name_of_machine(described["gpu"], described["hip"])):
            return None
    return snippet.applies_to(installed["torch"], installed["numpy"])


@cache
def _described():
    """What torch calls the machine here: drivers may call its GPU otherwise."""
    return next(ask([]))


def ask(runs, python=sys.executable, module="worker", stand_in=None, **options):
    """Have the runs done by another Python; yield what it says of its machine, then the outcome of each, in order.

    `stand_in` is the folder of the stand-in for a GPU on which it rehearses; whoever is on it asks those who are.
    The worker is ended if the caller stops listening; if it ends itself before all was run, what it said is raised.
    """
    own = os.environ.get("PYTHONPATH") if python == sys.executable else None  # where a cluster may keep its torch
    path = [str(folder) for folder in (stand_in or rehearsal.folder(), ENGINE, own) if folder]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as job, tempfile.TemporaryFile("w+") as complaints:
        json.dump({"runs": runs, **options}, job)
        job.seek(0)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
        command = [python, "-m", f"claimkit.portable.{module}"]
        worker = subprocess.Popen(
            command, stdin=job, stdout=subprocess.PIPE, stderr=complaints, env=environment, text=True, encoding="utf-8"
        )
        try:
            yield from map(json.loads, worker.stdout)
            status = worker.wait()
        finally:
            worker.kill()
            worker.wait()
            worker.stdout.close()
        if status:
            complaints.seek(0)
            raise Refused(complaints.read().strip() or f"the worker ended with status {status}")


def ask_at_once(runs, **options):
    """Yield the outcome of each run, in order, from as many workers as there is work for; one does all of an id."""
    share = min(AT_ONCE, -(-len(runs) // WORTH_A_WORKER))
    turns = {name: number % share for number, name in enumerate(dict.fromkeys(run["id"] for run in runs))}
    workers = [ask([run for run in runs if turns[run["id"]] == turn], **options) for turn in range(share)]
    for worker in workers:
        next(worker)
    yield from (next(workers[turns[run["id"]]]) for run in runs)
    yield from itertools.chain.from_iterable(workers)  # nothing more: but one that failed says so


def show_progress(done, total, name):
    """Say on a terminal, on one line that is written over, how far we are; the line goes with the last."""
    if sys.stderr.isatty():
        line = f"{done}/{total}: {name}" if done < total else ""
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


@cache
def versions():
    """The installed version of each library, or None."""
    return {name: version_of(name) for name in LIBRARIES}


def machine_here():
    """The Python and the GPU here, and what is hidden of it: what decides besides libraries what code does."""
    return [platform.python_version(), name_of_gpu(), os.environ.get("CUDA_VISIBLE_DEVICES")]


def key_of(code):
    """By what is remembered what code does: the code, and if it names other libraries than ours, their versions."""
    told = key_of_other_libraries() if names_any(code) else ""
    return hashlib.sha256((code + told).encode()).hexdigest()


def name_of(snippet):
    """By what the outcome of a snippet is remembered, which names the snippet."""
    return f"{snippet.id} {key_of(snippet.code)}"


def key_of_other_libraries():
    """Digest of what decides besides the machine what code does that names another library, as the matrix does."""
    return hashlib.sha256(json.dumps(versions()).encode()).hexdigest()


def key_of_machine():
    """Digest of what decides what any code does: torch, NumPy, Python, the GPU, and what runs it."""
    told = [versions()["torch"], versions()["numpy"], *machine_here()]
    digest = hashlib.sha256(json.dumps(told).encode())
    for path in sorted(PORTABLE.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Memory:
    """Answers that were kept in a file of the build folder, as long as nothing that decides them has changed.

    `answers` can be read and added to as a dict of JSON's types; `also` is what else decides them. What is rehearsed
    is not kept, but by who knows that it is.
    """

    def __init__(self, path, also=""):
        self.path, self.key = Path(path), key_of_machine() + also
        known = store.kept_in(path)
        self.answers = known["answers"] if known.get("key") == self.key else {}
        self.before = dict(self.answers)

    def ask(self, wanted, taken=lambda outcome: outcome, **options):
        """Come to know what is taken of the outcome of each run, by its name; return how many were not known."""
        due = {name: run for name, run in wanted.items() if name not in self.answers}
        outcomes = ask_at_once([*due.values()], **options)
        for done, (name, outcome) in enumerate(zip(due, outcomes, strict=True), 1):
            self.answers[name] = taken(outcome)
            show_progress(done, len(due), due[name]["id"])
        return len(due)

    def keep(self, names):
        if rehearsal.mode():
            raise store.rehearsed(f"{self.path.name} was not written")
        answers = {name: self.answers[name] for name in names if name in self.answers}
        if answers != self.before or not self.path.exists():
            write_whole(self.path, json.dumps({"key": self.key, "answers": answers}))


def outcomes_here(pages, build):
    """{id: outcome} of claims and sessions on the CPU, watched; what kept its promise as it stands is not run again."""
    due = [snippet for snippet in pages.snippets if "cpu" in snippet.devices]
    path, keeps_promise = Path(build) / "run.json", lambda snippet, outcome: not verdict(snippet, "cpu", outcome)
    return remembered(path, due, keeps_promise, watch=True, fork=True)


def remembered(path, snippets, is_kept, **options):
    """The outcome of each snippet on the CPU by its id: as the file remembers it, or of a worker with these options."""
    memory = Memory(path)
    every = {name_of(snippet): snippet for snippet in snippets}
    memory.ask({name: as_run(snippet, "cpu") for name, snippet in every.items()}, **options)
    memory.keep(name for name, snippet in every.items() if is_kept(snippet, memory.answers[name]))
    return {snippet.id: memory.answers[name] for name, snippet in every.items()}


def verdict(snippet, device, outcome, environment=None):
    """One line that says what is wrong with the outcome, or '' where the code keeps its promise.

    `environment` holds the versions it came from, by default those installed here.
    """
    installed = environment or versions()
    place = f"{snippet.path}:{{}}: {snippet.noun} '{snippet.id}' on {device}"
    promised = promise(snippet, device, environment)
    if outcome.get("watched") and not snippet.takes_times:
        return f"{place.format(snippet.line)} fails only while it is watched: got {_short(outcome['watched'])}"
    if outcome["outcome"] in ("failed", "absent") and promised:
        said = f"expected {_short(outcome['expected'])}, got {_short(outcome['got'])}"
        return f"{place.format(outcome['line'])} is false here: {said}: mend it, or give it a range"
    if outcome["outcome"] == "passed" and promised is False:
        libraries = f"torch {installed['torch']} and numpy {installed['numpy']}"
        return f"{place.format(snippet.line)} holds outside its range, with {libraries}: widen the range"
    return ""


def _short(text):
    return " ".join(text.split())[:300]


def matrix_here(build):
    """The measured matrix, as the portable wing prints it; what is known is not measured again."""
    memory = Memory(Path(build) / "measured.json", key_of_other_libraries())
    if "matrix" not in memory.answers:
        (memory.answers["matrix"],) = ask([], module="measure")
    memory.keep(["matrix"])
    return memory.answers["matrix"]
