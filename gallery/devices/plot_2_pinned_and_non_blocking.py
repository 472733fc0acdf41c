"""
Send data to the GPU without waiting for it
===========================================

You will refill one pinned buffer, copy from it without blocking, and wait in the only two places where it matters.
"""

# %%
# Make the buffer once
# --------------------
#
# Only from pinned memory can a GPU fetch data while Python goes on, and to pin a batch is to copy it once more.
# So make one pinned buffer, and fill it as an array: the two share memory, pinned or not.

# sphinx_gallery_thumbnail_path = "../gallery/devices/pinned.svg"
import torch

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

buffer = torch.zeros(1_000_000, pin_memory=has_cuda)
array = buffer.numpy()
array[:] = 1.0
print("pinned:", buffer.is_pinned(), "values:", buffer[:3].tolist())
assert (buffer.is_pinned(), buffer[0].item()) == (has_cuda, 1.0)

# %%
# Copy, and use the result at once
# --------------------------------
#
# The GPU works through its queue in order, so what it computes from the batch comes after the batch has arrived.
# Nothing has to wait here: the sum is right although the copy may still be under way when ``copy_`` returns.

batch = torch.empty(1_000_000, device=device)
total = batch.copy_(buffer, non_blocking=True).sum()
print("sum:", total.item())
assert total.item() == 1_000_000

# %%
# Refill only what has been read
# ------------------------------
#
# Python does not take part in the GPU's order, so the first place to wait is before the buffer is filled again.
# An event marks the end of the copy, and waiting for it leaves the GPU to go on with everything behind it.
# Without a GPU there is nothing to wait for, and the loop is right as well.

copied = torch.cuda.Event() if has_cuda else None
totals = []
for step in range(3):
    if has_cuda:
        copied.synchronize()  # does not wait the first time
    array[:] = step
    batch.copy_(buffer, non_blocking=True)
    if has_cuda:
        copied.record()
    totals.append(batch.sum())
print("sums:", [total.item() for total in totals])
assert [total.item() for total in totals] == [0.0, 1_000_000.0, 2_000_000.0]

# %%
# See what happens without the wait
# ---------------------------------
#
# Mostly nothing happens, which is why the mistake survives in tests.
# Give the GPU something to do first, and the copy starts so late that it reads what was meant for the next batch.

if has_cuda:
    array[:] = 3.0
    torch.cuda._sleep(1_000_000_000)  # about half a second
    batch.copy_(buffer, non_blocking=True)
    array[:] = 4.0
    torch.cuda.synchronize()
    print("sent 3.0, arrived:", batch[0].item())
    assert batch[0].item() == 4.0
else:
    print("skipped: refilling a buffer that is still being read:", no_cuda)

# %%
# Wait before you read
# --------------------
#
# The second place to wait is on the way back: the array is there at once, its values are not.
# Read too early it shows what the memory held before, and after ``synchronize`` what the GPU has sent.

if has_cuda:
    result = torch.zeros(1_000_000, pin_memory=True)
    torch.cuda._sleep(1_000_000_000)
    early = result.copy_(batch, non_blocking=True).numpy()[0].item()
    torch.cuda.synchronize()
    print("read too early:", early, "and after the wait:", result.numpy()[0].item())
    assert (early, result.numpy()[0].item()) == (0.0, 4.0)
else:
    print("skipped: reading a result that is still on its way:", no_cuda)

# %%
# Do not let to stand for a copy
# ------------------------------
#
# A loop that was right on a GPU may be wrong on a laptop: where nothing has to move, ``to`` returns the buffer itself.
# The next refill then changes a batch that you kept, while a copy keeps its values.

array[:] = 5.0
same = buffer.to("cpu", non_blocking=True)
own = buffer.to("cpu", copy=True)
array[:] = 6.0
print("to:", same[0].item(), "with copy=True:", own[0].item())
assert same is buffer
assert (same[0].item(), own[0].item()) == (6.0, 5.0)

# %%
# What to remember
# ----------------
#
# - A pinned tensor and its array share memory: :claim:`devices.pinned-array-shares`.
# - What the GPU computes next waits for the copy by itself: :claim:`devices.non-blocking-to-cuda`.
# - Wait before you refill the source: :claim:`dangers.non-blocking-source-overwritten`.
# - Wait before you read the result: :claim:`dangers.non-blocking-read-too-early`.
# - On the CPU, ``to`` is no copy: :claim:`devices.to-the-same-device-returns-self`.
