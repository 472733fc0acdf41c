"""
Log a loss without stalling
===========================

You will add up a loss over an epoch in three ways, and see which one keeps the graph and which one waits for the GPU.
"""

# %%
# Let go of the graph
# -------------------
#
# A loss carries the graph of its step, and a sum of losses those of all steps, with the memory that they need.
# After three steps, ``backward`` on the sum reaches all three; the sum of the numbers has nothing to go back to.

# sphinx_gallery_thumbnail_path = "../gallery/numbers/plot_2_log_a_loss.svg"
import platform
import time
import warnings
from pathlib import Path

import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

weight = torch.tensor(1.0, device=device, requires_grad=True)
total, number = 0.0, 0.0
for step in range(3):
    loss = weight * step
    total, number = total + loss, number + loss.item()
total.backward()
print("sum of tensors:", total.item(), "requires grad:", total.requires_grad)
print("gradient of all steps:", weight.grad.item())
print("sum of numbers:", number, type(number).__name__)
assert total.item() == number == weight.grad.item() == 3.0
assert total.requires_grad
assert isinstance(number, float)

# %%
# Keep the sum where the loss is
# ------------------------------
#
# ``item`` fetches a number, and twenty steps fetch twenty.
# With ``detach`` the sum is a tensor without a graph on the same device, and one ``item`` at the end fetches it.

losses = [weight / (step + 1) for step in range(20)]


def item_every_step():
    return sum(loss.item() for loss in losses)


def item_at_the_end():
    running = torch.zeros((), device=device)
    for loss in losses:
        running += loss.detach()
    assert not running.requires_grad
    return running.item()


for way in (item_every_step, item_at_the_end):
    print(f"{way.__name__}: {way():.4f}")
assert abs(item_every_step() - item_at_the_end()) < 1e-5

# %%
# Count the waits
# ---------------
#
# The CPU only hands its work to the GPU and goes on; to fetch a number, it has to wait until the GPU is done.
# PyTorch warns of such waits when asked to, so with CUDA they can be counted.

if has_cuda:
    waits = []
    for way in (item_every_step, item_at_the_end):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            torch.cuda.set_sync_debug_mode("warn")
            way()
            torch.cuda.set_sync_debug_mode("default")
        waits.append(sum("called a synchronizing CUDA operation" in str(one.message) for one in caught))
        print(f"{way.__name__}: {waits[-1]} waits")
    assert waits[0] >= len(losses) > waits[1] > 0
else:
    print("skipped: counting the waits:", no_cuda)

# %%
# Measure one wait
# ----------------
#
# A wait costs what is left of the work that was handed over, here the product of a matrix with itself.
# On the CPU the product is finished before the next line runs, so that there is nothing left to wait for.

matrix = torch.rand((4096, 4096) if has_cuda else (256, 256), device=device)
best = {"item": float("inf"), "detach": float("inf")}
for convert in (torch.Tensor.item, torch.Tensor.detach) * 5:
    if has_cuda:
        torch.cuda.synchronize()
    loss = (matrix @ matrix).mean()
    start = time.perf_counter()
    convert(loss)
    best[convert.__name__] = min(best[convert.__name__], time.perf_counter() - start)
info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""  # only Linux has it
cpu = info.partition("model name\t: ")[2].partition("\n")[0] or platform.processor()
machine = torch.cuda.get_device_name() if has_cuda else cpu
print(f"measured on {machine}, torch {torch.__version__}:")
for name, seconds in best.items():
    print(f"{name}: {seconds * 1e6:.1f} µs")
assert not has_cuda or best["item"] > best["detach"]

# %%
# What to remember
# ----------------
#
# - A sum of losses keeps every graph: :claim:`python-numbers.summed-loss-keeps-the-graph`.
# - ``item`` waits for the GPU, ``detach`` does not: :claim:`python-numbers.item-synchronises`.
# - ``item`` drops the gradient without a word: :claim:`autograd.item-drops-the-gradient`.
# - A zero-dimensional loss can be formatted as it is, which takes the number out too:
#   :claim:`python-numbers.format-takes-zero-dimensions`.
