"""Which orders are walked for when and how: the rules, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, do_or_show, words_of
from api.office.filters import Filters
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.layout.zones import zone_list
from wms.orders.amend import PRIORITY_MAX
from wms.release.by_hand import AT_ONCE_MAX, leave_to_rules, release_now
from wms.release.errors import (
    RuleImpossible,
    RuleOfNothing,
    RulePriorityUnknown,
    WaveImpossible,
)
from wms.release.foresee import kept_by, met_by, released_by_hand, would_do
from wms.release.models import RELEASES
from wms.release.queries import last_changes
from wms.release.rules import (
    MINUTES_MAX,
    WAVE_MAX,
    Mode,
    Rule,
    RuleRow,
    add_rule,
    change_rule,
    move_rule,
    remove_rule,
    restore_rule,
    rules,
)
from wms.shipping.carriers.registry import NAMES
from wms.shops.queries import shops

PAGE: Final = "/office/release/rules"
ONLY_MANAGERS: Final = {"roles": MANAGERS}
MODES: Final = get_args(Mode)
FIELDS: Final = (
    "shop", "carrier", "priority_max", "due_within_min", "zone", "release", "minutes_before",
    "wave_orders", "mode",
)  # fmt: skip
FIELD_MAX_CHARS: Final = 64
_DIGITS: Final = 6

FLASHES["release_rule_set"] = N_("The rule counts from now on. Walks that were begun go on.")
FLASHES["release_rule_moved"] = N_("The rules are asked in this order from now on.")
FLASHES["release_rule_gone"] = N_("The rule is gone. Below it can be brought back.")
FLASHES["release_rule_back"] = N_("The rule is back, after all the others.")
FLASHES["released_by_hand"] = N_("They are walked for from now on.")
FLASHES["left_to_rules"] = N_("The rules decide again.")


def _again(
    request: AnyRequest, desk: Desk, desk_page: DeskPage, read: Read, typed: Mapping[str, str]
) -> Callable[[Refusal], Awaitable[Response[Any]]]:
    """The rules again, with a no and what was typed."""

    async def show(no: Refusal) -> Response[Any]:
        return await _show(request, desk, desk_page, read, no=no, typed=typed)

    return show


async def _show(
    request: AnyRequest,
    desk: Desk,
    desk_page: DeskPage,
    read: Read,
    *,
    no: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
    draft: Rule | None = None,
) -> Response[Any]:
    rows = await rules(read)
    wanted = (typed or {}).get("rule") or Filters(request).text("change")
    changing = next((one for one in rows if str(one.id) == wanted), None)
    said = dict.fromkeys(FIELDS, "") | (dict(typed) if typed is not None else _typed(changing))
    instead_of = changing.id if changing else None
    return desk_page.show(
        "office/release_rules.html",
        status=422 if no else 200,
        no=words_of(request, no) if no else None,
        rows=rows,
        met=await met_by(read, rows),
        by_hand=len(await released_by_hand(read)),
        changes=await last_changes(read),
        changing=changing,
        given=said,
        draft=draft,
        draft_met=await would_do(read, rows, draft, instead_of=instead_of) if draft else None,
        shops={str(one.id): one.name for one in await shops(read)},
        zones={str(one.id): one.name for one in await zone_list(read)},
        carriers=NAMES,
        releases=RELEASES,
        modes=MODES,
        priority_max=PRIORITY_MAX,
        minutes_max=MINUTES_MAX,
        wave_max=WAVE_MAX,
        at_once_max=AT_ONCE_MAX,
        may_manage=desk.role in MANAGERS,
        address=PAGE,
    )


def _typed(rule: RuleRow | None) -> dict[str, str]:
    """A rule as its form says it."""
    if rule is None:
        return {}
    facts = {name: getattr(rule, name, None) for name in FIELDS}
    facts |= {"shop": rule.shop_id, "zone": rule.zone_id}
    return {name: "" if value is None else str(value) for name, value in facts.items()}


def _number(form: Mapping[str, str], name: str, no: Refusal) -> int | None:
    said = form[name]
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS):
        raise no
    return int(said)


def _key(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError as error:
        raise RuleOfNothing from error


def _rule(form: Mapping[str, str]) -> Rule:
    """What the form says.

    Raises:
        RuleImpossible, RulePriorityUnknown, RuleOfNothing: it says something that is no rule.
    """
    impossible, release = RuleImpossible(minutes=MINUTES_MAX), form["release"]
    if release not in RELEASES or form["mode"] not in ("", *MODES):
        raise impossible
    if form["carrier"] not in ("", *NAMES):
        raise RuleOfNothing
    is_before = release == "before_cut_off"
    return Rule(
        release=release,  # type: ignore[arg-type]  # one of RELEASES
        # what the field says is not asked for when another way is chosen
        minutes_before=_number(form, "minutes_before", impossible) if is_before else None,
        wave_orders=_number(form, "wave_orders", WaveImpossible(most=WAVE_MAX))
        if release == "in_waves"
        else None,
        mode=form["mode"] or None,  # type: ignore[arg-type]  # one of MODES
        shop_id=_key(form["shop"]),
        carrier=form["carrier"] or None,
        priority_max=_number(form, "priority_max", RulePriorityUnknown(most=PRIORITY_MAX)),
        due_within_min=_number(form, "due_within_min", impossible),
        zone_id=_key(form["zone"]),
    )


@get(PAGE)
async def list_rules(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """All rules, what each does now, and who changed them last."""
    return await _show(request, desk, desk_page, read)


@post(PAGE, status_code=200, opt=ONLY_MANAGERS)
async def save(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A rule, new or changed; or what it would do, with nothing written."""
    form = await desk_page.form()
    typed = {name: form.get(name, "").strip()[:FIELD_MAX_CHARS] for name in (*FIELDS, "rule")}
    no = _again(request, desk, desk_page, read, typed)
    try:
        rule = _rule(typed)
        rule_id = _key(typed["rule"])
    except Refusal as refusal:
        return await no(refusal)
    if form.get("do") == "preview":
        return await _show(request, desk, desk_page, read, typed=typed, draft=rule)

    async def write(tx: Tx) -> None:
        if rule_id is None:
            await add_rule(tx, rule, by=desk)
        else:
            await change_rule(tx, rule_id, rule, by=desk)

    return await do_or_show(
        request, write, show=no, done=lambda _: go(PAGE, said="release_rule_set")
    )


