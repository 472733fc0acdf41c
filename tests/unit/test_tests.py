"""The tests themselves: none vanishes without a word.

A function that is renamed, shadowed or hidden, a file or a promise that is gone, and a module that skips itself are
noticed. What a test still checks is not: an assertion that is removed, or a parameter, must be seen in review.
"""

import ast
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ENGINE = TESTS.parent / "docs" / "_ext" / "claimkit"
FILES = sorted(TESTS.rglob("test_*.py"))
# What readers are promised, and the test that holds us to it
PROMISES = {
    "every claim runs on every device": "test_claims.py::test_claim",
    "every session of a page runs": "test_claims.py::test_session",
    "no claim is lost between page and test": "test_claims.py::test_no_claim_is_lost",
    "no session is lost": "test_claims.py::test_no_session_is_lost",
    "every error has one entry": "test_errors.py::test_every_message_has_one_entry",
    "every entry is raised": "test_errors.py::test_the_claims_of_an_entry_raise_it",
    "the record is of what the pages show": "test_evidence.py::test_every_claim_has_run_as_it_stands",
    "ranges are measured": "test_evidence.py::test_ranges_are_those_of_the_record",
    "outdated means recorded": "test_evidence.py::test_outdated_statements_rest_on_what_was_recorded",
    "the published matrix is what is measured": "test_matrix.py::test_what_is_published_is_measured_again",
    "claims and matrix agree": "test_matrix.py::test_claims_and_matrix_agree",
    "ids are for ever": "test_published_ids.py::test_every_published_id_leads_somewhere",
    "pins are whole": "test_requirements.py::test_whatever_a_pinned_package_needs_is_pinned",
    "bad pages stop pytest": "unit/test_conftest.py::test_bad_pages_stop_pytest",
    "each claim runs once": "unit/test_conftest.py::test_every_claim_runs_once_on_each_device",
    "a claim that kills Python fails alone": "unit/test_conftest.py::test_false_claims_fail_alone",
    "nothing rehearsed is evidence": "unit/commands/test_record.py::test_nothing_is_recorded_on_the_stand_in",
    "a report tells no secrets": "test_gpu.py::test_the_report_tells_no_secrets",
    "imports run one way": "unit/test_imports.py::test_a_wing_imports_what_it_may",
}
MIRRORED = ["pages", "portable", "evidence", "gallery"]  # wings of which every module has tests of its own
SILENCERS = {"importorskip", "allow_module_level", "collect_ignore", "collect_ignore_glob", "__test__"}


def name_of(path):
    return path.relative_to(TESTS).as_posix()


def written_in(path):
    """The names of the functions that the file means as tests, wherever they stand."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]


def test_every_test_is_collected(request, collected):
    """Each that is written in a file that was asked for as a whole: none is nested, and no file is passed over."""
    here = request.config.invocation_params.dir
    asked = [(here / name).resolve() for name in request.config.args if "::" not in name]
    whole = [path for path in FILES if any(path.is_relative_to(folder) for folder in asked)]
    written = {(path, name) for path in whole for name in written_in(path)}
    assert {(path, name) for path, name in collected if path in whole} == written


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_name_is_used_twice(path):
    """The second would take the first one's place."""
    assert [name for name, count in Counter(written_in(path)).items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_file_silences_itself(path):
    """By skipping all that it holds, or hiding from pytest."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        marks = isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "pytestmark" for name in node.targets)
        assert not (marks and "skip" in ast.unparse(node)), f"{name_of(path)}:{node.lineno} skips the whole file"
    names = {getattr(node, "attr", getattr(node, "arg", getattr(node, "id", ""))) for node in ast.walk(tree)}
    assert not names & SILENCERS


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_has_its_test(promise):
    """Under the name that is written here; who renames or replaces it says so here."""
    file, _, name = PROMISES[promise].partition("::")
    assert name in written_in(TESTS / file), f"nothing holds us to it that {promise}"


@pytest.mark.parametrize("wing", MIRRORED)
def test_every_module_has_its_tests(wing):
    """In the file of the same name, and no file outlives its module."""
    modules = {path.stem for path in (ENGINE / wing).glob("*.py")} - {"__init__"}
    files = {path.stem.removeprefix("test_"): path for path in (TESTS / "unit" / wing).glob("test_*.py")}
    assert set(files) == modules
    assert [name_of(path) for path in files.values() if not written_in(path)] == []
