"""Bytes reach a printer once, and whoever sends them knows whether they came."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from printing.printers import raw
from printing.printers.addresses import AddressUnreadable, way_to
from printing.printers.folder import Folder
from printing.printers.ipp import Ipp
from printing.printers.journal import BEGUN, SENT, Journal
from printing.printers.raw import Raw, read_status
from printing.printers.way import Job, NotSent, State, TakenAway, Unsure, deliver
from tests.printing.listeners import HEAD_UP, NO_PAPER, PAUSED, ipp_printer, raw_printer

LABEL = Job(
    id="018f-1", title="parcel-7-label", content_type="application/zpl",
    content=b"^XA^FO10,10^FDHello^FS^XZ\n",
)  # fmt: skip
SLIP = Job(
    id="018f-2",
    title="parcel-7-slip",
    content_type="application/pdf",
    content=b"%PDF-1.4 ... %%EOF",
)


class Begun:
    """Counts how often somebody said that it begins."""

    def __init__(self, *, may: bool = True) -> None:
        self.times, self.may = 0, may

    async def __call__(self) -> bool:
        self.times += 1
        return self.may


async def test_a_label_goes_over_port_9100_and_the_printer_says_that_it_has_it() -> None:
    async with raw_printer() as printer:
        way, begun = Raw("127.0.0.1", printer.port), Begun()
        assert (await way.state()).state is State.READY
        await way.send(LABEL, begun)
        assert [one.strip() for one in printer.labels] == [LABEL.content.strip()]
        assert begun.times == 1
        assert await way.has_come(LABEL) is None, "such a printer keeps no list"
        with pytest.raises(TakenAway):
            await way.send(LABEL, Begun(may=False))
        assert len(printer.labels) == 1, "what somebody else prints by now is not printed"
    with pytest.raises(NotSent) as no:
        await way.send(LABEL, begun)
    assert no.value.state is State.OFFLINE
    assert (await way.state()).state is State.OFFLINE


@pytest.mark.parametrize(
    ("status", "state"),
    [(NO_PAPER, State.OUT_OF_PAPER), (HEAD_UP, State.DOOR_OPEN), (PAUSED, State.PAUSED)],
)
async def test_a_label_printer_without_paper_open_or_paused_gets_nothing(
    status: tuple[bytes, ...], state: State
) -> None:
    async with raw_printer(status=status) as printer:
        begun = Begun()
        with pytest.raises(NotSent) as no:
            await Raw("127.0.0.1", printer.port).send(LABEL, begun)
        assert (no.value.state, begun.times, printer.labels) == (state, 0, [])
    assert read_status(b"nonsense").state is State.UNKNOWN


async def test_a_line_that_breaks_before_the_last_bytes_has_printed_nothing_and_after_nobody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for limit in ("STATUS_LIMIT_S", "TAKEN_LIMIT_S", "SEND_LIMIT_S", "HANG_UP_LIMIT_S"):
        monkeypatch.setattr(raw, limit, 0.2)
    async with raw_printer(is_mute_after_label=True) as printer:
        with pytest.raises(Unsure):
            await Raw("127.0.0.1", printer.port).send(LABEL, Begun())
        assert len(printer.labels) == 1, "it did come out, and nobody can know"
    # far more than a socket's buffers hold: a printer that takes nothing
    large = Job(id="x", title="x", content_type=LABEL.content_type,
                content=b"^XA^FX" + b"0" * 30_000_000 + b"^XZ")  # fmt: skip
    async with raw_printer(is_stalled=True) as printer:
        begun = Begun()
        with pytest.raises(NotSent):
            await Raw("127.0.0.1", printer.port).send(large, begun)
        assert begun.times == 0
    async with raw_printer(cut_at=b"~HS") as printer:
        with pytest.raises(NotSent):
            await Raw("127.0.0.1", printer.port).send(LABEL, begun)
        assert begun.times == 0
        assert (await Raw("127.0.0.1", printer.port).state()).state is State.OFFLINE
    async with raw_printer(is_dumb=True) as printer:
        await Raw("127.0.0.1", printer.port, is_zpl=False).send(LABEL, begun)
        await asyncio.sleep(0.05)
        assert len(printer.labels) == 1


async def test_an_office_printer_takes_a_slip_and_names_it_in_its_list() -> None:
    async with ipp_printer() as printer:
        way = Ipp(printer.uri)
        assert (await way.state()).state is State.READY
        assert await way.has_come(SLIP) is False
        await way.send(SLIP, Begun())
        assert printer.jobs == [("parcel-7-slip 018f-2", "application/pdf", SLIP.content)]
        assert await way.has_come(SLIP) is True
        await deliver(way, SLIP, Begun(), is_begun=True)
        assert len(printer.jobs) == 1, "what it has is not sent again"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"state": 5, "reasons": ("media-empty-error",)}, State.OUT_OF_PAPER),
        ({"reasons": ("media-needed", "door-open")}, State.DOOR_OPEN),
        ({"reasons": ("media-jam-warning",)}, State.JAMMED),
        ({"reasons": ("toner-empty",)}, State.OUT_OF_RIBBON),
        ({"reasons": ("offline-error",)}, State.OFFLINE),
        ({"state": 5}, State.FAULT),
        ({"is_accepting": False}, State.PAUSED),
        ({"reasons": ("media-empty-report", "toner-low-report")}, State.READY),
    ],
)
async def test_an_office_printer_says_how_it_is(said: dict[str, object], state: State) -> None:
    async with ipp_printer(**said) as printer:
        way = Ipp(printer.uri)
        assert await way.state() == type(await way.state())(state, "as it says itself")
        if not state.is_well:
            begun = Begun()
            with pytest.raises(NotSent):
                await way.send(SLIP, begun)
            assert (begun.times, printer.jobs) == (0, [])


async def test_after_a_broken_line_its_list_says_whether_an_office_printer_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("printing.printers.ipp.ASK_PAUSE_S", 0.0)
    async with ipp_printer(is_cut_after_job=True) as printer:
        await Ipp(printer.uri).send(SLIP, Begun())  # no answer, but it is in the list
        assert len(printer.jobs) == 1
    async with ipp_printer(is_cut_before_job=True) as printer:
        with pytest.raises(NotSent):
            await Ipp(printer.uri).send(SLIP, Begun())
        printer.is_cut_before_job = False
        await deliver(Ipp(printer.uri), SLIP, Begun(), is_begun=True)
        assert len(printer.jobs) == 1
    async with ipp_printer(is_cut_after_job=True, forgets=True) as printer:
        with pytest.raises(Unsure):
            await Ipp(printer.uri).send(SLIP, Begun())
        with pytest.raises(Unsure):
            await deliver(Ipp(printer.uri), SLIP, Begun(), is_begun=True)
    async with ipp_printer(job_status=0x040A) as printer:
        with pytest.raises(NotSent) as no:
            await Ipp(printer.uri).send(SLIP, Begun())
        assert (no.value.state, no.value.words) == (State.FAULT, "IPP 0x040a")
    assert (await Ipp(printer.uri).state()).state is State.OFFLINE


async def test_a_file_comes_out_once_also_when_something_takes_it_away(tmp_path: Path) -> None:
    out, journal = tmp_path / "out", tmp_path / "journal"
    way = Folder(out, journal)
    assert (await way.state()).state is State.READY
    await way.send(SLIP, Begun())
    file = out / "parcel-7-slip.pdf"
    assert file.read_bytes() == SLIP.content
    file.unlink()  # printed by whoever watches the folder
    assert await way.has_come(SLIP) is True
    await deliver(way, SLIP, Begun(), is_begun=True)
    await way.send(SLIP, Begun())
    assert list(out.iterdir()) == []
    # killed between the two steps: the file lies ready, the note says so
    (journal / "018f-1.zpl").write_bytes(LABEL.content)
    (journal / "018f-1.zpl.ready").touch()
    assert await way.has_come(LABEL) is False
    await way.send(LABEL, Begun())
    assert (out / "parcel-7-label.zpl").read_bytes() == LABEL.content
    out.rename(tmp_path / "gone")
    out.write_text("in the way")
    assert (await way.state()).state is State.FAULT
    with pytest.raises(NotSent):
        await way.send(Job(id="n", title="n", content_type="x", content=b"x"), Begun())


def test_addresses_lead_to_their_ways_and_nonsense_nowhere(tmp_path: Path) -> None:
    def way(address: str) -> str:
        made = way_to(address, folder=tmp_path, journal=tmp_path, is_zpl=True)
        return type(made).__name__

    assert [way(one) for one in ("ipp://h/ipp/print", "ipps://[::1]:631/x", "raw://h", "raw://h:1",
                                 "file:bench-1", "lp:ZEBRA")] == [
        "Ipp", "Ipp", "Raw", "Raw", "Folder", "Lp"]  # fmt: skip
    for nonsense in ("", "raw:", "raw://", "file:../x", "file:/etc", "lp:-o x", "http://h", "ipp://h:x",
                     "raw://u@h", "raw://h/x"):  # fmt: skip
        with pytest.raises(AddressUnreadable):
            way(nonsense)


def test_an_agents_journal_survives_a_power_cut_in_the_middle_of_a_line(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    journal = Journal(file)
    journal.note("a", BEGUN)
    journal.note("b", BEGUN)
    journal.note("a", SENT)
    with file.open("ab") as half:
        half.write(b'{"job": "c", "di')
    again = Journal(file)
    assert [again.last(one) for one in "abc"] == [SENT, BEGUN, None]
    assert len(file.read_text().splitlines()) == 2, "it is kept short"
