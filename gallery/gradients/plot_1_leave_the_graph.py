"""
Leave the graph without spoiling it
===================================

You will compare ``detach``, ``data`` and ``clone`` by what they share, and see which of them can spoil a gradient.
"""

# %%
# Write through each of them
# --------------------------
#
# All four results look alike, so write a number of its own into each, and look at ``w`` and at the results.
# Two of them share the memory of ``w``, two have their own.

# sphinx_gallery_thumbnail_path = "../gallery/gradients/leave.svg"
import matplotlib.pyplot as plt
import torch

w = torch.zeros(4, requires_grad=True)
results = {
    "w.detach()": w.detach(),
    "w.data": w.data,
    "w.clone()": w.clone(),
    "w.detach().clone()": w.detach().clone(),
}
for place, result in enumerate(results.values()):
    result[place] = place + 1.0
shares = {call: w[place].item() == place + 1.0 for place, call in enumerate(results)}
print("w:", w.tolist())
for call, result in results.items():
    print(f"{call:<18} {result.tolist()} shares: {shares[call]!s:<5} requires grad: {result.requires_grad}")
assert list(shares.values()) == [True, True, False, False]
assert [result.requires_grad for result in results.values()] == [False, False, True, False]

# %%
# Draw what belongs together
# --------------------------
#
# Memory and graph are two questions, and each call answers both.
# The straight arrows lead to memory, drawn once where it is shared, and the curved one back to ``w`` along the graph.

line, ink, colours = "#7d8187", "#16181b", {True: ("#8a3b12", "#ffffff"), False: ("#d9dde3", "#16181b")}
card = {"boxstyle": "round,pad=0.35", "facecolor": "#d9dde3", "edgecolor": line}
code = {"family": "monospace", "size": 12, "ha": "center", "va": "center"}
arrow = {"arrowstyle": "-|>", "color": line, "lw": 2, "mutation_scale": 18}
what = "A tensor and four ways to take its values, with the memory of each and the link of the clone to the graph"
figure, panel = plt.subplots(figsize=(6, 3), layout="constrained", num=what)
figure.set_facecolor("none")  # readable on a light and on a dark page
panel.set(xlim=(-4.2, 8.1), ylim=(-0.5, 4.5), aspect="equal")
panel.axis("off")
for y, (call, tensor) in zip((4, 3, 2, 1, 0), {"w": w, **results}.items()):
    panel.text(1, y, call, bbox=card, color=ink, **{**code, "ha": "right"})
    home = 3 if shares.get(call, True) else y
    panel.annotate("", xytext=(1.4, y), xy=(3.9, home), arrowprops=arrow)
    for x, value in enumerate(tensor.tolist() if home == y else [], start=4):
        fill, text = colours[value != 0]
        panel.add_patch(plt.Rectangle((x, home - 0.4), 1, 0.8, fc=fill, ec=line))
        panel.text(x + 0.5, home, f"{value:.0f}", color=text, **code)
panel.annotate("", xytext=(-1.3, 1), xy=(0.4, 4), arrowprops={**arrow, "connectionstyle": "arc3,rad=-0.8"})
panel.text(-3.1, 2.5, "grad_fn", bbox=card, color=ink, **code)
plt.show()

# %%
# Spoil a gradient in silence
# ---------------------------
#
# Sharing is dangerous where the backward pass still needs the old values.
# The derivative of x² at 2 is 4, but a write through ``data`` or through NumPy in between makes it 10, without a word.

gradients = []
for way in ("data", "numpy"):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    alias = x.data if way == "data" else x.detach().numpy()
    alias[0] = 5.0
    y.backward()
    gradients.append(x.grad.item())
    print(f"{way:<6} y: {y.item()}  gradient: {x.grad.item()}")
assert gradients == [10.0, 10.0]

# %%
# Be stopped instead
# ------------------
#
# PyTorch counts an assignment to an element of ``x``, also one through ``detach``, but not one through ``data``.
# So the same write through ``detach`` ends in an error, which is much better than a wrong number.

x = torch.tensor([2.0], requires_grad=True)
y = x * x
x.detach()[0] = 5.0
try:
    y.backward()
    raise AssertionError("a wrong gradient without an error")
except RuntimeError as error:
    print("RuntimeError:", str(error).split(":")[0])

# %%
# Write to a copy
# ---------------
#
# What you want to change freely needs memory of its own, outside the graph: ``detach`` and then ``clone``.
# The gradient is right again, and the copy holds what you wrote.

x = torch.tensor([2.0], requires_grad=True)
y = x * x
own = x.detach().clone()
own[0] = 5.0
y.backward()
print("own:", own.item(), " gradient:", x.grad.item())
assert (own.item(), x.grad.item()) == (5.0, 4.0)

# %%
# What to remember
# ----------------
#
# - ``detach`` and ``data`` share: :claim:`autograd.detach-shares`, :claim:`autograd.data-shares`.
# - ``clone`` copies and stays in the graph: :claim:`autograd.clone-stays-in-the-graph`.
# - ``detach`` and ``clone`` together copy and leave it: :claim:`autograd.detach-clone-is-independent`.
# - A write through ``data`` can spoil a gradient: :claim:`dangers.data-write-spoils-the-gradient`.
# - So can one through NumPy: :claim:`dangers.numpy-write-spoils-the-gradient`.
# - A counted write raises instead: :claim:`autograd.counted-write-stops-backward`.
