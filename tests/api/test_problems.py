"""A refusal is told in the language that was asked for, as the docs show it."""

from __future__ import annotations

import httpx
import msgspec

from api.guide.contents import folder


async def test_the_title_is_said_in_the_language_that_is_asked_for(
    shop: httpx.AsyncClient,
) -> None:
    titles = [
        (await shop.get("/v1/products/NONE", headers={"Accept-Language": language})).json()["title"]
        for language in ("de", "pl", "uk-UA")
    ]
    assert titles == ["No such product", "Nie ma takiego produktu", "Такого товару немає"]


async def test_the_example_in_the_docs_is_what_is_answered(shop: httpx.AsyncClient) -> None:
    page = (folder() / "errors.md").read_text()
    told = msgspec.json.decode(page.partition("```json\n")[2].partition("```")[0])
    anna = {"name": "Anna", "street": "Polna 1", "postcode": "00-622", "city": "Warszawa"}
    asked = {
        "external_id": "WEB-1007",
        "recipient": anna | {"country": "PL"},
        "lines": [{"sku": "TEA-200", "quantity": 1}],
    }
    answered = (await shop.post("/v1/orders", json=asked)).json()
    assert answered | {"request_id": told["request_id"]} == told
