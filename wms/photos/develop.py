"""From the bytes of a camera to what is kept (slow enough to want a thread of its own).

Whoever uploads may be hostile. So the size is read from the header before a pixel is unpacked, only
three decoders are tried, and nothing of the original file is kept: the pixels are encoded anew,
without the place, the time and the serial number that a camera writes beside them (Exif 2.32), and
without anything hidden behind them.
"""

from __future__ import annotations

import asyncio
import io
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import msgspec
from PIL import ExifTags, Image, UnidentifiedImageError

from wms.photos.errors import PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable

T = TypeVar("T")
#: largest upload, bytes: what a telephone's camera makes, and room
UPLOAD_MAX_BYTES: Final = 8_000_000
_MB: Final = 1_000_000
_MPX: Final = 1_000_000
#: most pixels of a JPEG, which unpacks itself to a part of them: a camera of 50 megapixels
PIXELS_MAX: Final = 50_000_000
#: most pixels of the others, which are unpacked whole: up to 430 MB of memory for a moment (WebP)
WHOLE_PIXELS_MAX: Final = 25_000_000
#: longest side, pixels: a line of one pixel's height costs far more than its pixels tell
SIDE_MAX_PX: Final = 16_384
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

#: what it raises besides for nonsense that a camera wrote beside the picture
_BROKEN_EXIF: Final = (TypeError, KeyError, ZeroDivisionError, struct.error)
#: how the camera was held (Exif 2.32, tag 0x0112) → what makes it upright
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: one picture at a time: so much memory is taken once, however many send one
_DARKROOM: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="darkroom")

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
        PhotoTooManyPixels: its header says more than `PIXELS_MAX`, or, when it is no JPEG,
            `WHOLE_PIXELS_MAX`; or a side is longer than `SIDE_MAX_PX`.
        PhotoUnreadable: it is no whole JPEG, PNG or WebP.
    """
    full = unpack(content)
    small = full.copy()
    small.thumbnail((THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX), Image.Resampling.LANCZOS)
    return Picture(
        full=jpeg(full, _FULL_QUALITY),
        thumbnail=jpeg(small, _THUMBNAIL_QUALITY),
        width_px=full.width,
        height_px=full.height,
    )


async def develop_in_turn(content: bytes) -> Picture:
    """The same in a thread, one picture after the other."""
    return await in_turn(develop, content)


async def in_turn(work: Callable[[bytes], T], content: bytes) -> T:
    """Do ``work`` with an uploaded file in a thread, one picture after the other."""
    return await asyncio.get_running_loop().run_in_executor(_DARKROOM, work, content)


def unpack(content: bytes) -> Image.Image:
    """The pixels of an uploaded file: upright, in colours, and no larger than they are kept.

    Raises:
        PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable: as `develop` says.
    """
    if len(content) > UPLOAD_MAX_BYTES:
        raise PhotoTooLarge(limit_mb=UPLOAD_MAX_BYTES // _MB)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            _check_size(opened)
            # a JPEG can unpack itself to a half or a quarter: less memory, less time
            opened.draft("RGB", (FULL_SIDE_PX, FULL_SIDE_PX))
            return _upright(opened, _on_paper(_shrunk(opened)))
    except Image.DecompressionBombError:
        raise PhotoTooManyPixels(limit_mpx=PIXELS_MAX // _MPX) from None
    except _BROKEN:
        raise PhotoUnreadable from None


def _check_size(opened: Image.Image) -> None:
    most = PIXELS_MAX if opened.format == "JPEG" else WHOLE_PIXELS_MAX
    if opened.width * opened.height > most or max(opened.size) > SIDE_MAX_PX:
        raise PhotoTooManyPixels(limit_mpx=most // _MPX)


def _shrunk(opened: Image.Image) -> Image.Image:
    """In colours, no larger than it is kept: all that comes after is cheap."""
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    mode = "RGBA" if has_alpha else "RGB"
    image = opened if opened.mode == mode else opened.convert(mode)
    image.thumbnail((FULL_SIDE_PX, FULL_SIDE_PX), Image.Resampling.LANCZOS)
    return image


def _upright(opened: Image.Image, image: Image.Image) -> Image.Image:
    """As the camera was held; it may have written nonsense: the picture is good all the same."""
    try:
        turned = opened.getexif().get(ExifTags.Base.Orientation)
    except (*_BROKEN, *_BROKEN_EXIF):
        turned = None
    turn = _TURNS.get(turned) if isinstance(turned, int) else None
    return image if turn is None else image.transpose(turn)


def _on_paper(image: Image.Image) -> Image.Image:
    """Without transparency: what is see-through lies on white."""
    if image.mode == "RGB":
        return image.copy()
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def jpeg(image: Image.Image, quality: int) -> bytes:
    """A picture as it is kept, with nothing beside its pixels; ``quality`` up to 95."""
    plain = Image.new("RGB", image.size)
    plain.paste(image)  # the pixels and nothing that travelled with them
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
    return made.getvalue()
