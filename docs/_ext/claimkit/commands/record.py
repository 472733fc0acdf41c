"""Runs claims here, from the command line: `check` for the build, `evidence` to write this environment's record.

`complete` runs only what the record lacks, and leaves it to the caller to judge.
Like the runner, needs the standard library, numpy and torch only and Python >= 3.8.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import apart
import claims

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence"
PASSED = ROOT / "build" / "claims-passed.json"
REQUIREMENTS = ROOT / "requirements.txt"
SECONDS = 60  # for one claim; the longest takes 3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["check", "evidence", "complete"])
    parser.add_argument("--name", help="name the environment so, in place of torch-VERSION", metavar="NAME")
    options = parser.parse_args()
    try:
        pages = claims.load(ROOT / "docs")
    except claims.UnreadablePages as error:
        sys.exit(str(error))
    if options.command == "check":
        false = check(pages)
    else:
        false = evidence(pages, options.name, anew=options.command == "evidence")
    if false:
        sys.exit("\n".join(false))


def check(pages):
    """Run on the CPU each claim and session that has not passed here as it is; return what is false, a line each."""
    versions = "torch {} numpy {}".format(metadata.version("torch"), metadata.version("numpy"))
    try:
        passed = set(json.loads(PASSED.read_text(encoding="utf-8"))[versions])
    except (OSError, ValueError, KeyError):
        passed = set()
    key = "{0.id} {0.digest} {0.torch} {0.numpy}".format
    every = [*pages.claims.values(), *pages.sessions.values()]
    due = [snippet for snippet in every if "cpu" in snippet.devices and key(snippet) not in passed]
    false = []
    for snippet, device, outcome in _run_all(due, ["cpu"]):
        problem = verdict(snippet, device, outcome)
        if problem:
            false.append(problem)
        elif outcome.outcome != "skipped":
            passed.add(key(snippet))
    PASSED.parent.mkdir(exist_ok=True)
    PASSED.write_text(json.dumps({versions: sorted(passed & set(map(key, every)))}), encoding="utf-8")
    return false


def evidence(pages, name, anew):
    """Write this environment's file; return what is false, a line each. Not `anew`, run only what the file lacks."""
    environment = next(_apart(lambda _: describe_environment(name), [None]))
    path = EVIDENCE / (environment["name"] + ".json")
    results = {} if anew else fresh_results(pages, path, environment)
    due = [claim for claim in pages.claims.values() if claim.id not in results]
    false = []
    for claim, device, outcome in _run_all(due, claims.DEVICES):
        result = {"outcome": outcome.outcome, "digest": claim.digest}
        if outcome.outcome != "passed":
            result["got"] = outcome.got.replace(sys.prefix, "...")[:200]  # where Python is installed tells nothing
        results.setdefault(claim.id, {})[device] = result
        if anew and outcome.outcome != "absent":
            false.append(verdict(claim, device, outcome))
    write(path, environment, results)
    outcomes = [result["outcome"] for devices in results.values() for result in devices.values()]
    counts = ", ".join(f"{outcomes.count(word)} {word}" for word in ("passed", "failed", "absent", "skipped"))
    print(f"{path.relative_to(ROOT).as_posix()}: {counts}")
    return [line for line in false if line]


def fresh_results(pages, path, environment):
    """What the file holds of claims as they stand, on all of their devices; nothing if it tells of another machine."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if record["environment"] != environment:
        return {}
    return {name: devices for name, devices in record["results"].items() if is_fresh(pages.claims.get(name), devices)}


def is_fresh(claim, devices):
    """Whether the results, by device, are all those of the claim as it stands."""
    digests = {device: result["digest"] for device, result in devices.items()}
    return claim is not None and digests == dict.fromkeys(claim.devices, claim.digest)


def write(path, environment, results):
    """One line a claim, so that differences can be read."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(results[name])}" for name in sorted(results))
    head = json.dumps({"schema": 1, "environment": environment, "recorded": today}, indent=1).rstrip("}\n")
    path.write_text(f'{head},\n "results": {{\n{lines}\n }}\n}}\n', encoding="utf-8")


def _run_all(chosen, devices):
    """Yield (claim, device, outcome), each run apart from this process, showing progress on a terminal."""
    jobs = [(claim, device) for claim in chosen for device in devices if device in claim.devices]
    if not jobs:
        return
    from runner import Outcome, run  # here, because torch costs a second that an unchanged build need not spend

    def run_job(job):
        return run(*job)

    for number, (job, outcome) in enumerate(zip(jobs, _apart(run_job, jobs)), 1):
        if sys.stderr.isatty():
            print(f"\r\033[Kclaim {number}/{len(jobs)}: {job[0].id}", end="", file=sys.stderr)
        if getattr(outcome, "outcome", "") == "failed":  # what ran before it in its process may be to blame
            outcome = next(_apart(run_job, [job]))
        if isinstance(outcome, apart.Died):
            outcome = Outcome("failed", outcome.how, "code that Python survives", job[0].code_line)
        yield (*job, outcome)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)


def _apart(function, items):
    return apart.results(function, items, SECONDS)


def verdict(snippet, device, outcome):
    """One line that says what is wrong with this outcome here, or '' where the code keeps its promise."""
    import numpy
    import torch

    place = f"{snippet.path}:{{}}: {snippet.noun} '{snippet.id}' on {device}"
    promised = snippet.applies_to(torch.__version__, numpy.__version__)
    if outcome.outcome in ("failed", "absent") and promised:
        said = f"expected {_short(outcome.expected)}, got {_short(outcome.got)}"
        return f"{place.format(outcome.line)} is false here: {said}: mend it, or give it a range"
    if outcome.outcome == "passed" and promised is False:
        versions = f"torch {torch.__version__} and numpy {numpy.__version__}"
        return f"{place.format(snippet.line)} holds outside its range, with {versions}: widen the range"
    return ""


def _short(text):
    return " ".join(text.split())[:300]


def describe_environment(name):
    """The libraries and the machine, as evidence files name them; None where it cannot be known."""
    import numpy
    import torch

    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    return {
        "name": f"{name or default_name(torch.__version__, numpy.__version__)}-{machine(gpu)}",
        "torch": torch.__version__,
        "torch_git": torch.version.git_version,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cuda": torch.version.cuda if gpu else None,
        "driver": _driver() if gpu else None,
        "gpu": gpu,
        "capability": "{}.{}".format(*torch.cuda.get_device_capability(0)) if gpu else None,
    }


def default_name(torch, numpy):
    """The torch version, and that of NumPy beside the pinned torch if it is not the pinned one."""
    name = "torch-" + torch.partition("+")[0]
    try:
        pinned = dict(re.findall(r"^(torch|numpy)==(\S+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE))
    except OSError:
        return name
    other_numpy = name == "torch-" + pinned["torch"] and numpy != pinned["numpy"]
    return f"{name}-numpy-{numpy}" if other_numpy else name


def machine(gpu):
    """The end of an environment's name: 'cpu', or 'cuda' with the model of the GPU."""
    return "cuda-" + "-".join(gpu.lower().replace("nvidia", "").split()) if gpu else "cpu"


def _driver():
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[0].strip()
    except (OSError, subprocess.CalledProcessError):
        return None


if __name__ == "__main__":
    main()
