"""Options, header and refusals for all tests: on which devices, with which libraries, over which pages."""

import platform
from pathlib import Path

import claims
import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = pytest.StashKey()


def pytest_addoption(parser):
    group = parser.getgroup("Shared or Copied?")
    group.addoption(
        "--device",
        dest="devices",
        action="append",
        choices=claims.DEVICES,
        help="run the claims on this device, and fail where it is absent; may be given twice (default: every device)",
    )
    group.addoption("--browser", action="store_true", help="fail instead of skip where no Chromium can be started")


def pytest_configure(config):
    """Refuse to start over pages that cannot be read, and without a device that was asked for."""
    try:
        config.stash[PAGES] = claims.load(DOCS)
    except claims.UnreadablePages as error:
        raise pytest.UsageError(*map(str, error.problems)) from None
    if "cuda" in (config.option.devices or ()):
        import torch

        if not torch.cuda.is_available():
            raise pytest.UsageError("--device cuda: torch.cuda.is_available() is False: use a machine with a GPU")


def pytest_report_header(config):
    import numpy
    import torch

    libraries = f"torch {torch.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}"
    here = "cpu, cuda" if torch.cuda.is_available() else "cpu"
    return f"{libraries}; devices here: {here}; {len(config.stash[PAGES].claims)} claims"


def pytest_generate_tests(metafunc):
    """Give a test that takes `claim` or `session`, and `device`, every one of them on each of its devices."""
    for noun in {"claim", "session"} & set(metafunc.fixturenames):
        pairs = _pairs(metafunc.config, noun)
        metafunc.parametrize(f"{noun}, device", pairs, ids=[f"{snippet.id}-{device}" for snippet, device in pairs])


@pytest.fixture(scope="session")
def pages(pytestconfig):
    """Every claim and statement of the site."""
    return pytestconfig.stash[PAGES]


@pytest.fixture(scope="session")
def pairs(pytestconfig):
    """Every claim with each of its devices, as far as these tests were asked to run them."""
    return _pairs(pytestconfig, "claim")


@pytest.fixture(scope="module")
def chromium(request):
    """The machine's own Chromium; CHROMIUM names another."""
    import pdf

    program = pdf.find_chromium()
    if not program:
        (pytest.fail if request.config.option.browser else pytest.skip)(pdf.NO_CHROMIUM)
    with pdf.chromium(program) as browser:
        yield browser


def _pairs(config, noun):
    chosen = config.option.devices or claims.DEVICES
    every = getattr(config.stash[PAGES], noun + "s").values()
    return [(snippet, device) for snippet in every for device in snippet.devices if device in chosen]
