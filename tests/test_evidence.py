"""The recorded runs: they can be read, know only claims that exist, and say no more than what was run."""

from collections import Counter
from pathlib import Path

import pytest
from claimkit.evidence import ranges, store
from claimkit.evidence.standing import known_rows, standing
from claimkit.evidence.upgrades import History
from unit.evidence.made_up import OTHER_CODE, claim_with, record

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "evidence"
FILES = sorted(path.name for path in FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def records(pages):
    """Every record; reading checks each file against its schema."""
    return store.load(FOLDER, pages.claims.values())


def test_every_file_is_read(records):
    """At least one environment is recorded, and no file is passed over."""
    assert sorted(record.environment.name + ".json" for record in records) == FILES
    assert FILES


def of_other_code(records, claims):
    """A line for each record without a result of code that a claim has now, or had when another record was made."""
    codes = [{(name, result["digest"]) for name, devices in record.results.items() for result in devices.values()}
             for record in records]  # fmt: skip
    known = {(claim.id, claim.digest) for claim in claims.values()}
    known |= {code for code, seen in Counter(code for of_one in codes for code in of_one).items() if seen > 1}
    what = f"no result in it is of code that a claim has or had: {store.REMEDY}"
    return [f"docs/evidence/{record.environment.name}.json:1: {what}"
            for record, of_one in zip(records, codes, strict=True) if of_one and not of_one & known]  # fmt: skip


def test_every_file_is_of_our_claims(pages, records):
    """Of each, some results are of code that stands on the pages, or that somebody else has run as well."""
    wrong = of_other_code(records, pages.claims)
    assert not wrong, "\n".join(wrong)


def test_a_record_of_other_code_alone_is_told():
    """Unless another has run the same: then a claim had this code once."""
    claims = {"topic.good": claim_with()}
    now, old = record("2.0.1", "passed"), record("2.13.0", "passed", digest=OTHER_CODE)
    (line,) = of_other_code([now, old], claims)
    assert line.startswith(
        "docs/evidence/torch-2.13.0-cpu.json:1: no result in it is of code that a claim has or had: "
    )
    assert of_other_code([now, old, record("2.14.1", "passed", digest=OTHER_CODE)], claims) == []
    assert of_other_code([record("2.13.0", "")], claims) == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("-cpu.json")])
def test_a_file_knows_only_claims_that_exist(name, pages):
    """No result of a claim that is gone, nor on a device that the claim does not name.

    A record of a GPU may hold some, for nobody here can make it again.
    """
    known = {name: claim.devices for claim in pages.claims.values() for name in (claim.id, *claim.formerly)}
    gone = [f"{claim} on {device}" for claim, devices in store.read(FOLDER / name).results.items() for device in devices
            if device not in known.get(claim, ())]  # fmt: skip
    assert not gone, f"docs/evidence/{name}: record it again, for it holds results of what is gone: {', '.join(gone)}"


@pytest.mark.parametrize("name", FILES)
def test_without_a_gpu_no_cuda_result_is_claimed(name):
    """A file without a GPU holds CUDA results only as skipped, with the reason."""
    record = store.read(FOLDER / name)
    if not record.environment.gpu:
        cuda = [devices["cuda"] for devices in record.results.values() if "cuda" in devices]
        assert {result["outcome"] for result in cuda} <= {"skipped"}
        assert all(result["got"] for result in cuda)


def test_every_claim_has_run_as_it_stands(pages, records):
    """On the CPU no claim is new or changed since it last ran; 'make evidence' records it."""
    recorded = History(pages.claims, records)
    stale = [claim.id for claim in recorded.on("cpu")
             if standing(recorded.rows(claim.id, "cpu")) != store.HOLDS]  # fmt: skip
    assert not stale, f"record with 'make evidence': {', '.join(stale)}"


def test_ranges_are_those_of_the_record(pages, records):
    """No claim is false inside its range or holds outside it, in any recorded environment."""
    problems = ranges.range_problems(pages, records)
    unproven = "no recorded version lies outside it"  # a range newer than the record: 'make evidence-matrix' tells
    wrong = [problem for problem in problems if unproven not in problem]
    assert not wrong, "\n".join(wrong)


def test_outdated_statements_rest_on_what_was_recorded(pages, records):
    """An outdated statement names a claim that has a range, and that passed somewhere inside it."""
    for statement in pages.statements.values():
        if statement.verdict == "outdated":
            old = [pages.claims[name] for name in statement.claims if "<" in pages.claims[name].torch]
            rows = [row for claim in old for row in known_rows(claim, records)]
            assert any(row.promised and row.state == store.HOLDS for row in rows), statement.id
