"""The desk refuses a return."""

from __future__ import annotations

import httpx

from tests.office.scene import Scene

WHY = "Not sold by this shop"


async def test_the_desk_refuses_a_return_and_says_why(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    address = f"/office/returns/{scene.return_number}"
    assert "Refuse this return" in (await manager.get(address)).text
    nothing = await manager.post(f"{address}/reject", data={"reason": " "})
    assert nothing.status_code == 422 and "Say in a few words" in nothing.text
    page = await manager.post(f"{address}/reject", data={"reason": WHY}, follow_redirects=True)
    assert "The return is refused." in page.text and WHY in page.text
    assert "Refuse this return" not in page.text
    told = await scene.value("SELECT data ->> 'reason' FROM events WHERE type = 'return.rejected'")
    assert told == WHY
    again = await manager.post(f"{address}/reject", data={"reason": WHY})
    assert again.status_code == 409
    assert (
        await manager.post("/office/returns/9999/reject", data={"reason": WHY})
    ).status_code == 404


async def test_a_shop_s_own_person_cannot_refuse(
    scene: Scene, shops_own: httpx.AsyncClient
) -> None:
    address = f"/office/returns/{scene.return_number}"
    assert "Refuse this return" not in (await shops_own.get(address)).text
    assert (await shops_own.post(f"{address}/reject", data={"reason": WHY})).status_code == 403
