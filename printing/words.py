"""The fixed words on paper, in the language of whoever reads it, and numbers as they write them.

Paper has its own small dictionary (not the screens' catalogue): a slip is in the consumer's
language, whatever the operator's screen speaks. Words are chosen so that none needs a plural.
"""

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision

GRAMS_PER_KG: Final = 1000
DEFAULT_LANGUAGE: Final = "en"


class Phrase(msgspec.Struct, frozen=True):
    """One thing said in every language of our paper; in German what its recipient reads."""

    en: str
    pl: str
    uk: str
    #: recipients read German, nobody in the hall does: the hall's own papers have none
    de: str = ""


LANGUAGES: Final = Phrase.__struct_fields__

WORDS: Final = {
    "packing_slip": Phrase("Packing slip", "Zawartość przesyłki", "Вміст посилки", "Lieferschein"),
    "copy": Phrase("COPY", "KOPIA", "КОПІЯ", "KOPIE"),
    "order": Phrase("Order", "Zamówienie", "Замовлення", "Bestellung"),
    "shop_order": Phrase("Shop's number", "Numer w sklepie", "Номер у магазині", "Nummer im Shop"),
    "date": Phrase("Date", "Data", "Дата", "Datum"),
    "deliver_to": Phrase("Deliver to", "Odbiorca", "Отримувач", "Empfänger"),
    "sku": Phrase("SKU", "SKU", "Артикул", "Artikelnr."),
    "product": Phrase("Product", "Produkt", "Товар", "Artikel"),
    "quantity": Phrase("Qty", "Ilość", "К-сть", "Menge"),
    "lines": Phrase("Lines", "Pozycje", "Позиції", "Positionen"),
    "pieces": Phrase("Pieces", "Sztuki", "Одиниці", "Stück"),
    "gift_note": Phrase(
        "A note for you", "Wiadomość dla Ciebie", "Побажання для вас", "Eine Nachricht für Sie"
    ),
    "message": Phrase("From the shop", "Od sklepu", "Від магазину", "Vom Shop"),
    "returns": Phrase(
        "Something not right?", "Coś nie tak?", "Щось не підійшло?", "Etwas passt nicht?"
    ),
    "returns_how": Phrase(
        "Scan the code or open the address to send goods back. Put this slip into the parcel.",
        "Zeskanuj kod lub otwórz adres, aby zwrócić towar. Włóż tę kartkę do paczki.",
        "Скануйте код або відкрийте адресу, щоб повернути товар. Покладіть цей аркуш до посилки.",
        "Scannen Sie den Code oder öffnen Sie die Adresse, um Ware zurückzusenden. "
        "Legen Sie diesen Schein ins Paket.",
    ),
    "page_head": Phrase(
        "Your order on your phone",
        "Zamówienie w telefonie",
        "Замовлення в телефоні",
        "Ihre Bestellung am Telefon",
    ),
    "page_how": Phrase(
        "Scan the code: where your order is, a question to the shop, sending something back.",
        "Po zeskanowaniu kodu: gdzie jest zamówienie, pytanie do sklepu, zwrot towaru.",
        "Скануйте код: де замовлення, запитання магазину, повернення товару.",
        "Code scannen: wo Ihre Bestellung ist, eine Frage an den Shop, etwas zurückschicken.",
    ),
    "return_slip": Phrase("Return", "Zwrot", "Повернення", "Rücksendung"),
    "return_slip_how": Phrase(
        "Put this sheet into the carton, on top of the goods.",
        "Włóż tę kartkę do paczki, na wierzch.",
        "Покладіть цей аркуш у посилку поверх товару.",
        "Legen Sie dieses Blatt oben in das Paket.",
    ),
    "page": Phrase(
        "Page {page} of {pages}",
        "Strona {page} z {pages}",
        "Сторінка {page} з {pages}",
        "Seite {page} von {pages}",
    ),
    "from": Phrase("From", "Nadawca", "Відправник", "Absender"),
    "to": Phrase("To", "Odbiorca", "Отримувач", "Empfänger"),
    "phone": Phrase("Tel.", "Tel.", "Тел.", "Tel."),
    "weight": Phrase("Weight", "Waga", "Вага", "Gewicht"),
    "parcel": Phrase("Parcel", "Paczka", "Посилка", "Paket"),
    "parcel_of": Phrase(
        "{number} of {count}", "{number} z {count}", "{number} з {count}", "{number} von {count}"
    ),
    "reference": Phrase("Reference", "Nr referencyjny", "Референс", "Referenz"),
    "pickup_point": Phrase("Pickup point", "Punkt odbioru", "Пункт видачі", "Abholpunkt"),
    "cod": Phrase("Cash on delivery", "Pobranie", "Післяплата", "Nachnahme"),
    "routing": Phrase("Routing", "Sortownia", "Маршрут", "Leitweg"),
    "postcode": Phrase("Postcode", "Kod pocztowy", "Індекс", "PLZ"),
    "tote": Phrase("Tote", "Pojemnik", "Ящик"),
    "lpn": Phrase("LPN", "Nośnik", "Контейнер"),
    "carton": Phrase("Carton", "Karton", "Коробка"),
    "operator": Phrase("Operator", "Operator", "Оператор"),
    "badge_lost": Phrase(
        "Found this badge? Please bring it to the office.",
        "Znaleziono identyfikator? Prosimy oddać go w biurze.",
        "Знайшли бейдж? Будь ласка, віднесіть його до офісу.",
    ),
    "setup_sheet": Phrase("Scanner sheet", "Karta skanera", "Аркуш для сканера"),
    "setup_how": Phrase(
        "Hang this beside the bench. Scan a code instead of tapping the button of the same name.",
        "Powieś tę kartę przy stanowisku. Zeskanuj kod zamiast naciskać przycisk o tej nazwie.",
        "Повісьте цей аркуш біля столу. Скануйте код замість кнопки з такою самою назвою.",
    ),
    "certificate": Phrase("Go-live certificate", "Certyfikat gotowości", "Сертифікат готовності"),
    "certificate_says": Phrase(
        "The shop's integration has passed these scenarios in the sandbox of this warehouse. Each "
        "was judged by the machine from what really happened there.",
        "Integracja sklepu zaliczyła te scenariusze w piaskownicy tego magazynu. Każdy oceniła "
        "maszyna na podstawie tego, co naprawdę się tam wydarzyło.",
        "Інтеграція магазину пройшла ці сценарії в пісочниці цього складу. Кожен оцінила "
        "машина за тим, що там справді відбулося.",
    ),
    "certificate_day": Phrase("Issued on", "Data wydania", "Дата видачі"),
    "certificate_version": Phrase("Version of the API", "Wersja API", "Версія API"),
    "certificate_programs": Phrase("Programs", "Programy", "Програми"),
    "certificate_foot": Phrase(
        "Beside each scenario stands what was seen and under which id it can be found: requests, "
        "events, webhooks and the shop's own numbers.",
        "Obok każdego scenariusza podano, co zaobserwowano i pod jakim identyfikatorem można to "
        "znaleźć: żądania, zdarzenia, webhooki i własne numery sklepu.",
        "Біля кожного сценарію вказано, що побачено і за яким ідентифікатором це можна знайти: "
        "запити, події, вебхуки й власні номери магазину.",
    ),
    "print_station": Phrase("Print station", "Stacja druku", "Станція друку"),
    "print_station_how": Phrase(
        "Scan this card once on the page “Pack”. From then on your slips and labels come out here.",
        "Zeskanuj tę kartę raz na stronie „Pakuj”. Od tej chwili Twoje wydruki wychodzą tutaj.",
        "Скануйте цю картку один раз на сторінці «Пакувати». Відтоді ваш друк виходить тут.",
    ),
    "calibration_how": Phrase(
        "Measure from the left and the upper edge of the paper to the two long lines: each should "
        "be {mm} mm. Type what you measured on the printer's page. The narrowest code that your "
        "scanner reads tells how fine it prints.",
        "Zmierz odległość od lewej i górnej krawędzi papieru do długich linii: powinno być po "
        "{mm} mm. Wpisz wynik na stronie drukarki. Najwęższy kod, który czyta skaner, mówi, jak "
        "drobno drukuje.",
        "Виміряйте від лівого й верхнього краю паперу до двох довгих ліній: має бути по {mm} мм. "
        "Впишіть виміряне на сторінці принтера. Найвужчий код, який читає сканер, показує, як "
        "тонко він друкує.",
    ),
    "suffix": Phrase("Scanner set-up", "Ustawienia skanera", "Налаштування сканера"),
    "suffix_how": Phrase(
        "In the scanner's manual find “suffix” or “terminator” and scan its code for Enter (CR). "
        "Then every scan is taken at once. Tab works too; without a suffix a scan is taken after "
        "a short pause.",
        "W instrukcji skanera znajdź „suffix” lub „terminator” i zeskanuj kod dla Enter (CR). "
        "Wtedy każdy skan działa od razu. Tab też działa; bez sufiksu skan jest przyjmowany "
        "po krótkiej przerwie.",
        "У посібнику сканера знайдіть «suffix» або «terminator» і скануйте код для Enter (CR). "
        "Тоді кожне сканування діє одразу. Tab теж працює; без суфікса скан приймається після "
        "короткої паузи.",
    ),
    "confirm": Phrase("Confirm", "Potwierdź", "Підтвердити"),
    "confirm_how": Phrase(
        "Yes, go on with what the screen says.",
        "Tak, wykonaj to, co pokazuje ekran.",
        "Так, виконати те, що на екрані.",
    ),
    "undo": Phrase("Undo", "Cofnij", "Скасувати"),
    "undo_how": Phrase(
        "Take back my last scan.", "Wycofaj mój ostatni skan.", "Відмінити моє останнє сканування."
    ),
    "reprint": Phrase("Print again", "Drukuj ponownie", "Надрукувати ще раз"),
    "reprint_how": Phrase(
        "The last slip or label once more.",
        "Ostatnia kartka lub etykieta jeszcze raz.",
        "Останній аркуш або етикетка ще раз.",
    ),
    "full": Phrase("Full", "Pełny", "Повний"),
    "full_how": Phrase(
        "This tote or carton is full: start another.",
        "Ten pojemnik lub karton jest pełny: zacznij następny.",
        "Цей контейнер чи коробка повні: почати інші.",
    ),
    "help": Phrase("Help", "Pomoc", "Допомога"),
    "help_how": Phrase(
        "Call the supervisor to this place.",
        "Wezwij kierownika zmiany do tego miejsca.",
        "Покликати керівника зміни сюди.",
    ),
    "manifest": Phrase("Courier manifest", "Protokół przekazania", "Акт передачі"),
    "number": Phrase("Number", "Numer", "Номер"),
    "carrier": Phrase("Carrier", "Przewoźnik", "Перевізник"),
    "handed_over_by": Phrase("Handed over by", "Przekazuje", "Передає"),
    "tracking_number": Phrase("Tracking number", "Numer przesyłki", "Номер відстеження"),
    "destination": Phrase("Destination", "Cel", "Куди"),
    "parcels": Phrase("Parcels", "Paczki", "Посилки"),
    "total_weight": Phrase("Total weight", "Waga łącznie", "Загальна вага"),
    "total_cod": Phrase("Cash on delivery", "Pobrania łącznie", "Сума післяплат"),
    "received_by": Phrase(
        "Received by the courier", "Odebrał(a) kurier(ka)", "Отримав представник перевізника"
    ),
    "counted_by_courier": Phrase(
        "Counted by the courier", "Liczba według kuriera", "Кількість за перевізником"
    ),
    "signature": Phrase("Signature", "Podpis", "Підпис"),
    "name": Phrase("Name", "Imię i nazwisko", "Ім'я та прізвище"),
    "vehicle": Phrase("Vehicle", "Pojazd", "Автомобіль"),
    "goods_received": Phrase("Goods received note", "Protokół przyjęcia", "Акт приймання"),
    "goods_so_far": Phrase("Goods received so far", "Przyjęto do tej pory", "Прийнято на цей час"),
    "waybill": Phrase("Waybill", "List przewozowy", "Накладна"),
    "arrived": Phrase("Arrived", "Przyjechała", "Прибула"),
    "counted": Phrase("Counted", "Przeliczona", "Перелічена"),
    "counted_by": Phrase("Counted by", "Liczył(a)", "Перелічив(-ла)"),
    "announced": Phrase("Announced", "Awizowano", "Заявлено"),
    "received_count": Phrase("Received", "Przyjęto", "Прийнято"),
    "difference": Phrase("Difference", "Różnica", "Різниця"),
    "differences": Phrase("What differs", "Niezgodności", "Розбіжності"),
    "together": Phrase("Together", "Razem", "Разом"),
    "held": Phrase("Held back", "Wstrzymano", "Затримано"),
    "lot_and_expiry": Phrase(
        "Lot · best before", "Partia · ważność", "Партія · термін", "Charge · haltbar bis"
    ),
    "lot": Phrase("Lot", "Partia", "Партія"),
    "best_before": Phrase("expires", "ważność", "термін"),
    "kind": Phrase("What", "Co", "Що"),
    "decision": Phrase("Decision", "Decyzja", "Рішення"),
    "note": Phrase("Note", "Uwaga", "Примітка"),
    "kind_short": Phrase("Missing", "Brak", "Нестача"),
    "kind_over": Phrase("Too much", "Nadwyżka", "Надлишок"),
    "kind_unexpected_product": Phrase("Not on the list", "Spoza listy", "Поза списком"),
    "kind_unannounced": Phrase("Not announced", "Bez awiza", "Без повідомлення"),
    "kind_damaged": Phrase("Damaged", "Uszkodzone", "Пошкоджено"),
    "damage_broken": Phrase("Broken", "Rozbite", "Розбите"),
    "damage_wet": Phrase("Wet", "Mokre", "Мокре"),
    "damage_crushed": Phrase("Crushed", "Zgniecione", "Зім'яте"),
    "damage_leaking": Phrase("Leaking", "Cieknie", "Тече"),
    "kind_wrong_label": Phrase("Wrong label", "Zła etykieta", "Хибна етикетка"),
    "kind_wrong_lot": Phrase("Another lot", "Inna partia", "Інша партія"),
    "kind_no_barcode": Phrase("No barcode", "Bez kodu", "Без штрихкоду"),
    "kind_short_dated": Phrase("Expires too soon", "Krótki termin", "Короткий термін"),
    "decision_open": Phrase("waits", "czeka", "очікує"),
    "decision_accept": Phrase("accepted", "przyjęte", "прийнято"),
    "decision_quarantine": Phrase("quarantine", "kwarantanna", "карантин"),
    "decision_return_to_supplier": Phrase("goes back", "do zwrotu", "повертається"),
}


