"""Evidence across versions, on made-up records: since and until, groups, steps, what NumPy explains, the report."""

import json
import re

import claims
import history
import pytest
import upstream
import weekly
from meta.bad_pages import GOOD
from meta.test_build import build, project  # noqa: F401

GPU = "NVIDIA H200"


def claim_with(torch="", numpy="", name="topic.good", devices=("cpu", "cuda")):
    return claims.Claim(name, ">>> 1\n1\n", "docs/topic.md", 4, 12, devices, torch, numpy)


def record(versions, outcome, got="", claim=None, gpu=None, digest=None):
    """One environment, written as 'torch' or 'torch/numpy', as its evidence file holds it; '' is no result."""
    torch, _, numpy = versions.partition("/")
    claim = claim or claim_with()
    name = f"torch-{torch}" + f"-numpy-{numpy}" * bool(numpy) + ("-cuda-h200" if gpu else "-cpu")
    result = {"outcome": outcome, "digest": digest or claim.digest, **({"got": got} if got else {})}
    device = "cuda" if gpu else "cpu"
    return {
        "schema": 1,
        "environment": {
            "name": name, "torch": torch + "+cpu", "torch_git": None, "numpy": numpy or "1.26.4", "python": "3.11.7",
            "platform": "Linux x86_64", "cuda": None, "driver": None, "gpu": gpu, "capability": None,
        },
        "recorded": "2026-11-25",
        "results": {claim.id: {device: result}} if outcome else {},
    }  # fmt: skip


def rows(*records, claim=None, device="cpu"):
    return history.rows(claim or claim_with(), device, records)


def told(found):
    """A span as the badge tells it."""
    return [*found.places, *(f"{state} since {version}" for state, version in found.since)]


@pytest.mark.parametrize(
    ("outcomes", "wanted"),
    [
        ({"1.4.0": "passed", "2.0.1": "passed", "2.15.0": "passed"}, ["torch 1.4.0 – 2.15.0"]),
        ({"1.4.0": "absent", "2.0.1": "failed", "2.15.0": "passed"}, ["torch 2.15.0"]),
        ({"1.4.0": "passed", "1.13.1": "passed", "2.0.1": "failed", "2.15.0": "failed"},
         ["torch 1.4.0 – 1.13.1", "false since torch 2.0.1"]),
        ({"1.4.0": "passed", "2.0.1": "absent"}, ["torch 1.4.0", "absent since torch 2.0.1"]),
        ({"1.4.0": "passed", "2.0.1": "failed", "2.9.1": "passed", "2.10.0": "passed"}, ["torch 2.9.1 – 2.10.0"]),
        ({"1.4.0": "passed", "2.0.1": "", "2.2.2": "skipped", "2.9.1": "passed"}, ["torch 1.4.0, 2.9.1"]),
        ({"2.2.2/1.26.4": "passed", "2.13.0/1.26.4": "failed", "2.13.0/2.4.6": "passed", "2.14.1/2.4.6": "passed"},
         ["torch 2.2.2 – 2.14.1", "NumPy 2.4.6"]),
        ({"2.2.2/1.26.4": "passed", "2.13.0/1.26.4": "passed", "2.13.0/2.4.6": "failed", "2.14.1/2.4.6": "failed"},
         ["torch 2.2.2 – 2.13.0", "NumPy 1.26.4", "false since NumPy 2.4.6"]),
    ],
)  # fmt: skip
def test_since_and_until(outcomes, wanted):
    """The newest unbroken run counts; gaps are left open; what NumPy breaks is not laid at torch's door."""
    found = rows(*(record(versions, outcome) for versions, outcome in outcomes.items()))
    assert told(history.span(found)) == wanted


def test_what_never_held_has_no_span():
    """No pass, no since."""
    assert history.span(rows(record("1.4.0", "failed"), record("2.0.1", "absent"), record("2.2.2", ""))) is None


@pytest.mark.parametrize(
    ("range_", "outcomes", "wanted"),
    [
        ("", ["passed", "passed"], history.HOLDS),
        ("", ["failed", "passed"], history.FALSE),
        (">=2.0", ["failed", "passed"], history.HOLDS),
        ("", ["absent", "passed"], history.HOLDS),
        ("", ["skipped", "skipped"], history.UNKNOWN),
        ("", ["absent", ""], history.UNKNOWN),
        (">=2.0", ["passed", ""], history.UNKNOWN),
    ],
)
def test_how_a_claim_stands(range_, outcomes, wanted):
    """A failure inside the range counts at once; what is not there, skipped or outside the range does not count."""
    found = rows(record("1.13.1", outcomes[0]), record("2.0.1", outcomes[1]), claim=claim_with(range_))
    assert history.standing(found) == wanted


def test_stale_is_stale():
    """What ran with other code is told as stale, without what it printed, and holds nothing."""
    found = rows(record("2.0.1", "failed", "old", digest="sha256:" + "0" * 64))
    assert [(row.state, row.got) for row in found] == [(history.STALE, "")]
    assert history.standing(found) == history.STALE
    assert history.span(found) is None


