"""The stand-in for a GPU does what a rehearsal rests on: memory that faults, copies in order, texts that are marked."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE / "stand_in"))

import stand_in  # noqa: E402

PINS = HERE.parent / "requirements.txt"
needs_stand_in = pytest.mark.usefixtures("compiled")

# What must be so, the code that shows it, and what it prints: in both modes, or in eager and in late mode.
# `ones` is on the GPU, `pinned` holds zeros, `side` is another stream; `down()` copies ones into pinned, `up()` the
# other way, both without waiting; `busy()` gives the current stream something to do.
PROMISES = [
    ("what is computed is what the CPU computes", "print((ones * 2 + 1).sum().item())", "6.0"),
    ("a gradient arrives", "w = ones.requires_grad_(); (w * w).sum().backward(); print(w.grad.tolist())", "[2.0, 2.0]"),
    ("a copy changes dtype on the way", "print(torch.tensor([1.5]).to('cuda', torch.int64).tolist())", "[1]"),
    ("a copy changes order on the way", "print(torch.arange(4).view(2, 2).T.cuda().tolist())", "[[0, 2], [1, 3]]"),
    ("a conjugate keeps its values", "print(torch.tensor([1j]).conj().cuda().cpu().tolist())", "[-1j]"),
    ("a tensor grows and keeps its values", "print(ones.resize_(5000)[:2].tolist())", "[1.0, 1.0]"),
    ("a blocking copy is there", "busy(); print(pinned.copy_(ones).tolist())", "[1.0, 1.0]"),
    ("a non-blocking copy may be late", "down(); print(first(pinned))", ("1.0", "0.0")),
    ("a busy stream makes it late", "busy(); down(); print(first(pinned))", "0.0"),
    ("a synchronisation waits", "busy(); down(); print(torch.cuda.synchronize(), first(pinned))", "None 1.0"),
    ("an event waits", "busy(); down(); e = record(); print(e.query(), e.synchronize(), first(pinned))",
     "False None 1.0"),
    ("an event waits for nothing later", "busy(); e = record(); down(); e.synchronize(); print(first(pinned))", "0.0"),
    ("a stream waits for itself alone", "busy(); down(); side.synchronize(); print(first(pinned))", "0.0"),
    ("to read a number waits", "busy(); down(); ones[0].item(); print(first(pinned))", "1.0"),
    ("what is computed comes after the copy", "busy(); up(); print((ones + 5).tolist())", "[5.0, 5.0]"),
    ("another stream does not wait", "on_side(busy, up); print((ones + 5).tolist())", "[6.0, 6.0]"),
    ("another stream waits when told", "on_side(busy, up); here().wait_stream(side); print(first(ones))", "0.0"),
    ("a pinned source is read late", "up(); pinned[0] = 7.0; print(first(ones))", ("0.0", "7.0")),
    ("another source is read at once", "t = torch.zeros(2); up(t); t[0] = 7.0; print(first(ones))", "0.0"),
    ("freed memory is the next tensor's", "on_side(busy, down); del ones; reuse(); print(first(pinned))", "7.0"),
    ("not before its own stream has read it", "busy(); down(); del ones; reuse(); print(first(pinned))", "1.0"),
    ("nor when recorded", "on_side(busy, down); ones.record_stream(side); del ones; reuse(); print(first(pinned))",
     "1.0"),
]  # fmt: skip

# How each text that is imitated comes to be told.
TELLS = {
    "sync-debug": "torch.cuda.set_sync_debug_mode('error')\nones[0].item()",
    "no-such-device": "torch.ones(1, device='cuda:1')",
    "pinned-on-device": "torch.ones(1, device='cuda', pin_memory=True)",
    "two-devices": "torch.cat([ones, pinned])",
    "not-resizable": "torch.from_dlpack(ones).resize_(100)",
    "sync-debug-is-prototype": "torch.cuda.set_sync_debug_mode('default')",
    "dtype-tensor": "torch.cuda.FloatTensor([1.0])",
    "device-name": "raise Exception(torch.cuda.get_device_name())",
}


def test_the_pinned_torch_is_known():
    """Whoever moves to a newer torch moves the stand-in too: on one that it does not know, nothing is rehearsed."""
    (pinned,) = set(re.findall(r"^torch==([\d.]+)", PINS.read_text(encoding="utf-8"), re.MULTILINE))
    assert f"{pinned}+cpu" in stand_in.KNOWN
    page = (HERE.parent / "docs" / "about" / "how-checked.md").read_text(encoding="utf-8")
    assert [known for known in stand_in.KNOWN if f"PyTorch {known.partition('+')[0]} " not in page] == []


CHILD = """
import contextlib, io, json, sys, warnings
import stand_in, torch

