"""Tells which sentences speak of all, and which name the kind of source that they speak of."""

from __future__ import annotations

import re

from claimkit.pages.prose import CODE, without_code

THING = r"(?:array|tensor|dtype|layout|list|number|scalar|source|input|object)s?"
OF_SOURCES = (
    r"always|never|whatever|whichever|whoever|anything|everything|"
    rf"(?:every|any|all|each) (?:(?:kind|sort)s?(?: of {THING})?|{THING})"
)
# Of anything: also of both sides, or of elements. Not "read-only" and "no-op".
OTHERS = r"all|every|everyone|each|any|only|no|nobody|nothing|none|neither|nor|whenever|wherever|both|either"
EVERY_SOURCE = re.compile(rf"(?<!-)\b(?:{OF_SOURCES})\b(?!-)", re.IGNORECASE)
ALL = re.compile(rf"(?<!-)\b(?:{OF_SOURCES}|{OTHERS})\b(?!-)", re.IGNORECASE)
OTHER_KIND = "value"  # is what is neither an array nor a tensor like: Python's numbers and lists, tables, images
KINDS = {
    "array": ("ndarray", "array"),
    "tensor": ("Parameter", "tensor"),
    OTHER_KIND: (r"int|float|bool|complex|list|tuple|str|bytes|bytearray|Series|DataFrame|(?:u?int|float)\d+",
                 "number|scalar|int|float|list|string|text|bytes|bytearray|buffer|series|frame|dataframe|image"),
}  # by what a source is like: what it is called in code, and in words  # fmt: skip


def speaks_of_all(sentence):
    """Whether it has a word like all or none, so that what raises may be what it denies."""
    return bool(ALL.search(without_code(sentence)))


def speaks_of_every_source(sentence):
    """Whether it says that something holds of whatever is converted."""
    return bool(EVERY_SOURCE.search(without_code(sentence)))


def names_kind(sentence, kind):
    """Whether it says, in words or in code, that it speaks of arrays, of tensors, or of something else."""
    in_code, in_words = KINDS[kind]
    calls = "|".join(CODE.findall(sentence))
    return bool(
        re.search(rf"`(?:(?:np|torch|nn|pandas)\.)*(?:{in_code})`", calls)
        or re.search(rf"\b(?:{in_words})s?\b", without_code(sentence), re.IGNORECASE)
    )


def speaks_of_each(sentence, kind):
    """Whether it says, in words, that it speaks of all of this kind, as in "every list" or "any other tensor"."""
    in_words = KINDS[kind][1]
    return bool(
        re.search(rf"\b(?:every|any|all|each)(?: \w+)? (?:{in_words})s?\b", without_code(sentence), re.IGNORECASE)
    )
