"""A snippet is told line by line, and leaves no trace."""

import torch
from claimkit.portable.run import Code
from claimkit.portable.transcript import transcript


def told(code):
    return transcript(Code("topic.good", "docs/topic.md", 1, code), "cpu")


def test_each_line_tells_what_it_printed_or_raised():
    """Whatever was expected of it; after an error that nobody expects nothing more is run."""
    expected = ">>> 1 + 1\n3\n>>> x = 1\n>>> [][0]\nTraceback (most recent call last):\n  ...\nKeyError: no\n"
    assert told(expected + ">>> nowhere\n>>> 5\n") == {
        "outcome": "told",
        "told": [
            "2\n",
            "",
            "raised IndexError: list index out of range",
            "raised NameError: name 'nowhere' is not defined",
        ],
    }


def test_what_is_set_is_set_back():
    """A default dtype for one snippet is none for the next, and grad mode is as it was."""
    told(">>> torch.set_default_dtype(torch.float64)\n>>> _ = torch.set_grad_enabled(False)\n")
    assert torch.get_default_dtype() == torch.float32
    assert torch.is_grad_enabled()


def test_what_is_not_installed_is_skipped(monkeypatch):
    """And says why."""
    monkeypatch.setattr("claimkit.portable.transcript.import_optional", lambda code: "needs x")
    assert told(">>> 1\n") == {"outcome": "skipped", "got": "needs x"}
