"""How people have judged what comes out otherwise when a claim's inputs are varied: tests/hunted.toml tells.

It holds a table per claim: the digest of its sentence, in every language, and its code, and a verdict by the
variation's name. Where either has changed since, nothing of the claim is judged.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass

from claimkit.pages.catalog import on_one_line
from claimkit.pages.languages import LANGUAGES
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.pages.prose import text_of

COVERS, EXCLUDES, BESIDE = "covers", "excludes: ", "beside: "
FORM = f"write '{COVERS}', '{EXCLUDES}' and words of the sentence, or '{BESIDE}' and why it is beside the point"


@dataclass(frozen=True)
class Judged:
    """The verdicts on a claim's changes, and where in the file they stand."""

    place: str
    digest: str
    verdicts: dict

    def is_of(self, claim):
        """Whether the claim is still as it was judged."""
        return self.digest == digest(claim)


def digest(claim):
    """Of the sentence in every language, and the code."""
    said = [text for language in LANGUAGES for text in text_of(claim, language)]
    return hashlib.sha256("\n".join([*said, claim.code]).encode()).hexdigest()[:12]


def load(path, claims):
    """What is judged, by the claim's id; raise UnreadablePages for an entry that means nothing."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadablePages([Problem(f"tests/{path.name}", 1, f"not TOML ({error})", "mend it")]) from None
    lines = {line.strip(): number for number, line in enumerate(text.splitlines(), 1)}
    found, problems = {}, []
    for name, entry in entries.items():
        line = lines.get(f'["{name}"]', 1)
        problems += [Problem(f"tests/{path.name}", line, *what) for what in _mistakes(name, entry, claims)]
        if not problems:
            verdicts = {variation: said for variation, said in entry.items() if variation != "digest"}
            found[name] = Judged(f"tests/{path.name}:{line}", entry["digest"], verdicts)
    if problems:
        raise UnreadablePages(problems)
    return found


def _mistakes(name, entry, claims):
    """What is wrong with an entry, each with its remedy."""
    if name not in claims:
        yield f"unknown claim '{name}'", "name a claim that exists, or remove its table"
        return
    if not isinstance(entry, dict) or {"digest"} - set(entry) or not all(isinstance(v, str) for v in entry.values()):
        yield f"the table of {name} is none", "give it a digest, and a verdict by the name of each variation"
        return
    if entry["digest"] != digest(claims[name]):
        return  # quotes may be of the sentence as it was
    for variation, said in entry.items():
        if variation != "digest" and not _means_something(said, claims[name]):
            yield f"{name}, {variation}: '{said}' is no verdict on its sentence", FORM


def _means_something(said, claim):
    if said.startswith(EXCLUDES):
        quote = on_one_line(said.removeprefix(EXCLUDES)).strip()
        return bool(quote) and quote in on_one_line(claim.text)
    return said == COVERS or bool(said.startswith(BESIDE) and said.removeprefix(BESIDE).strip())


def save(path, judged):
    """Write all verdicts, in the order of ids, under the lines that the file begins with."""
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    tables = ["\n".join([f'["{name}"]', f'digest = "{entry.digest}"',
                         *(f"{_quoted(variation)} = {_quoted(said)}" for variation, said in entry.verdicts.items())])
              for name, entry in sorted(judged.items())]  # fmt: skip
    path.write_text("\n\n".join(["\n".join(head), *tables]) + "\n", encoding="utf-8")


def _quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
