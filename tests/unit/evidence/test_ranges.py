"""Ranges are held against the record: what contradicts one is told with the range that fits."""

import pytest
from claimkit.evidence.ranges import range_problems
from unit.evidence.made_up import GPU, OTHER_CODE, claim_with, pages_of, record

PLACE = "docs/topic.md:4: claim 'topic.good' "
TORCHES = ["1.13.1+cu117", "2.2.2", "2.3.1", "2.13.0", "2.14.1"]


def history(*outcomes):
    return [record(torch, outcome, "3.0") for torch, outcome in zip(TORCHES, outcomes, strict=True)]


def problems(claim, records):
    return range_problems(pages_of(claim), records)


@pytest.mark.parametrize(
    ("range_", "outcomes"),
    [
        ("", ("passed",) * 5),
        ("", ("absent", "absent", "passed", "passed", "passed")),
        ("", ("skipped", "absent", "passed", "absent", "skipped")),
        (">=2.3", ("failed", "failed", "passed", "passed", "passed")),
        (">=2.3", ("absent", "absent", "passed", "passed", "passed")),
        ("<2.3", ("passed", "passed", "failed", "absent", "failed")),
        (">=2.3, <2.14", ("failed", "failed", "passed", "passed", "failed")),
        (">=2.3", ("skipped",) * 5),
    ],
)
def test_a_range_that_fits_is_left_alone(range_, outcomes):
    """What is not there, and what was skipped, counts on neither side."""
    assert problems(claim_with(range_), history(*outcomes)) == []


@pytest.mark.parametrize(
    ("range_", "outcomes", "told"),
    [
        ("", ("failed", "failed", "passed", "passed", "passed"),
         "is false inside its range, in torch-1.13.1-cpu on cpu, torch-2.2.2-cpu on cpu (got 3.0): "
         'the record supports :torch: ">=2.3"'),
        (">=2.2", ("failed", "failed", "passed", "passed", "failed"),
         "is false inside its range, in torch-2.2.2-cpu on cpu, torch-2.14.1-cpu on cpu (got 3.0): "
         'the record supports :torch: ">=2.3, <2.14"'),
        (">=2.3", ("failed", "passed", "passed", "passed", "passed"),
         "holds outside its range, in torch-2.2.2-cpu on cpu: "
         'the record supports :torch: ">=2.2"'),
        ("<2.14", ("passed",) * 5,
         "holds outside its range, in torch-2.14.1-cpu on cpu: "
         "the record supports every version"),
        ("", ("failed", "passed", "failed", "passed", "failed"),
         "is false inside its range, in torch-1.13.1-cpu on cpu, torch-2.3.1-cpu on cpu, "
         "torch-2.14.1-cpu on cpu (got 3.0): the record supports no range: it holds in "
         "torch-2.2.2-cpu on cpu, torch-2.13.0-cpu on cpu and fails in torch-1.13.1-cpu on cpu, "
         "torch-2.3.1-cpu on cpu, torch-2.14.1-cpu on cpu"),
        (">=2.14", ("failed",) * 5,
         "is false inside its range, in torch-2.14.1-cpu on cpu (got 3.0): "
         "it holds in no recorded environment"),
        (">=1.8", ("passed",) * 5,
         'has the torch range ">=1.8", but no recorded version lies outside it: the record supports every version'),
        (">=2.2", ("failed", "absent", "passed", "passed", "passed"),
         'does not hold at the end of its torch range ">=2.2", with torch 2.2.2: '
         'the record supports :torch: ">=2.3"'),
        ("<2.14", ("passed", "passed", "passed", "absent", "failed"),
         'does not hold at the end of its torch range "<2.14", with torch 2.13.0: '
         'the record supports :torch: "<2.13"'),
    ],
)  # fmt: skip
def test_a_range_that_does_not_fit_is_an_error(range_, outcomes, told):
    """The line names the page, the claim, the environments, and the range that the record supports."""
    assert problems(claim_with(range_), history(*outcomes)) == [PLACE + told]


def test_numpy_is_found_to_be_the_reason():
    """Where torch stays and NumPy changes the range is one of NumPy; where it takes both, one of each."""
    by_numpy = [record(versions, outcome) for versions, outcome in
                {"2.13.0/1.26.4": "failed", "2.13.0/2.0.2": "passed", "2.13.0/2.4.6": "passed"}.items()]  # fmt: skip
    (line,) = problems(claim_with(), by_numpy)
    assert line.endswith(': the record supports :numpy: ">=2.0"')
    assert problems(claim_with(numpy=">=2.0"), by_numpy) == []
    older = record("2.8.0/2.4.6", "failed")
    (line,) = problems(claim_with(numpy=">=2.0"), [older, *by_numpy])
    assert line.endswith(': the record supports :torch: ">=2.13" :numpy: ">=2.0"')
    assert problems(claim_with(">=2.13", ">=2.0"), [older, *by_numpy]) == []


