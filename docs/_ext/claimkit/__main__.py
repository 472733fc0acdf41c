"""Starts a command by its name: `python -m claimkit NAME …`; without a name, or with --help, lists them."""

from __future__ import annotations

import sys
from importlib import import_module

from claimkit.pages.model import Refused

COMMANDS = {
    "build": "build the site in both languages",
    "live": "serve the site; build it and reload its pages when something is saved",
    "record": "run all claims here, on every device, and write this environment's record",
    "environments": "record every version of the libraries, or say what is left",
    "weekly": "say what a new record changes, in Markdown",
    "mutants": "break every claim, and list the changes that no output notices",
    "hunt": "vary what goes into every claim, and list what then comes out otherwise",
    "review": "list the sentences that nobody has looked at since they changed",
    "rehearse": "run all that speaks of CUDA on the stand-in for a GPU, which proves nothing",
    "cheat-sheet": "print the cheat sheet of each language as a PDF file",
    "weight": "say what pages weigh, beside what they should weigh at most",
    "bench": "measure builds, edits, claims and growth",
}
INTERRUPTED = 130  # as shells have it


def main(arguments):
    name, *rest = arguments or ["--help"]
    if name in COMMANDS:
        try:
            return import_module(f"claimkit.commands.{name.replace('-', '_')}").main(rest)
        except Refused as error:
            return str(error)
    listed = "\n".join(f"  {name:13} {text}" for name, text in COMMANDS.items())
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
