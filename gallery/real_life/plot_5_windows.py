"""
Cut a signal into windows without a copy
========================================

You will cut a signal into overlapping windows three ways, and know when they share memory and when a write goes wrong.
"""

# %%
# Cut the windows
# ---------------
#
# Windows that overlap much hold most values several times, so ``contiguous`` makes them larger than the signal.
# ``unfold`` makes a view instead, here of 4 values every 2, and a write to the signal shows in each window over it.

# sphinx_gallery_thumbnail_path = "../gallery/real_life/windows.svg"
import matplotlib.pyplot as plt
import numpy as np
import torch
from numpy.lib.stride_tricks import as_strided, sliding_window_view

signal = np.zeros(8)
windows = torch.from_numpy(signal).unfold(0, size=4, step=2)
signal[2] = 7.0
print(windows.tolist(), "steps:", windows.stride())
assert windows.tolist() == [[0, 0, 7, 0], [7, 0, 0, 0], [0, 0, 0, 0]]

# %%
# Draw the windows
# ----------------
#
# A picture shows at once why one write is seen twice: two windows lie over the same place.
# Above is the memory of the signal, below what each window reads; the value that was written stands out.

code = {"family": "monospace", "ha": "center", "va": "center", "size": 12}
card = {"boxstyle": "round,pad=0.35", "facecolor": "#d9dde3", "edgecolor": "#7d8187"}
what = "A signal and three windows over it, two of which read the written value"
figure, panel = plt.subplots(figsize=(6, 2.9), layout="constrained", num=what)
figure.set_facecolor("none")  # readable on a light and on a dark page
panel.set(xlim=(-3.6, 8.1), ylim=(-0.1, 5.2), aspect="equal")
panel.axis("off")
rows = [("signal", 4.1, 0, signal)]
rows += [(f"windows[{n}]", 2.4 - 1.2 * n, 2 * n, windows[n]) for n in range(3)]
for name, y, left, values in rows:
    panel.text(-1.8, y + 0.5, name, bbox=card, color="#16181b", **code)
    for x, value in enumerate(values.tolist(), start=left):
        fill, ink = ("#8a3b12", "#ffffff") if value else ("#d9dde3", "#16181b")
        panel.add_patch(plt.Rectangle((x, y), 1, 1, fc=fill, ec="#7d8187"))
        panel.text(x + 0.5, y + 0.5, f"{value:.0f}", color=ink, **code)
plt.show()

# %%
# Cut them in NumPy
# -----------------
#
# NumPy makes such windows read-only, lest somebody write to one and change its neighbours too.
# ``writeable=True`` says that you know what you do, and spares you the warning that PyTorch has for read-only arrays.

frames = sliding_window_view(signal, 4, writeable=True)[::2]
shared = torch.from_numpy(frames)
default = sliding_window_view(signal, 4)
print("writable:", default.flags.writeable, "by default,", frames.flags.writeable, "here")
signal[3] = 8.0
print(shared.tolist())
assert (default.flags.writeable, frames.flags.writeable) == (False, True)
assert shared.tolist() == windows.tolist() == [[0, 0, 7, 8], [7, 8, 0, 0], [0, 0, 0, 0]]

# %%
# Never write in place
# --------------------
#
# To double each window in place is not what it looks like: PyTorch doubles a value again for every window it is in.
# NumPy notices the overlap and doubles each value once, but do not count on it: what you mean is ``signal *= 2``.

in_torch, in_numpy = torch.ones(6), np.ones(6)
in_torch.unfold(0, 4, 2).mul_(2)
overlapping = sliding_window_view(in_numpy, 4, writeable=True)[::2]
overlapping *= 2
print("PyTorch:", in_torch.tolist(), " NumPy:", in_numpy.tolist())
assert (in_torch.tolist(), in_numpy.tolist()) == ([2, 2, 4, 4, 2, 2], [2, 2, 2, 2, 2, 2])

# %%
# Compute a spectrogram
# ---------------------
#
# A taper gives each window values of its own, so here the copy comes, in the step that needs it and not before.
# ``torch.stft`` cuts such windows too, and gives the same numbers.

tone, taper = torch.sin(torch.arange(8000) / 10), torch.hann_window(256)
windows = tone.unfold(0, 256, 64)
tapered = windows * taper
same = torch.stft(tone, 256, 64, window=taper, center=False, return_complex=True).T
sizes = [tensor.untyped_storage().nbytes() for tensor in (tone, windows, tapered)]
print("bytes: signal {}, windows {}, tapered {}".format(*sizes))
assert torch.allclose(torch.fft.rfft(tapered), same, atol=1e-4)
assert sizes[0] == sizes[1] < sizes[2] / 3.5

# %%
# Set the steps yourself
# ----------------------
#
# ``as_strided`` makes any view, right or wrong, so use it last: NumPy counts in bytes and checks nothing.
# Asked for more than it was given, NumPy reads on into whatever comes next; PyTorch raises where the storage ends.

print("NumPy reads on:", as_strided(signal[:4], (8,), (8,)).tolist())
assert as_strided(signal[:4], (8,), (8,)).tolist() == signal.tolist()
try:
    torch.from_numpy(signal[:4]).as_strided((8,), (1,))
    raise AssertionError("PyTorch read beyond the array")
except RuntimeError as error:
    print("RuntimeError: ... are", str(error).split(" are ")[1])

# %%
# What to remember
# ----------------
#
# - ``unfold`` shares: :claim:`windows.unfold-shares`.
# - NumPy's windows are read-only unless you ask: :claim:`windows.sliding-windows-are-read-only`.
# - Written in place, overlaps count twice: :claim:`windows.overlaps-are-written-more-than-once`.
# - ``contiguous`` holds every window in full: :claim:`windows.copies-take-more-memory`.
# - ``as_strided`` is checked by PyTorch and not by NumPy: :claim:`layouts.as-strided-stays-in-the-slice`,
#   :claim:`windows.numpy-as-strided-is-not-checked`.
