"""A QR code as a PNG for a screen: what a scanner reads off a telephone."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

from printing.symbols import Kind, symbol

#: pixels of a module: a telephone shows it as large as it likes without blurring
MODULE_PX: Final = 8
WHITE: Final = 255


def qr_png(text: str) -> bytes:
    """The code with its quiet zone, black on white. ValueError: no code can carry it."""
    code = symbol(text, Kind.QR)
    size = (code.modules_wide * MODULE_PX, code.modules_high * MODULE_PX)
    picture = Image.new("L", size, WHITE)
    draw = ImageDraw.Draw(picture)
    for x, y, wide, high in code.bars:
        left, top = (x + code.quiet.left) * MODULE_PX, (y + code.quiet.above) * MODULE_PX
        right, bottom = left + wide * MODULE_PX - 1, top + high * MODULE_PX - 1
        draw.rectangle((left, top, right, bottom), fill=0)
    made = io.BytesIO()
    picture.convert("1").save(made, "PNG", optimize=True)
    return made.getvalue()
