"""One template environment for the handheld and the office pages.

Templates are named by their door: ``scanner/pick.html``, ``office/orders.html``, and the macros
``scanner/parts/work.html`` and ``office/parts/desk.html``. The door sets the language with
`api.i18n.set_language` before it renders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.utils import missing
from markupsafe import Markup

from api import i18n

HERE: Final = Path(__file__).parent
STATIC_DIR: Final = HERE / "static"
STATIC_URL: Final = "/static"
VERSION_CHARS: Final = 8

#: no inline script or style anywhere, nothing from outside; previews of our own PDFs in frames
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "object-src 'self'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)


@cache
def _version(path: str) -> str:
    return hashlib.sha256((STATIC_DIR / path).read_bytes()).hexdigest()[:VERSION_CHARS]


def static(path: str) -> str:
    """The address of a static file, with a version that changes when its content does."""
    return f"{STATIC_URL}/{path}?v={_version(path)}"


_SIGN: Final = Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>')


@cache
def sign(name: str) -> Markup:
    """A sign from api/static/icons.svg. There are twenty on a page, so it is no macro."""
    return _SIGN.format(static("icons.svg"), name)


class Misspelt(StrictUndefined):
    """A misspelt name is a bug, not an empty place on a screen; but a card may lack a photo:
    a missing attribute can be asked for (``{% if card.photo_url %}``), never printed."""

    def __bool__(self) -> bool:  # type: ignore[override]  # the parent never returns
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return False


def environment(*, zone: tzinfo = UTC) -> Environment:
    """The templates of both doors, escaping everything; times are told in ``zone``."""
    made = Environment(
        loader=PrefixLoader(
            {
                "scanner": FileSystemLoader(HERE / "scanner" / "templates"),
                "office": FileSystemLoader(HERE / "office" / "templates"),
                "rest": FileSystemLoader(HERE / "rest" / "templates"),
            }
        ),
        autoescape=True,
        undefined=Misspelt,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    i18n.install(made, zone=zone)
    made.globals.update(static=static, sign=sign, still=_still(made))
    return made


def _still(made: Environment) -> Callable[[str], Markup]:
    """``still("scanner/parts/tail.html")``: a part of each page that takes no values.

    It differs by language only, so it is rendered once in each; a third of a floor page is such.
    """

    @cache
    def rendered(name: str, language: str) -> Markup:
        with i18n.speaking(language):
            return Markup(made.get_template(name).render())  # noqa: S704 - our own template, escaped

    return lambda name: rendered(name, i18n.current_language())
