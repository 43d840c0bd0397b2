"""What is written beside an order in the shop, for its people, in the shop's language.

Not in the catalogue: nobody at a screen of ours reads it, and it must be the same at each try.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wms.failures import Failure, failure_in
from wms.platforms.connections import Connection
from wms.platforms.tellings import Telling

_OTHER: Final = "en"
#: language → what is told → its words
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "accepted": "Warehouse: the order is taken.",
        "rejected": "Warehouse: the order cannot be taken ({code}).",
        "cancelled": "Warehouse: the order is cancelled and will not be sent.",
        "too_late": "Warehouse: too late to cancel, the order is packed or gone.",
        "change": "Warehouse: too late to change, the order is sent as it was.",
        "order.backordered": "Warehouse: goods are missing, the order waits for them.",
        "order.short_picked": "Warehouse: goods of this order were not found on the shelf.",
        "shipment.exception": "Warehouse: the courier reports a problem with the parcel ({code}).",
        "shipment.delivered": "Warehouse: the parcel {number} is delivered.",
        "return.completed": "Warehouse: the goods that came back are checked.",
    },
    "pl": {
        "accepted": "Magazyn: zamówienie przyjęte.",
        "rejected": "Magazyn: zamówienia nie można przyjąć ({code}).",
        "cancelled": "Magazyn: zamówienie anulowane, nie zostanie wysłane.",
        "too_late": "Magazyn: za późno na anulowanie, zamówienie jest spakowane lub wysłane.",
        "change": "Magazyn: za późno na zmianę, zamówienie jedzie tak, jak było.",
        "order.backordered": "Magazyn: brakuje towaru, zamówienie na niego czeka.",
        "order.short_picked": "Magazyn: części towaru nie znaleziono na półce.",
        "shipment.exception": "Magazyn: przewoźnik zgłasza problem z paczką ({code}).",
        "shipment.delivered": "Magazyn: paczka {number} została doręczona.",
        "return.completed": "Magazyn: zwrócony towar został sprawdzony.",
    },
    "uk": {
        "accepted": "Склад: замовлення прийнято.",
        "rejected": "Склад: замовлення не можна прийняти ({code}).",
        "cancelled": "Склад: замовлення скасовано, його не буде відправлено.",
        "too_late": "Склад: скасувати запізно, замовлення спаковане або вже в дорозі.",
        "change": "Склад: змінити запізно, замовлення їде таким, як було.",
        "order.backordered": "Склад: бракує товару, замовлення чекає на нього.",
        "order.short_picked": "Склад: частини товару не знайшли на полиці.",
        "shipment.exception": "Склад: перевізник повідомляє про проблему з посилкою ({code}).",
        "shipment.delivered": "Склад: посилку {number} доставлено.",
        "return.completed": "Склад: повернений товар перевірено.",
    },
}


def why_of(telling: Telling) -> Failure | None:
    """The reason of a no that is told."""
    return failure_in(telling.facts.get("why"))


def note_words(telling: Telling, one: Connection) -> str:
    """The words of one telling; a note about a change that came too late when it tells no event."""
    known = _WORDS.get(one.shop_language, _WORDS[_OTHER])
    key = telling.what if telling.what in known else telling.event_type or "change"
    sentence = known.get(key, known["change"])
    said = telling.facts
    why = why_of(telling)
    code = (why and why.title) or said.get("incident") or said.get("code") or said.get("status")
    return sentence.format(code=code or "–", number=said.get("tracking_number") or "–")
