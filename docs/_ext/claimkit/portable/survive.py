"""Calls a function on one item after another in a child process, and goes on behind an item that crashes or hangs.

The child is forked, which costs a hundredth of a second where starting Python and torch anew costs one or more. So its
parent must not have asked for CUDA, which no child could use then, nor have started threads, which a child would lack.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass

from claimkit.portable import instead

PR_SET_PDEATHSIG = 1
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.5  # seconds between two looks at a child that works
LITTLE = 0.05  # of a core is next to nothing, for a child that was not kept from more:
OFTEN = 0.3  # of the looks would find such a one ready to go on


@dataclass(frozen=True)
class Died:
    """Stands for the result of an item that ended its process, or did not end in time."""

    how: str


@dataclass(frozen=True)
class Patience:
    """How long an item may take: seconds of work, and seconds without any. A busy machine stretches neither.

    Where a system does not tell what its processes do, only `wall` seconds are counted.
    """

    work: float = 60
    idle: float = 60
    wall: float = 900


def die_with_parent():
    """Let this process end when the one that started it does, however that ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def results(function, items, patience=Patience()):
    """Yield what the function returns for each item, in order, or how the process died over it.

    Whoever dies is tried again in a fresh process, because what ran before it may be to blame.
    """
    items = list(items)
    done = 0
    while done < len(items):
        before = done
        for result in _results_of_a_child(function, items[done:], patience):
            if not isinstance(result, Died) or done == before:
                done += 1
                yield result


def _results_of_a_child(function, items, patience):
    """Yield the results as far as one child process comes, and last how it died, if it did."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        reader.close()  # or a child whose parent is gone would write into its own pipe for ever
        _work(function, items, writer)
    with contextlib.suppress(OSError):  # the child may have done so itself, or be gone
        os.setpgid(child, child)
    writer.close()
    status, out_of_time = None, ""
    try:
        for _item in items:
            out_of_time = _wait(reader, child, patience)
            if out_of_time:
                break
            result, error = reader.recv()
            if error:
                raise RuntimeError("in the child process: " + error)
            yield result
        else:
            return
    except EOFError:
        status = os.waitpid(child, 0)[1]
    finally:
        with contextlib.suppress(OSError):
            os.killpg(child, signal.SIGKILL)  # with what it may have started
        if status is None:
            status = os.waitpid(child, 0)[1]
        reader.close()
    ended_by_us = out_of_time and os.WTERMSIG(status) == signal.SIGKILL  # or else only what it had started went on
    yield Died(out_of_time if ended_by_us else _told(status))


def _wait(reader, group, patience):
    """Wait for an answer; return '' if there is one, or else what was waited for in vain."""
    started = since = time.monotonic()
    first, _runs = _work_of(group)
    before, looks, seen_at_work = first, 0, 0
    while not reader.poll(EVERY):
        now = time.monotonic()
        work, runs = _work_of(group)
        if work is None:
            if now - started > patience.wall:
                return instead.TOO_LONG.format(f"{patience.wall:g}")
            continue
        looks, seen_at_work = looks + 1, seen_at_work + runs
        if work - first > patience.work:
            return instead.TOO_MUCH.format(f"{patience.work:g}")
        if now - since > patience.idle:  # what asks for something again and again does next to nothing, too
            if work - before < LITTLE * patience.idle and seen_at_work < OFTEN * looks:
                return instead.IDLE.format(f"{patience.idle:g}")
            since, before, looks, seen_at_work = now, work, 0, 0
    return ""


def _work_of(group):
    """The CPU seconds that the processes of a group have used, and whether one of them could go on; None if unknown."""
    try:
        processes = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return None, False
    ticks, runs = 0, False
    for process in processes:
        try:
            with open(f"/proc/{process}/stat") as file:
                state, _parent, its_group, *rest = file.read().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue  # it has ended meanwhile
        if int(its_group) == group:
            ticks += sum(map(int, rest[8:12]))  # its own, and those of its children that have ended
            runs = runs or state in "RD"
    return ticks / TICKS, runs


def _work(function, items, writer):
    """The life of a child: send (result, None) for each item, or (None, traceback) and end."""
    try:
        os.setpgid(0, 0)
        die_with_parent()
        faulthandler.disable()
        silence = os.open(os.devnull, os.O_WRONLY)  # a crashing torch prints a C++ stack
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        for item in items:
            writer.send((function(item), None))
    except BaseException:
        with contextlib.suppress(OSError):
            writer.send((None, traceback.format_exc()))
    finally:
        os._exit(0)


def _told(status):
    if not os.WIFSIGNALED(status):
        return instead.ENDED.format(os.WEXITSTATUS(status))
    number = os.WTERMSIG(status)
    return instead.DIED.format(f"{number} ({signal.Signals(number).name})")
