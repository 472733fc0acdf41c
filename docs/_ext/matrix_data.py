"""Makes build/matrix/matrix.json: the measured matrix, each cell with the claims that ran just it.

A claim whose run shows other than the matrix stops the program. What is already known is not done again, until the
libraries change or the code that found it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import claims

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "build" / "matrix"
OTHER_PYTHON = re.compile(r"\b(subprocess|multiprocessing|num_workers)\b")
# What a claim's run and a cell have to agree on
FACTS = ("outcome", "error", "type", "dtype", "device", "requires_grad")
# The kind of claim that tells most of a cell
TELLING = {"raises": "error", "ends-python": "error", "value": "value"}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        pages = claims.load(HERE.parent)
    except claims.UnreadablePages as error:
        sys.exit(str(error))
    matrix = remember("cells.json", ["conversions.py", "matrix.py"], lambda known: known or measure())
    by_source = ["conversions.py", "matrix.py", "watcher.py", "runner.py"]
    seen = remember("watched.json", by_source, lambda known: watch_all(pages, known or {}))
    wrong = contradictions(pages, matrix, seen)
    if wrong:
        sys.exit("\n".join(wrong))
    name_claims(pages, matrix, seen)
    (FOLDER / "matrix.json").write_text(json.dumps(matrix), encoding="utf-8")


def remember(name, files, make):
    """What `make` makes of what is known, or of None if that came from other code or libraries; and keep it."""
    code = b"".join((HERE / file).read_bytes() for file in files)
    libraries = [version(package) for package in ("torch", "numpy", "pandas", "pillow")]
    key = [hashlib.sha256(code).hexdigest(), platform.python_version(), *libraries]
    path = FOLDER / name
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    data = make(known["data"] if known.get("key") == key else None)
    path.write_text(json.dumps({"key": key, "data": data}), encoding="utf-8")
    return data


def version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def measure():
    """The matrix of the libraries here, from a process that may import them."""
    done = subprocess.run([sys.executable, HERE / "matrix.py"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def watch_all(pages, known):
    """What the run of each claim showed, by id and digest; a second Python is not watched, nor kept what is false."""
    on_cpu = [claim for claim in pages.claims.values() if "cpu" in claim.devices]
    by_key = {key(claim): claim for claim in on_cpu if not OTHER_PYTHON.search(claim.code)}
    seen = {name: known.get(name) for name in by_key}
    if None in seen.values():
        import watcher  # here, because importing torch costs a second that most builds need not spend

        try:
            seen = {name: watcher.watch(by_key[name]) if steps is None else steps for name, steps in seen.items()}
        except watcher.NotAsBefore as error:
            sys.exit(str(error))
    return {name: steps for name, steps in seen.items() if steps is not None}


def key(claim):
    return f"{claim.id} {claim.digest}"


def contradictions(pages, matrix, seen):
    """A line for each step of a claim that came out otherwise than the matrix says."""
    cells = {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}
    wrong = []
    for claim in pages.claims.values():
        for route, source, facts in seen.get(key(claim), ()):
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
        for route, source, _facts in seen.get(key(claim), ()):
            if about[route] in claim.about:
                found.setdefault((route, source), {})[claim.id] = claim
    for cell in matrix["cells"]:
        ran = found.get((cell["route"], cell["source"]), {})
        kind = TELLING.get(cell["outcome"], "memory")
        cell["claims"] = [claim.id for claim in sorted(ran.values(), key=lambda claim: off_topic(claim, kind))]


def off_topic(claim, kind):
    """How far the claim is from being about this kind of thing, and about one route alone."""
    return claim.kind != kind, len(claim.about)


if __name__ == "__main__":
    main()