def test_a_cpu_says_nothing_of_cuda():
    """On CUDA only environments with a GPU are shown, under its name."""
    machines = record("2.0.1", "passed"), record("2.11.0", "passed", gpu=GPU)
    found = rows(*machines, device="cuda")
    assert [row.environment.gpu for row in found] == ["H200"]
    assert history.span(found).gpus == ("H200",)
    assert history.standing(rows(machines[0], device="cuda")) == history.UNKNOWN


def test_equal_news_is_told_once():
    """Environments are grouped by outcome and text, newest first; paths and addresses make no difference."""
    found = rows(
        record("1.4.0", "absent", "ImportError: no asarray (/tmp/a/site-packages/torch/__init__.py)\nmore"),
        record("1.8.1", "absent", "ImportError: no asarray (/home/b/site-packages/torch/__init__.py)"),
        record("1.13.1", "failed", "<x at 0x7f00aa>"),
        record("2.13.0/1.26.4", "passed"),
        record("2.13.0/2.4.6", "failed", "<x at 0x7f00bb>"),
        record("2.14.1", "passed"),
    )
    groups = [(group.places, group.count, group.state, group.got) for group in history.grouped(found)]
    assert groups == [
        ("torch 2.13.0 (NumPy 1.26.4), 2.14.1", 2, "holds", ""),
        ("torch 1.13.1, 2.13.0 (NumPy 2.4.6)", 2, "false", "<x at 0x…>"),
        ("torch 1.4.0 – 1.8.1", 2, "absent", "ImportError: no asarray (…/__init__.py)"),
    ]


def merged(*records):
    """Records of the same environments, of a claim each, as one record an environment."""
    together = {}
    for one in records:
        kept = together.setdefault(one["environment"]["name"], one)
        kept["results"] = {**kept["results"], **one["results"]}
    return list(together.values())


def test_changes_are_told_step_by_step():
    """Neighbours in torch, NumPy and on a GPU are compared; what NumPy alone explains is not torch's."""
    by_torch, by_numpy = claim_with(name="topic.torch"), claim_with(name="topic.numpy")
    outcomes = {
        "2.2.2": ("passed", "passed"),
        "2.13.0/1.26.4": ("failed", "passed"),
        "2.13.0/2.4.6": ("failed", "failed"),
        "2.14.1/2.4.6": ("failed", "failed"),
    }
    records = merged(*(record(versions, outcome, claim=claim) for versions, both in outcomes.items()
                       for claim, outcome in zip((by_torch, by_numpy), both)))  # fmt: skip
    records[2]["environment"]["name"] = "torch-2.13.0-cpu"  # the one that stands for its torch
    records[3]["environment"]["name"] = "torch-2.14.1-cpu"
    found = history.History({claim.id: claim for claim in (by_torch, by_numpy)}, records)
    named = [[change.claim.id for change in changes] for step in found.steps for changes in found.changes(step)]
    steps = [step.id for step in found.steps]
    assert steps == ["torch-2-2-2-2-13-0", "torch-2-13-0-2-14-1", "numpy-1-26-4-2-4-6-torch-2-13-0"]
    assert named == [["topic.torch"], ["topic.numpy"], [], [], ["topic.numpy"], []]
    homes = [(step.id, [claim.id for claim in listed]) for step, listed in found.by_last_change("cpu")]
    assert homes == [(steps[0], ["topic.torch"]), (steps[2], ["topic.numpy"])]


def test_a_pair_that_nothing_is_promised_of_decides_nothing():
    """An old torch beside NumPy 2 is left out, if the claim's reader says that it promises nothing there."""

    class Cautious(claims.Claim):
        def applies_to(self, torch_version, numpy_version):
            return None if numpy_version.startswith("2.") and torch_version.startswith("2.2") else True

    claim = Cautious(**{**vars(claim_with())})
    records = [record("2.2.2/1.26.4", "passed"), record("2.2.2/2.0.2", "failed"), record("2.3.1/2.4.6", "passed")]
    found = history.History({claim.id: claim}, records)
    assert not found.differs(claim, "cpu")
    assert found.by_last_change("cpu") == []
    assert history.standing(found.rows(claim.id, "cpu")) == history.HOLDS
    assert told(history.span(found.rows(claim.id, "cpu"))) == ["torch 2.2.2 – 2.3.1"]


