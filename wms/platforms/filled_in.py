"""What is filled in of a connection: its address, what proves us, its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from wms.errors import N_
from wms.events.guard import Policy, UrlRefused, check_url
from wms.platforms.contract import Field, Profile
from wms.platforms.errors import AddressRefused, ConnectionIncomplete, SettingWrong
from wms.shipping.alarms.platforms import LATE_AFTER_MIN

URL_MAX_CHARS: Final = 300
FIELD_MAX_CHARS: Final = 4_000
#: the most that a shop may say there: a day, minutes
LATE_AFTER_MAX_MIN: Final = 1_440
RESERVE_MAX: Final = 10_000

#: what every platform's connection can be set to
COMMON: Final[tuple[Field, ...]] = (
    Field(
        name="prefix",
        label=N_("Letters before an order's number"),
        hint=N_("When two shops of yours have the same numbers."),
        is_optional=True,
    ),
    Field(
        name="ways",
        label=N_("How it is sent"),
        hint=N_("One line for each way of your shop: its name there = courier/service, as in "
                "“flat_rate = inpost/inpost_courier_standard”. What is not named goes by your "
                "rules; “* = no” refuses it instead."),
        is_optional=True,
        is_table=True,
    ),
    Field(
        name="note",
        label=N_("What the buyer wrote, at the packing bench"),
        default="shown",
        choices=(("shown", N_("it is shown")), ("confirmed", N_("it is shown and confirmed"))),
    ),
    Field(
        name="late_after",
        label=N_("Alarm when an order is not here after, minutes"),
        default=str(LATE_AFTER_MIN),
    ),
    Field(
        name="stock",
        label=N_("Tell the shop what can be sold"),
        default="yes",
        choices=(("yes", N_("yes")), ("no", N_("no"))),
    ),
    Field(
        name="reserve",
        label=N_("Pieces of each product that are not offered"),
        default="0",
    ),
)  # fmt: skip
_NUMBERS: Final = {"late_after": (1, LATE_AFTER_MAX_MIN), "reserve": (0, RESERVE_MAX)}


def settings_of(profile: Profile, said: Mapping[str, str]) -> dict[str, str]:
    """Every setting, with its default where nothing was said."""
    fields = (*COMMON, *profile.settings)
    return {one.name: said.get(one.name, one.default) for one in fields}


def address_of(profile: Profile, url: str, policy: Policy) -> str:
    if profile.url is not None:
        return profile.url
    address = url.strip().rstrip("/")
    if not address:
        raise ConnectionIncomplete(pointer="/url", platform=profile.name, fields="url")
    if "://" not in address:
        address = f"https://{address}"
    try:
        check_url(address, policy)
    except UrlRefused as no:
        raise AddressRefused(pointer="/url", **no.facts) from no
    if len(address) > URL_MAX_CHARS or "?" in address or "#" in address:
        raise AddressRefused(pointer="/url", reason="syntax")
    return address


def credentials_of(profile: Profile, said: Mapping[str, str]) -> bytes:
    fields = {
        one.name: said.get(one.name, "").strip()[:FIELD_MAX_CHARS] for one in profile.credentials
    }
    missing = [one.name for one in profile.credentials if not one.is_optional and not
               fields[one.name]]  # fmt: skip
    if missing:
        raise ConnectionIncomplete(
            pointer=f"/{missing[0]}", platform=profile.name, fields=", ".join(missing)
        )
    return msgspec.json.encode(fields)


def checked(profile: Profile, said: Mapping[str, str]) -> dict[str, str]:
    """What differs from the defaults, checked."""
    kept: dict[str, str] = {}
    for one in (*COMMON, *profile.settings):
        value = said.get(one.name, one.default).replace("\r\n", "\n").strip()[:FIELD_MAX_CHARS]
        if not value and not one.is_optional:
            value = one.default
        if one.is_needed and not value:
            raise ConnectionIncomplete(
                pointer=f"/{one.name}", platform=profile.name, fields=one.name
            )
        if one.choices and value not in [choice for choice, _ in one.choices]:
            raise SettingWrong(pointer=f"/{one.name}", field=one.name, value=value)
        if one.name in _NUMBERS:
            least, most = _NUMBERS[one.name]
            if not value.isdecimal() or not least <= int(value) <= most:
                raise SettingWrong(pointer=f"/{one.name}", field=one.name, value=value)
        if value != one.default:
            kept[one.name] = value
    return kept
