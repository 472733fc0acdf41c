"""Runs one script as a reader would, without Sphinx, a display or a Python path of ours, within limits.

`python alone.py SCRIPT [WORK IDLE]` prints as JSON what came of it; WORK and IDLE are seconds, see `survive.Patience`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from claimkit.portable import rehearsal, survive

ENGINE = Path(survive.__file__).resolve().parents[2]


def main(script, work=60, idle=60):
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(script, folder)
        result = next(survive.results(run, [copy], survive.Patience(float(work), float(idle))))
        left = sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path != Path(copy))
    if isinstance(result, survive.Died):
        result = {"status": -1, "stdout": "", "stderr": result.how, "seconds": 0, "gigabytes": 0}
    print(json.dumps({**result, "left": left}))


def run(script):
    """What the script printed, and what it took; the seconds are not the clock's, which a busy machine stretches."""
    folders = [rehearsal.folder(), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    path = [str(folder) for folder in folders if folder and Path(folder).resolve() != ENGINE]
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(path)}
    environment.pop("CUDA_LAUNCH_BLOCKING", None)  # it would hide what scripts show of asynchronous copies
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        command = [sys.executable, script]
        child = subprocess.Popen(command, env=environment, cwd=Path(script).parent, stdout=out, stderr=err)
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        return {
            "status": child.returncode,
            "stdout": out.read(),
            "stderr": err.read(),
            "seconds": usage.ru_utime + usage.ru_stime,
            "gigabytes": usage.ru_maxrss / 2**20,
        }


if __name__ == "__main__":
    main(*sys.argv[1:])
