"""Copies are timed in both directions, in percent of what pinned memory gets."""

import json
import os
import subprocess
import sys

from claimkit.evidence import runs
from claimkit.portable.transfers import WAYS, best_seconds


def test_every_way_is_told_in_percent_of_the_link(on_stand_in):
    """What the figures are on the stand-in says nothing, so little is copied; that there is one for each way does."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(on_stand_in["eager"]), str(runs.ENGINE)])}
    command = [sys.executable, "-m", "claimkit.portable.transfers", str(2**20)]
    told = json.loads(subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout)
    assert {direction: tuple(found["ways"]) for direction, found in told["directions"].items()} == WAYS
    for direction, ways in WAYS.items():
        found = told["directions"][direction]
        assert found["ways"][ways[0]] == {"speed": found["limit"], "percent": 100}
        assert all(reached["speed"] > 0 for reached in found["ways"].values())


def test_the_best_time_counts(monkeypatch):
    """The first is not counted, and of the others the shortest."""
    import torch

    clock = iter([0, 0, 0, 9, 10, 15, 20, 24, 30, 37, 40, 48])
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
    monkeypatch.setattr("claimkit.portable.transfers.time.perf_counter", lambda: next(clock))
    assert best_seconds("1", {}) == 4
