"""How a claim stands, by made-up records: since when and until when, on what, and which environments say the same."""

import pytest
from claimkit.evidence import standing
from claimkit.evidence.store import FALSE, HOLDS, STALE, UNKNOWN
from unit.evidence.made_up import GPU, OTHER_CODE, claim_with, record


def rows(*records, claim=None, device="cpu"):
    return standing.rows(claim or claim_with(), device, records)


def told(found):
    """A span as the badge tells it."""
    return [*found.places, *(f"{state} since {version}" for state, version in found.since)]


@pytest.mark.parametrize(
    ("outcomes", "wanted"),
    [
        ({"1.4.0": "passed", "2.0.1": "passed", "2.15.0": "passed"}, ["torch 1.4.0–2.15.0"]),
        ({"1.4.0": "absent", "2.0.1": "failed", "2.15.0": "passed"}, ["torch 2.15.0"]),
        ({"1.4.0": "passed", "1.13.1": "passed", "2.0.1": "failed", "2.15.0": "failed"},
         ["torch 1.4.0–1.13.1", "false since torch 2.0.1"]),
        ({"1.4.0": "passed", "2.0.1": "absent"}, ["torch 1.4.0", "absent since torch 2.0.1"]),
        ({"1.4.0": "passed", "2.0.1": "failed", "2.9.1": "passed", "2.10.0": "passed"}, ["torch 2.9.1–2.10.0"]),
        ({"1.4.0": "passed", "2.0.1": "", "2.2.2": "skipped", "2.9.1": "passed"}, ["torch 1.4.0, 2.9.1"]),
        ({"2.2.2/1.26.4": "passed", "2.13.0/1.26.4": "failed", "2.13.0/2.4.6": "passed", "2.14.1/2.4.6": "passed"},
         ["torch 2.2.2–2.14.1", "NumPy 2.4.6"]),
        ({"2.2.2/1.26.4": "passed", "2.13.0/1.26.4": "passed", "2.13.0/2.4.6": "failed", "2.14.1/2.4.6": "failed"},
         ["torch 2.2.2–2.13.0", "NumPy 1.26.4", "false since NumPy 2.4.6"]),
    ],
)  # fmt: skip
def test_since_and_until(outcomes, wanted):
    """The newest unbroken run counts; gaps are left open; what NumPy breaks is not laid at torch's door."""
    found = rows(*(record(versions, outcome) for versions, outcome in outcomes.items()))
    assert told(standing.span(found)) == wanted


def test_what_never_held_has_no_span():
    """No pass, no since."""
    assert standing.span(rows(record("1.4.0", "failed"), record("2.0.1", "absent"), record("2.2.2", ""))) is None


@pytest.mark.parametrize(
    ("range_", "outcomes", "wanted"),
    [
        ("", ["passed", "passed"], HOLDS),
        ("", ["failed", "passed"], FALSE),
        (">=2.0", ["failed", "passed"], HOLDS),
        ("", ["absent", "passed"], HOLDS),
        ("", ["skipped", "skipped"], UNKNOWN),
        ("", ["absent", ""], UNKNOWN),
        (">=2.0", ["passed", ""], UNKNOWN),
    ],
)
def test_how_a_claim_stands(range_, outcomes, wanted):
    """A failure inside the range counts at once; what is not there, skipped or outside the range does not count."""
    found = rows(record("1.13.1", outcomes[0]), record("2.0.1", outcomes[1]), claim=claim_with(range_))
    assert standing.standing(found) == wanted


def test_stale_is_stale():
    """What ran with other code is told as stale, without what it printed, and holds nothing."""
    found = rows(record("2.0.1", "failed", "old", digest=OTHER_CODE))
    assert [(row.state, row.got) for row in found] == [(STALE, "")]
    assert standing.standing(found) == STALE
    assert standing.span(found) is None


def test_a_cpu_says_nothing_of_cuda():
    """On CUDA only environments with a GPU are shown, under its name."""
    machines = record("2.0.1", "passed"), record("2.11.0", "passed", gpu=GPU)
    found = rows(*machines, device="cuda")
    assert [row.environment.gpu for row in found] == ["H200"]
    assert standing.span(found).gpus == ("H200",)
    assert standing.standing(rows(machines[0], device="cuda")) == UNKNOWN


def test_a_gpu_that_is_left_out_is_promised_nothing():
    """Of AMD's all, or one by its name; others count, and so does the CPU of the same machine."""
    t4, amd = "Tesla T4", "AMD Instinct MI300X"
    machines = [
        record("2.11.0", "passed", gpu=GPU),
        record("2.12.1", "failed", gpu=t4),
        record("2.13.0", "failed", gpu=amd),
    ]
    assert standing.standing(rows(*machines, device="cuda")) == FALSE
    claim = claim_with(not_on=("rocm", "cuda-tesla-t4"))
    found = rows(*machines, claim=claim, device="cuda")
    assert [row.promised for row in found] == [True, None, None]
    assert standing.standing(found) == HOLDS
    assert told(standing.span(found)) == ["torch 2.11.0"]
    assert [(group.state, group.places) for group in standing.grouped(found)][0] == (FALSE, "torch 2.12.1–2.13.0")
    assert [row.promised for row in rows(record("2.13.0", "failed", gpu=None), claim=claim)] == [True]


