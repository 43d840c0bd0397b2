"""Where something of a person stands, column by column, and what becomes of it at an erasure.

Every text, JSON, array and binary column of the schema is on one of the lists, or has a name that
says that it is sealed (a test asks). Whoever adds a column says here what it may hold.
"""

from __future__ import annotations

from typing import Final

from wms.errors import N_
from wms.failures import declare

ERASED_FAILURE: Final = declare(
    "person.erased", N_("What was known of this is gone: its person was erased.")
)

#: a row of the order's: emptied, deleted, or made unreadable with the key
ERASED: Final[dict[str, tuple[str, ...]]] = {
    "orders": ("pickup_point_id", "note"),
    "order_changes": ("asked", "before", "no"),
    "order_documents": ("content",),
    "order_holds": ("note",),
    "idempotency_keys": ("answer",),
    "labels": ("content",),
    "print_contents": ("content",),
    "print_jobs": ("files", "failure"),
    "shipments": ("failure",),
    "label_decisions": ("failure",),
    "tracking_events": ("place", "words"),
    "courier_messages": ("body", "heard", "failure"),
    "courier_protocols": ("content", "failure"),
    "mails": ("failure", "address_mark"),
    "contact_threads": ("person_mark",),
    "photos": ("picture", "thumbnail"),
    "platform_orders": ("failure",),
    "platform_tellings": ("answer", "failure"),
    "slip_batches": ("letters",),
    "return_labels": ("code", "failure"),
    "returns": ("note",),
    "seal_keys": ("key",),
    "seal_words": ("hash",),
}

