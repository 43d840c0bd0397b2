"""A return as the slip that its consumer puts into the carton."""

from __future__ import annotations

from typing import Final

from litestar import Response

from printing.return_slip import ReturnSlip, ReturnSlipRow, return_slip
from wms.returns.queries import ReturnView
from wms.returns.return_code import return_code

PDF: Final = "application/pdf"


def return_slip_paper(one: ReturnView, shop_name: str, language: str) -> ReturnSlip:
    """What the slip says, in the language of whoever packs the carton."""
    return ReturnSlip(
        language=language,
        shop_name=shop_name,
        number=f"R-{one.number}",
        code=return_code(one.number),
        order=one.order_external_id or "–",
        rows=[
            ReturnSlipRow(sku=line.sku, name=line.name, quantity=line.announced)
            for line in one.lines
            if line.announced
        ],
    )


def slip_answer(slip: ReturnSlip) -> Response[bytes]:
    """The PDF under its number; a browser shows it."""
    name = f'inline; filename="{slip.number}.pdf"'
    return Response(return_slip(slip), media_type=PDF, headers={"Content-Disposition": name})
