"""Tells of each script that a line names what `alone.py` tells, but runs it in a fork of this Python.

That takes a second less, for torch is imported already; a script sees all that is imported here.
"""

import os
import random
import runpy
import sys
import tempfile
import traceback
from pathlib import Path

import alone
import numpy as np
import torch  # noqa: F401


def main():
    os.environ["MPLBACKEND"] = "Agg"
    os.environ.pop("CUDA_LAUNCH_BLOCKING", None)
    alone.run = run_here
    for line in sys.stdin:
        alone.main(line.rstrip("\n"))
        sys.stdout.flush()


def run_here(script):
    """What the script printed in this process, which `alone` has forked for it; not what it took."""
    status = 0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        os.dup2(out.fileno(), 1), os.dup2(err.fileno(), 2)
        os.chdir(Path(script).parent)
        sys.argv, sys.path[0] = [script], str(Path(script).parent)
        random.seed(), np.random.seed()  # or all forks would draw the same
        try:
            runpy.run_path(script, run_name="__main__")
        except BaseException:
            status = 1
            traceback.print_exc()
        sys.stdout.flush(), sys.stderr.flush()
        out.seek(0), err.seek(0)
        return {"status": status, "stdout": out.read(), "stderr": err.read(), "seconds": 0, "gigabytes": 0}


if __name__ == "__main__":
    main()
