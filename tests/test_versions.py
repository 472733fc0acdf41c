"""What the site tells of versions is what the records say: badges, table, upgrades, what has not run."""

import re

import pytest
from built_site import FOLDERS, ROOT, soup
from claimkit.evidence import standing, store
from claimkit.evidence.upgrades import History
from claimkit.pages import upstream
from claimkit.pages.model import DEVICES
from claimkit.portable import instead
from claimkit.site.view_history import FEW

EVIDENCE = ROOT / "docs" / "evidence"
# What the runner says in place of what was printed, as the pages have it
SAID = {
    r"no output": {"en": "no output", "zh-cn": "没有输出"},
    r"did not end.*": {"en": "did not end", "zh-cn": "没有结束"},
    r"Python died of signal (.*)": {"en": r"Python died of signal \1", "zh-cn": r"Python 被信号 \1 终止"},
    r"Python ended with status (.*)": {"en": r"Python ended with status \1", "zh-cn": r"Python 以状态码 \1 退出"},
    r"needs (\w+), which cannot be imported here.*": {
        "en": r"\1 cannot be imported there",
        "zh-cn": r"该环境无法导入 \1",
    },
}
MARKS = {"holds": "✓", "false": "✗", "absent": "·", "stale": "↻", "unknown": "–"}
UPGRADES = {("torch", "cpu"): "torch", ("numpy", "cpu"): "numpy", ("torch", "cuda"): "cuda"}


@pytest.fixture(scope="module")
def recorded(pages):
    """All claims with all records."""
    return History(pages.claims, store.load(EVIDENCE, pages.claims.values()))


@pytest.fixture(scope="module")
def links(pages):
    return upstream.load(EVIDENCE / "upstream.toml", pages.claims)


def brief(place):
    return re.sub(r"\.0(?=$|[–, ])", "", place.removeprefix("torch "))


def signed(folder, places):
    """As the page writes a list of versions: Chinese has its own comma and parentheses."""
    return places if folder == "en" else places.replace(", ", "、").replace(" (", "（").replace(")", "）")


def said_of(folder, got):
    """As the page writes what was printed: what the runner says in its language, and three dots behind what was cut."""
    for pattern, words in SAID.items():
        if re.fullmatch(pattern, got, re.DOTALL):
            return re.sub(pattern, words[folder], got, flags=re.DOTALL)
    return got + "…" * (len(got) == store.LONGEST)


def ids(tags):
    return [tag["href"].partition("#")[2] for tag in tags]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_badge_says_since_when(folder, recorded):
    """Each claim's badge tells, on each device, the versions in which it holds, and all outcomes when unfolded."""
    docs = sorted({claim.page for claim in recorded.claims.values()})
    shown = {tag["id"]: tag for doc in docs for tag in soup(folder, doc + ".html").select("div.claim")}
    for claim in recorded.claims.values():
        badges = shown[claim.id].select(".badge")
        assert [badge.b.get_text().lower() for badge in badges] == list(claim.devices), claim.id
        for badge, device in zip(badges, claim.devices, strict=True):
            rows = recorded.rows(claim.id, device)
            stands = standing.standing(rows)
            assert f"badge-{stands}" in badge["class"], claim.id
            line = (badge.summary or badge).get_text()
            assert MARKS[stands] in line, claim.id
            if stands == store.HOLDS:
                assert all(signed(folder, brief(place)) in line for place in standing.span(rows).places), claim.id
            told = [tag.get_text() for tag in badge.select("li")]
            for group in standing.grouped(rows) if told else ():
                sentence, packages = instead.read(group.got) or ("", [])
                said = packages if sentence == instead.NOT_HERE else [said_of(folder, group.got)]
                places = signed(folder, group.places)
                assert any(text.startswith(places) and all(word in text for word in said) for text in told), (
                    claim.id, group)  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("device", DEVICES)
