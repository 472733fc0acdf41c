"""Says what the recorded runs tell of each claim: how it stands, since when, and what a newer library changed.

Knows nothing of Sphinx, and runs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from packaging.version import Version

# What an environment says of a claim, or how the claim stands, for templates and for claims.json.
HOLDS, FALSE, ABSENT, STALE, SKIPPED, UNKNOWN = "holds", "false", "absent", "stale", "skipped", "unknown"
STATES = {"passed": HOLDS, "failed": FALSE, "absent": ABSENT}
KNOWN = {HOLDS, FALSE, ABSENT}


@dataclass(frozen=True)
class Environment:
    """What the pages tell of an environment."""

    name: str
    torch: str
    numpy: str
    gpu: str
    recorded: str

    @property
    def is_main(self):
        """Whether it stands for its torch version; the name of one with another NumPy beside the same torch says so."""
        return "-numpy-" not in self.name


@dataclass(frozen=True)
class Row:
    """What one environment says of a claim on a device, and whether the claim promises to hold there.

    `promised` is None where the claim says nothing of such a pair of libraries. `got` is what was printed or raised
    instead, or why it was skipped.
    """

    environment: Environment
    state: str
    got: str
    promised: bool | None
    outcome: str


def environment_of(record):
    told = record["environment"]
    gpu = (told["gpu"] or "").removeprefix("NVIDIA ")
    return Environment(told["name"], told["torch"].partition("+")[0], told["numpy"], gpu, record["recorded"])


def rows(claim, device, records):
    """What each environment says of the claim, as it stands, on the device; one without a GPU says nothing of CUDA."""
    found = []
    for record in records:
        environment = environment_of(record)
        if device == "cuda" and not environment.gpu:
            continue
        result = record["results"].get(claim.id, {}).get(device, {})
        promised = claim.applies_to(environment.torch, environment.numpy)
        state, got = _state(result, claim.digest), _steady(result.get("got", ""))
        found.append(Row(environment, state, "" if state == STALE else got, promised, result.get("outcome", "")))
    return found


def _state(result, digest):
    if not result:
        return UNKNOWN
    if result["outcome"] == "skipped":
        return SKIPPED
    return STATES[result["outcome"]] if result["digest"] == digest else STALE


def _steady(got):
    """What was printed, without what differs from run to run; of an error, its first line."""
    if re.match(r"[\w.]+(Error|Exception|Warning|Interrupt|Unsupported): ", got):
        got = got.partition("\n")[0]
    got = re.sub(r"(/[\w.+-]+){2,}/", "…/", got)
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x…", got).strip()


def telling(found):
    """The newest row that makes the standing what it is, or None."""
    word = standing(found)
    return next((row for row in reversed(found) if row.promised and row.state == word), None)


def standing(found):
    """HOLDS, FALSE, STALE or UNKNOWN, where the claim promises to hold: a failure counts at once."""
    promised = {row.state for row in found if row.promised}
    return next((state for state in (FALSE, HOLDS, STALE) if state in promised), UNKNOWN)


@dataclass(frozen=True)
class Span:
    """The newest versions in which a claim holds without a break: of torch, and of NumPy where that matters.

    `places` are texts such as 'torch 1.4.0 – 2.15.0', `ended` those of them that do not reach the newest version, and
    `since` tells what came then, as (state, 'torch 2.0.1') pairs.
    """

    places: tuple
    ended: tuple
    since: tuple
    gpus: tuple


def span(found):
    """Since and until when the claim holds, as measured, or None where it never held."""
    found = [row for row in found if row.promised is not None]
    blamed = _blamed_on_numpy(found)
    runs = {"torch": _run_of_holding(found, "torch", ignored=blamed)}
    if not runs["torch"]:
        return None
    if blamed:
        runs["NumPy"] = _run_of_holding(found, "numpy", broken=blamed)
    places = {library: f"{library} {', '.join(map(_range, run))}" for library, (run, _after) in runs.items()}
    after = {library: after for library, (_run, after) in runs.items() if after}
    return Span(
        places=tuple(places.values()),
        ended=tuple(places[library] for library in after),
        since=tuple((state, f"{library} {version}") for library, (state, version) in after.items()),
        gpus=tuple(dict.fromkeys(row.environment.gpu for row in found if row.state == HOLDS and row.environment.gpu)),
    )


def _blamed_on_numpy(found):
    """The NumPy versions with which the claim does not hold, although with the same torch and another NumPy it does."""
    blamed = set()
    for _torch, same in groupby(found, lambda row: row.environment.torch):
        same = list(same)
        if any(row.state == HOLDS for row in same):
            blamed |= {row.environment.numpy for row in same if row.state in (FALSE, ABSENT)}
    return blamed


def _run_of_holding(found, library, ignored=(), broken=()):
    """The newest versions that hold, as lists of neighbours, and (state, version) of what broke them off, or None.

    What is not known leaves a gap, and breaks nothing. What does not hold with an `ignored` NumPy is not counted. If
    `broken` versions are named, they alone break.
    """
    run, after, neighbour = [], None, False
    for version in sorted({getattr(row.environment, library) for row in found}, key=Version):
        here = [row for row in found if getattr(row.environment, library) == version]
        states = {row.state for row in here if row.environment.numpy not in ignored or row.state == HOLDS}
        holds = HOLDS in states and version not in broken
        if holds:
            run, after = [] if after else run, None
            run[-1].append(version) if neighbour else run.append([version])
        elif run and not after and (version in broken if broken else states & {FALSE, ABSENT}):
            after = (FALSE if FALSE in states else ABSENT), version
        neighbour = holds
    return run and (run, after)


@dataclass(frozen=True)
class Group:
    """Environments that say the same of a claim; `places` names them, shortly."""

    state: str
    got: str
    places: str
    count: int


def grouped(found):
    """The rows by what they say, in order of the newest environment of each, newest first."""
    together = {}
    for row in reversed(found):
        together.setdefault((row.state, row.got), []).insert(0, row.environment)
    groups = []
    for (state, got), members in together.items():
        every = [row.environment for row in found if row.promised is not None or row.environment in members]
        groups.append(Group(state, got, places(members, every), len(members)))
    return groups


def places(members, every):
    """The environments as ranges of torch versions: 'torch 1.4.0 – 2.2.2, 2.13.0 (NumPy 1.26.4 – 2.1.3)'.

    NumPy is named where only some of the environments with a torch version are meant.
    """
    names = {environment.name for environment in members}
    parts, run = [], []
    for torch, same in groupby(every, lambda environment: environment.torch):
        same = list(same)
        meant = [environment for environment in same if environment.name in names]
        if len(meant) == len(same):
            run.append(torch)
            continue
        parts += [_range(run)] if run else []
        run = []
        if meant:
            parts.append(f"{torch} (NumPy {_neighbours(meant, same)})")
    return "torch " + ", ".join(parts + ([_range(run)] if run else []))


def _neighbours(meant, same):
    """The NumPy versions, and the GPUs, by which the environments meant differ from the others with the same torch."""
    label = {environment: " · ".join(filter(None, [environment.numpy, environment.gpu])) for environment in same}
    runs = [list(run) for is_meant, run in groupby(same, lambda environment: environment in meant) if is_meant]
    return ", ".join(_range([label[environment] for environment in run]) for run in runs)


def _range(run):
    return " – ".join(dict.fromkeys([run[0], run[-1]]))


@dataclass(frozen=True)
class Step:
    """Two environments next to each other, between which `library` is newer, and on which device they are compared."""

    library: str
    before: Environment
    after: Environment
    device: str

    @property
    def id(self):
        """Its anchor on the page of upgrades; names of files on Windows, and of elements in CSS, want no dots."""
        names = [self.library, getattr(self.before, self.library), getattr(self.after, self.library)]
        if self.library == "numpy":
            names.append(f"torch-{self.before.torch}")
        if self.device == "cuda":
            names.append("cuda")
        return "-".join(names).replace(".", "-")

    @property
    def numpy_differs_too(self):
        return self.library == "torch" and self.before.numpy != self.after.numpy


def steps(every):
    """Each pair of neighbours: in torch, on the CPU; in NumPy, beside the same torch; in torch, on a GPU."""
    on_cpu = [environment for environment in every if not environment.gpu]
    on_gpu = [environment for environment in every if environment.gpu]
    found = [Step("torch", *pair, "cpu") for pair in pairwise(_one_for_each_torch(on_cpu))]
    for _torch, same in groupby(on_cpu, lambda environment: environment.torch):
        found += [Step("numpy", *pair, "cpu") for pair in pairwise(same)]
    return found + [Step("torch", *pair, "cuda") for pair in pairwise(_one_for_each_torch(on_gpu))]


def _one_for_each_torch(every):
    for _torch, same in groupby(every, lambda environment: environment.torch):
        same = list(same)
        yield next((environment for environment in same if environment.is_main), same[-1])


@dataclass(frozen=True)
class Change:
    """A claim, and what the two environments of a step say of it."""

    claim: object
    before: Row
    after: Row


class History:
    """All claims with all records, so that each is looked up once."""

    def __init__(self, claims, records):
        self.claims, self.records = claims, records
        self.environments = [environment_of(record) for record in records]
        self.steps = steps(self.environments)
        self._rows = {}

    def rows(self, name, device):
        """What each environment says of the claim on the device."""
        if (name, device) not in self._rows:
            self._rows[name, device] = rows(self.claims[name], device, self.records)
        return self._rows[name, device]

    def on(self, device):
        """Every claim that names the device."""
        return [claim for claim in self.claims.values() if device in claim.devices]

    def pairs(self, step):
        """Each claim with what both environments of the step say of it, as far as both say something."""
        for claim in self.on(step.device):
            at = {row.environment: row for row in self.rows(claim.id, step.device)}
            if {at[step.before].state, at[step.after].state} <= KNOWN:
                yield Change(claim, at[step.before], at[step.after])

    def changes(self, step):
        """What differs between the two environments, and what of it NumPy alone explains, as two lists of changes."""
        own, by_numpy = [], []
        for change in self.pairs(step):
            if change.before.state != change.after.state:
                (by_numpy if self._numpy_explains(change, step) else own).append(change)
        return own, by_numpy

    def _numpy_explains(self, change, step):
        """Whether the same two NumPy versions make the same difference beside one torch."""
        if not step.numpy_differs_too:
            return False
        wanted = (step.before.numpy, change.before.state), (step.after.numpy, change.after.state)
        found = self.rows(change.claim.id, step.device)
        for _torch, same in groupby(found, lambda row: row.environment.torch):
            if set(wanted) <= {(row.environment.numpy, row.state) for row in same}:
                return True
        return False

    def differs(self, claim, device):
        """Whether the environments of which the claim speaks say different things of it."""
        return len({row.state for row in self.rows(claim.id, device) if row.promised is not None} & KNOWN) > 1

    def by_last_change(self, device):
        """The claims that differ, under the newest step that changes them: holding or not, if that ever changes."""
        homes = {}
        for step in [step for step in self.steps if step.device == device]:
            for change in self.changes(step)[0]:
                if change.before.promised is None or change.after.promised is None:
                    continue
                matters = HOLDS in (change.before.state, change.after.state)
                rank = matters, step.library == "torch"
                if rank >= homes.get(change.claim.id, ((False, False), None))[0]:
                    homes[change.claim.id] = rank, step
        newest_first = self.steps[::-1]
        newest_first.sort(key=lambda step: step.library != "torch")
        found = {step: [] for step in newest_first}
        rest = []
        for claim in self.on(device):
            if self.differs(claim, device):
                found[homes[claim.id][1]].append(claim) if claim.id in homes else rest.append(claim)
        return [(step, claims) for step, claims in found.items() if claims] + [(None, rest)] * bool(rest)

    def unsettled(self, device):
        """The claims of which no environment says how they stand, as (claim, STALE or UNKNOWN) pairs."""
        standings = [(claim, standing(self.rows(claim.id, device))) for claim in self.on(device)]
        return [(claim, word) for claim, word in standings if word in (STALE, UNKNOWN)]

    def left_to_run(self, device):
        """For each set of environments that lack the same: the environments, and (claim, STALE or UNKNOWN) pairs."""
        lacking = {environment: [] for environment in self.environments}
        for claim in self.on(device):
            for row in self.rows(claim.id, device):
                if row.state in (STALE, UNKNOWN):
                    lacking[row.environment].append((claim.id, row.state))
        together = {}
        for environment, pairs in lacking.items():
            if pairs:
                together.setdefault(tuple(pairs), []).append(environment)
        return [(members, [(self.claims[name], state) for name, state in pairs]) for pairs, members in together.items()]
