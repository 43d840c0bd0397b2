"""Who is acting, as the doors found out: plain facts that the verbs can use."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's program, known by its API key."""

    shop_id: UUID
    key_id: UUID
    scopes: frozenset[str]
    #: with which couriers it can send, and their services: what its accounts allow
    usable: Mapping[str, frozenset[str]]
    #: which version of the API its key was written for
    api_version: str


class AtWork(msgspec.Struct, frozen=True, kw_only=True):
    """An operator at work on an enrolled device."""

    operator_id: UUID
    device_id: UUID
    session_id: UUID
    name: str
    language: str
    is_supervisor: bool


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """An office user; with ``shop_id`` a shop's own person who sees that shop only."""

    user_id: UUID
    session_id: UUID
    name: str
    role: str
    shop_id: UUID | None
    language: str
