"""The route finder puts the plainest answer first."""

import dataclasses
from collections import Counter

import pytest
from claimkit.evidence.scope import Reach
from claimkit.site.view_routes import plainness, proofs_of, route_entries, wanted
from unit.evidence.made_up import claim_with

SOURCE = {"dtype": "float32", "code": "x = 1"}


def cell(route, **facts):
    return {"route": route, "outcome": "copies", "type": "Tensor", "dtype": "float32", **facts}


def test_the_plainest_comes_first():
    """The dtype is kept, nothing is warned of, and what nobody advises is the last resort."""
    best_first = [
        cell("t.clone()"),
        cell("torch.tensor(x)"),
        cell("torch.as_tensor(x)", outcome="itself"),
        cell("torch.asarray(x)", device="cuda"),
        cell("torch.asarray(x)", dtype="float64"),
        cell("torch.as_tensor(x)", warnings=["w"]),
        cell("torch.utils.data.default_collate([x])"),
    ]
    shuffled = [best_first[number] for number in (5, 2, 0, 4, 6, 3, 1)]
    assert sorted(shuffled, key=lambda one: plainness(one, SOURCE)) == best_first


@pytest.mark.parametrize(
    ("one", "wish"),
    [
        (cell("t.clone()"), "tensor-copies"),
        (cell("t.data", outcome="shares"), "tensor-shares"),
        (cell("t.numpy()", outcome="shares", type="ndarray"), "array-shares"),
        (cell("t.tolist()", outcome="value", type="list[float]"), "python"),
        (cell("torch.utils.data.default_convert(x)", outcome="value", type="list[float]"), None),
        (cell("t.numpy()", type="ndarray", values="changed"), None),
        (cell("t.numpy()", outcome="raises"), None),
        (cell("torch.utils.data.default_convert(x)", outcome="itself", type="ndarray"), None),
    ],
)
def test_a_cell_fulfils_a_wish(one, wish):
    """Or none: an error, other values, and what a loader passes on as it was."""
    assert wanted(one) == wish


def test_a_detour_stands_first_and_is_no_refusal():
    """What raises on every route is still answered: by a line of two calls."""
    source = {"name": "negative stride", "code": "x = …", "dtype": "float64"}
    raised = cell(
        "torch.tensor(x)", source="negative-stride", outcome="raises", error="ValueError", message="m", claims=()
    )
    table = {
        "routes": [{"call": "torch.tensor(x)", "about": "torch.tensor"}],
        "groups": [{"name": "odd", "sources": ["negative-stride"]}],
    }
    matrix = {"environment": {}, "tables": [table], "sources": {"negative-stride": source}, "cells": [raised]}
    (_group, (found,)) = route_entries(matrix, {}, {}, {}, Counter())["routes"]["groups"][0]
    assert found["answers"]["tensor-copies"][0]["call"] == "torch.from_numpy(x.copy())"
    assert [answer["error"] for answer in found["refused"]] == ["ValueError"]


def test_what_holds_of_the_call_proves_an_answer_first():
    """The sentence that says of the call whether it shares, this source too, and then what ran with this source."""
    known = {name: dataclasses.replace(claim_with(name=name), kind=kind, about=("torch.tensor",))
             for name, kind in [("a.copies", "memory"), ("a.odd", "memory"), ("b.dtype", "dtype")]}  # fmt: skip
    routes = {"torch.tensor(x)": {"about": "torch.tensor"}}
    reach = [Reach("torch.tensor(x)", "array", ("int8",), "copies", ("int8", "int16"))]
    proofs = proofs_of(routes, known, {"a.copies": reach, "b.dtype": reach}, Counter())

    def first(source, *ran):
        return [proof["id"] for proof in proofs(cell("torch.tensor(x)", source=source, claims=ran))]

    assert first("int8", "a.odd", "a.copies") == ["a.copies", "a.odd"]
    assert first("int16") == ["a.copies"]
    assert first("object", "a.odd") == ["a.odd"]


def test_of_what_reaches_a_source_the_most_general_comes_first():
    """It speaks of the call alone, and of such what most articles say; not what stands with most about the call."""
    call = "torch.from_numpy"
    about = {"a.slices": (call,), "a.fields": (call,), "b.shares": (call,), "b.both": (call, "torch.tensor")}
    known = {name: dataclasses.replace(claim_with(name=name), path=f"docs/{name[0]}.md", kind="memory", about=calls)
             for name, calls in about.items()}  # fmt: skip
    reach = [Reach("torch.from_numpy(x)", "array", ("int8",), "shares", ("int8",))]
    cited = Counter({"b.shares": 2, "b.both": 3})
    proofs = proofs_of({"torch.from_numpy(x)": {"about": call}}, known, dict.fromkeys(known, reach), cited)
    assert [proof["id"] for proof in proofs(cell("torch.from_numpy(x)", source="int8", claims=()))] == ["b.shares"]


def test_where_nothing_reaches_the_plainest_is_named():
    """As of a list, which shares no memory; not of what raises."""
    nests, other = "python-numbers.tolist-nests", "a.odd"
    known = {name: dataclasses.replace(claim_with(name=name), kind="value", about=("Tensor.tolist",))
             for name in (nests, other)}  # fmt: skip
    proofs = proofs_of({"t.tolist()": {"about": "Tensor.tolist"}}, known, {}, Counter())
    one = cell("t.tolist()", source="tensor-int8", claims=(other,))
    assert [proof["id"] for proof in proofs({**one, "outcome": "value"})] == [nests, other]
    assert [proof["id"] for proof in proofs({**one, "outcome": "raises"})] == [other]
