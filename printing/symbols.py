"""Barcodes: which symbol carries a text, and its bars in whole modules.

zint encodes all of them (python-barcode 0.16.1 loses a leading "99" in Code 128, its issue #251);
nothing here draws. Quiet zones are part of the symbol, because without them it is not readable:
EAN-13 11 left and 7 right (GS1 General Specifications 5.2.3.4), Code 128 10 (ISO/IEC 15417),
QR 4 (ISO/IEC 18004), Data Matrix 1 (ISO/IEC 16022; we leave 2).
"""

from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec
import zint


class Kind(StrEnum):
    """The symbols that we print."""

    CODE_128 = "code128"
    EAN_13 = "ean13"
    GS1_128 = "gs1-128"
    DATA_MATRIX = "datamatrix"
    GS1_DATA_MATRIX = "gs1-datamatrix"
    QR = "qr"


class Quiet(msgspec.Struct, frozen=True):
    """Empty space that a scanner needs around a symbol, in modules."""

    left: int
    right: int
    above: int = 0
    below: int = 0


QUIET: Final = {
    Kind.CODE_128: Quiet(10, 10),
    Kind.EAN_13: Quiet(11, 7),
    Kind.GS1_128: Quiet(10, 10),
    Kind.DATA_MATRIX: Quiet(2, 2, 2, 2),
    Kind.GS1_DATA_MATRIX: Quiet(2, 2, 2, 2),
    Kind.QR: Quiet(4, 4, 4, 4),
}
MATRIX: Final = frozenset({Kind.DATA_MATRIX, Kind.GS1_DATA_MATRIX, Kind.QR})
EAN_13_DIGITS: Final = 13
ZINT_UNITS_PER_MODULE: Final = 2  # zint's vectors are two units a module
QR_ERROR_CORRECTION_M: Final = 2  # zint's option_1: 15 % of the symbol may be lost


class Symbol(msgspec.Struct, frozen=True, cache_hash=True):
    """A barcode in modules. A linear symbol has one row; its height is chosen where it is placed.

    `bars` are black rectangles `(x, y, width, height)` from the top left corner of the ink,
    quiet zones not included.
    """

    kind: Kind
    text: str
    columns: int
    rows: int
    bars: tuple[tuple[int, int, int, int], ...]

    @property
    def quiet(self) -> Quiet:
        """Its quiet zones, in modules."""
        return QUIET[self.kind]

    @property
    def is_matrix(self) -> bool:
        """Whether it is two-dimensional (its height follows from its width)."""
        return self.kind in MATRIX

    @property
    def modules_wide(self) -> int:
        """Width with both quiet zones, in modules."""
        return self.quiet.left + self.columns + self.quiet.right

    @property
    def modules_high(self) -> int:
        """Height of a two-dimensional symbol with its quiet zones, in modules."""
        return self.quiet.above + self.rows + self.quiet.below


@lru_cache(maxsize=64)  # a QR code is 20 kB of tuples, and rarely printed twice
def symbol(text: str, kind: Kind | None = None) -> Symbol:
    """The symbol that carries `text`; without a kind, the one a scanner reads best.

    13 digits with a right check digit become EAN-13, `(01)…` GS1-128, a web address QR, anything
    else Code 128 (subset C for an even number of digits). ValueError when the text does not fit.
    """
    if not text:
        raise ValueError("a barcode needs at least one character")
    kind = kind or kind_for(text)
    if kind is Kind.EAN_13:
        _check_ean_13(text)
    elif not (text.isascii() and text.isprintable()):
        raise ValueError(f"our barcodes carry printable ASCII only, not {text!r}")
    return _encoded(kind, text)


def kind_for(text: str) -> Kind:
    """The kind of symbol that a text asks for by its form."""
    if len(text) == EAN_13_DIGITS and _is_digits(text) and ean_13_check_digit(text) == text[-1]:
        return Kind.EAN_13
    if text.startswith("("):
        return Kind.GS1_128
    if text.lower().startswith(("http://", "https://")):
        return Kind.QR
    return Kind.CODE_128


def ean_13_check_digit(digits: str) -> str:
    """The check digit over the first twelve digits (GS1 General Specifications 7.9.1)."""
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[:12]))
    return str(-weighted % 10)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _check_ean_13(text: str) -> None:
    if len(text) != EAN_13_DIGITS or not _is_digits(text):
        raise ValueError(f"an EAN-13 has thirteen digits, not {text!r}")
    if ean_13_check_digit(text) != text[-1]:
        raise ValueError(f"the check digit of {text} should be {ean_13_check_digit(text)}")


_ZINT: Final = {
    Kind.CODE_128: zint.Symbology.CODE128,
    Kind.EAN_13: zint.Symbology.EANX,
    Kind.GS1_128: zint.Symbology.GS1_128,
    Kind.DATA_MATRIX: zint.Symbology.DATAMATRIX,
    Kind.GS1_DATA_MATRIX: zint.Symbology.DATAMATRIX,
    Kind.QR: zint.Symbology.QRCODE,
}


def _encoded(kind: Kind, text: str) -> Symbol:
    drawn = zint.Symbol()
    drawn.symbology = _ZINT[kind]
    if kind in {Kind.GS1_128, Kind.GS1_DATA_MATRIX}:
        # without both flags zint prints the brackets as plain text and says nothing
        drawn.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1PARENS
    else:
        drawn.input_mode = zint.InputMode.UNICODE
    if kind is Kind.QR:
        drawn.option_1 = QR_ERROR_CORRECTION_M
    elif kind in MATRIX:
        drawn.option_3 = zint.DataMatrixOptions.SQUARE
    drawn.warn_level = zint.WarningLevel.FAIL_ALL
    try:
        drawn.encode(text)
        drawn.buffer_vector()
    except Exception as refused:  # zint raises bare RuntimeError and its own warnings alike
        raise ValueError(f"{kind} cannot carry {text!r}: {refused}") from refused
    vector = drawn.vector
    if vector is None:
        raise ValueError(f"{kind} gave no picture for {text!r}")
    unit = ZINT_UNITS_PER_MODULE
    bars = [
        (int(bar.x) // unit, int(bar.y) // unit, int(bar.width) // unit, int(bar.height) // unit)
        for bar in vector.rectangles
    ]
    if kind in MATRIX:
        return Symbol(kind, text, drawn.width, drawn.rows, tuple(bars))
    first = min(x for x, _, _, _ in bars)  # zint counts the quiet zone of an EAN-13 in
    return Symbol(kind, text, drawn.width, 1, tuple((x - first, 0, w, 1) for x, _, w, _ in bars))
