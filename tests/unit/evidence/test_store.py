"""Files of evidence: what is none is refused with what to do, and what is written is read again as it was."""

import contextlib
import datetime
import json
from dataclasses import replace

import pytest
from claimkit.evidence import store
from claimkit.pages.model import Refused, UnreadablePages
from claimkit.portable import rehearsal
from unit.evidence.made_up import GPU, OTHER_CODE, claim_with, data, record

PINNED = {"torch": "2.13.0", "numpy": "2.4.6"}
GOOD = json.dumps(data("2.13.0", "passed"))


def today(plus=0):
    return (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(plus)).isoformat()


# What is changed in a good file, to what, and what is said of it
BAD_FILES = {
    "empty": (GOOD, "", "not JSON"),
    "no-json": (GOOD, "\ufffd", "not JSON"),
    "list": (GOOD, "[]", "$ breaks the schema"),
    "other-schema": ('"schema": 1', '"schema": 2', "$.schema breaks the schema"),
    "key-twice": ('"schema": 1', '"schema": 1, "schema": 1', "the key 'schema' stands twice"),
    "outcome-twice": ('"cpu": {', '"cpu": {"outcome": "failed", ', "the key 'outcome' stands twice"),
    "no-month": ("2026-11-25", "2026-99-99", "$.recorded breaks the schema"),
    "no-day": ("2026-11-25", "2026-02-30", "$.recorded breaks the schema"),
    "future": ("2026-11-25", "2099-01-01", "$.recorded lies in the future (2099-01-01)"),
    "markup": (
        '"torch": "2.13.0"',
        '"torch": "2.13.0<script>"',
        "$.environment.torch is no version ('2.13.0<script>')",
    ),
    "odd-numpy": ('"numpy": "1.26.4"', '"numpy": "1.26.x"', "$.environment.numpy is no version"),
    "newline": ('"numpy": "1.26.4"', r'"numpy": "1.26.4\n"', r"$.environment.numpy is no version ('1.26.4\n')"),
    "driver-alone": ('"driver": null', '"driver": "580.1"', "$.environment.driver breaks the schema"),
    "odd-platform": ("Linux x86_64", "my laptop", "$.environment.platform breaks the schema"),
    "odd-commit": ('"torch_git": null', '"torch_git": "main"', "$.environment.torch_git breaks the schema"),
    "passed-otherwise": ('"passed"', '"passed", "got": "3.0"', "$.results.topic.good.cpu.got breaks the schema"),
    "failed-silently": ('"passed"', '"failed"', "$.results.topic.good.cpu breaks the schema"),
    "two-codes": (
        '"cpu": {"outcome": "passed"',
        '"mps": {"outcome": "skipped", "got": "no", "digest": "' + OTHER_CODE + '"}, "cpu": {"outcome": "passed"',
        "$.results.topic.good is of two codes at once",
    ),
    "odd-library": (
        '"outcome": "passed"',
        '"outcome": "passed", "libraries": {"mlx": "0.x"}',
        "$.results.topic.good ran with mlx '0.x', which is no version",
    ),
    "other-device": ('"cpu": {', '"xpu": {', "which should end in '-xpu'"),
    "other-torch": ('"torch": "2.13.0"', '"torch": "2.12.1"', "$.environment.torch is another version than the file's"),
    "cuda-alone": ('"cpu": {"outcome"', '"cuda": {"outcome"', "$.results tells what ran on CUDA"),
    "odd-python": ('"python": "3.11.7"', '"python": "three"', "$.environment.python is no version"),
    "wrong-name": ('"torch-2.13.0-cpu"', '"torch-2.14.0-cpu"', "$.environment.name is not the file's"),
    "odd-outcome": ('"passed"', '"perhaps"', "breaks the schema"),
    "odd-digest": ("sha256:", "sha1:", "breaks the schema"),
    "odd-device": ('"cpu": {', '"tpu": {', "breaks the schema"),
    "no-results": (GOOD[GOOD.index('"results"') : -1], '"results": {}', "$.results breaks the schema"),
}


