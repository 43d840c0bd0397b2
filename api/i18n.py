"""The one catalogue of messages: English, Polish and Ukrainian; German for consumers.

English is the source language: a sentence in the code is its own key. The others are read from
``api/locale/<language>/LC_MESSAGES/wms.po`` once, when first asked for, and compiled in memory, so
that no binary file can lag behind its text.

Two kinds of sentence, told apart by their placeholders:

- templates: ``{{ _("Pick %(n)s of %(sku)s", n=3, sku="TEA") }}`` (percent, jinja2's newstyle);
- the domain's: ``N_("Only {available} left.")``, filled here by `translate` from a Refusal's facts.

The language of the request is a context variable: a door sets it with `speaking`, templates and
filters read it. Numbers, dates and money are written as each language writes them (CLDR, by babel).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale, dates, numbers, units
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment
from markupsafe import Markup

from api.code_words import CODE_WORDS

#: what an operator or office user can choose; the first is the source language
LANGUAGES: Final = ("en", "pl", "uk")
SOURCE_LANGUAGE: Final = LANGUAGES[0]
#: what a consumer can read: their pages and e-mails only have German, too
CONSUMER_LANGUAGES: Final = (*LANGUAGES, "de")
#: how each language calls itself, for the switch: never translated
LANGUAGE_NAMES: Final = {"en": "English", "pl": "Polski", "uk": "Українська", "de": "Deutsch"}
DOMAIN: Final = "wms"
LOCALE_DIR: Final = Path(__file__).parent / "locale"
GRAMS_PER_KG: Final = 1000
#: from here on digits come in groups
_FIRST_GROUPED: Final = 1000
#: the year with two digits, in a pattern of CLDR
_TWO_DIGITS: Final = re.compile(r"(?<!y)yy(?!y)")
#: the halls are in Europe: 22 Nov 2026, not Nov 22, 2026
_DATE_LOCALES: Final = {"en": "en_GB"}

#: in which time people in the building live
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)
_TIME: Final = Markup('<time datetime="{}" title="{}">{}</time>')
_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def current_language() -> str:
    """The language of this request, ``en`` outside of one."""
    return _language.get()


def set_language(language: str | None) -> str:
    """Set the language of this request (any case, ``pl-PL`` too); unknown means English."""
    chosen = known_language(language, CONSUMER_LANGUAGES) or SOURCE_LANGUAGE
    _language.set(chosen)
    return chosen


def current_zone() -> tzinfo:
    """The time zone of this request, UTC outside of one."""
    return _zone.get()


def set_zone(zone: tzinfo) -> None:
    """From here on this request tells times as people in ``zone`` do."""
    _zone.set(zone)


def today() -> date:
    """Which day it is in the zone of this request."""
    return datetime.now(_zone.get()).date()


def day_of(moment: datetime) -> date:
    """On which day something happened, in the zone of this request."""
    return moment.astimezone(_zone.get()).date()


@contextmanager
def speaking(language: str | None) -> Iterator[str]:
    """Within the block everything is said in ``language``; afterwards as before."""
    chosen = known_language(language, CONSUMER_LANGUAGES) or SOURCE_LANGUAGE
    token = _language.set(chosen)
    try:
        yield chosen
    finally:
        _language.reset(token)


def known_language(tag: str | None, among: Sequence[str] = LANGUAGES) -> str | None:
    """``"pl-PL"`` → ``"pl"``; None when ``among`` does not have it."""
    primary = (tag or "").replace("_", "-").split("-", 1)[0].strip().lower()
    return primary if primary in among else None


def negotiate(accept_language: str | None, among: Sequence[str] = LANGUAGES) -> str:
    """The best of ``among`` for an ``Accept-Language`` header (RFC 9110, 12.5.4)."""
    best, best_weight = SOURCE_LANGUAGE, 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.partition(";")
        weight = _weight(parameter)
        found = known_language(tag, among)
        if found and weight > best_weight:
            best, best_weight = found, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def catalogue_path(language: str) -> Path:
    """Where the sentences of ``language`` are kept."""
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    """The parsed ``.po`` of ``language``, fuzzy entries included."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


