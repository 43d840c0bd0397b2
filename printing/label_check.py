"""What a scanner will read on a label of somebody else's: looked at before it is printed.

A PDF is drawn in the dots of the printer and its codes are decoded. Of ZPL the fields of barcodes
are read (`^BC`, `^BX`, `^BQ` … with their `^FD`), and pictures (`^GF`) are unpacked and decoded.
Commands are those of Zebra's "Programming Guide: ZPL II".
"""

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Final

import msgspec
import zxingcpp
from PIL import Image, ImageOps

from printing.for_printer import Device, pictures

#: an A6 label and the usual four by six inches fit; what is larger is made smaller as for printing
_PRINTER: Final = Device(width_mm=105, height_mm=155)
#: a printer at home
_SHEET: Final = Device(width_mm=210, height_mm=297, dpi=300)
#: empty space around what is drawn, dots: a code at the very edge has its quiet zone on the sheet
_EDGE: Final = 20
#: a picture of a label is no larger, dots a side
_PICTURE_MAX: Final = 4_000

_COMMAND: Final = re.compile(r"[\^~]([A-Za-z@][A-Za-z0-9@]|[A-Za-z]{2})([^\^~]*)", re.DOTALL)
#: within data of Code 128: choose a set, a function character; printed as nothing
_CODE_128_ORDERS: Final = re.compile(r">[0-9:;<=>]")
#: error correction and how the data came, before the data of a QR code
_QR_HEAD: Final = re.compile(r"^[HQML]?[AM],")
_BARCODES: Final = frozenset(
    ["B0", "B1", "B2", "B3", "B7", "B8", "B9", "BA", "BC", "BD", "BE", "BO", "BQ", "BU", "BX"]
)
_DRAWS: Final = frozenset(["GB", "GC", "GD", "GE", "GS", "XG", "IM"])


class LabelRead(msgspec.Struct, frozen=True, kw_only=True):
    """What is on a label: every code's text, and whether there is anything at all."""

    codes: tuple[str, ...]
    is_blank: bool


def read_label(content: bytes, kind: str, *, is_sheet: bool = False) -> LabelRead:
    """Read a label: ``pdf`` or ``zpl``. ``is_sheet``: it is printed at home, on A4.

    Raises:
        ValueError: it is neither, or cannot be drawn.
    """
    return (
        _read_pdf(content, _SHEET if is_sheet else _PRINTER)
        if kind == "pdf"
        else _read_zpl(content)
    )


def _read_pdf(content: bytes, printer: Device) -> LabelRead:
    pages = list(pictures(content, printer))
    codes = [code for page in pages for code in _decoded(page)]
    return LabelRead(codes=tuple(codes), is_blank=all(_is_white(page) for page in pages))


def _is_white(page: Image.Image) -> bool:
    return page.convert("L").getextrema()[0] == 255


def _decoded(picture: Image.Image) -> list[str]:
    framed = ImageOps.expand(picture.convert("L"), _EDGE, fill=255)
    return [found.text for found in zxingcpp.read_barcodes(framed)]


def _read_zpl(content: bytes) -> LabelRead:
    text = content.decode("utf-8", "replace")
    if "^XA" not in text.upper():
        raise ValueError("not ZPL: no ^XA")
    codes: list[str] = []
    is_blank, barcode, hex_mark = True, "", ""
    for name, told in _commands(text):
        if name in _BARCODES:
            barcode = name
        elif name == "FH":
            hex_mark = told[:1].strip() or "_"
        elif name in ("FD", "FV"):
            data = _plain(told, hex_mark)
            is_blank = is_blank and not data.strip()
            if barcode and data.strip():
                codes.append(_data_of(barcode, data))
        elif name == "FS":
            barcode, hex_mark = "", ""
        elif name == "GF":
            picture = _picture(told)
            if picture is not None and not _is_white(picture):
                is_blank = False
                codes += _decoded(picture)
        elif name in _DRAWS:
            is_blank = False
    return LabelRead(codes=tuple(codes), is_blank=is_blank)


def _commands(text: str) -> Iterator[tuple[str, str]]:
    for found in _COMMAND.finditer(text):
        yield found[1].upper(), found[2]


def _plain(data: str, hex_mark: str) -> str:
    """What ``^FH`` wrote as hexadecimal bytes."""
    if not hex_mark:
        return data
    pattern = re.escape(hex_mark).encode() + rb"([0-9A-Fa-f]{2})"
    raw = re.sub(pattern, lambda found: bytes.fromhex(found[1].decode()), data.encode())
    return raw.decode("utf-8", "replace")


def _data_of(barcode: str, data: str) -> str:
    if barcode == "BC":
        return _CODE_128_ORDERS.sub("", data).strip()
    if barcode == "BQ":
        return _QR_HEAD.sub("", data).strip()
    return data.strip()


def _picture(told: str) -> Image.Image | None:
    """A ``^GFA`` picture; None: it is written in a way that is not for eyes (binary), or broken."""
    parts = told.split(",", 4)
    if len(parts) < 5 or parts[0].strip().upper() != "A":
        return None
    try:
        row_bytes = int(parts[3])
        rows = int(parts[2]) // row_bytes
        if not 0 < row_bytes * 8 <= _PICTURE_MAX or not 0 < rows <= _PICTURE_MAX:
            return None
        bits = _bits(parts[4].strip(), row_bytes)
    except (ValueError, ZeroDivisionError, zlib.error):
        return None
    whole = bits[: row_bytes * rows].ljust(row_bytes * rows, b"\0")
    drawn = Image.frombytes("1", (row_bytes * 8, rows), whole)
    return ImageOps.invert(drawn.convert("L"))  # in ZPL 1 is black


def _bits(data: str, row_bytes: int) -> bytes:
    """Its bits: base64 of zlib (``:Z64:``), base64, or hexadecimal with repeats."""
    if data.upper().startswith((":Z64:", ":B64:")):
        packed = base64.b64decode(data[5:].split(":")[0])
        return zlib.decompress(packed) if data[1] in "Zz" else packed
    digits = row_bytes * 2
    rows: list[str] = []
    row, times = "", 0
    for letter in data:
        if letter in "GHIJKLMNOPQRSTUVWXY":
            times += ord(letter) - ord("F")
        elif letter in "ghijklmnopqrstuvwxyz":
            times += (ord(letter) - ord("f")) * 20
        elif letter == ",":
            row = row.ljust(digits, "0")
        elif letter == "!":
            row = row.ljust(digits, "F")
        elif letter == ":":
            rows.append(rows[-1] if rows else "0" * digits)
        elif letter.isalnum():
            row += letter * max(times, 1)
            times = 0
        while len(row) >= digits:
            rows.append(row[:digits])
            row = row[digits:]
    return bytes.fromhex("".join(rows))
