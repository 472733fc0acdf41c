"""Finds prose that names a call and rests on nothing that runs it: it may assert what nobody has proved.

A help for whoever reviews, and no proof: much of what it finds only says what to do.
"""

from __future__ import annotations

import re

ITEMS = re.compile(r"^(:{3,})\{(?:claim|statement|error)\}.*?^\1 *$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^(`{3,}|:{3}(?=\{matrix\})) *(\{code-cell\}|\{matrix\}|pycon)?.*?^\1 *$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"`[^`\n]*(?:\b(?:torch|np|numpy)\.\w|\.\w+\()[^`\n]*`")
NAME = re.compile(r"\b(?:torch|np|numpy)(?:\.\w+)*\.(\w+)|\.(\w+)\(")
PROOF = re.compile(r"[{:](?:claim|error|statement)[}:]`(?:[^`<]*<)?([^`>]+)>?`")
SAYS_NOTHING = re.compile(
    r"^(?:\([\w-]+\)=|#+ .*)$"  # a label, a heading: what it names is said below
    r"|^- \{(?:doc|ref|term)\}`[^`]*`: .*$"  # what stands behind a link
    r"|(?<=^\| )[^|]*\? (?:\([^|]*\) )?(?=\|)"  # a question that opens a row, and where it was asked
    r"|^\|.*(?=\n\|[-:| ]+$)",  # the head of a table
    re.MULTILINE,
)
ITEM = re.compile(r"[-*] |\d+\. ")
SENTENCE = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][)*]))\s+(?=[A-Z`*])")  # one begins; a proof may stand behind a dot
RUNS = "\0"


def unproved(text, told):
    """(line, first words) of each sentence, or row of a table, that names a call and links to nothing that names it,
    beside no code; `told` gives the words and the code of what is linked to, by its id.

    What stands in claims, statements and errors has its proof by its own; headings, questions and what a link
    leads to assert nothing. RUNS in the text stands for code.
    """
    for pattern in (HEAD, ITEMS, SAYS_NOTHING):
        text = pattern.sub(lambda match: _blank(match[0]), text)
    text = FENCE.sub(lambda match: RUNS * bool(match[2]) + _blank(match[0]), text)
    pieces = list(_pieces(text))
    for number, (line, piece) in enumerate(pieces):
        if RUNS not in "".join(other for _line, other in pieces[number : number + 2]):
            for sentence in [piece] if piece.startswith("|") else SENTENCE.split(piece):
                proofs = " ".join(map(told, PROOF.findall(sentence)))
                calls = CALL.findall(PROOF.sub("", sentence))
                if calls and not any((one or other) in proofs for call in calls for one, other in NAME.findall(call)):
                    yield line, " ".join(sentence.split())[:100]


def _blank(text):
    return "\n" * text.count("\n")


def _pieces(text):
    """Paragraphs, items of lists and rows of tables with the lines where they begin."""
    line, held = 0, []
    for line, written in enumerate([*text.split("\n"), ""], 1):
        ends = not written.strip() or written.startswith("|") or ITEM.match(written)
        if held and ends:
            yield held[0][0], "\n".join(one for _line, one in held)
            held = []
        if written.startswith("|"):
            yield line, written
        elif written.strip():
            held.append((line, written))
