"""What pages hold: claims, sessions, statements and errors, and how they are kept in build/pages.json."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import PurePosixPath

from claimkit.pages.messages import Message
from claimkit.pages.versions import in_range

KINDS = ("memory", "dtype", "device", "gradient", "error", "value")
DEVICES = ("cpu", "cuda")
OTHER_DEVICES = ("mps", "xpu")  # a record may tell of them; no page asserts anything about them
VERDICTS = ("confirmed", "incomplete", "outdated", "refuted", "opinion")
# An older torch has no NumPy beside NumPy 2; only claims that name both speak of such a pair.
FIRST_FOR_NUMPY_2 = ">=2.3"
CLOCKS = re.compile(r"\b(timeit|perf_counter|process_time)\b")


@dataclass(frozen=True)
class Problem:
    """Something that cannot be read: where, what, and what to do about it."""

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}: {self.remedy}"


class Refused(Exception):
    """What was asked for cannot be done; the message says why, and what to do."""


class UnreadablePages(Refused):
    """Raised with every problem found, one `file:line: what: what to do` a line."""

    def __init__(self, problems):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Item:
    """What has an id and stands on a page, at `line` of the file `path`; `formerly` are ids that it had."""

    id: str
    path: str
    line: int
    text: str = ""
    formerly: tuple = ()

    @property
    def page(self):
        """The page's name, such as 'reference/layouts'."""
        return self.path.partition("/")[2].removesuffix(".md")

    @property
    def home(self):
        """The page that is found when it is looked for."""
        return self.page


@dataclass(frozen=True)
class Snippet(Item):
    """Code that runs; `code_line` is the page's line of its first line."""

    code: str = ""
    code_line: int = 0
    devices: tuple = ()
    torch: str = ""
    numpy: str = ""
    noun = ""
    not_on = ()

    @cached_property
    def digest(self):
        """Identity of what runs; evidence recorded under another digest is stale."""
        return "sha256:" + hashlib.sha256(self.code.encode()).hexdigest()

    @property
    def takes_times(self):
        """Whether a busy machine, or being watched, may make it show something else."""
        return bool(CLOCKS.search(self.code))

    def applies_to(self, torch_version, numpy_version):
        """Whether the code must hold with these versions (True), must fail (False), or promises nothing (None)."""
        mismatched = not in_range(torch_version, FIRST_FOR_NUMPY_2) and in_range(numpy_version, ">=2.0")
        if mismatched and not (self.torch and self.numpy):
            return None
        return in_range(torch_version, self.torch) and in_range(numpy_version, self.numpy)

    def leaves_out(self, machine):
        """Whether it promises nothing on this kind of GPU, named as records' files are: 'cuda-tesla-t4', 'rocm-…'."""
        return any(is_of(machine, name) for name in self.not_on)


def is_of(machine, name):
    """Whether the machine is called so, or of the family: 'rocm-amd-instinct-mi300x' is of 'rocm'."""
    return f"{machine}-".startswith(f"{name}-")


@dataclass(frozen=True)
class Claim(Snippet):
    """One testable sentence and the snippet that proves it.

    The sentence speaks of the sources of the matrix that are like its own but for `exceptions`, or of `only` these; on
    CUDA, of every GPU that is `not_on` this list.
    """

    kind: str = ""
    about: tuple = ()
    exceptions: tuple = ()
    only: tuple = ()
    not_on: tuple = ()
    noun = "claim"


@dataclass(frozen=True)
class Session(Snippet):
    """All `pycon` blocks of a page that stand outside claims, as one Python session; the id is the page's name."""

    noun = "session"


@dataclass(frozen=True)
class Statement(Item):
    """One checkable thing that an article says, judged; `claims` are the ids of its proof."""

    section: str = ""
    verdict: str = ""
    claims: tuple = ()
    noun = "statement"

    @property
    def article(self):
        """The article's name, such as 'A3'."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Error(Item):
    """An error or a warning: its texts and older wordings, why and what to do; `claims` raise it, `see` shows more.

    Each has a page of its own, in the folder `errors` beside the page that lists it.
    """

    title: str = ""
    messages: tuple = ()
    claims: tuple = ()
    see: tuple = ()
    old: tuple = ()
    noun = "error"

    @property
    def home(self):
        return f"{PurePosixPath(self.page).parent / 'errors' / self.id}"

    def explains(self, told):
        """Whether a whole error or warning, as Python prints it, is this one, as it is worded today."""
        return any(message.matches(told) for message in self.messages)


KINDS_OF_ITEMS = {"claims": Claim, "sessions": Session, "statements": Statement, "errors": Error}


@dataclass
class Pages:
    """Everything the pages hold, by id, in reading order; `cells` is the code of each notebook, by its page's name."""

    claims: dict = field(default_factory=dict)
    statements: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    @property
    def snippets(self):
        """All that runs: claims and sessions."""
        return [*self.claims.values(), *self.sessions.values()]

    @property
    def items(self):
        """All that can be linked to."""
        return [*self.claims.values(), *self.statements.values(), *self.errors.values()]

    def to_json(self):
        kept = {name: [asdict(item) for item in getattr(self, name).values()] for name in KINDS_OF_ITEMS}
        return json.dumps({**kept, "cells": self.cells}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text):
        data = json.loads(text)
        kept = {name: {entry["id"]: _item(kind, entry) for entry in data[name]}
                for name, kind in KINDS_OF_ITEMS.items()}  # fmt: skip
        return cls(**kept, cells=data["cells"])


def _item(kind, entry):
    """The item of its JSON: lists were tuples, and messages objects."""
    values = {}
    for name in (known.name for known in fields(kind)):
        value = entry[name]
        if name in ("messages", "old"):
            value = [Message(**message) for message in value]
        values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
