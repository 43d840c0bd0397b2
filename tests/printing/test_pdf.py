"""The bytes of a PDF: the same for the same paper, and the words can be read and copied."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from printing import pdf
from printing.badge import badge
from printing.manifest import manifest, manifest_pages
from printing.page import Page
from printing.paper import A4, A6, Box, Size
from printing.parcel_label import parcel_label
from printing.place_labels import location_sheets
from printing.sheets import PLACE_SHEET, on_sheets
from printing.slip import slip, slip_pages, slips
from tests.printing import samples
from tests.printing.papers import PAPERS
from tests.printing.reading import pictures, words

FINGERPRINT = """
import hashlib
from printing import pdf, zpl
from tests.printing.papers import PAPERS
from tests.printing.samples import NAMES
for paper in sorted(PAPERS):
    pages = PAPERS[paper](NAMES[3])
    print(paper, hashlib.sha256(pdf.render(pages, paper)).hexdigest())
    print(paper, hashlib.sha256(zpl.render(pages)).hexdigest())
"""


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_paper_has_the_same_bytes(paper: str) -> None:
    first = pdf.render(PAPERS[paper](samples.LONG_PL), "x")
    pdf.render(
        PAPERS["slip A6"]("Інше між ними"), "other"
    )  # what was printed before must not matter
    assert pdf.render(PAPERS[paper](samples.LONG_PL), "x") == first


def test_another_process_in_another_zone_prints_the_same_bytes(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", FINGERPRINT],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "1", "PATH": "", "TZ": "Asia/Tokyo"},
    ).stdout
    exec(FINGERPRINT, {})
    assert capsysbinary.readouterr().out == printed
    assert len(printed.splitlines()) == 2 * len(PAPERS)


def test_threads_may_print_at_once() -> None:
    names = [f"{name} {number}" for number in range(12) for name in samples.NAMES[:4]]
    alone = [hashlib.sha256(slip(samples.slip_of(name))).digest() for name in names]
    with ThreadPoolExecutor(8) as hands:
        together = list(hands.map(lambda name: slip(samples.slip_of(name)), names))
    assert [hashlib.sha256(paper).digest() for paper in together] == alone


def test_a_slip_says_who_what_and_how_many() -> None:
    (text,) = words(slip(samples.slip_of(samples.LONG_PL, "pl")))
    for said in ("10001234", "WEB-Aleksandra", "Aleksandra", "Brzęczyszczykiewicz", "4000000178",
                 "Strona 1 z 1", "22 listopada 2026", "Sztuki 6", "returns.example"):  # fmt: skip
        assert said in text


def test_a_slip_shows_no_street_and_no_phone() -> None:
    one = samples.slip_of("Jo")
    text = " ".join(words(slip(one)))
    assert one.recipient.street not in text
    assert one.recipient.phone not in text


def test_markup_in_a_name_is_only_letters() -> None:
    name = "<b>&amp;</b> ^XZ ~JA <font size=99>"
    assert name in " ".join(words(slip(samples.slip_of(name))))
    assert "<b>&amp;</b>" in " ".join(words(parcel_label(samples.label_of(name))))


@pytest.mark.parametrize("paper", [A4, A6], ids=["A4", "A6"])
def test_a_long_slip_numbers_its_pages_and_loses_no_line(paper: Size) -> None:
    one = samples.slip_of("Kubek", "en", lines=120)
    texts = words(slip(one, paper))
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert "10001234" in text
    everything = " ".join(texts)
    assert all(line.sku in everything for line in one.lines)
    assert f"{sum(range(1, 121))}" in everything


def test_several_slips_in_one_pdf_begin_on_pages_of_their_own() -> None:
    many = [samples.slip_of("Jo", code=f"400000017{n}") for n in range(5)]
    texts = words(slips(many))
    assert len(texts) == 5
    assert all(one.slip_code in text for one, text in zip(many, texts, strict=True))


def test_a_slip_without_extras_has_none() -> None:
    one = samples.slip_of("Jo", "en")
    bare = msgspec.structs.replace(one, ordered_on=None, gift_note=" ", message="", return_url="")
    (text,) = words(slip(bare))
    for word in ("A note for you", "From the shop", "Something not right?", "Date"):
        assert word not in text
    assert len(slip_pages(bare)) == 1


def test_a_manifest_counts_weighs_and_sums_each_currency() -> None:
    text = " ".join(words(manifest(samples.manifest_of("Kurier", 80, "en"))))
    assert "Parcels 80" in text
    assert "83.160 kg" in text  # 80 kilograms and the grams 0 to 79
    assert "1,053.00 PLN" in text
    assert "1,080.00 UAH" in text
    assert all(f"UA{n:012}PL" in text for n in range(80))
    assert "Received by the courier" in text


def test_the_signatures_stand_on_the_last_page_only() -> None:
    for parcels in range(20, 70):
        pages = manifest_pages(samples.manifest_of("Kurier", parcels, "en"))
        said = [" ".join(getattr(mark, "text", "") for mark in page.marks) for page in pages]
        assert ["Signature" in text for text in said] == [False] * (len(pages) - 1) + [True]


def test_a_badge_does_not_print_its_value_in_figures() -> None:
    card = samples.badge_of(samples.LONG_UK)
    assert card.value not in " ".join(words(badge(card)))


def test_a_sheet_starts_where_the_last_one_was_left() -> None:
    labels = [samples.location_of("A-01", f"10000000{n}") for n in range(10, 22)]
    texts = words(location_sheets(labels, first_place=9))
    assert len(texts) == 3
    assert "1000000010" in texts[0]
    assert "1000000011" not in texts[0]
    assert "1000000021" in texts[2]


def test_a_sheet_refuses_wrong_places_and_sizes() -> None:
    with pytest.raises(ValueError, match="places"):
        on_sheets([], PLACE_SHEET, 10)
    with pytest.raises(ValueError, match="takes labels of"):
        on_sheets([Page(Size(10, 10))], PLACE_SHEET)


def test_a_pdf_has_at_least_one_page() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        pdf.render([], "nothing")
    with pytest.raises(ValueError, match="at least one page"):
        slips([])


def test_marks_lie_where_the_layout_says() -> None:
    page = Page(Size(40, 30))
    page.fill(Box(5, 10, 20, 2))
    (picture,) = pictures(pdf.render([page], "x"), dpi=254)  # ten dots a millimetre
    left, top, right, bottom = picture.point(lambda grey: 255 - grey).getbbox() or (0, 0, 0, 0)
    assert (left, top, right, bottom) == pytest.approx((50, 100, 250, 120), abs=1)


def test_letters_lie_within_the_measured_space() -> None:
    for text in ("ŁÓDŹ Їжак gjpqyц", "Wiśniewska-Brzęczyszczykiewicz", "ґҐєЄ 0123"):
        page = Page(Size(100, 30))
        page.text(Box(5, 5, 90, 15), text, 20)
        (picture,) = pictures(pdf.render([page], "x"), dpi=254)
        left, top, right, bottom = picture.point(lambda grey: 255 - grey).getbbox() or (0, 0, 0, 0)
        (mark,) = page.marks
        space = mark.extent  # type: ignore[union-attr]  # drawn above, so it has one
        assert left / 10 >= space.x - 0.2
        assert top / 10 >= space.y - 0.2
        assert right / 10 <= space.right + 0.2
        assert bottom / 10 <= space.bottom + 0.2
        assert right / 10 >= space.right - 1  # the measure is no mere upper bound
