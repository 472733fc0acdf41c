"""How the site is read: by eye at every width, by keyboard, by a screen reader, and by those who find it for others.

Pages come from a server with the Content-Security-Policy of the hosting notes; a test fails on what it would block.
"""

import contextlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from built_site import FOLDERS, HAN, ROOT, SITE, Handler, head, pages_of, read, serving, soup
from claimkit.commands import weight

POLICY = re.search(r"```text\n(default-src.*?)\n```", (ROOT / "docs/about/maintain.md").read_text("utf-8"), re.S)[1]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# In the next frame, which tells of a new width; without a limit the rest may never come
IDLE = "() => new Promise(done => requestAnimationFrame(() => requestIdleCallback(done, {timeout: 1000})))"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # which take axe half of its time, and ask of each text the same
FINGERS = "target-size"
AXE_LOOKS = {320: ("light", ()), 1440: ("dark", (FINGERS,))}  # by width: scheme, and rules that are left out
# Elements of text that differ from all before in something that their colours, or those around them, may depend on
DISTINCT = """seen => {
  const style = getComputedStyle, looks = new Map(), known = new Set(seen);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const { backgroundColor: colour, backgroundImage: image } = style(element);
      if (colour !== "rgba(0, 0, 0, 0)" || image !== "none") return colour + image;
    }
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, { parentElement } = element;
    const { color, fontSize, fontWeight, opacity, position, textDecorationLine } = style(element);
    const look = [element.tagName, element.className, color, fontSize, fontWeight, opacity, position,
                  textDecorationLine, behind(element), parentElement.tagName, parentElement.className,
                  style(parentElement).color].join();
    if (!known.has(look)) looks.set(look, element);
  }
  window.distinct = [...looks.values()];
  return [...looks.keys()];
}"""
WIDTHS = [360, 768, 1440]
CLAIM = "numpy-to-tensor.from-numpy-shares"
SCREENS = ["index", "search", "reference/numpy-to-tensor", "reference/matrix", "reference/errors",
           "reference/errors/not-on-the-cpu", "reference/find-a-route", "about/upgrade", "about/versions",
           "learn/first-hour", "learn/gallery/index", "articles/a2"]  # fmt: skip
MOST_NODES = {"reference/matrix.html": 4000, "else": 2500}


class Strict(Handler):
    """Sends every page with the policy."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", " ".join(POLICY.split()))
        super().end_headers()


@pytest.fixture(scope="module")
def server():
    """Address of the site on this machine, under its policy."""
    with serving(Strict) as address:
        yield address


@pytest.fixture
def open_page(lend, server):
    """Opens a page of the site in a browser of some width; nothing may be written to its console, or blocked."""
    noise, listeners = [], {"console": lambda message: noise.append(f"{message.page.url}: {message.text}"),
                            "pageerror": lambda error: noise.append(str(error))}  # fmt: skip
    with contextlib.ExitStack() as lent:

        def opened(path, width=1280, **options):
            lent.close()  # who opens another page is done with the one before
            page = lent.enter_context(lend(listeners, (width, 900), **options))
            page.set_default_timeout(8000)
            page.goto(server + path)
            return page

        yield opened
    assert noise == []


def everywhere(test):
    """Runs a test in each language, at each width."""
    return pytest.mark.parametrize("folder", FOLDERS)(pytest.mark.parametrize("width", WIDTHS)(test))


# Seven journeys, as in the reader's own words


@everywhere
def test_does_it_share_memory(open_page, folder, width):
    """From home, the matrix is one click away, and its cell leads to the claim that answers in a word."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='matrix.html']").first.click()
    page.locator(".matrix td.shares > a[href*='shares']").first.click()
    answer = page.locator(".claim:target .answer b")
    assert {"en": "shares", "zh-cn": "共享"}[folder] in answer.inner_text()
    answer.wait_for()


@everywhere
def test_how_do_i_get_from_this_to_that(open_page, folder, width):
    """From home to the table of routes, and from a route to its claim."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='choose-a-route']").first.click()
    page.locator("article table a[href*='#']").first.click()
    page.locator(".claim:target").wait_for()


@everywhere
def test_i_am_new_in_the_team(open_page, folder, width):
    """The first hour folds its answers, and unfolds them where the reader asks."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='first-hour']").first.click()
    fold = page.locator("details.hide").first
    assert not fold.locator(".cell_input").is_visible()
    fold.locator("summary").click()
    assert fold.locator(".cell_input").is_visible()


