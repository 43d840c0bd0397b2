"""What InPost and DPD Polska offer, as their public price lists and documentation say.

An account may allow less: a service that a contract does not have is refused when it is bought.
"""

from __future__ import annotations

import re
from typing import Final

from wms.errors import N_
from wms.shipping.carriers.inpost_forms import TEMPLATES
from wms.shipping.carriers.port import Can, Profile, ReturnService, Service

_PL: Final = frozenset({"PL"})
_LOCKER_G: Final = 25_000
_COURIER_G: Final = 30_000
_INPOST_COD_MAX_MINOR: Final = 500_000

INPOST: Final = Profile(
    code="inpost",
    name="InPost",
    can=frozenset(
        {Can.LABEL, Can.QUOTE, Can.VOID, Can.TRACK, Can.PUSH, Can.POINTS, Can.RETURN_LABEL}
    ),
    services=(
        Service(
            code="locker", name=N_("Parcel locker"), heaviest_g=_LOCKER_G,
            boxes=tuple(TEMPLATES.values()), is_to_point=True, cod_max_minor=_INPOST_COD_MAX_MINOR,
            cod_currency="PLN", countries=_PL,
            days=2,
        ),
        Service(
            code="courier", name=N_("Courier"), heaviest_g=_COURIER_G, longest_mm=1200,
            girth_mm=2200, cod_max_minor=_INPOST_COD_MAX_MINOR, cod_currency="PLN",
            countries=_PL, days=2,
        ),
        Service(
            code="courier_1200", name=N_("Courier, by noon"), heaviest_g=_COURIER_G,
            longest_mm=1200, girth_mm=2200, cod_max_minor=_INPOST_COD_MAX_MINOR, cod_currency="PLN",
            countries=_PL, days=1,
        ),
    ),
    returns=(
        ReturnService(
            code="locker", name=N_("Parcel locker, by a code"),
            heaviest_g=_LOCKER_G, boxes=tuple(TEMPLATES.values()), has_code=True, countries=_PL,
            days=2,
        ),
    ),
    label_formats=("pdf", "zpl"),
    # KRA010, WAW22APP, POP-WAW364
    point_id=re.compile("[A-Z][A-Z0-9-]{2,19}"),
    credentials=("token", "organization_id", "returns_client_id", "returns_client_secret"),
    optional=("returns_client_id", "returns_client_secret"),
)  # fmt: skip

_DOOR_G: Final = 31_500
_PICKUP_G: Final = 20_000
_DPD_COD_MAX_MINOR: Final = 1_500_000

DPD: Final = Profile(
    code="dpd",
    name="DPD",
    can=frozenset({Can.LABEL, Can.TRACK, Can.MANIFEST, Can.POINTS, Can.RETURN_LABEL}),
    services=(
        Service(
            code="classic", name=N_("Courier"), heaviest_g=_DOOR_G, longest_mm=1750, girth_mm=3000,
            cod_max_minor=_DPD_COD_MAX_MINOR, cod_currency="PLN", countries=_PL, days=2,
        ),
        Service(
            code="guarantee_1200", name=N_("Courier, by noon"), heaviest_g=_DOOR_G,
            longest_mm=1750, girth_mm=3000, cod_max_minor=_DPD_COD_MAX_MINOR, cod_currency="PLN",
            countries=_PL, days=1,
        ),
        Service(
            code="pickup", name=N_("Pickup point"), heaviest_g=_PICKUP_G, longest_mm=1000,
            girth_mm=2500, is_to_point=True, cod_max_minor=_DPD_COD_MAX_MINOR, cod_currency="PLN",
            countries=_PL, days=2,
        ),
    ),
    returns=(
        ReturnService(
            code="drop_off", name=N_("Pickup point, by a label"),
            heaviest_g=_PICKUP_G, longest_mm=1000, girth_mm=2500, has_label=True, countries=_PL,
            days=2,
        ),
    ),
    label_formats=("pdf", "zpl"),
    # PL11033
    point_id=re.compile("[A-Z]{2}[0-9]{4,8}"),
    credentials=("login", "password", "fid", "channel"),
    optional=("channel",),
)  # fmt: skip
