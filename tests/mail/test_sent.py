"""Mails go out once, whatever the mail server says and whoever dies."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import text

from tests.mail.conftest import PASSWORD, USER, Office, Sending
from wms.db import HALL
from wms.mail.bounces import Bounce, note_bounce, unmute
from wms.mail.failures import ADDRESS_REFUSED, ADDRESS_WRONG, IN_DOUBT, MUTED, NO_SERVER
from wms.mail.letter import Attachment, mails_named, normal_address
from wms.mail.sending import begin_handing_over, claim_mail

At = Callable[..., Sending]


async def test_a_mail_goes_out_once_with_text_html_picture_and_file(
    sending: At, office: Office
) -> None:
    here = sending(office.port)
    first = await here.write(
        html='<p>Idzie <img src="cid:logo"></p>',
        reply_to="shop@globex.example",
        attachments=[
            Attachment(name="logo.png", media_type="image/png", content=b"P", content_id="logo"),
            Attachment(name="zwrot.pdf", media_type="application/pdf", content=b"%PDF"),
        ],
        headers={"Auto-Submitted": "auto-generated"},
    )
    assert await here.write(title="Again") == first, "one for each key"
    await here.send(first)
    await here.send(first)
    (came,) = office.postman.came
    assert came["From"] == f"{here.shop.name} <post@house.example>"
    assert (came["To"], came["Subject"]) == ("anna@example.com", "Zażółć gęślą jaźń")
    assert (came["Reply-To"], came["Content-Language"]) == ("shop@globex.example", "pl")
    assert came["Auto-Submitted"] == "auto-generated"
    assert mails_named(came["Message-ID"]) == [first]
    assert [part.get_content_type() for part in came.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "application/pdf",
    ]  # fmt: skip
    row = await here.row(first)
    assert (row.status, row.attempts, row.failure) == ("sent", 1, None)
    assert row.sent_at is not None


async def test_without_a_server_mails_rest_and_say_why(sending: At) -> None:
    here = sending(None)
    mail = await here.write()
    await here.send(mail)
    row = await here.row(mail)
    assert (row.status, row.attempts, row.failure["code"]) == ("queued", 0, NO_SERVER)
    assert row.due_at is not None


async def test_the_next_mails_of_a_shop_go_over_the_same_connection(
    sending: At, office: Office
) -> None:
    here = sending(office.port)
    mails = [await here.write(f"k{n}", f"c{n}@example.com") for n in range(3)]
    await here.send(mails[2])
    assert len(office.postman.came) == 3
    sessions = {id(one) for one in office.postman.envelopes}
    assert len(sessions) == 3, "an envelope each"
    assert [(await here.row(one)).status for one in mails] == ["sent"] * 3


async def test_later_is_tried_later_and_no_is_no(sending: At, office: Office) -> None:
    here = sending(office.port)
    mail = await here.write()
    office.postman.to_address = ["451 4.3.0 come back", "250 OK"]
    await here.send(mail)
    row = await here.row(mail)
    assert (row.status, row.failure["facts"]) == ("queued", {"answer": "451 4.3.0"})
    await here.send(mail)
    assert office.postman.came == [], "not before its pause is over"
    await here.make_due()
    office.postman.to_address, office.postman.to_letter = [], ["452 4.2.2 full", "554 5.6.0 no"]
    await here.send(mail)
    assert (await here.row(mail)).status == "queued"
    await here.make_due()
    await here.send(mail)
    row = await here.row(mail)
    assert (row.status, row.attempts) == ("failed", 3)
    assert row.failure == {"code": "mail.letter_refused", "facts": {"answer": "554 5.6.0"},
                           "words": None}  # fmt: skip


async def test_an_address_that_bounced_twice_gets_nothing_more_until_somebody_says_so(
    sending: At, office: Office
) -> None:
    here = sending(office.port)
    for key in "ab":
        mail = await here.write(key, "Gone@example.com")
        office.postman.to_address = ["550 5.1.1 <gone@example.com> unknown here"]
        await here.send(mail)
        row = await here.row(mail)
        assert (row.status, row.failure["code"]) == ("bounced", ADDRESS_REFUSED)
        assert "gone" not in str(row.failure), "a server's words repeat the address"
    muted = await here.write("c", "gone@example.com")
    await here.send(muted)
    assert (await here.row(muted)).failure["code"] == MUTED
    other = await here.write("d", "anna@example.com")
    await here.send(other)
    assert (await here.row(other)).status == "sent"
    async with here.db.begin(HALL) as tx:
        await unmute(tx, here.shop.id, mail)
    again = await here.write("e", "gone@example.com")
    await here.send(again)
    assert (await here.row(again)).status == "sent"


async def test_what_is_no_address_fails_at_once(sending: At) -> None:
    here = sending(None)
    row = await here.row(await here.write("a", "anna at home\r\nBcc: all@example.com"))
    assert (row.status, row.failure["code"], row.due_at) == ("failed", ADDRESS_WRONG, None)
    assert normal_address(" anna@żółw.pl ") == "anna@xn--w-uga1v8h.pl"
    assert normal_address("a@b@c.pl") is normal_address("anna@") is normal_address("a b@c.pl")


async def test_a_connection_lost_after_the_letter_is_a_doubt_sent_again_once(
    sending: At, office: Office
) -> None:
    here = sending(office.port)
    mail = await here.write()
    office.postman.to_letter = ["250 taken and gone", "250 taken and gone"]
    await here.send(mail)
    row = await here.row(mail)
    assert (row.status, row.doubts, row.failure["code"]) == ("doubtful", 1, IN_DOUBT)
    assert row.due_at is not None
    await here.make_due()
    await here.send(mail)
    row = await here.row(mail)
    assert (row.status, row.doubts, row.due_at) == ("doubtful", 2, None), "now a person decides"
    first, second = office.postman.came
    assert first["Message-ID"] == second["Message-ID"], "a mailbox shows it once"
    survey = await here.write("s", is_repeatable=False)
    office.postman.to_letter = ["250 taken and gone"]
    await here.send(survey)
    row = await here.row(survey)
    assert (row.status, row.due_at) == ("doubtful", None)


async def test_who_dies_before_the_letter_is_followed_and_after_it_leaves_a_doubt(
    sending: At, office: Office
) -> None:
    here = sending(office.port)
    before, after = await here.write("a"), await here.write("b")
    async with here.db.begin(HALL) as tx:
        assert await claim_mail(tx, here.settings, here.shop.id, before) is not None
        claimed = await claim_mail(tx, here.settings, here.shop.id, after)
        assert claimed is not None
        assert await claim_mail(tx, here.settings, here.shop.id, after) is None, "a lease"
        assert await begin_handing_over(tx, claimed)
    await here.make_due()  # both senders are dead
    async with here.db.begin(HALL) as tx:
        assert await claim_mail(tx, here.settings, here.shop.id, after) is None
        assert not await begin_handing_over(tx, claimed), "its word counts no more"
    assert (await here.row(after)).status == "doubtful"
    await here.send(before)
    assert [mails_named(one["Message-ID"]) for one in office.postman.came] == [[before]]


async def test_starttls_and_a_log_in(sending: At, safe_office: Office) -> None:
    def here(**more: object) -> Sending:
        return sending(
            safe_office.port, smtp_host="localhost", smtp_user=USER, smtp_tls="starttls", **more
        )

    wrong = here(smtp_password="close sesame")
    mail = await wrong.write()
    await wrong.send(mail)
    assert (await wrong.row(mail)).failure["code"] == "mail.login_refused"
    await wrong.make_due()
    right = here(smtp_password=PASSWORD)
    await right.send(mail)
    assert (await right.row(mail)).status == "sent"
    stranger = sending(safe_office.port, smtp_user=USER, smtp_tls="starttls")
    other = await stranger.write("b")
    await stranger.send(other)  # the certificate is localhost's, not 127.0.0.1's
    assert (await stranger.row(other)).failure["code"] == "mail.tls_failed"


async def test_too_late_is_given_up(sending: At, office: Office) -> None:
    here = sending(office.port)
    mail = await here.write()
    async with here.db.begin(HALL) as tx:
        await tx.execute(text("UPDATE mails SET too_late_at = clock_timestamp()"))
    await here.send(mail)
    row = await here.row(mail)
    assert (row.status, row.failure["code"]) == ("failed", "mail.too_late")


async def test_a_bounce_from_far_away_is_noted_once(sending: At, office: Office) -> None:
    here = sending(office.port)
    mail = await here.write()
    await here.send(mail)
    bounce = Bounce(mail_id=mail, is_hard=True, status="5.1.1")
    async with here.db.begin(here.shop.id) as tx:
        assert not await note_bounce(tx, msgspec.structs.replace(bounce, is_hard=False))
        assert await note_bounce(tx, bounce)
        assert not await note_bounce(tx, bounce)
    row = await here.row(mail)
    assert (row.status, row.failure["facts"]) == ("bounced", {"answer": "5.1.1"})
    async with here.db.read(HALL) as read:
        assert (await read.scalars(text("SELECT bounces FROM bounced_addresses"))).all() == [1]
