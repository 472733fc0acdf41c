"""The pins: next year's installation is today's, whatever is released in between, on each Python that we promise."""

import os
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILES = ["requirements", "requirements-libraries"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
TORCH_CUDA = re.compile(r"nvidia-|cuda-|triton|cublas|cudnn")  # chosen by torch's own wheel, absent from its CPU build


def required(file):
    """The requirements of a file, each with its line's number."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        text = re.sub(r"(^|\s+)#.*", "", line).strip()
        try:
            if text:
                yield number, Requirement(text)
        except InvalidRequirement as error:
            pytest.fail(f"{file}:{number}: {text!r} is not a requirement: {error}", pytrace=False)


def pins(python=None, file="requirements"):
    """The version of each package on a Python, by default on this one; a line that is not an exact pin fails."""
    where = {"python_version": python, "python_full_version": python + ".9"} if python else {}
    found = {}
    for number, pin in required(f"{file}.txt"):
        bounds = list(pin.specifier)
        if len(bounds) != 1 or bounds[0].operator != "==" or bounds[0].version.endswith("*"):
            pytest.fail(f"{file}.txt:{number}: {pin.name} is not pinned: run 'make pins'", pytrace=False)
        if pin.marker is None or pin.marker.evaluate(where):
            assert canonicalize_name(pin.name) not in found, f"{file}.txt:{number}: {pin.name} stands twice"
            found[canonicalize_name(pin.name)] = bounds[0].version
    return found


def installed(name):
    """The version of a package here, without the name of its build, or None."""
    try:
        return metadata.version(name).partition("+")[0]
    except metadata.PackageNotFoundError:
        return None


def test_what_is_installed_is_what_is_pinned():
    """Every package runs in its pinned version; torch may carry the name of its build."""
    assert {name: installed(name) for name in pins()} == pins()


def test_what_is_installed_of_the_large_libraries_is_what_is_pinned():
    """`make libraries` installs all of them; without it, none need be there."""
    wanted = pins(file="requirements-libraries")
    assert {name: installed(name) or version for name, version in wanted.items()} == wanted


@pytest.mark.parametrize("file", FILES)
def test_whatever_a_pinned_package_needs_is_pinned(file):
    """No package is left to be chosen at installation."""
    pinned = pins(file=file)
    for name in filter(installed, pinned):
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            wanted = needed.marker is None or needed.marker.evaluate({"extra": ""})
            if wanted and not TORCH_CUDA.match(needed.name):
                assert canonicalize_name(needed.name) in pinned, f"{name} needs {needed}, which is not pinned"


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("python", PYTHONS)
def test_what_we_use_is_pinned_as_we_want_it(python, file):
    """The pins were made from the `.in` file as it stands."""
    pinned = pins(python, file)
    for number, wanted in required(f"{file}.in"):
        if wanted.marker is None or wanted.marker.evaluate({"python_version": python}):
            version = pinned.get(canonicalize_name(wanted.name))
            serves = version and wanted.specifier.contains(version)
            assert serves, f"{file}.in:{number}: {wanted} on Python {python} is {version}: run 'make pins'"


@pytest.mark.parametrize("python", PYTHONS)
def test_the_large_libraries_leave_the_others_as_they_are(python):
    """What both files pin, they pin alike."""
    first, second = pins(python), pins(python, "requirements-libraries")
    assert {name: first.get(name, version) for name, version in second.items()} == second


@pytest.mark.parametrize("file", FILES)
def test_the_pins_name_packages_and_nothing_else(file):
    """No address or folder of the machine that made them is in them, and nothing that only a GPU needs."""
    text = (ROOT / f"{file}.txt").read_text(encoding="utf-8")
    assert not re.findall(r"\w+://|^-|^ *[./~]|\s@\s", text, re.MULTILINE)
    assert [name for python in PYTHONS for name in pins(python, file) if TORCH_CUDA.match(name)] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("numpy", "requirements.txt:1: numpy is not pinned: run 'make pins'"),
        ("numpy>=2", "requirements.txt:1: numpy is not pinned: run 'make pins'"),
        ("numpy==2.*", "requirements.txt:1: numpy is not pinned: run 'make pins'"),
        ("numpy=2.5.5", "requirements.txt:1: 'numpy=2.5.5' is not a requirement"),
    ],
)
def test_a_line_that_pins_nothing_is_named(line, told, tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text(line + "  # via nobody\n", encoding="utf-8")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    with pytest.raises(pytest.fail.Exception, match=re.escape(told)):
        pins()


def test_the_same_pythons_are_named_wherever_they_are_named():
    """A reader, the set-up and the pins are told of the same ones."""
    oldest, newest = PYTHONS[0], PYTHONS[-1]
    for file, told in [
        (".ci/venv", f"Python {oldest} to {newest} "),
        (".ci/venv", " ".join(f"python{python}" for python in reversed(PYTHONS))),
        ("Makefile", f"--python-version {oldest} "),
        ("requirements.in", f"Python {oldest} to {newest}."),
        ("README.md", f"Python {oldest} to {newest} "),
        ("README.zh-CN.md", f"Python {oldest} 至 {newest}"),
    ]:
        assert told in (ROOT / file).read_text(encoding="utf-8"), f"{file} does not say {told!r}"


@pytest.mark.parametrize("python", ["3.10", *PYTHONS, "3.15"])
def test_the_set_up_takes_the_pythons_that_are_pinned_for(python, tmp_path):
    """And says in one line what is needed where it finds another."""
    serves = python in PYTHONS
    stand_in = tmp_path / "a python"
    stand_in.write_text(f'#!/bin/sh\n[ "$1" = -IS ] && echo {python} || exit 0\n', encoding="utf-8")
    stand_in.chmod(0o755)
    found = subprocess.run([ROOT / ".ci/venv", "find"], env={**os.environ, "PYTHON": str(stand_in)}, cwd=tmp_path,
                           capture_output=True, text=True)  # fmt: skip
    assert (found.returncode == 0, found.stdout) == (serves, f"{stand_in}\n" if serves else "")
    assert found.stderr.count("\n") == (not serves)
