"""Text broken into lines and cut to what fits, by measured widths.

There is no markup anywhere on our paper: `<b>&` in a name is printed as `<b>&`.
"""

import re
from functools import lru_cache
from typing import Final

from printing.fonts import Face, width_mm

ELLIPSIS: Final = "…"
SHRINK_STEP_PT: Final = 0.5
_PARTS: Final = re.compile(r"[^ /-]*[/-]|[^ /-]+")  # up to and with a hyphen or a slash

HARD_SPACE: Final = "\u00a0"
_HELD: Final = re.compile(r"(?<=\d) (?=[^\W\d_]{1,2}\b)|(?<=\b[^\W\d_]) (?=\S)")
"""Spaces at which no line ends: between a number and its unit, after a word of one letter."""


def held_together(text: str) -> str:
    """The text with hard spaces where a line should not be broken (100 g, sp. z o.o.)."""
    return _HELD.sub(HARD_SPACE, text)


@lru_cache(maxsize=2048)
def wrap(text: str, face: Face, size_pt: float, width: float) -> tuple[str, ...]:
    """Lines of cleaned text, each at most `width` millimetres; a word too long is broken inside."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if width_mm(candidate, face, size_pt) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, face, size_pt, width)
        lines.extend(full)
    if line:
        lines.append(line)
    return tuple(lines)


def _broken(word: str, face: Face, size_pt: float, width: float) -> list[str]:
    """A word in pieces that fit, at its hyphens where it can be, else between any two letters.

    One letter wider than the width still is a piece of its own.
    """
    pieces, piece = [], ""
    for part in _PARTS.findall(word):
        fits = width_mm(part, face, size_pt) <= width
        if fits and width_mm(piece + part, face, size_pt) > width:
            pieces.append(piece)
            piece = part
            continue
        for letter in part:
            if piece and width_mm(piece + letter, face, size_pt) > width:
                pieces.append(piece)
                piece = letter
            else:
                piece += letter
    return [*pieces, piece]


@lru_cache(maxsize=2048)
def widest_part(text: str, face: Face, size_pt: float) -> float:
    """Width of the widest piece of text that wrapping would rather not break, in millimetres."""
    return max((width_mm(part, face, size_pt) for part in _PARTS.findall(text)), default=0.0)


def cut(text: str, face: Face, size_pt: float, width: float) -> str:
    """The text, or as much of its beginning as fits before an ellipsis; empty if not even that."""
    if width_mm(text, face, size_pt) <= width:
        return text
    fits, over = 0, len(text)
    while over - fits > 1:
        middle = (fits + over) // 2
        if width_mm(text[:middle] + ELLIPSIS, face, size_pt) <= width:
            fits = middle
        else:
            over = middle
    if not fits and width_mm(ELLIPSIS, face, size_pt) > width:
        return ""
    return text[:fits].rstrip() + ELLIPSIS


def cut_lines(
    lines: tuple[str, ...], most: int, face: Face, size_pt: float, width: float
) -> tuple[str, ...]:
    """At most so many lines; the last one says by an ellipsis that there was more."""
    if len(lines) <= most:
        return lines
    if most < 1:
        return ()
    last = cut(lines[most - 1] + " " + lines[most], face, size_pt, width)
    if not last.endswith(ELLIPSIS):
        last = cut(last + " " + ELLIPSIS * 2, face, size_pt, width)
    return (*lines[: most - 1], last)


def shrunk(text: str, face: Face, width: float, size_pt: float, least_pt: float) -> float:
    """The font size between `size_pt` and `least_pt` at which one line of text fits the width."""
    needed = width_mm(text, face, size_pt)
    if needed <= width:
        return size_pt
    steps = int(size_pt * width / needed / SHRINK_STEP_PT)  # rounded down to a half point
    return max(least_pt, steps * SHRINK_STEP_PT)
