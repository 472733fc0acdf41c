"""What crashes, hangs or ends Python is told, and everything else still gets its turn."""

import os
import signal
import subprocess
import sys
import time

import apart
import psutil
import pytest
from apart import Died, results

SEGFAULT = Died("Python died of signal 11 (SIGSEGV)")


def do(item):
    """Return the item, unless it names something worse."""
    if item == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if item == "hang":
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))  # as code does that is stuck in C
        time.sleep(600)
    if item == "end":
        os._exit(3)
    if item == "orphan":
        if os.fork() == 0:
            time.sleep(600)
        os.abort()
    if item == "stray":
        return os.getpid(), subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid
    if item == "shout":
        os.write(1, b"shout")
        os.write(2, b"shout")
    return item


def test_a_crash_is_told_and_the_others_go_on():
    """At the beginning, in between and at the end."""
    assert list(results(do, ["crash", 1, "crash", 2, 3, "crash"], 60)) == [SEGFAULT, 1, SEGFAULT, 2, 3, SEGFAULT]
    assert list(results(do, ["end", 1], 60)) == [Died("Python ended with status 3"), 1]


def test_a_hang_is_told_and_the_others_go_on():
    """It gets as long as it was given, in the process it was in and in one of its own."""
    started = time.monotonic()
    assert list(results(do, [1, "hang", 2], 0.5)) == [1, Died("did not end within 0.5 s"), 2]
    assert time.monotonic() - started < 10


def test_a_crash_that_leaves_a_process_behind_is_a_crash():
    """A worker that outlives it is ended, and not waited for longer than for a hang."""
    assert list(results(do, ["orphan", 1], 0.5)) == [Died("Python died of signal 6 (SIGABRT)"), 1]


def test_whoever_dies_gets_a_second_chance(tmp_path):
    """What ran before it may be to blame."""

    def die_once(item):
        if item and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os.abort()
        return item

    assert list(results(die_once, [0, 1, 2], 60)) == [0, 1, 2]


def test_nothing_that_was_started_is_left():
    """Not by an item that ends well, and not when the caller loses interest."""
    ((child, grandchild),) = results(do, ["stray"], 60)
    assert not is_alive(child)
    assert not is_alive(grandchild)
    some = results(do, ["stray", "hang"], 60)
    child, grandchild = next(some)
    assert is_alive(child)
    some.close()
    assert not is_alive(child)
    assert not is_alive(grandchild)


def is_alive(pid):
    """Whether the process is there, and not merely unmourned by the system."""
    for _attempt in range(50):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return False
        time.sleep(0.01)
    return True


def test_what_it_prints_is_not_seen(capfd):
    """A crashing torch prints a C++ stack."""
    assert list(results(do, ["shout"], 60)) == ["shout"]
    assert capfd.readouterr() == ("", "")


def test_an_error_in_the_function_is_the_callers():
    """It is not taken for a result."""

    def fail(_item):
        raise ValueError("mine")

    with pytest.raises(RuntimeError, match="in the child process: (.|\n)*ValueError: mine"):
        list(results(fail, [1], 60))


def test_no_items_start_no_process(monkeypatch):
    """An unchanged build costs nothing."""
    monkeypatch.setattr(apart.os, "fork", None)
    assert list(results(do, [], 60)) == []
