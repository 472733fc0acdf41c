"""Reads claims, statements, errors and sessions out of the MyST pages: the one reader, for Sphinx, tests and recorder.

Needs the standard library only and Python >= 3.8, so that it runs beside any torch.
"""

from __future__ import annotations

import doctest
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from messages import Message

KINDS = ("memory", "dtype", "device", "gradient", "error", "value")
DEVICES = ("cpu", "cuda")
VERDICTS = ("confirmed", "incomplete", "outdated", "refuted", "opinion")
CLAIM_OPTIONS = {"about", "kind", "devices", "torch", "numpy"}
STATEMENT_OPTIONS = {"section", "verdict", "claims"}
ERROR_OPTIONS = {"claims", "see"}

CLAIM_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
STATEMENT_ID = re.compile(r"A\d\.\d\d")
# An older torch has no NumPy beside NumPy 2; only claims that name both speak of such a pair.
FIRST_FOR_NUMPY_2 = ">=2.3"
ERROR_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RANGE = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+)*)")
FENCE = re.compile(r"(?P<indent>\s*)(?P<marks>:{3,}|`{3,}(?!.*`)|~{3,})\s*(?P<info>.*?)\s*$")
QUOTED = re.compile(r"\s*((>|[*+-]\s|\d+[.)]\s)\s*)+[:`~]{3,}\s*\{(claim|statement|error)\}")
OPTION = re.compile(r":([\w-]+):\s*(.*?)\s*$")
LITERAL_DIRECTIVES = {"{code}", "{code-block}", "{code-cell}", "{literalinclude}", "{sourcecode}"}


@dataclass(frozen=True)
class Problem:
    """Something on a page that cannot be read: where, what, and what to do about it."""

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}: {self.remedy}"


class UnreadablePages(Exception):
    """Raised with every problem found, one `file:line: what: what to do` a line."""

    def __init__(self, problems):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Snippet:
    """Code that runs, and where it stands: `code_line` is the page's line of its first line."""

    id: str
    code: str
    path: str
    line: int
    code_line: int
    devices: tuple
    torch: str = ""
    numpy: str = ""
    noun = ""

    @property
    def digest(self):
        """Identity of what runs; evidence recorded under another digest is stale."""
        return "sha256:" + hashlib.sha256(self.code.encode()).hexdigest()

    def applies_to(self, torch_version, numpy_version):
        """Whether the code must hold with these versions (True), must fail (False), or promises nothing (None)."""
        mismatched = not in_range(torch_version, FIRST_FOR_NUMPY_2) and in_range(numpy_version, ">=2.0")
        if mismatched and not (self.torch and self.numpy):
            return None
        return in_range(torch_version, self.torch) and in_range(numpy_version, self.numpy)


@dataclass(frozen=True)
class Claim(Snippet):
    """One testable sentence and the snippet that proves it."""

    text: str = ""
    kind: str = ""
    about: tuple = ()
    noun = "claim"


@dataclass(frozen=True)
class Session(Snippet):
    """All `pycon` blocks of a page that stand outside claims, as one Python session; the id is the page's name."""

    noun = "session"


@dataclass(frozen=True)
class Statement:
    """One checkable thing that an article says, judged; `claims` are the ids of its proof."""

    id: str
    text: str
    path: str
    line: int
    section: str
    verdict: str
    claims: tuple = ()


@dataclass(frozen=True)
class Error:
    """An error or a warning: its texts and older wordings, why and what to do; `claims` raise it, `see` shows more."""

    id: str
    text: str
    path: str
    line: int
    messages: tuple
    claims: tuple
    see: tuple = ()
    old: tuple = ()

    def explains(self, told):
        """Whether a whole error or warning, as Python prints it, is this one, as it is worded today."""
        return any(message.matches(told) for message in self.messages)


@dataclass
class Pages:
    """Everything the pages hold, by id, in reading order."""

    claims: dict = field(default_factory=dict)
    statements: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)


@dataclass
class Block:
    """A directive, or a session, as it stands in the source: its options, and its body as (line number, text) pairs."""

    name: str
    argument: str
    line: int
    options: dict
    body: list


def load(docs, base=None):
    """Read every page under the folder `docs`; raise UnreadablePages if any cannot be read in full."""
    pages = read(docs, base)
    if pages.problems:
        raise UnreadablePages(pages.problems)
    return pages


