"""What a refusal of the REST door looks like."""

from __future__ import annotations

from typing import Any

import httpx

MEMBERS = {
    "type", "title", "status", "detail", "code", "errors", "request_id", "retryable",
}  # fmt: skip


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem of the one shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) == MEMBERS
    assert (told["status"], told["code"]) == (status, code)
    assert told["request_id"] == answer.headers["x-request-id"]
    assert told["detail"]
    assert told["title"]
    assert told["type"] == f"/docs/errors/{code}"
    return told
