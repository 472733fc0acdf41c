"""What a newer library changed, by made-up records: step by step, and what of it NumPy alone explains."""

from types import SimpleNamespace

import pytest
from claimkit.evidence.standing import span, standing
from claimkit.evidence.store import ABSENT, FALSE, HOLDS, STALE
from claimkit.evidence.upgrades import Change, History
from unit.evidence.made_up import OTHER_CODE, as_read, claim_with, data, record


def two(versions, *outcomes, name):
    """A record of this name, with the outcomes of the claims topic.torch and topic.numpy."""
    made = [data(versions, outcome, claim=claim_with(name=name))
            for name, outcome in zip(("topic.torch", "topic.numpy"), outcomes, strict=True)]  # fmt: skip
    made[0]["environment"]["name"] = name
    made[0]["results"].update(made[1]["results"])
    return as_read(made[0])


def test_changes_are_told_step_by_step():
    """Neighbours in torch, NumPy and on a GPU are compared; what NumPy alone explains is not torch's."""
    records = [
        two("2.2.2", "passed", "passed", name="torch-2.2.2-cpu"),
        two("2.13.0/1.26.4", "failed", "passed", name="torch-2.13.0-numpy-1.26.4-cpu"),
        two("2.13.0/2.4.6", "failed", "failed", name="torch-2.13.0-cpu"),
        two("2.14.1/2.4.6", "failed", "failed", name="torch-2.14.1-cpu"),
    ]
    claims = [claim_with(name=name) for name in ("topic.torch", "topic.numpy")]
    found = History({claim.id: claim for claim in claims}, records)
    named = [[change.claim.id for change in changes] for step in found.steps for changes in found.changes(step)]
    steps = [step.id for step in found.steps]
    assert steps == ["torch-2-2-2-2-13-0", "torch-2-13-0-2-14-1", "numpy-1-26-4-2-4-6-torch-2-13-0"]
    assert named == [["topic.torch"], ["topic.numpy"], [], [], ["topic.numpy"], []]
    homes = [(step.id, [claim.id for claim in listed]) for step, listed in found.by_last_change("cpu")]
    assert homes == [(steps[0], ["topic.torch"]), (steps[2], ["topic.numpy"])]


def test_a_mac_is_in_no_step():
    """What it does otherwise is no newer library's doing either."""
    records = [
        two("2.13.0/2.4.6", "passed", "passed", name="torch-2.13.0-cpu"),
        two("2.13.0/2.4.6", "failed", "failed", name="torch-2.13.0-mps"),
        two("2.14.1/2.4.6", "passed", "passed", name="torch-2.14.1-cpu"),
    ]
    assert [step.id for step in History({}, records).steps] == ["torch-2-13-0-2-14-1"]


def test_steps_on_a_gpu_are_of_one_model():
    """What two models do otherwise is no newer library's doing."""
    gpus = {"2.11.0": "Tesla T4", "2.12.1": "NVIDIA H200", "2.13.0": "Tesla T4", "2.14.1": "NVIDIA H200"}
    records = [record(torch, "passed", gpu=gpu) for torch, gpu in gpus.items()]
    steps = History({"topic.good": claim_with()}, records).steps
    assert [step.id for step in steps] == ["torch-2-11-0-2-13-0-cuda-tesla-t4", "torch-2-12-1-2-14-1-cuda-h200"]


@pytest.mark.parametrize(
    ("before", "after", "sort"),
    [
        ((FALSE, "TypeError: worded so"), (HOLDS, ""), "wording"),
        ((FALSE, "example.TypeError: worded so"), (HOLDS, ""), "wording"),
        ((HOLDS, ""), (FALSE, "TypeError: worded so"), "wording"),
        ((FALSE, "ValueError: worded so"), (HOLDS, ""), "behaviour"),
        ((FALSE, "[1.0]"), (HOLDS, ""), "behaviour"),
        ((FALSE, "TypeError: worded so"), (FALSE, "TypeError: or so"), "behaviour"),
        ((ABSENT, "AttributeError: no such thing"), (HOLDS, ""), "new"),
        ((HOLDS, ""), (ABSENT, "AttributeError: no such thing"), "behaviour"),
    ],
)
def test_another_wording_of_the_same_error_is_no_other_behaviour(before, after, sort):
    """What the claim expects, and what came instead, are errors of one type; what was not there before is new."""
    claim = SimpleNamespace(code=">>> raise_it()\nTraceback (most recent call last):\n  ...\nTypeError: as it is now\n")
    rows = [SimpleNamespace(state=state, got=got) for state, got in (before, after)]
    assert Change(claim, *rows).sort == sort


@pytest.mark.parametrize(
    ("about", "got", "is_of_a_tool"),
    [
        ("torch.add", "UserWarning: Profiler clears events", True),
        ("torch.add", "UserWarning: add is deprecated", False),
        ("torch.add", "RuntimeError: Profiler is running", False),
        ("torch.profiler.profile", "UserWarning: Profiler clears events", False),
    ],
)
def test_a_warning_of_what_only_measures_is_no_change(about, got, is_of_a_tool):
    """It says something of the tool that the code imports, of which the claim says nothing."""
    claim = SimpleNamespace(code=">>> from torch.profiler import profile\n", about=(about,))
    rows = [SimpleNamespace(state=state, got=text) for state, text in [(FALSE, got), (HOLDS, "")]]
    assert Change(claim, *rows).is_of_a_tool == is_of_a_tool


def test_a_pair_that_nothing_is_promised_of_decides_nothing():
    """An old torch beside NumPy 2 is left out, as long as the claim does not name both."""
    claim = claim_with()
    records = [record("2.2.2/1.26.4", "passed"), record("2.2.2/2.0.2", "failed"), record("2.3.1/2.4.6", "passed")]
    found = History({claim.id: claim}, records)
    assert not found.differs(claim, "cpu")
    assert found.by_last_change("cpu") == []
    assert standing(found.rows(claim.id, "cpu")) == HOLDS
    assert span(found.rows(claim.id, "cpu")).places == ("torch 2.2.2–2.3.1",)


def test_what_is_left_to_run_is_listed_once():
    """Environments that lack the same are told together, and a claim that is nowhere settled is told apart."""
    claim = claim_with(devices=("cpu",))
    records = [record("1.4.0", ""), record("1.8.1", ""), record("2.0.1", "passed", digest=OTHER_CODE)]
    found = History({claim.id: claim}, records)
    left = [([other.torch for other in members], [state for _claim, state in pairs])
            for members, pairs in found.left_to_run("cpu")]  # fmt: skip
    assert left == [(["1.4.0", "1.8.1"], ["unknown"]), (["2.0.1"], ["stale"])]
    assert found.unsettled("cpu") == [(claim, STALE)]
    assert found.unsettled("cuda") == []
