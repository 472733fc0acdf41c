"""Prints the built cheat sheet of each language with the machine's Chromium into build/pdf/."""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from claimkit.commands import ROOT
from claimkit.pages.languages import LANGUAGES
from claimkit.pages.versions import plain

SITE = ROOT / "build" / "html"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
NO_CHROMIUM = "no Chromium on this machine: install the package 'chromium', or name one in CHROMIUM"
# The file's own links would lead to this machine's folders; those of its permanent address lead there from any machine.
LINK_TO_THE_SITE = """() => {
  const home = document.querySelector("link[rel=canonical]").href;
  for (const link of document.querySelectorAll("article a[href]"))
    link.href = new URL(link.getAttribute("href"), home).href;
  return document.fonts.ready.then(() => home);
}"""
FOOTER = '<div style="width: 100%; font: 6pt sans-serif; text-align: center">{}</div>'


def find_chromium():
    """The machine's own Chromium, or the one that CHROMIUM names; None where there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def chromium(program, **options):
    """A browser that runs as long as it is used."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS, **options)
        yield browser
        browser.close()


def print_sheet(browser, folder):
    """The cheat sheet in one folder of the site, such as 'en', as the bytes of a PDF file."""
    page = browser.new_page()
    page.goto((SITE / folder / "learn" / "cheat-sheet.html").as_uri())
    page.emulate_media(media="print")
    home = page.evaluate(LINK_TO_THE_SITE)
    versions = json.loads((SITE / folder / "claims.json").read_text(encoding="utf-8"))["environment"]
    footer = " · ".join([home, f"torch {plain(versions['torch'])}", f"numpy {versions['numpy']}"])
    data = page.pdf(
        prefer_css_page_size=True, tagged=True, display_header_footer=True,
        header_template="<span></span>", footer_template=FOOTER.format(html.escape(footer)),
    )  # fmt: skip
    page.close()
    return data


def pages_in(data):
    """The size of each page of a PDF file by Chromium, in points: (595, 842) is A4."""
    boxes = re.findall(rb"/Type /Page\s.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data, re.DOTALL)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def main(arguments):
    argparse.ArgumentParser("claimkit cheat-sheet", description=__doc__).parse_args(arguments)
    program = find_chromium()
    if not program:
        return NO_CHROMIUM
    printed = ROOT / "build" / "pdf"
    printed.mkdir(parents=True, exist_ok=True)
    with chromium(program) as browser:
        for language in LANGUAGES:
            data = print_sheet(browser, language.folder)
            path = printed / f"cheat-sheet-{language.folder}.pdf"
            path.write_bytes(data)
            pages = len(pages_in(data))
            print(f"{path.relative_to(ROOT)}: {pages} page{'s' * (pages != 1)}")
            if pages != 1:
                return "the cheat sheet should be one page: shorten docs/learn/cheat-sheet.md, or its style"
    return 0
