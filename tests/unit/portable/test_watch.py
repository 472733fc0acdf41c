"""The tools behind the matrix: a cell that fits no outcome, a claim that is watched, a build that is stopped."""

import builtins
import json
import shutil
import subprocess
import sys
from pathlib import Path

import claims
import matrix
import numpy as np
import pytest
import torch
from conversions import Route, Source
from meta.bad_pages import GOOD
from watcher import watch

ROOT = Path(__file__).resolve().parents[2]
PLAIN = Source("plain", "plain", "x = np.array([1.0, 2.0])")


def seen(code):
    """What is noted of a claim with this code; its output need not be given."""
    return watch(claims.Claim("topic.name", code, "docs/topic.md", 4, 12, ("cpu",)))


@pytest.mark.parametrize(
    ("call", "outcome", "method"),
    [
        ("torch.from_numpy(x)", "shares", "two writes"),
        ("x", "itself", None),
        ("x.copy()", "copies", "two writes"),
        ("np.frombuffer(x.tobytes())", "copies", "one write"),
        ("np.lib.stride_tricks.as_strided(x, writeable=False)", "shares", "one write"),
        ("x.view(np.uint8)", "shares", "addresses"),
        ("np.zeros(3)", "unrelated", "addresses"),
        ("x[:0]", "no-memory", None),
        ("x.tolist()", "value", None),
        ("x.nothing()", "raises", None),
    ],
)
def test_each_outcome_is_told_from_the_others(call, outcome, method):
    """A call of which we know what it does is measured to do just that."""
    cell = matrix.measure(Route(call, ""), PLAIN)
    assert (cell["outcome"], cell.get("method")) == (outcome, method)


def test_a_cell_that_fits_no_outcome_stops_and_is_named():
    """A result of which one element is shared and another is not is neither a share nor a copy."""
    half = Source("half", "half", "x = np.zeros(4)[:2]")
    route = Route("np.lib.stride_tricks.as_strided(x, (2,), (2 * x.itemsize,))", "")
    with pytest.raises(matrix.Unmeasured, match=r"as_strided.* with the source half cannot be measured"):
        matrix.measure(route, half)


def test_a_cell_that_ends_python_is_told(monkeypatch):
    """The process that measures is followed by another, which goes on with the next cell."""
    started = []

    def run(command, **_options):
        started.append(int(command[-1]))
        lines = ['{"outcome": "copies"}'] * (1 if len(started) == 1 else 2)
        return subprocess.CompletedProcess(command, -6 if len(started) == 1 else 0, "\n".join(lines), "")

    monkeypatch.setattr(matrix, "pairs", lambda: iter([(Route(f"f{number}(x)", ""), PLAIN) for number in range(4)]))
    monkeypatch.setattr(matrix.subprocess, "run", run)
    cells = matrix.measure_all()
    assert started == [0, 2]
    assert [cell["outcome"] for cell in cells] == ["copies", "ends-python", "copies", "copies"]
    assert cells[1] == {"route": "f1(x)", "source": "plain", "outcome": "ends-python", "signal": "SIGABRT"}


