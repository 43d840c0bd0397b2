"""No socket to a place that a shop must not reach; to all others the name is kept, truly."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.events import hostile
from tests.events.sockets import sockets_watched
from wms.errors import Kind, Refusal
from wms.events.addresses import Range, denied
from wms.events.guard import (
    Fault,
    Policy,
    Target,
    Trouble,
    Undelivered,
    UrlRefused,
    policy_of,
    system_resolver,
    vetted,
)
from wms.events.sending import post
from wms.settings import Settings

STRICT = Policy(own_hosts=frozenset({"wms.example.com"}))
NEARBY = Policy(allow_http=True, allow_private=True, own_hosts=frozenset({"127.0.0.1:8080"}))


class Names:
    """A resolver that answers from a list, one answer a question, and counts the questions."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def names(*answers: str) -> Names:
    return Names(answers)


def look(url: str, resolver: Names, policy: Policy = STRICT) -> Target:
    return asyncio.run(vetted(url, resolver=resolver, policy=policy))


async def deliver(url: str, resolver: Names, policy: Policy) -> int:
    """What a worker does: look, then dial."""
    target = await vetted(url, resolver=resolver, policy=policy)
    return (await post(target, {}, b"{}")).status


def test_there_are_enough_of_them() -> None:
    assert len(set(hostile.URLS)) >= 300


@pytest.mark.parametrize("url", hostile.URLS)
def test_a_hostile_url_opens_no_socket(url: str) -> None:
    """Refused for what it is: its name would resolve to a fine public address."""
    with sockets_watched() as dialled, pytest.raises(UrlRefused):
        asyncio.run(deliver(url, names(hostile.PUBLIC_V4), STRICT))
    assert dialled == []


@pytest.mark.parametrize("address", hostile.DENIED_V4 + hostile.DENIED_V6)
def test_a_good_name_with_a_bad_address_opens_no_socket(address: str) -> None:
    for answer in ([address], [hostile.PUBLIC_V4, address], [hostile.PUBLIC_V6, address]):
        with sockets_watched() as dialled, pytest.raises(UrlRefused):
            asyncio.run(deliver("https://shop.example/", Names(answer), STRICT))
        assert dialled == []


