"""Changes a claim's code in every way that its sentence says matters, one small change at a time; runs nothing."""

from __future__ import annotations

import ast
import doctest
import re
from collections import Counter
from dataclasses import dataclass

MODULES = {"np", "torch"}
NOT_DATA = {*MODULES, "device"}
# What has two behaviours or copies only: the calls whose result can be replaced by an alias of what went in.
ALIAS_OF_ARGUMENT = re.compile(
    r"torch\.(tensor|as_tensor|asarray|\w*Tensor)|np\.(array|asarray|copy|ascontiguousarray)"
)
ALIAS_OF_OBJECT = {
    "clone", "copy", "contiguous", "to", "type", "astype", "cpu", "cuda", "float", "double", "half", "int", "long",
    "bool", "reshape", "flatten", "ravel",
}  # fmt: skip
OTHER_DTYPE = {
    "float64": "float32", "float32": "float64", "float16": "float32", "bfloat16": "float16", "int64": "int32",
    "int32": "int64", "int16": "int8", "int8": "int16", "uint8": "int16", "uint16": "int32", "uint32": "int64",
    "uint64": "int64", "complex128": "complex64", "complex64": "complex128", "bool_": "int8", "bool": "uint8",
    "float": "double", "double": "float", "half": "float", "int": "long", "long": "int",
}  # fmt: skip
DTYPE = re.compile(rf"(?<=torch\.)({'|'.join(OTHER_DTYPE)})\b(?!\()|(?<=np\.)({'|'.join(OTHER_DTYPE)})\b(?!\()|"
                   r"""(?<=['"])(u?int\d+|b?float\d+|complex\d+|bool)(?=['"])|"""
                   r"(?<=\.)(float|double|half|int|long)(?=\(\))")  # fmt: skip
EXPECTED = re.compile(
    r"(?P<word>True|False|None|nan|inf)\b|(?P<dtype>\b(?:u?int|b?float|complex)\d+\b)|"
    r"""(?P<string>'[^'\n]*'|"[^"\n]*")|(?P<number>(?<![\w.])\d+(?:\.\d*)?(?:e[+-]?\d+)?)"""
)
# What a sentence says of memory or of devices, whatever kind its claim is of
OF_MEMORY = re.compile(r"\bshar(e(?! of)|es|ed|ing)\b")
OF_DEVICES = re.compile(r"\b(CPU|CUDA|GPU|devices?)\b")
WAITS = {"synchronize", "wait", "wait_stream", "wait_event", "record_stream", "_sleep"}  # calls that return nothing
OTHER_WORD = {"True": "False", "False": "True", "None": "0", "nan": "0", "inf": "nan"}


@dataclass(frozen=True)
class Mutant:
    """A change to a claim: the page's line, the operator and what was done. It is killed if any of `codes` fails."""

    line: int
    operator: str
    change: str
    codes: tuple


def mutants_of(claim):
    """Every mutant of the claim, in the order of its lines."""
    examples = doctest.DocTestParser().get_examples(claim.code)
    pieces = [(example.source, example.want) for example in examples]
    found, times = [], Counter()
    for index, example in enumerate(examples):
        for operator in OPERATORS:
            for change, versions in operator(claim, example):
                times[change] += 1
                if times[change] > 1:
                    change += f" (no. {times[change]})"
                codes = tuple(pycon([*pieces[:index], version, *pieces[index + 1 :]]) for version in versions)
                found.append(Mutant(claim.code_line + example.lineno, operator.__name__, change, codes))
    return found


def pycon(examples):
    """(source, want) pairs as a Python session."""
    return "".join(">>> " + "\n... ".join(source.rstrip("\n").split("\n")) + "\n" + want for source, want in examples)


def drop(claim, example):
    """Any claim: each statement that does not itself show something, and each `with` around statements."""
    module, *nodes = _nodes(example)
    for node in nodes:
        is_shown = example.want and module.body == [node]
        if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass) and not is_shown:
            yield f"drop `{_shown(example, node)}`", [_replaced(example, node, "pass")]
        if isinstance(node, ast.With) and not any(item.optional_vars for item in node.items):
            bare = _replaced(example, node, "if True", upto=node.items[-1].context_expr)
            yield f"drop `{_shown(example, node)}` but not its body", [bare]


