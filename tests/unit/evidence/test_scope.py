"""How far a claim reaches is told by the matrix: what differs in silence is declared, and nothing else."""

import dataclasses

import pytest
from claimkit.evidence import scope, words
from claimkit.evidence.scope import names_kind, speaks_of_all, speaks_of_every_source
from unit.evidence.made_up import claim_with, pages_of

SOURCES = {
    "float64": {"dtype": "float64", "like": "array"},
    "int8": {"dtype": "int8", "like": "array"},
    "zero-dimensional": {"dtype": "float64", "like": "array"},
    "negative": {"dtype": "float64", "like": "array"},
    "empty": {"dtype": "float64", "like": "array"},
    "list": {},
    "grad": {"dtype": "float32", "device": "cpu", "like": "tensor", "requires_grad": True},
    "lent": {"missing": "cuda"},
    "default-device": {"dtype": "float64", "like": "array"},
    "read-only": {"dtype": "float64", "like": "array"},
    "complex": {"dtype": "complex128", "like": "array"},
}
OUTCOMES = {
    "float64": {"outcome": "shares", "dtype": "float64", "device": "cpu", "requires_grad": False},
    "int8": {"outcome": "itself", "dtype": "int8", "device": "cpu", "requires_grad": False},
    "zero-dimensional": {"outcome": "copies", "dtype": "float32", "device": "cpu", "requires_grad": False},
    "negative": {"outcome": "raises", "error": "ValueError"},
    "empty": {"outcome": "no-memory", "dtype": "float64", "device": "cpu", "requires_grad": False},
    "list": {"outcome": "copies", "dtype": "float32", "device": "cpu", "requires_grad": False},
    "grad": {"outcome": "copies", "dtype": "float32", "device": "cpu", "requires_grad": False},
    "default-device": {"outcome": "no-memory", "dtype": "float64", "device": "meta", "requires_grad": False},
}
OF_ERRORS = {  # and of values
    "float64": {"outcome": "shares"},
    "int8": {"outcome": "copies", "values": "changed"},
    "zero-dimensional": {"outcome": "raises", "error": "TypeError"},
    "negative": {"outcome": "raises", "error": "ValueError"},
    "empty": {"outcome": "no-memory"},
    "default-device": {"outcome": "ends-python", "signal": "SIGABRT"},
    "read-only": {"outcome": "shares", "warnings": ["UserWarning: not writable"]},
    "complex": {"outcome": "copies", "values": "changed", "warnings": ["ComplexWarning: discards"]},
}
ROWS = [name for name in SOURCES if name != "default-device"]
MATRIX = {
    "tables": [
        {"routes": [{"call": "f(x)", "about": "f"}], "groups": [{"sources": ROWS}], "beyond": ["default-device"]}
    ],
    "sources": SOURCES,
    "cells": [{"route": "f(x)", "source": name, **cell} for name, cell in OUTCOMES.items()],
}
WITH_ERRORS = {**MATRIX, "cells": [{"route": "f(x)", "source": name, **cell} for name, cell in OF_ERRORS.items()]}


def about_f(kind="memory", **fields):
    return dataclasses.replace(claim_with(), kind=kind, about=("f",), **fields)


def reach(claim, *sources, matrix=MATRIX):
    return scope.reaches(claim, matrix, [("f(x)", source, {}) for source in sources])


def test_what_raises_or_has_no_memory_is_no_exception():
    """The object itself counts as shared; only what does not share in silence is an exception."""
    (found,) = reach(about_f(), "float64")
    assert (found.route, found.like, found.own, found.fact) == ("f(x)", "array", ("float64",), "shares")
    assert found.same == ("float64", "int8")
    assert found.others == {"copies": ["zero-dimensional"], "ValueError": ["negative"], "nothing to compare": ["empty"],
                            "another device": ["default-device"]}  # fmt: skip
    assert found.silent == ("zero-dimensional", "default-device")
    (found,) = reach(about_f(), "zero-dimensional")
    assert found.same == ("zero-dimensional", "default-device")  # which would be a copy there
    (found,) = reach(about_f(), "list")  # is like what is neither an array nor a tensor
    assert (found.fact, found.same, found.others) == ("copies", ("list",), {})


