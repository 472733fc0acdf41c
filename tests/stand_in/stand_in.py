"""Gives a torch that was built for the CPU one pretended GPU, so that what we say of CUDA can be rehearsed anywhere.

A rehearsal is never evidence. What the stand-in cannot tell is written at the top of core.cpp; the texts that it makes
up, because torch keeps them in its CUDA library, are in IMITATED: a claim that shows one of them is not rehearsed.

    python tests/stand_in/stand_in.py late COMMAND…     runs a command, and all that it starts, on the stand-in
    PYTHONPATH=build/stand-in/late COMMAND…             the same, once it has been compiled
    STAND_IN_TOLD=FILE                                  if set, where a process that ends adds what it imitated
    import stand_in; stand_in.load("late")              this process, before it imports torch

It needs g++ and the torch that is installed, and compiles once, into build/.
"""

import atexit
import ctypes
import hashlib
import importlib.abc
import importlib.machinery
import os
import shutil
import subprocess
import sys
import tempfile
import time
import types
import warnings
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "stand-in"
KNOWN = ("2.13.0+cpu",)  # its C++ interfaces change with every release of torch
MODES = ("eager", "late")

# Every text that comes from here and not from torch, by name: what real ones say, as far as we know, and no more.
# The first five are told in core.cpp, in this order.
IMITATED = {
    "sync-debug": "called a synchronizing CUDA operation",
    "no-such-device": "CUDA error: invalid device ordinal",
    "pinned-on-device": "Only dense CPU tensors can be pinned",
    "two-devices": "Expected all tensors to be on the same device, but got",
    "not-resizable": "Trying to resize storage that is not resizable",
    "sync-debug-is-prototype": "Synchronization debug mode is a prototype feature and does not yet detect all "
    "synchronizing operations",
    "dtype-tensor": "The torch.cuda.*DtypeTensor constructors are no longer recommended. It's best to use methods such "
    "as torch.tensor(data, dtype=*, device='cuda') to create tensors.",
    "device-name": "stand-in, no GPU",
}
IN_CORE = 5
CUDA = 1  # torch's number of this kind of device
FLAGS = ["-std=c++20", "-O1", "-w", "-fPIC", "-shared"]

_core = None  # the compiled half, once it is loaded
_mode = None
_used, _warned = set(), set()


class Unavailable(Exception):
    """Says why there can be no stand-in on this machine."""


class Broken(Unavailable):
    """Says what is wrong with the stand-in itself, so that nobody takes it for the machine's fault."""


def load(mode):
    """Put every later `import torch` in this process on the stand-in. Nothing is imported or compiled before that."""
    if mode not in MODES:
        raise ValueError(f"unknown mode {mode!r}: use one of {', '.join(MODES)}")
    if "torch" in sys.modules:
        raise Unavailable("torch is imported already: load the stand-in first")
    global _mode
    if os.environ.get("CUDA_VISIBLE_DEVICES") not in ("", "-1"):  # so is a real GPU hidden, and so is this one
        sys.meta_path.insert(0, _Finder(mode))
        _mode = mode
        if told := os.environ.get("STAND_IN_TOLD"):
            atexit.register(_tell_imitated, told)


def loaded():
    """The mode in which this process pretends to have a GPU, or None."""
    return _mode


def set_mode(mode):
    """Change the order in which copies arrive from now on."""
    global _mode
    _core.stand_in_set_late(MODES.index(mode))
    _mode = mode


def take_imitated():
    """The names of the imitated texts that this process has used since this was last called."""
    _used.update(name for number, name in enumerate(IMITATED) if number < IN_CORE and _core.stand_in_take_used(number))
    found = sorted(_used)
    _used.clear()
    return found


def _tell_imitated(path):
    if _core:
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in take_imitated())


def why_not():
    """Why there can be no stand-in here, in a sentence, or ''."""
    try:
        compiled()
    except Unavailable as error:
        return str(error)
    return ""


def is_broken():
    """Whether it is the stand-in itself that is at fault."""
    try:
        compiled()
    except Broken:
        return True
    except Unavailable:
        pass
    return False


def compiled():
    """The compiled half, compiling it if this torch and these sources have not been met before."""
    try:
        version = metadata.version("torch")
    except metadata.PackageNotFoundError:
        raise Unavailable("the stand-in needs torch " + " or ".join(KNOWN) + ", and none is installed here") from None
    if version not in KNOWN:
        how = "README.md says how to install PyTorch's build for the CPU, into a new .venv"
        raise Unavailable(f"the stand-in knows torch {', '.join(KNOWN)}, and here is {version}: {how}")
    source = HERE / "core.cpp"
    digest = hashlib.sha256(source.read_bytes() + " ".join(FLAGS).encode()).hexdigest()[:12]
    library = BUILD / f"{version}-{digest}.so"
    if not library.exists():
        _compile(source, library)
    return library


