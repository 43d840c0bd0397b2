"""Every sentence exists in every language, and numbers and dates look as people write them."""

from __future__ import annotations

import re
from contextvars import copy_context
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural
from jinja2 import Environment

from api import i18n
from api.locale.extract import extracted, is_read_by_consumers
from wms.inbound.discrepancy_errors import DiscrepancyDecided
from wms.picking.errors import CancelTooLate

TRANSLATED = [each for each in i18n.CONSUMER_LANGUAGES if each != i18n.SOURCE_LANGUAGE]
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
HOW_TO_MEND = (
    "Run `python -m api.locale.extract`, then fill the empty entries in api/locale "
    "(or give it a JSON file with the translations, see its docstring)."
)


def _placeholders(text: str) -> set[str]:
    return {a or b for a, b in PLACEHOLDER.findall(text)}


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _sources(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.fixture(scope="module")
def sentences() -> list[Message]:
    found = [message for message in extracted() if message.id]
    assert len(found) > 50, "the extraction found hardly anything"
    return found


def test_the_extraction_reads_code_and_templates(sentences: list[Message]) -> None:
    files = {location[0] for message in sentences for location in message.locations}
    assert "wms/errors.py" in files
    assert "api/scanner/templates/base.html" in files
    assert "api/office/templates/parts/desk.html" in files


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str, sentences: list[Message]) -> None:
    catalogue = i18n.read_catalogue(language)
    faults = []
    for sentence in sentences:
        if language not in i18n.LANGUAGES and not is_read_by_consumers(sentence):
            continue
        key = _sources(sentence)[0]
        message = catalogue.get(sentence.id, sentence.context)
        if message is None or not all(_forms(message)):
            faults.append(f"not translated: {key!r}")
        elif message.fuzzy:
            faults.append(f"fuzzy: {key!r}")
        elif len(_sources(sentence)) > 1 and len(_forms(message)) != catalogue.num_plurals:
            faults.append(f"needs {catalogue.num_plurals} plural forms: {key!r}")
    assert not faults, "\n".join([HOW_TO_MEND, *sorted(faults)])


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders(language: str, sentences: list[Message]) -> None:
    catalogue = i18n.read_catalogue(language)
    faults = []
    for sentence in sentences:
        message = catalogue.get(sentence.id, sentence.context)
        if message is None:
            continue
        wanted = _placeholders(_sources(sentence)[-1])
        faults += [
            f"{form!r} should have {sorted(wanted)}"
            for form in _forms(message)
            if form and _placeholders(form) != wanted
        ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_rules_are_those_of_cldr(language: str) -> None:
    catalogue = i18n.read_catalogue(language)
    assert catalogue.num_plurals == get_plural(language).num_plurals
    assert catalogue.plural_expr == get_plural(language).plural_expr


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {1: "piece", 2: "pieces", 5: "pieces", 22: "pieces"}),
        ("pl", {1: "sztuka", 2: "sztuki", 5: "sztuk", 12: "sztuk", 22: "sztuki"}),
        ("uk", {1: "штука", 2: "штуки", 5: "штук", 21: "штука", 112: "штук"}),
        ("de", {1: "piece", 2: "pieces"}),  # no consumer reads of pieces
    ],
)
def test_counted_words(language: str, words: dict[int, str]) -> None:
    with i18n.speaking(language):
        assert {n: i18n.ngettext("piece", "pieces", n) for n in words} == words


def test_a_refusal_is_said_with_its_facts() -> None:
    sentence = "There is no {what} {name}."
    assert i18n.translate("en", sentence, what="tote", name="7") == "There is no tote 7."
    assert i18n.translate("pl", sentence, what="pojemnik", name="7") == "Nie ma tu: pojemnik 7."
    assert i18n.translate("uk", sentence, name="7") == "Тут немає: {what} 7."
    assert i18n.translate("pl", "") == ""


def test_a_code_among_the_facts_is_said_in_words() -> None:
    facts = {"decision": "return_to_supplier", "decided_by": "default"}
    sentence = DiscrepancyDecided.sentence
    assert "Back to the supplier, by nobody" in i18n.translate("en", sentence, **facts)
    assert "Zwrot do dostawcy" in i18n.translate("pl", sentence, **facts)
    moved_on = CancelTooLate.sentence
    assert "„Spakowane”" in i18n.translate("pl", moved_on, number=7, status="packed")
    assert "is packed already" in i18n.translate("en", moved_on, number=7, status="packed")


def test_german_is_for_consumers_only(sentences: list[Message]) -> None:
    of_consumers = {sentence.id for sentence in sentences if is_read_by_consumers(sentence)}
    german = i18n.read_catalogue("de")
    assert {message.id for message in german if message.id} == of_consumers
    assert "Menu" not in of_consumers and i18n.translate("de", "Menu") == "Menu"
    assert i18n.known_language("de-AT") is None, "nobody at the desk reads half a page of German"
    assert i18n.negotiate("de-AT, pl;q=0.5") == "pl"
    assert i18n.negotiate("de-AT, pl;q=0.5", i18n.CONSUMER_LANGUAGES) == "de"


