"""What no page shows any more is not served any more, and what is served is listed."""

import re
import shutil

from bs4 import BeautifulSoup


def names(site, folder, pattern):
    return {path.name for path in (site.out / folder).rglob(pattern)}


def test_what_is_gone_is_removed(site):
    """A renamed page, its image and its download leave nothing behind, in either language; nor does Sphinx."""
    for folder in ("en", "zh-cn"):
        assert {"dot.svg"} <= names(site, folder, "*.svg")
        assert {"file.txt"} <= names(site, folder, "*.txt")
    (site.docs / "plain.md").rename(site.docs / "renamed.md")
    site.edit("docs/renamed.md", "![A dot](dot.svg)\n\n{download}`A file <file.txt>`\n", "Nothing.\n")
    site.edit("docs/index.md", "\nplain\n", "\nrenamed\n")
    site.edit("conf.py", 'copyright = "2026', 'copyright = "2025')  # so that Sphinx keeps a copy of its .buildinfo
    site.build()
    for folder in ("en", "zh-cn"):
        assert {"renamed.html"} == names(site, folder, "*") & {"renamed.html", "plain.html", ".buildinfo.bak"}
        assert "dot.svg" not in names(site, folder, "*.svg")
        assert "file.txt" not in names(site, folder, "*.txt")


def test_what_was_removed_is_restored(site):
    """Images and downloads of pages that have not changed, and a page: make asks for a build, which restores them."""
    site.build()
    assert site.is_made()
    before = {path for path in site.out.rglob("*") if path.is_file()}
    for folder in ("en", "zh-cn"):
        shutil.rmtree(site.out / folder / "_images")
        shutil.rmtree(site.out / folder / "_downloads")
        (site.out / folder / "other.html").unlink()
    assert not site.is_made()
    site.build()
    assert {path for path in site.out.rglob("*") if path.is_file()} == before


def test_images_of_titles_are_those_of_the_pages(site):
    """Each page has the image that its head names; of a title that is gone, none is left."""
    site.edit("docs/plain.md", "# Plain", "# Simple")
    site.build()
    for folder in ("en", "zh-cn"):
        pages = [page for page in site.pages() if page.startswith(f"{folder}/")]
        heads = [(site.out / page).read_text(encoding="utf-8") for page in pages]
        named = {re.search(r'og:image" content="[^"]*/(.+?)"', head)[1] for head in heads}
        assert names(site, f"{folder}/_static/social", "*.png") == named


def test_the_sitemap_lists_every_page(site):
    """At its canonical address, in its language, even if the last build wrote a single page."""
    site.edit("docs/plain.md", "# Plain", "# Plain\n\nEdited.")
    site.build()
    for folder in ("en", "zh-cn"):
        pages = [page for page in site.pages() if page.startswith(f"{folder}/") and "search" not in page]
        trees = [BeautifulSoup((site.out / page).read_text(encoding="utf-8"), "html.parser") for page in pages]
        listed = re.findall("<loc>(.+?)</loc>", (site.out / folder / "sitemap.xml").read_text(encoding="utf-8"))
        assert sorted(listed) == sorted(tree.select_one("link[rel=canonical]")["href"] for tree in trees)


def test_the_page_of_an_error_follows_its_entry(site):
    """An edited fix is on it at the next build; without the entry there is no page, in either language."""
    site.edit("docs/errors.md", "Take one.", "Take the first.")
    site.build()
    for folder in ("en", "zh-cn"):
        assert "Take the first." in site.html(folder, "errors/not-one-element")
        assert "Take the first." in site.html(folder, "errors")
    text = (site.docs / "errors.md").read_text(encoding="utf-8")
    entry = text[text.index(":::{error} not-one-element") :]
    site.edit(
        "docs/errors.md",
        entry,
        entry.replace("not-one-element", "more-than-one").replace(":formerly: more-than-one\n", ""),
    )
    site.build()
    for folder in ("en", "zh-cn"):
        assert names(site, folder, "*one*.html") == {"more-than-one.html"}
        assert 'id="more-than-one"' in site.html(folder, "errors/more-than-one")
        assert "not-one-element" not in (site.out / folder / "searchindex.js").read_text(encoding="utf-8")
