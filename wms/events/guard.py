"""Where a shop may make us send: a URL is looked at once, and only what was looked at is dialled.

Against server-side request forgery (OWASP API7:2023; CWE-918; CWE-367 for rebinding): the host is
resolved once, every address it has is held against `wms.events.addresses`, and `wms.events.sending`
dials that very address, with the name only in `Host` and SNI. One strict parser: what it does not
understand is refused, so no second parser can read the URL differently.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import idna

from wms.errors import N_, Kind, Refusal
from wms.events.addresses import Address, denied
from wms.settings import Settings

URL_MAX_CHARS = 2000
RESOLVE_TIMEOUT_S = 5.0
HTTP_PORT, HTTPS_PORT = 80, 443
FIRST_FREE_PORT = 1024
PORT_MAX = 65535
# Ports past 1023 on which something answers that is no shop's receiver: the browsers' list of bad
# ports (WHATWG Fetch, "port blocking"), databases, queues, container and cluster control.
BAD_PORTS = frozenset(
    {
        *(1433, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 3306, 3389),
        *(3659, 4045, 4190, 4369, 5060, 5061, 5432, 5433, 5671, 5672, 5900, 5901, 5984, 5985, 5986),
        *(6000, 6379, 6380, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 8086, 8125, 8500),
        *(9000, 9042, 9092, 9100, 9200, 9300, 9418, 10080, 10250, 10255, 11211, 15672, 25672),
        *(26379, 27017, 27018, 28015, 50000, 50070),
    }
)
# Names that mean this machine or this network, whatever a resolver says (RFC 6761, RFC 6762, RFC
# 8375, RFC 7686, RFC 9476, ICANN's reservation of .internal; the others are customs of routers).
_INNER_SUFFIXES = frozenset(
    {
        *("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp"),
        *("private", "arpa", "onion", "alt", "invalid"),
    }
)

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<authority>[^/?#]*)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?P<fragment>#.*)?"
)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]@%]+)(?::(?P<port>[0-9]{1,5}))?")
_ASCII_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
# WHATWG URL, "ends in a number": a host that some resolver would take for an IPv4 address.
_NUMBER_LAST = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9A-Fa-f]*)$")
_DOTTED_QUAD = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
_NOT_IN_A_URL = re.compile(r"[\s\\\x00-\x20\x7f-\x9f<>\"{}|^`]")


class Fault(StrEnum):
    """Why a URL is refused, beside the ranges of `addresses`."""

    SYNTAX = "syntax"
    SCHEME = "scheme"
    USER = "user_in_address"
    HOST = "host"
    NUMBER = "odd_number_for_host"
    INNER_NAME = "inner_name"
    PORT = "port"
    OWN_HOST = "own_host"


class UrlRefused(Refusal):
    """We do not send to this URL, now or later; `reason` is a `Fault` or a `Range`."""

    kind = Kind.INVALID
    code = "webhook.url_refused"
    title = N_("Address refused")
    sentence = N_("Webhooks are not sent to this address ({reason}). Give a public https address.")
    remedy = N_(
        "Give an https address that the whole internet can reach; inner networks are never called."
    )


class Trouble(StrEnum):
    """Why an attempt got no answer."""

    NAME = "name_not_resolved"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"


class Undelivered(Exception):  # noqa: N818 - a failed attempt is expected, not an error of ours
    """No answer came: a failed attempt, to be made again by the schedule. `detail` is for the log.

    The time that it took is in `latency_ms`.
    """

    def __init__(self, why: Trouble, detail: str, latency_ms: int = 0) -> None:
        self.why, self.detail, self.latency_ms = why, detail, latency_ms
        super().__init__(f"{why}: {detail}")


@dataclass(frozen=True)
class Policy:
    """What this installation permits; the defaults are what production wants.

    `own_hosts`: our own names and addresses, lower case, each with or without `:port`.
    """

    allow_http: bool = False
    allow_private: bool = False
    own_hosts: frozenset[str] = frozenset()


def policy_of(settings: Settings) -> Policy:
    """What an installation's settings permit; never to itself, by any name it is reached under."""
    own = {f"{here}:{settings.bind_port}" for here in (settings.bind_host, *_LOOPBACK)}
    public = urlsplit(settings.url.lower())
    if public.hostname and settings.public_url:
        own |= {public.hostname, public.netloc}
    return Policy(
        allow_http=settings.webhook_allow_http,
        allow_private=settings.webhook_allow_private,
        own_hosts=frozenset(own),
    )


@dataclass(frozen=True)
class Target:
    """A vetted place to send to: dial `ip` and `port`; `host` is for SNI and its certificate."""

    ip: str
    port: int
    host: str
    path: str
    is_tls: bool

    @property
    def host_header(self) -> str:
        """The `Host` header: the port only when it is not the scheme's own (RFC 9110 §7.2)."""
        usual = HTTPS_PORT if self.is_tls else HTTP_PORT
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The machine's own resolver; addresses in the order of RFC 6724, preferred first."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def check_url(url: str, policy: Policy) -> None:
    """Look at a URL as far as that goes without asking a resolver, when a shop gives it.

    Raises UrlRefused when it can never be sent to. Each attempt looks again, with its addresses.
    """
    _, host, port, _ = _parts(url, policy)
    literal = _literal(host)
    if literal is None:
        _check_name(host, port, policy)
        return
    why = denied(literal, allow_private=policy.allow_private)
    if why is not None:
        raise UrlRefused(reason=why.value)
    if _is_own(str(literal), port, policy):
        raise UrlRefused(reason=Fault.OWN_HOST.value)


