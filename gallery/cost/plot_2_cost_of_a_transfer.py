"""
Measure what a transfer costs
=============================

You will time copies between the CPU and a GPU, from ordinary and from pinned memory, against the limit of their link.
"""

# %%
# Name the machine
# ----------------
#
# The link differs from machine to machine, so name both of its ends.
# Without a GPU there is none, and only copies within the CPU's memory are measured.

# sphinx_gallery_thumbnail_path = "../gallery/cost/transfer.svg"
import platform
import re
import timeit
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)
cpuinfo = Path("/proc/cpuinfo")
names = re.findall(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.exists() else []
machine = (names or [platform.processor()])[0] + (f", {torch.cuda.get_device_name()}" if has_cuda else "")
print(f"measured on {machine}, torch {torch.__version__}, numpy {np.__version__}")

# %%
# Know what costs nothing
# -----------------------
#
# Before you save a transfer, see whether there is one: ``to`` returns a tensor that is where it should be already.
# Asked for a copy, it makes one.

tensor = torch.zeros(4, device=device)
same = tensor.to(device)
own = tensor.to(device, copy=True)
tensor[0] = 7.0
print("to:", same.tolist(), " with copy=True:", own.tolist())
assert (same.tolist(), own.tolist()) == ([7.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0])

# %%
# Time every way at every size
# ----------------------------
#
# Only a copy that is over can be timed with a clock, so these are blocking ones.
# Each writes into memory that was written before, as a training loop does that keeps its buffers.
# One thread has to do: several wait for each other on a busy machine, and then the clock shows that.

sizes, threads = [2**power for power in range(10, 27, 2)], torch.get_num_threads()
torch.set_num_threads(1)
tensors = {name: torch.ones(sizes[-1], dtype=torch.uint8) for name in ("cpu", "other")}
times = {"other.copy_(cpu)": []}
if has_cuda:
    tensors |= {"pinned": tensors["cpu"].pin_memory(), "gpu": tensors["cpu"].cuda()}
    times |= {"gpu.copy_(cpu)": [], "gpu.copy_(pinned)": [], "cpu.copy_(gpu)": [], "pinned.copy_(gpu)": []}
else:
    print("skipped: copies between the CPU and a GPU:", no_cuda)
for size in sizes:
    parts = {name: tensor[:size] for name, tensor in tensors.items()}
    for call, results in times.items():
        results.append(min(timeit.repeat(call, globals=parts, number=1, repeat=20)))
torch.set_num_threads(threads)

for call, results in times.items():
    print(f"{call:<17} 1 KiB: {results[0]:.1e} s  64 MiB: {results[-1]:.1e} s")
assert all(results[-1] > 5 * results[0] for results in times.values())

# %%
# Measure the limit
# -----------------
#
# The GPU can time its own copies: eight in a row without a break between them show what the link can do.
# From pinned memory one large copy should come close, while ordinary memory goes through a pinned buffer first.

if has_cuda:
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    for _copy in range(8):
        tensors["gpu"].copy_(tensors["pinned"], non_blocking=True)
    end.record()
    end.synchronize()
    limit = start.elapsed_time(end) / 1000 / 8  # seconds for one copy
    print(f"the link: {limit:.1e} s for 64 MiB, {sizes[-1] / limit / 1e9:.1f} GB/s")
    assert times["gpu.copy_(pinned)"][-1] < 3 * limit
    times["8 * gpu.copy_(pinned)"] = [limit * size / sizes[-1] for size in sizes]
else:
    print("skipped: measuring the limit of the link:", no_cuda)

# %%
# Draw them
# ---------
#
# Every copy takes some time to start, so the speed rises with the size; the limit of the link is a level line.
# Within the CPU it may fall again, where the data no longer fits the caches; without a GPU this is the only curve.

_, panel = plt.subplots(figsize=(7, 4.2), layout="constrained", num="How fast data of each size is copied")
for (call, results), colour in zip(times.items(), ["#7d8187", "#0b5d8a", "#8a3b12", "#6cc0f0", "#d08a5a", "#16181b"]):
    panel.loglog(sizes, np.divide(sizes, results), "--" if "8" in call else "-", color=colour, lw=2, label=call)
panel.set(xlabel="size", ylabel="speed")
panel.set_xticks([2**10, 2**20, 2**26], ["1 KiB", "1 MiB", "64 MiB"], family="monospace")
panel.set_yticks([1e8, 1e9, 1e10, 1e11], ["0.1 GB/s", "1 GB/s", "10 GB/s", "100 GB/s"], family="monospace")
panel.minorticks_off()
panel.grid(color="#d9dde3")
panel.legend(prop={"family": "monospace"})
plt.show()

# %%
# What to remember
# ----------------
#
# - ``to`` is free where nothing has to move: :claim:`devices.to-the-same-device-returns-self`.
# - ``pin_memory`` is itself a copy, so pin once: :claim:`devices.pin-memory-copies`.
# - A pinned buffer can be filled as an array: :claim:`devices.pinned-array-shares`.
# - ``copy_`` writes into memory that you have: :claim:`devices.copy-keeps-the-destination`.
