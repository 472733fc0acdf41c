"""The site in a real browser, from a local server and from files: languages, anchors, errors, a silent console."""

import re

import pytest
from built_site import FOLDERS, HAN, SITE, serving, soup
from claimkit.commands.cheat_sheet import pages_in

CLAIM = "reference/numpy-to-tensor.html#numpy-to-tensor.legacy-shares-float32"


@pytest.fixture(scope="module")
def server():
    """Address of the site on this machine."""
    with serving() as address:
        yield address


@pytest.fixture
def page(lend):
    """A page from which nothing may be written to the console, and nothing fetched from elsewhere."""
    noise = []
    listeners = {
        "console": lambda message: noise.append(message.text),
        "pageerror": lambda error: noise.append(str(error)),
        "response": lambda answer: noise.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        "request": lambda request: noise.append(f"elsewhere: {request.url}") if outside(request.url) else None,
    }
    with lend(listeners, locale="en-GB") as page:
        yield page
    assert noise == []


def outside(address):
    return not address.startswith(("http://localhost:", "file:", "data:"))


# For each variable part, something that stands on no page.
ELSE = {"device": "hpu:3", "dtype": "Half", "type": "builtins.frozenset", "name": "elsewhere", "number": "41",
        "shape": "[5, 17]", "sign": "**", "alike": "c10::Half", "any": "something 41 else"}  # fmt: skip
TRACEBACK = """Traceback (most recent call last):
  File "/home/me/train.py", line 87, in <module>
    main()
  File "/home/me/train.py", line 41, in main
    raise_it(tensor)
"""


def elsewhere(message):
    """The message as another program would have raised it."""
    return message.type + ": " + "".join(ELSE[name] if name else text for text, name in message.pieces())


# The first error that the box names for each text, as it would for one that is pasted
FIRST_HITS = """texts => texts.map((text) => {
  const area = document.querySelector("#error-text");
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return document.querySelector(".error-hits li a")?.hash.slice(1);
})"""


def test_the_switch_keeps_page_and_anchor(page, server):
    """From one claim to the same claim in the other folder, and back."""
    page.goto(server + "en/" + CLAIM)
    page.click(".language-switch a")
    page.wait_for_url(server + "zh-cn/" + CLAIM)
    page.click(".language-switch a")
    page.wait_for_url(server + "en/" + CLAIM)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize(
    ("name", "field"),
    [("reference/find-a-route", "[name=have]"), ("about/upgrade", "[name=torch-to]"), ("search", "#search-field")],
)
def test_the_switch_keeps_what_was_chosen(page, server, folder, name, field):
    """As the address has it at the click, which the page's scripts have changed since it came."""
    (other,) = set(FOLDERS) - {folder}
    page.goto(f"{server}{folder}/{name}.html")
    if name == "search":
        page.locator(field).press_sequentially("from_numpy")
    else:
        page.select_option(field, index=2)
    value = page.input_value(field)
    page.wait_for_url(f"**?*{value}*")
    chosen = page.url
    page.click(".language-switch a")
    page.wait_for_url(chosen.replace(f"/{folder}/", f"/{other}/"))
    assert page.input_value(field) == value


@pytest.mark.parametrize(
    ("locale", "folder"), [("zh-CN", "zh-cn"), ("zh-TW", "zh-cn"), ("en-US", "en"), ("fr-FR", "en")]
)
def test_the_root_page_follows_the_browser(chromium, server, locale, folder):
    """The first page is in the browser's folder, or else in English."""
    context = chromium.new_context(locale=locale)
    page = context.new_page()
    page.goto(server)
    page.wait_for_url(f"{server}{folder}/index.html")
    context.close()


def test_the_root_page_obeys_the_reader(page, server):
    """A folder chosen by the switch, or named in the address, overrides the browser's, and is remembered."""
    page.goto(server + "en/index.html")
    page.click(".language-switch a")
    page.wait_for_url(server + "zh-cn/index.html")
    page.goto(server)
    page.wait_for_url(server + "zh-cn/index.html")
    page.goto(server + "?lang=en")
    page.wait_for_url(server + "en/index.html")
    page.goto(server)
    page.wait_for_url(server + "en/index.html")


@pytest.mark.parametrize("path", ["//evil.example/x", "///evil.example/x", "/\\evil.example/x", "//evil.example/en/x",
                                  "/en//evil.example/x", "/any/en//evil.example/zh-cn/x"])  # fmt: skip
