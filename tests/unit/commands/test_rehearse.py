"""A rehearsal judges each order of copies by itself, counts made-up texts apart, and leaves no evidence."""

import pytest
from claimkit.commands import mutants, rehearse
from claimkit.evidence.tried import Tried
from claimkit.pages.messages import Message
from claimkit.pages.model import Error, Pages, Refused

GOOD = '>>> torch.ones(2, device="cuda").sum().item()\n2.0\n'
# Copies nothing before something waits, which late mode notices alone
RACE = (
    '>>> g, p = torch.ones(2, device="cuda"), torch.zeros(2).pin_memory()\n'
    ">>> p = p.copy_(g, non_blocking=True)\n>>> p.tolist()\n[1.0, 1.0]\n"
)
WAITS = RACE.replace(">>> p.tolist()", ">>> torch.cuda.synchronize()\n>>> p.tolist()")
CODES = {
    "good": GOOD,
    "imitated": ">>> torch.cuda.get_device_name()\n'stand-in, no GPU'\n",
    "waits": WAITS,
    "skipped": ">>> import pandas\n" + GOOD,
}
RAISES = ">>> {}\nTraceback (most recent call last):\n  ...\n{}...\n"
MADE_UP = RAISES.format("torch.ones(1, device='cuda:1')", "RuntimeError: CUDA error: invalid device ordinal")
HOST = RAISES.format("torch.ones(2, device='cuda').numpy()", "TypeError: can't convert cuda")
HOST_TEXT = (
    "TypeError: can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
    "first."
)


@pytest.fixture
def rehearsal(claim, on_stand_in, tmp_path, monkeypatch):
    """Makes a rehearsal of claims on CUDA by their codes."""
    monkeypatch.setattr(mutants, "read_allowed", lambda *_arguments: {})

    def make(codes, **fields):
        claims = [claim(code, id=f"topic.{name}", devices=("cuda",), **fields) for name, code in codes.items()]
        pages = Pages({one.id: one for one in claims})
        return rehearse.Rehearsal(pages, on_stand_in, "", tmp_path, unknown={"topic.unknown"})

    return make


def counted(rehearsal, what):
    return {mode: dict(counts) for mode, counts in rehearsal.counts[what].items()}


def run_claims(rehearsal):
    claims = list(rehearsal.pages.claims.values())
    for mode in rehearsal.folders:
        rehearsal.run_snippets(mode, claims)
    return rehearsal


def test_each_mode_has_its_counts(rehearsal):
    """What rests on a made-up text is not rehearsed, and named; nothing is wrong with it."""
    done = run_claims(rehearsal(CODES, torch=">=2"))
    assert done.problems == []
    both = {"rehearsed": 3, "imitated": 1}
    assert counted(done, "claims") == {"eager": both, "late": both}
    assert done.noted == {"imitated": {"topic.imitated"}}
    table = "\n".join(done.table())
    assert [line.split() for line in table.splitlines() if line.startswith("claims")] == [
        ["claims", "3", "1", "0", "0"]
    ] * 2
    assert table.splitlines()[-1] == "imitated: topic.imitated"


def test_a_race_is_false_in_one_mode(rehearsal):
    """The line says in which, and where."""
    done = run_claims(rehearsal({"race": RACE}))
    assert counted(done, "claims") == {"eager": {"rehearsed": 1}, "late": {"failed": 1}}
    (problem,) = done.problems
    assert problem.startswith("late: docs/topic.md:14: claim 'topic.race' on cuda is false here: expected [1.0, 1.0]")


def test_what_no_stand_in_can_tell_must_fail_on_it(rehearsal, tmp_path):
    """Then it counts as not rehearsed; what passes has no place among the unknown."""
    done = run_claims(rehearsal({"unknown": GOOD.replace("2.0", "3.0")}))
    assert counted(done, "claims") == {"eager": {"not rehearsed": 1}, "late": {"not rehearsed": 1}}
    assert done.problems == []
    wrong = run_claims(rehearsal({"unknown": GOOD}))
    page = tmp_path / "how-checked.md"
    page.write_text("| imitated | none |\n", encoding="utf-8")
    wrong.hold_page(page)
    (problem,) = wrong.problems
    assert "topic.unknown passes on the stand-in: take it out of the row 'unknown'" in problem
    timed = run_claims(rehearsal({"unknown": ">>> from timeit import repeat\n" + GOOD}))
    timed.hold_page(page)
    assert timed.problems == []


def test_a_mutant_is_noticed_by_one_mode(rehearsal, tmp_path):
    """Without its wait the copy arrives in eager mode all the same; where nothing waits for anything, it survives."""
    idle = GOOD.replace(">>>", ">>> torch.cuda.synchronize()\n>>>")
    done = rehearsal({"waits": WAITS, "idle": idle})
    done.break_claims(None, Tried(tmp_path / "tried.json", "mutants"))
    dropped = [problem for problem in done.problems if "synchronize" in problem]
    assert dropped == ["docs/topic.md:12: topic.idle: drop `torch.cuda.synchronize()`"]


def test_what_is_known_is_not_run_again(rehearsal, monkeypatch):
    """As long as the claim, the libraries and the stand-in are the same; what failed runs again."""
    first = run_claims(rehearsal({"good": GOOD, "race": RACE}))
    first.memory.keep(first.used)
    assert [path.name for path in first.memory.path.parent.iterdir()] == ["rehearsed.json"]
    asked = []
    ask = rehearse.runs.ask
    monkeypatch.setattr(rehearse.runs, "ask", lambda due, **options: asked.extend(due) or ask(due, **options))
    run_claims(rehearsal({"good": GOOD, "race": RACE}))
    assert [run["id"] for run in asked] == ["topic.race"]


