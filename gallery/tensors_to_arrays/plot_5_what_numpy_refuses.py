"""
Convert what NumPy refuses
==========================

You will take conjugates, bfloat16 numbers and a sparse tensor to NumPy, and know for each whether the array is a copy.
"""

# %%
# Resolve a conjugate
# -------------------
#
# ``conj`` is cheap because it computes nothing: it only marks a view, and NumPy does not know the mark.
# ``resolve_conj`` computes the values, so its array is a copy; the memory of the view is still that of the tensor.

# sphinx_gallery_thumbnail_path = "../gallery/tensors_to_arrays/plot_5_what_numpy_refuses.svg"
import numpy as np
import torch

z = torch.tensor([1 + 2j])
view = z.conj()
try:
    view.numpy()
    raise AssertionError("NumPy read the mark of a conjugate")
except RuntimeError as error:
    print("RuntimeError:", error)

array = view.resolve_conj().numpy()
z[0] = 3 + 4j
print("view: ", view.tolist())
print("array:", array.tolist())
assert view.tolist() == [3 - 4j]
assert array.tolist() == [1 - 2j]

# %%
# Resolve a sign
# --------------
#
# The imaginary part of a conjugate has its sign only as a mark, with an error of its own.
# For a tensor without a mark, ``resolve_neg`` returns the tensor itself: that array shares.

for name, part in (("marked", z.conj().imag), ("plain", z.imag)):
    array = part.resolve_neg().numpy()
    print(name, part.is_neg(), array.tolist(), "shares:", np.shares_memory(array, z.numpy()))
    assert part.tolist() == array.tolist()
    assert np.shares_memory(array, z.numpy()) == (name == "plain")

# %%
# Widen bfloat16
# --------------
#
# Models are often kept in bfloat16, and NumPy has no such dtype, with or without ``force=True``.
# Every bfloat16 is a float32 as well, so the way through ``float`` loses nothing, and is a copy.

numbers = torch.tensor([0.1, 1e30], dtype=torch.bfloat16)
try:
    numbers.numpy(force=True)
    raise AssertionError("NumPy has learned bfloat16")
except TypeError as error:
    print("TypeError:", error)

wide = numbers.float().numpy()
same = torch.equal(torch.from_numpy(wide).bfloat16(), numbers)
numbers[0] = 2.0
print("the same after a round trip:", same)
print("tensor:", numbers[0].item(), "array:", wide[0].item())
assert same
assert (numbers[0], wide[0]) == (2.0, 0.10009765625)

# %%
# Look at the bits
# ----------------
#
# To store a large bfloat16 tensor as float32 doubles it.
# Its bits fit into ``int16``, which NumPy does know, and a ``view`` of them shares memory: no copy in either direction.

bits = numbers.view(torch.int16).numpy()
bits[0] = 0x3F80  # the upper half of the float32 number 1.0, which is 0x3F800000
print("tensor:", numbers[0].item(), "bits:", hex(bits[0]))
assert numbers[0] == 1.0

# %%
# Open a sparse tensor
# --------------------
#
# A sparse tensor stores only some of its values, so there is no block of memory that an array could show.
# ``to_dense`` writes all of them out, a copy; ``values`` of a coalesced one are plain, and their array shares.

sparse = torch.diag(torch.tensor([1.0, 2.0])).to_sparse()
dense = sparse.to_dense().numpy()
values = sparse.values().numpy()
values[0] = 10.0
print("sparse:", sparse.to_dense().tolist())
print("dense: ", dense.tolist())
assert sparse.to_dense().tolist() == [[10.0, 0.0], [0.0, 2.0]]
assert dense.tolist() == [[1.0, 0.0], [0.0, 2.0]]

# %%
# What to remember
# ----------------
#
# - ``numpy`` refuses a conjugate, and ``resolve_conj`` copies it:
#   :claim:`other-tensors.conj-raises`, :claim:`other-tensors.resolve-conj-copies-when-needed`.
# - The sign has an error of its own, and ``resolve_neg`` copies it:
#   :claim:`other-tensors.neg-bit-raises`, :claim:`other-tensors.resolve-neg-copies-when-needed`.
# - bfloat16 goes through float32, a copy:
#   :claim:`tensor-to-numpy.bfloat16-through-float32`, :claim:`devices.to-dtype-copies-only-a-change`.
# - Its bits can be shared: :claim:`dtypes.bfloat16-view-shares`.
# - A sparse tensor as a whole is copied: :claim:`other-tensors.to-dense-copies-sparse`.
# - Its values share: :claim:`other-tensors.sparse-values-share`.