def test_the_watch_sees_a_socket_when_there_is_one() -> None:
    """Else the two tests above could not fail."""

    async def dial_nobody() -> None:
        with sockets_watched() as dialled:
            with pytest.raises(Undelivered) as refused:
                await deliver("http://shop.example:1024/", names("127.0.0.1"), NEARBY)
            assert refused.value.why is Trouble.CONNECT
            assert "socket.connect" in dialled

    asyncio.run(dial_nobody())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", Fault.SCHEME),
        ("http://example.com/", Fault.SCHEME),
        ("https://a@example.com/", Fault.USER),
        ("https://example.com:22/", Fault.PORT),
        ("https://2130706433/", Fault.NUMBER),
        ("https://localhost/", Fault.INNER_NAME),
        ("https://wms.example.com/v1/orders", Fault.OWN_HOST),
        ("https://a b/", Fault.SYNTAX),
        ("https://a_b.example/", Fault.HOST),
        ("https://10.0.0.1/", Range.PRIVATE),
        ("https://169.254.169.254/", Range.METADATA),
        ("https://[::1]/", Range.LOOPBACK),
        ("https://[::ffff:127.0.0.1]/", Range.TUNNEL),
        ("https://[2001::1]/", Range.TUNNEL),
        ("https://100.64.1.1/", Range.SHARED),
        ("https://224.0.0.1/", Range.MULTICAST),
    ],
)
def test_the_reason_is_told(url: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        look(url, names(hostile.PUBLIC_V4))
    assert refused.value.facts == {"reason": reason}
    assert refused.value.kind is Kind.INVALID
    assert str(reason) in str(refused.value)


@pytest.mark.parametrize(
    ("url", "expected", "host_header"),
    [
        ("https://shop.example", ("shop.example", 443, "/"), "shop.example"),
        ("HTTPS://Shop.Example./a?b=c#d", ("shop.example", 443, "/a?b=c"), "shop.example"),
        ("https://shop.example:443/", ("shop.example", 443, "/"), "shop.example"),
        ("https://shop.example:8443/h", ("shop.example", 8443, "/h"), "shop.example:8443"),
        ("https://żółw.example/ż", ("xn--w-uga1v8h.example", 443, "/ż"), "xn--w-uga1v8h.example"),
        ("https://shop.example?a=b", ("shop.example", 443, "/?a=b"), "shop.example"),
        ("https://shop.example/a@b:c", ("shop.example", 443, "/a@b:c"), "shop.example"),
    ],
)
def test_a_good_url_is_kept(url: str, expected: tuple[str, int, str], host_header: str) -> None:
    target = look(url, names(hostile.PUBLIC_V4, hostile.PUBLIC_V6))
    assert target.ip == hostile.PUBLIC_V4
    assert (target.host, target.port, target.path) == expected
    assert target.is_tls
    assert target.host_header == host_header


def test_public_literals_are_fine() -> None:
    asked = names()
    assert look(f"https://{hostile.PUBLIC_V4}/", asked).ip == hostile.PUBLIC_V4
    six = look(f"https://[{hostile.PUBLIC_V6.upper()}]:8443/", asked)
    assert six.ip == hostile.PUBLIC_V6
    assert six.host_header == f"[{hostile.PUBLIC_V6}]:8443"
    assert asked.asked == [], "a literal is not looked up"


@pytest.mark.parametrize("answer", [[], ["no address"], ["fe80::1%eth0x%"]])
def test_no_address_is_a_failed_attempt_not_a_refusal(answer: list[str]) -> None:
    with pytest.raises(Undelivered) as failed:
        look("https://shop.example/", Names(answer))
    assert failed.value.why is Trouble.NAME


def test_a_resolver_that_fails_or_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    async def hangs(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr("wms.events.guard.RESOLVE_TIMEOUT_S", 0.05)
    for resolver in (fails, hangs):
        with pytest.raises(Undelivered) as failed:
            asyncio.run(vetted("https://shop.example/", resolver=resolver, policy=STRICT))
        assert failed.value.why is Trouble.NAME


def test_the_system_s_own_resolver() -> None:
    addresses = asyncio.run(system_resolver("localhost", 443))
    assert {ip_address(text).is_loopback for text in addresses} == {True}


def test_nearby_means_nearby_only() -> None:
    """The demo's switch opens loopback and private networks; metadata and link-local never."""
    for address in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "::1", "fd12::1"):
        assert look("http://receiver.local:9999/", names(address), NEARBY).ip == address
    for address in ("169.254.169.254", "fd00:ec2::254", "fe80::1", "0.0.0.0", "::ffff:127.0.0.1"):
        with pytest.raises(UrlRefused):
            look("http://receiver.local:9999/", names(address), NEARBY)


def test_our_own_door_is_refused_by_address_too() -> None:
    for url in ("http://127.0.0.1:8080/v1", "http://sneaky.example:8080/"):
        with pytest.raises(UrlRefused) as refused:
            look(url, names("127.0.0.1"), NEARBY)
        assert refused.value.facts == {"reason": Fault.OWN_HOST}
    assert look("http://127.0.0.1:8081/", names(), NEARBY).port == 8081


@pytest.mark.parametrize(
    ("public_url", "own"),
    [
        ("", ["http://127.0.0.1:8080/", "http://localhost:8080/", "http://[::1]:8080/"]),
        ("https://WMS.example.com/base", ["https://wms.example.com/", "http://127.0.0.1:8080/"]),
        ("https://wms.example.com:8443", ["https://wms.example.com:8443/x"]),
        ("https://8.8.8.8", ["https://8.8.8.8/", "https://by.name.example/"]),
    ],
)
def test_settings_make_a_policy_that_never_sends_to_ourselves(
    public_url: str, own: list[str]
) -> None:
    """The bind address is 0.0.0.0, so loopback is us too; the last case is us by another name."""
    policy = policy_of(
        Settings(
            bind_host="0.0.0.0",
            bind_port=8080,
            public_url=public_url,
            webhook_allow_http=True,
            webhook_allow_private=True,
        )
    )
    for url in own:
        with pytest.raises(UrlRefused) as refused:
            look(url, names("8.8.8.8"), policy)
        assert refused.value.facts == {"reason": Fault.OWN_HOST}
    assert look("http://127.0.0.1:8099/", names(), policy).port == 8099
    strict = policy_of(Settings())
    assert (strict.allow_http, strict.allow_private) == (False, False)


@given(st.ip_addresses())
def test_the_table_is_never_laxer_than_python_s(address: hostile.IPv4Address) -> None:
    """Python's `ipaddress` knows the registries too; where it says private, so do we."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert denied(address) is not None


@given(st.text(max_size=80) | st.text("htps:/@.[]%0127:#?\\\t", max_size=40))
def test_no_text_whatever_breaks_the_guard(text: str) -> None:
    for url in (text, f"https://{text}/", f"https://shop.example/{text}"):
        try:
            target = look(url, names(hostile.PUBLIC_V4))
        except UrlRefused:
            continue
        assert denied(ip_address(target.ip)) is None
        assert target.host.isascii()
        assert not set(target.host) & set("@%\\/ ")