def test_a_page_that_is_not_there_leads_nowhere_else(page, server, path):
    """Wherever a link went astray to, the page that says so leads to pages of the same host."""
    lost = (SITE / "404.html").read_text(encoding="utf-8")
    page.route(
        "**/*",
        lambda route: (
            route.fulfill(body=lost, content_type="text/html; charset=utf-8")
            if route.request.resource_type == "document"
            else route.continue_()
        ),
    )
    page.goto(server.rstrip("/") + path)
    addresses = page.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert len(addresses) == 4
    assert [address for address in addresses if not address.startswith(server)] == []
    page.keyboard.press("/")
    page.keyboard.type("from_numpy\n")
    page.wait_for_url(f"{server}en/search.html?q=from_numpy")


def test_citations_can_be_copied(page, server):
    """Unfolded, a claim offers Markdown, reStructuredText and BibTeX that hold its permanent address."""
    page.goto(server + "en/" + CLAIM)
    cite = page.locator(f"[id='{CLAIM.partition('#')[2]}'] details.cite")
    cite.locator("summary").click()
    texts = cite.locator("pre").all_inner_texts()
    assert len(texts) == 3
    assert all(f"/en/{CLAIM}" in text for text in texts)
    assert cite.locator("button.copy-button").count() == 3


@pytest.mark.parametrize("width", [800, 1280])
def test_the_table_of_versions_keeps_its_heads_in_sight(chromium, server, width):
    """Scrolled both ways, without JavaScript, its box shows the versions above and the claim beside."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 700})
    tab = context.new_page()
    tab.goto(server + "en/about/versions.html")
    assert tab.locator("form.history-filter").is_hidden()
    box = tab.locator(".versions-table").first
    row = box.locator("tbody tr").last
    row.scroll_into_view_if_needed()
    row.locator("td").last.scroll_into_view_if_needed()
    edge, name = box.bounding_box(), row.locator("th").bounding_box()
    head, word = box.locator("thead").bounding_box(), row.locator("td span").last.bounding_box()
    assert abs(name["x"] - edge["x"]) <= 2
    assert name["width"] < edge["width"] * 0.6
    assert name["x"] + name["width"] <= word["x"] < edge["x"] + edge["width"]
    assert abs(head["y"] - edge["y"]) <= 2
    context.close()


def test_the_table_of_versions_can_be_filtered(page, server):
    """By topic, and to show what is the same everywhere as well."""
    page.goto(server + "en/about/versions.html")
    page.locator("details.same summary").first.click()
    page.wait_for_selector("details.same p")
    rows = page.locator(".versions-table tbody th[scope=row]")
    topic_of = "row => row.querySelector('a').pathname.match(/en.(.*).html/)[1]"
    topic = rows.first.evaluate(topic_of)
    name = page.locator(f".history-filter option[value='{topic}']").inner_text()
    assert name == soup("en", f"{topic}.html").h1.find(string=True)
    page.select_option(".history-filter select", topic)
    page.wait_for_function("document.querySelector('.versions-table tr[hidden]')")
    visible = [row.evaluate(topic_of) for row in rows.all() if row.is_visible()]
    assert set(visible) == {topic}
    assert len(visible) < rows.count()
    same = page.locator("details.same > p").first
    assert not same.is_visible()
    page.select_option(".history-filter select", "")
    page.check(".history-filter input[value=all]")
    assert same.is_visible()


def test_an_upgrade_can_be_chosen(page, server):
    """Two versions leave the steps between them, their changes counted by sort; the address keeps the choice."""
    page.goto(server + "en/about/upgrade.html")
    form = page.locator("form[data-kind=torch]")
    versions = form.locator("select").first.locator("option").all_inner_texts()
    assert len(versions) > 2
    output = form.locator("output")
    counted = "output => output.innerText.match(/\\d+/g).map(Number)"
    on_arrival = output.evaluate(counted)
    form.locator("select").first.select_option(versions[-2])
    counts = f"({counted})(document.querySelector('form[data-kind=torch] output'))"
    has_changed = f"before => {counts}.join() !== before.join()"
    page.wait_for_function(has_changed, arg=on_arrival)
    steps = page.locator(".step[data-kind=torch]")
    visible = [step for step in steps.all() if step.is_visible()]
    assert [step.get_attribute("data-from") for step in visible] == [versions[-2]]
    told = visible[0].locator("p b")
    assert output.evaluate(counted) == (told.evaluate(counted) if told.count() else [0, 0, 0])
    page.goto(page.url)
    assert form.locator("select").first.input_value() == versions[-2]
    page.goto(server + f"en/about/upgrade.html?torch-from={versions[0]}&torch-to={versions[1]}")
    page.wait_for_function(has_changed, arg=on_arrival)
    visible = [step for step in steps.all() if step.is_visible()]
    assert [step.get_attribute("data-to") for step in visible] == [versions[1]]
    topic_of = "link => link.pathname.match(/en.(.*).html/)[1]"
    topic = visible[0].locator("[data-sort]").first.evaluate(topic_of)
    page.select_option("select[name=torch-topic]", topic)
    page.wait_for_function("document.querySelector('.step li[hidden], .step .sort[hidden]')")
    left = visible[0].locator("li:not([hidden]) [data-sort]").evaluate_all(f"links => links.map({topic_of})")
    assert set(left) == {topic}
    assert sum(map(int, re.findall(r"\d+", form.locator("output").inner_text()))) == len(left)
    assert visible[0].locator("details.by-page:not([open]):not([hidden])").count() == 0


def test_an_upgrade_from_afar_is_told_in_short(page, server):
    """A claim that changes twice is counted once; where much changes, the topics are folded; other libraries stay."""
    output, of_numpy = (page.locator(f"form[data-kind={library}] output") for library in ("torch", "numpy"))
    page.goto(server + "en/about/upgrade.html")
    on_arrival = of_numpy.inner_text()
    page.goto(server + "en/about/upgrade.html?torch-from=1.4.0")
    output.filter(has_text=re.compile(r"\d")).wait_for()
    listed = page.locator(".step[data-kind=torch]:not([hidden]) [data-sort]")
    names = listed.evaluate_all("links => links.map(({ hash }) => hash)")
    assert sum(map(int, re.findall(r"\d+", output.inner_text()))) == len(set(names)) < len(names)
    assert page.evaluate("document.documentElement.scrollHeight") < 13_000
    assert of_numpy.inner_text() == on_arrival


@pytest.mark.parametrize("width", [360, 1280])
def test_the_matrix_keeps_its_heads_in_sight(chromium, server, width):
    """Scrolled both ways, without JavaScript, its box shows the head above and the name beside; a cell unfolds."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(server + "en/reference/matrix.html")
    box = page.locator(".matrix").first
    row = box.locator("tr", has=page.locator("th[scope=row]", has_text="negative stride"))
    cell = row.locator("td.raises details").nth(5)
    cell.scroll_into_view_if_needed()
    cell.locator("summary").click()
    assert "negative" in cell.inner_text()
    head, name = box.locator("thead th").nth(5).bounding_box(), row.locator("th").bounding_box()
    edge, shown = box.bounding_box(), cell.bounding_box()
    assert abs(head["y"] - edge["y"]) <= 2
    assert abs(name["x"] - edge["x"]) <= 2
    assert name["width"] < edge["width"] / 2
    assert shown["y"] >= head["y"] + head["height"] - 2
    context.close()


