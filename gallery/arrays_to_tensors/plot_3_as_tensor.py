"""
Let one call share or copy
==========================

You will accept whatever a caller passes, and make ``torch.asarray`` promise a copy or shared memory where it matters.
"""

# %%
# Take whatever comes
# -------------------
#
# A function that others call should not care whether it gets a list, an array or a tensor.
# ``torch.as_tensor`` makes a tensor of each, and here returns the given tensor itself.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/as_tensor.svg"
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

values = [1.0, 2.0]
for given in (values, np.array(values), torch.tensor(values)):
    taken = torch.as_tensor(given)
    print(f"{type(given).__name__:<8}{taken.dtype}  the same object: {taken is given}")
    assert taken.tolist() == values
    assert (taken is given) == isinstance(given, torch.Tensor)

# %%
# Find out whether it shared
# --------------------------
#
# Convenience has a price: the same call shares in one case and copies in the other, without a word.
# It shares when the array can stay as it is, and copies when the dtype has to change.

array = np.array([1.0, 2.0])
same, narrowed = torch.as_tensor(array), torch.as_tensor(array, dtype=torch.float32)
array[0] = 7.0
print("array:  ", array.tolist())
print("float64:", same.tolist())
print("float32:", narrowed.tolist())
assert same.tolist() == [7.0, 2.0]
assert narrowed.tolist() == [1.0, 2.0]

# %%
# Insist on a copy
# ----------------
#
# A class that stores its input needs a copy, whatever the caller passed, and not one copy too many.
# ``torch.asarray`` with ``copy=True`` is that promise, for an array and for a tensor alike.

array, tensor = np.array([1.0, 2.0]), torch.tensor([1.0, 2.0])
stored = [torch.asarray(given, copy=True) for given in (array, tensor)]
array[0] = tensor[0] = 7.0
print("given: ", array.tolist(), tensor.tolist())
print("stored:", [own.tolist() for own in stored])
assert array.tolist() == tensor.tolist() == [7.0, 2.0]
assert [own.tolist() for own in stored] == [[1.0, 2.0], [1.0, 2.0]]

# %%
# Insist on sharing
# -----------------
#
# A function that fills the caller's array must never fill a copy of it by accident.
# ``copy=False`` raises rather than copy: it shares this array, and refuses another dtype or a list.

array = np.array([1.0, 2.0])
torch.asarray(array, copy=False)[0] = 7.0
print("filled:", array.tolist())
assert array.tolist() == [7.0, 2.0]

for given, dtype in ((array, torch.float32), (array.tolist(), None)):
    try:
        torch.asarray(given, dtype=dtype, copy=False)
        raise AssertionError("copied in silence")
    except ValueError as error:
        print("ValueError:", str(error).split(" from")[0])

# %%
# Name a device
# -------------
#
# Code for every machine passes ``device`` each time, and with it decides about sharing.
# On the CPU nothing moves and the memory stays shared, while a tensor on the GPU is a copy.

array = np.array([1.0, 2.0])
on_cpu = torch.as_tensor(array, device="cpu")
if has_cuda:
    on_gpu = torch.as_tensor(array, device="cuda")
    array[1] = 9.0
    print("GPU:", on_gpu.tolist())
    assert on_gpu.tolist() == [1.0, 2.0]
else:
    print("skipped: sharing ends on the GPU:", no_cuda)
array[0] = 7.0
print("CPU:", on_cpu.tolist())
assert on_cpu.tolist() == array.tolist()

# %%
# What to remember
# ----------------
#
# - ``torch.as_tensor`` shares an array: :claim:`numpy-to-tensor.as-tensor-shares`.
# - It copies for another dtype: :claim:`numpy-to-tensor.as-tensor-copies-for-another-dtype`.
# - It returns a tensor as it is: :claim:`autograd.as-tensor-returns-the-tensor`.
# - ``copy=True`` always copies: :claim:`numpy-to-tensor.asarray-copies-on-request`.
# - ``copy=False`` shares or raises: :claim:`numpy-to-tensor.asarray-copy-false-raises`,
#   :claim:`numpy-to-tensor.asarray-copy-false-refuses-lists`.
# - Without a dimension an array is copied even so: :claim:`numpy-to-tensor.asarray-copies-zero-dimensions`.
# - To the GPU it copies: :claim:`devices.as-tensor-copies-to-cuda`.
