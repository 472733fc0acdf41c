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


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("en", "t.item() RuntimeError; differs: no error (0-d; one element; 0-d, requires grad); "
               "the sentence speaks only of: float32"),
        ("zh-cn", "t.item() RuntimeError；例外：没有报错（零维；单个元素；零维，需要梯度）；"
                  "本条断言只针对：float32"),
    ],
)  # fmt: skip
def test_a_reach_names_what_differs_and_of_what_the_sentence_speaks(site, folder, said):
    """Folded, in the language of the page."""
    page = BeautifulSoup((site.out / folder / "other.html").read_text(encoding="utf-8"), "html.parser")
    (reach,) = (tag for tag in page.select("#other\\.raises details") if "t.item()" in tag.get_text())
    assert " ".join(reach.get_text().removeprefix(reach.summary.get_text()).split()) == said
