"""Reads the MyST pages: blocks become claims, statements, errors, sessions and notebooks' cells, each checked."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

from claimkit.pages.blocks import blocks_of, split_fences
from claimkit.pages.messages import Message
from claimkit.pages.model import (
    DEVICES,
    KINDS,
    VERDICTS,
    Claim,
    Error,
    Pages,
    Problem,
    Session,
    Statement,
    UnreadablePages,
)
from claimkit.pages.proof import calls_any, faults_of, speaks_of

CLAIM_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
STATEMENT_ID = re.compile(r"[A-Z]\d+\.\d{2,}")
ERROR_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MACHINE = re.compile(r"cuda(-[a-z0-9.]+)+|rocm(-[a-z0-9.]+)*")  # a GPU, or all of AMD's, as records' files name them
CLASS_WORD = re.compile("[A-Z][a-z0-9]+|[^A-Z]+|[A-Z]+")
RANGE = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+)*)")


def load(docs):
    """Read every page under the folder `docs`; raise UnreadablePages if any cannot be read in full."""
    pages = read(docs)
    if pages.problems:
        raise UnreadablePages(pages.problems)
    return pages


def read(docs):
    """Read every page under `docs`, collecting problems, which name paths relative to its parent."""
    docs = Path(docs)
    pages = Pages()
    for path in page_files(docs):
        _Page(path, path.relative_to(docs.parent).as_posix(), pages).read()
    errors = list(pages.errors.values())
    claims = pages.claims.values()
    pages.problems += [*_dangling(pages), *_ambiguous(errors), *_reused(pages), *_called_by_none(claims),
                       *_owned_by_none(claims)]  # fmt: skip
    return pages


def page_files(docs):
    """Every page's file, in reading order; folders and files that begin with '_' hold no pages."""
    docs = Path(docs)
    return [path for path in sorted(docs.rglob("*.md"))
            if not any(part.startswith("_") for part in path.relative_to(docs).parts)]  # fmt: skip


def _dangling(pages):
    for item in [*pages.statements.values(), *pages.errors.values()]:
        for name in item.claims + getattr(item, "see", ()):
            if name not in pages.claims:
                what = f"{item.noun} {item.id} rests on the unknown claim '{name}'"
                yield Problem(item.path, item.line, what, "name a claim that exists")


def _ambiguous(errors):
    """A text belongs to one error, so that who pastes it is led to one place."""
    of_type = {}
    for error in errors:
        for name in dict.fromkeys(message.type for message in error.messages):
            of_type.setdefault(name, []).append(error)
    for error in errors:
        for message in error.messages:
            for other in of_type[message.type]:
                if other is not error and other.explains(message.shown):
                    what = f"'{message.shown}' is a text of error {error.id} and of {other.id} at {other.path}:{other.line}"
                    yield Problem(error.path, error.line, what, "make them one, or the other more precise")


def _reused(pages):
    """An id that something had belongs to it for ever."""
    owners = {item.id: item for item in pages.items}
    for item in pages.items:
        for name in item.formerly:
            if name in owners:
                other = owners[name]
                what = f"'{name}' in :formerly: is an id of {other.noun} {other.id} at {other.path}:{other.line}"
                yield Problem(item.path, item.line, what, "name each former id once, and give it to nothing new")
            owners[name] = item


def _called_by_none(claims):
    """What a claim is about besides is called, or at least written, by one that is about it, or else it is misspelt.

    One that calls nothing of it is excused, or told already.
    """
    shown = set()
    for claim in claims:
        shown |= {name for name in claim.about if name not in shown and speaks_of(claim, name)}
    for claim in claims:
        strange = [name for name in claim.about if name not in shown]
        for name in strange if len(strange) < len(claim.about) else ():
            near = " or ".join(get_close_matches(name, shown, cutoff=0.8))
            what = f"'{name}' in :about: stands in no code or sentence about it"
            yield Problem(claim.path, claim.line, what, f"write {near}" if near else "call it, or remove it")


def _owned_by_none(claims):
    """What a name has before its last part is written in some claim as well, or else it is misspelt.

    Of a class the words are enough, in lower case too: a claim may hold a `ListArray` and call it a list, or an array.
    """
    written = {word.lower() for claim in claims for word in re.findall(r"\w+", claim.text + claim.code)}
    owners = {owner for claim in claims for name in claim.about for owner in name.split(".")[:-1]}
    right = {
        owner
        for owner in owners
        if {owner.lower()} <= written or {word.lower() for word in CLASS_WORD.findall(owner)} <= written
    }
    for claim in claims:
        for name in claim.about:
            for owner in (owner for owner in name.split(".")[:-1] if owner not in right):
                near = " or ".join(get_close_matches(owner, right, cutoff=0.8))
                what = f"'{owner}' of '{name}' in :about: stands in no code or sentence"
                yield Problem(claim.path, claim.line, what, f"write {near}" if near else "name what has it")


