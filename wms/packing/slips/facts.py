"""What a packing slip says: the facts of an order or parcel, as its shop's template wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from babel import Locale
from babel.dates import format_date
from sqlalchemy import text

from wms import barcodes
from wms.db import Read, Tx
from wms.errors import NotFound, Refusal
from wms.orders.chosen import way_of
from wms.orders.person import PERSON, Person, person_of
from wms.packing.addresses import Address, address_of
from wms.packing.slips.language import NAMES, URL_NAMES, Parts, fill, read_text
from wms.packing.slips.template import LANGUAGES, SlipPaper
from wms.packing.slips.versions import KeptLogo, TemplateInUse, templates_in_use
from wms.settings import Settings
from wms.shops.consumer_links import order_url

#: dates as they are written out: the halls are in Europe
_LOCALES: Final = {"en": "en_GB"}
_DEFAULT_LANGUAGE: Final = "en"
#: what stands before a name, without the full stop that abbreviations have
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "pan", "pani", "mgr", "inż", "herr", "frau", "пан", "пані"}
)
#: in which a shop says in its own words that an order goes faster
UPGRADED: Final = "order.is_upgraded"
_GOES_FASTER: Final = {
    "first_order": {
        "en": "Your first order goes by a faster service, on us.",
        "pl": "Twoje pierwsze zamówienie jedzie szybszą usługą – na nasz koszt.",
        "uk": "Ваше перше замовлення їде швидшою послугою – за наш рахунок.",
        "de": "Ihre erste Bestellung reist schneller – auf unsere Kosten.",
    },
    "big_order": {
        "en": "Thank you for your big order: it goes by a faster service, on us.",
        "pl": "Dziękujemy za duże zamówienie: jedzie szybszą usługą na nasz koszt.",
        "uk": "Дякуємо за велике замовлення: воно їде швидшою послугою за наш рахунок.",
        "de": "Danke für Ihre große Bestellung: Sie reist schneller, auf unsere Kosten.",
    },
    "our_mistake": {
        "en": "We are sorry for our mistake: this goes by a faster service, on us.",
        "pl": "Przepraszamy za nasz błąd: ta przesyłka jedzie szybszą usługą na nasz koszt.",
        "uk": "Вибачте за нашу помилку: ця посилка їде швидшою послугою за наш рахунок.",
        "de": "Wir bitten um Entschuldigung: Diese Sendung reist schneller, auf unsere Kosten.",
    },
}


class LotInParcel(msgspec.Struct, frozen=True):
    """A lot that some of a line's pieces are of."""

    code: str
    expires_on: date | None = None


