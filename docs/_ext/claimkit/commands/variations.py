"""Varies what goes into a claim's code, and never what it shows; runs nothing."""

from __future__ import annotations

import ast
import doctest
import math
import re
from dataclasses import dataclass

import numpy as np

from claimkit.commands.mutations import MODULES
from claimkit.portable import second_python

SHAPED = {"zeros", "ones", "empty", "full", "rand", "randn"}  # made of a shape
LISTED = {"array", "tensor"}  # made of what is written out
COUNTED = {"arange", "eye"}  # made of one number
DTYPES = {"bool": ("np.bool_", "torch.bool"), "uint8": ("np.uint8", "torch.uint8"),
          "complex": ("np.complex128", "torch.complex64")}  # fmt: skip
NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|nan|inf)j?"
WRITTEN_AT = re.compile(r"\[\d+(?:, \d+)*\](?= [-+*]?=[^=])")


@dataclass(frozen=True)
class Input:
    """A call in the code that makes an array or tensor of what is written out; `shape` is its shape."""

    node: ast.Call
    source: str
    shape: tuple

    @property
    def function(self):
        return self.node.func.attr

    @property
    def library(self):
        return self.node.func.value.id

    @property
    def first(self):
        return ast.literal_eval(self.node.args[0])

    def keyword(self, name):
        """The code of a keyword's value, or None."""
        return next((ast.unparse(word.value) for word in self.node.keywords if word.arg == name), None)

    @property
    def dtype(self):
        """The name of its dtype, or '' where it is written out: then the claim is about it."""
        if self.keyword("dtype") or (self.rest and self.function != "full"):
            return ""
        if self.function in LISTED:
            kind = np.array(self.first).dtype
        else:
            kind = np.dtype(int if self.function == "arange" else float)
        return "float32" if kind.name == "float64" and self.library == "torch" else kind.name

    @property
    def is_float(self):
        return self.dtype.startswith("float")

    @property
    def rest(self):
        """The code of the arguments behind its shape or values."""
        return [] if _of_shape(self.library, self.function) is None else list(map(ast.unparse, self.node.args[1:]))

    def called(self, arguments, **keywords):
        """The call with other arguments, and with these keywords besides or instead of its own."""
        own = {word.arg: ast.unparse(word.value) for word in self.node.keywords}
        every = [*arguments, *(f"{name}={value}" for name, value in {**own, **keywords}.items())]
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
        if not self.is_float or not math.prod(self.shape) or self.function in COUNTED:
            return None
        written = f'float("{value}")'
        if self.function in LISTED:
            return self.called([re.sub(NUMBER, lambda _: written, ast.unparse(self.node.args[0]), count=1), *self.rest])
        own = {word.arg: ast.unparse(word.value) for word in self.node.keywords}
        keywords = "".join(f", {name}={code}" for name, code in own.items())
        return f"{self.library}.full({self.shape!r}, {written}{keywords})"

    def of_dtype(self, name):
        """The same of another dtype, unless it cannot be, or is of the one that is written out."""
        if self.dtype in ("", name) or self.function in ("rand", "randn"):
            return None
        numbers = np.ravel(self.first) if self.function in LISTED else [0]
        if name == "uint8" and (self.function == "full" or not all(0 <= number < 256 for number in numbers)):
            return None
        return self.called(map(ast.unparse, self.node.args), dtype=DTYPES[name][self.library == "torch"])


def inputs(source):
    """Every input of a piece of code."""
    for node in ast.walk(ast.parse(source)):
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Attribute) and ast.unparse(function.value) in MODULES and node.args:
            try:
                shape = _shape(
                    function.attr, list(map(ast.literal_eval, node.args[: _of_shape(function.value.id, function.attr)]))
                )
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
    for name, vary in INPUTS.items():
        sources = [_varied(example.source, vary) for example in examples]
        changed = [number for number, example in enumerate(examples) if sources[number] != example.source]
        if changed:
            if name in ("zero-dimensional", "empty"):  # which have no element of that place to write to
                sources = [WRITTEN_AT.sub("[...]", source) for source in sources]
            own = {one.dtype for example in examples for one in inputs(example.source)}
            yield _variation(claim, name, examples, sources, changed, frozenset(_renamed(name, own)))
    for name, line in SETTINGS.items():
        code = _pycon([(line, ""), *((example.source, example.want) for example in examples)])
        yield Variation(name, code, ((claim.code_line, line),), (None, *range(len(examples))))
    yield from _second_call(claim, examples)


