"""What a shop writes into its slips is filled in and never run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sizes import many
from wms.errors import Refusal
from wms.packing.slips.facts import first_name
from wms.packing.slips.language import (
    NAMES,
    PLACES_MAX,
    TEXT_MAX_CHARS,
    URL_NAMES,
    NameUnknown,
    TagUnclosed,
    TagUnknown,
    TextTooLong,
    TooDeep,
    TooManyPlaces,
    fill,
    read_text,
)
from wms.packing.slips.template import (
    BLACK,
    SlipTemplate,
    SlipWords,
    check_template,
    contrast_on_white,
    darker,
)

PIECES = [*"{}% .aif", "{{", "}}", "{% if order.number %}", "{%", "%}", "{% endif %}", "{% else %}"]
FACTS = {"recipient.first_name": "Anna", "order.number": "1001", "order.is_gift": "Sto lat"}


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Hi {{ recipient.first_name }}, {{order.number}}!", "Hi Anna, 1001!"),
        ("{% if order.is_gift %}A gift{% else %}Yours{% endif %}.", "A gift."),
        ("{% if not order.is_gift %}Yours{% endif %}.", "."),
        ("{% if shop.phone %}Call {{ shop.phone }}{% endif %}", ""),
        ("{% if order.is_gift %}{% if shop.phone %}a{% else %}b{% endif %}{% endif %}", "b"),
        ("10 % off, {x} and <b>y</b>", "10 % off, {x} and <b>y</b>"),
        ("", ""),
    ],
)  # fmt: skip
def test_names_and_conditions_are_filled_in(text: str, printed: str) -> None:
    assert fill(read_text(text), FACTS) == printed


def test_a_fact_that_looks_like_a_name_stays_a_fact() -> None:
    facts = {"recipient.name": "{{ order.number }}{% if x %}"}
    assert fill(read_text("{{ recipient.name }}"), facts) == facts["recipient.name"]


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("{{ order.numbr }}", NameUnknown),
        ("{{ recipient.street }}", NameUnknown),
        ("{{ order.number|upper }}", NameUnknown),
        ("{{ ''.__class__.__mro__ }}", NameUnknown),
        ("{{ 'a' * 999999999 }}", NameUnknown),
        ("{% if nobody %}x{% endif %}", NameUnknown),
        ("{% for x in y %}{% endfor %}", TagUnknown),
        ("{% include '/etc/passwd' %}", TagUnknown),
        ("{% if order.number or shop.name %}x{% endif %}", TagUnknown),
        ("{{ order.number", TagUnclosed),
        ("order.number }}", TagUnclosed),
        ("{% if order.number %}x", TagUnclosed),
        ("x{% endif %}", TagUnclosed),
        ("x{% else %}y", TagUnclosed),
        ("{% if order.number %}x{% else %}y{% else %}z{% endif %}", TagUnclosed),
        ("{% if order.number %}" * 4 + "x" + "{% endif %}" * 4, TooDeep),
        ("{{order.number}}" * (PLACES_MAX + 1), TooManyPlaces),
        ("x" * (TEXT_MAX_CHARS + 1), TextTooLong),
    ],
)
def test_what_a_slip_does_not_know_is_named_with_what_to_do(text: str, no: type[Refusal]) -> None:
    with pytest.raises(no) as refused:
        read_text(text)
    assert "{" not in str(refused.value).replace("{{", "").replace("{%", "")


def test_a_misspelt_name_is_told_the_nearest() -> None:
    with pytest.raises(NameUnknown, match=r"Write order\.number instead"):
        read_text("{{ order.nummer }}")


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=many(50))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parts = read_text(text)
    except Refusal:
        return
    assert isinstance(fill(parts, FACTS), str)


def test_an_address_knows_the_order_and_nobody() -> None:
    assert {name.partition(".")[0] for name in URL_NAMES} == {"order"}
    assert not {name for name in NAMES if "street" in name or "recipient.phone" in name}


@pytest.mark.parametrize(
    ("name", "called"),
    [("Anna Nowak", "Anna"), ("dr inż. Ewa Lis", "Ewa"), ("Pani Ewa", "Ewa"),
     ("prof. A. Ewa Lis", "Ewa"), ("J.", "J."), ("", "")],
)  # fmt: skip
def test_people_are_called_by_their_first_name(name: str, called: str) -> None:
    assert first_name(name) == called


def test_a_colour_must_be_read_on_white_paper_and_printed_in_black() -> None:
    for code in ("#000000", "#0b5f56", "#a51d2d"):
        check_template(SlipTemplate(accent=code))
    assert contrast_on_white("#ffffff") == pytest.approx(1)
    assert contrast_on_white(BLACK) == pytest.approx(21)
    assert contrast_on_white(darker("#ffcc00")) >= 4.5
    with pytest.raises(Refusal) as refused:
        check_template(SlipTemplate(accent="#ffcc00"))
    [light] = refused.value.errors  # type: ignore[attr-defined]  # several at once
    assert (light.pointer, light.facts["darker"]) == ("/accent", darker("#ffcc00"))


def test_everything_that_is_wrong_is_told_at_once_with_its_field() -> None:
    template = SlipTemplate(
        accent="green",
        return_url="{{ recipient.name }}",
        words={"pl": SlipWords(message="{{ x }}", footer="🐢"), "uk": SlipWords(thanks="{% if %}")},
    )
    with pytest.raises(Refusal) as refused:
        check_template(template)
    assert [one.pointer for one in refused.value.errors] == [  # type: ignore[attr-defined]
        "/accent", "/return_url", "/return_url", "/words/pl/message", "/words/pl/footer",
        "/words/uk/thanks",
    ]  # fmt: skip


def test_words_fall_back_text_by_text() -> None:
    template = SlipTemplate(
        fallback_language="pl",
        words={
            "pl": SlipWords(message="Cześć", returns="Zwroty"),
            "de": SlipWords(message="Hallo"),
        },
    )
    assert template.words_for("de") == SlipWords(message="Hallo", returns="Zwroty")
    assert template.words_for("fr") == template.words_for("pl")