@post(PAGE + "/{rule_id:uuid}/move", status_code=200, opt=ONLY_MANAGERS)
async def move(
    rule_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:
    """One place up or down."""
    form = await desk_page.form()
    await move_rule(tx, rule_id, up=form.get("to") == "up", by=desk)
    return go(PAGE, said="release_rule_moved")


@post(PAGE + "/{rule_id:uuid}/remove", status_code=200, opt=ONLY_MANAGERS)
async def remove(
    rule_id: FromPath[UUID], desk: NamedDependency[Desk], tx: NamedDependency[Tx]
) -> Response[Any]:
    """It is not asked any more."""
    await remove_rule(tx, rule_id, by=desk)
    return go(PAGE, said="release_rule_gone")


@post(PAGE + "/restore", status_code=200, opt=ONLY_MANAGERS)
async def restore(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """A rule that was taken away comes back."""
    change_id = _key((await desk_page.form()).get("change", "")) or UUID(int=0)

    async def write(tx: Tx) -> None:
        await restore_rule(tx, change_id, by=desk)

    return await do_or_show(
        request,
        write,
        show=_again(request, desk, desk_page, read, {}),
        done=lambda _: go(PAGE, said="release_rule_back"),
    )


@post(PAGE + "/{rule_id:uuid}/release", status_code=200)
async def release(
    rule_id: FromPath[UUID],
    request: AnyRequest,
    desk: NamedDependency[Desk],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """What the rule keeps waiting is walked for from now on."""

    async def write(tx: Tx) -> int:
        return await release_now(tx, await kept_by(tx, await rules(tx), rule_id), by=desk)

    return await do_or_show(
        request,
        write,
        show=_again(request, desk, desk_page, read, {}),
        done=lambda _: go(PAGE, said="released_by_hand"),
    )


@post(PAGE + "/leave", status_code=200)
async def leave(tx: NamedDependency[Tx]) -> Response[Any]:
    """What was released by hand and nobody walks for yet asks the rules again."""
    await leave_to_rules(tx, await released_by_hand(tx))
    return go(PAGE, said="left_to_rules")


handlers: Final = [list_rules, save, move, remove, restore, release, leave]