def expect(claim, example):
    """Any claim: each value that it shows, and each error's type and text, becomes another."""
    if example.exc_msg:
        error = example.exc_msg.strip()
        kind, _, text = error.partition(":")
        other = "ValueError" if kind != "ValueError" else "TypeError"
        for change, version in (
            (f"{kind} → {other}", other + error[len(kind) :]),
            (f"{text} → other", f"{kind}: other"),
        ):
            if version != error:
                yield f"expect {change.strip()}", [(example.source, example.want.replace(error, version))]
        return
    for match in EXPECTED.finditer(example.want):
        old, new = match[0], _other(match)
        want = example.want[: match.start()] + new + example.want[match.end() :]
        yield f"expect {old} → {new}", [(example.source, want)]


def _other(match):
    if match.lastgroup == "word":
        return OTHER_WORD[match[0]]
    if match.lastgroup == "dtype":
        return OTHER_DTYPE.get(match[0], "int8")
    return "'other'" if match.lastgroup == "string" else "1" + match[0]


def share(claim, example):
    """Claims that speak of memory: each conversion they are about copies what it shared and shares what it copied."""
    if example.exc_msg or (claim.kind != "memory" and not _says(claim, OF_MEMORY)):
        return
    for node in _nodes(example):
        if _is_about(claim, node) and _has_owner(node):
            code, alias = _code(example, node), _alias(example, node)
            versions = [_replaced(example, node, f"{code}.__deepcopy__({{}})")]
            if alias:  # a conversion that may do either is pinned down if it differs from one of the two
                versions.append(_replaced(example, node, alias))
            yield f"`{code}` " + ("copying, and sharing" if alias else "copying"), versions
        if isinstance(node, ast.keyword) and node.arg == "copy" and isinstance(node.value, ast.Constant):
            yield f"`copy={node.value.value}` flipped", [_replaced(example, node, f"copy={not node.value.value}")]


def _says(claim, words):
    """Whether the claim's sentence has one of the words, outside of code."""
    return bool(words.search(re.sub("`[^`]*`", "", claim.text)))


def _is_about(claim, node):
    """Whether the node converts by a route in `:about:`, or by clone or copy, which are always there on purpose."""
    route = node.func if isinstance(node, ast.Call) else node
    if not isinstance(route, ast.Attribute) or isinstance(route.ctx, ast.Store):
        return False
    spelled = ast.unparse(route)
    if _root(route) in MODULES and "(" not in spelled:
        return isinstance(node, ast.Call) and spelled in {name.replace("numpy.", "np.") for name in claim.about}
    methods = {name.rpartition(".")[2] for name in claim.about if re.search(r"(Tensor|array)\.\w+$", name)}
    if route.attr in ({"data", "T", "mT", "H", "mH", "real", "imag", "grad"} & methods):
        return isinstance(node, ast.Attribute)
    in_place = route.attr.endswith("_")
    return isinstance(node, ast.Call) and not in_place and route.attr in methods | {"clone", "copy"}


def _has_owner(node):
    """Whether what goes in has a name, so that someone could see it being shared."""
    if isinstance(node, ast.Call) and _root(node.func) in MODULES:
        return bool(node.args) and _root(node.args[0]) not in NOT_DATA | {None}
    return _root(node) not in NOT_DATA | {None}