@pytest.mark.parametrize(("old", "new", "told"), BAD_FILES.values(), ids=BAD_FILES)
def test_what_is_no_evidence_is_refused(tmp_path, old, new, told):
    """The file is named, what is wrong with it, and what to do; one good file beside it does not help."""
    assert old in GOOD
    (tmp_path / "torch-2.13.0-cpu.json").write_text(GOOD.replace(old, new), encoding="utf-8")
    (tmp_path / "torch-2.0.1-cpu.json").write_text(json.dumps(data("2.0.1", "passed")), encoding="utf-8")
    with pytest.raises(UnreadablePages) as caught:
        store.load(tmp_path)
    (problem,) = caught.value.problems
    assert str(problem).startswith("docs/evidence/torch-2.13.0-cpu.json:1: ")
    assert told in problem.what
    assert problem.remedy == "record it again with 'make evidence'; never edit it by hand"


def test_what_is_not_text_is_refused(tmp_path):
    """As a file is that was cut in the middle of a letter."""
    (tmp_path / "torch-2.13.0-cpu.json").write_bytes(GOOD.encode()[:50] + b"\xe4")
    with pytest.raises(UnreadablePages, match="not JSON"):
        store.load(tmp_path)


BAD_GPUS = {
    "neither": ({"cuda": None}, "$.environment names a GPU and neither CUDA nor ROCm"),
    "both": ({"hip": "6.3"}, "$.environment names both CUDA and ROCm"),
    "stand-in": ({"gpu": "stand-in, no GPU"}, "$.environment.gpu is no GPU ('stand-in, no GPU')"),
    "another": (
        {"gpu": "Tesla T4"},
        "tells of another machine than the file's name, which should end in '-cuda-tesla-t4'",
    ),
    "capability": ({"capability": "ninety"}, "$.environment.capability breaks the schema"),
    "no-capability": ({"capability": None}, "$.environment.capability breaks the schema"),
    "driver": ({"driver": "the newest"}, "$.environment.driver breaks the schema"),
    "cuda": ({"cuda": "13"}, "$.environment.cuda breaks the schema"),
    "cpu-build": ({"torch": "2.13.0+cpu"}, "$.environment.torch is a build for 'cpu', which uses no GPU by 'cu130'"),
    "other-build": ({"torch": "2.13.0+cu126"}, "$.environment.torch is a build for 'cu126'"),
    "markup": ({"gpu": "<b>H200"}, "$.environment.gpu breaks the schema"),
    "newline": ({"gpu": "NVIDIA H200\n"}, "$.environment.gpu breaks the schema"),
    "hip-and-more": ({"cuda": None, "hip": "6.3 of alice"}, "$.environment.hip breaks the schema"),
    "rocm-build": ({"torch": "2.13.0+rocm6.3"}, "$.environment.torch is a build for 'rocm6.3'"),
}


@pytest.mark.parametrize(("changed", "told"), BAD_GPUS.values(), ids=BAD_GPUS)
def test_what_no_gpu_can_be_is_refused(tmp_path, changed, told):
    """Each part of a record is held against the others, and its machine against the file's name."""
    made = data("2.13.0+cu130", "passed", gpu=GPU)
    path = store.write(tmp_path, made["environment"], made["results"])
    assert store.read(path)
    made["environment"] |= changed
    store.write(tmp_path, made["environment"], made["results"])
    with pytest.raises(UnreadablePages) as caught:
        store.read(path)
    assert told in caught.value.problems[0].what


@pytest.mark.parametrize("got", ["no /home/alice/x", "GPU-12345678-1234-1234-1234-123456789abc is lost"])
def test_what_tells_whose_machine_it_was_is_refused(tmp_path, got):
    """However it came into the file; what is written here has lost it before."""
    made = data("2.13.0+cu130", "failed", got, gpu=GPU)
    with pytest.raises(UnreadablePages, match="topic.good.cuda.got names a folder, an account or a serial number"):
        store.read(store.write(tmp_path, made["environment"], made["results"]))


@pytest.mark.parametrize("name", ["torch-2.13.0-again-cuda-h200", "torch-2.13.0-numpy-1.26.4-mine-cuda-h200"])
def test_a_second_name_for_one_environment_is_refused(tmp_path, name):
    """One machine would count as several."""
    made = data("2.13.0+cu130", "passed", gpu=GPU)
    made["environment"]["name"] = name
    with pytest.raises(UnreadablePages, match="name says more than torch, NumPy and the machine"):
        store.read(store.write(tmp_path, made["environment"], made["results"]))


