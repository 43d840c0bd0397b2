"""A parcel goes the way that its shop's rules say, and everybody can see why."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.orders.test_promises import Scene, at_work
from wms.db import Tx
from wms.errors import Refusal
from wms.orders.chosen import Way
from wms.shipping.carriers import house
from wms.shipping.told.quote import QuoteAsked, quote
from wms.shipping.ways.choose import choose, choose_service, meets, verdicts
from wms.shipping.ways.errors import (
    BigSaysHowBig,
    TooManyWayRules,
    WayRuleImpossible,
    WayRuleThere,
    WayRuleUnknown,
)
from wms.shipping.ways.facts import ParcelAsked
from wms.shipping.ways.rates import Rate, prices, write_rates
from wms.shipping.ways.rule_changes import last_changes
from wms.shipping.ways.rules import (
    RULES_MAX,
    Rule,
    RuleRow,
    add_rule,
    change_rule,
    move_rule,
    remove_rule,
    restore_rule,
    rules,
)

HERE = ParcelAsked(
    country="PL", postcode="00-950", weight_g=2_000, pieces=3, value_minor=20_000,
    value_currency="PLN",
)  # fmt: skip
EXPRESS = {"carrier": "house", "service": "express"}
STANDARD = {"carrier": "house", "service": "standard"}


def row(n: int = 1, **facts: Any) -> RuleRow:
    return RuleRow(**{**EXPRESS, "id": UUID(int=n), "position": n, **facts})


@pytest.mark.parametrize(
    ("rule", "misses", "failed"),
    [
        ({"countries": ["PL", "CZ"]}, {"country": "DE"}, "countries"),
        ({"postcode_prefixes": ["00-", "01"]}, {"postcode": "31-001"}, "postcode_prefixes"),
        ({"postcode_prefixes": ["009"]}, {"postcode": "00-950"}, "postcode_prefixes"),
        ({"weight_min_g": 2_000, "weight_max_g": 2_000}, {"weight_g": 2_001}, "weight"),
        ({"pieces_min": 3}, {"pieces": 2}, "pieces"),
        ({"value_min_minor": 20_000, "value_currency": "PLN"}, {"value_minor": 19_999}, "value"),
        ({"value_max_minor": 20_000, "value_currency": "PLN"}, {"value_currency": "EUR"}, "value"),
        ({"is_cod": False}, {"is_cod": True}, "is_cod"),
        ({"is_to_point": False}, {"is_to_point": True}, "is_to_point"),
        ({"is_fragile": False}, {"is_fragile": True}, "is_fragile"),
        ({"is_hazmat": False}, {"is_hazmat": True}, "is_hazmat"),
    ],
)  # fmt: skip
def test_each_condition_takes_what_it_says_and_nothing_else(
    rule: dict[str, Any], misses: dict[str, Any], failed: str
) -> None:
    one = row(**rule)
    assert meets(one, msgspec.structs.replace(HERE, **misses)) == failed
    if rule != {"postcode_prefixes": ["009"]}:
        assert meets(one, HERE) is None


def test_the_first_rule_counts_whose_courier_takes_the_parcel() -> None:
    asked = [row(1, is_cod=True), row(2, **STANDARD, weight_max_g=5_000), row(3)]
    assert [one.fails for one in verdicts(asked, HERE)] == ["is_cod", None, None]
    taken = choose(asked, HERE)
    assert (taken.service, taken.chosen.rule_id, taken.paid_by) == ("standard", UUID(int=2), "shop")
    heavy = msgspec.structs.replace(HERE, weight_g=house.WEIGHT_MAX_G + 1)
    assert [one.fails for one in verdicts(asked, heavy)] == ["is_cod", "weight", "too_heavy"]
    nobody = choose(asked, heavy)
    assert (nobody.service, nobody.chosen.rule_id) == ("standard", None), "it goes the usual way"
    named = choose(asked, HERE, service="express")
    assert named.chosen.rule_id == UUID(int=3), "only rules that lead where its shop said"
    assert choose(asked, HERE, avoid=[Way(**STANDARD)]).service == "express"


def test_an_upgrade_says_why_and_how_it_would_have_gone() -> None:
    asked = [
        row(1, upgrade_for="our_mistake"),
        row(2, upgrade_for="first_order", is_told=False),
        row(3, upgrade_for="big_order", value_min_minor=50_000, value_currency="PLN"),
        row(4, **STANDARD),
    ]
    plain = choose(asked, HERE)
    assert (plain.service, plain.chosen.upgraded_for) == ("standard", None)
    for facts, reason, is_told, paid_by in (
        ({"is_first_order": True}, "first_order", False, "shop"),
        ({"value_minor": 50_000}, "big_order", True, "shop"),
        ({"reason": "our_mistake", "is_first_order": True}, "our_mistake", True, "us"),
    ):
        up = choose(asked, msgspec.structs.replace(HERE, **facts))
        assert (up.service, up.chosen.upgraded_for) == ("express", reason)
        assert up.chosen.instead_of == Way(**STANDARD)
        assert (up.chosen.is_told, up.paid_by) == (is_told, paid_by)
    again = choose(asked, msgspec.structs.replace(HERE, reason="carrier_failed"))
    assert (again.service, again.paid_by) == ("standard", "us")
    no_gain = choose([row(1, upgrade_for="first_order"), row(2)],
                     msgspec.structs.replace(HERE, is_first_order=True))  # fmt: skip
    assert no_gain.chosen.upgraded_for is None, "it would have gone so anyway"


async def test_rules_are_written_moved_taken_away_and_brought_back(tx: Tx) -> None:
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx, "GLOBEX")
    first = await add_rule(tx, shop.id, Rule(**STANDARD), by=None)
    second = await add_rule(tx, shop.id, Rule(**EXPRESS, countries=["PL"]), by=None)
    await move_rule(tx, shop.id, second, up=True, by=None)
    await move_rule(tx, shop.id, second, up=True, by=None)  # it is the first already
    assert [one.id for one in await rules(tx, shop.id)] == [second, first]
    await change_rule(tx, shop.id, second, Rule(**EXPRESS, countries=["CZ"]), by=None)
    change = await remove_rule(tx, shop.id, second, by=None)
    assert [one.id for one in await rules(tx, shop.id)] == [first]
    [gone] = [one for one in await last_changes(tx, shop.id) if one.is_gone]
    assert (gone.id, gone.rule.countries) == (change, ["CZ"])
    await restore_rule(tx, shop.id, change, by=None)
    assert [one.id for one in await rules(tx, shop.id)] == [first, second]
    for no, verb in (
        (WayRuleThere, restore_rule(tx, shop.id, change, by=None)),
        (WayRuleUnknown, remove_rule(tx, other.id, first, by=None)),
        (WayRuleUnknown, change_rule(tx, shop.id, uuid4(), Rule(**EXPRESS), by=None)),
        (BigSaysHowBig, add_rule(tx, shop.id, Rule(**EXPRESS, upgrade_for="big_order"), by=None)),
        (WayRuleImpossible, add_rule(tx, shop.id, Rule(**EXPRESS, countries=["pl"]), by=None)),
        (WayRuleImpossible, add_rule(tx, shop.id, Rule(**EXPRESS, value_min_minor=1), by=None)),
        (WayRuleImpossible,
         add_rule(tx, shop.id, Rule(**EXPRESS, weight_min_g=2, weight_max_g=1), by=None)),
    ):  # fmt: skip
        with pytest.raises(no):
            await verb
    for _ in range(RULES_MAX - 2):
        await add_rule(tx, shop.id, Rule(**EXPRESS), by=None)
    with pytest.raises(TooManyWayRules):
        await add_rule(tx, shop.id, Rule(**EXPRESS), by=None)
    assert await rules(tx, other.id) == []


async def test_the_nearest_zone_and_the_smallest_step_of_the_list_of_the_day_say_the_price(
    tx: Tx,
) -> None:
    def step(zone: str, weight_max_g: int, amount: int, since: str = "2026-01-01") -> Rate:
        return Rate(
            **EXPRESS, countries=zone.split(), weight_max_g=weight_max_g, amount_minor=amount,
            cod_fee_minor=300, currency="PLN", valid_from=date.fromisoformat(since),
        )  # fmt: skip

    await write_rates(
        tx,
        [
            step("PL", 1_000, 900), step("PL", 5_000, 1_200), step("", 31_500, 9_900),
            step("PL", 5_000, 1_500, "2026-06-01"),
        ],
        by=None,
    )  # fmt: skip

    async def asked(country: str, weight_g: int, on: str, *, is_cod: bool = False) -> Any:
        ways = [Way(**STANDARD), Way(**EXPRESS)]
        none, found = await prices(
            tx, ways, country=country, weight_g=weight_g, is_cod=is_cod, on=date.fromisoformat(on)
        )
        assert none is None, "nobody said what that way costs"
        return found and (found.amount_minor, found.cod_fee_minor)

    assert await asked("PL", 1_000, "2026-05-31") == (900, 0)
    assert await asked("PL", 1_001, "2026-05-31", is_cod=True) == (1_200, 300)
    assert await asked("PL", 500, "2026-06-01") == (1_500, 0), "the new list has one step"
    assert await asked("PL", 5_001, "2026-06-01") == (9_900, 0), "the zone of all others"
    assert await asked("DE", 31_501, "2026-06-01") is None
    assert await asked("DE", 1, "2025-12-31") is None
    await write_rates(tx, [step("", 31_500, 8_800)], by=None)
    assert await asked("DE", 1, "2026-06-01") == (8_800, 0), "said anew"
    with pytest.raises(Refusal, match="two capital letters"):
        await write_rates(tx, [step("Poland", 1, 1)], by=None)


async def _scene_with_rules(tx: Tx) -> Scene:
    scene = await at_work(tx)
    for rule in (
        Rule(**EXPRESS, upgrade_for="our_mistake"),
        Rule(**EXPRESS, upgrade_for="first_order"),
        Rule(**STANDARD, countries=["PL"]),
    ):
        await add_rule(tx, scene.shop.id, rule, by=None)
    return scene


async def test_an_order_that_is_sent_again_asks_the_rules_with_the_reason(tx: Tx) -> None:
    from tests.orders.asking import ask

    scene = await _scene_with_rules(tx)
    order = UUID((await scene.place(ask("W-1", TEA=1)))["id"])
    shop = scene.shop.id
    assert (await choose_service(tx, shop, order)).service == "standard"
    mistake = await choose_service(tx, shop, order, reason="our_mistake")
    assert (mistake.service, mistake.chosen.upgraded_for, mistake.paid_by) == (
        "express", "our_mistake", "us",
    )  # fmt: skip
    again = await choose_service(tx, shop, order, reason="carrier_failed", avoid=[Way(**STANDARD)])
    assert (again.service, again.chosen.rule_id, again.paid_by) == ("express", None, "us")
    nowhere = await choose_service(
        tx, shop, order, reason="carrier_failed", avoid=[Way(**STANDARD), Way(**EXPRESS)]
    )
    assert nowhere.service == "standard", "there is no other way"


async def test_a_quote_says_the_way_and_its_price(tx: Tx) -> None:
    scene = await _scene_with_rules(tx)
    await write_rates(
        tx,
        [Rate(**EXPRESS, countries=[], weight_max_g=30_000, amount_minor=1_999, cod_fee_minor=0,
              currency="PLN", valid_from=date(2020, 1, 1))],
        by=None,
    )  # fmt: skip
    from wms.orders.place import LineAsked

    line = LineAsked(sku="TEA", quantity=1)
    asked = QuoteAsked(lines=[line], country="PL", is_first_order=True)
    found = await quote(tx, scene.shop.id, asked)
    assert (found.service, found.price and found.price.amount_minor) == ("express", 1_999)
    assert found.chosen_way is not None and found.chosen_way.upgraded_for == "first_order"
    named = await quote(tx, scene.shop.id, QuoteAsked(lines=[line], country="PL", **STANDARD))
    assert (named.service, named.chosen_way, named.price) == ("standard", None, None)
    assert await tx.scalar(text("SELECT count(*) FROM orders")) == 0
