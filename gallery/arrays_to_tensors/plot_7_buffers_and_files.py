"""
Read bytes and files without a copy
===================================

You will lay tensors over a packet of bytes and over a file, and see what a write reaches and what pulls them apart.
"""

# %%
# Lay a tensor over bytes
# -----------------------
#
# A packet from a device is bytes whose layout stands in a manual, so you say where to start and what to read.
# ``torch.frombuffer`` shares with such bytes; ``offset`` counts bytes, and here skips the header.

# sphinx_gallery_thumbnail_path = "../gallery/arrays_to_tensors/buffers_and_files.svg"
import struct
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch

packet = bytearray(struct.pack("<2B4h", 4, 0, 1, -1, 256, 2))
samples = torch.frombuffer(packet, dtype=torch.int16, offset=2)
packet[2] = 7
samples[3] = 8
print(samples.tolist(), "in", list(packet))
assert samples.tolist() == [7, -1, 256, 8]
assert list(packet) == [4, 0, 7, 0, 255, 255, 0, 1, 8, 0]

# %%
# Draw what the dtype makes of them
# ---------------------------------
#
# Nothing is converted, so a wrong dtype gives wrong numbers and no error, if the bytes make whole elements of it.
# Below the bytes of the packet stand the numbers that two dtypes make of them; only the first is what was sent.

line, fill = "#7d8187", "#d9dde3"
card = {"boxstyle": "round,pad=0.35", "facecolor": fill, "edgecolor": line}
boxed = {"bbox": card, "size": 11, "va": "center", "color": "#16181b"}
code = {"family": "monospace", "size": 11, "ha": "center", "va": "center"}
what = "The bytes of the packet, and what int16 and int32 make of those after the header"
_, panel = plt.subplots(figsize=(6, 2.4), layout="tight", facecolor="none", num=what)
panel.set(xlim=(-2.9, 10.1), ylim=(-0.1, 4.9), aspect="equal")
panel.axis("off")
panel.text(1, 4.5, "header", ha="center", **boxed)
panel.text(6, 4.5, "samples", ha="center", **boxed)

for y, dtype, start in (2.7, torch.uint8, 0), (1.35, torch.int16, 2), (0, torch.int32, 2):
    panel.text(-2.8, y + 0.5, str(dtype)[6:], family="monospace", **boxed)
    size, values = dtype.itemsize, torch.frombuffer(packet, dtype=dtype, offset=start)
    for left, value in zip(range(start, len(packet), size), values.tolist()):
        face, ink = (fill, "#16181b") if left < 2 else ("#8a3b12", "#ffffff")
        panel.add_patch(plt.Rectangle((left, y), size, 1, fc=face, ec=line))
        panel.text(left + size / 2, y + 0.5, str(value), color=ink, **code)

plt.show()

# %%
# Keep the bytes where they are
# -----------------------------
#
# A ``bytearray`` may move when it grows, and a tensor over the old place would read freed memory.
# ``torch.frombuffer`` lets that happen; ``np.frombuffer`` locks the buffer, so go through NumPy if it may grow.

locked = torch.from_numpy(np.frombuffer(packet, dtype=np.int16, offset=2))
try:
    packet.extend(bytes(1_000_000))
    raise AssertionError("the bytes grew under the tensor")
except BufferError as error:
    print("BufferError:", error)

growing = bytearray(8)
old = torch.frombuffer(growing, dtype=torch.uint8).data_ptr()
growing.extend(bytes(1_000_000))
new = torch.frombuffer(growing, dtype=torch.uint8).data_ptr()
print("moved under torch.frombuffer:", new != old)
assert new != old
assert locked.tolist() == [7, -1, 256, 8]

# %%
# Notice odd addresses
# --------------------
#
# A header of odd length puts the numbers at odd addresses, and PyTorch takes them without a word.
# Where the code that you call wants aligned memory, copy them.

odd = np.frombuffer(bytearray(17), dtype=np.float64, offset=1)
beyond = [torch.from_numpy(array).data_ptr() % 8 for array in (odd, odd.copy())]
print("bytes beyond a multiple of 8:", beyond)
assert beyond == [1, 0]

# %%
# Map a file
# ----------
#
# A data set larger than the memory can stay on disk, and only the parts that are read come in.
# In mode ``"r+"`` a write to the tensor changes the file, in mode ``"c"`` it stays with the tensor.

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "samples.npy")
    np.save(file, np.zeros(2))
    for mode in ("r+", "c"):
        tensor = torch.from_numpy(np.load(file, mmap_mode=mode))
        tensor += 1
        print(f"{mode:<2}  tensor: {tensor.tolist()}  file: {np.load(file).tolist()}")
        assert tensor.tolist() == ([1.0, 1.0] if mode == "r+" else [2.0, 2.0])
        assert np.load(file).tolist() == [1.0, 1.0]
    del tensor  # a file that is mapped cannot be removed on every system

# %%
# What to remember
# ----------------
#
# - ``torch.frombuffer`` shares: :claim:`protocols.frombuffer-shares`, :claim:`protocols.frombuffer-offset-and-count`.
# - It believes the dtype that you name: :claim:`protocols.frombuffer-believes-the-dtype`.
# - NumPy locks the buffer, PyTorch does not: :claim:`lifetime.numpy-locks-a-buffer-torch-does-not`.
# - Odd addresses are accepted: :claim:`layouts.misaligned-array-is-accepted`.
# - A mapped file is written, or not, by its mode: :claim:`layouts.memmap-writes-reach-the-file`.
# - In mode ``"r"`` a write to the tensor ends Python: :claim:`layouts.read-only-memmap-crashes-on-a-write`.
