"""The sources can be made, as their code says, and each is what its table takes it for."""

import array
from collections import Counter

import numpy as np
import pytest
import torch
from claimkit.portable.routes import TABLES, Source, item_dtype

SOURCES = {source.id: source for table in TABLES for source in table.sources}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_can_be_made(source):
    """Afresh each time; what is called t is a tensor, and what is called x is none."""
    if source.missing():
        pytest.skip(f"needs {source.missing()}, which is not here")
    first, second = source.make(), source.make()
    assert first is not second or not hasattr(first, "__setitem__")
    assert isinstance(first, torch.Tensor) == ("t = " in source.code)


def test_no_two_sources_or_routes_have_one_name():
    """Or one cell would stand for two."""
    assert len({source for table in TABLES for source in table.sources}) == len(SOURCES)
    calls = Counter((table.id, route.call) for table in TABLES for route in table.routes)
    assert set(calls.values()) == {1}


@pytest.mark.parametrize(
    ("needs", "missing"),
    [("", ""), ("no_such_package", "no_such_package"), ("torch.float32", ""), ("torch.gone", "torch.gone")],
)
def test_what_a_machine_lacks_is_told(needs, missing):
    """A package, or a part of torch that older versions have not."""
    assert Source("x", "x", "x = 1", needs).missing() == missing


@pytest.mark.parametrize(
    ("x", "dtype"),
    [
        (np.zeros(1, np.int16), torch.int16),
        (array.array("d", [1.0]), torch.float64),
        (bytearray(1), torch.uint8),
        (np.array(["a"]), torch.uint8),
        (3.0, torch.uint8),
    ],
)
def test_the_dtype_of_items(x, dtype):
    """Bytes stand for what torch has no dtype for."""
    assert item_dtype(x) is dtype
