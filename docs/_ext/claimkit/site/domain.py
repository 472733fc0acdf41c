"""The Sphinx domain `claim`: draws claims, statements, errors and tallies, links to them, indexes and exports them."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path

import claims as reader
import errors
import evidence
import history
import jsonschema
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

_ = get_translation("sphinx")

# Names, operators, punctuation, blanks, prompts and output: Pygments marks them up in the colour of the text or nearly
# so. A page is lighter without.
PLAIN = re.compile(r'<span class="(?:[nopw]|gp|go)">([^<]*)</span>')
TOOLTIP = re.compile(r' title="[^"]*"')
SCHEMA = Path(__file__).with_name("claims.schema.json")


class claim(nodes.General, nodes.Element):
    """A claim; its sentence and code are its children, the rest is drawn from the reader and the evidence."""


class statement(nodes.General, nodes.Element):
    """A judged statement of an article."""


class error_entry(nodes.General, nodes.Element):
    """An error or a warning; why and what to do are its children, its texts and code are drawn from the reader."""

    tagname = "error"  # docutils has a node class of this name


class finder(nodes.General, nodes.Element):
    """The box into which a reader pastes the text of an error."""


class tally(nodes.General, nodes.Element):
    """How many of an article's statements got which verdict."""


NODES = {"claim": claim, "statement": statement, "error": error_entry}


class _ItemDirective(SphinxDirective):
    """Draws what the reader has read and checked, from the same lines."""

    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        if name not in getattr(self.env.get_domain("claim").pages, self.known):
            raise self.error(f"{name} was not read: write it at the top level of a page under docs/")
        node = self.node(ids=[name], name=name)
        self.set_source_info(node)
        node += self.parse_content_to_nodes()
        return [node]


class ClaimDirective(_ItemDirective):
    option_spec = dict.fromkeys(reader.CLAIM_OPTIONS, directives.unchanged)
    known, node = "claims", claim


class StatementDirective(_ItemDirective):
    option_spec = dict.fromkeys(reader.STATEMENT_OPTIONS, directives.unchanged)
    known, node = "statements", statement


class ErrorDirective(_ItemDirective):
    option_spec = dict.fromkeys(reader.ERROR_OPTIONS, directives.unchanged)
    known, node = "errors", error_entry

    def run(self):
        (node,) = super().run()
        node.children = [child for child in node.children if not isinstance(child, nodes.literal_block)]
        return [node]


class FinderDirective(SphinxDirective):
    """`:::{error-finder}`: the box that finds an error by its text."""

    def run(self):
        return [finder()]


class TallyDirective(SphinxDirective):
    """`:::{tally} A3`: the number of statements of the article, verdict by verdict."""

    required_arguments = 1

    def run(self):
        return [tally(article=self.arguments[0])]


class _ClaimIndex(Index):
    def generate(self, docnames=None):
        groups = {}
        for name, (docname, text) in self.domain.data["claim"].items():
            item = self.domain.pages.claims[name]
            for group in self.groups_of(item):
                groups.setdefault(group, []).append(IndexEntry(name, 0, docname, name, "", "", text))
        return sorted((group, sorted(entries)) for group, entries in groups.items()), False


class RouteIndex(_ClaimIndex):
    name, localname, shortname = "routes", _("Claims by route"), _("routes")

    def groups_of(self, item):
        return item.about


class KindIndex(_ClaimIndex):
    name, localname, shortname = "kinds", _("Claims by kind"), _("kinds")

    def groups_of(self, item):
        return [str(KIND_WORDS[item.kind])]


