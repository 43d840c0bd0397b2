"""The templates of the handheld, the office and the consumers' pages.

They are named by their door: ``scanner/pick.html``, ``office/orders.html``, and the macros
``scanner/parts/work.html`` and ``office/parts/desk.html``. Each language compiles them for itself:
a sentence, sign or address without values is written into the compiled template and costs nothing
when a page is rendered (half of a floor page is such).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from api import i18n
from api.failures import say_failure
from wms.shipping.carriers.registry import name_of, service_name

HERE: Final = Path(__file__).parent
STATIC_DIR: Final = HERE / "static"
STATIC_URL: Final = "/static"
VERSION_CHARS: Final = 8
#: who has templates, and the prefix of their names
DOORS: Final = ("scanner", "office", "guide", "consumer")

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


_IMPORT: Final = re.compile(rb'^@import "([a-z-]+\.css)";$', re.MULTILINE)
#: what of a script is for people: comments (at the end of a line those without a quote, so that
#: no string is ever cut), empty lines and indentation
_FOR_PEOPLE: Final = re.compile(
    rb"^[ \t]*\n"
    rb"|^[ \t]*(?://[^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n|^[ \t]+|[ \t]+// [^\n\"'`]*$",
    re.MULTILINE,
)


@cache
def sent(path: str) -> bytes:
    """A static file as it is sent: a stylesheet has those that it imports within itself, for on
    weak Wi-Fi each request more is felt; a script leaves at home what is for people."""
    file = STATIC_DIR / path
    plain = file.read_bytes()
    if file.suffix == ".js":
        return _FOR_PEOPLE.sub(b"", plain)
    if file.suffix != ".css":
        return plain
    return _IMPORT.sub(lambda found: (file.parent / found[1].decode()).read_bytes(), plain)


@cache
def _version(path: str) -> str:
    return hashlib.sha256(sent(path)).hexdigest()[:VERSION_CHARS]


def static(path: str) -> str:
    """The address of a static file, with a version that changes when its content does."""
    return f"{STATIC_URL}/{path}?v={_version(path)}"


_SIGN: Final = Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>')


@cache
def icon(name: str) -> Markup:
    """A sign from api/static/icons.svg. There are twenty on a page, so it is no macro."""
    return _SIGN.format(static("icons.svg"), name)


class Misspelt(StrictUndefined):
    """A misspelt name is a bug, not an empty place on a screen; but a card may lack a photo:
    a missing attribute can be asked for (``{% if card.photo %}``), never printed."""

    def __bool__(self) -> bool:  # type: ignore[override]  # the parent never returns
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return False


#: functions of the templates whose value is known when the language is: (name, value) of each call
#: with nothing but literals is written into the compiled template
KNOWN_EARLY: Final[dict[str, Callable[..., object]]] = {
    "_": lambda sentence: Markup(i18n.gettext(sentence) % {}),  # noqa: S704 - our own catalogue
    "icon": icon,
    "static": static,
    "current_language": i18n.current_language,
}


class _ValuesKnownEarly(NodeTransformer):
    """Replaces calls of `KNOWN_EARLY` by what they answer."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja2's name
        self.generic_visit(node)
        if (
            isinstance(node.node, nodes.Name)
            and node.node.name in KNOWN_EARLY
            and all(isinstance(each, nodes.Const) for each in node.args)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        ):
            words = [each.value for each in node.args if isinstance(each, nodes.Const)]
            return nodes.Const(KNOWN_EARLY[node.node.name](*words), lineno=node.lineno)
        return node


class _WritesValuesIn(CodeGenerator):
    """jinja2's compiler, after a look at what is known already."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - its name in jinja2
        super().visit_Template(_ValuesKnownEarly().visit(node), frame)


class _Compiled(Environment):
    code_generator_class = _WritesValuesIn


class Pages:
    """The templates of all doors, escaping everything."""

    def __init__(self, *, also: Path | None = None) -> None:
        """``also``: a folder of templates besides the product's own."""
        self._environments = {each: _environment(also) for each in i18n.CONSUMER_LANGUAGES}

    def render(self, template: str, language: str | None, /, **facts: Any) -> str:
        """A page in ``language``; unknown means English."""
        # compiled within the block too, when it is the first time: in this language
        with i18n.speaking(language) as spoken:
            return self._environments[spoken].get_template(template).render(facts)

    def word(self, template: str, macro: str, value: object, language: str, *more: object) -> str:
        """What ``macro`` of ``template`` says of ``value`` and ``more``, as a plain text."""
        with i18n.speaking(language) as spoken:
            module = self._environments[spoken].get_template(template).module
            said: Markup = getattr(module, macro)(value, *more)
            return said.unescape().strip()


def _courier(code: str) -> str:
    """What people call a courier in the language of the page: of names only our own is a word."""
    return i18n.translate(i18n.current_language(), name_of(code))


def _environment(also: Path | None) -> Environment:
    ours = {door: FileSystemLoader(HERE / door / "templates") for door in DOORS}
    made = _Compiled(
        loader=ChoiceLoader([PrefixLoader(ours), *([FileSystemLoader(also)] if also else [])]),
        autoescape=True,
        undefined=Misspelt,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every template's file is asked for its date on every page
    )
    i18n.install(made)
    made.globals.update(static=static, icon=icon, service_name=service_name)
    made.filters["courier"] = _courier
    made.filters["failure"] = say_failure
    return made
