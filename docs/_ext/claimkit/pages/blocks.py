"""Cuts a page into the blocks that mean something to us, and refuses code that nothing would run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ITEMS = ("claim", "statement", "error")
FENCE = re.compile(r"(?P<indent>\s*)(?P<marks>:{3,}|`{3,}(?!.*`)|~{3,})\s*(?P<info>.*?)\s*$")
QUOTED = re.compile(r"\s*((>|[*+-]\s|\d+[.)]\s)\s*)+(?P<marks>:{3,}|`{3,}(?!.*`)|~{3,})\s*(?P<info>.*?)\s*$")
QUOTATION = re.compile(r"[\s>]*")
INDENTED = re.compile(r"( {4,}|\t)\s*(>>> |import \w|from \w+ import )")
OPTION = re.compile(r":([\w-]+):\s*(.*?)\s*$")
CODE_DIRECTIVES = {"{code}", "{code-block}", "{sourcecode}", "{literalinclude}", "{doctest}", "{testcode}"}
LITERAL_DIRECTIVES = {*CODE_DIRECTIVES, "{code-cell}"}
PYTHON = re.compile(r"(?:i?python|py|pycon|doctest|python-(?:repl|console))[\d.]*$", re.IGNORECASE)
# What may stand on a page besides: of anything else nobody has said whether it holds code, or an id.
DIRECTIVES = {
    "admonition", "as-markdown", "card", "checks", "code-cell", "container", "dropdown", "error-finder", "figure",
    "flow", "glossary", "grid", "grid-item", "image", "important", "list-table", "math", "matrix", "memory-picture",
    "note", "rarely-needed", "route-finder", "search-field", "seealso", "short-answer", "stale", "tab-item", "tab-set",
    "table", "tally", "tip", "toctree", "upgrade", "versions", "warning",
}  # fmt: skip
LANGUAGES = {"bash", "bibtex", "console", "json", "markdown", "pycon", "pytb", "rst", "text", "toml", "yaml"}
DIRECTIVE = re.compile(r"\{([^}]*)\}?\s*(.*)")
NOTEBOOK = re.compile(r"file_format: mystnb$")


@dataclass
class Block:
    """A directive, a session or a cell, where it begins: its options, and its body as (line number, text) pairs."""

    name: str
    argument: str
    line: int
    options: dict = field(default_factory=dict)
    body: list = field(default_factory=list)


@dataclass
class Fence:
    """A fence that is open around the current line; `is_quoted` in a list or quotation, where nothing of ours runs."""

    marks: str
    info: str
    line: int
    is_quoted: bool = False

    @property
    def is_literal(self):
        """Whether what stands in it is shown as it is, so that a fence in it opens nothing."""
        directive = self.info.startswith("{") and self.info.split()[0] not in LITERAL_DIRECTIVES
        return self.marks[0] != ":" and not directive

    def is_closed_by(self, marks, info):
        return bool(marks) and not info and marks[0] == self.marks[0] and len(marks) >= len(self.marks)


def blocks_of(lines, report):
    """The page's claims, statements, errors and cells in order, and last its session.

    What cannot be read, or would look like code that runs and does not, is told to `report(line, what, remedy)`.
    """
    scan = _Scan(report, is_notebook=any(map(NOTEBOOK.match, lines[:20])))
    for number, line in enumerate(lines, 1):
        scan.take(number, line)
    return scan.end()


class _Scan:
    """Goes through a page line by line: `open` are the fences around the line, `item` the directive it belongs to."""

    def __init__(self, report, is_notebook):
        self.report, self.is_notebook = report, is_notebook
        self.found, self.session = [], []
        self.open, self.item = [], None

    @property
    def is_quoted(self):
        return any(fence.is_quoted for fence in self.open)

    def take(self, number, line):
        match = FENCE.match(QUOTATION.sub("", line, count=1) if self.is_quoted else line)
        marks, info = (match["marks"], match["info"]) if match else ("", "")
        inner = self.open[-1] if self.open else None
        if inner and inner.is_closed_by(marks, info):
            self.close(number, line)
        elif inner and inner.is_literal:
            self.take_literal(inner, number, line)
        elif match:
            self.start(match, number, line)
        else:
            self.take_prose(number, line)

    def close(self, number, line):
        self.open.pop()
        if self.item and self.open:
            self.item.body.append((number, line))
        elif self.item:
            self.item = None

    def take_literal(self, fence, number, line):
        if self.item:
            self.item.body.append((number, line))
        elif self.is_quoted:
            return  # refused where it began
        elif fence.info == "pycon":
            self.session.append((number, line))
        elif fence.info.startswith("{code-cell}") and self.is_notebook:
            self.found[-1].body.append((number, line))

    def take_prose(self, number, line):
        quoted = QUOTED.match(line)
        if "<!--" in line:
            what = "an HTML comment, of which we would read what no page shows"
            self.report(number, what, "remove it, or write it as a comment of MyST: '% …'")
        elif quoted:
            self.start_quoted(quoted, number)
        elif INDENTED.match(line):
            self.refuse_idle_code(number, "python")
        if self.item:
            self.item.body.append((number, line))

    def start_quoted(self, match, number):
        if match["info"].partition("}")[0][1:] in ITEMS:
            what = "a claim, statement or error in a list or quotation"
            self.report(number, what, "move it to the top level of the page")
        else:
            self.refuse_idle_code(number, match["info"])
        self.open.append(Fence(match["marks"], match["info"], number, is_quoted=True))

    def start(self, match, number, line):
        marks, info = match["marks"], match["info"]
        name, _, argument = info.partition("}")
        if name[1:] in ITEMS and name[0] == "{":
            self.check_place(match, number, name[1:])
            if not self.open:
                self.item = Block(name[1:], argument.strip(), number)
                self.found.append(self.item)
                self.open.append(Fence(marks, info, number))
                return
        elif name == "{code-cell" and self.is_notebook:
            self.found.append(Block("cell", "", number))
        elif not self.item and (info != "pycon" or self.is_quoted):
            self.refuse_idle_code(number, info)
        self.open.append(Fence(marks, info, number))
        if self.item:
            self.item.body.append((number, line))

    def refuse_idle_code(self, number, info):
        """Refuse what a reader would take for Python that was run, and what we know nothing of."""
        directive = DIRECTIVE.match(info)
        name, argument = directive.groups() if directive else ("", info)
        language = (argument.split() or [""])[0]
        is_code = not directive or f"{{{name}}}" in CODE_DIRECTIVES
        if name == "literalinclude" or (not directive and not language):
            remedy = "open it with a language, such as ```text"
            self.report(number, "code of which nobody can say whether it runs", remedy)
        elif name == "code-cell" or (is_code and (PYTHON.match(language) or not language)):
            remedy = "write it as a ```pycon session at the top level, with prompts and what it prints"
            self.report(number, "Python that nothing runs", remedy)
        elif is_code and language not in LANGUAGES:
            self.report(number, f"code in '{language}'", "use one of " + ", ".join(sorted(LANGUAGES)))
        elif not is_code and name not in DIRECTIVES:
            self.report(number, f"unknown directive '{name}'", "use one of " + ", ".join(sorted(DIRECTIVES)))

    def check_place(self, match, number, name):
        if match["marks"] != ":::":
            self.report(number, f"{name} opened with '{match['marks']}'", "open it with exactly three colons, ':::'")
        if self.open or match["indent"]:
            around = (self.open[-1].info if self.open else "an indented block") or "another block"
            self.report(number, f"{name} nested in {around}", "move it to the top level of the page")

    def end(self):
        if self.item:
            what = f"{self.item.name} '{self.item.argument}' is never closed"
            self.report(self.item.line, what, "end it with a line of three colons")
            self.found.remove(self.item)
        elif self.open:
            what = "a fence that is never closed swallows the rest of the page"
            self.report(self.open[0].line, what, "close it")
        for block in self.found:
            take_options(block, self.report)
        session = [Block("session", "", self.session[0][0], {}, self.session)] if self.session else []
        return self.found + session


def take_options(block, report):
    """Move the options from the block's body to where they belong."""
    while block.body:
        option = OPTION.match(block.body[0][1])
        if not option:
            break
        if option[1] in block.options:
            report(block.line, f"option ':{option[1]}:' given twice", "keep one")
        block.options[option[1]] = option[2]
        block.body.pop(0)


def split_fences(block):
    """The block's prose as one text, and its fences as (line of the first line, info, lines) triples."""
    prose, fences, current = [], [], None
    for number, line in block.body:
        fence = FENCE.match(line)
        if current is None and fence:
            current = (number + 1, fence["info"], [])
            fences.append(current)
        elif current is None:
            prose.append(line)
        elif fence and line.strip() == "```":
            current = None
        else:
            current[2].append(line)
    return "\n".join(prose).strip(), fences
