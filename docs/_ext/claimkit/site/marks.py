"""Shows a claim that only proves a sentence as a small mark behind it; what names the claim keeps its id.

A run of claims in parentheses, behind a colon or "see", or at the end of a table's cell becomes marks: the words around
it go, and the full stop comes first. A sentence has its marks at its end, the further ones as small figures behind the
first. A cell that would hold nothing but a mark shows the claim's name, which says more than a column of marks; beside
links to errors alone each claim shows its name.
`{claim}` in the middle of a sentence is part of it, and stays.
"""

from __future__ import annotations

import html
import re

from docutils import nodes

from claimkit.site.templates import first_sentence

BETWEEN = re.compile(r"\s*(?:[,、，]?\s*(?:and|和|与|以及)?)\s*")
SEE = "(?:see also|see|另见|参见|详见|见)"
OPEN, CLOSE = re.compile(rf"\s*[(（]\s*(?:{SEE}\s*)?$", re.I), re.compile(r"\s*[)）]")
COLON = re.compile(rf"\s*(?:[:：]\s*(?:{SEE}\s*)?|[,，;；。.]\s*{SEE}\s*)$", re.I)
STOP = re.compile(r"[.。,，;；:：!！?？…]+")
FURTHER = "²³⁴⁵⁶⁷⁸⁹"
SENTENCE_END = re.compile(r"[.!?…][\"”’)]*(?=\s|$)|[。！？][”’）]*")
# Before "see", what does not stand without it
FRAGMENT = re.compile(r"\s*(?:(?:For|About|On|From)\b|关于|至于|如果|从)|.*(?:的情况|怎样|如何)[，,]", re.S)
END = re.compile(r"\s*(?:[.](?=\s|$|[^\w])|。|$)")  # behind a Chinese one the next sentence begins at once


class mark(nodes.reference):
    """The mark of a claim: `id`, its sentence as `reftitle`, and where it stands."""


def is_claim(node):
    """Whether the node is a link to a claim that shows its id."""
    literal = node.children[0] if isinstance(node, nodes.reference) and node.children else None
    return (isinstance(literal, nodes.literal) and "claim-claim" in literal["classes"]
            and (node.get("refuri", "").partition("#")[2] or node.get("refid")) == literal.astext())  # fmt: skip


def write_marks(app, doctree, docname):
    """Turn the claims of all paragraphs into marks, where they are not part of a sentence."""
    found = {id(node.parent): node.parent for node in doctree.findall(nodes.reference) if is_claim(node)}
    for parent in found.values():
        if isinstance(parent, nodes.TextElement):
            in_cell = isinstance(parent.parent, nodes.entry)
            named = with_names(parent.children) if in_cell else []
            parent.children = named or at_sentence_ends(with_marks(list(parent.children), in_cell))
            for child in parent.children:
                child.parent = parent


def with_names(children):
    """The children of a cell with names for its claims, if it lists claims and other links and says nothing else."""
    links = [child for child in children if isinstance(child, nodes.reference)]
    says_more = any(not BETWEEN.fullmatch(child.astext()) for child in children if child not in links)
    if says_more or all(map(is_claim, links)):
        return []
    return [made_of(child, named=True, number=0) if is_claim(child) else child for child in children]


def with_marks(children, in_cell):
    """The children of a paragraph with marks for its runs of claims."""
    done, start = [], 0
    while start < len(children):
        if not is_claim(children[start]):
            done.append(children[start])
            start += 1
            continue
        end = end_of_run(children, start)
        before = done.pop() if done and isinstance(done[-1], nodes.Text) else nodes.Text("")
        after = children[end] if end < len(children) and isinstance(children[end], nodes.Text) else nodes.Text("")
        said = "".join(child.astext() for child in done)
        around = without_words(before.astext(), after.astext(), in_cell and end == len(children), said)
        if around is None:
            done += [before] * bool(before.astext()) + children[start:end]
        else:
            run = [made_of(child) for child in children[start:end] if is_claim(child)]
            done += [nodes.Text(around[0])] * bool(around[0]) + run
            if after.astext():
                children[end] = nodes.Text(around[1])
        start = end
    return done


def at_sentence_ends(children):
    """The children with each mark at the end of its sentence, numbered there."""
    done, waiting = [], []
    for child in children:
        if isinstance(child, mark):
            (done if _is_over(done) else waiting).append(child)
        elif waiting and isinstance(child, nodes.Text) and (end := SENTENCE_END.search(child)):
            after = child[end.end() :]
            done += [nodes.Text(child[: end.end()]), *waiting, *([nodes.Text(after)] if after else [])]
            waiting = []
        else:
            done.append(child)
    done, number = done + waiting, 0
    for child in done:
        if isinstance(child, mark):
            child["number"] = number
        number = number + 1 if isinstance(child, mark) else 0
    return done


def _is_over(children):
    """Whether a sentence ends here, or marks of one."""
    last = children[-1] if children else None
    return isinstance(last, mark) or isinstance(last, nodes.Text) and bool(
        re.search(rf"(?:{SENTENCE_END.pattern})\s*$", last))  # fmt: skip


def end_of_run(children, start):
    end = start + 1
    while end + 1 < len(children) and is_claim(children[end + 1]) and BETWEEN.fullmatch(children[end].astext()):
        end += 2
    return end


def without_words(before, after, ends_cell, said=""):
    """What stands before and after a run of marks, or None where the run is part of the sentence; `said` came first."""
    opened, closed = OPEN.search(before), CLOSE.match(after)
    if opened and closed:
        before, after = before[: opened.start()], after[closed.end() :]
    elif (colon := COLON.search(before)) and END.match(after) and colon.start():
        if re.search(SEE, colon[0], re.I) and FRAGMENT.match(re.split(r"[.。!?！？;；]\s*", said + before)[-1]):
            return None
        before = before[: colon.start()] + ("。" if colon[0].strip()[0] in "。" else "." if colon[0][0] == "." else "")
        after = after.lstrip()
        if before.endswith(("。", ".")):
            after = STOP.sub("", after, count=1)
    elif ends_cell:
        before = before.rstrip()
    else:
        return None
    stop = STOP.match(after)
    return (before + stop[0], after[stop.end() :]) if stop else (before, after)


def made_of(reference, **more):
    kept = {name: reference[name] for name in ("refuri", "refid", "reftitle") if name in reference}
    found = mark("", "", **kept, **more)
    found["claim"] = reference.astext()
    return found


def visit(self, node):
    """A check mark that cannot begin a line; site.js shows the claim beside it."""
    address = node.get("refuri") or "#" + node["refid"]
    title = html.escape(first_sentence(node.get("reftitle", "")))
    number = node["number"]
    if node.get("named") or is_alone(node):
        name = node["claim"].partition(".")[2]
        self.body.append(f'<a class="mark by-name" href="{address}" title="{title}">{name}</a>')
    else:
        sign = FURTHER[min(number, len(FURTHER)) - 1] if number else "✓"
        self.body.append(
            f'&#8288;<a class="mark" href="{address}" title="{title}" aria-label="{node["claim"]}">{sign}</a>'
        )
    raise nodes.SkipNode


def is_alone(node):
    """Whether the mark comes first in a table's cell that holds nothing but marks."""
    is_first = node is next(child for child in node.parent if isinstance(child, mark))
    others = [child for child in node.parent if not isinstance(child, mark)]
    return is_first and isinstance(node.parent.parent, nodes.entry) and not any(map(said, others))


def said(node):
    return node.astext().strip()


def setup(app):
    app.add_node(mark, html=(visit, None))
    app.connect("doctree-resolved", write_marks, priority=900)  # after as-markdown, which names ids
