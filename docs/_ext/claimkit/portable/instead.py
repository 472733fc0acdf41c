"""What a run says in place of what code printed: the one list of these sentences, and how one is read again.

Records keep them as they are here, whoever reads them in which language.
"""

from __future__ import annotations

import re

NOTHING = "no output"
TOO_LONG = "did not end within {} s"
TOO_MUCH = "did not end within {} s of CPU time"
IDLE = "did not end, and did next to nothing for {} s"
DIED = "Python died of signal {}"
ENDED = "Python ended with status {}"
NOT_HERE = "needs {}, which is not installed here"
UNUSABLE = "needs {}, which cannot be imported here: {}"
NEXT = "; "  # between the packages that one snippet lacks

PATTERNS = {
    sentence: re.compile(re.escape(sentence).replace(r"\{\}", "(.+?)"))
    for sentence in (NOTHING, TOO_LONG, TOO_MUCH, IDLE, DIED, ENDED, NOT_HERE, UNUSABLE)
}


def read(said):
    """Which of these a run said, and the first blank of each time, as in (NOT_HERE, ["h5py", "zarr"]); None if none."""
    for sentence, pattern in PATTERNS.items():
        found = [pattern.fullmatch(part) for part in said.split(NEXT)]
        if found[0]:
            return sentence, [blank for match in found if match for blank in match.groups()[:1]]
    return None
