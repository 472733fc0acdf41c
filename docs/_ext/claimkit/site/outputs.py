"""Keeps the output as a whole: removes what an earlier build left there and none makes now."""

from __future__ import annotations

from pathlib import Path

# Pages that Sphinx makes of no source
OF_NO_SOURCE = {"search"}
OWN_FOLDERS = ("_images", "_downloads", "_static/late")


def prune(app, error):
    """Remove every page without a source and what it folded, images and downloads of no page, and Sphinx's backup."""
    if error or app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    pages = pages_of(app)
    keep = {outdir / f"{page}.html" for page in pages} | {outdir / "_static" / "late" / f"{page}.js" for page in pages}
    keep |= set(files_of(app.env, outdir))
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
    """The images and downloads of all pages, whether they were written now or before."""
    for _docnames, name in env.images.values():
        yield outdir / "_images" / name
    for _docnames, name in env.dlfiles.values():
        yield outdir / "_downloads" / name


def setup(app):
    app.connect("build-finished", prune)