def host_of(url: str) -> str:
    """The `Host` header of a message to a URL that was sent to. UrlRefused for another."""
    is_tls, host, port, path = _parts(url, Policy(allow_http=True))
    return Target("", port, host, path, is_tls).host_header


async def vetted(url: str, *, resolver: Resolver = system_resolver, policy: Policy) -> Target:
    """Look at a URL; resolve its host once. Opens no connection to it.

    Raises UrlRefused when it must not be sent to, Undelivered when its name has no address.
    """
    is_tls, host, port, path = _parts(url, policy)
    literal = _literal(host)
    if literal is None:
        _check_name(host, port, policy)
    addresses = [literal] if literal else await _resolved(host, port, resolver)
    for address in addresses:
        why = denied(address, allow_private=policy.allow_private)
        if why is not None:
            raise UrlRefused(reason=why.value)
        if _is_own(str(address), port, policy):
            raise UrlRefused(reason=Fault.OWN_HOST.value)
    return Target(str(addresses[0]), port, host, path, is_tls)


def _parts(url: str, policy: Policy) -> tuple[bool, str, int, str]:
    """TLS or not, host (lower-case ASCII, no brackets, no final dot), port, path with query."""
    if len(url) > URL_MAX_CHARS or _NOT_IN_A_URL.search(url) or not url.isprintable():
        raise UrlRefused(reason=Fault.SYNTAX.value)
    found = _URL.fullmatch(url)
    if found is None:
        raise UrlRefused(reason=Fault.SYNTAX.value)
    scheme = found["scheme"].lower()
    if scheme not in ("https", "http") or (scheme == "http" and not policy.allow_http):
        raise UrlRefused(reason=Fault.SCHEME.value)
    if "@" in found["authority"]:
        raise UrlRefused(reason=Fault.USER.value)
    authority = _AUTHORITY.fullmatch(found["authority"])
    if authority is None:
        raise UrlRefused(reason=Fault.HOST.value)
    is_tls = scheme == "https"
    port = int(authority["port"] or (HTTPS_PORT if is_tls else HTTP_PORT))
    _check_port(port, is_tls=is_tls)
    return is_tls, _host(authority["host"]), port, (found["path"] or "/") + (found["query"] or "")


def _check_port(port: int, *, is_tls: bool) -> None:
    is_usual = port == (HTTPS_PORT if is_tls else HTTP_PORT)
    if not is_usual and (not FIRST_FREE_PORT <= port <= PORT_MAX or port in BAD_PORTS):
        raise UrlRefused(reason=Fault.PORT.value)


def _host(text: str) -> str:
    if text.startswith("["):
        try:
            return str(IPv6Address(text[1:-1]))
        except ValueError as error:
            raise UrlRefused(reason=Fault.HOST.value) from error
    try:
        # UTS 46 folds full-width digits, circled letters and ideographic full stops to plain ones.
        host = idna.encode(text.lower(), uts46=True, std3_rules=True).decode().removesuffix(".")
    except idna.IDNAError as error:
        raise UrlRefused(reason=Fault.HOST.value) from error
    if not _ASCII_HOST.fullmatch(host):
        raise UrlRefused(reason=Fault.HOST.value)
    if _NUMBER_LAST.search(host) and not _DOTTED_QUAD.fullmatch(host):
        raise UrlRefused(reason=Fault.NUMBER.value)
    return host


def _literal(host: str) -> Address | None:
    if ":" not in host and not _NUMBER_LAST.search(host):
        return None
    try:
        return ip_address(host)
    except ValueError as error:  # 999.1.1.1
        raise UrlRefused(reason=Fault.NUMBER.value) from error


def _check_name(host: str, port: int, policy: Policy) -> None:
    if _is_own(host, port, policy):
        raise UrlRefused(reason=Fault.OWN_HOST.value)
    last = host.rpartition(".")[2]
    is_inner = "." not in host or last in _INNER_SUFFIXES
    if is_inner and not policy.allow_private:
        raise UrlRefused(reason=Fault.INNER_NAME.value)


def _is_own(host: str, port: int, policy: Policy) -> bool:
    bracketed = f"[{host}]" if ":" in host else host
    return bool({host, bracketed, f"{bracketed}:{port}"} & policy.own_hosts)


async def _resolved(host: str, port: int, resolver: Resolver) -> list[Address]:
    try:
        async with asyncio.timeout(RESOLVE_TIMEOUT_S):
            texts = await resolver(host, port)
        addresses = [ip_address(text) for text in texts]
    except (OSError, TimeoutError, UnicodeError, ValueError) as error:
        raise Undelivered(Trouble.NAME, f"{host}: {error!r}") from error
    if not addresses:
        raise Undelivered(Trouble.NAME, f"{host} has no address")
    return addresses
