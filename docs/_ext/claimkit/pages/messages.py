"""Texts of errors and warnings, their variable parts marked, and the patterns that find such a text again.

A text is written as Python prints it, with each variable part as `{name=example}`: `can't convert {device=cuda:0} …`.
Patterns use only what Python's and JavaScript's regular expressions have in common. They hold one blank for each run
of blanks and line ends, and so must what they are compared with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# What may stand for a variable part; 'any' is the last resort and needs no example.
PARTS = {
    "device": r"[a-z]+(?::\d+)?",
    "dtype": r"(?:(?:long|unsigned) )?[A-Za-z]\w*(?:(?:\.|::)\w+)*",
    # of two dtypes, not where one is on the GPU and the other on the CPU: that is another error
    "alike": r"(?!torch\.cuda\..*\(torch\.(?!cuda)|torch\.(?!cuda).*\(torch\.cuda\.)[\w.: ]+",
    "type": r"[\w.]+",
    "name": r"[\w.]+",
    "number": r"-?\d+(?:\.\d+)?",
    "shape": r"[(\[][\d, ]*[)\]]",
    "sign": r"[-+*/%@&|^<>=]{1,3}",
    "any": r".+?",
}
VARIABLE = re.compile(r"\{([a-z]+)(?:=([^{}]*))?\}")
TYPE = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Warning|\.error|ArrowInvalid|InvalidArgument): ")
# Torch ends many warnings with the place in its own source, which changes with every release.
TRIGGERED = r"(?: ?\(Triggered internally at [^)]*\))?"


def without_place(text):
    """What was warned of, without the place in torch's own source."""
    return re.sub(TRIGGERED, "", text)


@dataclass(frozen=True)
class Message:
    """One text, as it stands in the source."""

    text: str

    @property
    def type(self):
        """The exception's or warning's name, as Python prints it."""
        return TYPE.match(self.text)[0][:-2]

    @property
    def body(self):
        """What follows the type's name."""
        return self.text[len(self.type) + 2 :]

    @property
    def shown(self):
        """The text with the examples in place of the variable parts, as it is really raised."""
        return VARIABLE.sub(lambda part: example(part), self.text)

    def pieces(self):
        """The body as (text, name of the variable part or '') pairs."""
        end = 0
        for part in VARIABLE.finditer(self.body):
            yield self.body[end : part.start()], ""
            yield example(part), part[1]
            end = part.end()
        yield self.body[end:], ""

    def pattern(self, length=None):
        """Regular expression of the body, or of about its first `length` characters and whatever follows."""
        if length is None:
            return "".join(PARTS[name] if name else _constant(text) for text, name in self.pieces()) + TRIGGERED
        found = ""
        for text, name in self.pieces():
            if length > 0:
                found += PARTS[name] if name else _constant(text[:length])
            length -= len(text)
        return found + ".*"

    def matches(self, told):
        """Whether `told`, a whole error or warning with its type, is this one."""
        head = self.type + ": "
        return told.startswith(head) and _compiled(self).fullmatch(even(told[len(head) :])) is not None

    def begins(self, recorded, longest):
        """Whether a text of the record, which may have been cut to its `longest`, is this one."""
        if len(recorded) < longest:
            return self.matches(recorded)
        length = longest * 3 // 4  # not all, because variable parts may be longer than their examples
        return re.fullmatch(re.escape(self.type + ": ") + self.pattern(length), even(recorded)) is not None

    def faults(self):
        """What is wrong with the text, as (what, remedy) pairs."""
        if not TYPE.match(self.text):
            yield "a message without its type", "write it as Python prints it, such as 'TypeError: can't …'"
            return
        for name, given in VARIABLE.findall(self.text):
            if name not in PARTS:
                yield f"unknown variable part '{{{name}}}'", "use one of " + ", ".join(PARTS)
            elif not re.fullmatch(PARTS[name], given or "…"):
                yield f"'{given}' is no example of a {name}", f"write one that is raised, such as {{{name}=…}}"


def example(part):
    return part[2] or "…"


def even(text):
    """The text with one blank for each run of blanks and line ends, and none around it."""
    return " ".join(text.split())


def _constant(text):
    return " ".join(re.escape(word) for word in re.split(r"\s+", text))


@cache
def _compiled(message):
    return re.compile(message.pattern())
