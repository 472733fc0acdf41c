"""Mutants find a claim that proves nothing, leave alone one that proves its sentence, and are remembered."""

import pytest
from claimkit.commands import mutants
from claimkit.commands.mutations import mutants_of
from claimkit.evidence.runs import Memory
from claimkit.evidence.tried import Tried
from claimkit.pages.model import UnreadablePages

MAKE = ">>> a = np.zeros(2)\n>>> t = torch.tensor(a)\n"
WITNESS = MAKE + ">>> a[0] = 7.0\n>>> a.tolist(), t.tolist()\n([7.0, 0.0], [0.0, 0.0])\n"
SHARES = ">>> a = np.zeros(2)\n>>> t = torch.{}(a)\n>>> a[0] = 7.0\n>>> t.tolist()\n[7.0, 0.0]\n"
RAISES = ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"
NO_WITNESS = MAKE + ">>> a[0] = 7.0\n>>> t.tolist()\n[0.0, 0.0]\n"
# What each kind of claim proves nothing by: (code, fields, what survives)
WEAK = {
    "nobody writes": (MAKE + ">>> t.tolist()\n[0.0, 0.0]\n", {}, ["`torch.tensor(a)` copying, and sharing"]),
    "nobody sees the write": (NO_WITNESS, {}, ["drop `a[0] = 7.0`"]),
    "no gradient asked": (
        ">>> w = torch.ones(1, requires_grad=True)\n>>> w.tolist()\n[1.0]\n", {"kind": "gradient"},
        ["`requires_grad=False`"],
    ),
    "nothing to detach": (
        ">>> w = torch.ones(1)\n>>> w.detach().tolist()\n[1.0]\n", {"kind": "gradient"}, ["drop `.detach()`"],
    ),
    "idle context": (
        ">>> with torch.no_grad():\n...     1\n1\n", {"kind": "gradient"},
        ["drop `with torch.no_grad(): …` but not its body"],
    ),
    "dtype is not shown": (
        ">>> torch.ones(1, dtype=torch.float64).tolist()\n[1.0]\n", {"kind": "dtype"},
        ["float64 → float32 in `torch.ones(1, dtype=torch.float64).tolist()`"],
    ),
    "device is not shown": (
        ">>> torch.ones(1, device=device).shape\ntorch.Size([1])\n", {"kind": "device"}, ['`device` → "meta"'],
    ),
    "device is said and not shown": (
        ">>> torch.ones(1, device=device).shape\ntorch.Size([1])\n", {"kind": "value", "text": "It is on the device."},
        ['`device` → "meta"'],
    ),
    "sharing is said and not shown": (
        MAKE.replace("tensor", "as_tensor") + ">>> t.tolist()\n[0.0, 0.0]\n",
        {"kind": "value", "about": ("torch.as_tensor",), "text": "It shares memory."},
        ["`torch.as_tensor(a)` copying, and sharing"],
    ),
    "nobody needs the copy": (
        ">>> b = np.ones(1)\n>>> np.array(b, copy=True).tolist()\n[1.0]\n", {}, ["`copy=True` flipped"],
    ),
    "idle line": (">>> a = 1\n" + RAISES, {"kind": "error"}, ["drop `a = 1`"]),
}  # fmt: skip
STRONG = {
    "witness": (WITNESS, {}),
    "a mutant ends Python": (
        '>>> end = [None]\n>>> end[0] = int\n>>> (end[0] or __import__("os").abort)()\n0\n', {"kind": "value"},
    ),
    **{route: (SHARES.format(route), {"about": (f"torch.{route}",)})
       for route in ("from_numpy", "as_tensor", "asarray", "from_dlpack")},
}  # fmt: skip


