"""What the matrix is about: the routes, and the sources they are tried on.

Both are code in strings, so that what is shown is what runs.
"""

from __future__ import annotations

import array
import importlib.util
import sys
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

# Torch is imported where something is made: whoever reads the tables need not wait for it.

# Routes and sources


def N_(text):
    """Mark a name for the interface's catalog; the page translates it."""
    return text


@dataclass(frozen=True)
class Route:
    """A call that takes a source to something else; `about` is the name under which claims are indexed.

    The source is called x, or t where it is always a tensor. `dtype` is the dtype of its items, see `item_dtype`.
    """

    call: str
    about: str


@dataclass(frozen=True)
class Source:
    """Something to convert: `code` makes x or t; `needs` names a module, or "cuda", that not every machine has.

    `setting` is code that is run when it is made, and in force while it is converted.
    """

    id: str
    name: str
    code: str
    needs: str = ""
    setting: str = ""

    def missing(self):
        """What this machine lacks to make the source, or ''."""
        import torch

        if self.needs == "cuda":
            return "" if torch.cuda.is_available() else self.needs
        if self.needs.startswith("torch."):
            return "" if hasattr(torch, self.needs[len("torch.") :]) else self.needs
        return "" if not self.needs or importlib.util.find_spec(self.needs.partition(".")[0]) else self.needs

    def make(self):
        """A fresh one."""
        import torch

        names = {"np": np, "torch": torch, "array": array, "tempfile": tempfile}
        if self.needs not in ("", "cuda") and not self.needs.startswith("torch."):
            importlib.import_module(self.needs)
            package = self.needs.partition(".")[0]
            names[package] = sys.modules[package]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some kinds of tensors are deprecated, or in development
            exec(self.code, names)
        return names["x"] if "x" in names else names["t"]

    @contextmanager
    def in_force(self):
        """Its setting, for as long as this lasts."""
        import torch

        exec(self.setting, {"torch": torch})
        try:
            yield
        finally:
            if self.setting:
                torch.set_default_dtype(torch.float32)
                torch.set_default_device(None)
                torch.set_grad_enabled(True)


@dataclass(frozen=True)
class Table:
    """Routes as columns, and sources as rows in groups by name; those `beyond` are measured too, and not drawn."""

    id: str
    name: str
    routes: tuple
    groups: dict
    beyond: tuple

    @property
    def sources(self):
        return [source for group in (*self.groups.values(), self.beyond) for source in group]


DTYPES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
NARROW = ("bfloat16", "float8_e4m3fn", "float8_e5m2", "complex32")


def values_for(dtype):
    """Two values, written as code, that lose something in any conversion which is not theirs."""
    if dtype == "bool":
        return "[True, False]"
    return "[1 + 2j, 3 + 4j]" if dtype.startswith("complex") else "[1, 2]"


INTO_TORCH = (
    Route("torch.tensor(x)", "torch.tensor"),
    Route("torch.as_tensor(x)", "torch.as_tensor"),
    Route("torch.as_tensor(x, dtype=torch.float32)", "torch.as_tensor"),
    Route("torch.asarray(x)", "torch.asarray"),
    Route("torch.from_numpy(x)", "torch.from_numpy"),
    Route("torch.Tensor(x)", "torch.Tensor"),
    Route("torch.FloatTensor(x)", "torch.FloatTensor"),
    Route("torch.from_dlpack(x)", "torch.from_dlpack"),
    Route("torch.frombuffer(x, dtype=dtype)", "torch.frombuffer"),
    Route("torch.utils.data.default_convert(x)", "torch.utils.data.default_convert"),
    Route("torch.utils.data.default_collate([x])", "torch.utils.data.default_collate"),
)
OUT_OF_TORCH = (
    Route("t.numpy()", "Tensor.numpy"),
    Route("t.numpy(force=True)", "Tensor.numpy"),
    Route("t.detach().numpy()", "Tensor.detach"),
    Route("t.detach().cpu().numpy()", "Tensor.cpu"),
    Route("np.asarray(t)", "np.asarray"),
    Route("np.array(t)", "np.array"),
    Route("np.from_dlpack(t)", "np.from_dlpack"),
    Route("t.tolist()", "Tensor.tolist"),
    Route("t.item()", "Tensor.item"),
)
BETWEEN_TENSORS = (
    Route("t.detach()", "Tensor.detach"),
    Route("t.data", "Tensor.data"),
    Route("t.clone()", "Tensor.clone"),
    Route("t.contiguous()", "Tensor.contiguous"),
    Route("t.cpu()", "Tensor.cpu"),
    Route("t.to(torch.float32)", "Tensor.to"),
    Route("t.float()", "Tensor.float"),
)

