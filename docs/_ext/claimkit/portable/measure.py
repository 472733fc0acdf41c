"""Measures what every route makes of every source: `python -m claimkit.portable.measure` prints the matrix as JSON.

What needs more than torch and NumPy is told as not run.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a forked child would lack other threads
os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"  # nor could it use CUDA that its parent has asked for

import array
import json
import platform
import re
import sys
import warnings

import numpy as np
import torch.utils.data  # which `import torch` alone need not bring

from claimkit.portable import survive
from claimkit.portable.optional import version_of
from claimkit.portable.routes import TABLES, item_dtype

if hasattr(torch, "set_warn_always"):  # since torch 1.8; without it most torch warnings fire once per process
    torch.set_warn_always(True)

PACKAGES = ("torch", "numpy", "pandas", "pillow")
LONGEST = 300  # letters of a message
ADDRESS = re.compile(r"0x[0-9a-f]+")


class Unmeasured(Exception):
    """A cell that fits none of the outcomes; the message names it."""


def main():
    survive.die_with_parent()
    try:
        print(json.dumps(matrix(), ensure_ascii=False))
    except Unmeasured as error:
        sys.exit(str(error))


def pairs():
    """Every (route, source) that is to be measured here, in a fixed order."""
    for table in TABLES:
        for source in table.sources:
            for route in () if source.missing() else table.routes:
                yield route, source


def matrix():
    """The whole matrix: what was measured with, on what, and every cell."""
    # Who has used CUDA cannot be forked any more, so all that uses it is done by children.
    described = next(survive.results(lambda _: (environment(), about_sources()), [None]))
    if isinstance(described, survive.Died):
        raise Unmeasured(f"the sources cannot be made: {described.how}")
    return {
        "schema": 1,
        "environment": described[0],
        "tables": [
            {"id": table.id, "name": table.name,
             "routes": [{"call": route.call, "about": route.about} for route in table.routes],
             "groups": [{"name": name, "sources": [source.id for source in group]}
                        for name, group in table.groups.items()],
             "beyond": [source.id for source in table.beyond]}
            for table in TABLES
        ],
        "sources": described[1],
        "cells": measure_all(),
    }  # fmt: skip


def about_sources():
    """What is told of each source, or what is missing to make it, by its id."""
    sources = {}
    for table in TABLES:
        for source in table.sources:
            sources[source.id] = {"name": source.name, "code": "\n".join(filter(None, (source.code, source.setting)))}
            if source.missing():
                sources[source.id]["missing"] = source.missing()
            else:
                sources[source.id].update(about_source(source.make()))
    return sources


def about_source(x):
    """The source's dtype and device, where it has them, whether it is like a tensor or an array, and requires grad."""
    like = "tensor" if isinstance(x, torch.Tensor) else "array" if isinstance(x, np.ndarray) else ""
    facts = {"dtype": dtype_of(x), "device": x.device.type if like == "tensor" else "", "like": like}
    facts["requires_grad"] = like == "tensor" and x.requires_grad
    return {name: value for name, value in facts.items() if value}


def environment():
    found = {package: version_of(package) for package in PACKAGES}
    found["python"] = platform.python_version()
    found["platform"] = f"{platform.system()} {platform.machine()}"
    found["gpu"] = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    return found


def measure_all():
    """Every cell. Some conversions end Python, so they are tried in a process of their own."""
    todo = list(pairs())
    return [cell_of(route, source, found) for (route, source), found in zip(todo, survive.results(try_to, todo))]


def try_to(pair):
    """The facts of a cell, or why it has none."""
    try:
        return measure(*pair)
    except Unmeasured as error:
        return str(error)


def cell_of(route, source, found):
    if isinstance(found, str):
        raise Unmeasured(found)
    if isinstance(found, survive.Died):
        signal = re.search(r"SIG\w+", found.how)
        if not signal:
            raise Unmeasured(f"{route.call} with the source {source.id} {found.how}")
        found = {"outcome": "ends-python", "signal": signal[0]}
    return dict({"route": route.call, "source": source.id}, **found)


# One cell


def measure(route, source):
    """What the route makes of a fresh source."""
    x = source.make()
    before = peek(x)
    caught = []
    try:
        with source.in_force(), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = eval(route.call, {"np": np, "torch": torch, "x": x, "t": x, "dtype": item_dtype(x)})
    except Exception as error:
        cell = {"outcome": "raises", "error": type(error).__name__, "message": first_line(error)}
    else:
        try:
            cell = compare(x, before, result)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise Unmeasured(f"{route.call} with the source {source.id} cannot be measured ({what})") from error
    if caught:
        cell["warnings"] = [f"{warning.category.__name__}: {first_line(warning.message)}" for warning in caught]
    return cell


def first_line(error):
    line = ADDRESS.sub("0x…", str(error).strip().partition("\n")[0])
    return line if len(line) <= LONGEST else line[:LONGEST].rpartition(" ")[0] + " …"


def compare(x, before, result):
    """The outcome, how it was found, and what the result is."""
    cell = facts(x, result)
    after = peek(result) if "dtype" in cell else None
    if "outcome" not in cell:
        cell["outcome"], cell["method"] = relation(x, result, len(before or ()) == len(after or ()))
    if before is not None and after is not None and before != after:
        cell["values"] = "changed"
    return cell


