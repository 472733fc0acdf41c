"""pytest itself, on a small project: it refuses bad pages, fails false claims, and runs each once on each device."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from unit.pages.bad_pages import BAD_PAGES, CODE, ERROR, FALSE_CLAIMS, GOOD, RAISES, SESSION

ROOT = Path(__file__).resolve().parents[2]
HARNESS = ["pyproject.toml", "tests/conftest.py", "tests/test_claims.py", "tests/test_errors.py"]
WINGS = ["pages", "portable", "evidence"]
ENVIRONMENT = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "PYTEST_ADDOPTS": ""}
ON_BOTH = GOOD.replace(": cpu", ": cpu, cuda")
# A claim that leaves a line in a file each time it runs, and raises an error
LEAVES_A_LINE = ">>> with open('ran', 'a') as file:\n...     print('topic.good', file=file)\n"


@pytest.fixture
def project(tmp_path):
    """The harness and no pages."""
    for name in HARNESS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for wing in WINGS:
        engine = Path("docs", "_ext", "claimkit", wing)
        shutil.copytree(ROOT / engine, tmp_path / engine, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs" / "evidence").mkdir()
    return tmp_path


def write(project, text, name="topic"):
    (project / "docs" / f"{name}.md").write_text(re.sub(r"\btopic\b", name, text), encoding="utf-8")


def edit(project, name, old, new):
    path = project / "docs" / "_ext" / "claimkit" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run_pytest(project, *options, **environment):
    """Exit status and output of pytest in the project, on a machine without a GPU."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *options]
    done = subprocess.run(
        command, cwd=project, env={**ENVIRONMENT, **environment}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
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


def test_false_claims_fail_alone(project):
    """Each with a line that names its place, what was expected and what came; one that kills Python too."""
    for page in FALSE_CLAIMS:
        page.write(project / "docs")
    write(project, GOOD.replace(CODE, ">>> import os\n>>> _ = torch.ones(1)\n>>> os.abort()\n1\n"), "crash")
    write(project, GOOD + SESSION)
    status, output = run_pytest(project, "tests/test_claims.py")
    assert status == pytest.ExitCode.TESTS_FAILED
    assert [page.name for page in FALSE_CLAIMS if page.place not in output or page.what not in output] == []
    died = "expected code that Python survives, got Python died of signal 6 (SIGABRT)"
    assert f"docs/crash.md:12: claim 'crash.good' on cpu is false here: {died}" in output
    assert "Traceback" not in output
    assert f"{len(FALSE_CLAIMS) + 1} failed, 5 passed" in output


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["one-process", "two-processes"])
def test_every_claim_runs_once_on_each_device(project, options):
    """Whoever looks at what came of it; without a GPU the CUDA half is skipped, with the reason."""
    code = LEAVES_A_LINE + ">>> torch.ones(1)\ntensor([1.])\n" + RAISES
    message = "RuntimeError: a Tensor with {number=2} elements cannot be converted to Scalar"
    error = ERROR.replace("TypeError: topic has {number=1} of {dtype=Float}", message)
    write(project, ON_BOTH.replace(CODE, code) + error.replace(ERROR[ERROR.index("```text old") : -4], "") + SESSION)
    status, output = run_pytest(project, "-v", *options)
    assert status == pytest.ExitCode.OK, output
    for name in ("test_claim[topic.good-cpu]", "test_claim[topic.good-cuda]", "test_session[topic-cpu]"):
        assert name in output
    assert "no CUDA device: torch.cuda.is_available() is False" in output
    assert "9 passed, 4 skipped" in output
    assert (project / "ran").read_text() == "topic.good\n"


def test_only_what_is_selected_runs(project):
    """With nothing installed but torch, NumPy and pytest."""
    blocker = "import sys\nsys.modules.update(dict.fromkeys(" + repr(NOT_NEEDED) + "))\n"
    (project / "sitecustomize.py").write_text(blocker, encoding="utf-8")
    for name in ("topic", "other"):
        write(project, GOOD.replace(CODE, LEAVES_A_LINE + CODE) + SESSION, name)
    alone = {"PYTHONPATH": str(project), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    status, output = run_pytest(project, "tests/test_claims.py", "-k", "topic.good or lost", **alone)
    assert status == pytest.ExitCode.OK, output
    assert "3 passed, 4 deselected" in output
    assert (project / "ran").read_text() == "topic.good\n"


NOT_NEEDED = ["sphinx", "docutils", "babel", "myst_parser", "markdown_it", "mdit_py_plugins", "jsonschema_rs", "yaml",
              "bs4", "psutil", "xdist", "PIL", "pandas", "matplotlib"]  # fmt: skip


def test_a_worker_that_fails_fails_every_test_that_waits(project):
    """With what it said."""
    edit(project, "portable/worker.py", "    job = json.load(sys.stdin)\n", "    sys.exit('out of order')\n")
    write(project, ON_BOTH + SESSION)
    status, output = run_pytest(project, "tests/test_claims.py")
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "the worker ended before topic.good on cuda had run: out of order" in output
    assert "3 failed, 3 passed" in output
    assert "Traceback" not in output


def test_a_device_that_is_asked_for_and_absent_is_an_error(project):
    """`--device cuda` without a GPU says so in one line and never skips."""
    write(project, GOOD)
    status, output = run_pytest(project, "--device", "cpu", "--device", "cuda")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert re.fullmatch(r"ERROR: --device cuda: torch\.cuda\.is_available\(\) is False: .+\n+", output)


def test_a_device_can_be_left_out(project):
    """`--device cpu` makes no test for CUDA."""
    write(project, ON_BOTH + SESSION)
    status, output = run_pytest(project, "--device", "cpu", "--collect-only", "-q", "tests/test_claims.py")
    assert status == pytest.ExitCode.OK
    assert re.findall(r"\[(.+)\]", output) == ["topic.good-cpu", "topic-cpu"]


def test_pages_without_claims_are_an_error(project):
    """A test of nothing would pass."""
    write(project, "# Nothing\n")
    status, output = run_pytest(project, "tests/test_claims.py")
    assert status == pytest.ExitCode.INTERRUPTED
    assert "Empty parameter set in 'test_claim'" in output


def test_what_the_reader_loses_is_missed(project):
    """The counts that do without the reader notice a claim, and a session, that is read as something else."""
    for name in ("topic", "lost"):
        write(project, GOOD + SESSION, name)
    edit(
        project, "pages/blocks.py", "if name[1:] in ITEMS and", "if name[1:] in ITEMS and argument != ' lost.good' and"
    )
    edit(
        project, "pages/blocks.py", '"card", "checks", "code-cell"', '"card", "checks", "claim", "code-cell"'
    )  # or it would be refused
    skipping = 'if block.name == "session" and self.name == "lost":\n                continue\n            '
    edit(project, "pages/reader.py", 'if block.name == "session":', skipping + 'if block.name == "session":')
    status, output = run_pytest(project, "tests/test_claims.py", "-k", "lost")
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "FAILED tests/test_claims.py::test_no_claim_is_lost" in output
    assert "FAILED tests/test_claims.py::test_no_session_is_lost" in output
