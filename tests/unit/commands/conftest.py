"""Small projects and claims for the tests of commands."""

import pytest
from claimkit.evidence.runs import Memory
from claimkit.pages.model import Claim

PAGE = """\
# Topic

:::{{claim}} topic.{name}
:about: torch.ones
:kind: value
:devices: {devices}

A sentence.

```pycon
{code}
```
:::
"""
HOLDS = ">>> torch.ones(2).sum().item()\n2.0"


@pytest.fixture
def project(tmp_path):
    """A checkout's folder; `add(name, code, devices)` writes a page with a claim of that name into it."""

    def add(name, code=HOLDS, devices="cpu"):
        path = tmp_path / "docs" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE.format(name=name, code=code, devices=devices), encoding="utf-8")

    tmp_path.joinpath("docs").mkdir()
    return tmp_path, add


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    """What is known of runs, by nobody yet."""
    return Memory(tmp_path_factory.mktemp("build") / "answers.json")


@pytest.fixture(scope="session")
def claim():
    """Makes a claim of any fields."""

    def make(code=">>> 1\n1\n", **fields):
        usual = {"id": "topic.good", "path": "docs/topic.md", "line": 4, "code_line": 12, "devices": ("cpu",),
                 "kind": "value", "about": ("torch.ones",), "text": "One."}  # fmt: skip
        return Claim(code=code, **{**usual, **fields})

    return make
