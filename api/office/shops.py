"""Shops: who they are, what their slips say, whether they may come in, and their keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.i18n import known_language
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.transaction import look
from wms.access.api_versions import NEWEST
from wms.access.keys import (
    LIVE_SCOPES,
    SANDBOX_SCOPE,
    TEST_PREFIX,
    NewKey,
    issue_key,
    revoke_key,
    rotate_key,
)
from wms.access.people import Desk
from wms.access.queries import KeyShown, keys_of_shop
from wms.db import Read, Tx, working_for
from wms.errors import N_, Kind, Refusal
from wms.halls import twin_of
from wms.sandbox.twin import open_twin
from wms.shops.change import ShopFacts, change_shop, check_facts
from wms.shops.open import open_shop, resume_shop, suspend_shop
from wms.shops.queries import ShopShown, shop, shop_by_code, shops

ONLY_MANAGERS: Final = {"roles": MANAGERS}
#: a shop's own people look after its keys themselves
KEEPERS: Final = {"roles": (*MANAGERS, "shop")}
ADDRESS_FIELDS: Final = ("company", "street", "postcode", "city", "country", "phone")
FIELD_MAX_CHARS: Final = 500
#: how long a new key is good, days; 0: until it is revoked
KEY_LIVES: Final = (365, 90, 30, 0)
KEY_NAME_MAX_CHARS: Final = 60

FLASHES.update(
    {
        "shop_opened": N_("The shop is open. Issue its first key now."),
        "saved": N_("Saved."),
        "suspended": N_("The shop is suspended: its keys open nothing."),
        "resumed": N_("The shop may come in again."),
        "key_revoked": N_("The key opens nothing any more."),
    }
)


class KeyNameMissing(Refusal):
    """A key without a name is a key nobody dares to revoke."""

    kind = Kind.INVALID
    code = "key.name_missing"
    sentence = N_("Say what the key is for, and choose at least one scope.")


@get("/office/shops")
async def list_shops(
    desk: NamedDependency[Desk], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """All shops."""
    return desk_page.show(
        "office/shops.html", rows=await shops(read), may_manage=desk.role in MANAGERS
    )


@get("/office/shops/new", opt=ONLY_MANAGERS)
async def new_shop(desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    """The form for a shop that moves in."""
    return desk_page.show("office/shop_new.html", given={}, error=None)


def _facts(form: dict[str, str]) -> ShopFacts:
    """The form as facts; what is empty is not there."""
    text = {name: value.strip()[:FIELD_MAX_CHARS] for name, value in form.items()}
    policy = "as_available" if text.get("backorder_policy") == "as_available" else "all_or_nothing"
    return ShopFacts(
        name=text.get("name", ""),
        email=text.get("email", ""),
        language=cast("Any", known_language(text.get("language")) or "en"),
        address={name: text[name] for name in ADDRESS_FIELDS if text.get(name)},
        returns_url=text.get("returns_url") or None,
        slip_message=text.get("slip_message") or None,
        backorder_policy=cast("Any", policy),
        is_weight_asked=text.get("is_weight_asked") == "yes",
    )


@post("/office/shops/new", opt=ONLY_MANAGERS, status_code=200)
async def add_shop(request: AnyRequest, desk_page: NamedDependency[DeskPage]) -> Response[Any]:
    """A shop moves in."""
    form = await desk_page.form()
    facts, code = _facts(form), form.get("code", "").strip().upper()

    async def move_in(tx: Tx) -> UUID:
        check_facts(facts)
        return await open_shop(
            tx,
            code=code,
            name=facts.name,
            email=facts.email,
            language=facts.language,
            address=facts.address,
            returns_url=facts.returns_url,
            slip_message=facts.slip_message,
            backorder_policy=facts.backorder_policy,
            is_weight_asked=facts.is_weight_asked,
        )

    done = await attempt(request, move_in)
    if isinstance(done, Refusal):
        error = words_of(request, done)
        return desk_page.show("office/shop_new.html", status=422, given=form, error=error)
    return go(f"/office/shops/{code}", said="shop_opened")


async def _page(
    desk_page: DeskPage, read: Read | Tx, code: str, *, status: int = 200, **facts: Any
) -> Response[Any]:
    one = await shop_by_code(read, code)
    by = desk_page.by
    told: dict[str, Any] = {
        "shop": one,
        "given": _given(one),
        "keys": await keys_of_shop(read, one.id) + await _sandbox_keys(desk_page, one.id),
        "test_prefix": TEST_PREFIX,
        "newest_version": NEWEST,
        "scopes": LIVE_SCOPES,
        "lives": KEY_LIVES,
        "now": datetime.now(UTC),
        "new_key": None,
        "error": None,
        "key_error": None,
        "key_given": {},
        "may_manage": by is not None and by.role in MANAGERS,
        "may_keep_keys": by is not None and by.role in KEEPERS["roles"],
        "is_staff": by is None or by.shop_id is None,
    }
    return desk_page.show("office/shop.html", status=status, **{**told, **facts})


async def _sandbox_keys(desk_page: DeskPage, shop_id: UUID) -> list[KeyShown]:
    """The keys of the shop's sandbox, which a transaction of the shop or the hall does not see."""
    twin_id = twin_of(shop_id)
    return await look(desk_page.house, twin_id, lambda read: keys_of_shop(read, twin_id))


async def _whose(tx: Tx, shop_id: UUID, key_id: UUID) -> UUID:
    """The shop, or its sandbox when the key is a test key."""
    is_live = any(key.id == key_id for key in await keys_of_shop(tx, shop_id))
    return shop_id if is_live else twin_of(shop_id)


