"""What people and make start, by the names in `claimkit.__main__`: each module has a `main(arguments)`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
