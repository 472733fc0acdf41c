"""What crashes, hangs or ends Python is told, and everything else still gets its turn."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[3]
SEGFAULT = {"died": "Python died of signal 11 (SIGSEGV)"}


def start(items, patience, **others):
    """A process that has the items done, and then waits for the end of its input."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "docs" / "_ext"), str(ROOT / "tests")])}
    order = json.dumps({"items": items, "patience": patience, **others})
    command = [sys.executable, "-W", "error", "-m", "unit.portable.deeds", order]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def results(*items, blind=False, **patience):
    """What comes of the items, with a death as {"died": how}."""
    output, complaints = start(items, patience, blind=blind).communicate()
    assert complaints == ""
    return [json.loads(line) for line in output.splitlines()]


def test_a_crash_is_told_and_the_others_go_on():
    """At the beginning, in between and at the end."""
    assert results("crash", 1, "crash", 2, 3, "crash") == [SEGFAULT, 1, SEGFAULT, 2, 3, SEGFAULT]
    assert results("end", 1) == [{"died": "Python ended with status 3"}, 1]


@pytest.mark.parametrize("deed", ["work", "delegate"])
def test_what_works_without_end_is_ended_by_its_cpu_time(deed):
    """Its own, or that of a program that it has started, which it is not idle to wait for."""
    died = {"died": "did not end within 0.5 s of CPU time"}
    assert results(1, deed, 2, work=0.5, idle=30) == [1, died, 2]


def test_what_sleeps_without_end_is_ended_by_idleness():
    """Although it uses no CPU time at all, and takes no signal."""
    assert results(1, "hang", 2, idle=0.5) == [1, {"died": "did not end, and did next to nothing for 0.5 s"}, 2]


def test_what_is_starved_is_waited_for():
    """Whoever would work, if the machine let it, is neither idle nor at fault."""
    started = time.monotonic()
    assert results("starve 3", idle=0.4) == [True]
    assert time.monotonic() - started > 2, "it was not starved, so nothing is proved"


def test_where_nobody_tells_of_processes_the_clock_counts():
    """As on a Mac."""
    assert results(1, "hang", 2, blind=True, wall=0.5) == [1, {"died": "did not end within 0.5 s"}, 2]


def test_a_crash_that_leaves_a_process_behind_is_a_crash():
    """A process that outlives it is ended, and not waited for longer than for a hang."""
    assert results("orphan", 1, idle=0.5) == [{"died": "Python died of signal 6 (SIGABRT)"}, 1]


def test_whoever_dies_gets_a_second_chance(tmp_path):
    """What ran before it may be to blame."""
    assert results(0, f"die-once {tmp_path / 'died'}", 2) == [0, "alive", 2]


def test_nothing_that_was_started_is_left():
    """Not by an item that ends well, and not when the caller loses interest."""
    (pids,) = results("stray")
    assert not any(map(is_alive, pids))
    caller = start(["stray", "hang"], {}, stop_after=1)
    pids = json.loads(caller.stdout.readline())
    assert not any(map(is_alive, pids))
    assert caller.poll() is None
    caller.communicate()


def test_no_child_outlives_its_parent():
    """Even one that hangs, and a parent that is killed."""
    parent = start(["hang"], {})
    deadline = time.monotonic() + 60
    while not (children := psutil.Process(parent.pid).children()) and time.monotonic() < deadline:
        time.sleep(0.05)
    (child,) = children
    time.sleep(0.5)  # until it hangs
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert not is_alive(child.pid)


def test_a_child_cannot_read_its_own_pipe():
    """Or it would write into it for ever when nobody else reads."""
    assert results("readable") == [0]


def is_alive(pid):
    """Whether the process is still there, and not merely unmourned by the system, when it has had time to go."""
    for _attempt in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return False
        time.sleep(0.05)
    return True


def test_what_it_prints_is_not_seen():
    """A crashing torch prints a C++ stack."""
    assert results("shout") == [None]


def test_an_error_in_the_function_is_the_callers():
    """It is not taken for a result."""
    _output, complaints = start(["fail"], {}).communicate()
    assert "RuntimeError: in the child process: Traceback" in complaints
    assert "ValueError: mine" in complaints


def test_no_items_start_no_process(monkeypatch):
    """An unchanged build costs nothing."""
    from claimkit.portable import survive

    monkeypatch.setattr(survive.os, "fork", None)
    assert list(survive.results(len, [])) == []
