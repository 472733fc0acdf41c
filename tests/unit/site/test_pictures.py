"""One set of shapes makes glyphs, icons and images."""

import re
from xml.etree import ElementTree

import pytest
from claimkit.site.pictures import SOCIAL, conversion, font, glyph, icon, painted_icon, social, wrapped
from PIL import Image, ImageDraw


def test_sharing_is_one_strip_and_copying_two():
    """In the glyph, and in the picture of a conversion, where the copy has kept what it was."""
    assert [glyph(answer).count("strip") for answer in ("shares", "copies", "raises")] == [1, 2, 1]
    assert [conversion(answer).count(">7<") for answer in ("shares", "copies")] == [1, 1]
    assert [conversion(answer).count(">0<") for answer in ("shares", "copies")] == [2, 5]
    assert glyph("dtype") == ""


def test_drawings_are_well_formed():
    """As SVG, and in pixels of the size that is asked for."""
    for drawing in (icon(), conversion("shares"), conversion("copies")):
        ElementTree.fromstring(drawing)
    assert painted_icon(48).size == (48, 48)
    assert social("NumPy → tensor", "Shared or Copied?").size == SOCIAL
    assert (
        social("把批次搬到 GPU 上，一边计算一边传输：锁页内存、非阻塞传输与等待", "《共享还是复制？》").size == SOCIAL
    )


@pytest.mark.parametrize("title", ["The executable reference for PyTorch", "标签不是 LightGBM 的张量，转成数组，再传"])
@pytest.mark.parametrize("width", range(300, 550, 25))
def test_titles_break_between_words(title, width):
    """Nothing is lost, no word is cut in two, and no line is too wide or begins with a comma."""
    canvas = ImageDraw.Draw(Image.new("RGB", SOCIAL))
    lines = wrapped(title, canvas, font(50), width)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(any(word in line for line in lines) for word in re.findall("[A-Za-z]+", title))
    assert all(canvas.textlength(line, font=font(50)) <= width and line[0] != "，" for line in lines)
