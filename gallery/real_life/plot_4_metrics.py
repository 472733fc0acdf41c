"""
Score a model with scikit-learn
===============================

You will bring a model's outputs from any device to scikit-learn, and know which steps on the way spoil the score.
"""

# %%
# See what is refused
# -------------------
#
# The outputs of a model carry a gradient and may be on a GPU, and scikit-learn by default reads them through NumPy.
# Nothing is dropped or fetched behind your back: either is an error, in PyTorch's own words.

# sphinx_gallery_thumbnail_path = "../gallery/real_life/metrics.svg"
import numpy as np
import torch
from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)

random = np.random.default_rng(0)
labels = random.integers(0, 2, size=2000)
inputs = torch.from_numpy(random.normal(6 * labels + 2, 3).astype(np.float32)).to(device)
scale = torch.ones((), device=device, requires_grad=True)
outputs = inputs * scale  # stands for a model: the higher, the surer of label 1
try:
    roc_auc_score(labels, outputs.cpu())
    raise AssertionError("a gradient was dropped in silence")
except RuntimeError as error:
    print("RuntimeError:", error)
if has_cuda:
    try:
        roc_auc_score(labels, outputs.detach())
        raise AssertionError("scikit-learn fetched a tensor from the GPU")
    except TypeError as error:
        print("TypeError:", error)
else:
    print("skipped: scoring a GPU tensor:", no_cuda)

# %%
# Decide on the device
# --------------------
#
# What scikit-learn needs is often less than the model gave: for the accuracy one decision per row, not its score.
# So decide where the outputs are, and fetch what is left; a decision carries no gradient that one would have to detach.

decided = outputs > 5
predicted = decided.cpu().numpy()
accuracy = accuracy_score(labels, predicted)
print("bytes to fetch:", outputs.nbytes, "or", decided.nbytes, f" accuracy: {accuracy:.3f}")
print(confusion_matrix(labels, predicted).tolist())
assert not decided.requires_grad
assert decided.nbytes < outputs.nbytes
assert accuracy == (predicted == labels).mean()

# %%
# Keep each batch
# ---------------
#
# Code made for speed writes every batch into the same buffer, and ``cpu`` copies from a GPU only.
# On the CPU, what was kept without a copy is therefore the last batch, again and again; ``copy=True`` works everywhere.

buffer = torch.empty(500, device=device)
careless, careful = [], []
for batch in inputs.split(500):
    torch.mul(batch, scale.detach(), out=buffer)
    careless.append(buffer.cpu().numpy())
    careful.append(buffer.to("cpu", copy=True).numpy())
last = [np.array_equal(kept[0], buffer.cpu().numpy()) for kept in (careless, careful)]
score = roc_auc_score(labels, np.concatenate(careful))
print("the first batch has become the last: careless", last[0], " careful", last[1])
print(f"AUC of the careful: {score:.3f}")
assert last == [not has_cuda, False]
assert np.array_equal(np.concatenate(careful), outputs.detach().cpu().numpy())

# %%
# Leave bfloat16 before the sigmoid
# ---------------------------------
#
# NumPy has no bfloat16, so such outputs go through ``float``, and it matters when.
# Near 1 bfloat16 has so few values that many probabilities become equal, and the AUC can no longer tell them apart.

half = outputs.detach().to(torch.bfloat16)
try:
    roc_auc_score(labels, half.cpu())
    raise AssertionError("NumPy read bfloat16")
except TypeError as error:
    print("TypeError:", error)
late, early = half.sigmoid().float().cpu().numpy(), half.float().sigmoid().cpu().numpy()
aucs = [roc_auc_score(labels, probabilities) for probabilities in (late, early)]
print(f"equal to 1.0: {(late == 1).mean():.0%} and {(early == 1).mean():.0%}")
print(f"AUC: {aucs[0]:.3f} with the sigmoid in bfloat16, {aucs[1]:.3f} in float32")
assert aucs[1] - aucs[0] > 0.01
assert abs(aucs[1] - score) < 0.001

# %%
# What to remember
# ----------------
#
# - A tensor that requires grad is refused: :claim:`tensor-to-numpy.requires-grad-raises`.
# - A tensor on a GPU is refused too: :claim:`devices.asarray-on-cuda-raises`.
# - ``cpu`` copies from a GPU only: :claim:`devices.cpu-copies-from-cuda`, :claim:`devices.cpu-is-a-no-op-on-cpu`.
# - ``copy=True`` copies everywhere: :claim:`devices.to-cpu-copy-true-is-independent`.
# - NumPy has no bfloat16: :claim:`tensor-to-numpy.bfloat16-raises`.
# - Probabilities near 1 are equal in it: :claim:`dtypes.bfloat16-probabilities-become-equal`.
