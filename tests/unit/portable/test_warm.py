"""A second Python that is served does, prints and ends as one that starts from nothing."""

import json
import os
import subprocess
import sys

import pytest
from claimkit.evidence.runs import ENGINE

SERVED = "# import torch\n"  # what says so is served; that nothing is imported makes the tests quick
PROGRAMS = {
    "computes": "import torch\nfrom torch.utils.data import DataLoader\n"
                "print(torch.ones(2), torch.get_num_threads(), list(DataLoader([1, 2], num_workers=1)))",
    "raises": SERVED + "def f():\n    return {}['key']\nf()",
    "exits": SERVED + "import sys\nsys.exit(3)",
    "exits with words": SERVED + "import sys\nsys.exit('no')",
    "aborts": SERVED + "import os\nos.abort()",
    "warns": SERVED + "import warnings\nwarnings.warn('a')",
    "says goodbye": SERVED + "import atexit\natexit.register(print, 'bye')",
    "knows where it is": SERVED + "import os, sys\nprint(sys.argv, sys.path[0], __name__, os.getcwd(), __builtins__)",
    "reads": SERVED + "import os, sys\nprint(sys.stdin.read(), os.environ['CUDA_VISIBLE_DEVICES'])",
    "has a variable": SERVED + "import os\nprint(os.environ['OF_ITS_OWN'])",
    "changes its imports": SERVED + "import sys\nprint('torch' in sys.modules)",
    "draws": SERVED + "import numpy as np, random\nprint(np.random.rand(2), random.random())",
    "tells its parent": SERVED + "import os\nprint(os.getppid())",
}  # fmt: skip
DRIVER = """
import json, os, subprocess, sys
from claimkit.portable import warm
def run(code):
    more = {"OF_ITS_OWN": "1"} if "OF_ITS_OWN" in code else {}
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1", **more}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, input="hello", env=environment)
    return done.returncode, done.stdout, done.stderr
programs = json.load(sys.stdin)
warm.start()
served = {name: run(code) for name, code in programs.items()}
again = run(programs["draws"])
warm.leave()
print(json.dumps([served, {name: run(code) for name, code in programs.items()}, again]))
"""
DIFFER = {"draws", "tells its parent"}


@pytest.fixture(scope="module")
def ran():
    """What came of each program: served, from nothing, and of the one that draws a second time."""
    environment = {**os.environ, "PYTHONPATH": str(ENGINE), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", DRIVER], input=json.dumps(PROGRAMS), env=environment,
                          capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", sorted(PROGRAMS.keys() - DIFFER))
def test_served_is_as_from_nothing(ran, name):
    """Its status, and all that it printed."""
    served, from_nothing, _again = ran
    assert served[name] == from_nothing[name]


def test_each_draws_its_own_numbers(ran):
    """As Pythons that start from nothing do: none continues what another began."""
    served, from_nothing, again = ran
    assert len({served["draws"][1], from_nothing["draws"][1], again[1]}) == 3


def test_it_is_served(ran):
    """By a process of its own; what starts from nothing is started by the one that asks."""
    served, from_nothing, _again = ran
    assert served["tells its parent"] != from_nothing["tells its parent"]