def open_finder(page, site):
    """Open the page of errors, and use the box, which then fetches what it finds."""
    page.goto(f"{site}/reference/errors.html")
    page.focus("#error-text")
    page.wait_for_function("typeof makeFindErrors === 'function'")
    page.fill("#error-text", "TypeError: len() of a 0-d tensor")
    page.wait_for_selector(".error-hits li")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_matrix_prints_on_two_sheets(page, server, folder):
    """Landscape A4, with each cell's word and what the marks mean."""
    page.goto(f"{server}{folder}/reference/matrix.html")
    assert pages_in(page.pdf(prefer_css_page_size=True)) == [(842, 595)] * 2
    page.emulate_media(media="print")
    assert page.locator(".matrix td.raises summary").first.is_visible()
    assert page.locator("#matrix-marks td").last.is_visible()


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("served", [True, False], ids=["served", "from files"])
def test_a_pasted_traceback_finds_its_error(page, server, pages, folder, served):
    """Every entry comes first for its text with other devices, dtypes and numbers, at the end of a traceback."""
    open_finder(page, (server if served else SITE.as_uri() + "/") + folder)
    wanted = [(error.id, TRACEBACK + elsewhere(message) + "\n")
              for error in pages.errors.values() for message in error.messages]  # fmt: skip
    found = page.evaluate(FIRST_HITS, [text for _name, text in wanted])
    assert [(name, first) for (name, _text), first in zip(wanted, found, strict=True) if first != name] == []


def test_older_and_partial_texts_find_their_error(page, server, pages):
    """So do older wordings, a part of a message, and one that was wrapped; what is no message finds nothing."""
    open_finder(page, server + "en")
    wanted = {
        "tensor.cpu() to copy the tensor to host memory": "not-on-the-cpu",
        "can't call numpy() on tensor that\n   requires grad": "requires-grad",
        "the given numpy array is not writeable, and pytorch does not support": "array-not-writable",
        "warnings.warn(\nexample.py:3: UserWarning: Creating a tensor from a list of": "list-of-arrays-is-slow",
        "RuntimeError: expected scalar type Long but found Float": "dtypes-differ",
    }
    wanted.update({message.shown: error.id for error in pages.errors.values() for message in error.old})
    for text, name in wanted.items():
        page.fill("#error-text", text)
        hits = page.locator(".error-hits li a").evaluate_all("links => links.map(link => link.hash.slice(1))")
        assert name in hits[:3], (text, hits)
    page.fill("#error-text", "how do I bake bread")
    assert page.locator(".error-hits li").count() == 0
    assert page.inner_text(".error-hits") == "No entry looks like this text."


