"""
Read batches from a file without loading it
===========================================

You will make batches of a file that never has to fit into memory, and know what is copied and what reaches the file.
"""

# %%
# Write the file part by part
# ---------------------------
#
# A file that does not fit into memory cannot be written in one go either.
# ``open_memmap`` makes the whole file at once and lets you fill it through tensors, which share with it.

# sphinx_gallery_thumbnail_path = "../gallery/real_life/batches_from_a_file.svg"
import pickle
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

folder = tempfile.TemporaryDirectory()
file = Path(folder.name, "samples.npy")
mapped = np.lib.format.open_memmap(file, mode="w+", dtype=np.float32, shape=(1000, 8))
for start, part in zip(range(0, 1000, 250), torch.arange(1000)[:, None].split(250)):
    torch.from_numpy(mapped[start : start + 250])[:] = part
print("in the file:", np.load(file)[[0, 999], 0].tolist())
assert np.load(file)[:, 7].tolist() == list(range(1000))

# %%
# Protect the file
# ----------------
#
# A tensor that shares with the file might write to it by mistake, say when it is normalised in place.
# Mode ``"c"`` (copy on write) keeps such writes in memory: the tensor shows them, the file does not.

private = torch.from_numpy(np.load(file, mmap_mode="c"))
private += 1
print("tensor:", private[3, 0].item(), " file:", np.load(file)[3, 0].item())
assert (private[3, 0], np.load(file)[3, 0]) == (4.0, 3.0)

# %%
# Copy one row at a time
# ----------------------
#
# A sample should be yours to change and the file safe, so open it read-only and let ``torch.tensor`` copy that one row.
# Unlike ``torch.from_numpy`` it gives no warning for a read-only array.


class Samples(Dataset):
    def __init__(self, path):
        self.path, self.rows = path, np.load(path, mmap_mode="r")

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return torch.tensor(self.rows[index])

    def __reduce__(self):  # a worker is sent the path, and opens the file for itself
        return Samples, (self.path,)


samples = Samples(file)
sample = samples[3].add_(1)
print("sample:", sample[0].item(), " file:", np.load(file)[3, 0].item())
assert (sample[0], np.load(file)[3, 0]) == (4.0, 3.0)

# %%
# Make batches, on any device
# ---------------------------
#
# Shuffling reads from all over the file, but only the rows of the batch that is due, and each row once in an epoch.
# With a GPU the batches are pinned, and still on the CPU: the way to the GPU is yours to ask for.

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

seen, seed = [], torch.Generator().manual_seed(0)
loader = DataLoader(samples, 100, shuffle=True, generator=seed, pin_memory=has_cuda)
for batch in loader:
    seen += batch.to(device, non_blocking=True)[:, 0].tolist()
print("the first of", len(seen), "rows:", [int(row) for row in seen[:4]])
assert sorted(seen) == list(range(1000)) != seen
if has_cuda:
    print("the batch is pinned:", batch.is_pinned(), " and still on:", batch.device.type)
    assert (batch.is_pinned(), batch.device.type) == (True, "cpu")
else:
    print("skipped: pinning the batches:", no_cuda)

# %%
# Send workers the path alone
# ---------------------------
#
# A worker that is spawned gets the dataset as a pickle, and a pickled map holds the whole file, for each worker again.
# That is why the class above has ``__reduce__``: its pickle is short, and what comes back reads from the file.

pickles = [pickle.dumps(thing) for thing in (samples.rows, samples)]
mapped[3] = 7.0
now = [pickle.loads(data)[3][0].item() for data in pickles]
print("holds the file:", [len(data) > mapped.nbytes for data in pickles], " reads:", now)
assert len(pickles[1]) < 1000 < mapped.nbytes < len(pickles[0])
assert now == [3.0, 7.0]

del mapped, private, samples, loader  # some systems keep a file that is mapped
folder.cleanup()

# %%
# What to remember
# ----------------
#
# - A tensor over a map is written to the file, or not, by its mode: :claim:`layouts.memmap-writes-reach-the-file`.
# - In mode ``"r"`` a write to the tensor ends Python: :claim:`layouts.read-only-memmap-crashes-on-a-write`.
# - ``torch.tensor`` copies a read-only row in peace: :claim:`layouts.read-only-copies-without-a-warning`.
# - A pinned batch still has to be moved: :claim:`batches.pinned-batch-stays-on-the-host`.
# - A pickle holds the file: :claim:`lifetime.memmap-is-pickled-whole`, :claim:`batches.spawned-worker-loses-the-file`.
