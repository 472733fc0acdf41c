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
# What readers are promised, and the test that holds us to it; each file of tests that mirrors no module keeps a promise
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
    "pages keep their place when the language is switched": "test_browser.py::test_the_switch_keeps_page_and_anchor",
    "gallery scripts run alone": "test_gallery.py::test_runs_alone",
    "the first hour has ten steps": "test_learn.py::test_the_first_hour_has_ten_steps",
    "a memory question is answered at a glance": "test_look.py::test_does_it_share_memory",
    "notebooks show what their cells print": "test_notebooks.py::test_a_page_shows_what_its_cells_print",
    "pasted code prints the same": "test_pasted.py::test_pasted_claims_print_the_same",
    "questions are answered": "test_questions.py::test_every_question_has_an_answer",
    "what people type is found": "test_search.py::test_what_people_type_finds_what_it_has_to",
    "what is shown is what runs": "test_site.py::test_what_is_shown_is_what_runs",
    "the stand-in keeps what it promises": "test_stand_in.py::test_promise",
    "all is translated": "test_translation.py::test_every_string_is_translated",
    "badges say since when": "test_versions.py::test_every_badge_says_since_when",
    "words are those of the glossary": "test_words.py::test_no_word_deviates_from_the_glossary",
    "actions are pinned": "test_workflows.py::test_actions_are_pinned",
    "a wrong entry of an error is noticed": "unit/test_errors.py::test_an_entry_that_is_missing_or_wrong_is_noticed",
    "commands say how they are used": "unit/test_main.py::test_every_command_says_how_it_is_used",
    "no test vanishes": "unit/test_tests.py::test_every_promise_has_its_test",
    "imports run one way": "unit/test_imports.py::test_a_wing_imports_what_it_may",
}
# The modules of each wing that have no tests of their own, because what they make is looked at on the whole site
SEEN_ON_THE_SITE = {
    "pages": set(), "portable": set(), "evidence": set(), "gallery": set(),
    "site": {"assets", "drawn", "errors", "exports", "head", "items", "known", "markdown",
             "navigation", "once", "outline", "search", "synonyms", "view", "view_file", "view_matrix"},
    "commands": {"changes", "cheat_sheet", "mutations", "variations", "weight"},
}  # fmt: skip
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


def test_every_file_keeps_a_promise():
    """Or mirrors a module: so whoever removes one has to say so here."""
    mirroring = [path for wing in SEEN_ON_THE_SITE for path in (TESTS / "unit" / wing).glob("test_*.py")]
    assert {promise.partition("::")[0] for promise in PROMISES.values()} >= {
        name_of(path) for path in FILES if path not in mirroring
    }


@pytest.mark.parametrize("wing", SEEN_ON_THE_SITE)
def test_every_module_has_its_tests(wing):
    """In the file of the same name, and no file outlives its module."""
    modules = {path.stem for path in (ENGINE / wing).glob("*.py")} - {"__init__"}
    files = {path.stem.removeprefix("test_"): path for path in (TESTS / "unit" / wing).glob("test_*.py")}
    assert set(files) == modules - SEEN_ON_THE_SITE[wing]
    assert [name_of(path) for path in files.values() if not written_in(path)] == []
