"""The recorded runs under docs/evidence/: how files are read, checked, named and written, and how fresh a result is."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from claimkit.pages.index import write_whole
from claimkit.pages.model import OTHER_DEVICES, Problem, Refused, UnreadablePages
from claimkit.pages.versions import is_version, plain, release
from claimkit.portable import rehearsal

# What a recorded result says of a claim as it stands.
HOLDS, FALSE, ABSENT, STALE, SKIPPED, UNKNOWN = "holds", "false", "absent", "stale", "skipped", "unknown"
STATES = {"passed": HOLDS, "failed": FALSE, "absent": ABSENT, "skipped": SKIPPED}
KNOWN = {HOLDS, FALSE, ABSENT}
LIBRARIES = ("torch", "numpy")
LONGEST = 200  # letters that are kept of what was printed instead
REMEDY = "record it again with 'make evidence'; never edit it by hand"
STAND_IN = "stand-in"  # in what the stand-in for a GPU calls itself
FILE = r"[\w-]+\.(?:py|so|pyi|md|json|toml|cpp|h|cu)"  # the name of a file tells of nobody
# A path of two folders or more, and in it the name of a file, if it has one that says its type
PATH = re.compile(
    rf"(?:(?<=-[IL])|(?<![\w…/.]))(?:~[\w-]*|file://)?(?:/[\w.+@~=-]+)+/(?:(?P<file>{FILE})\b|[\w.+@~=-]*)"
)
# The same between quotation marks, where it may hold blanks
QUOTED = re.compile(rf"(?<=(?P<quote>[\"']))~?(?:/[\w.+@~= -]+)+/(?:(?P<file>{FILE})|[\w.+@~= -]*)(?=(?P=quote))")
# A path on Windows, of a drive or \\server, as it is or with each backslash doubled, as Python and JSON show it
WINDOWS = re.compile(
    r"(?<![\w\\])(?:[A-Za-z]:|\\(?=\\\w)|\\\\(?=\\\\\w))(?P<sep>\\\\?)(?:[\w.$+@~ -]+(?P=sep)(?!\\))+"
    rf"(?:(?P<file>{FILE})\b|[\w.$+@~-]*)"
)
# What is left of shorter paths, of a home or a drive, and user@host
SHORT = re.compile(r"(?<![\w)\]])~[\w-]*/[\w.+@~=-]+|(?<![\w\\])[A-Za-z]:\\{1,2}[\w.$+@~-]{2,}|\b\w[\w.-]*@\w[\w.-]*")
CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+@[^\s/'\"]+")  # of an address, with the host that they are for
ACCOUNT = re.compile(
    r"(?i)\b((?:\w*_)?(?:user|username|login|host|hostname|passwd|password|pwd|token|secret|api_?key)=)[^\s,;&)]+"
)
SERIAL = re.compile(  # UUIDs, of GPUs and else, and MAC addresses
    r"(?i)\b(?:GPU-|MIG-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b"
)
SCHEMA = Path(__file__).with_name("evidence.schema.json")


def rehearsed(what):
    """To be raised where something would be recorded of the stand-in for a GPU; `what` says what was not written."""
    return Refused(f"{what}: this Python is on the stand-in for a GPU, and a rehearsal is never evidence")


@dataclass(frozen=True)
class Environment:
    """Machine and libraries of a record; `gpu` is '' where there is none, `machine` is by `name_of_machine`."""

    name: str
    torch: str
    numpy: str
    python: str
    gpu: str
    machine: str
    recorded: str


@dataclass(frozen=True)
class Record:
    """A file: of which environment, as `described` in it, and results as {claim id: {device: result}}."""

    environment: Environment
    described: dict
    results: dict

    def result(self, claim, device):
        return self.results.get(claim, {}).get(device, {})


def load(folder, claims=()):
    """Every file of the folder, oldest torch first; raise UnreadablePages with all that is wrong with any.

    What was recorded under a former id of one of the claims is found under that of today.
    """
    records, problems = [], []
    for path in sorted(Path(folder).glob("*.json")):
        try:
            records.append(read(path))
        except UnreadablePages as error:
            problems += error.problems
    if problems:
        raise UnreadablePages(problems)
    records = [replace(record, results=under_ids_of_today(record.results, claims)) for record in records]
    return sorted(records, key=lambda record: [release(record.described[name]) for name in LIBRARIES])


def under_ids_of_today(results, claims):
    """The results; where a claim had several ids, those of the code that it has now, or else of its own id."""
    formerly = {name for claim in claims for name in claim.formerly}
    found = {name: devices for name, devices in results.items() if name not in formerly}
    for claim in claims:
        names = [name for name in (claim.id, *claim.formerly) if name in results]
        ran_now = [name for name in names if claim.digest in {result["digest"] for result in results[name].values()}]
        found.update((claim.id, results[name]) for name in (ran_now or names)[:1])
    return found


def read(path):
    """The record in a file; raise UnreadablePages with what is wrong with it."""
    line = 1
    try:
        data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=each_key_once)
        faults = _faults(data, path.stem)
    except ValueError as error:
        line, faults = getattr(error, "lineno", 1), [f"not JSON ({error})"]
    if faults:
        raise UnreadablePages([Problem(f"docs/evidence/{path.name}", line, what, REMEDY) for what in faults])
    return Record(environment_of(data), {"hip": None, **data["environment"]}, data["results"])


def each_key_once(pairs):
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key '{twice}' stands twice in one object")
    return data


@cache
def _validator():
    import jsonschema_rs  # here, because who only writes a record may be on a machine that is lent, without it

    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True)


def _faults(data, stem):
    """What is wrong with a file's content; `stem` is what the file is named."""
    faults = [f"{path_of(error)} breaks the schema ({error.message})" for error in _validator().iter_errors(data)]
    if faults:
        return faults
    environment = data["environment"]
    told = {**environment, "python": environment["python"].removesuffix("+")}  # which says: built between two releases
    faults += [f"$.environment.{name} is no version ({environment[name]!r})" for name in (*LIBRARIES, "python")
               if not is_version(told[name]) or told[name].strip() != told[name]]  # fmt: skip
    tomorrow = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    if data["recorded"] > tomorrow.isoformat():
        faults.append(f"$.recorded lies in the future ({data['recorded']})")
    if environment["name"] != stem:
        faults.append(f"$.environment.name is not the file's ('{environment['name']}')")
    if faults:
        return faults
    ran_on = {device for devices in data["results"].values() for device, result in devices.items()
              if result["outcome"] != "skipped"}  # fmt: skip
    faults += _faults_of_machine(environment, ran_on)
    faults += [f"$.results.{name} is of two codes at once" for name, devices in data["results"].items()
               if len({result["digest"] for result in devices.values()}) > 1]  # fmt: skip
    faults += [f"$.results.{name} ran with {library} {version!r}, which is no version"
               for name, devices in data["results"].items() for result in devices.values()
               for library, version in result.get("libraries", {}).items() if not is_version(version)]  # fmt: skip
    if not stem.endswith("-cpu"):  # it comes from somebody else's machine
        faults += secrets_in(data)
    return faults


