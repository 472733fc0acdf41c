"""The driver is asked without torch, and says nothing where there is no GPU."""

import pytest
from claimkit.portable import driver, rehearsal
from claimkit.portable.driver import asked_of_the_driver, name_of_gpu


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


@pytest.mark.parametrize(
    ("told", "name"),
    [("Model: \t\t NVIDIA H200  \nIRQ: 1\n", "NVIDIA H200"), ("IRQ: 1\n", "NVIDIA")],
    ids=["named", "nameless"],
)
def test_the_kernel_tells_where_nvidia_smi_is_not_there(tmp_path, monkeypatch, told, name):
    """As in containers."""
    (tmp_path / "0000:01").mkdir()
    (tmp_path / "0000:01" / "information").write_text(told)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(driver, "NVIDIA", tmp_path)
    assert name_of_gpu() == name


@pytest.fixture
def nodes(tmp_path, monkeypatch):
    """AMD's driver with nodes of these (id, name), beside no driver of NVIDIA's."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(driver, "AMD", tmp_path / "nodes")

    def make(*told):
        for number, (gpu_id, name) in enumerate(told):
            folder = tmp_path / "nodes" / str(number)
            folder.mkdir(parents=True)
            (folder / "gpu_id").write_text(gpu_id)
            (folder / "name").write_text(name)

    return make


@pytest.mark.parametrize(
    ("told", "name"),
    [([], None), ([("0\n", "")], None), ([("0\n", ""), ("4711\n", "gfx\n")], "gfx"), ([("7", ""), ("8", "b")], "AMD"),
     ([("?", ""), ("8", "b")], "b")],
    ids=["no-driver", "processor", "processor-and-gpu", "no-name", "odd"],
)  # fmt: skip
def test_amds_first_gpu_has_a_name(nodes, told, name):
    """So that what is remembered of one machine is not taken for another's; processors are nodes as well."""
    nodes(*told)
    assert name_of_gpu() == name


def test_the_stand_in_has_a_name_of_its_own(monkeypatch):
    """What is remembered without a GPU is not what comes out on it."""
    monkeypatch.setattr(rehearsal, "mode", lambda: "late")
    assert name_of_gpu() == "stand-in, late"
