"""Every barcode on every paper is read back at 203 dpi, in grey and in thermal black."""

import random

import msgspec
import pytest

from printing import pdf
from printing.badge import badge, badge_sheets
from printing.carton_label import CartonLabel, carton_labels
from printing.manifest import manifest
from printing.page import Page
from printing.paper import A4, A6, Box, Size
from printing.parcel_label import parcel_label, parcel_labels
from printing.place_labels import location_labels, location_sheets, tote_labels, tote_sheets
from printing.product_labels import product_labels, product_sheets
from printing.setup_sheet import setup_sheet
from printing.slip import slip, slips
from printing.symbols import Kind, symbol
from tests.printing import samples
from tests.printing.reading import codes, share

SEED = 20261122
LETTERS = "".join(map(chr, range(0x20, 0x7F)))


def chance(of: str) -> random.Random:
    """Random, but the same in every run; the seed is in the test's name and here."""
    return random.Random(f"{SEED} {of}")


def on_one_page(text: str, kind: Kind, module: int) -> bytes:
    code = symbol(text, kind)
    high = 10.0 if not code.is_matrix else code.modules_high * module / 8
    page = Page(Size(code.modules_wide * module / 8 + 6, high + 6))
    page.bars(Box(3, 3, page.size.width_mm - 6, high), code, most_dots=module)
    return pdf.render([page], "code")


@pytest.mark.parametrize("module", [2, 3, 5])
def test_code_128_of_any_printable_text(module: int) -> None:
    pick = chance(f"code 128 {module}")
    for _ in range(share(0.12)):
        text = "".join(pick.choices(LETTERS, k=pick.randint(1, 24))).strip() or "0"
        assert codes(on_one_page(text, Kind.CODE_128, module)) == {("Code128", text)}


def test_our_ten_digits_take_ninety_modules() -> None:
    pick = chance("ten digits")
    for _ in range(share(0.1)):
        text = samples.digits(pick, 10)
        assert symbol(text).columns == 90  # subset C: one symbol for two digits
        assert codes(on_one_page(text, Kind.CODE_128, 2)) == {("Code128", text)}


@pytest.mark.parametrize("text", ["9985470428", "99", "9999999999", "99A", "A99", "1", "123", "~"])
def test_code_128_keeps_what_encoders_have_lost(text: str) -> None:
    assert codes(on_one_page(text, Kind.CODE_128, 2)) == {("Code128", text)}


def test_ean_13() -> None:
    pick = chance("ean 13")
    for _ in range(share(0.12)):
        text = samples.ean_13(pick)
        assert codes(on_one_page(text, Kind.EAN_13, 3)) == {("EAN13", text)}


