"""A build refuses what is false, runs nothing twice, waits for another, and ends without traces however it ends."""

import contextlib
import ctypes
import fcntl
import re
import signal
import time
from collections import Counter

import psutil
import pytest
from small_site import badges, in_both
from unit.pages.bad_pages import BAD_PAGES, FALSE_CLAIMS, FALSE_SESSION

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
SECONDS = 60  # within which something happens that takes a moment on an idle machine
WAITS = "another build is at work in this folder: waiting for it\n"


def test_a_path_with_a_blank_is_no_hindrance(site):
    """Every page is built in both languages, in a folder with blanks in its path."""
    assert " " in str(site.out)
    assert site.pages() >= in_both("topic", "other", "article", "errors", "matrix", "learn/gallery/index")


def test_pages_are_read_once_and_code_runs_once(site):
    """In the first build; after an edit the pages are read once more, and only what was edited runs."""
    assert Counter(site.calls()) == {f"read {site.docs}": 1, **dict.fromkeys(
        ["run topic.good", "run other.raises", "run topic"], 1)}  # fmt: skip
    site.edit("docs/other.md", "ones(2)", "ones(2, 1)")
    site.build()
    assert sorted(site.calls()) == [f"read {site.docs}", "run other.raises"]
    site.build()
    assert site.calls() == []


def test_only_a_language_with_something_new_is_drawn(site):
    """A catalog is another language's affair; what was removed from the built site comes back."""
    site.build()  # in a copied folder everything is new
    times = site.times()
    site.edit("docs/locale/zh_CN/LC_MESSAGES/topic.po", "主题", "题目")
    site.build()
    drawn = {name for name, time in site.times().items() if times[name] != time}
    assert {name.partition("/")[0] for name in drawn} == {"zh-cn"}
    (site.out / "en" / "plain.html").unlink()
    site.build()
    assert "linked here too" in site.html("en", "plain")


def test_bad_pages_stop_the_build(site):
    """Every one is listed with its place, in one go and without a traceback, and nothing is written."""
    times = site.times()
    for page in BAD_PAGES:
        page.write(site.docs)
    ended_well, said = site.try_to_build()
    assert not ended_well
    assert [page.name for page in BAD_PAGES if page.place not in said] == []
    assert "Traceback" not in said
    assert site.written(times) == set()


def test_false_claims_stop_the_build(site):
    """Each with its place, what was expected and what came; and again at the next try, until they are mended."""
    false = [*FALSE_CLAIMS, FALSE_SESSION]
    for page in false:
        page.write(site.docs)
    for _attempt in range(2):
        ended_well, said = site.try_to_build()
        assert not ended_well
        assert [page.name for page in false if page.place not in said or page.what not in said] == []
        assert "Traceback" not in said
    for page in false:
        (site.docs / f"{page.name}.md").unlink()
    site.build()


def test_a_misspelt_variation_stops_the_build(site):
    """A verdict on what no hunt tries would be counted as judged; the line and the names that there are are told."""
    site.write("tests/hunted.toml", '["topic.good"]\ndigest = "another"\n"nan" = "covers"\n')
    ended_well, said = site.try_to_build()
    assert not ended_well
    assert "tests/hunted.toml:3: topic.good: no variation is called 'nan': write one of one element, " in said


def test_a_claim_that_contradicts_the_matrix_stops_the_build(site):
    """What its code does, seen while it runs, has to be what the matrix says of the same conversion."""
    text = site.folder.joinpath("build", "measured.json").read_text(encoding="utf-8")
    assert '"outcome": "shares"' in text
    site.write("build/measured.json", text.replace('"outcome": "shares"', '"outcome": "copies"'))
    claim = (site.docs / "topic.md").read_text(encoding="utf-8").replace("topic.good", "topic.shares")
    claim = claim[claim.index(":::") :].replace(":formerly: topic.born-so\n", "").replace("kind: value", "kind: memory")
    claim = claim.replace("torch.ones\n", "torch.from_numpy\n").replace("A sum is printed.", "It shares.")
    code = ">>> a = np.zeros(3)\n>>> t = torch.from_numpy(a)\n>>> a[0] = 7.0\n>>> t.tolist()\n[7.0, 0.0, 0.0]\n"
    claim = claim.replace(">>> torch.ones(2).sum().item()\n2.0\n", code)
    site.write("docs/shares.md", "# Shares\n\n" + claim[: claim.rindex(":::") + 4])
    site.edit("docs/index.md", "\nplain\n", "\nplain\nshares\n")
    ended_well, said = site.try_to_build()
    assert not ended_well
    assert "topic.shares" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("text", ["{", '{"schema": 2}', "\ufffd"])
