"""What is recorded is shown as text, and makes no element of a page."""

import pytest
from bs4 import BeautifulSoup
from small_site import FOLDERS, GOT, GPU

PLATFORM = "<i>Linux</i>"


@pytest.mark.parametrize("folder", FOLDERS)
def test_markup_in_a_record_is_shown_as_text(site, folder):
    """The name of a GPU, a platform, and what was printed instead, on every page that has them."""
    trees = {path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
             for path in (site.out / folder).rglob("*.html")}  # fmt: skip
    gpu, instead = GPU.removeprefix("NVIDIA "), GOT
    for name, text in [("topic.html", gpu), ("topic.html", instead), ("versions.html", gpu), ("upgrade.html", instead),
                       ("matrix.html", PLATFORM), ("matrix.html", gpu)]:  # fmt: skip
        assert text in trees[name].get_text(), (name, text)
    marked = [(name, str(tag)) for name, tree in trees.items() for tag in tree.select("i, b")
              if tag.get_text() in ("H200", "no", "Linux")]  # fmt: skip
    assert marked == []