def test_what_is_left_to_run_is_listed_once():
    """Environments that lack the same are told together, and a claim that is nowhere settled is told apart."""
    claim = claim_with(devices=("cpu",))
    stale = "sha256:" + "0" * 64
    records = [record("1.4.0", ""), record("1.8.1", ""), record("2.0.1", "passed", digest=stale)]
    found = history.History({claim.id: claim}, records)
    left = [([other.torch for other in members], [state for _claim, state in pairs])
            for members, pairs in found.left_to_run("cpu")]  # fmt: skip
    assert left == [(["1.4.0", "1.8.1"], ["unknown"]), (["2.0.1"], ["stale"])]
    assert found.unsettled("cpu") == [(claim, history.STALE)]
    assert found.unsettled("cuda") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing = 1", "docs/evidence/upstream.toml:1: no list of links"),
        ('links = [\n{ repository = "a/b", number = 7, kind = "issue", claims = ["topic.gone"] }]',
         "docs/evidence/upstream.toml:2: unknown claim 'topic.gone': name a claim that exists"),
        ('links = [{ repository = "a/b", number = 7, kind = "talk", claims = ["topic.good"] }]',
         "docs/evidence/upstream.toml:1: unknown kind 'talk': use one of issue, pull"),
        ('links = [{ repository = "a/b", kind = "pull", claims = ["topic.good"] }]', "a link with claims, kind"),
    ],
)  # fmt: skip
def test_bad_links_are_refused(tmp_path, text, told):
    """A link that leads nowhere, or from nowhere, is named with its line."""
    path = tmp_path / "upstream.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(claims.UnreadablePages, match=re.escape(told)):
        upstream.load(path, {"topic.good": claim_with()})


def test_links_lead_upstream(tmp_path):
    """A claim may have several; each has a short label and an address."""
    path = tmp_path / "upstream.toml"
    path.write_text('links = [{ repository = "pytorch/pytorch", number = 7, kind = "pull", claims = ["topic.good"] }]')
    ((link,),) = upstream.load(path, {"topic.good": claim_with()}).values()
    assert (link.label, link.address) == ("pytorch#7", "https://github.com/pytorch/pytorch/pull/7")
    assert upstream.load(tmp_path / "missing.toml", {}) == {}


def test_the_weekly_report_tells_what_differs():
    """It compares with the newest environment without a GPU, and tells what needs mending first."""
    claim = claim_with()
    recorded = [record("1.4.0", "failed"), record("2.15.0", "passed"), record("2.15.0", "passed", gpu=GPU)]
    report = weekly.report({claim.id: claim}, recorded, record("2.16.0/2.6.0", "failed", "2\n3"), "https://x.org/")
    assert report.startswith("torch 2.15.0, NumPy 1.26.4 → torch 2.16.0, NumPy 2.6.0\n\n## False, though")
    assert "- [`topic.good`](https://x.org/en/topic.html#topic.good): ✓ holds → ✗ false `` 2 3 ``\n" in report
    older = claim_with("<2.16")
    assert "## Other changes (1)" in weekly.report({claim.id: older}, recorded, record("2.16.0", "failed"))
    narrow = claim_with("<2.0")
    assert "## Holding, though" in weekly.report({claim.id: narrow}, recorded[:1], record("2.16.0", "passed"))


@pytest.mark.parametrize("outcome", ["passed", "skipped", ""])
def test_the_weekly_report_is_silent_where_nothing_differs(outcome):
    """What says the same, and what did not run, is no news."""
    assert weekly.report({"topic.good": claim_with()}, [record("2.15.0", "passed")], record("2.16.0", outcome)) == ""


PAGES = """

:::{versions}
:::

:::{upgrade} torch
:::

:::{stale}
:::
"""


def test_pages_are_drawn_from_the_evidence(project):  # noqa: F811
    """Boundary, absence and staleness are drawn as the records have them, and anew when they change."""
    conf = project / "conf.py"
    conf.write_text(conf.read_text().replace('"claim_domain"]', '"claim_domain", "versions_page"]'), encoding="utf-8")
    (project / "docs" / "topic.md").write_text(GOOD + PAGES, encoding="utf-8")
    (claim,) = claims.load(project / "docs").claims.values()
    outcomes = [("1.4.0", "absent", "AttributeError: <no> sum"), ("1.8.1", "failed", "1.0"), ("2.0.1", "passed", "")]
    paths = []
    for versions, outcome, got in outcomes:
        found = record(versions, outcome, got, claim)
        paths.append(project / "docs" / "evidence" / f"torch-{versions}-cpu.json")
        paths[-1].write_text(json.dumps(found), encoding="utf-8")
    page = drawn(project)
    assert "· torch 2.0.1" not in page
    assert "✗ false · torch 1.8.1" in page  # it has no range, so its failure counts
    assert "<li>torch 1.4.0: · not there: <code>AttributeError: &lt;no> sum</code></li>" in page
    assert cells(page) == [("absent", "· not there"), ("false", "✗ false"), ("holds", "✓ holds")]
    assert 'id="torch-1-8-1-2-0-1" data-kind="torch" data-from="1.8.1" data-to="2.0.1" data-count="1"' in page
    assert "before: ✗ false, instead <code>1.0</code> · after: ✓ holds" in page
    assert "Nothing: every claim has run somewhere as it stands." in page

    paths[-1].write_text(paths[-1].read_text().replace(claim.digest, "sha256:" + "0" * 64), encoding="utf-8")
    page = drawn(project)
    assert cells(page)[-1] == ("stale", "↻ stale")
    assert "<b>CPU</b> · torch 2.0.1 (<code>torch-2.0.1-cpu</code>)" in page


def cells(page):
    return re.findall(r'<td class="(\w+)"><span>([^<]+)</span></td>', page)


def drawn(project):  # noqa: F811
    assert build(project) == (0, "")
    return (project / "out" / "topic.html").read_text(encoding="utf-8")
