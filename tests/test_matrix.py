"""The measured matrix: what is published is measured again, and every claim's run agrees with it."""

import copy
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup
from claimkit.evidence import runs
from claimkit.evidence.matrix import contradictions, lend
from claimkit.portable import second_python
from claimkit.portable.recognise import known_sources
from claimkit.portable.routes import TABLES

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "html"
EVIDENCE = ROOT / "docs" / "evidence"


@pytest.fixture(scope="module")
def matrix():
    """The matrix, measured now."""
    (measured,) = runs.ask([], module="measure")
    return measured


@pytest.fixture(scope="module")
def cells(matrix):
    return {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}


@pytest.fixture(scope="module")
def seen(pages, outcome_of):
    """What the runs of claims showed, by claim."""
    claims = [claim for claim in pages.claims.values() if "cpu" in claim.devices]
    found = zip(claims, outcome_of.each([(claim, "cpu") for claim in claims]), strict=True)
    return {claim.id: outcome["seen"] for claim, outcome in found if "seen" in outcome}


def test_every_cell_is_measured(matrix, cells):
    """There is one cell for each route and each source that can be made here, and the groups the issue asks for."""
    assert len(cells) == len(matrix["cells"])
    wanted = Counter()
    for table in matrix["tables"]:
        names = [*(name for group in table["groups"] for name in group["sources"]), *table["beyond"]]
        measured = [name for name in names if "missing" not in matrix["sources"][name]]
        wanted.update((route["call"], name) for route in table["routes"] for name in measured)
    assert Counter(cells.keys()) == wanted
    assert len(matrix["tables"][0]["groups"][0]["sources"]) == 14
    assert {"list-float", "float", "zero-dimensional", "empty", "sliced", "fortran", "negative-stride", "read-only",
            "byte-swapped", "object", "series", "tensor-requires-grad", "tensor-conj",
            "tensor-cuda"} <= set(matrix["sources"])  # fmt: skip


def test_what_is_published_is_measured_again(matrix):
    """A second measurement, with the same libraries, finds just what the site says."""
    published = json.loads((SITE / "en" / "matrix.json").read_text(encoding="utf-8"))
    matrix = lend(matrix, EVIDENCE)
    for cell in published["cells"]:
        del cell["claims"]
    assert {name: published[name] for name in matrix} == matrix, "run 'make html'; if that does not help, a cell varies"


def test_what_is_described_alike_behaves_alike(matrix, cells):
    """Sources that cannot be told apart have the same cells."""
    for ids in known_sources().values():
        for route in {route for route, source in cells if source == ids[0]}:
            facts = [{**cells[route, name], "source": ""} for name in ids]
            assert facts.count(facts[0]) == len(facts), (route, ids)


def test_claims_and_matrix_agree(pages, matrix, seen):
    """Whatever a claim's run shows of a route and a source of the matrix, the cell says as well."""
    wrong = contradictions(pages, matrix, seen)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
    steps = [tuple(step[:2]) for steps in seen.values() for step in steps]
    assert len(steps) >= 600, "the claims are hardly compared any more"
    assert len(set(steps)) >= 180, "hardly a cell is compared any more"


def test_hardly_a_claim_is_left_out(pages, seen, outcome_of):
    """Every claim that runs on the CPU is watched, but for those that start another Python.

    One that lacks a library is skipped and says so, also where it is installed in a build for another torch.
    """
    here = [claim for claim in pages.claims.values()
            if "cpu" in claim.devices and claim.applies_to(torch.__version__, np.__version__)]  # fmt: skip
    tried = [claim for claim in here if outcome_of(claim, "cpu")["outcome"] != "skipped"]
    unseen = [claim for claim in tried if claim.id not in seen]
    assert [claim.id for claim in unseen if not second_python.USED.search(claim.code)] == []
    assert len(unseen) < 0.053 * len(tried)


@pytest.mark.parametrize("name", ["outcome", "dtype", "error", "device", "requires_grad", "type"])
def test_a_falsified_cell_is_noticed(pages, matrix, seen, name):
    """Change a fact of any cell that a claim went through, and it is named, with route, source and both sides."""
    compared = {tuple(step[:2]) for steps in seen.values() for step in steps}
    falsified = copy.deepcopy(matrix)
    changed = [cell for cell in falsified["cells"] if (cell["route"], cell["source"]) in compared and cell.get(name)]
    assert changed
    for cell in changed:
        cell[name] = "falsified"
    lines = contradictions(pages, falsified, seen)
    for cell in changed:
        told = [line for line in lines if f"{cell['route']} with the source '{cell['source']}':" in line]
        assert told, (cell["route"], cell["source"])
        assert all("its run shows" in line and "the matrix says" in line and "falsified" in line for line in told)


def test_the_page_of_constructors_agrees(cells):
    """The table that its own page measures, with its own code, says the same of each constructor and dtype."""
    page = (SITE / "en" / "reference" / "constructors-by-dtype.html").read_text(encoding="utf-8")
    tree = BeautifulSoup(page, "html.parser")
    for label in tree.select(".cell-label"):  # a heading, shown on phones alone
        label.decompose()
    head, *rows = tree.select(".cell_output table tr")
    constructors = [cell.get_text(strip=True) for cell in head.select("th")][1:]
    assert len(rows) * len(constructors) == 14 * 7
    for row in rows:
        dtype, *shown = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for constructor, text in zip(constructors, shown, strict=True):
            cell = cells[f"torch.{constructor}(x)", f"array-{dtype}"]
            assert text == cell["outcome"] + (f" → {cell['dtype']}" if cell["dtype"] != dtype else ""), constructor


def test_every_name_is_translated(matrix):
    """Names of rows, groups and tables are given in Chinese, or are code."""
    chinese = json.loads((SITE / "zh-cn" / "matrix.json").read_text(encoding="utf-8"))
    pairs = [(matrix["sources"][name]["name"], source["name"]) for name, source in chinese["sources"].items()]
    pairs += [(table.name, other["name"]) for table, other in zip(TABLES, chinese["tables"], strict=True)]
    same = {english for english, name in pairs if english == name}
    code = {"int", "float", "bool", "complex", "str", "bytes", "bytearray", "array.array", "np.float64", "np.float32",
            "np.int64", "datetime64", "longdouble", "np.matrix", "pandas Series", "Series.to_numpy()",
            "pandas DataFrame", "PIL Image", "nn.Parameter"}  # fmt: skip
    dtypes = {source["dtype"] for source in chinese["sources"].values() if "dtype" in source}
    assert same <= code | dtypes
