"""Makes each environment of docs/evidence/environments.toml, runs in it what its record lacks, and removes it.

`run` goes on behind an environment that fails, and says at the end what failed and which version ranges the record
contradicts. `status` prints what is recorded, here and on machines with a GPU, and what is not.
"""

from __future__ import annotations

import argparse
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
from pathlib import Path

from claimkit.commands import ROOT, record
from claimkit.evidence import runs, store
from claimkit.evidence.ranges import range_problems
from claimkit.evidence.store import ABSENT, FALSE, HOLDS, SKIPPED, STALE, UNKNOWN
from claimkit.pages import index
from claimkit.pages.model import Refused, UnreadablePages
from claimkit.pages.versions import plain
from claimkit.portable.driver import asked_of_the_driver

GONE = "gone"  # results of what no page holds any more
LEFT = (STALE, UNKNOWN, GONE)  # what of a record there is still to do
ADVICE = (
    f"Each claim counts once a device. What is {STALE}, {UNKNOWN} or {GONE} is the work of 'make evidence-matrix', "
    "and with a GPU of 'make gpu'."
)
NONE = "no environment begins with '{}': see docs/evidence/environments.toml"


@dataclass(frozen=True)
class Wanted:
    """A line of the list; `name` is that of its record without the machine."""

    name: str
    torch: str
    numpy: str
    python: str

    @property
    def file_name(self):
        return f"{self.name}-{store.name_of_machine(asked_of_the_driver('name'))}"

    def is_met_by(self, described):
        have = plain(described["torch"]), described["numpy"]
        return have == (self.torch, self.numpy) and f"{described['python']}.".startswith(f"{self.python}.")


def main(arguments):
    parser = argparse.ArgumentParser("claimkit environments", description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["run", "status"])
    parser.add_argument("--only", default="", help="the environments whose names begin so", metavar="NAME")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the throw-away folder is removed
    folder = ROOT / "docs" / "evidence"
    pages = index.load(ROOT / "docs", ROOT / "build")
    if options.command == "run":
        failures = run(read_list(folder, options.only), pages, folder)
        return "\n".join(failures + range_problems(pages, store.load(folder, pages.claims.values()))) or 0
    print("\n".join(status(options.only, pages, folder)))


def read_list(folder, prefix=""):
    """The environments in the list's order, those whose names begin with the prefix."""
    path = folder / "environments.toml"
    chosen, torches = [], set()
    for line in tomllib.loads(path.read_text(encoding="utf-8"))["environments"]:
        beside = f"-numpy-{line['numpy']}" * (line["torch"] in torches)
        torches.add(line["torch"])
        wanted = Wanted(f"torch-{line['torch']}{beside}", **line)
        if wanted.file_name.startswith(prefix):
            chosen.append(wanted)
    if not chosen:
        raise Refused(NONE.format(prefix))
    return chosen


def run(chosen, pages, folder):
    """Complete the record of each environment; return what failed, a line each."""
    failures = []
    for number, wanted in enumerate(chosen, 1):
        print(f"[{number}/{len(chosen)}] {wanted.name}: ", end="", flush=True)
        counts = count(results_of(wanted, folder), pages)
        left = ", ".join(f"{counts[word]} {word}" for word in LEFT if counts[word])
        print(left or "complete", end="" if left else "\n", flush=True)
        try:
            if left:
                complete(wanted)
        except Refused as failure:
            print(": failed")
            failures.append(f"{wanted.name} failed: {failure}")
    return failures


def complete(wanted):
    """Run in the environment, here if it is this one and else in one made for it, what its record lacks."""
    here = {**runs.versions(), "python": "{}.{}".format(*sys.version_info)}
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="environment-", dir=build, ignore_cleanup_errors=True) as folder:
        python = sys.executable if wanted.is_met_by(here) else make(wanted, Path(folder))
        started = time.monotonic()
        print(", running\n    ", end="", flush=True)
        record.evidence(ROOT, wanted.name, str(python), anew=False)  # what is false there, the ranges tell
        print(f"    in {time.monotonic() - started:.0f} s")


def make(wanted, folder):
    """Install the environment into the folder, with a cache of its own there; return its Python."""
    started = time.monotonic()
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if not uv:
        raise Refused("uv was not found: install it with 'make html', which installs requirements.txt")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    first = sorted(pyenv.glob(f"{wanted.python}.*/bin"), reverse=True)  # for a shim on the PATH may start none of them
    path = os.pathsep.join(map(str, [*first, os.environ.get("PATH", os.defpath)]))
    settings = {"UV_CACHE_DIR": str(folder / "cache"), **os.environ, "PATH": path}
    python = folder / "venv" / "bin" / "python"
    call([uv, "venv", "-q", "--no-python-downloads", "--python", wanted.python, folder / "venv"], settings)
    libraries = [f"torch=={wanted.torch}", f"numpy=={wanted.numpy}"]
    call([uv, "pip", "install", "-q", "--python", python, *libraries], settings)
    print(f", installed in {time.monotonic() - started:.0f} s", end="", flush=True)
    return python


def call(command, settings):
    done = subprocess.run(command, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        last = "\n    ".join(done.stdout.strip().splitlines()[-5:])
        raise Refused(f"'{' '.join(map(str, command))}' ended with status {done.returncode}:\n    {last}")


def count(known, pages):
    """How many claims, each on each of its devices, stand how in an environment of which these results are known."""
    pairs = [(claim, device) for claim in pages.claims.values() for device in claim.devices]
    counts = Counter(store.state_of(known.get(claim.id, {}).get(device), claim) for claim, device in pairs)
    recorded = {(name, device) for name, devices in known.items() for device in devices}
    counts[GONE] = len(recorded - {(claim.id, device) for claim, device in pairs})
    return counts


def results_of(wanted, folder):
    """What is recorded of the environment; nothing if the file tells of other versions, or cannot be read."""
    try:
        found = store.read(folder / f"{wanted.file_name}.json")
    except (OSError, UnreadablePages):
        return {}
    return found.results if wanted.is_met_by(found.described) else {}


def status(prefix, pages, folder):
    """How many claims hold, and of how many nothing fresh is to tell; below the list, what other machines recorded."""
    known = {wanted.file_name: results_of(wanted, folder) for wanted in read_list(folder)}
    for found in store.load(folder, pages.claims.values()):
        known.setdefault(found.environment.name, found.results)
    chosen = [name for name in known if name.startswith(prefix)]
    if not chosen:
        raise Refused(NONE.format(prefix))
    columns = (HOLDS, FALSE, ABSENT, SKIPPED, *LEFT)
    yield f"{'environment':34}" + "".join(f"{word:>9}" for word in columns)
    for name in chosen:
        counts = count(known[name], pages)
        yield f"{name:34}" + "".join(f"{counts[word]:9}" for word in columns)
    yield ADVICE
