"""The built site: what ran is what is shown, both languages match, and nothing needs a third party."""

import json
import re
from collections import Counter
from pathlib import Path

import jsonschema_rs
import pytest
from built_site import FOLDERS, HAN, ROOT, SITE, TAGS, anchors, export, head, pages_of, read, schema, soup, tags, whole
from claimkit.evidence import runs
from claimkit.pages import upstream
from sphinx.util.inventory import InventoryFile

SECONDS = 60  # of a core that does nothing else, for all claims together that need no large library
BUSY = 2  # a core that is shared takes up to so many times as long


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_shown_is_what_runs(folder, pages):
    """Every claim and session that the tests run is on its page, with the same code, and no page shows any other."""
    shown, sessions = {}, {}
    with_code = re.compile('class="claim"|highlight-pycon')  # a tenth of all pages: trees take long
    for page in (page for page in pages_of(folder) if with_code.search(whole(folder, page))):
        tree = soup(folder, page)
        for claim in tree.select("div.claim"):
            shown[claim["id"]] = claim.extract().select_one(".highlight pre").get_text()
        blocks = [block.get_text().strip("\n") for block in tree.select(".highlight-pycon pre")]
        if blocks:
            sessions[page.removesuffix(".html")] = blocks
    assert shown == {claim.id: claim.code for claim in pages.claims.values()}
    written = {name: re.split(r"\n{2,}(?=>>>)", session.code.strip("\n")) for name, session in pages.sessions.items()}
    assert sessions == written


