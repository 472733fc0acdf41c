"""
Bring awkward arrays into shape
===============================

You will meet the arrays that PyTorch refuses, and those that it accepts when it had better not, and mend each of them.
"""

# %%
# Run forwards
# ------------
#
# Flipped images and the step from BGR to RGB are views that run backwards, and PyTorch has no negative strides.
# Copy such a view first; or convert the array, which shares, and flip the tensor, which copies.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/awkward_arrays.svg"
import warnings

import matplotlib.pyplot as plt
import numpy as np
import torch

a = np.arange(6)
try:
    torch.from_numpy(a[::-1])
    raise AssertionError("a negative stride was accepted")
except ValueError as error:
    print("ValueError:", str(error).split(", and")[0])

copied, flipped = torch.from_numpy(a[::-1].copy()), torch.from_numpy(a).flip(0)
print(copied.tolist())
assert copied.tolist() == flipped.tolist() == a[::-1].tolist()

# %%
# Draw the steps
# --------------
#
# A view is a start and a step in the same memory, so a picture shows at once which one differs.
# The numbers are the positions at which a view reads a cell; only the last view runs backwards.

line, fill = "#7d8187", "#d9dde3"
card = {"boxstyle": "round,pad=0.35", "facecolor": fill, "edgecolor": line}
boxed = {"size": 12, "ha": "center", "va": "center", "bbox": card, "color": "#16181b"}
code = {"size": 12, "ha": "center", "va": "center", "family": "monospace"}
what = "Which cells of memory four views of a read, and in which order"
_, panel = plt.subplots(figsize=(6, 3.4), layout="tight", facecolor="none", num=what)
panel.set(xlim=(-4.6, 6.1), ylim=(-0.1, 6.3), aspect="equal")
panel.axis("off")
panel.text(-2.5, 5.8, "view and step", **boxed)
panel.text(3, 5.8, "memory", **boxed)
for y, name in ((3.9, "a"), (2.6, "a[2:5]"), (1.3, "a[::2]"), (0, "a[::-1]")):
    order, step = eval(name).tolist(), eval(name).strides[0] // a.itemsize
    panel.text(-2.5, y + 0.5, f"{name:<9}{step:+d}", **{**boxed, **code})
    for place in a.tolist():
        at = order.index(place) if place in order else ""
        color = fill if at == "" else "#8a3b12"
        panel.add_patch(plt.Rectangle((place, y), 1, 1, fc=color, ec=line))
        panel.text(place + 0.5, y + 0.5, at, color="#ffffff", **code)
plt.show()

# %%
# Repair what is refused
# ----------------------
#
# Packed records, files from other machines and missing numbers can give arrays that no tensor can describe.
# The remedies are a copy, the machine's own byte order, and a numeric dtype.

packed = np.array([(1, 0.5), (2, 1.5)], dtype="i1, f8")["f1"]
swapped, objects = np.array([0.5, 1.5], dtype=">f8"), np.array([0.5, None])
for awkward in (packed, swapped, objects):
    try:
        torch.tensor(awkward)
        raise AssertionError("an awkward array was accepted")
    except (TypeError, ValueError) as error:
        print(f"{type(error).__name__}:", str(error).split(". ")[0])

native = swapped.astype(swapped.dtype.newbyteorder("="))
repaired = packed.copy(), native, objects.astype(np.float64)
values = [torch.from_numpy(array).tolist() for array in repaired]
print(values)
assert str(values) == "[[0.5, 1.5], [0.5, 1.5], [0.5, nan]]"

# %%
# Respect what is read-only
# -------------------------
#
# Somebody protected this array, and a tensor cannot: PyTorch warns, shares, and lets you write.
# This one is broadcast, so that a single write shows in every element; a copy is safe.

torch.set_warn_always(True)  # by default, most warnings come once per program
broadcast = np.broadcast_to(np.zeros(1), 3)
with warnings.catch_warnings(record=True) as caught:
    shared, own = torch.from_numpy(broadcast), torch.tensor(broadcast)
print(str(caught[0].message).split(",")[0])

shared[0] = own[1] = 7.0
print("array:", broadcast.tolist(), " copy:", own.tolist())
assert (broadcast.tolist(), own.tolist()) == ([7.0, 7.0, 7.0], [0.0, 7.0, 0.0])

# %%
# Fill what is masked
# -------------------
#
# A masked array is accepted without a word and loses its mask, so that what was hidden counts again.
# ``filled`` decides first what stands in its place.

masked = np.ma.masked_array([1.0, -999.0], mask=[False, True])
unmasked, filled = torch.from_numpy(masked), torch.from_numpy(masked.filled(0.0))
print(unmasked.tolist(), filled.tolist())
assert (unmasked.tolist(), filled.tolist()) == ([1.0, -999.0], [1.0, 0.0])

# %%
# What to remember
# ----------------
#
# - Negative strides need a copy: :claim:`layouts.negative-strides-raise`.
# - So do some fields of packed records: :claim:`layouts.record-field-raises`.
# - A foreign byte order needs a native dtype: :claim:`layouts.newbyteorder-makes-it-native`.
# - Objects need a numeric one: :claim:`dtypes.object-array-of-numbers`.
# - A read-only array is shared, with a warning: :claim:`numpy-to-tensor.from-numpy-read-only-warns`.
# - A broadcast array has one value for many elements: :claim:`layouts.broadcast-array-repeats-one-value`.
# - A masked array loses its mask: :claim:`layouts.masked-array-loses-its-mask`.
