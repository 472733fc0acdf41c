"""Starts a command by its name: `python -m claimkit NAME …`; without a name, or with --help, lists them."""

from __future__ import annotations

import sys
from importlib import import_module

COMMANDS = {
    "build": ("claimkit.commands.build", "build the site in both languages"),
    "live": ("claimkit.commands.live", "serve the site; build it and reload its pages when something is saved"),
    "record": ("claimkit.commands.record", "run all claims here, on every device, and write this environment's record"),
    "environments": ("claimkit.commands.environments", "record every version of the libraries, or say what is left"),
    "weekly": ("claimkit.commands.weekly", "say what a new record changes, in Markdown"),
    "mutants": ("claimkit.commands.mutants", "break every claim, and list the changes that no output notices"),
    "hunt": ("claimkit.commands.hunt", "vary what goes into every claim, and list what then comes out otherwise"),
    "review": ("claimkit.commands.review", "list the sentences that nobody has looked at since they changed"),
    "rehearse": (
        "claimkit.commands.rehearse",
        "run all that speaks of CUDA on the stand-in for a GPU, which proves nothing",
    ),
    "cheat-sheet": ("claimkit.commands.cheat_sheet", "print the cheat sheet of each language as a PDF file"),
    "weight": ("claimkit.commands.weight", "say what pages weigh, beside what they should weigh at most"),
    "bench": ("claimkit.commands.bench", "measure builds, edits, claims and growth"),
}
INTERRUPTED = 130  # as shells have it


def main(arguments):
    name, *rest = arguments or ["--help"]
    if name in COMMANDS:
        module, _help = COMMANDS[name]
        return import_module(module).main(rest)
    listed = "\n".join(f"  {name:13} {text}" for name, (_module, text) in COMMANDS.items())
    if name in ("-h", "--help"):
        print(f"usage: python -m claimkit NAME …\n\n{listed}")
        return 0
    return f"no command '{name}': use one of\n{listed}"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]) or 0)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
