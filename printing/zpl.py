"""Pages to ZPL II, the language of label printers: 8 dots a millimetre, text in UTF-8 (`^CI28`).

Latin letters are printed with the printer's own scalable font 0. Other letters (Cyrillic, arrows)
are not in that font on every printer, so such a line is sent as a picture drawn with our own font:
it prints the same everywhere. Fields are hex-escaped (`^FH`), so no name can smuggle in a command.
Commands are those of Zebra's "Programming Guide: ZPL II".
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from printing.fonts import Face, file_of
from printing.page import WHITE, Align, Bars, Fill, Frame, Page, Picture, Text
from printing.paper import DOTS_PER_MM, MM_PER_PT
from printing.symbols import Kind

HEX_MARK: Final = "_"
CONTROL: Final = "^~_\\"
"""Command prefixes, our hex mark, and the backslash, which starts line ends within `^FB`."""
FONT_0_LETTERS: Final = frozenset(
    [*map(chr, range(0x20, 0x7F)), *map(chr, range(0xA1, 0x180)), *"–—‘’‚“”„…€"]
)
FONT_0_HEIGHT: Final = 1.0
"""Font 0's cell height for letters as large as ours of the same size."""
MID_GREY: Final = 0.5  # a thermal head knows black and white only
DATA_MATRIX_QUALITY: Final = 200  # ECC 200, the only kind still in use
DATA_MATRIX_LARGEST_FORCED: Final = 49  # ^BX takes no more columns; then it chooses itself
DATA_MATRIX_ESCAPES: Final = "|`{}[]@#$%*"
"""^BX's escape character is one of these that the data lacks, so that nothing is an escape. The
default differs between firmwares (`~` or `_`)."""
QR_MODEL: Final = 2
HARD_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " "})


def render(pages: Iterable[Page]) -> bytes:
    """One ZPL label (`^XA … ^XZ`) per page, in UTF-8. ValueError for no page at all."""
    labels = [_label(page) for page in pages]
    if not labels:
        raise ValueError("a print job needs at least one label")
    return "".join(labels).encode()


def escaped(text: str) -> str:
    """Field data for `^FH`: control characters of ZPL as hex, everything else as it is."""
    return "".join(
        f"{HEX_MARK}{ord(c):02X}" if c in CONTROL or not c.isprintable() else c for c in text
    )


def dots(length_mm: float) -> int:
    """Millimetres in whole printer dots."""
    return round(length_mm * DOTS_PER_MM)


def _label(page: Page) -> str:
    lines = [
        "^XA",
        "^CI28",
        f"^PW{dots(page.size.width_mm)}",
        f"^LL{dots(page.size.height_mm)}",
        "^LH0,0",
    ]
    for mark in page.marks:
        lines.extend(_commands(mark))
    return "\n".join([*lines, "^XZ", ""])


def _commands(mark: Text | Fill | Frame | Bars | Picture) -> Iterator[str]:
    match mark:
        case Text():
            yield _text(mark)
        case Fill():
            if mark.grey < MID_GREY:
                w, h = max(1, dots(mark.box.w)), max(1, dots(mark.box.h))
                yield f"^FO{dots(mark.box.x)},{dots(mark.box.y)}^GB{w},{h},{min(w, h)}^FS"
        case Frame():
            box, thick = mark.box, max(1, dots(mark.thickness))
            yield f"^FO{dots(box.x)},{dots(box.y)}^GB{dots(box.w)},{dots(box.h)},{thick}^FS"
        case Bars():
            yield _bars(mark)
        case Picture():
            yield _dithered(mark)


def _text(mark: Text) -> str:
    reverse = "^FR" if mark.grey == WHITE else ""
    text = mark.text.translate(HARD_SPACES)
    if not FONT_0_LETTERS.issuperset(text) or "\\" in text:
        return _picture(mark, reverse)
    height = dots(mark.size_pt * MM_PER_PT * FONT_0_HEIGHT)
    baseline = dots(mark.baseline)
    font = f"^A0N,{height}"
    data = f"^FH{HEX_MARK}^FD{escaped(text)}^FS"
    if mark.align is Align.LEFT:
        return f"^FT{dots(mark.x)},{baseline}{reverse}{font}{data}"
    # a field block, because only the printer knows how wide its font 0 is
    block = f"^FB{dots(mark.box.w)},1,0,{'R' if mark.align is Align.RIGHT else 'C'}"
    return f"^FT{dots(mark.box.x)},{baseline}{reverse}{font}{block}{data}"


