"""What was tapped of a piece, as pages hand it on until its place is scanned."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from api.scanner.batch import BATCH_FIELDS, batch_typed
from api.scanner.form import ScanForm
from wms.barcodes import SCAN_MAX_CHARS
from wms.errors import Invalid
from wms.returns.inspection.grade import Verdict
from wms.returns.models import BLAMES, DISPOSITIONS, FAULTS, GRADES

#: by name, in an address or in the fields of a form
VERDICT_FIELDS: Final = (
    "line", "grade", "reason", "blame", "missing", "nophoto", "propose", "all", "disposition",
    "quantity", *BATCH_FIELDS,
)  # fmt: skip
#: points of a checklist in an address, characters
POINTS_MAX_CHARS: Final = 40
#: nothing is missing
_NONE: Final = "-"


def points(given: str) -> tuple[int, ...]:
    """Points of a checklist as they stand in an address: "0.2", or "-" for none."""
    parts = given[:POINTS_MAX_CHARS].split(".")
    return tuple(sorted({int(one) for one in parts if one.isascii() and one.isdigit()}))


def written(missing: tuple[int, ...] | None) -> str | None:
    """The same the other way round."""
    return None if missing is None else ".".join(map(str, missing)) or _NONE


def verdict_of(form: ScanForm) -> Verdict:
    """What was tapped, out of the fields of a page.

    Raises:
        Invalid: no page of ours has such fields.
    """
    for name, known in (("grade", GRADES), ("blame", BLAMES), ("disposition", DISPOSITIONS)):
        if form[name] not in known:
            raise Invalid(field=name, reason=form[name][:SCAN_MAX_CHARS] or "–")
    return Verdict(
        line_id=UUID(str(form.id("line"))),
        grade=form["grade"],
        blame=form["blame"],
        reason=form["reason"] if form["reason"] in FAULTS else None,
        missing=points(form["missing"]),
        is_without_photo=form["nophoto"] == "1",
        is_scrap_proposed=form["propose"] == "1",
        disposition=form["disposition"],
        quantity=form.number("quantity"),
        batch=batch_typed(form.fields),
    )
