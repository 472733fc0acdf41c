"""The benchmark measures all that it should on a site of one page, where everything is read once and run once."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROWS = (
    "8 scripts and notebooks, each in a bare Python",
    "2 claims and sessions in one bare Python",
    "cold build of all languages",
    "cold build ÷ bare run of the same",
    "nothing changed (make html)",
    "one edited claim to its pages",
    "one edited string of a translation to its page",
    "cold build with 10 times the claims",
)
COUNTS = (
    "times that a build read the pages",
    "times that a build ran a claim or session: at least",
    "  at most",
)


def test_the_benchmark_runs_and_counts():
    """Every figure is told; a build reads the pages once, and runs each claim and session once."""
    command = [sys.executable, "-m", "claimkit", "bench", "--smoke"]
    settings = {"PYTHONPATH": "docs/_ext", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=ROOT, env=settings, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    told = {line[:60].rstrip(): line[60:].split() for line in done.stdout.splitlines()[1:]}
    assert [name for name in ROWS if len(told.get(name, ())) < 2] == []
    assert {name: told[name][0] for name in COUNTS} == dict.fromkeys(COUNTS, "1")
