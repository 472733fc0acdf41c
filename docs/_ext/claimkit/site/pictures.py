"""Draws what the site is known by: two labels and their memory, which is one strip or two, in every size it is needed.

The same shapes make the glyph of an answer, the picture of a conversion, the icons, and the image for other sites.
"""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

from docutils import nodes
from PIL import Image, ImageDraw, ImageFont
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from claimkit.evidence import words
from claimkit.site.exports import write_if_new
from claimkit.site.templates import draw
from claimkit.site.view_file import view_of

_ = get_translation("sphinx")

# On a field of 32 by 32: (x, y, width, height) of each box, by what it is; and where its label is joined to memory.
LABELS = ((4, 4, 10, 9), (18, 4, 10, 9))
STRIPS = {
    "shares": ((8, 20, 16, 8),),
    "copies": ((3, 20, 12, 8), (17, 20, 12, 8)),
    "none": ((3, 20, 12, 8),),
}
JOINTS = {"shares": ((9, 12), (23, 20)), "copies": ((9, 9), (23, 23)), "none": ((9, 9),)}
# The memory that stands for each answer; others have none, and are told by their mark alone.
MEMORY = {"shares": "shares", "copies": "copies", "depends": "copies", "raises": "none", "ends-python": "none"}
BLUE, WHITE, YELLOW, PALE = "#0b5d8a", "#ffffff", "#ffd166", "#8ecae6"
FONT = Path(__file__).resolve().parents[1] / "gallery" / "fonts" / "NotoSansSC-Level1.otf"
# A Chinese character with what may not begin a line, a word, blanks
PIECES = re.compile(r"[\u2e80-\u9fff《（][，。：；、！？）》]*|[^\s\u2e80-\u9fff《（]+|\s+")
SOCIAL = (1200, 630)
SOCIAL_FOLDER = "_static/social"  # below the output of a language


def glyph(answer):
    """The 32 by 32 drawing of an answer as the inside of an SVG, coloured by site.css; '' where it has none."""
    kind = MEMORY.get(answer)
    if not kind:
        return ""
    boxes = [_rect(box, "label") for box in LABELS[: len(JOINTS[kind])]]
    boxes += [_rect(box, f"strip{' other' * (number > 0)}") for number, box in enumerate(STRIPS[kind])]
    lines = "".join(f'<path d="M{start} 13L{end} 20"/>' for start, end in JOINTS[kind])
    cross = '<path class="cross" d="M19 5l8 7M27 5l-8 7"/>' if kind == "none" else ""
    return "".join(boxes) + lines + cross


def _rect(box, name):
    x, y, width, height = box
    return f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}" rx="2"/>'


def icon():
    """The glyph of sharing on its blue ground, as an SVG of its own."""
    inside = glyph("shares").replace('class="label"', f'fill="{WHITE}"').replace('class="strip"', f'fill="{YELLOW}"')
    lines = inside.replace("<path ", f'<path stroke="{WHITE}" stroke-width="2" ')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
            f'<rect width="32" height="32" rx="6" fill="{BLUE}"/>{lines}</svg>\n')  # fmt: skip


def paint(canvas, kind, left, top, scale, ground=BLUE):
    """The same drawing in pixels."""

    def place(x, y):
        return left + x * scale, top + y * scale

    for start, end in JOINTS[kind]:
        canvas.line([place(start, 12), place(end, 21)], fill=WHITE, width=max(round(1.6 * scale), 1))
    colours = [WHITE] * 2 + [YELLOW, PALE]
    for (x, y, width, height), colour in zip([*LABELS, *STRIPS[kind]], colours, strict=False):
        canvas.rounded_rectangle([place(x, y), place(x + width, y + height)], 2 * scale, fill=colour)


def painted_icon(size):
    """The icon in pixels, drawn larger and made smaller, so that its edges are smooth."""
    large = Image.new("RGBA", (size * 4, size * 4), BLUE)
    paint(ImageDraw.Draw(large), "shares", 0, 0, size / 8)
    return large.resize((size, size), Image.LANCZOS)


def social(title, site):
    """The image that other sites show beside a link: the page's title, and both drawings."""
    image = Image.new("RGB", SOCIAL, BLUE)
    canvas = ImageDraw.Draw(image)
    for size, most in ((76, 3), (62, 4), (50, 5)):  # as large as leaves room for the drawings
        lines = wrapped(title, canvas, font(size), 1040)
        if len(lines) <= most:
            break
    for line, text in enumerate(lines[:most]):
        canvas.text((80, 70 + line * size * 1.29), text, font=font(size), fill=WHITE)
    canvas.text((80, 540), site, font=font(38), fill=YELLOW)
    paint(canvas, "shares", 760, 400, 5.6)
    paint(canvas, "copies", 960, 400, 5.6)
    return image.quantize(48, Image.Quantize.FASTOCTREE)  # the default takes three times as long as all the drawing


def font(size):
    return ImageFont.truetype(FONT, size)


def wrapped(text, canvas, used, width):
    """The text in lines no wider than that: words stay whole, and Chinese may break before what is no punctuation."""
    lines, line = [], ""
    for piece in PIECES.findall(text):
        joined = line + piece
        if line and canvas.textlength(joined.rstrip(), font=used) > width:
            lines.append(line.rstrip())
            joined = piece.lstrip()
        line = joined
    return [*lines, line]


