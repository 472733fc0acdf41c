"""
Measure what a conversion costs
===============================

You will time conversions from 1 KiB to 256 MiB, and hold them against a copy into memory that is ready.
"""

# %%
# Name the machine
# ----------------
#
# A time without its machine means nothing, so the script says first where it measures.
# It takes some seconds; other programs on the machine make the figures worse, not better.

# sphinx_gallery_thumbnail_path = "../gallery/cost/conversion.svg"
import platform
import re
import timeit
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch

cpuinfo = Path("/proc/cpuinfo")
names = re.findall(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.exists() else []
processor = (names or [platform.processor()])[0]
print(f"measured on {processor}, one thread, torch {torch.__version__}, numpy {np.__version__}")

# %%
# Know what is measured
# ---------------------
#
# A time says nothing about memory, so look at that first.
# One write shows which of the calls share and which copy.

a = np.zeros(4, dtype=np.uint8)
shared = torch.from_numpy(a)
own = torch.tensor(a)
out = shared.numpy()
a[0] = 7
print("from_numpy:", shared.tolist(), " numpy:", out.tolist(), " tensor:", own.tolist())
assert shared.tolist() == out.tolist() == a.tolist() == [7, 0, 0, 0]
assert own.tolist() == [0, 0, 0, 0]

# %%
# Time each call at each size
# ---------------------------
#
# The best of a few runs is the one that was disturbed least.
# ``warm`` has been written before, so the last two calls find their memory ready; the faster one is the copy limit.
# The tensor ``t`` shares ``a``, and ``w`` shares ``warm``.
# All run in one thread: several wait for each other on a busy machine, and then the clock shows that.

threads = torch.get_num_threads()
torch.set_num_threads(1)
sharing = ["torch.from_numpy(a)", "t.numpy()"]
copying = ["torch.tensor(a)", "w.copy_(t)", "np.copyto(warm, a)"]
sizes = [2**power for power in range(10, 29, 2)]
times = {call: [] for call in sharing + copying}
source, target = (torch.ones(sizes[-1], dtype=torch.uint8).numpy() for _ in range(2))
for size in sizes:
    a, warm = source[:size], target[:size]
    names = {"np": np, "torch": torch, "a": a, "t": torch.from_numpy(a), "warm": warm, "w": torch.from_numpy(warm)}
    for call, results in times.items():
        number = 1000 if call in sharing else max(1, 2**20 // size)
        repeat = 10 if call in sharing else min(10, max(3, 2**26 // size))
        results.append(min(timeit.repeat(call, globals=names, number=number, repeat=repeat)) / number)
torch.set_num_threads(threads)

for call, results in times.items():
    small, large = results[0], results[-1]
    print(f"{call:<20} 1 KiB: {small:.1e} s  256 MiB: {large:.1e} s")
limit = min(times["w.copy_(t)"][-1], times["np.copyto(warm, a)"][-1])
print(f"copy limit at 256 MiB: {sizes[-1] / limit / 1e9:.1f} GB/s")

# %%
# Draw time over size
# -------------------
#
# Both scales are logarithmic, so that a cost that grows with the size is a slope, and one that does not is flat.
# The dashed line is NumPy's copy into memory that is ready.

colours = ["#0b5d8a", "#2f8f6b", "#8a3b12", "#b07d00", "#16181b"]
what = "The time of each call over the size of the data: flat where memory is shared, rising where it is copied"
figure, panel = plt.subplots(figsize=(7, 4.5), layout="constrained", num=what)
for (call, results), colour in zip(times.items(), colours):
    panel.loglog(sizes, results, "--" if call == "np.copyto(warm, a)" else "-", color=colour, lw=2, label=call)
panel.set(xlabel="size", ylabel="time for one call")
panel.set_xticks([2**10, 2**20, 2**28], ["1 KiB", "1 MiB", "256 MiB"], family="monospace")
panel.set_yticks([1e-6, 1e-3, 1], ["1 µs", "1 ms", "1 s"], family="monospace")
panel.minorticks_off()
panel.grid(color="#d9dde3")
panel.legend(prop={"family": "monospace"})
plt.show()

# %%
# Check what the lines say
# ------------------------
#
# The margins are wide, because a busy machine is no broken promise. Sharing costs the same at every size.
# A copy of a quarter of a million times the data costs at least a thousand times as much.
# No copy beats the limit; into new memory it may be far below, since the system has to hand that out first.

for call in sharing:
    assert times[call][-1] < 20 * times[call][0]
    assert times[call][-1] < times["torch.tensor(a)"][-1] / 1000
for call in copying:
    assert times[call][-1] > 1000 * times[call][0]
assert times["torch.tensor(a)"][-1] > limit / 3
share_of_limit = limit / times["torch.tensor(a)"][-1]
print(f"torch.tensor into new memory runs at {share_of_limit:.0%} of the copy limit")

# %%
# What to remember
# ----------------
#
# - ``torch.from_numpy`` shares, at any size: :claim:`numpy-to-tensor.from-numpy-shares`.
# - So does ``Tensor.numpy``: :claim:`tensor-to-numpy.numpy-shares`.
# - ``torch.tensor`` copies, into memory of its own: :claim:`numpy-to-tensor.tensor-copies`.
# - ``copy_`` writes into memory that you have: :claim:`devices.copy-fills-an-array`.
