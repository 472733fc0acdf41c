"""Packages that some code is about and that not every machine has: without them it is skipped, and says so."""

from __future__ import annotations

import ast
import contextlib
import doctest
from importlib import metadata

# What they are imported as, and their own names; of the site, whose requirements.txt has them,
OF_THE_SITE = {
    "matplotlib": "matplotlib",
    "pandas": "pandas",
    "PIL": "pillow",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
}
# large ones, in requirements-libraries.txt,
LARGE = {
    "SimpleITK": "simpleitk",
    "albumentations": "albumentations",
    "anndata": "anndata",
    "astropy": "astropy",
    "av": "av",
    "awkward": "awkward",
    "catboost": "catboost",
    "cv2": "opencv-python-headless",
    "dask": "dask",
    "datasets": "datasets",
    "decord": "decord",
    "duckdb": "duckdb",
    "einops": "einops",
    "faiss": "faiss-cpu",
    "gymnasium": "gymnasium",
    "h5py": "h5py",
    "imageio": "imageio",
    "jax": "jax",
    "kornia": "kornia",
    "librosa": "librosa",
    "lightgbm": "lightgbm",
    "lmdb": "lmdb",
    "mlx": "mlx",
    "msgpack": "msgpack",
    "nibabel": "nibabel",
    "numba": "numba",
    "onnx": "onnx",
    "onnxruntime": "onnxruntime",
    "openvino": "openvino",
    "paddle": "paddlepaddle",
    "polars": "polars",
    "pyarrow": "pyarrow",
    "pydicom": "pydicom",
    "pydub": "pydub",
    "rasterio": "rasterio",
    "safetensors": "safetensors",
    "skimage": "scikit-image",
    "soundfile": "soundfile",
    "tensorboard": "tensorboard",
    "tensorflow": "tensorflow-cpu",
    "torch_geometric": "torch-geometric",
    "torchvision": "torchvision",
    "transformers": "transformers",
    "trimesh": "trimesh",
    "xarray": "xarray",
    "xgboost": "xgboost-cpu",
    "zarr": "zarr",
}
# and what only a machine with a GPU can have.
OF_A_GPU = {"cupy": "cupy"}
OPTIONAL = {**OF_THE_SITE, **LARGE, **OF_A_GPU}

# Builds of the same package under other names
OTHER_NAMES = {
    "cupy": ("cupy-cuda13x", "cupy-cuda12x"),
    "faiss-cpu": ("faiss-gpu", "faiss-gpu-cu12"),
    "onnxruntime": ("onnxruntime-gpu",),
    "opencv-python-headless": ("opencv-python", "opencv-contrib-python"),
    "paddlepaddle": ("paddlepaddle-gpu",),
    "tensorflow-cpu": ("tensorflow",),
    "xgboost-cpu": ("xgboost",),
}
# What one of these imports itself only when it is used, where it can; it may seed the generators of random numbers then
IMPORTED_LATE = {"tensorboard": ["tensorflow"]}


def version_of(package):
    """The installed version of a package, whichever build of it is here, or None."""
    for build in (package, *OTHER_NAMES.get(package, ())):
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(build)
    return None


def imports_of(code):
    """The statements of a snippet, wherever in it, that import any of these."""
    for example in doctest.DocTestParser().get_examples(code) if any(name in code for name in OPTIONAL) else ():
        try:
            nodes = list(ast.walk(ast.parse(example.source)))
        except SyntaxError:
            continue
        yield from (node for node in nodes if _named(node) & OPTIONAL.keys())


def _named(node):
    """The packages that a node imports something from."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def imported(code):
    """Those of these that a snippet imports, as they are imported: 'sklearn' for `from sklearn.svm import SVC`."""
    named = {name for node in imports_of(code) for name in _named(node)}
    return [name for name in OPTIONAL if name in named]
