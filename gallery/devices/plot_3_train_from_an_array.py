"""
Train a model from an array and plot the result
===============================================

You will follow data from an array through a loader to the device, train on it, and bring back what a plot needs.
"""

# %%
# Start from an array
# -------------------
#
# Data mostly begins its life in NumPy, in ``float64``, while the model computes in ``float32``.
# So convert once, before the training, and not batch by batch within it.

# sphinx_gallery_thumbnail_path = "../gallery/devices/train.svg"
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

x = np.linspace(-1, 1, 200)[:, None]
y = np.sin(4 * x) + np.random.default_rng(0).normal(scale=0.1, size=x.shape)
x, y = x.astype(np.float32), y.astype(np.float32)

# %%
# Share with the dataset, copy into batches
# -----------------------------------------
#
# The dataset need not double the memory: it shares with the two arrays, and only a batch is a copy.
# Pinned batches let the copy to the GPU run beside Python; without a GPU there is nothing to pin for.

dataset = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
generator = torch.Generator().manual_seed(0)
loader = DataLoader(dataset, batch_size=50, shuffle=True, generator=generator, pin_memory=has_cuda)
batch = next(iter(loader))[0]
shared = [np.shares_memory(x, tensor.numpy()) for tensor in (dataset.tensors[0], batch)]
print("shares with the array: dataset", shared[0], "batch", shared[1])
assert shared == [True, False]
if has_cuda:
    print("batch pinned:", batch.is_pinned(), "on:", batch.device.type)
    assert (batch.is_pinned(), batch.device.type) == (True, "cpu")
else:
    print("skipped: pinning the batches:", no_cuda)

# %%
# Train without waiting for numbers
# ---------------------------------
#
# Every ``item`` makes Python wait for the GPU, so the losses are added up on the device and read once per epoch.
# ``detach`` takes them out of the graph, which would otherwise grow with the sum.
# The weights are kept twice, to see in the next step what became of them.

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(1, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1)).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
followed = model[0].weight.detach().cpu().numpy()
kept = followed.copy()
losses = []
for _epoch in range(40):
    total = torch.zeros((), device=device)
    for batch in loader:
        inputs, targets = (part.to(device, non_blocking=True) for part in batch)
        loss = torch.nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.detach()
    losses.append(total.item() / len(loader))
print(f"loss: {losses[0]:.2f} at first, {losses[-1]:.2f} at last; the noise has {0.1**2:.2f}")
assert losses[-1] < 0.02 < losses[0]

# %%
# Copy what you keep
# ------------------
#
# Weights are written at every step, and on the CPU an array made from them follows, on a GPU it does not.
# Only the one with ``copy`` is the state before the training on every machine.

now = model[0].weight.detach().cpu().numpy()
print("the array without a copy has followed the training:", np.array_equal(followed, now))
print("the copy has:", np.array_equal(kept, now))
assert np.array_equal(followed, now) == (device == "cpu")
assert not np.array_equal(kept, now)

# %%
# Bring back the curve
# --------------------
#
# A plot wants an array on the CPU and no gradient: ``no_grad`` records none, and ``cpu`` does the rest.
# The array has the dtype of the model, ``float32``.

with torch.no_grad():
    curve = model(torch.from_numpy(x).to(device)).cpu().numpy()
error = np.abs(curve - np.sin(4 * x)).mean()
print(type(curve).__name__, curve.dtype, f"mean distance from the true curve: {error:.2f}")
assert error < 0.1

figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained", num="The curve that was learnt")
left.plot(x, y, ".", color="#7d8187", label="data")
left.plot(x, curve, color="#8a3b12", lw=2, label="model")
left.legend()
right.semilogy(losses, color="#8a3b12", lw=2)
right.set(xlabel="epoch", ylabel="loss")
plt.show()

# %%
# What to remember
# ----------------
#
# - A dataset of tensors shares, a batch is a copy: :claim:`batches.tensor-dataset-shares`.
# - Pinned batches still have to be moved: :claim:`batches.pinned-batch-stays-on-the-host`.
# - ``item`` waits for the GPU, ``detach`` does not: :claim:`python-numbers.item-synchronises`.
# - A sum of losses keeps the graph of each: :claim:`python-numbers.summed-loss-keeps-the-graph`.
# - To keep weights, copy them: :claim:`autograd.snapshots-need-a-copy`.
# - Under ``no_grad``, ``numpy`` needs no ``detach``: :claim:`autograd.numpy-works-under-no-grad`.
