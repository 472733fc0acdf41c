"""Runs one claim, or one page's session, on one device: the only code that executes either."""

from __future__ import annotations

import ast
import builtins
import contextlib
import doctest
import gc
import importlib
import os
import random
import re
import sys
import threading
import traceback
import types
import warnings
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from claimkit.portable import instead
from claimkit.portable.missing import is_absent
from claimkit.portable.optional import IMPORTED_LATE, OPTIONAL, imported, imports_of, version_of

set_warn_always = getattr(torch, "set_warn_always", lambda on: None)  # since torch 1.8
set_warn_always(True)  # or most torch warnings fire once per process
# Of torch.export, whatever it is given: on that Python, and of libraries that it finds installed and imports.
BESIDE_THE_POINT = r"Guards may run slower on Python 3\.13\.0|`torch\.jit\.script_method` is deprecated"

# A printed line that is the last of a traceback, or a warning.
TOLD = r"^[A-Za-z_][\w.]*(?:Error|Exception|Warning): .*"
TRACEBACK = "Traceback (most recent call last):\n"
ENVIRONMENT = "environment variables"
GRACE = 2  # seconds for a thread to end after the code that started it
NAMES = "names of torch, NumPy or Python"


@dataclass(frozen=True)
class Code:
    """What is run: a snippet, and where its first line stands."""

    id: str
    path: str
    code_line: int
    code: str


@dataclass(frozen=True)
class Outcome:
    """What happened: 'passed', 'failed', 'absent' (what the code asks for is not there) or 'skipped'.

    `got` says what was printed or raised instead, or why the claim was skipped; `line` is the line on the page.
    `told` holds, where it passed, the errors and warnings that the code shows or records, whole, as Python prints them.
    `libraries` are the versions of the optional packages that it imports.
    """

    outcome: str
    got: str = ""
    expected: str = ""
    line: int = 0
    told: tuple = ()
    libraries: dict = field(default_factory=dict)


class _Listener(doctest.OutputChecker):
    """Keeps, whole, the errors that the code raises or prints and the warnings that it records."""

    def __init__(self, examples):
        self.errors = {example.exc_msg for example in examples}
        self.heard = []
        self.logs = []

    def check_output(self, want, got, optionflags):
        told = [got.strip()] if want in self.errors else re.findall(TOLD, got, re.MULTILINE)
        self.heard += told
        return super().check_output(want, got, optionflags)

    def recording(self, namespace):
        """`warnings.catch_warnings`, listened to where the code itself uses it, not torch."""
        logs = self.logs

        class Recording(warnings.catch_warnings):
            def __enter__(self):
                log = super().__enter__()
                if log is not None and sys._getframe(1).f_globals is namespace:
                    logs.append(log)
                return log

        return Recording

    def told(self):
        recorded = [f"{item.category.__name__}: {item.message}" for log in self.logs for item in log]
        return tuple(dict.fromkeys(self.heard + recorded))


ASK = {"cuda": "torch.cuda.is_available", "mps": "torch.backends.mps.is_available", "xpu": "torch.xpu.is_available"}


def why_not_here(device):
    """Why nothing can run on the device here, or ''."""
    if device not in ASK:
        return ""
    try:
        if eval(ASK[device])():
            return ""
        return f"no {device.upper()} device: {ASK[device]}() is False"
    except AttributeError:
        return f"no {device.upper()} device: this torch has no {ASK[device]}"


