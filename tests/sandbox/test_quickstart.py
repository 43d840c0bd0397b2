"""The pages by which a shop's developer begins, as their reader copies them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.printing.reading import words
from tests.sandbox.conftest import Developer

DOCS = Path(__file__).parents[2] / "docs/shops"
CURL = re.compile(r'curl -s "\$WMS(?P<path>[^"]+)"(?P<rest>(?:[^\n\']|\'[^\']*\')*)')
BODY = re.compile(r"-d '([^']*)'")
#: from the key to a packed order, s
MOST_S = 300


@pytest.mark.parametrize(
    ("page", "until", "count"),
    [("quickstart.md", "## And then", 6), ("sandbox.md", "## How far an order goes", 3)],
)
async def test_the_commands_of_the_page_lead_from_a_test_key_to_a_packed_order(
    developer: Developer, page: str, until: str, count: int
) -> None:
    begin = time.monotonic()
    ids: dict[str, str] = {}
    commands = list(CURL.finditer((DOCS / page).read_text().partition(until)[0]))
    assert len(commands) == count
    status = ""
    for one in commands:
        body = BODY.search(one["rest"])
        path = one["path"]
        for name, value in ids.items():
            path = path.replace(f"${name}", value)
        answer = await developer.program.request(
            "POST" if body else "GET",
            path,
            content=body[1] if body else None,
            headers={"Content-Type": "application/json"},
        )
        assert answer.is_success, (path, answer.text)
        told = answer.json()
        if path in ("/v1/asns", "/v1/orders"):
            ids["ASN" if path == "/v1/asns" else "ORDER"] = told["id"]
        status = told["order"]["status"] if "order" in told else status
    assert status == "packed"
    assert time.monotonic() - begin < MOST_S
    [shipment] = (await developer.program.get("/v1/shipments")).json()["items"]
    label = await developer.program.get(f"/v1/shipments/{shipment['id']}/label.pdf")
    assert "SPECIMEN" in words(label.content)[0]