#: of our own people, goods, machines and rules, codes and hashes. ``evidence.document`` and
#: ``events.data`` never had anything of a person; parcels keep their numbers. Words of ours name no
#: consumer
HARMLESS: Final[dict[str, str]] = {
    "adjustments": "condition kind why note status",
    "alarm_acts": "what note",
    "alarms": "code owner facts",
    "allocations": "chosen_by",
    "access_tokens": "scopes",
    # of a shop's program and machine; the query as far as we named its parameters
    "api_requests": (
        "method operation path query code field_codes request_id idempotency_key user_agent address"
    ),
    "api_keys": "name prefix scopes addresses api_version",
    "arrived_mails": "mark status reason",
    "asn_carton_lines": "lot",
    "asn_cartons": "code",
    "asn_lots": "lot",
    "asn_steps": "step note",
    "asns": "external_id status note carrier_reference",
    "balances": "condition",
    "barcodes": "code",
    "bounced_addresses": "address_mark",
    "carrier_rates": "carrier service countries currency",
    "carton_counts": "what",
    "carton_plans": "carton_ids plan contents",
    "carton_types": "name currency",
    "case_acts": "what facts",
    "case_rules": "by_kind currency",
    "cases": "kind status cause opened_by remedy cost credit_currency",
    "certificates": "api_version programs scenarios",
    "closed_days": "digest",
    "cod_balances": "carrier currency",
    "cod_entries": "carrier kind currency reference",
    "cod_statement_lines": "tracking_number currency outcome",
    "cod_statements": "carrier number",
    "consumer_rules": "ways_back return_currency return_address",
    "contact_drafts": "channel",
    "contact_files": "media_type",
    "contact_messages": "channel from_whom mark",
    "contact_threads": "party language last_channel last_from",
    "container_put_aways": "overruled_because refused_place_ids",
    "count_entries": "condition",
    "courier_accounts": "carrier label locked services failure",
    "courier_claims": "carrier what currency reference outcome",
    "courier_messages": "carrier digest status",
    "courier_protocols": "status",
    "courier_turns": "carrier",
    "cutoffs": "carrier service closes leaves",
    "days_off": "reason",
    "deadlines": "clock",
    "devices": "name self_test",
    "discrepancies": "condition kind note details status fallback decision decided_by decided_note",
    "dispatch_days": "carrier service",
    "erasures": "asked_by waits_for files",
    "events": "type subject_type subject_external_id data",
    "evidence": "kind document sha256",
    "exchanges": "goes_when",
    "expiry_notices": "stage",
    "hand_releases": "mode",
    "house_calendars": "time_zone holidays_of closes leaves",
    "idempotency_keys": "key",
    "inbound_rules": "put_away_first fallbacks",
    "insert_rules": "currency country",
    "inspection_photos": "subject",
    "inspections": "grade disposition blame note reason missing_parts movement_ids why",
    "kit_orders": "work status",
    "label_decisions": "what carrier service",
    "labels": "format",
    "lots": "code",
    "mail_senders": "name address reply_to server_shown",
    "mailboxes": "host tls login folder failure",
    "mails": "purpose unique_key language status message_id",
    "manifests": "carrier signed_by signature",
    "measure_proposals": "field status",
    "measurements": "source",
    "movement_notes": "why",
    "movements": "from_condition to_condition reason",
    "named_contacts": "name signature",
    "notice_settings": "kinds urgent_kinds fallback_language signature survey_scale",
    "notice_texts": "kind language subject body",
    "notices": "kind about",
    "office_users": "email name role language",
    "operators": "name language team",
    "order_changes": "what outcome",
    "order_documents": "kind",
    "order_holds": "code owner details",
    "order_inserts": "outcome",
    "order_lines": "external_id",
    "orders": (
        "external_id status carrier service country language backorder_policy "
        "cod_currency insurance_currency value_currency way"
    ),
    "packing_instructions": "moment words",
    "parcel_instructions": "source moment words",
    "parcel_lines": "serials",
    "parcel_photos": "sha256",
    "parcels": "status carton",
    "photo_wishes": "of currency",
    "pick_runs": "mode status stops",
    "pick_tasks": "status short_reason other_lot_because",
    "pickup_points": "carrier point_id status name street postcode city country",
    "place_counts": "reason note status why",
    "platform_acts": "act outcome code subject_type key facts",
    "platform_connections": "kind label url status settings locked cursor failure",
    "platform_messages": "delivery_id topic platform_id status outcome failure",
    "platform_orders": "platform_id number status state parts goods refunds",
    "platform_stock": "failure",
    "platform_tellings": ("what platform_id event_type subject_type unique_key facts status"),
    "places": "kind code label_code aisle blocked_because picked_as",
    "point_areas": "carrier country postcode",
    "print_contents": "content_type",
    "print_jobs": "paper status reason",
    "print_stations": "name agent_words",
    "printers": "name kind way address format media state state_words",
    "product_classes": "class",
    "product_import_rows": "sku wanted state differences faults",
    "product_imports": "kind about file_name status",
    "products": "sku name packing_instructions kit",
    "put_away_rules": "kind",
    "put_aways": "condition overruled_because refused_place_ids",
    "received_serials": "serial",
    "release_rule_changes": "what said",
    "release_rules": "carrier release mode",
    "replenish_tasks": "reason status why",
    "reshipments": "reason cost",
    "return_follow_ups": "kind condition outcome",
    "return_labels": (
        "carrier service status asked_by to_address currency tracking_number tracking_url "
        "courier_id way_status incident"
    ),
    "return_mismatches": "kind found shipped shipped_with",
    "return_news": "event_key code status incident",
    "return_parcels": "tracking_number",
    "return_rubrics": "content",
    "return_serials": "serial",
    "returns": "external_id status reason tracking_number rejection_reason refund_basis",
    "sandbox_faults": "kind code last_hit",
    "saved_filters": "page name query",
    "saved_replies": "language title words",
    "scales": "protocol host",
    "scans": "flow code outcome answer",
    "schedules": "name outcome",
    "shipment_plans": "currency paid_by others",
    "shipments": "carrier service to_point status tracking_number tracking_url courier_id",
    "shop_answers": "language question answer",
    "shops": "code name language email address returns_url slip_message backorder_policy",
    "slip_batches": "status paper sort reason failure",
    "slip_templates": "content",
    "state_transitions": "machine from_state to_state",
    "stock_days": "conditions",
    "survey_answers": "scale carrier",
    "test_prints": "paper content_type content status failure",
    "tracking_events": "event_key code status incident source",
    "trackings": "carrier status incident",
    "unsubscribed_addresses": "address_mark",
    "unidentified_parcels": "codes answer settled_as",
    "warehouses": "code name",
    "way_rule_changes": "what said",
    "way_rules": "countries postcode_prefixes value_currency upgrade_for carrier service",
    "webhook_attempts": "error response_excerpt url signature response_headers",
    "webhook_deliveries": "test_type status last_error",
    "webhook_endpoints": (
        "url description event_types secret previous_secret status disabled_reason"
    ),
    "weight_checks": "source verdict reason",
    "withdrawals": "lines outcome",
    "work_hours": "flow",
    "zones": "code name",
}

