"""A shop's own program: it talks to the warehouse by REST with its key, and to nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from wms.demo.browser import TIMEOUT_S
from wms.demo.cast import Shop

#: how many faults of an answer are told
FAULTS_SHOWN: Final = 3


class ShopRefused(Exception):  # noqa: N818 - reads as the fact it is
    """The warehouse answered a shop's program with a problem; the text is what it said."""


class ShopSystem:
    """The program of one shop."""

    def __init__(self, base_url: str, shop: Shop) -> None:
        self.shop = shop
        self._http = httpx.Client(
            base_url=f"{base_url}/v1",
            timeout=TIMEOUT_S,
            trust_env=False,
            headers={"authorization": f"Bearer {shop.key}"},
        )

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """POST with an Idempotency-Key; the answer's JSON.

        Raises:
            ShopRefused: the answer is a problem.
        """
        key = {"idempotency-key": str(uuid.uuid4())}
        return self._read(self._http.post(path, json=body, headers=key))

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """PUT; the answer's JSON.

        Raises:
            ShopRefused: the answer is a problem.
        """
        return self._read(self._http.put(path, json=body))

    def get(self, path: str, **query: str) -> Any:
        """GET; the answer's JSON.

        Raises:
            ShopRefused: the answer is a problem.
        """
        return self._read(self._http.get(path, params=query))

    def download(self, path: str) -> bytes:
        """GET of a file; its bytes.

        Raises:
            ShopRefused: the answer is a problem.
        """
        answer = self._http.get(path)
        self._require(answer)
        return answer.content

    def every(self, path: str, **query: str) -> list[Any]:
        """All items of a list, page by page."""
        items: list[Any] = []
        page = self.get(path, **query)
        items += page["items"]
        while page.get("next"):
            page = self.get(path, **{**query, "after": str(page["next"])})
            items += page["items"]
        return items

    def _read(self, answer: httpx.Response) -> Any:
        self._require(answer)
        return answer.json() if answer.content else None

    def _require(self, answer: httpx.Response) -> None:
        if not answer.is_success:
            raise ShopRefused(
                f"{self.shop.code}: {answer.request.method} {answer.request.url.path} "
                f"answers {answer.status_code}: {_problem(answer)}"
            )


def _problem(answer: httpx.Response) -> str:
    try:
        told = answer.json()
        faults: Sequence[Any] = told.get("errors") or ()
        more = "; ".join(f"{f.get('pointer')}: {f.get('detail')}" for f in faults[:FAULTS_SHOWN])
        return f"{told.get('detail') or told.get('title')} {more}".strip()
    except ValueError:
        return answer.text[:200]
