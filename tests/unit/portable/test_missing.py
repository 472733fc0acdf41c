"""What is not there in some version excuses code that asks for it, and nothing else."""

import pytest
from claimkit.portable.missing import is_absent
from claimkit.portable.run import Code, run

ZEROS = "zeros() received an invalid combination of arguments - got (int, {}=bool), but expected one of:\n * (tuple of "
NOT_THERE = [
    ("AttributeError", "module 'torch' has no attribute 'gone'", "torch.gone(a)"),
    ("AttributeError", "module 'numpy' has no attribute 'gone'.\n`np.gone` was an alias", "np.gone"),
    ("AttributeError", "module 'torch.utils' has no attribute 'gone'", "torch.utils.gone"),
    ("AttributeError", "'Tensor' object has no attribute 'gone'", "torch.ones(2).gone"),
    ("AttributeError", "'numpy.ndarray' object has no attribute 'gone'", "np.ones(2).gone"),
    ("AttributeError", "type object 'Tensor' has no attribute 'gone'", "torch.Tensor.gone"),
    ("ModuleNotFoundError", "No module named 'torch.gone'", "import torch.gone"),
    ("ImportError", "cannot import name 'gone' from 'torch.utils' (/somewhere)", "from torch.utils import gone"),
    ("TypeError", "asarray() got an unexpected keyword argument 'gone'", "np.asarray(t, gone=False)"),
    ("TypeError", "'gone' is an invalid keyword argument for array()", "np.array(t, gone=None)"),
    ("TypeError", "numpy() takes no keyword arguments", "t.numpy(gone=True)"),
    ("TypeError", ZEROS.format("gone") + "ints size, bool known)", "torch.zeros(2, gone=True)"),
    ("TypeError", "data type 'gone' not understood", "np.dtype('gone')"),
    ("RuntimeError", "Expected one of cpu, cuda, xpu device type at start of device string: gone", "device='gone'"),
]
BEHAVES = [
    ("AttributeError", "module 'torch' has no attribute 'gone'", "torch.other"),  # not what the code asks for
    ("AttributeError", "module 'torch' has no attribute 'ones'", "torch.ones"),  # it is there
    ("AttributeError", "module 'json' has no attribute 'gone'", "json.gone"),  # not ours
    ("AttributeError", "'numpy.ndarray' object has no attribute 'dim'", "f(t).dim()"),  # an array came, not a tensor
    ("AttributeError", "'Tensor' object has no attribute 'astype'", "f(a).astype(int)"),  # and the other way round
    ("AttributeError", "'list' object has no attribute 'gone'", "[].gone"),
    ("ModuleNotFoundError", "No module named 'gone'", "import gone"),
    ("TypeError", "'numpy.ndarray' object is not callable", "a()"),
    ("TypeError", "sum() got an unexpected keyword argument 'axis'", "np.sum(t)"),  # NumPy's doing, not the code's
    ("TypeError", "numpy() takes no keyword arguments", "t.numpy()"),
    ("TypeError", ZEROS.format("known") + "ints size, bool known)", "torch.zeros(2, known=True)"),  # a wrong value
    ("TypeError", "can't convert np.ndarray of type numpy.uint16", "torch.from_numpy(a)"),
    ("RuntimeError", "Numpy is not available", "torch.from_numpy(a)"),
    ("ValueError", "data type 'gone' not understood", "np.dtype('gone')"),
]


@pytest.mark.parametrize(("kind", "message", "source"), NOT_THERE)
def test_what_does_not_exist_is_not_there(kind, message, source):
    """A name, a module, a keyword, a dtype or a device that the code asks for."""
    assert is_absent(kind, message, source)


@pytest.mark.parametrize(("kind", "message", "source"), BEHAVES)
def test_what_exists_and_behaves_otherwise_is_there(kind, message, source):
    """Every other error counts against the claim."""
    assert not is_absent(kind, message, source)


@pytest.mark.parametrize(
    "code",
    [
        ">>> torch.gone\n1\n",
        ">>> np.gone(torch.ones(2))\n1\n",
        ">>> torch.ones(2).gone\n1\n",
        ">>> import torch.gone\n>>> 1\n1\n",
        ">>> from torch.utils import gone\n>>> 1\n1\n",
        ">>> torch.zeros(2, gone=True)\n1\n",
        ">>> torch.tensor([1], gone=True)\n1\n",
        ">>> np.asarray([1], gone=True)\n1\n",
        ">>> np.dtype('gone')\n1\n",
        ">>> torch.ones(1, device='gone')\n1\n",
        ">>> torch.gone\nTraceback (most recent call last):\n  ...\nRuntimeError: wrong\n",
    ],
)
def test_the_libraries_here_speak_so(code):
    """With the pinned versions the errors of today are recognised, also where another error is expected."""
    outcome = _run(code)
    assert outcome.outcome == "absent"
    assert "gone" in outcome.got


@pytest.mark.parametrize(
    "code",
    [
        ">>> torch.gone\nTraceback (most recent call last):\n  ...\nAttributeError: other\n",
        ">>> torch.zeros(2, gone=True)\nTraceback (most recent call last):\n  ...\nTypeError: other\n",
        ">>> print('AttributeError: module \\'torch\\' has no attribute \\'gone\\'')\n1\n",
        ">>> np.sum(torch.ones(2))\n2.0\n",
    ],
)
def test_an_error_that_is_expected_or_printed_is_no_excuse(code):
    """Code about an error of the same kind, and code that prints one, fails."""
    assert _run(code).outcome == "failed"


def _run(code):
    return run(Code("topic.name", "docs/topic.md", 12, code), "cpu")
