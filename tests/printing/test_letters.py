"""What the doors let through is what the papers can show."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from printing.fonts import Face, clean, file_of, has
from wms.letters import RANGES, check_letters, unprintable


def in_the_font() -> str:
    """The table as `wms.letters.RANGES` has it, read out of the fonts."""
    letters = set.intersection(*(set(TTFont(file_of(face)).getBestCmap()) for face in Face))
    bounds: list[list[int]] = []
    for code in sorted(letters):
        if bounds and bounds[-1][1] == code - 1:
            bounds[-1][1] = code
        else:
            bounds.append([code, code])
    return " ".join(f"{a:04x}" if a == b else f"{a:04x}-{b:04x}" for a, b in bounds)


def test_the_table_is_the_fonts() -> None:
    assert re.sub(r"\s+", " ", RANGES).strip() == in_the_font()


@pytest.mark.parametrize(
    "name",
    ["Anna Żółkiewska", "Ґалаґан Їжакевич", "Θεόδωρος", "Nguyễn Văn Ánh", "Zo\u0301ł\u0107",
     "O’Brien — 12/7 „B”", "two\nlines\u00a0here\u2009too"],
)  # fmt: skip
def test_names_of_europe_and_more_are_printed(name: str) -> None:
    assert unprintable(name) == ""
    assert check_letters(name, "/name") is None
    for face in Face:
        assert all(has(letter, face) for letter in clean(name.replace("\n", " ")))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("王小明", "王小明"), ("محمد", "محد"), ("Anna 🎉🎉", "🎉"), ("a\u202eb", "\u202e"),
     ("Ana\u200b", "\u200b"), ("x\x85", "\x85")],
)  # fmt: skip
def test_what_would_be_an_empty_box_is_named(name: str, letters: str) -> None:
    assert unprintable(name) == letters
    no = check_letters(name, "/recipient/name")
    assert no is not None
    assert (no.pointer, no.facts["letters"]) == ("/recipient/name", letters)


def test_nothing_is_printable() -> None:
    assert check_letters(None, "/x") is None
    assert check_letters("", "/x") is None
