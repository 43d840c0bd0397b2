"""A shop whose webhook address does not answer is told by e-mail, three times and when it is over.

Each step is counted on the endpoint's row, and only who was told all of it is switched off
(`wms.events.breaker`). The words are here, in the languages that shops' people speak.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wms.db import Tx
from wms.events.breaker import FAILING_MAX
from wms.events.silence import Silent, to_be_told
from wms.mail.outgoing import queue_mail
from wms.settings import Settings

PURPOSE: Final = "webhook_silent"
#: where a shop's people keep them
_PAGE: Final = "/office/webhooks/addresses"
_WHEN: Final = "%Y-%m-%d %H:%M UTC"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in one language; in braces: url, since, until, waiting, page."""

    title: str
    silent: str
    off_title: str
    off: str


WORDS: Final[dict[str, Words]] = {
    "en": Words(
        title="Your webhook address does not answer",
        silent=(
            "Since {since} no message has got through to {url}. {waiting} messages wait; they are "
            "sent in their order as soon as it answers.\n\nIf it does not answer by {until}, the "
            "address is switched off. What your program misses stands in the event feed, and can "
            "be sent again.\n\nWhat it answered: {page}"
        ),
        off_title="Your webhook address is switched off",
        off=(
            "{url} has not answered for seven days, so nothing is sent there any more.\n\nWhen "
            "it works, switch it on again: {page}. There you can also have everything sent "
            "that it missed."
        ),
    ),
    "pl": Words(
        title="Adres webhooków nie odpowiada",
        silent=(
            "Od {since} żadna wiadomość nie dotarła na adres {url}. Czeka wiadomości: {waiting}; "
            "wyślemy je po kolei, gdy tylko adres odpowie.\n\nJeśli nie odpowie do {until}, "
            "zostanie wyłączony. To, co ominie Państwa program, jest w kanale zdarzeń i może "
            "zostać wysłane ponownie.\n\nCo odpowiadał: {page}"
        ),
        off_title="Adres webhooków został wyłączony",
        off=(
            "{url} nie odpowiadał przez siedem dni, więc niczego już tam nie wysyłamy.\n\nGdy "
            "zacznie działać, proszę go włączyć: {page}. Tam można też zlecić ponowne wysłanie "
            "wszystkiego, co go ominęło."
        ),
    ),
    "uk": Words(
        title="Адреса вебхуків не відповідає",
        silent=(
            "Від {since} жодне повідомлення не дійшло на адресу {url}. Чекає повідомлень: "
            "{waiting}; ми надішлемо їх по черзі, щойно адреса відповість.\n\nЯкщо вона не "
            "відповість до {until}, її буде вимкнено. Те, що пропустить ваша програма, є у "
            "стрічці подій, і його можна надіслати ще раз.\n\nЩо вона відповідала: {page}"
        ),
        off_title="Адресу вебхуків вимкнено",
        off=(
            "{url} не відповідала сім днів, тож ми більше нічого туди не надсилаємо.\n\nКоли "
            "вона запрацює, увімкніть її знову: {page}. Там само можна замовити повторне "
            "надсилання всього, що вона пропустила."
        ),
    ),
}


async def tell_silent_endpoints(tx: Tx, settings: Settings, *, now: datetime) -> int:
    """Queue what shops are to be told of addresses that do not answer; how many. In the hall."""
    silent = await to_be_told(tx, now=now)
    for one in silent:
        await _tell(tx, settings, one)
    return len(silent)


async def _tell(tx: Tx, settings: Settings, row: Silent) -> None:
    words = WORDS[row.language]
    is_off = row.status == "disabled"
    until = row.failing_since + FAILING_MAX
    plain = (words.off if is_off else words.silent).format(
        url=row.url,
        since=row.failing_since.strftime(_WHEN),
        until=until.strftime(_WHEN),
        waiting=row.waiting,
        page=settings.url + _PAGE,
    )
    await queue_mail(
        tx,
        row.shop_id,
        subject_id=row.id,
        purpose=PURPOSE,
        unique_key=f"{PURPOSE}:{row.id}:{row.failing_since.timestamp():.0f}:{row.notices}",
        to=row.email,
        language=row.language,
        title=words.off_title if is_off else words.title,
        plain=plain,
    )
