"""``python -m tests.printing.proof``: ten thousand slips and labels, all read back (`make papers`).

Each payload becomes a slip on three papers and a parcel label as PDF and ZPL. Every code is read
back at 203 dpi, no word leaves its box or covers another, every letter has a glyph, and what was
replaced is named. ``--seed`` and ``--only`` make any one of them again.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Final
from urllib.parse import quote

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from printing import pdf
from printing.fonts import NO_GLYPH, clean, unshown
from printing.page import Bars, Page, Text
from printing.paper import PT_PER_MM, Box
from printing.parcel_label import parcel_label_zpl, parcel_page
from printing.slip import STYLES, replaced_letters, slip_pages
from printing.slip_codes import URL_SAFE
from tests.printing.payloads import Payload, payload
from tests.printing.reading import BLACK_BELOW, OURS, PT_PER_INCH, SCANNER_DPI
from tests.printing.test_layout import faults
from tests.printing.zpl_drawing import drawn

COUNT: Final = 10_000
AT_ONCE: Final = 50
#: of so many payloads one is read as whole pages; of the others the surroundings of each code
WHOLE_EACH: Final = 20
#: what is seen around a code, millimetres: more than its quiet zone
AROUND_MM: Final = 3.0


def wrong_with(one: Payload, *, is_whole: bool = False) -> list[str]:
    """What is wrong with the papers of a payload, in words; nothing, as a rule."""
    found = []
    for paper in STYLES:
        pages = slip_pages(one.slip, paper)
        found += [
            f"slip {paper.width_mm:g} mm: {fault}" for page in pages for fault in faults(page)
        ]
        is_thermal = not paper.height_mm
        found += _misread(pages, _expected_of_slip(one), is_whole=is_whole, is_thermal=is_thermal)
    found += _unnamed(one)
    page = parcel_page(one.label)
    number = one.label.tracking_number
    found += [f"label: {fault}" for fault in faults(page)]
    found += _misread([page], {number}, is_whole=is_whole, is_thermal=True)
    printed = _read(drawn(parcel_label_zpl(one.label).decode()))
    if sorted(printed) != [("Code128", number), ("DataMatrix", number)]:
        found.append(f"ZPL reads as {printed} instead of {number}")
    return [f"{one.name}: {fault}" for fault in found]


def _expected_of_slip(one: Payload) -> set[str]:
    return {one.slip.slip_code, quote(one.slip.return_url, safe=URL_SAFE)}


def _unnamed(one: Payload) -> list[str]:
    """Letters that became empty boxes and that nobody is told of."""
    named = replaced_letters(one.slip)
    texts = [
        mark.text for page in slip_pages(one.slip) for mark in page.marks if isinstance(mark, Text)
    ]
    is_there = any(NO_GLYPH in text for text in texts)
    found = []
    if is_there and not named:
        found.append("an empty box stands there, and no letter is named")
    lost = set(unshown(one.slip.recipient.name)) - set(named)
    if lost:
        found.append(f"replaced and not named: {lost}")
    if named and NO_GLYPH not in clean(named):
        found.append(f"named, but not replaced visibly: {named!r}")
    return found


def _misread(
    pages: list[Page], expected: set[str], *, is_whole: bool, is_thermal: bool
) -> list[str]:
    """Codes of these pages that read as something else, or not at all."""
    marks = [
        (n, mark) for n, page in enumerate(pages) for mark in page.marks if isinstance(mark, Bars)
    ]
    said = {mark.symbol.text for _n, mark in marks}
    found = [] if said == expected else [f"bears {said} instead of {expected}"]
    document = pdfium.PdfDocument(pdf.render(pages, "proof"))
    if is_whole:
        read = {
            text
            for page in document
            for _kind, text in _read(_seen(page, None, is_thermal=is_thermal))
        }
        found += [] if read == expected else [f"reads as {read} instead of {expected}"]
    else:
        for n, mark in marks:
            seen = _seen(document[n], mark.with_quiet_zones, is_thermal=is_thermal)
            read = {text for _kind, text in _read(seen)}
            if read != {mark.symbol.text}:
                found.append(f"reads as {read} instead of {mark.symbol.text!r}")
    document.close()
    return found


def _seen(page: pdfium.PdfPage, box: Box | None, *, is_thermal: bool) -> Image.Image:
    """A page, or what a scanner that is pointed at a box sees of it, at its resolution."""
    crop = (0.0, 0.0, 0.0, 0.0)
    if box is not None:
        wide, high = page.get_size()
        near = box.inset(-AROUND_MM)
        crop = (
            max(0, near.x * PT_PER_MM), max(0, high - near.bottom * PT_PER_MM),
            max(0, wide - near.right * PT_PER_MM), max(0, near.y * PT_PER_MM),
        )  # fmt: skip
    bitmap = page.render(scale=SCANNER_DPI / PT_PER_INCH, crop=crop, grayscale=True)
    picture = bitmap.to_pil().convert("L")
    if is_thermal:
        picture = picture.point(lambda grey: 0 if grey < BLACK_BELOW else 255)
    return picture


def _read(picture: Image.Image) -> list[tuple[str, str]]:
    read = zxingcpp.read_barcodes(picture, OURS, text_mode=zxingcpp.TextMode.Plain)
    return [(code.format.name.removesuffix("Model2"), code.text) for code in read]


def _some(task: tuple[int, int, int]) -> list[str]:
    seed, first, last = task
    return [
        fault
        for n in range(first, last)
        for fault in wrong_with(payload(seed, n), is_whole=n % WHOLE_EACH == 0)
    ]


def main() -> int:
    """1 when a paper is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", type=int, default=None, help="one payload by its number")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}: again with --seed {seed}", flush=True)
    if asked.only is not None:
        found = wrong_with(payload(seed, asked.only), is_whole=True)
        print("\n".join(found) or "nothing is wrong")
        return bool(found)
    began, wrong = time.monotonic(), []
    tasks = [(seed, n, min(n + AT_ONCE, asked.count)) for n in range(0, asked.count, AT_ONCE)]
    with ProcessPoolExecutor(asked.processes) as hands:
        for done, found in enumerate(_told(hands.map(_some, tasks)), 1):
            wrong += found
            if done % 20 == 0:
                at = min(done * AT_ONCE, asked.count)
                print(
                    f"{at:,} payloads, {len(wrong)} faults, {time.monotonic() - began:.0f} s",
                    flush=True,
                )
    papers = asked.count * (len(STYLES) + 2)
    print(f"{asked.count:,} payloads, {papers:,} papers, {len(wrong)} faults")
    return bool(wrong)


def _told(results: Iterator[list[str]]) -> Iterator[list[str]]:
    for found in results:
        for fault in found:
            print(fault, flush=True)
        yield found


if __name__ == "__main__":
    sys.exit(main())