def secrets_in(data):
    """A line for each text within JSON's data that tells whose machine it was, with what of it does not."""
    texts = [(place, text, without_secrets(text)) for place, text in texts_in(data)]
    return [f"{place} names a folder, an account or a serial number (without them: {kept!r})"
            for place, text, kept in texts if kept != text]  # fmt: skip


def texts_in(value, place="$"):
    """(place, text) of each text within a value of JSON."""
    if isinstance(value, str):
        yield place, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from texts_in(part, f"{place}.{name}")


def _faults_of_machine(environment, ran_on):
    """What cannot be true of one machine, on whose devices something ran."""
    name, torch, numpy, gpu, cuda = (environment[part] for part in ("name", "torch", "numpy", "gpu", "cuda"))
    hip, others = environment.get("hip"), sorted(ran_on.intersection(OTHER_DEVICES))
    machine = next(iter(others), name_of_machine(gpu, hip))
    build, *_more = [*re.findall(r"\+(cpu|cu\d+|rocm\d+\.\d+)", torch), ""]  # HIP counts on by itself behind these
    wanted = f"rocm{hip}" if hip else f"cu{(cuda or '').replace('.', '')}"
    wrong = {
        f"$.environment.gpu is no GPU ('{gpu}')": gpu and STAND_IN in gpu.lower(),
        "$.environment names a GPU and neither CUDA nor ROCm, without which torch cannot use it":
            gpu and not (cuda or hip),
        "$.environment names both CUDA and ROCm, and a build of torch has one of them": cuda and hip,
        "$.results tells what ran on CUDA, and $.environment names no GPU": "cuda" in ran_on and not gpu,
        f"$.environment.torch is a build for '{build}', which uses no GPU by '{wanted}'":
            gpu and not wanted.startswith(build),
        f"$.results tells what ran on {' and '.join(others)}, and no machine has both": len(others) > 1,
        f"$.environment tells of another machine than the file's name, which should end in '-{machine}'":
            not name.endswith(f"-{machine}"),
        "$.environment.torch is another version than the file's name has":
            not name.startswith(f"torch-{plain(torch)}-"),
        "$.environment.numpy is another version than the file's name has":
            "-numpy-" in name and f"-numpy-{numpy}-" not in name,
    }  # fmt: skip
    if not any(wrong.values()) and name not in names_of(torch, numpy, machine):
        return ["$.environment.name says more than torch, NumPy and the machine"]
    return [what for what, is_so in wrong.items() if is_so]


