"""
Keep a result that must not change
==================================

You will keep a tensor's values in three ways, draw which memory each array reads, and copy once on every device.
"""

# %%
# See a snapshot go stale
# -----------------------
#
# The values of a tensor during a loop are worth keeping, and ``numpy`` looks like the way to do it.
# But all three arrays share the one memory that the loop goes on writing to, so all of them show its last state.

# sphinx_gallery_thumbnail_path = "../gallery/tensors_to_arrays/copies_on_purpose.svg"
import matplotlib.pyplot as plt
import numpy as np
import torch

state = torch.zeros(1)
shared, kept = [], []
for _step in range(3):
    shared.append(state.numpy())
    kept.append(state.numpy().copy())
    state += 1

print("shared:", [array.item() for array in shared])
print("kept:  ", [array.item() for array in kept])
assert [array.item() for array in shared] == [3.0, 3.0, 3.0]
assert [array.item() for array in kept] == [0.0, 1.0, 2.0]

# %%
# Choose where to copy
# --------------------
#
# A copy made before ``numpy`` or after it protects the values just the same, so choose the one that fits.
# ``clone`` copies the tensor, ``copy`` the array, and ``copy_`` fills an array that is there already,
# which spares a new array in each round of a loop.

t = torch.tensor([1, 2, 3])
buffer = np.zeros(3, dtype=np.int64)
torch.from_numpy(buffer).copy_(t)
arrays = {
    "t.numpy()": t.numpy(),
    "t.numpy().copy()": t.numpy().copy(),
    "t.clone().numpy()": t.clone().numpy(),
    "buffer": buffer,
}
t[0] = 9
for name, array in arrays.items():
    print(f"{name:<17}", array.tolist())
assert t[0] == 9
assert [int(array[0]) for array in arrays.values()] == [9, 1, 1, 1]

# %%
# Draw the memory
# ---------------
#
# Five names stand before four blocks of memory, and the picture shows which two share one.
# The value that was written stands out.

fill, written, line = "#d9dde3", "#8a3b12", "#7d8187"
card = {"boxstyle": "round,pad=0.35", "facecolor": fill, "edgecolor": line}
code = {"family": "monospace", "size": 12, "va": "center"}
arrow = {"arrowstyle": "-|>", "color": line, "lw": 2, "mutation_scale": 18}
what = "A tensor, four arrays made from it, and the memory that each one reads"
figure, panel = plt.subplots(figsize=(6, 4.6), layout="constrained", num=what)
figure.set_facecolor("none")  # readable on a light and on a dark page
panel.set(xlim=(-0.5, 8.6), ylim=(-6, 0.7), aspect="equal")
panel.axis("off")

home = 0
for row, (name, owner) in enumerate({"t": t.numpy(), **arrays}.items()):
    y = -1.3 * row
    if not np.shares_memory(owner, t.numpy()):
        home = y
    panel.text(3.4, y, name, bbox=card, color="#16181b", ha="right", **code)
    panel.annotate("", xy=(5.4, home), xytext=(3.6, y), arrowprops=arrow)
    for x, value in enumerate(owner.tolist()):
        face, ink = (written, "#ffffff") if value == 9 else (fill, "#16181b")
        panel.add_patch(plt.Rectangle((5.5 + x, home - 0.5), 1, 1, fc=face, ec=line))
        panel.text(6 + x, home, str(value), color=ink, ha="center", **code)
plt.show()

# %%
# Copy once, on every device
# --------------------------
#
# A missing copy is a bug and a second one a waste, and ``cpu`` leads to either, depending on the device:
# it copies from a GPU, and returns the tensor itself on the CPU.
# ``to("cpu", copy=True)`` makes one copy on both.

device = "cuda" if torch.cuda.is_available() else "cpu"
print("running on", device)
tensor = torch.tensor([1.0, 2.0, 3.0], device=device)
result = tensor.to("cpu", copy=True).numpy()
tensor[0] = 10.0
print("tensor:", tensor.tolist())
print("result:", result.tolist())
assert tensor.tolist() == [10.0, 2.0, 3.0]
assert result.tolist() == [1.0, 2.0, 3.0]

# %%
# What to remember
# ----------------
#
# - Arrays kept in a loop all show the last state: :claim:`autograd.snapshots-need-a-copy`.
# - ``copy`` cuts the link: :claim:`tensor-to-numpy.copy-makes-it-independent`.
# - So does ``clone`` before ``numpy``: :claim:`tensor-to-numpy.clone-numpy-shares-with-the-clone`.
# - ``copy_`` fills an array that exists: :claim:`devices.copy-fills-an-array`.
# - ``cpu`` does not copy on the CPU, ``to("cpu", copy=True)`` always does:
#   :claim:`devices.cpu-is-a-no-op-on-cpu`, :claim:`devices.to-copy-true-copies`.