HELP = '''
ones, pinned, side = torch.ones(2, device="cuda"), torch.zeros(2).pin_memory(), torch.cuda.Stream()
here = torch.cuda.current_stream
def busy(): torch.cuda._sleep(9)
def down(): pinned.copy_(ones, non_blocking=True)
def up(source=pinned): ones.copy_(source, non_blocking=True)
def first(t): return t[0].item()
def record(): return here().record_event()
def on_side(*calls):
    with torch.cuda.stream(side):
        for call in calls:
            call()
def reuse():
    global other
    other = torch.full((2,), 7.0, device="cuda")
    torch.cuda.synchronize()
'''

def told(code):
    out, names = io.StringIO(), {"torch": torch}
    exec(HELP, names)
    torch.cuda.synchronize()
    stand_in.take_imitated()
    with contextlib.redirect_stdout(out), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(code, names)
        except Exception as error:
            print(error)
    used = stand_in.take_imitated()
    torch._C._cuda_set_sync_debug_mode(0)
    torch.cuda.synchronize()
    return out.getvalue().strip(), [str(warning.message) for warning in caught], used

torch.set_warn_always(True)
warnings.simplefilter("ignore")
print(json.dumps([told(code) for code in json.load(sys.stdin)]))
"""


def python(code, mode="late", **options):
    """Run code in a Python of its own on the stand-in."""
    env = {**os.environ, "PYTHONPATH": str(stand_in.folder(mode)), **options.pop("env", {})}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=100, **options)


@pytest.fixture(scope="module")
def compiled():
    """Skips, with the reason, where there can be no stand-in."""
    if reason := stand_in.why_not():
        pytest.skip(reason)


@pytest.fixture(scope="module", params=stand_in.MODES)
def answers(request, compiled):
    """The mode, and what the code of each promise and of each text tells in it, all in one process."""
    codes = [code for _what, code, *_printed in PROMISES] + list(TELLS.values())
    done = python(CHILD, request.param, input=json.dumps(codes))
    assert done.returncode == 0, done.stderr
    return request.param, json.loads(done.stdout)


@needs_stand_in
@pytest.mark.parametrize("number", range(len(PROMISES)), ids=[what.replace(" ", "-") for what, *_rest in PROMISES])
def test_promise(answers, number):
    """Copies come when they must and not before, and what is computed is right."""
    mode, told = answers
    expected = PROMISES[number][2]
    assert told[number][0] == (expected if isinstance(expected, str) else expected[stand_in.MODES.index(mode)])


@needs_stand_in
@pytest.mark.parametrize("name", stand_in.IMITATED)
def test_imitated_text_is_marked(answers, name):
    """Each text of the table is told as it stands there, and is counted as used, so that nothing rests on it unseen."""
    printed, warned, used = answers[1][len(PROMISES) + list(TELLS).index(name)]
    assert stand_in.IMITATED[name] in " ".join([printed, *warned])
    assert name in used


@needs_stand_in
def test_nothing_is_marked_without_need(answers):
    """What torch itself tells is not counted as imitated."""
    assert [used for _printed, _warned, used in answers[1][: len(PROMISES)] if used] == []


@needs_stand_in
def test_host_cannot_touch_device_memory():
    """To read a CUDA tensor's memory from the host ends Python, where on a GPU it would read nonsense or fail."""
    done = python("import ctypes, torch; ctypes.string_at(torch.ones(3, device='cuda').data_ptr(), 4)")
    assert done.returncode == -signal.SIGSEGV


