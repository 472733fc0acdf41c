"""Whatever has an id can be linked to, under the ids that it had as well."""

import json

import pytest
from bs4 import BeautifulSoup
from small_site import FOLDERS
from sphinx.util.inventory import InventoryFile

FORMER = {
    "claim": ("topic.born-so", "topic"),
    "statement": ("A2.07", "article"),
    "error": ("more-than-one", "errors/not-one-element"),
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_former_ids_live_on(site, folder):
    """Each is an anchor on the page and an entry of objects.inv, and no search finds it."""
    inventory = InventoryFile.loads((site.out / folder / "objects.inv").read_bytes(), uri="")
    index = (site.out / folder / "searchindex.js").read_text(encoding="utf-8")
    for kind, (name, page) in FORMER.items():
        tree = BeautifulSoup(site.html(folder, page), "html.parser")
        assert len(tree.select(f"[id='{name}']")) == 1, name
        assert inventory.data[f"claim:{kind}"][name].uri == f"{page}.html#{name}"
        assert json.dumps(name) not in index
        assert name not in index, name
