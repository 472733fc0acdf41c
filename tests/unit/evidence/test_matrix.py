"""What claims show when they run is held against the matrix, and names the claims behind each of its cells."""

import dataclasses
import json

import pytest
from claimkit.evidence.matrix import contradictions, lend, name_claims, write
from claimkit.pages.model import Refused, UnreadablePages
from claimkit.portable import rehearsal
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


# Rows that need a GPU

ON_CPU = {"name": "CPU", "code": "t = torch.ones(1)", "dtype": "float32", "device": "cpu"}
ON_GPU = {"name": "CUDA", "code": 't = torch.ones(1, device="cuda")'}
TABLES = [{"routes": [{"call": "t.cpu()"}, {"call": "t.data"}], "groups": [{"sources": ["cpu", "gpu"]}]}]


def environment_of(torch):
    libraries = {"numpy": "2.5.2", "pandas": None, "pillow": None, "python": "3.12.3"}
    return {"torch": torch, **libraries, "platform": "Linux x86_64", "gpu": "H200"}


def measured(torch, outcome, calls=("t.cpu()", "t.data")):
    """What a machine with a GPU measured."""
    facts = {"raises": {"error": "TypeError", "message": "no"}, "itself": {}, "value": {}}[outcome]
    facts["outcome"] = outcome
    found = [{"route": call, "source": source, **facts} for source in ("cpu", "gpu") for call in calls]
    sources = {"cpu": ON_CPU, "gpu": {**ON_GPU, "dtype": "float32", "device": "cuda"}}
    return {"environment": environment_of(torch), "tables": TABLES, "sources": sources, "cells": found}


@pytest.fixture
def here():
    """What a machine without one measured."""
    whole = measured("2.13.0", "itself")
    lacking = {**whole["sources"], "gpu": {**ON_GPU, "name": "Now called CUDA", "missing": "cuda"}}
    return {**whole, "sources": lacking, "cells": [cell for cell in whole["cells"] if cell["source"] == "cpu"]}


def test_rows_are_lent_by_the_newest_torch(tmp_path, here):
    """With what they were measured with; what was measured here stays, and so does its order."""
    for torch, outcome in (("2.9.0", "raises"), ("2.11.0", "value")):
        write(tmp_path, f"torch-{torch}-cuda-h200", measured(torch, outcome))
    lent = lend(here, tmp_path)
    assert lent["cells"][:2] == here["cells"]
    assert [(cell["source"], cell["route"], cell["outcome"]) for cell in lent["cells"][2:]] == [
        ("gpu", "t.cpu()", "value"),
        ("gpu", "t.data", "value"),
    ]
    assert lent["sources"]["cpu"] == ON_CPU
    facts = {"dtype": "float32", "device": "cuda", "measured_with": environment_of("2.11.0")}
    assert lent["sources"]["gpu"] == {**ON_GPU, "name": "Now called CUDA", **facts}
    assert here["sources"]["gpu"]["missing"] == "cuda"


@pytest.mark.parametrize("change", ["another source", "a new route", "a GPU here"])
def test_what_does_not_fit_is_not_lent(tmp_path, here, change):
    """A source that is made otherwise, a row that lacks a cell, and one that this machine has measured itself."""
    write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "value"))
    if change == "another source":
        here["sources"]["gpu"]["code"] += " + 1"
    elif change == "a new route":
        here["tables"] = [{**TABLES[0], "routes": [*TABLES[0]["routes"], {"call": "t.clone()"}]}]
    else:
        del here["sources"]["gpu"]["missing"]
    assert lend(here, tmp_path) == here


def test_only_rows_that_need_a_gpu_are_recorded(tmp_path):
    """One cell a line, so that differences can be read."""
    path = write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "value"))
    text = path.read_text(encoding="utf-8")
    assert path == tmp_path / "matrix" / "torch-2.11.0-cuda-h200.json"
    assert set(json.loads(text)["sources"]) == {"gpu"}
    assert sum('"route"' in line for line in text.splitlines()) == 2


def test_nothing_is_recorded_of_the_stand_in(tmp_path, monkeypatch):
    """A rehearsal is never evidence."""
    monkeypatch.setattr(rehearsal, "mode", lambda: "late")
    with pytest.raises(Refused, match="no cells of the matrix were recorded"):
        write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "value"))
    assert list(tmp_path.iterdir()) == []


# What is changed in what a machine with a GPU recorded, and what is said of it
BAD = {
    "no-gpu": (lambda data: data["environment"].update(gpu=None), "it names no GPU"),
    "stand-in": (lambda data: data["environment"].update(gpu="Stand-in, no GPU"), "it names no GPU"),
    "odd-gpu": (lambda data: data["environment"].update(gpu=5), "$.environment.gpu breaks the schema"),
    "other-gpu": (lambda data: data["environment"].update(gpu="Tesla T4"), "not those of the file's name"),
    "part-of-a-gpu": (lambda data: data["environment"].update(gpu="200"), "not those of the file's name"),
    "no-version": (lambda data: data["environment"].update(torch="x"), "Invalid version"),
    "host": (lambda data: data["environment"].update(host="node17"), "$.environment breaks the schema"),
    "more": (lambda data: data.update(tables=[]), "$ breaks the schema"),
    "list": (lambda data: data.update(sources=list(data["sources"])), "$.sources breaks the schema"),
    "no-cells": (lambda data: data.update(cells=[]), "$.cells breaks the schema"),
    "odd-outcome": (lambda data: data["cells"][0].update(outcome="melts"), "$.cells[0].outcome breaks the schema"),
    "twice": (lambda data: data["cells"].append({**data["cells"][0], "outcome": "itself"}), "it has a cell twice"),
    "no-source": (lambda data: data["cells"][0].update(source="tpu"), "of a source that it does not have"),
    "not-made": (lambda data: data["sources"]["gpu"].update(missing="cuda"), "or was not made"),
    "of-the-cpu": (lambda data: data["sources"].update(cpu=ON_CPU), "it has a source that needs no GPU"),
    "folder": (lambda data: data["cells"][0].update(type="/home/alice/x"), "$.cells.0.type names a folder"),
}


@pytest.mark.parametrize(("change", "told"), BAD.values(), ids=BAD)
def test_what_is_no_record_is_refused(tmp_path, here, change, told):
    """With the file, what is wrong with it, and the remedy."""
    path = write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "value"))
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    assert told in refusal(tmp_path, here)


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "JSONDecodeError"), ("[]", "$ breaks the schema"), ('{"cells": [], "cells": []}', "stands twice")],
)
def test_what_is_no_json_is_refused(tmp_path, here, text, told):
    """Or is no object of it, or has a key twice."""
    path = write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "value"))
    path.write_text(text, encoding="utf-8")
    assert told in refusal(tmp_path, here)


def refusal(folder, here):
    with pytest.raises(UnreadablePages) as caught:
        lend(here, folder)
    (problem,) = caught.value.problems
    assert str(problem).startswith("docs/evidence/matrix/torch-2.11.0-cuda-h200.json:1: holds no cells of the matrix")
    assert "record them again on a GPU" in str(problem)
    return problem.what
