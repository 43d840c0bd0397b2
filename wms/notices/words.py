"""What stands around the text of a letter, in each language."""

from __future__ import annotations

from typing import Final

#: by language. ``hello`` may name {name} or {first}: Polish and Ukrainian call people by a form of
#: their name that we do not know
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "house": "House courier",
        "hello": "Hello {first},",
        "hello_all": "Hello,",
        "parcel": "Parcel {number}",
        "track": "Track the parcel",
        "order_page": "See your order",
        "pickup_here": "Pick it up here",
        "greetings": "Kind regards",
        "why": "You get this message because you ordered from {shop}.",
        "order": "Order {number}",
        "no_more": "I want no more surveys",
        "worst": "not at all",
        "best": "very",
    },
    "pl": {
        "house": "Kurier własny",
        "hello": "Dzień dobry!",
        "hello_all": "Dzień dobry!",
        "parcel": "Paczka {number}",
        "track": "Śledź paczkę",
        "order_page": "Zobacz zamówienie",
        "pickup_here": "Miejsce odbioru",
        "greetings": "Pozdrawiamy",
        "why": "Ta wiadomość dotyczy zamówienia złożonego w sklepie {shop}.",
        "order": "Zamówienie {number}",
        "no_more": "Nie chcę więcej ankiet",
        "worst": "wcale",
        "best": "bardzo",
    },
    "uk": {
        "house": "Власний кур’єр",
        "hello": "Вітаємо!",
        "hello_all": "Вітаємо!",
        "parcel": "Посилка {number}",
        "track": "Відстежити посилку",
        "order_page": "Переглянути замовлення",
        "pickup_here": "Місце отримання",
        "greetings": "З повагою",
        "why": "Ви отримали цей лист, бо зробили замовлення в магазині {shop}.",
        "order": "Замовлення {number}",
        "no_more": "Не хочу більше опитувань",
        "worst": "зовсім ні",
        "best": "дуже",
    },
    "de": {
        "house": "Hauseigener Kurier",
        "hello": "Guten Tag {name},",
        "hello_all": "Guten Tag,",
        "parcel": "Paket {number}",
        "track": "Paket verfolgen",
        "order_page": "Bestellung ansehen",
        "pickup_here": "Hier abholen",
        "greetings": "Freundliche Grüße",
        "why": "Sie erhalten diese Nachricht, weil Sie bei {shop} bestellt haben.",
        "order": "Bestellung {number}",
        "no_more": "Keine Umfragen mehr",
        "worst": "gar nicht",
        "best": "sehr",
    },
}
