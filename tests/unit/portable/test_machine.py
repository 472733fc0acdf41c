"""What is said of the machine is what an evidence file needs to know."""

import json

import torch
from claimkit.evidence.store import SCHEMA
from claimkit.portable.machine import describe


def test_the_machine_is_described_as_files_have_it():
    """Every property but the environment's name, and of a GPU nothing where there is none."""
    wanted = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]["environment"]["required"]
    found = describe()
    assert {*found, "name"} == set(wanted)
    gpu = [found[name] for name in ("cuda", "driver", "gpu", "capability")]
    assert all(gpu) if torch.cuda.is_available() else gpu == [None] * 4
