"""Scales: what their lines mean, and what is made of one that moves, is silent or talks rubbish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packing.scale import SimulatedScale, scale_on
from wms.errors import Refusal
from wms.packing.weight import scale_call
from wms.packing.weight.scale_call import (
    ScaleAddress,
    ScaleAway,
    ScaleEmpty,
    ScaleMoving,
    ScaleOverloaded,
    ask_scale,
)
from wms.packing.weight.scale_lines import Reading, sics_reading, st_reading


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("S S     812.4 g", Reading("stable", 812)),
        ("S S       1.2405 kg", Reading("stable", 1241)),  # half a gram goes up
        ("S D    -0.4 g", Reading("moving", 0)),
        ("S S    - 3 g", Reading("stable", -3)),
        ("S S      2.00 lb", Reading("stable", 907)),
        ("S I", Reading("busy")),
        ("S +", Reading("over")),
        ("S -", Reading("under")),
        ('I4 A "1127651789"', None),
        ("ES", None),
        ("S S 12 stone", None),
        ("S S 99999999999 g", None),
    ],
)
def test_what_an_mt_sics_scale_answers(line: str, reading: Reading | None) -> None:
    assert sics_reading(line + "\r\n") == reading


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("ST,GS,+  0.812kg", Reading("stable", 812)),  # A&D, CAS
        ("ST,GS,    1.240,kg", Reading("stable", 1240)),  # Dini Argeo
        ("ST,+00812.4  g", Reading("stable", 812)),  # A&D without the second field
        ("US,NT,-    12 g", Reading("moving", -12)),
        ("OL,GS,+9999999kg", Reading("over")),
        ("ST,GS,+  0.812", None),
        ("QT,GS,+   10 g", None),  # a counting scale counts
        ("\x00\xff ST", None),
    ],
)
def test_what_a_scale_sends_by_itself(line: str, reading: Reading | None) -> None:
    assert st_reading(line + "\r\n") == reading


@given(st.text(max_size=40))
def test_no_line_whatever_raises(line: str) -> None:
    for read in (sics_reading, st_reading):
        found = read(line)
        assert found is None or isinstance(found, Reading)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A packer waits longer than a test."""
    for name, seconds in (
        ("CONNECT_S", 0.2),
        ("STABLE_S", 0.25),
        ("PAUSE_S", 0.01),
        ("STALE_S", 0.05),
    ):
        monkeypatch.setattr(scale_call, name, seconds)


OLD = b"S S     333.0 g\r\n"


async def test_a_stable_weight_is_believed_and_no_line_from_before() -> None:
    scale = SimulatedScale([b"S I\r\n", b"S D   700 g\r\n", b"S S   812.4 g\r\n"], kept=OLD)
    async with scale_on(scale) as address:
        assert await ask_scale(address) == 812
    assert scale.asked == [b"@", b"S", b"S", b"S"]
    moving = [b"US,GS,+  0.700kg\r\n"] * 20
    still = SimulatedScale([*moving, b"ST,GS,+  0.812kg\r\n"], kept=b"ST,GS,+  0.333kg\r\n" * 5)
    async with scale_on(still, "st") as address:
        assert await ask_scale(address) == 812


@pytest.mark.parametrize(
    ("protocol", "lines", "no"),
    [
        ("mt-sics", [b"S I\r\n"], ScaleMoving),
        ("mt-sics", [b"S +\r\n"], ScaleOverloaded),
        ("mt-sics", [b"S S     90.0 kg\r\n"], ScaleOverloaded),
        ("mt-sics", [b"S -\r\n"], ScaleEmpty),
        ("mt-sics", [b"S S     0.2 g\r\n"], ScaleEmpty),
        ("mt-sics", [b"S S     8", b"cut"], ScaleAway),
        ("mt-sics", [b"\xff" * 4000], ScaleAway),
        ("st", [b"US,GS,+  0.700kg\r\n"], ScaleMoving),
        ("st", [b"ST,GS,+  0.700kg\r\n", b"ST,GS,+  0.701kg\r\n"] * 90, ScaleMoving),
        ("st", [b"OL,GS,+9999999kg\r\n"], ScaleOverloaded),
        ("st", [b"ST,GS,-  0.010kg\r\n"], ScaleEmpty),
        ("st", [b"hello\r\n"], ScaleAway),
        ("st", [b"ST,GS,+  0.7", b"cut"], ScaleAway),
    ],
)  # fmt: skip
async def test_what_is_no_weight_is_said_in_words(
    protocol: str, lines: list[bytes], no: type[Refusal]
) -> None:
    async with scale_on(SimulatedScale(lines), protocol) as address:
        with pytest.raises(no):
            await ask_scale(address)


async def test_a_scale_that_is_off_is_away() -> None:
    async with scale_on(SimulatedScale([b"S +\r\n"])) as address:
        pass
    with pytest.raises(ScaleAway):
        await ask_scale(address)
    async with scale_on(SimulatedScale([b"\r\n"]), "st") as silent:
        asked = ScaleAddress(protocol="mt-sics", host=silent.host, port=silent.port)
        with pytest.raises(ScaleAway):  # it talks, but not so
            await ask_scale(asked)
