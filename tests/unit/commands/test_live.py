"""`make live` builds what is saved, reloads the pages that are open, and outlives a build that fails."""

import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from claimkit.commands.live import main
from websockets.sync.client import connect

ENGINE = Path(__file__).resolve().parents[3] / "docs" / "_ext" / "claimkit"
# Stands for the build: as quick as it can be, and refuses what a page may not hold.
BUILD = """
import sys
HEAVY = ["json"]
from claimkit.commands import ROOT

def main(arguments):
    text = (ROOT / "docs" / "index.md").read_text()
    if "wrong" in text:
        sys.exit("docs/index.md:1: wrong")
    (ROOT / "build" / "html" / "index.html").write_text(f"<html>{text}</html>")
"""


@pytest.fixture
def live(tmp_path):
    """A server over a project of one page, whose build is ours; its address, and what it prints."""
    engine = tmp_path / "docs" / "_ext" / "claimkit"
    shutil.copytree(ENGINE, engine, ignore=shutil.ignore_patterns("__pycache__", "build.py"))
    (engine / "commands" / "build.py").write_text(BUILD, encoding="utf-8")
    (tmp_path / "gallery").mkdir()
    (tmp_path / "conf.py").touch()
    (tmp_path / "docs" / "index.md").write_text("first", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "claimkit", "live", "--port", str(port)]
    settings = {"PYTHONPATH": str(tmp_path / "docs" / "_ext")}
    with subprocess.Popen(command, cwd=tmp_path, env=settings, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"localhost:{port}", server.stdout, tmp_path / "docs" / "index.md"
        finally:
            server.terminate()


def page(address):
    return urllib.request.urlopen(f"http://{address}/").read().decode()


def test_a_saved_page_is_built_and_reloaded(live):
    """A page that is open is told when its build is done; what is wrong is printed, and the next save is built."""
    address, said, source = live
    assert said.readline().startswith("all: built in ")
    assert said.readline() == f"serving http://{address}/ until Ctrl+C\n"
    while not reachable(address):
        pass
    assert page(address).startswith("<html>first</html>")
    with connect(f"ws://{address}/websocket-reload") as opened:
        source.write_text("wrong", encoding="utf-8")
        assert said.readline() == "docs/index.md:1: wrong\n"
        assert "index.md: not built" in said.readline()
        assert opened.recv(timeout=60) == "refresh"
        source.write_text("second", encoding="utf-8")
        assert re.match(r"index\.md: built in [\d.]+ s", said.readline())
        assert opened.recv(timeout=60) == "refresh"
    assert page(address).startswith("<html>second</html>")


def reachable(address):
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


@pytest.mark.parametrize("text", ["0", "65536", "99999", "http"])
def test_what_is_no_port_is_refused(text, capsys):
    """With what would be one."""
    with pytest.raises(SystemExit):
        main(["--port", text])
    assert "no port: give a number from 1 to 65535" in capsys.readouterr().err
