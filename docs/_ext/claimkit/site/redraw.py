"""Says which pages are to be written anew although unchanged: those that show something else of the view."""

from __future__ import annotations

import hashlib
from pathlib import Path

from claimkit.evidence import words
from claimkit.pages.catalog import catalog_of
from claimkit.pages.languages import TRANSLATIONS

ENGINE = Path(__file__).resolve().parents[1]


def note_digest(app, config):
    """Note the code and words that draw: where they change, all pages are written anew. Sphinx sees to templates."""
    code = sorted(path for wing in (ENGINE / "site", ENGINE / "gallery") for path in wing.glob("*.py"))
    catalogs = [catalog_of("sphinx", language.name) for language in TRANSLATIONS]
    digest = hashlib.sha256()
    for path in [*code, Path(words.__file__), *filter(Path.exists, catalogs)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    config.claimkit_drawn_by = digest.hexdigest()


def pages_to_write(app, env):
    """The pages that show other entries than when last drawn; all if a title has changed, as each sidebar has them all.

    And those with index entries, such as the glossary's terms: Sphinx forgets those of each page it does not write.
    """
    domain = env.get_domain("claim")
    titles = sorted((docname, title.astext()) for docname, title in env.titles.items())
    now = {docname: (domain.appearance(docname), titles) for docname in env.found_docs}
    drawn = domain.data["drawn"]
    domain.data["drawn"] = now
    indexed = [docname for docname, entries in env.domains.index_domain.entries.items() if entries]
    return [docname for docname in now if drawn.get(docname) != now[docname]] + indexed


def setup(app):
    app.add_config_value("claimkit_drawn_by", "", "html", str)
    app.connect("config-inited", note_digest)
    app.connect("env-updated", pages_to_write)
