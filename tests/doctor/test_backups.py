"""A backup that is late, or whose keys lie beside what they open, is found."""

from __future__ import annotations

from pathlib import Path

from tests.doctor.examined import Environ, as_owner, assert_level, look

NOTE = (
    "SELECT set_config('wms.tenant', 'hall', false)",
    "INSERT INTO schedules (name, next_run_at, last_run_at, outcome) "
    "VALUES ('backup', now(), now(), '12.0 MiB')",
)
OLDER = "UPDATE schedules SET last_run_at = last_run_at - interval '{}'"


def test_a_backup_that_was_never_made_or_is_too_old(running: Environ, owner_url: str) -> None:
    assert_level(look(running, "Backup"), "warn", "never made")
    as_owner(owner_url, *NOTE)
    assert_level(look(running, "Backup"), "ok", "0 h ago, 12.0 MiB")
    as_owner(owner_url, NOTE[0], OLDER.format("30 hours"))
    assert_level(look(running, "Backup"), "warn", "30 h ago")
    as_owner(owner_url, NOTE[0], OLDER.format("2 days"))
    assert_level(look(running, "Backup"), "fail", "78 h ago")


def test_keys_that_lie_with_the_data(bare: Environ, tmp_path: Path) -> None:
    assert_level(look(bare, "Keys apart"), "ok", "no places")
    data, keys = tmp_path / "data", tmp_path / "keys"
    apart = {**bare, "WMS_BACKUP_DIR": str(data), "WMS_BACKUP_KEYS_DIR": str(keys)}
    assert_level(look(apart, "Keys apart"), "ok", "is apart from")
    within = {**apart, "WMS_BACKUP_KEYS_DIR": str(data / "keys")}
    assert_level(look(within, "Keys apart"), "fail", "one place")
    left = data / "wms-keys-20261130T011500000Z"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("{}")
    assert_level(look(apart, "Keys apart"), "fail", "keys lie in")
