"""Our cookies: never read by scripts, never sent by other sites."""

from __future__ import annotations

from typing import Final, Literal

from litestar.datastructures import Cookie

from wms.settings import Settings

#: the operator at work on a handheld
FLOOR_COOKIE: Final = "wms_floor"
#: the handheld itself
DEVICE_COOKIE: Final = "wms_device"
#: the person at a desk
OFFICE_COOKIE: Final = "wms_office"
#: the language chosen with the switch
LANGUAGE_COOKIE: Final = "wms_language"
#: the one chosen on a page for consumers, which has German too
CONSUMER_LANGUAGE_COOKIE: Final = "wms_reads"


def cookie(
    settings: Settings,
    name: str,
    value: str,
    *,
    path: str,
    max_age_s: int | None,
    to: Literal["strict", "lax"] = "strict",
) -> Cookie:
    """A cookie for ``path``; ``max_age_s`` None lasts until the browser closes.

    ``to``: lax comes along from a link on another page, too: for what proves nothing.
    """
    return Cookie(
        key=name,
        value=value,
        path=path,
        max_age=max_age_s,
        httponly=True,
        samesite=to,
        secure=settings.url.startswith("https://"),
    )


def no_cookie(settings: Settings, name: str, *, path: str) -> Cookie:
    """Take the cookie back."""
    return cookie(settings, name, "", path=path, max_age_s=0)
