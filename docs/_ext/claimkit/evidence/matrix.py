"""Compares the measured matrix with what claims showed when they ran, and names the claims that ran each cell.

`matrix` is what the portable wing measured, `seen` what was noted of each claim by its id: (route, source, facts).
Rows that need a GPU are recorded by a machine with one, and lent to builds that have none: a record lies in
docs/evidence/matrix/ under its environment's name, and holds `environment`, `sources` and `cells` as measured.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

from claimkit.evidence import store
from claimkit.pages.index import write_whole
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.pages.versions import release
from claimkit.portable import rehearsal

# What a claim's run and a cell have to agree on
FACTS = ("outcome", "error", "type", "dtype", "device", "requires_grad")
# The kind of claim that tells most of a cell
TELLING = {"raises": "error", "ends-python": "error", "value": "value"}
FOLDER = "matrix"  # below that of the records
OF_GPU = re.compile("cuda|pin_memory")  # in the code of a source
LACKS_GPU = "cuda"  # what such a source is missing on a machine without one
PARTS = ["environment", "sources", "cells"]  # of a record
PUBLISHED = Path(__file__).parents[1] / "site" / "matrix.schema.json"
NOT_MADE = {"missing", "measured_with"}  # what is told of a source that this machine could not make
TEXT = {"type": ["string", "null"]}


def contradictions(pages, matrix, seen):
    """A line for each step of a claim that came out otherwise than the matrix says."""
    cells = {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}
    wrong = []
    for claim in pages.claims.values():
        for route, source, facts in seen.get(claim.id, ()):
            shown, said = summary(facts), summary(cells[route, source])
            if shown != said:
                what = f"{route} with the source '{source}': its run shows {shown}, the matrix says {said}"
                wrong.append(f"{claim.path}:{claim.line}: claim '{claim.id}' and the matrix disagree on {what}")
    return wrong


def summary(facts):
    """What two measurements have in common, as text; how deep lists are nested hangs on the shape alone."""
    facts = dict(facts, type=re.sub(r"(list\[)+(\w+)\]+", r"list[\2]", facts.get("type", "")))
    return ", ".join(str(facts[name]) for name in FACTS if facts.get(name) not in (None, "", False))


def name_claims(pages, matrix, seen):
    """Add to each cell the claims about its route whose run went through it, the most telling first."""
    about = {route["call"]: route["about"] for table in matrix["tables"] for route in table["routes"]}
    found = {}
    for claim in pages.claims.values():
        for route, source, _facts in seen.get(claim.id, ()):
            if about[route] in claim.about:
                found.setdefault((route, source), []).append(claim)
    off_core = rareness(pages.claims.values())
    for cell in matrix["cells"]:
        kind, route = TELLING.get(cell["outcome"], "memory"), about[cell["route"]]
        ran = sorted(
            {claim.id: claim for claim in found.get((cell["route"], cell["source"]), ())}.values(),
            key=lambda claim: (claim.kind != kind, claim.kind == "error", off_core(claim, route)),
        )
        cell["claims"] = [claim.id for claim in ran]


def rareness(claims):
    """What sorts claims about a call: its own page, which has most of them, and what speaks of it alone go first."""
    at_home = Counter((claim.page, call) for claim in claims for call in claim.about)
    return lambda claim, call: (-at_home[claim.page, call], len(claim.about), claim.line)


def of_gpu(measured):
    return {name for name, source in measured["sources"].items() if OF_GPU.search(source["code"])}


def write(folder, name, measured):
    """Record the rows of the measured matrix that need a GPU, one cell a line; return the file's path."""
    if rehearsal.mode():
        raise store.rehearsed("no cells of the matrix were recorded")
    named = of_gpu(measured)
    sources = {name: measured["sources"][name] for name in sorted(named)}
    head = json.dumps({"environment": measured["environment"], "sources": sources}, indent=1, ensure_ascii=False)
    cells = [json.dumps(cell, ensure_ascii=False) for cell in measured["cells"] if cell["source"] in named]
    path = Path(folder) / FOLDER / f"{name}.json"
    write_whole(path, f"{head[:-2]},\n" + ' "cells": [\n  ' + ",\n  ".join(cells) + "\n ]\n}\n")
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
    found = [_read(path) for path in sorted(Path(folder, FOLDER).glob("*.json"))]
    for record in sorted(found, key=lambda record: release(record["environment"]["torch"]), reverse=True):
        for name in [name for name, source in sources.items() if source.get("missing") == LACKS_GPU]:
            lent = [cell for cell in record["cells"] if cell["source"] == name and cell["route"] in routes[name]]
            had, here = record["sources"].get(name, {}), sources[name]
            if had.get("code") == here["code"] and {cell["route"] for cell in lent} == routes[name]:
                sources[name] = {**had, "name": here["name"], "measured_with": record["environment"]}
                cells += lent
    return {**matrix, "sources": sources, "cells": cells}


def _read(path):
    """What was recorded; raise UnreadablePages for a file that does not hold it."""
    remedy = "record them again on a GPU with 'python tests/gpu.py'; never edit them by hand"
    try:
        data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=store.each_key_once)
        faults = _faults(data, path.stem)
    except ValueError as error:
        faults = [f"{type(error).__name__}: {error}"]
    if faults:
        what = f"holds no cells of the matrix ({'; '.join(faults[:3])})"
        raise UnreadablePages([Problem(f"docs/evidence/{FOLDER}/{path.name}", 1, what, remedy)])
    return data


@cache
def _validator():
    """Of what is published of a matrix, without what only a build adds."""
    import jsonschema_rs  # here, because who only writes a record may be on a machine that is lent, without it

    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    parts = schema["properties"]
    cell, environment = parts["cells"]["items"], parts["environment"]
    schema["properties"] = {name: parts[name] for name in PARTS}
    schema["required"] = PARTS
    environment.update(additionalProperties=False, properties=dict.fromkeys(environment["required"], TEXT))
    cell["required"].remove("claims")
    del cell["properties"]["claims"]
    return jsonschema_rs.validator_for(schema)


def _faults(data, stem):
    """What is wrong with a file's content; `stem` is what the file is named."""
    faults = [f"{store.path_of(error)} breaks the schema: {error.message}" for error in _validator().iter_errors(data)]
    if faults:
        return faults
    environment = data["environment"]
    torch, numpy, gpu = (environment[name] or "" for name in ("torch", "numpy", "gpu"))
    release(torch)
    if not gpu or store.STAND_IN in gpu.lower():
        faults.append("it names no GPU")
    machines = [store.name_of_machine(gpu, hip) for hip in (None, "ROCm")]
    if not any(stem in store.names_of(torch, numpy, machine) for machine in machines):
        faults.append("its torch and its GPU are not those of the file's name")
    made = {name for name, source in data["sources"].items() if "dtype" in source and not NOT_MADE & set(source)}
    if set(data["sources"]) != made & of_gpu(data):
        faults.append("it has a source that needs no GPU, or was not made")
    pairs = [(cell["route"], cell["source"]) for cell in data["cells"]]
    if len(set(pairs)) < len(pairs) or not {source for _route, source in pairs} <= set(data["sources"]):
        faults.append("it has a cell twice, or of a source that it does not have")
    return faults + store.secrets_in(data)
