"""Tells whether an error only means that something the code asks for is not there in these versions of the libraries.

Such code proves nothing about them either way. Where in doubt it is a failure: what is excused is not looked at.
"""

from __future__ import annotations

import re
import sys
import warnings

import numpy as np
import torch

# What an attribute is looked up on, if it is not a module: an error that says that a tensor came where an array should
# have, or the other way round, tells of a behaviour.
TYPES = (torch.Tensor, np.ndarray, np.generic, torch.dtype, np.dtype, torch.device)

NO_ATTRIBUTE = re.compile(
    r"(?:(?:partially initialized )?module '(?P<module>(?:torch|numpy)\b[\w.]*)'|"
    r"type object '(?P<type>[\w.]+)'|'(?P<object>[\w.]+)(?:\[.*?\])?' object) has no attribute '(?P<name>\w+)'"
)
NO_MODULE = re.compile(
    r"No module named '(?:torch|numpy)\.(?:\w+\.)*(?P<module>\w+)'|"
    r"cannot import name '(?P<name>\w+)' from '(?:torch|numpy)\b"
)
NO_KEYWORD = re.compile(
    r"got an unexpected keyword argument '(?P<new>\w+)'|"
    r"'(?P<old>\w+)' is an invalid keyword argument for|"
    r"got some positional-only arguments passed as keyword arguments: '(?P<position>\w+)'"
)
NO_KEYWORDS = re.compile(r"(?P<name>\w+)\(\) takes no keyword arguments$")
NO_DTYPE = re.compile(r"""data type ['"](?P<name>\w+)['"] not understood""")
NO_DEVICE = re.compile(r"Expected one of [\w, ]+ device type at start of device string: (?P<name>\w+)")
# torch's own parser of arguments, which lists what came and every signature it knows
NO_SIGNATURE = re.compile(
    r"received an invalid combination of arguments - got (?P<got>.*?), but expected (?P<known>.*)", re.S
)


def is_absent(kind, message, source):
    """Whether this error, raised by this code, says that a name, keyword, dtype or device in it is not known."""
    test = {
        "AttributeError": _no_attribute,
        "ModuleNotFoundError": _no_module,
        "ImportError": _no_module,
        "RuntimeError": _no_device,
        "TypeError": _no_keyword,
    }.get(kind)
    asked = test(message) if test else None
    return bool(asked) and bool(re.search(rf"\b{asked}", source))


# Each returns a pattern of what the code must have asked for, or None where the message says something else.


def _no_attribute(message):
    """The attribute, if neither the module nor any type of ours has it."""
    match = NO_ATTRIBUTE.match(message)
    if not match:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if match["module"]:
            owners = (sys.modules.get(match["module"]),)
        else:
            owners = TYPES if _is_ours((match["type"] or match["object"]).rpartition(".")[2]) else ()
        gone = owners and not any(hasattr(owner, match["name"]) for owner in owners)
    return match["name"] + r"\b" if gone else None


def _is_ours(name):
    """Whether torch or numpy has a type of this name."""
    return any(isinstance(getattr(library, name, None), type) for library in (torch, np))


def _no_module(message):
    match = NO_MODULE.match(message)
    return match and (match["module"] or match["name"]) + r"\b"


def _no_device(message):
    match = NO_DEVICE.match(message)
    return match and match["name"] + r"\b"


def _no_keyword(message):
    """A keyword, or the name of a dtype."""
    match = NO_KEYWORD.search(message) or NO_DTYPE.match(message)
    if match:
        return next(filter(None, match.groups())) + r"\b"
    match = NO_KEYWORDS.match(message)
    if match:
        return match["name"] + r"\([^()]*\w=\w"
    match = NO_SIGNATURE.search(message)
    for keyword in re.findall(r"(\w+)=", match["got"]) if match else ():
        if not re.search(rf"\b{keyword}\b", match["known"]):
            return keyword + r"\b"
    return None
