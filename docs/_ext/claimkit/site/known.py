"""Writes what makes the site known: the sitemap, what language models read, the feed of claims added and changed."""

from __future__ import annotations

import itertools
import re
import subprocess
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.locale import get_translation

from claimkit.evidence import words
from claimkit.gallery.execute import HEADER, HOME
from claimkit.pages.languages import BY_NAME
from claimkit.site.navigation import written_on
from claimkit.site.outputs import OF_NO_SOURCE, html_files
from claimkit.site.templates import first_sentence
from claimkit.site.view_file import view_of

_ = get_translation("sphinx")

ROOT = Path(__file__).resolve().parents[4]
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CHANGELOG = "about/changelog"
# Lines of the changelog, the newest, that the feed holds, and claims of each: it weighs no more than a page
FED, TOLD = 120, 3


def write_all(app, error):
    """Write each, from all pages, whether they were written now or before."""
    if error or app.builder.format != "html":
        return
    names = sorted(path.relative_to(app.outdir).as_posix() for path in html_files(Path(app.outdir))
                   if path.stem not in OF_NO_SOURCE)  # fmt: skip
    for name, text in {"sitemap.xml": sitemap(app, names), "llms.txt": llms(app), "llms-full.txt": llms_full(app),
                       "feed.xml": feed(app)}.items():  # fmt: skip
        Path(app.outdir, name).write_text(text, encoding="utf-8")


def sitemap(app, names):
    """Every page that search engines may index, with the day on which its source last changed."""
    changed = days_of_change(ROOT)

    def lastmod(name):
        days = [changed[path] for path in sources_of(app, name.removesuffix(".html")) if path in changed]
        return f"<lastmod>{max(days)}</lastmod>" if days else ""

    lines = (f" <url><loc>{escape(app.config.html_baseurl + name)}</loc>{lastmod(name)}</url>\n" for name in names)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</urlset>\n'


def sources_of(app, name):
    """The files that a page is made of: its text or script and its catalog, or of an index those of all claims."""
    page = written_on(app.env, name)
    if page not in app.env.found_docs:  # nobody wrote it: it lists claims, wherever they stand
        homes = {entry["home"] for key, entry in view_of(app.config).items() if key.startswith("place/")}
        return [path for home in homes for path in sources_of(app, home)]
    source = f"docs/{app.env.doc2path(page, base=False)}"
    if page.startswith(f"{HOME}/"):
        in_gallery = Path("gallery", page.removeprefix(f"{HOME}/"))
        source = str(in_gallery.with_name(HEADER) if in_gallery.name == "index" else in_gallery.with_suffix(".py"))
    return [source, f"docs/locale/{app.config.language}/LC_MESSAGES/{page}.po"]