@needs_stand_in
def test_torch_starts_it_when_first_used():
    """CUDA is there at once, and started when first used; a fork of a process that has used it cannot use it."""
    done = python(
        """
        import os, sys, torch
        print(torch.cuda.is_available(), torch.cuda.is_initialized(), torch.cuda.device_count())
        torch.ones(1, device="cuda")
        print(torch.cuda.is_initialized(), flush=True)
        if os.fork() == 0:
            try:
                torch.ones(1, device="cuda")
            except RuntimeError as error:
                print(str(error)[:27], flush=True)
            os._exit(0)
        os.wait()
        """
    )
    assert done.stdout.splitlines() == ["True False 1", "True", "Cannot re-initialize CUDA i"], done.stderr


@needs_stand_in
@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("torch.cuda.set_stream(torch.cuda.Stream())", "the current CUDA stream"),
        ("torch.cuda.manual_seed(5)", "CUDA's seed"),
        ("torch.cuda.set_sync_debug_mode(1)", "CUDA's sync debug mode"),
    ],
)
def test_what_the_first_claim_leaves_of_cuda_is_seen(code, what):
    """By the worker, which runs what fails once more, in a process that has not started CUDA either."""
    code = f">>> import warnings; warnings.simplefilter('ignore'); {code}\n>>> 1\n1\n"
    job = {"runs": [{"id": "a.b", "path": "a.md", "code_line": 1, "code": code, "device": "cuda"}]}
    path = os.pathsep.join([str(stand_in.folder("late")), str(HERE.parent / "docs" / "_ext")])
    done = subprocess.run([sys.executable, "-m", "claimkit.portable.worker"], input=json.dumps(job), text=True,
                          env={**os.environ, "PYTHONPATH": path}, capture_output=True, timeout=100)  # fmt: skip
    outcome = json.loads(done.stdout.splitlines()[-1])
    assert (outcome["outcome"], outcome["got"]) == ("failed", f"changed {what}")


@needs_stand_in
def test_a_hidden_gpu_is_hidden():
    """CUDA_VISIBLE_DEVICES hides the stand-in as it hides a GPU."""
    done = python("import torch; print(torch.cuda.is_available())", env={"CUDA_VISIBLE_DEVICES": "-1"})
    assert done.stdout.strip() == "False"


@needs_stand_in
def test_the_command_runs_another_and_keeps_its_status():
    """`python stand_in.py late COMMAND…` puts what the command starts on the stand-in and ends as it does."""
    code = "import stand_in, torch; print(stand_in.loaded()); raise SystemExit(7)"
    command = [sys.executable, HERE / "stand_in" / "stand_in.py", "eager", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stdout.strip()) == (7, "eager")


def test_refuses_another_torch(monkeypatch):
    """With a torch that it does not know it says which it knows, and does not try."""
    monkeypatch.setattr(stand_in, "KNOWN", ("1.2.3",))
    assert stand_in.why_not().startswith("the stand-in knows torch 1.2.3, and here is ")


def test_says_that_a_compiler_is_missing(monkeypatch, tmp_path):
    """On a machine without g++ the reason is told."""
    monkeypatch.setattr(stand_in, "KNOWN", (stand_in.metadata.version("torch"),))
    monkeypatch.setattr(stand_in, "BUILD", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert stand_in.why_not() == "the stand-in needs the compiler g++, which is not installed here"


@needs_stand_in
def test_a_stand_in_that_does_not_compile_is_no_excuse(monkeypatch, tmp_path):
    """It is told from a machine that has no compiler, so that a rehearsal fails and is not skipped."""
    (tmp_path / "core.cpp").write_text("#error out of order\n", encoding="utf-8")
    monkeypatch.setattr(stand_in, "HERE", tmp_path)
    monkeypatch.setattr(stand_in, "BUILD", tmp_path)
    assert stand_in.is_broken()
    monkeypatch.setattr(stand_in, "KNOWN", ("1.2.3",))
    assert not stand_in.is_broken()


def test_comes_before_torch():
    """In a process that has imported torch it is too late, and says so."""
    import torch  # noqa: F401

    with pytest.raises(stand_in.Unavailable, match="imported already"):
        stand_in.load("late")


def test_every_imitated_text_is_tried():
    """The table of imitated texts and these tests name the same."""
    assert list(TELLS) == list(stand_in.IMITATED)