@cache
def translations(language: str) -> NullTranslations:
    """gettext's translations of ``language``; English and unknown ones answer the source text."""
    if language == SOURCE_LANGUAGE or language not in CONSUMER_LANGUAGES:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(fp=compiled, domain=DOMAIN)


class _Facts(dict[str, Any]):
    """A fact that is missing shows its name: half a sentence helps more than an error.

    A weight is said as people say it: ``{weight}`` takes the fact ``weight_g``. A code is said in
    words (`api.code_words`).
    """

    def __init__(self, language: str, facts: Mapping[str, Any]) -> None:
        super().__init__(facts)
        self._language = language
        # in English a state is its own word: "Order 5 is packed already"
        spoken = set() if language != SOURCE_LANGUAGE else {"status"}
        for name in (CODE_WORDS.keys() & facts.keys()) - spoken:
            word = CODE_WORDS[name].get(str(facts[name]))
            if word is not None:
                self[name] = translations(language).gettext(word)

    def __missing__(self, key: str) -> str:
        grams = self.get(f"{key}_g")
        return "{" + key + "}" if grams is None else format_weight(int(grams), self._language)


def translate(language: str, sentence: str, /, **facts: Any) -> str:
    """A sentence of the domain in ``language``, its ``{placeholders}`` filled from ``facts``."""
    if not sentence:
        return ""  # gettext answers the empty key with the catalogue's header
    return translations(language).gettext(sentence).format_map(_Facts(language, facts))


def gettext(sentence: str) -> str:
    """A template's sentence in the language of this request, its placeholders unfilled."""
    return translations(current_language()).gettext(sentence) if sentence else ""


def ngettext(one: str, many: str, count: int) -> str:
    """A template's sentence in the plural form that ``count`` asks for, unfilled."""
    return translations(current_language()).ngettext(one, many, count)


def code_word(code: str, name: str) -> str:
    """A code as people say it, by the name that it has in `CODE_WORDS`; else the code itself."""
    return gettext(CODE_WORDS[name].get(code, code))


def _locale(language: str | None) -> Locale:
    chosen = language or current_language()
    return Locale.parse(_DATE_LOCALES.get(chosen, chosen))


def country_name(code: str, language: str | None = None) -> str:
    """``PL`` → ``Poland`` · ``Polska``; what is no country stays as it is."""
    return str(_locale(language).territories.get(code.upper(), code))


def zone_name(value: datetime, language: str | None = None, *, zone: tzinfo | None = None) -> str:
    """What people call the time that ``zone`` (None: of this request) has at a moment: ``Central
    European Standard Time`` · ``czas środkowoeuropejski standardowy``."""
    told = value.astimezone(zone or _zone.get())
    return dates.get_timezone_name(told, locale=_locale(language))


def format_number(value: int | Decimal | float, language: str | None = None) -> str:
    """``12345.5`` → ``12,345.5`` · ``12 345,5``."""
    if isinstance(value, int) and 0 <= value < _FIRST_GROUPED:
        return str(value)  # as every language here writes it; a page has several
    return numbers.format_decimal(value, locale=_locale(language))


def format_weight(grams: int | None, language: str | None = None) -> str:
    """Grams below a kilogram as grams, else as kilograms: ``850 g``, ``1,25 кг``."""
    if grams is None:
        return "–"
    if grams < GRAMS_PER_KG:
        return _measured(grams, "mass-gram", language)
    return _measured(Decimal(grams) / GRAMS_PER_KG, "mass-kilogram", language)


def _measured(value: int | Decimal, unit: str, language: str | None) -> str:
    # CLDR puts an ordinary space in some languages; a number and its unit stay on one line
    return units.format_unit(value, unit, "short", locale=_locale(language)).replace(" ", "\u00a0")


def format_money(amount_minor: int, currency: str, language: str | None = None) -> str:
    """Minor units of an ISO 4217 currency: ``(1999, "PLN")`` → ``19,99 zł``."""
    amount = Decimal(amount_minor).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(amount, currency, locale=_locale(language))


def format_date(value: date | None, language: str | None = None) -> str:
    """``22 Nov 2026``; of a moment its day in the zone of this request; a dash for None."""
    if isinstance(value, datetime):
        value = day_of(value)
    return "–" if value is None else dates.format_date(value, "medium", locale=_locale(language))