def test_the_table_has_every_claim_that_differs(folder, device, recorded, links):
    """Each once, with a shape and a word for every environment; the same everywhere are listed, the others counted."""
    part = soup(folder, "about/versions.html").select_one(f"#versions-{device}")
    differing = [claim.id for claim in recorded.on(device) if recorded.differs(claim, device)]
    rows = [row for row in part.select("tbody tr") if row.select("th[scope=row]")]
    assert sorted(ids(row.th.a for row in rows)) == sorted(differing)
    for row, name in zip(rows, ids(row.th.a for row in rows), strict=True):
        states = [row.state for row in reversed(recorded.rows(name, device))]  # the newest first
        states = ["unknown" if state == store.SKIPPED else state for state in states]
        cells = [cell for cell in row.select("td") for _repeated in range(int(cell.get("colspan", 1)))]
        assert [cell["class"][0] for cell in cells] == states, name
        assert all(re.match(rf"{MARKS[cell['class'][0]]} \w", cell.get_text()) for cell in cells), name
    same = ids(part.select("details.same a"))
    known = [claim.id for claim in recorded.on(device)
             if {row.state for row in recorded.rows(claim.id, device)} & store.KNOWN]  # fmt: skip
    assert sorted(same + differing) == sorted(known)
    unknown = len(recorded.on(device)) - len(known)
    assert bool(unknown) == any(re.search(rf"\b{unknown}\b", tag.get_text()) for tag in part.select("section > p"))
    shown = {link["href"] for link in part.select("a.upstream")}
    told = {link.address for name in differing for link in links.get(name, ()) if link.kind != "file"}
    assert shown == told, "what issues and pull requests tell stands there, and files tell of no change"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_step_of_an_upgrade_is_told(folder, recorded):
    """Each has its place, which the table links to, and the claims that change, in the sentence of the language."""
    tree = soup(folder, "about/upgrade.html")
    table = soup(folder, "about/versions.html")
    assert {step.id for step in recorded.steps} == {tag["id"] for tag in tree.select(".step")}
    assert set(ids(table.select("a.step-link"))) <= {step.id for step in recorded.steps}
    for step in recorded.steps:
        own, _by_numpy = recorded.changes(step)
        tag = tree.select_one(f"#{step.id}")
        assert sorted(ids(tag.select("a.item-id"))) == sorted(change.claim.id for change in own), step.id
        assert tag["data-kind"] == UPGRADES[step.library, step.device]
        sorts = {link.get_text(): link["data-sort"] for link in tag.select("[data-sort]")}
        assert sorts == {change.claim.id: change.sort for change in own}, step.id
        folded = [part.select_one("[data-sort]")["data-sort"] for part in tag.select("details.sort:not([open])")]
        if tag in tag.parent.select(".step")[:3]:  # of the newest, what they change is seen at once
            assert "behaviour" not in folded
        for part in tag.select("details.sort"):
            assert all(topic.has_attr("open") for topic in part.select(".by-page")) == (
                len(part.select("[data-sort]")) <= FEW
            )
        shown = {code.get_text() for code in tag.select("small code")}
        assert not [text for text in shown if "Command '" in text or "Triggered internally" in text], step.id
        own = [change for change in own if change.sort != "new" and "Triggered" not in change.before.got]
        got = {row.got for change in own for row in (change.before, change.after)} - {""}
        quiet = ("subprocess.CalledProcessError", "IndexError: list index")
        told = {text: said_of(folder, text) for text in got if not text.startswith(quiet)}
        words = {said for text, said in told.items() if any(re.fullmatch(p, text, re.DOTALL) for p in SAID)}
        assert {*told.values()} - words <= shown, step.id
        assert all(said in tag.get_text() for said in words), step.id


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_has_not_run_is_listed(folder, recorded):
    """Every claim whose badge is not settled, and all that an environment lacks; nothing else."""
    tree = soup(folder, "about/stale.html")
    wanted = [claim.id for device in DEVICES for claim, _state in recorded.unsettled(device)]
    assert sorted(ids(tree.select("#stale-unsettled a"))) == sorted(wanted)
    left = [pair for device in DEVICES for pair in recorded.left_to_run(device)]
    listed = tree.select("#stale-by-environment code")
    assert sorted(code.get_text() for code in listed) == sorted(
        other.name for members, _pairs in left for other in members
    )
    wanted = [claim.id for _members, pairs in left for claim, _state in pairs]
    assert sorted(ids(tree.select("#stale-by-environment a"))) == sorted(wanted)


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_outdated_statement_names_the_versions_in_which_it_held(folder, pages, recorded):
    """They stand beside the verdict, and are those of its claims that have ceased to hold."""
    docs = sorted({item.page for item in pages.statements.values()})
    shown = {tag["id"]: tag for doc in docs for tag in soup(folder, doc + ".html").select("div.statement")}
    for item in pages.statements.values():
        verdict = shown[item.id].select_one(".verdict").get_text()
        spans = [standing.span(recorded.rows(name, device)) for name in item.claims
                 for device in pages.claims[name].devices]  # fmt: skip
        ended = {signed(folder, places) for span in spans if span for places in span.ended}
        if item.verdict == "outdated":
            assert all(places in verdict for places in ended), item.id
        else:
            assert not any(places in verdict for places in ended), item.id
