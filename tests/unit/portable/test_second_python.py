"""A fork does what a real Python does that is started with the same code, and nobody waits for a late answer."""

import json
import os
import subprocess
import sys

import pytest
from claimkit.evidence.runs import ENGINE

CODES = {
    "prints": "import sys; print(1); print(2, file=sys.stderr)",
    "is main": "import sys; print(__name__, sys.argv, sys.path[0] == '', sorted(n for n in globals() if n[0] != '_'))",
    "is found by pickle": "import pickle\ndef f(): return 1\nprint(pickle.loads(pickle.dumps(f))())",
    "raises": "def f():\n    raise ValueError('no')\nf()",
    "exits": "import sys; sys.exit(3)",
    "exits with a word": "import sys; sys.exit('so')",
    "ends at once": "import os; os._exit(4)",
    "is killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "does something last": "import atexit; atexit.register(print, 'last')",
    "waits for its threads": "import threading, time\n"
    "threading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()",
    "sees the environment": "import os; print(os.environ.get('ONLY_HERE'), os.getcwd() == '/')",
    "warns once": "import torch; print(torch.is_warn_always_enabled())",
    "starts a process": "import multiprocessing as m, os\nq = m.get_context('fork').SimpleQueue()\n"
    "p = m.get_context('fork').Process(target=q.put, args=(5,)); p.start(); print(q.get()); p.join()",
    "spawns": "import multiprocessing as m\np = m.get_context('spawn').Process(target=print, args=(6,))\n"
    "p.start(); p.join(); print(p.exitcode)",
}
COMPARE = """
import json, os, subprocess, sys
import torch
from claimkit.portable import second_python
os.chdir("/")
def told(code, **options):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, **options)
    return done.returncode, done.stdout, done.stderr
codes = json.load(sys.stdin)
real = {name: told(code) for name, code in codes.items()}
real["env"] = told("import os; print(os.environ['A'])", env={"A": "1"})
second_python.run_really = None  # or a real one could stand in for a fork
with second_python.forked():
    forked = {name: told(code) for name, code in codes.items()}
    forked["env"] = told("import os; print(os.environ['A'])", env={"A": "1"})
    drawn = {told("import random, numpy as np; print(random.random(), np.random.rand())") for _ in range(2)}
    try:
        subprocess.check_output([sys.executable, "-c", "1 / 0"], text=True)
    except subprocess.CalledProcessError as error:
        checked = error.returncode
print(json.dumps([real, forked, len(drawn), checked]))
"""
IMPATIENT = """
import os, signal, subprocess, sys
import torch
from claimkit.portable import second_python
with second_python.forked():
    if os.fork() == 0:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        subprocess.run([sys.executable, "-c", "import time; time.sleep(1); print('late')"])
    os.wait()
    print(subprocess.check_output([sys.executable, "-c", "print('mine')"], text=True), end="")
"""
FORKS = "default::DeprecationWarning"  # a newer Python's word against forking beside threads


def run(program, told=""):
    environment = {**os.environ, "PYTHONPATH": str(ENGINE), "ONLY_HERE": "yes"}
    return subprocess.check_output([sys.executable, "-W", FORKS, "-c", program], env=environment, input=told, text=True)


@pytest.fixture(scope="module")
def told():
    return json.loads(run(COMPARE, json.dumps(CODES)))


@pytest.mark.parametrize("name", [*CODES, "env"])
def test_a_fork_does_the_same(told, name):
    real, forked, *_ = told
    assert forked[name] == real[name]


def test_forks_draw_other_numbers_and_can_be_checked(told):
    *_, drawn, checked = told
    assert (drawn, checked) == (2, 1)


def test_an_answer_that_comes_late_is_nobodys():
    assert run(IMPATIENT) == "mine\n"
