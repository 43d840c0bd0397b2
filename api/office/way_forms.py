"""The forms about ways: a rule, and an order that is tried on the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from api.office.amounts import grams_of, minor_of, typed_amount, typed_kg
from wms.errors import Refusal
from wms.orders.chosen import UPGRADES
from wms.shipping.carriers.registry import Usable
from wms.shipping.ways.errors import WayRuleImpossible
from wms.shipping.ways.facts import ParcelAsked
from wms.shipping.ways.rules import Rule, RuleRow

FIELD_MAX_CHARS: Final = 400
#: yes or no, or it does not matter
YES_NO: Final = {"yes": True, "no": False, "": None}
ASKED: Final = ("is_cod", "is_to_point", "is_fragile", "is_hazmat")
FIELDS: Final = (
    "rule", "way", "countries", "postcodes", "weight_min", "weight_max", "pieces_min",
    "value_min", "value_max", "currency", "upgrade_for", "is_told", *ASKED,
)  # fmt: skip
TRY_FIELDS: Final = (
    "country", "postcode", "weight", "pieces", "value", "currency", "is_first_order", "mistake",
    *ASKED,
)  # fmt: skip
_DIGITS: Final = 6


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The fields of a rule as they were typed."""
    return {name: form.get(name, "").strip()[:FIELD_MAX_CHARS] for name in FIELDS}


def typed_rule(rule: RuleRow | None) -> dict[str, str]:
    """A rule as its form says it."""
    if rule is None:
        return dict.fromkeys(FIELDS, "") | {"is_told": "yes", "currency": "PLN"}
    said = {name: _said(getattr(rule, name)) for name in ASKED}
    return said | {
        "rule": str(rule.id),
        "way": f"{rule.carrier}/{rule.service}",
        "countries": " ".join(rule.countries),
        "postcodes": ", ".join(rule.postcode_prefixes),
        "weight_min": typed_kg(rule.weight_min_g),
        "weight_max": typed_kg(rule.weight_max_g),
        "pieces_min": str(rule.pieces_min or ""),
        "value_min": typed_amount(rule.value_min_minor, rule.value_currency),
        "value_max": typed_amount(rule.value_max_minor, rule.value_currency),
        "currency": rule.value_currency or "PLN",
        "upgrade_for": rule.upgrade_for or "",
        "is_told": "yes" if rule.is_told else "",
    }


def _said(asked: bool | None) -> str:
    return "" if asked is None else "yes" if asked else "no"


def key(said: str) -> UUID:
    """A row's key out of a form; nobody's when it is none."""
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)


def rule_of(form: Mapping[str, str]) -> Rule:
    """What the form says.

    Raises:
        WayRuleImpossible: something that is no rule.
    """
    carrier, _, service = form["way"].partition("/")
    currency = form["currency"].upper()
    has_value = bool(form["value_min"] or form["value_max"])
    upgrade = form["upgrade_for"]
    if upgrade not in ("", *UPGRADES) or any(form[name] not in YES_NO for name in ASKED):
        raise WayRuleImpossible
    return Rule(
        carrier=carrier,
        service=service,
        countries=form["countries"].upper().replace(",", " ").split(),
        postcode_prefixes=[one for part in re.split("[,;]", form["postcodes"].upper())
                           if (one := part.strip())],
        weight_min_g=_weight(form["weight_min"]),
        weight_max_g=_weight(form["weight_max"]),
        pieces_min=_count(form["pieces_min"]),
        value_min_minor=_amount(form["value_min"], currency),
        value_max_minor=_amount(form["value_max"], currency),
        value_currency=currency if has_value else None,
        upgrade_for=upgrade or None,  # type: ignore[arg-type]  # one of UPGRADES
        is_told=form["is_told"] == "yes",
        **{name: YES_NO[form[name]] for name in ASKED},
    )  # fmt: skip


def tried_of(form: Mapping[str, str], usable: Usable) -> tuple[ParcelAsked | None, Refusal | None]:
    """The order that is tried, or what is wrong with it."""
    currency = (form["currency"] or "PLN").upper()
    facts: dict[str, Any] = {name: form[name] == "yes" for name in ASKED}
    try:
        value = _amount(form["value"], currency)
        return ParcelAsked(
            country=form["country"].upper(),
            postcode=form["postcode"],
            weight_g=_weight(form["weight"]) or 0,
            pieces=_count(form["pieces"]) or 1,
            value_minor=value,
            value_currency=currency if value is not None else None,
            is_first_order=form["is_first_order"] == "yes",
            reason="our_mistake" if form["mistake"] == "yes" else None,
            usable=usable,
            **facts,
        ), None
    except WayRuleImpossible as no:
        return None, no


def _weight(said: str) -> int | None:
    return _checked(said, grams_of(said))


def _amount(said: str, currency: str) -> int | None:
    return _checked(said, minor_of(said, currency))


def _count(said: str) -> int | None:
    is_number = said.isascii() and said.isdigit() and len(said) <= _DIGITS
    return _checked(said, int(said) if is_number else None)


def _checked(said: str, number: int | None) -> int | None:
    if said and number is None:
        raise WayRuleImpossible
    return number if said else None
