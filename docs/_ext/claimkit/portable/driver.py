"""Asks the driver about the GPU, without torch."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from pathlib import Path

from claimkit.portable import rehearsal

AMD = Path("/sys/class/kfd/kfd/topology/nodes")
NVIDIA = Path("/proc/driver/nvidia/gpus")
WSL = "/usr/lib/wsl/lib/nvidia-smi"  # where PATH may not lead, as under sudo


def asked_of_the_driver(question):
    """What NVIDIA's driver answers for the first GPU, such as its 'name' or 'driver_version'; None without one."""
    command = [shutil.which("nvidia-smi") or WSL, "--query-gpu=" + question, "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return None
    return answer.stdout.split("\n")[0].strip() or None if answer.returncode == 0 else None


def name_of_gpu():
    """What tells this machine's GPU from others, or None; the stand-in for one has a name too."""
    if rehearsal.mode():
        return f"stand-in, {rehearsal.mode()}"
    return asked_of_the_driver("name") or _named_by_the_kernel() or _named_by_amd()


def _named_by_the_kernel():
    """What NVIDIA's module calls the first GPU: containers may lack nvidia-smi."""
    for file in sorted(NVIDIA.glob("*/information")):
        with contextlib.suppress(OSError):
            model = re.search(r"^Model:\s*(.+?)\s*$", file.read_text(), re.MULTILINE)
            return model[1] if model else "NVIDIA"
    return None


def _named_by_amd():
    """What AMD's driver calls the first of its nodes that is a GPU."""
    for node in sorted(AMD.glob("*/gpu_id")):
        try:
            if int(node.read_text() or 0):
                return node.with_name("name").read_text().strip() or "AMD"
        except (OSError, ValueError):
            continue
    return None
