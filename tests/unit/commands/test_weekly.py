"""The weekly report tells what a new environment says otherwise, what needs mending first, and else nothing."""

import pytest
from claimkit.commands.weekly import main, report
from claimkit.evidence.store import Record, environment_of


@pytest.fixture
def record(claim):
    """Makes the record of one claim, as it stands, in an environment written as 'torch' or 'torch/numpy'."""

    def make(versions, outcome, got="", gpu=None):
        torch, _, numpy = versions.partition("/")
        described = {"name": f"torch-{torch}", "torch": torch + "+cpu", "numpy": numpy or "1.26.4", "python": "3.11.7",
                     "gpu": gpu}  # fmt: skip
        result = {"outcome": outcome, "digest": claim().digest, "got": got}
        results = {"topic.good": {"cpu": result}} if outcome else {}
        return Record(environment_of({"environment": described, "recorded": "2026-11-25"}), described, results)

    return make


def test_what_differs_is_told(record, claim):
    """It compares with the newest environment without a GPU, and tells what needs mending first."""
    records = [record("1.4.0", "failed"), record("2.15.0", "passed"), record("2.15.0", "passed", gpu="NVIDIA H200")]
    told = report({"topic.good": claim()}, records, record("2.16.0/2.6.0", "failed", "2\n3"), "https://x.org/")
    assert told.startswith("torch 2.15.0, NumPy 1.26.4 → torch 2.16.0, NumPy 2.6.0\n\n## False, though")
    assert "- [`topic.good`](https://x.org/en/topic.html#topic.good): ✓ holds → ✗ false `` 2 3 ``\n" in told


@pytest.mark.parametrize(
    ("versions", "outcomes", "title"),
    [
        ("<2.16", ("passed", "failed"), "## Other changes (1)"),
        ("<2.0", ("failed", "passed"), "## Holding, though their range says that they do not (1)"),
    ],
)
def test_the_range_decides_how_much_a_change_matters(record, claim, versions, outcomes, title):
    """Outside its range a claim may fail, and may not hold."""
    before, after = outcomes
    told = report({"topic.good": claim(torch=versions)}, [record("2.15.0", before)], record("2.16.0", after))
    assert title in told
    assert told.count("## ") == 1


@pytest.mark.parametrize("outcome", ["passed", "skipped", ""])
def test_silence_where_nothing_differs(record, claim, outcome):
    """What says the same, and what did not run, is no news."""
    assert report({"topic.good": claim()}, [record("2.15.0", "passed")], record("2.16.0", outcome)) == ""


@pytest.mark.parametrize("missing", ["folder", "file"])
def test_a_missing_path_is_told(tmp_path, missing):
    """By its name, and what to give."""
    new = tmp_path / "torch-3.0.0-cpu.json"
    told = main([str(tmp_path if missing == "file" else tmp_path / "none"), str(new)])
    assert str(told).startswith(f"{new}: No such file or directory: give the folder of the records")
