"""The driver is asked without torch, and says nothing where there is no GPU."""

import pytest
from claimkit.portable.driver import asked_of_the_driver


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        ("echo NVIDIA H200; echo NVIDIA H100", "NVIDIA H200"),
        ("echo Failed to initialize NVML; exit 9", None),
        ("", None),
        (None, None),
    ],
)
def test_the_first_gpu_answers(program, answer, tmp_path, monkeypatch):
    """A driver that fails, says nothing or is not there is no GPU."""
    if program is not None:
        (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert asked_of_the_driver("name") == answer
