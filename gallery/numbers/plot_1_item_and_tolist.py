"""
Take numbers out of a tensor
============================

You will take one number and many numbers out of a tensor, and know what they forget and what they no longer follow.
"""

# %%
# Take one number
# ---------------
#
# Conditions, messages and other libraries want a Python number, not a tensor, and ``item`` gives the kind that fits.
# It works from a GPU too, and for bfloat16, which NumPy does not have.

# sphinx_gallery_thumbnail_path = "../gallery/numbers/plot_1_item_and_tolist.svg"
import json

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
print("running on", device)

kinds = {}
for dtype in (torch.float32, torch.bfloat16, torch.int8, torch.bool, torch.complex64):
    number = torch.ones(1, dtype=dtype, device=device).item()
    kinds[dtype] = type(number)
    print(dtype, "->", type(number).__name__, number)
assert list(kinds.values()) == [float, float, int, bool, complex]

# %%
# See what follows a write
# ------------------------
#
# A number taken out is a copy, which is what a log wants: it must not change later.
# ``tolist`` copies all the values in the same way, while ``list`` gives views, which go on following the tensor.

tensor = torch.tensor([1.0, 2.0, 3.0], device=device)
number, numbers, views = tensor[0].item(), tensor.tolist(), list(tensor)

tensor[0] = 10.0
print("tensor:", tensor.tolist())
print("item:  ", number)
print("tolist:", numbers)
print("list:  ", [view.item() for view in views])
assert tensor.tolist() == [view.item() for view in views] == [10.0, 2.0, 3.0]
assert (number, numbers) == (1.0, [1.0, 2.0, 3.0])

# %%
# Cast
# ----
#
# ``int``, ``float`` and ``bool`` take the number out as well, so from there on Python's rules apply, not the dtype's.
# ``int`` cuts off towards zero, and a Python integer does not wrap around where uint8 does.

tensor = torch.tensor([2.75, -2.75], device=device)
print("int:", [int(element) for element in tensor], "round:", tensor.round().tolist())
assert [int(element) for element in tensor] == [2, -2]
assert tensor.round().tolist() == [3.0, -3.0]

byte = torch.tensor(255, dtype=torch.uint8, device=device)
print("uint8:", (byte + 1).item(), "int:", int(byte) + 1)
assert ((byte + 1).item(), int(byte) + 1) == (0, 256)

# %%
# Meet the errors
# ---------------
#
# One number cannot stand for several, and the two ways to ask for it raise different errors.
# Code that catches one of them should know that it does not catch the other.

several = torch.tensor([1.0, 2.0], device=device)
errors = []
for convert in (torch.Tensor.item, float):
    try:
        convert(several)
    except (RuntimeError, ValueError) as error:
        errors.append(type(error))
        print(f"{convert.__name__}: {type(error).__name__}: {error}")
assert errors == [RuntimeError, ValueError]

# %%
# Come back
# ---------
#
# Lists go into JSON, where a tensor cannot, but a list knows no dtype: ``torch.tensor`` has to guess one.
# Floats come back as float32, and here lose digits, unless you name the dtype.

tensor = torch.tensor([0.1, 0.2], dtype=torch.float64, device=device)
numbers = json.loads(json.dumps(tensor.tolist()))
guessed = torch.tensor(numbers, device=device)
named = torch.tensor(numbers, dtype=tensor.dtype, device=device)
print("guessed:", guessed.dtype, guessed.tolist())
print("named:  ", named.dtype, named.tolist())
assert guessed.dtype == torch.float32
assert guessed.tolist() != tensor.tolist()
assert torch.equal(named, tensor)

# %%
# What to remember
# ----------------
#
# - ``item`` gives the Python number that fits the dtype: :claim:`python-numbers.item-gives-python-numbers`.
# - ``tolist`` gives numbers, ``list`` gives views: :claim:`python-numbers.list-gives-views`.
# - ``int`` cuts off: :claim:`python-numbers.int-cuts-off`.
# - A Python integer does not wrap around: :claim:`python-numbers.python-integers-do-not-wrap`.
# - For several elements the errors differ:
#   :claim:`python-numbers.item-raises-for-several`, :claim:`python-numbers.float-raises-for-several`.
# - A list forgets the dtype: :claim:`python-numbers.tolist-forgets-the-dtype`.
# - JSON takes a list and no tensor: :claim:`python-numbers.json-refuses-tensors`.