def test_unknown_languages_speak_english() -> None:
    assert i18n.translate("cs", "Menu") == "Menu"
    with i18n.speaking("xx") as spoken:
        assert spoken == "en"


def test_the_language_belongs_to_the_block() -> None:
    with i18n.speaking("pl-PL"):
        assert i18n.gettext("Undo") == "Cofnij"
        with i18n.speaking("uk"):
            assert i18n.gettext("Undo") == "Відмінити"
        assert i18n.current_language() == "pl"
    assert i18n.current_language() == "en"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("de;q=1, pl;q=0.5, en;q=0.4", "pl"),
        ("en;q=0, pl;q=0.1", "pl"),
        ("pl;q=banana, uk;q=0.2", "uk"),
        ("*", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_browser_language_is_understood(header: str | None, language: str) -> None:
    assert i18n.negotiate(header) == language


def test_numbers_money_and_weights() -> None:
    assert i18n.format_number(12345, "en") == "12,345"
    assert i18n.format_number(12345, "pl").replace("\u00a0", " ") == "12 345"
    assert i18n.format_money(199900, "PLN", "pl").replace("\u00a0", " ") == "1 999,00 zł"
    assert i18n.format_money(500, "JPY", "en") == "JP¥500"
    assert i18n.format_weight(850, "pl") == "850\u00a0g"
    assert i18n.format_weight(1250, "uk") == "1,25\u00a0кг"
    assert i18n.format_weight(None) == "–"


def test_times_are_told_in_the_warehouse_zone() -> None:
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    warsaw = ZoneInfo("Europe/Warsaw")
    assert i18n.format_datetime(moment, "en", zone=warsaw) == "23 Nov 2026, 00:30"
    assert i18n.format_time(moment, "pl", zone=warsaw) == "00:30"
    assert i18n.format_date(date(2026, 11, 22), "pl") == "22 lis 2026"
    assert i18n.format_day(date(2026, 11, 2), "en") == "02/11/2026"
    assert i18n.format_day(date(2026, 11, 2), "pl") == "2.11.2026"
    assert i18n.format_date(None) == i18n.format_datetime(None) == i18n.format_time(None) == "–"


def test_a_moment_of_this_year_is_told_without_the_year() -> None:
    now = datetime.now(UTC).replace(month=6, day=5, hour=14, minute=5)
    with i18n.speaking("pl"):
        assert i18n.format_moment(now) == "5 cze, 14:05"
        assert i18n.format_moment(now.replace(year=2020)) == "5 cze 2020, 14:05"
        assert i18n.format_moment(None) == "–"


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        ((2026, 3, 29, 0, 59), "29 Mar 2026, 01:59"),
        ((2026, 3, 29, 1, 0), "29 Mar 2026, 03:00"),  # the hour that is left out
        ((2026, 10, 25, 0, 30), "25 Oct 2026, 02:30"),
        ((2026, 10, 25, 1, 30), "25 Oct 2026, 02:30"),  # the hour that comes twice
        ((2026, 12, 31, 23, 5), "1 Jan 2027, 00:05"),
    ],
)
def test_a_page_tells_times_as_people_in_the_building_do_and_utc_when_pointed_at(
    utc: tuple[int, int, int, int, int], said: str
) -> None:
    environment = Environment(autoescape=True)
    i18n.install(environment)
    moment = datetime(*utc, tzinfo=UTC)

    def render() -> str:
        i18n.set_zone(ZoneInfo("Europe/Warsaw"))
        return environment.from_string('{{ _("%(at)s", at=at|datetime) }}|{{ at|date }}').render(
            at=moment
        )

    told, day = copy_context().run(render).split("|")
    assert f">{said}</time>" in told and f"{moment:%H:%M} UTC" in told
    assert day == said.split(",")[0], "a day is the day in the building"


def test_templates_speak_the_language_of_the_request() -> None:
    environment = Environment(autoescape=True)
    i18n.install(environment)
    template = environment.from_string(
        '{{ _("Scanned: %(code)s", code=lot) }}|'
        '{{ ngettext("%(num)s row", "%(num)s rows", 3) }}|{{ at|time }}'
    )
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    with i18n.speaking("pl"):
        said = template.render(lot="<b>", at=moment)
    assert said == (
        "Zeskanowano: &lt;b&gt;|3 wiersze|"
        '<time datetime="2026-07-01T12:00:00+00:00" title="1 lip 2026, 12:00 UTC">12:00</time>'
    )
    assert template.render(lot="7", at=moment).startswith("Scanned: 7|3 rows|")
