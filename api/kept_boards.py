"""The release boards of the last seconds, so that ten people who look cost as much as one."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from wms.db import Read
from wms.progress.board import Board, BoardWanted, release_board

#: a board is added up at most so often in a process, whoever looks at it, s
KEPT_S: Final = 10.0
#: boards kept at once: filters of a list are few
_KEPT_MAX: Final = 64


class KeptBoards:
    """What one process remembers of them."""

    def __init__(self) -> None:
        self._boards: dict[BoardWanted, tuple[float, Board]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def board(self, read: Read, wanted: BoardWanted) -> Board:
        """The board as it is, at most `KEPT_S` old."""
        async with self._one_at_a_time:
            now = time.monotonic()
            kept = self._boards.get(wanted)
            if kept is not None and now - kept[0] < KEPT_S:
                return kept[1]
            if len(self._boards) >= _KEPT_MAX:
                self._boards.clear()
            board = await release_board(read, wanted)
            self._boards[wanted] = (time.monotonic(), board)
            return board
