"""Watches a claim run: notes, for every conversion it makes that is a cell of the matrix, what came out.

Nothing is written to what the claim holds, nor kept alive: memory is compared by its addresses alone.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import doctest
import functools
import re
import warnings
import weakref

import numpy as np
import torch

from claimkit.portable.measure import bounds, count_of, facts, told_by_addresses
from claimkit.portable.recognise import describe, known_sources
from claimkit.portable.routes import TABLES, item_dtype
from claimkit.portable.run import run

HOOK = "__watched_call__"
ROUTES = {route.call: {source.id for source in table.sources} for table in TABLES for route in table.routes}
NAMES = {call.partition("(")[0] for call in ROUTES if not call.startswith("t.")}
# By identity, because what a claim calls need not have a hash
FUNCTIONS = {id(eval(name, {"np": np, "torch": torch})): name for name in NAMES}
METHODS = {name for call in ROUTES for name in re.findall(r"(\w+)\(", call)}
SOURCES = known_sources()


def quiet(function):
    """Keep the warnings of our own looking away from the claim, which would have to show them."""

    @functools.wraps(function)
    def wrapped(*arguments):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*arguments)

    return wrapped


def watch(code):
    """Run the code on the CPU; return the outcome, and (route, source, facts) for each cell that it went through."""
    watcher = Watcher()
    setattr(builtins, HOOK, watcher.call)
    try:
        outcome = run(dataclasses.replace(code, code=hooked(code.code)), "cpu")
    finally:
        delattr(builtins, HOOK)
    return outcome, watcher.seen


# The claim's code, with its calls going through the hook


class Hook(ast.NodeTransformer):
    """Turns f(x) into HOOK(f, x), outside of functions, whose code may be compiled or traced."""

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr not in METHODS:
            return node  # a frame more could be noticed: it counts as a reference to an array that is to be resized
        if isinstance(node.func, ast.Name) and hasattr(builtins, node.func.id):
            return node
        return ast.Call(ast.Name(HOOK, ast.Load()), [node.func, *node.args], node.keywords)

    def visit_FunctionDef(self, node):
        return node

    visit_Lambda = visit_ClassDef = visit_FunctionDef


def hooked(code):
    """The snippet, prompts and outputs included, with its calls hooked."""
    lines = []
    for example in doctest.DocTestParser().get_examples(code):
        body = Hook().visit(ast.parse(example.source)).body
        statements = [ast.unparse(ast.fix_missing_locations(statement)) for statement in body]
        first, *rest = "; ".join(statements).splitlines()
        lines += [f">>> {first}", *(f"... {line}" for line in rest), *example.want.splitlines()]
    return "\n".join(lines) + "\n"


# What a call is, in the words of the matrix


class Watcher:
    """Notes (route, source, facts) in `seen`."""

    def __init__(self):
        self.seen = []
        self.came_from = {}  # id of a tensor -> (weak reference to it, the calls it came by, where they started)

    def call(self, function, /, *arguments, **keywords):
        known = self.known(function, arguments, keywords) if is_ordinary() else []
        try:
            result = function(*arguments, **keywords)
        except Exception as error:
            self.note(known, {"outcome": "raises", "error": type(error).__name__})
            raise
        for spelled, start, x in known:
            self.note([(spelled, start, x)], start.outcome(x, result))
            if isinstance(result, torch.Tensor) and any(route.startswith(spelled + ".") for route in ROUTES):
                self.came_from[id(result)] = weakref.ref(result), spelled, start
        return result

    def note(self, known, facts):
        """Keep the facts for each cell that these calls are; most calls are none."""
        for spelled, start, _x in known:
            self.seen += [(spelled, source, facts) for source in start.sources if source in ROUTES.get(spelled, ())]

    @quiet
    def known(self, function, arguments, keywords):
        """The call as routes are written, with what it starts from; several, where others led up to it."""
        owner = getattr(function, "__self__", None)
        if isinstance(owner, torch.Tensor) and function.__name__ in METHODS:
            step = f"{function.__name__}({spell(arguments, keywords)})"
            reference, before, start = self.came_from.get(id(owner), (bool, "", None))
            earlier = [(f"{before}.{step}", start, None)] if reference() is owner else []
            return [(f"t.{step}", Start.of(owner), owner), *earlier]
        name = FUNCTIONS.get(id(function))
        if not name or len(arguments) != 1:
            return []
        x, count = arguments[0], 1
        listed = f"{name}([x])" in ROUTES
        if listed:  # a batch of samples of one kind
            samples = x if isinstance(x, list) else []
            if len({(describe(sample), size_of(sample)) for sample in samples}) != 1:
                return []
            x, count = x[0], len(x)
        if name == "torch.frombuffer" and keywords.get("dtype") == item_dtype(x):
            keywords = {"dtype": Literally("dtype")}
        names = ["[x]"] if listed else ["x", "t"]
        return [(f"{name}({spell([Literally(x_or_t)], keywords)})", Start.of(x, count), x) for x_or_t in names]


def size_of(sample):
    """What samples of one batch must agree in: the shape, or for a list the length."""
    return len(sample) if isinstance(sample, list) else getattr(sample, "shape", None)


class Literally:
    """Is spelled as its text."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


def spell(arguments, keywords):
    """Arguments as routes have them; of anything but names, dtypes and booleans, no route makes use."""
    simple = (Literally, torch.dtype, bool)
    written = [repr(value) if isinstance(value, simple) else "?" for value in arguments]
    written += [f"{name}={value!r}" if isinstance(value, simple) else "?" for name, value in keywords.items()]
    return ", ".join(written)


@dataclasses.dataclass(frozen=True)
class Start:
    """What is known of a source once it is gone: what the matrix calls it, where it lay, how many values it had."""

    sources: tuple
    bounds: tuple
    count: int

    @staticmethod
    def of(x, samples=1):
        sources = SOURCES.get(describe(x), ())
        return Start(tuple(sources), bounds(x), samples * count_of(x)) if sources else Start((), None, 0)

    @quiet
    def outcome(self, x, result):
        found = facts(x, result)
        if "outcome" not in found:
            paired = self.count == count_of(result)
            found["outcome"] = told_by_addresses(self.bounds, bounds(result), paired)
        return found


def is_ordinary():
    """Whether nothing is in force that changes what routes do: another default, no gradients, fake tensors."""
    made = torch.empty(0)
    return (
        type(made) is torch.Tensor and made.device.type == "cpu" and made.dtype is torch.float32
        and torch.is_grad_enabled() and not torch.is_inference_mode_enabled()
    )  # fmt: skip