def test_broken_evidence_stops_the_build(site, text):
    """A file that is not evidence is named, with what to do, and without a traceback."""
    site.write("docs/evidence/torch-1.0-cpu.json", text)
    ended_well, said = site.try_to_build()
    assert not ended_well
    assert re.search(r"docs/evidence/torch-1\.0-cpu\.json:\d+: .+: record it again with 'make evidence'", said)
    assert "Traceback" not in said


def test_a_warning_stops_every_build_until_it_is_mended(site):
    """A page with a link that leads nowhere is refused again, although nothing has changed since."""
    site.edit("docs/plain.md", "# Plain", "# Plain\n\n{ref}`nowhere`")
    for _attempt in range(2):
        ended_well, said = site.try_to_build()
        assert not ended_well
        assert "docs/plain.md:3: WARNING: undefined label: 'nowhere'" in said
    site.edit("docs/plain.md", "\n\n{ref}`nowhere`", "")
    site.build()


def test_one_build_waits_for_another(site):
    """While one is at work, others say that they wait, and begin nothing; then all of them end well."""
    site.edit("docs/plain.md", "# Plain", "# Plain\n\nEdited.")
    site.calls()
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context((site.folder / "build" / ".lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)  # as a build does
        builds = [stack.enter_context(site.start()) for _build in range(2)]
        assert {build.stdout.readline() for build in builds} == {WAITS}
        time.sleep(2)
        assert site.calls() == []
        fcntl.flock(lock, fcntl.LOCK_UN)
        said = [build.communicate()[0] for build in builds]
        assert [build.returncode for build in builds] == [0, 0], said
    assert "Edited." in site.html("en", "plain")


@pytest.mark.parametrize("folder", ["docs", "build"])
def test_a_folder_that_may_not_be_written_is_named(site, folder):
    """In one line, without a traceback."""
    everything = [site.folder / folder, *(site.folder / folder).rglob("*")]
    modes = {path: path.stat().st_mode for path in everything if not path.is_symlink()}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    ended_well, said = site.try_to_build(preexec_fn=obey_modes)
    for path, mode in modes.items():
        path.chmod(mode)
    assert not ended_well
    assert re.fullmatch(rf"{folder}: it may not be written.+\n", said), said


def obey_modes():
    """Let root, too, write only what it may."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


HANG = """

def hang(app, pagename, *others):
    if pagename == "topic":
        import pathlib, time
        pathlib.Path(app.confdir, "hanging").touch()
        time.sleep(600)


def setup(app):
    app.connect("html-page-context", hang)
"""


@pytest.mark.parametrize("step", ["claims", "pages"])
def test_a_killed_build_leaves_no_process_and_no_lie(site, step):
    """Killed while code runs or pages are written, all that it started ends, and the next build makes all good."""
    site.edit("docs/evidence/torch-1.8.1-cpu.json", '"failed", "got": "1.0"', '"passed"')
    marker = site.folder / "hanging"
    file, text = ("conf.py", HANG) if step == "pages" else ("docs/topic.md", hanging_session(marker))
    kept = (site.folder / file).read_text(encoding="utf-8")
    site.write(file, kept + text)
    with site.start() as build:
        await_it(marker.exists)
        started = psutil.Process(build.pid).children(recursive=True)
        assert len(started) >= 2
        build.send_signal(signal.SIGKILL)
    _gone, alive = psutil.wait_procs(started, timeout=SECONDS)
    assert [" ".join(process.cmdline()) for process in alive] == []
    site.write(file, kept)
    site.build()
    assert badges(site.html("en", "topic"))[0] == badges(site.html("zh-cn", "topic"))[0] == "holds"


def hanging_session(marker):
    lines = ["import pathlib, time", f"pathlib.Path({str(marker)!r}).touch()", "time.sleep(600)", "1"]
    return "\n```pycon\n" + "".join(f">>> {line}\n" for line in lines) + "1\n```\n"


def await_it(happens):
    until = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)
