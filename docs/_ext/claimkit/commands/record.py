"""Runs every claim on every device with a Python that has torch and NumPy, and writes that environment's record.

Itself it needs `packaging` beside the standard library, so that it serves on a machine that is lent.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from claimkit.commands import ROOT
from claimkit.evidence import runs, store
from claimkit.pages import index
from claimkit.pages.model import DEVICES, OTHER_DEVICES, Refused, UnreadablePages


def main(arguments):
    parser = argparse.ArgumentParser("claimkit record", description=__doc__.splitlines()[0])
    parser.add_argument("--accelerator", choices=OTHER_DEVICES, help="run what holds on CPU and CUDA here too: a Mac's "
                        "GPU is mps, and Intel's xpu; no page asserts anything about them")  # fmt: skip
    parser.add_argument("--resume", action="store_true", help="run only what this environment's record lacks")
    options = parser.parse_args(arguments)
    return "\n".join(evidence(ROOT, anew=not options.resume, accelerator=options.accelerator)) or 0


def evidence(root, name=None, python=sys.executable, anew=True, accelerator=None):
    """Write the record of the environment of `python`; return what is false there, a line each.

    Not `anew`, run only what the record lacks, if it is of the same environment. Of an accelerator that is not CUDA no
    page asserts anything: what it does with claims that hold on CPU and CUDA alike is recorded, and nothing is false.
    Whoever interrupts this loses nothing that has run.
    """
    if not hasattr(os, "fork"):  # see survive.py
        raise Refused("nothing was recorded: Python has no os.fork here: use Linux, on Windows in WSL")
    ask = f"from claimkit.portable.run import why_not_here; print(why_not_here({accelerator!r}))"
    reason = printed_by(python, ask).strip() if accelerator else ""
    if reason:
        raise Refused(f"nothing was recorded: {reason}")
    every = index.load(root / "docs", root / "build").claims
    if not every:
        raise Refused("nothing was recorded: no page has a claim")
    described = describe(python)
    if "stand_in" in described:
        raise store.rehearsed("nothing was recorded")
    pinned = first_pins(root / "requirements.txt")
    folder = root / "docs" / "evidence"
    described = {"name": store.name_of(described, name, pinned, folder, accelerator), **described}
    results = {} if anew else kept_results(folder, described, every)
    others = [accelerator] * bool(accelerator)  # for which what holds on CPU and CUDA alike is written too
    due = [(claim, device) for claim in every.values() if claim.id not in results
           for device in (*claim.devices, *others * (set(claim.devices) == set(DEVICES)))]  # fmt: skip
    false, done = [], 0
    folders = folders_of(python)
    try:
        for claim, device, outcome in run_all(due, python, described):
            done += 1
            got = outcome["got"]
            for own in folders:
                got = got.replace(own, "...")
            results.setdefault(claim.id, {})[device] = store.result_of(claim, {**outcome, "got": got})
            if outcome["outcome"] != "absent" and device in claim.devices:
                false.append(runs.verdict(claim, device, outcome, described))
    except KeyboardInterrupt:
        false.append(f"interrupted: {done} of {len(due)} runs are in the record: --resume adds the others")
    folder.mkdir(parents=True, exist_ok=True)
    path = store.write(folder, described, results)
    counts = Counter(result["outcome"] for devices in results.values() for result in devices.values())
    told = ", ".join(f"{counts[word]} {word}" for word in store.STATES)
    print(f"{path.relative_to(root).as_posix()}: {told}", flush=True)
    return [line for line in false if line]


def printed_by(python, code):
    environment = {**os.environ, "PYTHONPATH": str(runs.ENGINE)}
    return subprocess.run([python, "-c", code], stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout


def describe(python):
    """What the libraries and the machine of this Python are."""
    answers, reason = [], "it ends without a word"
    try:
        answers += runs.ask([], python=python)
    except (OSError, ValueError, Refused) as error:
        reason = str(error).splitlines()[-1]
    if not answers:
        raise Refused(f"nothing was recorded: {python} does not say what it has: {reason}")
    return answers[0]


def first_pins(path):
    """The first version that requirements give each package, by which records are named: that of the oldest Python."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return dict(reversed(re.findall(r"^([\w.-]+)==([\w.!+-]+)", text, re.MULTILINE)))


def kept_results(folder, described, every):
    """What the record holds of claims as they stand, on all their devices; nothing if it is of another environment."""
    try:
        record = store.read(folder / f"{described['name']}.json")
    except (OSError, UnreadablePages):
        return {}
    except ModuleNotFoundError as missing:
        what = f"nothing was recorded: --resume needs {missing.name}, which is not installed here"
        raise Refused(f"{what}: install it, or record all of it again") from None
    other = [f"{name} {record.described.get(name)}, not {value}" for name, value in described.items()
             if value != record.described.get(name)]  # fmt: skip
    if other:
        print(f"docs/evidence/{described['name']}.json was recorded with {', '.join(other)}: all of it is run again, "
              "and replaces it; 'git restore' brings it back")  # fmt: skip
        return {}
    return {name: devices for name, devices in record.results.items()
            if name in every and not store.lacks(record, every[name])}  # fmt: skip


def run_all(due, python, described):
    if not due:
        return
    answers = runs.ask([runs.as_run(*pair, environment=described) for pair in due], python=python)
    next(answers)
    for done, ((claim, device), outcome) in enumerate(zip(due, answers, strict=True), 1):
        yield claim, device, outcome
        runs.show_progress(done, len(due), claim.id)


def folders_of(python):
    """The folders that tell where Python and we are, and nothing of the claims; the longest first."""
    prefix = printed_by(python, "import sys; print(sys.prefix)").strip()
    return sorted({prefix, str(ROOT), str(Path.home())} - {"/"}, key=len, reverse=True)
