"""The directive `matrix`: draws a table of the measured matrix, and publishes all of it as matrix.json."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

_ = get_translation("sphinx")

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "build" / "matrix" / "matrix.json"
SCHEMA = HERE / "matrix.schema.json"
# The mark and the word of each outcome; an error, or the type of a value, is its own word
MARKS = {"itself": "≡", "shares": "=", "copies": "❐", "value": "▸", "no-memory": "∅", "unrelated": "◇", "raises": "✗",
         "ends-python": "‼"}  # fmt: skip
WORDS = {
    "itself": _("itself"),
    "shares": _("shares"),
    "copies": _("copies"),
    "no-memory": _("no memory"),
    "unrelated": _("unrelated"),
    "ends-python": _("ends Python"),
}


class matrix_table(nodes.General, nodes.Element):
    """One table of the matrix, by its id."""


class MatrixDirective(SphinxDirective):
    """`:::{matrix} into-torch`"""

    required_arguments = 1

    def run(self):
        self.env.metadata[self.env.docname]["matrix"] = True
        node = matrix_table(table=self.arguments[0])
        self.set_source_info(node)
        return [node]


def start(app):
    """Begin to measure while the pages are read; where nothing is new, this takes no time."""
    app.builder.matrix_program = None
    if app.builder.format == "html":
        command = [sys.executable, HERE / "matrix_data.py"]
        app.builder.matrix_program = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def wait(app, env):
    """Take what was measured, or stop the build with what went wrong; return the pages that show something else."""
    if not app.builder.matrix_program:
        return []
    problem = app.builder.matrix_program.communicate()[1]
    if app.builder.matrix_program.returncode:
        sys.exit(problem.strip())
    app.builder.matrix = translated(json.loads(DATA.read_text(encoding="utf-8")))
    domain = env.get_domain("claim")
    homes = {name: docname for name, (docname, _text) in domain.data["claim"].items()}
    shown = [app.builder.matrix, homes, sorted(indexed_routes(domain))]
    digest = hashlib.sha256(json.dumps(shown).encode()).hexdigest()
    if getattr(env, "matrix_drawn", "") == digest:
        return []
    env.matrix_drawn = digest
    return [docname for docname, about in env.metadata.items() if "matrix" in about]


def translated(data):
    """The data with the names of tables, groups and sources in the language of the pages."""
    groups = [group for table in data["tables"] for group in table["groups"]]
    for thing in [*data["tables"], *groups, *data["sources"].values()]:
        name = thing["name"]  # not in the call itself, where it would look like a message
        thing["name"] = str(_(name))
    return data


def indexed_routes(domain):
    return {name for claim in domain.pages.claims.values() for name in claim.about}


def visit(self, node):
    """Draw the table from its template; it has no children."""
    tables = {table["id"]: table for table in self.builder.matrix["tables"]}
    if node["table"] in tables:
        context = describe(self.builder, tables[node["table"]])
        self.body.append(self.builder.templates.render("matrix.html", {"_": _, **context}))
    else:
        problem = f"no table '{node['table']}' in the matrix: name one of {', '.join(tables)}"
        logging.getLogger(__name__).warning(problem, location=node)
    raise nodes.SkipNode


def describe(builder, table):
    """What the template draws."""
    matrix, domain, docname = builder.matrix, builder.env.get_domain("claim"), builder.current_docname
    cells = {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}
    index = builder.get_relative_uri(docname, "claim-routes")
    indexed = indexed_routes(domain)

    def address(claim):
        return domain.address(builder, docname, "claim", claim)

    def row(name):
        source = matrix["sources"][name]
        if "missing" in source:
            return {**source, "reason": reason(source["missing"])}
        return {**source, "cells": [draw(cells[route["call"], name], source, address) for route in table["routes"]]}

    return {
        "table": table,
        "environment": matrix["environment"],
        "routes": [{**route, "address": f"{index}#cap-{route['about']}" if route["about"] in indexed else ""}
                   for route in table["routes"]],
        "groups": [(group["name"], list(map(row, group["sources"]))) for group in table["groups"]],
        "json": builder.get_relative_uri(docname, "index").replace("index.html", "matrix.json"),
    }  # fmt: skip


def reason(missing):
    """Why a row was not measured."""
    if missing == "cuda":
        return _("no CUDA device here")
    if missing.startswith("torch."):
        return _("%s does not exist in this version") % missing
    return _("%s is not installed here") % missing


def draw(cell, source, address):
    """One cell for the template: its mark and word, what deserves a note, and what is told on demand."""
    outcome = cell["outcome"]
    notes = []
    notes += [f"→ {cell[name]}" for name in differing(cell, source)]
    if cell.get("values") == "changed" and outcome != "unrelated":
        notes.append("≠ " + _("other values"))
    if cell.get("requires_grad"):
        notes.append("∇ " + _("requires grad"))
    if cell.get("warnings"):
        notes.append("⚠ " + _("warns"))
    if cell.get("method") == "addresses" and outcome == "shares":
        notes.append("† " + _("told by addresses"))
    claim = next(iter(cell["claims"]), "")
    return {
        "outcome": outcome,
        "mark": MARKS[outcome],
        "word": WORDS.get(outcome, ""),
        "code": cell.get("error") or cell.get("signal") or (cell["type"] if outcome == "value" else ""),
        "notes": notes,
        "messages": [cell[name] for name in ("message",) if name in cell] + cell.get("warnings", []),
        "claim": claim,
        "address": address(claim) if claim else "",
    }


def differing(cell, source):
    """Which of dtype and device the result has otherwise than the source; what is on no device comes from the CPU."""
    had = {"dtype": source.get("dtype"), "device": source.get("device", "cpu")}
    return [name for name in had if name in cell and cell[name] != had[name]]


def publish(app, error):
    """Write matrix.json, schema-checked, beside the pages."""
    if error or not app.builder.matrix_program:
        return
    data = {**app.builder.matrix, "language": app.config.language.replace("_", "-")}
    jsonschema.validate(data, json.loads(SCHEMA.read_text(encoding="utf-8")))
    lines = json.dumps(data, ensure_ascii=False).replace('{"route"', '\n{"route"')
    (Path(app.outdir) / "matrix.json").write_text(lines + "\n", encoding="utf-8")


def setup(app):
    app.add_directive("matrix", MatrixDirective)
    app.add_node(matrix_table, html=(visit, None))
    app.connect("builder-inited", start)
    app.connect("env-updated", wait)
    app.connect("build-finished", publish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