ARRAYS = tuple(
    Source(f"array-{dtype}", dtype, f"x = np.array({values_for(dtype)}, dtype=np.{dtype + '_' * (dtype == 'bool')})")
    for dtype in DTYPES
)
PYTHON_VALUES = (
    Source("int", "int", "x = 3"),
    Source("float", "float", "x = 3.0"),
    Source("bool", "bool", "x = True"),
    Source("complex", "complex", "x = 1 + 2j"),
    Source("list-int", N_("list of int"), "x = [1, 2]"),
    Source("list-float", N_("list of float"), "x = [1.0, 2.0]"),
    Source("list-empty", N_("empty list"), "x = []"),
    Source("list-lists", N_("list of lists"), "x = [[1.0], [2.0]]"),
    Source("list-arrays", N_("list of arrays"), "x = [np.array([1.0]), np.array([2.0])]"),
    Source("list-tensors", N_("list of tensors"), "x = [torch.tensor(1.0), torch.tensor(2.0)]"),
    Source("list-none", N_("list with None"), "x = [1.0, None]"),
    Source("str", "str", 'x = "1"'),
    Source("bytes", "bytes", "x = bytes([1, 2])"),
    Source("bytearray", "bytearray", "x = bytearray([1, 2])"),
    Source("array-array", "array.array", 'x = array.array("d", [1.0, 2.0])'),
    Source("scalar-float64", "np.float64", "x = np.float64(3.0)"),
    Source("scalar-float32", "np.float32", "x = np.float32(3.0)"),
    Source("scalar-int64", "np.int64", "x = np.int64(3)"),
)
ARRAY_LAYOUTS = (
    Source("zero-dimensional", N_("0-d"), "x = np.array(3.0)"),
    Source("zero-dimensional-int64", N_("0-d, int64"), "x = np.array(3)"),
    Source("empty", N_("empty"), "x = np.array([])"),
    Source("sliced", N_("sliced"), "x = np.array([1.0, 0.0, 2.0])[::2]"),
    Source("fortran", N_("Fortran order"), 'x = np.array([[1.0, 2.0], [3.0, 4.0]], order="F")'),
    Source("negative-stride", N_("negative stride"), "x = np.array([1.0, 2.0])[::-1]"),
    Source("broadcast", N_("broadcast"), "x = np.broadcast_to(np.array([1.0]), 2)"),
    Source("read-only", N_("read-only"), "x = np.array([1.0, 2.0])\nx.flags.writeable = False"),
    Source("misaligned", N_("misaligned"), "x = np.zeros(17, np.uint8)[1:].view(np.float64)\nx[:] = 1.0, 2.0"),
    Source("odd-stride", N_("uneven stride"),
           'x = np.zeros(2, dtype="f8, u1")["f0"]\nx[:] = 1.0, 2.0'),
    Source("memmap", N_("memory-mapped"),
           'x = np.memmap(tempfile.TemporaryFile(), np.float64, "w+", shape=2)\nx[:] = 1.0, 2.0'),
)  # fmt: skip
ODD_DTYPES = (
    Source("byte-swapped", N_("byte-swapped"), "x = np.array([1.0, 2.0]).astype(np.dtype(np.float64).newbyteorder())"),
    Source("object", N_("object"), "x = np.array([1.0, 2.0], dtype=object)"),
    Source("string", N_("strings"), 'x = np.array(["1", "2"])'),
    Source("datetime", "datetime64", 'x = np.array(["2026-01-01"], dtype="datetime64[D]")'),
    Source("longdouble", "longdouble", "x = np.array([1, 2], dtype=np.longdouble)"),
    Source("structured", N_("structured"), 'x = np.zeros(2, dtype=[("a", np.float64), ("b", np.int64)])'),
    Source("masked", N_("masked array"), "x = np.ma.array([1.0, 2.0], mask=[True, False])"),
    Source("matrix", "np.matrix", "x = np.asmatrix([[1.0, 2.0]])"),
    Source("series", "pandas Series", "x = pandas.Series([1.0, 2.0])", "pandas"),
    Source("series-values", "Series.to_numpy()", "x = pandas.Series([1.0, 2.0]).to_numpy()", "pandas"),
    Source("series-int64", N_("pandas Series with a gap"), 'x = pandas.Series([1, None], dtype="Int64")', "pandas"),
    Source("frame", "pandas DataFrame", 'x = pandas.DataFrame({"a": [1.0, 2.0]})', "pandas"),
    Source("image", "PIL Image", 'x = PIL.Image.new("L", (2, 1), 1)', "PIL.Image"),
)
TENSOR_DTYPES = tuple(
    Source(f"tensor-{dtype}", dtype, f"t = torch.tensor({values_for(dtype)}, dtype=torch.{dtype})", f"torch.{dtype}")
    for dtype in DTYPES + NARROW
)
TENSOR_LAYOUTS = (
    Source("tensor-zero-dimensional", N_("0-d"), "t = torch.tensor(3.0)"),
    Source("tensor-one-element", N_("one element"), "t = torch.tensor([3.0])"),
    Source("tensor-empty", N_("empty"), "t = torch.tensor([])"),
    Source("tensor-sliced", N_("sliced"), "t = torch.tensor([1.0, 0.0, 2.0])[::2]"),
    Source("tensor-transposed", N_("transposed"), "t = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).T"),
    Source("tensor-expanded", N_("expanded"), "t = torch.tensor([1.0]).expand(2)"),
)
PLAIN = TENSOR_DTYPES[DTYPES.index("float32")]
REQUIRES_GRAD = Source("tensor-requires-grad", N_("requires grad"), "t = torch.tensor([1.0, 2.0], requires_grad=True)")
NON_LEAF = Source("tensor-non-leaf", N_("requires grad, not a leaf"),
                  "t = torch.tensor([1.0, 2.0], requires_grad=True) * 1")  # fmt: skip