class _Page:
    """Makes the items of one page."""

    def __init__(self, path, shown, pages):
        self.path, self.shown, self.pages = path, shown, pages
        self.make = {"claim": self.claim, "statement": self.statement, "error": self.error}

    @property
    def name(self):
        return self.shown.partition("/")[2].removesuffix(".md")

    def report(self, line, what, remedy):
        self.pages.problems.append(Problem(self.shown, line, what, remedy))

    def read(self):
        data = self.path.read_bytes()
        try:
            lines = data.decode("utf-8").splitlines()
        except UnicodeDecodeError as error:
            self.report(data[: error.start].count(b"\n") + 1, "not valid UTF-8", "save the page as UTF-8")
            return
        for block in blocks_of(lines, self.report):
            if block.name == "session":
                self.pages.sessions[self.name] = self.session(block)
            elif block.name == "cell":
                code = "\n".join(line for _number, line in block.body)
                self.pages.cells.setdefault(self.name, []).append(code)
            else:
                self.add(block)

    def add(self, block):
        known = getattr(self.pages, block.name + "s")
        if block.argument in known:
            first = known[block.argument]
            what = f"duplicate id '{block.argument}', first used at {first.path}:{first.line}"
            self.report(block.line, what, "give each its own id")
            return
        before = len(self.pages.problems)
        item = self.make[block.name](block)
        if len(self.pages.problems) == before:
            known[item.id] = item

    def options(self, block, pattern, example, required, others):
        """Check the id and the options; return what every item is made of, and its options."""
        name, options = block.argument, block.options
        if not pattern.fullmatch(name):
            self.report(block.line, f"bad {block.name} id '{name}'", f"write it {example}")
        allowed = required | others | {"formerly"}
        for option in sorted(set(options) - allowed):
            remedy = "use " + ", ".join(f":{known}:" for known in sorted(allowed))
            self.report(block.line, f"unknown option ':{option}:'", remedy)
        for option in sorted(required):
            if not options.get(option):
                self.report(block.line, f"{block.name} '{name}' lacks ':{option}:'", f"add a line ':{option}: …'")
        formerly = names(options.get("formerly", ""))
        for former in formerly:
            if not pattern.fullmatch(former):
                self.report(block.line, f"bad {block.name} id '{former}' in :formerly:", f"write it {example}")
        return {"id": name, "path": self.shown, "line": block.line, "formerly": formerly}, options

    def one_of(self, block, option, known):
        value = block.options.get(option, known[0])
        if value not in known:
            self.report(block.line, f"unknown {option} '{value}'", "use one of " + ", ".join(known))
        return value

    def claim(self, block):
        example = "as topic.kebab-case in lower case"
        others = {"torch", "numpy", "no-call", "except", "only", "not-on"}
        common, options = self.options(block, CLAIM_ID, example, {"about", "kind", "devices"}, others)
        text, code, code_line = self.text_and_code(block)
        about = names(options.get("about", ""))
        if code and about:
            self.check_calls(block, calls_any(code, about))
        return Claim(
            **common, text=text, code=code, code_line=code_line, devices=self.devices(block),
            torch=self.range(block, "torch"), numpy=self.range(block, "numpy"),
            kind=self.one_of(block, "kind", KINDS), about=about,
            exceptions=names(options.get("except", "")), only=names(options.get("only", "")),
            not_on=self.not_on(block),
        )  # fmt: skip

    def check_calls(self, block, has_call):
        """A proof that calls nothing that its claim is about proves something else, or says why it need not."""
        excused = bool(block.options.get("no-call"))
        if excused and has_call:
            self.report(block.line, "':no-call:' where the code does call what :about: names", "remove it")
        elif not has_call and not excused:
            what = f"the code of '{block.argument}' calls nothing that :about: names"
            self.report(block.line, what, "prove it by such a call, or give the reason in ':no-call:'")

    def devices(self, block):
        devices = names(block.options.get("devices", ""))
        for device in devices:
            if device not in DEVICES:
                self.report(block.line, f"unknown device '{device}'", "use cpu, cuda or both")
        if len(devices) > len(set(devices)):
            self.report(block.line, f"a device named twice in '{block.options['devices']}'", "name each once")
        return devices

    def not_on(self, block):
        machines = names(block.options.get("not-on", ""))
        for name in machines:
            if not MACHINE.fullmatch(name):
                remedy = "name a GPU as the file of its record does, such as cuda-tesla-t4, or rocm for all of AMD's"
                self.report(block.line, f"unknown GPU '{name}' in :not-on:", remedy)
        if machines and "cuda" not in names(block.options.get("devices", "")):
            self.report(block.line, "':not-on:' where :devices: has no cuda", "remove it")
        return machines

    def range(self, block, library):
        value = block.options.get(library, '""')  # quoted, because MyST reads options as YAML, in which '>' is special
        bare = value.strip('"')
        if value != f'"{bare}"' or not all(map(RANGE.fullmatch, names(bare))):
            remedy = 'write it in double quotes, like ">=2.3" or ">=2.3, <2.9"'
            self.report(block.line, f"bad {library} range {value}", remedy)
        return bare

    def text_and_code(self, block):
        """The claim's prose, its snippet, and the line on which the snippet begins."""
        text, fences = split_fences(block)
        for first, info, _lines in fences:
            if info != "pycon":
                remedy = "a claim holds prose and one ```pycon block, nothing else"
                self.report(first - 1, "a fence that is not pycon", remedy)
        if len(fences) != 1:
            what = f"claim '{block.argument}' has {len(fences) or 'no'} code block{'s' * (len(fences) != 1)}"
            self.report(block.line, what, "give it exactly one ```pycon block")
            return "", "", block.line
        if not text:
            self.report(block.line, f"claim '{block.argument}' says nothing", "write its sentence above the code")
        ((code_line, _info, lines),) = fences
        code = "\n".join(lines) + "\n"
        return text, self.checked(code, code_line), code_line

    def checked(self, code, code_line):
        """The code, or '' where it is faulty, once its faults are reported."""
        faults = list(faults_of(code, code_line))
        for fault in faults:
            self.report(*fault)
        return "" if faults else code

    def session(self, block):
        """All blocks, with empty lines for what stands between them, so that line numbers stay those of the page."""
        at = dict(block.body)
        code = "".join(at.get(number, "") + "\n" for number in range(block.line, block.body[-1][0] + 1))
        devices = DEVICES if re.search(r"\bdevice\b", code) else DEVICES[:1]
        return Session(
            id=self.name, path=self.shown, line=block.line, code=self.checked(code, block.line),
            code_line=block.line, devices=devices,
        )  # fmt: skip

    def statement(self, block):
        common, options = self.options(block, STATEMENT_ID, "like A3.07", {"section", "verdict"}, {"claims"})
        name = block.argument
        before = [other for other in self.pages.statements.values() if other.article == name.partition(".")[0]]
        if any(_number(name) < _number(other.id) for other in before if STATEMENT_ID.fullmatch(name)):
            self.report(block.line, f"statement '{name}' is out of order", "ids count in the article's order")
        verdict = self.one_of(block, "verdict", VERDICTS)
        claims = names(options.get("claims", ""))
        if not claims and verdict != "opinion":
            remedy = "name its proof in :claims:, or make it an opinion"
            self.report(block.line, f"statement '{name}' has no claim", remedy)
        text, fences = split_fences(block)
        for first, _info, _lines in fences:
            self.report(first - 1, "a fence in a statement", "say it in words, and name the claim whose code shows it")
        if paragraphs(text) < (1 if verdict == "confirmed" else 2):
            remedy = "say what it says, then what to believe instead"
            self.report(block.line, f"statement '{name}' lacks a paragraph", remedy)
        return Statement(**common, text=text, section=options.get("section", ""), verdict=verdict, claims=claims)

    def error(self, block):
        common, options = self.options(block, ERROR_ID, "in kebab-case", {"title", "claims"}, {"see"})
        text, fences = split_fences(block)
        found = {"text": [], "text old": []}
        for first, info, lines in fences:
            if info not in found:
                self.report(first - 1, "a fence that is no message", "use ```text, or ```text old for an older wording")
            message = Message("\n".join(lines).strip("\n"))
            for what, remedy in message.faults():
                self.report(first, what, remedy)
            found.setdefault(info, []).append(message)
        if not found["text"]:
            remedy = "give it a ```text block with what Python prints"
            self.report(block.line, f"error '{block.argument}' has no message", remedy)
        if paragraphs(text) < 2:
            remedy = "say why it is raised, then what to do"
            self.report(block.line, f"error '{block.argument}' lacks a paragraph", remedy)
        return Error(
            **common, title=options.get("title", ""), text=text,
            messages=tuple(found["text"]), old=tuple(found["text old"]),
            claims=names(options.get("claims", "")), see=names(options.get("see", "")),
        )  # fmt: skip


def _number(name):
    return int(name.partition(".")[2])


def paragraphs(text):
    """How many there are."""
    return len(re.split(r"\n\s*\n", text)) if text else 0


def names(text):
    """The names in a list with commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())
