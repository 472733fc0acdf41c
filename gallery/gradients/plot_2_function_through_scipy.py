"""
Give a SciPy function a gradient
================================

You will write the backward pass of a function that only SciPy has, let ``gradcheck`` prove it, and train through it.
"""

# %%
# Ask for the gradient that is missing
# ------------------------------------
#
# SciPy has special functions that PyTorch lacks, such as Dawson's integral, but it works on arrays.
# An array carries no gradient, so what comes back starts a graph of its own, and ``backward`` has nowhere to go.

# sphinx_gallery_thumbnail_path = "../gallery/gradients/function.svg"
import torch
from scipy.special import dawsn

has_cuda = torch.cuda.is_available()
device = "cuda" if has_cuda else "cpu"
no_cuda = "no CUDA device, torch.cuda.is_available() is False"
print("running on", device)
x = torch.tensor([0.0, 0.5, 2.0], dtype=torch.float64, requires_grad=True)
y = torch.from_numpy(dawsn(x.detach().numpy()))
print("torch.special has dawsn:", hasattr(torch.special, "dawsn"), " the detour requires grad:", y.requires_grad)
assert (hasattr(torch.special, "dawsn"), y.requires_grad) == (False, False)

# %%
# Write the backward pass
# -----------------------
#
# PyTorch cannot look into SciPy, so you tell it the derivative, which here is 1 - 2xy.
# ``save_for_backward`` keeps what ``backward`` needs, and ``torch.as_tensor`` takes the result to where the input was.


class Dawson(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.as_tensor(dawsn(x.cpu().numpy()), device=x.device)
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, grad):
        x, y = ctx.saved_tensors
        return grad * (1 - 2 * x * y)


Dawson.apply(x).sum().backward()
print("gradient:", [round(value, 4) for value in x.grad.tolist()])
assert torch.allclose(x.grad, 1 - 2 * x * y)

# %%
# Have it proved
# --------------
#
# A wrong formula gives a wrong number and no error, so compare it with small differences: that is ``gradcheck``.
# ``gradgradcheck`` does so for the second derivative, for free as ``backward`` computes from what went in and came out.
# Both want double precision, and ``gradcheck`` also finds what is missing, here because a factor was detached.

first, second = torch.autograd.gradcheck(Dawson.apply, x), torch.autograd.gradgradcheck(Dawson.apply, x)
cut = torch.autograd.gradcheck(lambda x: x.detach() * Dawson.apply(x), x, raise_exception=False)
print("first derivative:", first, " second:", second, " with a factor detached:", cut)
assert (first, second, cut) == (True, True, False)

# %%
# Train through it
# ----------------
#
# A gradient is there to be followed, and the function is now one like any other.
# Newton's method finds its maximum from both derivatives, in five steps.

top = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
for _step in range(5):
    (slope,) = torch.autograd.grad(Dawson.apply(top), top, create_graph=True)
    (bend,) = torch.autograd.grad(slope, top)
    with torch.no_grad():
        top -= slope / bend
print(f"maximum at {top.item():.6f}, slope there: {slope.item():.6f}")
assert abs(slope.item()) < 1e-12 < -bend.item()

# %%
# Change an input too early
# -------------------------
#
# Somebody will write to the input before the backward pass; ``save_for_backward`` makes a counted write an error,
# where a tensor kept as an attribute of ``ctx`` gives a wrong gradient.

y = Dawson.apply(x)
x.detach()[0] = 3.0
try:
    y.sum().backward()
    raise AssertionError("a wrong gradient without an error")
except RuntimeError as error:
    print("RuntimeError:", str(error).split(":")[0])

# %%
# Use it on the GPU
# -----------------
#
# A model does not ask where its parts were written, and here nothing has to change: ``forward`` copies there and back.
# That is right, but each call makes the GPU wait.

if has_cuda:
    on_gpu = x.detach().cuda().requires_grad_()
    result = Dawson.apply(on_gpu)
    print("result on the GPU:", result.is_cuda, "checked:", torch.autograd.gradcheck(Dawson.apply, on_gpu))
    assert (result.is_cuda, torch.allclose(result.cpu(), Dawson.apply(x))) == (True, True)
else:
    print("skipped: calling SciPy for a tensor on the GPU:", no_cuda)

# %%
# What to remember
# ----------------
#
# - A detour through NumPy has no gradient: :claim:`autograd.detour-through-numpy-breaks-backward`.
# - A ``Function`` with a backward pass has one: :claim:`autograd.function-through-numpy`.
# - Computed from what went in, it has a second derivative: :claim:`autograd.backward-in-torch-has-a-derivative`.
# - What is saved is checked for writes: :claim:`autograd.saved-tensors-are-checked`.
# - A tensor kept as an attribute is not: :claim:`dangers.attribute-of-ctx-spoils-the-gradient`.
