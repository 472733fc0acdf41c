"""Rows of the matrix that need a GPU: recorded where there is one, lent where there is none, and never rehearsed."""

import json

import pytest
from claimkit.evidence import cells, store
from claimkit.pages.model import UnreadablePages
from claimkit.portable import rehearsal

ON_CPU = {"name": "CPU", "code": "t = torch.ones(1)", "dtype": "float32", "device": "cpu"}
ON_GPU = {"name": "CUDA", "code": 't = torch.ones(1, device="cuda")'}
TABLES = [{"routes": [{"call": "t.cpu()"}, {"call": "t.data"}], "groups": [{"sources": ["cpu", "gpu"]}]}]


def measured(torch, outcome, calls=("t.cpu()", "t.data")):
    """What a machine with a GPU measured."""
    found = [{"route": call, "source": source, "outcome": outcome} for source in ("cpu", "gpu") for call in calls]
    sources = {"cpu": ON_CPU, "gpu": {**ON_GPU, "dtype": "float32", "device": "cuda"}}
    return {"environment": {"torch": torch, "gpu": "H200"}, "tables": TABLES, "sources": sources, "cells": found}


@pytest.fixture
def here():
    """What a machine without one measured."""
    whole = measured("2.13.0", "copies")
    lacking = {**whole["sources"], "gpu": {**ON_GPU, "name": "Now called CUDA", "missing": "cuda"}}
    return {**whole, "sources": lacking, "cells": [cell for cell in whole["cells"] if cell["source"] == "cpu"]}


def test_rows_are_lent_by_the_newest_torch(tmp_path, here):
    """With what they were measured with; what was measured here stays, and so does its order."""
    for torch, outcome in (("2.9.0", "raises"), ("2.11.0", "shares")):
        cells.write(tmp_path, f"torch-{torch}-cuda-h200", measured(torch, outcome))
    lent = cells.lend(here, tmp_path)
    assert lent["cells"][:2] == here["cells"]
    assert [(cell["source"], cell["route"], cell["outcome"]) for cell in lent["cells"][2:]] == [
        ("gpu", "t.cpu()", "shares"),
        ("gpu", "t.data", "shares"),
    ]
    assert lent["sources"]["cpu"] == ON_CPU
    facts = {"dtype": "float32", "device": "cuda", "measured_with": {"torch": "2.11.0", "gpu": "H200"}}
    assert lent["sources"]["gpu"] == {**ON_GPU, "name": "Now called CUDA", **facts}
    assert here["sources"]["gpu"]["missing"] == "cuda"


@pytest.mark.parametrize("change", ["another source", "a new route", "a GPU here"])
def test_what_does_not_fit_is_not_lent(tmp_path, here, change):
    """A source that is made otherwise, a row that lacks a cell, and one that this machine has measured itself."""
    cells.write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "shares"))
    if change == "another source":
        here["sources"]["gpu"]["code"] += " + 1"
    elif change == "a new route":
        here["tables"] = [{**TABLES[0], "routes": [*TABLES[0]["routes"], {"call": "t.clone()"}]}]
    else:
        del here["sources"]["gpu"]["missing"]
    assert cells.lend(here, tmp_path) == here


def test_only_rows_that_need_a_gpu_are_recorded(tmp_path):
    """One cell a line, so that differences can be read."""
    path = cells.write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "shares"))
    text = path.read_text(encoding="utf-8")
    assert path == tmp_path / "matrix" / "torch-2.11.0-cuda-h200.json"
    assert set(json.loads(text)["sources"]) == {"gpu"}
    assert sum('"route"' in line for line in text.splitlines()) == 2


def test_nothing_is_recorded_of_the_stand_in(tmp_path, monkeypatch):
    """A rehearsal is never evidence."""
    monkeypatch.setattr(rehearsal, "mode", lambda: "late")
    with pytest.raises(store.Rehearsed, match="no cells of the matrix were recorded"):
        cells.write(tmp_path, "torch-2.11.0-cuda-h200", measured("2.11.0", "shares"))
    assert list(tmp_path.iterdir()) == []


GPU = '{"environment": {"torch": "2", "gpu": %s}, "sources": {}, "cells": []%s}'
BAD = ["{", "[]", '{"environment": {"torch": "x"}}', '{"environment": {"torch": "2"}}', GPU % ("null", ""),
       GPU % ('"Stand-in, no GPU"', ""), GPU % ('"H200"', ', "tables": []'), GPU % ('"Tesla T4"', "")]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_record_is_refused(tmp_path, here, text):
    """With the file and the remedy."""
    (tmp_path / "matrix").mkdir()
    (tmp_path / "matrix" / "torch-2-cuda-h200.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadablePages) as caught:
        cells.lend(here, tmp_path)
    (problem,) = caught.value.problems
    assert str(problem).startswith("docs/evidence/matrix/torch-2-cuda-h200.json:1: holds no cells of the matrix")
    assert "record them again on a GPU" in str(problem)