@pytest.mark.parametrize(
    ("torch", "hip"),
    [
        ("2.13.0+rocm6.4", "6.4.43484-123eb5128"),
        ("2.13.0+rocm6.3.4.git7cecbf6d", "6.3.42134-a9a80e791"),
        ("2.13.0+rocm7.0.0rc20250813", "7.0.25313-4bf1f41a1"),
    ],
)
def test_every_build_for_amd_is_known(tmp_path, torch, hip):
    """PyTorch's own and AMD's, which name ROCm's release where HIP counts by itself."""
    made = data(torch, "passed", gpu="AMD Instinct MI300X")
    made["environment"]["hip"] = hip
    found = store.read(store.write(tmp_path, made["environment"], made["results"]))
    assert found.environment.machine == "rocm-amd-instinct-mi300x"


def test_a_record_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """Whoever interrupts the writing has the one from before."""
    made = data("2.13.0", "passed")
    path = store.write(tmp_path, made["environment"], made["results"])
    before = path.read_text(encoding="utf-8")

    def interrupted(_self, _target):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(path), "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.write(tmp_path, made["environment"], {**made["results"], "topic.also": made["results"]["topic.good"]})
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(("plus", "is_future"), [(0, False), (1, False), (2, True)])
def test_the_future_begins_after_tomorrow(tmp_path, plus, is_future):
    """Another time zone's clock may be a day ahead."""
    path = tmp_path / "torch-2.13.0-cpu.json"
    path.write_text(GOOD.replace("2026-11-25", today(plus)), encoding="utf-8")
    with pytest.raises(UnreadablePages, match="in the future") if is_future else contextlib.nullcontext():
        store.read(path)


def test_every_bad_file_is_named_at_once(tmp_path):
    """So that one correction is enough."""
    for version in ("2.0.1", "2.1.0"):
        (tmp_path / f"torch-{version}-cpu.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadablePages) as caught:
        store.load(tmp_path)
    assert [problem.path.rpartition("/")[2] for problem in caught.value.problems] == [
        "torch-2.0.1-cpu.json", "torch-2.1.0-cpu.json",
    ]  # fmt: skip


def test_records_are_in_the_order_of_their_versions(tmp_path):
    """Of torch, then of NumPy, by number."""
    for versions in ("2.9.1", "2.13.0/2.4.6", "2.13.0/2.10.0", "1.4.0"):
        made = data(versions, "passed")
        (tmp_path / f"{made['environment']['name']}.json").write_text(json.dumps(made), encoding="utf-8")
    found = [(record.environment.torch, record.environment.numpy) for record in store.load(tmp_path)]
    assert found == [("1.4.0", "1.26.4"), ("2.9.1", "1.26.4"), ("2.13.0", "2.4.6"), ("2.13.0", "2.10.0")]


def test_what_is_written_can_be_read(tmp_path):
    """With today's date, a claim a line, and all that was given."""
    made = data("2.13.0+cu130", "failed", "3.0", gpu=GPU)
    made["results"]["topic.also"] = made["results"]["topic.good"]
    path = store.write(tmp_path, made["environment"], made["results"])
    found = store.read(path)
    assert (found.described, found.results) == ({"hip": None, **made["environment"]}, made["results"])
    assert (found.environment.torch, found.environment.gpu, found.environment.recorded) == ("2.13.0", "H200", today())
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line[:15] for line in lines if line.startswith('  "topic.')] == ['  "topic.also":', '  "topic.good":']


def test_a_result_keeps_what_a_reader_needs():
    """What was printed instead, shortly, unless it passed."""
    claim, outcome = claim_with(), {"outcome": "failed", "got": "x" * 500, "expected": "y", "line": 3, "told": []}
    assert store.result_of(claim, outcome) == {"outcome": "failed", "digest": claim.digest, "got": "x" * 200}
    assert store.result_of(claim, {**outcome, "outcome": "passed"}) == {"outcome": "passed", "digest": claim.digest}
    beside = {**outcome, "outcome": "passed", "libraries": {"jax": "0.11.2"}}
    assert store.result_of(claim, beside)["libraries"] == {"jax": "0.11.2"}


