"""Serves code that starts a second Python from a process that has imported torch and NumPy already.

Importing them takes more than a second, and most such code does nothing else that takes long. `python -c CODE` becomes
a client, which hands its files, its folder and its environment to a fork of that process, and ends as the fork does.
What the import itself may decide is left to a Python of its own.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import types

import numpy as np
import torch

from claimkit.portable.survive import die_with_parent

SERVED = re.compile(r"\bimport .*\btorch\b|\bfrom torch\b")
ABOUT_IMPORTS = re.compile(r"\b(modules|meta_path|find_spec|executable|claimkit)\b")
FREE = {"CUDA_VISIBLE_DEVICES"}  # is asked for when CUDA is, and not by an import
CLIENT = """
import json, os, signal, socket, sys
server, code = sys.argv[1:]
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(server)
    socket.send_fds(connection, [b"files"], [0, 1, 2])
    told = {"code": code, "folder": os.getcwd(), "environment": dict(os.environ), "group": os.getpgrp()}
    connection.sendall(json.dumps(told).encode())
    connection.shutdown(socket.SHUT_WR)
    status = connection.recv(99)
if not status:
    os.execv(sys.executable, [sys.executable, "-c", code])
if os.WIFSIGNALED(int(status)):
    signal.signal(os.WTERMSIG(int(status)), signal.SIG_DFL)
    os.kill(os.getpid(), os.WTERMSIG(int(status)))
os._exit(os.WEXITSTATUS(int(status)))
"""
start_python = subprocess.Popen.__init__


def start():
    """Fork the server, and have this process and its children ask it; nothing that it should not have is loaded yet."""
    if not hasattr(socket, "send_fds"):  # before Python 3.9
        return
    folder = tempfile.mkdtemp(prefix="warm-")
    address = os.path.join(folder, "server")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        server = os.fork()
        if server == 0:
            _serve(listening)
    atexit.register(_stop, server, folder)

    def start_client(self, args, *others, **options):
        started = _through_client(args, address)
        start_python(self, started, *others, **options)
        self.args = args

    subprocess.Popen.__init__ = start_client


def leave():
    """Have this process start every Python from nothing again."""
    subprocess.Popen.__init__ = start_python


def _stop(server, folder):
    os.kill(server, signal.SIGKILL)
    os.waitpid(server, 0)
    shutil.rmtree(folder)


def _through_client(args, address):
    """The command, or that of a client in its place."""
    if not isinstance(args, (list, tuple)) or len(args) != 3 or tuple(args[:2]) != (sys.executable, "-c"):
        return args
    code = args[2]
    if not SERVED.search(code) or ABOUT_IMPORTS.search(code):
        return args
    return [sys.executable, "-I", "-S", "-c", CLIENT, address, code]


def _serve(listening):
    """The life of the server: a process for each client."""
    die_with_parent()
    getattr(torch, "set_warn_always", bool)(False)  # as it is in a fresh Python
    while True:
        connection = listening.accept()[0]
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if os.fork() == 0:
            listening.close()
            _answer(connection)
        connection.close()


def _answer(connection):
    """The life of the process that answers one client: to see that the code ends when the client does."""
    try:
        die_with_parent()
        _data, files, _flags, _address = socket.recv_fds(connection, 5, 3)
        told = json.loads(b"".join(iter(lambda: connection.recv(1 << 16), b"")))
        if _differs(told["environment"]):
            return
        child = os.fork()
        if child == 0:
            _become(told, files)
            _run(told["code"])
        for file in files:
            os.close(file)
        connection.sendall(str(_status_of(child, connection)).encode())
    finally:
        os._exit(0)


def _differs(environment):
    """Whether it says something else than ours, but for what no import asks for."""
    return any(environment.get(name) != os.environ.get(name) for name in {*environment, *os.environ} - FREE)


def _status_of(child, connection):
    """How the child ended; if the client is gone before, it is killed."""
    gone = select.poll()
    gone.register(connection, 0)
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        if gone.poll(10):
            os.kill(child, signal.SIGKILL)


def _become(told, files):
    """Be where the client is, and what `python -c` is when it begins."""
    die_with_parent()
    with contextlib.suppress(OSError):
        os.setpgid(0, told["group"])  # which is watched, and killed as a whole
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 1024)
    os.chdir(told["folder"])
    for name in FREE:
        os.environ.pop(name, None)
    os.environ.update(told["environment"])
    np.random.seed(), torch.seed()  # each Python draws its own
    sys.argv, sys.path[0] = ["-c"], ""
    for name in [name for name in sys.modules if name.partition(".")[0] == "claimkit"]:
        del sys.modules[name]


def _run(code):
    """Run the code as `python -c` does, and end as it would."""
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__builtins__ = builtins
    status = 0
    try:
        exec(compile(code, "<string>", "exec"), vars(main))
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
        if status and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
    except BaseException as error:
        status = 1
        traceback.print_exception(type(error), error, error.__traceback__.tb_next)
    finally:
        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(status)
