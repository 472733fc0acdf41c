"""Builds both languages: claims are checked meanwhile, and Sphinx is imported once and forked for each language.

Each build is `sphinx-build -c . docs build/html/<folder>` with DOCS_LANGUAGE set. They run one after the other, because
the gallery writes into docs/ in the first and is only read in the second.
"""

import importlib
import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import claims
import sphinx.cmd.build

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "html"
LANGUAGES = {"en": "en", "zh_CN": "zh-cn"}  # Sphinx's name -> folder
# What each build would import again
HEAVY = ["myst_nb.sphinx_", "sphinx_gallery.gen_gallery", "sphinxext.opengraph", "furo", "jsonschema"]


def main():
    try:
        claims.load(ROOT / "docs")
    except claims.UnreadablePages as error:
        sys.exit(str(error))
    OUT.mkdir(parents=True, exist_ok=True)
    check = subprocess.Popen([sys.executable, ROOT / "docs/_ext/record.py", "check"])
    for name in HEAVY:
        importlib.import_module(name)
    share_settings()
    built = all(build(language, folder) for language, folder in LANGUAGES.items())
    if check.wait() or not built:
        sys.exit(1)
    shutil.rmtree(OUT / "jupyter_execute", ignore_errors=True)  # MyST-NB's copies of outputs, next to its target
    shutil.copytree(ROOT / "docs" / "_root", OUT, dirs_exist_ok=True)


def share_settings():
    """Let MyST reuse docutils' settings: it computes them anew for each translated string, a quarter of the build.

    The document made there is a default that is thrown away (`options.get("document", make_document())`).
    """
    from docutils.utils import new_document
    from myst_parser.mdit_to_docutils import base

    settings = base.make_document().settings
    base.make_document = lambda source_path="notset", parser_cls=None: new_document(source_path, settings)


def build(language, folder):
    """Build one language in a process of its own; return whether it went without a warning."""
    print(f"{folder}: ", end="", flush=True)
    start = time.perf_counter()
    doctrees = ROOT / "build" / "doctrees" / folder
    child = os.fork()
    if not child:
        os.environ["DOCS_LANGUAGE"] = language
        logging.getLogger("traitlets").setLevel(logging.WARNING)  # each notebook's start is no news
        options = ["-c", ROOT, "-d", doctrees, "-n", "-W", "--keep-going", "-q", ROOT / "docs", OUT / folder]
        sys.exit(sphinx.cmd.build.main(list(map(str, options))))
    good = os.waitpid(child, 0)[1] == 0
    print(f"built in {time.perf_counter() - start:.1f} s" if good else "failed", flush=True)
    if not good:
        shutil.rmtree(doctrees, ignore_errors=True)  # or the next build, having no news, would pass without the warning
    return good


if __name__ == "__main__":
    main()