def folder(mode):
    """A folder for PYTHONPATH that puts every Python on the stand-in in this mode."""
    compiled()
    place = BUILD / mode
    place.mkdir(parents=True, exist_ok=True)
    text = f"import sys\n\nsys.path.append({str(HERE)!r})\nimport stand_in\n\nstand_in.load({mode!r})\n"
    _write(place / "sitecustomize.py", text.encode())  # the module that Python imports when it starts
    return place


def _compile(source, library):
    compiler = shutil.which("g++")
    if not compiler:
        raise Unavailable("the stand-in needs the compiler g++, which is not installed here")
    torch_home = Path(_torch_spec().origin).parent
    include, lib = torch_home / "include", torch_home / "lib"
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "core.so"
        options = [*FLAGS, "-isystem", include, "-isystem", include / "torch/csrc/api/include"]
        libraries = [f"-L{lib}", "-lc10", "-ltorch_cpu", "-Wl,--no-as-needed", f"-Wl,-rpath,{lib}"]
        command = [compiler, *options, source.name, "-o", made, *libraries]  # torch's texts name the source as given
        done = subprocess.run(command, cwd=source.parent, capture_output=True, text=True)
        if done.returncode:
            raise Broken(f"g++ cannot compile the stand-in: {done.stderr.strip()[-2000:]}")
        library.parent.mkdir(parents=True, exist_ok=True)
        _write(library, made.read_bytes())