class OnSlip(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a product on a slip, base units."""

    sku: str
    name: str
    quantity: int
    lots: tuple[LotInParcel, ...] = ()


class SlipFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a packing slip says, field by field as `printing.slip.Slip` takes it.

    (``msgspec.convert(facts, Slip, from_attributes=True)``; the warehouse knows no paper.) The
    first five are about the slip and not on it.
    """

    shop_id: UUID
    order_id: UUID
    #: none: the order is not packed yet
    parcel_id: UUID | None = None
    #: of the shop's template; none: it has none
    template_version: int | None = None
    #: the paper that its shop wants
    paper: SlipPaper = "A4"

    language: str
    shop_name: str
    order_number: str
    external_id: str
    slip_code: str
    recipient: Address
    lines: tuple[OnSlip, ...]
    ordered_on: date
    gift_note: str = ""
    thanks: str = ""
    message: str = ""
    return_url: str = ""
    return_instructions: str = ""
    footer: str = ""
    copy_no: int = 1
    logo: KeptLogo | None = None
    accent: str = ""
    font_size: str = "normal"
    is_sku_shown: bool = True
    is_lot_shown: bool = False
    is_shop_order_shown: bool = True
    is_date_shown: bool = True
    #: the consumer's own page of the order; empty: it is not shown, or there is none
    page_url: str = ""


_SLIPS: Final = """
    SELECT o.shop_id, o.id AS order_id, pa.id AS parcel_id, o.language, s.name AS shop_name,
           s.email AS shop_email, s.address AS shop_address, o.number, o.external_id,
           {person} AS person,
           CAST(o.created_at AT TIME ZONE (SELECT house_zone()) AS date) AS ordered_on,
           o.way,
           coalesce(s.slip_message, '') AS message, coalesce(s.returns_url, '') AS return_url,
           c.lines
    FROM orders o
    JOIN shops s ON s.id = o.shop_id
    LEFT JOIN parcels pa ON pa.shop_id = o.shop_id AND pa.order_id = o.id AND {parcels}
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('sku', x.sku, 'name', x.name, 'quantity', x.quantity,
                                            'lots', coalesce(x.lots, '[]'))
                         ORDER BY x.line_no) AS lines
        FROM (
            SELECT p.sku, p.name, sum(pl.quantity) AS quantity, min(l.line_no) AS line_no,
                   jsonb_agg(DISTINCT jsonb_build_object(
                       'code', lot.code, 'expires_on', lot.expires_on))
                       FILTER (WHERE lot.code <> '' OR lot.expires_on IS NOT NULL) AS lots
            FROM parcel_lines pl
            JOIN order_lines l ON l.shop_id = pl.shop_id AND l.id = pl.order_line_id
            JOIN products p ON p.shop_id = pl.shop_id AND p.id = pl.product_id
            JOIN lots lot ON lot.shop_id = pl.shop_id AND lot.product_id = pl.product_id
                         AND lot.id = pl.lot_id
            WHERE pl.shop_id = pa.shop_id AND pl.parcel_id = pa.id
            GROUP BY p.id, p.sku, p.name
            UNION ALL
            SELECT p.sku, p.name, l.ordered - l.cancelled, l.line_no, NULL
            FROM order_lines l
            JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
            WHERE pa.id IS NULL AND l.shop_id = o.shop_id AND l.order_id = o.id
              AND l.ordered > l.cancelled) AS x) AS c
    WHERE {wanted}
    ORDER BY o.number, pa.number
"""
_CLOSED: Final = "pa.status NOT IN ('open', 'cancelled')"
# One slip for each parcel, and one for an order that has none yet.
_OF_ORDERS = text(
    _SLIPS.format(
        person=PERSON,
        parcels=_CLOSED,
        wanted="o.number = ANY (:numbers) AND o.status <> 'cancelled'",
    )
)
_OF_PARCEL = text(
    _SLIPS.format(
        person=PERSON, parcels="pa.id = :parcel", wanted="o.shop_id = :shop AND pa.id = :parcel"
    )
)


async def slips_of(
    read: Read | Tx, numbers: Sequence[int], settings: Settings | None = None
) -> list[SlipFacts]:
    """The slips of the orders with these numbers, by number; a cancelled order has none.

    Two statements. Orders that the reader may not see are left out. ``settings`` say where the
    consumers' pages are; None: no slip names one.
    """
    rows = (await read.execute(_OF_ORDERS, {"numbers": list(numbers)})).all()
    return await _facts(read, rows, settings)


async def slip_facts(
    read: Read | Tx, shop_id: UUID, parcel_id: UUID, settings: Settings | None = None
) -> SlipFacts:
    """What the slip of a parcel says; ``settings`` as for `slips_of`.

    Raises:
        NotFound: there is no such parcel of this shop.
    """
    rows = (await read.execute(_OF_PARCEL, {"shop": shop_id, "parcel": parcel_id})).all()
    if not rows:
        raise NotFound(what="parcel", name=str(parcel_id))
    return (await _facts(read, rows, settings))[0]


async def _facts(
    read: Read | Tx, rows: Sequence[Any], settings: Settings | None
) -> list[SlipFacts]:
    templates = await templates_in_use(read, {row.shop_id for row in rows}) if rows else {}
    return [
        slip_said(
            row, person_of(row.person), templates.get(row.shop_id, TemplateInUse()),
            page=(order_url(settings, row.shop_id, row.order_id) if settings else None) or "",
        )
        for row in rows
    ]  # fmt: skip


def slip_said(row: Any, person: Person, in_use: TemplateInUse, *, page: str) -> SlipFacts:
    """The slip of what a row of the statement tells, as a template wants it."""
    template, to = in_use.template, _at_home(address_of(person.facts()), row.language)
    lines = msgspec.convert(row.lines or [], tuple[OnSlip, ...])
    words, facts = template.words_for(row.language), _named(row, person, to, lines)

    def said(name: str) -> str:
        own = template.words.get(row.language)
        spoken = row.language if own and getattr(own, name) else template.fallback_language
        day = day_written_out(row.ordered_on, spoken)
        return fill(_parts(getattr(words, name)), {**facts, "order.date": day}).strip()

    return SlipFacts(
        shop_id=row.shop_id,
        order_id=row.order_id,
        parcel_id=row.parcel_id,
        template_version=in_use.version,
        paper=template.paper,
        language=row.language,
        shop_name=row.shop_name,
        order_number=str(row.number),
        external_id=row.external_id,
        slip_code=barcodes.label_code(barcodes.Kind.ORDER_SLIP, row.number),
        recipient=to,
        lines=lines,
        ordered_on=row.ordered_on,
        gift_note=(person.gift_note or "") if template.is_gift_note_shown else "",
        thanks=_thanks(said("thanks"), words.thanks, row) if template.is_thanks_shown else "",
        message=said("message") or row.message,
        return_url=_url(template.return_url, facts) or row.return_url,
        return_instructions=said("returns"),
        footer=said("footer"),
        logo=in_use.logo,
        accent=template.accent,
        font_size=template.font_size,
        is_sku_shown=template.is_sku_shown,
        is_lot_shown=template.is_lot_shown,
        is_shop_order_shown=template.is_shop_order_shown,
        is_date_shown=template.is_date_shown,
        page_url=page if template.is_page_shown else "",
    )


def _thanks(said: str, written: str, row: Any) -> str:
    """The shop's own thanks, and that the order goes faster, when the consumer shall know it.

    A shop that speaks of it itself (`UPGRADED`) is not interrupted.
    """
    upgrade = upgrade_told(row.way)
    if not upgrade or UPGRADED in written:
        return said
    ours = _GOES_FASTER[upgrade]
    return " ".join(each for each in (said, ours.get(row.language, ours["en"])) if each)


def upgrade_told(kept: dict[str, Any] | None) -> str:
    """Why an order goes faster, when its slip says so; else empty."""
    way = way_of(kept)
    return (way.upgraded_for or "") if way is not None and way.is_told else ""


def _at_home(to: Address, language: str) -> Address:
    """The address with the country's name, in the recipient's language."""
    names = Locale.parse(_locale(language)).territories
    return msgspec.structs.replace(to, country=names.get(to.country.upper(), to.country))


def day_written_out(day: date, language: str) -> str:
    """A day as people write it: "1 March 2026"."""
    return format_date(day, format="long", locale=_locale(language))


def _locale(language: str) -> str:
    known = language if language in LANGUAGES else _DEFAULT_LANGUAGE
    return _LOCALES.get(known, known)


def _named(row: Any, person: Person, to: Address, lines: Sequence[OnSlip]) -> Mapping[str, str]:
    """The facts by the names that a text uses; what is not there is empty, so "if" finds it not."""
    sender = address_of(row.shop_address)
    street = (sender.street, f"{sender.postcode} {sender.city}".strip())
    return {
        "order.number": str(row.number),
        "order.external_id": row.external_id,
        "order.lines": str(len(lines)),
        "order.pieces": str(sum(line.quantity for line in lines)),
        "order.is_gift": (person.gift_note or "").strip(),
        UPGRADED: upgrade_told(row.way),
        "recipient.first_name": first_name(to.name),
        "recipient.name": to.name,
        "recipient.city": to.city,
        "recipient.country": to.country,
        "shop.name": row.shop_name,
        "shop.company": sender.company,
        "shop.address": ", ".join(part for part in street if part),
        "shop.email": row.shop_email,
        "shop.phone": sender.phone,
    }


def first_name(name: str) -> str:
    """What a person is called: the first word that is no title and no initial ("dr A. Anna …")."""
    for word in name.split():
        if not word.endswith(".") and len(word) > 1 and word.lower() not in _TITLES:
            return word
    return name


def _url(written: str, facts: Mapping[str, str]) -> str:
    quoted = {name: quote(facts[name], safe="") for name in URL_NAMES}
    return fill(_parts(written, URL_NAMES), quoted).strip()


@lru_cache(maxsize=512)
def _parts(written: str, names: frozenset[str] = frozenset(NAMES)) -> Parts:
    """The parts of a text that was checked when it was saved.

    One that a release since then would not take prints as nothing: never as marks and braces.
    """
    try:
        return read_text(written, names)
    except Refusal:
        return ()
