"""Sphinx configuration, for both languages: DOCS_LANGUAGE=en (default) or zh_CN; SITE_URL is where it is served."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

from claimkit.pages import address  # noqa: E402
from claimkit.pages.languages import BY_NAME, LANGUAGES, SOURCE  # noqa: E402

# An environment variable, because `-D language` cannot be seen from here.
language = os.environ.get("DOCS_LANGUAGE", SOURCE.name)
repository = os.environ.get("REPOSITORY", "")  # owner/name on GitHub; with it, notebooks can be opened in Colab
site_url = address.site_url()

project = {"en": "Shared or Copied?", "zh_CN": "《共享还是复制？》"}[language]
author = {"en": "The Shared or Copied? authors", "zh_CN": "《共享还是复制？》作者"}[language]
copyright = "2026, " + author
version = release = "0.1"

extensions = [
    "myst_nb",
    "sphinx_gallery.load_style",  # scripts were run before: claimkit.gallery.execute
    "sphinx_design",
    "claimkit.site",
]
nitpicky = True
trim_doctest_flags = False  # a claim is shown exactly as it runs
primary_domain = "claim"
templates_path = ["docs/_templates"]  # relative to this file; all other paths here are absolute or relative to docs/
exclude_patterns = [
    "_ext",
    "_templates",
    "learn/gpu-run.ipynb",  # it needs a GPU, and clones the repository: readers run it, and no build does
    "learn/gallery/**.ipynb",  # sphinx-gallery's downloads; MyST-NB would run each script again (MyST-NB#363)
]
locale_dirs = [str(ROOT / "docs" / "locale")]  # absolute: a wrong one gives an English "Chinese" site, silently
gettext_compact = False
gettext_location = False
# A term is named in the page's language, which Sphinx takes for another reference; our tests compare all the others.
suppress_warnings = ["i18n.inconsistent_references"]

# MyST and notebooks
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = "cache"  # which claimkit.gallery.notebooks has filled
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_raise_on_error = True
nb_code_prompt_show = {"en": "Show the answer", "zh_CN": "看答案"}[language]
nb_code_prompt_hide = {"en": "Hide the answer", "zh_CN": "收起答案"}[language]

# Pages
html_theme = "furo"
html_title = project
html_baseurl = f"{site_url}{BY_NAME[language].folder}/"
claimkit_view = str(ROOT / "build" / "view.json")
html_context = {"site_url": site_url, "repository": repository, "languages": LANGUAGES, "source_language": SOURCE}
html_static_path = [str(ROOT / "docs" / "_static"), str(ROOT / "docs" / "_ext" / "claimkit" / "gallery" / "fonts")]
html_css_files = ["tokens.css", "site.css", "errors.css", "cheat-sheet.css", "wide-table.css", "matrix.css",
                  "versions.css", "search.css", "routes.css", "memory-picture.css"]  # fmt: skip
html_js_files = ["site.js", "errors.js", "routes-data.js", "versions.js"]  # fmt: skip
html_copy_source = False
html_use_index = False  # the claim domain has its own indices
html_search_scorer = str(ROOT / "docs" / "_ext" / "claimkit" / "site" / "search_scorer.js")
html_show_search_summary = False  # it fetches the whole page of each hit, and cannot from a USB stick
html_theme_options = {"top_of_page_buttons": []}