def run(claim, device):
    """Run a snippet on a device, in a fresh namespace holding `np`, `torch` and `device`."""
    reason = why_not_here(device)
    if reason:
        return Outcome("skipped", reason)
    reason = import_optional(claim.code)
    if reason:
        return Outcome("skipped", reason)
    # Code that asks for warnings that come once starts from torch's default, and runs again: they must come again.
    asks = "set_warn_always" in claim.code
    set_warn_always(not asks)
    empty_memory(device)
    before, threads = global_state(), threading.enumerate()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", BESIDE_THE_POINT)
        outcome = run_examples(claim, {"np": np, "torch": torch, "device": device})
        if asks and outcome.outcome == "passed":
            outcome = run_examples(claim, {"np": np, "torch": torch, "device": device})
    after = global_state()
    set_warn_always(True)
    leaked = [name for name in before if before[name] != after.get(name)]
    if leaked:
        restore(before)
    if "environ" not in claim.code:  # a library's doing, such as torch.compile's
        leaked = [name for name in leaked if name != ENVIRONMENT]
    if "threading" in claim.code:  # others are a library's doing too, such as the server of a tensor that is pickled
        leaked += ["the threads that run"] * _leaves_threads(threads)
    if outcome.outcome == "passed" and caught:
        got = f"{caught[0].category.__name__}: {caught[0].message}"
        outcome = Outcome("failed", got, "no warning that the code does not show", claim.code_line)
    elif outcome.outcome == "passed" and leaked:
        got = "changed " + ", ".join(leaked)
        outcome = Outcome("failed", got, "global state left as it was", claim.code_line)
    return replace(outcome, libraries=_versions_of(imported(claim.code)))


def empty_memory(device):
    """Have what ran before give its memory back now, and not in the middle of what runs next.

    Which block a tensor gets on a GPU would be decided by that, and a claim may speak of it.
    """
    if device == "cuda":
        torch.cuda.init()  # or what the first claim of a process leaves behind would not be seen
        gc.collect()
        torch.cuda.empty_cache()


def import_optional(code):
    """Import what the code imports of optional packages, and undo what that changes besides; say what cannot be had.

    Some draw random numbers or set options when a process imports them first; of the code itself that says nothing.
    """
    if not imported(code):
        return ""
    before = global_state()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        missing = lacking(code)
        for node in [] if missing else imports_of(code):
            with contextlib.suppress(Exception):  # the code will meet it too, and show it
                exec(compile(ast.Module([node], []), "<imports>", "exec"), {})
    after = global_state()
    before[NAMES] = after[NAMES]  # what is imported may need those that it added
    if before != after:
        restore(before)
    return missing


def lacking(code):
    """Which optional packages that the code imports cannot be had here, and why, or ''."""
    return instead.NEXT.join(filter(None, map(_why_not, imported(code))))


def _why_not(name):
    """Why an optional package cannot be imported, or ''; a build of one that fits another torch cannot."""
    try:
        importlib.import_module(name)
        for other in IMPORTED_LATE.get(name, ()):
            with contextlib.suppress(Exception):
                importlib.import_module(other)
    except ModuleNotFoundError as error:
        return instead.NOT_HERE.format(error.name)
    except Exception as error:
        told = _last_line(type(error), error).splitlines()[0]
        return instead.UNUSABLE.format(name, told)
    return ""


def _versions_of(optional):
    """Those of the packages that have been imported, by their own names."""
    versions = {OPTIONAL[name]: version_of(OPTIONAL[name]) for name in optional if sys.modules.get(name)}
    return {name: version for name, version in versions.items() if version}


def run_examples(claim, namespace):
    """Run the code from top to bottom in a namespace that holds `device`, and compare what it prints."""
    examples = doctest.DocTestParser().get_examples(claim.code)
    for example in examples:
        if example.exc_msg is not None:  # texts of errors hold addresses and versions; values never do
            example.options[doctest.ELLIPSIS] = True
    test = doctest.DocTest(examples, namespace, claim.id, claim.path, claim.code_line, claim.code)
    test.globs = namespace  # of which doctest would run on a copy
    listener = _Listener(examples)
    runner = doctest.DebugRunner(listener, verbose=False, optionflags=doctest.DONT_ACCEPT_TRUE_FOR_1)
    catch_warnings = warnings.catch_warnings
    warnings.catch_warnings = listener.recording(test.globs)
    try:
        runner.run(test, clear_globs=False)
        if namespace["device"] == "cuda":
            torch.cuda.synchronize()  # an asynchronous error belongs to the claim that caused it
    except doctest.DocTestFailure as failure:
        return _failed(claim, failure.example, failure.got)
    except doctest.UnexpectedException as failure:
        raised = _last_line(*failure.exc_info[:2])
        return _failed(claim, failure.example, raised, raised)
    except RuntimeError as error:
        return Outcome("failed", str(error), "no CUDA error", claim.code_line)
    finally:
        warnings.catch_warnings = catch_warnings
    return Outcome("passed", told=listener.told())


