"""A picture as a telephone takes it: something on a table, with a word beside it."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw

_SIZE_PX: Final = (960, 720)
_TABLE: Final = (214, 196, 170)
_THING: Final = (96, 78, 54)
_CRACK: Final = (240, 240, 235)


def picture(words: str, *, is_broken: bool = False) -> bytes:
    """A JPEG; broken things have a crack."""
    image = Image.new("RGB", _SIZE_PX, _TABLE)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((300, 180, 660, 560), radius=40, fill=_THING)
    if is_broken:
        crack = [(330, 200), (430, 330), (400, 400), (520, 470), (500, 550)]
        pen.line(crack, fill=_CRACK, width=9)
    pen.text((40, 640), words, fill=_THING, font_size=40)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=85)
    return content.getvalue()
