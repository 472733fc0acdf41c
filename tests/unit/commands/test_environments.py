"""The matrix of versions goes on behind a failure, does only what is missing, and says what it lacks; no network."""

import hashlib
import sys

import pytest
from claimkit.commands import environments
from claimkit.commands.environments import read_list, run, status
from claimkit.evidence import runs, store
from claimkit.pages.model import Pages, Refused
from unit.evidence.made_up import GPU, data

LIST = """environments = [
    { torch = "1.4.0", numpy = "1.24.4", python = "3.8" },
    { torch = "2.13.0", numpy = "2.4.6", python = "3.11" },
    { torch = "2.13.0", numpy = "1.26.4", python = "3.11" },
]
"""
CODE = ">>> 1\n1\n"
DIGEST = "sha256:" + hashlib.sha256(CODE.encode()).hexdigest()
OTHER = "sha256:" + "0" * 64


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A list of three environments in a folder, on a machine without a GPU; the names of those made, in order."""
    names = []
    (tmp_path / "environments.toml").write_text(LIST, encoding="utf-8")
    monkeypatch.setattr(environments, "asked_of_the_driver", lambda question: None)

    def complete(wanted):
        names.append(wanted.name)
        if wanted.torch == "1.4.0":
            raise Refused("no wheel")
        write(tmp_path, wanted)

    monkeypatch.setattr(environments, "complete", complete)
    return names


@pytest.fixture
def pages(claim):
    return Pages(claims={"topic.good": claim(CODE)})


def write(folder, wanted, digest=DIGEST, python=None, claim="topic.good"):
    """A record of one claim that passed, by default as it stands."""
    described = {
        "name": wanted.file_name, "torch": wanted.torch, "torch_git": None, "numpy": wanted.numpy,
        "python": python or f"{wanted.python}.1", "platform": "Linux x86_64", "cuda": None, "driver": None, "gpu": None,
        "capability": None,
    }  # fmt: skip
    passed = {"outcome": "passed", "digest": digest}
    store.write(folder, described, {claim: {"cpu": passed}})


def test_names_tell_one_environment_from_another(made, tmp_path):
    """The first with a torch is named for it, the others for their NumPy too; a prefix chooses."""
    names = [wanted.name for wanted in read_list(tmp_path)]
    assert names == ["torch-1.4.0", "torch-2.13.0", "torch-2.13.0-numpy-1.26.4"]
    assert [wanted.name for wanted in read_list(tmp_path, "torch-2.13.0-cpu")] == ["torch-2.13.0"]
    with pytest.raises(Refused, match="no environment begins with 'torch-9'"):
        read_list(tmp_path, "torch-9")


def test_a_failure_is_told_at_the_end(made, pages, tmp_path, capsys):
    """The environments behind it are made all the same."""
    failures = run(read_list(tmp_path), pages, tmp_path)
    assert made == ["torch-1.4.0", "torch-2.13.0", "torch-2.13.0-numpy-1.26.4"]
    assert failures == ["torch-1.4.0 failed: no wheel"]
    assert "[3/3] torch-2.13.0-numpy-1.26.4: 1 unknown" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changed", [{"digest": OTHER}, {"python": "3.12.1"}, {"claim": "topic.gone"}], ids=["claim", "python", "gone"]
)
def test_started_again_it_does_what_is_missing(made, pages, tmp_path, changed):
    """What is recorded of claims as they stand is left; what failed, changed, or is of another Python is done."""
    run(read_list(tmp_path), pages, tmp_path)
    made.clear()
    write(tmp_path, read_list(tmp_path)[1], **changed)
    run(read_list(tmp_path), pages, tmp_path)
    assert made == ["torch-1.4.0", "torch-2.13.0"]


def test_status_counts_what_is_left(made, pages, tmp_path):
    """One line an environment: holds, false, absent, skipped, stale, unknown, gone."""
    write(tmp_path, read_list(tmp_path)[1], digest=OTHER)
    lines = [line.split() for line in status("", pages, tmp_path)]
    assert lines[0] == ["environment", "holds", "false", "absent", "skipped", "stale", "unknown", "gone"]
    assert lines[1] == ["torch-1.4.0-cpu", "0", "0", "0", "0", "0", "1", "0"]
    assert lines[2] == ["torch-2.13.0-cpu", "0", "0", "0", "0", "1", "0", "0"]


def test_status_counts_what_other_machines_recorded(made, pages, tmp_path):
    """Below the list, or alone if they are asked for: a GPU's record, and what in it is gone."""
    on_gpu = data("2.11.0", "passed", claim=pages.claims["topic.good"], gpu=GPU)
    store.write(tmp_path, on_gpu["environment"], on_gpu["results"])
    lines = [line.split() for line in status("", pages, tmp_path)]
    name = "torch-2.11.0-cuda-h200"
    assert [line[0] for line in lines[1:-1]] == [*(wanted.file_name for wanted in read_list(tmp_path)), name]
    assert [line.split()[0] for line in status(name, pages, tmp_path)][1:-1] == [name]


def test_a_command_that_fails_is_told_with_its_last_lines():
    """So that the reason stands in the summary."""
    with pytest.raises(Refused, match="ended with status 3:\n    the reason"):
        environments.call(["sh", "-c", "echo the reason; exit 3"], {})


def test_this_environment_is_not_made_again(tmp_path, monkeypatch):
    """The record is completed here where versions and Python are those of the list."""
    done = []
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments.record, "evidence", lambda root, name, python, anew: done.append(python))
    monkeypatch.setattr(environments, "make", lambda wanted, folder: "another")
    here = {name: version.partition("+")[0] for name, version in runs.versions().items() if name in store.LIBRARIES}
    python = "{}.{}".format(*sys.version_info)
    environments.complete(environments.Wanted("here", python=python, **here))
    environments.complete(environments.Wanted("there", python="2.7", **here))
    assert done == [sys.executable, "another"]
