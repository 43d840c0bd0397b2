"""What somebody types of an order at the desk, read field by field: each no stands at its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, get_type_hints

import msgspec

from api.office.amounts import minor_of, typed_amount
from wms.errors import N_, Refusal, SeveralInvalid
from wms.orders.errors import OrderExists, UnknownSku
from wms.orders.place import MAX_QUANTITY, LineAsked, OrderAsked, Recipient
from wms.orders.queries import OrderView

MISSING: Final = N_("This field is required.")
WRONG: Final = N_("This cannot be so. Look at it again.")
NO_LINES: Final = N_("Add at least one product.")
LINES_WRONG: Final = N_("Write whole numbers of pieces.")
SKU_UNKNOWN: Final = N_("There is no product {sku} any more. Take it out.")
EXISTS: Final = N_("You have an order of this number already.")
TO: Final = tuple(Recipient.__struct_fields__)
_MUST: Final = frozenset({"external_id", "name", "street", "postcode", "city", "country"})
_OWN: Final = ("external_id", "language", "note", "gift_note", "backorder_policy")
#: fields of the form besides the lines; ``way`` is "courier service", ``cod`` an amount
FIELDS: Final = (*_OWN, *TO, "way", "cod", "cod_currency")
#: where a no that points at a part of the order is shown
_SHOWN_AT: Final = {
    "carrier": "way", "service": "way", "cod_amount_minor": "cod", "cod_currency": "cod",
    "wait_until": "backorder_policy",
}  # fmt: skip
_HINTS: Final[dict[str, Any]] = {
    **get_type_hints(OrderAsked, include_extras=True),
    **get_type_hints(Recipient, include_extras=True),
}
#: digits of the largest quantity
_QUANTITY_DIGITS: Final = len(str(MAX_QUANTITY))


class Typed(msgspec.Struct, kw_only=True):
    """The form as it was typed; nothing is lost. ``errors``: field → (sentence, facts)."""

    told: dict[str, str]
    #: (SKU, pieces as they were typed)
    lines: list[tuple[str, str]]
    search: str = ""
    errors: dict[str, tuple[str, dict[str, Any]]] = {}

    def add(self, sku: str) -> None:
        """One more of a product."""
        for n, (known, pieces) in enumerate(self.lines):
            if known == sku and pieces.isascii() and pieces.isdigit():
                self.lines[n] = (sku, str(int(pieces[:_QUANTITY_DIGITS]) + 1))
                return
        self.lines.append((sku, "1"))

    def wrong(self, field: str, sentence: str, **facts: Any) -> None:
        """A field that is not right; the first no counts."""
        self.errors = {field: (sentence, facts), **self.errors}

    def refused(self, no: Refusal) -> Refusal | None:
        """Show a no at the fields that it points at; what points at none is returned."""
        rest = None
        for one in no.errors if isinstance(no, SeveralInvalid) else [no]:
            if isinstance(one, UnknownSku):
                for line in one.facts.get("unknown", []):
                    self.wrong("lines", SKU_UNKNOWN, sku=line["sku"])
                continue
            if isinstance(one, OrderExists):
                self.wrong("external_id", EXISTS)
                continue
            parts = (one.pointer or "").strip("/").split("/")
            field = next((_SHOWN_AT.get(p, p) for p in parts if _SHOWN_AT.get(p, p) in FIELDS), "")
            if field:
                self.wrong(field, one.sentence, **one.facts)
            else:
                rest = one
        return rest


def typed_of(fields: Sequence[tuple[str, str]]) -> Typed:
    """What was posted."""
    told = dict.fromkeys(FIELDS, "")
    told |= {name: value.strip() for name, value in fields if name in told}
    skus = [value.strip() for name, value in fields if name == "sku"]
    pieces = [value.strip() for name, value in fields if name == "pieces"]
    search = next((value.strip() for name, value in fields if name == "find"), "")
    lines = [(sku, n) for sku, n in zip(skus, pieces, strict=False) if sku and n != "0"]
    return Typed(told=told, lines=lines, search=search)


def typed_again(one: OrderView) -> Typed:
    """An order that is there, in the form in which it can be changed."""
    told = dict.fromkeys(FIELDS, "")
    told |= {name: str(getattr(one, name) or "") for name in _OWN}
    told |= {name: str(one.recipient.get(name) or "") for name in TO}
    told["way"] = "" if one.chosen_way else f"{one.carrier} {one.service}"
    told["cod"] = typed_amount(one.cod_amount_minor, one.cod_currency)
    told["cod_currency"] = one.cod_currency or ""
    lines = [(line.sku, str(line.ordered)) for line in one.lines if line.ordered]
    return Typed(told=told, lines=lines)


def order_of(typed: Typed) -> OrderAsked | None:
    """The order as it was typed; None: fields are wrong, and ``typed.errors`` says which."""
    facts: dict[str, Any] = {name: _value(typed, name) for name in _OWN}
    to = {name: _value(typed, name) for name in TO}
    facts["lines"] = lines_of(typed)
    carrier, _space, service = typed.told["way"].partition(" ")
    facts |= {"carrier": carrier or None, "service": service or None}
    if typed.told["cod"]:
        currency = typed.told["cod_currency"].upper()
        facts |= {"cod_amount_minor": minor_of(typed.told["cod"], currency) or 0,
                  "cod_currency": currency}  # fmt: skip
        if not facts["cod_amount_minor"]:
            typed.wrong("cod", WRONG)
    if typed.errors:
        return None
    told = {name: value for name, value in facts.items() if value is not None}
    try:
        return msgspec.convert(told | {"recipient": to}, OrderAsked)
    except msgspec.ValidationError:  # a currency of two letters, an amount beyond all measure
        typed.wrong("cod", WRONG)
        return None


def lines_of(typed: Typed) -> list[LineAsked]:
    """The lines as they were typed; what is wrong with them stands in ``typed.errors``."""
    if not typed.lines:
        typed.wrong("lines", NO_LINES)
    try:
        return [
            msgspec.convert({"sku": sku, "quantity": int(n)}, LineAsked) for sku, n in typed.lines
        ]
    except ValueError:
        typed.wrong("lines", LINES_WRONG)
        return []


def _value(typed: Typed, name: str) -> str | None:
    """One field; blank is nothing. What is wrong with it is noted."""
    value = typed.told[name].replace("\r\n", "\n")
    if name == "country":
        value = value.upper()
    if not value:
        if name in _MUST:
            typed.wrong(name, MISSING)
        return None
    try:
        return str(msgspec.convert(value, _HINTS[name]))
    except msgspec.ValidationError:
        typed.wrong(name, WRONG)
        return None
