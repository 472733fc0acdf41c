"""`python -m claimkit COMMAND`: the commands of the engine."""

import importlib
import sys

if __name__ == "__main__":
    importlib.import_module(f"claimkit.commands.{sys.argv[1]}").main(sys.argv[2:])
