"""Runs a snippet as a reader does who pastes it, twice, into a Python that has imported torch and NumPy and no more."""

from __future__ import annotations

import dataclasses
import sys
import types

import numpy as np
import torch

from claimkit.portable.run import Outcome, lacking, run_examples, set_warn_always

TIMES = ("", ", pasted a second time")


def paste(code, device):
    """The outcome of the first time that prints something else, or of the last; the process must be a fresh one.

    Nothing is preset: torch gives its warnings once, and nobody looks at what the code leaves changed.
    """
    reason = lacking(code.code)
    if reason:
        return Outcome("skipped", reason)
    set_warn_always(False)
    main = sys.modules["__main__"] = types.ModuleType("__main__")  # where more warnings are shown, and torch looks
    vars(main).update(np=np, torch=torch, device=device)
    for time in TIMES:
        outcome = run_examples(code, vars(main))
        if outcome.outcome != "passed":
            return dataclasses.replace(outcome, got=outcome.got + time)
    return outcome