@pytest.mark.parametrize(
    ("outcome", "digest", "state"),
    [
        ("passed", None, store.HOLDS),
        ("failed", None, store.FALSE),
        ("absent", None, store.ABSENT),
        ("skipped", None, store.SKIPPED),
        ("skipped", OTHER_CODE, store.SKIPPED),
        ("passed", OTHER_CODE, store.STALE),
        ("failed", OTHER_CODE, store.STALE),
        ("", None, store.UNKNOWN),
    ],
)
def test_a_result_is_fresh_or_says_nothing(outcome, digest, state):
    """What ran with other code is stale, whatever came of it; what did not run needs no run to be that."""
    claim = claim_with()
    assert store.state_of(record("2.13.0", outcome, digest=digest).result(claim.id, "cpu"), claim) == state


def test_what_was_recorded_under_a_former_id_counts(tmp_path):
    """Where claims were merged, what ran with the code of today; of an id that no claim had, nothing is lost."""
    made = data("2.13.0+cu130", "passed", gpu=GPU)
    (now,) = made["results"].values()
    old = {"cuda": {"outcome": "failed", "digest": OTHER_CODE, "got": "3.0"}}
    made["results"] = {"topic.one": old, "topic.other": now, "topic.gone": old}
    store.write(tmp_path, made["environment"], made["results"])
    for formerly, result in {("topic.one", "topic.other"): now, ("topic.one",): old, (): None}.items():
        (found,) = store.load(tmp_path, [replace(claim_with(), formerly=formerly)])
        assert found.results.get("topic.good") == result
        assert set(found.results) == {*made["results"], *(["topic.good"] if formerly else [])} - set(formerly)


@pytest.mark.parametrize("python", ["3.11.2+", "3.14.0rc2", "3.15.0a1+"])
def test_every_python_may_have_run(tmp_path, python):
    """One that a distribution built between two releases says so."""
    made = data("2.13.0", "passed")
    made["environment"]["python"] = python
    assert store.read(store.write(tmp_path, made["environment"], made["results"])).environment.python == python


def test_results_are_fresh_on_all_devices_or_not_at_all():
    """One that is missing, stale or of another device makes the claim run again."""
    claim, cpu = claim_with(), claim_with(devices=("cpu",))
    assert store.lacks(None, claim)
    assert store.lacks(record("2.13.0", "passed"), claim)
    assert not store.lacks(record("2.13.0", "passed"), cpu)
    assert store.lacks(record("2.13.0", "passed", digest=OTHER_CODE), cpu)
    assert store.lacks(record("2.13.0", "passed", gpu=GPU), cpu)
    assert store.lacks(record("2.13.0", ""), cpu)


@pytest.mark.parametrize(
    ("torch", "numpy", "gpu", "wanted", "name"),
    [
        ("2.13.0+cpu", "2.4.6", None, "", "torch-2.13.0-cpu"),
        ("2.13.0+cpu", "1.26.4", None, "", "torch-2.13.0-numpy-1.26.4-cpu"),
        ("2.3.1+cu121", "1.26.4", None, "", "torch-2.3.1-cpu"),
        ("2.11.0+cu130", "2.4.6", "NVIDIA H200", "", "torch-2.11.0-cuda-h200"),
        ("2.13.0", "2.4.6", "NVIDIA A100-SXM4-80GB", "", "torch-2.13.0-cuda-a100-sxm4-80gb"),
        ("2.13.0", "2.4.6", "AMD Instinct MI300X", "", "torch-2.13.0-rocm-amd-instinct-mi300x"),
        ("2.13.0", "2.4.6", None, "torch-nightly", "torch-nightly-cpu"),
    ],
)
def test_an_environment_is_named_for_what_is_unusual_in_it(tmp_path, torch, numpy, gpu, wanted, name):
    """The pinned torch beside another NumPy gets a file of its own; a GPU is named by its model."""
    described = {"torch": torch, "numpy": numpy, "gpu": gpu, "hip": "6.3" if gpu and "AMD" in gpu else None}
    assert store.name_of(described, wanted, PINNED, tmp_path) == name