@pytest.mark.parametrize(
    ("code", "steps"),
    [
        (">>> t = torch.from_numpy(np.zeros(2))\n", [("torch.from_numpy(x)", "array-float64", "shares")]),
        (">>> t = torch.tensor(np.zeros(2))\n", [("torch.tensor(x)", "array-float64", "copies")]),
        (">>> for f in (torch.as_tensor, torch.asarray):\n...     t = f(np.zeros(2, np.int8))\n",
         [("torch.as_tensor(x)", "array-int8", "shares"), ("torch.asarray(x)", "array-int8", "shares")]),
        (">>> t = getattr(torch, 'Tensor')([1.0])\n", [("torch.Tensor(x)", "list-float", "copies")]),
        (">>> a = torch.ones(2, requires_grad=True).detach().numpy()\n",
         [("t.detach()", "tensor-requires-grad", "shares"), ("t.numpy()", "tensor-float32", "shares"),
          ("t.detach().numpy()", "tensor-requires-grad", "shares")]),
        (">>> torch.from_numpy([1.0])\nTraceback (most recent call last):\n    ...\nTypeError: expected ...\n",
         [("torch.from_numpy(x)", "list-float", "raises")]),
        (">>> t = torch.asarray(np.zeros(2), copy=True)\n", []),  # another call than that of the matrix
        (">>> t = torch.from_numpy(np.zeros(4)[:0])\n", [("torch.from_numpy(x)", "empty", "no-memory")]),
        (">>> with torch.no_grad():\n...     t = torch.ones(2, requires_grad=True).clone()\n", []),
        (">>> def f(a):\n...     return torch.tensor(a)\n>>> t = f(np.zeros(2))\n", []),  # functions may be compiled
    ],
)  # fmt: skip
def test_what_a_claim_does_is_noted(code, steps):
    """Each call of a route is noted with its source and outcome, however the route was named; others are not."""
    assert [(route, source, facts["outcome"]) for route, source, facts in seen(code)] == steps


def test_watching_disturbs_nothing():
    """References, versions and lifetimes are those of the claim alone."""
    assert seen(
        ">>> import gc, sys, weakref\n>>> a = np.zeros(2)\n>>> t = torch.from_numpy(a)\n>>> b = t.numpy()\n"
        ">>> t._version\n0\n>>> gone = weakref.ref(t)\n>>> del b, t\n>>> gone() is None\nTrue\n"
        ">>> sys.getrefcount(a)\n2\n>>> a.resize(3)\n"
    )


def test_a_false_claim_shows_nothing():
    """It is for the check to tell that it is false; it contradicts no cell."""
    assert seen(">>> torch.from_numpy(np.zeros(2)).tolist()\n[1.0, 1.0]\n") is None


def test_what_was_watched_is_left_as_it_was():
    """Nothing of torch, NumPy or Python stays replaced."""
    before = torch.tensor, torch.from_numpy, np.asarray, torch.Tensor.numpy, set(dir(builtins))
    seen(">>> t = torch.tensor(np.zeros(2))\n")
    assert before == (torch.tensor, torch.from_numpy, np.asarray, torch.Tensor.numpy, set(dir(builtins)))


def test_a_contradiction_stops_the_build(tmp_path):
    """The program that the build runs names the claim, the route and both sides, and goes through once they agree."""
    shutil.copytree(ROOT / "docs" / "_ext", tmp_path / "docs" / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    code = ">>> a = np.zeros(2)\n>>> torch.from_numpy(a).tolist()\n[0.0, 0.0]\n"
    page = GOOD.replace(">>> torch.ones(2).sum().item()\n2.0\n", code)
    (tmp_path / "docs" / "topic.md").write_text(page, encoding="utf-8")
    kept = tmp_path / "build" / "matrix" / "cells.json"
    kept.parent.mkdir(parents=True)
    if (ROOT / "build" / "matrix" / "cells.json").exists():  # measured by the same code, it is taken as it is
        shutil.copy(ROOT / "build" / "matrix" / "cells.json", kept)
    command = [sys.executable, tmp_path / "docs" / "_ext" / "matrix_data.py"]

    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(kept.read_text(encoding="utf-8"))
    place = ("torch.from_numpy(x)", "array-float64")
    (cell,) = (cell for cell in data["data"]["cells"] if (cell["route"], cell["source"]) == place)
    cell["outcome"] = "copies"
    kept.write_text(json.dumps(data), encoding="utf-8")

    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("docs/topic.md:")
    assert "'topic.good' and the matrix disagree on torch.from_numpy(x) with the source 'array-float64'" in done.stderr
    assert "shows shares, Tensor, float64, cpu, the matrix says copies, Tensor, float64, cpu" in done.stderr