# ``:orders`` are the order and what was sent again for it
_PARCELS: Final = "(SELECT id FROM parcels WHERE shop_id = :shop AND order_id = ANY(:orders))"
_SHIPMENTS: Final = f"(SELECT id FROM shipments WHERE shop_id = :shop AND parcel_id IN {_PARCELS})"
_JOBS: Final = f"(SELECT id FROM print_jobs WHERE shop_id = :shop AND parcel_id IN {_PARCELS})"
_RETURNS: Final = "(SELECT id FROM returns WHERE shop_id = :shop AND order_id = ANY(:orders))"
_THREADS: Final = (
    "(SELECT id FROM contact_threads WHERE shop_id = :shop AND (order_id = ANY(:orders) OR "
    "joined_id IN (SELECT id FROM contact_threads WHERE shop_id = :shop AND "
    "order_id = ANY(:orders))))"
)
#: a failure's facts, and what another said in their own words, may name somebody
UNSAID: Final = f"""'{{"code": "{ERASED_FAILURE}"}}'"""

STATEMENTS: Final[tuple[str, ...]] = (
    "UPDATE orders SET person_sealed = NULL, pickup_point_id = NULL, note = NULL, "
    "version = version + 1, "
    "person_erased_at = clock_timestamp(), updated_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = ANY(:orders)",
    "UPDATE order_changes SET asked = asked - 'note', before = NULL, no = no - 'facts' "
    "WHERE shop_id = :shop AND order_id = ANY(:orders)",
    "DELETE FROM order_documents WHERE shop_id = :shop AND order_id = ANY(:orders)",
    "UPDATE order_holds SET note = NULL WHERE shop_id = :shop AND order_id = ANY(:orders)",
    # the answer names its order; without the row a repeat finds that the order exists
    "DELETE FROM idempotency_keys k USING unnest(CAST(:orders AS uuid[])) AS o (id) "
    "WHERE k.shop_id = :shop AND position(convert_to(o.id::text, 'UTF8') IN k.answer) > 0",
    f"DELETE FROM labels WHERE shop_id = :shop AND shipment_id IN {_SHIPMENTS}",
    f"DELETE FROM print_contents WHERE shop_id = :shop AND job_id IN {_JOBS}",
    f"UPDATE print_jobs SET files = '{{}}', "
    f"failure = CASE WHEN failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    f"WHERE shop_id = :shop AND id IN {_JOBS} AND (files <> '{{}}' OR failure IS NOT NULL)",
    f"UPDATE shipments SET failure = {UNSAID} "
    f"WHERE shop_id = :shop AND id IN {_SHIPMENTS} AND failure IS NOT NULL",
    f"UPDATE label_decisions SET failure = {UNSAID} "
    f"WHERE shop_id = :shop AND parcel_id IN {_PARCELS} AND failure IS NOT NULL",
    f"UPDATE tracking_events SET place = NULL, words = NULL "
    f"WHERE shop_id = :shop AND shipment_id IN {_SHIPMENTS}",
    # what a courier sent may speak of several parcels; it was followed long ago
    "UPDATE courier_messages m SET body = '', heard = '[]', "
    f"failure = CASE WHEN m.failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    f"FROM shipments s WHERE s.shop_id = :shop AND s.id IN {_SHIPMENTS} AND s.carrier = m.carrier "
    "AND m.status <> 'waiting' AND position(convert_to(s.tracking_number, 'UTF8') IN m.body) > 0",
    "UPDATE courier_messages m SET body = '', heard = '[]', "
    f"failure = CASE WHEN m.failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    f"FROM return_labels l WHERE l.shop_id = :shop AND l.return_id IN {_RETURNS} "
    "AND l.carrier = m.carrier AND m.status <> 'waiting' "
    "AND position(convert_to(l.tracking_number, 'UTF8') IN m.body) > 0",
    # what a platform told of it, and what it answered
    "UPDATE platform_messages m SET content_locked = NULL FROM platform_orders o "
    "WHERE o.shop_id = :shop AND o.order_id = ANY(:orders) AND m.shop_id = o.shop_id "
    "AND m.connection_id = o.connection_id AND m.platform_id = o.platform_id "
    "AND m.status <> 'waiting'",
    f"UPDATE platform_orders SET failure = {UNSAID} "
    "WHERE shop_id = :shop AND order_id = ANY(:orders) AND failure IS NOT NULL",
    "UPDATE platform_tellings SET answer = NULL, "
    f"failure = CASE WHEN failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    "WHERE shop_id = :shop AND order_id = ANY(:orders)",
    # a courier's list names everybody on it; ours of the same manifest is drawn anew without them
    "UPDATE courier_protocols c SET status = 'failed', content = NULL, failure = "
    f"{UNSAID} FROM shipments s "
    f"WHERE s.shop_id = :shop AND s.id IN {_SHIPMENTS} AND c.manifest_id = s.manifest_id "
    "AND c.content IS NOT NULL",
    # letters of a name that no font of ours has
    "UPDATE slip_batches b SET letters = b.letters - n.numbers FROM ("
    "SELECT array_agg(number::text) AS numbers FROM orders "
    "WHERE shop_id = :shop AND id = ANY(:orders)) n WHERE b.letters ?| n.numbers",
    "UPDATE mails SET letter_sealed = NULL, address_mark = NULL, "
    f"failure = CASE WHEN failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    f"WHERE shop_id = :shop AND (subject_id = ANY(:orders) OR thread_id IN {_THREADS})",
    f"DELETE FROM contact_drafts WHERE shop_id = :shop AND thread_id IN {_THREADS}",
    f"UPDATE contact_threads SET person_mark = NULL WHERE shop_id = :shop AND id IN {_THREADS}",
    "UPDATE survey_answers SET comment_sealed = NULL "
    "WHERE shop_id = :shop AND order_id = ANY(:orders)",
    f"UPDATE returns SET note = NULL WHERE shop_id = :shop AND id IN {_RETURNS}",
    "UPDATE return_labels SET code = NULL, label_sealed = NULL, "
    f"failure = CASE WHEN failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    f"WHERE shop_id = :shop AND return_id IN {_RETURNS}",
    "UPDATE unidentified_parcels SET sender_sealed = NULL "
    f"WHERE shop_id = :shop AND return_id IN {_RETURNS}",
    # their hashes stay in the chain of evidence: that there was a picture, and which, is known
    "UPDATE photos SET picture = '', thumbnail = '' WHERE shop_id = :shop AND id IN ("
    f"SELECT photo_id FROM parcel_photos WHERE shop_id = :shop AND parcel_id IN {_PARCELS} UNION "
    f"SELECT photo_id FROM inspection_photos WHERE shop_id = :shop AND return_id IN {_RETURNS})",
)