@pytest.mark.parametrize(
    ("kind", "source", "fact", "silent"),
    [
        ("dtype", "float64", "same dtype", ("zero-dimensional",)),
        ("dtype", "zero-dimensional", "float32", ("float64", "int8", "empty", "default-device")),
        ("device", "float64", "same device", ("default-device",)),
        ("gradient", "float64", "requires grad as before", ()),
        ("gradient", "grad", "no grad", ()),
    ],
)
def test_a_kind_speaks_of_one_thing(kind, source, fact, silent):
    """What is kept, if it is; otherwise what comes out."""
    (found,) = reach(about_f(kind), source)
    assert (found.fact, found.silent) == (fact, silent)


def test_a_claim_reaches_each_sort_by_itself():
    """What it makes of arrays, of tensors and of the rest, as far as it shows them."""
    found = reach(about_f(), "float64", "grad", "list")
    assert [(one.like, one.own, one.fact) for one in found] == [
        ("array", ("float64",), "shares"), ("value", ("list",), "copies"), ("tensor", ("grad",), "copies"),
    ]  # fmt: skip


QUIET = ("float64", "int8", "empty")


@pytest.mark.parametrize(
    ("kind", "source", "fact", "silent"),
    [
        ("error", "negative", "ValueError", QUIET),
        ("error", "read-only", "UserWarning", QUIET),
        ("error", "default-device", "SIGABRT", QUIET),
        ("error", "float64", "no error", ()),
        ("value", "float64", "equal values", ("int8",)),
        ("value", "complex", "other values", ("float64", "read-only")),
    ],
)
def test_errors_and_values_are_compared(kind, source, fact, silent):
    """An error and a warning by its type: what raises or warns of something else is noticed, what does not is silent.
    Values that change with a warning are noticed as well."""
    (found,) = reach(about_f(kind), source, matrix=WITH_ERRORS)
    assert (found.fact, found.silent) == (fact, silent)


def test_where_every_one_is_spoken_of_another_error_is_an_exception():
    """So is a warning."""
    (found,) = reach(about_f("error", text="Every array raises."), "negative", matrix=WITH_ERRORS)
    assert found.silent == ("float64", "int8", "zero-dimensional", "empty", "read-only", "complex", "default-device")
    assert found.others["TypeError"] == ["zero-dimensional"]
    assert found.others["ComplexWarning"] == ["complex"]


ALWAYS = "`f` always copies, whatever `x` is."


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (ALWAYS, {"any": ("float64", "int8", "negative")}),
        ("`f` copies both.", {"any": ("float64", "int8")}),
        ("`f` always copies a list.", {"value": ()}),
        ("`f` copies each `list`.", {"value": ()}),
        ("`f` copies.", {"value": ()}),
    ],
)
def test_what_holds_always_is_asked_of_sources_of_every_kind(text, kinds):
    """Unless the sentence names the kind that its code converts."""
    found = reach(about_f(text=text), "list")
    assert {one.like: one.silent for one in found} == kinds


@pytest.mark.parametrize(
    ("text", "like"),
    [("`f` copies every list and such an array.", "any"), ("`f` copies a list and such an array.", "array")],
)
def test_all_of_a_kind_that_is_not_converted_is_asked_of_every_kind(text, like):
    """To name the kind of the code as well is no way out."""
    (found,) = reach(about_f(text=text), "zero-dimensional")
    assert (found.like, "float64" in found.silent) == (like, True)


def test_kinds_that_come_out_differently_are_measured_by_themselves():
    """Whoever shows an array that shares and a list that copies has shown the boundary."""
    found = reach(about_f(text=ALWAYS), "float64", "list")
    assert [one.like for one in found] == ["array", "value"]
    (found,) = reach(about_f(text=ALWAYS), "zero-dimensional", "list")
    assert (found.like, found.own) == ("any", ("list", "zero-dimensional"))


@pytest.mark.parametrize(
    ("shown", "sources"),
    [
        (about_f(), ["float64", "zero-dimensional"]),
        (about_f(), ["negative"]),
        (about_f(), []),
        (dataclasses.replace(about_f(), about=("g",)), ["float64"]),
    ],
    ids=["shows both", "raises", "not run", "not about it"],
)
def test_claims_without_a_reach(shown, sources):
    """Those that show the boundary themselves, and those of which the matrix cannot speak."""
    assert reach(shown, *sources) == []


