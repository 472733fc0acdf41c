"""Says whether a claim shows something else once its inputs are varied, in what its kind speaks of.

That other numbers go in and come out is no news: what counts is the words, such as True or a type, errors, and which
lists of numbers are alike or hold what the code has written.
"""

from __future__ import annotations

import doctest
import re
from dataclasses import dataclass
from functools import partial

from claimkit.commands.variations import NUMBER, is_about
from claimkit.portable.transcript import RAISED

DTYPE = re.compile(r"(?:torch\.|np\.)?(?:(?:u?int|b?float|complex)\d+|bool_?)|dtype")
WRITTEN = re.compile(rf"(?:\]|\.data) = ({NUMBER})|(?:fill_?|copy_)\(({NUMBER})\)")
WORD = re.compile(rf"""'[^']*'|"[^"]*"|[A-Za-z_][\w.]*|(?<![\w.]){NUMBER}""")
ANSWERS = re.compile(r"\[(?:True|False|[\[\]\s,])+\]")
ALIKE = {"empty", "zero-dimensional", "several", "NaN", "inf"}  # in which lists are that were not
RAISES = "passed over: it raises before anything that the claim is about is called"
OTHER_NUMBERS = "passed over: other numbers, and nothing else"
AS_NARROW = "passed over: float16 as the default dtype shows the same"
# What refuses the variation as such, whatever the claim is about, and why that is no news.
REFUSED = {
    "bfloat16 by default": (
        re.compile(r"BFloat16|Unsupported dtype in DLTensor|invalid default scalar type for complex"),
        "passed over: NumPy has no bfloat16, and no complex dtype belongs to it",
    ),
    "backwards": (re.compile(r"negative"), "passed over: a tensor cannot run backwards in memory"),
}


@dataclass(frozen=True)
class Change:
    """An example that shows something else when its inputs are varied; `passed_over` says why nobody need judge it."""

    line: int
    expected: str
    got: str
    passed_over: str = ""


def change(claim, variation, before, after):
    """The first change that the claim's sentence would care about, else the first that is passed over, or None.

    Both `before` and `after` are told by the worker.
    """
    own = doctest.DocTestParser().get_examples(claim.code)
    written = {_value(one or other) for one, other in WRITTEN.findall(claim.code)}
    calls = [is_about(claim, one.source) for one in own]
    passed_over = None
    for number, got in zip(variation.compared, after, strict=False):
        if number is None:
            continue
        expected = before[number]
        made = partial(Change, claim.code_line + own[number].lineno, expected, got)
        if got.startswith(RAISED) and not expected.startswith(RAISED) and any(calls) and not any(calls[: number + 1]):
            return made(RAISES)
        refused, why = REFUSED.get(variation.name, (None, ""))
        if refused and got.startswith(RAISED) and got != expected and refused.search(got):
            return made(why)
        said, says = (_tokens(text, claim, variation, written) for text in (expected, got))
        if variation.name == "bool" and sum(map(_is_answer, said)) != sum(map(_is_answer, says)):  # numbers became such
            said, says = ([word for word in words if not _is_answer(word)] for words in (said, says))
        if not _is_same(said, says, variation.renamed):
            return made()
        if got != expected:
            passed_over = passed_over or made(OTHER_NUMBERS)
    return passed_over


def _is_answer(word):
    return word.rpartition(".")[2].strip("_") in ("True", "False")


def _is_same(before, after, renamed):
    """Whether the words are the same, but for dtypes of what went in."""
    pairs = ([word.rpartition(".")[2].strip("'") for word in pair] for pair in zip(before, after, strict=False))
    return len(before) == len(after) and all(old == new or (old, new) in renamed for old, new in pairs)


def _tokens(text, claim, variation, written):
    """What an output says beside plain numbers."""
    if text.startswith(RAISED):
        return [text.partition(":")[0]]
    lists, found = [], []
    for piece, is_list in _pieces(re.sub(r"<\w*Backward\d*>", "Backward", text), variation.name == "bool"):
        if is_list and claim.kind == "memory" and variation.name != "bool":  # in which any number is as good as another
            values = [_value(number) for number in re.findall(NUMBER, piece)]
            lists.append(values)
            if variation.name not in ALIKE:
                found.append(f"list {lists.index(values)}")
            found += ["written"] * (not written.isdisjoint(values) and variation.name != "empty")
        elif ANSWERS.fullmatch(piece):  # as many as there are elements
            found += sorted(set(WORD.findall(piece))) if variation.name != "empty" else []
        elif not is_list:
            found += list(_words(piece, claim, variation, written))
    return found


def _words(piece, claim, variation, written):
    for word in WORD.findall(piece):
        if re.fullmatch(NUMBER, word):
            if claim.kind == "memory" and _value(word) in written and variation.name not in ("bool", "empty"):
                yield "written"
        elif claim.kind == "dtype" or not DTYPE.fullmatch(word.strip("'")):
            yield word


def _value(number):
    return str(complex(number)) if number else ""


def _pieces(text, is_bool):
    """The text in order, as (piece, whether it is a list of nothing but numbers)."""
    start, depth = 0, 0
    for place, letter in enumerate(text):
        if letter == "[":
            if depth == 0:
                yield text[start:place], False
                start = place
            depth += 1
        elif letter == "]" and depth:
            depth -= 1
            if depth == 0:
                piece = text[start : place + 1]
                if is_bool:
                    piece = piece.replace("True", "1").replace("False", "0")
                yield piece, not re.sub(rf"{NUMBER}|[\s\[\](),]", "", piece)
                start = place + 1
    yield text[start:], False
