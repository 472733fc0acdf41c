"""A record holds every claim on every device, is made with torch, NumPy and packaging alone, and tells no folder."""

import json
import os
import subprocess
import sys

import pytest
from claimkit.commands import record
from claimkit.evidence import runs
from claimkit.pages.model import Refused

FALSE = ">>> import sys\n>>> torch.ones(2).sum(), sys.prefix\n2.0"
BARE = """
import json, sys
from pathlib import Path
from claimkit.commands import record
false = record.evidence(Path(sys.argv[1]))
modules = {name.partition(".")[0] for name in sys.modules}
foreign = modules - sys.stdlib_module_names - {"__main__", "__mp_main__", "claimkit", "packaging"}
print(json.dumps({"false": false, "foreign": sorted(name for name in foreign if not name.startswith("_"))}))
"""


@pytest.fixture
def asked(monkeypatch):
    """The ids of what workers are asked to run, in order."""
    ids, ask = [], runs.ask

    def note(wanted, **options):
        ids.extend(run["id"] for run in wanted)
        return ask(wanted, **options)

    monkeypatch.setattr(runs, "ask", note)
    return ids


def results_of(root):
    (path,) = (root / "docs" / "evidence").glob("*.json")
    return path.stem, json.loads(path.read_text(encoding="utf-8"))["results"]


def test_a_record_is_made_where_there_is_little(project):
    """Outcomes on every device, without where Python is; what is false is returned; nothing else is imported."""
    root, add = project
    add("holds", devices="cpu, cuda")
    add("wrong", FALSE)
    here = {**os.environ, "PYTHONPATH": str(runs.ENGINE)}
    done = subprocess.run([sys.executable, "-c", BARE, root], env=here, capture_output=True, text=True, check=True)
    line, told = done.stdout.splitlines()
    told = json.loads(told)
    name, results = results_of(root)
    outcomes = {name: {device: result["outcome"] for device, result in devices.items()}
                for name, devices in results.items()}  # fmt: skip
    has_gpu = "-cuda-" in name
    assert outcomes == {"topic.holds": {"cpu": "passed", "cuda": "passed" if has_gpu else "skipped"},
                        "topic.wrong": {"cpu": "failed"}}  # fmt: skip
    assert results["topic.wrong"]["cpu"]["got"] == "(tensor(2.), '...')"
    assert line == f"docs/evidence/{name}.json: {1 + has_gpu} passed, 1 failed, 0 absent, {1 - has_gpu} skipped"
    assert len(told["false"]) == 1
    assert told["false"][0].startswith("docs/wrong.md:12: claim 'topic.wrong' on cpu is false here: expected 2.0, got")
    assert told["foreign"] == []


def test_only_what_the_record_lacks_is_run_again(project, asked):
    """Not anew, a claim that stands as it was recorded is left alone; anew, all run; what is gone goes."""
    root, add = project
    add("one")
    add("two")
    record.evidence(root)
    add("two", HOLDS_OTHERWISE)
    (root / "docs" / "one.md").rename(root / "docs" / "moved.md")
    asked.clear()
    record.evidence(root, anew=False)
    assert asked == ["topic.two"]
    (root / "docs" / "moved.md").unlink()
    asked.clear()
    record.evidence(root)
    assert asked == ["topic.two"]
    assert list(results_of(root)[1]) == ["topic.two"]


HOLDS_OTHERWISE = ">>> torch.ones(3).sum().item()\n3.0"
DYING = "from claimkit.portable import worker; import os; worker.describe = os.abort; worker.main()"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 0", "it ends without a word"),
        ("echo no torch >&2; exit 1", "no torch"),
        (f"exec {sys.executable} -c '{DYING}'", "cannot ask torch about this machine: Python died of signal 6"),
        ("", "No such file"),
    ],
    ids=["says-nothing", "has-no-torch", "dies", "is-not-there"],
)
def test_nothing_is_written_of_what_cannot_be_described(project, script, reason):
    """Who asked is told in one line which Python it was, and why."""
    root, add = project
    add("one")
    python = root / "python"
    if script:
        python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        os.chmod(python, 0o755)
    with pytest.raises(Refused) as refused:
        record.evidence(root, python=str(python))
    assert str(refused.value).startswith(f"nothing was recorded: {python} does not say what it has: ")
    assert reason in str(refused.value)
    assert not (root / "docs" / "evidence").exists()


def test_where_nothing_can_fork_it_is_told(project, monkeypatch):
    """As on Windows itself, in one line."""
    root, add = project
    add("holds")
    monkeypatch.delattr(os, "fork")
    with pytest.raises(Refused, match=r"^nothing was recorded: .* has no os.fork here: .* in WSL$"):
        record.evidence(root)


def test_nothing_is_written_of_no_claims(project):
    """A folder without pages would leave an empty record."""
    root, _add = project
    with pytest.raises(Refused, match="no page has a claim"):
        record.evidence(root)


