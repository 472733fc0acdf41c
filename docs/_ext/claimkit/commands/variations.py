"""Varies what goes into a claim's code, and never what it shows; runs nothing."""

from __future__ import annotations

import ast
import doctest
import math
import re
from dataclasses import dataclass
from itertools import product

import numpy as np

from claimkit.commands.mutations import MODULES, pycon
from claimkit.portable import second_python

SHAPED = {"zeros", "ones", "empty", "full", "rand", "randn"}  # made of a shape
LISTED = {"array", "tensor"}  # made of what is written out
COUNTED = {"arange", "eye"}  # made of one number
DTYPES = {"bool": ("np.bool_", "torch.bool"), "uint8": ("np.uint8", "torch.uint8"),
          "complex": ("np.complex128", "torch.complex64")}  # fmt: skip
NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|nan|inf)j?"
WRITTEN_AT = re.compile(r"\[\d+(?:, \d+)*\](?= [-+*]?=[^=])")


class Input:
    """A call in the code that makes an array or tensor of what is written out; `shape` is its shape."""

    def __init__(self, node, source, shape):
        self.source, self.shape, self.size = source, shape, math.prod(shape)
        self.library, self.function = node.func.value.id, node.func.attr
        self.first, self.arguments = ast.literal_eval(node.args[0]), list(map(ast.unparse, node.args))
        self.keywords = {word.arg: ast.unparse(word.value) for word in node.keywords}
        self.rest = self.arguments[_of_shape(self.library, self.function) or len(self.arguments) :]
        self.dtype = self._dtype()
        self.is_float = self.dtype.startswith("float")
        self.is_leaf = "requires_grad" in self.keywords

    def _dtype(self):
        """The name of its dtype, or '' where it is written out: then the claim is about it."""
        if "dtype" in self.keywords or (self.rest and self.function != "full"):
            return ""
        if self.function in LISTED:
            kind = np.array(self.first).dtype
        else:
            kind = np.dtype(int if self.function == "arange" else float)
        return "float32" if kind.name == "float64" and self.library == "torch" else kind.name

    def called(self, arguments, **keywords):
        """The call with other arguments, and with these keywords besides or instead of its own."""
        every = [*arguments, *(f"{name}={value}" for name, value in {**self.keywords, **keywords}.items())]
        return f"{self.library}.{self.function}({', '.join(every)})"

    def of_shape(self, shape):
        """The same of another shape, or None."""
        if shape == self.shape:
            return None
        if self.function in SHAPED:
            return self.called([repr(shape), *self.rest])
        if self.function in COUNTED:
            return self.called([str(shape[0]), *self.rest]) if len(shape) == len(self.shape) else None
        values = np.resize(np.array(self.first), shape).tolist()
        says_dtype = math.prod(shape) or not self.dtype  # or else nothing of it would be left
        name = self.dtype + "_" * (self.dtype == "bool" and self.library == "np")
        return self.called([repr(values), *self.rest], **({} if says_dtype else {"dtype": f"{self.library}.{name}"}))

    def holding(self, value):
        """The same with its first number, or all of them, replaced."""
        if not self.is_float or not self.size or self.function in COUNTED:
            return None
        written = f'float("{value}")'
        if self.function in LISTED:
            return self.called([re.sub(NUMBER, lambda _: written, self.arguments[0], count=1), *self.rest])
        keywords = "".join(f", {name}={code}" for name, code in self.keywords.items())
        return f"{self.library}.full({self.shape!r}, {written}{keywords})"

    def of_dtype(self, name):
        """The same of another dtype, unless it cannot be, or is of the one that is written out."""
        if self.dtype in ("", name) or self.function in ("rand", "randn"):
            return None
        numbers = np.ravel(self.first) if self.function in LISTED else [0]
        if name == "uint8" and (self.function == "full" or not all(0 <= number < 256 for number in numbers)):
            return None
        return self.called(self.arguments, dtype=DTYPES[name][self.library == "torch"])

    def stacked(self):
        """Two of it, or if it is to stay a leaf one of that shape."""
        if self.is_leaf:
            return self.of_shape((2, *self.shape)) if self.shape else None
        return f"{self.library}.stack([{self.source}, {self.source}])" if self.shape else None

    def transposed(self):
        """The same values, or two rows of them, in another order of memory: unlike a view, it has strides that stay."""
        if not self.shape or min(self.shape[-2:]) < 2 or self.is_leaf:
            return None
        source = self.stacked() if len(self.shape) == 1 else self.source
        return f"np.asfortranarray({source})" if self.library == "np" else f"{source}.mT.contiguous().mT"


def inputs(source):
    for node in ast.walk(ast.parse(source)):
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Attribute) and ast.unparse(function.value) in MODULES and node.args:
            try:
                values = list(map(ast.literal_eval, node.args[: _of_shape(function.value.id, function.attr)]))
                shape = _shape(function.attr, values)
            except (ValueError, TypeError, SyntaxError):
                continue
            if shape is not None:
                yield Input(node, ast.get_source_segment(source, node), shape)


