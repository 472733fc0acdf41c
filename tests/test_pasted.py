"""Every claim and session prints the same when it is pasted, twice, into a Python that knows none of our presets."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from claimkit.evidence import runs

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build"


@pytest.fixture(scope="session")
def pasted(pages):
    """What came of each snippet on the CPU, by id; what is known of a code is not run again."""
    memory = runs.Memory(BUILD / "pasted.json")
    due = {runs.name_of(snippet): snippet for snippet in pages.snippets if promised(snippet)}
    told = paste([snippet for name, snippet in due.items() if name not in memory.answers])
    memory.answers.update((name, told[snippet.id]) for name, snippet in due.items() if snippet.id in told)
    memory.keep(name for name in due if memory.answers[name]["outcome"] == "passed")
    return {snippet.id: memory.answers[name] for name, snippet in due.items()}


def paste(snippets):
    """The outcome of each snippet, by id."""
    path = os.pathsep.join(filter(None, [str(runs.ENGINE), os.environ.get("PYTHONPATH")]))
    job = json.dumps([runs.as_run(snippet, "cpu") for snippet in snippets])
    done = subprocess.run([sys.executable, HERE / "pasting.py"], env={**os.environ, "PYTHONPATH": path}, input=job,
                          stdout=subprocess.PIPE, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)


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