def path_of(error):
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path)


def environment_of(data):
    told = data["environment"]
    gpu = (told["gpu"] or "").removeprefix("NVIDIA ")
    machine = name_of_machine(told["gpu"], told.get("hip"))
    return Environment(
        told["name"], plain(told["torch"]), told["numpy"], told["python"], gpu, machine, data["recorded"]
    )


def write(folder, described, results):
    """Write what ran today, a claim a line, into the file that `described` names and tells of; return its path."""
    if rehearsal.mode() or "stand_in" in described:
        raise rehearsed("no record was written")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(results[name])}" for name in sorted(results))
    head = json.dumps({"schema": 1, "environment": described, "recorded": today}, indent=1).rstrip("}\n")
    path = Path(folder) / f"{described['name']}.json"
    write_whole(path, f'{head},\n "results": {{\n{lines}\n }}\n}}\n')
    return path


def result_of(claim, outcome):
    """What a file keeps of an outcome: it, what was run, with which optional libraries, and what it printed."""
    result = {"outcome": outcome["outcome"], "digest": claim.digest}
    if outcome.get("libraries"):
        result["libraries"] = outcome["libraries"]
    if outcome["outcome"] != "passed":
        result["got"] = without_secrets(outcome["got"])[:LONGEST]
    return result


def without_secrets(text):
    """The text without folders, accounts and serial numbers, which tell whose machine it was; names of files stay."""
    text = ACCOUNT.sub(r"\1…", CREDENTIALS.sub("…", text))
    for paths in (WINDOWS, QUOTED, PATH):
        text = paths.sub(lambda path: f"…/{path['file']}" if path["file"] else "…", text)
    return SERIAL.sub("…", SHORT.sub("…", text))


def state_of(result, claim):
    """What a result, which may be empty, says of the claim as it stands: the one test of freshness."""
    if not result:
        return UNKNOWN
    if result["outcome"] != "skipped" and result["digest"] != claim.digest:
        return STALE
    return STATES[result["outcome"]]


def lacks(record, claim):
    """Whether the record, which may be None, has not run the claim, as it stands, on all of its devices."""
    devices = record.results.get(claim.id, {}) if record else {}
    return any(devices.get(device, {}).get("digest") != claim.digest for device in claim.devices)


def name_of(described, wanted, pinned, folder, accelerator=None):
    """An environment's name: torch's version, NumPy's if the file without it is another's, and the machine.

    `wanted` stands for all but the machine. `pinned` are versions by library: the file without NumPy's is the pinned
    one's beside the pinned torch, and beside another that of whoever recorded it first. `accelerator` is one of
    OTHER_DEVICES.
    """
    machine = accelerator or name_of_machine(described["gpu"], described.get("hip"))
    torch, numpy = plain(described["torch"]), described["numpy"]
    there = kept_in(Path(folder) / f"torch-{torch}-{machine}.json").get("environment", {})
    first = (pinned if torch == pinned.get("torch") else there).get("numpy")
    return f"{wanted or f'torch-{torch}' + f'-numpy-{numpy}' * (first not in (None, numpy))}-{machine}"


def names_of(torch, numpy, machine):
    """What the file of an environment may be called."""
    return {f"torch-{plain(torch)}{beside}-{machine}" for beside in ("", f"-numpy-{numpy}")}


def kept_in(path):
    """What a file holds as JSON, which nothing checks; nothing where it is not there, or spoilt."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def name_of_machine(gpu, hip=None):
    """'cpu', or 'cuda' with the model of the GPU; 'rocm' where torch calls the device "cuda" and AMD made it."""
    words = re.findall(r"[a-z0-9.]+", gpu.lower().replace("nvidia", "")) if gpu else []
    return "-".join(["rocm" if hip else "cuda", *words]) if gpu else "cpu"