def _renamed(name, dtypes):
    """Which dtypes of inputs become which others."""
    for library in (0, 1) if name in DTYPES else ():
        new = DTYPES[name][library].rpartition(".")[2].strip("_")
        yield from ((old, new) for old in dtypes)


def _variation(claim, name, examples, sources, changed, renamed):
    pieces = [(source, example.want) for source, example in zip(sources, examples, strict=True)]
    shown = tuple((claim.code_line + examples[number].lineno, sources[number].strip()) for number in changed)
    return Variation(name, _pycon(pieces), shown, tuple(range(len(examples))), renamed)


def _second_call(claim, examples):
    """Each line that calls what the claim is about comes twice."""
    twice = [number for number, example in enumerate(examples) for _time in range(1 + is_about(claim, example.source))]
    again = sorted(number for number in set(twice) if twice.count(number) > 1)
    if again:
        code = _pycon([(examples[number].source, examples[number].want) for number in twice])
        shown = tuple((claim.code_line + examples[one].lineno, examples[one].source.strip()) for one in again)
        yield Variation("second call", code, shown, tuple(twice))


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


def _pycon(pieces):
    return "".join(">>> " + "\n... ".join(source.rstrip("\n").split("\n")) + "\n" + want for source, want in pieces)


def _one(one):
    return one.of_shape((1,) * len(one.shape)) if math.prod(one.shape) > 1 else None


def _several(one):
    return one.of_shape((3,) * max(1, len(one.shape))) if math.prod(one.shape) == 1 else None


def _empty(one):
    return one.of_shape((0, *one.shape[1:])) if one.shape else None


def _zero_dimensional(one):
    return one.of_shape(())


def _parameter(one):
    fits = one.library == "torch" and one.is_float and not one.keyword("requires_grad")
    return f"torch.nn.Parameter({one.source})" if fits else None


def _view(one):
    if one.keyword("requires_grad"):
        return None
    return f"{one.library}.stack([{one.source}, {one.source}], -1)[..., 0]"


def _more_dimensions(one):
    """Two of it in a stack, or if it is to stay a leaf one of that shape."""
    if one.keyword("requires_grad"):
        return one.of_shape((2, *one.shape)) if one.shape else None
    return f"{one.library}.stack([{one.source}, {one.source}])" if one.shape else None


def _transposed(one):
    """The same values, or two rows of them, in another order of memory: unlike the view, it has strides that stay."""
    source = _more_dimensions(one) if len(one.shape) == 1 else one.source
    if not one.shape or min(one.shape[-2:]) < 2 or one.keyword("requires_grad"):
        return None
    return f"np.asfortranarray({source})" if one.library == "np" else f"{source}.mT.contiguous().mT"


def _backwards(one):
    """The same values in memory that runs backwards."""
    if one.library != "np" or not one.shape or math.prod(one.shape) < 2:
        return None
    return f"np.flip(np.flip({one.source}).copy())"


def _subclass(one):
    return f"{one.source}.view(np.recarray)" if one.library == "np" else None


def _masked(one):
    return f"np.ma.masked_array({one.source})" if one.library == "np" else None


INPUTS = {
    "one element": _one,
    "several": _several,
    "empty": _empty,
    "zero-dimensional": _zero_dimensional,
    "more dimensions": _more_dimensions,
    **{name: lambda one, name=name: one.of_dtype(name) for name in DTYPES},
    "NaN": lambda one: one.holding("nan"),
    "inf": lambda one: one.holding("inf"),
    "Parameter": _parameter,
    "view": _view,
    "transposed": _transposed,
    "backwards": _backwards,
    "masked array": _masked,
    "subclass": _subclass,
}
SETTINGS = {
    "another default dtype": "torch.set_default_dtype(torch.float64)",
    "narrow default dtype": "torch.set_default_dtype(torch.float16)",
    "bfloat16 by default": "torch.set_default_dtype(torch.bfloat16)",
    "under no_grad": "_ = torch.set_grad_enabled(False)",
}
NAMES = (*INPUTS, *SETTINGS, "second call")
