"""
Move a tensor with cpu, cuda and to
===================================

You will call ``cpu``, ``cuda`` and ``to`` on a tensor, and know when you get a copy and when the tensor you had.
"""

# %%
# Know where you are
# ------------------
#
# The same line copies on one device and not on another, so a script should say where it runs.
# Without CUDA, the two steps that need it are skipped; all others run on every machine.

# sphinx_gallery_thumbnail_path = "../gallery/devices/devices.svg"
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

# %%
# Call them where nothing has to move
# -----------------------------------
#
# A library calls ``cpu`` or ``to`` without knowing where its input is, so both are free where nothing has to change.
# They then return the tensor itself, while another dtype, or ``copy=True``, makes a copy.

tensor = torch.zeros(2)
results = {
    "cpu()": tensor.cpu(),
    'to("cpu")': tensor.to("cpu"),
    "to(torch.float32)": tensor.to(torch.float32),
    "to(torch.float64)": tensor.to(torch.float64),
    'to("cpu", copy=True)': tensor.to("cpu", copy=True),
}
tensor[0] = 7.0
for call, result in results.items():
    print(f"{call:<20} is the tensor: {result is tensor!s:<5} after the write: {result.tolist()}")
assert [result is tensor for result in results.values()] == [True, True, True, False, False]
assert [result[0].item() for result in results.values()] == [7.0, 7.0, 7.0, 0.0, 0.0]

# %%
# Call them where something has to move
# -------------------------------------
#
# On the GPU the roles change: there ``cuda`` is the call that does nothing, and ``cpu`` the one that copies.
# The write to the GPU tensor reaches neither of the two CPU tensors, the one it came from and the one made of it.

if has_cuda:
    on_gpu = tensor.cuda()
    results = {"cuda()": on_gpu.cuda(), 'to("cuda")': on_gpu.to("cuda"), "cpu()": on_gpu.cpu()}
    on_gpu[0] = 9.0
    for call, result in results.items():
        print(f"{call:<20} is the tensor: {result is on_gpu!s:<5} after the write: {result.tolist()}")
    assert [result is on_gpu for result in results.values()] == [True, True, False]
    assert [result[0].item() for result in results.values()] == [9.0, 9.0, 7.0]
    assert tensor.tolist() == [7.0, 0.0]
else:
    print("skipped: moving to the GPU and back:", no_cuda)

# %%
# Follow another tensor
# ---------------------
#
# Code that names no device runs on all of them: ``to`` also takes a tensor, and goes where that is.
# It takes on the dtype as well, which is what you want of weights, and cuts off decimals if you point it at labels.

weights = torch.zeros(2, dtype=torch.float64, device=device)
labels = torch.tensor([3, 4], device=device)
values = torch.tensor([1.75, 2.5])
like_weights, like_labels = values.to(weights), values.to(labels)
print("like weights:", like_weights.tolist(), "like labels:", like_labels.tolist())
assert like_weights.device == like_labels.device == weights.device
assert (like_weights.tolist(), like_labels.tolist()) == ([1.75, 2.5], [1, 2])

# %%
# Move into an array that you have
# --------------------------------
#
# The results of many batches belong in one array, and ``cpu`` would make a new tensor for each.
# ``copy_`` writes from any device into memory that exists, here through a tensor that shares the array's rows.

collected = np.zeros((2, 2), dtype=np.float32)
for number, row in enumerate(torch.from_numpy(collected)):
    row.copy_(torch.full((2,), number + 1.0, device=device))
print(collected.tolist())
assert collected.tolist() == [[1.0, 1.0], [2.0, 2.0]]

# %%
# Keep both operands together
# ---------------------------
#
# In arithmetic PyTorch moves no operand for you, since that would hide a slow copy in every line.
# Only a tensor with no dimensions may come from the CPU, because it counts as a number.

if has_cuda:
    print((on_gpu + torch.tensor(1.0)).tolist())
    assert (on_gpu + torch.tensor(1.0)).tolist() == [10.0, 1.0]
    try:
        on_gpu + torch.ones(2)
        raise AssertionError("two devices in one sum")
    except RuntimeError as error:
        print("RuntimeError:", str(error).split(",")[0])
else:
    print("skipped: adding tensors on two devices:", no_cuda)

# %%
# What to remember
# ----------------
#
# - On the CPU, ``cpu`` returns the tensor itself: :claim:`devices.cpu-is-a-no-op-on-cpu`.
# - So does ``to`` where nothing changes: :claim:`devices.to-the-same-device-returns-self`.
# - A copy for certain is ``copy=True``: :claim:`devices.to-copy-true-copies`.
# - ``cuda`` copies to the GPU, and does nothing there: :claim:`devices.cuda-on-cuda-returns-self`.
# - ``to`` of a tensor takes device and dtype: :claim:`devices.to-other-takes-device-and-dtype`.
# - ``copy_`` fills an array from any device: :claim:`devices.copy-fills-an-array`.
# - Operands must be on one device: :claim:`devices.two-devices-do-not-mix`.
