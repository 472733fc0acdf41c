"""Pasted code has none of our presets, and runs twice in one namespace."""

import pytest
from claimkit.evidence import runs

ONCE = (  # torch gives this warning once a process
    ">>> import warnings\n>>> with warnings.catch_warnings(record=True) as caught:\n"
    '...     warnings.simplefilter("always")\n...     t = torch.from_numpy(np.broadcast_to(np.zeros(1), 2))\n'
    ">>> len(caught)\n1\n"
)
CASES = {
    "the same each time": (">>> torch.ones(2).sum()\ntensor(2.)\n", "passed", ""),
    "false at once": (">>> torch.ones(2).sum()\ntensor(3.)\n", "failed", "tensor(2.)"),
    "another the second time": (
        ">>> seen = globals().setdefault('seen', [])\n>>> seen.append(1)\n>>> len(seen)\n1\n",
        "failed",
        "2, pasted a second time",
    ),
    "a warning that comes once": (ONCE, "failed", "0, pasted a second time"),
    "where Python shows more": (">>> __name__\n'__main__'\n", "passed", ""),
}


@pytest.mark.parametrize(("code", "outcome", "got"), CASES.values(), ids=CASES)
def test_code_is_pasted_twice(code, outcome, got):
    """What prints something else the second time is told with that; each code is the first in its process."""
    wanted = {"id": "topic.name", "path": "docs/topic.md", "code_line": 3, "code": code, "device": "cpu"}
    answers = runs.ask([wanted, wanted], paste=True)
    next(answers)
    assert [(answer["outcome"], answer["got"]) for answer in answers] == [(outcome, got)] * 2