@pytest.mark.parametrize(
    ("fields", "sources", "why"),
    [
        ({}, [], "route"),
        ({"about": ("g",)}, ["float64"], "passing"),
        ({}, ["float64", "zero-dimensional"], "boundary"),
        ({"kind": "value", "text": "It prints no comma."}, ["float64"], "beside"),
        ({"kind": "value", "code": ">>> import timeit\n"}, ["float64"], "beside"),
    ],
)
def test_a_claim_without_a_reach_says_why(fields, sources, why):
    """Whoever speaks of print or time is not told that values stay equal."""
    claim = dataclasses.replace(about_f(), **fields)
    assert reach(claim, *sources, matrix=MATRIX) == []
    assert scope.why_none(claim, MATRIX, [("f(x)", source, {}) for source in sources]) == why
    assert why in words.UNREACHED


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "f(x) makes something else of zero-dimensional, default-device: narrow the sentence"),
        ({}, "or its own sources in :only: (of float64, int8 it makes the same)"),
        ({"exceptions": ("zero-dimensional", "default-device")}, ""),
        ({"only": ("float64",)}, ""),
        ({"only": ("float64", "zero-dimensional")}, "f(x) makes something else of zero-dimensional"),
        (
            {"text": "An array always shares.", "exceptions": ("zero-dimensional", "default-device")},
            "f(x) makes something else of negative: narrow the sentence",
        ),
        ({"text": "An array shares, `always`.", "exceptions": ("zero-dimensional", "default-device")}, ""),
        (
            {"text": "Every array shares.", "only": ("float64",)},
            "its sentence speaks of all, and :only: of float64: let both say the same",
        ),
        ({"only": ("int8",)}, ":only: lacks float64, which its code converts: name it there too"),
        ({"only": ("float64", "grad")}, "grad in :only: is not like its own sources: remove it"),
        ({"exceptions": ("zero-dimensional", "default-device", "int8")}, "int8 in :except: is no exception: remove it"),
        (
            {"exceptions": ("zero",)},
            "unknown source 'zero': name a row of the matrix by its id; all are under \"sources\" in",
        ),
        ({"only": ("int9",)}, "unknown source 'int9': name int8; all are under"),
        ({"only": ("zero",)}, "unknown source 'zero'"),
    ],
)
def test_exceptions_are_declared(fields, told):
    """Each with the page, the line and the remedy."""
    claim = about_f(**fields)
    problems = list(scope.problems(pages_of(claim), MATRIX, {claim.id: reach(claim, "float64")}))
    assert bool(problems) == bool(told)
    for problem in problems:
        assert problem.startswith("docs/topic.md:4: claim 'topic.good': ")
        assert told in problem


def test_what_did_not_hold_here_has_no_reach_to_declare():
    """Such as a claim of another NumPy: what the matrix says here is not of it."""
    claim = about_f(only=("grad",), exceptions=("int8",))
    assert list(scope.problems(pages_of(claim), MATRIX, {})) == []
    (unknown,) = scope.problems(pages_of(about_f(only=("int9",))), MATRIX, {})
    assert "unknown source 'int9'" in unknown


@pytest.mark.parametrize(
    ("sentence", "of_all", "of_every_source"),
    [
        ("Always.", True, True), ("It never does.", True, True), ("Whoever asks.", True, True),
        ("It copies everything.", True, True), ("Every kind of array.", True, True), ("All dtypes.", True, True),
        ("A write through either is seen by both.", True, False), ("Only an array shares.", True, False),
        ("A read-only array is a no-op for `np.all` and `copy=None`.", False, False),
        ("A note on anybody's allocation.", False, False),
    ],
)  # fmt: skip
def test_which_sentences_speak_of_all(sentence, of_all, of_every_source):
    """By a word of their own, not by a part of one, nor by code; of every source, by fewer words."""
    assert (speaks_of_all(sentence), speaks_of_every_source(sentence)) == (of_all, of_every_source)


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("`torch.as_tensor` always copies, whatever `x` is.", ""),
        ("`torch.tensor` copies every `list`, and a `torch.nn.Parameter`.", "tensor value"),
        ("`np.asarray` shares whatever array it gets.", "array"),
        ("Scalars and tensors.", "tensor value"),
        ("`torch.tensor([1.0])` and `np.array` never listen.", ""),
    ],
)
def test_which_kind_of_source_a_sentence_names(sentence, kinds):
    """In words, or by a type in code; what a call is called says nothing."""
    assert [kind for kind in ("array", "tensor", "value") if names_kind(sentence, kind)] == kinds.split()