@pytest.mark.parametrize("folder", FOLDERS)
def test_short_answers_answer(folder):
    """Each line says in a word what comes of its call, or shows it; what kind of claim proves it is no answer."""
    kinds = ("▭", "→", "⇄", "∇", "▸")
    for page in pages_of(folder):
        if 'class="short-answer"' in whole(folder, page):
            for line in soup(folder, page).select("ul.short-answer li"):
                says, shows = line.b and not line.b.get_text().startswith(kinds), line.select_one("a + code, b + code")
                assert says or shows, f"{page}: {line.get_text()}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_errors_are_shown_as_they_are_raised(folder, pages):
    """A line of each stands on a page of errors, and leads to its own page, with all its texts, code and claims."""
    lists = dict.fromkeys(error.page for error in pages.errors.values())
    assert [*lists] == ["reference/errors-computing", "reference/errors-libraries", "reference/errors"]
    lines = [line for page in lists for line in soup(folder, f"{page}.html").select(".error-line")]
    assert [line["id"] for line in lines] == list(pages.errors)
    for line, error in zip(lines, pages.errors.values(), strict=True):
        assert line.a["href"] == f"errors/{error.id}.html"
        entry = soup(folder, f"reference/errors/{error.id}.html").select_one(f"section.error-page#{error.id}")
        assert entry.h1.get_text().rstrip("¶") == line.a.get_text()
        assert [text.get_text() for text in entry.select("pre.error-text")] == [
            message.shown for message in error.messages + error.old
        ]
        code, shown = pages.claims[error.claims[0]].code, entry.select_one(".highlight pre").get_text()
        assert code.startswith(shown)
        after = shown.rpartition("Traceback (most recent call last):\n")[2]
        assert shown == code or ">>> " not in after, "nothing follows the error"
        assert [tag.get_text() for tag in entry.select("li > code.item-id")] == list(error.claims)
        above = entry.select("p.error-path a")[-1]["href"].partition("#")[2]
        assert line.find_parent("section").find(id=above) or line.find_parent("section")["id"] == above


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_error_tells_search_engines_question_and_answer(folder, pages):
    """Its messages are the questions, and the answer says why and what to do; the sitemap has it."""
    sitemap = read(folder, "sitemap.xml")
    for error in list(pages.errors.values())[::10]:
        tree = soup(folder, f"reference/errors/{error.id}.html")
        about = json.loads(tree.select_one("script[type='application/ld+json']").string)
        assert about["@type"] == "FAQPage"
        assert [question["name"] for question in about["mainEntity"]] == [text.shown for text in error.messages]
        answer = about["mainEntity"][0]["acceptedAnswer"]["text"]
        assert len(answer) > 20
        assert [claim for claim in pages.claims if claim in answer] == []
        assert f"<loc>{tree.select_one('link[rel=canonical]')['href']}</loc><lastmod>" in sitemap
        assert f"/reference/errors/{error.id}.html" in tree.select_one("link[hreflang='zh-CN']")["href"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_claims_json_keeps_its_contract(folder, pages):
    """The export fits its schema, holds every claim, statement and error, and its addresses lead to them."""
    data = export(folder)
    jsonschema_rs.validate(schema("claims"), data)
    assert data["language"] == TAGS[folder]
    assert {claim["id"]: claim["code"] for claim in data["claims"]} == {c.id: c.code for c in pages.claims.values()}
    assert {item["id"] for item in data["statements"]} == set(pages.statements)
    assert {item["id"] for item in data["errors"]} == set(pages.errors)
    for item in data["claims"] + data["statements"] + data["errors"]:
        page, _, anchor = item["url"].rpartition(f"/{folder}/")[2].partition("#")
        assert anchor == item["id"]
        assert f'id="{anchor}"' in read(folder, page)


def test_the_chinese_export_is_chinese():
    """Each claim, each statement and each error is told in Chinese in the Chinese export."""
    data = export("zh-cn")
    told = data["claims"] + data["statements"] + data["errors"]
    assert [item["id"] for item in told if not HAN.search(item["text"])] == []


def test_both_languages_have_the_same_pages_and_anchors():
    """A link to any place works in the other language too; and elements are alike, so that axe may look at either."""
    assert pages_of("en") == pages_of("zh-cn")
    kind = re.compile(r'<([a-z]\w*)(?=[\s>])(?:[^>]*? class="([^"]*)")?')
    of_words = {("em", ""), ("a", "mark"), ("code", "xref claim claim-claim literal")}  # which may be put otherwise
    for page in pages_of("en"):
        ids = [anchors(folder, page) for folder in FOLDERS]
        assert set.symmetric_difference(*(set(kind.findall(whole(folder, page))) for folder in FOLDERS)) <= of_words, (
            page
        )
        if not page.startswith("claim-kinds"):  # its groups are named in words, and so are their anchors
            assert ids[0] == ids[1], page


def test_both_inventories_name_the_same_places():
    """Intersphinx finds all of the English site in the Chinese one, at the same place, and Chinese terms besides."""
    places = []
    for folder in FOLDERS:
        inventory = InventoryFile.loads((SITE / folder / "objects.inv").read_bytes(), uri="")
        places.append(
            {(kind, name, item.uri) for kind, items in inventory.data.items() for name, item in items.items()}
        )
    assert places[0] <= places[1]
    assert {kind for kind, _name, _place in places[1] - places[0]} == {"std:term"}
    assert ("claim:claim", "numpy-to-tensor.from-numpy-shares") in {place[:2] for place in places[0]}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_page_leads_to_the_other_language(folder):
    """The switch leads to the same page, and search engines are told of both languages and of the default."""
    for page in pages_of(folder):
        text, tree = read(folder, page), head(folder, page)
        assert tree.parent["lang"] == TAGS[folder], page
        alternates = {link["hreflang"]: link["href"] for link in tree.select("link[rel=alternate][hreflang]")}
        assert set(alternates) == {*TAGS.values(), "x-default"}, page
        assert all(address.endswith(page) for address in alternates.values()), page
        switch = re.search(r'<nav class="language-switch".*?</nav>', text)[0]
        target = ((SITE / folder / page).parent / re.search('<a [^>]*href="([^"]+)"', switch)[1]).resolve()
        assert target.is_file(), page
        assert target.relative_to(SITE).parts[0] != folder, page


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_needs_a_third_party(folder):
    """Styles, scripts, images and fonts all come from the site itself."""
    for page in pages_of(folder):
        tree = tags(folder, page, "script", "img", "iframe", "link")
        loaded = [tag.get("src") or tag.get("href") for tag in tree.select("script[src], img[src], iframe, link[href]")]
        links = [tag["href"] for tag in tree.select("link[rel=canonical], link[rel=alternate]")]
        assert [a for a in loaded if re.match(r"(https?:)?//", a) and a not in links] == [], page
    for style in (SITE / folder / "_static").rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_nothing_on_a_chinese_page_is_left_in_english():
    """Words of the theme, the gallery and our own are Chinese, in texts and in labels; only code may be Latin.

    Nor does any text, such as a description made of one, show the path of a page in place of its title.
    """
    english = []
    for page in pages_of("zh-cn"):
        tree = soup("zh-cn", page, but="pre")
        for tag in tree.select("pre, code, script, style, svg .name, .item-id, .upstream, .matrix td.value"):
            tag.decompose()
        for summary in tree.select(".matrix details > summary"):  # behind it stands code, and what Python said
            summary.parent.replace_with(summary)
        texts = list(tree.stripped_strings)
        texts += [
            tag[name]
            for name in ("title", "alt", "aria-label", "placeholder")
            for tag in tree.select(f"[{name}]:not(.mark)")
        ]
        texts += [tag["content"] for tag in tree.select("meta[name=description], meta[property='og:description']")]
        for text in texts:
            words = re.findall(r"(?<![\w.-])[a-z]{2,}(?![\w.(-])", text)  # a name with dots or hyphens
            original = re.fullmatch("\N{FULLWIDTH LEFT PARENTHESIS}.+\N{FULLWIDTH RIGHT PARENTHESIS}", text)
            is_path = re.search(r"(?<![\w.])/(?:reference|guide|about|learn|articles)/\w", text)
            if is_path or len(words) >= 2 and not HAN.search(text) and not original and "(a)" not in text:
                english.append(f"{page}: {text}")
    assert not english, "\n".join(english)


def test_the_tally_counts_the_statements(pages):
    """The numbers at the head of an audit are those of its statements."""
    told = Counter(item.article for item in pages.statements.values())
    for article in told:
        tree = soup("en", f"articles/{article.lower()}.html")
        shown = [int(tag.get_text().split()[0]) for tag in tree.select(".tally .verdict")]
        assert sum(shown) == len(tree.select("div.statement")) == told[article]
    totals = [int(tag.get_text().split()[0]) for tag in soup("en", "articles/index.html").select(".tally strong")]
    assert totals == [told[article] for article in sorted(told)]


def test_claims_lead_upstream(pages):
    """A claim shows the issues, pull requests and files that upstream.toml names for it."""
    links = upstream.load(Path("docs/evidence/upstream.toml"), pages.claims)
    shown = {tag["id"]: tag for page in {pages.claims[name].page for name in links}
             for tag in soup("en", f"{page}.html").select("div.claim")}  # fmt: skip
    for name, known in links.items():
        assert [tag["href"] for tag in shown[name].select(".item-foot .upstream")] == [link.address for link in known]


def test_the_measured_table_is_whole():
    """The constructors' table has 14 dtypes and 7 constructors, in both languages, and no empty cell."""
    for folder in FOLDERS:
        rows = soup(folder, "reference/constructors-by-dtype.html").select(".cell_output table tbody tr")
        cells = [[cell.get_text(strip=True) for cell in row.select("td")] for row in rows]
        assert len(cells) == 14
        assert {len(row) for row in cells} == {8}
        assert all(all(row) for row in cells)


@pytest.mark.parametrize("folder", FOLDERS)
def test_matrix_json_keeps_its_contract(folder, pages):
    """It fits its schema, names sources, routes and claims that exist, and differs by language in names alone."""
    data = export(folder, "matrix.json")
    jsonschema_rs.validate(schema("matrix"), data)
    assert data["language"] == TAGS[folder]
    rows = {name for table in data["tables"] for group in table["groups"] for name in group["sources"]}
    beyond = {name for table in data["tables"] for name in table["beyond"]}
    assert rows | beyond == set(data["sources"])
    assert not rows & beyond
    assert {cell["route"] for cell in data["cells"]} == {r["call"] for table in data["tables"] for r in table["routes"]}
    assert {claim for cell in data["cells"] for claim in cell["claims"]} <= set(pages.claims)
    assert data["cells"] == export("en", "matrix.json")["cells"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_matrix_is_drawn_whole(folder, pages):
    """Every table, row and cell of matrix.json is on the page, with heads that say what they are the head of."""
    data = export(folder, "matrix.json")
    cells = {(cell["route"], cell["source"]): cell for cell in data["cells"]}
    drawn = soup(folder, "reference/matrix.html").select(".matrix table")
    assert len(drawn) == len(data["tables"])
    for table, tag in zip(data["tables"], drawn, strict=True):
        routes = [route["call"] for route in table["routes"]]
        assert [head.get_text() for head in tag.select("thead th[scope=col]")] == routes
        assert [head.get_text() for head in tag.select("th[scope=rowgroup]")] == [g["name"] for g in table["groups"]]
        rows = [row for row in tag.select("tbody tr") if row.select("th[scope=row]")]
        sources = [name for group in table["groups"] for name in group["sources"]]
        assert len(rows) == len(sources)
        for row, source in zip(rows, (data["sources"][name] | {"id": name} for name in sources), strict=True):
            assert row.th.summary.get_text() == source["name"]
            assert row.th.details.get_text() == source["name"] + source["code"]
            if "missing" in source:
                assert row.td["colspan"] == str(len(routes))
                assert len(row.td.get_text()) > 10, source
            else:
                assert len(row.select("td")) == len(routes)
                for route, cell in zip(routes, row.select("td"), strict=True):
                    check_cell(cell, cells[route, source["id"]], source, pages)


def check_cell(tag, cell, source, pages):
    """A drawn cell says what the data says: a mark and a word, and what differs, is lost, warns or raises."""
    place = cell["route"], cell["source"]
    assert tag["class"] == [cell["outcome"]], place
    text = tag.get_text(" ", strip=True)
    assert re.match(r"[=≡❐∅▸✗‼◇]\s+\S", text), place
    assert all(cell.get(name, "") in text for name in ("error", "message", "signal")), place
    had = {"dtype": source.get("dtype"), "device": source.get("device", "cpu")}
    assert ("→" in text) == any(cell.get(name, had[name]) != had[name] for name in had), place
    assert ("⚠" in text) == ("warnings" in cell), place
    assert ("∇" in text) == cell.get("requires_grad", False), place
    assert ("≠" in text) == (cell.get("values") == "changed" and cell["outcome"] != "unrelated"), place
    links = [link["href"].partition("#")[2] for link in tag.select("a")]
    assert links == cell["claims"][:1], place


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_marks_are_explained(folder):
    """Every mark and word of the tables is in the list below them, and the list holds no other."""
    page = soup(folder, "reference/matrix.html")
    listed = {words(row.td) for row in page.select("#matrix-marks tbody tr")}
    for tag in page.select(".matrix td details"):
        tag.replace_with(tag.summary.get_text())
    cells = [tag.get_text("\n").split("\n") for tag in page.select(".matrix tbody td")]
    lines = {" ".join(line.split()) for lines in cells for line in lines if line.strip()}
    followed = "▸✗‼→–"  # a name, a dtype or a reason follows
    lent = {words(tag) for tag in page.select(".matrix th small")}  # rows of another machine, with a GPU
    shown = {line[0] if line[0] in followed else line for line in lines}
    assert shown | ({"–"} if lent else set()) == {mark[0] if mark[0] in followed else mark for mark in listed}


def words(tag):
    """The text of a tag without its code, which is an example or a detail."""
    for code in tag.select("code"):
        code.extract()
    return " ".join(tag.get_text().split())


def test_all_claims_together_take_less_than_a_minute(pages):
    """As the build recorded it, in seconds of a core, which a busy machine stretches too."""
    recorded = SITE.parent / "run.json"
    answers = json.loads(recorded.read_text(encoding="utf-8"))["answers"]
    names = {runs.name_of(claim): claim.id for claim in pages.claims.values()}
    seconds = {names[name]: told["cpu"] for name, told in answers.items() if name in names and not told["libraries"]}
    dearest = sorted(seconds.items(), key=lambda pair: -pair[1])[:10]
    assert len(seconds) > 600
    assert sum(seconds.values()) < BUSY * SECONDS, f"{sum(seconds.values()):.0f} seconds; the dearest: {dearest}"


def test_what_is_rarely_needed_stands_last():
    """Below that line a section holds claims only, which no overview, guide, article, script or question names."""
    block = re.compile(r"^:::\{claim\} (\S+)$.*?^:::$\n", re.M | re.S)
    paths = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "gallery").rglob("*.py")]
    texts = [
        path.read_text(encoding="utf-8")
        for path in paths
        if path.stem not in ("changelog", "errors", "errors-computing", "errors-libraries")
    ]
    named = {name for text in texts for name in re.findall(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", block.sub("", text))}
    rare = {}
    for page in sorted((ROOT / "docs" / "reference").glob("*.md")):
        for section in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.M)[1:]:
            core, mark, rest = section.partition(":::{rarely-needed}\n:::\n")
            claims = block.findall(rest)
            rare |= dict.fromkeys(claims, page.stem)
            left = re.sub(r"^\(.*\)=$", "", block.sub("", rest), flags=re.M)
            assert bool(mark) == bool(claims), page
            assert not mark or block.search(core), f"{page}: nothing stands above the line of {section[:40]}"
            assert not left.strip(), f"{page}: {left.strip()[:80]}"
    assert len(rare) > 200
    assert {name: page for name, page in rare.items() if name in named} == {}
