"""Neighbours: inputs are varied, what the sentence would care about is found, and a judged change stays judged."""

import doctest
from pathlib import Path

import pytest
from claimkit.commands import hunt
from claimkit.commands.changes import AS_NARROW, OTHER_NUMBERS, RAISES, REFUSED
from claimkit.commands.mutants import CPU, Place
from claimkit.commands.variations import variations_of
from claimkit.evidence import hunted
from claimkit.evidence.runs import Memory

CONTIGUOUS = ">>> a = np.zeros(2)\n>>> b = np.ascontiguousarray(a)\n>>> a[0] = 7.0\n>>> b.tolist()\n[7.0, 0.0]\n"
# What is said of whom: (code, fields, variations that change it)
CLAIMS = {
    "a view is copied": (
        CONTIGUOUS, {"kind": "memory", "about": ("numpy.ascontiguousarray",)}, ["view", "transposed", "backwards"]),
    "an order is copied": (
        ">>> t = torch.zeros(2, 3)\n>>> u = t.reshape(-1)\n>>> t[0, 0] = 7.0\n>>> u.tolist()[0]\n7.0\n",
        {"kind": "memory", "about": ("Tensor.reshape",)}, ["empty", "Parameter", "transposed"]),
    "another place is written": (
        ">>> a = np.zeros(2)\n>>> t = torch.from_numpy(a)\n>>> a[1] = 7.0\n>>> t.tolist()\n[0.0, 7.0]\n",
        {"kind": "memory", "about": ("torch.from_numpy",)}, ["one element"]),
    "has another length": (
        ">>> t = torch.tensor([1, 2])\n>>> type(t.tolist()[0]) is list\nFalse\n", {},
        ["empty", "zero-dimensional", "more dimensions", "transposed"]),
    "another default": (">>> torch.ones(1).dtype == torch.float32\nTrue\n", {},
                        ["bool", "uint8", "complex", "another default dtype", "narrow default dtype"]),
    "too narrow": (">>> torch.tensor([1e5]).isinf().item()\nFalse\n", {"about": ("torch.tensor",)},
                   ["several", "empty", "more dimensions", "inf", "narrow default dtype"]),
    "is refused as such": (
        ">>> t = torch.from_numpy(np.ones(2))\n>>> (t * torch.ones(2)).numpy().shape\n(2,)\n",
        {"about": ("torch.from_numpy",)}, ["Parameter"]),
    "a class": (">>> type(np.zeros(2)).__name__\n'ndarray'\n", {}, ["masked array", "subclass"]),
    "only numbers": (">>> torch.ones(2).sum().item()\n2.0\n", {}, []),
    "of one answer each": (">>> (torch.ones(2) == 1).tolist()\n[True, True]\n", {}, ["NaN", "inf"]),
    "cannot be had of several": (
        ">>> torch.ones(1).item() is None\nFalse\n", {"about": ("Tensor.item",)},
        ["several", "empty", "more dimensions"]),
    "raises without a call": (">>> bool(torch.ones(1))\nTrue\n", {}, ["several", "empty", "more dimensions"]),
    "raises behind the call": (
        ">>> t = torch.ones(2).clone()\n>>> t[1].item()\n1.0\n", {"about": ("Tensor.clone",)},
        ["one element", "empty", "zero-dimensional", "more dimensions", "transposed"]),
    "raises before the call": (
        ">>> t = torch.ones(2)[1]\n>>> t.clone().item()\n1.0\n", {"about": ("Tensor.clone",)},
        ["more dimensions", "transposed"]),
    "another error": (
        ">>> torch.zeros(2).reshape(3)\nTraceback (most recent call last):\n  ...\n"
        "RuntimeError: shape '[3]' is invalid for input of size 2\n", {"kind": "error"}, []),
    "no error is left": (
        ">>> torch.ones(1, requires_grad=True).mul(2).numpy()\nTraceback (most recent call last):\n  ...\n"
        "RuntimeError: Can't call numpy() on Tensor that requires grad. ...\n", {"kind": "error"}, ["under no_grad"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def hunts(memory, claim):
    """The variations of every claim above, tried in one go."""
    claims = [claim(code, id=name, **more) for name, (code, more, _changes) in CLAIMS.items()]
    found = [hunt.Hunt(one, CPU, list(variations_of(one))) for one in claims]
    assert hunt.answer(found, memory) > len(claims)
    return found


@pytest.mark.parametrize("name", CLAIMS)
def test_a_variation_is_found_where_the_sentence_would_care(name, hunts, memory):
    """Other words, other memory, an error that is gone, and a new one unless nothing was called before it."""
    findings, _passed_over, tried = hunt.find(hunts, memory.answers)
    assert len(tried) == len(CLAIMS)
    assert [one.variation.name for one in findings if one.claim.id == name] == CLAIMS[name][2]


def test_what_is_passed_over_is_listed_with_the_reason(hunts, memory):
    """Nothing that changes what is shown is dropped in silence."""
    found = {(one.claim.id, one.variation.name): one.change for one in hunt.find(hunts, memory.answers)[1]}
    assert found["raises before the call", "empty"].passed_over == RAISES
    assert "out of bounds" in found["raises before the call", "empty"].got
    assert found["only numbers", "one element"].passed_over == OTHER_NUMBERS
    assert ("only numbers", "view") not in found
    assert found["is refused as such", "backwards"].passed_over == REFUSED["backwards"][1]
    assert found["another default", "bfloat16 by default"].passed_over == AS_NARROW


def test_a_finding_tells_where_what_and_how(hunts, memory):
    """A line of the page, the line of code as it was varied, what was expected, and what came."""
    finding = next(one for one in hunt.find(hunts, memory.answers)[0] if one.variation.name == "view")
    varied = "a = np.stack([np.zeros(2), np.zeros(2)], -1)[..., 0]"
    assert str(finding) == f"docs/topic.md:15: a view is copied: view: `{varied}`: [7.0, 0.0] → [0.0, 0.0]"


def test_what_is_known_is_not_run_again(hunts, memory, monkeypatch):
    """Of unchanged claims nothing is asked."""
    monkeypatch.setattr(hunt.runs, "ask", None)
    assert hunt.answer(hunts, Memory(memory.path)) == 0


def test_only_inputs_are_varied(claim):
    """What the code shows stays as it is; what another Python runs is left alone, and so is a dtype that is written."""
    code = ">>> torch.ones(1, dtype=torch.int8), np.array([1.0, 2.0])\n(…, …)\n"
    found = {one.name: one for one in variations_of(claim(code))}
    wants = {one.name: [example.want for example in doctest.DocTestParser().get_examples(one.code)]
             for one in found.values()}  # fmt: skip
    assert {want for every in wants.values() for want in every if want} == {"(…, …)\n"}
    assert found["several"].shown == ((12, "torch.ones((3,), dtype=torch.int8), np.array([1.0, 2.0])"),)
    assert found["uint8"].shown == ((12, "torch.ones(1, dtype=torch.int8), np.array([1.0, 2.0], dtype=np.uint8)"),)
    assert list(variations_of(claim(">>> import subprocess\n>>> torch.ones(1)\n"))) == []


def test_judged_changes_are_settled_until_the_claim_changes(hunts, memory):
    """A verdict on what changes nothing is idle, and one on another sentence or code is none."""
    findings, _passed_over, tried = hunt.find(hunts, memory.answers)
    finding = next(one for one in findings if one.variation.name == "view")
    told = {"view": "covers", "inf": "beside: why"}
    judged = {finding.claim.id: hunted.Judged("list:1", hunted.digest(finding.claim), told)}
    assert hunt.verdict(finding, judged) == "covers"
    assert list(hunt.stale(judged, findings, tried, tried)) == [
        "list:1: a view is copied: 'inf' changes nothing: remove it"
    ]
    judged = {finding.claim.id: hunted.Judged("list:1", "another", told)}
    assert hunt.verdict(finding, judged) == ""
    (line,) = hunt.stale(judged, findings, tried, [])  # which needs no run
    assert line.startswith(
        "list:1: the sentence, its translation or the code of a view is copied has changed: judge again what"
    )


def test_what_a_busy_machine_hides_stays_judged(claim):
    """A verdict on code that measures time is not idle because once nothing changed."""
    timed, still = claim(">>> import timeit\n>>> 1\n1\n", id="topic.timed"), claim(">>> 1\n1\n", id="topic.still")
    judged = {one.id: hunted.Judged("list:1", hunted.digest(one), {"inf": "covers"}) for one in (timed, still)}
    assert list(hunt.stale(judged, [], [timed, still], [timed, still])) == [
        "list:1: topic.still: 'inf' changes nothing: remove it"
    ]


def test_what_is_not_judged_says_what_to_write(hunts, memory):
    """And where: under the table that there is, or in a new one, ready to be filled in."""
    findings, _passed_over, _tried = hunt.find(hunts, memory.answers)
    left = [one for one in findings if one.claim.id == "raises without a call"]
    digest = hunted.digest(left[0].claim)
    lines = ['["raises without a call"]', f'digest = "{digest}"', '"several, more dimensions" = "…"', '"empty" = "…"']
    head, table = hunt.to_judge(left, {})
    assert head == f"For each change that is not judged, {hunted.FORM}:"
    assert table == "\n    ".join(["tests/hunted.toml, a new table:", *lines])
    _head, table = hunt.to_judge(left, {left[0].claim.id: hunted.Judged("tests/hunted.toml:9", "", {})})
    assert table.startswith("tests/hunted.toml:9:\n")
    assert list(hunt.to_judge([], {})) == []


def test_what_speaks_of_cuda_alone_is_varied_on_the_stand_in(claim):
    """As far as there is one, and it can tell; all else on the CPU."""
    gpu = Place("cuda", Path("eager"))
    code = ">>> torch.ones(1, device='cuda').device.type\n'cuda'\n"
    of_cuda = claim(code, devices=("cuda",))
    assert hunt.place_of(of_cuda, gpu) == gpu
    assert hunt.place_of(of_cuda, None) is None
    assert hunt.place_of(claim(code, id="devices.results-agree-to-rounding", devices=("cuda",)), gpu) is None
    assert hunt.place_of(claim(code, devices=("cpu", "cuda")), gpu) == CPU
    assert hunt.place_of(claim(code, torch="<1.0"), gpu) is None


def test_a_variation_that_ends_python_raises():
    """It is told like an error."""
    assert hunt.told_by({"outcome": "failed", "got": "Python died"}) == ["raised Python died"]
    assert hunt.told_by({"outcome": "skipped", "got": "needs x"}) is None
