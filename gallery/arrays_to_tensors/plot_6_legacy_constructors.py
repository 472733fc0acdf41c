"""
Replace the legacy constructors
===============================

You will see why ``torch.Tensor`` and ``torch.LongTensor`` surprise, and replace each by a call that says what it means.
"""

# %%
# Watch one line do two things
# ----------------------------
#
# Old code is full of ``torch.Tensor(array)``, and no reader of that line can tell whether it copies.
# It depends on the array's dtype: it copies ``float64``, shares ``float32``, and is ``float32`` either way.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/legacy_constructors.svg"
import numpy as np
import torch

seen = {}
for dtype in (np.float64, np.float32):
    array = np.array([1.0, 2.0], dtype)
    tensor = torch.Tensor(array)
    array[0] = 7.0
    seen[array.dtype.name] = tensor.tolist()
    print(f"{array.dtype}: {array.tolist()}  {tensor.dtype}: {tensor.tolist()}")
assert seen == {"float64": [1.0, 2.0], "float32": [7.0, 2.0]}

# %%
# Tell a size from a value
# ------------------------
#
# A size where you meant a value gives no error, only a tensor full of whatever was in its memory.
# ``torch.Tensor`` takes a bare integer for a size, even as a zero-dimensional array, and a list for values.

shapes = []
for given in (3, np.array(3), [3]):
    old, new = torch.Tensor(given), torch.tensor(given)
    shapes.append((tuple(old.shape), tuple(new.shape)))
    print(f"{given!r:<9} Tensor: {tuple(old.shape)}  tensor: {tuple(new.shape)}")
    assert new.tolist() in (3, [3])
assert shapes == [((3,), ()), ((3,), ()), ((1,), (1,))]

# %%
# Count what is lost on the way
# -----------------------------
#
# Wrong numbers are worse than an error, and these constructors force every array into a dtype of their own.
# Large integers are rounded and fractions cut off, without a warning; ``torch.tensor`` keeps both.

large, fractions = np.array([16777217]), np.array([1.9, -1.9])
rounded, cut = torch.Tensor(large), torch.LongTensor(fractions)
print("Tensor:    ", large.tolist(), "->", rounded.tolist())
print("LongTensor:", fractions.tolist(), "->", cut.tolist())
assert rounded.tolist() == [16777216.0]
assert cut.tolist() == [1, -1]
assert torch.tensor(large).tolist() == large.tolist()
assert torch.tensor(fractions).tolist() == fractions.tolist()

# %%
# Try to say more
# ---------------
#
# They are older than ``torch.tensor``, so what you want often cannot be said in the call.
# Here ``dtype`` is refused with an error, and the default device is passed over without one.

try:
    torch.Tensor([1.0], dtype=torch.float64)
    raise AssertionError("a dtype was accepted")
except TypeError as error:
    print("TypeError:", str(error).split(" - ")[0])

with torch.device("meta"):
    old, new = torch.Tensor([1.0]), torch.tensor([1.0])
print("Tensor:", old.device, " tensor:", new.device)
assert (old.device.type, new.device.type) == ("cpu", "meta")

# %%
# Write what you mean
# -------------------
#
# A replacement is safe if it gives the same values, dtype and memory, so here each pair is compared.
# The last two make one line of old code two lines of new code: decide whether you want the copy.

wide, narrow = np.array([1.0, 2.0]), np.array([1.0, 2.0], np.float32)
pairs = {
    "torch.Tensor([1, 2])": "torch.tensor([1.0, 2.0])",
    "torch.LongTensor([1, 2])": "torch.tensor([1, 2])",
    "torch.Tensor(wide)": "torch.tensor(wide, dtype=torch.float32)",
    "torch.Tensor(narrow)": "torch.from_numpy(narrow)",
}
for before, after in pairs.items():
    old, new = eval(before), eval(after)
    print(f"{before:<25} {after}")
    assert old.dtype == new.dtype
    assert torch.equal(old, new)
    assert np.shares_memory(old.numpy(), narrow) == np.shares_memory(new.numpy(), narrow)

# %%
# What to remember
# ----------------
#
# - ``torch.Tensor`` copies ``float64``: :claim:`numpy-to-tensor.legacy-copies-float64`.
# - It shares ``float32``: :claim:`numpy-to-tensor.legacy-shares-float32`.
# - An integer is a size: :claim:`legacy.integers-are-a-size`, :claim:`legacy.size-is-uninitialised`.
# - So is a zero-dimensional array of one: :claim:`numpy-to-tensor.legacy-reads-an-integer-as-a-size`.
# - Large integers are rounded: :claim:`numpy-to-tensor.legacy-rounds-big-integers`.
# - Fractions are cut off: :claim:`legacy.typed-constructors-truncate`.
# - The keyword ``dtype`` is refused: :claim:`legacy.keywords-are-refused`.
# - The default device is ignored: :claim:`legacy.default-device-is-ignored`.
