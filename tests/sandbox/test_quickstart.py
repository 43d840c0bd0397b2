"""The page of the sandbox, as its reader copies it."""

from __future__ import annotations

import re
import time
from pathlib import Path

from tests.sandbox.conftest import Developer

PAGE = Path(__file__).parents[2] / "docs/shops/sandbox.md"
CURL = re.compile(r'curl -s "\$WMS(?P<path>[^"]+)"(?P<rest>(?:[^\n\']|\'[^\']*\')*)')
BODY = re.compile(r"-d '([^']*)'")
#: from the key to a packed order, s
MOST_S = 300


async def test_the_commands_of_the_page_lead_from_a_test_key_to_a_packed_order(
    developer: Developer,
) -> None:
    begin = time.monotonic()
    order_id = ""
    page = PAGE.read_text().partition("## How far an order goes")[0]
    commands = list(CURL.finditer(page))
    assert len(commands) == 3
    for one in commands:
        body = BODY.search(one["rest"])
        answer = await developer.program.request(
            "POST" if body else "GET",
            one["path"].replace("$ORDER", order_id),
            content=body[1] if body else None,
            headers={"Content-Type": "application/json"},
        )
        assert answer.is_success, (one["path"], answer.text)
        order_id = answer.json().get("id", order_id)
    assert answer.json()["order"]["status"] == "packed"
    assert time.monotonic() - begin < MOST_S
