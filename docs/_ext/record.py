"""Runs claims here, from the command line: `check` for the build, `evidence` to write this environment's record.

Like the runner, needs the standard library, numpy and torch only and Python >= 3.8.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import claims

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence"
PASSED = ROOT / "build" / "claims-passed.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["check", "evidence"])
    command = parser.parse_args().command
    try:
        pages = claims.load(ROOT / "docs")
    except claims.UnreadablePages as error:
        sys.exit(str(error))
    false = check(pages) if command == "check" else evidence(pages)
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


def evidence(pages):
    """Run every claim on every device and write this environment's file; return what is false, a line each."""
    environment = describe_environment()
    results, false = {}, []
    for claim, device, outcome in _run_all(pages.claims.values(), claims.DEVICES):
        result = {"outcome": outcome.outcome, "digest": claim.digest}
        if outcome.outcome != "passed":
            result["got"] = outcome.got[:200]
        results.setdefault(claim.id, {})[device] = result
        problem = verdict(claim, device, outcome)
        if problem:
            false.append(problem)
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(results[name])}" for name in sorted(results))
    path = EVIDENCE / (environment["name"] + ".json")
    head = json.dumps({"schema": 1, "environment": environment, "recorded": today}, indent=1).rstrip("}\n")
    path.write_text(f'{head},\n "results": {{\n{lines}\n }}\n}}\n', encoding="utf-8")
    outcomes = [result["outcome"] for devices in results.values() for result in devices.values()]
    counts = ", ".join(f"{outcomes.count(word)} {word}" for word in ("passed", "failed", "skipped"))
    print(f"{path.relative_to(ROOT).as_posix()}: {counts}")
    return false


def _run_all(chosen, devices):
    """Yield (claim, device, outcome), showing progress on a terminal."""
    jobs = [(claim, device) for claim in chosen for device in devices if device in claim.devices]
    if not jobs:
        return
    from runner import run  # here, because importing torch costs a second that an unchanged build need not spend

    for number, (claim, device) in enumerate(jobs, 1):
        if sys.stderr.isatty():
            print(f"\r\033[Kclaim {number}/{len(jobs)}: {claim.id}", end="", file=sys.stderr)
        yield claim, device, run(claim, device)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)


def verdict(snippet, device, outcome):
    """One line that says what is wrong with this outcome here, or '' where the code keeps its promise."""
    import numpy
    import torch

    place = f"{snippet.path}:{{}}: {snippet.noun} '{snippet.id}' on {device}"
    promised = snippet.applies_to(torch.__version__, numpy.__version__)
    if outcome.outcome == "failed" and promised:
        said = f"expected {_short(outcome.expected)}, got {_short(outcome.got)}"
        return f"{place.format(outcome.line)} is false here: {said}: mend it, or give it a range"
    if outcome.outcome == "passed" and not promised:
        versions = f"torch {torch.__version__} and numpy {numpy.__version__}"
        return f"{place.format(snippet.line)} holds outside its range, with {versions}: widen the range"
    return ""


def _short(text):
    return " ".join(text.split())[:300]


def describe_environment():
    """The libraries and the machine, as evidence files name them; None where it cannot be known."""
    import numpy
    import torch

    version = torch.__version__.partition("+")[0]
    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    short_gpu = "cuda-" + "-".join(gpu.lower().replace("nvidia", "").split()) if gpu else "cpu"
    return {
        "name": f"torch-{version}-{short_gpu}",
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


def _driver():
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[0].strip()
    except (OSError, subprocess.CalledProcessError):
        return None


if __name__ == "__main__":
    main()
