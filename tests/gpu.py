"""Runs on a machine with a GPU all that speaks of CUDA, records it, and leaves gpu-report/: `python tests/gpu.py`.

It needs torch, NumPy and pytest with its packaging, no network, and at most twelve minutes: a step that takes longer is
cut, and says so.
"""

import argparse
import contextlib
import functools
import getpass
import importlib.util
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "docs" / "_ext"
EVIDENCE = ROOT / "docs" / "evidence"
NEEDED = ("torch", "numpy", "pytest", "packaging")
sys.path.insert(0, str(ENGINE))
missing = [name for name in NEEDED if not importlib.util.find_spec(name)]
if sys.version_info[:2] < (3, 11):  # noqa: UP036, for here somebody else's Python may stand
    sys.exit(f"nothing was run: {sys.executable} is Python {sys.version.split()[0]}: use 3.11 or newer")
if not hasattr(os, "fork"):
    sys.exit("nothing was run: Python has no os.fork here, which claims need: run it on Linux, on Windows in WSL")
if missing:
    sys.exit(f"nothing was run: {sys.executable} lacks {', '.join(missing)}: install it there with pip")

from claimkit.commands import record  # noqa: E402
from claimkit.evidence import matrix, store  # noqa: E402
from claimkit.portable import rehearsal  # noqa: E402

PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
CLAIMKIT = [sys.executable, "-m", "claimkit"]
# Seconds that each step may take, in order; what one leaves over, or is not asked for, the others have.
SHARES = {"claims": 75, "errors": 40, "gallery": 95, "matrix": 45, "mutants": 155, "record": 240, "link": 20}
START = 40  # seconds in which torch may say what machine this is
SHORT = 4  # letters of a name that can stand in another word by chance, or in a digest
GRACE = 10  # seconds in which a step that is cut may say how far it came
MUTANTS = re.compile(r"(\d+) claims, (\d+) mutants: .* (\d+) allowed, (\d+) survived")
RECORD = re.compile(r"(docs/evidence/\S+\.json): (\d+) passed, (\d+) failed, (\d+) absent, (\d+) skipped")
NO_GPU = (
    "nothing was run: torch.cuda.is_available() is False with torch {torch}, built for {built}{hidden}: use a machine "
    "with a GPU, a torch built for it, or a newer driver"
)
TOO_SLOW = "importing torch took too long: run it again, now that its files have been read"
TRY = "import json, torch; print(json.dumps(torch.ones(2, device='cuda').sum().item()))"
DESCRIBE = "import json; from claimkit.portable.machine import describe; print(json.dumps(describe()))"
HAND_IN = {True: "a rehearsal, of which nothing is handed in", False: "CONTRIBUTING.md says how to hand it in"}
BELOW = r"(?:/[\w.+@~-]+)*/?"  # what may follow a folder in a path
BY_CHANCE = (".digest", ".torch_git")  # of a record, texts in which a name can stand by chance
FILE = re.compile(rf"/({store.FILE})$")  # at the end of a path


