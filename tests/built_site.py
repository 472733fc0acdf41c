"""The built site as tests read it: its pages as trees, its exports, and what each page loads."""

import contextlib
import functools
import http.server
import json
import re
import threading
from pathlib import Path

from bs4 import BeautifulSoup
from claimkit.pages.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "build" / "html"
SCHEMAS = ROOT / "docs" / "_ext" / "claimkit" / "site"
TAGS = {language.folder: language.tag for language in LANGUAGES}
FOLDERS = list(TAGS)
HAN = re.compile("[\u4e00-\u9fff]")


def read(folder, name):
    """The text of a file of the site, in one language."""
    assert (SITE / "index.html").exists(), "the site is not built: run 'make html'"
    return (SITE / folder / name).read_text(encoding="utf-8")


def pages_of(folder):
    """Every page's name, with its ending."""
    found = sorted(path.relative_to(SITE / folder).as_posix() for path in (SITE / folder).rglob("*.html"))
    assert found, "the site is not built: run 'make html'"
    return found


def head(folder, page):
    """The head of a page as a tree: a tenth of the time that the page takes."""
    return BeautifulSoup(read(folder, page).partition("<body")[0], "html.parser").head


def tags(folder, page, *names):
    """The tags of these names, without what stands in them: a tenth of the time that the page takes."""
    found = re.findall(rf"(<({'|'.join(names)})\b[^>]*>)", read(folder, page))
    return BeautifulSoup("".join(f"{tag}</{name}>" for tag, name in found), "html.parser")


def anchors(folder, page):
    """The ids of a page, and of what it fetches late."""
    return set(re.findall(r'<[^>]*? id="([^"]+)"', whole(folder, page)))


def whole(folder, page):
    """The text of a page, and behind it what it fetches late."""
    text = read(folder, page)
    named = re.search(r'<[^>]+ id="words"[^>]* data-late="([^"]+)"', text)
    late = late_of(folder, named[1]) if named else {"folds": [], "texts": []}
    return "\n".join([text, *late["folds"], *late["texts"]])


def late_of(folder, name):
    """What a page fetches when somebody unfolds, points or scrolls."""
    return json.loads(read(folder, f"_static/{name}").partition("\n")[0][len("var LATE = ") : -1])


def soup(folder, page, but=""):
    """A page as a tree, which may be changed, with all that it fetches when somebody unfolds, points or scrolls.

    What nobody will look at takes half of the time, such as "pre", with its many parts: it can be left out.
    """
    text = read(folder, page)
    tree = BeautifulSoup(re.sub(rf"<({but})\b.*?</\1>", "", text, flags=re.S) if but else text, "html.parser")
    words = tree.select_one("#words[data-late]")
    if not words:
        return tree
    late = late_of(folder, words["data-late"])
    for link, title in zip(tree.select("a[title='']"), late["titles"], strict=True):
        link["title"] = title
    folds = [summary.parent for summary in tree.select("details.late > summary:only-child")]
    for places, parts in ((folds, late["folds"]), (tree.select("p.late:empty"), late["texts"])):
        for place, part in zip(places, parts, strict=True):
            place.append(BeautifulSoup(part, "html.parser"))
    return tree


def export(folder, name="claims.json"):
    return json.loads(read(folder, name))


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def serving(handler=Handler):
    """The address of the site, served from this machine."""
    with http.server.ThreadingHTTPServer(("localhost", 0), functools.partial(handler, directory=SITE)) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://localhost:{httpd.server_port}/"
        httpd.shutdown()
