"""What is said of the machine is what an evidence file needs to know."""

import json
import os
import subprocess
import sys

import torch
from claimkit.evidence.runs import ENGINE
from claimkit.evidence.store import SCHEMA
from claimkit.portable.machine import describe


def test_the_machine_is_described_as_files_have_it():
    """Every property but the environment's name, and of a GPU nothing where there is none."""
    wanted = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]["environment"]["required"]
    found = describe()
    assert {*found, "name"} == {*wanted, "hip"}
    gpu = [found[name] for name in ("gpu", "capability")]
    assert all(gpu) if torch.cuda.is_available() else gpu == [None] * 2
    assert bool(found["gpu"]) == bool(found["cuda"] or found["hip"])


def test_a_stand_in_is_told(on_stand_in):
    """By its mode; another that pretends to a GPU, with a torch that was built for none, as unknown."""
    pretend = "import torch; torch.cuda.is_available = lambda: True; torch.cuda.get_device_name = lambda device: 'GPU';"
    pretend += "torch.cuda.get_device_capability = lambda device: (9, 0);"
    for folder, code, told in [(on_stand_in["late"], "", "late"), ("", pretend, "unknown")]:
        code += "from claimkit.portable.machine import describe; print(describe()['stand_in'])"
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ENGINE)])}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == told
