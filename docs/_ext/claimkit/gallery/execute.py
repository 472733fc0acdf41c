"""Runs those gallery scripts that changed, once for all languages, and leaves their pages in docs/learn/gallery."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import traceback
from importlib import metadata
from pathlib import Path

from claimkit.evidence import runs
from claimkit.pages.catalog import catalog_of
from claimkit.pages.model import Problem, UnreadablePages
from claimkit.portable import survive

# The folders of gallery/ in the order in which its page shows them: the one list of them.
SECTIONS = ("arrays_to_tensors", "tensors_to_arrays", "numbers", "devices", "gradients", "real_life", "cost")
HOME = "learn/gallery"  # below docs/
HEADER = "GALLERY_HEADER.rst"
LISTED = "docs/_ext/claimkit/gallery/execute.py"
MADE_OF = ".made-of.json"
CARD = re.compile(rb'^# sphinx_gallery_thumbnail_path = "(.+)"', re.MULTILINE)
PATIENCE = survive.Patience(work=600, idle=120, wall=1800)  # for all scripts together


def run_gallery(root):
    """Run what changed since the last time; raise UnreadablePages where a script fails, or the gallery is in disorder.

    Scripts run in a child process, so the caller must have neither asked for CUDA nor started threads.
    """
    root = Path(root)
    check(root / "gallery")
    pages, made_of = root / "docs" / HOME, ingredients(root)
    before = known(pages)
    if made_of == before:
        return
    forget(pages, made_of, before)
    problems = None
    try:
        problems = next(survive.results(generate, [root], PATIENCE))
        if isinstance(problems, survive.Died):
            problems = [Problem(first_undone(pages, made_of), 1, problems.how, "mend the script")]
    finally:
        keep(pages, made_of, whole=problems == [])
    if problems:
        raise UnreadablePages(problems)


def check(gallery):
    """Raise UnreadablePages where a section is missing or not known, or a name would break links."""
    scripts = list(gallery.glob("**/plot_*.py"))
    folders = {path.parent.name for path in [*scripts, *gallery.glob(f"*/{HEADER}")] if path.parent != gallery}
    problems = [Problem(f"gallery/{name}", 1, "a section without a place", f"name it in SECTIONS of {LISTED}")
                for name in sorted(folders - set(SECTIONS))]  # fmt: skip
    for name in SECTIONS:
        if name not in folders:
            problems.append(Problem(f"gallery/{name}", 1, "no such section", f"remove it from SECTIONS of {LISTED}"))
        elif not (gallery / name / HEADER).exists():
            problems.append(Problem(f"gallery/{name}/{HEADER}", 1, "no such file", "write the section's introduction"))
    for path in scripts:
        if re.search(r"\s", path.name):
            shown = path.relative_to(gallery.parent).as_posix()
            problems.append(Problem(shown, 1, "a space in a script's name", "rename it: links to it would break"))
    if problems:
        raise UnreadablePages(problems)


# What pages are made of


def ingredients(root):
    """A digest of all that decides each script's page, by its name, in running order; 'index' stands for the lists."""
    gallery = root / "gallery"
    common = machine(("sphinx", "sphinx-gallery"), ("execute.py", "figures.py"))
    folders = [gallery, *(gallery / name for name in SECTIONS)]
    found = {}
    for script in (path for folder in folders for path in sorted(folder.glob("plot_*.py"))):
        name = script.relative_to(gallery).with_suffix("").as_posix()
        content = script.read_bytes()
        also = [root / "docs" / card.decode() for card in CARD.findall(content)]
        if b"matplotlib" in content:  # words in its figures are drawn in Chinese too
            also.append(catalog_of(f"{HOME}/{name}"))
        content += b"".join(path.read_bytes() for path in also if path.exists())
        found[name] = hashlib.sha256(common + content).hexdigest()
    headers = b"".join((folder / HEADER).read_bytes() for folder in folders)
    return found | {"index": hashlib.sha256(common + headers).hexdigest()}


def machine(tools, files):
    """What decides besides the code that is run: libraries, Python, the GPU, and the tools and files that run it."""
    versions = {**runs.versions(), **{name: metadata.version(name) for name in tools}}
    told = json.dumps([versions, *runs.machine_here()])
    return told.encode() + b"".join(Path(__file__).with_name(name).read_bytes() for name in files)


