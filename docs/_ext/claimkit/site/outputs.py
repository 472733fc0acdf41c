"""Keeps the output as a whole: removes what an earlier build left and none makes now, and restores what was removed."""

from __future__ import annotations

import re
from pathlib import Path

from claimkit.site.pictures import SOCIAL_FOLDER

# Pages that Sphinx makes of no source
OF_NO_SOURCE = {"search"}
OWN_FOLDERS = ("_images", "_downloads", "_static/late", SOCIAL_FOLDER)
SOCIAL_IMAGE = re.compile(rb'<meta property="og:image" content="[^"]*/(' + SOCIAL_FOLDER.encode() + rb'/\w+\.png)">')


def prune(app, error):
    """Remove every page without a source and what it folded, images and downloads of no page, and Sphinx's backup."""
    if error or app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    names = pages_of(app)
    pages = {outdir / f"{name}.html" for name in names}
    late = {outdir / "_static" / "late" / f"{name}.js" for name in names}
    files = {path for _docnames, path in files_of(app.env, outdir)}
    keep = {*pages, *late, *files, *social_images(outdir, pages)}
    made = html_files(outdir) + [
        path for folder in OWN_FOLDERS for path in (outdir / folder).rglob("*") if path.is_file()
    ]
    for path in {*made, outdir / ".buildinfo.bak"} - keep:
        path.unlink(missing_ok=True)
    for folder in sorted((path for path in outdir.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def html_files(outdir):
    return [path for path in outdir.rglob("*.html") if "_static" not in path.parts]


def pages_of(app):
    indices = {f"{domain.name}-{index.name}" for domain in app.env.domains.sorted() for index in domain.indices}
    errors = {error["home"] for error in app.env.get_domain("claim").entries("error")}
    return {*app.env.found_docs, *indices, *errors, *OF_NO_SOURCE}


def files_of(env, outdir):
    """(pages, file) of each image and download, whether its pages were written now or before."""
    for docnames, name in env.images.values():
        yield docnames, outdir / "_images" / name
    for docnames, name in env.dlfiles.values():
        yield docnames, outdir / "_downloads" / name


def social_images(outdir, pages):
    """The images that the heads of pages name."""
    for page in filter(Path.exists, pages):
        found = SOCIAL_IMAGE.search(page.read_bytes())
        if found:
            yield outdir / found[1].decode()


def pages_to_restore(app, env):
    """Those that name an image or a download that somebody has removed: Sphinx copies it with its page only."""
    outdir = Path(app.outdir)
    missing = [(pages, path.name) for pages, path in files_of(env, outdir) if not path.exists()]
    return {page for pages, name in missing for page in pages if name in text_of(outdir / f"{page}.html")}


def text_of(page):
    return page.read_text(encoding="utf-8") if page.exists() else ""


def setup(app):
    app.connect("env-updated", pages_to_restore)
    app.connect("build-finished", prune)
