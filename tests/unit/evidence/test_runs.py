"""Snippets are run by another Python, again when something changes that decides their outcome, and judged by it."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from claimkit.evidence import runs
from claimkit.pages import reader
from claimkit.pages.model import Refused
from claimkit.portable.run import Code, run
from unit.evidence.made_up import claim_with, pages_of
from unit.pages.bad_pages import FALSE_CLAIMS, FALSE_SESSION

HERE = {"torch": "2.13.0", "numpy": "2.4.6"}
PASSED = {"outcome": "passed", "got": "", "expected": "", "line": 0, "told": []}


def outcome_of(snippet):
    return dataclasses.asdict(run(Code(snippet.id, snippet.path, snippet.code_line, snippet.code), "cpu"))


# What is wrong with an outcome


@pytest.mark.parametrize("page", FALSE_CLAIMS, ids=lambda page: page.name)
def test_a_false_claim_is_told_in_one_line(page, tmp_path):
    """The line names the page, the line, the claim, the device, what was expected and what came."""
    page.write(tmp_path / "docs")
    (claim,) = reader.load(tmp_path / "docs").claims.values()
    told = runs.verdict(claim, "cpu", outcome_of(claim))
    assert told.startswith(f"{page.place} claim '{page.name}.good' on cpu ")
    assert page.what in told
    assert "\n" not in told


def test_a_false_session_is_told_in_one_line(tmp_path):
    """So does the line of a session, whose blocks share their names and keep the page's line numbers."""
    FALSE_SESSION.write(tmp_path / "docs")
    (session,) = reader.load(tmp_path / "docs").sessions.values()
    told = runs.verdict(session, "cpu", outcome_of(session))
    assert told.startswith(f"{FALSE_SESSION.place} session 'false-session' on cpu ")
    assert FALSE_SESSION.what in told


@pytest.mark.parametrize(
    ("torch", "outcome", "told"),
    [
        ("", "passed", ""),
        ("", "skipped", ""),
        ("", "failed", "docs/topic.md:13: claim 'topic.good' on cuda is false here: expected 1, got 2"),
        ("", "absent", "is false here"),
        ("<2.0", "failed", ""),
        ("<2.0", "absent", ""),
        ("<2.0", "passed", "holds outside its range, with torch 2.13.0 and numpy 2.4.6"),
    ],
)
def test_a_range_decides_what_is_wrong(torch, outcome, told):
    """Inside its range a claim must hold, outside it must not; what was skipped is neither."""
    found = {**PASSED, "outcome": outcome, "got": "2", "expected": "1", "line": 13}
    verdict = runs.verdict(claim_with(torch), "cuda", found, HERE)
    assert told in verdict
    assert bool(told) == bool(verdict)


@pytest.mark.parametrize(("device", "told"), [("cuda", ""), ("cpu", "is false here")])
@pytest.mark.parametrize("is_here", [False, True])
def test_on_a_gpu_that_is_left_out_anything_may_come(monkeypatch, device, told, is_here):
    """Whether it is this machine's or another's; on the CPU beside it the claim must hold."""
    there = {**HERE, "gpu": "Tesla T4", "hip": None}
    monkeypatch.setattr(runs, "_described", lambda: there)
    monkeypatch.setattr(runs, "versions", lambda: HERE)
    claim, found = claim_with(not_on=("cuda-tesla-t4",)), {**PASSED, "outcome": "failed", "expected": "1", "line": 13}
    assert told in (verdict := runs.verdict(claim, device, found, None if is_here else there))
    assert bool(told) == bool(verdict)
    assert runs.as_run(claim, device, environment=there)["promised"] is bool(told)


def test_what_fails_only_while_it_is_watched_is_told():
    """It holds, but what it converts cannot be compared. Of what takes times it is no news, as watching takes some."""
    timed = dataclasses.replace(claim_with(), code=">>> import timeit\n")
    assert not runs.verdict(timed, "cpu", {**PASSED, "watched": "other"}, HERE)
    told = runs.verdict(claim_with(), "cpu", {**PASSED, "watched": "other"}, HERE)
    assert told == "docs/topic.md:4: claim 'topic.good' on cpu fails only while it is watched: got other"


