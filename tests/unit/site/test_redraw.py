"""Pages are written again when what they show has changed, whatever that is; and no others."""

import json
import os

import pytest
from small_site import FOLDERS, badges, in_both

VIEW, BADGE = "docs/_ext/claimkit/site/view.py", "docs/_templates/badge.html"
MARKS = "docs/_ext/claimkit/evidence/words.py"
WORDS = "docs/locale/zh_CN/LC_MESSAGES/sphinx.po"
TOPIC_IN_CHINESE = "docs/locale/zh_CN/LC_MESSAGES/topic.po"
RECORD = "docs/evidence/torch-2.0.1-cpu.json"


def everything(site):
    return {path: path.read_bytes() for path in site.out.rglob("*") if path.is_file() and path.name != ".built"}


def test_nothing_is_written_where_nothing_changed(site):
    """No page is written, and no file holds anything else than before."""
    before, times = everything(site), site.times()
    site.build()
    assert site.written(times) == set()
    after = everything(site)
    assert [path for path in {*before, *after} if before.get(path) != after.get(path)] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "shown_before", "shown_after", "folders"),
    [
        pytest.param(VIEW, '"dates": " – ".join', '"dates": " ~ ".join', "11-20 – 2026-11-22", "11-20 ~ 2026-11-22",
                     FOLDERS, id="view"),
        pytest.param(MARKS, 'HOLDS: ("✓"', 'HOLDS: ("✔"', "</b> ✓ ", "</b> ✔ ", FOLDERS, id="code"),
        pytest.param(BADGE, 'class="badge ', 'class="badge drawn-anew ', '<details class="badge badge-',
                     '<details class="badge drawn-anew badge-', FOLDERS, id="template"),
        pytest.param(WORDS, 'msgstr "成立"', 'msgstr "成立了"', "✓ 成立<", "✓ 成立了<", ["zh-cn"], id="words"),
    ],
)  # fmt: skip
def test_an_edit_of_what_draws_is_seen_everywhere(site, file, old, new, shown_before, shown_after, folders):
    """Drawing code, a template, a string of the interface: at the next build no page keeps the old text."""
    pages = [name for name in sorted(site.pages()) if name.partition("/")[0] in folders]
    showing = [name for name in pages if shown_before in (site.out / name).read_text(encoding="utf-8")]
    assert len(showing) >= len(folders), "nothing shows the text that is to change"
    site.edit(file, old, new)
    site.build()
    texts = {name: (site.out / name).read_text(encoding="utf-8") for name in pages}
    assert [name for name in pages if shown_before in texts[name]] == []
    assert [name for name in showing if shown_after not in texts[name]] == []


def test_changed_evidence_is_seen_where_it_is_shown(site):
    """On the claim's page, in the judgement that rests on it, among versions and upgrades; no other page is written."""
    assert badges(site.html("en", "topic"))[0] == "false"
    times = site.times()
    site.edit("docs/evidence/torch-1.8.1-cpu.json", '"failed", "got": "1.0"', '"passed"')
    site.build()
    assert badges(site.html("en", "topic"))[0] == "holds"
    assert site.written(times) == in_both("topic", "article", "about/versions", "about/upgrade")
    recorded = json.loads((site.out / "en" / "claims.json").read_text(encoding="utf-8"))["claims"][1]["evidence"]
    assert [row["outcome"] for row in recorded if row["environment"] == "torch-1.8.1-cpu"] == ["passed"]


def test_evidence_of_an_error_is_seen_where_it_is_shown(site):
    """A first record of a claim: on its page, at the error that it raises, among versions and what has not run."""
    times = site.times()
    record = json.loads((site.folder / RECORD).read_text(encoding="utf-8"))
    (claim,) = [claim for claim in json.loads((site.out / "en" / "claims.json").read_text("utf-8"))["claims"]
                if claim["id"] == "other.raises"]  # fmt: skip
    record["results"]["other.raises"] = {"cpu": {"outcome": "passed", "digest": claim["digest"]}}
    site.write(RECORD, json.dumps(record))
    site.build()
    assert site.written(times) == in_both("other", "errors", "errors/not-one-element", "about/versions", "about/stale")
    assert "torch 2.0.1" in site.html("zh-cn", "errors/not-one-element")


def test_a_label_may_move_to_a_page_that_is_read_before(site):
    """The page that had it is read later, but is not thought to have it still."""
    site.edit("docs/topic.md", "(topic)=\n", "")
    site.edit("docs/other.md", "# Other\n", "(topic)=\n# Other\n")
    site.build()
    assert 'id="topic"' in site.html("en", "other")


def test_evidence_of_edited_code_is_stale(site):
    """The badge says so at the next build, on every page that tells how the claim stands."""
    times = site.times()
    site.edit("docs/topic.md", "torch.ones(2).sum()", "torch.ones(1, 2).sum()")
    site.build()
    assert badges(site.html("en", "topic"))[0] == "stale"
    assert site.written(times) >= in_both("topic", "article", "about/versions", "about/upgrade", "about/stale")
    assert in_both("plain", "matrix").isdisjoint(site.written(times))


@pytest.mark.parametrize(
    ("file", "old", "new", "folders"),
    [
        pytest.param("docs/topic.md", "A sum is printed", "A total is shown", FOLDERS, id="English"),
        pytest.param(TOPIC_IN_CHINESE, "打印一个和。", "会显示总和。", ["zh-cn"], id="Chinese"),
    ],
)
def test_an_edited_sentence_is_seen_wherever_it_is_shown(site, file, old, new, folders):
    """On its page, in tooltips, lists, claims.json and the search, in its language; no other page is written."""
    times = site.times()
    site.edit(file, old, new)
    site.build()
    showing = ("topic", "article", "plain", "about/versions", "about/upgrade")
    assert site.written(times) == {f"{folder}/{page}.html" for folder in folders for page in showing}
    for folder in folders:
        for name in [*(f"{page}.html" for page in (*showing, "index")), "claims.json", "searchindex.js"]:
            text = (site.out / folder / name).read_text(encoding="utf-8")
            assert (old in text, new in text) == (False, True), f"{folder}/{name}"


@pytest.mark.parametrize(
    ("file", "old", "new", "page"),
    [
        pytest.param("docs/topic.md", "A sum is printed", "A total is shown", "en/topic", id="page"),
        pytest.param(TOPIC_IN_CHINESE, "打印一个和。", "会显示总和。", "zh-cn/topic", id="catalog"),
        pytest.param(BADGE, 'class="badge ', 'class="drawn-anew ', "en/topic", id="template"),
    ],
)
def test_what_comes_with_an_older_time_is_seen(site, file, old, new, page):
    """As a checkout or a copy may put it there: make asks for a build, and the build shows it."""
    site.build()
    assert site.is_made()
    site.edit(file, old, new)
    os.utime(site.folder / file, (10**9, 10**9))
    assert not site.is_made()
    site.build()
    text = (site.out / f"{page}.html").read_text(encoding="utf-8")
    assert (old in text, new in text) == (False, True)
