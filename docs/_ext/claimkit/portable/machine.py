"""Says on what code runs here: the libraries and the machine, as evidence files name them."""

from __future__ import annotations

import platform

import numpy as np
import torch

from claimkit.portable import rehearsal
from claimkit.portable.driver import asked_of_the_driver


def describe():
    """The libraries and the machine; None where it cannot be known, and of a GPU where there is none.

    What is described is no machine where it has a `stand_in`.
    """
    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    hip = getattr(torch.version, "hip", None)
    stand_in = rehearsal.mode() or ("unknown" if gpu and not (torch.version.cuda or hip) else "")
    return {
        "torch": torch.__version__,
        "torch_git": torch.version.git_version,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cuda": torch.version.cuda if gpu else None,
        "hip": hip if gpu else None,
        "driver": asked_of_the_driver("driver_version") if gpu else None,
        "gpu": gpu,
        "capability": "{}.{}".format(*torch.cuda.get_device_capability(0)) if gpu else None,
        **({"stand_in": stand_in} if stand_in else {}),
    }