def _of_shape(library, function):
    """How many arguments make the shape or hold the values: all (None), or the first."""
    return None if library == "torch" and function in SHAPED - {"full"} else 1


def _shape(function, values):
    if function in LISTED:
        made = np.array(values[0])
        return made.shape if made.dtype.kind in "bifc" and not isinstance(values[0], (str, bytes)) else None
    if function in COUNTED:
        return (values[0],) * (1 + (function == "eye")) if isinstance(values[0], int) else None
    if function in SHAPED:
        return tuple(values[0]) if isinstance(values[0], (tuple, list)) else tuple(values)
    return None


@dataclass(frozen=True)
class Variation:
    """The code with its inputs varied: `shown` are the lines that changed, by their place on the page.

    `compared` tells for each example of `code` which one of the claim's it is, or None; `renamed` are dtypes of inputs,
    before and after.
    """

    name: str
    code: str
    shown: tuple
    compared: tuple
    renamed: frozenset = frozenset()


def variations_of(claim):
    """Every variation of the claim's inputs; code that is run by another Python has none that we could see."""
    examples = doctest.DocTestParser().get_examples(claim.code)
    if second_python.USED.search(claim.code) or not examples:
        return

    def shown(numbers, sources):
        return tuple((claim.code_line + examples[number].lineno, sources[number].strip()) for number in numbers)

    written, places = [example.source for example in examples], tuple(range(len(examples)))
    for name, vary in INPUTS.items():
        sources = [_varied(source, vary) for source in written]
        changed = [number for number in places if sources[number] != written[number]]
        if changed:
            if name in ("zero-dimensional", "empty"):  # which have no element of that place to write to
                sources = [WRITTEN_AT.sub("[...]", source) for source in sources]
            code = pycon((source, example.want) for source, example in zip(sources, examples, strict=True))
            own = {one.dtype for source in written for one in inputs(source)}
            new = [dtype.rpartition(".")[2].strip("_") for dtype in DTYPES.get(name, ())]
            yield Variation(name, code, shown(changed, sources), places, frozenset(product(own, new)))
    for name, line in SETTINGS.items():
        code = pycon([(line, ""), *((example.source, example.want) for example in examples)])
        yield Variation(name, code, ((claim.code_line, line),), (None, *places))
    again = [number for number in places if is_about(claim, written[number])]
    if again:  # each line that calls what the claim is about comes twice
        twice = sorted([*places, *again])
        code = pycon((examples[number].source, examples[number].want) for number in twice)
        yield Variation("second call", code, shown(again, written), tuple(twice))


def is_about(claim, source):
    """Whether the code calls something that the claim is about."""
    last = {name.rpartition(".")[2] for name in claim.about}
    nodes = ast.walk(ast.parse(source))
    return any(getattr(node, "attr", None) in last or getattr(node, "id", None) in last for node in nodes)


def _varied(source, vary):
    """The source with each input replaced by what `vary` makes of it; an input inside another is left alone."""
    for one in sorted(inputs(source), key=lambda one: len(one.source)):
        new = vary(one)
        if new:
            source = source.replace(one.source, new)
    return source


# By its name, what becomes of an input, or nothing
INPUTS = {
    "one element": lambda one: one.size > 1 and one.of_shape((1,) * len(one.shape)),
    "several": lambda one: one.size == 1 and one.of_shape((3,) * max(1, len(one.shape))),
    "empty": lambda one: one.shape and one.of_shape((0, *one.shape[1:])),
    "zero-dimensional": lambda one: one.of_shape(()),
    "more dimensions": Input.stacked,
    **{name: lambda one, name=name: one.of_dtype(name) for name in DTYPES},
    "NaN": lambda one: one.holding("nan"),
    "inf": lambda one: one.holding("inf"),
    "Parameter": lambda one: one.library == "torch" and one.is_float and not one.is_leaf
    and f"torch.nn.Parameter({one.source})",
    "view": lambda one: not one.is_leaf and f"{one.library}.stack([{one.source}, {one.source}], -1)[..., 0]",
    "transposed": Input.transposed,
    # the same values in memory that runs backwards
    "backwards": lambda one: one.library == "np" and one.size > 1 and f"np.flip(np.flip({one.source}).copy())",
    "masked array": lambda one: one.library == "np" and f"np.ma.masked_array({one.source})",
    "subclass": lambda one: one.library == "np" and f"{one.source}.view(np.recarray)",
}  # fmt: skip
SETTINGS = {
    "another default dtype": "torch.set_default_dtype(torch.float64)",
    "narrow default dtype": "torch.set_default_dtype(torch.float16)",
    "bfloat16 by default": "torch.set_default_dtype(torch.bfloat16)",
    "under no_grad": "_ = torch.set_grad_enabled(False)",
}
NAMES = (*INPUTS, *SETTINGS, "second call")
