"""The mutation check finds a claim that proves nothing, and leaves a claim that proves its sentence alone."""

import dataclasses

import claims
import mutants
import pytest

COPIES = claims.Claim(
    id="topic.tensor-copies",
    text="`torch.tensor(a)` copies.",
    code="",
    path="docs/topic.md",
    line=4,
    code_line=12,
    kind="memory",
    about=("torch.tensor",),
    devices=("cpu",),
)
MAKE = ">>> a = np.zeros(2)\n>>> t = torch.tensor(a)\n"
STRONG = MAKE + ">>> a[0] = 7.0\n>>> a.tolist(), t.tolist()\n([7.0, 0.0], [0.0, 0.0])\n"
NO_WRITE = MAKE + ">>> t.tolist()\n[0.0, 0.0]\n"
NO_WITNESS = MAKE + ">>> a[0] = 7.0\n>>> t.tolist()\n[0.0, 0.0]\n"
SHARES = ">>> a = np.zeros(2)\n>>> t = torch.{}(a)\n>>> a[0] = 7.0\n>>> t.tolist()\n[7.0, 0.0]\n"
RAISES = ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"


def survivors(code, **changes):
    claim, holds, fates = mutants.examine(dataclasses.replace(COPIES, code=code, **changes))
    assert holds
    return [mutant.change for mutant, survived in fates if survived]


def test_a_claim_with_a_witness_has_no_survivor():
    """Both sides are printed after a write: nothing can change unnoticed."""
    assert survivors(STRONG) == []


def test_a_copy_that_nobody_writes_to_proves_nothing():
    """Sharing instead of copying would go unnoticed."""
    assert survivors(NO_WRITE) == ["`torch.tensor(a)` copying, and sharing"]


def test_a_copy_without_a_witness_of_the_write_has_an_idle_line():
    """Without the write, the copy looks the same."""
    assert survivors(NO_WITNESS) == ["drop `a[0] = 7.0`"]


@pytest.mark.parametrize("route", ["from_numpy", "as_tensor", "asarray", "from_dlpack"])
def test_sharing_is_pinned_down_by_a_write(route):
    """A route that shares is noticed when it copies."""
    assert survivors(SHARES.format(route), about=(f"torch.{route}",)) == []


@pytest.mark.parametrize(
    ("kind", "code", "survivor"),
    [
        ("gradient", ">>> w = torch.ones(1, requires_grad=True)\n>>> w.tolist()\n[1.0]\n", "`requires_grad=False`"),
        ("gradient", ">>> w = torch.ones(1)\n>>> w.detach().tolist()\n[1.0]\n", "drop `.detach()`"),
        ("gradient", ">>> with torch.no_grad():\n...     1\n1\n", "drop `with torch.no_grad(): …` but not its body"),
        ("dtype", ">>> torch.ones(1, dtype=torch.float64).tolist()\n[1.0]\n", "float64 → float32"),
        ("device", ">>> torch.ones(1, device=device).shape\ntorch.Size([1])\n", '`device` → "meta"'),
        ("memory", ">>> b = np.ones(1)\n>>> np.array(b, copy=True).tolist()\n[1.0]\n", "`copy=True` flipped"),
        ("error", ">>> a = 1\n" + RAISES, "drop `a = 1`"),
    ],
)
def test_each_kind_has_its_weakness(kind, code, survivor):
    """What the kind says matters, and the output does not show, survives."""
    assert any(change.startswith(survivor) for change in survivors(code, kind=kind))


def test_what_crashes_or_hangs_counts_as_noticed(monkeypatch):
    """The mutants behind it still get their turn."""
    monkeypatch.setattr(mutants, "SECONDS", 1)
    good, bad, crash, hang = ">>> 1\n1\n", ">>> 1\n2\n", ">>> import os; os.abort()\n", ">>> while True: pass\n"
    codes = [good, crash, good, hang, bad, good]
    assert mutants._which_pass(COPIES, codes) == [True, False, True, False, False, True]


def test_every_expected_value_is_changed():
    """One at a time: numbers, words, dtypes and strings, and an error's type and text."""
    code = ">>> 1.5, True, 'a', torch.int8\n(1.5, True, 'a', torch.int8)\n" + RAISES
    found = mutants.mutants_of(dataclasses.replace(COPIES, code=code))
    assert [mutant.change for mutant in found if mutant.operator == "expect"] == [
        "expect 1.5 → 11.5", "expect True → False", "expect 'a' → 'other'", "expect int8 → int16",
        "expect ZeroDivisionError → ValueError", "expect division by zero → other",
    ]  # fmt: skip


def test_allowed_survivors_are_not_reported_and_idle_entries_are():
    """An entry in the list of equivalent mutants must match a survivor."""
    examined = [mutants.examine(dataclasses.replace(COPIES, code=NO_WITNESS))]
    assert mutants.judge(examined, {})[0] == ["docs/topic.md:14: topic.tensor-copies: drop `a[0] = 7.0`"]
    allowed = {(COPIES.id, "drop `a[0] = 7.0`"): "reason"}
    assert mutants.judge(examined, allowed)[0] == []
    allowed[COPIES.id, "drop `b`"] = "reason"
    assert mutants.judge(examined, allowed)[0] == [
        "tests/mutants-allowed.toml: topic.tensor-copies: drop `b`: no such survivor: remove it"
    ]


def test_a_false_claim_is_a_problem_of_its_own():
    """Its mutants fail whatever they change, which proves nothing."""
    problems, _ = mutants.judge([mutants.examine(dataclasses.replace(COPIES, code=STRONG.replace("7.0,", "8.0,")))], {})
    assert problems == ["docs/topic.md:4: topic.tensor-copies: false before any mutation: mend it first"]
