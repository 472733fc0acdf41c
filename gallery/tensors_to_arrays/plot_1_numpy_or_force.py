"""
Get an array, by force if needed
================================

You will get an array out of a plain tensor, one that requires grad and one on a GPU, and know which of them share.
"""

# %%
# Ask for the array
# -----------------
#
# To look at a tensor with NumPy should cost nothing, so ``Tensor.numpy`` does not copy a tensor on the CPU.
# Both sides use one memory and one dtype, and a write through either is seen by both.

# sphinx_gallery_thumbnail_path = "../gallery/tensors_to_arrays/plot_1_numpy_or_force.svg"
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

tensor = torch.tensor([1.0, 2.0, 3.0])
array = tensor.numpy()

tensor[0] = 10.0
array[1] = 20.0
print("tensor:", tensor.tolist(), tensor.dtype)
print("array: ", array.tolist(), array.dtype)
assert array.tolist() == tensor.tolist() == [10.0, 20.0, 3.0]
assert array.dtype == np.float32

# %%
# Meet the refusal
# ----------------
#
# An array cannot carry a gradient, so ``numpy`` does not drop it in silence: it raises.
# The message names the long way, which says in so many words what is left behind.

weights = torch.tensor([1.0, 2.0, 4.0], requires_grad=True)
try:
    weights.numpy()
    raise AssertionError("the gradient was dropped in silence")
except RuntimeError as error:
    print("RuntimeError:", error)
print(weights.detach().numpy())
assert weights.detach().numpy().tolist() == [1.0, 2.0, 4.0]

# %%
# Use force
# ---------
#
# A function that only reads should take whatever tensor it is given.
# ``numpy(force=True)`` detaches and fetches from the GPU where it must.
# In spite of its name it copies nothing that it need not: on the CPU, a write to the array still changes the weights.

forced = weights.numpy(force=True)

forced[0] = 10.0
print("array:  ", forced.tolist())
print("weights:", weights.tolist(), weights.requires_grad)
assert forced.tolist() == weights.tolist() == [10.0, 2.0, 4.0]
assert weights.requires_grad

# %%
# Force a GPU tensor
# ------------------
#
# The same call is a copy when the tensor is on a GPU, since NumPy reads the CPU's memory only.
# So with CUDA the write below does not come back, although the line that makes the array is the same as above.

if has_cuda:
    on_gpu = torch.tensor([1.0, 2.0, 4.0], device="cuda", requires_grad=True)
    fetched = on_gpu.numpy(force=True)
    fetched[0] = 10.0
    print("array:  ", fetched.tolist())
    print("weights:", on_gpu.tolist())
    assert fetched.tolist() == [10.0, 2.0, 4.0]
    assert on_gpu.tolist() == [1.0, 2.0, 4.0]
else:
    print("skipped: forcing a GPU tensor:", no_cuda)

# %%
# Stay on the safe side
# ---------------------
#
# Code that writes to a forced array does one thing on a laptop and another on a GPU machine.
# An operation out of place makes a new array and leaves the weights alone on both.

weights = torch.tensor([1.0, 2.0, 4.0], device=device, requires_grad=True)
scaled = weights.numpy(force=True)
scaled = scaled / scaled.max()
print("scaled: ", scaled.tolist())
print("weights:", weights.tolist())
assert scaled.tolist() == [0.25, 0.5, 1.0]
assert weights.tolist() == [1.0, 2.0, 4.0]

# %%
# What to remember
# ----------------
#
# - ``numpy`` shares, and keeps the dtype:
#   :claim:`tensor-to-numpy.numpy-shares`, :claim:`tensor-to-numpy.numpy-keeps-dtype`.
# - It refuses a tensor that requires grad: :claim:`tensor-to-numpy.requires-grad-raises`.
# - On the CPU ``force=True`` detaches and still shares: :claim:`tensor-to-numpy.force-detaches-and-shares`.
# - From a GPU it copies: :claim:`devices.force-copies-from-cuda`.
# - It does not help with bfloat16 or a sparse tensor:
#   :claim:`dtypes.force-does-not-convert`, :claim:`other-tensors.force-does-not-densify`.
