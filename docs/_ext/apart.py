"""Calls a function on one item after another in a child process, and goes on behind an item that crashes or hangs.

Needs the standard library only and Python >= 3.8. The child is forked, which costs a hundredth of a second where
starting Python and torch anew costs one or more. So that the child can use CUDA, its parent must not have asked for it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import signal
import traceback
from dataclasses import dataclass


@dataclass(frozen=True)
class Died:
    """Stands for the result of an item that ended its process, or did not end in time."""

    how: str


def results(function, items, seconds):
    """Yield what the function returns for each item, in order, or how the process died over it.

    Whoever dies is tried again in a fresh process, because what ran before it may be to blame.
    """
    items = list(items)
    done = 0
    while done < len(items):
        before = done
        for result in _results_of_a_child(function, items[done:], seconds):
            if not isinstance(result, Died) or done == before:
                done += 1
                yield result


def _results_of_a_child(function, items, seconds):
    """Yield the results as far as one child process comes, and last how it died, if it did."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        _work(function, items, writer)
    with contextlib.suppress(OSError):  # the child may have done so itself, or be gone
        os.setpgid(child, child)
    writer.close()
    in_time = status = None
    try:
        for _item in items:
            in_time = reader.poll(seconds)
            if not in_time:
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
    yield Died(_told(status) if in_time or os.WTERMSIG(status) != signal.SIGKILL else f"did not end within {seconds} s")


def _work(function, items, writer):
    """The life of a child: send (result, None) for each item, or (None, traceback) and end."""
    try:
        os.setpgid(0, 0)
        faulthandler.disable()
        silence = os.open(os.devnull, os.O_WRONLY)  # a crashing torch prints a C++ stack
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        for item in items:
            writer.send((function(item), None))
    except BaseException:
        writer.send((None, traceback.format_exc()))
    finally:
        os._exit(0)


def _told(status):
    if not os.WIFSIGNALED(status):
        return f"Python ended with status {os.WEXITSTATUS(status)}"
    number = os.WTERMSIG(status)
    return f"Python died of signal {number} ({signal.Signals(number).name})"
