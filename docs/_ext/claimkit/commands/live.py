"""Serves the site while it is written: builds it when something is saved, and reloads the pages that are open.

Each build is a process of its own, forked from one that has imported the libraries already; our own code is imported
anew, so that an edit of it counts as well.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
import traceback
from concurrent.futures import ProcessPoolExecutor

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from claimkit.commands import ROOT, build
from claimkit.pages.model import Refused

SITE = ROOT / "build" / "html"
WATCHED = ("docs", "gallery", "conf.py")
NO_SOURCES = (r"/__pycache__(/|$)", r"\.mo$", r"~$", r"/\.[^/]+$", r"/\d+$")  # and what editors leave and remove

OURS = ("sphinx_autobuild.server", "starlette.staticfiles", "uvicorn")  # what this module would import again


def main(arguments):
    parser = argparse.ArgumentParser("claimkit live", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=port, default=8000, help="serve at this port of localhost (default: 8000)")
    wanted = parser.parse_args(arguments).port
    address = f"localhost:{wanted}"
    multiprocessing.set_start_method("forkserver")
    multiprocessing.set_forkserver_preload([*OURS, *(name for name in build.HEAVY if not name.startswith("claimkit."))])
    SITE.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(1) as pool:
        pool.submit(rebuild, changed_paths=[]).result()
    print(f"serving http://{address}/ until Ctrl+C", flush=True)
    uvicorn.run(serving(address), host="localhost", port=wanted, log_level="warning")
    return 0


def port(text):
    """A port that can be served at, of what was typed."""
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"'{text}' is no port: give a number from 1 to 65535")
    return int(text)


def serving(address):
    """The site as a web application that rebuilds it and tells open pages to reload."""
    ignored = IgnoreFilter([ROOT / "docs" / "learn" / "gallery"], NO_SOURCES)
    watcher = RebuildServer([ROOT / path for path in WATCHED], ignored, change_callback=rebuild)
    return Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", watcher),
            Mount("/", app=StaticFiles(directory=SITE, html=True)),
        ],
        middleware=[Middleware(JavascriptInjectorMiddleware, ws_url=address)],
        lifespan=watcher.lifespan,
    )


def rebuild(changed_paths):
    """Build the site as it is saved; what is wrong is printed, and the next save tries again."""
    started = time.monotonic()
    names = ", ".join(sorted({path.name for path in changed_paths}))
    try:
        build.main([])
        print(f"{names or 'all'}: built in {time.monotonic() - started:.1f} s", flush=True)
    except BaseException as error:  # whatever is wrong: the server goes on
        told = str(error) if isinstance(error, (Refused, SystemExit)) else traceback.format_exc()
        print(f"{told}\n{names or 'all'}: not built, the last pages that could be are served", flush=True)
