"""
Turn an image into a tensor and back
====================================

You will turn an image into the float tensor that a model wants, and that tensor into the same image again.
"""

# %%
# Take the pixels
# ---------------
#
# To augment an image you write to its pixels, so ask first whose they are: both calls below copy them.
# What ``np.asarray`` gives is read-only, for which PyTorch would warn; what ``np.array`` gives is yours.

# sphinx_gallery_thumbnail_path = "../gallery/real_life/images.svg"
import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image

down = Image.linear_gradient("L")  # black to white, 256 × 256
image = Image.merge("RGB", [down, down.rotate(90), Image.radial_gradient("L")])
fixed, pixels = np.asarray(image), np.array(image)
image.putpixel((0, 0), (7, 7, 7))
print(pixels.dtype, pixels.shape, "writable:", [a.flags.writeable for a in (fixed, pixels)])
print("image:", image.getpixel((0, 0)), " arrays:", fixed[0, 0], pixels[0, 0])
assert fixed[0, 0, 0] == pixels[0, 0, 0] == 0
assert (fixed.flags.writeable, pixels.flags.writeable) == (False, True)

# %%
# Move the channels to the front
# ------------------------------
#
# Pillow hands out height × width × channel, and convolutions want channel × height × width.
# ``permute`` only renumbers the steps, so the tensor still shows the array's memory.

chw = torch.from_numpy(pixels).permute(2, 0, 1)
pixels[0, 1] = 255, 128, 0
print(chw.shape, chw.stride(), "tensor:", chw[:, 0, 1].tolist())
assert chw.shape == (3, 256, 256)
assert chw[:, 0, 1].tolist() == [255, 128, 0]

# %%
# Draw what reshape would do
# --------------------------
#
# ``reshape`` gives the same shape, raises nothing, and scrambles the picture: it reads on across the channels.
# Here are the bytes of four pixels, and what both make of them: only ``permute`` has one colour in each channel.

small = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
tensor = torch.from_numpy(small)
permuted, reshaped = tensor.permute(2, 0, 1), tensor.reshape(3, 2, 2)
rows = [("memory", small), ("permute", permuted), ("reshape", reshaped)]
fills = {"R": "#8a3b12", "G": "#2f6b3c", "B": "#0b5d8a"}
centred, code = {"ha": "center", "va": "center", "size": 11}, {"family": "monospace"}
card = {"boxstyle": "round,pad=0.3", "facecolor": "#d9dde3", "edgecolor": "#7d8187"}
boxed = {"bbox": card, "color": "#16181b", **centred}
what = "The bytes of four pixels as channels: in order by permute, mixed by reshape"
figure, panel = plt.subplots(figsize=(7, 2.3), layout="constrained", num=what)
figure.set_facecolor("none")  # readable on a light and on a dark page
panel.set(xlim=(-2.6, 13.1), ylim=(-0.1, 4.9), aspect="equal")
panel.axis("off")
for y, (name, values) in zip((3.8, 1.7, 0), rows):
    panel.text(-1.3, y + 0.5, name, **boxed, **({} if name == "memory" else code))
    for x, value in enumerate(values.flatten().tolist()):
        x += 0 if name == "memory" else x // 4 / 2  # a gap between the channels
        letter = "RGB"[value % 3]
        panel.add_patch(plt.Rectangle((x, y), 1, 1, fc=fills[letter], ec="#d9dde3"))
        name_of_byte = f"{letter}{value // 3}"
        panel.text(x + 0.5, y + 0.5, name_of_byte, color="#ffffff", **centred, **code)
for channel in range(3):
    panel.text(4.5 * channel + 2, 3.2, f"[{channel}]", **boxed, **code)
plt.show()

assert [channel.remainder(3).unique().tolist() for channel in permuted] == [[0], [1], [2]]
assert permuted.shape == reshaped.shape
assert not torch.equal(permuted, reshaped)

# %%
# Scale the pixels
# ----------------
#
# Models learn on small floats, and ``float`` makes a copy four times as large, so send the bytes to a GPU first.
# Give mean and deviation the shape (3, 1, 1), so that each goes with its channel and not with a column.

mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
deviation = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
x = (chw.float().div(255) - mean) / deviation
pixels[0, 1] = 0
print("bytes:", chw.nbytes, "then", x.nbytes)
print("pixel:", chw[:, 0, 1].tolist(), " scaled:", [f"{value:.2f}" for value in x[:, 0, 1]])
assert x.nbytes == 4 * chw.nbytes
assert torch.isclose(x[0, 0, 1], torch.tensor((1 - 0.485) / 0.229))
assert chw[:, 0, 1].tolist() == [0, 0, 0]

# %%
# Go back to bytes
# ----------------
#
# A float on its way to ``uint8`` is cut off, and after arithmetic it may lie just below the whole number it stands for.
# So round, clamp what a model sent beyond the range, and put the channels last.

x = (chw.float().div(255) - mean) / deviation
scaled = (x * deviation + mean).mul(255)
cut, rounded = scaled.to(torch.uint8), scaled.round().clamp(0, 255).to(torch.uint8)
restored = Image.fromarray(rounded.permute(1, 2, 0).numpy())
changed = [(result != chw).any().item() for result in (cut, rounded)]
print("other values than before: cut", changed[0], " rounded", changed[1])
assert changed == [True, False]
assert np.array_equal(np.array(restored), pixels)

# %%
# What to remember
# ----------------
#
# - Both ways to an array copy, and one is read-only: :claim:`libraries.image-array-is-a-copy`.
# - ``permute`` shares: :claim:`layouts.permute-shares-the-image`.
# - ``reshape`` scrambles: :claim:`layouts.reshape-scrambles-the-image`.
# - Round before ``uint8``: :claim:`dtypes.pixels-need-rounding`.
# - ``Image.fromarray`` wants the channels last: :claim:`libraries.fromarray-wants-channels-last`.
