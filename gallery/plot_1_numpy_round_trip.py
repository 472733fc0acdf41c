"""
Take an array to a tensor and back
==================================

You will take a NumPy array to a PyTorch tensor and back, and know at each step whether both use the same memory.
"""

# %%
# Share on the way in
# -------------------
#
# A large array should not exist twice, so the usual way in does not copy it.
# ``torch.from_numpy`` gives the array's memory a second name: a write through either side is seen by both.

# sphinx_gallery_thumbnail_path = "../gallery/plot_1_numpy_round_trip.svg"
import numpy as np
import torch

array = np.array([1.0, 2.0, 3.0])
shared = torch.from_numpy(array)

array[0] = 10.0
shared[1] = 20.0
print("array: ", array.tolist())
print("tensor:", shared.tolist())
assert array.tolist() == shared.tolist() == [10.0, 20.0, 3.0]

# %%
# Copy on the way in
# ------------------
#
# Sharing is a risk when somebody else goes on using the array, for example a buffer that is filled again.
# ``torch.tensor`` always copies, so afterwards each side sees only its own write.

array = np.array([1.0, 2.0, 3.0])
copied = torch.tensor(array)

array[0] = 10.0
copied[1] = 20.0
print("array: ", array.tolist())
print("tensor:", copied.tolist())
assert array.tolist() == [10.0, 2.0, 3.0]
assert copied.tolist() == [1.0, 20.0, 3.0]

# %%
# Look at the dtype
# -----------------
#
# NumPy makes ``float64`` unless told otherwise, while the weights of most models are ``float32``.
# The dtype comes along unchanged, and the step to ``float32`` has to make a copy, even of shared memory.

array = np.array([1.0, 2.0, 3.0])
double = torch.from_numpy(array)
single = double.float()

array[0] = 10.0
print(double.dtype, double.tolist())
print(single.dtype, single.tolist())
assert (double.dtype, single.dtype) == (torch.float64, torch.float32)
assert (double[0], single[0]) == (10.0, 1.0)

# %%
# Share on the way out
# --------------------
#
# NumPy, pandas and matplotlib want an array, and most of them only read it.
# ``Tensor.numpy`` does not copy either, so whoever does write to the array also writes to the tensor.

tensor = torch.tensor([1.0, 2.0, 3.0])
view = tensor.numpy()

view[0] = 10.0
tensor[1] = 20.0
print("array: ", view.tolist())
print("tensor:", tensor.tolist())
assert view.tolist() == tensor.tolist() == [10.0, 20.0, 3.0]

# %%
# Copy on the way out
# -------------------
#
# A result that you keep must not change when the tensor does, as a model's weights do at every training step.
# ``copy`` gives the array memory of its own, and later writes to the tensor do not reach it.

tensor = torch.tensor([1.0, 2.0, 3.0])
kept = tensor.numpy().copy()

tensor.zero_()
print("array: ", kept.tolist())
print("tensor:", tensor.tolist())
assert kept.tolist() == [1.0, 2.0, 3.0]
assert tensor.tolist() == [0.0, 0.0, 0.0]

# %%
# What to remember
# ----------------
#
# - ``torch.from_numpy`` shares: :claim:`numpy-to-tensor.from-numpy-shares`.
# - ``torch.tensor`` copies: :claim:`numpy-to-tensor.tensor-copies`.
# - The dtype comes along: :claim:`numpy-to-tensor.from-numpy-keeps-dtype`.
# - Making ``float32`` of ``float64`` copies: :claim:`numpy-to-tensor.float-copies-float64-only`.
# - ``Tensor.numpy`` shares: :claim:`tensor-to-numpy.numpy-shares`.
# - To keep a result, copy it: :claim:`tensor-to-numpy.copy-makes-it-independent`.