class Done(NamedTuple):
    """What came of a step: counts, what is to be said of it, and the texts of what failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""
    texts: tuple = ()


class NothingRun(Exception):
    """The machine cannot run anything; the message says why, and what to do."""


class Cut(Exception):
    """A step took longer than it may; the message is what it had printed."""


def main(arguments):
    parser = argparse.ArgumentParser("gpu.py", description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=SHARES, help="take this step only; may be given twice")
    steps = parser.parse_args(arguments).only or list(SHARES)
    pace = 10 if rehearsal.mode() else 1  # nobody has rented a machine to rehearse on, and it may be busy
    try:
        machine = machine_here(time.monotonic() + START * pace)
    except KeyboardInterrupt:
        return "interrupted before anything was run"
    except NothingRun as error:
        return str(error)
    report = Report(ROOT / "gpu-report", machine)
    deadline = time.monotonic() + pace * sum(share for name, share in SHARES.items() if name not in steps)
    for name in steps:
        deadline += pace * SHARES[name]
        print(f"{name}: {max(deadline - time.monotonic(), 0):.0f} s at most", flush=True)
        try:
            report.add(name, *timed(STEPS[name], report, deadline))
        except KeyboardInterrupt:
            return f"interrupted in step {name}: what came before, if anything, is in {report.folder.name}/"
    print(f"\n{report.table()}")
    print(f"The report is in {report.folder.name}/: {HAND_IN[report.is_rehearsed]}.")
    return 1 if any(done.failed for done, _seconds in report.steps.values()) else 0


def machine_here(deadline):
    """What the libraries and the machine are, as a record has them; its GPU has been tried."""
    try:
        said, machine = describe(deadline)
        if not machine["gpu"]:
            raise NothingRun("\n".join([*said, no_gpu(machine)]))
        ask(["-c", TRY], deadline)
    except Cut as cut:
        raise NothingRun(f"nothing was run: {TOO_SLOW}") from cut
    except RuntimeError as error:
        raise NothingRun(f"nothing was run: torch cannot be used here, or not with this GPU: {error}") from error
    return machine


def no_gpu(machine):
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    built = f"CUDA {machine['cuda']}" if machine["cuda"] else "ROCm" if machine.get("hip") else "the CPU alone"
    said = "" if hidden is None else f", and CUDA_VISIBLE_DEVICES is '{hidden}'"
    return NO_GPU.format(torch=machine["torch"], built=built, hidden=said)


def timed(step, report, deadline):
    """What came of the step, and its seconds; whatever goes wrong in it, those behind it are taken."""
    started = time.monotonic()
    try:
        done = step(report, deadline)
    except Cut as cut:
        done = Done(failed=1, note="cut: it took longer than it may", texts=(str(cut),))
    except Exception as error:
        done = Done(failed=1, note="broken off", texts=(f"{type(error).__name__}: {error}",))
    return done, time.monotonic() - started


def call(command, deadline):
    """The status and the output of a command; one that takes too long is asked to end, and then made to."""
    paths = filter(None, [os.environ.get("PYTHONPATH"), str(ENGINE)])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "MPLBACKEND": "agg"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            in_time = has_ended(child, deadline - time.monotonic())
        finally:
            end(child)
        out.seek(0)
        return child.returncode if in_time else None, out.read()


def end(child):
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        if not has_ended(child, GRACE):
            child.kill()
            child.wait()


def has_ended(child, seconds):
    try:
        child.wait(max(seconds, 1))
    except subprocess.TimeoutExpired:
        return False
    return True


def ask(command, deadline):
    """The lines that a command prints, and what stands in its last one, as JSON."""
    status, output = call([sys.executable, *command], deadline)
    if status is None:
        raise Cut(output)
    if status:
        raise RuntimeError(output.strip() or f"it ended with status {status}")
    *said, told = output.strip().splitlines()  # libraries may print before it
    return said, json.loads(told)


def describe(deadline):
    """What is printed meanwhile, and what the libraries and the machine here are, as a record has them."""
    return ask(["-c", DESCRIBE], deadline)


# The steps


def run_tests(*options):
    """A step that is tests."""

    def step(_report, deadline):
        with tempfile.TemporaryDirectory() as folder:
            results = Path(folder) / "results.xml"
            status, output = call([*PYTEST, f"--junitxml={results}", *options], deadline)
            if not results.exists():
                raise Cut(output) if status is None else RuntimeError(output)
            return read_results(xml.parse(results).getroot(), status is None)

    return step


def read_results(root, is_cut):
    """What came of tests; of those that were not reached nothing is known, so a cut counts as a failure."""
    passed, texts, reasons = 0, [], []
    for case in root.iter("testcase"):
        wrong = [part for kind in ("failure", "error") for part in case.iter(kind)]
        texts += [f"{case.get('name')}\n{part.text or part.get('message')}" for part in wrong]
        reasons += [part.get("message") for part in case.iter("skipped")]
        passed += not wrong and not list(case.iter("skipped"))
    texts += ["cut: what is not named here and did not pass was not run"] * is_cut
    note = "cut: not all were run" if is_cut else "; ".join(sorted(set(reasons))[:3])
    return Done(passed, len(texts), len(reasons), note, tuple(texts))


def measure_matrix(report, deadline):
    """Twice: a cell that comes out otherwise the second time is told. The rows that need a GPU are recorded."""
    first, second = (ask(["-m", "claimkit.portable.measure"], deadline)[1] for _time in range(2))
    report.write("matrix.json", json.dumps(first, indent=1, ensure_ascii=False))
    of_gpu = matrix.of_gpu(first)
    pairs = [pair for pair in zip(first["cells"], second["cells"]) if pair[0]["source"] in of_gpu]
    varying = [f"{cell['route']} with the source '{cell['source']}' varies" for cell, again in pairs
               if any(cell.get(fact) != again.get(fact) for fact in matrix.FACTS)]  # fmt: skip
    if not varying and not report.is_rehearsed:
        pinned = record.first_pins(ROOT / "requirements.txt")
        report.take(matrix.write(EVIDENCE, store.name_of(report.machine, None, pinned, EVIDENCE), first))
    return Done(len(pairs) - len(varying), len(varying), note="cells of CUDA tensors", texts=tuple(varying))


def break_claims(_report, deadline):
    status, output = call([*CLAIMKIT, "mutants", "--naming", "cuda"], deadline)
    if status is None:
        raise Cut("what is known so far is remembered: run it again, and it goes on from there")
    told = MUTANTS.search(output)
    if not told:
        raise RuntimeError(output)
    claims, every, allowed, survived = map(int, told.groups())
    problems = output[: told.start()].strip().splitlines()
    return Done(every - survived - allowed, len(problems), allowed, f"of {claims} claims", tuple(problems))


def write_record(report, deadline):
    status, output = call([*CLAIMKIT, "record"], deadline)
    told = RECORD.search(output)
    if not told:
        if status is None:
            raise Cut("no record was written")
        return Done(failed=1, note="refused", texts=(output,))
    path, passed, failed, absent, skipped = told.groups()
    report.take(ROOT / path)
    texts = tuple(output[told.end() :].strip().splitlines())
    cut = "" if status is not None else ", cut: not all were run: do not hand it in over a complete one"
    return Done(int(passed), int(failed) + bool(cut), int(absent) + int(skipped), path + cut, texts)


def time_the_link(report, deadline):
    _said, told = ask(["-m", "claimkit.portable.transfers"], deadline)
    report.write("transfers.json", json.dumps(told, indent=1))
    for direction, found in told["directions"].items():
        print(f"{direction}: {found['limit']} {told['unit']} from or into pinned memory")
        for way, reached in found["ways"].items():
            print(f"  {reached['percent']:4} %  {way}")
    return Done(passed=sum(len(found["ways"]) for found in told["directions"].values()))


STEPS = {
    "claims": run_tests("tests/test_claims.py::test_claim", "tests/test_claims.py::test_session", "--device", "cuda"),
    "errors": run_tests("tests/test_errors.py", "--device", "cuda", "-k", "not older_wordings"),
    "gallery": run_tests("tests/test_gallery.py", "-k", "test_gpu_script_skips_nothing_on_a_gpu"),
    "matrix": measure_matrix,
    "mutants": break_claims,
    "record": write_record,
    "link": time_the_link,
}


# The report

HEAD = f"{'step':9}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"


def keep_former(folder):
    """Make way for a new report: what an earlier run left is renamed, never lost."""
    if folder.exists():
        former = next(to for number in itertools.count(1) if not (to := Path(f"{folder}-{number}")).exists())
        folder.rename(former)
        print(f"the report of an earlier run is now {former.name}/")


class Report:
    """The folder that is left, written anew after each step; no file of it tells whose machine it was."""

    def __init__(self, folder, machine):
        self.folder, self.machine, self.steps = folder, machine, {}
        keep_former(folder)
        folder.mkdir()
        self.write("versions.json", json.dumps(machine, indent=1))
        print(self.heading())

    @property
    def is_rehearsed(self):
        return "stand_in" in self.machine

    def heading(self):
        told = self.machine
        rehearsed = "a rehearsal, no evidence; " if self.is_rehearsed else ""
        return f"{rehearsed}{told['gpu']}, torch {told['torch']}, NumPy {told['numpy']}, Python {told['python']}"

    def add(self, name, done, seconds):
        self.steps[name] = done, seconds
        print(f"{HEAD}\n{self.row(name)}", flush=True)
        self.write("table.txt", self.table())
        failures = [
            "\n\n".join([f"## {name}", *done.texts]) for name, (done, _took) in self.steps.items() if done.texts
        ]
        self.write("failures.txt", "\n\n".join([*failures, ""]))

    def table(self):
        return "\n".join([self.heading(), "", HEAD, *map(self.row, self.steps), ""])

    def row(self, name):
        done, seconds = self.steps[name]
        numbers = f"{done.passed:8}{done.failed:8}{done.skipped:9}{seconds:9.0f}"
        return f"{name:9}{numbers}  {done.note}".rstrip()

    def write(self, name, text):
        (self.folder / name).write_text(without_secrets(text), encoding="utf-8")

    def take(self, path):
        """Put a file of docs/evidence into the report's evidence/ as it is; it must not need to be changed."""
        every = store.texts_in(json.loads(path.read_text(encoding="utf-8")))
        texts = [text for place, text in every if not place.endswith(BY_CHANCE)]
        if list(map(store.without_secrets, texts)) != texts:
            raise RuntimeError(f"{path.name} names a folder or a serial number: it was left in docs/evidence")
        if list(map(without_names, texts)) != texts:
            raise RuntimeError(f"{path.name} names you or your machine: it was left in docs/evidence")
        taken = self.folder / "evidence" / path.relative_to(EVIDENCE)
        taken.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, taken)


