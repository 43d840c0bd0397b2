"""The tables of what is said: threads, messages, their files, and what helps to answer."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, Number, ShopId, ShopOwned, of_a_shop

CHANNELS = ("email", "chat", "page", "phone", "portal", "note")
#: who said it: the consumer, the shop's people or programs, or we
SIDES = ("consumer", "shop", "us")
#: with whom a thread is
PARTIES = ("consumer", "shop")
#: longest message, characters
WORDS_MAX_CHARS = 20_000


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{v}'" for v in values) + ")"


class ContactThread(ShopOwned, Base):
    """All that is said with one person about one order."""

    __tablename__ = "contact_threads"
    __table_args__ = (
        of_a_shop(),
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"]),
        ForeignKeyConstraint(
            ["shop_id", "joined_id"], ["contact_threads.shop_id", "contact_threads.id"]
        ),
        UniqueConstraint("number"),
        CheckConstraint(_one_of("party", PARTIES), name="party_known"),
        CheckConstraint("language ~ '^[a-z]{2}$'", name="language_shape"),
        CheckConstraint("joined_id <> id", name="joins_another"),
        CheckConstraint("joined_id IS NULL OR order_id IS NULL", name="joined_has_no_order"),
        CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taken_has_time"),
        Index(
            "uq_contact_threads_order", "shop_id", "order_id", unique=True,
            postgresql_where="order_id IS NOT NULL",
        ),
        # what a shop says that is about no order
        Index(
            "uq_contact_threads_shop", "shop_id", unique=True,
            postgresql_where="party = 'shop'",
        ),
        Index("ix_contact_threads_joined", "shop_id", "joined_id"),
        Index("ix_contact_threads_id", "id"),
        Index("ix_contact_threads_person", "person_mark"),
        Index(
            "ix_contact_threads_waiting", "waiting_since",
            postgresql_where="waiting_since IS NOT NULL",
        ),
        Index("ix_contact_threads_last_at", "last_at", "id"),
    )  # fmt: skip

    #: what people read
    number: Mapped[Number] = mapped_column(Identity(start=1))
    party: Mapped[str] = mapped_column(server_default="consumer")
    order_id: Mapped[UUID | None]
    #: a thread without an order that the office linked: what is said in it stands in that one
    joined_id: Mapped[UUID | None]
    #: whose seal closes its words: the order, or the thread itself
    subject_id: Mapped[UUID]
    #: a keyed hash of who wrote, to find a thread without an order again
    person_mark: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: in which language we answer
    language: Mapped[str] = mapped_column(server_default="en")
    #: when the oldest word came that nobody has answered; None: it is our turn no more
    waiting_since: Mapped[datetime | None]
    #: when somebody said that nothing more is to be done
    closed_at: Mapped[datetime | None]
    #: who answers, so that two people do not
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    taken_at: Mapped[datetime | None]
    last_channel: Mapped[str | None]
    last_from: Mapped[str | None]
    last_at: Mapped[CreatedAt]
    created_at: Mapped[CreatedAt]


class ContactMessage(ShopOwned, Base):
    """One thing that was said; never changed, undone only while it has not left."""

    __tablename__ = "contact_messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "thread_id"], ["contact_threads.shop_id", "contact_threads.id"]
        ),
        CheckConstraint(_one_of("channel", CHANNELS), name="channel_known"),
        CheckConstraint(_one_of("from_whom", SIDES), name="from_whom_known"),
        CheckConstraint("channel <> 'note' OR from_whom = 'us'", name="notes_are_ours"),
        Index("ix_contact_messages_thread", "shop_id", "thread_id", "id"),
        # an answer names the mail that it answers by its Message-ID
        Index("ix_contact_messages_mark", "mark", postgresql_where="mark IS NOT NULL"),
        Index("ix_contact_messages_mail", "mail_id", postgresql_where="mail_id IS NOT NULL"),
        Index(
            "ix_contact_messages_answers", "created_at",
            postgresql_where="waited_since IS NOT NULL",
        ),
    )  # fmt: skip

    thread_id: Mapped[UUID]
    channel: Mapped[str]
    from_whom: Mapped[str]
    #: closed with the seal of its thread
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: of an e-mail that came: a `wms.contact.reading.Heads` as JSON, closed
    heads_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: SHA-256 of the Message-ID of a mail that came
    mark: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: the mail that carries it out (`mails`)
    mail_id: Mapped[UUID | None]
    #: the office user, ours or the shop's
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    #: until then it can be taken back; None: it left at once
    leaves_at: Mapped[datetime | None]
    #: it was taken back: nobody but its writer ever saw it
    undone_at: Mapped[datetime | None]
    #: of our answer: since when it was waited for
    waited_since: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class ContactFile(ShopOwned, Base):
    """A file beside a message; a picture is a developed one."""

    __tablename__ = "contact_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "message_id"], ["contact_messages.shop_id", "contact_messages.id"]
        ),
        CheckConstraint("size_bytes >= 0", name="size_not_negative"),
        Index("ix_contact_files_message", "shop_id", "message_id"),
    )

    message_id: Mapped[UUID]
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    #: closed with the seal of the message's thread
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]


class ContactDraft(Base):
    """What somebody at the desk has begun to write, so that a reload loses nothing."""

    __tablename__ = "contact_drafts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "thread_id"], ["contact_threads.shop_id", "contact_threads.id"]
        ),
        CheckConstraint(_one_of("channel", CHANNELS), name="channel_known"),
    )

    shop_id: Mapped[ShopId]
    thread_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"), primary_key=True)
    channel: Mapped[str]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[CreatedAt]


class SavedReply(ShopOwned, Base):
    """Words that a shop's consumers often hear, with placeholders."""

    __tablename__ = "saved_replies"
    __table_args__ = (
        of_a_shop(),
        UniqueConstraint("shop_id", "language", "title"),
        CheckConstraint("language ~ '^[a-z]{2}$'", name="language_shape"),
        CheckConstraint("length(title) BETWEEN 1 AND 80", name="title_length"),
        CheckConstraint("length(words) BETWEEN 1 AND 5000", name="words_length"),
    )

    language: Mapped[str]
    title: Mapped[str]
    words: Mapped[str]
    updated_at: Mapped[CreatedAt]


