"""A run passes what is true on this machine, fails everything else, and leaves no trace."""

import re
import sys

import numpy as np
import pytest
import torch
from claimkit.portable.optional import OPTIONAL
from claimkit.portable.run import Code, run
from unit.pages.bad_pages import RAISES


def outcome_of(code, device="cpu"):
    return run(Code("topic.name", "docs/topic.md", 12, code), device)


def test_names_are_ready_and_fresh():
    """`np`, `torch` and `device` are there; what another claim defined is not."""
    code = ">>> a = np.__name__, torch.__name__, device\n>>> a\n('numpy', 'torch', 'cpu')\n"
    assert outcome_of(code).outcome == "passed"
    assert outcome_of(">>> a\n1\n").got == "NameError: name 'a' is not defined"


def test_dots_stand_for_anything_only_in_the_text_of_an_error():
    """Values never hold addresses or versions, texts of errors do."""
    assert outcome_of(RAISES).outcome == "passed"
    assert outcome_of(">>> print('a b c')\na ... c\n").outcome == "failed"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the default dtype", "torch.set_default_dtype(torch.float64)"),
        ("the default device", "torch.set_default_device('meta')"),
        ("grad mode", "_ = torch.set_grad_enabled(False)"),
        ("torch's seed", "_ = torch.manual_seed(1)"),
        ("torch's seed", "_ = torch.rand(1)"),
        ("numpy's seed", "np.random.seed(1)"),
        ("numpy's seed", "_ = np.random.rand()"),
        ("random's seed", "import random; random.seed(1)"),
        ("torch's print options", "torch.set_printoptions(precision=2)"),
        ("numpy's print options", "np.set_printoptions(precision=2)"),
        ("numpy's error handling", "_ = np.seterr(all='raise')"),
        ("torch's warning switch", "torch.set_warn_always(True)"),
        ("the working directory", "import os; os.chdir('/')"),
        ("environment variables", "import os; os.environ['NOPE'] = '1'"),
        ("names of torch, NumPy or Python", "torch.nope = 1"),
        ("the threads that run", "import threading as th; th.Thread(target=th.Event().wait, daemon=True).start()"),
    ],
)
def test_leaked_global_state_fails_and_is_restored(name, code):
    """A claim that changes what others see is false, and the next one starts from the same state."""
    code = f">>> {code}\n>>> 1\n1\n"
    first, again, after = outcome_of(code), outcome_of(code), outcome_of(">>> 1\n1\n")
    assert (first.outcome, first.got, first.line) == ("failed", f"changed {name}", 12)
    assert again == first
    assert after.outcome == "passed"
    assert (torch.zeros(1).dtype, torch.zeros(1).device.type, torch.is_grad_enabled()) == (torch.float32, "cpu", True)
    assert (repr(torch.tensor(1 / 3)), repr(np.array(1 / 3))) == ("tensor(0.3333)", "array(0.33333333)")


def test_a_thread_may_end_a_moment_later():
    """As those of a loader do."""
    code = ">>> import threading, time\n>>> threading.Thread(target=time.sleep, args=(0.2,)).start()\n>>> 1\n1\n"
    assert outcome_of(code).outcome == "passed"


def test_state_put_back_is_no_leak():
    """A claim may change what it restores itself."""
    code = ">>> with torch.no_grad():\n...     torch.is_grad_enabled()\nFalse\n"
    assert outcome_of(code).outcome == "passed"


def test_a_shown_warning_must_come_again():
    """Code that sets torch's switch runs twice from torch's default, under which most warnings come once a process."""
    code = (
        ">>> import warnings\n>>> was = torch.is_warn_always_enabled()\n>>> torch.set_warn_always({})\n"
        ">>> a = np.zeros(1)\n>>> a.flags.writeable = False\n"
        ">>> with warnings.catch_warnings(record=True) as caught:\n...     t = torch.from_numpy(a)\n"
        ">>> was, len(caught)\n(False, 1)\n>>> torch.set_warn_always(was)\n"
    )
    assert outcome_of(code.format(True)).outcome == "passed"
    assert outcome_of(code.format(False)).outcome == "failed"


def test_a_warning_nobody_shows_fails_each_time():
    """Torch warns about a read-only array once a process; here it warns every time."""
    code = ">>> a = np.zeros(1)\n>>> a.flags.writeable = False\n>>> torch.from_numpy(a).tolist()\n[0.0]\n"
    for _ in range(2):
        outcome = outcome_of(code)
        assert outcome.outcome == "failed"
        assert re.match("UserWarning: The given NumPy array is not writable", outcome.got)


def test_what_torch_says_of_one_python_is_no_warning_of_the_code():
    """Python 3.13.0 has a fault that torch works around, and warns of whenever it traces."""
    code = ">>> import warnings\n>>> warnings.warn('{} on Python 3.13.0. Consider upgrading to Python 3.13.1+.')\n"
    assert outcome_of(code.format("Guards may run slower")).outcome == "passed"
    assert outcome_of(code.format("Guards may fail")).outcome == "failed"


