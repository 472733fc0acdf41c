"""Pages that must be refused, and claims that are false, with the place and the words that their author is owed."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

GOOD = """\
(topic)=
# Topic

:::{claim} topic.good
:about: torch.ones
:kind: value
:devices: cpu

A sum is printed.

```pycon
>>> torch.ones(2).sum().item()
2.0
```
:::
"""
SESSION = "\nIn two steps.\n\n```pycon\n>>> a = 1\n```\n\nThen:\n\n```pycon\n>>> a + 1\n2\n```\n"
CODE = GOOD[GOOD.index(">>>") : GOOD.index("```\n:::")]
CLAIM = GOOD[GOOD.index(":::{") :]
RAISES = (
    ">>> torch.ones(2).item()\nTraceback (most recent call last):\n  ...\nRuntimeError: a Tensor with 2 elements ...\n"
)
OPINION = "\n:::{statement} A1.01\n:section: 1\n:verdict: opinion\n\nSomebody likes it.\n\nSo do we.\n:::\n"
ERROR = """
:::{error} topic-error
:title: Topic has too many
:claims: topic.good

```text
TypeError: topic has {number=1} of {dtype=Float}
```

Because.

So mend it.

```text old
TypeError: topic had none
```
:::
"""


@dataclasses.dataclass(frozen=True)
class BadPage:
    """A page named for what is wrong with it, the line that must be named, and a part of what must be said."""

    name: str
    line: int
    what: str
    text: str | bytes
    also: str = ""  # the text of a page of the same name in another folder

    @property
    def place(self):
        return f"docs/{self.name}.md:{self.line}:"

    def write(self, docs):
        """Write the page into the folder `docs`, its ids under its own name, so that all can stand in one folder."""
        for folder, text in ((Path(docs), self.text), (Path(docs, "a"), self.also)):
            if text:
                folder.mkdir(parents=True, exist_ok=True)
                data = text if isinstance(text, bytes) else re.sub(r"\btopic\b", self.name, text).encode()
                (folder / f"{self.name}.md").write_bytes(data)


def _claim(old, new):
    """The good page with one thing changed."""
    assert old in GOOD, old
    return GOOD.replace(old, new)


def _code(code):
    return _claim(CODE, code)


def _raising(error):
    return _code(RAISES[: RAISES.index("RuntimeError")] + error + "\n")


def _statement(number, old="", new="", then=""):
    """The good page with a statement behind it, in an article of its own, with one thing changed."""
    text = OPINION.replace("A1", f"A{number}")
    assert old in text, old
    return GOOD + text.replace(old, new) + then


def _error(old, new, then=""):
    """The good page with an error behind it, with one thing changed."""
    assert old in ERROR, old
    return GOOD + ERROR.replace(old, new) + then


BAD_PAGES = [
    BadPage("no-output", 12, "no expected output", _code(">>> torch.ones(2)[0] = 7.0\n")),
    BadPage("no-code", 4, "no code block", _claim("```pycon\n" + CODE + "```\n", "")),
    BadPage("two-blocks", 4, "2 code blocks", _claim("```\n:::", "```\n\n```pycon\n>>> 1 + 1\n2\n```\n:::")),
    BadPage("python-block", 11, "a fence that is not pycon", _claim("```pycon", "```python")),
    BadPage("no-sentence", 4, "says nothing", _claim("A sum is printed.\n\n", "")),
    BadPage("doctest-flag", 12, "a doctest flag", _claim(".item()\n", ".item()  # doctest: +SKIP\n")),
    BadPage("dots-as-output", 13, "'...' as a whole expected value", _claim("\n2.0\n", "\n...\n")),
    BadPage("dots-as-error", 13, "'...' as a whole expected value", _raising("RuntimeError: ...")),
    BadPage("more-dots-as-error", 13, "'...' as a whole expected value", _raising("RuntimeError: ... ...")),
    BadPage("dots-in-the-type", 13, "'...' as a whole expected value", _raising("R...")),
    BadPage("output-after-a-gap", 15, "never compared", _claim("2.0\n", "2.0\n\n3.0\n")),
    BadPage("output-before-a-prompt", 12, "never compared", _code("2.0\n" + CODE)),
    BadPage("not-python", 12, "the code cannot be parsed", _code(">>> torch.ones(2\n2.0\n")),
    BadPage("no-space-after-the-prompt", 12, "the code cannot be parsed", _code(">>>torch.ones(2)\n")),
    BadPage("duplicate-id", 17, "first used at docs/duplicate-id.md:4", GOOD + "\n" + CLAIM),
    BadPage("duplicate-elsewhere", 4, "first used at docs/a/duplicate-elsewhere.md:4", GOOD, also=GOOD),
    BadPage("unknown-option", 4, "unknown option ':kinds:'", _claim(":kind:", ":kinds: x\n:kind:")),
    BadPage("missing-option", 4, "lacks ':devices:'", _claim(":devices: cpu\n", "")),
    BadPage("unknown-device", 4, "unknown device 'gpu'", _claim(": cpu", ": gpu")),
    BadPage("unknown-gpu", 4, "unknown GPU 'T4' in :not-on:", _claim(": cpu", ": cuda\n:not-on: rocm, T4")),
    BadPage("every-gpu", 4, "unknown GPU 'cuda' in :not-on:", _claim(": cpu", ": cuda\n:not-on: cuda")),
    BadPage("gpu-of-a-cpu-claim", 4, "':not-on:' where :devices: has no cuda", _claim(": cpu", ": cpu\n:not-on: rocm")),
    BadPage("repeated-device", 4, "a device named twice", _claim(": cpu", ": cpu, cpu")),
    BadPage("repeated-option", 4, "option ':kind:' given twice", _claim(":kind: value", ":kind: memory\n:kind: value")),
    BadPage("unquoted-range", 4, "bad torch range >=2.3", _claim(":kind:", ":torch: >=2.3\n:kind:")),
    BadPage("unknown-kind", 4, "unknown kind 'speed'", _claim("kind: value", "kind: speed")),
    BadPage("bad-range", 4, 'bad torch range "2.3+"', _claim(":kind:", ':torch: "2.3+"\n:kind:')),
    BadPage("range-without-quotes", 4, "bad torch range >=2.3", _claim(":kind:", ":torch: >=2.3\n:kind:")),
    BadPage("bad-id", 4, "bad claim id 'bad-id.Good'", _claim("topic.good", "topic.Good")),
    BadPage("calls-nothing", 4, "calls nothing that :about: names", _code(">>> print(True)\nTrue\n")),
    BadPage("needless-excuse", 4, "':no-call:' where the code does call", _claim(":kind:", ":no-call: why\n:kind:")),
    BadPage("former-id-of-another", 17, "'former-id-of-another.good' in :formerly: is an id of claim",
            GOOD + "\n" + CLAIM.replace("good\n", "new\n:formerly: topic.good\n")),
    BadPage("former-id-twice", 18, "'former-id-twice.old' in :formerly: is an id of claim",
            _claim("good\n", "good\n:formerly: topic.old\n")
            + "\n" + CLAIM.replace("good\n", "new\n:formerly: topic.old\n")),
    BadPage("about-what-is-not-called", 4, "'torch.onse' in :about: stands in no code or sentence about it",
            _claim("torch.ones\n:kind", "torch.ones, torch.onse\n:kind")),
    BadPage("about-what-belongs-to-nothing", 4, "'Tensr' of 'Tensr.item' in :about: stands in no code or sentence",
            _claim("torch.ones\n:kind", "torch.ones, Tensr.item\n:kind")),
    BadPage("about-what-belongs-to-no-call", 4, "'sum_of' of 'torch.sum_of.item' in :about: stands in no code",
            _claim("torch.ones\n:kind", "torch.ones, torch.sum_of.item\n:kind")),
    BadPage("bad-former-id", 4, "bad claim id 'Old' in :formerly:", _claim("good\n", "good\n:formerly: Old\n")),
    BadPage("idle-python", 17, "Python that nothing runs", GOOD + "\n```python\nprint(1)\n```\n"),
    BadPage("idle-fence", 17, "nobody can say whether it runs", GOOD + "\n```\nprint(1)\n```\n"),
    BadPage("four-colons", 4, "claim opened with '::::'", _claim(":::{", "::::{").replace("```\n:::", "```\n::::")),
    BadPage("backtick-claim", 4, "claim opened with '````'", _claim(":::{", "````{").replace("```\n:::", "```\n````")),
    BadPage("capital-claim", 4, "unknown directive 'Claim'", _claim(":::{claim}", ":::{Claim}")),
    BadPage("commented-claim", 4, "an HTML comment", _claim(CLAIM, "<!-- no longer\n" + CLAIM + "-->\n")),
    BadPage("other-markup", 17, "unknown directive 'eval-rst'",
            GOOD + "\n```{eval-rst}\n.. claim:: topic.good\n```\n"),
    BadPage("code-in-colons", 17, "Python that nothing runs", GOOD + "\n:::{code-block} python\n1\n:::\n"),
    BadPage("other-lexer", 17, "code in 'pyi'", GOOD + "\n```pyi\nx: int\n```\n"),
    BadPage("in-an-admonition", 5, "claim nested in {note}", _claim(CLAIM, "::::{note}\n" + CLAIM + "::::\n")),
    BadPage("in-a-tab-set", 6, "claim nested in {tab-item} CPU",
            _claim(CLAIM, ":::::{tab-set}\n::::{tab-item} CPU\n" + CLAIM + "::::\n:::::\n")),
    BadPage("in-a-claim", 11, "claim nested in {claim}",
            _claim("```pycon", CLAIM.replace("good", "inner") + "\n```pycon")),
    BadPage("in-a-list", 5, "nested in an indented block", _claim(CLAIM, "- item\n  " + CLAIM.replace("\n", "\n  "))),
    BadPage("in-a-quotation", 4, "in a list or quotation", _claim(CLAIM, "> " + CLAIM.replace("\n", "\n> "))),
    BadPage("unclosed", 4, "claim 'unclosed.good' is never closed", _claim("```\n:::\n", "```\n")),
    BadPage("unclosed-code", 4, "claim 'unclosed-code.good' is never closed", _claim("```\n:::\n", "")),
    BadPage("unclosed-fence", 3, "never closed", _claim("\n" + CLAIM, "```text\n" + CLAIM.replace("```", ""))),
    BadPage("session-without-output", 20, "no expected output", GOOD + SESSION.replace("2\n```", "```")),
    BadPage("session-with-a-flag", 26, "a doctest flag", GOOD + SESSION.replace("+ 1\n", "+ 1  # doctest: +SKIP\n")),
    BadPage("not-utf-8", 2, "not valid UTF-8", GOOD.replace("# Topic", "# Th\xe8me").encode("latin-1")),
    BadPage("unknown-claim", 17, "rests on the unknown claim 'no.such'",
            _statement(1, ":verdict: opinion", ":verdict: refuted\n:claims: no.such")),
    BadPage("no-proof", 17, "statement 'A2.01' has no claim", _statement(2, "opinion", "refuted")),
    BadPage("unknown-verdict", 17, "unknown verdict 'wrong'", _statement(3, "opinion", "wrong")),
    BadPage("out-of-order", 26, "statement 'A4.01' is out of order",
            _statement(4, "A4.01", "A4.02", OPINION.replace("A1", "A4"))),
    BadPage("no-remedy", 17, "statement 'A5.01' lacks a paragraph", _statement(5, "\n\nSo do we.", "")),
    BadPage("bad-statement-id", 17, "bad statement id 'A6.1'", _statement(6, "A6.01", "A6.1")),
    BadPage("unknown-statement-option", 17, "unknown option ':claim:'",
            _statement(7, ":verdict", ":claim: x\n:verdict")),
    BadPage("duplicate-statement", 26, "duplicate id 'A8.01'", _statement(8, then=OPINION.replace("A1", "A8"))),
    BadPage("code-in-a-statement", 21, "a fence in a statement",
            _statement(9, "Somebody likes it.", "```python\n1\n```\n\nSomebody likes it.")),
    BadPage("error-without-message", 17, "error 'error-without-message-error' has no message",
            _error(ERROR[ERROR.index("```text\n") : ERROR.index("Because")], "")),
    BadPage("error-without-type", 22, "a message without its type", _error("TypeError: topic has", "topic has")),
    BadPage("error-with-odd-part", 22, "unknown variable part '{colour}'", _error("number", "colour")),
    BadPage("error-with-odd-example", 22, "'one' is no example of a number", _error("=1", "=one")),
    BadPage("error-without-example", 22, "'' is no example of a dtype", _error("{dtype=Float}", "{dtype}")),
    BadPage("error-with-odd-old-text", 30, "a message without its type", _error("TypeError: topic had", "topic had")),
    BadPage("error-without-title", 17, "lacks ':title:'", _error(":title: Topic has too many\n", "")),
    BadPage("error-without-claims", 17, "lacks ':claims:'", _error(":claims: topic.good\n", "")),
    BadPage("error-with-unknown-claim", 17, "rests on the unknown claim 'no.such'", _error("topic.good", "no.such")),
    BadPage("error-with-unknown-see", 17, "unknown claim 'no.such'", _error("good", "good\n:see: no.such")),
    BadPage("error-without-remedy", 17, "lacks a paragraph", _error("So mend it.\n", "")),
    BadPage("error-with-bad-id", 17, "bad error id", _error("topic-error", "Topic")),
    BadPage("error-with-code", 21, "a fence that is no message", _error("```text\n", "```pycon\n")),
    BadPage("error-with-odd-option", 17, "unknown option ':type:'", _error(":claims:", ":type: x\n:claims:")),
    BadPage("error-twice", 34, "duplicate id 'error-twice-error'", _error("1", "1", ERROR)),
    BadPage("error-of-two-names", 17, "is a text of error error-of-two-names-error and of other",
            _error("1", "1", ERROR.replace("topic-error", "other").replace("Float", "Half"))),
    BadPage("error-in-an-admonition", 18, "error nested in {note}",
            _claim(CLAIM, CLAIM + "\n::::{note}" + ERROR + "::::\n")),
    BadPage("error-in-a-quotation", 17, "in a list or quotation",
            _claim(CLAIM, CLAIM + ERROR.replace("\n", "\n> "))),
]  # fmt: skip

FALSE_CLAIMS = [
    BadPage("false-value", 12, "expected 3.0, got 2.0", _claim("\n2.0\n", "\n3.0\n")),
    BadPage("false-in-the-middle", 13, "expected 0, got 1",
            _code(">>> a = len(torch.ones(1))\n>>> if a:\n...     a\n0\n>>> a\n1\n")),
    BadPage("true-is-not-one", 12, "expected 1, got True", _code(">>> torch.ones(1).item() == 1\n1\n")),
    BadPage("dots-in-a-value", 12, "expected [1.0, ...], got [1.0, 1.0]",
            _code(">>> torch.ones(2).tolist()\n[1.0, ...]\n")),
    BadPage("wrong-error", 12, "expected TypeError: a Tensor", _code(RAISES.replace("RuntimeError", "TypeError"))),
    BadPage("wrong-error-text", 12, "expected RuntimeError: a Tensor with 3", _code(RAISES.replace("2 el", "3 el"))),
    BadPage("no-error", 12, "got 2.0", _code(RAISES.replace("(2).item()", "(2).sum().item()"))),
    BadPage("unexpected-error", 12, "got ZeroDivisionError: ", _code(">>> torch.ones(1).item() / 0\n2\n")),
    BadPage("silent-warning", 12, "got UserWarning: mind",
            _code(">>> import warnings\n>>> warnings.warn('mind')\n" + CODE)),
    BadPage("leaked-seed", 12, "changed torch's seed", _code(">>> _ = torch.manual_seed(1)\n" + CODE)),
    BadPage("outside-its-range", 4, "holds outside its range", _claim(":kind:", ':torch: "<1.0"\n:kind:')),
]  # fmt: skip

FALSE_SESSION = BadPage("false-session", 26, "expected 3, got 2", GOOD + SESSION.replace("\n2\n", "\n3\n"))
