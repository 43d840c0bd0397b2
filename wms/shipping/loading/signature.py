"""A signature as the handheld draws it: strokes on a grid, small enough for a field of a form.

A point is three letters: nine bits across and nine down, in units of a 511th of the drawing's
width. Strokes are parted by ``~``. `api/static/js/sign.js` writes it; paper and desk read it.
"""

from __future__ import annotations

from typing import Final

from wms.shipping.loading.errors import SignatureBroken

GRID: Final = 511
#: longest signature, letters
MAX_CHARS: Final = 1_950
_BITS: Final = 9
_POINT_CHARS: Final = 3
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUE: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_LETTER_BITS: Final = 6

Point = tuple[int, int]
Strokes = tuple[tuple[Point, ...], ...]


def strokes_of(written: str) -> Strokes:
    """The strokes of a signature, each a row of points; none of an empty one.

    Raises:
        SignatureBroken: it is no signature of ours.
    """
    if len(written) > MAX_CHARS:
        raise SignatureBroken
    return tuple(_stroke(one) for one in written.split("~") if one)


def _stroke(letters: str) -> tuple[Point, ...]:
    if len(letters) % _POINT_CHARS or not _VALUE.keys() >= set(letters):
        raise SignatureBroken
    return tuple(
        _point(letters[n : n + _POINT_CHARS]) for n in range(0, len(letters), _POINT_CHARS)
    )


def _point(letters: str) -> Point:
    value = 0
    for letter in letters:
        value = value << _LETTER_BITS | _VALUE[letter]
    return value >> _BITS, value & GRID
