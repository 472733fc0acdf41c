"""The worker runs everything, whatever the snippets do to it, and judges each by a run that nothing disturbed."""

import json
import os
import subprocess
import sys

import pytest
from claimkit.evidence.runs import ENGINE

IMPATIENT = """
from claimkit.portable import survive, worker
survive.results.__defaults__ = (survive.Patience(work=2, idle=1),)
worker.main()
"""
PATIENT = "from claimkit.portable import worker; worker.main()"
FORKS = "default::DeprecationWarning:claimkit.portable.survive"  # a newer Python's word against forking beside threads
ASK = "subprocess.run([sys.executable, '-c', 'import time; print(time.time_ns())'], capture_output=True).stdout"
WORK = "import time\nwhile time.process_time() < 0.5: pass"
SNIPPETS = {
    "good": ">>> 1\n1\n",
    "bad": ">>> 1\n2\n",
    "crash": ">>> import os\n>>> os.abort()\n1\n",
    "hang": ">>> import time\n>>> time.sleep(99)\n1\n",
    "busy": ">>> while True: pass\n1\n",
    "spoil": ">>> import math\n>>> del math.pi\n>>> 1\n1\n",
    "spoilt": ">>> import math\n>>> int(math.pi)\n3\n",
    "converts": ">>> t = torch.from_numpy(np.zeros(2))\n>>> 1\n1\n",
    "converts-wrongly": ">>> t = torch.from_numpy(np.zeros(2))\n>>> 1\n2\n",
    "asks-twice": f">>> import subprocess, sys\n>>> {ASK} == {ASK}\nTrue\n",
    "lets-work": f">>> import subprocess, sys\n>>> subprocess.call([sys.executable, '-c', {WORK!r}])\n0\n",
    "notices": ">>> import builtins\n>>> [name for name in dir(builtins) if 'watched' in name]\n[]\n",
    "last": ">>> 1\n1\n",
}
LINES = {name: 10 * number for number, name in enumerate(SNIPPETS, 1)}


def work(tmp_path_factory, *names, program=PATIENT, **options):
    """What comes of some snippets, by name; and "machine", what the worker says of it."""
    tried = tmp_path_factory.mktemp("worker") / "tried"
    once = f">>> import os\n>>> os.path.exists({str(tried)!r}) or open({str(tried)!r}, 'w').close()\nTrue\n"
    codes = {"fails-once": once, **{name: SNIPPETS[name] for name in names}}
    runs = [{"id": name, "path": "docs/topic.md", "code_line": LINES.get(name, 0), "code": code, "device": "cpu"}
            for name, code in codes.items()]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", FORKS, "-c", program], input=json.dumps({"runs": runs, **options}),
        env={**os.environ, "PYTHONPATH": str(ENGINE)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return dict(zip(["machine", *codes], map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return work(tmp_path_factory, *SNIPPETS, program=IMPATIENT)


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    return work(tmp_path_factory, "converts", "converts-wrongly", "asks-twice", "notices", watch=True)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    return work(tmp_path_factory, "asks-twice", broken=True)


def test_every_run_has_its_outcome(plain):
    """Behind what the machine is, in order, and with all that its reader needs."""
    assert plain["machine"]["python"].startswith("3.")
    good = {"outcome": "passed", "got": "", "expected": "", "line": 0, "told": [], "libraries": {}}
    assert plain["good"] == {**good, "cpu": plain["good"]["cpu"]}
    bad = {**good, "outcome": "failed", "got": "1", "expected": "2", "line": LINES["bad"]}
    assert plain["bad"] == {**bad, "cpu": plain["bad"]["cpu"]}
    assert 0 <= plain["good"]["cpu"] < 0.4 <= plain["lets-work"]["cpu"]  # another Python's work counts too


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("crash", "Python died of signal 6 (SIGABRT)"),
        ("hang", "did not end, and did next to nothing for 1 s"),
        ("busy", "did not end within 2 s of CPU time"),
    ],
)
def test_what_kills_or_hangs_python_fails_alone(plain, name, how):
    """With what it did, and its line; those before it and behind it are judged as if it were not there."""
    wanted = {"outcome": "failed", "got": how, "expected": "code that Python survives", "line": LINES[name]}
    assert plain[name] == {**wanted, "told": [], "libraries": {}}
    assert plain["last"]["outcome"] == "passed"


def test_a_failure_is_tried_once_more_alone(plain, broken):
    """What ran before it may have spoilt a module. What was broken on purpose is not tried again."""
    assert [plain[name]["outcome"] for name in ("fails-once", "spoil", "spoilt")] == ["passed"] * 3
    assert broken["fails-once"]["outcome"] == "failed"


def test_watching_tells_what_was_seen(watched, plain):
    """Of what passes, on the CPU, in this Python, and of nothing else."""
    (route, source, facts), *rest = watched["converts"]["seen"]
    assert (route, source, facts["outcome"], rest) == ("torch.from_numpy(x)", "array-float64", "shares", [])
    unseen = [watched["converts-wrongly"], watched["asks-twice"], plain["converts"]]
    assert [outcome for outcome in unseen if "seen" in outcome] == []
    assert watched["converts-wrongly"]["outcome"] == "failed"


def test_what_fails_only_while_it_is_watched_says_so(watched):
    """It is judged by a run of its own."""
    outcome = watched["notices"]
    assert (outcome["outcome"], outcome["watched"]) == ("passed", "['__watched_call__']")


def test_broken_code_asks_another_python_once(broken, plain):
    """Most mutants of a claim ask it the same, which takes seconds."""
    assert [outcomes["asks-twice"]["outcome"] for outcomes in (broken, plain)] == ["passed", "failed"]
