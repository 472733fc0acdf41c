"""Says what a newer library changed: the steps between recorded environments, and the claims that differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from claimkit.evidence.standing import Row, rows, standing
from claimkit.evidence.store import ABSENT, HOLDS, KNOWN, STALE, UNKNOWN, Environment

BEHAVIOUR, NEW, WORDING = SORTS = ("behaviour", "new", "wording")  # as pages list them
TOOL = re.compile(r"^(?:>>> |\.\.\. )?\s*(?:from|import) (torch\.[\w.]*?(\w+))\b", re.MULTILINE)
WARNED = re.compile(r"[\w.]*Warning: .*")
ERROR = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Warning)): ", re.MULTILINE)


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
            names.append(self.after.machine)
        return "-".join(names).replace(".", "-")

    @property
    def numpy_differs_too(self):
        return self.library == "torch" and self.before.numpy != self.after.numpy


def steps(every):
    """Each pair of neighbours: in torch, on the CPU; in NumPy, beside the same torch; in torch, on the same GPU.

    A machine with another accelerator, such as a Mac, is beside none.
    """
    on_cpu = [environment for environment in every if environment.name.endswith("-cpu")]
    on_gpu = {}
    for environment in (environment for environment in every if environment.gpu):
        on_gpu.setdefault(environment.machine, []).append(environment)
    found = [Step("torch", *pair, "cpu") for pair in pairwise(_one_for_each_torch(on_cpu))]
    for _torch, same in groupby(on_cpu, lambda environment: environment.torch):
        found += [Step("numpy", *pair, "cpu") for pair in pairwise(same)]
    for same in on_gpu.values():
        found += [Step("torch", *pair, "cuda") for pair in pairwise(_one_for_each_torch(same))]
    return found


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

    @property
    def sort(self):
        """What it is to a reader: BEHAVIOUR, another WORDING of the same error, or something NEW."""
        if self.before.state == ABSENT:
            return NEW
        otherwise = self.after if self.before.state == HOLDS else self.before
        raised = ERROR.match(otherwise.got)
        expected = {found[1].rpartition(".")[2] for found in ERROR.finditer(self.claim.code)}
        same = HOLDS in (self.before.state, self.after.state) and raised and raised[1].rpartition(".")[2] in expected
        return WORDING if same else BEHAVIOUR

    @property
    def is_of_a_tool(self):
        """Whether it is a warning about a module with which the claim only measures, such as the profiler."""
        tools = [tool for module, tool in TOOL.findall(self.claim.code)
                 if not any(call.startswith(module) for call in self.claim.about)]  # fmt: skip
        warned = [found[0] for row in (self.before, self.after) if (found := WARNED.match(row.got))]
        return any(tool.lower() in text.lower() for tool in tools for text in warned)


class History:
    """All claims with all records, so that each is looked up once."""

    def __init__(self, claims, records):
        self.claims, self.records = claims, records
        self.environments = [record.environment for record in records]
        self.steps = steps(self.environments)
        self._rows, self._pairs = {}, {}

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
        if step not in self._pairs:
            self._pairs[step] = list(self._find_pairs(step))
        return self._pairs[step]

    def _find_pairs(self, step):
        before, after = (self._place(end, step.device) for end in (step.before, step.after))
        for claim in self.on(step.device):
            found = self.rows(claim.id, step.device)
            if {found[before].state, found[after].state} <= KNOWN:
                yield Change(claim, found[before], found[after])

    def _place(self, environment, device):
        """Where the environment stands among those that say something of the device."""
        names = [other.name for other in self.environments if device == "cpu" or other.gpu]
        return names.index(environment.name)

    def changes(self, step):
        """What differs between the two environments, and what of it NumPy alone explains, as two lists of changes; not
        what is a warning of a tool's."""
        own, by_numpy = self._differing(step)
        return [change for change in own if not change.is_of_a_tool], by_numpy

    def _differing(self, step):
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
            for change in self._differing(step)[0]:
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