#: what is closed with a key of its own besides the orders': conversations that were joined to them,
#: and what the desk wrote down of a parcel before it was known to be theirs
SUBJECTS: Final = (
    f"SELECT DISTINCT subject_id FROM contact_threads WHERE shop_id = :shop AND id IN {_THREADS} "
    f"UNION SELECT id FROM returns WHERE shop_id = :shop AND id IN {_RETURNS}"
)
#: where the papers lie that were printed into the folder
FILES: Final = (
    "SELECT unnest(files) FROM print_jobs "
    f"WHERE shop_id = :shop AND id IN {_JOBS} AND files <> '{{}}'"
)

#: of a conversation about no order, ``:thread``
THREAD_STATEMENTS: Final[tuple[str, ...]] = (
    "UPDATE mails SET letter_sealed = NULL, address_mark = NULL, "
    f"failure = CASE WHEN failure IS NULL THEN NULL ELSE {UNSAID}::jsonb END "
    "WHERE shop_id = :shop AND (subject_id = :thread OR thread_id = :thread)",
    "DELETE FROM contact_drafts WHERE shop_id = :shop AND thread_id = :thread",
    "UPDATE contact_threads SET person_mark = NULL, waiting_since = NULL, "
    "closed_at = coalesce(closed_at, clock_timestamp()) WHERE shop_id = :shop AND id = :thread",
)
#: of a parcel that nobody ever placed, ``:return``: what was written on it, and its pictures
RETURN_STATEMENTS: Final[tuple[str, ...]] = (
    "UPDATE returns SET note = NULL WHERE shop_id = :shop AND id = :return",
    "UPDATE unidentified_parcels SET sender_sealed = NULL "
    "WHERE shop_id = :shop AND return_id = :return",
    "UPDATE photos SET picture = '', thumbnail = '' WHERE shop_id = :shop AND id IN ("
    "SELECT photo_id FROM inspection_photos WHERE shop_id = :shop AND return_id = :return)",
)
