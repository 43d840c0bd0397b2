"""How slip, invoice and label of a closed parcel are doing, in words for the bench."""

from __future__ import annotations

from typing import Final

import msgspec

from api import i18n
from api.failures import say_failure
from api.scanner.print_strip import PAPER_NAMES
from wms.errors import N_
from wms.failures import Failure
from wms.packing.prints import papers
from wms.packing.steps import PaperState, Parcel
from wms.shipping.queries import LabelState

_QUEUED, _FAILED, _UNSURE, _CONFIRMED = "queued", "failed", "unsure", "confirmed"
_COMING, _READY = "coming", "ready"
_WORDS: Final = {
    _QUEUED: N_("comes out of the printer"),
    "leased": N_("comes out of the printer"),
    "sent": N_("printed"),
    "printed": N_("printed"),
    _CONFIRMED: N_("printed"),
    _FAILED: N_("not printed"),
    _UNSURE: N_("Did it come out?"),
}
_STATES: Final = {_QUEUED: _COMING, "leased": _COMING, _FAILED: _FAILED, _UNSURE: _FAILED}
#: at another bench, because the printer here does not work
_COMES_OUT_AT: Final = N_("comes out at {station}")
_ON_THE_PARCEL: Final = N_("it is there")
_CAME_OUT_AT: Final = N_("came out at {station}")
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
    #: where "yes, it is there" and "no" post to, when nobody knows whether it came out
    ask: str | None = None


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
        )
        for line in lines
    ]


def is_coming(lines: list[PaperLine]) -> bool:
    """Whether the page should look again by itself."""
    return any(line.state != _READY for line in lines)


def _printing(job: PaperState | None, paper: str, address: str, language: str) -> PaperLine:
    status = job.status if job else _QUEUED
    state = _STATES.get(status, _READY)
    words = i18n.translate(language, _WORDS[status])
    if job is not None and job.is_elsewhere and state != _FAILED:
        where = _COMES_OUT_AT if state == _COMING else _CAME_OUT_AT
        words = i18n.translate(language, where, station=job.station or "–")
    if status == _CONFIRMED and paper == papers.LABEL:
        words = i18n.translate(language, _ON_THE_PARCEL)
    return PaperLine(
        paper=paper,
        name=PAPER_NAMES[paper],
        words=words,
        state=state,
        **_why(job.failure if job and state == _FAILED else None, language),
        again=None if state == _COMING or status == _UNSURE else f"{address}/print",
        ask=f"{address}/came-out" if status == _UNSURE else None,
    )


def _buying(parcel: Parcel, label: LabelState | None, address: str, language: str) -> PaperLine:
    is_failed = label is not None and label.status == "failed"
    is_late = label is not None and label.failure is not None
    words = _NOT_BOUGHT if is_failed else _LATER if is_late else _BUYING
    if label is None and parcel.order_status == "packing":
        words = _AFTER_LAST
    return PaperLine(
        paper=papers.LABEL,
        name=PAPER_NAMES[papers.LABEL],
        words=i18n.translate(language, words),
        state="failed" if is_failed else "coming",
        **_why(label.failure if label else None, language),
        again=f"{address}/label/again" if is_failed or is_late else None,
    )


def _why(failure: Failure | None, language: str) -> dict[str, str | None]:
    if failure is None:
        return {}
    return {"error": say_failure(failure, language), "quoted": failure.words}