def _failed(claim, example, got, error=""):
    """The outcome of an example that printed something else, or raised what nobody expected."""
    expected = (example.exc_msg or example.want or instead.NOTHING).strip()
    if example.exc_msg is not None and got.startswith(TRACEBACK):  # doctest's word for another error than expected
        got = error = end_of(got)
    kind, _, message = error.partition(": ")
    excused = kind != expected.partition(":")[0] and is_absent(kind, message, claim.code)
    outcome = "absent" if excused else "failed"
    return Outcome(outcome, got.strip() or instead.NOTHING, expected, claim.code_line + example.lineno)


def end_of(printed):
    """The error that a printed traceback, or the last of several, ends with: its first line that is not indented."""
    return re.split(r"\n(?=\S)", printed.rpartition(TRACEBACK)[2].strip(), maxsplit=1)[-1]


def _last_line(kind, value):
    return "".join(traceback.format_exception_only(kind, value)).strip()


def _leaves_threads(before):
    """Whether a thread is new, and does not end by itself in a moment."""
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        thread.join(GRACE)
    return any(thread.is_alive() for thread in new)


def global_state():
    """What a claim must leave as it found it."""
    numpy_state = np.random.get_state()
    return {
        "the default dtype": torch.get_default_dtype(),
        "the default device": torch.empty(0).device,
        "grad mode": torch.is_grad_enabled(),
        "torch's seed": tuple(torch.get_rng_state().tolist()),
        "numpy's seed": (numpy_state[0], numpy_state[1].tobytes()) + numpy_state[2:],
        "random's seed": random.getstate(),
        "torch's print options": dict(vars(torch._tensor_str.PRINT_OPTS)),
        "numpy's print options": np.get_printoptions(),
        "numpy's error handling": np.geterr(),
        "the working directory": os.getcwd(),
        ENVIRONMENT: dict(os.environ),
        NAMES: {library: _names_in(library) for library in (torch, np, builtins)},
        "torch's warning switch": getattr(torch, "is_warn_always_enabled", bool)(),
        **_cuda_state(),
    }


def _names_in(library):
    """Its public names, but for modules, which come and go as they are imported."""
    return {name for name, value in vars(library).items()
            if not name.startswith("_") and not isinstance(value, types.ModuleType)}  # fmt: skip


def _cuda_state():
    """Of CUDA, once a claim has started it: what is in force, and where random numbers stand."""
    if not torch.cuda.is_initialized():
        return {}
    return {
        "CUDA's sync debug mode": torch.cuda.get_sync_debug_mode(),
        "the current CUDA device": torch.cuda.current_device(),
        "the current CUDA stream": torch.cuda.current_stream().cuda_stream,
        "CUDA's seed": tuple(torch.cuda.get_rng_state().tolist()),
    }


def restore(state):
    os.chdir(state["the working directory"])
    os.environ.clear()
    os.environ.update(state[ENVIRONMENT])
    for library, names in state[NAMES].items():
        for name in _names_in(library) - names:
            delattr(library, name)
    torch.set_default_dtype(state["the default dtype"])
    if hasattr(torch, "set_default_device"):
        torch.set_default_device(None)
    torch.set_grad_enabled(state["grad mode"])
    torch.set_rng_state(torch.tensor(state["torch's seed"], dtype=torch.uint8))
    name, keys = state["numpy's seed"][:2]
    np.random.set_state((name, np.frombuffer(keys, np.uint32)) + state["numpy's seed"][2:])
    random.setstate(state["random's seed"])
    vars(torch._tensor_str.PRINT_OPTS).update(state["torch's print options"])
    np.set_printoptions(**state["numpy's print options"])
    np.seterr(**state["numpy's error handling"])
    if "CUDA's seed" in state:
        if torch.cuda.get_sync_debug_mode() != state["CUDA's sync debug mode"]:  # whoever sets it is warned
            torch.cuda.set_sync_debug_mode(state["CUDA's sync debug mode"])
        torch.cuda.set_device(state["the current CUDA device"])
        torch.cuda.set_stream(torch.cuda.default_stream())
        torch.cuda.set_rng_state(torch.tensor(state["CUDA's seed"], dtype=torch.uint8))
