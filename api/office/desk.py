"""What every page of the desk does the same way.

@get("/office/orders")
async def orders(desk_page: NamedDependency[DeskPage], read: NamedDependency[Read]) -> Response:
    return desk_page.show("office/orders.html", rows=await queries.orders(read))
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from litestar import Request, Response
from litestar.enums import MediaType

from api import i18n
from api.asker import language_of
from api.house import House, house_of
from api.marks import BY
from wms.access.people import Desk

SEE_OTHER: Final = 303
#: longest form of a desk page, fields
FIELDS_MAX: Final = 1000


class DeskPage:
    """Shows a page to the person at the desk."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._request = request
        by = request.scope.get(BY)
        self.by = by if isinstance(by, Desk) else None

    @property
    def house(self) -> House:
        """What the page's process has."""
        return house_of(self._request.scope)

    def show(self, template: str, *, status: int = 200, **facts: Any) -> Response[str]:
        """Render ``template`` in the person's language."""
        user = {"name": self.by.name, "role": self.by.role} if self.by else None
        language = language_of(self._request)
        facts = {"user": user, "flashes": self._flashes(language), **facts}
        html = house_of(self._request.scope).pages.render(template, language, **facts)
        return Response(html, status_code=status, media_type=MediaType.HTML)

    def _flashes(self, language: str) -> list[tuple[str, str]]:
        """What the page before did, named in the address by a catalogue sentence of ours."""
        said = self._request.query_params.get("said")
        sentence = FLASHES.get(said or "")
        return [("ok", i18n.translate(language, sentence))] if sentence else []

    async def form(self) -> dict[str, str]:
        """The posted fields; of a repeated one the last, see `form_list`."""
        return dict(await self.form_list())

    async def form_list(self) -> list[tuple[str, str]]:
        """The posted fields, repeated ones included."""
        body = await self._request.body()
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)


#: what a page can say at the top after a redirect: key in the address → English sentence (N_)
FLASHES: Final[dict[str, str]] = {}


def go(path: str, *, said: str | None = None) -> Response[Any]:
    """303 to a page of the desk; ``said`` is a key of `FLASHES`."""
    if said:
        path += ("&" if "?" in path else "?") + urlencode({"said": said})
    return Response(b"", status_code=SEE_OTHER, headers={"Location": path})


async def provide_desk_page(request: Request[Any, Any, Any]) -> DeskPage:
    """The desk's page."""
    return DeskPage(request)