def test_the_first_pin_of_a_package_counts(tmp_path):
    """Files of requirements hold comments, markers, and a line for each range of Pythons."""
    path = tmp_path / "requirements.txt"
    path.write_text(
        "# made by hand\n--index-url https://example.org\n"
        "numpy==2.4.6 ; python_full_version < '3.12'  # via torch, -r requirements.in\n"
        "numpy==2.5.5 ; python_full_version >= '3.12'  # via torch\n"
        "torch==2.13.0             # via -r requirements.in\n",
        encoding="utf-8",
    )
    assert record.first_pins(path) == {"numpy": "2.4.6", "torch": "2.13.0"}
    assert record.first_pins(tmp_path / "no-file") == {}


COMMAND = (
    "import sys; from claimkit import __main__ as claimkit; from claimkit.commands import record; "
    "from pathlib import Path; record.ROOT = Path(sys.argv[1]); sys.exit(claimkit.main(['record']))"
)


@pytest.mark.parametrize("where", ["here", "in-the-worker"])
def test_nothing_is_recorded_on_the_stand_in(project, on_stand_in, where):
    """Whether the command itself is on it or only the Python that runs the claims; the reason is one line."""
    root, add = project
    add("one", devices="cpu, cuda")
    if where == "here":
        path = os.pathsep.join([str(on_stand_in["late"]), str(runs.ENGINE)])
        env = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run([sys.executable, "-c", COMMAND, root], env=env, capture_output=True, text=True)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        told = done.stderr
    else:
        python = root / "python"
        python.write_text(
            f'#!/bin/sh\nexport PYTHONPATH="{on_stand_in["late"]}:$PYTHONPATH"\nexec {sys.executable} "$@"\n'
        )
        os.chmod(python, 0o755)
        with pytest.raises(Refused) as refused:
            record.evidence(root, python=str(python))
        told = str(refused.value)
    assert told.startswith("nothing was recorded: ")
    assert "a rehearsal is never evidence" in told
    assert not (root / "docs" / "evidence").exists()


def test_nothing_is_built_on_the_stand_in(on_stand_in):
    """The gallery would show what it printed, and build/ keep it."""
    path = os.pathsep.join([str(on_stand_in["late"]), str(runs.ENGINE)])
    command = [sys.executable, "-m", "claimkit", "build", "view"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("nothing was built: this Python is on the stand-in for a GPU")


def test_who_interrupts_loses_nothing(project, monkeypatch):
    """What has run is recorded, and the rest is run when the record is resumed."""
    root, add = project
    add("first")
    add("second")
    run_all = record.run_all

    def interrupted(due, python, described):
        yield next(run_all(due, python, described))
        raise KeyboardInterrupt

    monkeypatch.setattr(record, "run_all", interrupted)
    assert record.evidence(root) == ["interrupted: 1 of 2 runs are in the record: --resume adds the others"]
    assert set(results_of(root)[1]) == {"topic.first"}
    monkeypatch.setattr(record, "run_all", run_all)
    assert record.evidence(root, anew=False) == []
    assert set(results_of(root)[1]) == {"topic.first", "topic.second"}


def test_a_record_of_another_build_is_not_dropped_in_silence(project, monkeypatch, capsys):
    """Its results prove nothing of the build that is here: all runs again, and who asked to resume is told why."""
    root, add = project
    add("first")
    record.evidence(root)
    describe = record.describe
    monkeypatch.setattr(record, "describe", lambda python: {**describe(python), "torch_git": "another"})
    capsys.readouterr()
    assert record.evidence(root, anew=False) == []
    first = capsys.readouterr().out.splitlines()[0]
    name, _results = results_of(root)
    assert first.startswith(f"docs/evidence/{name}.json was recorded with torch_git ")
    assert first.endswith(", not another: all of it is run again, and replaces it; 'git restore' brings it back")


def test_who_cannot_read_a_record_cannot_resume_it(project, monkeypatch):
    """A machine that is lent has little; the record that is there stays as it is."""
    root, add = project
    add("first")
    record.evidence(root)
    before = results_of(root)

    def reads_nothing(_path):
        raise ModuleNotFoundError("No module named 'jsonschema_rs'", name="jsonschema_rs")

    monkeypatch.setattr(record.store, "read", reads_nothing)
    with pytest.raises(Refused, match="--resume needs jsonschema_rs, which is not installed here"):
        record.evidence(root, anew=False)
    assert results_of(root) == before


def test_another_accelerator_is_recorded_beside(project, monkeypatch):
    """Claims that hold on CPU and CUDA run on it too, under its name; whatever it does is not false."""
    root, add = project
    add("everywhere", devices="cpu, cuda")
    add("here", devices="cpu")
    monkeypatch.setattr(record, "printed_by", lambda _python, code: sys.prefix if "prefix" in code else "")
    assert record.evidence(root, accelerator="mps") == []
    name, results = results_of(root)
    assert name.endswith("-mps")
    assert {claim: sorted(devices) for claim, devices in results.items()} == {
        "topic.everywhere": ["cpu", "cuda", "mps"],
        "topic.here": ["cpu"],
    }
    assert results["topic.everywhere"]["mps"]["got"].startswith("no MPS device: ")


def test_an_accelerator_that_is_absent_is_told(project):
    """By what torch says of it, and nothing is written."""
    root, add = project
    add("everywhere", devices="cpu, cuda")
    with pytest.raises(Refused, match=r"no XPU device: torch.xpu.is_available\(\) is False"):
        record.evidence(root, accelerator="xpu")
    assert not list(root.glob("docs/evidence/*.json"))
