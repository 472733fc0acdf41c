"""Says how a claim stands: what each recorded environment says of it, since when it holds, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from types import SimpleNamespace

from claimkit.evidence.store import ABSENT, FALSE, HOLDS, KNOWN, STALE, UNKNOWN, Environment, state_of
from claimkit.pages.messages import without_place
from claimkit.pages.model import DEVICES
from claimkit.pages.versions import plain, release


@dataclass(frozen=True)
class Row:
    """What one environment says of a claim on a device, and whether the claim promises to hold there.

    `promised` is None where the claim says nothing of such a pair of libraries, or of such a GPU. `got` is what was
    printed or raised instead, or why it was skipped, and `libraries` are the (name, version) pairs of the optional
    ones it ran with.
    """

    environment: Environment
    device: str
    state: str
    got: str
    promised: bool | None
    outcome: str
    libraries: tuple = ()


def rows(claim, device, records):
    """What each environment says of the claim, as it stands, on the device; one without a GPU says nothing of CUDA.

    Of a device that the claim does not name, only those say something that have a result of it.
    """
    found = []
    for record in records:
        environment, result = record.environment, record.result(claim.id, device)
        if device == "cuda" and not environment.gpu or device not in claim.devices and not result:
            continue
        left_out = device == "cuda" and claim.leaves_out(environment.machine)
        promised = None if left_out else claim.applies_to(environment.torch, environment.numpy)
        state = state_of(result, claim)
        got = "" if state == STALE else _steady(result.get("got", ""))
        libraries = tuple(result.get("libraries", {}).items())
        found.append(Row(environment, device, state, got, promised, result.get("outcome", ""), libraries))
    return found


def known_rows(claim, records):
    """What every environment says that has run the claim as it stands, on every device."""
    return [row for device in claim.devices for row in rows(claim, device, records) if row.state in KNOWN]


@cache  # most environments say the same
def _steady(got):
    """What was printed, without what differs from run to run; of an error, its first line."""
    if re.match(r"[\w.]+(Error|Exception|Warning|Interrupt|Unsupported): ", got):
        got = got.partition("\n")[0]
    got = re.sub(r"^(subprocess\.CalledProcessError): .*", r"\1", without_place(got))  # it tells the command alone
    got = re.sub(r"\x1b\[[\d;]*m", "", got)  # what makes a terminal write in bold
    got = re.sub(r"(/[\w.+-]+){2,}/", "…/", got)
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x…", got).strip()


def telling(found):
    """The newest row that makes the standing what it is, or None; of what is not known, no row tells."""
    word = standing(found)
    if word == UNKNOWN:
        return None
    return next((row for row in reversed(found) if row.promised and row.state == word), None)


def standing(found):
    """HOLDS, FALSE, STALE or UNKNOWN, where the claim promises to hold: a failure counts at once."""
    promised = {row.state for row in found if row.promised}
    return next((state for state in (FALSE, HOLDS, STALE) if state in promised), UNKNOWN)


def unrun(claims, rows_of):
    """The devices of those claims that have run on none of theirs; `rows_of` tells what is known by id and device."""
    nowhere = [claim for claim in claims
               if all(standing(rows_of(claim.id, device)) == UNKNOWN for device in claim.devices)]  # fmt: skip
    return [device for device in DEVICES if any(device in claim.devices for claim in nowhere)]


def span(found):
    """The newest versions in which a claim holds without a break, of torch, and of NumPy where that matters; or None.

    `places` are texts such as 'torch 1.4.0–2.15.0', `ended` those of them that do not reach the newest version, and
    `since` tells what came then, as (state, 'torch 2.0.1') pairs. `libraries` are those beside which it was seen to
    hold, and `gpus` those on which it was.
    """
    found = [row for row in found if row.promised is not None]
    blamed = _blamed_on_numpy(found)
    runs = {"torch": _run_of_holding(found, "torch", ignored=blamed)}
    if not runs["torch"]:
        return None
    if blamed:
        runs["NumPy"] = _run_of_holding(found, "numpy", broken=blamed)
    places = {library: f"{library} {', '.join(map(_range, run))}" for library, (run, _after) in runs.items()}
    after = {library: after for library, (_run, after) in runs.items() if after}
    return SimpleNamespace(
        places=tuple(places.values()),
        ended=tuple(places[library] for library in after),
        since=tuple((state, f"{library} {version}") for library, (state, version) in after.items()),
        gpus=tuple(dict.fromkeys(row.environment.gpu for row in found if row.state == HOLDS and row.device == "cuda")),
        libraries=_libraries(row for row in found if row.state == HOLDS),
    )


def _libraries(found):
    """The optional libraries of the rows, each from its oldest version to its newest: 'jax 0.10.2 – 0.11.2'."""
    versions = {}
    for row in found:
        for name, version in row.libraries:
            versions.setdefault(name, set()).add(plain(version))
    return tuple(f"{name} {_range(sorted(known, key=release))}" for name, known in versions.items())


def _blamed_on_numpy(found):
    """The NumPy versions with which it does not hold, though with the same torch and GPU and another NumPy it does."""
    blamed = set()
    for row in (row for row in found if row.state in (FALSE, ABSENT)):
        here = row.environment
        held = {other.environment.numpy for other in found if other.state == HOLDS
                and (other.environment.torch, other.environment.gpu) == (here.torch, here.gpu)}  # fmt: skip
        if held - {here.numpy}:
            blamed.add(here.numpy)
    return blamed


def _run_of_holding(found, library, ignored=(), broken=()):
    """The newest versions that hold, as lists of neighbours, and (state, version) of what broke them off, or None.

    What is not known leaves a gap, and breaks nothing. What does not hold with an `ignored` NumPy is not counted. If
    `broken` versions are named, they alone break.
    """
    run, after, neighbour = [], None, False
    for version in sorted({getattr(row.environment, library) for row in found}, key=release):
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


def grouped(found):
    """What the rows say, in order of the newest environment that says it, newest first: state, got, and places, which
    names the environments, and count, which tells how many they are."""
    together = {}
    for row in reversed(found):
        together.setdefault((row.state, row.got), []).insert(0, row.environment)
    groups = []
    for (state, got), members in together.items():
        every = [row.environment for row in found if row.promised is not None or row.environment in members]
        told = SimpleNamespace(state=state, got=got, places=places(members, every), count=len(members))
        groups.append(told)
    return groups


def places(members, every):
    """Environments as 'torch 1.4.0–2.2.2, 2.13.0 (NumPy 1.26.4–2.1.3)': NumPy where not all of a torch are meant."""
    names, parts, is_run = {environment.name for environment in members}, [], False
    for torch, same in groupby(every, lambda environment: environment.torch):
        same = list(same)
        meant = [environment for environment in same if environment.name in names]
        is_whole = len(meant) == len(same)
        if is_whole and is_run:
            parts[-1].append(torch)
        elif meant:
            parts.append([torch if is_whole else f"{torch} (NumPy {_neighbours(meant, same)})"])
        is_run = is_whole
    return "torch " + ", ".join(map(_range, parts))


def _neighbours(meant, same):
    """The NumPy versions, and the GPUs, by which the environments meant differ from the others with the same torch."""
    label = {environment: " · ".join(filter(None, [environment.numpy, environment.gpu])) for environment in same}
    kinds = groupby(same, lambda environment: (environment in meant, environment.gpu))
    runs = [list(run) for (is_meant, _gpu), run in kinds if is_meant]
    return ", ".join(_range([label[environment] for environment in run]) for run in runs)


def _range(run):
    return "–".join(dict.fromkeys([run[0], run[-1]]))
