"""Reads docs/evidence/upstream.toml: where the libraries' own repositories tell of what a claim says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from claimkit.pages.model import Problem, UnreadablePages

ADDRESSES = {"issue": "https://github.com/{}/issues/{}", "pull": "https://github.com/{}/pull/{}"}
KEYS = {"repository", "number", "kind", "claims"}


@dataclass(frozen=True)
class Link:
    """An issue or a pull request."""

    repository: str
    number: int
    kind: str

    @property
    def label(self):
        return f"{self.repository.partition('/')[2]}#{self.number}"

    @property
    def address(self):
        return ADDRESSES[self.kind].format(self.repository, self.number)


def load(path, claims):
    """The links of each claim by its id; raise UnreadablePages with every line that cannot be used."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    shown = f"docs/evidence/{path.name}"
    try:
        listed = tomllib.loads(text)["links"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        problem = Problem(shown, 1, f"no list of links ({error})", "write it as `links = [...]`")
        raise UnreadablePages([problem]) from None
    found, problems = {}, []
    for entry in listed:
        line = next((number for number, line in enumerate(text.splitlines(), 1)
                     if f"number = {entry.get('number')}," in line), 1)  # fmt: skip
        for what, remedy in _mistakes(entry, claims):
            problems.append(Problem(shown, line, what, remedy))
        for name in entry.get("claims", ()):
            link = Link(entry.get("repository"), entry.get("number"), entry.get("kind"))
            found.setdefault(name, []).append(link)
    if problems:
        raise UnreadablePages(problems)
    return found


def _mistakes(entry, claims):
    if set(entry) != KEYS:
        yield f"a link with {', '.join(sorted(entry))}", f"give it {', '.join(sorted(KEYS))}"
        return
    if entry["kind"] not in ADDRESSES:
        yield f"unknown kind '{entry['kind']}'", f"use one of {', '.join(ADDRESSES)}"
    for name in entry["claims"]:
        if name not in claims:
            yield f"unknown claim '{name}'", "name a claim that exists"