def without_secrets(text):
    """The text without folders, users, machines and serial numbers."""
    text = text.replace(f"{ROOT}/", "")
    for folder in sorted(filter(os.path.isabs, own_folders()), key=len, reverse=True):
        text = re.sub(re.escape(folder) + BELOW, name_of_file, text)
    return without_names(store.without_secrets(text))


def without_names(text):
    """The text without the names of the user and of the machine."""
    for name in filter(tells, own_names()):
        inside = not any(name.lower() in word for word in words_of_pages())
        bounds = ("", "") if inside and len(name) >= SHORT else (r"(?<!\w)", r"(?!\w)")
        text = re.sub(re.escape(name).join(bounds), "…", text, flags=re.IGNORECASE)
    return text


def name_of_file(path):
    """What is kept of a path: the name of a file, and of a folder nothing."""
    file = FILE.search(path[0])
    return f"…/{file[1]}" if file else "…"


def own_folders():
    """Folders that tell where we are; the one for what is temporary holds folders that do."""
    return {str(ROOT), sys.prefix, sys.base_prefix, os.path.expanduser("~"), tempfile.gettempdir()} - {"/"}


def own_names():
    """Whose machine it is, and what it is called; a user may have no name."""
    with contextlib.suppress(KeyError, OSError):
        yield getpass.getuser()
    host = socket.gethostname()
    yield from {host, host.partition(".")[0]} - {""}


def tells(name):
    """Whether a name tells of anybody: who is called like a word of our pages, such as "gpu", stays untold in it."""
    return name.lower() not in words_of_pages()


@functools.cache
def words_of_pages():
    """Every word of the pages and of the engine, and the keys of a report among them."""
    paths = [*(ROOT / "docs").rglob("*.md"), *ENGINE.rglob("*.py"), Path(__file__)]
    return set(re.findall(r"[\w.-]+", " ".join(path.read_text(encoding="utf-8") for path in paths).lower()))


if __name__ == "__main__":
    for one in (signal.SIGTERM, signal.SIGINT):  # so that what was started is ended as well, and from a background too
        signal.signal(one, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
