"""Every detour of the route finder does what it is offered for, and names a claim that there is."""

import warnings

import numpy as np
import pytest
import torch
from claimkit.portable import measure, routes
from claimkit.site.detours import DETOURS, PLAINEST
from claimkit.site.view_routes import wanted

SOURCES = {source.id: source for table in routes.TABLES for source in table.sources}
# What is in the result where that is not what is in the source
VALUES = {
    "string": [1.0, 2.0],
    "datetime": [20454],
    "structured": [0.0, 0.0],
    "masked": [None, 2.0],  # None for what is not a number
    "series-int64": [1.0, None],
    "list-none": [1.0, None],
    "str": [1.0],
}


@pytest.mark.filterwarnings("ignore:Sparse CSR")  # to look at such a tensor warns
@pytest.mark.parametrize(
    ("detour", "name"),
    [(detour, name) for detour in DETOURS for name in detour.sources],
    ids=lambda one: getattr(one, "call", one),
)
def test_a_detour_does_what_it_is_offered_for(detour, name):
    """Its kind, dtype, memory and values; and nothing is warned of."""
    if SOURCES[name].missing():
        pytest.skip(f"needs {SOURCES[name].missing()}")
    x = SOURCES[name].make()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = eval(detour.call, {"np": np, "torch": torch, "x": x, "t": x})
    told = measure.told_by_addresses(measure.bounds(x), measure.bounds(result), paired=True)
    outcome = "value" if isinstance(result, list) else told
    cell = {"route": detour.call, "type": measure.type_name(result), "outcome": outcome}
    assert wanted(cell) == detour.want
    assert measure.dtype_of(result) == detour.dtype
    values = [None if value != value else value for value in measure.peek(result)]
    assert values == VALUES.get(name, measure.peek(x))


TOLD = {detour.claim for detour in DETOURS} | {name for told in PLAINEST.values() for name in told.values()}


@pytest.mark.parametrize("name", sorted(TOLD))
def test_its_claim_is_there(pages, name):
    """The claim that tells why, or what a call does, is on a page."""
    assert name in pages.claims


def test_what_is_told_is_told_of_calls_and_sources_that_there_are():
    """Of each route and source by the name that the matrix has for it."""
    assert PLAINEST.keys() <= {route.call for table in routes.TABLES for route in table.routes}
    assert {name for told in PLAINEST.values() for name in told if name} <= SOURCES.keys()
