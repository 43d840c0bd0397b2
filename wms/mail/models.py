"""The tables of outgoing mail: the mails, who sends them for a shop, and addresses that bounce."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop
from wms.states import Machine

#: doubtful: the server may have it, its answer was lost (docs/decisions on mail). What was sent
#: can still come back; what failed can be tried again by a person
MAIL_STATES = Machine(
    "mails",
    "queued",
    {
        "queued": ("sending", "dropped", "failed"),
        "sending": ("queued", "sent", "doubtful", "bounced", "failed", "dropped"),
        "doubtful": ("sending", "sent", "bounced", "dropped", "queued"),
        "sent": ("bounced",),
        "bounced": ("queued",),
        "failed": ("queued",),
        "dropped": (),
    },
)


class Mail(ShopOwned, Base):
    """One letter to one address; what is personal in it is closed with the seal of its subject."""

    __tablename__ = "mails"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "unique_key"),
        CheckConstraint(MAIL_STATES.sql_check(), name="status_known"),
        CheckConstraint("purpose ~ '^[a-z][a-z0-9_.]{1,39}$'", name="purpose_shape"),
        CheckConstraint("length(unique_key) BETWEEN 1 AND 200", name="unique_key_length"),
        CheckConstraint("language ~ '^[a-z]{2}$'", name="language_shape"),
        CheckConstraint("status <> 'sending' OR due_at IS NOT NULL", name="sending_has_lease"),
        CheckConstraint(
            "status NOT IN ('failed', 'bounced', 'dropped') OR failure IS NOT NULL",
            name="end_has_reason",
        ),
        Index(
            "ix_mails_due",
            "due_at",
            postgresql_where="status IN ('queued', 'sending', 'doubtful') AND due_at IS NOT NULL",
        ),
        Index("ix_mails_subject", "shop_id", "subject_id"),
        # an answer or a bounce names the mail, not its shop
        Index("ix_mails_id", "id"),
        Index("ix_mails_created_at", "created_at"),
    )

    #: whose person it is about: an order, or a thread of a person who named no order
    subject_id: Mapped[UUID]
    #: the thread in which it stands, when it is part of one
    thread_id: Mapped[UUID | None]
    #: why it is sent: notice.shipped, survey, reply …
    purpose: Mapped[str]
    #: the same key again queues nothing
    unique_key: Mapped[str]
    language: Mapped[str]
    #: a `wms.mail.letter.Letter` as JSON, closed; None once it was forgotten
    letter_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(server_default="queued")
    #: when it is tried next; while sending, when its sender counts as dead; None: it rests
    due_at: Mapped[datetime | None] = mapped_column(server_default=text("clock_timestamp()"))
    #: not sent by then: it is old news, and is given up
    too_late_at: Mapped[datetime]
    #: whether it is sent once more when nobody knows whether the server took it
    is_repeatable: Mapped[bool] = mapped_column(server_default="true")
    attempts: Mapped[int] = mapped_column(server_default="0")
    #: when this attempt began to hand the letter over: from here on the server may have it
    handed_at: Mapped[datetime | None]
    #: how often it stayed open whether the server took it
    doubts: Mapped[int] = mapped_column(server_default="0")
    #: why it does not go on, or did not at the last try: `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: the same at every try, so that a mailbox that gets it twice shows it once (RFC 5322, 3.6.4)
    message_id: Mapped[str | None]
    #: a keyed hash of the address, to count what comes back from it
    address_mark: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
    updated_at: Mapped[CreatedAt]


class MailSender(Base):
    """In whose name a shop's mails go out, and over which server."""

    __tablename__ = "mail_senders"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("length(name) <= 100", name="name_length"),
    )

    shop_id: Mapped[ShopId]
    #: empty: the shop's own name
    name: Mapped[str] = mapped_column(server_default="")
    #: None: the house's address (``WMS_MAIL_FROM``)
    address: Mapped[str | None]
    #: where answers go; None: to the sender
    reply_to: Mapped[str | None]
    #: a `wms.mail.servers.MailServer` as JSON, locked; None: the house's server
    server_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: its host and user, for the desk
    server_shown: Mapped[str | None]
    updated_at: Mapped[CreatedAt]


class BouncedAddress(Base):
    """An address of a shop's consumers from which mails came back; known by a keyed hash only."""

    __tablename__ = "bounced_addresses"
    __table_args__ = (of_a_shop(),)

    shop_id: Mapped[ShopId]
    address_mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    #: mails that nobody will ever take there
    bounces: Mapped[int] = mapped_column(server_default="0")
    #: nothing more is sent there
    muted_at: Mapped[datetime | None]
    updated_at: Mapped[CreatedAt]
