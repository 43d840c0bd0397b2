"""Draws our ZPL as a label printer would, from the commands alone.

Only the commands that `printing.zpl` writes; anything else is an error. Code 128 and Data Matrix
are encoded anew from the field's data by zint, words are set in a bold font. So what is read back
was in the ZPL, and not in the layout that made it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFont

from printing.fonts import Face, file_of
from printing.symbols import Kind, Symbol, _encoded

WHITE, BLACK = 255, 0
LEAST_DOTS: Final = 6
_FIELD: Final = re.compile(r"\^F([OT])(\d+),(\d+)(\^FR)?(.*)\^FS", re.DOTALL)
_HEX: Final = re.compile("_([0-9A-F]{2})")


def drawn(label: str) -> Image.Image:
    """One `^XA … ^XZ`, a pixel a dot."""
    lines = label.strip().split("\n")
    assert (lines[0], lines[1], lines[-1]) == ("^XA", "^CI28", "^XZ"), label[:60]
    size = {line[:3]: int(line[3:]) for line in lines if line[:3] in ("^PW", "^LL")}
    paper = Image.new("L", (size["^PW"], size["^LL"]), WHITE)
    for line in lines[2:-1]:
        if line[:3] in ("^PW", "^LL", "^LH"):
            continue
        found = _FIELD.fullmatch(line)
        assert found, f"no field: {line[:80]}"
        _draw(paper, found[1], int(found[2]), int(found[3]), bool(found[4]), found[5])
    return paper


def _draw(paper: Image.Image, kind: str, x: int, y: int, is_reverse: bool, rest: str) -> None:
    ink = Image.new("L", paper.size, WHITE) if is_reverse else paper
    command = re.match(r"\^(?:BY\d+\^)?(GB|GF|BC|BX|A0)", rest)
    assert command, f"unknown: {rest[:40]}"
    {"GB": _box, "GF": _picture, "BC": _code_128, "BX": _data_matrix, "A0": _words}[command[1]](
        ink, x, y, rest
    )
    if is_reverse:
        paper.paste(ImageChops.difference(paper, ImageChops.invert(ink)))


def _data(rest: str) -> str:
    found = re.search(r"\^FH_\^FD(.*)$", rest, re.DOTALL)
    assert found, rest[:60]
    return _HEX.sub(lambda code: chr(int(code[1], 16)), found[1])


def _box(ink: Image.Image, x: int, y: int, rest: str) -> None:
    w, h, thick = map(int, re.findall(r"\^GB(\d+),(\d+),(\d+)", rest)[0])
    draw = ImageDraw.Draw(ink)
    if thick >= min(w, h):
        draw.rectangle((x, y, x + w - 1, y + h - 1), fill=BLACK)
    else:
        draw.rectangle((x, y, x + w - 1, y + h - 1), outline=BLACK, width=thick)


def _picture(ink: Image.Image, x: int, y: int, rest: str) -> None:
    size, _, row, data = re.findall(r"\^GFA,(\d+),(\d+),(\d+),([0-9A-F]*)", rest)[0]
    picture = Image.frombytes("1", (int(row) * 8, int(size) // int(row)), bytes.fromhex(data))
    ink.paste(BLACK, (x, y), mask=picture)


def _bars(ink: Image.Image, x: int, y: int, symbol: Symbol, module: int, height: int) -> None:
    draw = ImageDraw.Draw(ink)
    high = height // symbol.rows
    for left, top, w, h in symbol.bars:
        corner = (x + (left + w) * module - 1, y + (top + h) * high - 1)
        draw.rectangle((x + left * module, y + top * high, *corner), fill=BLACK)


def _code_128(ink: Image.Image, x: int, y: int, rest: str) -> None:
    module, height, mode = re.findall(r"\^BY(\d+)\^BCN,(\d+),N,N,N,([NA])", rest)[0]
    data = _data(rest)
    if mode == "N":
        assert data.startswith(">;"), data
        data = data.removeprefix(">;")
    _bars(ink, x, y, _encoded(Kind.CODE_128, data), int(module), int(height))


def _data_matrix(ink: Image.Image, x: int, y: int, rest: str) -> None:
    module, columns, escape = re.findall(r"\^BXN,(\d+),200,(\d*),\d*,,(.)", rest)[0]
    data = _data(rest)
    assert escape not in data
    symbol = _encoded(Kind.DATA_MATRIX, data)
    assert not columns or int(columns) == symbol.columns, "the printer would refuse the size"
    _bars(ink, x, y, symbol, int(module), symbol.rows * int(module))


@cache
def _font(height: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file_of(Face.BOLD)), height)


def _words(ink: Image.Image, x: int, y: int, rest: str) -> None:
    height = int(re.findall(r"\^A0N,(\d+)", rest)[0])
    font = _font(max(LEAST_DOTS, height))
    text = _data(rest)
    width = int(font.getlength(text))
    block = re.search(r"\^FB(\d+),1,0,([RC])", rest)
    if block:
        x += (int(block[1]) - width) // (1 if block[2] == "R" else 2)
    ImageDraw.Draw(ink).text((x, y), text, font=font, fill=BLACK, anchor="ls")
