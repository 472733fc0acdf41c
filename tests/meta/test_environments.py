"""The matrix of versions goes on behind a failure, does only what is missing, and says what it lacks; no network."""

import json

import claims
import environments
import pytest
from environments import Environment, Failure

LIST = """environments = [
    { torch = "1.4.0", numpy = "1.24.4", python = "3.8" },
    { torch = "2.13.0", numpy = "2.4.6", python = "3.11" },
    { torch = "2.13.0", numpy = "1.26.4", python = "3.11" },
]
"""
CLAIM = claims.Claim("topic.good", ">>> 1\n1\n", "docs/topic.md", 4, 12, ("cpu",), text="One.")
PAGES = claims.Pages(claims={CLAIM.id: CLAIM})


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A list of three environments in a folder of its own; the names of those that were made, in order."""
    names = []
    (tmp_path / "environments.toml").write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(environments, "LIST", tmp_path / "environments.toml")

    def complete(environment):
        names.append(environment.name)
        if environment.torch == "1.4.0":
            raise Failure("no wheel")
        write(tmp_path, environment, CLAIM.digest)

    monkeypatch.setattr(environments, "complete", complete)
    return names


def write(folder, environment, digest):
    described = {"torch": environment.torch, "numpy": environment.numpy, "python": environment.python + ".1"}
    results = {CLAIM.id: {"cpu": {"outcome": "passed", "digest": digest}}}
    text = json.dumps({"environment": described, "results": results})
    (folder / f"{environment.name}-cpu.json").write_text(text, encoding="utf-8")


def test_names_tell_one_environment_from_another(made):
    """The first with a torch is named for it, the others for their NumPy too; a prefix chooses."""
    names = [environment.name for environment in environments.read_list()]
    assert names == ["torch-1.4.0", "torch-2.13.0", "torch-2.13.0-numpy-1.26.4"]
    assert [environment.name for environment in environments.read_list("torch-1")] == ["torch-1.4.0"]
    with pytest.raises(Failure, match="no environment begins with 'torch-9'"):
        environments.read_list("torch-9")


def test_a_failure_is_told_at_the_end(made, capsys):
    """The environments behind it are made all the same."""
    failures = environments.run(environments.read_list(), PAGES)
    assert made == ["torch-1.4.0", "torch-2.13.0", "torch-2.13.0-numpy-1.26.4"]
    assert failures == ["torch-1.4.0 failed: no wheel"]
    assert "[3/3] torch-2.13.0-numpy-1.26.4: 1 missing" in capsys.readouterr().out


def test_started_again_it_does_what_is_missing(made, tmp_path):
    """What is recorded with today's code stays; what failed, and what was recorded with other code, is done."""
    environments.run(environments.read_list(), PAGES)
    write(tmp_path, Environment("torch-2.13.0", "2.13.0", "2.4.6", "3.11"), "sha256:other")
    made.clear()
    environments.run(environments.read_list(), PAGES)
    assert made == ["torch-1.4.0", "torch-2.13.0"]


def test_status_counts_what_is_left(made, tmp_path):
    """One line an environment: passed, failed, absent, skipped, changed, missing, gone."""
    write(tmp_path, Environment("torch-2.13.0", "2.13.0", "2.4.6", "3.11"), "sha256:other")
    lines = [line.split() for line in environments.status(environments.read_list(), PAGES)]
    assert lines[1] == ["torch-1.4.0-cpu", "0", "0", "0", "0", "0", "1", "0"]
    assert lines[2] == ["torch-2.13.0-cpu", "0", "0", "0", "0", "1", "0", "0"]


def test_a_command_that_fails_is_told_with_its_last_lines():
    """So that the reason stands in the summary."""
    with pytest.raises(Failure, match="ended with status 3:\n    the reason"):
        environments._call(["sh", "-c", "echo the reason; exit 3"], {})