def test_a_warning_that_is_shown_passes():
    """A claim about a warning records it and prints it."""
    code = (
        ">>> import warnings\n>>> with warnings.catch_warnings(record=True) as caught:\n"
        "...     warnings.warn('mind')\n>>> str(caught[0].message)\n'mind'\n"
    )
    assert outcome_of(code).outcome == "passed"


def test_errors_and_warnings_are_heard_whole():
    """Whatever part of a text the code shows, and whether it prints the warnings that it records or not."""
    code = (
        RAISES
        + ">>> import warnings\n>>> with warnings.catch_warnings(record=True):\n...     warnings.warn('mind\\nme')\n"
        + ">>> print('1\\nValueError: from elsewhere\\n2')\n1\nValueError: from elsewhere\n2\n"
    )
    outcome = outcome_of(code)
    assert outcome.outcome == "passed"
    assert outcome.told == (
        "RuntimeError: a Tensor with 2 elements cannot be converted to Scalar",
        "ValueError: from elsewhere",
        "UserWarning: mind\nme",
    )


def test_another_error_is_got_whole():
    """With every line of its message, and nothing of the traceback before it."""
    code = ">>> raise ValueError('one\\ntwo')\nTraceback (most recent call last):\n  ...\nValueError: three\n"
    assert outcome_of(code).got == "ValueError: one\ntwo"


def test_the_line_is_that_of_the_example_that_failed():
    """Not the first line of the code, and not the line of the output."""
    outcome = outcome_of(">>> a = 1\n>>> if a:\n...     a\n1\n>>> a\n2\n>>> a\n1\n")
    assert (outcome.line, outcome.expected, outcome.got) == (12 + 4, "2", "1")


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is present")
def test_without_a_gpu_cuda_is_skipped_with_the_reason():
    """A skip says why, and is neither a pass nor a failure."""
    outcome = outcome_of(">>> 1\n2\n", "cuda")
    assert (outcome.outcome, outcome.got) == ("skipped", "no CUDA device: torch.cuda.is_available() is False")


@pytest.mark.parametrize(
    "deed",
    ["import random; random.random()", "import numpy as np; np.random.rand()", "import torch; torch.rand(1)",
     "import numpy as np; np.set_printoptions(precision=2)", "import warnings; warnings.warn('old')"],
)  # fmt: skip
def test_what_a_first_import_changes_is_not_laid_to_the_code(deed, tmp_path, monkeypatch):
    """An optional package may draw random numbers, set options or warn when a process first imports it."""
    (tmp_path / "restless").mkdir()
    (tmp_path / "restless" / "__init__.py").write_text("")
    (tmp_path / "restless" / "part.py").write_text(deed + "\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "restless.part", None)  # so that it is removed in the end
    monkeypatch.setitem(sys.modules, "restless", None)
    code = ">>> print(1)\n1\n>>> from restless import part\n>>> print(np.array(1 / 3))\n0.3333333333333333\n"
    for optional, expected in ((False, "failed"), (True, "passed")):
        del sys.modules["restless"], sys.modules["restless.part"]
        if optional:
            monkeypatch.setitem(OPTIONAL, "restless", "restless")
        assert outcome_of(code).outcome == expected
        assert outcome_of(">>> 1\n1\n").outcome == "passed"


def test_what_needs_an_absent_package_is_skipped(monkeypatch):
    """Where pandas is not installed, code about it is skipped and says so; any other missing module is a failure."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "nothing", None)
    outcome = outcome_of(">>> import pandas\n>>> 1\n1\n")
    assert (outcome.outcome, outcome.got) == ("skipped", "needs pandas, which is not installed here")
    assert outcome_of(">>> import nothing\n>>> 1\n1\n").outcome == "failed"


def test_what_needs_a_broken_package_is_skipped(tmp_path, monkeypatch):
    """A package that cannot be imported, as one that was built for another torch, says nothing of the code."""
    (tmp_path / "broken.py").write_text("raise RuntimeError('operator nms does not exist')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(OPTIONAL, "broken", "broken")
    outcome = outcome_of(">>> from broken import thing\n>>> 1\n1\n")
    told = "needs broken, which cannot be imported here: RuntimeError: operator nms does not exist"
    assert (outcome.outcome, outcome.got) == ("skipped", told)


def test_the_versions_of_optional_packages_are_told(tmp_path, monkeypatch):
    """Of those that the code imports, wherever in it, whether it passes or not; of nothing else."""
    (tmp_path / "versed.py").write_text("")
    (tmp_path / "python_versed-1.2.dist-info").mkdir()
    (tmp_path / "python_versed-1.2.dist-info" / "METADATA").write_text("Name: python-versed\nVersion: 1.2+cpu\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(OPTIONAL, "versed", "python-versed")
    importing = ">>> def f():\n...     import versed as v\n>>> 1\n{}\n"
    told = [outcome_of(importing.format(n)).libraries for n in (1, 2)]
    assert told == [{"python-versed": "1.2+cpu"}] * 2
    assert outcome_of(">>> 1\n1\n").libraries == {}