class ClaimDomain(Domain):
    name = "claim"
    label = _("Claims")
    object_types = {
        "claim": ObjType(_("claim"), "claim"),
        "statement": ObjType(_("statement"), "statement"),
        "error": ObjType(_("error"), "error"),
    }
    directives = {"claim": ClaimDirective, "statement": StatementDirective, "error": ErrorDirective,
                  "error-finder": FinderDirective, "tally": TallyDirective}  # fmt: skip
    roles = {kind: XRefRole(innernodeclass=nodes.literal) for kind in object_types}
    indices = [RouteIndex, KindIndex]
    initial_data = {"claim": {}, "statement": {}, "error": {}, "drawn": {}, "mentions": {}}
    data_version = 2

    def statements_on(self, name):
        """Ids of the statements that rest on the claim."""
        return [other.id for other in self.pages.statements.values() if name in other.claims]

    def permalink(self, builder, kind, name):
        """The item's full address, which never changes."""
        return builder.config.html_baseurl + builder.get_target_uri(self.data[kind][name][0]) + "#" + name

    def clear_doc(self, docname):
        for kind in self.object_types:
            for name in [name for name, (home, _text) in self.data[kind].items() if home == docname]:
                del self.data[kind][name]

    def merge_domaindata(self, docnames, otherdata):
        for kind in self.object_types:
            self.data[kind].update({name: at for name, at in otherdata[kind].items() if at[0] in docnames})
        self.data["mentions"].update({name: otherdata["mentions"][name] for name in docnames})

    def process_doc(self, env, docname, document):
        """Keep each item's text as this language has it (catalogs have been applied by now)."""
        for kind in self.object_types:
            for node in document.findall(NODES[kind]):
                prose = [" ".join(child.astext().split()) for child in node.children
                         if not isinstance(child, nodes.literal_block)]  # fmt: skip
                self.data[kind][node["name"]] = docname, ("\n" if kind == "error" else " ").join(prose)
        mentioned = {node["reftarget"] for node in document.findall(pending_xref) if node["refdomain"] == "claim"}
        self.data["mentions"][docname] = sorted(mentioned)

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        if target not in self.data[typ]:
            return None
        docname, text = self.data[typ][target]
        return make_refnode(builder, fromdocname, docname, target, contnode, text)

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode):
        found = [(kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
                 for kind in self.object_types]  # fmt: skip
        return [(f"claim:{kind}", link) for kind, link in found if link]

    def get_objects(self):
        """Items under their id and sentence, or message, so that the search finds and shows both; claims come first."""
        priority = {"claim": 0, "error": 1, "statement": 2}
        for kind in self.object_types:
            for name, (docname, text) in self.data[kind].items():
                if kind == "error":
                    text = self.pages.errors[name].messages[0].shown
                yield name, f"{name}: {' '.join(text.split())}", kind, docname, name, priority[kind]

    def get_type_name(self, type, primary=False):
        return type.lname

    # What the templates draw

    def draw_claim(self, builder, docname, name, body):
        item = self.pages.claims[name]
        return {
            "claim": item,
            "body": body,
            "kind": KIND_WORDS[item.kind],
            "badges": [self.draw_badge(name, device) for device in item.devices],
            "statements": [(other, self.address(builder, docname, "statement", other))
                           for other in self.statements_on(name)],
        }  # fmt: skip

    def draw_badge(self, name, device):
        rows = self.history.rows(name, device)
        dates = sorted({row.environment.recorded for row in rows if row.outcome})
        return {
            "device": device,
            "standing": history.standing(rows),
            "span": history.span(rows),
            "telling": history.telling(rows),
            "groups": history.grouped(rows),
            "dates": " – ".join(dict.fromkeys([*dates[:1], *dates[-1:]])),
        }

    def draw_statement(self, builder, docname, name, body):
        item = self.pages.statements[name]
        return {
            "statement": item,
            "body": body,
            "verdict": VERDICT_WORDS[item.verdict],
            "held": self.held(item),
            "claims": [(other, self.address(builder, docname, "claim", other), self.data["claim"][other][1],
                        self.standing(other)) for other in item.claims],
        }  # fmt: skip

    def draw_error(self, builder, docname, name, body):
        item = self.pages.errors[name]
        code = builder.highlighter.highlight_block(self.pages.claims[item.claims[0]].code, "pycon")
        return {
            "error": item,
            "code": PLAIN.sub(r"\1", code),
            "body": TOOLTIP.sub("", body),  # each is a claim's sentence: a tenth of the page's weight
            "claims": [(other, self.address(builder, docname, "claim", other)) for other in item.claims],
            **errors.history(item, self.pages.claims, self.records),
        }

    def standing(self, name):
        """How the claim stands where it has run: on a device where it never did, nothing is known of it."""
        item = self.pages.claims[name]
        return history.standing([row for device in item.devices for row in self.history.rows(name, device)])

    def held(self, item):
        """In which versions what an outdated statement says did hold: those of its claims that ceased to hold."""
        if item.verdict != "outdated":
            return []
        spans = [history.span(self.history.rows(name, device)) for name in item.claims
                 for device in self.pages.claims[name].devices]  # fmt: skip
        return list(dict.fromkeys(places for found in spans if found for places in found.ended))

    def draw_tally(self, article):
        counts = Counter(item.verdict for item in self.pages.statements.values() if item.id[:2] == article)
        return {"total": counts.total(), "counts": [(verdict, VERDICT_WORDS[verdict], counts[verdict])
                                                    for verdict in reader.VERDICTS if counts[verdict]]}  # fmt: skip

    def address(self, builder, docname, kind, name):
        return builder.get_relative_uri(docname, self.data[kind][name][0]) + "#" + name

    def appearance(self, docname):
        """Digest of what a page shows but does not hold: evidence, back links, the sentences it links to."""
        here = [name for name, (home, _text) in self.data["claim"].items() if home == docname]
        parts = [
            self.history.environments,
            [[record["results"].get(name) for record in self.records] for name in here],
            [self.statements_on(name) for name in here],
            [self.data["claim"].get(name) or self.data["statement"].get(name) or self.data["error"].get(name)
             for name in self.data["mentions"].get(docname, ())],
            [(self.data["claim"].get(proof), self.standing(proof), self.held(self.pages.statements[name]))
             for name, (home, _text) in self.data["statement"].items() if home == docname
             for proof in self.pages.statements[name].claims],
            [(item, errors.history(item, self.pages.claims, self.records), self.pages.claims[item.claims[0]].code)
             for item in self.pages.errors.values() if self.data["error"][item.id][0] == docname],
        ]  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()


KIND_WORDS = {
    "memory": _("memory"),
    "dtype": _("dtype"),
    "device": _("device"),
    "gradient": _("gradient"),
    "error": _("error"),
    "value": _("value"),
}
VERDICT_WORDS = {
    "confirmed": _("confirmed"),
    "incomplete": _("incomplete"),
    "outdated": _("outdated"),
    "refuted": _("refuted"),
    "opinion": _("opinion"),
}


def read_pages(app):
    """Read all claims and evidence before any page; stop with every problem told at once."""
    domain = app.env.get_domain("claim")
    try:
        domain.pages = reader.load(app.srcdir)
        domain.records = evidence.load(Path(app.srcdir) / "evidence")
        domain.history = history.History(domain.pages.claims, domain.records)
    except reader.UnreadablePages as error:
        sys.exit(str(error))  # a SphinxError would be buried under a report and a traceback


def redraw_changed(app, env):
    """Rewrite the pages whose claims have other evidence, back links or linked sentences than when last drawn.

    And all pages if a title has changed, since each shows every title in its sidebar.
    """
    domain = env.get_domain("claim")
    titles = sorted((docname, title.astext()) for docname, title in env.titles.items())
    drawn = {docname: (domain.appearance(docname), titles) for docname in env.found_docs}
    changed = [docname for docname in drawn if domain.data["drawn"].get(docname) != drawn[docname]]
    domain.data["drawn"] = drawn
    return changed


def visit(self, node):
    node["start"] = len(self.body)


def depart(self, node):
    """Hand the children's HTML to the node's template."""
    domain = self.builder.env.get_domain("claim")
    body = PLAIN.sub(r"\1", "".join(self.body[node["start"] :]))
    del self.body[node["start"] :]
    docname = self.builder.current_docname
    if isinstance(node, tally):
        context = domain.draw_tally(node["article"])
    elif isinstance(node, finder):
        context = {}
    else:
        context = getattr(domain, "draw_" + node.tagname)(self.builder, docname, node["name"], body)
    self.body.append(self.builder.templates.render(node.tagname + ".html", {"_": _, **context}))


def export(app, error):
    """Write claims.json, schema-checked, beside the pages."""
    if error or app.builder.format != "html":
        return
    domain = app.env.get_domain("claim")

    def url(kind, name):
        return domain.permalink(app.builder, kind, name)

    data = {
        "schema": 1,
        "language": app.config.language.replace("_", "-"),
        "version": app.config.version,
        "environment": {"torch": metadata.version("torch"), "numpy": metadata.version("numpy"),
                        "python": platform.python_version()},
        "claims": [_exported_claim(domain, item, url) for item in domain.pages.claims.values()],
        "statements": [
            {"id": item.id, "url": url("statement", item.id), "article": item.id[:2], "section": item.section,
             "text": domain.data["statement"][item.id][1], "verdict": item.verdict, "claims": list(item.claims)}
            for item in domain.pages.statements.values()
        ],
        "errors": [
            {"id": item.id, "url": url("error", item.id), "text": domain.data["error"][item.id][1],
             "messages": [_exported_message(message) for message in item.messages],
             "old": [_exported_message(message) for message in item.old], "claims": list(item.claims)}
            for item in domain.pages.errors.values()
        ],
    }  # fmt: skip
    jsonschema.validate(data, json.loads(SCHEMA.read_text(encoding="utf-8")))
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (Path(app.outdir) / "claims.json").write_text(text + "\n", encoding="utf-8")


def _exported_message(message):
    return {"type": message.type, "text": message.shown, "pattern": message.pattern()}


def _exported_claim(domain, item, url):
    recorded = [
        {"environment": row.environment.name, "device": device, "outcome": row.outcome,
         "fresh": row.state != history.STALE}
        for device in item.devices
        for row in domain.history.rows(item.id, device)
        if row.promised and row.outcome not in ("", "skipped")
    ]  # fmt: skip
    return {
        "id": item.id, "url": url("claim", item.id), "text": domain.data["claim"][item.id][1],
        "about": list(item.about), "kind": item.kind, "devices": list(item.devices), "torch": item.torch,
        "numpy": item.numpy, "code": item.code, "digest": item.digest,
        "statements": domain.statements_on(item.id), "evidence": recorded,
    }  # fmt: skip


def setup(app):
    app.add_domain(ClaimDomain)
    for node in (*NODES.values(), finder, tally):
        app.add_node(node, html=(visit, depart))
    app.connect("builder-inited", read_pages)
    app.connect("env-updated", redraw_changed)
    app.connect("build-finished", export)
    app.setup_extension("errors")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