@pytest.fixture(scope="module")
def trials(memory, claim):
    """Every claim above by its name, tried; all in one go, because starting torch takes seconds."""
    every = {**WEAK, **STRONG, "false": (WITNESS.replace("7.0,", "8.0,"), {})}
    usual = {"kind": "memory", "about": ("torch.tensor",), "text": "`torch.tensor(a)` copies."}
    claims = [claim(code, **{**usual, "id": name, **fields}) for name, (code, fields, *_) in every.items()]
    found = mutants.trials_of(claims, [mutants.CPU])
    assert mutants.answer(found, memory) > len(every)
    return {trial.claim.id: trial for trial in found}


@pytest.mark.parametrize("name", WEAK)
def test_a_claim_that_does_not_prove_its_sentence_has_a_survivor(name, trials, memory):
    """What matters by the claim's kind, and is not shown, can be changed unnoticed."""
    trial = trials[name]
    survivors = [mutant.change for mutant in trial.mutants if trial.survived(mutant, memory.answers)]
    assert survivors == WEAK[name][2]


@pytest.mark.parametrize("name", STRONG)
def test_a_claim_that_proves_its_sentence_has_none(name, trials, memory):
    """A write with a witness pins down sharing and copying; a mutant that ends Python is noticed as well."""
    problems, counts = mutants.judge([trials[name]], memory.answers, {})
    assert problems == {name: []}
    assert counts["survived"] == 0 < counts["drop"] + counts["share"]


def test_a_false_claim_is_a_problem_of_its_own(trials, memory):
    """Its mutants fail whatever they change, which proves nothing; and it is tried again the next time."""
    trial = trials["false"]
    problems, counts = mutants.judge([trial], memory.answers, {})
    assert problems == {"false": ["docs/topic.md:4: false: false before any mutation: mend it first"]}
    assert counts == {"tried": 1}
    assert mutants.CPU.name(trial.claim.code) not in Memory(memory.path).answers


def test_what_is_known_is_not_run_again(trials, memory, monkeypatch):
    """Of unchanged claims nothing is asked, whichever process tried them."""
    monkeypatch.setattr(mutants.runs, "ask", None)
    known = [trial for name, trial in trials.items() if name != "false"]
    assert mutants.answer(known, Memory(memory.path)) == 0


def test_every_expected_value_is_changed(claim):
    """One at a time: numbers, words, dtypes and strings, and an error's type and text."""
    code = ">>> 1.5, True, 'a', torch.int8\n(1.5, True, 'a', torch.int8)\n" + RAISES
    changes = [mutant.change for mutant in mutants_of(claim(code)) if mutant.operator == "expect"]
    assert changes == [
        "expect 1.5 → 11.5", "expect True → False", "expect 'a' → 'other'", "expect int8 → int16",
        "expect ZeroDivisionError → ValueError", "expect division by zero → other",
    ]  # fmt: skip


def test_allowed_survivors_are_not_reported_and_idle_entries_are(trials, memory):
    """An entry of the list of equivalent mutants must match a survivor."""
    name, line = "nobody sees the write", "docs/topic.md:14: nobody sees the write: drop `a[0] = 7.0`"
    assert mutants.judge([trials[name]], memory.answers, {})[0] == {name: [line]}
    allowed = {(name, "drop `a[0] = 7.0`"): "list:1"}
    assert mutants.judge([trials[name]], memory.answers, allowed)[0] == {name: []}
    allowed[name, "expect 0.0 → 10.0"] = "list:5"
    idle = "list:5: nobody sees the write: expect 0.0 → 10.0: is noticed: remove it"
    assert mutants.judge([trials[name]], memory.answers, allowed)[0] == {name: [idle]}


