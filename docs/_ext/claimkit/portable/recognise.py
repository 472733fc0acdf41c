"""Recognises any object as a source of the matrix."""

from __future__ import annotations

import array

import numpy as np
import torch

from claimkit.portable.routes import TABLES


def describe(x):
    """What the matrix tells objects apart by, as a tuple; None for what it knows nothing about.

    Two objects with one description are taken for the same source: values and sizes do not count.
    """
    if isinstance(x, torch.Tensor):
        return _describe_tensor(x)
    if isinstance(x, np.ndarray):
        return _describe_array(x)
    if isinstance(x, np.generic):
        return "NumPy scalar", str(x.dtype)
    kind = type(x)
    module = getattr(kind, "__module__", "").partition(".")[0]  # an array of ctypes has a type without one
    if kind in (float, bool, complex, str, bytes, bytearray, type(None)):
        return (kind.__name__, "empty") if x in (b"", "") else (kind.__name__,)
    if kind is int:
        return ("int",) if 0 <= x < 2**31 else None
    if kind is list:
        items = {describe(item) for item in x}
        return None if None in items else ("list", *sorted(items))
    if kind is array.array:
        return "array.array", x.typecode
    if module == "pandas" and kind.__name__ == "Series":
        numbered = list(x.index) == list(range(len(x)))  # a filtered one is read by labels that are gone
        return "Series", str(x.dtype), bool(x.isna().any()), numbered
    if module == "pandas" and kind.__name__ == "DataFrame":
        return ("DataFrame", *sorted(map(str, x.dtypes)))
    if module == "PIL":
        return "Image", x.mode
    return None


def _describe_array(x):
    kinds = {np.ndarray: "array", np.memmap: "memmap", np.ma.MaskedArray: "masked array", np.matrix: "matrix"}
    if type(x) not in kinds:
        return None
    dtype = x.dtype.name if x.dtype.kind in "biufcO" else x.dtype.kind  # the length of a string does not matter
    return (
        kinds[type(x)], dtype, x.dtype.isnative, _size(x.ndim, x.size),
        _layout(x.shape, [stride / (x.itemsize or 1) for stride in x.strides]), x.flags.writeable, x.flags.aligned,
    )  # fmt: skip


def _describe_tensor(x):
    kinds = {torch.Tensor: "tensor", torch.nn.Parameter: "parameter"}
    if type(x) not in kinds:
        return None
    special = [name for name in ("is_conj", "is_neg", "is_inference") if getattr(x, name, bool)()]
    special += [name for name in ("is_nested", "is_quantized") if getattr(x, name)]
    if torch.cuda.is_available() and x.layout is torch.strided and x.is_pinned():
        special.append("pinned")
    if x.requires_grad:
        special.append("requires grad" if x.is_leaf else "requires grad, not a leaf")
    dtype = str(x.dtype)[len("torch.") :]
    if x.layout is not torch.strided or x.is_nested:
        return kinds[type(x)], dtype, x.device.type, str(x.layout), *special
    return kinds[type(x)], dtype, x.device.type, _size(x.dim(), x.numel()), _layout(x.shape, x.stride()), *special


def _size(dimensions, count):
    """'0-d', 'empty', 'one' or 'many'."""
    if dimensions == 0:
        return "0-d"
    return ("empty", "one")[count] if count < 2 else "many"


def _layout(shape, strides):
    """How elements lie in memory, from strides counted in items."""
    steps = [(stride, length) for stride, length in zip(strides, shape) if length > 1]
    if 0 in shape:
        return "C"
    if any(stride != int(stride) for stride, _length in steps):
        return "odd"
    if any(stride < 0 for stride in strides):  # of one element too: PyTorch refuses it
        return "negative"
    if any(stride == 0 for stride, _length in steps):
        return "broadcast"
    for order, name in ((steps[::-1], "C"), (steps, "F")):
        expected = 1
        for stride, length in order:
            if stride != expected:
                break
            expected *= length
        else:
            return name
    return "gaps"


def known_sources():
    """The ids of the sources of each description, as far as they can be made here; most descriptions have one."""
    known = {}
    for table in TABLES:
        for source in table.sources:
            if not source.missing() and source not in table.beyond:
                ids = known.setdefault(describe(source.make()), [])
                ids += [source.id] * (source.id not in ids)
    return known
