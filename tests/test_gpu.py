"""The run on a GPU, tried on the stand-in: it goes on behind failures, tells nobody's secrets, and records nothing."""

import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import gpu
import pytest

ROOT = Path(__file__).resolve().parents[1]
HARNESS = ["pyproject.toml", "requirements.txt", "tests/gpu.py", "tests/conftest.py", "tests/test_claims.py",
           "tests/test_errors.py", "tests/test_gallery.py", "tests/alone.py", "tests/forks.py"]  # fmt: skip
PAGE = """\
# Topic

:::{claim} topic.good
:about: torch.ones
:kind: value
:devices: cpu, cuda

A sum is printed.

```pycon
>>> torch.ones(2, device=device).sum().item()
2.0
```
:::

:::{claim} topic.false
:about: torch.ones
:kind: value
:devices: cuda

It names a folder.

```pycon
>>> torch.__file__, torch.ones(2, device=device).sum().item()
2.0
```
:::
"""
SESSION = """
```pycon
>>> torch.ones(3, device=device).sum().item()
3.0
```
"""
SCRIPT = """\
import torch

has_cuda = torch.cuda.is_available()
print("running on", "cuda" if has_cuda else "cpu")
"""


@pytest.fixture(scope="module")
def report(on_stand_in, tmp_path_factory):
    """What `python tests/gpu.py` says and leaves, in a checkout of one page and one script, by file."""
    root = tmp_path_factory.mktemp("checkout")
    for name in HARNESS:
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    engine = Path("docs", "_ext", "claimkit")
    shutil.copytree(ROOT / engine, root / engine, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs" / "topic.md").write_text(PAGE + SESSION, encoding="utf-8")
    (root / "tests" / "mutants-allowed.toml").write_text("", encoding="utf-8")
    (root / "gallery").mkdir()
    (root / "gallery" / "plot_1_script.py").write_text(SCRIPT, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(on_stand_in["late"]), "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "tests/gpu.py"]
    done = subprocess.run(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (root / "gpu-report").is_dir(), done.stdout
    files = {path.name: path.read_text(encoding="utf-8") for path in (root / "gpu-report").iterdir()}
    return {
        "status": done.returncode,
        "output": done.stdout,
        "written": list((root / "docs").glob("evidence/*")),
        **files,
    }


def row(report, step):
    """(passed, failed, skipped) of a step, and what is said of it."""
    (line,) = [line for line in report["table.txt"].splitlines() if line.startswith(step)]
    _step, passed, failed, skipped, _seconds, *note = line.split()
    return (int(passed), int(failed), int(skipped)), " ".join(note)


def test_every_step_is_taken_behind_failures(report):
    """In order, with what passed, failed and was skipped; the status says that something failed."""
    assert report["status"] == 1
    assert report["table.txt"] in report["output"]
    steps = [line.split()[0] for line in report["table.txt"].splitlines()[3:]]
    assert steps == list(gpu.SHARES)
    assert row(report, "claims") == ((2, 1, 0), "")
    assert row(report, "gallery") == ((1, 0, 0), "")
    for step in ("errors", "matrix", "link"):
        (passed, failed, _skipped), _note = row(report, step)
        assert (passed > 0, failed) == (True, 0), report["output"]


def test_mutants_of_a_false_claim_are_not_tried(report):
    """It stands among the failures, and the others are broken on all of their devices."""
    (passed, failed, _skipped), note = row(report, "mutants")
    assert (passed > 0, failed, note) == (True, 1, "of 2 claims")
    assert "docs/topic.md:16: topic.false: false before any mutation: mend it first" in report["failures.txt"]


def test_the_record_is_refused(report):
    """There is no file of evidence, neither in the report nor among the pages, and the heading says what this was."""
    assert row(report, "record") == ((0, 1, 0), "refused")
    assert "a rehearsal is never evidence" in report["failures.txt"]
    assert report["table.txt"].startswith("a rehearsal, no evidence; stand-in, no GPU, torch ")
    assert json.loads(report["versions.json"])["stand_in"] == "late"
    assert report["written"] == []


def test_the_report_has_what_there_is_to_tell(report):
    """Cells of CUDA tensors, how fast copies are beside the link, and what failed with its text."""
    cells = json.loads(report["matrix.json"])["cells"]
    assert [cell["outcome"] for cell in cells if cell["source"] == "tensor-cuda"]
    assert {"to the GPU", "from the GPU"} == set(json.loads(report["transfers.json"])["directions"])
    assert "claim 'topic.false' on cuda is false here: expected 2.0, got" in report["failures.txt"]


def test_the_report_tells_no_secrets(report):
    """No folder, user or machine stands in any file, though a claim failed with a folder in its text."""
    secrets = [str(Path.home()), sys.prefix, str(ROOT), "/tmp/", socket.gethostname(), f"/{getpass.getuser()}/"]
    for name in ("versions.json", "table.txt", "failures.txt", "matrix.json", "transfers.json"):
        assert [secret for secret in secrets if secret in report[name]] == [], name
    assert "…" in report["failures.txt"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"File {sys.base_prefix}/lib/x.py", "File …/x.py"),
        (f"{ROOT}/docs/topic.md:3: no", "docs/topic.md:3: no"),
        ("in /opt/conda/lib/torch/x.py", "in …/x.py"),
        ("PosixPath('/home/alice')", "PosixPath('…')"),
        ("'/scratch/alice/project' is no file", "'…' is no file"),
        (f"{os.path.expanduser('~')}/project/of/alice", "…"),
        ("GPU-12345678-1234-1234-1234-123456789abc", "…"),
        ("12345678-1234-1234-1234-123456789ABC", "…"),
        ("at aa:bb:cc:dd:ee:ff or AA-BB-CC-DD-EE-FF", "at … or …"),
        (r"no \\server\share\alice\x.py", "no …/x.py"),
        ("user=alice at http://alice:word@proxy.example", "user=… at http://…"),
        ("https://pytorch.org/docs/stable", "https://pytorch.org/docs/stable"),
        ("docs/reference/devices.md and 1/2", "docs/reference/devices.md and 1/2"),
    ],
    ids=["python", "checkout", "other-folder", "home", "scratch", "below-home", "gpu", "uuid", "mac", "share",
         "account", "address", "harmless"],
)  # fmt: skip
def test_secrets_are_taken_out(text, kept):
    """Folders and serial numbers; what pages are called stays."""
    assert gpu.without_secrets(text) == kept


@pytest.mark.parametrize(
    ("user", "kept"),
    [("alice7", "run by … on …, a gpu"), ("gpu", "run by alice7 on …, a gpu"), (KeyError, "run by alice7 on …, a gpu")],
    ids=["a-name", "a-word-of-ours", "no-name"],
)
def test_names_are_taken_out(monkeypatch, user, kept):
    """The user's and the machine's, unless it is a word that stands on our pages; a user may have none."""

    def getuser():
        if user is KeyError:
            raise KeyError("uid not found")
        return user

    monkeypatch.setattr(gpu.getpass, "getuser", getuser)
    monkeypatch.setattr(gpu.socket, "gethostname", lambda: "node17.cluster.example")
    assert gpu.without_secrets("run by alice7 on node17, a gpu") == kept


@pytest.mark.parametrize(
    ("got", "told"),
    [("3.0", ""), ("no /home/alice7", "a folder"), ("GPU-12345678-1234-1234-1234-123456789abc", "a serial number"),
     ("cannot reach NODE17:29500", "you or your machine"), ("it is of alice7", "you or your machine")],
    ids=["harmless", "folder", "serial-number", "machine", "user"],
)  # fmt: skip
def test_a_file_that_tells_whose_machine_it_was_stays(monkeypatch, tmp_path, got, told):
    """It is told of and not put into the report, which takes files as they are; in a digest a name stands by chance."""
    monkeypatch.setattr(gpu.getpass, "getuser", lambda: "alice7")
    monkeypatch.setattr(gpu.socket, "gethostname", lambda: "node17")
    monkeypatch.setattr(gpu, "EVIDENCE", tmp_path)
    report = gpu.Report(tmp_path / "gpu-report", {"gpu": "GPU", "torch": "2", "numpy": "2", "python": "3"})
    path = tmp_path / "torch-2.13.0-cuda-gpu.json"
    result = {"got": got, "digest": "sha256:0alice70"}
    path.write_text(json.dumps({"results": {"topic.good": {"cuda": result}}}), encoding="utf-8")
    if told:
        with pytest.raises(RuntimeError, match=told):
            report.take(path)
    else:
        report.take(path)
    assert (tmp_path / "gpu-report" / "evidence" / path.name).exists() is not bool(told)


def test_names_inside_words_are_taken_out(monkeypatch):
    """As in the name of another part of the machine; unless it is part of a word of ours, or too short to tell."""
    monkeypatch.setattr(gpu.socket, "gethostname", lambda: "node17")
    for user, text, kept in [("alice7", "run-alice7s.NODE17ib0", "run-…s.…ib0"), ("tens", "tensor", "tensor"),
                             ("xq7", "0xq7", "0xq7")]:  # fmt: skip
        monkeypatch.setattr(gpu.getpass, "getuser", lambda name=user: name)
        assert gpu.without_secrets(text) == kept


def test_a_step_that_takes_too_long_is_cut(monkeypatch, tmp_path, capsys):
    """It is asked to end, then made to, and those behind it have their turn."""
    monkeypatch.setattr(gpu, "GRACE", 0)
    report = gpu.Report(tmp_path / "gpu-report", {"gpu": "GPU", "torch": "2", "numpy": "2", "python": "3"})
    report.add("claims", *gpu.timed(gpu.run_tests("--version"), report, time.monotonic() + 1))
    status, _output = gpu.call([sys.executable, "-c", "import time; time.sleep(60)"], time.monotonic() + 1)
    assert status is None
    report.add("mutants", *gpu.timed(lambda *_arguments: cut(), report, 0))
    assert capsys.readouterr().out.splitlines()[-1].endswith("cut: it took longer than it may")


def cut():
    raise gpu.Cut("so far")


@pytest.mark.parametrize("name", gpu.SHARES)
def test_every_step_ends_in_time(monkeypatch, tmp_path, name):
    """A machine that never answers costs a step its share, and counts as a failure; the next has its turn."""
    report = gpu.Report(tmp_path / "gpu-report", {"gpu": "GPU", "torch": "2", "numpy": "2", "python": "3"})
    monkeypatch.setattr(gpu, "call", lambda _command, _deadline: (None, "so far"))
    done, _seconds = gpu.timed(gpu.STEPS[name], report, time.monotonic())
    assert done.failed == 1
    assert done.note.startswith("cut: ")


def test_tests_that_are_cut_count_as_a_failure():
    """Those that were not reached may have been false."""
    done = gpu.read_results(gpu.xml.fromstring('<testsuites><testcase name="a"/></testsuites>'), is_cut=True)
    assert (done.passed, done.failed, done.note) == (1, 1, "cut: not all were run")
    assert done.texts == ("cut: what is not named here and did not pass was not run",)


UNUSABLE = "torch cannot be used here, or not with this GPU: "


@pytest.mark.parametrize(
    ("wrong", "told"),
    [(gpu.Cut("Traceback …"), gpu.TOO_SLOW), (RuntimeError("no torch here"), f"{UNUSABLE}no torch here")],
    ids=["late", "broken"],
)
def test_a_torch_that_says_nothing_is_told(monkeypatch, wrong, told):
    """In a sentence: that it is slow where it is, and else what it printed."""

    def describe(_deadline):
        raise wrong

    monkeypatch.setattr(gpu, "describe", describe)
    assert gpu.main([]) == f"nothing was run: {told}"


def test_a_gpu_that_this_torch_has_no_kernels_for_is_told(monkeypatch):
    """It is there, and can do nothing; of each claim a record would say that it is false."""
    monkeypatch.setattr(gpu, "describe", lambda _deadline: ([], {"gpu": "Tesla P100"}))
    monkeypatch.setattr(gpu, "TRY", "raise RuntimeError('CUDA error: no kernel image is available')")
    said = gpu.main([])
    assert said.startswith(f"nothing was run: {UNUSABLE}")
    assert said.endswith("CUDA error: no kernel image is available")


def test_the_report_of_an_earlier_run_is_kept(tmp_path, capsys):
    """Under the next name that is free."""
    for number in range(3):
        (tmp_path / "gpu-report").mkdir()
        (tmp_path / "gpu-report" / "of").write_text(str(number))
        gpu.keep_former(tmp_path / "gpu-report")
    assert [(tmp_path / f"gpu-report-{number}" / "of").read_text() for number in (1, 2, 3)] == ["0", "1", "2"]
    assert capsys.readouterr().out.endswith("the report of an earlier run is now gpu-report-3/\n")


@pytest.mark.parametrize(
    ("here", "told"),
    [("u.find_spec = lambda name: name != 'packaging' and found(name)",
      f"{sys.executable} lacks packaging: install it there with pip"),
     ("import os; del os.fork", "Python has no os.fork here, which claims need: run it on Linux, on Windows in WSL"),
     ("sys.version_info = (3, 10, 0)", f"{sys.executable} is Python {sys.version.split()[0]}: use 3.11 or newer")],
    ids=["packaging", "windows", "old-python"],
)  # fmt: skip
def test_what_it_needs_is_named(here, told):
    """In one line, before anything of ours is imported."""
    run = f"import importlib.util as u, runpy, sys; found = u.find_spec; {here}; runpy.run_path('tests/gpu.py')"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == f"nothing was run: {told}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_stops_it_is_told_in_one_line(tmp_path, number):
    """And what it had started is ended as well."""
    pid = tmp_path / "pid"
    hang = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    (tmp_path / "torch.py").write_text(hang, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in the background is born deaf to it
    with subprocess.Popen(
        [sys.executable, "tests/gpu.py"], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True, preexec_fn=heard
    ) as running:
        for _tenth in range(300):
            if pid.exists() and pid.read_text():
                break
            time.sleep(0.1)
        child = int(pid.read_text())
        running.send_signal(number)
        assert running.communicate(timeout=30)[1] == "interrupted before anything was run\n"
    assert not Path(f"/proc/{child}").exists()


def test_a_record_that_is_cut_says_so_and_what_it_is_not_for(monkeypatch, tmp_path):
    """It has less than the one that it would come in place of."""
    report = gpu.Report(tmp_path / "gpu-report", {"gpu": "GPU", "torch": "2", "numpy": "2", "python": "3"})
    said = "docs/evidence/torch-2-cuda-gpu.json: 3 passed, 0 failed, 0 absent, 0 skipped\n"
    monkeypatch.setattr(gpu, "call", lambda _command, _deadline: (None, said))
    monkeypatch.setattr(report, "take", lambda _path: None)
    done = gpu.write_record(report, time.monotonic())
    assert done.note.endswith(".json, cut: not all were run: do not hand it in over a complete one")


def test_all_steps_fit_into_twelve_minutes():
    """Their shares, what comes before, and what the last may take to end."""
    assert sum(gpu.SHARES.values()) + gpu.START + gpu.GRACE <= 720


@pytest.mark.parametrize(
    ("build", "visible", "told"),
    [({"cuda": None}, None, "built for the CPU alone"),
     ({"cuda": "13.0"}, "", "built for CUDA 13.0, and CUDA_VISIBLE_DEVICES is ''"),
     ({"cuda": None, "hip": "7"}, None, "built for ROCm")],
    ids=["cpu", "hidden", "rocm"],
)  # fmt: skip
def test_without_a_gpu_nothing_is_run(monkeypatch, build, visible, told):
    """It says what may be missing: the build, the GPU, the driver, or that it may be seen."""
    monkeypatch.setattr(gpu, "describe", lambda _deadline: ([], {"gpu": None, "torch": "2", **build}))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    said = gpu.main([])
    assert f"torch.cuda.is_available() is False with torch 2, {told}: use a machine" in said
    assert said.endswith("or a newer driver")


def test_what_torch_says_of_the_driver_is_shown(monkeypatch):
    """It warns of one that is too old, and calls it no GPU."""
    told = "import json, warnings\nwarnings.warn('The NVIDIA driver on your system is too old')\n"
    monkeypatch.setattr(gpu, "DESCRIBE", told + "print(json.dumps({'gpu': None, 'torch': '2', 'cuda': '13.0'}))")
    said = gpu.main([])
    assert "UserWarning: The NVIDIA driver on your system is too old" in said
    assert said.endswith("or a newer driver")


def notebook_cells():
    """The code of each cell of the notebook."""
    text = (ROOT / "docs" / "learn" / "gpu-run.ipynb").read_text(encoding="utf-8")
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("tag", ["v1", "v2"])
def test_the_notebook_runs_what_it_clones(tmp_path, monkeypatch, capsys, tag):
    """Its cells clone at the tag, or else the newest, say which commit that is, run tests/gpu.py, and pack the report.

    As far as a machine without network can.
    """
    origin = tmp_path / "origin"
    (origin / "tests").mkdir(parents=True)
    # It fails if a report is there
    script = "import pathlib; pathlib.Path('gpu-report').mkdir(); print('ran'); raise SystemExit(1)"
    (origin / "tests" / "gpu.py").write_text(script, encoding="utf-8")
    git = ["git", "-C", origin, "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-qb", "main"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v1"]):
        subprocess.run([*git, *command], check=True, stdout=subprocess.DEVNULL)
    monkeypatch.chdir(tmp_path)
    first, *others = notebook_cells()
    with pytest.raises(AssertionError, match="^Write the repository into the first cell"):
        exec(first, {})
    exec(first.replace("OWNER/NAME", "o/r"), names := {})
    assert names["ADDRESS"] == "https://github.com/o/r.git"
    names |= {"TAG": tag, "ADDRESS": origin.as_uri()}
    for code in [*others, *others]:  # a second run takes the clone that is there
        without_network = [line for line in code.splitlines() if "pip" not in line]
        exec("\n".join(without_network), names)
    commit = subprocess.check_output([*git, "rev-parse", "v1"], text=True).strip()
    assert [line for line in capsys.readouterr().out.splitlines() if line][:3] == [commit, "ran", "status 1"]
    assert (tmp_path / "gpu-report.zip").exists()


def test_the_notebook_says_that_nothing_was_run(tmp_path):
    """As without a GPU: then there is no report to pack."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "gpu.py").write_text("raise SystemExit('nothing was run')", encoding="utf-8")
    (tmp_path / "gpu-report").mkdir()  # of an earlier run
    (run,) = [code for code in notebook_cells() if "tests/gpu.py" in code]
    with pytest.raises(AssertionError, match="^Nothing was run: choose a GPU"):
        exec(run, {"FOLDER": str(tmp_path), "Path": Path, "shutil": shutil, "subprocess": subprocess, "sys": sys})
