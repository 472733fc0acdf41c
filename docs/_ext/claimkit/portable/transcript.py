"""Runs a snippet whatever it prints, and tells what each of its lines printed or raised."""

from __future__ import annotations

import doctest
import traceback
import warnings

import numpy as np
import torch

from claimkit.portable.run import (
    TRACEBACK,
    empty_memory,
    end_of,
    global_state,
    import_optional,
    restore,
    set_warn_always,
)

RAISED = "raised "


def transcript(code, device):
    """What came of each example, up to the first that raises where no error is shown."""
    reason = import_optional(code.code)
    if reason:
        return {"outcome": "skipped", "got": reason}
    empty_memory(device)
    before = global_state()
    set_warn_always("set_warn_always" not in code.code)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return {"outcome": "told", "told": _told(code, {"np": np, "torch": torch, "device": device})}
    finally:
        set_warn_always(True)
        restore(before)


def _told(code, namespace):
    examples = doctest.DocTestParser().get_examples(code.code)
    runner = _Teller(_Anything(), verbose=False, optionflags=doctest.FAIL_FAST)
    runner.run(doctest.DocTest(examples, namespace, code.id, code.path, 0, code.code), out=lambda text: None)
    return runner.told


class _Anything(doctest.OutputChecker):
    def check_output(self, want, got, optionflags):
        return True


class _Teller(doctest.DocTestRunner):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.told = []

    def report_success(self, out, test, example, got):
        self.told.append(RAISED + end_of(got) if got.startswith(TRACEBACK) else got)

    def report_unexpected_exception(self, out, test, example, exc_info):
        self.told.append(RAISED + "".join(traceback.format_exception_only(*exc_info[:2])).strip())
