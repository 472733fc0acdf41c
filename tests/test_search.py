"""The search in a real browser: what people type finds what it has to, from every page, by keyboard, from files."""

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from built_site import FOLDERS, SITE, anchors, pages_of, read, soup
from claimkit.commands.cheat_sheet import pages_in
from claimkit.commands.weight import weight_of
from claimkit.site.detours import DETOURS

QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
LANGUAGE_OF = {"en": "en", "zh-cn": "zh"}
FIRST, AMONG_FIVE = 0.88, 0.98  # of the queries that the search was made with
APART_FIRST, APART_AMONG_FIVE = 0.8, 0.96  # of those that it was not made with
ANSWERS = "#search-results a.answer-sentence"
READY = "document.querySelector('#search-results[aria-busy=false] h2')"  # what a query needs has come

PASTED = "can't convert cuda:0 device type tensor to numpy"
WEIGHED = 20  # queries a language, and a pasted error
LONG = 5  # kB more for one of them, which may be of many words
MOST, FILES = 75, 26  # kB and files that a query loads; most have half as many parts
MORE = {"messages.js": 3, "errors-data.js": 25, "words.js": 14}  # may be a message, is one, or a word is guessed


@pytest.fixture
def page(lend):
    """A page on which nothing may go wrong, and nothing is fetched from elsewhere."""
    noise = []
    listeners = {
        "console": lambda message: noise.append(message.text),
        "pageerror": lambda error: noise.append(str(error)),
        "request": lambda request: request.url.startswith(("file:", "data:")) or noise.append(request.url),
    }
    with lend(listeners) as page:
        yield page
    assert noise == []


def address(folder, name="search.html"):
    return (SITE / folder).as_uri() + "/" + name


def open_search(page, folder, query=""):
    page.goto(address(folder) + (f"?q={quote(query)}" if query else ""), wait_until="domcontentloaded")
    page.focus("#search-field")
    page.wait_for_function(READY)


def hits(page, folder):
    """The addresses of the answers, as in 'reference/layouts.html#layouts.slices-share'."""
    page.wait_for_function(READY)  # an error fetches what it is known by
    found = page.locator(ANSWERS).evaluate_all("links => links.map(link => link.href)")
    return [link.removeprefix(address(folder, "")) for link in found]


# The addresses of the answers to each query, as if they were typed one after the other
ALL_HITS = """async (queries) => {
  const [field, results] = ["search-field", "search-results"].map((id) => document.getElementById(id)), found = [];
  for (const query of queries) {
    field.value = query;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    while (results.getAttribute("aria-busy") !== "false") await new Promise((done) => setTimeout(done));
    found.push([...results.querySelectorAll("a.answer-sentence")].map((link) => link.href));
  }
  return found;
}"""


def all_hits(page, folder, queries):
    """The addresses of the answers to each query, in their order; asked for one by one they take twice as long."""
    found = page.evaluate(ALL_HITS, queries)
    return [[link.removeprefix(address(folder, "")) for link in links] for links in found]


def is_wanted(hit, wanted):
    page, _hash, anchor = hit.partition("#")
    return any(name in (anchor, page.removesuffix(".html") if not anchor else "") for name in wanted.split())


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize(
    ("part", "first", "among_five"),
    [("known", FIRST, AMONG_FIVE), ("asked", FIRST, AMONG_FIVE), ("apart", APART_FIRST, APART_AMONG_FIVE)],
    ids=["known", "asked", "apart"],
)
def test_what_people_type_finds_what_it_has_to(page, folder, part, first, among_five):
    """The first answer is right for most queries, and one among the first five for nearly all."""
    open_search(page, folder)
    listed = QUERIES[LANGUAGE_OF[folder]][part]
    places = {}
    every = all_hits(page, folder, [query for query, _wanted in listed])
    for (query, wanted), found in zip(listed, every, strict=True):
        places[query] = next((place for place, hit in enumerate(found, 1) if is_wanted(hit, wanted)), 0)
    right = [query for query, place in places.items() if place == 1]
    near = [query for query, place in places.items() if 1 <= place <= 5]
    told = f"{len(right)} and {len(near)} of {len(listed)}; not first: " + json.dumps(
        {query: place for query, place in places.items() if place != 1}, ensure_ascii=False
    )
    print(told)
    assert len(right) >= first * len(listed), told
    assert len(near) >= among_five * len(listed), told


