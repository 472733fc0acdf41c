"""Workflows may do as little as they can: actions are pinned, and no checkout leaves a token behind."""

import re
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
