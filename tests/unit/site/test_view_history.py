"""What the recorded runs say across versions is drawn as they have it."""

import json

import pytest
from bs4 import BeautifulSoup
from claimkit.pages import reader
from small_site import GOT
from unit.evidence.made_up import data

OTHER_CODE = "sha256:" + "0" * 64


def text_of(tag):
    return " ".join(tag.get_text(" ", strip=True).split()).replace(" :", ":")


def cells(tree):
    row = tree.select_one("#versions-cpu tbody tr:has(th[scope=row])")
    return [(cell["class"][0], text_of(cell)) for cell in row.select("td")]


def test_the_pages_of_versions_are_drawn_from_the_records(site):
    """Boundary, absence, what was printed instead, and staleness are told where a reader looks for them."""
    topic, versions, upgrade = (BeautifulSoup(site.html("en", page), "html.parser")
                                for page in ("topic", "about/versions", "about/upgrade"))  # fmt: skip
    cpu, cuda = topic.select("#topic\\.good .badge")
    assert "✗ false · torch 1.8.1" in cpu.summary.get_text()  # it has no range, so its failure counts
    assert "· torch 2.0.1" not in cpu.get_text()
    assert f"torch 1.4.0: · not there: {GOT}" in [item.get_text() for item in cpu.select("li")]
    assert "✓" in cuda.summary.get_text()
    assert cells(versions) == [("unknown", "– not run"), ("holds", "✓ holds"), ("false", "✗ false"),
                               ("absent", "· not there")]  # fmt: skip
    step = upgrade.select_one("#torch-1-8-1-2-0-1")
    told = {name: step[f"data-{name}"] for name in ("kind", "from", "to")}
    assert told == {"kind": "torch", "from": "1.8.1", "to": "2.0.1"}
    assert "1 in behaviour, 0 in wording, 0 new" in step.get_text()
    assert "before: ✗ instead 1.0 · after: ✓ holds" in step.get_text()
    topics = [(option["value"], option.get_text()) for option in versions.select("select[name=topic] option")]
    assert topics == [("", "all topics"), ("other", "Other"), ("topic", "Topic")]


@pytest.mark.parametrize(
    ("got", "said"),
    [
        ("UserWarning: cleared", "before: ✗ warns: UserWarning: cleared · after: ✓ holds"),
        ("subprocess.CalledProcessError: Command '[...]'", "before: ✗ false · after: ✓ holds"),
    ],
)
def test_what_was_printed_instead_is_said_as_what_it_is(site, got, said):
    """A warning is no value, and that another process ended with an error says nothing of the libraries."""
    record = site.docs / "evidence" / "torch-1.8.1-cpu.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"1.0"', json.dumps(got)), encoding="utf-8")
    site.build()
    upgrade = BeautifulSoup(site.html("en", "about/upgrade"), "html.parser")
    assert said in upgrade.select_one("#torch-1-8-1-2-0-1").get_text()


def test_a_gpu_that_is_left_out_is_named(site):
    """In both languages, by the badge, with what it printed there; what others show counts as it does."""
    claim = reader.load(site.docs).claims["topic.good"]
    record = data("2.12.1", "failed", "3.0", claim, "Tesla T4")
    site.write(f"docs/evidence/{record['environment']['name']}.json", json.dumps(record))
    site.edit("docs/topic.md", ":devices: cpu, cuda", ":devices: cpu, cuda\n:not-on: cuda-tesla-t4")
    site.build()
    for folder, said in [("en", "✗ false on Tesla T4"), ("zh-cn", "✗ 在 Tesla T4 上不成立")]:
        cuda = BeautifulSoup(site.html(folder, "topic"), "html.parser").select("#topic\\.good .badge")[1]
        assert "✓" in cuda.summary.get_text()
        assert said in cuda.summary.get_text()
        assert "torch 2.12.1" in cuda.li.get_text()
        assert "3.0" in cuda.li.get_text()


def test_what_has_not_run_as_it_stands_is_listed(site):
    """A record of other code is stale: in its cell, and among what its environment has left to run."""
    record = site.docs / "evidence" / "torch-2.0.1-cpu.json"
    text = record.read_text(encoding="utf-8")
    digest = text[text.index("sha256:") :][: len(OTHER_CODE)]
    stale = BeautifulSoup(site.html("en", "about/stale"), "html.parser")
    assert [link["href"] for link in stale.select("#stale-unsettled a")] == ["../other.html#other.raises"]
    assert "CUDA Nothing: every claim has run somewhere as it stands." in text_of(stale.select_one("#stale-unsettled"))
    record.write_text(text.replace(digest, OTHER_CODE), encoding="utf-8")
    site.build()
    stale, versions = (
        BeautifulSoup(site.html("en", page), "html.parser") for page in ("about/stale", "about/versions")
    )
    assert cells(versions)[1] == ("stale", "↻ stale")
    for told in ("CPU · torch 2.0.1 ( torch-2.0.1-cpu )", "↻ changed since it last ran: claims: 1"):
        assert told in text_of(stale)
