"""Asks NVIDIA's driver about the GPU, without torch."""

from __future__ import annotations

import subprocess


def asked_of_the_driver(question):
    """What the driver answers for the first GPU, such as its 'name' or 'driver_version'; None without one."""
    command = ["nvidia-smi", "--query-gpu=" + question, "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return None
    return answer.stdout.split("\n")[0].strip() or None if answer.returncode == 0 else None
