"""Which sentences somebody has tried to make false, or read, as they stand: docs/reviews.json tells.

It holds {name: {"digest", "how", "on"}}, by the names that `sentences` gives, and how many "variations" of its inputs
were known when a claim was hunted. A digest is of all that a reader takes away: the sentence in each language, a
verdict, a fix, and the proof; when any of these changes, nobody has looked.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections import Counter

from claimkit.pages.catalog import messages_of, on_one_line
from claimkit.pages.languages import LANGUAGES
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.pages.prose import text_of

HOW = HUNTED, READ = "hunted", "read"
NOT = "not reviewed"
SHEET = "learn/cheat-sheet"
CELL = re.compile(r"^\| (`.+?`) \| (.+) \|$", re.MULTILINE)


def sentences(pages, docs):
    """What is to be reviewed, as {name: digest}: claims, statements, errors, and the lines of the cheat sheet."""
    found = {}
    for item in pages.items:
        texts = [text_of(item, language) for language in LANGUAGES]
        proofs = [pages.claims[name].digest for name in getattr(item, "claims", ())]
        messages = [message.text for message in getattr(item, "messages", ())]
        told = [texts, getattr(item, "verdict", ""), getattr(item, "digest", ""), proofs, messages]
        found[f"{item.noun} {item.id}"] = _digest(told)
    for name, _line, call, said in _cells(docs):
        found[name] = _digest([call, said, messages_of(SHEET).get(on_one_line(said), "")])
    return found


def places(pages, docs):
    """Where each of these stands, as 'path:line', by the same names."""
    found = {f"{item.noun} {item.id}": f"{item.path}:{item.line}" for item in pages.items}
    return found | {name: f"docs/{SHEET}.md:{line}" for name, line, *_said in _cells(docs)}


def _cells(docs):
    """The name, line, call and sentence of each line of the cheat sheet; a site of one page has none."""
    path = docs / f"{SHEET}.md"
    sheet = path.read_text(encoding="utf-8") if path.exists() else ""
    for cell in CELL.finditer(sheet):
        call, said = cell.groups()
        yield f"cheat-sheet {call.strip('`')}", sheet.count("\n", 0, cell.start()) + 1, call, said


def _digest(what):
    return hashlib.sha256(json.dumps(what, ensure_ascii=False, default=list).encode()).hexdigest()[:16]


def load(path, every=None):
    """The file's entries; raise UnreadablePages if it holds something else, or what is not among every sentence."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    try:
        entries = json.loads(text)
        for name, entry in entries.items():
            if set(entry) - {"variations"} != {"digest", "how", "on"} or entry["how"] not in HOW:
                raise ValueError(f"the entry of '{name}' is none")
            datetime.date.fromisoformat(entry["on"])
    except (ValueError, AttributeError, TypeError) as error:
        remedy = "write it with 'claimkit review'; never edit it by hand"
        raise UnreadablePages([Problem(f"docs/{path.name}", 1, f"no reviews ({error})", remedy)]) from None
    gone = [] if every is None else [name for name in entries if name not in every]
    if gone:
        remedy = "remove its line: 'claimkit review' does so with '--read' or '--hunted' of any other"
        lines = {name: text[: text.find(json.dumps(name, ensure_ascii=False))].count("\n") + 1 for name in gone}
        raise UnreadablePages([Problem(f"docs/{path.name}", lines[name], f"a review of '{name}', which is gone", remedy)
                               for name in gone])  # fmt: skip
    return entries


def standing(known, every):
    """How each sentence stands: HUNTED, READ, or NOT, if it has changed since or was never looked at."""
    return {name: known[name]["how"] if known.get(name, {}).get("digest") == digest else NOT
            for name, digest in every.items()}  # fmt: skip


def left(stands, places):
    """A line for each sentence that nobody has looked at as it stands, with its place."""
    return [f"{places[name]}: {NOT}: {name}" for name, how in stands.items() if how == NOT]


def counts(stands):
    """How many sentences of each sort stand how, as {sort: {how: number}}."""
    found = {}
    for name, how in stands.items():
        found.setdefault(name.partition(" ")[0], Counter())[how] += 1
    return {sort: {how: counter[how] for how in (*HOW, NOT)} for sort, counter in found.items()}


def mark(path, names, every, how, variations=()):
    """Write that sentences were read or hunted today, in so many `variations` by name; what is gone is dropped."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    entries = {name: entry for name, entry in load(path).items() if name in every}
    for name in names:
        tried = {"variations": variations[name]} if name in variations else {}
        entries[name] = {"digest": every[name], "how": how, "on": today, **tried}
    lines = [f" {json.dumps(name, ensure_ascii=False)}: {json.dumps(entries[name])}" for name in sorted(entries)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
