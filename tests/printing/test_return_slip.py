"""The slip in a carton that comes back is found by its code, in the consumer's language."""

from __future__ import annotations

from printing.page import Bars, Text
from printing.return_slip import ROWS_MAX, ReturnSlip, ReturnSlipRow, return_slip, slip_page


def test_the_slip_carries_the_code_large_enough_for_any_scanner() -> None:
    row = ReturnSlipRow(sku="TEA-100", name="Herbata " * 30, quantity=2)
    slip = ReturnSlip(
        language="de", shop_name="Świt", number="R-12", code="7000000125", order="WEB-1",
        rows=[row] * (ROWS_MAX + 3),
    )  # fmt: skip
    marks = slip_page(slip).marks
    [bars] = [one for one in marks if isinstance(one, Bars)]
    assert bars.symbol.text == slip.code
    assert bars.module_dots >= 4
    words = [one.text for one in marks if isinstance(one, Text)]
    assert "R-12" in words and "Rücksendung · Świt" in words and "+ 3" in words
    assert return_slip(slip).startswith(b"%PDF")
