"""``python -m printing badges|locations|totes|stations|slips``: facts as a JSON list in, a PDF out.

(slips: line by line, see `printing.slip_stream`.)

For programs that know no paper, such as the command line of the warehouse.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from printing import slip_stream
from printing.badge import BadgeCard, badge_sheets
from printing.place_labels import LocationLabel, ToteLabel, location_sheets, tote_sheets
from printing.station_card import StationCard, station_cards

#: what can be drawn: the struct of one, and the sheets of many
PAPERS: Final[dict[str, tuple[type[Any], Callable[[Sequence[Any]], bytes]]]] = {
    "badges": (BadgeCard, badge_sheets),
    "locations": (LocationLabel, location_sheets),
    "totes": (ToteLabel, tote_sheets),
    "stations": (StationCard, station_cards),
}


def main(words: Sequence[str]) -> int:
    """Draw what the one word names; 2 when it names nothing."""
    if list(words) == ["slips"]:
        return slip_stream.main(sys.stdin.buffer, sys.stdout.buffer, sys.stderr.buffer)
    if len(words) != 1 or words[0] not in PAPERS:
        sys.stderr.write(f"python -m printing {'|'.join(PAPERS)}|slips <facts.json >paper.pdf\n")
        return 2
    facts, drawn = PAPERS[words[0]]
    every = msgspec.json.decode(sys.stdin.buffer.read(), type=list[facts])  # type: ignore[valid-type]  # chosen at run time
    sys.stdout.buffer.write(drawn(every))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
