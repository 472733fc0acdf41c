"""
Tell NumPy to share or to copy
==============================

You will make arrays of a tensor with ``np.asarray``, ``np.array`` and ``copy=``, and see which of them follow a write.
"""

# %%
# Let NumPy take a tensor
# -----------------------
#
# A function that takes lists, arrays and tensors alike calls ``np.asarray`` on what it is given.
# For a tensor that is the same as ``Tensor.numpy``: the array shares its memory.

# sphinx_gallery_thumbnail_path = "../gallery/tensors_to_arrays/plot_2_asarray_and_copy.svg"
import warnings

import numpy as np
import torch

tensor = torch.tensor([1.0, 2.0, 3.0])
shared = np.asarray(tensor)

tensor[0] = 10.0
shared[1] = 20.0
print("tensor:    ", tensor.tolist())
print("np.asarray:", shared.tolist())
assert shared.tolist() == tensor.tolist() == [10.0, 20.0, 3.0]

# %%
# Take a copy
# -----------
#
# A copy is safe whatever becomes of the tensor, and ``np.array`` without ``copy=`` makes one.
# From NumPy 2.1 on it also warns, because a tensor's ``__array__`` does not know the keyword ``copy`` yet.
# ``np.asarray`` followed by ``copy`` gives the same array without the warning.

tensor = torch.tensor([1.0, 2.0, 3.0])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    copied = np.array(tensor)
print(caught[0].category.__name__, str(caught[0].message).split(",")[0])
quiet = np.asarray(tensor).copy()

tensor[0] = 10.0
print("tensor:  ", tensor.tolist())
print("np.array:", copied.tolist())
print("copy:    ", quiet.tolist())
assert tensor[0] == 10.0
assert copied.tolist() == quiet.tolist() == [1.0, 2.0, 3.0]

# %%
# Change the dtype on the way
# ---------------------------
#
# Another dtype needs other bytes, so ``np.asarray`` has to copy when it converts.
# The same line shares or copies, depending on the tensor that comes in.

for dtype in (torch.float32, torch.float64):
    tensor = torch.zeros(2, dtype=dtype)
    array = np.asarray(tensor, dtype=np.float64)
    tensor[0] = 10.0
    print(dtype, "tensor:", tensor.tolist(), "array:", array.tolist())
    assert tensor[0] == 10.0
    assert array[0] == (10.0 if dtype == torch.float64 else 0.0)

# %%
# Insist on sharing
# -----------------
#
# Where a silent copy would be a bug, NumPy 2 has ``copy=False``: share or raise.
# For a tensor it always raises, even where ``np.asarray`` alone has just shared; for the tensor's own array it works.

tensor = torch.tensor([1.0, 2.0, 3.0])
try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns as well
        np.asarray(tensor, copy=False)
    raise AssertionError("np.asarray promised for a tensor not to copy")
except ValueError as error:
    print("ValueError:", str(error).splitlines()[0])

insisted = np.asarray(tensor.numpy(), copy=False)
tensor[0] = 10.0
print("tensor:", tensor.tolist())
print("array: ", insisted.tolist())
assert insisted.tolist() == tensor.tolist() == [10.0, 2.0, 3.0]

# %%
# Say it with DLPack
# ------------------
#
# ``np.from_dlpack`` takes the tensor itself and obeys ``copy=`` in all its three meanings.
# It needs NumPy 2.1 and PyTorch 2.9; nothing but the keyword tells the arrays apart.

tensor = torch.tensor([1.0, 2.0, 3.0])
arrays = {copy: np.from_dlpack(tensor, copy=copy) for copy in (None, False, True)}

tensor[0] = 10.0
print("tensor:", tensor.tolist())
for copy, array in arrays.items():
    print(f"copy={copy}:", array.tolist())
assert tensor[0] == 10.0
assert [array[0] for array in arrays.values()] == [10.0, 10.0, 1.0]

# %%
# What to remember
# ----------------
#
# - ``np.asarray`` shares: :claim:`tensor-to-numpy.asarray-shares`.
# - ``np.array`` copies, and warns since NumPy 2.1: :claim:`tensor-to-numpy.array-copies`,
#   :claim:`tensor-to-numpy.array-warns`.
# - With another dtype, ``np.asarray`` copies: :claim:`tensor-to-numpy.asarray-converts-dtype`.
# - For a tensor, ``copy=False`` raises: :claim:`protocols.asarray-cannot-promise-to-share`.
# - For the tensor's array, it shares or raises: :claim:`protocols.the-array-can-promise-to-share`.
# - ``np.from_dlpack`` obeys ``copy=``: :claim:`protocols.np-from-dlpack-copies-on-request`.