def test_one_claim_makes_nothing_of_the_others_unknown(rehearsal):
    """What is known of them is kept."""
    first = run_claims(rehearsal({"good": GOOD, "waits": WAITS}))
    first.memory.keep(first.used)
    rehearsal({"good": GOOD, "waits": WAITS}).run("topic.good")
    assert set(rehearsal({"good": GOOD, "waits": WAITS}).memory.answers) == first.used


def test_a_message_without_an_entry_is_told(rehearsal):
    """Errors that only CUDA raises must be on the page of errors."""
    done = run_claims(rehearsal({"raises": HOST}, kind="error"))
    assert len(done.problems) == 2
    assert all("which has 0 entries" in problem for problem in done.problems)


@pytest.mark.parametrize(
    ("code", "problem", "imitated"),
    [
        ("import torch\nassert torch.cuda.is_available()", "", []),
        ("import torch\ntorch.cuda.get_device_name()", "", ["device-name"]),
        ("print('skipped: no CUDA device')", "it skipped what needs a GPU", []),
        ("raise SystemExit(3)", "ended with status 3: ", []),
    ],
    ids=["runs", "rests-on-a-text", "skips", "fails"],
)
def test_scripts_run_on_the_stand_in(on_stand_in, code, problem, imitated):
    """To their end, and all of them; what they met of made-up texts is told."""
    assert rehearse.run_script(code, "plot_1_script", on_stand_in["late"]) == (problem, imitated)


def test_what_is_not_broken_is_named(rehearsal, tmp_path):
    """With why: no figure counts what was never tried."""
    done = rehearsal({"good": GOOD, "unknown": GOOD, "lacks": ">>> import cupy\n" + GOOD})
    done.break_claims(None, Tried(tmp_path / "tried.json", "mutants"))
    assert done.noted["not broken, for it is unknown, of other versions or lacks a library"] == {
        "topic.unknown",
        "topic.lacks",
    }


def test_a_cell_that_depends_on_the_order_is_told(rehearsal):
    """With its route and source; the others are counted, as far as they are of CUDA tensors."""
    cells = [{"route": "t.cpu()", "source": name, "outcome": "copies"} for name in ("on-cuda", "on-cpu")]
    sources = {"on-cuda": {"code": 't = torch.ones(1, device="cuda")'}, "on-cpu": {"code": "t = torch.ones(1)"}}
    other = [dict(cells[0], outcome="shares"), cells[1]]
    done = rehearsal({})
    for mode, found in (("eager", cells), ("late", other)):
        done.memory.answers[rehearse.name_of_matrix(mode)] = {"sources": sources, "cells": found}
    done.compare_matrices()
    assert done.problems == ["late: t.cpu() with the source 'on-cuda' is not what it is in the other mode"]
    assert counted(done, "CUDA cells of the matrix") == {"eager": {"rehearsed": 1}, "late": {"failed": 1}}


def test_without_a_stand_in_nothing_is_wrong(monkeypatch, capsys):
    """The reason is told, such as another torch than it knows, and make check goes on."""
    import stand_in

    monkeypatch.setattr(stand_in, "KNOWN", ("1.2.3",))
    assert rehearse.main([]) == 0
    assert capsys.readouterr().out.startswith("not rehearsed: the stand-in knows torch 1.2.3, and here is ")


def test_what_does_not_name_cuda_cannot_be_rehearsed(on_stand_in, tmp_path, claim):
    """Whoever asks for it alone would else be told that all is well."""
    pages = Pages({"topic.host": claim(">>> 1\n1\n", id="topic.host", devices=("cpu",))})
    with pytest.raises(Refused, match="topic.host does not name CUDA: there is nothing to rehearse"):
        rehearse.Rehearsal(pages, on_stand_in, "", tmp_path).run("topic.host")


def test_an_error_rests_on_what_raises_it(rehearsal):
    """It is imitated if every claim that raises it is."""
    codes = {"ordinal": MADE_UP, "host": HOST}
    done = rehearsal(codes, kind="error")
    for name, text in {"ordinal": "RuntimeError: CUDA error: invalid device ordinal", "host": HOST_TEXT}.items():
        done.pages.errors[name] = Error(name, "docs/errors.md", 1, messages=(Message(text),), claims=(f"topic.{name}",))
    run_claims(done)
    assert done.problems == []
    assert counted(done, "errors")["late"] == {"imitated": 1, "rehearsed": 1}


@pytest.mark.parametrize(("named", "wrong"), [("topic.imitated", 0), ("topic.good", 1), ("topic.none", 1)])
def test_the_page_names_what_rests_on_made_up_texts(rehearsal, tmp_path, named, wrong):
    """So that nobody takes it for rehearsed."""
    done = rehearsal({})
    done.noted = {"imitated": {"topic.imitated"}}
    page = tmp_path / "how-checked.md"
    page.write_text(f"| rehearsed | all |\n| imitated | texts of {{claim}}`{named}` |\n", encoding="utf-8")
    done.hold_page(page)
    assert len(done.problems) == wrong


def test_nothing_else_knows_of_a_rehearsal():
    """No badge and nothing that is published can rest on it: its files are read here alone."""
    engine = rehearse.runs.ENGINE / "claimkit"
    readers = [path.name for path in engine.rglob("*.py") if '"rehearsed' in path.read_text(encoding="utf-8")]
    assert readers == ["rehearse.py"]
