"""
Copy an array into a tensor of its own
======================================

You will keep the frames of a buffer that is filled again and again, and choose dtype, device and gradient on the way.
"""

# %%
# Keep what will be overwritten
# -----------------------------
#
# A camera or a simulator may fill one and the same buffer with each new frame.
# Tensors that share the buffer all turn into the last frame; the copies of ``torch.tensor`` keep theirs.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/tensor.svg"
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

buffer = np.zeros(2)
shared, copied = [], []
for frame in (1.0, 2.0, 3.0):
    buffer[:] = frame
    shared.append(torch.from_numpy(buffer))
    copied.append(torch.tensor(buffer))
print("shared:", torch.stack(shared).tolist())
print("copied:", torch.stack(copied).tolist())
assert torch.stack(shared).tolist() == [[3.0, 3.0]] * 3
assert torch.stack(copied).tolist() == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]

# %%
# Choose the dtype while copying
# ------------------------------
#
# Most models want ``float32`` and NumPy makes ``float64``, which the copy can put right on the way.
# Without ``dtype`` the array's own is kept, while the same numbers in a list get PyTorch's default.

array = np.array([1.5, 2.5])
kept, chosen = torch.tensor(array), torch.tensor(array, dtype=torch.float32)
of_list = torch.tensor(array.tolist())
print("array:         ", kept.dtype)
print("array, float32:", chosen.dtype)
print("list:          ", of_list.dtype)
assert kept.dtype == torch.float64
assert chosen.dtype == of_list.dtype == torch.float32

# %%
# Copy straight to the device
# ---------------------------
#
# The values may be needed on a GPU in the first place, so ``torch.tensor`` can make its copy there.
# Writes on one side do not reach the other, on the GPU as on the CPU.

if has_cuda:
    array = np.array([1.0, 2.0])
    on_gpu = torch.tensor(array, device="cuda")
    array[0] = 7.0
    on_gpu[1] = 8.0
    print("array:", array.tolist())
    print("GPU:  ", on_gpu.tolist())
    assert (array.tolist(), on_gpu.tolist()) == ([7.0, 2.0], [1.0, 8.0])
else:
    print("skipped: copying straight to the GPU:", no_cuda)

# %%
# Ask for a gradient
# ------------------
#
# Start values that come as an array become parameters in the same call, and training must not write to the array.
# ``requires_grad=True`` makes a leaf: ``backward`` leaves the gradient with it, and a step changes only the tensor.

start = np.array([1.0, 2.0])
weight = torch.tensor(start, requires_grad=True)
(weight * weight).sum().backward()
with torch.no_grad():
    weight -= 0.5 * weight.grad
print("gradient:", weight.grad.tolist())
print("array:   ", start.tolist())
print("tensor:  ", weight.tolist())
assert weight.is_leaf
assert weight.grad.tolist() == [2.0, 4.0]
assert (start.tolist(), weight.tolist()) == ([1.0, 2.0], [0.0, 0.0])

# %%
# Know the other ways to copy
# ---------------------------
#
# In other people's code the copy is often made by another call, before or after the conversion.
# Both leave the array alone; of a tensor that already shares, ``clone`` makes an independent one.

array = np.array([1.0, 2.0])
copies = [torch.from_numpy(array.copy()), torch.from_numpy(array).clone()]
array[0] = 7.0
print(array.tolist(), [copy.tolist() for copy in copies])
assert [copy.tolist() for copy in copies] == [[1.0, 2.0], [1.0, 2.0]]

# %%
# What to remember
# ----------------
#
# - ``torch.tensor`` always copies an array: :claim:`numpy-to-tensor.tensor-copies`.
# - It keeps an array's dtype: :claim:`numpy-to-tensor.tensor-keeps-dtype`.
# - It takes another: :claim:`numpy-to-tensor.tensor-takes-a-dtype`.
# - With ``device``, the copy is made there: :claim:`devices.tensor-builds-on-the-device`.
# - With ``requires_grad``, it is a leaf: :claim:`autograd.tensor-takes-requires-grad`.
# - ``copy`` before or ``clone`` after do it too: :claim:`numpy-to-tensor.from-numpy-of-a-copy-is-independent`,
#   :claim:`numpy-to-tensor.clone-of-a-shared-tensor-is-independent`.
# - Copy a tensor with ``clone``, for ``torch.tensor`` warns: :claim:`autograd.tensor-of-a-tensor-warns`.