def test_queries_are_many_and_want_what_is_there(pages):
    """At least 120 a language, a quarter of what we wrote apart, none twice; each wants something that is there."""
    names = {item.id for item in pages.items} | {page.removesuffix(".html") for page in pages_of("en")}
    names |= {tag["id"] for tag in soup("en", "about/glossary.html").select("[id^=term-]")}
    for parts in QUERIES.values():
        texts = [query for part in parts.values() for query, _wanted in part]
        assert len(texts) >= 120
        assert len(parts["apart"]) * 4 >= len(parts["known"]) + len(parts["apart"])
        assert len(set(texts)) == len(texts)
        wanted = {name for part in parts.values() for _query, names in part for name in names.split()}
        assert wanted - names == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_claim_and_error_answers(page, pages, folder):
    """Each is found first by its id, and its address leads to it."""
    open_search(page, folder)
    addresses = {link: anchors(folder, link) for link in pages_of(folder) if link.startswith("reference/")}
    wrong = {}
    items = [*pages.claims.values(), *pages.errors.values()][::12]
    for item, found in zip(items, all_hits(page, folder, [item.id for item in items]), strict=True):
        names = [hit.partition("#")[2] for hit in found]
        if item.id not in names[:3] or item.id not in addresses.get(f"{item.page}.html", {item.id}):
            wrong[item.id] = names[:3]
    assert wrong == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_pasted_message_is_answered_with_its_fix(page, pages, folder):
    """Every eighth error comes first for its text, with what to do; a question that merely sounds like one is none."""
    open_search(page, folder)
    for error in list(pages.errors.values())[::8]:
        page.fill("#search-field", error.messages[0].shown)
        assert hits(page, folder)[0].endswith(f"#{error.id}")
        assert page.locator("#search-results .answer").first.locator(".answer-more b").count() == 1


def test_a_part_of_a_message_is_that_message_and_code_is_none(page):
    """A few rare words in their order are enough, and a short error is not seen in code of the same look."""
    open_search(page, "en")
    page.fill("#search-field", "weights only load failed")
    assert hits(page, "en")[0].endswith("#weights-only")
    page.fill("#search-field", "torch.tensor([0.1, 0.2]) as float64")
    assert not any(hit.endswith("#tensor-as-a-key") for hit in hits(page, "en")[:5])


