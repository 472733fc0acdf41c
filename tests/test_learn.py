"""The first hour, the cheat sheet and the checklist: what they ask, show, link to and print, in both languages."""

import os
import re
import zlib
from pathlib import Path

import matplotlib
import pytest
from built_site import FOLDERS, HAN, SITE, export, soup
from claimkit.commands import cheat_sheet

A4 = (595, 842)


def article(folder, page):
    return soup(folder, f"learn/{page}.html").select_one("article")


def claims_linked(tag):
    return [link["href"].partition("#")[2] for link in tag.select("a[href*='reference/']")]


def exported_claims(folder):
    return export(folder)["claims"]


# The first hour


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_first_hour_has_ten_steps(folder, pages):
    """Each step shows code, asks, folds an executed and checked answer away, and gives the reason and its claims."""
    steps = [part for part in article(folder, "first-hour").select("section section") if part.select(".question")]
    numbers = [re.search(r"\d+", step.h2.get_text())[0] for step in steps]
    assert numbers == [str(number) for number in range(1, 11)]
    for step in steps:
        where = f"learn/first-hour#{step['id']}"
        (question,), (answer,), (reason,) = map(step.select, (".question", "details", ".why"))
        shown = [code for code in step.select(".cell_input") if not code.find_parent("details")]
        assert shown, f"{where}: no code stands above the question"
        assert re.search("[?\N{FULLWIDTH QUESTION MARK}]", question.get_text()), f"{where}: nothing is asked"
        assert "assert " in answer.select_one(".cell_input").get_text(), f"{where}: the answer is not checked"
        assert answer.select_one(".cell_output").get_text(strip=True), f"{where}: the answer prints nothing"
        assert answer.parent.find_next_sibling("div") is reason, f"{where}: the reason does not follow the answer"
        named = claims_linked(reason)
        assert named, f"{where}: the reason names no claim"
        assert set(named) <= set(pages.claims), where


def test_answers_are_folded_in_the_language_of_the_page():
    """The words that unfold and fold an answer are Chinese on the Chinese page and Latin on the other."""
    for folder in FOLDERS:
        words = {word.get_text() for word in article(folder, "first-hour").select("summary span")}
        assert len(words) == 2
        assert all(bool(HAN.search(word)) == (folder == "zh-cn") for word in words)


def test_the_reason_unfolds_with_the_answer(chromium):
    """Neither the answer nor the reason is seen before the reader asks for it."""
    page = chromium.new_page()
    page.goto((SITE / "en" / "learn" / "first-hour.html").as_uri())
    step = page.locator("#first-hour-shared")
    assert not step.locator(".cell_output").is_visible()
    assert not step.locator(".why").is_visible()
    step.locator("summary").click()
    assert step.locator(".cell_output").is_visible()
    assert step.locator(".why").is_visible()
    page.close()


# The cheat sheet


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_line_of_the_cheat_sheet_has_its_claim(folder, pages):
    """Each line is a call and links to claims that exist, and these are about that call: all its names occur there."""
    lines = article(folder, "cheat-sheet").select("tbody tr")
    assert len(lines) >= 40
    for line in lines:
        call, result = line.select("td")
        where = f"learn/cheat-sheet: {line.get_text(' ', strip=True)}"
        named = claims_linked(result)
        assert named, f"{where}: no claim"
        assert set(named) <= set(pages.claims), where
        proof = " ".join(pages.claims[name].text + pages.claims[name].code for name in named)
        names = {name for code in call.select("code") for name in re.findall(r"[a-z]\w{2,}", code.get_text())}
        invented = {
            "read_only",
            "pinned",
            "total",
            "loss",
            "larger",
        }  # names of objects, which claims may call otherwise
        assert names or call.select("code"), f"{where}: no call"
        assert {name for name in names - invented if name not in proof} == set(), where


@pytest.fixture(params=["as installed", "without Chinese fonts"])
def printer(request, chromium, tmp_path):
    """A browser with the fonts of this machine, and one on a bare machine that has only those of matplotlib."""
    if request.param == "as installed":
        yield chromium
        return
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{fonts}</dir><cachedir>{tmp_path}</cachedir></fontconfig>", encoding="utf-8")
    browser = chromium.browser_type.launch(
        executable_path=cheat_sheet.find_chromium(),
        args=cheat_sheet.OPTIONS,
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
    )
    yield browser
    browser.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_cheat_sheet_prints_on_one_page(printer, folder):
    """One A4 page without a missing glyph, whatever the fonts; its links lead to the site and not into this machine."""
    data = cheat_sheet.print_sheet(printer, folder)
    assert cheat_sheet.pages_in(data) == [A4]
    assert missing_glyphs(data) == 0
    links = {link.decode() for link in re.findall(rb"/URI \(([^)]*)\)", data)}
    assert len(links) >= 40
    assert links <= {claim["url"] for claim in exported_claims(folder)}


def test_a_missing_glyph_is_noticed(printer):
    """The test above can fail: a character that no font has is counted."""
    page = printer.new_page()
    page.set_content("<p>a \ue000 b</p>")
    assert missing_glyphs(page.pdf()) == 1
    page.close()


def missing_glyphs(data):
    """How often glyph 0, the empty box, is drawn in a PDF by Chromium: fonts of type 0 number glyphs in four digits."""
    numbered = set(re.findall(rb"\n(\d+) 0 obj\n<</Type /Font\n/Subtype /Type0", data))
    missing = 0
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            drawn = zlib.decompress(stream)
        except zlib.error:  # not compressed, so no page's content
            continue
        font = b""
        for name, glyphs in re.findall(rb"/F(\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj", drawn):
            font = name or font
            if font in numbered:
                missing += [glyphs[at : at + 4] for at in range(0, len(glyphs), 4)].count(b"0000")
    return missing


@pytest.mark.parametrize("folder", FOLDERS)
def test_navigation_is_not_printed(chromium, folder):
    """On paper there is the sheet, and nothing to click."""
    page = chromium.new_page()
    page.goto((SITE / folder / "learn" / "cheat-sheet.html").as_uri())
    page.emulate_media(media="print")
    for unwanted in (".sidebar-drawer", ".toc-drawer", ".mobile-header", ".language-switch", "footer", ".screen-only"):
        assert page.locator(unwanted).count(), f"{unwanted} is no longer on the page: rename it here"
        assert not page.locator(unwanted).first.is_visible(), unwanted
    page.close()


# The checklist


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_checklist_can_be_pasted(folder):
    """12 to 20 rules in the page's language, each with its claims' permanent addresses, as claims.json has it."""
    addresses = {claim["id"]: claim["url"] for claim in exported_claims(folder)}
    (block,) = article(folder, "checklist").select(".highlight-markdown pre")
    rules = [line for line in block.get_text().splitlines() if line.startswith("- ")]
    assert 12 <= len(rules) <= 20
    for rule in rules:
        links = re.findall(r"\[`([^`]+)`\]\(([^)\s]+)\)", rule)
        assert links, rule
        assert all(addresses.get(name) == address for name, address in links), rule
        assert rule.startswith("- [ ] ")
        assert bool(HAN.search(rule)) == (folder == "zh-cn"), rule
    listed = article(folder, "checklist").select("section section li")
    assert len(listed) == len(rules), "the block does not hold the rules that stand above it"


def test_the_checklist_has_a_copy_button(chromium):
    """One click takes the whole block."""
    page = chromium.new_page()
    page.goto((SITE / "en" / "learn" / "checklist.html").as_uri())
    page.locator(".highlight-markdown button.copy-button").wait_for(state="attached", timeout=10_000)
    page.close()
