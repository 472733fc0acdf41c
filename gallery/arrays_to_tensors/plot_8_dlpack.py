"""
Pass memory by DLPack
=====================

You will share memory by DLPack, both ways and with an object of your own, and see what it refuses and what it forgets.
"""

# %%
# Share in both directions
# ------------------------
#
# ``torch.from_numpy`` takes NumPy's arrays only, while many libraries speak DLPack, all through the same call.
# Either side may write, and the other sees it; for all of this you need PyTorch 2.9 and NumPy 2.2.5 or newer.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/dlpack.svg"
import numpy as np
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

array = np.zeros(3)
tensor = torch.from_dlpack(array)
back = np.from_dlpack(tensor)
array[0], tensor[1], back[2] = 1.0, 2.0, 3.0
print(array.tolist(), tensor.tolist(), back.tolist())
assert array.tolist() == tensor.tolist() == back.tolist() == [1.0, 2.0, 3.0]

# %%
# Ask for a copy
# --------------
#
# Sharing is all that DLPack does unless you say otherwise, so a result to keep needs one more word.
# ``copy=True`` works in both directions as well.

tensor, back = torch.from_dlpack(array, copy=True), np.from_dlpack(tensor, copy=True)
array[0] = 7.0
print(array.tolist(), tensor.tolist(), back.tolist())
assert array.tolist() == [7.0, 2.0, 3.0]
assert tensor.tolist() == back.tolist() == [1.0, 2.0, 3.0]

# %%
# Offer memory of your own
# ------------------------
#
# A class that wraps an array need not know PyTorch to be read by it: two methods are enough.
# ``torch.as_tensor`` then shares with it, and ``torch.tensor`` copies.


class Signal:
    def __init__(self, values):
        self.values = values

    def __dlpack__(self, **options):
        return self.values.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()


signal = Signal(np.array([1.0, 2.0]))
shared, own = torch.as_tensor(signal), torch.tensor(signal)
signal.values[0] = 7.0
print("shared:", shared.tolist(), " copied:", own.tolist())
assert (shared.tolist(), own.tolist()) == ([7.0, 2.0], [1.0, 2.0])

# %%
# See what it refuses, and what it forgets
# ----------------------------------------
#
# The protocol hands over memory and little else, so ask what becomes of the rest.
# A gradient is refused, but a read-only flag is lost without a warning, and the write reaches the array.

try:
    np.from_dlpack(torch.ones(2, requires_grad=True))
    raise AssertionError("a gradient was dropped in silence")
except BufferError as error:
    print("BufferError:", error)

protected = np.zeros(2)
protected.flags.writeable = False
torch.from_dlpack(protected)[0] = 7.0
print("writable:", protected.flags.writeable, " array:", protected.tolist())
assert protected.tolist() == [7.0, 0.0]

# %%
# Fetch from the GPU
# ------------------
#
# DLPack says on which device memory is, so it also shares between libraries that compute on the GPU.
# NumPy is not one of them; with ``device="cpu"`` it gets a copy on the host.

if has_cuda:
    on_gpu = torch.zeros(2, device="cuda")
    same, fetched = torch.from_dlpack(on_gpu), np.from_dlpack(on_gpu, device="cpu")
    on_gpu[0] = 7.0
    print("GPU:", same.tolist(), " host:", fetched.tolist())
    assert (same.tolist(), fetched.tolist()) == ([7.0, 0.0], [0.0, 0.0])
else:
    print("skipped: fetching from the GPU:", no_cuda)

# %%
# What to remember
# ----------------
#
# - It shares, in: :claim:`protocols.torch-from-dlpack-shares`, and out: :claim:`protocols.np-from-dlpack-is-writable`.
# - ``copy=True`` copies: :claim:`protocols.torch-from-dlpack-copies-on-request`,
#   :claim:`protocols.np-from-dlpack-copies-on-request`.
# - Two methods make an object readable: :claim:`protocols.dlpack-method-is-read`.
# - A gradient is refused: :claim:`protocols.dlpack-refuses-requires-grad`.
# - A read-only flag is lost: :claim:`dangers.dlpack-loses-read-only`.
# - From the GPU, NumPy needs a copy on the host: :claim:`protocols.np-from-dlpack-fetches-from-cuda`.
# - Never pass a negative stride: :claim:`dangers.negative-strides-abort`.
