"""Every claim and session prints the same when it is pasted, twice, into a Python that knows none of our presets."""

from pathlib import Path

import pytest
from claimkit.evidence import runs

BUILD = Path(__file__).resolve().parents[1] / "build"


@pytest.fixture(scope="session")
def pasted(pages):
    """What came of each snippet on the CPU, by id; what is known of a code is not run again."""
    due = [snippet for snippet in pages.snippets if promised(snippet)]

    def passed(_snippet, told):
        return told["outcome"] == "passed"

    return runs.remembered(BUILD / "pasted.json", due, passed, paste=True, fork=True)


def promised(snippet):
    installed = runs.versions()
    return "cpu" in snippet.devices and snippet.applies_to(installed["torch"], installed["numpy"])


def test_pasted_claims_print_the_same(pages, pasted):
    """What needs a preset asks for it in its code, where the reader sees it."""
    __tracebackhide__ = True
    outcomes = [(pages.claims.get(name) or pages.sessions[name], outcome) for name, outcome in pasted.items()]
    wrong = [f"{snippet.path}:{outcome['line']}: {snippet.noun} '{snippet.id}', pasted into a plain Python: "
             f"expected {outcome['expected']!r}, got {outcome['got']!r}"
             for snippet, outcome in outcomes if outcome["outcome"] not in ("passed", "skipped")]  # fmt: skip
    assert len(outcomes) > 100
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
