"""Holds the entries of errors against what claims and sessions told when they ran, a line for each disagreement.

`told` is what each snippet raised or warned of on a device, whole, by snippet.
"""

from __future__ import annotations

import re

TELLS = re.compile(r"Traceback|arning|Error|except ")  # what code holds that shows an error or a warning


def telling(pages, device, installed):
    """The snippets that show an error or a warning on the device, with these versions of the libraries."""
    named = {name for error in pages.errors.values() for name in error.claims}
    return [snippet for snippet in pages.snippets
            if device in snippet.devices and (TELLS.search(snippet.code) or snippet.id in named)
            and snippet.applies_to(installed["torch"], installed["numpy"])]  # fmt: skip


def unexplained(told, errors):
    """Each message that is not the text of exactly one entry."""
    for snippet, messages in told.items():
        for message in messages:
            entries = [error.id for error in errors.values() if error.explains(message)]
            if len(entries) != 1:
                what = f"{snippet.id} tells {message[:300]!r}, which has {len(entries)} entries {entries}"
                yield f"{snippet.path}:{snippet.line}: {what}: write one in docs/reference/errors.md"


def unraised(told, pages):
    """Each claim that an entry names and that tells something else, and each text that none of them tells."""
    for error in pages.errors.values():
        place = f"{error.path}:{error.line}: error {error.id}"
        raised = {name: told.get(pages.claims[name]) for name in error.claims}
        for name, messages in raised.items():
            if messages is not None and not any(map(error.explains, messages)):
                yield f"{place}: {name} tells {messages} instead: move it to :see:, or mend the text"
        if None not in raised.values():
            every = [message for messages in raised.values() for message in messages]
            for text in error.messages:
                if not any(map(text.matches, every)):
                    yield f"{place}: no claim raises {text.shown!r}: name one that does, or remove the text"


def without_entry(told, errors):
    """Each claim of kind 'error' that does not show the message, and that no entry names."""
    named = {name for error in errors.values() for name in error.claims + error.see}
    for snippet, messages in told.items():
        if getattr(snippet, "kind", "") == "error" and not messages and snippet.id not in named:
            yield f"{snippet.path}:{snippet.line}: {snippet.id} is about an error without an entry: name it in :see:"


def disagreements(told, pages):
    """All of them."""
    return [*unexplained(told, pages.errors), *unraised(told, pages), *without_entry(told, pages.errors)]