def facts(x, result):
    """What can be told without looking at memory; for what shares or copies, the outcome is left out."""
    cell = {"type": type_name(result)}
    if isinstance(result, (torch.Tensor, np.ndarray)):
        cell["dtype"] = dtype_of(result)
    if isinstance(result, torch.Tensor):
        cell.update(device=result.device.type, requires_grad=result.requires_grad)
    if result is x:
        cell["outcome"] = "itself"
    elif "dtype" not in cell:
        cell["outcome"] = "value"
    elif is_meta(result) or not (result.numel() if isinstance(result, torch.Tensor) else result.size):
        cell["outcome"] = "no-memory"
    return cell


def type_name(result):
    if isinstance(result, list) and result:
        return f"list[{type_name(result[0])}]"
    return type(result).__name__


def dtype_of(x):
    """The dtype's name without the library's, or '' for what has none."""
    dtype = str(getattr(x, "dtype", ""))
    return dtype[len("torch.") :] if dtype.startswith("torch.") else dtype


def is_meta(x):
    return isinstance(x, torch.Tensor) and x.device.type == "meta"


def relation(x, result, paired):
    """Whether the result shares x's memory, from a write through each side, each to its own element.

    Writes can only be compared where both sides have as many elements (`paired`), and addresses of objects must not be
    overwritten.
    """
    seen = []
    if paired and dtype_of(x) != "object":
        for writer, reader, end in ((x, result, 0), (result, x, -1)):
            values = peek(reader)
            if poke(writer, end):
                seen.append(peek(reader) != values)
    if seen and len(set(seen)) > 1:
        raise ValueError(f"a write was seen through one side only: {seen}")
    if seen:
        return "shares" if seen[0] else "copies", ("two writes" if len(seen) == 2 else "one write")
    return told_by_addresses(bounds(x), bounds(result), paired), "addresses"


def told_by_addresses(first, second, paired):
    """The relation of two objects that lie at these addresses."""
    if first and second and first[0] < second[1] and second[0] < first[1]:
        return "shares"
    return "copies" if paired else "unrelated"


def peek(x):
    """The values of x, flat, as Python values; None where it has none."""
    if isinstance(x, torch.Tensor):
        x = x.detach()
        if is_meta(x):
            return None
        if x.is_nested:
            return [value for part in x.unbind() for value in peek(part)]
        if x.is_quantized:
            x = x.dequantize()
        x = (x if x.layout is torch.strided else x.to_dense()).tolist()
    elif isinstance(x, np.ma.MaskedArray):
        x = x.data.tolist()
    elif type(x).__name__ in ("DataFrame", "Image"):
        x = np.asarray(x).tolist()
    elif isinstance(x, (np.ndarray, np.generic, array.array)) or type(x).__name__ == "Series":
        x = x.tolist()
    return flat(x)


def count_of(x):
    """How many values x has; large ones are not looked at."""
    if isinstance(x, torch.Tensor) and not is_meta(x) and not x.is_nested:
        return x.numel()
    if isinstance(x, np.ndarray) and x.dtype.kind in "biufc":
        return x.size
    return len(peek(x) or ())


def flat(x):
    if isinstance(x, (torch.Tensor, np.ndarray)):
        return peek(x)
    if isinstance(x, (list, tuple, bytes, bytearray)):
        return [value for item in x for value in flat(item)]
    return [x]


def poke(x, end):
    """Write another value into the first (0) or last (-1) element; False where x cannot be written to."""
    if isinstance(x, torch.Tensor):
        return poke_tensor(x, end)
    if isinstance(x, list):
        if x and isinstance(x[end], (list, np.ndarray, torch.Tensor)):
            return poke(x[end], end)
        x[end] = another(x[end])
    elif isinstance(x, np.ndarray):
        if not x.flags.writeable or x.dtype.kind not in "biufc":
            return False
        at = (end,) * x.ndim
        x[at] = another(np.asarray(x)[at].item())
    elif isinstance(x, (bytearray, array.array)):
        x[end] = another(x[end])
    elif type(x).__name__ == "Series":
        x.iloc[end] = another(x.iloc[end])
    else:
        return False
    return True


def poke_tensor(x, end):
    if is_meta(x):
        return False
    if x.is_nested:
        return poke_tensor(x.unbind()[end], end)
    if x.layout is not torch.strided:
        return poke_tensor(x.detach()._values() if x.is_sparse else x.detach().values(), end)
    with torch.inference_mode() if x.is_inference() else torch.no_grad():
        at = (end,) * x.dim()
        x[at] = another(peek(x[at])[0])
    return True


def another(value):
    return not value if isinstance(value, bool) else value + 3


def bounds(x):
    """Address of the first byte and of the one after the last; None for what has no block of memory."""
    if isinstance(x, torch.Tensor):
        if is_meta(x):
            return None
        if x.is_nested:
            return bounds(x.detach().unbind()[0])
        if x.layout is not torch.strided:
            return bounds(x.detach()._values() if x.is_sparse else x.detach().values())
        start, steps, size = x.data_ptr(), [step * x.element_size() for step in x.stride()], x.element_size()
    else:
        if isinstance(x, (bytes, bytearray, array.array)):
            x = np.frombuffer(x, np.uint8)
        elif type(x).__name__ == "Series":
            x = x.to_numpy()
        if not isinstance(x, np.ndarray):
            return None
        start, steps, size = x.__array_interface__["data"][0], x.strides, x.itemsize
    if 0 in x.shape:
        return None
    reach = [step * (length - 1) for step, length in zip(steps, x.shape)]
    return start + sum(step for step in reach if step < 0), start + sum(step for step in reach if step > 0) + size


if __name__ == "__main__":
    main()
