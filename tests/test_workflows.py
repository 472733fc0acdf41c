"""Workflows may do as little as they can: actions are pinned, and no checkout leaves a token behind."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def workflow(request):
    """What stands in the file."""
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def steps_of(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_actions_are_pinned(workflow):
    """By the digest of a commit, which nobody can move."""
    used = [step["uses"] for step in steps_of(workflow) if "uses" in step]
    assert [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []


def test_no_checkout_keeps_its_token(workflow):
    """What runs behind it could use it."""
    checkouts = [step for step in steps_of(workflow) if "/checkout@" in step.get("uses", "")]
    assert [step for step in checkouts if step.get("with", {}).get("persist-credentials") is not False] == []


def test_permissions_are_given_job_by_job(workflow):
    """And where code of claims runs on somebody's GPU, nothing may be written."""
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "permissions" in job
        if "self-hosted" in str(job["runs-on"]):
            assert job["permissions"] == {"contents": "read"}


# In place of a Python: makes a venv in which pip keeps what it is told, and Python does as the test wants
PYTHON = """\
#!/bin/sh
[ "$1 $2" = "-m venv" ] || exec {real} "$@"
mkdir -p "$3/bin"
printf '#!/bin/sh\ncp "$4" told-to-pip.txt\n' > "$3/bin/pip"
printf '#!/bin/sh\n{deed}\nexit 1\n' > "$3/bin/python"
chmod +x "$3/bin/"*
"""
REPORTS = "mkdir gpu-report; echo claims 3 > gpu-report/table.txt"


@pytest.mark.parametrize(("deed", "status"), [(REPORTS, 0), ("echo nothing was run", 1)], ids=["failures", "refused"])
def test_a_run_on_a_gpu_fails_only_where_nothing_was_run(tmp_path, deed, status):
    """It takes a Python that serves, and the pins; claims that are false there are in the report."""
    (tmp_path / ".ci").mkdir()
    for name in (".ci/venv", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "python").write_text(PYTHON.format(real=sys.executable, deed=deed), encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    given = {"PYTHON": str(tmp_path / "python"), "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": "summary"}
    gpu = yaml.safe_load((FILES[0].parent / "gpu.yml").read_text(encoding="utf-8"))
    install, run = [step["run"] for step in gpu["jobs"]["run"]["steps"] if "run" in step]
    done = [subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env={**os.environ, **given}).returncode
            for script in (install, run)]  # fmt: skip
    assert done == [0, status]
    pins = (tmp_path / "told-to-pip.txt").read_text(encoding="utf-8").splitlines()
    assert {line.partition("==")[0] for line in pins} == {"torch", "numpy", "pytest"}
    if not status:
        assert (tmp_path / "summary").read_text(encoding="utf-8") == "```\nclaims 3\n```\n"


def test_a_record_of_a_gpu_is_proposed_and_checked(tmp_path):
    """The branch has the record, the request says how its checks are started, and they are, without being published."""
    origin, clone, told = tmp_path / "origin.git", tmp_path / "clone", tmp_path / "told"
    evidence = clone / "gpu-report" / "evidence" / "torch-2.11.0-cuda-h200.json"
    for command in (["init", "-q", "--bare", origin], ["clone", "-q", origin, clone]):
        subprocess.run(["git", *command], check=True, stderr=subprocess.DEVNULL)
    evidence.parent.mkdir(parents=True)
    evidence.write_text("{}", encoding="utf-8")
    (clone / "gpu-report" / "table.txt").write_text("claims 3\n", encoding="utf-8")
    (clone / "docs").mkdir()
    (tmp_path / "gh").write_text(f'#!/bin/sh\necho "$@" >> {told}\ncat body.md >> {told}\n', encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    redirected = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{origin}.insteadOf",
                  "GIT_CONFIG_VALUE_0": "https://x-access-token:word@github.com/o/r"}  # fmt: skip
    given = {
        "GH_TOKEN": "word",
        "GITHUB_RUN_ID": "7",
        "GITHUB_RUN_ATTEMPT": "2",
        "GITHUB_REPOSITORY": "o/r",
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }
    gpu, site = (
        yaml.safe_load((FILES[0].parent / name).read_text(encoding="utf-8")) for name in ("gpu.yml", "site.yml")
    )
    script = gpu["jobs"]["propose"]["steps"][-1]["run"]
    subprocess.run(["bash", "-e", "-c", script], cwd=clone, env={**os.environ, **redirected, **given}, check=True)
    files = subprocess.run(
        ["git", "-C", origin, "ls-tree", "-r", "--name-only", "gpu-7-2"], check=True, capture_output=True, text=True
    )
    assert files.stdout.split() == ["docs/evidence/torch-2.11.0-cuda-h200.json"]
    said = told.read_text(encoding="utf-8")
    assert "claims 3" in said
    assert "close it and open it again" in said
    assert "workflow run site.yml --ref gpu-7-2" in said
    assert "workflow_dispatch" in site[True]  # YAML takes the key `on` for this
    assert all(job["if"] == "github.event_name == 'push'" for name, job in site["jobs"].items() if name != "check")
