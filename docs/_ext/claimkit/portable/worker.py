"""Runs snippets one after another and survives them: `python -m claimkit.portable.worker < job.json`.

The job is {"runs": [{"id", "path", "code_line", "code", "device", "promised": whether it should hold here}, …],
"watch": whether to note conversions, "broken": whether the code is broken on purpose, "paste": whether to run it as a
reader does who pastes it, "tell": whether to tell what each of its lines printed, "fork": whether second Pythons may be
forks}. The first line of output describes the machine; one line follows for each run, in order, as JSON: outcome, got,
expected, line, told, the seconds of `cpu` that it and the processes it started took, and if watched what was `seen`, or
in `watched` what went wrong only while it was watched; on the stand-in for a GPU, which of its made-up texts were
`imitated`. What fails is run once more in a process of its own, unless it was meant to fail.
"""

from __future__ import annotations

import os

# Threads would be lost in a forked child, and CUDA that this process has asked for as well.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"
os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"  # which asks the network for a newer one when it is imported
os.environ.pop("CUDA_LAUNCH_BLOCKING", None)  # it would hide what claims show of asynchronous copies

import contextlib
import dataclasses
import functools
import gc
import itertools
import json
import subprocess
import sys

from claimkit.portable import rehearsal, second_python, survive
from claimkit.portable.machine import describe
from claimkit.portable.paste import paste as run_pasted
from claimkit.portable.run import Code, Outcome, run
from claimkit.portable.transcript import transcript

sys.modules["openvino_telemetry"] = None  # through which OpenVINO tells of each import; without it, it tells nothing


def main():
    survive.die_with_parent()
    job = json.load(sys.stdin)
    described = next(survive.results(lambda _: describe(), [None]))
    if isinstance(described, survive.Died):
        sys.exit("cannot ask torch about this machine: " + described.how)
    answer(described)
    gc.freeze()  # what is here by now is no garbage: what is looked for between snippets is theirs alone
    options = {name for name in ("watch", "broken", "paste", "tell", "fork") if job.get(name)}
    with second_python.forked() if "fork" in options else contextlib.nullcontext():
        for outcome in outcomes(job["runs"], options):
            answer(outcome)


def answer(data):
    print(json.dumps(data), flush=True)


def outcomes(runs, options):
    """Yield the outcome of each run as a dict of JSON's types."""

    def run_one(wanted):
        before = _cpu_seconds()
        return dict(judge(wanted), cpu=round(_cpu_seconds() - before, 3))

    def judge(wanted):
        if "broken" in options:
            _remember_subprocesses()
        code = Code(wanted["id"], wanted["path"], wanted["code_line"], wanted["code"])
        try:
            return run_code(code, wanted)
        except BaseException as error:  # an interrupt, or code that broke what runs it
            told = f"{type(error).__name__}: {error}"
            return dataclasses.asdict(Outcome("failed", told, "code that leaves its runner whole", code.code_line))

    def run_code(code, wanted):
        if "paste" in options:
            return dataclasses.asdict(run_pasted(code, wanted["device"]))
        if "tell" in options:
            return transcript(code, wanted["device"])
        is_here = wanted["device"] == "cpu" and not second_python.USED.search(code.code)
        if "watch" in options and is_here and wanted.get("promised", True):
            return _watched(code)
        rehearsal.take_imitated()
        outcome = dataclasses.asdict(run(code, wanted["device"]))
        return dict(outcome, imitated=rehearsal.take_imitated()) if rehearsal.mode() else outcome

    answers = itertools.chain.from_iterable(survive.results(run_one, group) for group in _groups(runs, options))
    for wanted, outcome in zip(runs, answers):
        failed = isinstance(outcome, dict) and outcome["outcome"] == "failed"
        if failed and wanted.get("promised", True) and "broken" not in options:  # what ran before it may be to blame
            with second_python.real():
                outcome = next(survive.results(run_one, [wanted]))
        if isinstance(outcome, survive.Died):
            outcome = Outcome("failed", outcome.how, "code that Python survives", wanted["code_line"])
            outcome = dataclasses.asdict(outcome)
        yield outcome


def _cpu_seconds():
    """What this process has worked, and those that it started and that have ended."""
    return sum(os.times()[:4])


def _groups(runs, options):
    """The runs that share a process: all, unless one may not see what another left."""
    if "paste" in options:  # torch gives a warning once a process
        return [[one] for one in runs]
    if "broken" in options:  # what breaks one may break the next; of another claim that would look like a finding
        return [list(group) for _id, group in itertools.groupby(runs, lambda wanted: wanted["id"])]
    return [runs]


def _watched(code):
    """The outcome, with what was seen; code that does not pass while it is watched is judged by a run of its own."""
    from claimkit.portable.watch import watch

    outcome, seen = watch(code)
    if outcome.outcome in ("passed", "skipped"):
        return dict(dataclasses.asdict(outcome), seen=seen)
    unwatched = run(code, "cpu")
    found = dataclasses.asdict(unwatched)
    return dict(found, watched=outcome.got) if unwatched.outcome == "passed" else found


@functools.lru_cache(maxsize=None)
def _remember_subprocesses():
    """Starting a second Python takes seconds, and most mutants of a claim ask it the same thing again."""
    run_now, answers = subprocess.run, {}

    def run_once(*args, **kwargs):
        key = repr((args, sorted(kwargs.items())))
        if key not in answers:
            answers[key] = run_now(*args, **kwargs)
        return answers[key]

    subprocess.run = run_once


if __name__ == "__main__":
    main()
