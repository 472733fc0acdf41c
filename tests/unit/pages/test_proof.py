"""Whether a proof calls what its claim is about, by name, by operator, or in a text that another Python runs."""

import pytest
from claimkit.pages.proof import calls_any


@pytest.mark.parametrize(
    ("code", "about", "calls"),
    [
        ("torch.from_numpy(a)", "torch.from_numpy", True),
        ("torch.from_numpy", "torch.from_numpy", False),
        ("print(torch.from_numpy)", "torch.from_numpy", False),
        ("torch.from_numpy is not None and callable(torch.from_numpy)", "torch.from_numpy", False),
        ("map(torch.from_numpy, [a])", "torch.from_numpy", True),  # what is passed on is called by another
        ("t.dtype == torch.float64", "torch.float64", True),
        ("print(t.grad)", "Tensor.grad", True),
        ("print(True)", "torch.from_numpy", False),
        ("'from_numpy'", "torch.from_numpy", False),
        ("torch.tensor(1)  # from_numpy", "torch.from_numpy", False),
        ("from torch import from_numpy as f; f(a)", "torch.from_numpy", True),
        ("from torch import from_numpy as f", "torch.from_numpy", False),
        ("f = torch.from_numpy; f(a)", "torch.from_numpy", True),
        ("f = torch.from_numpy", "torch.from_numpy", False),
        ("getattr(torch, 'from_numpy')(a)", "torch.from_numpy", True),
        ("subprocess.run([sys.executable, '-c', 'torch.from_numpy(a)'])", "torch.from_numpy", True),
        ("t.numpy(force=True)", "Tensor.force", True),
        ("t + a", "Tensor.add", True),
        ("t + a", "Tensor.mul", False),
        ("t += a", "Tensor.add_", True),
        ("-t", "Tensor.neg", True),
        ("a in t", "Tensor.__contains__", True),
        ("float(t)", "Tensor.item", True),
        ("f'{t:.2f}'", "Tensor.__format__", True),
        ("t[0]", "Tensor.__getitem__", True),
        ("t[0] = 1", "Tensor.__setitem__", True),
        ("t[0] = 1", "Tensor.__getitem__", False),
    ],
)
def test_a_proof_calls_what_its_claim_is_about(code, about, calls):
    """One of the names is enough; a mention in a string or a comment is none."""
    assert calls_any(f">>> {code}\n1\n", (about,)) is calls
    assert calls_any(f">>> {code}\n1\n", ("np.nothing", about)) is calls


def test_what_it_prints_is_no_call():
    """The expected output may name anything."""
    assert not calls_any(">>> print(1)\nfrom_numpy\n", ("torch.from_numpy",))
