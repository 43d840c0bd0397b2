"""What comes back from far away finds its mail, by what it returns, its envelope or its address."""

from __future__ import annotations

from uuid import UUID

from wms.mail.bounces import Bounce, read_dsn

MAIL = UUID("01939d5e-0000-7000-8000-000000000001")
DSN = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

Nobody here of that name.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
{envelope}
Final-Recipient: rfc822; anna@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 unknown

--x
{returned}

--x--
"""
HEADERS = "Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: <wms.{id}@house.example>"
WHOLE = "Content-Type: message/rfc822\n\nSubject: x\nMessage-ID: <wms.{id}@house.example>\n\nHello"


def dsn(**facts: str) -> bytes:
    told = {"to": "post@house.example", "envelope": "X-A: b", "action": "failed",
            "status": "5.1.1", "returned": HEADERS.format(id=MAIL.hex), **facts}  # fmt: skip
    return DSN.format(**told).replace("\n", "\r\n").encode()


def test_a_bounce_names_its_mail_in_three_ways() -> None:
    expected = Bounce(mail_id=MAIL, is_hard=True, status="5.1.1")
    nothing = "Content-Type: text/plain\n\nnothing"
    assert read_dsn(dsn()) == expected
    assert read_dsn(dsn(returned=WHOLE.format(id=MAIL.hex))) == expected
    assert read_dsn(dsn(envelope=f"Original-Envelope-Id: {MAIL.hex}", returned=nothing)) == expected
    assert read_dsn(dsn(to=f"bounces+{MAIL.hex}@house.example", returned=nothing)) == expected
    assert read_dsn(dsn(returned=nothing)) is None
    late = read_dsn(dsn(action="delayed", status="4.4.1"))
    assert late == Bounce(mail_id=MAIL, is_hard=False, status="4.4.1")


def test_what_is_no_bounce_is_none() -> None:
    assert read_dsn(b"Subject: Question\r\n\r\nWhere is my tea?") is None
    assert read_dsn(b"") is None
    assert read_dsn(b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nx") is None
    assert read_dsn(bytes(range(256))) is None
