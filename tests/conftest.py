"""Options, header and refusals for all tests, and the one run of every claim and session from which tests read."""

import contextlib
import platform
import re
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest
from claimkit.evidence import runs
from claimkit.pages import index
from claimkit.pages.languages import LANGUAGES
from claimkit.pages.model import DEVICES, UnreadablePages
from claimkit.portable.driver import name_of_gpu

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
PAGES, COLLECTED = pytest.StashKey(), pytest.StashKey()
FOLDER = re.compile(rf"::.*[\[-]({'|'.join(language.folder for language in LANGUAGES)})[\]-]")


def pytest_addoption(parser):
    group = parser.getgroup("Shared or Copied?")
    group.addoption(
        "--device",
        dest="devices",
        action="append",
        choices=DEVICES,
        help="run the claims on this device, and fail where it is absent; may be given twice (default: every device)",
    )
    group.addoption("--browser", action="store_true", help="fail instead of skip where no Chromium can be started")
    group.addoption("--every-page", action="store_true", help="have axe look at all pages, in each scheme and language")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n`, give each process whole files, and one of them all the files that read from the one run of claims.

    The tests of a file that go through a language of the site are apart: who looks at every page takes long.
    """
    from xdist.scheduler import LoadFileScheduling

    reading = {path.name for path in TESTS.glob("test_*.py") if "outcome_of" in path.read_text(encoding="utf-8")}

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            if file in {f"tests/{name}" for name in reading}:
                return "reading"
            folder = FOLDER.search(nodeid)
            return f"{file}, {folder[1]}" if folder else file

    return Together(config, log)


def pytest_configure(config):
    """Refuse to start over pages that cannot be read, and without a device that was asked for."""
    try:
        config.stash[PAGES] = index.load(ROOT / "docs", ROOT / "build")
    except UnreadablePages as error:
        raise pytest.UsageError(*map(str, error.problems)) from None
    if "cuda" in (config.option.devices or ()):
        import torch

        if not torch.cuda.is_available():
            raise pytest.UsageError("--device cuda: torch.cuda.is_available() is False: use a machine with a GPU")


def pytest_report_header(config):
    installed = runs.versions()
    libraries = f"torch {installed['torch']}, numpy {installed['numpy']}, Python {platform.python_version()}"
    return f"{libraries}; GPU: {name_of_gpu()}; {len(config.stash[PAGES].claims)} claims"


def pytest_generate_tests(metafunc):
    """Give a test that takes `claim` or `session`, and `device`, every one of them on each of its devices."""
    if "device" not in metafunc.fixturenames:
        return
    for noun in {"claim", "session"} & set(metafunc.fixturenames):
        pairs = _pairs(metafunc.config, noun)
        metafunc.parametrize(f"{noun}, device", pairs, ids=[f"{snippet.id}-{device}" for snippet, device in pairs])


def pytest_itemcollected(item):
    item.config.stash.setdefault(COLLECTED, set()).add((item.path, getattr(item, "originalname", item.name)))


@pytest.fixture(scope="session")
def pages(pytestconfig):
    """Everything the pages hold."""
    return pytestconfig.stash[PAGES]


@pytest.fixture(scope="session")
def collected(pytestconfig):
    """The file and the function of every test that was found, before any was deselected."""
    return pytestconfig.stash[COLLECTED]


@pytest.fixture(scope="session")
def pairs(pytestconfig):
    """Every claim with each of its devices, as far as these tests were asked to run them."""
    return _pairs(pytestconfig, "claim")


def _pairs(config, noun):
    chosen = config.option.devices or DEVICES
    every = getattr(config.stash[PAGES], noun + "s").values()
    return [(snippet, device) for snippet in every for device in snippet.devices if device in chosen]


@pytest.fixture(scope="session")
def outcome_of(request):
    """Gives the outcome of a snippet on a device; those that selected tests are of run together, in their order."""
    return Outcomes([pair for item in request.session.items for pair in _pair_of(item)])


def _pair_of(item):
    """The snippet and the device that a test is of, if it is of one."""
    values = item.callspec.params if hasattr(item, "callspec") else {}
    return [(values[noun], values["device"]) for noun in ("claim", "session") if {noun, "device"} <= set(values)]


@pytest.fixture(scope="session")
def on_stand_in():
    """For each of its modes the folder that puts a Python on the stand-in for a GPU; skips where there can be none."""
    sys.path.append(str(TESTS / "stand_in"))
    import stand_in

    reason = stand_in.why_not()
    if reason:
        pytest.skip(reason)
    return {mode: stand_in.folder(mode) for mode in stand_in.MODES}


class Outcomes:
    """What came of snippets on devices: each runs afresh, watched, and never twice.

    The worker starts when the first outcome is asked for, and goes on while tests look at what has arrived.
    """

    def __init__(self, expected):
        self.expected, self.arriving = expected, {}

    def __call__(self, snippet, device):
        """The outcome, as the worker tells it; raises what ended the worker, if that comes first."""
        return self.each([(snippet, device)])[0]

    def each(self, pairs):
        """The outcomes of several, in their order."""
        due = [pair for pair in dict.fromkeys([*self.expected, *pairs]) if _name(pair) not in self.arriving]
        if due:
            self.expected = []
            self.arriving.update((_name(pair), Future()) for pair in due)
            futures = [self.arriving[_name(pair)] for pair in due]
            threading.Thread(target=_run, args=(due, futures), daemon=True).start()
        return [self.arriving[_name(pair)].result() for pair in pairs]


def _name(pair):
    return pair[0].id, pair[1]


def _run(due, futures):
    try:
        answers = runs.ask([runs.as_run(*pair) for pair in due], watch=True)
        next(answers)
        for future, outcome in zip(futures, answers, strict=True):
            future.set_result(outcome)
    except Exception as error:
        for future in futures:
            if not future.done():
                future.set_exception(error)


@pytest.fixture(scope="module")
def chromium(request):
    """The machine's own Chromium; CHROMIUM names another."""
    from claimkit.commands import cheat_sheet

    program = cheat_sheet.find_chromium()
    if not program:
        (pytest.fail if request.config.option.browser else pytest.skip)(cheat_sheet.NO_CHROMIUM)
    with cheat_sheet.chromium(program) as browser:
        yield browser


@pytest.fixture(scope="module")
def lend(chromium):
    """Lends a test a page, with listeners: the same to all tests, for a new one costs a second of work."""
    kept = {}

    @contextlib.contextmanager
    def lent(listeners, size=(1280, 720), color_scheme="light", reduced_motion="no-preference", **options):
        name = repr(sorted(options.items()))
        page = kept[name] = kept.get(name) or chromium.new_context(**options).new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(media="null", color_scheme=color_scheme, reduced_motion=reduced_motion)
        for event, listener in listeners.items():
            page.on(event, listener)
        yield page
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        _forget(page)

    yield lent
    for page in kept.values():
        page.context.close()


def _forget(page):
    """Leave nothing of a test on the page that the next could meet."""
    page.unroute_all()
    page.set_default_timeout(30_000)
    if page.url != "about:blank":  # which has no storage
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.context.clear_cookies()
    page.goto("about:blank")
    page.mouse.move(0, 0)
