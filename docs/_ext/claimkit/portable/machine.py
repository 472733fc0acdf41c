"""Says on what code runs here: the libraries and the machine, as evidence files name them."""

from __future__ import annotations

import platform

import numpy as np
import torch

from claimkit.portable.driver import asked_of_the_driver


def describe():
    """The libraries and the machine; None where it cannot be known, and of a GPU where there is none."""
    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    return {
        "torch": torch.__version__,
        "torch_git": torch.version.git_version,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cuda": torch.version.cuda if gpu else None,
        "driver": asked_of_the_driver("driver_version") if gpu else None,
        "gpu": gpu,
        "capability": "{}.{}".format(*torch.cuda.get_device_capability(0)) if gpu else None,
    }