def test_an_old_torch_beside_numpy_2_promises_nothing():
    """Whatever comes of it there."""
    for outcome in ("passed", "failed", "absent"):
        assert not runs.verdict(
            claim_with(), "cpu", {**PASSED, "outcome": outcome}, {"torch": "2.2.2", "numpy": "2.0.2"}
        )


# Asking


def test_a_worker_that_fails_says_why():
    """With what it had written when it ended."""
    with pytest.raises(Refused, match="No module named claimkit.portable.nothing"):
        list(runs.ask([], module="nothing"))


PARENT = """
from claimkit.evidence import runs
hang = ">>> import time\\n>>> time.sleep(600)\\n1\\n"
wanted = {"id": "hang", "path": "docs/topic.md", "code_line": 1, "code": hang, "device": "cpu"}
for answer in runs.ask([wanted]):
    print("answered", flush=True)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_listener(end):
    """Nor does what the worker has started, even if the listener is killed while a snippet hangs."""
    environment = {**os.environ, "PYTHONPATH": str(runs.ENGINE)}
    command = [sys.executable, "-c", PARENT]
    parent = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert parent.stdout.readline() == b"answered\n"
    deadline = time.monotonic() + 60
    while len(started := psutil.Process(parent.pid).children(recursive=True)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    parent.send_signal(end)
    parent.communicate()
    assert len(started) == 2
    assert psutil.wait_procs(started, timeout=20)[1] == []


# Remembering


@pytest.fixture
def asked(monkeypatch):
    """The ids of what was run, in order, by a worker that passes all but what says 'false'."""
    ids = []

    def ask(wanted, **_options):
        yield {}
        for one in wanted:
            ids.append(one["id"])
            yield {**PASSED, "outcome": "failed" if "false" in one["id"] else "passed"}

    monkeypatch.setattr(runs, "ask", ask)
    return ids


def test_what_keeps_its_promise_is_not_run_again(asked, tmp_path):
    """What is false is, each time, and so is what fails only while it is watched."""
    pages = pages_of(claim_with(name="a.true"), claim_with(name="b.false"))
    outcomes = runs.outcomes_here(pages, tmp_path)
    assert {name: outcome["outcome"] for name, outcome in outcomes.items()} == {"a.true": "passed", "b.false": "failed"}
    assert runs.outcomes_here(pages, tmp_path) == outcomes
    assert asked == ["a.true", "b.false", "b.false"]


def test_what_changes_runs_again(asked, tmp_path):
    """Other code, and another line, because outcomes name it; another sentence is no reason, nor is another device."""
    claim = claim_with(name="a.true")
    for changes in ({}, {"text": "Other."}, {"code": ">>> 2\n2\n"}, {"code_line": 13}):
        runs.outcomes_here(pages_of(dataclasses.replace(claim, **changes)), tmp_path)
    assert asked == ["a.true"] * 3
    assert runs.outcomes_here(pages_of(claim_with(name="c.cuda", devices=("cuda",))), tmp_path) == {}


def test_what_is_gone_is_forgotten(asked, tmp_path):
    """The file does not grow with what pages once held."""
    runs.outcomes_here(pages_of(claim_with(name="a.true"), claim_with(name="b.true")), tmp_path)
    runs.outcomes_here(pages_of(claim_with(name="b.true")), tmp_path)
    assert [name.split()[0] for name in runs.Memory(tmp_path / "run.json").answers] == ["b.true"]


def test_a_range_that_no_longer_fits_is_told_from_memory(asked, tmp_path):
    """The outcome is that of the code; what is promised of it may change meanwhile."""
    runs.outcomes_here(pages_of(claim_with(name="a.true")), tmp_path)
    narrowed = claim_with("<1.0", name="a.true")
    outcome = runs.outcomes_here(pages_of(narrowed), tmp_path)["a.true"]
    assert "holds outside its range" in runs.verdict(narrowed, "cpu", outcome)


def remembers(path):
    return "name" in runs.Memory(path).answers


@pytest.fixture
def kept(tmp_path):
    """A file in which an answer is remembered."""
    memory = runs.Memory(tmp_path / "kept.json")
    memory.answers["name"] = 1
    memory.keep(["name"])
    assert remembers(memory.path)
    return memory.path


def test_another_torch_or_numpy_makes_memory_worthless(kept, monkeypatch):
    """Another version of any other library does not, by itself."""
    installed = runs.versions()
    for library in runs.LIBRARIES:
        with monkeypatch.context() as patch:
            patch.setattr(runs, "versions", lambda changed=library: {**installed, changed: "0.1"})
            assert remembers(kept) == (library not in ("torch", "numpy")), library
    assert remembers(kept)


@pytest.mark.parametrize(
    ("code", "decides"),
    [(">>> torch.ones(2)\n", False), (">>> import pandas\n", True), (">>> torch.utils.tensorboard\n", True)],
)
def test_of_code_that_names_another_library_any_version_counts(monkeypatch, code, decides):
    """Wherever it is named, for libraries import one another; what names none does not know of them."""
    installed, before = runs.versions(), runs.key_of(code)
    monkeypatch.setattr(runs, "versions", lambda: {**installed, "pyarrow": "0.1"})
    assert (runs.key_of(code) != before) == decides
    assert runs.key_of(code) != runs.key_of(code + "\n")


@pytest.mark.parametrize("change", ["runner", "python", "gpu"])
def test_another_machine_or_runner_makes_memory_worthless(kept, monkeypatch, tmp_path, change):
    """The code that runs what is remembered is part of what decides it."""
    if change == "runner":
        (tmp_path / "run.py").write_text("def run(): fail()")
        monkeypatch.setattr(runs, "PORTABLE", tmp_path)
    if change == "python":
        monkeypatch.setattr(runs.platform, "python_version", lambda: "3.99.0")
    if change == "gpu":
        monkeypatch.setattr(runs, "name_of_gpu", lambda: "NVIDIA H200")
    assert not remembers(kept)


@pytest.mark.parametrize("text", ["", "{", '{"key": 1}', '{"answers": {}}'])
def test_a_spoilt_memory_is_none(tmp_path, text):
    """It is made anew, without a word."""
    (tmp_path / "kept.json").write_text(text, encoding="utf-8")
    assert runs.Memory(tmp_path / "kept.json").answers == {}


def test_the_matrix_is_measured_once(monkeypatch, tmp_path):
    """As long as nothing that decides it changes."""
    measured = []
    monkeypatch.setattr(runs, "ask", lambda *_runs, module: measured.append(module) or iter([{"cells": []}]))
    assert runs.matrix_here(tmp_path) == runs.matrix_here(tmp_path) == {"cells": []}
    assert measured == ["measure"]
    assert json.loads((tmp_path / "measured.json").read_text(encoding="utf-8"))["answers"]["matrix"] == {"cells": []}


def test_nothing_rehearsed_is_remembered(monkeypatch, tmp_path):
    """What comes out on the stand-in for a GPU would be taken for what the machine does."""
    memory = runs.Memory(tmp_path / "kept.json")
    memory.answers["a"] = "passed"
    monkeypatch.setattr(runs.rehearsal, "mode", lambda: "late")
    with pytest.raises(Refused, match="kept.json was not written"):
        memory.keep(["a"])
    assert not memory.path.exists()


def test_what_else_decides_makes_memory_worthless(tmp_path):
    """As another stand-in does."""
    for also, known in [("one", {}), ("one", {"a": 1}), ("other", {})]:
        memory = runs.Memory(tmp_path / "kept.json", also)
        assert memory.answers == known
        memory.answers["a"] = 1
        memory.keep(["a"])


def test_who_is_on_the_stand_in_asks_those_who_are(on_stand_in, monkeypatch):
    """And who is not, only if they say so."""
    told = [next(runs.ask([])), next(runs.ask([], stand_in=on_stand_in["eager"]))]
    monkeypatch.setattr(runs.rehearsal, "folder", lambda: on_stand_in["late"])
    told.append(next(runs.ask([])))
    assert [machine.get("stand_in") for machine in told] == [None, "eager", "late"]
