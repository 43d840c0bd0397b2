"""Closes and opens letters with the seal of the person whom they are about."""

from __future__ import annotations

from wms.seals.seals import closed, opened

__all__ = ["closed", "opened"]
