"""Looks at a snippet without running it: whether it can be read, can fail, and calls what its claim is about."""

from __future__ import annotations

import ast
import doctest
import re

# Code that is written as a text, for another Python or to be compiled, counts as code.
INDIRECT = re.compile(r"\b(subprocess|getattr|hasattr|exec|eval|compile)\b")
# What stands for a method: the operators and built-in functions that call it.
OPERATORS = {
    ast.Add: {"add", "add_", "__add__"}, ast.Sub: {"sub", "sub_"}, ast.Mult: {"mul", "mul_"},
    ast.Div: {"div", "div_", "true_divide", "reciprocal"}, ast.FloorDiv: {"floor_divide"}, ast.Mod: {"remainder"},
    ast.MatMult: {"matmul"}, ast.Pow: {"pow"}, ast.BitAnd: {"bitwise_and", "logical_and"},
    ast.BitOr: {"bitwise_or", "logical_or"}, ast.USub: {"neg"}, ast.Invert: {"bitwise_not", "logical_not"},
    ast.Eq: {"eq", "equal"}, ast.NotEq: {"ne"}, ast.Lt: {"lt", "less"}, ast.LtE: {"le"}, ast.Gt: {"gt", "greater"},
    ast.GtE: {"ge"}, ast.In: {"__contains__"}, ast.NotIn: {"__contains__"}, ast.FormattedValue: {"item", "__format__"},
}  # fmt: skip
BUILTINS = {
    "float": {"item", "__float__"}, "int": {"item", "__int__"}, "complex": {"item", "__complex__"},
    "bool": {"item", "__bool__"}, "len": {"__len__"}, "format": {"item", "__format__"}, "iter": {"__iter__"},
}  # fmt: skip

MODULES = {"torch", "np", "numpy"}
LOOKS = {"print", "repr", "str", "type", "callable", "bool", "isinstance"}  # none of them calls what it is given


def faults_of(code, code_line):
    """What is wrong with the code, as (line of the page, what, remedy) triples."""
    yield from _faulty_lines(code.splitlines(), code_line)
    try:
        examples = parse(code)
        for example in examples:
            compile(example.source, "<claim>", "single")
    except (ValueError, SyntaxError) as error:
        line = code_line + (example.lineno if isinstance(error, SyntaxError) else 0)
        yield line, f"the code cannot be parsed ({error})", "paste it from a Python session, prompts included"
        return
    for example in examples:
        kind, _, detail = (example.exc_msg or "").partition(":")
        if "..." in kind or (detail.strip() and not detail.strip(" .\n")):
            line = code_line + example.lineno + example.source.count("\n")
            yield line, "'...' as a whole expected value matches anything", "show at least the part that matters"
    if not any(example.want for example in examples):
        yield code_line, "no expected output, so nothing can fail", "end the code with a line that prints the proof"


def parse(code):
    """The examples of a session, as doctest reads it."""
    return doctest.DocTestParser().get_examples(code)


def _faulty_lines(lines, code_line):
    for number, (line, after) in enumerate(zip(["", *lines], [*lines, ""], strict=True), -1):
        if re.search(r"#\s*doctest:", line):
            yield code_line + number, "a doctest flag", "remove it; a claim shows exactly what Python prints"
        if line.startswith(">>>") and after.strip() == "...":
            yield code_line + number + 1, "'...' as a whole expected value matches anything", "print the value"
        if not line.strip() and after.strip() and not after.startswith(">>>"):
            what = "output before the first prompt or after a blank line is never compared"
            yield code_line + number + 1, what, "write an empty line of output as <BLANKLINE>"


def calls_any(code, about):
    """Whether the code has at least one of the names, such as 'torch.from_numpy', or an operator that stands for it."""
    wanted = {name.rpartition(".")[2] for name in about}
    source = "".join(example.source for example in parse(code))
    found = names_in(source)
    if INDIRECT.search(source):
        found |= set(re.findall(r"\w+", code))  # names that are called by their text, and printed
    return bool(wanted & found)


def speaks_of(claim, name):
    """Whether a claim's sentence or code has the last part of a name as a word, or its code calls it otherwise."""
    word = re.escape(name.rpartition(".")[2])
    return bool(re.search(rf"(?<!\w){word}(?!\w)", claim.text + claim.code)) or calls_any(claim.code, (name,))


def names_in(source):
    """Every name, attribute and keyword of what Python source does, and the methods that operators stand for."""
    module, found = ast.parse(source), set()
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for statement in module.body:
        if not _is_idle(statement, used):
            for node in ast.walk(statement):
                found |= _names_of(node)
    return found


def _is_idle(statement, used):
    """Whether a statement only looks, or only gives another name, that nothing uses, to what it looks at."""
    if isinstance(statement, ast.Expr):
        return _only_looks(statement.value)
    if isinstance(statement, ast.Assign):
        unused = all(isinstance(target, ast.Name) and target.id not in used for target in statement.targets)
        return unused and _only_looks(statement.value)
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return not any((it.asname or it.name.partition(".")[0]) in used for it in statement.names)
    return False


def _only_looks(node):
    """Whether an expression names what modules hold, shows or compares it, and calls nothing of it."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") in LOOKS and all(map(_only_looks, node.args))
    if isinstance(node, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Tuple, ast.List)):
        return all(_only_looks(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in MODULES)


def _names_of(node):
    if isinstance(node, ast.Name):
        return {node.id} | BUILTINS.get(node.id, set())
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.alias):
        return set(node.name.split("."))
    if isinstance(node, ast.keyword):
        return {node.arg}
    if isinstance(node, ast.Subscript):
        return {"__getitem__", "item"} if isinstance(node.ctx, ast.Load) else {"__setitem__"}
    if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.AugAssign)):
        return OPERATORS.get(type(node.op), set())
    if isinstance(node, ast.Compare):
        return {name for op in node.ops for name in OPERATORS.get(type(op), ())}
    return OPERATORS.get(type(node), set())
