"""Of the view: the tables of the measured matrix, each cell with what deserves a note."""

from __future__ import annotations

from claimkit.pages.messages import without_place

NOTES = ("dtype", "device")


def matrix_entries(matrix, claims):
    """The entries 'matrix/…', one a table, and 'matrix', which is what is published of it all."""
    cells = {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}
    indexed = {name for claim in claims.values() for name in claim.about}
    tables = {f"matrix/{table['id']}": _table(table, matrix, cells, claims, indexed) for table in matrix["tables"]}
    return {**tables, "matrix": matrix}


def _table(table, matrix, cells, claims, indexed):
    def row(name):
        source = matrix["sources"][name]
        if "missing" in source:
            return source
        row_cells = [cells[route["call"], name] for route in table["routes"]]
        return {**source, "cells": [_cell(cell, source, claims) for cell in row_cells]}

    return {
        "name": table["name"],
        "environment": matrix["environment"],
        "routes": [{**route, "is_indexed": route["about"] in indexed} for route in table["routes"]],
        "groups": [(group["name"], list(map(row, group["sources"]))) for group in table["groups"]],
    }


def _cell(cell, source, claims):
    """The cell with what its result has otherwise than its source, and the claim that tells most of it.

    What is on no device comes from the CPU.
    """
    had = {"dtype": source.get("dtype"), "device": source.get("device", "cpu")}
    name = next(iter(cell["claims"]), None)
    return {
        **cell,
        "message": without_place(cell.get("message", "")),
        "warnings": list(map(without_place, cell.get("warnings", ()))),
        "differs": [cell[fact] for fact in NOTES if fact in cell and cell[fact] != had[fact]],
        "claim": {"id": name, "home": claims[name].page} if name else None,
    }
