"""
See what a write changes
========================

You will draw an array, a tensor and the memory behind them after one write, once shared and once copied.
"""

# %%
# Write to one side
# -----------------
#
# Nothing about a tensor's values tells whether it shares memory: before the write, both look alike.
# So make one of each from the same numbers, write to the array, and look at the tensor.

# sphinx_gallery_thumbnail_path = "../gallery/see_sharing.svg"
import matplotlib.pyplot as plt
import numpy as np
import torch

pairs = {}
for constructor in (torch.from_numpy, torch.tensor):
    array = np.array([1, 2, 3], dtype=np.uint8)
    tensor = constructor(array)
    array[0] = 9
    pairs[f"torch.{constructor.__name__}(a)"] = array, tensor
    print(f"{constructor.__name__:<10} a = {array.tolist()}  t = {tensor.tolist()}")

assert [tensor.tolist() for _, tensor in pairs.values()] == [[9, 2, 3], [1, 2, 3]]

# %%
# Look for the reason
# -------------------
#
# The values differ because the memory does, and NumPy can tell directly whether two objects overlap in memory.
# It looks at the tensor through ``Tensor.numpy``, which adds no copy of its own.

overlaps = {}
for call, (array, tensor) in pairs.items():
    overlaps[call] = np.shares_memory(array, tensor.numpy())
    print(call, overlaps[call])
assert list(overlaps.values()) == [True, False]

# %%
# Draw both sides
# ---------------
#
# A picture is easier to remember than a rule.
# The upper cells are what ``a`` and ``t`` read, the lower ones the bytes in memory, drawn once where it is shared.
# The byte that was written stands out.

line = "#7d8187"
plain, written = ("#d9dde3", "#16181b"), ("#8a3b12", "#ffffff")  # fill, text
card = {"boxstyle": "round,pad=0.35", "facecolor": plain[0], "edgecolor": line}
code = {"family": "monospace", "size": 12, "ha": "center", "va": "center"}
arrow = {"arrowstyle": "-|>", "color": line, "lw": 2, "mutation_scale": 18}
what = "An array, a tensor and the memory behind them, shared and copied"
figure, panels = plt.subplots(2, 1, figsize=(6, 6.9), layout="constrained", num=what)
figure.set_facecolor("none")  # readable on a light and on a dark page

for panel, (call, (array, tensor)) in zip(panels, pairs.items()):
    panel.set(xlim=(-0.1, 9.1), ylim=(-0.9, 4.4), aspect="equal")
    panel.axis("off")
    title = f"t = {call}; a[0] = 9"
    panel.set_title(title, y=0.9, bbox=card, color=plain[1], **code)

    memory = [(3, array)] if overlaps[call] else [(0, array), (6, tensor)]
    for name, x, (home, _) in (("a", 0, memory[0]), ("t", 6, memory[-1])):
        panel.text(x + 1.5, 3.1, name, bbox=card, color=plain[1], **code)
        ends = {"xytext": (x + 1.5, 1.45), "xy": (home + 1.5, 0.55)}
        panel.annotate("", arrowprops=arrow, **ends)

    strips = [(0, 1.5, array, "d"), (6, 1.5, tensor, "d")]
    strips += [(home, -0.5, owner, "02x") for home, owner in memory]
    for left, y, owner, style in strips:
        for x, value in enumerate(owner.tolist(), start=left):
            fill, ink = written if value == 9 else plain
            panel.add_patch(plt.Rectangle((x, y), 1, 1, fc=fill, ec=line))
            panel.text(x + 0.5, y + 0.5, f"{value:{style}}", color=ink, **code)

plt.show()

# %%
# What to remember
# ----------------
#
# - ``torch.from_numpy`` points at the array's own memory: :claim:`numpy-to-tensor.from-numpy-shares`.
# - ``torch.tensor`` fills memory of its own: :claim:`numpy-to-tensor.tensor-copies`.
# - ``Tensor.numpy`` adds no copy: :claim:`tensor-to-numpy.numpy-shares`.
# - So ``np.shares_memory`` can tell, even before a write: :claim:`numpy-to-tensor.shares-memory-tells`.
