"""pytest itself, on a small project: it refuses bad pages, fails false claims, and never skips what was asked for."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from meta.bad_pages import BAD_PAGES, FALSE_CLAIMS, GOOD, SESSION

ROOT = Path(__file__).resolve().parents[2]
HARNESS = ["pyproject.toml", "tests/conftest.py", "tests/test_claims.py"]
HARNESS += [f"docs/_ext/{name}.py" for name in ("claims", "messages", "runner", "record", "apart", "absent")]
NO_GPU = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "PYTEST_ADDOPTS": ""}


@pytest.fixture
def project(tmp_path):
    """The harness and no pages."""
    for name in HARNESS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run_pytest(project, *options):
    """Exit status and output of pytest in the project, on a machine without a GPU."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *options]
    done = subprocess.run(command, cwd=project, env=NO_GPU, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def test_bad_pages_stop_pytest(project):
    """Every one is listed with its place, in one go and without a traceback, and no test runs."""
    for page in BAD_PAGES:
        page.write(project / "docs")
    status, output = run_pytest(project)
    assert status == pytest.ExitCode.USAGE_ERROR
    assert [page.name for page in BAD_PAGES if page.place not in output] == []
    assert "Traceback" not in output
    assert "passed" not in output


def test_false_claims_fail(project):
    """Each fails by itself with a line that names its place, what was expected and what came; no traceback."""
    for page in FALSE_CLAIMS:
        page.write(project / "docs")
    (project / "docs" / "topic.md").write_text(GOOD, encoding="utf-8")
    status, output = run_pytest(project)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert [page.name for page in FALSE_CLAIMS if page.place not in output or page.what not in output] == []
    assert "Traceback" not in output
    assert f"{len(FALSE_CLAIMS)} failed, 4 passed" in output


def test_every_claim_has_a_test_for_each_device(project):
    """Without a GPU the CUDA half is skipped, with the reason; workers see the same tests."""
    (project / "docs" / "topic.md").write_text(GOOD.replace(": cpu", ": cpu, cuda") + SESSION, encoding="utf-8")
    for options in ([], ["-n", "2"]):
        status, output = run_pytest(project, "-v", *options)
        assert status == pytest.ExitCode.OK
        assert "test_claim[topic.good-cpu]" in output
        assert "test_claim[topic.good-cuda]" in output
        assert "test_session[topic-cpu]" in output
        assert "no CUDA device: torch.cuda.is_available() is False" in output
        assert "5 passed, 1 skipped" in output


def test_a_device_that_is_asked_for_and_absent_is_an_error(project):
    """`--device cuda` without a GPU says so in one line and never skips."""
    (project / "docs" / "topic.md").write_text(GOOD, encoding="utf-8")
    status, output = run_pytest(project, "--device", "cpu", "--device", "cuda")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert re.fullmatch(r"ERROR: --device cuda: torch\.cuda\.is_available\(\) is False: .+\n+", output)


def test_a_device_can_be_left_out(project):
    """`--device cpu` makes no test for CUDA."""
    (project / "docs" / "topic.md").write_text(GOOD.replace(": cpu", ": cpu, cuda") + SESSION, encoding="utf-8")
    status, output = run_pytest(project, "--device", "cpu")
    assert status == pytest.ExitCode.OK
    assert "5 passed in" in output


def test_a_claim_that_the_reader_loses_is_missed(project):
    """The count that does without the reader notices when a claim is read as something else."""
    (project / "docs" / "topic.md").write_text(GOOD, encoding="utf-8")
    reader = project / "docs" / "_ext" / "claims.py"
    reader.write_text(reader.read_text(encoding="utf-8").replace('if name in ("{claim"', 'if name in ("{other"'))
    status, output = run_pytest(project)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "test_no_claim_is_lost" in output


def test_a_session_that_the_reader_loses_is_missed(project):
    """So does the list of the pages that hold one."""
    (project / "docs" / "topic.md").write_text(GOOD + SESSION, encoding="utf-8")
    reader = project / "docs" / "_ext" / "claims.py"
    reader.write_text(reader.read_text(encoding="utf-8").replace('== "pycon":', '== "other":'))
    status, output = run_pytest(project)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "test_no_session_is_lost" in output