@everywhere
def test_i_read_that_blog_post(open_page, folder, width):
    """From home to an article, to a statement of it with its verdict, and to the proof."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='articles/']").first.click()
    page.locator("article a[href*='a2.html']").first.click()
    statement = page.locator(".statement").first
    assert statement.locator(".verdict").inner_text()
    statement.locator(".item-foot a").first.click()
    page.locator(".claim:target").wait_for()


@everywhere
def test_i_want_to_cite_this(open_page, folder, width):
    """Unfolded below the claim, its address is never of this machine, and a button copies it."""
    page = open_page(f"{folder}/reference/numpy-to-tensor.html#{CLAIM}", width)
    cite = page.locator(f"[id='{CLAIM}'] details.cite")
    cite.locator("summary").click()
    texts = cite.locator("pre").all_inner_texts()
    assert len(texts) == 3
    assert all(f"/{folder}/reference/numpy-to-tensor.html#{CLAIM}" in text for text in texts)
    assert "localhost" not in "".join(texts)
    cite.locator(".copy-button").first.click()
    cite.locator(".copy-button.copied").wait_for()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("page_name", "name"),
    [
        ("devices", "numpy-on-cuda-raises"),
        ("devices", "copy-fills-an-array"),
        ("workers", "forked-processes-cannot-use-cuda"),
    ],
)
def test_a_permalink_lands_at_its_claim(open_page, page_name, name, width):
    """At once, wherever it stands on a long page."""
    page = open_page(f"en/reference/{page_name}.html#devices.{name}", width)
    top = page.evaluate("document.querySelector('.claim:target').getBoundingClientRect().y")
    assert 0 <= top < 200


@everywhere
def test_i_want_to_run_it(open_page, folder, width):
    """From home to the gallery, to a script, and to its downloads."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='gallery']").first.click()
    page.locator(".gallery-card a").first.click()
    links = page.locator("a.download, a[download]")
    assert {link.get_attribute("href").rpartition(".")[2] for link in links.all()} >= {"py", "ipynb"}


@everywhere
def test_i_have_this_error(open_page, folder, width):
    """From home to the page of errors, where a pasted message leads to its entry."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='errors']").first.click()
    page.locator("textarea, input[type=search]").last.fill(
        "TypeError: can't convert cuda:0 device type tensor to numpy"
    )
    page.locator(".error-hits a[href*='not-on-the-cpu']").first.click()
    page.wait_for_selector("section.error-page:target h1")
    assert "errors/not-on-the-cpu.html" in page.url


# Ten more, three of them with nothing but the keyboard


@everywhere
def test_my_question_is_answered_at_home(open_page, folder, width):
    """What is typed into the field of the first page is answered below it, and the answer leads to its claim."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#page-field").press_sequentially("from_numpy")
    page.locator(".answers a.answer").first.click()
    page.locator(".claim:target, h1").first.wait_for()
    assert "/index.html" not in page.url


@everywhere
def test_which_line_do_i_write(open_page, folder, width):
    """From home to the route finder: what I have and want, the line for it, and why the plain call would raise."""
    page = open_page(f"{folder}/index.html", width)
    page.locator("#home-find a[href*='find-a-route']").first.click()
    page.select_option("select[name=have]", "negative-stride")
    page.select_option("select[name=want]", "tensor-copies")
    assert "torch.from_numpy(x.copy())" in page.locator(".route-answer pre").first.inner_text()
    page.locator(".route-proof a").first.click()
    page.locator(".claim:target").wait_for()