def read(docs, base=None):
    """Read every page under `docs`, collecting problems. Paths are told relative to `base` (default: its parent)."""
    docs = Path(docs)
    base = Path(base) if base else docs.parent
    pages = Pages()
    for path in sorted(docs.rglob("*.md")):
        if not any(part.startswith("_") for part in path.relative_to(docs).parts):
            docname = path.relative_to(docs).with_suffix("").as_posix()
            _read_page(path, path.relative_to(base).as_posix(), docname, pages)
    for item in [*pages.statements.values(), *pages.errors.values()]:
        for name in item.claims + getattr(item, "see", ()):
            if name not in pages.claims:
                what = f"{type(item).__name__.lower()} {item.id} rests on the unknown claim '{name}'"
                pages.problems.append(Problem(item.path, item.line, what, "name a claim that exists"))
    _check_distinct(list(pages.errors.values()), pages.problems)
    return pages


def _check_distinct(errors, problems):
    """A text belongs to one error, so that who pastes it is led to one place."""
    for error in errors:
        for other in errors:
            shared = other is not error and [m.shown for m in error.messages if other.explains(m.shown)]
            if shared:
                what = f"'{shared[0]}' is a text of error {error.id} and of {other.id} at {other.path}:{other.line}"
                problems.append(Problem(error.path, error.line, what, "make them one, or the other more precise"))


def _read_page(path, shown, docname, pages):
    data = path.read_bytes()
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        pages.problems.append(Problem(shown, line, "not valid UTF-8", "save the page as UTF-8"))
        return

    def report(line, what, remedy):
        pages.problems.append(Problem(shown, line, what, remedy))

    for block in _blocks(lines, report):
        if block.name == "session":
            pages.sessions[docname] = _session(block, docname, shown, report)
            continue
        known = getattr(pages, block.name + "s")
        if block.argument in known:
            first = known[block.argument]
            what = f"duplicate id '{block.argument}', first used at {first.path}:{first.line}"
            report(block.line, what, "give each its own id")
            continue
        make = {"claim": _claim, "statement": _statement, "error": _error}[block.name]
        problems_before = len(pages.problems)
        item = make(block, shown, pages, report)
        if len(pages.problems) == problems_before:
            known[item.id] = item


def _blocks(lines, report):
    """Yield a page's claims, statements, errors and session; report directives that stand where they cannot be read."""
    open_fences = []  # (marks, info, line number) of each fence around the current line
    block = None
    session = []
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        marks, info = (fence["marks"], fence["info"]) if fence else ("", "")
        inside_literal = bool(open_fences) and _is_literal(open_fences[-1])
        closes = bool(fence and open_fences and not info and _closes(marks, open_fences[-1][0]))
        if closes:
            open_fences.pop()
            if block and not open_fences:
                yield _with_options(block, report)
                block = None
                continue
        elif fence and not inside_literal:
            name, _, argument = info.partition("}")
            if name in ("{claim", "{statement", "{error"):
                _check_place(number, name[1:], fence, open_fences, report)
                if not open_fences:
                    block = Block(name[1:], argument.strip(), number, {}, [])
                    open_fences.append((marks, info, number))
                    continue
            open_fences.append((marks, info, number))
        elif QUOTED.match(line) and not inside_literal:
            report(number, "a claim, statement or error in a list or quotation", "move it to the top level of the page")
        if block:
            block.body.append((number, line))
        elif inside_literal and not closes and open_fences[-1][1] == "pycon":
            session.append((number, line))
    if session:
        yield Block("session", "", session[0][0], {}, session)
    if block:
        report(block.line, f"{block.name} '{block.argument}' is never closed", "end it with a line of three colons")
    elif open_fences:
        report(open_fences[0][2], "a fence that is never closed swallows the rest of the page", "close it")


def _is_literal(fence):
    marks, info, _ = fence
    return marks[0] != ":" and (not info.startswith("{") or info.split()[0] in LITERAL_DIRECTIVES)


def _closes(marks, opening):
    return marks[0] == opening[0] and len(marks) >= len(opening)


def _check_place(number, name, fence, open_fences, report):
    if fence["marks"] != ":::":
        report(number, f"{name} opened with '{fence['marks']}'", "open it with exactly three colons, ':::'")
    if open_fences or fence["indent"]:
        around = open_fences[-1][1] if open_fences else "an indented block"
        report(number, f"{name} nested in {around or 'another block'}", "move it to the top level of the page")


def _with_options(block, report):
    while block.body:
        option = OPTION.match(block.body[0][1])
        if not option:
            break
        if option[1] in block.options:
            report(block.line, f"option ':{option[1]}:' given twice", "keep one")
        block.options[option[1]] = option[2]
        block.body.pop(0)
    return block