def test_what_came_out_well_is_known_as_it_was_tried(trials, memory, tmp_path, monkeypatch):
    """By its codes and by what may survive; a claim with a survivor, or that is false, is not."""
    monkeypatch.setattr(mutants, "read_allowed", lambda *_arguments: {})
    claims = {name: trials[name].claim for name in ("nobody sees the write", "witness", "false")}
    path, weak, strong = tmp_path / "tried.json", trials["nobody sees the write"], trials["witness"]
    wrong, _told, ran, broken = mutants.break_claims(
        claims, claims.values(), [mutants.CPU], Tried(path, "mutants"), memory, is_for_changed=True, is_whole=True
    )
    assert (len(wrong), ran, broken) == (2, 0, set(claims))
    known = Tried(path, "mutants")
    assert known.known == {"witness": strong.digest({})}
    nothing = Memory(tmp_path / "answers.json")
    wrong, _told, _ran, broken = mutants.break_claims(
        claims, [strong.claim], [mutants.CPU], known, nothing, is_for_changed=True, is_whole=False
    )
    assert (wrong, broken) == ([], {"witness"})
    assert weak.digest({}) != weak.digest({(weak.claim.id, "drop `a[0] = 7.0`"): "list:1"})


def test_entries_that_mean_nothing_are_refused(tmp_path, claim):
    """Each with its line: unknown claims, mutations that do not exist, and keys."""
    entry = '[[allowed]]\nclaim = "{}"\nmutation = "{}"\nreason = "none"\n'
    path = tmp_path / "allowed.toml"
    text = (
        entry.format("topic.good", "expect 1 → 11") + entry.format("no.such", "drop") + entry.format("topic.good", "x")
    )
    path.write_text(text + "[[allowed]]\nclaims = 1\n", encoding="utf-8")
    with pytest.raises(UnreadablePages) as refused:
        mutants.read_allowed(path, {"topic.good": claim()})
    assert str(refused.value).splitlines() == [
        "tests/allowed.toml:5: unknown claim 'no.such': name a claim that exists",
        "tests/allowed.toml:9: topic.good has no mutation 'x': write it as `make mutants` prints it",
        "tests/allowed.toml:13: an entry with claims: give it claim, mutation, reason",
    ]


def test_a_mutant_is_tried_in_every_place_until_one_notices(claim):
    """What the CPU lets pass the GPU may notice; the claim itself has to hold in both."""
    both = [mutants.CPU, mutants.Place("cuda")]
    (trial,) = mutants.trials_of([claim(">>> x = 1\n>>> x\n1\n", devices=("cpu", "cuda"))], both)
    own, *others = trial.codes
    answers = {place.name(own): "passed" for place in both} | {mutants.CPU.name(code): "failed" for code in others[1:]}
    answers[mutants.CPU.name(others[0])] = "passed"
    assert trial.left_for(0, {}) == trial.codes
    assert trial.left_for(1, answers) == [own, others[0]]
    survivors = []
    for word in ("failed", "passed"):
        answers[mutants.Place("cuda").name(others[0])] = word
        survivors.append(sum(trial.survived(mutant, answers) for mutant in trial.mutants))
    assert survivors == [0, 1]


def test_waiting_inside_what_is_shown_is_dropped(claim):
    """As far as it is no statement, which is dropped as such."""
    code = ">>> torch.cuda.synchronize()\n>>> [g.tolist(), torch.cuda.synchronize()][0]\n[1.0]\n"
    made = [mutant for mutant in mutants_of(claim(code, devices=("cuda",))) if mutant.operator == "transfer"]
    assert [mutant.change for mutant in made] == ["`torch.cuda.synchronize()` → None"]
    assert made[0].codes == (code.replace(", torch.cuda.synchronize()]", ", None]"),)


def test_what_only_a_gpu_notices_is_tried_on_one_alone(claim):
    """Whether a copy waits, and whether memory is pinned."""
    code = '>>> t = torch.ones(2).pin_memory().to("cuda", non_blocking=True)\n>>> t.tolist()\n[1.0, 1.0]\n'
    found = {}
    for place in (mutants.CPU, mutants.Place("cuda")):
        (trial,) = mutants.trials_of([claim(code, devices=("cpu", "cuda"))], [place])
        found[place.device] = [mutant.change for mutant in trial.mutants if mutant.operator == "transfer"]
    assert found == {"cpu": [], "cuda": ["`non_blocking=True` flipped", "drop `.pin_memory()`"]}