@pytest.mark.parametrize("query", ["xyzzyqq stride", "stride xyzzyqq qqxyzzy", "负步长 xyzzyqq"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_nowhere_hides_nothing(page, folder, query):
    """A word that matches nothing leaves the answers to the others."""
    if re.search("[\u4e00-\u9fff]", query) and folder == "en":
        return
    open_search(page, folder, query)
    assert hits(page, folder)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("fate", ["missing", "broken", "hanging"])
def test_a_part_that_does_not_come_hides_nothing(chromium, folder, fate):
    """Whether it is gone, holds nonsense or never ends, what the others hold is answered."""
    fates = {"missing": lambda route: route.abort(), "broken": lambda route: route.fulfill(body="<"),
             "hanging": lambda _route: None}  # fmt: skip
    context = chromium.new_context()
    page = context.new_page()
    told = []
    page.on("request", lambda request: re.search(r"/answers/t\d+\.js", request.url) and told.append(request.url))
    open_search(page, folder, "from_numpy")
    page.route(told[0], fates[fate])
    open_search(page, folder, "from_numpy")
    assert hits(page, folder)
    page.route("**/answers/w*.js*", fates[fate])
    page.goto(address(folder) + "?q=from_numpy", wait_until="domcontentloaded")
    page.wait_for_selector("#search-results[aria-busy=false]")
    assert page.locator(ANSWERS).count() == 0
    context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_first_answers_do_not_wait_for_the_rest(page, folder):
    """What has come is shown when the rest is slow; when that comes, too, it has its place."""
    slow = []
    open_search(page, folder, "from_numpy")
    every = hits(page, folder)
    page.route("**/answers/t*.js*", lambda route: slow.append(route) if not slow else route.continue_())
    open_search(page, folder, "from_numpy")
    assert 0 < len(hits(page, folder)) < len(every)
    for route in slow:
        route.continue_()
    page.wait_for_function(f"document.querySelectorAll('{ANSWERS}').length >= {len(every)}")
    assert hits(page, folder) == every


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_query_loads_little(page, folder):
    """Only those parts come that hold its words or are shown; what knows messages comes where it may be one."""
    asked, heavy, too_heavy, with_messages = [], {}, {}, []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0]))
    parts = QUERIES[LANGUAGE_OF[folder]]  # those that people asked in public are whole sentences
    listed = [query for name in ("known", "apart") for query, _wanted in parts[name]]
    for query in [*listed[:: len(listed) // WEIGHED], PASTED]:
        asked.clear()
        open_search(page, folder, query)
        loaded = [Path(unquote(urlsplit(url).path)) for url in dict.fromkeys(asked)]
        names = [file.name for file in loaded]
        with_messages += [query] if "errors-data.js" in names else []
        weight, most = sum(map(weight_of, loaded)) / 1000, MOST + sum(MORE.get(name, 0) for name in names)
        print(f"{weight:5.1f} kB of {most}, {len(loaded)} files: {query}")
        if weight > most:
            heavy[query] = weight
        if weight > most + LONG or len(loaded) > FILES:
            too_heavy[query] = (weight, len(loaded))
    assert too_heavy == {}
    assert len(heavy) <= WEIGHED / 4, heavy
    assert with_messages[-1] == PASTED
    assert len(with_messages) <= WEIGHED / 2


def test_nothing_found_says_what_to_do(page):
    open_search(page, "en", "xyzzyqq")
    assert "Nothing found" in page.inner_text(".search-status")


@pytest.mark.parametrize("folder", FOLDERS)
def test_who_types_fast_means_the_answers_to_come(page, folder):
    """Where parts come late, an arrow and Enter wait for what the whole query finds, and take nothing found before."""
    held, holds = [], []
    page.route("**/answers/*.js*", lambda route: held.append(route) if holds else route.continue_())
    open_search(page, folder, "stride from_numpy")
    best = hits(page, folder)[0]
    page.goto(address(folder, "index.html"))
    page.keyboard.press("/")
    page.keyboard.type("stride")
    page.locator("[role=option]").nth(1).wait_for()
    holds.append(True)
    with page.expect_request("**/answers/*.js*"):
        page.keyboard.type(" from_numpy")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    holds.clear()
    for route in held:
        route.continue_()
    page.wait_for_url(f"**/{best}")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", ["index.html", "reference/layouts.html", "about/glossary.html"])
def test_the_field_answers_on_every_page(page, folder, name):
    """`/` leads to it; arrows choose, Enter opens, Escape closes; what answers is fetched when it is used."""
    page.goto(address(folder, name))
    assert page.evaluate("typeof ANSWERS") == "undefined"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("from_numpy")
    option = page.locator("[role=option]").first
    option.wait_for()
    assert page.get_attribute("input[role=combobox]", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert option.is_hidden()
    page.keyboard.press("ArrowDown")
    option.wait_for()
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**#numpy-to-tensor.from-numpy-shares")


def test_escape_closes_the_answers_that_are_still_to_come_too(page):
    """Such as those that are shown again when a part comes late: a closed list does not come back by itself."""
    page.goto(address("en", "index.html"))
    page.keyboard.press("/")
    page.keyboard.type("from_numpy")
    option = page.locator("[role=option]").first
    option.wait_for()
    page.evaluate("""async () => {
      const field = document.activeElement;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      await new Promise((done) => setTimeout(done, 500));
    }""")
    assert option.is_hidden()
    page.keyboard.press("ArrowDown")
    option.wait_for()


def test_enter_without_a_choice_leads_to_the_search_page(page):
    page.goto(address("en", "index.html"))
    page.keyboard.press("/")
    page.keyboard.type("stride")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=stride*")
    page.wait_for_function(READY)
    assert hits(page, "en")


def test_the_search_page_obeys_the_keyboard(page):
    """Arrows move through the answers, Escape goes back to the field, and the address keeps the query."""
    open_search(page, "en")
    page.keyboard.press("/")
    page.keyboard.type("negative strides")
    page.locator("a.answer-sentence").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[...document.querySelectorAll('a.answer-sentence')].indexOf(document.activeElement)") == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search-field"


@pytest.mark.parametrize("use", ["keyboard", "wheel"])
def test_more_answers_are_there_on_request(page, use):
    """Behind the sixth: whoever comes there by the arrows presses a button and is led on, others need only scroll."""
    open_search(page, "en", "numpy array to tensor")
    links, more = page.locator("a.answer-sentence"), page.locator(".search-more")
    more.wait_for()
    assert links.count() == 6
    if use == "wheel":
        page.mouse.wheel(0, 900)
    else:
        links.nth(5).focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "[...document.querySelectorAll('a.answer-sentence')].indexOf(document.activeElement) === 6"
        )
    links.nth(6).wait_for()
    assert 6 < links.count() <= 20
    assert not more.is_visible()


@pytest.mark.parametrize("folder", FOLDERS)
def test_full_text_is_there_on_request(page, folder):
    """One link below the answers; words that stand in prose only are found, and Sphinx speaks the page's language."""
    query = {"en": "stride", "zh-cn": "步长"}[folder]
    page.set_default_timeout(120_000)  # Sphinx reads the page of each hit, one after the other
    open_search(page, folder, query)
    assert page.evaluate("typeof Search") == "undefined"
    page.click(".search-full")
    page.wait_for_selector("#search-results ul.search li a")
    title = {"en": "Search Results", "zh-cn": "搜索结果"}[folder]
    page.wait_for_function(f"document.querySelector('#search-results h2').innerText === '{title}'")
    page.wait_for_selector("#search-results a[href*='reference/errors/']")  # drawn, and written in no file of its own
    page.locator("#search-results ul.search li a").first.click()
    page.wait_for_selector("article span.highlighted")


@pytest.mark.parametrize("folder", FOLDERS)
def test_on_a_phone_the_answers_fit(chromium, folder):
    """Nothing is wider than the screen."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(address(folder))
    page.fill("#search-field", "can't convert cuda:0 device type tensor to numpy")
    page.wait_for_function(READY)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_without_scripts_it_says_what_to_do(chromium, folder):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(folder) + "?q=stride")
    links = page.locator("noscript a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) >= 4
    missing = [link for link in links if not (SITE / link.removeprefix(SITE.as_uri() + "/")).exists()]
    assert missing == []
    context.close()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_search_evaluates_no_code(folder):
    """Nothing of it needs 'unsafe-eval'; `.eval()` in a text is none."""
    static = SITE / folder / "_static"
    for name in ("answers.js", "errors-data.js", "site.js"):
        assert not re.search(r"new Function|(?<![\s>`]\.)\beval\(", (static / name).read_text(encoding="utf-8")), name
    loaded = "".join(tag["src"] for tag in soup(folder, "search.html").select("script[src]"))
    assert "translations.js" not in loaded


@pytest.mark.parametrize("folder", FOLDERS)
def test_home_answers_in_the_middle_of_its_page(page, folder):
    """Its field is seen at every width, and what is typed there is answered below it."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address(folder, "index.html"))
    page.locator("#page-field").press_sequentially("from_numpy")
    page.locator(".answers a.answer").first.wait_for()


@pytest.mark.parametrize("folder", FOLDERS)
def test_answers_are_sentences(folder, pages):
    """No id of a claim stands in what an answer says, and what only warns is not called an error."""
    errors = data_of(folder, "errors-fixes.js")["errors"]
    answers, told = data_of(folder, "answers.js"), []
    for number in range(len(answers["told"])):
        _page, _section, *here = data_of(folder, f"answers/t{number}.js")
        told += here
    claims = [said for sign, said in zip(answers["kinds"], told, strict=True) if sign in "cm"]
    said = [text for _address, cause, fix in errors for text in (cause, fix)]
    said += [claim[2] for claim in claims]
    named = re.compile("|".join(rf"(?<![\w.-]){re.escape(name)}(?![\w-])" for name in pages.claims))
    assert [text for text in said if named.search(text)] == []
    verdicts = {claim[1]: answers["verdicts"][claim[0]][0] for claim in claims}
    assert verdicts["meaning.std-of-one-value-is-nan"] == verdicts["mixing.shuffle-warns"] == "warns"


@pytest.mark.parametrize(
    ("folder", "shares", "copies"), [("en", "= shares", "❐ copies"), ("zh-cn", "= 共享", "❐ 复制")]
)
def test_an_answer_begins_with_the_word_of_its_card(page, folder, shares, copies):
    """What shares is told from what copies by mark, word and colour, as on the pages of the claims."""
    colours = set()
    for name, word in [("numpy-to-tensor.from-numpy-shares", shares), ("numpy-to-tensor.tensor-copies", copies)]:
        open_search(page, folder, name)
        chip = page.locator("#search-results .answer-kind").first
        card = soup(folder, "reference/numpy-to-tensor.html").find(id=name).select_one(".answer b")
        assert chip.inner_text() == card.get_text() == word
        colours.add(chip.evaluate("chip => getComputedStyle(chip).color"))
    assert len(colours) == 2


@pytest.mark.parametrize(("folder", "query"), [("en", "array to tensor copy"), ("zh-cn", "数组转张量 复制")])
def test_a_line_to_copy_answers_and_leads_to_the_route_finder(page, folder, query):
    """It is among the first answers, and the finder opens with what was asked."""
    open_search(page, folder, query)
    line = page.locator("#search-results .answer", has=page.locator(".is-line")).first
    assert line.locator("code").inner_text() == "torch.tensor(x)"
    assert any("find-a-route" in hit for hit in hits(page, folder)[:3])
    line.locator("a").click()
    page.wait_for_url("**/find-a-route.html?have=array-float32&want=tensor-copies")
    assert page.input_value("select[name=want]") == "tensor-copies"


def data_of(folder, name):
    """What a script of data holds."""
    text = read(folder, f"_static/{name}").partition("=")[2].lstrip()
    return json.JSONDecoder().raw_decode(text)[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_shown_is_printed(page, folder):
    """A page of paper: the question and its answers, without what can only be pressed."""
    open_search(page, folder, "from_numpy")
    assert len(pages_in(page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    assert page.locator(ANSWERS).first.is_visible()
    assert not page.locator(".search-full").is_visible()


# The route finder


def choose(page, have, want):
    page.select_option("select[name=have]", have)
    page.select_option("select[name=want]", want)
    return page.inner_text(".route-answer")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_route_finder_answers(page, folder):
    """The line to copy, what it does, and the proof; the address keeps the choice, and what raises says why."""
    page.goto(address(folder, "reference/find-a-route.html"))
    assert "torch.from_numpy(x)" in choose(page, "array-float32", "tensor-shares")
    assert page.locator(".route-answer a").first.get_attribute("href")
    assert "torch.tensor(x)" in choose(page, "array-float32", "tensor-copies")
    assert "have=array-float32&want=tensor-copies" in page.url
    page.goto(page.url)
    assert page.input_value("select[name=want]") == "tensor-copies"
    page.goto(address(folder, "reference/find-a-route.html?have=negative-stride&want=tensor-shares"))
    refused = page.locator(".route-answer details[open] li").first
    assert "torch.from_numpy(x.copy())" in page.inner_text(".route-answer")
    assert "ValueError" in refused.inner_text()
    assert refused.locator("a").first.get_attribute("href").endswith("errors/negative-strides.html#negative-strides")
    said = page.locator(".route-answer details[open] li").all_inner_texts()
    assert sum("At least one stride" in text for text in said) == 1  # once of all calls that say it
    assert page.locator(".route-answer > .highlight").count() == 1  # what works instead can be copied


def test_the_route_finder_obeys_the_keyboard(page):
    page.goto(address("en", "reference/find-a-route.html"))
    page.focus("select[name=have]")
    page.keyboard.press("ArrowDown")
    assert "have=" in page.url
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "want"


def test_the_route_finder_says_what_the_matrix_says(page):
    """Each answer is a cell of matrix.json that does what is wanted, of that source, or a detour, which leads.

    The first has a proof, but for two sources of which no claim speaks, and where there is no memory to share.
    """
    matrix = json.loads((SITE / "en" / "matrix.json").read_text(encoding="utf-8"))
    outcomes = {(cell["route"], cell["source"]): cell for cell in matrix["cells"]}
    page.goto(address("en", "reference/find-a-route.html"))
    data = page.evaluate("load('routes-more.js').then(() => ROUTES_MORE)")
    groups = [group for table in matrix["tables"] for group in table["groups"]]
    assert data.keys() == {source for group in groups for source in group["sources"]}
    ways = {"tensor-shares": {"shares", "itself"}, "array-shares": {"shares", "itself"}, "python": {"value"},
            "tensor-copies": {"copies", "no-memory"}, "array-copies": {"copies", "no-memory"}}  # fmt: skip
    unproved = set()
    for name, source in data.items():
        for want, answers in source["answers"].items():
            if not answers[0]["claims"] and answers[0]["outcome"] != "no-memory":
                unproved.add(name)
            detours = [detour.call for detour in DETOURS if detour.want == want and name in detour.sources]
            assert {answer["call"] for answer in answers[: len(detours)]} == set(detours)
            for answer in answers[len(detours) :]:
                route = answer["call"]
                cell = outcomes.get((route, name)) or outcomes[re.sub(r"\bt\b", "x", route), name]
                assert cell["outcome"] in ways[want]
    assert unproved <= {"array-array", "scalar-int64"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_without_scripts_the_routes_are_a_table(chromium, folder):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(folder, "reference/find-a-route.html"))
    assert page.locator(".route-finder form").is_hidden()
    row = page.locator(".route-table tr", has=page.locator("th[scope=row]", has_text=re.compile("^float32$"))).first
    assert "torch.from_numpy(x)" in row.inner_text()
    context.close()


def test_an_answer_from_another_machine_names_it(page):
    """What this machine could not measure is answered from a recorded matrix, and says so."""
    page.goto(address("en", "reference/find-a-route.html"))
    lent = page.evaluate("ROUTES.groups.flatMap(([, sources]) => sources).filter((source) => source.measured_with)")
    for source in lent:
        told = choose(page, source["id"], next(iter(source["answers"])))
        assert f"torch {source['measured_with']['torch']}" in told
