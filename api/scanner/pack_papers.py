"""How slip, invoice and label of a closed parcel are doing, in words for the bench."""

from __future__ import annotations

from typing import Final

import msgspec

from api import i18n
from api.failures import say_failure
from wms.errors import N_
from wms.failures import Failure
from wms.packing import papers
from wms.packing.steps import PaperState, Parcel
from wms.shipping.queries import LabelState

_NAMES: Final = {
    papers.SLIP: N_("Packing slip"),
    papers.LABEL: N_("Label"),
    papers.INVOICE: N_("Invoice"),
}
_QUEUED, _PRINTED, _FAILED = "queued", "printed", "failed"
_WORDS: Final = {
    _QUEUED: N_("comes out of the printer"),
    _PRINTED: N_("printed"),
    _FAILED: N_("not printed"),
}
_BUYING: Final = N_("is being made")
_NOT_BOUGHT: Final = N_("the courier said no")
_LATER: Final = N_("the courier does not answer; we go on trying")
_AFTER_LAST: Final = N_("comes with the last carton")


class PaperLine(msgspec.Struct, frozen=True, kw_only=True):
    """One paper on the page; ``again`` is where a tap on "again" posts to."""

    paper: str
    name: str
    words: str
    #: coming, ready or failed
    state: str
    error: str | None = None
    #: a courier's or the system's own words, quoted
    quoted: str | None = None
    again: str | None = None


def papers_of(
    parcel: Parcel, label: LabelState | None, language: str, address: str
) -> list[PaperLine]:
    """The slip of a parcel, its invoice when its shop sent one, and its label."""
    by_kind = {one.paper: one for one in parcel.papers}
    lines = [_printing(by_kind.get(papers.SLIP), papers.SLIP, address, language)]
    if papers.INVOICE in by_kind:
        lines.append(_printing(by_kind[papers.INVOICE], papers.INVOICE, address, language))
    if label is not None and label.status == "bought":
        lines.append(_printing(by_kind.get(papers.LABEL), papers.LABEL, address, language))
    else:
        lines.append(_buying(parcel, label, address, language))
    return [
        msgspec.structs.replace(
            line,
            name=i18n.translate(language, line.name),
            words=i18n.translate(language, line.words),
        )
        for line in lines
    ]


def is_coming(lines: list[PaperLine]) -> bool:
    """Whether the page should look again by itself."""
    return any(line.state == "coming" for line in lines)


def _printing(job: PaperState | None, paper: str, address: str, language: str) -> PaperLine:
    status = job.status if job else _QUEUED
    return PaperLine(
        paper=paper,
        name=_NAMES[paper],
        words=_WORDS[status],
        state={_QUEUED: "coming", _PRINTED: "ready", _FAILED: "failed"}[status],
        **_why(job.failure if job else None, language),
        again=None if status == _QUEUED else f"{address}/print",
    )


def _buying(parcel: Parcel, label: LabelState | None, address: str, language: str) -> PaperLine:
    is_failed = label is not None and label.status == "failed"
    is_late = label is not None and label.failure is not None
    words = _NOT_BOUGHT if is_failed else _LATER if is_late else _BUYING
    if label is None and parcel.order_status == "packing":
        words = _AFTER_LAST
    return PaperLine(
        paper=papers.LABEL,
        name=_NAMES[papers.LABEL],
        words=words,
        state="failed" if is_failed else "coming",
        **_why(label.failure if label else None, language),
        again=f"{address}/label/again" if is_failed or is_late else None,
    )


def _why(failure: Failure | None, language: str) -> dict[str, str | None]:
    if failure is None:
        return {}
    return {"error": say_failure(failure, language), "quoted": failure.words}
