"""The statutory clocks of a return (pure).

Distance contracts with consumers, Directive 2011/83/EU on consumer rights and the Polish act of
30 May 2014 on consumer rights (ustawa o prawach konsumenta) that carries it over:

- Art. 9 of the directive, art. 27 of the act: 14 days to withdraw, without a reason.
- Art. 13(1), art. 32(1): the trader pays back within 14 days of hearing of the withdrawal.
- Art. 13(3), art. 32(3): the trader may wait with it until the goods, or the proof that they were
  sent, have come: why the arrival is told to the shop at once.
- Art. 14(1), art. 34(1): the consumer sends the goods back within 14 days of declaring.
- Art. 7a of the act: a complaint is answered within 14 days.

The refund is the shop's; the clocks are told so that it can keep them. How days are counted says
`wms.clocks.terms`: each ends with the last second of its day where the building stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wms.clocks.terms import COMPLAINT_DAYS, REFUND_DAYS, SEND_BACK_DAYS, Almanac, term

_USUAL: Final = Almanac()


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """What is due when (UTC); None where no clock runs."""

    #: the consumer has sent the goods by then
    goods_due_at: datetime | None = None
    #: the shop has paid back by then, if it holds the goods or the proof of their sending
    refund_due_at: datetime | None = None
    #: the goods are not here yet: the shop may wait with the refund
    is_refund_withholdable: bool = False
    #: the shop has answered the complaint by then
    complaint_answer_due_at: datetime | None = None


def clocks(
    reason: str,
    declared_at: datetime | None,
    arrived_at: datetime | None,
    almanac: Almanac = _USUAL,
) -> Clocks:
    """The clocks that a declaration started; none without one."""
    if declared_at is None:
        return Clocks()
    if reason == "withdrawal":
        return Clocks(
            goods_due_at=term(declared_at, SEND_BACK_DAYS, almanac),
            refund_due_at=term(declared_at, REFUND_DAYS, almanac),
            is_refund_withholdable=arrived_at is None,
        )
    if reason in ("complaint", "damaged", "wrong_item"):
        return Clocks(complaint_answer_due_at=term(declared_at, COMPLAINT_DAYS, almanac))
    return Clocks()
