"""kill -9 of the web server at every statement of what the desk does with many orders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.faults.flows import AT_THE_DESK
from tests.faults.rounds import Rounded, before_each_statement, during_each_statement, in_the_suite


@pytest.mark.parametrize("name", in_the_suite(AT_THE_DESK))
async def test_killed_before_any_statement_and_before_the_answer(
    rounds: Rounded, holds: Callable[[], Awaitable[None]], name: str
) -> None:
    await before_each_statement(await rounds(name))
    await holds()


@pytest.mark.large
@pytest.mark.parametrize("name", AT_THE_DESK)
async def test_killed_while_a_statement_is_on_its_way(
    rounds: Rounded, holds: Callable[[], Awaitable[None]], name: str
) -> None:
    await during_each_statement(await rounds(name))
    await holds()
