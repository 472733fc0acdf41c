"""The marks and the words of everything that is judged or measured: the one list of each, for pages and reports.

The words are English; who draws a page translates them.
"""

from __future__ import annotations

from claimkit.evidence.store import ABSENT, FALSE, HOLDS, SKIPPED, STALE, UNKNOWN
from claimkit.portable import instead


def N_(text):
    """Mark a word for the interface's catalog."""
    return text


KINDS = {
    "memory": N_("memory"),
    "dtype": N_("dtype"),
    "device": N_("device"),
    "gradient": N_("gradient"),
    "error": N_("error"),
    "value": N_("value"),
}
VERDICTS = {
    "confirmed": ("✓", N_("confirmed")),
    "incomplete": ("◐", N_("incomplete")),
    "outdated": ("⌛", N_("outdated")),
    "refuted": ("✗", N_("refuted")),
    "opinion": ("“”", N_("opinion")),
}
STANDINGS = {
    HOLDS: ("✓", N_("holds")),
    FALSE: ("✗", N_("false")),
    ABSENT: ("·", N_("not there")),
    STALE: ("↻", N_("changed since it last ran")),
    SKIPPED: ("–", N_("not run")),
    UNKNOWN: ("–", N_("not run yet")),
}
# What stands in a record in place of what was printed
INSTEAD = {
    instead.NOTHING: N_("no output"),
    **dict.fromkeys((instead.TOO_LONG, instead.TOO_MUCH, instead.IDLE), N_("did not end")),
    instead.DIED: N_("Python died of signal %s"),
    instead.ENDED: N_("Python ended with status %s"),
    instead.NOT_HERE: N_("not installed: %s"),
    instead.UNUSABLE: N_("%s cannot be imported there"),
}
# Of a verdict whose proof has never run on a device
UNRUN = {"cpu": N_("on the CPU: not run yet"), "cuda": N_("on a GPU: not run yet")}
# What was done about a sentence, and the sorts of sentences
REVIEWS = {
    "hunted": N_("somebody tried to refute"), "read": N_("somebody read"), "not reviewed": N_("neither, as they stand"),
}  # fmt: skip
# Why what goes into a claim cannot be varied where the site is built
UNVARIED = {
    "library": N_("need a library that is not installed here"),
    "device": N_("speak of a GPU alone; they are varied on the stand-in, as far as it goes"),
    "python": N_("start a second Python, or processes of their own"),
    "versions": N_("speak of other versions"),
}
UNREACHED = {  # why no reach of a claim is measured
    "route": N_("make no conversion of the matrix, or make it in a function, which may be compiled"),
    "passing": N_("convert in passing and speak of something else"),
    "boundary": N_("show different outcomes themselves, or none that can be compared"),
    "beside": N_("speak of how values are printed, or of time"),
    "elsewhere": N_("cannot be watched here: they need another device, library, version or Python"),
}
SORTS = {
    "claim": N_("of claims"), "statement": N_("of statements"), "error": N_("of errors"),
    "cheat-sheet": N_("of the cheat sheet"),
}  # fmt: skip
SHORT_STANDINGS = {**STANDINGS, STALE: ("↻", N_("stale")), UNKNOWN: ("–", N_("not run"))}
# What a claim answers: the first word on its card. Where nothing shorter is true, its kind is the word.
ANSWERS = {
    "shares": ("=", N_("shares")),
    "copies": ("❐", N_("copies")),
    "depends": ("◐", N_("shares or copies")),
    "raises": ("✗", N_("raises")),
    "warns": ("⚠", N_("warns")),
    "ends-python": ("‼", N_("ends Python")),
    "memory": ("▭", KINDS["memory"]),
    "dtype": ("→", KINDS["dtype"]),
    "device": ("⇄", KINDS["device"]),
    "gradient": ("∇", KINDS["gradient"]),
    "error": ("✗", KINDS["error"]),
    "value": ("▸", KINDS["value"]),
}
# Of a cell of the matrix; an error, or the type of a value, is its own word.
OUTCOMES = {
    "itself": ("≡", N_("itself")),
    "shares": ("=", N_("shares")),
    "copies": ("❐", N_("copies")),
    "value": ("▸", ""),
    "no-memory": ("∅", N_("no memory")),
    "unrelated": ("◇", N_("unrelated")),
    "raises": ("✗", ""),
    "ends-python": ("‼", N_("ends Python")),
}
# What a result costs, by the outcome of its cell
COSTS = {
    "itself": N_("costs nothing: it is the same object"),
    "shares": N_("costs the same for any size: no value is copied"),
    "copies": N_("copies every value: time and memory grow with the size"),
    "no-memory": N_("costs nothing: there are no elements"),
    "value": N_("makes a Python object of every value: slow for many"),
}
