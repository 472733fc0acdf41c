"""Any object is recognised as the source of the matrix that it is, or as none."""

import ctypes

import numpy as np
import torch
from claimkit.portable.recognise import describe, known_sources


def test_a_source_is_recognised():
    """Each source has a description of its own, so that a claim's object is taken for no other."""
    twins = {tuple(sorted(ids)) for ids in known_sources().values() if len(ids) > 1}
    assert twins == {("read-only", "series-values")}  # pandas hands out just that, a read-only array
    assert None not in known_sources()


def test_the_description_ignores_what_does_not_matter():
    """Values and lengths make no other source; dtype, order, gaps and flags do."""
    assert describe(np.zeros(5)) == describe(np.ones((2, 3)))
    different = [np.zeros(4), np.zeros(4, np.float32), np.zeros(4)[::2], np.zeros(4)[::-1], np.zeros(()), np.zeros(0),
                 np.zeros((2, 2), order="F"), np.zeros(4, ">f8"), torch.zeros(4), torch.zeros(4, requires_grad=True),
                 torch.zeros(4)[::2], torch.zeros(1), [0.0], [0], 0, 0.0]  # fmt: skip
    assert len({describe(x) for x in different}) == len(different)
    assert describe(object()) is None
    assert describe((ctypes.c_float * 3)()) is None


def test_an_axis_of_length_one_may_run_backwards():
    """Its stride moves nothing, but PyTorch refuses it like any other that is negative; of nothing it is ignored."""
    assert describe(np.zeros((2, 3, 1))[..., ::-1]) == describe(np.zeros((2, 3))[..., ::-1])
    assert describe(np.zeros((0, 1))[:, ::-1]) == describe(np.zeros((0, 1)))
