"""Every gallery script runs alone, fails when its promise does, and links to claims that exist."""

import ast
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import claims
import pytest
import torch

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted((ROOT / "gallery").rglob("plot_*.py"))
CLAIM_ROLE = re.compile(r":claim:`(?:[^`<]*<)?([^`<>]+)>?`")
GPU_SCRIPT = ROOT / "gallery" / "plot_3_gpu_round_trip.py"

# For each script, a change that stands for a library that behaves differently: (what it says, what it says instead).
CHANGES = {
    "plot_1_numpy_round_trip": ("torch.from_numpy(array)", "torch.tensor(array)"),
    "plot_2_see_sharing": ("(torch.from_numpy, torch.tensor)", "(torch.tensor, torch.tensor)"),
    "plot_3_gpu_round_trip": ('on_cpu.to("cpu")', 'on_cpu.to("cpu", copy=True)'),
}

each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


@functools.cache
def run(script, **env):
    """Run the script as a reader would, without Sphinx, a display or a Python path of ours."""
    env = {**os.environ, "MPLBACKEND": "Agg", **env}
    env.pop("PYTHONPATH", None)
    command = [sys.executable, str(script)]
    return subprocess.run(command, env=env, cwd=script.parent, capture_output=True, text=True, timeout=120)


@each_script
def test_runs_alone(script):
    """Plain Python runs the script to its end, without a warning, and the reader sees something."""
    done = run(script)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert done.stdout.strip()


@each_script
def test_prints_the_same_each_time(script):
    """No address, time or random number is printed, so the page of a script changes only when behaviour does."""
    assert run(script, PYTHONHASHSEED="1").stdout == run(script).stdout


@each_script
def test_asserts_what_it_promises(script):
    """The script checks itself with at least one assert."""
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(script.read_text("utf-8"))))


@each_script
def test_fails_when_a_library_behaves_differently(script, tmp_path):
    """A broken promise ends the script with an AssertionError and a non-zero status, not with other output."""
    says, instead = CHANGES[script.stem]
    source = script.read_text("utf-8")
    assert says in source, f"CHANGES names '{says}', which {script.name} no longer holds: name what it says now"
    changed = tmp_path / script.name
    changed.write_text(source.replace(says, instead), "utf-8")
    done = run(changed)
    assert done.returncode != 0
    assert "AssertionError" in done.stderr


@each_script
def test_links_claims_that_exist(script):
    """The script links to its proof, and each claim it names is on a page."""
    linked = CLAIM_ROLE.findall(script.read_text("utf-8"))
    assert linked, f"{script.name} links to no claim: name one with :claim:`topic.id`"
    missing = sorted(set(linked) - set(claims.load(ROOT / "docs").claims))
    assert not missing, f"{script.name} links to claims that do not exist: {missing}"


@each_script
def test_is_one_lesson(script):
    """The script is 40 to 120 lines long and ends with what to remember."""
    lines = script.read_text("utf-8").splitlines()
    assert 40 <= len(lines) <= 120
    last_heading = [line for line, below in zip(lines, lines[1:]) if re.fullmatch(r"# -{3,}", below)][-1]
    assert last_heading == "# What to remember"


def test_the_gallery_is_complete():
    """Every script of the gallery was collected, and each has a change that must make it fail."""
    assert sorted(script.stem for script in SCRIPTS) == sorted(CHANGES)


def test_gpu_script_says_what_it_skipped():
    """Where no CUDA device can be seen, the GPU script says each step that it skipped, and why."""
    done = run(GPU_SCRIPT, CUDA_VISIBLE_DEVICES="")
    skipped = [line for line in done.stdout.splitlines() if line.startswith("skipped: ")]
    guarded = GPU_SCRIPT.read_text("utf-8").count("\nif has_cuda:")
    assert done.returncode == 0, done.stderr
    assert len(skipped) == guarded > 0
    assert all(line.endswith("torch.cuda.is_available() is False") for line in skipped)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device: torch.cuda.is_available() is False")
def test_gpu_script_skips_nothing_on_a_gpu():
    """Where there is a CUDA device, the GPU script runs every step on it."""
    done = run(GPU_SCRIPT)
    assert done.returncode == 0, done.stderr
    assert "running on cuda" in done.stdout
    assert "skipped" not in done.stdout