def test_a_second_numpy_beside_a_torch_has_a_file_of_its_own(tmp_path):
    """Whoever came first is named for torch alone, and keeps that name."""
    first, second = ({"torch": "2.11.0+cu130", "numpy": numpy, "gpu": GPU} for numpy in ("2.5.2", "1.26.4"))
    assert store.name_of(second, None, PINNED, tmp_path) == "torch-2.11.0-cuda-h200"
    made = data("2.11.0", "passed", gpu=GPU)
    made["environment"]["numpy"] = "2.5.2"
    store.write(tmp_path, made["environment"], made["results"])
    assert store.name_of(first, None, PINNED, tmp_path) == "torch-2.11.0-cuda-h200"
    assert store.name_of(second, None, PINNED, tmp_path) == "torch-2.11.0-numpy-1.26.4-cuda-h200"


SECRETS = {
    "share": (r"no file \\server\share\bob\x", "no file …"),
    "share-of-file": (r"'\\\\server\\bob\\x.py'", "'…/x.py'"),
    "another-home": ("~bob/work/x.py", "…/x.py"),
    "several": ("PATH=/home/bob/bin:/opt/bob/bin", "PATH=…:…"),
    "drive-forwards": ("C:/Users/bob/x.py", "C:…/x.py"),
    "blanks": ('File "/media/My Disk/bob/x.py", line 3', 'File "…/x.py", line 3'),
    "blanks-in-folder": ("no '/media/My Disk/bob'", "no '…'"),
    "division": ("'a' / 'b' / 'c'", "'a' / 'b' / 'c'"),
    "drive": (r"C:\Users\bob\x.py", "…/x.py"),
    "drive-in-json": (r"C:\\Users\\bob", "…"),
    "user": ("user=bob, USERNAME=bob", "user=…, USERNAME=…"),
    "token": ("WANDB_API_KEY=abc HF_TOKEN=abc", "WANDB_API_KEY=… HF_TOKEN=…"),
    "proxy": ("http://bob:word@proxy.example:3128/x", "http://…/x"),
    "short-drive": (r"cd D:\alice", "cd …"),
    "short-home": ("cd ~/secret or ~alice/x", "cd … or …"),
    "user-at-host": ("alice@node17.cluster: no", "…: no"),
    "operators": (r"a @ b, @property, ~mask, x[~m]/2, 'x:\n'", r"a @ b, @property, ~mask, x[~m]/2, 'x:\n'"),
    "keyword": ("torch.sort(x, key=1, device=cuda:0)", "torch.sort(x, key=1, device=cuda:0)"),
    "bytes": (r"b'\x00\x01\x02'", r"b'\x00\x01\x02'"),
    "bytes-in-json": (r"b'\\x00\\x01'", r"b'\\x00\\x01'"),
}


@pytest.mark.parametrize(("text", "kept"), SECRETS.values(), ids=SECRETS)
def test_what_was_printed_is_kept_without_secrets(text, kept):
    """Folders on Windows too, accounts, tokens, and the passwords of proxies; what only looks like one stays."""
    outcome = {"outcome": "failed", "got": text}
    assert store.result_of(claim_with(), outcome)["got"] == kept


@pytest.mark.parametrize("where", ["this process", "the worker"])
def test_nothing_is_written_of_the_stand_in(tmp_path, monkeypatch, where):
    """A rehearsal is never evidence, whoever rehearsed: who writes, or who ran what is to be written."""
    made = data("2.13.0", "passed")
    if where == "this process":
        monkeypatch.setattr(rehearsal, "mode", lambda: "late")
    else:
        made["environment"]["stand_in"] = "late"
    with pytest.raises(Refused, match="no record was written: .* a rehearsal is never evidence"):
        store.write(tmp_path, made["environment"], made["results"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("device", ["mps", "xpu"])
def test_other_accelerators_can_be_recorded(tmp_path, device):
    """Who has one may tell of it."""
    path = tmp_path / f"torch-2.13.0-{device}.json"
    path.write_text(GOOD.replace('"cpu": {', f'"{device}": {{').replace("-cpu", f"-{device}"), encoding="utf-8")
    assert store.read(path).result("topic.good", device)["outcome"] == "passed"


def test_no_machine_has_two_accelerators(tmp_path):
    """Of which one would name the file, and the other's results would count with it."""
    made = data("2.13.0", "passed")
    (devices,) = made["results"].values()
    devices |= dict.fromkeys(("mps", "xpu"), devices["cpu"])
    made["environment"]["name"] = "torch-2.13.0-mps"
    with pytest.raises(UnreadablePages, match="what ran on mps and xpu, and no machine has both"):
        store.read(store.write(tmp_path, made["environment"], made["results"]))