def write_icons(app):
    """Write the icons for browsers, phones, and those who ask without being told where."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    write_if_new(folder / "favicon.svg", icon)
    if not (folder / "favicon.ico").exists():
        painted_icon(48).save(folder / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
        painted_icon(180).convert("RGB").save(folder / "apple-touch-icon.png", optimize=True)


def social_image(app, title):
    """The file of the image for a page of this title, drawn if it is not there, relative to the output."""
    name = f"{SOCIAL_FOLDER}/{hashlib.sha256(title.encode()).hexdigest()[:16]}.png"
    path = Path(app.outdir, name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        social(title, app.config.project).save(path)
    return name


class short_answer(nodes.General, nodes.Element):
    """Stands for a few calls with the answers of claims: `rows` are (call, id, result) triples."""


class ShortAnswer(SphinxDirective):
    """`:::{short-answer}`, each line `call | claim`: the short answer of a page, drawn; answers come from the claims.

    Where a claim tells its kind alone, a third part says the answer: `shares`, `copies`, or what comes out, in code.
    """

    has_content = True

    def run(self):
        view, rows = view_of(self.config), []
        for line in self.content:
            call, name, result, *_more = [*map(str.strip, line.split(" | ")), "", ""]
            if f"claim/{name}" not in view:
                raise self.error(f"there is no claim '{name}': each line is `call | id of a claim | result`")
            if not result and view[f"claim/{name}"]["answer"][0] in words.KINDS:
                raise self.error(f"'{name}' is no answer by itself: name it in a third part, as `call | id | shares`")
            rows.append((call, name, result))
            for key in (f"claim/{name}", f"place/{name}"):
                self.env.get_domain("claim").note_shown(key)
        node = short_answer(rows=rows)
        self.set_source_info(node)
        return [node]


def visit_short_answer(self, node):
    view = view_of(self.builder.config)
    rows = []
    for call, name, result in node["rows"]:
        is_word = result in ("shares", "copies")
        word, more = (result, "") if is_word else view[f"claim/{name}"]["answer"]
        rows.append({"call": call, **view[f"place/{name}"], "answer": (word, more), "glyph": glyph(word),
                     "result": "" if is_word else result})  # fmt: skip
    self.body.append(draw(self.builder, "short-answer.html", rows=rows))
    raise nodes.SkipNode


class memory_picture(nodes.General, nodes.Element):
    """Stands for the picture of a conversion that shares, and of one that copies."""


class MemoryPicture(SphinxDirective):
    """`:::{memory-picture}`: an array and a tensor with one memory or two, as the reader chooses."""

    def run(self):
        return [memory_picture()]


# What the picture shows: the name and type of both sides, the call for each answer, the write, and what is there then.
SIDES = (("a", "ndarray"), ("t", "Tensor"))
CALLS = {"shares": "t = torch.from_numpy(a)", "copies": "t = torch.tensor(a)"}
WRITE, BEFORE, AFTER = "a[0] = 7", (0, 0, 0), (7, 0, 0)
PROOFS = {"shares": "numpy-to-tensor.from-numpy-shares", "copies": "numpy-to-tensor.tensor-copies"}


def visit_memory_picture(self, node):
    view = view_of(self.builder.config)
    pictures = [{"answer": word, "call": call, "mark": words.ANSWERS[word], "svg": conversion(word),
                 "claim": view.get(f"place/{PROOFS[word]}")} for word, call in CALLS.items()]  # fmt: skip
    self.body.append(draw(self.builder, "memory-picture.html", pictures=pictures, write=WRITE))
    raise nodes.SkipNode


def conversion(answer):
    """The picture of a conversion after a write to its source: labels, arrows, and cells of memory, 320 by 140."""
    centres = {"shares": (160, 160), "copies": (82, 238)}[answer]
    values = {"shares": (AFTER,), "copies": (AFTER, BEFORE)}[answer]
    parts = []
    for (name, kind), at, centre in zip(SIDES, (82, 238), centres, strict=True):
        parts.append(f'<rect class="label" x="{at - 52}" y="4" width="104" height="40" rx="6"/>'
                     f'<text class="name" x="{at}" y="22">{name}</text><text x="{at}" y="37">{kind}</text>'
                     f'<path d="M{at} 44L{(at + centre) // 2 if answer == "shares" else centre} 88"/>')  # fmt: skip
    for number, (centre, cells) in enumerate(zip(dict.fromkeys(centres), values, strict=True)):
        for column, value in enumerate(cells):
            x = centre - 66 + 44 * column
            name = "strip" + " other" * (number > 0) + " written" * (value != 0)
            parts.append(f'<rect class="{name}" x="{x}" y="88" width="44" height="40"/>'
                         f'<text class="name" x="{x + 22}" y="113">{value}</text>')  # fmt: skip
    mark, word = words.ANSWERS[answer]
    title = html.escape(f"{CALLS[answer]}; {WRITE}: {mark} {_(word)}", quote=True)
    return f'<svg viewBox="0 0 320 134" role="img" aria-label="{title}">{"".join(parts)}</svg>'


def setup(app):
    app.add_directive("short-answer", ShortAnswer)
    app.add_directive("memory-picture", MemoryPicture)
    app.add_node(short_answer, html=(visit_short_answer, None))
    app.add_node(memory_picture, html=(visit_memory_picture, None))
    app.connect("build-finished", lambda app, error: error or write_icons(app))
