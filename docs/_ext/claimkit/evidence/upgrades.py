"""Says what a newer library changed: the steps between recorded environments, and the claims that differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from claimkit.evidence.standing import Row, rows, standing
from claimkit.evidence.store import ABSENT, HOLDS, KNOWN, LIBRARIES, STALE, UNKNOWN, Environment

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
    """Each pair of neighbours: on the CPU in torch, and in NumPy beside the same torch; on the same GPU in torch."""
    on_cpu = [environment for environment in every if environment.name.endswith("-cpu")]
    machines = dict.fromkeys(environment.machine for environment in every if environment.gpu)
    found = [Step("torch", *pair, "cpu") for pair in pairwise(_one_for_each_torch(on_cpu))]
    for _torch, same in groupby(on_cpu, lambda environment: environment.torch):
        found += [Step("numpy", *pair, "cpu") for pair in pairwise(same)]
    for machine in machines:
        same = [environment for environment in every if environment.gpu and environment.machine == machine]
        found += [Step("torch", *pair, "cuda") for pair in pairwise(_one_for_each_torch(same))]
    return found


def _one_for_each_torch(every):
    for _torch, same in groupby(every, lambda environment: environment.torch):
        same = list(same)
        yield next((environment for environment in same if "-numpy-" not in environment.name), same[-1])


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
            ends = self._place(step.before, step.device), self._place(step.after, step.device)
            found = ((claim, self.rows(claim.id, step.device)) for claim in self.on(step.device))
            every = [Change(claim, *(rows[end] for end in ends)) for claim, rows in found]
            self._pairs[step] = [one for one in every if {one.before.state, one.after.state} <= KNOWN]
        return self._pairs[step]

    def _place(self, environment, device):
        """Where the environment stands among those that say something of the device."""
        names = [other.name for other in self.environments if device == "cpu" or other.gpu]
        return names.index(environment.name)

    def changes(self, step):
        """What differs between the two environments but for warnings of tools, and what of it NumPy alone explains."""
        own, by_numpy = self._differing(step)
        return [change for change in own if not change.is_of_a_tool], by_numpy

    def _differing(self, step):
        own, by_numpy = [], []
        for change in (one for one in self.pairs(step) if one.before.state != one.after.state):
            (by_numpy if self._numpy_explains(change, step) else own).append(change)
        return own, by_numpy

    def _numpy_explains(self, change, step):
        """Whether the same two NumPy versions make the same difference beside one torch."""
        if not step.numpy_differs_too:
            return False
        wanted = {(step.before.numpy, change.before.state), (step.after.numpy, change.after.state)}
        beside = groupby(self.rows(change.claim.id, step.device), lambda row: row.environment.torch)
        return any(wanted <= {(row.environment.numpy, row.state) for row in same} for _torch, same in beside)

    def differs(self, claim, device):
        """Whether the environments of which the claim speaks say different things of it."""
        return len({row.state for row in self.rows(claim.id, device) if row.promised is not None} & KNOWN) > 1

    def by_last_change(self, device):
        """The claims that differ, under the newest step that changes them: holding or not, if that ever changes."""
        homes = {}
        for step in [step for step in self.steps if step.device == device]:
            for change in self._differing(step)[0]:
                rank = HOLDS in (change.before.state, change.after.state), step.library == "torch"
                is_promised = None not in (change.before.promised, change.after.promised)
                if is_promised and rank >= homes.get(change.claim.id, (rank,))[0]:
                    homes[change.claim.id] = rank, step
        newest_first = [step for library in LIBRARIES for step in self.steps[::-1] if step.library == library]
        found = {step: [] for step in (*newest_first, None)}
        for claim in self.on(device):
            if self.differs(claim, device):
                found[homes.get(claim.id, (None, None))[1]].append(claim)
        return [(step, claims) for step, claims in found.items() if claims]

    def unsettled(self, device):
        """The claims of which no environment says how they stand, as (claim, STALE or UNKNOWN) pairs."""
        return [(claim, word) for claim in self.on(device)
                if (word := standing(self.rows(claim.id, device))) in (STALE, UNKNOWN)]  # fmt: skip

    def left_to_run(self, device):
        """For each set of environments that lack the same: the environments, and (claim, STALE or UNKNOWN) pairs."""
        lacking, together = {environment: [] for environment in self.environments}, {}
        for claim in self.on(device):
            for row in self.rows(claim.id, device):
                lacking[row.environment] += [(claim, row.state)] * (row.state in (STALE, UNKNOWN))
        for environment, pairs in lacking.items():
            together.setdefault(tuple((claim.id, state) for claim, state in pairs), (pairs, []))[1].append(environment)
        return [(members, pairs) for pairs, members in together.values() if pairs]