def _root(node):
    """The name an expression such as `t[0].detach().numpy()` begins with, or None."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def _alias(example, node):
    """The code of what goes in, as the same kind of thing and not copied; None if the route could not have copied."""
    if not isinstance(node, ast.Call):
        return None
    spelled = ast.unparse(node.func)
    if ALIAS_OF_ARGUMENT.fullmatch(spelled):
        function = "torch.as_tensor" if spelled.startswith("torch.") else "np.asarray"
        return f"{function}({_code(example, node.args[0])})"
    if _root(node.func) not in MODULES and node.func.attr in ALIAS_OF_OBJECT:
        return _code(example, node.func.value)
    return None


def gradient(claim, example):
    """Claims about gradients: nothing is detached, and nothing requires grad."""
    if claim.kind != "gradient":
        return
    for node in _nodes(example):
        if _method(node) in ("detach", "requires_grad_", "clone"):
            yield f"drop `.{node.func.attr}()`", [_replaced(example, node, _code(example, node.func.value))]
        if isinstance(node, ast.Attribute) and node.attr == "data" and isinstance(node.ctx, ast.Load):
            yield "drop `.data`", [_replaced(example, node, _code(example, node.value))]
        if isinstance(node, ast.keyword) and node.arg == "requires_grad" and isinstance(node.value, ast.Constant):
            flipped = f"requires_grad={not node.value.value}"
            yield f"`{flipped}`", [_replaced(example, node, flipped)]


def dtype(claim, example):
    """Claims about dtypes, and dtypes that the sentence names: each becomes another."""
    for match in DTYPE.finditer(example.source):
        if claim.kind == "dtype" or re.search(rf"\b{match[0]}\b", claim.text):
            new = OTHER_DTYPE.get(match[0], "int8")
            source = example.source[: match.start()] + new + example.source[match.end() :]
            line = example.source[: match.start()].count("\n")
            shown = example.source.split("\n")[line].strip()
            yield f"{match[0]} → {new} in `{shown}`", [(source, example.want)]


def device(claim, example):
    """Claims that speak of devices: each device that is named becomes another."""
    if claim.kind != "device" and not _says(claim, OF_DEVICES):
        return
    for node in _nodes(example):
        named = isinstance(node, ast.Name) and node.id == "device" and isinstance(node.ctx, ast.Load)
        if named or (isinstance(node, ast.Constant) and node.value in ("cpu", "cuda", "cuda:0", "meta")):
            other = '"cpu"' if _code(example, node).strip("'\"") == "meta" else '"meta"'
            yield f"`{_code(example, node)}` → {other}", [_replaced(example, node, other)]
        if _method(node) in ("cpu", "cuda"):
            moved = _code(example, node.func.value) + '.to("meta")'
            yield f"`{_code(example, node)}` → `{moved}`", [_replaced(example, node, moved)]


def transfer(claim, example):
    """Claims on CUDA: a copy that need not be waited for blocks, pinned memory is not pinned, and what is shown is not
    waited for; no CPU notices."""
    if "cuda" not in claim.devices:
        return
    nodes = [*_nodes(example)]
    dropped = {node.value for node in nodes if isinstance(node, ast.Expr)}  # as whole statements are
    for node in nodes:
        if isinstance(node, ast.keyword) and ast.unparse(node) in ("non_blocking=True", "pin_memory=True"):
            yield f"`{node.arg}=True` flipped", [_replaced(example, node, f"{node.arg}=False")]
        if _method(node) == "pin_memory":
            yield "drop `.pin_memory()`", [_replaced(example, node, _code(example, node.func.value))]
        if _method(node) in WAITS and node not in dropped:
            yield f"`{_code(example, node)}` → None", [_replaced(example, node, "None")]


OPERATORS = (drop, expect, share, gradient, dtype, device, transfer)
NEED_CUDA = {"transfer"}


def _nodes(example):
    return ast.walk(ast.parse(example.source))


def _code(example, node):
    return ast.get_source_segment(example.source, node)


def _method(node):
    """The name of what the node calls of something, such as 'detach', or None."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def _shown(example, node):
    first, *rest = _code(example, node).split("\n")
    return first + " …" * bool(rest)


def _replaced(example, node, new, upto=None):
    """The example with the code of a node, or from there up to the end of another, replaced."""
    source, last = example.source.encode(), upto or node  # ast counts columns in bytes
    lines = source.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: last.end_lineno - 1])) + last.end_col_offset
    return (source[:start] + new.encode() + source[end:]).decode(), example.want
