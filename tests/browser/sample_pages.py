"""Sample pages on the real templates, styles and scripts, with made-up goods: to look at and to
measure. The flows' own pages are tested with the flows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from api.pages import Pages

SAMPLES = Path(__file__).parent / "samples"
FLOOR = (
    "pick", "pick_item", "pack", "menu", "login", "receive", "done",
    "scanner/selftest", "refusal_wrong_item", "refusal_wrong_place", "refusal_stop",
)  # fmt: skip
DESK = ("office_orders", "office_order", "office_shop", "office_login")

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CARD = {
    "name": "Herbata jaśminowa w puszce, liściasta",
    "sku": "TEA-100",
    "shop": "Herbata & Spółka",
    "barcode": "5901234123457",
    "lot": "L2611",
    "expires_on": date(2027, 11, 30),
}
DOORS = [
    {
        "label": "Short",
        "icon": "short",
        "action": "/short",
        "reasons": [("empty", "The place is empty"), ("less", "There are fewer")],
    },
    {
        "label": "Damaged",
        "icon": "damaged",
        "action": "/damaged",
        "reasons": [("broken", "Broken"), ("wet", "Wet")],
    },
    {"label": "Skip", "icon": "skip", "action": "/skip"},
    {"label": "Full tote", "icon": "full", "action": "/full"},
    {"label": "Count now", "icon": "count", "action": "/count"},
]
DOOR_WORDS = {
    "pl": ("Brak", "Uszkodzony", "Pomiń", "Pełny", "Policz teraz"),
    "uk": ("Нестача", "Пошкоджено", "Пропустити", "Повна тара", "Порахувати"),
}
NOS = {
    "wrong_item": {
        "tone": "wrong_item",
        "sentence": "This is TEA-200 of Globex. Needed: TEA-100.",
        "next": "Put it back.",
        "code": "pick.wrong_item",
        "scanned": "5901234123457",
    },
    "wrong_place": {
        "tone": "wrong_place",
        "sentence": "You are at A-03-16-2. Needed: A-03-17-2.",
        "next": "Go to A-03-17-2.",
        "code": "pick.wrong_place",
        "scanned": "1000000427",
    },
    "stop": {
        "tone": "stop",
        "sentence": "The shop cancelled this order. Nothing of it may leave.",
        "next": "Bring the tote to the supervisor.",
        "code": "order.cancelled",
    },
}
ROWS = [
    {"name": "Herbata jaśminowa", "note": "TEA-100", "done": 2, "of": 2},
    {"name": "Kubek 0,3 l, niebieski", "note": "MUG-7", "done": 1, "of": 2},
    {"name": "Miód lipowy 400 g", "note": "HON-2", "done": 0, "of": 1},
]
STATES = ("received", "picking", "packed", "shipped", "held", "cancelled", "backordered", "picked")
ORDERS = [
    {
        "n": f"WO-{100480 + i}",
        "ext": f"#PL-{20929 + i}",
        "shop": ("Herbata & Spółka", "Globex", "Книгарня «Сова»")[i % 3],
        "state": STATES[i % len(STATES)],
        "lines": 1 + i * 7 % 5,
        "at": NOON - timedelta(minutes=37 * i),
    }
    for i in range(10)
]
ENTRIES = [
    {
        "at": NOON,
        "title": "Order received",
        "note": "3 lines, 5 pieces",
        "by": "Herbata & Spółka",
        "icon": "order",
        "state": "info",
    },
    {
        "at": NOON + timedelta(minutes=2),
        "title": "Stock allocated",
        "icon": "lock",
        "state": "info",
    },
    {
        "at": NOON + timedelta(minutes=31),
        "title": "Picked",
        "note": "Run R-204, tote 2000000312",
        "by": "Olena",
        "icon": "pick",
        "state": "wait",
    },
    {
        "at": NOON + timedelta(minutes=44),
        "title": "Packed",
        "note": "1 parcel, 1.25 kg",
        "by": "Marek",
        "icon": "pack",
        "state": "ok",
    },
]


def make_pages() -> Pages:
    """The product's pages, and the samples too."""
    return Pages(also=SAMPLES)


def render(made: Pages, name: str, language: str = "en", **values: Any) -> str:
    """A sample page as HTML in ``language``."""
    words = DOOR_WORDS.get(language)
    doors = [
        {**door, "label": words[place] if words else door["label"]}
        for place, door in enumerate(DOORS)
    ]
    office = name.startswith("office")
    facts: dict[str, Any] = {
        "card": CARD,
        "doors": doors,
        "nos": NOS,
        "rows": ROWS,
        "orders": ORDERS,
        "entries": ENTRIES,
        "operator": {"id": "op-1", "device_id": "dev-1", "name": "Katarzyna Wiśniewska-Kowalczyk"},
        "confirm_code": "9000000014",
        "result_action": "/scanner/selftest",
        **({"user": {"name": "Anna Nowak", "role": "manager"}} if office else {}),
        **values,
    }
    return made.render(f"{name}.html", language, **facts)
