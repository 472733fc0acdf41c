"""Reads docs/evidence/upstream.toml: where the libraries' own repositories tell of what a claim says."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass

from claimkit.pages.model import Problem, UnreadablePages

ADDRESSES = {
    "issue": "https://github.com/{}/issues/{}",
    "pull": "https://github.com/{}/pull/{}",
    "file": "https://github.com/{}/blob/{}",  # a tag or a commit, and the path
}


@dataclass(frozen=True)
class Link:
    """An issue or a pull request, by its number, or a file, by its path."""

    repository: str
    place: int | str
    kind: str

    @property
    def label(self):
        sign = "/" if self.kind == "file" else "#"
        return self.repository.partition("/")[2] + sign + str(self.place).rpartition("/")[2]

    @property
    def address(self):
        return ADDRESSES[self.kind].format(self.repository, self.place)


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
        key = _place(entry)
        line = next((number for number, line in enumerate(text.splitlines(), 1)
                     if f"{key} = {json.dumps(entry.get(key))}," in line), 1)  # fmt: skip
        for what, remedy in _mistakes(entry, claims):
            problems.append(Problem(shown, line, what, remedy))
        for name in entry.get("claims", ()):
            link = Link(entry.get("repository"), entry.get(key), entry.get("kind"))
            found.setdefault(name, []).append(link)
    if problems:
        raise UnreadablePages(problems)
    return found


def _place(entry):
    """The key that says where in the repository."""
    return "path" if entry.get("kind") == "file" else "number"


def _mistakes(entry, claims):
    keys = {"repository", _place(entry), "kind", "claims"}
    if set(entry) != keys:
        yield f"a link with {', '.join(sorted(entry))}", f"give it {', '.join(sorted(keys))}"
        return
    if entry["kind"] not in ADDRESSES:
        yield f"unknown kind '{entry['kind']}'", f"use one of {', '.join(ADDRESSES)}"
    for name in entry["claims"]:
        if name not in claims:
            yield f"unknown claim '{name}'", "name a claim that exists"
