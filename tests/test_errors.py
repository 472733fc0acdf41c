"""The errors page against what is really raised: each message has one entry, whose claims raise it."""

import re
from pathlib import Path

import pytest
from claimkit.evidence import runs
from claimkit.pages.model import DEVICES

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "evidence"
TELLS = re.compile(r"Traceback|arning|Error|except ")  # what code holds that shows an error or a warning


@pytest.fixture(scope="module", params=DEVICES)
def told(request, pages, outcome_of):
    """What each snippet that shows an error or a warning tells on a device, whole, by snippet."""
    device = request.param
    if device not in (request.config.option.devices or DEVICES):
        pytest.skip(f"--device leaves out {device}")
    named = {name for error in pages.errors.values() for name in error.claims}
    installed = runs.versions()
    telling = [snippet for snippet in pages.snippets
               if device in snippet.devices and (TELLS.search(snippet.code) or snippet.id in named)
               and snippet.applies_to(installed["torch"], installed["numpy"])]  # fmt: skip
    found = dict(zip(telling, outcome_of.each([(snippet, device) for snippet in telling]), strict=True))
    if device == "cuda" and {outcome["outcome"] for outcome in found.values()} == {"skipped"}:
        pytest.skip(next(iter(found.values()))["got"])
    return {snippet: outcome["told"] for snippet, outcome in found.items() if outcome["outcome"] == "passed"}


def complain(wrong):
    __tracebackhide__ = True
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_every_message_has_one_entry(told, pages):
    """Whatever a claim or a session raises or warns of, in full, is the text of exactly one error."""
    wrong = []
    for snippet, messages in told.items():
        for message in messages:
            entries = [error.id for error in pages.errors.values() if error.explains(message)]
            if len(entries) != 1:
                what = f"{snippet.id} tells {message[:300]!r}, which has {len(entries)} entries {entries}"
                wrong.append(f"{snippet.path}:{snippet.line}: {what}: write one in docs/reference/errors.md")
    complain(wrong)


def test_the_claims_of_an_entry_raise_it(told, pages):
    """Each claim that an entry names raises one of its texts, type and all, and each text is raised by one of them."""
    wrong = []
    for error in pages.errors.values():
        place = f"{error.path}:{error.line}: error {error.id}"
        raised = [(name, told.get(pages.claims[name])) for name in error.claims]
        wrong += [
            f"{place}: {name} tells {messages} instead: move it to :see:, or mend the text"
            for name, messages in raised
            if messages is not None and not any(map(error.explains, messages))
        ]
        if all(messages is not None for _name, messages in raised):
            every = [message for _name, messages in raised for message in messages]
            wrong += [f"{place}: no claim raises {text.shown!r}: name one that does, or remove the text"
                      for text in error.messages if not any(map(text.matches, every))]  # fmt: skip
    complain(wrong)


def test_claims_about_errors_have_an_entry(told, pages):
    """A claim of kind 'error' whose code does not show the message is named by an entry all the same."""
    named = {name for error in pages.errors.values() for name in error.claims + error.see}
    silent = [snippet for snippet, messages in told.items() if not messages and snippet.id not in named]
    complain([f"{claim.path}:{claim.line}: {claim.id} is about an error without an entry: name it in :see: of one"
              for claim in silent if getattr(claim, "kind", "") == "error"])  # fmt: skip


def test_older_wordings_are_recorded(pages):
    """Each older wording is what a recorded version printed in place of a claim's text."""
    from claimkit.evidence import store, wordings

    records = store.load(FOLDER)
    if len(wordings.recorded_versions(records)) == 1:
        pytest.skip("only one version of torch is recorded, so no older wording can be")
    complain([f"{error.path}:{error.line}: error {error.id}: no record has {text.shown!r}: remove it, or record it"
              for error in pages.errors.values() for text in error.old
              if not wordings.worded_in(text, error, records)])  # fmt: skip