def days_of_change(root):
    """The day of the last commit of each file of the pages; nothing where there is no history."""
    trusted = ["-c", f"safe.directory={root}"]  # in a container its files may be another's
    command = ["git", *trusted, "log", "--format=%cs", "--name-only", "--", "docs", "gallery"]
    try:
        log = subprocess.run(command, cwd=root, text=True, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    day, found = "", {}
    for line in filter(None, log.splitlines()):
        if DATE.fullmatch(line):
            day = line
        else:
            found.setdefault(line, day)
    return found


def llms(app):
    """The pages in their order, each with what it holds: https://llmstxt.org."""
    subtitle, whole = _("The executable reference for PyTorch and NumPy conversion"), _("all claims, with their code")
    base = app.config.html_baseurl
    lines = [f"# {app.config.project}", "", f"> {subtitle}", "", f"- [llms-full.txt]({base}llms-full.txt): {whole}"]
    for name in in_order(app.env, app.config.root_doc):
        title = app.env.titles[name].astext()
        if name.count("/") == 1 and name.endswith("/index"):
            lines += ["", f"## {title}", ""]
        lines.append(f"- [{title}]({base}{name}.html): {described(app, name)}")
    return "\n".join(lines) + "\n"


def in_order(env, name):
    for child in env.toctree_includes.get(name, ()):
        if child in env.titles:
            yield child
            yield from in_order(env, child)


def described(app, name):
    path = Path(app.outdir, name + ".html")
    found = DESCRIPTION.search(path.read_text(encoding="utf-8")) if path.exists() else None
    return unescape(found[1]) if found else ""


def llms_full(app):
    """Every claim: what it answers, its sentence, its code."""
    domain = app.env.get_domain("claim")
    parts = [f"# {app.config.project}\n"]
    for entry in domain.entries("claim"):
        word, kind = entry["answer"]
        name = words.ANSWERS[word][1]  # not in the call itself, where the subscript would look like a message
        address, answer = domain.permalink(app.builder, entry["id"]), " ".join(filter(None, [str(_(name)), kind]))
        sentence = f"{answer}{_(': ')}{entry['text']}"
        parts.append(f"## {entry['id']}\n\n{address}\n\n{sentence}\n\n```python\n{entry['code'].strip()}\n```\n")
    return "\n".join(parts)


def feed(app):
    """The newest lines of the changelog that name claims as entries of an Atom feed: their first sentences."""
    base, title = app.config.html_baseurl, app.config.project
    lines = list(itertools.islice(lines_of_changelog(app), FED)) if CHANGELOG in app.env.found_docs else []
    newest = max((day for *_line, day, _claims in lines), default="1970-01-01")
    entries = "".join(
        f"<entry><id>{base}{CHANGELOG}.html?topic={topic}#{part}</id><title>{escape(head)}</title><updated>{day}T00:00:00Z</updated>"
        f'<link href="{app.env.get_domain("claim").permalink(app.builder, claims[0]["id"])}"/>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{told_of(claims)}</div></content></entry>\n'
        for part, topic, head, day, claims in lines
    )
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
            f'xml:lang="{BY_NAME[app.config.language].tag}"><id>{base}</id><title>{escape(title)}</title>'
            f"<author><name>{escape(app.config.author)}</name></author><updated>{newest}T00:00:00Z</updated>"
            f'<link rel="self" href="{base}feed.xml"/><link href="{base}{CHANGELOG}.html"/>\n'
            f"{entries}</feed>\n")  # fmt: skip


def told_of(claims):
    """What the first claims of a line say, and how many more it names."""
    sentences = [first_sentence(claim["text"]) for claim in claims[:TOLD]]
    more = [_("and %s more") % (len(claims) - TOLD)] if len(claims) > TOLD else []
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in sentences + more)}</ul>"


def lines_of_changelog(app):
    """(anchor of its part, topic, title, day, claims) of each; what is not released has the day of the newest record.

    A title names the pages on which the claims stand.
    """
    view = view_of(app.config)
    recorded = [DATE.findall(badge["dates"]) for entry in app.env.get_domain("claim").entries("claim")
                for badge in entry["badges"]]  # fmt: skip
    newest = max((day for days in recorded for day in days), default="1970-01-01")
    for version in app.env.get_doctree(CHANGELOG).findall(nodes.section):
        heading = version[0].astext()
        day = DATE.search(heading)
        for part in (child for child in version if isinstance(child, nodes.section)):
            for line in part.findall(nodes.list_item):
                named = [f"claim/{node['reftarget']}" for node in line.findall(pending_xref)]
                claims = [view[key] for key in named if key in view]
                if claims and re.match(r"\d", heading):
                    homes = dict.fromkeys(view[f"place/{claim['id']}"]["home"] for claim in claims)
                    titles = _(", ").join(app.env.titles[home].astext() for home in homes)
                    head = _(": ").join([heading, part[0].astext(), titles])
                    yield part["ids"][0], claims[0]["id"].partition(".")[0], head, day[0] if day else newest, claims


def setup(app):
    app.connect("build-finished", write_all)