@everywhere
def test_what_i_want_stays_whatever_i_have(open_page, folder, width):
    """Where no call gives it, the page says so and shows what comes next; where something gives it, it is back."""
    page = open_page(f"{folder}/reference/find-a-route.html", width)
    page.select_option("select[name=want]", "tensor-shares")
    page.select_option("select[name=have]", "negative-stride")
    assert page.input_value("select[name=want]") == "tensor-shares"
    assert page.locator(".route-answer h3").count() >= 1
    page.select_option("select[name=have]", "tensor-float32")
    page.select_option("select[name=want]", "array-shares")
    page.select_option("select[name=have]", "negative-stride")  # of an array nobody wants an array
    assert page.input_value("select[name=want]") == "tensor-copies"
    page.select_option("select[name=have]", "tensor-int64")
    assert page.input_value("select[name=want]") == "array-shares"


@everywhere
def test_i_read_on_in_the_other_language(open_page, folder, width):
    """The switch leads from a claim to the same claim."""
    page = open_page(f"{folder}/reference/numpy-to-tensor.html#{CLAIM}", width)
    page.locator(".language-switch a").first.click()
    page.locator(".claim:target").wait_for()
    (other,) = set(FOLDERS) - {folder}
    assert page.url.endswith(f"/{other}/reference/numpy-to-tensor.html#{CLAIM}")


@everywhere
def test_why_does_this_cell_raise(open_page, folder, width):
    """A cell of the matrix unfolds what the error says, and leads to the claim that raised it."""
    page = open_page(f"{folder}/reference/matrix.html", width)
    cell = page.locator(".matrix td.raises details", has=page.locator("a")).first
    cell.locator("summary").click()
    cell.locator("a").click()
    page.locator(".claim:target").wait_for()


@everywhere
def test_what_changes_when_i_upgrade(open_page, folder, width):
    """Two versions leave the steps between them, which say what they change and lead to the claims."""
    page = open_page(f"{folder}/about/upgrade.html", width)
    form = page.locator("form.upgrade-choice").first
    form.locator("output", has_text=re.compile(r"\d")).wait_for()  # by now nothing is folded again
    form.locator("select[name$=from]").select_option(index=0)
    page.locator(".step:visible details.sort[open] .by-page:not([open]):visible summary").first.click()
    page.locator(".step:visible details.sort[open] .by-page[open] a.item-id").first.click()
    page.locator(".claim:target").wait_for()


@everywhere
def test_what_does_this_word_mean(open_page, folder, width):
    """A word of the glossary is a link to its entry."""
    page = open_page(f"{folder}/reference/matrix.html", width)
    page.locator("article a[href*='glossary.html#term-']").first.click()
    page.locator("dt:target").wait_for()


@everywhere
def test_is_the_line_on_the_wall_true(open_page, folder, width):
    """The mark behind a line of the cheat sheet leads to the claim that proves it."""
    page = open_page(f"{folder}/learn/cheat-sheet.html", width)
    page.locator("article a.mark").first.click()
    page.locator(".claim:target").wait_for()


@everywhere
def test_by_keyboard_a_question_finds_its_claim(open_page, folder, width):
    """`/`, a call, an arrow, Enter."""
    page = open_page(f"{folder}/index.html", width)
    page.keyboard.press("/")
    page.keyboard.type("from_numpy")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".claim:target, h1").first.wait_for()
    page.wait_for_url(re.compile("numpy-to-tensor|from_numpy"))


