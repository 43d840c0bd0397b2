"""Pictures as cameras, phones and attackers make them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageDraw, ImageFont

from printing.fonts import Face, file_of


def picture(
    width: int = 640, height: int = 480, *, kind: str = "JPEG", mode: str = "RGB", **saved: object
) -> bytes:
    """A file of this kind: red on the left, blue on the right."""
    image = Image.new(mode, (width, height), _colour(mode, "red"))
    image.paste(_colour(mode, "blue"), (width // 2, 0, width, height))
    made = io.BytesIO()
    image.save(made, kind, **saved)
    return made.getvalue()


def sign(name: str) -> bytes:
    """A shop's sign: its name on white, as a PNG."""
    font = ImageFont.truetype(file_of(Face.BOLD), 58)
    image = Image.new("RGB", (600, 160), "white")
    ImageDraw.Draw(image).text((20, 40), name, fill="#7a2048", font=font)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _colour(mode: str, name: str) -> object:
    return {"RGB": name, "RGBA": name, "L": 40 if name == "red" else 200}[mode]


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises so many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(
            ">I", zlib.crc32(kind + body)
        )  # fmt: skip

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
