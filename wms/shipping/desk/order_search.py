"""What a person at the desk may mean by a word: an order by any of the names it has.

An order that is open is found by a part of its name, a finished one too while it is among the
newest; older ones by a name that is whole. So no search reads the whole past, however long that is.
Its person is found by whole words (`wms.seals`): of their name, their e-mail address, telephone or
postcode.
"""

from __future__ import annotations

import re
from typing import Any, Final

from wms import barcodes
from wms.orders.person import postcode_word
from wms.seals.seals import FOUND, asked_for, hash_of

#: so many of the newest orders are looked through by a part of a name
SEARCHED_NEWEST: Final = 20_000
#: the longest number of an order that PostgreSQL can compare (bigint), digits
_NUMBER_MAX_DIGITS: Final = 18
#: so much of a postcode must be there, characters without spaces and dashes
_POSTCODE_MIN_CHARS: Final = 3
_POSTCODE: Final = re.compile(r"[A-Z0-9][A-Z0-9 -]*[0-9][A-Z0-9 -]*|[0-9][A-Z0-9 -]*", re.ASCII)

#: keys of the orders that are meant; parameters as `search_facts` makes them
HITS: Final = f"""
    SELECT shop_id, id FROM orders WHERE number = CAST(:number AS bigint)
    UNION
    SELECT shop_id, order_id FROM parcels WHERE number = CAST(:parcel AS bigint)
    UNION
    SELECT o.shop_id, o.id FROM shops s
    JOIN orders o ON o.shop_id = s.id AND o.external_id = ANY (CAST(:whole AS text[]))
    UNION
    SELECT p.shop_id, p.order_id FROM shipments h
    JOIN parcels p ON p.shop_id = h.shop_id AND p.id = h.parcel_id
    WHERE h.carrier = ANY (CAST(:carriers AS text[]))
      AND h.tracking_number = ANY (CAST(:whole AS text[]))
    UNION
    SELECT l.shop_id, l.order_id FROM shops s
    JOIN products p ON p.shop_id = s.id AND p.sku = ANY (CAST(:whole AS text[]))
    JOIN order_lines l ON l.shop_id = p.shop_id AND l.product_id = p.id AND l.ordered > 0
    JOIN orders o ON o.shop_id = l.shop_id AND o.id = l.order_id
                 AND o.status = ANY (CAST(:open AS text[]))
    UNION
    SELECT shop_id, id FROM (
        SELECT shop_id, id, external_id FROM orders
        WHERE status = ANY (CAST(:open AS text[]))
        UNION ALL
        SELECT shop_id, id, external_id FROM (
            SELECT shop_id, id, external_id, status FROM orders
            ORDER BY number DESC LIMIT :newest) AS newest
        WHERE status <> ALL (CAST(:open AS text[])) -- those were looked at already
    ) AS known
    WHERE external_id ILIKE CAST(:like AS text)
    UNION
    {FOUND}
    UNION
    SELECT shop_id, subject_id FROM seal_words WHERE hash = CAST(:postcode AS bytea)
    UNION
    SELECT p.shop_id, p.order_id FROM parcels p
    JOIN shipments h ON h.shop_id = p.shop_id AND h.parcel_id = p.id
    WHERE p.status IN ('packed', 'labelled') AND h.tracking_number ILIKE CAST(:like AS text)
"""


def like(search: str) -> str | None:
    """``search`` as an ILIKE pattern that takes it literally; None when it is empty."""
    wanted = search.strip()
    if not wanted:
        return None
    for special in "\\%_":
        wanted = wanted.replace(special, "\\" + special)
    return f"%{wanted}%"


def search_facts(
    search: str, *, carriers: list[str], open_states: tuple[str, ...]
) -> dict[str, Any]:
    """The parameters of `HITS` for what was typed or scanned."""
    wanted = search.strip()
    number, parcel = _numbers(wanted)
    return {
        "number": number,
        "parcel": parcel,
        "whole": list(dict.fromkeys((wanted, wanted.upper()))),
        "carriers": carriers,
        "open": list(open_states),
        "newest": SEARCHED_NEWEST,
        "like": like(wanted),
        "postcode": _postcode(wanted),
        **asked_for(wanted),
    }


def _postcode(wanted: str) -> bytes | None:
    """The hash of a postcode, when it can be one."""
    bare = postcode_word(wanted)
    if len(bare) < _POSTCODE_MIN_CHARS or not _POSTCODE.fullmatch(wanted.upper()):
        return None
    return hash_of(bare)


def _numbers(search: str) -> tuple[int | None, int | None]:
    """The order's and the parcel's number that ``search`` may be: digits, a scanned slip or box."""
    wanted = search.upper()
    scanned = barcodes.parse(wanted)
    if isinstance(scanned, barcodes.OwnLabel):
        if scanned.kind is barcodes.Kind.ORDER_SLIP:
            return scanned.number, None
        if scanned.kind is barcodes.Kind.PARCEL:
            return None, scanned.number
    digits = wanted.removeprefix("P-").lstrip("#")
    if digits.isascii() and digits.isdigit() and len(digits) <= _NUMBER_MAX_DIGITS:
        return (None if wanted.startswith("P-") else int(digits)), (
            int(digits) if wanted.startswith("P-") else None
        )
    return None, None
