"""
Take a tensor to the GPU and back
=================================

You will take an array to the GPU and back, and know which of the three memories on the way a write reaches.
"""

# %%
# Ask for the GPU
# ---------------
#
# A script that needs a GPU in silence is hard to trust, so this one says what it cannot do and why.
# Without CUDA, the steps on the GPU are skipped in so many words, and all others run on the CPU.

# sphinx_gallery_thumbnail_path = "../gallery/plot_3_gpu_round_trip.svg"
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

# %%
# Copy to the GPU
# ---------------
#
# The GPU has memory of its own, so the way there is always a copy, even from a tensor that shares the array's memory.
# After the write, the array and the CPU tensor agree, and the tensor on the GPU still holds the old value.

array = np.array([1.0, 2.0, 3.0], dtype=np.float32)
on_cpu = torch.from_numpy(array)
if has_cuda:
    on_gpu = on_cpu.to("cuda")
    array[0] = 10.0
    print("CPU:", on_cpu.tolist())
    print("GPU:", on_gpu.tolist())
    assert on_cpu.tolist() == [10.0, 2.0, 3.0]
    assert on_gpu.tolist() == [1.0, 2.0, 3.0]
else:
    print("skipped: copying to the GPU:", no_cuda)

# %%
# Stay on a device
# ----------------
#
# Code that runs on every machine calls ``to`` even where there is nothing to move.
# It then returns the very same tensor, which still shares the array's memory: ``to`` is no promise of a copy.

same = on_cpu.to("cpu")
array[1] = 20.0
print("the same tensor:", same is on_cpu, same.tolist())
assert same is on_cpu
assert same[1] == 20.0

# %%
# Let NumPy refuse
# ----------------
#
# NumPy reads the CPU's memory only, and PyTorch does not move data behind your back.
# So ``numpy`` on a GPU tensor is an error and not a slow copy.

if has_cuda:
    try:
        on_gpu.numpy()
        raise AssertionError("a GPU tensor became an array")
    except TypeError as error:
        print("TypeError:", error)
else:
    print("skipped: calling numpy on a GPU tensor:", no_cuda)

# %%
# Copy back
# ---------
#
# Say ``cpu`` first, and the array belongs to that copy.
# A write to the array then reaches the CPU tensor, and never the tensor on the GPU.

if has_cuda:
    back = on_gpu.cpu()
    result = back.numpy()
    result[2] = 30.0
    print("CPU:", back.tolist())
    print("GPU:", on_gpu.tolist())
    assert back.tolist() == [1.0, 2.0, 30.0]
    assert on_gpu.tolist() == [1.0, 2.0, 3.0]
else:
    print("skipped: copying back from the GPU:", no_cuda)

# %%
# Leave the gradient behind
# -------------------------
#
# A model's output also carries its history, which NumPy cannot keep, so PyTorch asks you to drop it yourself.
# ``detach``, ``cpu``, ``numpy`` in a row work for a tensor on the CPU and on a GPU;
# without ``detach`` the last one raises.

output = torch.ones(3, device=device, requires_grad=True) * 2
try:
    output.cpu().numpy()
    raise AssertionError("the gradient was dropped in silence")
except RuntimeError as error:
    print("RuntimeError:", error)
print(output.detach().cpu().numpy().tolist())
assert output.detach().cpu().numpy().tolist() == [2.0, 2.0, 2.0]

# %%
# What to remember
# ----------------
#
# - To the GPU is a copy: :claim:`devices.from-numpy-to-cuda-copies`.
# - On the same device, ``to`` returns the tensor itself: :claim:`devices.to-the-same-device-returns-self`.
# - ``numpy`` refuses a GPU tensor: :claim:`devices.numpy-on-cuda-raises`.
# - ``cpu`` copies from the GPU, and the array belongs to the copy: :claim:`devices.cpu-numpy-copies-from-cuda`.
# - With a gradient, ``detach`` first: :claim:`devices.detach-cpu-numpy`.
