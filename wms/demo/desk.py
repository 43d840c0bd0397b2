"""Somebody of the office at a desk, logged in by e-mail and password."""

from __future__ import annotations

from collections.abc import Mapping

from wms.demo.browser import Browser
from wms.demo.cast import DESK
from wms.demo.page import Form, Page


class Desk(Browser):
    """One browser at the desk."""

    def __init__(self, base_url: str, password: str) -> None:
        super().__init__(base_url)
        self.go("/office/login")
        self.fill("/office/login", {"email": DESK, "password": password})

    def send(self, path: str, given: Mapping[str, str]) -> Page:
        """Send a form to a path, wherever it is drawn."""
        return self._send(Form(path), given)
