"""Measures the builds and the claims on a copy of this checkout, and prints a table; nothing is asserted."""

import doctest
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

import claims  # noqa: E402
from test_site import files_of  # noqa: E402

CLAIM = "numpy-to-tensor.from-numpy-shares"
PAGE = "reference/numpy-to-tensor"


def main():
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", "build", ".git", "gallery.rst"))
        shutil.rmtree(copy / "docs" / "learn" / "gallery", ignore_errors=True)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        for name, figure in [*builds(copy), *claim_costs(), *page_weight(copy)]:
            print(f"{name:<60} {figure:>12}", flush=True)


def builds(copy):
    """Rows about building: cold, bare, unchanged, and after one edit."""
    cold, output = timed(copy, "make", "html")
    first, second = (float(seconds) for seconds in re.findall(r"built in ([\d.]+) s", output))
    yield "cold build, both languages", f"{cold:.1f} s"
    yield "  English, which executes everything", f"{first:.1f} s"
    yield "  Chinese", f"{second:.1f} s"
    yield "  Chinese as a share of English", f"{second / first:.0%}"
    yield "  peak memory of one process", f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20:.2f} GiB"
    yield "bare run of the same scripts and notebooks", f"{bare(copy):.1f} s"
    yield "build with nothing changed", f"{timed(copy, 'make', 'html')[0]:.2f} s"

    page = copy / "docs" / f"{PAGE}.md"
    text = page.read_text(encoding="utf-8")
    assert "([7.0, 8.0, 0.0], [7.0, 8.0, 0.0])" in text
    page.write_text(text.replace("8.0", "9.0"), encoding="utf-8")
    yield "one edited claim to its page, both languages", f"{timed(copy, 'make', 'html')[0]:.2f} s"
    test = (copy / ".venv/bin/python", "-m", "pytest", "-q", "tests/test_claims.py", "-k", CLAIM)
    yield "one edited claim to its test", f"{timed(copy, *test)[0]:.2f} s"


def timed(folder, *command):
    """Seconds and output of a command that must succeed."""
    start = time.perf_counter()
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout}{done.stderr}")
    return seconds, done.stdout


def bare(copy):
    """Seconds that the same code takes without Sphinx or Jupyter, each script and notebook in a plain Python."""
    scripts = sorted((copy / "gallery").rglob("plot_*.py"))
    for page in (copy / "docs").rglob("*.md"):
        cells = re.findall(r"^```\{code-cell\}.*?\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
        if cells:
            scripts.append(copy / f"{page.stem}.py")
            scripts[-1].write_text("\n".join(cells), encoding="utf-8")
    return sum(timed(copy, sys.executable, script)[0] for script in scripts)


def claim_costs():
    """Rows about running claims; those that start a second Python or a compiler are left out."""
    heavy = re.compile("subprocess|multiprocessing|torch[.]compile|DataLoader")
    every = claims.load(ROOT / "docs").claims
    chosen = [claim for claim in every.values()
              if "cpu" in claim.devices and not heavy.search(claim.code)]  # fmt: skip
    from runner import np, run, torch

    def loop(action):
        """Milliseconds for a claim, in the best of five rounds."""
        rounds = []
        for _round in range(5):
            start = time.perf_counter()
            for claim in chosen:
                action(claim)
            rounds.append(time.perf_counter() - start)
        return min(rounds) / len(chosen) * 1000

    def bare_doctest(claim):
        test = doctest.DocTestParser().get_doctest(claim.code, {"np": np, "torch": torch, "device": "cpu"}, "", None, 0)
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=lambda text: None)

    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = loop(bare_doctest)
    light = {claim.id for claim in chosen}
    tests = (sys.executable, "-m", "pytest", "-q", "tests/test_claims.py", "--device", "cpu")
    others = [f"--deselect=tests/test_claims.py::test_claim[{claim.id}-cpu]"
              for claim in every.values() if claim.id not in light]  # fmt: skip
    both = [min(timed(ROOT, *tests, *options)[0] for _ in range(3)) for options in (others, ("-k", CLAIM))]
    item = (both[0] - both[1]) / (len(chosen) - 1) * 1000
    yield f"{len(chosen)} claims in a bare doctest loop, each", f"{plain:.2f} ms"
    yield "  the same through the runner, each", f"{loop(lambda claim: run(claim, 'cpu')):.2f} ms"
    yield "  the same as pytest items, with what they import, each", f"{item:.2f} ms"


def page_weight(copy):
    """Rows about what a browser fetches for a claim page."""
    for language in ("en", "zh-cn"):
        page = copy / "build" / "html" / language / f"{PAGE}.html"
        files = files_of(page)
        size = sum(len(zlib.compress(file.read_bytes(), 6)) for file in files)
        yield f"{language}/{PAGE}, gzipped, in {len(files)} requests", f"{size / 1000:.1f} kB"


if __name__ == "__main__":
    main()
