"""Writes the scripts, notebooks and archives that readers download: in the page's language, with claims as links.

Sphinx has copied sphinx-gallery's own files by the time a build ends; these take their place. Nothing is run for it.
"""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.locale import get_translation
from sphinx_gallery.gen_gallery import DEFAULT_GALLERY_CONF
from sphinx_gallery.notebook import jupyter_notebook
from sphinx_gallery.py_source_parser import remove_config_comments, split_code_and_text_blocks

from claimkit.gallery.execute import HOME
from claimkit.pages.catalog import messages_of, on_one_line
from claimkit.pages.languages import SOURCE

GPU_RUN = "learn/gpu-run.ipynb"  # below docs/

_ = get_translation("sphinx")

CLAIM = re.compile(r":claim:`([^`<>]+)`")
HEADING = re.compile(r"([^\n]+)\n([=-])\2{2,}")
SENTENCE_END = re.compile(r"(?<=[。！？])(?!$)")
ARCHIVE = "shared-or-copied.zip"


def write_downloads(app, link_of):
    """Replace each script, its notebook and their archive under _downloads/, and write the archive of them all.

    `link_of` returns a claim's address.
    """
    gallery = Path(app.srcdir).parent / "gallery"
    everything = {}
    for script in sorted(gallery.rglob("plot_*.py")):
        name = script.relative_to(gallery).with_suffix("").as_posix()
        files = files_of(script, f"{HOME}/{name}", app.config.language, link_of)
        for path in Path(app.outdir, "_downloads").glob(f"*/{script.stem}.*"):
            if path.name in files:
                path.write_text(files[path.name], encoding="utf-8")
            else:
                pack(path, files)
        everything |= {(script.parent.relative_to(gallery) / name).as_posix(): text for name, text in files.items()}
    pack(Path(app.outdir, HOME, ARCHIVE), everything)


def files_of(script, page, language, link_of):
    """The texts of the script and of its notebook, by file name."""
    messages = None if language == SOURCE.name else messages_of(page, language)
    blocks = [(kind, translate(text, messages, f"{language}/LC_MESSAGES/{page}.po") if kind == "text"
               else remove_config_comments(text), line)
              for kind, text, line in split_code_and_text_blocks(script)[1]]  # fmt: skip
    return {
        f"{script.stem}.py": as_script(linked(blocks, link_of, "{1}")),
        f"{script.stem}.ipynb": as_notebook(linked(blocks, link_of, "[{0}]({1})")),
    }


def translate(text, messages, catalog):
    """A block of prose with each heading, paragraph and list item replaced; as it is where `messages` is None."""
    if messages is None:
        return text.strip()
    return "\n\n".join(translate_part(part, messages, catalog) for part in re.split(r"\n\s*\n", text.strip()))


def translate_part(part, messages, catalog):
    def look_up(english):
        key = on_one_line(english)
        if key not in messages:
            raise ExtensionError(f"docs/locale/{catalog}: no translation of {key!r}: add it there")
        return "\n".join(SENTENCE_END.split(messages[key]))

    heading = HEADING.fullmatch(part)
    if heading:
        translated = look_up(heading[1])
        return f"{translated}\n{heading[2] * 2 * len(translated)}"
    if part.startswith("- "):
        items = re.split(r"^- ", part, flags=re.MULTILINE)[1:]
        return "\n".join("- " + look_up(item).replace("\n", "\n  ") for item in items)
    return look_up(part)


def linked(blocks, link_of, form):
    """The blocks with each claim in the given form, made of its id and its address."""

    def link(found):
        return form.format(found[1], link_of(found[1]))

    return [(kind, CLAIM.sub(link, text) if kind == "text" else text, line) for kind, text, line in blocks]


def as_script(blocks):
    """Python source with the prose in its docstring and comments, as sphinx-gallery reads it."""
    (_kind, title, _line), *rest = blocks
    parts = [f'"""\n{title}\n"""\n']
    for kind, text, _line in rest:
        comment = "\n".join(f"# {line}".rstrip() for line in ["%%", *text.split("\n")])
        parts.append(comment + "\n" if kind == "text" else text.strip("\n") + "\n")
    return "\n".join(parts)


def as_notebook(blocks):
    notebook = jupyter_notebook(blocks, DEFAULT_GALLERY_CONF, target_dir="")
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def pack(path, files):
    """Write an archive that is the same, byte for byte, for the same files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def write_gpu_run(app):
    """Write the notebook that runs everything on a GPU, with the repository and the tag that it is to clone."""
    source = Path(app.srcdir, GPU_RUN)
    if not source.exists():  # on a small site
        return
    text = source.read_text(encoding="utf-8")
    repository = app.config.html_context["repository"]
    if repository:
        text = text.replace("OWNER/NAME", repository).replace('\\"main\\"', f'\\"v{app.config.release}\\"')
    path = Path(app.outdir, "_downloads", source.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def offer_colab(app, pagename, templatename, context, doctree):
    """Link a script's page to its notebook in Colab, which reads the repository's branch `notebooks`."""
    repository = app.config.html_context["repository"]
    downloads = '<div class="sphx-glr-download sphx-glr-download-jupyter'
    if repository and pagename.startswith(f"{HOME}/") and downloads in context.get("body", ""):
        branch = f"https://colab.research.google.com/github/{repository}/blob/notebooks"
        address = f"{branch}/{Path(app.outdir).name}/{pagename.removeprefix(f'{HOME}/')}.ipynb"
        label = _("Open in Colab")
        link = f'<div class="sphx-glr-download"><p><a href="{address}">{label}</a></p></div>'
        context["body"] = context["body"].replace(downloads, link + downloads, 1)
