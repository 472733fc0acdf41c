"""Says in a word what a claim answers: of an error its code tells, of memory the id, which was chosen to say it."""

from __future__ import annotations

import re

RAISED = re.compile(r"^(?:[\w.]*\.)?(\w*(?:Error|Exception|Interrupt|Unsupported))(?::|$)", re.M)
WARNING = re.compile(r"catch_warnings|\w+Warning\b")
# Parts of ids, the first that is found counts; what only looks like one of them comes before it.
MEMORY = (
    ("", r"shares?-memory|shares-with|sharing-with|ends-sharing|need-share|what-share|promise"
         r"|copies-on-write|^copies|copy-copy|need-a-copy"),
    ("copies", r"not-share|independent|are-copies|is-a-copy"),
    ("depends", r"(copies|copy)-.*(when|only|unless|on-request)|shares-or-copies|-their-own-|-from-tensors-"),
    ("shares", r"\b(shares?|sharing|gives-views|no-op)\b"),
    ("copies", r"\bcopies\b|-copy$"),
)  # fmt: skip
ERRORS = (
    ("ends-python", "abort|crash"),
    ("warns", r"\bwarns?\b"),
    ("raises", r"\braises?\b|refuse|cannot|checked|force"),
)


def answer_of(claim):
    """A word of `words.ANSWERS`, and what more there is to it: the type of the error."""
    if claim.kind == "error":
        return _of_error(claim)
    if claim.kind in ("memory", "device", "gradient"):
        name = claim.id.partition(".")[2]
        return next((word for word, part in MEMORY if re.search(part, name)), "") or claim.kind, ""
    return claim.kind, ""


def _of_error(claim):
    raised = RAISED.findall(claim.code) if "Traceback (most recent call last)" in claim.code else ()
    if raised:
        return "raises", " / ".join(dict.fromkeys(raised))
    name = claim.id.partition(".")[2]
    otherwise = "warns" if WARNING.search(claim.code) else "error"
    return next((word for word, part in ERRORS if re.search(part, name)), otherwise), ""