def by_tab(page, selector, most=100):
    """Press Tab until what it selects has the focus."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


@everywhere
def test_by_keyboard_an_error_finds_its_fix(open_page, folder, width):
    """Tab to the box, the message, Tab to the answer, Enter."""
    page = open_page(f"{folder}/reference/errors.html", width)
    by_tab(page, "#error-text")
    page.keyboard.insert_text("TypeError: can't convert cuda:0 device type tensor to numpy")
    page.locator(".error-hits a").first.wait_for()
    by_tab(page, ".error-hits a")
    page.keyboard.press("Enter")
    page.wait_for_selector("section.error-page:target h1")


@everywhere
def test_by_keyboard_the_route_finder_leads_to_its_proof(open_page, folder, width):
    """Tab to what I have, an arrow for another, Tab to the proof of the line, Enter."""
    page = open_page(f"{folder}/reference/find-a-route.html", width)
    by_tab(page, "select[name=have]")
    page.keyboard.press("ArrowDown")
    by_tab(page, ".route-proof a")
    page.keyboard.press("Enter")
    page.locator(".claim:target").wait_for()


@pytest.mark.parametrize(("asked", "told"), [("have=array-float32", 0), ("have=nothing-like-it", 1), ("want=x", 1)])
def test_the_route_finder_says_that_it_does_not_know_an_address(open_page, asked, told):
    """What is shown is not what the address asks for; once something is chosen, it is."""
    page = open_page(f"en/reference/find-a-route.html?{asked}", 768)
    note = page.get_by_text("The finder does not know what this address names")
    page.locator(".route-answer .highlight").first.wait_for()
    assert note.count() == told
    page.locator("select[name=have]").select_option(index=1)
    assert note.count() == 0


# By keyboard


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize(
    ("opener", "drawer"), [(".nav-overlay-icon", ".sidebar-drawer"), (".toc-header-icon", ".toc-drawer")]
)
def test_menu_and_contents_open_by_keyboard_and_close_with_escape(open_page, width, opener, drawer):
    """The button says whether it is open; closed, nothing in it can be reached; focus comes back to the button."""
    page = open_page("en/reference/numpy-to-tensor.html", width)
    button = page.locator(f"button{opener}")
    assert button.get_attribute("aria-expanded") == "false"
    assert not page.locator(f"{drawer} a").last.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    for _step in range(3):
        assert page.evaluate("drawer => document.activeElement.closest(drawer) !== null", drawer)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert page.evaluate("opener => document.activeElement.matches(opener)", opener)
    page.locator(f"{drawer} a").last.wait_for(state="hidden")


def test_the_menu_closes_when_tab_leaves_it(open_page):
    """It does not cover what has the focus then, which stays where Tab has put it."""
    page = open_page("en/reference/numpy-to-tensor.html", 360)
    opener = page.locator("button.nav-overlay-icon")
    opener.press("Enter")
    page.evaluate("[...document.querySelectorAll('.sidebar-drawer :is(a, input)')].at(-1).focus()")
    page.keyboard.press("Tab")
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.closest('.sidebar-drawer') === null")
    page.locator(".sidebar-drawer a").last.wait_for(state="hidden")


@pytest.mark.parametrize(("width", "use"), [(360, "/"), (768, "/"), (1000, "/"), (360, ".search-link")])
@pytest.mark.parametrize("folder", FOLDERS)
def test_who_asks_for_the_search_can_type_at_once(open_page, folder, width, use):
    """Where the field is out of sight; nothing jumps, and what is fetched late is fetched when something is typed."""
    page = open_page(f"{folder}/reference/devices.html", width)
    page.keyboard.press("/") if use == "/" else page.click(use)
    page.wait_for_url("**/search.html?q=")
    page.wait_for_function("document.activeElement.id === 'search-field'")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("Object.keys(SHELF).length") == 0
    page.keyboard.type("from_numpy")
    page.locator("#search-results a.answer-sentence").first.wait_for()
    page.wait_for_url("**/search.html?q=from_numpy")
    page.goto(page.url.partition("?")[0])
    assert page.evaluate("document.activeElement === document.body")
    if use != "/":  # which has the field before it
        page.click(use)
        assert page.evaluate("document.activeElement.id") == "search-field"


def test_a_mark_shows_its_claim_to_the_keyboard(open_page):
    """Focus shows the id and the sentence, Escape hides them, Enter leads to the claim."""
    page = open_page("en/index.html")
    mark = page.locator("a.mark").nth(3)
    mark.focus()
    tip = page.locator("#mark-tip")
    assert mark.get_attribute("href").partition("#")[2] in tip.inner_text()
    assert mark.get_attribute("aria-describedby") == "mark-tip"
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector(".claim:target")


def test_a_mark_shows_its_claim_to_a_finger(open_page):
    """The first tap shows it, the second leads there."""
    page = open_page("zh-cn/index.html", 390, has_touch=True, is_mobile=True)
    mark = page.locator("#home-ten a.mark").first
    mark.tap()
    assert HAN.search(page.locator("#mark-tip").inner_text())
    mark.tap()
    page.wait_for_selector(".claim:target")


@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_of_the_keyboard_is_seen(open_page, width):
    """Whatever Tab leads to on a page of claims is in sight, and shows that it has the focus."""
    page = open_page("en/reference/windows.html", width)
    for _step in range(40):
        page.keyboard.press("Tab")
        size, shown, outline, what = page.evaluate("""() => {
          const {activeElement} = document, box = activeElement.getBoundingClientRect();
          const {visibility, outlineStyle} = getComputedStyle(activeElement);
          return [box.width * box.height, visibility, outlineStyle, activeElement.outerHTML.slice(0, 80)];
        }""")
        assert size > 0, what
        assert shown == "visible", what
        assert outline != "none", what


# For everybody


def violations(page, seen=None, but=()):
    """What axe finds, behind what the page's own scripts put off till then, by all rules `but` some.

    With the set of looks that were `seen`, it asks about colours only of texts that look otherwise, which it adds.
    """
    prepare(page)
    if seen is None:
        return axe(page, "document", {"type": "tag", "values": RULES})
    new = page.evaluate(DISTINCT, list(seen))
    seen.update(new)
    off = {rule: {"enabled": False} for rule in (*COLOURS, *but)}
    found = axe(page, "document", {"type": "tag", "values": RULES}, off)
    return found + (axe(page, "distinct", {"type": "rule", "values": COLOURS}) if new else [])


def prepare(page):
    """Let the page's own scripts end, and give it axe."""
    page.evaluate(IDLE)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)