def gs1(pick: random.Random) -> tuple[str, str]:
    """A GTIN with expiry and lot: in brackets, and as a scanner sends it."""
    body = "0" + samples.ean_13(pick)
    expiry = f"{pick.randint(27, 39)}{pick.randint(1, 12):02}{pick.randint(1, 28):02}"
    lot = "".join(pick.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-/", k=pick.randint(1, 12)))
    return f"(01){body}(10){lot}(17){expiry}", f"01{body}10{lot}\x1d17{expiry}"


@pytest.mark.parametrize(
    ("kind", "format_name"), [(Kind.GS1_128, "Code128"), (Kind.GS1_DATA_MATRIX, "DataMatrix")]
)
def test_gs1_symbols_carry_elements_not_brackets(kind: Kind, format_name: str) -> None:
    pick = chance(kind)
    for _ in range(share(0.06)):
        text, scanned = gs1(pick)
        assert codes(on_one_page(text, kind, 3)) == {(format_name, scanned)}


@pytest.mark.parametrize("kind", [Kind.QR, Kind.DATA_MATRIX])
def test_matrix_symbols(kind: Kind) -> None:
    pick = chance(kind)
    name = {Kind.QR: "QRCode", Kind.DATA_MATRIX: "DataMatrix"}[kind]
    for _ in range(share(0.06)):
        text = "https://x.example/" + "".join(pick.choices(LETTERS[1:], k=pick.randint(1, 60)))
        read = codes(on_one_page(text, kind, 3))
        assert {(form.removesuffix("Model2"), said) for form, said in read} == {(name, text)}


@pytest.mark.parametrize("paper", [A4, A6], ids=["A4", "A6"])
def test_slips(paper: Size) -> None:
    pick = chance("slips")
    many = [
        samples.slip_of(
            pick.choice(samples.READ_NAMES), "uk", pick.randint(1, 9), samples.digits(pick, 10)
        )
        for _ in range(share(0.03))
    ]
    read = {text for _, text in codes(slips(many, paper))}
    assert read == {text for one in many for text in (one.slip_code, one.return_url)}


def test_a_return_address_in_ukrainian_is_percent_encoded() -> None:
    address = "https://x.example/повернення?k=ї&a=%20"
    one = msgspec.structs.replace(samples.slip_of("Jo"), return_url=address)
    read = {text for _, text in codes(slip(one))}
    encoded = "https://x.example/%D0%BF%D0%BE%D0%B2%D0%B5%D1%80%D0%BD%D0%B5%D0%BD%D0%BD%D1%8F"
    assert f"{encoded}?k=%D1%97&a=%20" in read


@pytest.mark.parametrize("is_thermal", [False, True])
def test_parcel_labels(is_thermal: bool) -> None:
    pick = chance("labels")
    forms = (
        lambda: samples.digits(pick, 10),
        lambda: samples.digits(pick, pick.randint(8, 36)),
        lambda: "UA" + samples.digits(pick, 9) + "PL",
        lambda: "".join(pick.choices("ABCDEFGHXYZ0123456789", k=pick.randint(6, 22))),
    )
    numbers = [pick.choice(forms)() for _ in range(share(0.06))]
    labels = [samples.label_of(pick.choice(samples.READ_NAMES), "pl", number) for number in numbers]
    read = codes(parcel_labels(labels), is_thermal=is_thermal)
    assert read == {(form, number) for number in numbers for form in ("Code128", "DataMatrix")}


@pytest.mark.parametrize("is_thermal", [False, True])
def test_place_labels_on_rolls_and_sheets(is_thermal: bool) -> None:
    pick = chance("places")
    numbers = [samples.digits(pick, 10) for _ in range(share(0.05))]
    expected = {("Code128", number) for number in numbers}
    places = [samples.location_of("A-03-17-2", number) for number in numbers]
    totes = [samples.tote_of("T-0042", number) for number in numbers]
    for paper in (
        location_labels(places),
        location_sheets(places),
        tote_labels(totes),
        tote_sheets(totes, first_place=7),
    ):
        assert codes(paper, is_thermal=is_thermal) == expected


@pytest.mark.parametrize("is_thermal", [False, True])
def test_product_labels_on_rolls_and_sheets(is_thermal: bool) -> None:
    pick = chance("products")
    numbers = [samples.ean_13(pick) for _ in range(share(0.05))]
    labels = [samples.product_of(samples.LONG_UK, number) for number in numbers]
    labels.append(samples.product_of(samples.LONG_PL, "KUB-0007-B"))
    expected = {("EAN13", number) for number in numbers} | {("Code128", "KUB-0007-B")}
    assert codes(product_labels(labels), is_thermal=is_thermal) == expected
    assert codes(product_sheets(labels, first_place=3), is_thermal=is_thermal) == expected


@pytest.mark.parametrize("is_thermal", [False, True])
def test_badges(is_thermal: bool) -> None:
    pick = chance("badges")
    values = ["5" + samples.digits(pick, 39) for _ in range(share(0.04))]
    cards = [samples.badge_of(samples.LONG_PL, value) for value in values]
    expected = {(form, value) for value in values for form in ("Code128", "QRCode")}
    read = codes(badge_sheets(cards), is_thermal=is_thermal)
    assert {(form.removesuffix("Model2"), text) for form, text in read} == expected
    one = codes(badge(cards[0]), is_thermal=is_thermal)
    assert {text for _, text in one} == {values[0]}
    assert len(one) == 2


def test_the_setup_sheet_and_the_manifest() -> None:
    sheet = samples.setup_of("Magazyn")
    assert codes(setup_sheet(sheet)) == {("Code128", code) for code in sheet.commands.values()}
    handover = samples.manifest_of(samples.LONG_PL, parcels=70, number="M-2026-000123")
    assert codes(manifest(handover)) == {("Code128", "M-2026-000123")}


def test_a_label_whose_number_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        parcel_label(samples.label_of("Jo", tracking="x" * 60))


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("376123450000000016", ("Code128", "00376123450000000016")),
        ("00000170001", ("Code128", "00000170001")),
        ("BOX-77/A", ("Code128", "BOX-77/A")),
    ],
)
def test_labels_of_cartons(code: str, read: tuple[str, str]) -> None:
    for name in samples.READ_NAMES:
        label = CartonLabel(name, f"PO {name}", 3, 12, code, ((name, 1_000_000),) * 20)
        [(kind, text)] = codes(carton_labels([label]))
        assert (kind, text.replace("(", "").replace(")", "")) == read
