"""A claim that is watched does just what it does alone, and what it converts is noted."""

import builtins

import numpy as np
import pytest
import torch
from claimkit.portable.run import Code, run
from claimkit.portable.watch import watch


def watched(code):
    """The outcome, and what is noted, of a claim with this code."""
    return watch(Code("topic.name", "docs/topic.md", 12, code))


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
    assert [(route, source, facts["outcome"]) for route, source, facts in watched(code)[1]] == steps


def test_watching_disturbs_nothing():
    """References, versions and lifetimes are those of the claim alone."""
    code = (
        ">>> import gc, sys, weakref\n>>> a = np.zeros(2)\n>>> t = torch.from_numpy(a)\n>>> b = t.numpy()\n"
        ">>> t._version\n0\n>>> gone = weakref.ref(t)\n>>> del b, t\n>>> gone() is None\nTrue\n"
        ">>> a.resize(3)\n"
    )
    outcome, seen = watched(code)
    assert (outcome.outcome, len(seen)) == ("passed", 2), outcome


def test_what_a_failing_line_prints_is_that_of_the_page():
    """Hooks do not show in what was got, nor move the lines."""
    code = ">>> a = np.zeros(1)\n>>> torch.from_numpy(a).tolist()\n[1.0]\n"
    assert watched(code)[0] == run(Code("topic.name", "docs/topic.md", 12, code), "cpu")


def test_what_was_watched_is_left_as_it_was():
    """Nothing of torch, NumPy or Python stays replaced."""
    before = torch.tensor, torch.from_numpy, np.asarray, torch.Tensor.numpy, set(dir(builtins))
    watched(">>> t = torch.tensor(np.zeros(2))\n")
    assert before == (torch.tensor, torch.from_numpy, np.asarray, torch.Tensor.numpy, set(dir(builtins)))
