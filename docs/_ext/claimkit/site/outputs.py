"""Keeps the output as a whole: removes what an earlier build left there and none makes now, and lists what there is."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

# Pages that Sphinx makes of no source
OF_NO_SOURCE = {"search"}
OWN_FOLDERS = ("_images", "_downloads")


def prune(app, error):
    """Remove every page without a source, every image and download that no page shows, and Sphinx's backup."""
    if error or app.builder.format != "html":
        return
    outdir = Path(app.outdir)
    keep = {outdir / f"{page}.html" for page in pages_of(app)} | set(files_of(app.env, outdir))
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
    return {*app.env.found_docs, *indices, *OF_NO_SOURCE}


def files_of(env, outdir):
    """The images and downloads of all pages, whether they were written now or before."""
    for _docnames, name in env.images.values():
        yield outdir / "_images" / name
    for _docnames, name in env.dlfiles.values():
        yield outdir / "_downloads" / name


def write_sitemap(app, error):
    """List every page that search engines may index, whether it was written now or before."""
    if error or app.builder.format != "html":
        return
    made = [path for path in html_files(Path(app.outdir)) if path.stem not in OF_NO_SOURCE]
    names = sorted(path.relative_to(app.outdir).as_posix() for path in made)
    lines = (f" <url><loc>{escape(app.config.html_baseurl + name)}</loc></url>\n" for name in names)
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</urlset>\n'
    Path(app.outdir, "sitemap.xml").write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", prune)
    app.connect("build-finished", write_sitemap)
