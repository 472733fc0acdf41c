"""The Sphinx domain `claim`: links to items, their indices, and what each page shows of the view."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from claimkit.evidence import words
from claimkit.site.items import DIRECTIVES
from claimkit.site.templates import draw
from claimkit.site.view_file import view_of

_ = get_translation("sphinx")

PRIORITIES = {"claim": 0, "error": 1, "statement": 2}  # in the search, claims come first
HIDDEN = -1


class _ClaimIndex(Index):
    def generate(self, docnames=None):
        groups = {}
        for entry in self.domain.entries("claim"):
            home = self.domain.view[f"place/{entry['id']}"]["home"]
            for group in self.groups_of(entry):
                mark, word = words.ANSWERS[entry["answer"][0]]
                line = IndexEntry(entry["id"], 0, home, entry["id"], "", f"{mark} {_(word)}", "")
                groups.setdefault(group, []).append(line)
        return sorted((group, sorted(entries)) for group, entries in groups.items()), False


class RouteIndex(_ClaimIndex):
    name, localname, shortname = "routes", _("Claims by route"), _("routes")

    def groups_of(self, entry):
        return entry["about"]


class KindIndex(_ClaimIndex):
    name, localname, shortname = "kinds", _("Claims by kind"), _("kinds")

    def groups_of(self, entry):
        word = words.KINDS[entry["kind"]]  # not in the call itself, where the subscript would look like a message
        return [str(_(word))]


class ClaimDomain(Domain):
    """`data` holds for each page what it shows of the view, what it is made of, and how it looked when last drawn."""

    name = "claim"
    label = _("Claims")
    object_types = {
        "claim": ObjType(_("claim"), "claim"),
        "statement": ObjType(_("statement"), "statement"),
        "error": ObjType(_("error"), "error"),
    }
    directives = DIRECTIVES
    roles = {kind: XRefRole(innernodeclass=nodes.literal) for kind in object_types}
    indices = [RouteIndex, KindIndex]
    initial_data = {"shown": {}, "made_of": {}, "drawn": {}, "outlines": {}}
    data_version = 5

    @property
    def view(self):
        return view_of(self.env.config)

    def entries(self, noun):
        """All entries of a kind, in reading order."""
        return [entry for key, entry in self.view.items() if key.startswith(f"{noun}/")]

    def permalink(self, builder, name):
        """The item's full address, which never changes."""
        home = self.view[f"place/{name}"]["home"]
        return f"{builder.config.html_baseurl}{builder.get_target_uri(home)}#{name}"

    def note_shown(self, key):
        """Remember that the page that is being read shows an entry of the view."""
        self.data["shown"].setdefault(self.env.docname, []).append(key)

    def clear_doc(self, docname):
        self.data["shown"].pop(docname, None)

    def process_doc(self, env, docname, document):
        """What the page links to, it shows the sentence of."""
        mentioned = {node["reftarget"] for node in document.findall(pending_xref) if node["refdomain"] == "claim"}
        if mentioned:
            self.data["shown"].setdefault(docname, []).extend(f"place/{name}" for name in sorted(mentioned))

    def appearance(self, docname):
        """Digest of all that the page shows of the view."""
        shown = [self.digest_of(key) for key in self.data["shown"].get(docname, ())]
        return hashlib.sha256("".join(shown).encode()).hexdigest()

    @cache  # noqa: B019 (as many pages show what others show too; a domain lives as long as its build)
    def digest_of(self, key):
        return hashlib.sha256(json.dumps(self.view.get(key)).encode()).hexdigest()

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        place = self.view.get(f"place/{target}")
        if not place or place["noun"] != typ:
            return None
        return make_refnode(builder, fromdocname, place["home"], target, contnode, self.view[f"{typ}/{target}"]["text"])

    def resolve_any_xref(self, env, fromdocname, builder, target, node, contnode):
        found = [(kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
                 for kind in self.object_types]  # fmt: skip
        return [(f"claim:{kind}", link) for kind, link in found if link]

    def get_objects(self):
        """Items under their id and sentence, or message, so that the search finds and shows both; and under old ids."""
        for place in self.entries("place"):
            noun, home = place["noun"], place["home"]
            name = place["id"]
            yield name, f"{name}: {' '.join(place['text'].split())}", noun, home, name, PRIORITIES[noun]
            for former in place["formerly"]:
                yield former, former, noun, home, former, HIDDEN

    def get_type_name(self, type, primary=False):
        return type.lname


def draw_index(app, pagename, templatename, context, doctree):
    """Draw an index as a page that has a body, as all others have."""
    if templatename == "domainindex.html":
        app.builder.current_docname, context["title"] = pagename, str(context["indextitle"])
        context["body"] = draw(app.builder, "claim-index.html", title=context["title"], content=context["content"])
        return "page.html"


def setup(app):
    app.add_domain(ClaimDomain)
    app.connect("html-page-context", draw_index)
