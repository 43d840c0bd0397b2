"""From the bytes of a camera to what is kept (pure; slow enough to want a thread of its own).

Whoever uploads may be hostile. So the size is read from the header before a pixel is unpacked, only
three decoders are tried, and nothing of the original file is kept: the pixels are encoded anew,
without the place, the time and the serial number that a camera writes beside them (Exif 2.32), and
without anything hidden behind them.
"""

from __future__ import annotations

import io
from typing import Final

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from wms.photos.errors import PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable

#: largest upload, bytes: what a telephone's camera makes, and room
UPLOAD_MAX_BYTES: Final = 8_000_000
_MB: Final = 1_000_000
_MPX: Final = 1_000_000
#: most pixels that are unpacked: a camera of 50 megapixels; 150 MB of memory for a moment
PIXELS_MAX: Final = 50_000_000
#: the longer side as it is kept, pixels: sharp on any desk, and a label on the goods is legible
FULL_SIDE_PX: Final = 1_600
#: the longer side of the thumbnail, pixels: a handheld's photo at twice its density
THUMBNAIL_SIDE_PX: Final = 320
_FULL_QUALITY: Final = 82
_THUMBNAIL_QUALITY: Final = 75
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_PAPER: Final = (255, 255, 255)
#: what Pillow raises for files that are broken in one way or another
_BROKEN: Final = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError,
)  # fmt: skip

#: every kept picture is one
MEDIA_TYPE: Final = "image/jpeg"


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A developed picture: two JPEGs, and the size of the larger one."""

    full: bytes
    thumbnail: bytes
    width_px: int
    height_px: int


def develop(content: bytes) -> Picture:
    """Make of an uploaded file what is kept.

    Raises:
        PhotoTooLarge: more than `UPLOAD_MAX_BYTES`.
        PhotoTooManyPixels: its header says more than `PIXELS_MAX`.
        PhotoUnreadable: it is no whole JPEG, PNG or WebP.
    """
    if len(content) > UPLOAD_MAX_BYTES:
        raise PhotoTooLarge(limit_mb=UPLOAD_MAX_BYTES // _MB)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise PhotoTooManyPixels(limit_mpx=PIXELS_MAX // _MPX)
            # a JPEG can unpack itself to a half or a quarter: less memory, less time
            opened.draft("RGB", (FULL_SIDE_PX, FULL_SIDE_PX))
            upright = ImageOps.exif_transpose(opened)
            full = _on_paper(upright)
    except Image.DecompressionBombError:
        raise PhotoTooManyPixels(limit_mpx=PIXELS_MAX // _MPX) from None
    except _BROKEN:
        raise PhotoUnreadable from None
    full.thumbnail((FULL_SIDE_PX, FULL_SIDE_PX), Image.Resampling.LANCZOS)
    small = full.copy()
    small.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX), Image.Resampling.LANCZOS)
    return Picture(
        full=_jpeg(full, _FULL_QUALITY),
        thumbnail=_jpeg(small, _THUMBNAIL_QUALITY),
        width_px=full.width,
        height_px=full.height,
    )


def _on_paper(image: Image.Image) -> Image.Image:
    """Without transparency: what is see-through lies on white."""
    if image.mode == "RGB":
        return image.copy()
    with_alpha = image.convert("RGBA")
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return paper


def _jpeg(image: Image.Image, quality: int) -> bytes:
    plain = Image.new("RGB", image.size)
    plain.paste(image)  # the pixels and nothing that travelled with them
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
    return made.getvalue()
