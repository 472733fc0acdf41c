"""Pastes snippets as `claimkit.portable.worker` does: `python pasting.py < runs.json` prints each outcome by its id.

Whatever a snippet imports of large libraries, pasting it imports before all else. Here one process does so for all
that import the same, and each is still run by a fork of its own, in which nobody sees what another left.
"""

import gc
import json
import sys

from claimkit.portable import second_python, survive, worker
from claimkit.portable.optional import imported
from claimkit.portable.run import lacking

PATIENCE = survive.Patience(work=3600, idle=3600, wall=3600)  # for all of a group: the worker has its own for each


def main():
    survive.die_with_parent()
    groups, outcomes = {}, {}
    for run in json.load(sys.stdin):
        groups.setdefault(tuple(imported(run["code"])), []).append(run)
    with second_python.forked():
        for group in groups.values():
            told = next(survive.results(paste, [group], PATIENCE))
            outcomes.update((run["id"], outcome) for run, outcome in zip(group, told, strict=True))
    json.dump(outcomes, sys.stdout)


def paste(group):
    lacking(group[0]["code"])  # imports what there is
    gc.freeze()  # of which nothing is garbage
    return list(worker.outcomes(group, {"paste", "fork"}))


if __name__ == "__main__":
    main()
