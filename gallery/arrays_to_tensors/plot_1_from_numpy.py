"""
Share an array's memory with a tensor
=====================================

You will follow one block of memory through ``torch.from_numpy``, and know what ends the sharing and what does not.
"""

# %%
# Write through a view
# --------------------
#
# Arrays are sliced and transposed all the time, and the conversion should not undo what that saved.
# ``torch.from_numpy`` takes these two views as they are, gaps included: a write to the tensor lands in the whole array.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/from_numpy.svg"
import weakref

import matplotlib.pyplot as plt
import numpy as np
import torch

table = np.zeros((2, 3))
column = torch.from_numpy(table[:, 1])
turned = torch.from_numpy(table.T)

column[0] = 7.0
turned[2, 1] = 8.0
print(table.tolist())
print("strides:", column.stride(), turned.stride())
assert table.tolist() == [[0.0, 7.0, 0.0], [0.0, 0.0, 8.0]]
assert (column.stride(), turned.stride()) == ((3,), (1, 3))

# %%
# Change in place, or rebind
# --------------------------
#
# Two lines that look alike decide whether both sides still belong together.
# ``a += 1`` writes into the memory, so the tensor follows; ``a = a + 1`` makes a new array and moves the name to it.

pairs = {}
a = np.array([1.0, 2.0])
t = torch.from_numpy(a)
a += 1
pairs["a += 1"] = a, t
a = a + 1
pairs["a = a + 1"] = a, t

shared = {}
for statement, (array, tensor) in pairs.items():
    shared[statement] = np.shares_memory(array, tensor.numpy())
print(shared)
print("a =", a.tolist(), " t =", t.tolist())
assert list(shared.values()) == [True, False]
assert a.tolist() == [3.0, 4.0]
assert t.tolist() == [2.0, 3.0]

# %%
# Draw who points where
# ---------------------
#
# What happened is easier to see than to say: the values never moved, only the name ``a`` did.
# After the second line the first array has lost its name, and lives on because the tensor uses it.

line, fill, ink = "#7d8187", "#d9dde3", "#16181b"
card = {"boxstyle": "round,pad=0.35", "facecolor": fill, "edgecolor": line}
word = {"size": 12, "ha": "center", "va": "center", "color": ink}
code = {"family": "monospace", **word}
arrow = {"arrowstyle": "-|>", "color": line, "lw": 2, "mutation_scale": 18}
memories = {True: "one memory", False: "two memories"}
what = "The names a and t and the memory behind them, after a += 1 and after a = a + 1"
figure, panels = plt.subplots(1, 2, figsize=(6, 3.2), layout="constrained", num=what)
figure.set_facecolor("none")  # readable on a light and on a dark page

for panel, (statement, owners) in zip(panels, pairs.items()):
    panel.set(xlim=(-0.2, 5.2), ylim=(-1.3, 4.6), aspect="equal")
    panel.axis("off")
    panel.text(2.5, 4, statement, bbox=card, **code)
    panel.text(2.5, -0.8, memories[shared[statement]], bbox=card, **word)
    homes = (1.5, 1.5) if shared[statement] else (0, 3)
    for name, x, home in zip("at", (1, 4), homes):
        ends = {"xytext": (x, 2.4), "xy": (home + 1, 1.05)}
        panel.annotate(name, bbox=card, arrowprops=arrow, **ends, **code)
    for home, owner in dict(zip(homes, owners)).items():
        for left, value in zip((home, home + 1), owner.tolist()):
            panel.add_patch(plt.Rectangle((left, 0), 1, 1, fc=fill, ec=line))
            panel.text(left + 0.5, 0.5, f"{value:g}", **code)

plt.show()

# %%
# Let the array go
# ----------------
#
# A function that loads a file returns the tensor and forgets the array, which must not pull the memory away.
# It does not: the tensor keeps the array alive, and all of it, however small the part that the tensor shows.

big = np.zeros(1_000_000)
watch = weakref.ref(big)
part = torch.from_numpy(big[:2])
del big
print(part.nbytes, "bytes seen,", watch().nbytes, "bytes kept")
assert watch().nbytes == 8_000_000

part = part.clone()
print("gone after clone:", watch() is None)
assert watch() is None

# %%
# What to remember
# ----------------
#
# - ``torch.from_numpy`` shares, both ways: :claim:`numpy-to-tensor.from-numpy-shares`.
# - Slices and transposes share as well: :claim:`layouts.slices-share`, :claim:`layouts.fortran-order-is-kept`.
# - ``a += 1`` reaches the tensor, ``a = a + 1`` does not: :claim:`numpy-to-tensor.rebinding-the-array-ends-sharing`.
# - The tensor keeps the array alive: :claim:`numpy-to-tensor.from-numpy-keeps-the-array-alive`.
# - A small part keeps the whole array, until ``clone``: :claim:`lifetime.slice-keeps-the-whole-array`.
