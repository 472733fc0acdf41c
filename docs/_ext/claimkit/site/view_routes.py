"""Of the view: the route finder, which answers from the measured matrix what to write for what one has and wants."""

from __future__ import annotations

import re
from collections import Counter

from claimkit.evidence.matrix import rareness
from claimkit.evidence.scope import LOUD
from claimkit.evidence.words import N_
from claimkit.site.detours import DETOURS, PLAINEST

WANTS = {
    "tensor-shares": N_("a tensor that shares memory"),
    "tensor-copies": N_("a tensor that is a copy"),
    "array-shares": N_("an array that shares memory"),
    "array-copies": N_("an array that is a copy"),
    "python": N_("Python numbers or lists"),
}
PYTHON = re.compile(r"(?:list\[)*(?:float|int|complex|bool)\]*|list")
LOADER = "torch.utils.data."  # adds a dimension, or passes on what it does not know
UNADVISED = (LOADER, "torch.Tensor(", "torch.FloatTensor(")
KEPT = (("dtype", None), ("device", "cpu"))
TYPES = {"tensor": "Tensor", "array": "ndarray", "python": "list"}
PROOFS = 2  # claims that an answer shows
# Of what the matrix tells of a cell, what an answer shows
SHOWN = ("outcome", "type", "dtype", "device", "requires_grad", "values", "error", "signal", "message", "warnings")


def route_entries(matrix, claims, errors, reaches, cited):
    """The entry 'routes': for each source the answers to each wish, the plainest first, and what does not work.

    Where a detour is named, no cell does it, or none does it well: it stands first. By the ids of claims, `reaches`
    tell how far they reach, and `cited` how many statements of articles they judge.
    """
    routes = {route["call"]: route for table in matrix["tables"] for route in table["routes"]}
    cells = {}
    for cell in matrix["cells"]:
        cells.setdefault(cell["source"], []).append(cell)
    order, known, proofs = list(routes), {}, proofs_of(routes, claims, reaches, cited)
    spoken_of = Counter(call for claim in claims.values() for call in claim.about)

    def explained(told):
        """The entry of the errors page for an error, as it is raised."""
        if told not in known:
            known[told] = next((error for error in errors.values() if error.explains(told)), None)
        return known[told]

    groups = {}
    for table in matrix["tables"]:
        for group in table["groups"]:
            for name in group["sources"]:
                groups.setdefault(name, group["name"])
    found = {}
    for name, group in groups.items():
        source = matrix["sources"][name]
        told = sorted(
            cells.get(name, ()),
            key=lambda cell: (
                plainness(cell, source), -spoken_of[routes[cell["route"]]["about"]], order.index(cell["route"]),
            ),
        )  # fmt: skip
        answers, refused = {}, []
        for cell in told:
            want = wanted(cell)
            (answers.setdefault(want, []) if want else refused).append(_answer(cell, source, proofs(cell), explained))
        if "missing" not in source:
            for detour in (detour for detour in DETOURS if name in detour.sources):
                answers.setdefault(detour.want, []).insert(0, _of_detour(detour, claims))
        kept = {
            key: source[key] for key in ("name", "code", "missing", "dtype", "like", "measured_with") if key in source
        }
        found.setdefault(group, []).append({"id": name, **kept, "answers": answers, "refused": refused})
    return {"routes": {"environment": matrix["environment"], "wants": WANTS, "groups": list(found.items())}}


def wanted(cell):
    """The wish that a cell of the matrix fulfils, or None: an error, or a result that does not hold the values."""
    kind = {"Tensor": "tensor", "Parameter": "tensor", "ndarray": "array"}.get(cell.get("type"))
    if cell["outcome"] == "value" and not cell["route"].startswith(LOADER) and PYTHON.fullmatch(cell["type"]):
        return "python"
    passed_on = cell["route"].startswith(LOADER) and cell["outcome"] == "itself"
    if not kind or passed_on or cell.get("values") == "changed":
        return None
    way = {"shares": "shares", "itself": "shares", "copies": "copies", "no-memory": "copies"}.get(cell["outcome"])
    return way and f"{kind}-{way}"


def plainness(cell, source):
    """The lower, the plainer: advised, without a warning, of the source's dtype and device, made, and by a method."""
    route, itself = cell["route"], cell["outcome"] == "itself"
    changes = [cell.get(fact, source.get(fact, usual)) != source.get(fact, usual) for fact, usual in KEPT]
    return route.startswith(UNADVISED), bool(cell.get("warnings")), changes, itself, not route.startswith("t.")


def proofs_of(routes, claims, reaches, cited):
    """Gives a cell's proofs: what says whether the call shares memory, of this source too, or else tells plainest what
    it does, before what ran with it.

    All that reach a source reach the same. The most general of them speaks of the call alone, and is what most articles
    say of it.
    """
    reaching, rare = {}, rareness(claims.values())
    for name, found in reaches.items():
        for reach in found if claims[name].kind == "memory" else ():
            for source in reach.same:
                reaching.setdefault((reach.route, source), []).append(name)

    def proofs(cell):
        route = routes[cell["route"]]["about"]
        general = sorted(
            reaching.get((cell["route"], cell["source"]), ()),
            key=lambda name: (len(claims[name].about), -cited[name], rare(claims[name], route)),
        )
        plainest = PLAINEST.get(cell["route"], {})
        plain = plainest.get(cell["source"], plainest.get("")) if cell["outcome"] not in LOUD else None
        first = general[:1] or [name for name in (plain,) if name in claims]
        names = list(dict.fromkeys([*first, *cell["claims"]]))[:PROOFS]
        return [{"id": name, "home": claims[name].page} for name in names]

    return proofs


def _of_detour(detour, claims):
    """The same as of a cell, for a line that no cell has."""
    kind, _, outcome = detour.want.partition("-")
    dtype = {"dtype": detour.dtype} if detour.dtype else {}
    proofs = [{"id": name, "home": claims[name].page} for name in (detour.claim,) if name in claims]
    return {"call": detour.call, "outcome": outcome or "value", "type": TYPES[kind], **dtype, "claims": proofs}


def _answer(cell, source, proofs, explained):
    call = cell["route"]
    if source["code"].startswith("t ="):
        call = re.sub(r"\bx\b", "t", call)
    answer = {"call": call, **{key: cell[key] for key in SHOWN if key in cell}, "claims": proofs}
    error = "message" in cell and explained(f"{cell['error']}: {cell['message']}")
    return {**answer, "fix": {"id": error.id, "home": error.home}} if error else answer
