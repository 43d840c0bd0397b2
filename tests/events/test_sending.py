"""Real sockets, real TLS: the checked address is dialled, the name is kept, nothing runs on."""

import asyncio
import gzip
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import trustme

from tests.events.sockets import sockets_watched
from wms.events.guard import Policy, Target, Trouble, Undelivered, vetted
from wms.events.sending import (
    EXCERPT_MAX_BYTES,
    HEADER_VALUE_MAX_CHARS,
    HEADERS_MAX,
    Answer,
    Timeouts,
    post,
)

Respond = Callable[[asyncio.StreamWriter], Awaitable[None]]
BODY = '{"type":"order.packed","name":"Ґудзик"}'.encode()


@dataclass
class Receiver:
    """A shop's receiver on loopback that writes down what reached it."""

    respond: Respond
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head + await reader.readexactly(len(BODY)))
            await self.respond(writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the sender had enough
        finally:
            writer.close()


def say(text: bytes) -> Respond:
    async def respond(writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()

    return respond


@asynccontextmanager
async def receiving(
    respond: Respond, certificate: trustme.LeafCert | None = None
) -> AsyncIterator[Receiver]:
    receiver = Receiver(respond)
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        context.sni_callback = lambda _socket, name, _context: receiver.names.append(name)
    server = await asyncio.start_server(receiver.handle, "127.0.0.1", 0, ssl=context)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()


OK = say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nok")
AUTHORITY = trustme.CA()
TRUSTED = ssl.create_default_context()
AUTHORITY.configure_trust(TRUSTED)


def target(receiver: Receiver, *, is_tls: bool = False, host: str = "shop.example") -> Target:
    return Target("127.0.0.1", receiver.port, host, "/hook?a=b", is_tls)


def answered(respond: Respond, timeouts: Timeouts | None = None) -> Answer:
    async def run() -> Answer:
        async with receiving(respond) as receiver:
            return await post(target(receiver), {}, BODY, timeouts=timeouts)

    return asyncio.run(run())


def failed(respond: Respond, timeouts: Timeouts | None = None) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        answered(respond, timeouts)
    return caught.value


def test_host_sni_and_certificate_are_the_name_s_while_the_address_is_dialled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")

    async def run() -> None:
        certificate = AUTHORITY.issue_cert("shop.example")
        async with receiving(OK, certificate) as receiver:
            with sockets_watched() as dialled:
                answer = await post(
                    target(receiver, is_tls=True),
                    {"webhook-id": "evt_1", "Host": "evil.example", "Connection": "keep-alive"},
                    BODY,
                    tls=TRUSTED,
                )
            assert answer.status == 200
            assert answer.excerpt == "ok"
            assert answer.headers["retry-after"] == "7"
            assert 0 <= answer.latency_ms < 20_000
            assert receiver.names == ["shop.example"]
            (request,) = receiver.requests
            head = request.removesuffix(BODY).decode().lower()
            assert head.startswith("post /hook?a=b http/1.1\r\n")
            assert f"\r\nhost: shop.example:{receiver.port}\r\n" in head
            assert "evil.example" not in head
            for line in ("webhook-id: evt_1", "content-type: application/json"):
                assert f"\r\n{line}\r\n" in head
            assert "\r\nconnection: close\r\n" in head
            assert request.endswith(BODY)
            assert "socket.getaddrinfo" not in dialled, "the name is not looked up a second time"
            assert dialled.count("socket.connect") == 1

    asyncio.run(run())


@pytest.mark.parametrize("case", ["other name", "unknown authority", "not TLS at all"])
def test_a_certificate_that_does_not_prove_the_name(case: str) -> None:
    async def run() -> None:
        issuer = trustme.CA() if case == "unknown authority" else AUTHORITY
        # The address alone proves nothing either: it is in this certificate.
        names = ["127.0.0.1", "other.example" if case == "other name" else "shop.example"]
        certificate = None if case == "not TLS at all" else issuer.issue_cert(*names)
        async with receiving(OK, certificate) as receiver:
            with pytest.raises(Undelivered) as caught:
                await post(
                    target(receiver, is_tls=True),
                    {},
                    BODY,
                    tls=TRUSTED,
                    timeouts=Timeouts(connect_s=1, total_s=3),
                )
            assert caught.value.why in (
                {Trouble.TLS, Trouble.TIMEOUT} if case == "not TLS at all" else {Trouble.TLS}
            )
            assert receiver.requests == []

    asyncio.run(run())


def test_without_an_own_authority_the_public_ones_decide() -> None:
    async def run() -> None:
        async with receiving(OK, AUTHORITY.issue_cert("shop.example")) as receiver:
            with pytest.raises(Undelivered) as caught:
                await post(target(receiver, is_tls=True), {}, BODY)
            assert caught.value.why is Trouble.TLS

    asyncio.run(run())


def test_a_resolver_that_rebinds_is_asked_once() -> None:
    """First a permitted address, afterwards another: the first is dialled, the other never."""
    asked: list[str] = []
    nearby = Policy(allow_http=True, allow_private=True)

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    async def run() -> None:
        async with receiving(OK) as receiver:
            url = f"http://rebind.example:{receiver.port}/"
            vetted_target = await vetted(url, resolver=rebinding, policy=nearby)
            answers = [await post(vetted_target, {}, BODY) for _ in range(3)]
            assert [answer.status for answer in answers] == [200, 200, 200]
            assert all(b"host: rebind.example" in r.lower() for r in receiver.requests)
        assert asked == ["rebind.example"]

    asyncio.run(run())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int) -> None:
    async def run() -> None:
        async with receiving(OK) as second:
            place = f"http://127.0.0.1:{second.port}/".encode()
            head = f"HTTP/1.1 {status} Away\r\nContent-Length: 0\r\nLocation: ".encode()
            async with receiving(say(head + place + b"\r\n\r\n")) as first:
                answer = await post(target(first), {}, BODY)
            assert answer.status == status
            assert len(first.requests) == 1
            assert second.requests == []

    asyncio.run(run())


@pytest.mark.parametrize("status", [200, 204, 400, 410, 429, 500, 503])
def test_every_status_is_told(status: int) -> None:
    assert (
        answered(say(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())).status == status
    )


async def _for_ever(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        writer.write("ż".encode() * 5000)
        await writer.drain()


def test_an_endless_body_is_left_after_64_kb_and_2_kb_of_it_are_kept() -> None:
    answer = answered(_for_ever)
    assert answer.status == 200
    assert answer.latency_ms < 5000
    assert answer.excerpt == "ż" * (EXCERPT_MAX_BYTES // 2)


def test_a_compressed_body_is_not_unpacked() -> None:
    packed = gzip.compress(b"A" * 10_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    answer = answered(say(head.encode() + packed))
    assert answer.status == 200
    assert "AAAA" not in answer.excerpt
    assert len(answer.excerpt.encode()) <= EXCERPT_MAX_BYTES


def test_what_is_kept_can_be_stored() -> None:
    """PostgreSQL takes no NUL, and a receiver's bytes need not be UTF-8."""
    many = "".join(f"X-{n}: {'v' * 500}\r\n" for n in range(60)).encode()
    answer = answered(
        say(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n" + many + b"\r\na\x00b\xff\xfe\x80")
    )
    assert answer.excerpt.startswith("a\ufffdb\ufffd")
    assert "\x00" not in answer.excerpt
    answer.excerpt.encode()
    assert len(answer.headers) <= HEADERS_MAX
    assert max(map(len, answer.headers.values())) <= HEADER_VALUE_MAX_CHARS


async def _hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("respond", [_hang, _drip])
def test_a_slow_receiver_is_given_up_in_time(respond: Respond) -> None:
    started = time.perf_counter()
    trouble = failed(respond, Timeouts(connect_s=0.5, total_s=0.5))
    assert trouble.why is Trouble.TIMEOUT
    assert 400 <= trouble.latency_ms < 2000
    assert time.perf_counter() - started < 3


def test_a_handshake_that_never_ends_is_given_up_at_the_connect_limit() -> None:
    async def run() -> int:
        async with receiving(_hang) as receiver:
            with pytest.raises(Undelivered) as caught:
                await post(
                    target(receiver, is_tls=True),
                    {},
                    BODY,
                    timeouts=Timeouts(connect_s=0.3, total_s=10),
                )
            assert caught.value.why is Trouble.TIMEOUT
            return caught.value.latency_ms

    assert asyncio.run(run()) < 3000


@pytest.mark.parametrize(
    "answer",
    [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", b"\x00" * 99],
)
def test_nonsense_is_a_failed_attempt(answer: bytes) -> None:
    assert failed(say(answer)).why is Trouble.PROTOCOL


def test_nobody_there() -> None:
    async def run() -> None:
        async with receiving(OK) as receiver:
            gone = target(receiver)
        with pytest.raises(Undelivered) as caught:
            await post(gone, {}, BODY)
        assert caught.value.why is Trouble.CONNECT

    asyncio.run(run())


def test_a_header_cannot_smuggle_another() -> None:
    async def run() -> None:
        async with receiving(OK) as receiver:
            with pytest.raises(Undelivered):
                await post(target(receiver), {"x": "a\r\nhost: evil.example"}, BODY)
            assert receiver.requests == []

    asyncio.run(run())
