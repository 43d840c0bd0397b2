"""Which symbol carries what, and how much empty space it needs."""

import pytest

from printing.symbols import Kind, Quiet, ean_13_check_digit, kind_for, symbol


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1000017322", Kind.CODE_128),
        ("5901234123457", Kind.EAN_13),
        ("5901234123458", Kind.CODE_128),  # thirteen digits, but no EAN
        ("(01)05901234123457(10)A1", Kind.GS1_128),
        ("https://shop.example/r/1", Kind.QR),
        ("ABC-12", Kind.CODE_128),
    ],
)
def test_the_form_of_a_text_chooses_its_symbol(text: str, kind: Kind) -> None:
    assert kind_for(text) is kind
    assert symbol(text).kind is kind


def test_quiet_zones_are_those_of_the_standards() -> None:
    assert symbol("5901234123457").quiet == Quiet(11, 7)
    assert symbol("1000017322").quiet == Quiet(10, 10)
    assert symbol("https://x.example").quiet == Quiet(4, 4, 4, 4)
    assert symbol("5901234123457").modules_wide == 11 + 95 + 7
    assert symbol("1000017322").modules_wide == 10 + 90 + 10


@pytest.mark.parametrize("text", ["1000017322", "5901234123457", "(01)05901234123457"])
def test_linear_bars_start_and_end_with_ink(text: str) -> None:
    code = symbol(text)
    assert code.rows == 1
    assert min(x for x, _, _, _ in code.bars) == 0
    assert max(x + w for x, _, w, _ in code.bars) == code.columns
    assert all((y, h) == (0, 1) for _, y, _, h in code.bars)


@pytest.mark.parametrize("kind", [Kind.QR, Kind.DATA_MATRIX])
def test_a_matrix_is_square_and_filled_to_its_edges(kind: Kind) -> None:
    code = symbol("https://x.example/1", kind)
    assert code.is_matrix
    assert code.columns == code.rows
    assert max(x + w for x, _, w, _ in code.bars) == code.columns
    assert max(y + h for _, y, _, h in code.bars) == code.rows


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("", Kind.CODE_128, "at least one"),
        ("zażółć", Kind.CODE_128, "ASCII"),
        ("a\nb", Kind.CODE_128, "ASCII"),
        ("їжак", Kind.QR, "ASCII"),
        ("590123412345", Kind.EAN_13, "thirteen"),
        ("5901234123458", Kind.EAN_13, "should be 7"),
        ("٥٩٠١٢٣٤١٢٣٤٥٧", Kind.EAN_13, "thirteen"),
        ("(01)05901234123458", Kind.GS1_128, "checksum"),
        ("(01", Kind.GS1_DATA_MATRIX, "brackets"),
        ("x" * 9000, Kind.QR, "cannot carry"),
    ],
)
def test_what_no_symbol_can_carry_is_refused(text: str, kind: Kind, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        symbol(text, kind)


def test_check_digits_of_known_articles() -> None:
    # GS1 General Specifications' own example, and two from a kitchen shelf
    for ean in ("6291041500213", "5901234123457", "4006381333931"):
        assert ean_13_check_digit(ean) == ean[-1]