DATE_LOCALES: Final = {"en": "en_GB"}
"""The halls are in Europe: 22 November 2026, not November 22, 2026."""


def language_of(asked: str) -> str:
    """The paper's language for a wish such as `pl` or `uk-UA`; English for all that we lack."""
    wished = asked.lower().replace("_", "-").partition("-")[0]
    return wished if wished in LANGUAGES else DEFAULT_LANGUAGE


def say(key: str, language: str, **facts: object) -> str:
    """A fixed phrase with its facts filled in. KeyError for an unknown key: that is a bug."""
    words = WORDS[key]
    phrase: str = getattr(words, language_of(language)) or words.en
    return phrase.format(**facts) if facts else phrase


def say_date(day: date, language: str) -> str:
    """A date written out, `22 листопада 2026 р.`"""
    language = language_of(language)
    return str(format_date(day, format="long", locale=DATE_LOCALES.get(language, language)))


def say_day(day: date) -> str:
    """A date in figures that nobody in Europe mistakes, `22.11.2026`."""
    return f"{day:%d.%m.%Y}"


def say_weight(weight_g: int, language: str) -> str:
    """Grams as kilograms with all their digits, `1,250 kg`."""
    kilograms = Decimal(weight_g) / GRAMS_PER_KG
    unit = "кг" if language_of(language) == "uk" else "kg"
    return f"{format_decimal(kilograms, '#,##0.000', locale=language_of(language))} {unit}"


def say_money(amount_minor: int, currency: str, language: str) -> str:
    """An amount in the currency's smallest unit, `129,90 PLN`: the code, for a courier's eye."""
    digits = get_currency_precision(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    pattern = "#,##0.00\u00a0¤¤"
    return str(format_currency(amount, currency, pattern, locale=language_of(language)))
