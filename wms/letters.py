"""Which letters our papers can show: a name that would print as empty boxes is refused at the door.

The table is the embedded font's (printing/fonts). tests/printing/test_letters.py compares the two
and says what to write here when the font was changed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

from wms.errors import N_, Kind, Refusal, SeveralInvalid

#: code points, first to last, hexadecimal
RANGES: Final = """
    0020-007e 00a0-024f 0259 02bc 02c6-02dd 0300-0304 0306-0308 030a-030c 0323 0326-0328
    0370-0377 037a-037f 0384-038a 038c 038e-03a1 03a3-0525 1e00-1efb 2010-2015 2018-201e
    2020-2022 2026 202f-2030 2032-2033 2039-203a 2044 2070-2071 2074-2089 20a0-20b5 20b8-20ba
    20bd 2116 2122 2126 215b-215e 2190-2199 2212 2215 221e 2248 2260 2264-2265 25a0-25a1 25aa
    25b2 25b6 25ba 25bc 25c0 25cb 25cf 2605-2606 260e 2610-2612 2665 2709 2713-2714 2717
    fb01-fb02 fffd
"""
_BOUNDS: Final = [
    (int(first, 16), int(last or first, 16))
    for first, _, last in (each.partition("-") for each in RANGES.split())
]
_FIRSTS: Final = [first for first, _ in _BOUNDS]
#: characters that are told back; a whole name in another script has them all
_TOLD_MAX: Final = 10


class LettersUnprintable(Refusal):
    """Letters that no label and no slip can show."""

    kind = Kind.INVALID
    code = "text.unprintable"
    title = N_("Letters that cannot be printed")
    sentence = N_(
        "Labels and slips cannot show {letters}. Write it in Latin, Cyrillic or Greek letters."
    )
    remedy = N_(
        "Write these letters in Latin, Cyrillic or Greek script; emoji and control characters "
        "are left out."
    )


def unprintable(text: str) -> str:
    """The characters of ``text`` that our papers cannot show, each once; empty when all can.

    Text is composed first (NFC), as it is when it is printed; breaks between lines are no letters.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(each for each in composed if not _can_be_shown(each)))


def check_letters(text: str | None, pointer: str) -> Refusal | None:
    """The refusal of a text that our papers cannot show; None when they can."""
    letters = unprintable(text or "")
    return LettersUnprintable(pointer=pointer, letters=letters[:_TOLD_MAX]) if letters else None


def check_all(texts: Mapping[str, str | None]) -> None:
    """Check texts by their JSON pointers.

    Raises:
        SeveralInvalid: letters that no label can show, each text with its pointer.
    """
    wrong = [no for pointer, each in texts.items() if (no := check_letters(each, pointer))]
    if wrong:
        raise SeveralInvalid(wrong)


def _can_be_shown(letter: str) -> bool:
    if letter in "\n\r\t" or unicodedata.category(letter) == "Zs":
        return True
    nearest = bisect_right(_FIRSTS, ord(letter)) - 1
    return nearest >= 0 and ord(letter) <= _BOUNDS[nearest][1]
