"""Every command of the engine answers, and make starts none that is not there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from claimkit.__main__ import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def claimkit(*arguments):
    command = [sys.executable, "-m", "claimkit", *arguments]
    done = subprocess.run(command, env={"PYTHONPATH": "docs/_ext"}, cwd=ROOT, text=True, capture_output=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_how_it_is_used(name):
    """Each can be imported, takes --help, and does nothing then."""
    status, said = claimkit(name, "--help")
    assert (status, said.partition(" [")[0]) == (0, f"usage: claimkit {name}")


def test_the_commands_are_listed():
    """Without a name, and with one that is none."""
    assert claimkit()[0] == 0
    status, said = claimkit("no-such")
    assert status == 1
    assert said.startswith("no command 'no-such': use one of")
    assert all(f"  {name} " in said for name in COMMANDS)


def test_make_starts_only_what_is_there():
    """A recipe names a command of the table, or a file that exists."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    started = re.findall(r"(?:-m claimkit|\$\(CLAIMKIT\)) ([a-z][\w-]*)", makefile)
    files = [path for path in re.findall(r"[\w./-]+\.py\b", makefile) if "/" in path and not (ROOT / path).exists()]
    assert set(started) >= {"build", "record", "environments", "mutants", "bench", "live"}
    assert [name for name in started if name not in COMMANDS] + files == []


def test_whoever_interrupts_is_told_in_one_line():
    """With the status that shells have for it, and no traceback."""
    code = "import runpy, claimkit.commands.hunt as hunt\ndef main(_): raise KeyboardInterrupt\nhunt.main = main\n"
    code += "import sys\nsys.argv[1:] = ['hunt']\nrunpy.run_module('claimkit', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": "docs/_ext"}, cwd=ROOT, text=True, capture_output=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
