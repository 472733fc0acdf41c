"""Second Pythons, which code starts with `subprocess.run([sys.executable, "-c", …])`: forks, where a build asks for it.

Importing torch takes each of them more than a second, of which a fork of a Python that has it is spared. But a fork has
imported what the code is about, so whatever it does not bear out is run again with a real one; and pytest and the
record, whose verdicts count, know real ones only.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import itertools
import linecache
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import types

from claimkit.portable import survive

USED = re.compile(r"\b(subprocess|multiprocessing|num_workers)\b")  # by code that no watching can see whole
FORKED = {"capture_output", "check", "env", "stdout", "text"}  # who asks for anything else gets a real one
run_really = subprocess.run


@contextlib.contextmanager
def forked():
    """Let `subprocess.run` fork this process as it is now, in those too that are forked from it meanwhile.

    It must have imported torch, and neither run code nor started threads.
    """
    here, there = multiprocessing.Pipe()
    server = os.fork()
    if server == 0:
        here.close()
        survive.die_with_parent()
        _serve(there)
    there.close()
    numbers = itertools.count()

    def run(command, **options):
        asked = {name: value for name, value in options.items() if value is not None}  # as check_output's timeout is
        if command[:2] == [sys.executable, "-c"] and len(command) == 3 and set(asked) <= FORKED:
            return _ask(here, (os.getpid(), next(numbers)), command, **asked)
        return run_really(command, **options)

    subprocess.run = run
    try:
        yield
    finally:
        subprocess.run = run_really
        here.close()
        os.waitpid(server, 0)


@contextlib.contextmanager
def real():
    """Start real ones for a while."""
    run, subprocess.run = subprocess.run, run_really
    try:
        yield
    finally:
        subprocess.run = run


def _ask(server, number, command, check=False, text=False, capture_output=False, stdout=None, env=None):
    """What `subprocess.run` does; the number tells the answer from those that nobody waited for."""
    server.send((number, command[2], os.getcwd(), env or dict(os.environ)))
    answered = None
    while answered != number:
        answered, status, printed, complaints = server.recv()
    if text:
        printed, complaints = printed.decode(), complaints.decode()
    done = subprocess.CompletedProcess(command, status, printed, complaints if capture_output else None)
    if check:
        done.check_returncode()
    return done


def _serve(asked):
    """The life of the process that forks, until nobody can ask any more."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            number, *what = asked.recv()
            with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
                child = os.fork()
                if child == 0:
                    asked.close()
                    _become(*what, out, err)
                status = os.waitpid(child, 0)[1]
                code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                asked.send((number, code, _all_of(out), _all_of(err)))
    os._exit(0)


def _all_of(file):
    file.seek(0)
    return file.read()


def _become(code, folder, environment, out, err):
    """Be a Python that was started with this code."""
    import numpy as np  # here, or whoever only asks what code uses would wait for both
    import torch

    status = 1
    try:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        main.__builtins__ = builtins
        sys.argv, sys.path[0] = ["-c"], ""
        random.seed()
        np.random.seed()
        getattr(torch, "set_warn_always", bool)(False)
        if sys.version_info >= (3, 13):  # a traceback there shows the lines of -c
            lines = [line + "\n" for line in code.splitlines()]
            linecache.cache["<string>"] = len(code), None, lines, "<string>"
        exec(compile(code, "<string>", "exec"), vars(main))
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(bool(error.code))
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    except BaseException as error:
        trace = error.__traceback__.tb_next  # this frame is none of the code's
        sys.excepthook(type(error), error.with_traceback(trace), trace)
    finally:
        with contextlib.suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
