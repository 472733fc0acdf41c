"""Links to the libraries' own repositories lead from claims that exist to where the matter was settled."""

import re

import pytest
from claimkit.pages import upstream
from claimkit.pages.model import UnreadablePages


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing = 1", "docs/evidence/upstream.toml:1: no list of links"),
        ("links = [", "docs/evidence/upstream.toml:1: no list of links"),
        ('links = [\n{ repository = "a/b", number = 7, kind = "issue", claims = ["topic.gone"] }]',
         "docs/evidence/upstream.toml:2: unknown claim 'topic.gone': name a claim that exists"),
        ('links = [{ repository = "a/b", number = 7, kind = "talk", claims = ["topic.good"] }]',
         "docs/evidence/upstream.toml:1: unknown kind 'talk': use one of issue, pull"),
        ('links = [{ repository = "a/b", kind = "pull", claims = ["topic.good"] }]', "a link with claims, kind"),
        ('links = [\n{ repository = "a/b", path = "v1/c.md", kind = "file", claims = ["topic.gone"] }]',
         "docs/evidence/upstream.toml:2: unknown claim 'topic.gone': name a claim that exists"),
        ('links = [{ repository = "a/b", number = 7, kind = "file", claims = ["topic.good"] }]',
         "a link with claims, kind, number, repository: give it claims, kind, path, repository"),
    ],
)  # fmt: skip
def test_bad_links_are_refused(tmp_path, text, told):
    """A link that leads nowhere, or from nowhere, is named with its line."""
    path = tmp_path / "upstream.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadablePages, match=re.escape(told)):
        upstream.load(path, {"topic.good"})


def test_links_lead_upstream(tmp_path):
    """A claim may have several; each has a short label and an address."""
    path = tmp_path / "upstream.toml"
    path.write_text('links = [{ repository = "pytorch/pytorch", number = 7, kind = "pull", claims = ["topic.good"] }]')
    ((link,),) = upstream.load(path, {"topic.good"}).values()
    assert (link.label, link.address) == ("pytorch#7", "https://github.com/pytorch/pytorch/pull/7")
    assert upstream.load(tmp_path / "missing.toml", {}) == {}


def test_links_lead_to_files(tmp_path):
    """A file is addressed by its tag or commit and its path, and labelled by its name."""
    path = tmp_path / "upstream.toml"
    path.write_text('links = [{ repository = "a/b", path = "v1/docs/c.md", kind = "file", claims = ["topic.good"] }]')
    ((link,),) = upstream.load(path, {"topic.good"}).values()
    assert (link.label, link.address) == ("b/c.md", "https://github.com/a/b/blob/v1/docs/c.md")
