"""Draws the sidebar's tree of pages: the first page of each part, and all of the part that the reader is in.

Sphinx resolves its tree anew for each page and each way of folding; ours is walked once a page, from the same data.
"""

from __future__ import annotations

from sphinx import addnodes


class Navigation:
    """Remembers the titles, as HTML because they may hold code."""

    def __init__(self):
        self.titles = {}

    def give(self, app, pagename, templatename, context, doctree):
        """Give the sidebar's template (caption, entries) pairs, and take from Furo what it would make its own of."""
        if context.pop("toctree", None):
            above = ancestors(app.env, pagename)
            context["navigation"] = [
                (node.get("caption"), [self.entry(app, name, pagename, above) for _title, name in node["entries"]])
                for node in app.env.tocs[app.config.root_doc].findall(addnodes.toctree)
            ]

    def entry(self, app, name, page, above):
        """A page in the tree, as seen from another."""
        children = app.env.toctree_includes.get(name, []) if name in above else []
        return {
            "title": self.title(app, name),
            "plain": app.env.titles[name].astext(),
            "uri": "#" if name == page else app.builder.get_relative_uri(page, name),
            "is_open": name in above,
            "is_here": name == page,
            "children": [self.entry(app, child, page, above) for child in children],
        }

    def title(self, app, name):
        if name not in self.titles:
            self.titles[name] = app.builder.render_partial(app.env.titles[name])["title"]
        return self.titles[name]


def ancestors(env, page):
    """The page, and those that lead to it from the root."""
    parent = {child: name for name, children in env.toctree_includes.items() for child in children}
    found = set()
    page = written_on(env, page)
    while page in parent:
        found.add(page)
        page = parent[page]
    return found


def written_on(env, page):
    """The page whose source a page is made of: its own, or of an error's that on which it is written."""
    error = env.get_domain("claim").view.get(f"error/{page.rpartition('/')[2]}")
    return error["page"] if error and page == error["home"] else page


def setup(app):
    app.connect("html-page-context", Navigation().give, priority=400)  # before Furo's own
