"""The benchmark measures all that it should on a site of one page, where everything is read once and run once."""

from claimkit.commands import bench
from small_site import engine_in
from unit.pages.bad_pages import GOOD, SESSION

INDEX = "(home)=\n# Home\n\n```{toctree}\ntopic\nlearn/gallery/index\n```\n"
CATALOG = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "A sum is printed."
msgstr "打印一个和。"
"""
ROWS = (
    "8 scripts and notebooks, each in a bare Python",
    "2 claims and sessions in one bare Python",
    "cold build of all languages",
    "cold build ÷ bare run of the same",
    "nothing changed (make html)",
    "one edited claim to its pages",
    "one edited string of a translation to its page",
    "cold build with 10 times the claims",
)
COUNTS = (
    "times that a build read the pages",
    "times that a build ran a claim or session: at least",
    "  at most",
)


def test_the_benchmark_runs_and_counts(tmp_path):
    """Every figure is told; a build reads the pages once, and runs each claim and session once."""
    site = engine_in(tmp_path / "site", "topic")
    site.file_of("index").write_text(INDEX, encoding="utf-8")
    site.file_of("topic").write_text(GOOD + SESSION, encoding="utf-8")
    site.catalog_of("topic").write_text(CATALOG, encoding="utf-8")
    told = {name: figures for name, figures, _aim in bench.rows(site, with_tests=False)}
    assert [name for name in ROWS if len(told.get(name, ())) < 2] == []
    assert {name: told[name] for name in COUNTS} == dict.fromkeys(COUNTS, 1)
