"""Of the route finder: what to write where no single call of the matrix does what one wants, or none does it well.

Written by hand from the fixes of the errors page; a test measures each as the matrix is measured. And the claims that
tell plainest what a call does, where the matrix cannot tell which these are.
"""

from __future__ import annotations

from dataclasses import dataclass

from claimkit.portable.routes import DTYPES, NARROW, TENSOR_LAYOUTS


@dataclass(frozen=True)
class Detour:
    """A line that takes the sources to what is wanted; `dtype` is the result's, and `claim` tells why."""

    want: str
    call: str
    sources: tuple
    dtype: str
    claim: str


def _copies(call, source, dtype, claim):
    return Detour("tensor-copies", call, (source,), dtype, claim)


INDEPENDENT = "tensor-to-numpy.copy-makes-it-independent"
DETOURS = (
    _copies("torch.from_numpy(x.copy())", "negative-stride", "float64", "layouts.copy-turns-strides-positive"),
    _copies("torch.from_numpy(x.copy())", "odd-stride", "float64", "layouts.record-field-raises"),
    _copies('torch.from_numpy(x.astype(x.dtype.newbyteorder("=")))', "byte-swapped", "float64",
            "layouts.newbyteorder-makes-it-native"),
    _copies("torch.from_numpy(x.astype(np.float32))", "object", "float32", "dtypes.object-array-of-numbers"),
    _copies("torch.from_numpy(x.astype(np.float32))", "string", "float32", "edge.numeric-strings-need-astype"),
    Detour("tensor-shares", "torch.from_numpy(x.view(np.int64))", ("datetime",), "int64",
           "dtypes.dates-as-integers-share"),
    _copies("torch.from_numpy(x.astype(np.float64))", "longdouble", "float64", "dtypes.longdouble-raises"),
    _copies('torch.from_numpy(x["a"].copy())', "structured", "float64", "layouts.record-field-raises"),
    Detour("tensor-shares", 'torch.from_numpy(x["a"])', ("structured",), "float64",
           "layouts.record-field-shares-when-it-fits"),
    _copies("torch.from_numpy(x.filled(np.nan))", "masked", "float64", "layouts.masked-array-loses-its-mask"),
    _copies("torch.from_numpy(x.to_numpy(copy=True))", "series", "float64", "libraries.to-numpy-copies-on-request"),
    _copies('torch.from_numpy(x.to_numpy("float32", na_value=np.nan))', "series-int64", "float32",
            "libraries.to-numpy-copies-on-request"),
    _copies('torch.from_numpy(x.to_numpy(dtype="float32", copy=True))', "frame", "float32",
            "libraries.to-numpy-copies-on-request"),
    _copies("torch.from_numpy(np.array(x))", "image", "uint8", "libraries.image-array-is-a-copy"),
    _copies("torch.from_numpy(np.stack(x))", "list-arrays", "float64", "python-numbers.list-of-arrays-warns"),
    _copies("torch.stack(x)", "list-tensors", "float32", "python-numbers.stack-keeps-the-gradient"),
    _copies("torch.tensor([np.nan if item is None else item for item in x])", "list-none", "float32",
            "python-numbers.none-in-a-list-raises"),
    _copies("torch.tensor(float(x))", "str", "float32", "numpy-to-tensor.tensor-refuses-strings"),
    _copies("torch.frombuffer(bytearray(x), dtype=torch.uint8)", "bytes", "uint8",
            "protocols.frombuffer-warns-on-bytes"),
    Detour("array-copies", "t.to_dense().numpy()", ("tensor-sparse", "tensor-csr"), "float32",
           "other-tensors.to-dense-copies-sparse"),
    Detour("python", "t.to_dense().tolist()", ("tensor-sparse", "tensor-csr"), "", "other-tensors.sparse-has-no-list"),
    Detour("array-copies", "t.dequantize().numpy()", ("tensor-quantised",), "float32",
           "other-tensors.quantised-goes-two-ways"),
    Detour("array-copies", "t.float().numpy()", tuple(f"tensor-{dtype}" for dtype in NARROW[:3]), "float32",
           "tensor-to-numpy.bfloat16-through-float32"),
    Detour("array-copies", "t.to(torch.complex64).numpy()", ("tensor-complex32",), "complex64",
           "other-tensors.complex32-as-pairs"),
    *(Detour("array-copies", "t.numpy().copy()", (f"tensor-{dtype}",), dtype, INDEPENDENT)
      for dtype in DTYPES),
    Detour("array-copies", "t.numpy().copy()",
           (*(source.id for source in TENSOR_LAYOUTS if source.id != "tensor-empty"), "tensor-inference"),
           "float32", INDEPENDENT),
    Detour("array-copies", "t.detach().numpy().copy()", ("tensor-requires-grad", "tensor-non-leaf", "tensor-parameter",
           "tensor-zero-dimensional-requires-grad"), "float32", INDEPENDENT),
)  # fmt: skip

# The claim that tells plainest what a call makes of a source, where none that tells of memory reaches it
_LIST, _NUMBER = "python-numbers.list-decides-the-dtype", "dtypes.defaults-differ"
_SCALAR, _BUFFER = "python-numbers.numpy-scalars-keep-their-dtype", "protocols.frombuffer-shares"
_BITS, _NO_GRADIENT = "other-tensors.force-resolves-the-bits", "autograd.item-drops-the-gradient"
_NESTS, _ONE = "python-numbers.tolist-nests", "python-numbers.item-takes-one-element-of-any-shape"
_WITH_GRADIENT = ("tensor-requires-grad", "tensor-non-leaf", "tensor-parameter",
                  "tensor-zero-dimensional-requires-grad")  # fmt: skip
_ON_GPU = ("tensor-cuda", "tensor-cuda-requires-grad")
PLAINEST = {
    "t.clone()": {"": "layouts.clone-copies"},
    "t.tolist()": {
        "": _NESTS, "tensor-empty": "python-numbers.tolist-forgets-the-dtype", "tensor-conj": _BITS,
        "tensor-neg": _BITS, **dict.fromkeys(_WITH_GRADIENT, _NO_GRADIENT),
        **dict.fromkeys(_ON_GPU, "devices.tolist-works-on-every-device"),
    },
    "t.item()": {"": _ONE, **dict.fromkeys(_WITH_GRADIENT, _NO_GRADIENT)},
    "t.numpy(force=True)": {
        "tensor-conj": _BITS, "tensor-neg": _BITS, **dict.fromkeys(_ON_GPU, "devices.force-copies-from-cuda"),
    },
    "torch.tensor(x)": {
        **dict.fromkeys(("int", "float", "complex"), _NUMBER),
        **dict.fromkeys(("bool", "list-int", "list-float", "list-lists"), _LIST),
        **dict.fromkeys(("scalar-float64", "scalar-float32"), _SCALAR),
    },
    "torch.frombuffer(x, dtype=dtype)": dict.fromkeys(
        ("bytearray", "array-array", "scalar-float64", "scalar-float32", "scalar-int64"), _BUFFER
    ),
}  # fmt: skip