CONJ = Source("tensor-conj", N_("conj view"), "t = torch.tensor([1 + 2j, 3 + 4j]).conj()")
NEG = Source("tensor-neg", N_("neg view"), "t = torch.tensor([1 + 2j, 3 + 4j]).conj().imag")
SPARSE = Source("tensor-sparse", N_("sparse"), "t = torch.tensor([1.0, 2.0]).to_sparse()")
META = Source("tensor-meta", N_("meta"), 't = torch.tensor([1.0, 2.0], device="meta")')
CUDA = Source("tensor-cuda", N_("CUDA tensor"), 't = torch.tensor([1.0, 2.0], device="cuda")', "cuda")
OTHER_TENSORS = (
    REQUIRES_GRAD,
    NON_LEAF,
    Source("tensor-zero-dimensional-requires-grad", N_("0-d, requires grad"),
           "t = torch.tensor(3.0, requires_grad=True)"),
    Source("tensor-parameter", "nn.Parameter", "t = torch.nn.Parameter(torch.tensor([1.0, 2.0]))"),
    Source("tensor-inference", N_("made in inference mode"),
           "with torch.inference_mode():\n    t = torch.tensor([1.0, 2.0])"),
    CONJ,
    NEG,
    SPARSE,
    Source("tensor-csr", N_("sparse CSR"), "t = torch.tensor([[1.0, 2.0]]).to_sparse_csr()"),
    Source("tensor-quantised", N_("quantised"),
           "t = torch.quantize_per_tensor(torch.tensor([1.0, 2.0]), 1.0, 0, torch.qint8)"),
    Source("tensor-nested", N_("nested"),
           "t = torch.nested.nested_tensor([torch.tensor([1.0]), torch.tensor([2.0, 3.0])])"),
    META,
    CUDA,
    Source("tensor-cuda-requires-grad", N_("CUDA tensor that requires grad"),
           't = torch.tensor([1.0, 2.0], device="cuda", requires_grad=True)', "cuda"),
    Source("tensor-pinned", N_("pinned"), "t = torch.tensor([1.0, 2.0]).pin_memory()", "cuda"),
)  # fmt: skip
TENSOR_GROUPS = {
    N_("Dtypes"): TENSOR_DTYPES,
    N_("Shapes and layouts"): TENSOR_LAYOUTS,
    N_("Other tensors"): OTHER_TENSORS,
}
FLOAT64_BY_DEFAULT = "torch.set_default_dtype(torch.float64)"
META_BY_DEFAULT = 'torch.set_default_device("meta")'  # there is no other on every machine
FLOAT32, FLOAT64 = (ARRAYS[DTYPES.index(dtype)].code for dtype in ("float32", "float64"))
BEYOND_ARRAYS = (
    Source("array-subclass", N_("ndarray subclass"),
           "class Own(np.ndarray):\n    pass\nx = np.array([1.0, 2.0]).view(Own)"),
    Source("array-float32-default-dtype", N_("float32, default dtype float64"), FLOAT32, setting=FLOAT64_BY_DEFAULT),
    Source("array-float64-default-dtype", N_("float64, default dtype float64"), FLOAT64, setting=FLOAT64_BY_DEFAULT),
    Source("array-float32-default-device", N_("float32, default device meta"), FLOAT32, setting=META_BY_DEFAULT),
    Source("array-float64-default-device", N_("float64, default device meta"), FLOAT64, setting=META_BY_DEFAULT),
)  # fmt: skip
BEYOND_TENSORS = (
    Source("tensor-subclass", N_("Tensor subclass"),
           "class Own(torch.Tensor):\n    pass\nt = torch.tensor([1.0, 2.0]).as_subclass(Own)"),
    Source("tensor-default-dtype", N_("float32, default dtype float64"), PLAIN.code, setting=FLOAT64_BY_DEFAULT),
    Source("tensor-default-device", N_("float32, default device meta"), PLAIN.code, setting=META_BY_DEFAULT),
    Source("tensor-no-grad", N_("float64 that requires grad, gradients off"),
           "t = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)",
           setting="torch.set_grad_enabled(False)"),
)  # fmt: skip
TABLES = (
    Table("into-torch", N_("Into PyTorch"), INTO_TORCH, {
        N_("Arrays by dtype"): ARRAYS,
        N_("Python values and NumPy scalars"): PYTHON_VALUES,
        N_("Shapes and layouts of float64 arrays"): ARRAY_LAYOUTS,
        N_("Odd arrays, and what is like an array"): ODD_DTYPES,
        N_("Tensors"): (PLAIN, REQUIRES_GRAD, NON_LEAF, CONJ, NEG, SPARSE, META, CUDA),
    }, BEYOND_ARRAYS + BEYOND_TENSORS),
    Table("out-of-torch", N_("From a tensor to NumPy or Python"), OUT_OF_TORCH, TENSOR_GROUPS, BEYOND_TENSORS),
    Table("between-tensors", N_("From a tensor to a tensor"), BETWEEN_TENSORS, TENSOR_GROUPS,
          BEYOND_TENSORS),
)  # fmt: skip


def item_dtype(x):
    """The torch dtype of the items of an array or buffer; uint8, for its bytes, where torch has none."""
    import torch

    try:
        name = np.dtype(getattr(x, "dtype", None) or memoryview(x).format).name
    except (TypeError, ValueError):
        return torch.uint8
    dtype = getattr(torch, name, None)
    native = getattr(getattr(x, "dtype", None), "isnative", True)
    return dtype if isinstance(dtype, torch.dtype) and native else torch.uint8
