"""
Get an array past the gradient
==============================

You will turn weights, outputs and gradients into arrays, and see which write to an array makes a gradient wrong.
"""

# %%
# Detach
# ------
#
# An array cannot be part of a graph, so ``numpy`` raises on a tensor that requires grad.
# ``detach`` steps out of the graph and copies nothing: the array is still the memory of the weights.

# sphinx_gallery_thumbnail_path = "../gallery/tensors_to_arrays/plot_4_gradients_in_the_way.svg"
import numpy as np
import torch

weights = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    weights.numpy()
    raise AssertionError("the gradient was dropped in silence")
except RuntimeError as error:
    print("RuntimeError:", error)

array = weights.detach().numpy()
array[0] = 10.0
print("array:  ", array.tolist())
print("weights:", weights.tolist(), weights.requires_grad)
assert array.tolist() == weights.tolist() == [10.0, 2.0]
assert weights.requires_grad

# %%
# Evaluate without a graph
# ------------------------
#
# In an evaluation nobody calls ``backward``, so there is no reason to record the graph in the first place.
# Under ``torch.no_grad`` an output does not require grad, and ``numpy`` takes it as it is.

model = torch.nn.Linear(2, 1)
inputs = torch.ones(1, 2)
with torch.no_grad():
    scores = model(inputs)
print("requires grad: with no_grad", scores.requires_grad, "without", model(inputs).requires_grad)
print("shape of the array:", scores.numpy().shape)
assert not scores.requires_grad
assert model(inputs).requires_grad
assert scores.numpy().shape == (1, 1)

# %%
# Write at the wrong time
# -----------------------
#
# ``backward`` reads values that were saved on the way forward, and PyTorch counts a write such as ``add_`` to them.
# A write that NumPy makes is not counted: nothing raises, and the gradient is wrong.
# The derivative of x² at 2 is 4, and a copy keeps it so.

gradients = {}
for way in ("shared", "copied"):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    array = x.detach().numpy()
    if way == "copied":
        array = array.copy()
    array[0] = 5.0
    y.backward()
    gradients[way] = x.grad.item()
    print(f"{way}: y = {y.item()}, x = {x.item()}, gradient = {x.grad.item()}")
assert gradients == {"shared": 10.0, "copied": 4.0}

# %%
# Keep a gradient
# ---------------
#
# The gradient of a plain ``backward`` requires none itself, so its array needs no ``detach``, and shares memory.
# Without a ``zero_grad`` between, the next ``backward`` adds to that memory, so a gradient to be kept wants a copy.

w = torch.ones(1, requires_grad=True)
(w * 2).backward()
shared, kept = w.grad.numpy(), w.grad.numpy().copy()
(w * 3).backward()
print("shared:", shared.tolist())
print("kept:  ", kept.tolist())
assert shared.tolist() == w.grad.tolist() == [5.0]
assert kept.tolist() == [2.0]

# %%
# Come back without a gradient
# ----------------------------
#
# What NumPy computes is not in the graph, so a tensor made of it has lost the way back to the weights.
# The same step in PyTorch keeps it.

w = torch.ones(2, requires_grad=True)
detour = torch.from_numpy(np.exp(w.detach().numpy()))
try:
    detour.sum().backward()
    raise AssertionError("the gradient came back from NumPy")
except RuntimeError as error:
    print("RuntimeError:", error)
direct = torch.exp(w)
direct.sum().backward()
print("same values:", torch.allclose(direct, detour), "gradient:", torch.allclose(w.grad, detour))
assert torch.allclose(direct, detour)
assert torch.allclose(w.grad, detour)

# %%
# What to remember
# ----------------
#
# - ``detach`` first, and the array still shares: :claim:`tensor-to-numpy.detach-numpy-shares`.
# - Under ``no_grad`` there is nothing to detach: :claim:`autograd.no-grad-records-nothing`.
# - A write to the array can spoil a gradient: :claim:`dangers.numpy-write-spoils-the-gradient`.
# - A copy does not: :claim:`dangers.copy-keeps-the-gradient`.
# - The array of a gradient follows the next ``backward``: :claim:`autograd.grad-numpy-shares`.
# - What comes back from NumPy has no gradient: :claim:`autograd.detour-through-numpy-breaks-backward`.
