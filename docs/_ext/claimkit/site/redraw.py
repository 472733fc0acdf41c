"""Says which pages are to be read anew, whatever the time of their files, and which written anew although unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

from claimkit.evidence import words
from claimkit.pages.catalog import catalog_of
from claimkit.pages.languages import TRANSLATIONS

ENGINE = Path(__file__).resolve().parents[1]


def note_digest(app, config):
    """Note the code, templates and words that draw: where they change, all pages are written anew."""
    code = sorted(path for wing in (ENGINE / "site", ENGINE / "gallery") for path in wing.glob("*.py"))
    templates = sorted(path for folder in config.templates_path for path in Path(app.confdir, folder).glob("*.html"))
    catalogs = [catalog_of("sphinx", language.name) for language in TRANSLATIONS]
    digest = hashlib.sha256()
    for path in [*code, *templates, Path(words.__file__), *filter(Path.exists, catalogs)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    config.claimkit_drawn_by = digest.hexdigest()


def pages_to_read(app, env, added, changed, removed):
    """Those that are made of something else than when they were read.

    Sphinx asks for a newer time, but what a checkout or a copy puts in a file's place may have an older one.
    """
    made_of = env.get_domain("claim").data["made_of"]
    return [page for page in env.found_docs - added - changed if made_of.get(page) != ingredients(env, page)]


def forget(app, env, pages):
    """Forget all pages that are to be read: Sphinx does so one by one, and of a label that moved finds a second."""
    for page in pages:
        env.clear_doc(page)


def note_ingredients(app, env):
    env.get_domain("claim").data["made_of"] = {page: ingredients(env, page) for page in env.found_docs}


def ingredients(env, page):
    """Digest of the page's file, of its catalog, and of what else it depends on.

    Of compiled catalogs Sphinx says so only before it reads the page.
    """
    others = (Path(env.srcdir, name) for name in sorted(env.dependencies[page]))
    paths = [Path(env.doc2path(page)), catalog_of(page, env.config.language)]
    paths += [path for path in others if path.suffix != ".mo"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths if path.is_file())).hexdigest()


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
    app.connect("env-get-outdated", pages_to_read)
    app.connect("env-before-read-docs", forget)
    app.connect("env-updated", note_ingredients)
    app.connect("env-updated", pages_to_write)