def test_equal_news_is_told_once():
    """Environments are grouped by outcome and text, newest first; paths and addresses make no difference."""
    found = rows(
        record("1.4.0", "absent", "ImportError: no asarray (/tmp/a/site-packages/torch/__init__.py)\nmore"),
        record("1.8.1", "absent", "ImportError: no asarray (/home/b/site-packages/torch/__init__.py)"),
        record("1.13.1", "failed", "\x1b[1m<x at 0x7f00aa>\x1b[0m"),
        record("2.13.0/1.26.4", "passed"),
        record("2.13.0/2.4.6", "failed", "<x at 0x7f00bb>"),
        record("2.14.1", "passed"),
    )
    groups = [(group.places, group.count, group.state, group.got) for group in standing.grouped(found)]
    assert groups == [
        ("torch 2.13.0 (NumPy 1.26.4), 2.14.1", 2, "holds", ""),
        ("torch 1.13.1, 2.13.0 (NumPy 2.4.6)", 2, "false", "<x at 0x…>"),
        ("torch 1.4.0–1.8.1", 2, "absent", "ImportError: no asarray (…/__init__.py)"),
    ]


def test_optional_libraries_are_named_beside_which_it_held():
    """Each with its oldest and newest version; what did not hold names none."""
    made = [record("2.11.0", "passed"), record("2.12.1", "failed"), record("2.13.0", "passed")]
    for told, version in zip(made, ("0.11.2", "0.12.0", "0.10.2+cpu"), strict=True):
        (results,) = told.results.values()
        results["cpu"]["libraries"] = {"jax": version, "numba": "0.68.1"}
    assert standing.span(rows(*made)).libraries == ("jax 0.10.2–0.11.2", "numba 0.68.1")
    assert standing.span(rows(record("2.13.0", "passed"))).libraries == ()


@pytest.mark.parametrize("device", ["mps", "xpu"])
def test_other_accelerators_speak_where_they_were_recorded(device):
    """A claim asserts nothing about them; a record that has a result of one is shown, and no other is missed."""
    without, with_one = record("2.12.1", "passed"), record("2.13.0", "passed")
    (results,) = with_one.results.values()
    results[device] = results["cpu"]
    assert [row.state for row in rows(without, with_one, device=device)] == [HOLDS]
    assert rows(without, device=device) == []


def test_gpus_stand_side_by_side():
    """Each that a claim held on is named."""
    found = rows(*(record("2.13.0", "passed", gpu=gpu) for gpu in (GPU, "AMD Instinct MI300X")), device="cuda")
    assert standing.span(found).gpus == ("H200", "AMD Instinct MI300X")


def test_what_differs_on_gpus_names_each():
    """No range leads from one GPU to another; it leads from one NumPy to another beside the same GPU."""
    failed = [record(f"2.13.0/{numpy}", "failed", gpu=gpu) for gpu, numpy in
              [("Tesla T4", "2.0.2"), ("Tesla T4", "2.4.6"), ("AMD Instinct MI300X", "2.4.6")]]  # fmt: skip
    held = record("2.13.0/2.4.6", "passed", gpu=GPU)
    _holds, false = standing.grouped(rows(*failed, held, device="cuda"))
    assert false.places == "torch 2.13.0 (NumPy 2.0.2 · Tesla T4–2.4.6 · Tesla T4, 2.4.6 · AMD Instinct MI300X)"


def test_of_the_cpu_no_gpu_is_named():
    """Also where the machine has one."""
    held = record("2.13.0", "passed", gpu=GPU)
    (results,) = held.results.values()
    results["cpu"] = results["cuda"]
    assert standing.span(rows(held)).gpus == ()


@pytest.mark.parametrize("numpy", ["1.26.4", "2.4.6"])
def test_gpus_that_disagree_blame_no_library(numpy):
    """Beside the same torch, one GPU holds and another does not: the span is of what held."""
    held, not_held = record("2.13.0/1.26.4", "passed", gpu=GPU), record(f"2.13.0/{numpy}", "failed", gpu="Tesla T4")
    found = standing.span(rows(held, not_held, device="cuda"))
    assert found is None or found.places == ("torch 2.13.0",)
    assert standing.standing(rows(held, not_held, device="cuda")) == FALSE


@pytest.mark.parametrize(
    ("devices", "ran", "wanted"),
    [
        (("cuda",), [], ["cuda"]),
        (("cuda",), ["cuda"], []),
        (("cpu", "cuda"), ["cpu"], []),
        (("cpu", "cuda"), [], ["cpu", "cuda"]),
    ],
    ids=["no GPU yet", "on a GPU", "on one of two", "nowhere"],
)
def test_what_a_verdict_rests_on_must_have_run(devices, ran, wanted):
    """A proof that has run on no device that it names is told of, beside one that has, if only before it changed."""
    claim, stale = claim_with(name="topic.good", devices=devices), claim_with(name="topic.stale", devices=("cpu",))
    records = [record("2.13.0", "passed", claim=claim, gpu=GPU if device == "cuda" else None) for device in ran]
    records.append(record("2.13.0", "passed", claim=stale, digest=OTHER_CODE))
    known = {claim.id: claim, stale.id: stale}

    def rows_of(name, device):
        return rows(*records, claim=known[name], device=device)

    assert standing.unrun([claim, stale], rows_of) == wanted