def _claim(block, path, pages, report):
    name, options = block.argument, block.options
    _check_options(block, CLAIM_OPTIONS, {"about", "kind", "devices"}, report)
    if not CLAIM_ID.fullmatch(name):
        report(block.line, f"bad claim id '{name}'", "write it as topic.kebab-case in lower case")
    elif name.partition(".")[0] != Path(path).stem:
        report(block.line, f"claim '{name}' stands on another topic's page", f"begin its id with '{Path(path).stem}.'")
    if options.get("kind", KINDS[0]) not in KINDS:
        report(block.line, f"unknown kind '{options['kind']}'", "use one of " + ", ".join(KINDS))
    devices = _names(options.get("devices", ""))
    for device in devices:
        if device not in DEVICES:
            report(block.line, f"unknown device '{device}'", "use cpu, cuda or both")
    if len(devices) > len(set(devices)):
        report(block.line, f"a device named twice in '{options['devices']}'", "name each once")
    ranges = {}
    for library in ("torch", "numpy"):
        value = options.get(library, '""')  # quoted, because MyST reads options as YAML, in which '>' is special
        ranges[library] = value.strip('"')
        if value != f'"{ranges[library]}"' or not all(map(RANGE.fullmatch, _names(ranges[library]))):
            remedy = 'write it in double quotes, like ">=2.3" or ">=2.3, <2.9"'
            report(block.line, f"bad {library} range {value}", remedy)
    text, code, code_line = _text_and_code(block, report)
    return Claim(
        name, code, path, block.line, code_line, devices, ranges["torch"], ranges["numpy"],
        text, options.get("kind", ""), _names(options.get("about", "")),
    )  # fmt: skip


def _session(block, docname, path, report):
    """The page's blocks with empty lines for what stands between them, so that line numbers stay those of the page."""
    at = dict(block.body)
    code = "".join(at.get(number, "") + "\n" for number in range(block.line, block.body[-1][0] + 1))
    _check_code(code, block.line, report)
    devices = DEVICES if re.search(r"\bdevice\b", code) else DEVICES[:1]
    return Session(docname, code, path, block.line, block.line, devices)


def _text_and_code(block, report):
    """The claim's prose, its snippet, and the line on which the snippet begins."""
    text, snippets, current = [], [], None
    for number, line in block.body:
        fence = FENCE.match(line)
        if current is not None and not (fence and line.strip() == "```"):
            current.append(line)
        elif current is not None:
            current = None
        elif fence:
            if fence["info"] != "pycon":
                report(number, "a fence that is not pycon", "a claim holds prose and one ```pycon block, nothing else")
            current = []
            snippets.append((number + 1, current))
        else:
            text.append(line)
    if len(snippets) != 1:
        what = f"claim '{block.argument}' has {len(snippets) or 'no'} code block{'s' * (len(snippets) != 1)}"
        report(block.line, what, "give it exactly one ```pycon block")
        return "", "", block.line
    code_line, lines = snippets[0]
    if not "".join(text).strip():
        report(block.line, f"claim '{block.argument}' says nothing", "write its sentence above the code")
    code = "\n".join(lines) + "\n"
    _check_code(code, code_line, report)
    return "\n".join(text).strip(), code, code_line


def _check_code(code, code_line, report):
    lines = code.splitlines()
    for number, (line, after) in enumerate(zip([""] + lines, lines + [""]), -1):
        if re.search(r"#\s*doctest:", line):
            report(code_line + number, "a doctest flag", "remove it; a claim shows exactly what Python prints")
        if line.startswith(">>>") and after.strip() == "...":
            report(code_line + number + 1, "'...' as a whole expected value matches anything", "print the value")
        if not line.strip() and after.strip() and not after.startswith(">>>"):
            what = "output before the first prompt or after a blank line is never compared"
            report(code_line + number + 1, what, "write an empty line of output as <BLANKLINE>")
    try:
        examples = doctest.DocTestParser().get_examples(code)
        for example in examples:
            compile(example.source, "<claim>", "single")
    except (ValueError, SyntaxError) as error:
        line = code_line + (example.lineno if isinstance(error, SyntaxError) else 0)
        report(line, f"the code cannot be parsed ({error})", "paste it from a Python session, prompts included")
        return
    for example in examples:
        kind, _, detail = (example.exc_msg or "").partition(":")
        if "..." in kind or (detail.strip() and not detail.strip(" .\n")):
            line = code_line + example.lineno + example.source.count("\n")
            report(line, "'...' as a whole expected value matches anything", "show at least the part that matters")
    if not any(example.want for example in examples):
        report(code_line, "no expected output, so nothing can fail", "end the code with a line that prints the proof")


