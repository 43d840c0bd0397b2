"""Our fixed words exist in every language and say the same facts."""

import re
from datetime import date

import pytest

from printing.words import LANGUAGES, WORDS, language_of, say, say_date, say_money, say_weight

#: what stands on the papers that a recipient reads: the slip and the label
READ_BY_RECIPIENTS = {
    "packing_slip", "copy", "order", "shop_order", "date", "deliver_to", "sku", "product",
    "quantity", "lines", "pieces", "gift_note", "message", "returns", "returns_how", "page", "from",
    "to", "phone", "weight", "parcel", "parcel_of", "reference", "pickup_point", "cod", "routing",
    "postcode",
}  # fmt: skip
SAME_IN_ALL = {"sku", "operator", "phone"}  # words that two of our languages share


@pytest.mark.parametrize("key", WORDS)
def test_every_word_is_there_in_every_language(key: str) -> None:
    spoken = [one for one in LANGUAGES if one != "de" or key in READ_BY_RECIPIENTS]
    said = {language: getattr(WORDS[key], language) for language in spoken}
    assert all(words.strip() for words in said.values())
    places = {language: sorted(re.findall(r"{\w*}", words)) for language, words in said.items()}
    assert len({tuple(names) for names in places.values()}) == 1
    assert re.search("[а-яіїєґА-ЯІЇЄҐ]", said["uk"])
    assert not re.search("[а-яіїєґ]", said["en"] + said["pl"])
    if key not in SAME_IN_ALL:
        assert said["en"] != said["pl"]


def test_every_language_we_promise_is_there() -> None:
    assert set(LANGUAGES) == {"en", "pl", "uk", "de"}


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("pl", "pl"),
        ("uk-UA", "uk"),
        ("PL_pl", "pl"),
        ("de-AT", "de"),
        ("fr", "en"),
        ("", "en"),
        ("ukr", "en"),
    ],
)
def test_a_language_we_lack_becomes_english(asked: str, given: str) -> None:
    assert language_of(asked) == given


def test_facts_are_filled_in() -> None:
    assert say("page", "uk", page=2, pages=3) == "Сторінка 2 з 3"
    assert say("page", "pl", page="{pages}", pages=3) == "Strona {pages} z 3"
    assert say("page", "de", page=2, pages=3) == "Seite 2 von 3"
    assert say("tote", "de") == "Tote"
    with pytest.raises(KeyError):
        say("no such word", "en")


def test_numbers_and_dates_are_written_as_the_reader_does() -> None:
    assert say_weight(1250, "pl") == "1,250 kg"
    assert say_weight(1250, "en") == "1.250 kg"
    assert say_weight(5, "uk") == "0,005 кг"
    assert say_money(12990, "PLN", "pl") == "129,90\u00a0PLN"
    assert say_money(500, "JPY", "en") == "500\u00a0JPY"
    assert say_date(date(2026, 11, 22), "pl") == "22 listopada 2026"
    assert say_date(date(2026, 11, 22), "de") == "22. November 2026"
    assert say_date(date(2026, 11, 22), "en") == "22 November 2026"
