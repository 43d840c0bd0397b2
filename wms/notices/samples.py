"""A made-up order for looking at messages, in each language."""

from __future__ import annotations

from datetime import date
from typing import Final

from wms.notices.facts import ParcelTold
from wms.notices.frame import Look, Written
from wms.notices.letter import Links, Message, write
from wms.notices.texts import OwnText
from wms.packing.slips.facts import day_written_out
from wms.settings import Settings
from wms.shops.queries import ShopShown

_PEOPLE: Final = {
    "en": ("Emma", "Emma Brown", "Leeds"),
    "pl": ("Anna", "Anna Nowak", "Kraków"),
    "uk": ("Олена", "Олена Шевченко", "Львів"),
    "de": ("Anna", "Anna Schmidt", "Leipzig"),
}
_ORDERED_ON: Final = date(2026, 3, 2)
_LEAVES_ON: Final = date(2026, 3, 5)
_NUMBER: Final = "62099968420012001234567"
#: messages that are looked at with two parcels
SEVERAL: Final = "several"


def _parcel(n: int) -> ParcelTold:
    number = f"{_NUMBER}{n}"
    return ParcelTold(
        shipment_id=None,
        number=number,
        url=f"https://inpost.pl/sledzenie-przesylek?number={number}",
        carrier="inpost",
        status="handed_over",
        point="WAW123M",
        point_name="WAW123M",
        street="Marszałkowska 104/122",
        town="00-017 Warszawa",
    )


def sample(
    settings: Settings,
    shop: ShopShown,
    look: Look,
    kind: str,
    language: str,
    words: OwnText,
    *,
    parcels: int = 1,
    scale: str = "five",
) -> Written:
    """The message as it would go out for a made-up order."""
    first, name, city = _PEOPLE[language]
    facts = {
        "order.number": "1042",
        "order.external_id": "WEB-20871",
        "order.date": day_written_out(_ORDERED_ON, language),
        "order.leaves_on": day_written_out(_LEAVES_ON, language),
        "order.several_parcels": "yes" if parcels > 1 else "",
        "recipient.first_name": first,
        "recipient.name": name,
        "recipient.city": city,
        "parcel.count": str(parcels),
        "parcel.courier": "InPost",
        "return.number": "17",
        "return.courier": "InPost",
        "return.code": "3286125422",
        "shop.name": shop.name,
        "shop.company": shop.address.get("company") or shop.name,
        "shop.email": shop.email,
        "shop.phone": shop.address.get("phone") or "",
    }
    is_survey = kind == "survey"
    links = Links(
        order="" if is_survey else f"{settings.url}/o/…",
        survey=f"{settings.url}/survey/…" if is_survey else "",
        unsubscribe=f"{settings.url}/survey/…/unsubscribe" if is_survey else "",
    )
    message = Message(
        kind=kind,
        language=language,
        subject=words.subject,
        body=words.body,
        facts=facts,
        parcels=[_parcel(n) for n in range(parcels)],
        scale=scale,
    )
    return write(message, look, links)


def imprint_of(shop: ShopShown) -> str:
    """The sender's line of a shop."""
    facts = shop.address
    town = f"{facts.get('postcode') or ''} {facts.get('city') or ''}".strip()
    parts = (facts.get("company") or shop.name, facts.get("street"), town)
    return ", ".join(str(part) for part in parts if part)
