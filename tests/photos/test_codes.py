"""The camera reads what a scanner would have sent."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from printing.symbols import Kind, symbol
from tests.photos.pictures import picture
from wms.photos.codes import codes_in
from wms.photos.errors import PhotoUnreadable

_SCALE = 4
_HIGH_PX = 160


def drawn(text: str, kind: Kind | None = None) -> Image.Image:
    """A barcode as it is printed, black on white."""
    made = symbol(text, kind)
    high = made.modules_high * _SCALE if made.is_matrix else _HIGH_PX
    image = Image.new("L", (made.modules_wide * _SCALE, high), 255)
    for x, y, w, h in made.bars:
        left, top = (made.quiet.left + x) * _SCALE, (made.quiet.above + y) * _SCALE
        bottom = top + h * _SCALE if made.is_matrix else high - 1
        image.paste(0, (left, top if made.is_matrix else 0, left + w * _SCALE, bottom))
    return image


def shot(*codes: tuple[Image.Image, tuple[int, int]], turned: int = 0) -> bytes:
    """A picture of a grey shelf with labels on it."""
    shelf = Image.new("L", (1400, 1000), 150)
    for image, at in codes:
        shelf.paste(image, at)
    made = io.BytesIO()
    shelf.rotate(turned, expand=True, fillcolor=150).save(made, "JPEG", quality=80)
    return made.getvalue()


def test_the_code_in_the_middle_is_told_first() -> None:
    place, ean = drawn("1000000427"), drawn("5901234123457")
    assert codes_in(shot((ean, (20, 20)), (place, (500, 420)))) == ["1000000427", "5901234123457"]
    assert codes_in(shot((place, (500, 420)), turned=90)) == ["1000000427"]


def test_a_gs1_code_comes_with_its_mark_and_its_separators() -> None:
    gs1 = drawn("(01)05901234123457(10)AB12(21)99", Kind.GS1_DATA_MATRIX)
    assert codes_in(shot((gs1, (600, 400)))) == ["]d2010590123412345710AB12\x1d2199"]


def test_a_picture_without_a_code_tells_none_and_a_broken_one_is_refused() -> None:
    assert codes_in(picture(400, 300)) == []
    with pytest.raises(PhotoUnreadable):
        codes_in(b"%PDF-1.7")
