"""Closes and opens what people said, with the seal of the thread's subject."""

from __future__ import annotations

from wms.seals.seals import closed as close
from wms.seals.seals import open_all

__all__ = ["close", "open_all"]
