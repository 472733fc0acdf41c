"""Takes from pages and style sheets what nobody sees, and mends what is not HTML in what extensions write."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS = re.compile(
    r'<code class="((?:xref [\w -]+ )?)docutils literal notranslate">((?:<span class="pre">[^<]*</span>|\s)*)</code>'
)
WORD = re.compile(r'<span class="pre">|</span>')
FOLDED = re.compile(r"<summary[^>]*>(.*?)</summary>", re.S)
TAGS = re.compile(r"<div[^>]*id=['\"]sg-tag-list['\"][^>]*>\s*</div>")
CARD = re.compile(
    r'<div class="sphx-glr-thumbcontainer" tooltip="([^"]*)">\s*(<svg .*?</svg>)?\s*<p>\s*<a class="[^"]*" '
    r'href="([^"]*)">.*?</p>\s*<div class="sphx-glr-thumbnail-title">(.*?)</div>\s*</div>', re.S,
)  # fmt: skip
NOTE = re.compile(
    r'<div class="sphx-glr-download-link-note[^>]*>\s*<p class="admonition-title">.*?</p>\s*<p>(.*?)</p>\s*</div>', re.S
)


def slim(body):
    """The page's HTML: no span for each word of code, cards and folds that are HTML, downloads below the title."""
    body = WORDS.sub(lambda found: f'<code class="{found[1]}literal">{WORD.sub("", found[2])}</code>', body)
    body = body.replace("<pre><span></span>", "<pre>")
    body = FOLDED.sub(lambda found: found[0].replace("<p ", "<span ").replace("</p>", "</span>"), body)
    body = CARD.sub(_card, TAGS.sub("", body))
    note = NOTE.search(body)
    if note:
        body = NOTE.sub("", body, count=1).replace("</h1>", f'</h1>\n<p class="gallery-note">{note[1]}</p>', 1)
    return body


def _card(found):
    promise, image, address, title = found.groups("")
    return (f'<div class="gallery-card">{image}<a href="{address}">{title.strip()}</a>'
            f"<p>{promise}</p></div>")  # fmt: skip


NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")
ELEMENT = re.compile(r"[a-z][a-z0-9]*")
COMBINED = re.compile(r"[\s>+~]+")
TAG = re.compile(r"<([a-z][a-z0-9]*)")
KNOWN = re.compile(r"[\w-]+")
VARIABLE = re.compile(r"""(--[\w-]+):(?:"[^"]*"|'[^']*'|url\([^)]*\)|[^;{}"'])*;?""")
USE = re.compile(r"var\(\s*(--[\w-]+)")
ATTRIBUTE = re.compile(r"""(?:class|id)=["']([^"']*)""")
SAID = re.compile(r"""("[^"\n]*"|'[^'\n]*'|`[^`]*`)""")
AT = re.compile(r"@(media|supports|layer|container)\b")


@dataclass(frozen=True)
class Used:
    """Names of elements, classes and ids that are used, what single elements have together, and what scripts say."""

    names: set
    together: list = ()
    scripted: set = frozenset()

    def has(self, names):
        """Whether an element may have all these names: one has them, or a script may give it one."""
        names = set(names)
        if not names <= self.names:
            return False
        return len(names) < 2 or names & self.scripted or any(names <= found for found in self.together)


def used_in(pages, scripts):
    """What pages have, and all words in strings of scripts: a class or an id that is none of them is on no page."""
    attributes, tags = set(), set()
    for page in pages:
        attributes.update(ATTRIBUTE.findall(page))  # most stand on every page
        tags.update(TAG.findall(page))
    together = [set(KNOWN.findall(text)) for text in attributes]
    scripted = {word for text in scripts for said in SAID.findall(text) for word in KNOWN.findall(said)}
    return Used(tags.union(scripted, *together), together, scripted)


def purged(css, used):
    """The style sheet without rules for what no page has; comments of licences stay."""
    return "".join(_rules(css, used))


def without_idle_variables(css, others):
    """The style sheet without variables that neither it nor another sheet asks for."""
    kept, before = css, ""
    while kept != before:
        before = kept
        wanted = {name for sheet in (kept, *others) for name in USE.findall(sheet)}
        kept = "".join(_wanted_parts(kept, wanted))
    return kept


def _wanted_parts(css, wanted):
    at = 0
    for found in VARIABLE.finditer(css):
        yield css[at : found.start()]
        yield found[0] if found[1] in wanted else ""
        at = found.end()
    yield css[at:]


def _rules(css, used):
    at = 0
    while at < len(css):
        if css.startswith("/*", at):
            end = css.index("*/", at) + 2
            yield css[at:end]
            at = end
            continue
        brace, stop = css.find("{", at), css.find(";", at)
        if brace < 0 or -1 < stop < brace:  # a statement such as @charset
            end = stop + 1 if stop >= 0 else len(css)
            yield css[at:end]
            at = end
            continue
        end = _end_of_block(css, brace)
        head, inside = css[at:brace], css[brace + 1 : end - 1]
        if AT.match(head.strip()):
            kept = purged(inside, used)
            yield f"{head}{{{kept}}}" if kept.strip() else ""
        elif head.lstrip().startswith("@"):
            yield css[at:end]
        else:
            kept = ",".join(part for part in _selectors(head) if _may_match(part, used))
            yield f"{kept}{{{inside}}}" if kept else ""
        at = end


def _end_of_block(css, brace):
    depth, at = 1, brace + 1
    while depth:
        if css[at] in "\"'":
            at = _end_of_string(css, at)
            continue
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
    return at


def _end_of_string(css, at):
    quote, at = css[at], at + 1
    while css[at] != quote:
        at += 2 if css[at] == "\\" else 1
    return at + 1


def _selectors(head):
    """Its parts between commas that are in no parentheses or brackets."""
    depth, part = 0, ""
    for letter in head:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield part
            part = ""
        else:
            part += letter
    yield part


def _may_match(selector, used):
    """Whether there may be all that the selector asks for; of what is in :not() and :is() nothing is asked."""
    asked = re.sub(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]", "", selector).strip()
    for part in COMBINED.split(asked):
        element = ELEMENT.match(part)
        if element and element[0] not in used.names:
            return False
        if not used.has(name.replace("\\", "") for name in NAME.findall(part)):
            return False
    return True