def _write(path, data):
    """Write a file at one stroke, because several processes may do so at once."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)  # who else builds here may read it too
    os.replace(file.name, path)


# ------------------------------------------------------------------------------------------ loading


class _Finder(importlib.abc.MetaPathFinder):
    """Steps in when torch is imported, and when torch.cuda is, which looks at what torch._C has."""

    def __init__(self, mode):
        self.mode = mode

    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            spec = _torch_spec()
            spec.loader = _Loader(name, spec.origin)
            spec.loader.mode = self.mode
            return spec
        if name == "torch.cuda" and _core:
            _fill(sys.modules["torch._C"])
            sys.meta_path.remove(self)
        return None


class _Loader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module):
        _start(self.mode)
        super().exec_module(module)
        _finish(module)


def _torch_spec():
    return importlib.machinery.PathFinder.find_spec("torch")


def _start(mode):
    global _core
    _core = ctypes.CDLL(str(compiled()))
    for name in ("start", "set_text", "set_late", "wait", "sleep", "empty_cache", "set_sync_debug_mode"):
        getattr(_core, "stand_in_" + name).restype = None
    _core.stand_in_milliseconds.restype = ctypes.c_double
    for number, text in enumerate(IMITATED.values()):
        if number < IN_CORE:
            _core.stand_in_set_text(number, text.encode())
    _core.stand_in_start()
    set_mode(mode)


def _fill(c):
    """Give torch._C what a build with CUDA has there, as far as torch.cuda, which stays as it is, needs it."""

    def exchange_device(index):
        if index > 0:
            raise c.AcceleratorError(_imitated("no-such-device"))
        return 0

    def stream(stream_id):
        return stream_id, 0, c._accelerator_getStream(0).device_type

    class CudaStreamBase(c.Stream):
        def __new__(cls, priority=0, **of):
            return super().__new__(cls, **of) if of else super().__new__(cls, device="cuda:0")

        cuda_stream = property(lambda self: self.stream_id)
        priority = 0

    class CudaEventBase(c.Event):
        def __new__(cls, enable_timing=False, blocking=False, interprocess=False, external=False):
            return super().__new__(cls, device="cuda:0", enable_timing=enable_timing)

        def elapsed_time(self, end):  # torch's own takes none of these for an event
            start, end = (_core.stand_in_milliseconds(ctypes.c_void_p(event.event_id)) for event in (self, end))
            return end - start

    c._has_cuda = True
    c._CUDAGraph = c._graph_pool_handle = object
    c._cuda_isCurrentStreamCapturing = lambda: False
    c._cudart = types.ModuleType("torch._C._cudart")
    c._CudaStreamBase, c._CudaEventBase = CudaStreamBase, CudaEventBase
    c._cuda_init, c._cuda_isInBadFork = _init, _in_bad_fork
    c._cuda_getDeviceCount, c._cuda_getDevice = lambda: 1, lambda: 0
    # One function for each, because dynamo tells them apart, and of Python, because it hashes them.
    for name in ("_cuda_setDevice", "_cuda_exchangeDevice", "_cuda_maybeExchangeDevice"):
        setattr(c, name, lambda index: exchange_device(index))
    c._cuda_synchronize = lambda: _core.stand_in_wait()
    c._cuda_emptyCache = lambda: _core.stand_in_empty_cache()
    c._cuda_sleep = lambda cycles: _core.stand_in_sleep()
    c._cuda_getDefaultStream = lambda index: stream(0)
    c._cuda_getCurrentStream = lambda index: stream(c._accelerator_getStream(0).stream_id)
    c._cuda_getCurrentRawStream = lambda index: c._accelerator_getStream(0).stream_id
    c._cuda_setStream = lambda **of: c._accelerator_setStream(c.Stream(**of))
    c._cuda_get_sync_debug_mode = lambda: _core.stand_in_get_sync_debug_mode()
    c._cuda_set_sync_debug_mode = _set_sync_debug_mode


def _init():
    """What starts a GPU, at its first use: from then on a fork of this process cannot use it."""
    import torch

    torch.cuda.default_generators = (torch.Generator(),)
    torch.cuda._get_device_properties = lambda index: types.SimpleNamespace(
        name=_imitated("device-name"), major=9, minor=0, total_memory=2**36, multi_processor_count=132, warp_size=32,
        max_threads_per_multi_processor=2048, regs_per_multiprocessor=65536, gcnArchName="",
    )  # fmt: skip
    # A backward pass ends in a thread of its own, which lets go of something in Python after the pass has returned;
    # should Python be ending by then, the process aborts.
    atexit.register(time.sleep, 0.05)
    _python_bindings()._ZN5torch5utils37register_fork_handler_for_device_initEN3c1010DeviceTypeE(CUDA)


def _in_bad_fork():
    return bool(_python_bindings()._ZN5torch5utils21is_device_in_bad_forkEN3c1010DeviceTypeE(CUDA) & 1)


def _python_bindings():
    """Where torch keeps what it does about forks, for every device: functions of C++ without another way in."""
    return ctypes.CDLL(str(Path(_torch_spec().origin).parent / "lib" / "libtorch_python.so"))


def _set_sync_debug_mode(mode):
    _warn("sync-debug-is-prototype", stacklevel=4)
    _core.stand_in_set_sync_debug_mode(mode)


def _finish(torch):
    """Replace what is compiled into torch's bindings for Python, where a build for the CPU refuses."""
    torch.UntypedStorage.__new__ = _new_storage
    for name in ("BFloat16", "Bool", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short"):
        real, on_cpu = getattr(torch.cuda, name + "Tensor"), getattr(torch, name + "Tensor")
        made = _DtypeTensor(f"torch.cuda.{name}Tensor", (), {"_real": real, "_on_cpu": on_cpu})
        setattr(torch.cuda, name + "Tensor", made)


def _new_storage(cls, *args, device=None, **others):
    import torch

    if device is None or torch.device(device).type != "cuda":
        return super(torch.UntypedStorage, cls).__new__(cls, *args, device=device, **others)
    return torch.empty(*args, dtype=torch.uint8, device=device).untyped_storage()


class _DtypeTensor(type):
    """Stands for torch.cuda.FloatTensor and its like: makes a tensor when called, and is the type of one."""

    def __call__(cls, *args):
        _warn("dtype-tensor", stacklevel=3)
        return cls._on_cpu(*args).cuda()

    def __instancecheck__(cls, instance):
        return isinstance(instance, cls._real)

    def __getattr__(cls, name):
        return getattr(cls._real, name)


def _warn(name, stacklevel):
    """Warn as torch does of what it tells once per process, with the place in its source that it names."""
    import torch

    if torch.is_warn_always_enabled() or name not in _warned:
        _warned.add(name)
        text = _imitated(name) + " (Triggered internally at stand_in.py:1.)"
        warnings.warn(text, UserWarning, stacklevel=stacklevel)


def _imitated(name):
    _used.add(name)
    return IMITATED[name]


def main():
    mode, *command = sys.argv[1:] or [""]
    if mode not in MODES or not command:
        sys.exit(f"usage: python {sys.argv[0]} {'|'.join(MODES)} COMMAND…")
    try:
        path = folder(mode)
    except Unavailable as error:
        sys.exit(f"{error}")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(path), before]))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
