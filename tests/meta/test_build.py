"""The build itself, on a small project: it refuses what pytest refuses, and badges follow the evidence."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from meta.bad_pages import BAD_PAGES, FALSE_CLAIMS, GOOD

ROOT = Path(__file__).resolve().parents[2]
CONF = """
import sys
sys.path.insert(0, "docs/_ext")
extensions = ["myst_parser", "claim_domain"]
myst_enable_extensions = ["colon_fence"]
templates_path = ["docs/_templates"]
html_theme = "basic"
html_baseurl = "http://localhost/"
primary_domain = "claim"
root_doc = "topic"
exclude_patterns = ["_ext", "_templates"]
"""


@pytest.fixture
def project(tmp_path):
    """A site of one good page, with our extension and the schema of the evidence."""
    shutil.copytree(ROOT / "docs" / "_ext", tmp_path / "docs" / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs" / "_templates").mkdir()
    for path in (ROOT / "docs" / "_templates").glob("*.html"):
        if path.name != "page.html":
            shutil.copy(path, tmp_path / "docs" / "_templates")
    (tmp_path / "docs" / "evidence").mkdir()
    shutil.copy(ROOT / "docs" / "evidence" / "schema.json", tmp_path / "docs" / "evidence")
    (tmp_path / "docs" / "topic.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    return tmp_path


def run(project, *command):
    done = subprocess.run([sys.executable, *command], cwd=project, text=True, capture_output=True)
    return done.returncode, done.stdout + done.stderr


def build(project):
    return run(project, "-m", "sphinx", "-c", ".", "-n", "-W", "-q", "docs", "out")


def badge(project):
    assert build(project) == (0, "")
    return re.search(r'class="badge badge-(\w+)"', (project / "out" / "topic.html").read_text(encoding="utf-8"))[1]


def test_bad_pages_stop_the_build(project):
    """Every one is listed with its place, in one go and without a traceback."""
    for page in BAD_PAGES:
        page.write(project / "docs")
    status, output = build(project)
    assert status != 0
    assert [page.name for page in BAD_PAGES if page.place not in output] == []
    assert "Traceback" not in output


def test_bad_and_false_claims_stop_the_check(project):
    """What `make html` runs beside Sphinx names each place too, and fails."""
    for page in FALSE_CLAIMS:
        page.write(project / "docs")
    status, output = run(project, "docs/_ext/record.py", "check")
    assert status != 0
    assert [page.name for page in FALSE_CLAIMS if page.place not in output] == []
    assert "Traceback" not in output
    BAD_PAGES[0].write(project / "docs")
    status, output = run(project, "docs/_ext/record.py", "check")
    assert status != 0
    assert BAD_PAGES[0].place in output
    assert "Traceback" not in output


def test_a_false_claim_is_found_again(project):
    """The check remembers what passed, never what failed, and runs an edited claim anew."""
    command = ("docs/_ext/record.py", "check")
    assert run(project, *command) == (0, "")
    page = project / "docs" / "topic.md"
    page.write_text(GOOD.replace("\n2.0\n", "\n3.0\n"), encoding="utf-8")
    for _attempt in range(2):
        status, output = run(project, *command)
        assert status != 0
        assert "docs/topic.md:12: claim 'topic.good' on cpu is false here: expected 3.0, got 2.0" in output
    page.write_text(GOOD, encoding="utf-8")
    assert run(project, *command) == (0, "")


def test_badges_follow_the_evidence(project):
    """Not run yet, holds, false after an evidence file says so, changed after an edit: each at the next build."""
    assert badge(project) == "unknown"

    status, output = run(project, "docs/_ext/record.py", "evidence")
    assert status == 0, output
    assert "1 passed, 0 failed, 0 absent, 0 skipped" in output
    assert badge(project) == "holds"

    (record,) = (path for path in (project / "docs" / "evidence").glob("torch-*.json"))
    data = json.loads(record.read_text(encoding="utf-8"))
    data["results"]["topic.good"]["cpu"].update(outcome="failed", got="3.0")
    record.write_text(json.dumps(data), encoding="utf-8")
    assert badge(project) == "false"

    page = project / "docs" / "topic.md"
    page.write_text(GOOD.replace("torch.ones(2).sum()", "torch.ones(1, 2).sum()"), encoding="utf-8")
    assert badge(project) == "stale"

    assert run(project, "docs/_ext/record.py", "evidence")[0] == 0
    assert badge(project) == "holds"


@pytest.mark.parametrize("text", ["{", '{"schema": 2}', "\ufffd"])
def test_broken_evidence_stops_the_build(project, text):
    """A file that is not evidence is named, with what to do, and without a traceback."""
    (project / "docs" / "evidence" / "torch-1.0-cpu.json").write_text(text, encoding="utf-8")
    status, output = build(project)
    assert status != 0
    assert re.search(r"docs/evidence/torch-1\.0-cpu\.json:\d+: .+: record it again with 'make evidence'", output)
    assert "Traceback" not in output


BLOCKER = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"sphinx", "docutils", "myst_parser", "jsonschema", "yaml", "pytest", "packaging"}:
            raise ImportError(f"{name} is not on this machine")
sys.meta_path.insert(0, Blocker())
"""


def test_evidence_needs_torch_and_numpy_only(project, monkeypatch):
    """The recorder runs on a borrowed machine on which nothing else is installed."""
    (project / "sitecustomize.py").write_text(BLOCKER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(project))
    assert run(project, "-c", "import jsonschema")[0] != 0
    status, output = run(project, "docs/_ext/record.py", "evidence")
    assert status == 0, output
    assert "1 passed, 0 failed, 0 absent, 0 skipped" in output
