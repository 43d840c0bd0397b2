"""What a shop's consumers may do by themselves, and what is answered to all of them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.auth import ALL_ROLES
from api.i18n import CONSUMER_LANGUAGES, LANGUAGE_NAMES
from api.office.desk import FLASHES, DeskPage, go
from api.office.doing import MANAGERS, AnyRequest, attempt, words_of
from api.office.return_rules import CURRENCIES, way_rows
from wms.access.people import Desk
from wms.clocks.terms import WITHDRAW_DAYS
from wms.consumer.answers import (
    ANSWER_MAX_CHARS,
    QUESTION_MAX_CHARS,
    AnswerWritten,
    add_answer,
    answers,
    change_answer,
    take_answer_away,
)
from wms.consumer.rules import WITHDRAWAL_DAYS_MAX, set_consumer_rules
from wms.consumer.rules import consumer_rules as rules_of
from wms.consumer.withdrawals import see_to, waiting_withdrawals
from wms.db import Read, Tx
from wms.errors import N_, Refusal
from wms.shops.consumer_links import QUESTIONS_PATH
from wms.shops.queries import shop, shop_by_code

PAGE: Final = "/office/shops/{code:str}/consumers"
EVERYBODY: Final = {"roles": ALL_ROLES}
#: a shop's own people decide about their consumers themselves
MAKERS: Final = {"roles": (*MANAGERS, "shop")}
RANK_MAX: Final = 999

FLASHES.update(
    {
        "consumers_saved": N_("Saved. The pages of consumers follow at once."),
        "answer_saved": N_("It stands on the page of questions and answers."),
        "answer_gone": N_("It is gone from the page."),
        "withdrawal_seen": N_("Noted: somebody has seen to the withdrawal."),
    }
)


@get("/office/consumers", opt=EVERYBODY)
async def own_page(desk: NamedDependency[Desk], read: NamedDependency[Read]) -> Response[Any]:
    """A shop's own person comes to the consumers of their shop; staff choose a shop."""
    if desk.shop_id is None:
        return go("/office/shops")
    return go(f"/office/shops/{(await shop(read, desk.shop_id)).code}/consumers")


@get(PAGE, opt=EVERYBODY)
async def show_page(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]
) -> Response[Any]:
    """What this shop's consumers may do, what waits, and what is answered to all of them."""
    return await _page(desk_page, read, code)


async def _page(
    desk_page: DeskPage, read: Read, code: str, *, status: int = 200, no: str | None = None,
    form: dict[str, str] | None = None,
) -> Response[Any]:  # fmt: skip
    one = await shop_by_code(read, code)
    by = desk_page.by
    rules = await rules_of(read, one.id)
    return desk_page.show(
        "office/shop_consumers.html",
        status=status,
        shop=one,
        rules=rules,
        way_rows=way_rows(rules),
        currencies=[(each, each) for each in CURRENCIES],
        answers=await answers(read, one.id, only_shown=False),
        waiting=[each for each in await waiting_withdrawals(read) if each.shop_id == one.id],
        languages_told=[(each, LANGUAGE_NAMES[each]) for each in CONSUMER_LANGUAGES],
        days=(WITHDRAW_DAYS, WITHDRAWAL_DAYS_MAX),
        question_max=QUESTION_MAX_CHARS,
        answer_max=ANSWER_MAX_CHARS,
        public=f"{QUESTIONS_PATH}/{one.code}",
        at=f"/office/shops/{one.code}/consumers",
        may_manage=by is not None and by.role in MAKERS["roles"],
        is_staff=by is not None and by.shop_id is None,
        form=form or {},
        no=no,
    )


@post(PAGE, opt=MAKERS, status_code=200)
async def save_rules(
    code: FromPath[str], desk_page: NamedDependency[DeskPage], tx: NamedDependency[Tx]
) -> Response[Any]:
    """What consumers may do."""
    form = await desk_page.form()
    said = form.get("withdrawal_days", "")
    typed = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else WITHDRAW_DAYS
    switches = ("may_change_point", "may_change_address", "may_cancel")
    shop_id = (await shop_by_code(tx, code)).id
    rules = msgspec.structs.replace(
        await rules_of(tx, shop_id),
        **{name: form.get(name) == "yes" for name in switches},
        withdrawal_days=min(WITHDRAWAL_DAYS_MAX, max(WITHDRAW_DAYS, typed)),
    )
    await set_consumer_rules(tx, shop_id, rules)
    return go(f"/office/shops/{code}/consumers", said="consumers_saved")


def _written(form: dict[str, str]) -> AnswerWritten:
    """A question and its answer as they were typed."""
    rank, language = form.get("rank", ""), form.get("language", "")
    is_number = rank.isascii() and rank.isdigit() and len(rank) <= len(str(RANK_MAX))
    return AnswerWritten(
        language=language if language in CONSUMER_LANGUAGES else CONSUMER_LANGUAGES[0],
        question=form.get("question", "").replace("\0", "").strip(),
        answer=form.get("answer", "").replace("\0", "").replace("\r\n", "\n").strip(),
        rank=int(rank) if is_number else 100,
        is_shown=form.get("is_shown") == "yes",
    )


async def _write(
    request: AnyRequest, desk_page: DeskPage, read: Read, code: str, answer_id: UUID | None
) -> Response[Any]:
    form = await desk_page.form()
    shop_id = (await shop_by_code(read, code)).id

    async def write(tx: Tx) -> None:
        if answer_id is None:
            await add_answer(tx, shop_id, _written(form))
        else:
            await change_answer(tx, shop_id, answer_id, _written(form))

    done = await attempt(request, write)
    if isinstance(done, Refusal):
        no = words_of(request, done)
        return await _page(desk_page, read, code, status=422, no=no, form=form)
    return go(f"/office/shops/{code}/consumers", said="answer_saved")


@post(PAGE + "/answers", opt=MAKERS, status_code=200)
async def add_one(
    request: AnyRequest, code: FromPath[str], desk_page: NamedDependency[DeskPage],
    read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """One more question with its answer."""
    return await _write(request, desk_page, read, code, None)


@post(PAGE + "/answers/{answer_id:uuid}", opt=MAKERS, status_code=200)
async def change_one(
    request: AnyRequest, code: FromPath[str], answer_id: FromPath[UUID],
    desk_page: NamedDependency[DeskPage], read: NamedDependency[Read],
) -> Response[Any]:  # fmt: skip
    """Write it anew."""
    return await _write(request, desk_page, read, code, answer_id)


@post(PAGE + "/answers/{answer_id:uuid}/away", opt=MAKERS, status_code=200)
async def take_one_away(
    code: FromPath[str], answer_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Nobody sees it any more."""
    await take_answer_away(tx, (await shop_by_code(tx, code)).id, answer_id)
    return go(f"/office/shops/{code}/consumers", said="answer_gone")


@post(PAGE + "/withdrawals/{withdrawal_id:uuid}/seen", opt=MAKERS, status_code=200)
async def mark_seen(
    code: FromPath[str], withdrawal_id: FromPath[UUID], tx: NamedDependency[Tx]
) -> Response[Any]:
    """Somebody has seen to a withdrawal that nothing followed from by itself."""
    await see_to(tx, (await shop_by_code(tx, code)).id, withdrawal_id)
    return go(f"/office/shops/{code}/consumers", said="withdrawal_seen")


handlers: Final = [own_page, show_page, save_rules, add_one, change_one, take_one_away, mark_seen]
