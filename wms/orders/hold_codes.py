"""Why an order may wait: every code there is, who must act, and what ends it."""

from __future__ import annotations

from typing import Final

import msgspec

from wms.errors import N_

#: who must act before the order goes on
OWNERS: Final = ("us", "shop", "consumer", "carrier")
#: holds of these owners are ended by the shop's program too: it speaks for its consumer
SHOP_ENDS: Final = ("shop", "consumer")


class HoldCode(msgspec.Struct, frozen=True, kw_only=True):
    """A reason: ``word`` names it for people, ``unblocks`` says what ends it."""

    owner: str
    word: str
    unblocks: str


#: what a shop says by REST
SHOP_CODES: Final = {
    "payment": HoldCode(
        owner="shop",
        word=N_("waits for the payment"),
        unblocks=N_("The shop releases it when it is paid."),
    ),
    "fraud": HoldCode(
        owner="shop",
        word=N_("the shop suspects a fraud"),
        unblocks=N_("The shop releases it when it has checked the buyer."),
    ),
    "address_question": HoldCode(
        owner="consumer",
        word=N_("the shop asks for the address"),
        unblocks=N_("The shop amends the address, then releases it."),
    ),
    "shop_request": HoldCode(
        owner="shop",
        word=N_("the shop asked us to wait"),
        unblocks=N_("The shop releases it."),
    ),
}
#: what the checks at import and at each change of the address find
ADDRESS_CODES: Final = {
    "address_city": HoldCode(
        owner="shop",
        word=N_("the city is no name"),
        unblocks=N_("Amend the city, or release it when it is right."),
    ),
    "address_postcode": HoldCode(
        owner="shop",
        word=N_("the postcode cannot be right"),
        unblocks=N_("Amend the postcode, or release it when it is right."),
    ),
    "phone_invalid": HoldCode(
        owner="shop",
        word=N_("the phone number cannot be right"),
        unblocks=N_("Amend the phone number, or release it when it is right."),
    ),
    "pickup_point_invalid": HoldCode(
        owner="shop",
        word=N_("the courier has no such pickup point"),
        unblocks=N_("Amend the pickup point, or release it when it is right."),
    ),
    "pickup_point_closed": HoldCode(
        owner="shop",
        word=N_("the pickup point is closed"),
        unblocks=N_("Choose another pickup point, or wait until it opens."),
    ),
    "pickup_point_unknown": HoldCode(
        owner="shop",
        word=N_("the courier does not know the pickup point"),
        unblocks=N_("Choose another pickup point, or a courier to the address."),
    ),
}
#: of them, what another pickup point solves
POINT_CODES: Final = ("pickup_point_invalid", "pickup_point_closed", "pickup_point_unknown")
#: what the office says
OFFICE_CODES: Final = {
    "office_check": HoldCode(
        owner="us",
        word=N_("the office looks into it"),
        unblocks=N_("The office releases it."),
    ),
    "stock_check": HoldCode(
        owner="us",
        word=N_("its goods are being checked"),
        unblocks=N_("The office releases it when the goods were checked."),
    ),
    "consumer_answer": HoldCode(
        owner="consumer",
        word=N_("waits for the buyer's answer"),
        unblocks=N_("The buyer answers, then the shop or the office releases it."),
    ),
    "carrier_refuses": HoldCode(
        owner="carrier",
        word=N_("the courier does not take it"),
        unblocks=N_("The office releases it when the courier takes it, or with another courier."),
    ),
}
#: what the returns say
RETURN_CODES: Final = {
    "exchange": HoldCode(
        owner="consumer",
        word=N_("waits for what it is exchanged for"),
        unblocks=N_("Its return comes back, or the shop or the office releases it sooner."),
    ),
}
HOLD_CODES: Final = SHOP_CODES | ADDRESS_CODES | OFFICE_CODES | RETURN_CODES


def hold_word(code: str) -> str:
    """What people call the reason, in English for the catalogue; an unknown one by its code."""
    known = HOLD_CODES.get(code)
    return known.word if known else code