def test_one_device_is_enough_to_be_false():
    """A claim holds in an environment only if it does on each of its devices."""
    (line,) = problems(claim_with(), [record("2.13.0/2.4.6", "failed", "3.0", gpu=GPU)])
    assert "in torch-2.13.0-numpy-2.4.6-cuda-h200 on cuda (got 3.0)" in line


T4 = "Tesla T4"


@pytest.mark.parametrize(
    ("not_on", "on_t4", "told"),
    [
        ((), "failed", "is false inside its range, in torch-2.13.0-cuda-tesla-t4 on cuda (got 3.0): "
         "leave out cuda-tesla-t4 in :not-on:"),
        (("cuda-tesla-t4",), "failed", ""),
        (("cuda-tesla-t4",), "skipped", ""),
        (("cuda-tesla-t4",), "passed", "holds on a GPU that :not-on: leaves out, "
         "in torch-2.13.0-cuda-tesla-t4 on cuda: name only those on which it is false"),
        (("cuda-tesla-t4", "rocm"), "failed", "leaves out 'rocm' in :not-on:, where nobody has run it: "
         "name a GPU as the file of its record does"),
    ],
    ids=["unnamed", "named", "not run there", "holds there", "unknown"],
)  # fmt: skip
def test_a_claim_may_leave_out_a_gpu(not_on, on_t4, told):
    """One on which the record shows it false, and no other."""
    records = [record("2.13.0", "passed", gpu=GPU), record("2.13.0", on_t4, "3.0", gpu=T4)]
    assert problems(claim_with(devices=("cuda",), not_on=not_on), records) == ([PLACE + told] if told else [])


@pytest.mark.parametrize(
    ("devices", "not_on", "told"),
    [
        (("cuda",), (), "is false inside its range, in torch-2.13.0-cuda-h200 on cuda, "
         "torch-2.13.0-cuda-tesla-t4 on cuda (got 3.0): mend the claim itself, for it holds on no recorded GPU"),
        (("cpu", "cuda"), ("cuda-h200",), "is false inside its range, in torch-2.13.0-cuda-tesla-t4 on cuda (got 3.0): "
         "mend the claim itself, for it holds on no recorded GPU"),
        (("cuda",), ("cuda-h200", "cuda-tesla-t4"), ""),
        (("cpu", "cuda"), ("cuda-h200", "cuda-tesla-t4"), ""),
    ],
)  # fmt: skip
def test_what_holds_on_no_gpu_leaves_out_none(devices, not_on, told):
    """The claim is wrong, not the GPU."""
    records = [record("2.13.0", "failed", "3.0", gpu=GPU), record("2.13.0", "failed", "3.0", gpu=T4)]
    records += [record("2.13.0", "passed")] if "cpu" in devices else []
    nowhere = "holds on no recorded GPU that :not-on: does not leave out: mend the claim itself"
    assert problems(claim_with(devices=devices, not_on=not_on), records) == [
        PLACE + line for line in (told, not_on and nowhere) if line
    ]


def test_a_range_may_fit_as_well_as_leaving_out_a_gpu():
    """Both are named, for the record cannot tell which of them it is."""
    records = [record("2.2.2", "failed", gpu=T4), record("2.13.0", "passed", gpu=GPU)]
    (line,) = problems(claim_with(devices=("cuda",)), records)
    assert line.endswith(': leave out cuda-tesla-t4 in :not-on:, or the record supports :torch: ">=2.13"')


def test_a_gpu_on_which_it_holds_with_other_versions_is_not_left_out():
    """Versions make the difference there."""
    (line,) = problems(
        claim_with(devices=("cuda",)), [record("2.2.2", "failed", gpu=T4), record("2.13.0", "passed", gpu=T4)]
    )
    assert line.endswith(': the record supports :torch: ">=2.13"')


def test_an_edited_claim_still_leaves_out_its_gpu():
    """Until somebody has run it there anew."""
    edited = record("2.13.0", "failed", gpu=T4, digest=OTHER_CODE)
    assert problems(claim_with(not_on=("cuda-tesla-t4",)), [edited]) == []


def test_what_the_claim_was_before_an_edit_counts_for_nothing():
    """A result of other code says nothing about this one."""
    assert problems(claim_with(), [record("2.13.0", "failed", digest=OTHER_CODE)]) == []


def test_torch_without_numpy_is_no_witness():
    """An older torch beside NumPy 2 counts only for claims that name both."""
    pair, newer = record("2.2.2/2.0.2", "failed"), record("2.3.1/2.0.2", "passed")
    assert problems(claim_with(), [pair, newer]) == []
    assert problems(claim_with(">=2.3"), [pair, record("2.2.2", "failed"), newer]) == []
    outcomes = {"2.2.2/1.26.4": "failed", "2.2.2/2.0.2": "passed", "2.3.1/2.0.2": "failed"}
    records = [record(versions, outcome) for versions, outcome in outcomes.items()]
    assert problems(claim_with("<2.3", ">=2.0"), records) == []