def test_what_is_merely_like_a_message_is_said_to_be_no_more(page, server):
    """Nobody takes the fix of another error for that of his own."""
    open_finder(page, server + "en")
    assert page.locator(".error-hits > p").count() == 0
    page.fill("#error-text", "TypeError: cannot pickle '_thread.lock' object")
    assert page.inner_text(".error-hits > p") == "No entry has this message. The nearest:"


PASTED = {
    "words": lambda length: ("tensor device expected got number type " * length)[:length],
    "traceback": lambda length: (
        (TRACEBACK * length)[:length] + "\nTypeError: can't convert cuda:0 device type tensor\n"
    ),
    "errors": lambda length: ("RuntimeError: expected a tensor\n" * length)[:length],
    "letters": lambda length: "a" * length,
    "lines": lambda length: ("a" * 79 + "\n") * (length // 80),
    "dots": lambda length: "a." * (length // 2),
    "quotes": lambda length: "'" * length,
    "blanks": lambda length: " " * length,
    "digits": lambda length: "1" * length,
}
# Milliseconds that the box needs for a text: the least of some, as other programs want the processor too.
TIME = """text => {
  const area = document.querySelector("#error-text");
  area.value = text;
  return Math.min(...Array.from({ length: 7 }, () => {
    const started = performance.now();
    area.dispatchEvent(new Event("input"));
    return performance.now() - started;
  }));
}"""


@pytest.mark.parametrize(
    ("text", "length"),
    [("words", 200_000), ("letters", 20_000), ("lines", 20_000), ("traceback", 1_000_000), ("errors", 200_000),
     ("dots", 20_000), ("quotes", 20_000), ("blanks", 200_000), ("digits", 20_000)],
)  # fmt: skip
def test_the_box_is_quick_whatever_is_pasted(page, server, text, length):
    """It answers within a tenth of a second, and its time grows no faster than the text."""
    open_finder(page, server + "en")
    took, took_for_more = (page.evaluate(TIME, PASTED[text](size)) for size in (length, 4 * length))
    assert took < 100
    assert took_for_more < 8 * max(took, 25)  # four times the text; 16 times the time, were it quadratic


def test_a_found_error_leads_to_its_entry(page, server):
    """A click on the link shows its page; an old address shows its line, which leads there."""
    open_finder(page, server + "zh-cn")
    page.fill("#error-text", "TypeError: can't convert mps:0 device type tensor to numpy.")
    page.locator(".error-hits li a").first.click()
    page.wait_for_url("**/errors/not-on-the-cpu.html#not-on-the-cpu")
    assert HAN.search(page.inner_text("section.error-page:target h1"))
    page.goto(server + "zh-cn/reference/errors.html#not-on-the-cpu")
    page.locator(".error-line:target a").click()
    page.wait_for_url("**/errors/not-on-the-cpu.html")


def test_an_old_address_of_a_line_leads_to_the_error(page, server):
    """Of an error that is listed on another page now; where there is no such error the page stays."""
    page.goto(server + "en/reference/errors.html#sitk-dtype")
    page.wait_for_url("**/errors/sitk-dtype.html")
    with page.expect_response("**/errors-fixes.js"):
        page.goto(server + "en/reference/errors.html#no-such-error")
    page.evaluate("load('errors-fixes.js').then(() => new Promise(requestAnimationFrame))")
    assert page.url.endswith("reference/errors.html#no-such-error")


MESSAGE = "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."


def test_a_message_with_one_meaning_has_one_answer(page, server):
    """The fix is shown at once, even where it was pasted without its type, before the box had fetched what it finds."""
    page.goto(server + "en/reference/errors.html")
    page.fill("#error-text", MESSAGE)
    page.wait_for_selector(".error-hits li")
    assert page.locator(".error-hits li").count() == 1
    assert ".cpu().numpy()" in page.inner_text(".error-hits .error-fix")


def test_without_scripts_the_page_says_how_to_search(chromium, server):
    """The box does nothing then, so it is not shown."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "en/reference/errors.html")
    assert page.is_visible(".error-finder p")
    assert not page.is_visible("#error-text")
    context.close()