class NamedContact(Base):
    """Who signs what a shop's consumers are answered, and when somebody is there for them."""

    __tablename__ = "named_contacts"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("length(name) <= 80", name="name_length"),
        CheckConstraint("length(signature) <= 1000", name="signature_length"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("answer_days BETWEEN 0 AND 10", name="answer_days_known"),
    )

    shop_id: Mapped[ShopId]
    name: Mapped[str] = mapped_column(server_default="")
    signature: Mapped[str] = mapped_column(server_default="")
    #: on working days of the building, in its time zone
    opens_at: Mapped[time] = mapped_column(server_default=text("'08:00'"))
    closes_at: Mapped[time] = mapped_column(server_default=text("'16:00'"))
    #: a question is answered until so many working days later; 0: the same day
    answer_days: Mapped[int] = mapped_column(server_default="1")
    is_chat_on: Mapped[bool] = mapped_column(server_default="true")
    updated_at: Mapped[CreatedAt]


class AtTheDesk(Base):
    """Who has the page of messages open, and was heard of when."""

    __tablename__ = "at_the_desk"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("office_users.id"), primary_key=True)
    seen_at: Mapped[CreatedAt]


class Mailbox(Base):
    """A mailbox whose mail we fetch by IMAP: the house's, or one shop's."""

    __tablename__ = "mailboxes"
    __table_args__ = (
        UniqueConstraint("host", "login", "folder"),
        CheckConstraint("tls IN ('tls', 'starttls', 'none')", name="tls_known"),
        CheckConstraint("port BETWEEN 1 AND 65535", name="port_range"),
        CheckConstraint("last_uid >= 0", name="last_uid_not_negative"),
    )

    id: Mapped[Id]
    #: whose consumers write there; None: anybody's
    shop_id: Mapped[UUID | None] = mapped_column(ForeignKey("shops.id"))
    host: Mapped[str]
    port: Mapped[int]
    tls: Mapped[str]
    login: Mapped[str]
    #: locked with the secret key, as couriers' accounts are
    password_locked: Mapped[bytes] = mapped_column(LargeBinary)
    folder: Mapped[str] = mapped_column(server_default="INBOX")
    is_active: Mapped[bool] = mapped_column(server_default="true")
    #: RFC 3501, 2.3.1.1: while it is the same, a UID names the same mail
    uid_validity: Mapped[Number | None]
    last_uid: Mapped[Number] = mapped_column(server_default="0")
    looked_at: Mapped[datetime | None]
    #: why the last look failed: `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    #: mail that came before is left alone
    created_at: Mapped[CreatedAt]


class ArrivedMail(Base):
    """A mail as it came, until it is filed; each once, whoever fetched it."""

    __tablename__ = "arrived_mails"
    __table_args__ = (
        UniqueConstraint("mailbox_id", "uid_validity", "uid"),
        # the same mail under another UID, after the server gave new ones
        UniqueConstraint("mailbox_id", "mark"),
        CheckConstraint(
            "status IN ('waiting', 'filed', 'bounce', 'automatic', 'set_aside')",
            name="status_known",
        ),
        CheckConstraint(
            "(status = 'set_aside') = (reason IS NOT NULL)", name="set_aside_has_reason"
        ),
        Index("ix_arrived_mails_waiting", "id", postgresql_where="status = 'waiting'"),
        Index("ix_arrived_mails_fetched_at", "fetched_at"),
    )

    id: Mapped[Id]
    mailbox_id: Mapped[UUID] = mapped_column(ForeignKey("mailboxes.id"))
    uid_validity: Mapped[Number]
    uid: Mapped[Number]
    #: SHA-256 of its Message-ID, or of all of it when it has none
    mark: Mapped[bytes] = mapped_column(LargeBinary)
    #: locked with the secret key; None once it is filed
    content_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(server_default="waiting")
    #: why nobody could file it
    reason: Mapped[str | None]
    #: where it was filed
    shop_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    fetched_at: Mapped[CreatedAt]
