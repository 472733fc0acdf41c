"""What a route makes of a source is told from every other outcome, or the measurement stops and names it."""

import pytest
import torch
from claimkit.portable import measure, survive
from claimkit.portable.routes import Route, Source

PLAIN = Source("plain", "plain", "x = np.array([1.0, 2.0])")


@pytest.mark.parametrize(
    ("call", "outcome", "method"),
    [
        ("torch.from_numpy(x)", "shares", "two writes"),
        ("x", "itself", None),
        ("x.copy()", "copies", "two writes"),
        ("np.frombuffer(x.tobytes())", "copies", "one write"),
        ("np.lib.stride_tricks.as_strided(x, writeable=False)", "shares", "one write"),
        ("x.view(np.uint8)", "shares", "addresses"),
        ("np.zeros(3)", "unrelated", "addresses"),
        ("x[:0]", "no-memory", None),
        ("x.tolist()", "value", None),
        ("x.nothing()", "raises", None),
    ],
)
def test_each_outcome_is_told_from_the_others(call, outcome, method):
    """A call of which we know what it does is measured to do just that."""
    cell = measure.measure(Route(call, ""), PLAIN)
    assert (cell["outcome"], cell.get("method")) == (outcome, method)


def test_a_cell_that_fits_no_outcome_stops_and_is_named():
    """A result of which one element is shared and another is not is neither a share nor a copy."""
    half = Source("half", "half", "x = np.zeros(4)[:2]")
    route = Route("np.lib.stride_tricks.as_strided(x, (2,), (2 * x.itemsize,))", "")
    with pytest.raises(measure.Unmeasured, match=r"as_strided.* with the source half cannot be measured"):
        measure.measure(route, half)


def test_a_value_that_changes_is_told():
    """Wherever the result does not hold what the source held."""
    cell = measure.measure(Route("x + 1", ""), PLAIN)
    assert (cell["outcome"], cell["values"]) == ("copies", "changed")


def test_a_cell_that_ends_python_is_told():
    """With the signal; one that fits no outcome, and one that ends otherwise, stop the measurement."""
    route, died = Route("f(x)", ""), survive.Died("Python died of signal 6 (SIGABRT)")
    cell = {"route": "f(x)", "source": "plain", "outcome": "ends-python", "signal": "SIGABRT"}
    assert measure.cell_of(route, PLAIN, died) == cell
    with pytest.raises(measure.Unmeasured, match=r"f\(x\) with the source plain did not end"):
        measure.cell_of(route, PLAIN, survive.Died("did not end within 60 s of CPU time"))
    with pytest.raises(measure.Unmeasured, match="reason"):
        measure.cell_of(route, PLAIN, "reason")


@pytest.mark.parametrize(
    ("setting", "facts"),
    [
        ("torch.set_default_dtype(torch.float64)", {"dtype": "float64", "requires_grad": True}),
        ('torch.set_default_device("meta")', {"dtype": "float32", "device": "meta"}),
        ("torch.set_grad_enabled(False)", {"dtype": "float32", "requires_grad": False}),
    ],
)
def test_a_setting_is_in_force_while_a_route_runs(setting, facts):
    """Not while the source is made, nor afterwards."""
    source = Source("own", "own", "t = torch.ones(2, requires_grad=True)", setting=setting)
    made = source.make()
    cell = measure.measure(Route("torch.ones(2) * t.to(torch.ones(0).device)", ""), source)
    assert {name: cell[name] for name in facts} == facts
    after = torch.ones(2, requires_grad=True) * 1
    for x in (made, after):
        assert (x.dtype, x.device.type, x.requires_grad) == (torch.float32, "cpu", True)
