"""The statutory clocks of a return (pure).

Distance contracts with consumers, Directive 2011/83/EU on consumer rights and the Polish act of
30 May 2014 on consumer rights (ustawa o prawach konsumenta) that carries it over:

- Art. 9 of the directive, art. 27 of the act: 14 days to withdraw, without a reason.
- Art. 13(1), art. 32(1): the trader pays back within 14 days of hearing of the withdrawal.
- Art. 13(3), art. 32(3): the trader may wait with it until the goods, or the proof that they were
  sent, have come: why the arrival is told to the shop at once. The law names no days for a refund
  whose goods come after its 14 days, only "without undue delay": we ask for it within
  `LATE_GOODS_DAYS`.
- Art. 14(1), art. 34(1): the consumer sends the goods back within 14 days of declaring.
- Art. 7a of the act: a complaint is answered within 14 days.

The refund is the shop's; the clocks are told so that it can keep them. How days are counted says
`wms.clocks.terms`: each ends with the last second of its day where the building stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wms.clocks.terms import (
    COMPLAINT_DAYS,
    REFUND_DAYS,
    SEND_BACK_DAYS,
    Almanac,
    term,
    working_term,
)

#: working days to pay back when the goods came after the law's term
LATE_GOODS_DAYS: Final = 1
_USUAL: Final = Almanac()


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """What is due when (UTC); None where no clock runs."""

    #: the consumer has sent the goods by then
    goods_due_at: datetime | None = None
    #: the shop has paid back by then, if it holds the goods or the proof of their sending
    refund_due_at: datetime | None = None
    #: neither the goods nor the proof of their sending are here: the shop may wait with the refund
    is_refund_withholdable: bool = False
    #: the shop has answered the complaint by then
    complaint_answer_due_at: datetime | None = None


def held_since(arrived_at: datetime | None, clearable_at: datetime | None) -> datetime | None:
    """Since when the shop holds the goods or the proof that they were sent; None: neither."""
    return min((at for at in (arrived_at, clearable_at) if at is not None), default=None)


def clocks(
    reason: str,
    declared_at: datetime | None,
    held_at: datetime | None,
    almanac: Almanac = _USUAL,
) -> Clocks:
    """The clocks that a declaration started; none without one.

    ``held_at``: since when the shop holds the goods or the proof that they were sent.
    """
    if declared_at is None:
        return Clocks()
    if reason == "withdrawal":
        refund = term(declared_at, REFUND_DAYS, almanac)
        if held_at is not None and held_at > refund:
            refund = working_term(held_at, LATE_GOODS_DAYS, almanac)
        return Clocks(
            goods_due_at=term(declared_at, SEND_BACK_DAYS, almanac),
            refund_due_at=refund,
            is_refund_withholdable=held_at is None,
        )
    if reason in ("complaint", "damaged", "wrong_item"):
        return Clocks(complaint_answer_due_at=term(declared_at, COMPLAINT_DAYS, almanac))
    return Clocks()