def _given(one: ShopShown) -> dict[str, str]:
    """A shop as its form shows it."""
    return {
        "code": one.code,
        "name": one.name,
        "email": one.email,
        "language": one.language,
        "returns_url": one.returns_url or "",
        "slip_message": one.slip_message or "",
        "backorder_policy": one.backorder_policy,
        "is_weight_asked": "yes" if one.is_weight_asked else "no",
        **{name: str(one.address.get(name) or "") for name in ADDRESS_FIELDS},
    }


@get("/office/keys", opt={"roles": ("shop",)})
async def own_keys(desk: NamedDependency[Desk], read: NamedDependency[Read]) -> Response[Any]:
    """The page of one's own shop."""
    assert desk.shop_id is not None
    return go(f"/office/shops/{(await shop(read, desk.shop_id)).code}")


@get("/office/shops/{code:str}", opt={"roles": ALL_ROLES})
async def show_shop(
    request: AnyRequest, code: FromPath[str], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """One shop and its keys; ``?key=test``: the form for a test key is open."""
    is_test = request.query_params.get("key") == "test"
    return await _page(desk_page, read, code, key_given={"is_test": "yes"} if is_test else {})


@post("/office/shops/{code:str}", opt=ONLY_MANAGERS, status_code=200)
async def save_shop(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Change what the form says."""
    form = await desk_page.form()
    one = await shop_by_code(read, code)
    done = await attempt(request, lambda tx: change_shop(tx, one.id, _facts(form)))
    if isinstance(done, Refusal):
        given = {**_given(one), **form}
        error = words_of(request, done)
        return await _page(desk_page, read, code, status=422, given=given, error=error)
    return go(f"/office/shops/{code}", said="saved")


@post("/office/shops/{code:str}/suspend", opt=ONLY_MANAGERS, status_code=200)
async def suspend(code: FromPath[str], tx: NamedDependency[Tx]) -> Response[Any]:
    """Its programs are turned away; its goods stay."""
    await suspend_shop(tx, (await shop_by_code(tx, code)).id)
    return go(f"/office/shops/{code}", said="suspended")


@post("/office/shops/{code:str}/resume", opt=ONLY_MANAGERS, status_code=200)
async def resume(code: FromPath[str], tx: NamedDependency[Tx]) -> Response[Any]:
    """It may come in again."""
    await resume_shop(tx, (await shop_by_code(tx, code)).id)
    return go(f"/office/shops/{code}", said="resumed")


@post("/office/shops/{code:str}/keys", opt=KEEPERS, status_code=200)
async def add_key(
    request: AnyRequest,
    code: FromPath[str],
    desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:
    """Issue a key. The answer shows it, and nothing ever shows it again."""
    pairs = await desk_page.form_list()
    form = dict(pairs)
    scopes = tuple(value for name, value in pairs if name == "scopes")
    name = form.get("name", "").strip()[:KEY_NAME_MAX_CHARS]
    shop_id = (await shop_by_code(read, code)).id
    is_test = form.get("is_test") == "yes"

    async def issue(tx: Tx) -> NewKey:
        if not name or not scopes:
            raise KeyNameMissing
        whose = await open_twin(tx, shop_id) if is_test else shop_id
        async with working_for(tx, whose):
            return await issue_key(
                tx, whose, name=name, scopes=(*scopes, SANDBOX_SCOPE) if is_test else scopes,
                addresses=_addresses(form), expires_at=_ends(form),
            )  # fmt: skip

    done = await attempt(request, issue)
    if isinstance(done, Refusal):
        error = words_of(request, done)
        return await _page(desk_page, read, code, status=422, key_error=error, key_given=form)
    return desk_page.show("office/key_shown.html", code=code, name=name, new=done)


def _addresses(form: dict[str, str]) -> list[str]:
    """What was typed, one a line or with commas between."""
    return form.get("addresses", "").replace(",", " ").split()


def _ends(form: dict[str, str]) -> datetime | None:
    days = next((d for d in KEY_LIVES if str(d) == form.get("days")), KEY_LIVES[0])
    return datetime.now(UTC) + timedelta(days=days) if days else None


@post("/office/shops/{code:str}/keys/{key_id:uuid}/revoke", opt=KEEPERS, status_code=200)
async def take_key_back(
    code: FromPath[str], key_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """The key opens nothing any more, here and in every process."""
    whose = await _whose(tx, (await shop_by_code(tx, code)).id, key_id)
    async with working_for(tx, whose):
        await revoke_key(tx, whose, key_id)
    return go(f"/office/shops/{code}", said="key_revoked")


@post("/office/shops/{code:str}/keys/{key_id:uuid}/rotate", opt=KEEPERS, status_code=200)
async def change_key(
    code: FromPath[str], key_id: FromPath[UUID], desk_page: NamedDependency[DeskPage],
    tx: NamedDependency[Tx],
) -> Response[Any]:  # fmt: skip
    """The key gets a successor, shown once; it goes on itself until the shop has changed over."""
    whose = await _whose(tx, (await shop_by_code(tx, code)).id, key_id)
    async with working_for(tx, whose):
        new = await rotate_key(tx, whose, key_id)
        name = next(key.name for key in await keys_of_shop(tx, whose) if key.id == new.id)
    return desk_page.show("office/key_shown.html", code=code, name=name, new=new)


handlers: Final = [
    list_shops,
    new_shop,
    add_shop,
    own_keys,
    show_shop,
    save_shop,
    suspend,
    resume,
    add_key,
    take_key_back,
    change_key,
]
