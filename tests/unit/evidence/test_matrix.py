"""What claims show when they run is held against the matrix, and names the claims behind each of its cells."""

import dataclasses

from claimkit.evidence.matrix import contradictions, name_claims
from unit.evidence.made_up import claim_with, pages_of

CELL = {"route": "torch.from_numpy(x)", "source": "array-float64"}
SHARES = {"outcome": "shares", "type": "Tensor", "dtype": "float64", "device": "cpu", "requires_grad": False}


def matrix(**facts):
    routes = [{"call": "torch.from_numpy(x)", "about": "torch.from_numpy"}]
    return {"tables": [{"routes": routes}], "cells": [{**CELL, **SHARES, "method": "two writes", **facts}]}


def seen(*names, **facts):
    return {name: [(*CELL.values(), {**SHARES, **facts})] for name in names}


def test_a_contradiction_names_both_sides():
    """The page, the line, the claim, the route and the source, what its run shows and what the matrix says."""
    pages = pages_of(claim_with())
    assert contradictions(pages, matrix(), seen("topic.good")) == []
    assert contradictions(pages, matrix(outcome="copies"), seen("topic.good")) == [
        "docs/topic.md:4: claim 'topic.good' and the matrix disagree on torch.from_numpy(x) with the source "
        "'array-float64': its run shows shares, Tensor, float64, cpu, the matrix says copies, Tensor, float64, cpu"
    ]


def test_what_two_measurements_cannot_share_is_not_compared():
    """How the outcome was found, and how deep a list is nested, which is a matter of the shape alone."""
    pages = pages_of(claim_with())
    value = {"outcome": "value", "dtype": "", "device": ""}
    deep = seen("topic.good", type="list[list[float]]", **value)
    assert contradictions(pages, matrix(type="list[float]", **value), deep) == []
    assert contradictions(pages, matrix(type="list[int]", **value), deep)


def test_cells_name_the_claims_about_their_route():
    """Those of the cell's kind first; of them those on the page that says most of the route, and of it alone."""

    def about(name, kind, *routes, path="docs/topic.md"):
        return dataclasses.replace(claim_with(name=name), kind=kind, about=("torch.from_numpy", *routes), path=path)

    pages = pages_of(about("a.b", "dtype"), about("b.one", "memory", path="docs/rare.md"),
                     about("b.two", "memory", "np.zeros"), about("c.one", "memory"),
                     dataclasses.replace(claim_with(name="d.other"), kind="memory", about=("np.zeros",)))  # fmt: skip
    named = matrix()
    name_claims(pages, named, seen("a.b", "b.one", "b.two", "c.one", "d.other"))
    assert named["cells"][0]["claims"] == ["c.one", "b.two", "b.one", "a.b"]
    unnamed = matrix()
    name_claims(pages, unnamed, {})
    assert unnamed["cells"][0]["claims"] == []
