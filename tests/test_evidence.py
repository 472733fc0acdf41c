"""The recorded runs: they fit their schema, know only claims that exist, and say no more than what was run."""

import json
import re
from pathlib import Path

import evidence
import history
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "evidence"
FILES = sorted(path.name for path in FOLDER.glob("*.json") if path.name != "schema.json")


def test_every_file_fits_the_schema():
    """Loading checks each file against the schema, and at least one environment is recorded."""
    assert len(evidence.load(FOLDER)) == len(FILES) > 0


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_named_for_its_environment(name):
    """The file's name, its environment's name and the libraries in it agree."""
    environment = json.loads((FOLDER / name).read_text(encoding="utf-8"))["environment"]
    assert name == environment["name"] + ".json"
    assert environment["name"].startswith("torch-" + re.match(r"[\d.]+", environment["torch"])[0] + "-")


@pytest.mark.parametrize("name", FILES)
def test_a_file_knows_only_claims_that_exist(name, pages):
    """No result of a claim that is gone, nor on a device that the claim does not name."""
    results = json.loads((FOLDER / name).read_text(encoding="utf-8"))["results"]
    assert set(results) <= set(pages.claims)
    for claim, devices in results.items():
        assert set(devices) <= set(pages.claims[claim].devices)


@pytest.mark.parametrize("name", FILES)
def test_without_a_gpu_no_cuda_result_is_claimed(name):
    """A file without a GPU holds CUDA results only as skipped, with the reason."""
    record = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    if record["environment"]["gpu"] is None:
        cuda = [devices["cuda"] for devices in record["results"].values() if "cuda" in devices]
        assert {result["outcome"] for result in cuda} <= {"skipped"}
        assert all(result["got"] for result in cuda)


def test_every_claim_has_run_as_it_stands(pages):
    """On the CPU no claim is new or changed since it last ran; 'make evidence' records it."""
    recorded = history.History(pages.claims, evidence.load(FOLDER))
    stale = [claim.id for claim in recorded.on("cpu")
             if history.standing(recorded.rows(claim.id, "cpu")) != history.HOLDS]  # fmt: skip
    assert stale == []


def test_ranges_are_those_of_the_record(pages):
    """No claim is false inside its range or holds outside it, in any recorded environment."""
    problems = evidence.range_problems(pages, evidence.load(FOLDER))
    unproven = "no recorded version lies outside it"  # a range newer than the record: 'make evidence-matrix' tells
    assert [problem for problem in problems if unproven not in problem] == []


def test_outdated_statements_rest_on_what_was_recorded(pages):
    """An outdated statement names a claim that has a range, and that passed somewhere inside it."""
    records = evidence.load(FOLDER)
    for statement in pages.statements.values():
        if statement.verdict == "outdated":
            old = [pages.claims[name] for name in statement.claims if "<" in pages.claims[name].torch]
            results = [result for claim in old for result in evidence.fresh_results(claim, records)]
            assert any(result.promised and result.outcome == "passed" for result in results), statement.id
