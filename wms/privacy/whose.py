"""Whose a row is, of each table that holds something of a person.

``x`` is the row; what stands here is SQL of the subject whose seal closes it (`wms.seals`): an
order, a conversation, a parcel that nobody can place. NULL: nobody's.
"""

from __future__ import annotations

from typing import Final

from wms.privacy.what import UNSAID

_PARCEL: Final = (
    "(SELECT p.order_id FROM parcels p WHERE p.shop_id = x.shop_id AND p.id = x.parcel_id)"
)
_SHIPMENT: Final = (
    "(SELECT p.order_id FROM shipments s JOIN parcels p ON p.shop_id = s.shop_id "
    "AND p.id = s.parcel_id WHERE s.shop_id = x.shop_id AND s.id = x.shipment_id)"
)
_JOB: Final = (
    "(SELECT p.order_id FROM print_jobs j JOIN parcels p ON p.shop_id = j.shop_id "
    "AND p.id = j.parcel_id WHERE j.shop_id = x.shop_id AND j.id = x.job_id)"
)
_THREAD: Final = (
    "(SELECT t.subject_id FROM contact_threads t "
    "WHERE t.shop_id = x.shop_id AND t.id = x.thread_id)"
)
_MESSAGE: Final = (
    "(SELECT t.subject_id FROM contact_messages m JOIN contact_threads t "
    "ON t.shop_id = m.shop_id AND t.id = m.thread_id "
    "WHERE m.shop_id = x.shop_id AND m.id = x.message_id)"
)
_CASE: Final = (
    "(SELECT t.subject_id FROM cases c JOIN contact_threads t "
    "ON t.shop_id = c.shop_id AND t.id = c.thread_id "
    "WHERE c.shop_id = x.shop_id AND c.id = x.case_id)"
)
_PICTURE: Final = (
    "coalesce((SELECT p.order_id FROM parcel_photos pp JOIN parcels p ON p.shop_id = pp.shop_id "
    "AND p.id = pp.parcel_id WHERE pp.shop_id = x.shop_id AND pp.photo_id = x.id LIMIT 1), "
    "(SELECT coalesce(r.order_id, r.id) FROM inspection_photos i JOIN returns r "
    "ON r.shop_id = i.shop_id AND r.id = i.return_id "
    "WHERE i.shop_id = x.shop_id AND i.photo_id = x.id LIMIT 1))"
)
_RETURN: Final = (
    "(SELECT coalesce(r.order_id, r.id) FROM returns r "
    "WHERE r.shop_id = x.shop_id AND r.id = x.return_id)"
)

#: of what stands in plain (`wms.privacy.what.ERASED`)
PLAIN: Final[dict[str, str]] = {
    "orders": "x.id",
    "order_changes": "x.order_id",
    "order_documents": "x.order_id",
    "order_holds": "x.order_id",
    "labels": _SHIPMENT,
    "print_contents": _JOB,
    "print_jobs": _PARCEL,
    "shipments": _PARCEL,
    "label_decisions": _PARCEL,
    "tracking_events": _SHIPMENT,
    "mails": "x.subject_id",
    "contact_threads": "x.subject_id",
    "photos": _PICTURE,
    "platform_orders": "x.order_id",
    "platform_tellings": "x.order_id",
    "returns": "coalesce(x.order_id, x.id)",
    "return_labels": _RETURN,
    # a courier's list names everybody on it; it can be asked for again
    "courier_protocols": "NULL::uuid",
    # letters of names on the slips of many orders
    "slip_batches": "NULL::uuid",
}
#: of these a row of somebody who was forgotten goes; of the others it is emptied
GONE: Final = ("order_documents", "labels", "print_contents")
#: what names several people, and so has no key that could be destroyed
OF_MANY: Final = ("courier_protocols", "slip_batches")
#: what was heard and answered in the last days: no more than a memory, which a backup leaves out
PASSING: Final = ("idempotency_keys", "courier_messages")
#: mails, and what platforms told, as they came: no person's yet and closed with no person's key;
#: they lie in their mailbox or their shop, too, and a backup leaves them out
AS_THEY_CAME: Final = ("arrived_mails", "platform_messages")
#: how a column stands that was emptied, where that is not NULL
EMPTIED: Final[dict[str, dict[str, str]]] = {
    "order_changes": {"asked": "x.asked - 'note'", "no": "x.no - 'facts'"},
    "print_jobs": {"files": "'{}'::text[]"},
    "photos": {"picture": "''::bytea", "thumbnail": "''::bytea"},
    "courier_protocols": {
        "status": "CASE x.status WHEN 'done' THEN 'failed' ELSE x.status END",
        "failure": f"CASE x.status WHEN 'done' THEN {UNSAID}::jsonb ELSE x.failure END",
    },
}

#: table → columns that are closed with a seal, and whose
SEALED: Final[dict[str, tuple[str, str]]] = {
    "orders": ("person_sealed", "x.id"),
    "mails": ("letter_sealed", "x.subject_id"),
    "contact_messages": ("words_sealed heads_sealed", _THREAD),
    "contact_files": ("name_sealed content_sealed", _MESSAGE),
    "contact_drafts": ("words_sealed", _THREAD),
    "cases": ("title_sealed", _THREAD),
    "case_tasks": ("what_sealed", _CASE),
    "survey_answers": ("comment_sealed", "x.order_id"),
    "return_labels": ("label_sealed", _RETURN),
    "unidentified_parcels": ("sender_sealed", "x.return_id"),
}

#: what names somebody and belongs to no order, conversation or parcel → the nightly chore that ends
#: it; all the rest ends with its subject, which *forget people* ends
ENDED_BY: Final[dict[str, str]] = {
    "idempotency_keys": "forget idempotency keys",
    "courier_messages": "forget news of parcels",
    "arrived_mails": "forget arrived mails",
    "platform_messages": "forget what platforms told",
}
#: locked with the secret key, and nobody's: passwords of couriers, mailboxes, mail servers, keys
#: to platforms and secrets of webhooks
NOBODYS: Final = (
    "courier_accounts", "mailboxes", "mail_senders", "platform_connections", "webhook_endpoints",
)  # fmt: skip