@lru_cache(maxsize=256)
def _font(face: Face, size_dots: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file_of(face)), size_dots, layout_engine=ImageFont.Layout.BASIC)


def _picture(mark: Text, reverse: str) -> str:
    """A line of text as a bitmap (`^GFA`), one bit a dot, 1 is black."""
    font = _font(mark.face, max(1, dots(mark.size_pt * MM_PER_PT)))
    left, top, right, bottom = font.getbbox(mark.text, anchor="ls")
    left, top = int(left), int(top)
    width, height = max(1, int(right) - left), max(1, int(bottom) - top)
    row_bytes = (width + 7) // 8
    image = Image.new("1", (row_bytes * 8, height), 0)
    ImageDraw.Draw(image).text((-left, -top), mark.text, font=font, fill=1, anchor="ls")
    data = image.tobytes()
    x, y = max(0, dots(mark.x) + left), max(0, dots(mark.baseline) + top)
    size = len(data)
    return f"^FO{x},{y}{reverse}^GFA,{size},{size},{row_bytes},{data.hex().upper()}^FS"


def _dithered(mark: Picture) -> str:
    """A picture in the printer's black dots (Floyd and Steinberg's dithering), `^GFA`."""
    width, height = max(1, dots(mark.box.w)), max(1, dots(mark.box.h))
    row_bytes = (width + 7) // 8
    paper = Image.new("L", (row_bytes * 8, height), 255)
    paper.paste(Image.open(BytesIO(mark.content)).convert("L").resize((width, height)))
    data = paper.point(lambda light: 255 - light).convert("1").tobytes()
    size = len(data)
    place = f"^FO{dots(mark.box.x)},{dots(mark.box.y)}"
    return f"{place}^GFA,{size},{size},{row_bytes},{data.hex().upper()}^FS"


def _bars(mark: Bars) -> str:
    symbol, module = mark.symbol, mark.module_dots
    place = f"^FO{mark.x_dots},{mark.y_dots}"
    match symbol.kind:
        case Kind.CODE_128:
            command, data = code_128_command(symbol.text, mark.height_dots)
            code, data = f"^BY{module}{command}", escaped(data)
        case Kind.EAN_13:
            data = symbol.text[:-1]  # the printer adds the check digit
            code = f"^BY{module}^BEN,{mark.height_dots},N,N"
        case Kind.DATA_MATRIX:
            escape = next((c for c in DATA_MATRIX_ESCAPES if c not in symbol.text), None)
            if escape is None:
                return _symbol_picture(mark)
            data = escaped(symbol.text)
            size = symbol.columns if symbol.columns <= DATA_MATRIX_LARGEST_FORCED else ""
            code = f"^BXN,{module},{DATA_MATRIX_QUALITY},{size},{size},,{escape}"
        case Kind.QR:
            data = escaped(f"MA,{symbol.text}")
            code = f"^BQN,{QR_MODEL},{module}"
        case Kind.GS1_128 | Kind.GS1_DATA_MATRIX:
            return _symbol_picture(mark)
    return f"{place}{code}^FH{HEX_MARK}^FD{data}^FS"


def code_128_command(text: str, height_dots: int) -> tuple[str, str]:
    """The `^BC` command and its field data: subset C for an even number of digits, else automatic.

    Automatic mode takes any text as it is; the explicit start of subset C works on older firmware.
    """
    if text.isdigit() and len(text) % 2 == 0:
        return f"^BCN,{height_dots},N,N,N,N", f">;{text}"
    return f"^BCN,{height_dots},N,N,N,A", text


def _symbol_picture(mark: Bars) -> str:
    """A symbol as a bitmap: for the kinds whose ZPL commands differ between firmwares."""
    symbol, module = mark.symbol, mark.module_dots
    row_bytes = (symbol.columns * module + 7) // 8
    image = Image.new("1", (row_bytes * 8, mark.height_dots), 0)
    draw = ImageDraw.Draw(image)
    high = mark.height_dots // symbol.rows
    for x, y, w, h in symbol.bars:
        corner = ((x + w) * module - 1, (y + h) * high - 1)
        draw.rectangle((x * module, y * high, *corner), fill=1)
    data = image.tobytes()
    size = len(data)
    place = f"^FO{mark.x_dots},{mark.y_dots}"
    return f"{place}^GFA,{size},{size},{row_bytes},{data.hex().upper()}^FS"