def known(pages):
    """What the pages that are there were made of."""
    try:
        before = json.loads((pages / MADE_OF).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: digest for name, digest in before.items() if (pages / f"{name}.rst").exists()}


def keep(pages, made_of, whole):
    """Remember what has been made; sphinx-gallery leaves a digest of its own beside each script that ran to its end."""
    done = {name: digest for name, digest in made_of.items() if (pages / f"{name}.py.md5").exists()}
    if whole:
        done["index"] = made_of["index"]
    pages.mkdir(parents=True, exist_ok=True)
    (pages / MADE_OF).write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")


def first_undone(pages, made_of):
    return next((f"gallery/{name}.py" for name in made_of if not (pages / f"{name}.py.md5").exists()), "gallery")


def forget(pages, made_of, before):
    """Remove the pages that will be made anew, and those whose script is gone."""
    if not before:  # but for the folder itself: make would take its new time for an edit
        for path in pages.glob("*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in {*made_of, *before} - {"index"}:
        if made_of.get(name) != before.get(name):
            page = pages / name
            images = page.parent.glob(f"images/**/sphx_glr_{page.name}_*.svg")
            numbered = re.compile(rf"sphx_glr_{page.name}_(\d+|thumb)\.")
            for path in [*page.parent.glob(f"{page.name}.*"), *(path for path in images if numbered.match(path.name))]:
                path.unlink()
    for folder in pages.glob("*/"):
        if folder.name not in (*SECTIONS, "images"):
            shutil.rmtree(folder)


# sphinx-gallery


def generate(root):
    """Have sphinx-gallery run what is due; return the problems."""
    import torch  # noqa: F401
    from sphinx.application import Sphinx

    os.environ.pop("CUDA_LAUNCH_BLOCKING", None)  # it would hide what scripts show of asynchronous copies
    gc.freeze()  # sphinx-gallery collects garbage before each script: on the heap of all these modules 3 s in sum
    complaints = io.StringIO()
    with tempfile.TemporaryDirectory() as nowhere:
        try:  # the gallery is made while the builder starts, and nothing is built
            Sphinx(root / "docs", None, nowhere, nowhere, "dummy", settings(root), status=None, warning=complaints)
        except (Exception, SystemExit) as error:
            return problems_of(getattr(error, "orig_exc", None) or error, root)
    if complaints.getvalue():
        for digest in (root / "docs" / HOME).rglob("*.md5"):
            digest.unlink()  # or the next run, having nothing to do, would pass without the warning
        return [Problem("gallery", 1, complaints.getvalue().strip(), "mend it")]
    return []


def settings(root):
    from claimkit.gallery.figures import save_in_both_languages

    return {
        "extensions": ["sphinx_gallery.gen_gallery"],
        "suppress_warnings": ["sphinx_gallery.space_in_filename"],  # also told of the folder of the whole checkout
        "sphinx_gallery_conf": {
            "examples_dirs": str(root / "gallery"),
            "gallery_dirs": HOME,
            "filename_pattern": "/plot_",
            "subsection_order": lambda path: SECTIONS.index(Path(path).name),
            "within_subsection_order": "FileNameSortKey",
            "image_scrapers": (save_in_both_languages,),
            "abort_on_example_error": True,
            "show_signature": False,
            "write_computation_times": False,  # that page loads from a CDN
            "min_reported_time": 10**6,
            "remove_config_comments": True,
            "download_all_examples": False,
        },
    }


def problems_of(error, root):
    """The problem that an error tells of, at the script's line that led to it."""
    if isinstance(error, UnreadablePages):
        return error.problems
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        frames.append((error.filename, error.lineno))
    gallery = f"{root / 'gallery'}/"
    places = [(Path(name).relative_to(root).as_posix(), line) for name, line in frames if name.startswith(gallery)]
    what = "".join(traceback.format_exception_only(error)).strip()
    return [Problem(*(places or [("gallery", 1)])[-1], what, "mend the script, or what it tells of the libraries")]