def weekday_names(language: str | None = None) -> list[str]:
    """Monday, Tuesday … as they stand alone in a list."""
    names = dates.get_day_names("wide", "stand-alone", _locale(language))
    return [str(names[weekday]) for weekday in range(7)]


def month_name(value: date, language: str | None = None) -> str:
    """``November 2026``, as it stands alone."""
    return dates.format_date(value, "LLLL y", locale=_locale(language))


def format_day(value: date | None, language: str | None = None) -> str:
    """The shortest there is, for small screens: ``22/11/2026``, ``22.11.2026``; a dash for None."""
    if value is None:
        return "–"
    locale = _locale(language)
    # Ukrainian's shortest has two digits of the year: 17.06.27 may be read backwards
    pattern = _TWO_DIGITS.sub("y", locale.date_formats["short"].pattern)
    return dates.format_date(value, pattern, locale=locale)


def _moment(day: str, locale: Locale) -> str:
    """The pattern of a day and a time; German days are numbers with a dot."""
    return f"{day.replace('d', 'd.', 1) if locale.language == 'de' else day}, HH:mm"


def format_datetime(
    value: datetime | None, language: str | None = None, *, zone: tzinfo | None = None
) -> str:
    """``22 Nov 2026, 14:05`` in ``zone`` (None: of this request); a dash for no moment."""
    if value is None:
        return "–"
    zone, locale = zone or _zone.get(), _locale(language)
    return dates.format_datetime(value, _moment("d MMM y", locale), tzinfo=zone, locale=locale)


def format_second(value: datetime | None, language: str | None = None) -> str:
    """To be found again in a program's own log: ``22 Nov 2026, 14:05:09``; a dash for None."""
    if value is None:
        return "–"
    locale = _locale(language)
    pattern = f"{_moment('d MMM y', locale)}:ss"
    return dates.format_datetime(value, pattern, tzinfo=_zone.get(), locale=locale)


def format_moment(value: datetime | None, language: str | None = None) -> str:
    """For narrow columns: ``22 Nov, 14:05`` within this year, else with the year."""
    if value is None:
        return "–"
    zone = _zone.get()
    if value.astimezone(zone).year != datetime.now(zone).year:
        return format_datetime(value, language)
    locale = _locale(language)
    return dates.format_datetime(value, _moment("d MMM", locale), tzinfo=zone, locale=locale)


def format_time(
    value: datetime | None, language: str | None = None, *, zone: tzinfo | None = None
) -> str:
    """``14:05`` in ``zone`` (None: of this request); a dash for no moment."""
    if value is None:
        return "–"
    zone, locale = zone or _zone.get(), _locale(language)
    return dates.format_time(value, "HH:mm", tzinfo=zone, locale=locale)


def _tells(said: Callable[[datetime], str]) -> Callable[[datetime | None], str]:
    """A template's filter: a moment as people in the building say it, in UTC when pointed at."""

    def tell(value: datetime | None) -> str:
        if value is None:
            return "–"
        title = f"{format_datetime(value, zone=UTC)} UTC"
        return _TIME.format(value.astimezone(UTC).isoformat(), title, said(value))

    return tell


def install(environment: Environment) -> None:
    """Give ``environment`` the catalogue (``_``, ``ngettext``) and the filters ``number``,
    ``code_word``, ``country``, ``zone``, ``weight``, ``money``, ``date``, ``day``, ``month_name``,
    ``datetime``, ``second``, ``moment`` and ``time``; days and times are told in the zone of the
    request.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.filters.update(
        code_word=code_word,
        country=country_name,
        zone=zone_name,
        number=format_number,
        weight=format_weight,
        money=format_money,
        date=format_date,
        day=format_day,
        month_name=month_name,
        datetime=_tells(format_datetime),
        second=_tells(format_second),
        moment=_tells(format_moment),
        time=_tells(format_time),
    )
    environment.globals.update(
        current_language=current_language,
        current_zone=lambda: str(_zone.get()),
        languages=LANGUAGES,
        consumer_languages=CONSUMER_LANGUAGES,
        language_names=LANGUAGE_NAMES,
    )
