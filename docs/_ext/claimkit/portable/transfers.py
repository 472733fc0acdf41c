"""Times copies between host and GPU, in percent of what the link gives: `python -m claimkit.portable.transfers`.

What the link gives is what pinned memory gets, in each direction.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import torch

BYTES, TIMES = 2**28, 5
# In each direction the first is the link's limit. `g` is on the GPU, `p` pinned, `t` ordinary memory, `a` its array.
WAYS = {
    "to the GPU": (
        "g.copy_(p, non_blocking=True)",
        "g.copy_(t)",
        "t.to('cuda')",
        "t.pin_memory().to('cuda', non_blocking=True)",
        "torch.from_numpy(a).to('cuda')",
        "torch.tensor(a, device='cuda')",
    ),
    "from the GPU": (
        "p.copy_(g, non_blocking=True)",
        "t.copy_(g)",
        "g.cpu()",
        "g.to('cpu', non_blocking=True)",
        "g.cpu().numpy()",
    ),
}


def main(arguments):
    print(json.dumps(measured(*map(int, arguments))))


def measured(size=BYTES):
    """For each direction its limit in GB/s, and for each way what it reaches, in GB/s and in percent of the limit."""
    t = torch.zeros(size // 4)
    names = {"torch": torch, "t": t, "a": t.numpy(), "p": t.pin_memory(), "g": t.to("cuda"), "np": np}
    found = {}
    for direction, ways in WAYS.items():
        speeds = {way: size / 1e9 / best_seconds(way, names) for way in ways}
        limit = speeds[ways[0]]
        found[direction] = {
            "limit": round(limit, 2),
            "ways": {way: {"speed": round(speed, 2), "percent": round(100 * speed / limit)}
                     for way, speed in speeds.items()},
        }  # fmt: skip
    return {"unit": "GB/s", "bytes": size, "directions": found}


def best_seconds(way, names):
    """The shortest time of several, after one that is not counted."""
    code, seconds = compile(way, "way", "eval"), []
    for _time in range(TIMES + 1):
        torch.cuda.synchronize()
        started = time.perf_counter()
        kept = eval(code, names)
        torch.cuda.synchronize()
        seconds.append(time.perf_counter() - started)
        del kept
    return min(seconds[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
