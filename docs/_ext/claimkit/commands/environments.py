"""Makes each environment of docs/evidence/environments.toml, runs in it what its evidence lacks, and removes it.

`run` goes on behind an environment that fails, and says at the end what failed and which version ranges the record
contradicts. `status` prints what is recorded, and what is not.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import claims
import evidence
import record

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "evidence" / "environments.toml"
LEFT = ("changed", "missing", "gone")  # what of a file's results there is still to do
RECORDER = ROOT / "docs" / "_ext" / "record.py"


@dataclass(frozen=True)
class Environment:
    """A line of the list; `name` is that of its evidence file without the machine."""

    name: str
    torch: str
    numpy: str
    python: str

    def holds(self, described):
        """Whether an evidence file tells of these versions."""
        have = described["torch"].partition("+")[0], described["numpy"]
        return have == (self.torch, self.numpy) and f"{described['python']}.".startswith(f"{self.python}.")


class Failure(Exception):
    """An environment that could not be made or run, and why."""


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["run", "status"])
    parser.add_argument("--only", default="", help="the environments whose names begin so", metavar="NAME")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the throw-away folder is removed
    try:
        pages, chosen = claims.load(ROOT / "docs"), read_list(options.only)
        if options.command == "run":
            problems = run(chosen, pages) + evidence.range_problems(pages, evidence.load(LIST.parent))
        else:
            problems = []
            print("\n".join(status(chosen, pages)))
    except (claims.UnreadablePages, Failure) as error:
        sys.exit(str(error))
    if problems:
        sys.exit("\n".join(problems))


def read_list(prefix=""):
    """The environments in the list's order, those whose names begin with the prefix."""
    chosen, torches = [], set()
    for line in tomllib.loads(LIST.read_text(encoding="utf-8"))["environments"]:
        name = f"torch-{line['torch']}"
        if line["torch"] in torches:
            name += f"-numpy-{line['numpy']}"
        torches.add(line["torch"])
        if f"{name}-{_machine()}".startswith(prefix):
            chosen.append(Environment(name, **line))
    if not chosen:
        raise Failure(f"no environment begins with '{prefix}': see docs/evidence/{LIST.name}")
    return chosen


def _machine():
    """What `record.machine` says of this machine, without torch."""
    try:
        asked = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        names = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        names = []
    return record.machine(names[0] if names else None)


def run(chosen, pages):
    """Complete the evidence of each environment; return what failed."""
    failures = []
    for number, environment in enumerate(chosen, 1):
        print(f"[{number}/{len(chosen)}] {environment.name}: ", end="", flush=True)
        counts = count(environment, pages)
        if not any(counts[word] for word in LEFT):
            print("complete")
            continue
        print(", ".join(f"{counts[word]} {word}" for word in LEFT if counts[word]), end="", flush=True)
        try:
            complete(environment)
        except Failure as failure:
            print(": failed")
            failures.append(f"{environment.name} failed: {failure}")
    return failures


def complete(environment):
    """Run in the environment, here if it is this one and else in one made for it, what its evidence file lacks."""
    if environment.holds(_this_environment()):
        return _record(environment, sys.executable)
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="environment-", dir=ROOT / "build", ignore_cleanup_errors=True) as folder:
        _record(environment, make(environment, Path(folder)))


def _this_environment():
    versions = {name: metadata.version(name) for name in ("torch", "numpy")}
    return {**versions, "python": "{}.{}".format(*sys.version_info)}


def make(environment, folder):
    """Install the environment into the folder, with a cache of its own there; return its Python."""
    started = time.monotonic()
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if not uv:
        raise Failure("uv was not found: install it with 'make html', which installs requirements.txt")
    settings = {"UV_CACHE_DIR": str(folder / "cache"), **os.environ}
    python = folder / "venv" / "bin" / "python"
    _call([uv, "venv", "-q", "--python", find_python(environment.python, uv), folder / "venv"], settings)
    wanted = [f"torch=={environment.torch}", f"numpy=={environment.numpy}"]
    _call([uv, "pip", "install", "-q", "--python", python, *wanted], settings)
    print(f", installed in {time.monotonic() - started:.0f} s", end="", flush=True)
    return python


def find_python(version, uv):
    """A Python of this version that can be started: a shim on the PATH may stand for one that cannot."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for python in (f"python{version}", *sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)):
        if _output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) == version:
            return python
    known = _output([uv, "python", "find", "--no-python-downloads", version])
    if not known:
        raise Failure(
            f"Python {version} was not found as python{version}, in {pyenv}, or by uv: "
            f"install it, for example with 'uv python install {version}'"
        )
    return known


def _output(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _record(environment, python):
    started = time.monotonic()
    printed = _call([python, RECORDER, "complete", "--name", environment.name], dict(os.environ))
    print(f", run in {time.monotonic() - started:.0f} s\n    {printed.splitlines()[-1]}")


def _call(command, settings):
    """What the command prints, or a Failure that ends with its last lines."""
    done = subprocess.run(command, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        last = "\n    ".join(done.stdout.strip().splitlines()[-5:])
        raise Failure(f"'{' '.join(map(str, command))}' ended with status {done.returncode}:\n    {last}")
    return done.stdout


def count(environment, pages):
    """How many claims, each on each of its devices, have which outcome in the environment's file."""
    known = _known_results(environment)
    pairs = [(claim, device) for claim in pages.claims.values() for device in claim.devices]
    counts = Counter(_outcome(claim, known.get(claim.id, {}).get(device)) for claim, device in pairs)
    recorded = {(name, device) for name, devices in known.items() for device in devices}
    counts["gone"] = len(recorded - {(claim.id, device) for claim, device in pairs})
    return counts


def _outcome(claim, result):
    if not result:
        return "missing"
    return result["outcome"] if result["digest"] == claim.digest else "changed"


def _known_results(environment):
    try:
        known = json.loads((LIST.parent / f"{environment.name}-{_machine()}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known["results"] if environment.holds(known["environment"]) else {}


def status(chosen, pages):
    """A table of how many claims passed, and of how many there is nothing, or nothing fresh, to tell."""
    columns = ("passed", "failed", "absent", "skipped", *LEFT)
    yield f"{'environment':34}" + "".join(f"{word:>9}" for word in columns)
    for environment in chosen:
        counts = count(environment, pages)
        yield f"{environment.name + '-' + _machine():34}" + "".join(f"{counts[word]:9}" for word in columns)
    yield "Each claim counts once a device. What has changed, is missing or gone is the work of 'make evidence-matrix'."


if __name__ == "__main__":
    main()
