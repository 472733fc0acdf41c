"""A process knows that it is on the stand-in for a GPU, before it imports torch too, and puts others on it."""

import os
import subprocess
import sys

import pytest
from claimkit.evidence import runs
from claimkit.evidence.runs import ENGINE
from claimkit.portable import rehearsal

TELL = """
import sys
from claimkit.portable import rehearsal
assert "torch" not in sys.modules
before = rehearsal.mode()
import torch
torch.cuda.is_available() and torch.cuda.get_device_name()
print(before, rehearsal.mode(), rehearsal.folder(), rehearsal.take_imitated())
"""


def told(folder, **environment):
    path = os.pathsep.join([str(folder), str(ENGINE)])
    command, env = [sys.executable, "-c", TELL], {**os.environ, "PYTHONPATH": path, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("mode", ["eager", "late"])
def test_the_stand_in_is_known(on_stand_in, mode):
    """By its mode, by the folder that others need, and by the texts that it made up."""
    assert told(on_stand_in[mode]) == f"{mode} {mode} {on_stand_in[mode]} ['device-name']"


def test_a_machine_as_it_is_rehearses_nothing(on_stand_in):
    """Nor does one where the stand-in is hidden as a GPU is, or only looked at, as it is here."""
    assert told(on_stand_in["late"], CUDA_VISIBLE_DEVICES="-1") == "None None None []"
    assert (rehearsal.mode(), rehearsal.folder(), rehearsal.take_imitated()) == (None, None, [])


def test_what_the_runner_puts_back_is_not_the_codes_own(on_stand_in):
    """Code that leaves something, as torch.compile leaves variables, has not told the text of a warning by that."""
    variables = "getattr(__import__('os'), 'env' + 'iron')"  # which the runner looks for by name
    code = f">>> {variables}['LEFT'] = torch.ones(1, device='cuda').device.type\n"
    wanted = {"path": "docs/topic.md", "code_line": 1, "code": code, "device": "cuda"}
    _described, *outcomes = runs.ask([{"id": name, **wanted} for name in "ab"], stand_in=on_stand_in["late"])
    assert [(outcome["outcome"], outcome["imitated"]) for outcome in outcomes] == [("passed", [])] * 2