def violations_in_turn(page, width, seen, in_turn):
    """What axe finds at a width where that is the page's turn; else whether a finger can meet its texts on a phone."""
    scheme, but = AXE_LOOKS[width]
    if in_turn:
        page.emulate_media(color_scheme=scheme)
        return violations(page, seen[scheme], but)
    if FINGERS in but:
        return []
    prepare(page)
    return axe(page, "document", {"type": "rule", "values": [FINGERS]})


def axe(page, where, only, rules=None):
    """Which rules axe finds broken, and the first element that each finds."""
    options = {"runOnly": only, "rules": rules or {}, "resultTypes": ["violations"]}
    found = page.evaluate(f"options => axe.run({where}, options)", options)
    return [f"{rule['id']} at {rule['nodes'][0]['target']}" for rule in found["violations"]]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_is_shut_out(open_page, server, folder, pytestconfig):
    """axe finds nothing on any page, in either scheme; none is blocked, noisy, too wide, or made of too much.

    The wide screen shows the contents of the page beside it as well. Wide things scroll inside their own box.

    Of the pages of errors, which one template draws, axe looks at every twelfth; at how a text looks where that comes
    first; at the size of what fingers meet on a phone. A page is made of the same elements in both languages, which
    `test_both_languages_have_the_same_pages_and_anchors` holds: so axe looks at it on a phone in one of them, and on
    the wide screen in the other, in turn; in both at what fingers meet, which depends on the words.

    With `--every-page`, once a week, nothing is left out.
    """
    page, every = open_page(f"{folder}/index.html"), pytestconfig.option.every_page
    paths, wrong, seen = pages_of(folder), [], {"light": set(), "dark": set()}
    errors = [path for path in paths if path.startswith("reference/errors/")]
    for_axe = [path for path in paths if every or path not in errors or path in errors[::12]]
    for path in paths:
        page.goto(f"{server}{folder}/{path}")
        for width in (320, 360, 1280, 1440) if path in for_axe else (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{path}: wider than {width} px")
            if width in AXE_LOOKS and path in for_axe:
                turn = for_axe.index(path) + FOLDERS.index(folder) + [*AXE_LOOKS].index(width)
                found = violations_in_turn(page, width, seen, every or turn % 2 == 0)
                wrong += [f"{path}, {width} px: {one}" for one in found]
        if page.evaluate("document.querySelectorAll('*').length") > MOST_NODES.get(path, MOST_NODES["else"]):
            wrong.append(f"{path}: too many nodes")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_is_shut_out_of_what_opens(open_page, folder, scheme):
    """Nor of the answers below a field, the box of a mark, and the way back to the top that a phone shows."""
    page = open_page(f"{folder}/index.html", 1280, color_scheme=scheme)
    page.locator("#page-field").press_sequentially("from_numpy")
    page.locator(".answers a.answer").first.wait_for()
    assert violations(page) == []
    page = open_page(f"{folder}/index.html", 390, color_scheme=scheme)
    page.locator("a.mark").last.hover()
    page.locator("#mark-tip").wait_for()
    page.mouse.wheel(0, -200)
    page.locator(".back-to-top").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_clicked_is_no_smaller_than_a_finger_needs(open_page, folder, width):
    """Ids of statements, and what unfolds the answers of the first hour."""
    for path, target in (("articles/a2.html", ".item-head a"), ("learn/first-hour.html", "details.hide > summary")):
        boxes = [found.bounding_box() for found in open_page(f"{folder}/{path}", width).locator(target).all()]
        assert len(boxes) > 5
        assert min(min(box["width"], box["height"]) for box in boxes) >= 24, path


@pytest.mark.parametrize("folder", FOLDERS)
def test_screens_are_kept(open_page, folder):
    """The workflow keeps them to be looked at: phone and desktop, light and dark, otherwise in each language."""
    for number, name in enumerate(SCREENS, FOLDERS.index(folder)):
        width, scheme = (390, 1280)[number % 2], ("light", "dark")[number // 2 % 2]
        page = open_page(f"{folder}/{name}.html", width, color_scheme=scheme)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=ROOT / f"build/screenshots/{name.replace('/', '-')}-{folder}-{width}-{scheme}.png")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_table_hides_its_answers_on_a_phone(open_page, server, folder):
    """Every table of a page's text fits; of three columns and more a row is a card, with the headings in its cells."""
    page = open_page(f"{folder}/index.html", 360)
    hidden = []
    for path in (path for path in pages_of(folder) if "table-wrapper" in read(folder, path)):
        page.goto(f"{server}{folder}/{path}")
        for width in (360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("""() => [...document.querySelectorAll("article > section .table-wrapper")]
              .filter((box) => !box.closest(".cell_output") && box.scrollWidth > box.clientWidth + 1)
              .map((box) => box.innerText.slice(0, 60))""")
            hidden += [f"{path}, {width} px: {text!r}" for text in wide]
    assert not hidden, "\n".join(hidden)
    page.goto(f"{server}{folder}/reference/same-name-other-meaning.html")
    assert page.locator(".as-cards .cell-label").first.is_visible()


def test_the_signs_in_the_head_of_a_phone_stand_in_a_line(open_page):
    """The magnifier as high as the switch of the scheme beside it."""
    page = open_page("en/index.html", 390)
    first, second = (page.locator(f".header-right {name} svg >> visible=true").first.bounding_box()
                     for name in (".search-link", ".theme-toggle-container"))  # fmt: skip
    assert abs(first["y"] + first["height"] / 2 - second["y"] - second["height"] / 2) < 2


def test_figures_follow_the_scheme(open_page):
    """On a dark page, chosen by the reader or the machine, no figure shines."""
    for scheme, wanted in (("light", "none"), ("dark", "invert(0.9) hue-rotate(180deg)")):
        page = open_page("en/learn/gallery/index.html", color_scheme=scheme)
        shown = page.locator(".gallery-card svg").first
        assert shown.evaluate("figure => getComputedStyle(figure).filter") == wanted


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_sentence_has_one_mark(folder):
    """Behind its full stop, with small figures for what else proves it: no two of one sign in a row."""
    for path in pages_of(folder):
        assert not re.search(r">✓</a>[\s\u2060]*<a class=\"mark\"[^>]*>✓<", read(folder, path)), path


def test_nothing_moves_for_who_wants_no_motion(open_page):
    """Transitions and animations are off."""
    page = open_page("en/index.html", 390, reduced_motion="reduce")
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((tag) => {
      const style = getComputedStyle(tag);
      return style.transitionDuration.split(", ").some((time) => time !== "0s") || style.animationName !== "none";
    }).length""")
    assert moving == 0


@pytest.mark.parametrize("screen", weight.SCREENS, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_first_visit_is_light(chromium, folder, screen):
    """As a browser loads it, at the desk and on a telephone; `claimkit weight` weighs the pages that are not here."""
    with weight.visitor(chromium, screen) as files_of:
        for name in [*SCREENS, "learn/gallery/arrays_to_tensors/index", "about/questions"]:
            page = SITE / folder / f"{name}.html"
            share, kilobytes, aim, files, _name = weight.weighed(page, files_of(page))
            assert share <= 1, f"{name}: {kilobytes} kB of {aim}"
            assert files <= weight.REQUESTS, name


def test_type_colour_and_spacing_are_named_in_one_place():
    """Other sheets of ours take them from there; on paper sizes are those of paper."""
    literal = re.compile(
        r"#[0-9a-f]{3,8}\b|font(?:-size)?: *[\d.]+(?:rem|px)|(?:padding|margin|gap)[a-z-]*: [^;}]*(?<![\w.-])0?\.\d+rem"
    )
    sheets = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "_static").glob("*.css")}
    assert len(sheets) > 8
    assert {name: literal.findall(text) for name, text in sheets.items() if literal.search(text)}.keys() == {
        "tokens.css"
    }


# Known to the world


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_page_says_what_it_is(folder):
    """Its title is of no other page; its description is in words; its image is there; what it is, machines can read."""
    titles = {}
    for path in pages_of(folder):
        tree = head(folder, path)
        title = tree.title.get_text()
        assert title not in titles, (path, titles.get(title))
        titles[title] = path
        description = tree.select_one("meta[name=description]")["content"]
        assert 8 <= len(description) <= 300, path
        assert not re.search(r"^(import|from) |>>>", description), path
        assert bool(HAN.search(description)) == (folder == "zh-cn"), path
        image = tree.select_one("meta[property='og:image']")["content"]
        assert (SITE / folder / image.partition(f"/{folder}/")[2]).is_file(), path
        assert len(tree.select("meta[name=viewport]")) == 1, path
        about = json.loads(tree.select_one("script[type='application/ld+json']").string)
        assert about["@type"] in ("TechArticle", "FAQPage"), path
        assert "localhost" not in tree.select_one("link[rel=canonical]")["href"], path


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_listed_for_machines_is_there(folder, pages):
    """Sitemap, llms.txt and feed name addresses of pages that exist; the feed tells of claims, by topic.

    Every address of the sitemap has its day, or none where there is no history to take it from.
    """
    sitemap = (SITE / folder / "sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count("<lastmod>") in (0, sitemap.count("<loc>"))
    for address in re.findall(r"<loc>(.*?)</loc>", sitemap):
        assert (SITE / folder / address.partition(f"/{folder}/")[2]).is_file(), address
    listed = re.findall(r"\]\((\S+)\)", (SITE / folder / "llms.txt").read_text(encoding="utf-8"))
    assert len(listed) > 50
    for address in listed:
        assert (SITE / folder / address.partition(f"/{folder}/")[2]).is_file(), address
    entries = ElementTree.parse(SITE / folder / "feed.xml").findall("{*}entry")
    assert len({entry.find("{*}id").text for entry in entries}) == len(entries) >= 40
    assert all("".join(entry.find("{*}content").itertext()) for entry in entries)
    assert all(entry.find("{*}link").get("href").partition("#")[2] in pages.claims for entry in entries)
    changelog = soup(folder, "about/changelog.html")
    parts = {entry.find("{*}id").text.partition("#")[2] for entry in entries}
    assert any(part.endswith("-added") for part in parts), parts
    assert any(part.endswith("-changed") for part in parts), parts
    for part in parts:
        assert part.startswith("changelog-"), part  # a label, which is for ever and names the version
        assert changelog.find(id=part), part
    assert weight.weight_of(SITE / folder / "feed.xml") < 40_000  # as a page
    image = re.search(r'"og:image" content="[^"]+?/(\w+/_static/social/\w+\.png)"', read("", "index.html"))
    assert (SITE / image[1]).is_file()  # of the root page
    assert (SITE / "robots.txt").read_text(encoding="utf-8").count("Sitemap: ") == len(FOLDERS)
    assert (SITE / "favicon.ico").stat().st_size > 500


def test_nothing_on_a_page_needs_an_exception_to_the_policy():
    """No page has a script, a style or a handler of its own."""
    for path in sorted(SITE.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)[^>]*>", text)
        assert scripts + re.findall(r"<style|<[^>]+\s(?:style|on\w+)=", text) == [], path
