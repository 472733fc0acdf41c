"""Claims and records made up for the tests of what records prove."""

from claimkit.evidence.store import Record, environment_of, name_of_machine
from claimkit.pages.model import Claim, Pages

GPU = "NVIDIA H200"
OTHER_CODE = "sha256:" + "0" * 64


def claim_with(torch="", numpy="", name="topic.good", devices=("cpu", "cuda"), not_on=()):
    return Claim(name, "docs/topic.md", 4, code=">>> 1\n1\n", code_line=12, devices=devices, torch=torch, numpy=numpy,
                 not_on=not_on)  # fmt: skip


def pages_of(*claims):
    return Pages(claims={claim.id: claim for claim in claims})


def data(versions, outcome, got="", claim=None, gpu=None, digest=None):
    """One environment, written as 'torch' or 'torch/numpy', as its evidence file holds it; '' is no result."""
    torch, _, numpy = versions.partition("/")
    claim = claim or claim_with()
    hip = "6.3" if gpu and "AMD" in gpu else None
    machine = name_of_machine(gpu, hip)
    name = f"torch-{torch.partition('+')[0]}" + f"-numpy-{numpy}" * bool(numpy) + f"-{machine}"
    result = {"outcome": outcome, **({"got": got} if got else {}), "digest": digest or claim.digest}
    return {
        "schema": 1,
        "environment": {
            "name": name, "torch": torch, "torch_git": None, "numpy": numpy or "1.26.4", "python": "3.11.7",
            "platform": "Linux x86_64", "cuda": "13.0" if gpu and not hip else None, "hip": hip,
            "driver": None, "gpu": gpu, "capability": "9.0" if gpu else None,
        },
        "recorded": "2026-11-25",
        "results": {claim.id: {"cuda" if gpu else "cpu": result}} if outcome else {},
    }  # fmt: skip


def record(*args, **keywords):
    """The same, as it is read."""
    return as_read(data(*args, **keywords))


def as_read(made):
    return Record(environment_of(made), made["environment"], made["results"])
