"""
Convert lists, scalars and tables
=================================

You will turn lists of numbers, arrays and tensors and a pandas table into tensors, and know what each one keeps.
"""

# %%
# Let the numbers choose the dtype
# --------------------------------
#
# A list has no dtype of its own, so a single entry can change that of the whole tensor.
# Python numbers give the widest kind among them, and a NumPy scalar brings its own dtype along.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/lists_and_tables.svg"
import warnings

import numpy as np
import pandas as pd
import torch

lists = [[True, False], [True, 2], [1, 2.5], [1.5, np.float64(2.5)]]
dtypes = [torch.tensor(numbers).dtype for numbers in lists]
for numbers, dtype in zip(lists, dtypes):
    print(dtype, "from", [type(number).__name__ for number in numbers])
assert dtypes == [torch.bool, torch.int64, torch.float32, torch.float64]

# %%
# Join many arrays first
# ----------------------
#
# Samples often come one by one, as a list of arrays, and PyTorch warns that it is slow at reading such a list.
# ``np.stack`` joins them in one copy, which ``torch.from_numpy`` then shares.

torch.set_warn_always(True)  # by default, most warnings come once per program
samples = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
with warnings.catch_warnings(record=True) as caught:
    slow = torch.tensor(samples)
joined = np.stack(samples)
batch = torch.from_numpy(joined)
print(str(caught[0].message).split(". ")[0])

samples[0][0] = joined[1, 1] = 7.0
print(batch.tolist())
assert slow.tolist() == [[1.0, 2.0], [3.0, 4.0]]
assert batch.tolist() == [[1.0, 2.0], [3.0, 7.0]]

# %%
# Stack a list of tensors
# -----------------------
#
# Losses collected in a list still know where they come from, and a list of numbers does not.
# ``torch.stack`` keeps that history, so that ``backward`` reaches the weight; ``torch.tensor`` would drop it.

weight = torch.tensor(3.0, requires_grad=True)
losses = torch.stack([weight * 1.0, weight * 2.0])
losses.sum().backward()
print(losses.tolist(), "gradient:", weight.grad.item())
assert losses.tolist() == [3.0, 6.0]
assert weight.grad.item() == 3.0

# %%
# Take a column, and look at its flag
# -----------------------------------
#
# A table that changes because a tensor did is hard to debug, so pandas 3 hands out ordinary columns read-only.
# PyTorch has no such notion: ``torch.from_numpy`` warns, shares, and a write reaches the table after all.

table = pd.DataFrame({"width": [1.0, 2.0], "count": [3, 4], "label": ["cat", "dog"]})
column = table["width"].to_numpy()
with warnings.catch_warnings(record=True) as caught:
    shared = torch.from_numpy(column)
own = torch.tensor(column)
print(str(caught[0].message).split(",")[0])

shared[0], own[1] = 7.0, 8.0
print("writable:", column.flags.writeable)
print("table:", table["width"].tolist(), " copy:", own.tolist())
assert not column.flags.writeable
assert (table["width"].tolist(), own.tolist()) == ([7.0, 2.0], [1.0, 8.0])

# %%
# Take the numbers of a mixed table
# ---------------------------------
#
# Of columns of numbers and of words pandas makes an array of ``object``, a dtype that no tensor has.
# So take the columns of numbers, name their dtype, and turn the words into codes.

try:
    torch.from_numpy(table.to_numpy())
    raise AssertionError("an array of objects became a tensor")
except TypeError as error:
    print("TypeError:", str(error).split(". ")[0])

features = torch.tensor(table[["width", "count"]].to_numpy(), dtype=torch.float32)
codes, labels = pd.factorize(table["label"])
targets = torch.from_numpy(codes)
print(features.tolist(), targets.tolist(), labels.tolist())
assert features.tolist() == [[7.0, 3.0], [2.0, 4.0]]
assert labels[targets.numpy()].tolist() == table["label"].tolist()

# %%
# What to remember
# ----------------
#
# - A list takes the widest kind among its numbers: :claim:`python-numbers.list-decides-the-dtype`.
# - NumPy scalars keep their dtype: :claim:`python-numbers.numpy-scalars-keep-their-dtype`.
# - Join arrays before converting them: :claim:`python-numbers.list-of-arrays-warns`.
# - Stack tensors, to keep the gradient: :claim:`python-numbers.stack-keeps-the-gradient`.
# - A read-only column is shared, with a warning: :claim:`numpy-to-tensor.from-numpy-read-only-warns`.
# - Objects need a numeric dtype first: :claim:`numpy-to-tensor.from-numpy-rejects-object`,
#   :claim:`dtypes.object-array-of-numbers`.
# - Words become codes: :claim:`dtypes.strings-become-codes`.