def _statement(block, path, pages, report):
    name, options = block.argument, block.options
    _check_options(block, STATEMENT_OPTIONS, {"section", "verdict"}, report)
    if not STATEMENT_ID.fullmatch(name):
        report(block.line, f"bad statement id '{name}'", "write it like A3.07")
    elif any(name < other for other in pages.statements if other[:2] == name[:2]):
        report(block.line, f"statement '{name}' is out of order", "ids count in the article's order")
    verdict = options.get("verdict", VERDICTS[0])
    if verdict not in VERDICTS:
        report(block.line, f"unknown verdict '{verdict}'", "use one of " + ", ".join(VERDICTS))
    claims = _names(options.get("claims", ""))
    if not claims and verdict != "opinion":
        report(block.line, f"statement '{name}' has no claim", "name its proof in :claims:, or make it an opinion")
    text = "\n".join(line for _, line in block.body).strip()
    paragraphs = len(re.split(r"\n\s*\n", text)) if text else 0
    if paragraphs < (1 if verdict == "confirmed" else 2):
        report(block.line, f"statement '{name}' lacks a paragraph", "say what it says, then what to believe instead")
    return Statement(name, text, path, block.line, options.get("section", ""), verdict, claims)


def _error(block, path, pages, report):
    name, options = block.argument, block.options
    _check_options(block, ERROR_OPTIONS, {"claims"}, report)
    if not ERROR_ID.fullmatch(name):
        report(block.line, f"bad error id '{name}'", "write it in kebab-case")
    text, found = _text_and_messages(block, report)
    messages, old = ([message for info, message in found if info == wanted] for wanted in ("text", "text old"))
    if not messages:
        report(block.line, f"error '{name}' has no message", "give it a ```text block with what Python prints")
    if len(re.split(r"\n\s*\n", text)) < 2:
        report(block.line, f"error '{name}' lacks a paragraph", "say why it is raised, then what to do")
    claims, see = (_names(options.get(option, "")) for option in ("claims", "see"))
    return Error(name, text, path, block.line, tuple(messages), claims, see, tuple(old))


def _text_and_messages(block, report):
    """The error's prose, and its messages as (`text` or `text old`, message) pairs."""
    text, found, current = [], [], None
    for number, line in block.body:
        fence = FENCE.match(line)
        if current is None and fence:
            if fence["info"] not in ("text", "text old"):
                report(number, "a fence that is no message", "use ```text, or ```text old for an older wording")
            current = (number + 1, fence["info"], [])
        elif current is None:
            text.append(line)
        elif fence and line.strip() == "```":
            first, info, lines = current
            message = Message("\n".join(lines).strip("\n"))
            for what, remedy in message.faults():
                report(first, what, remedy)
            found.append((info, message))
            current = None
        else:
            current[2].append(line)
    return "\n".join(text).strip(), found


def _check_options(block, allowed, required, report):
    for option in sorted(set(block.options) - allowed):
        report(block.line, f"unknown option ':{option}:'", "use " + ", ".join(f":{name}:" for name in sorted(allowed)))
    for option in sorted(required):
        if not block.options.get(option):
            report(block.line, f"{block.name} '{block.argument}' lacks ':{option}:'", f"add a line ':{option}: …'")


def _names(text):
    return tuple(name.strip() for name in text.split(",") if name.strip())


def in_range(version, wanted):
    """Whether a version such as '2.13.0+cpu' lies in a PEP 440 range such as '>=2.3, <2.9' ('' holds all).

    Final releases only: pre-release and local parts are ignored. (`packaging` is not on every machine we run on.)
    """
    have = release(version)
    for operator, bound in (RANGE.fullmatch(part).groups() for part in _names(wanted)):
        want = release(bound)
        order = (have > want) - (have < want)
        if not {">=": order >= 0, "<=": order <= 0, "==": order == 0, "!=": order != 0, ">": order > 0,
                "<": order < 0}[operator]:  # fmt: skip
            return False
    return True


def release(version):
    """The numbers of a version as a tuple that compares: of '2.13.0+cpu', (2, 13, 0, 0)."""
    numbers = [int(part) for part in re.match(r"\d+(?:\.\d+)*", version)[0].split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))
