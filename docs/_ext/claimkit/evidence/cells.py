"""Rows of the matrix that need a GPU: what a machine with one records of them, and lends to builds that have none.

A record lies in docs/evidence/matrix/ under its environment's name, and holds `environment`, `sources` and `cells` as
the portable wing measured them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from claimkit.evidence import store
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.pages.versions import plain, release
from claimkit.portable import rehearsal

FOLDER = "matrix"  # below that of the records
OF_GPU = re.compile("cuda|pin_memory")  # in the code of a source
LACKS_GPU = "cuda"  # what such a source is missing on a machine without one


def of_gpu(measured):
    """The names of the sources that need a GPU."""
    return {name for name, source in measured["sources"].items() if OF_GPU.search(source["code"])}


def write(folder, name, measured):
    """Record the rows of the measured matrix that need a GPU, one cell a line; return the file's path."""
    if rehearsal.mode():
        raise store.Rehearsed("no cells of the matrix were recorded")
    named = of_gpu(measured)
    sources = {name: measured["sources"][name] for name in sorted(named)}
    head = json.dumps({"environment": measured["environment"], "sources": sources}, indent=1, ensure_ascii=False)
    cells = [json.dumps(cell, ensure_ascii=False) for cell in measured["cells"] if cell["source"] in named]
    path = Path(folder) / FOLDER / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{head[:-2]},\n" + ' "cells": [\n  ' + ",\n  ".join(cells) + "\n ]\n}\n", encoding="utf-8")
    return path


def lend(matrix, folder):
    """The matrix with the rows that it lacks for want of a GPU, each from the newest record that has all of it.

    A row is taken if its source is made as here, and every route of its tables was tried; it tells what it was
    `measured_with`.
    """
    routes = {}
    for table in matrix["tables"]:
        for name in (name for group in table["groups"] for name in group["sources"]):
            routes.setdefault(name, set()).update(route["call"] for route in table["routes"])
    sources, cells = dict(matrix["sources"]), list(matrix["cells"])
    for record in records(folder):
        for name in [name for name, source in sources.items() if source.get("missing") == LACKS_GPU]:
            lent = [cell for cell in record["cells"] if cell["source"] == name and cell["route"] in routes[name]]
            had, here = record["sources"].get(name, {}), sources[name]
            if had.get("code") == here["code"] and {cell["route"] for cell in lent} == routes[name]:
                sources[name] = {**had, "name": here["name"], "measured_with": record["environment"]}
                cells += lent
    return {**matrix, "sources": sources, "cells": cells}


def records(folder):
    """What was recorded, the newest torch first; raise UnreadablePages for a file that does not hold it."""
    found = [_read(path) for path in sorted(Path(folder, FOLDER).glob("*.json"))]
    return sorted(found, key=lambda record: release(record["environment"]["torch"]), reverse=True)


def _read(path):
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        release(data["environment"]["torch"])
        if not data["environment"]["gpu"] or store.STAND_IN in data["environment"]["gpu"].lower():
            raise ValueError("it names no GPU")
        model = store.name_of_machine(data["environment"]["gpu"]).removeprefix("cuda")
        if not path.stem.startswith(f"torch-{plain(data['environment']['torch'])}-") or not path.stem.endswith(model):
            raise ValueError("its torch and its GPU are not those of the file's name")
        if set(data) != {"environment", "sources", "cells"}:
            raise ValueError("it holds more, or less, than the rows of a record")
        if not all(cell["source"] in data["sources"] and cell["route"] for cell in data["cells"]):
            raise KeyError("source")
    except (ValueError, KeyError, TypeError) as error:
        what = f"holds no cells of the matrix ({type(error).__name__}: {error})"
        remedy = "record them again on a GPU with 'python tests/gpu.py'; never edit them by hand"
        raise UnreadablePages([Problem(f"docs/evidence/{FOLDER}/{path.name}", 1, what, remedy)]) from None
    return data
