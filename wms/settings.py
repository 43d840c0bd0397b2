"""Every setting, its default and its meaning: the one list.

A setting ``data_dir`` is read from the environment variable ``WMS_DATA_DIR``. A ``WMS_*`` variable
that is not on the list is an error: a misspelt setting must not silently do nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

PREFIX = "WMS_"
#: shortest secret that production accepts, in characters (32 random bytes as hex make 64)
SECRET_MIN_LENGTH = 32


class SettingsError(Exception):
    """A setting is missing, unknown or cannot be read; the sentence says which and what to do."""


def _setting(default: Any, meaning: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"meaning": meaning, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What can be set about an installation."""

    environment: str = _setting(
        "development", "development or production; production refuses missing secrets"
    )
    data_dir: Path = _setting(  # noqa: RUF009 - a Path is immutable
        Path(".data"), "folder of the embedded servers, print files and generated secrets"
    )
    database_url: str = _setting(
        "", "PostgreSQL as the application role (wms_app); empty: the embedded server", secret=True
    )
    owner_database_url: str = _setting(
        "", "PostgreSQL as the owner of the tables, for migrations only", secret=True
    )
    redis_url: str = _setting("", "Redis or Valkey; empty: the embedded server", secret=True)
    secret_key: str = _setting(
        "", "signs cookies and links; required in production, generated otherwise", secret=True
    )
    bind_host: str = _setting("127.0.0.1", "address the web server listens on")
    bind_port: int = _setting(8080, "port the web server listens on")
    public_url: str = _setting(
        "", "address people and shops reach us under; empty: http://bind_host:bind_port"
    )
    database_pool: int = _setting(6, "database connections of one process for ordinary work")
    database_hot_pool: int = _setting(6, "database connections of one process for scans")
    lock_timeout_ms: int = _setting(5_000, "longest wait for a row that somebody else holds, ms")
    statement_timeout_ms: int = _setting(30_000, "longest single statement, ms")
    idle_transaction_timeout_ms: int = _setting(
        30_000, "an abandoned transaction is ended after this, ms"
    )
    floor_lock_minutes: int = _setting(15, "a handheld locks after this many idle minutes")
    carton_g: int = _setting(
        150,
        "what an empty carton with its filling weighs, g; off the scale, a piece's weight is left",
    )
    office_session_hours: int = _setting(12, "an office log-in lasts this many hours")
    webhook_allow_http: bool = _setting(
        False, "deliver webhooks to http:// addresses too (development)"
    )
    webhook_allow_private: bool = _setting(
        False, "deliver webhooks to private addresses too (development)"
    )
    webhook_lease_s: int = _setting(
        60, "a webhook sender that has not come back after this counts as dead, s (20 s is normal)"
    )
    correction_alone_max: int = _setting(
        50, "a larger correction of stock is agreed to by a second person at the desk, pieces"
    )
    scrap_alone_max_minor: int = _setting(
        50_000, "goods of a return worth more are thrown away by two, hundredths (500.00)"
    )
    runs_ahead: int = _setting(
        40, "walks that are planned before a picker asks for one; 0: each when a picker starts"
    )
    inpost_url: str = _setting(
        "https://api-shipx-pl.easypack24.net", "InPost's ShipX; its sandbox or another for tests"
    )
    inpost_points_url: str = _setting(
        "https://api.inpost.pl", "InPost's parcel lockers; its sandbox or another for tests"
    )
    inpost_returns_url: str = _setting(
        "https://api.inpost.pl", "InPost's codes for returns; its sandbox or another for tests"
    )
    inpost_login_url: str = _setting(
        "https://login.inpost.pl", "where InPost's returns log in; its sandbox or another for tests"
    )
    inpost_pushes_from: str = _setting(
        "91.216.25.0/24", "networks from which InPost tells of parcels, parted by spaces"
    )
    dpd_url: str = _setting(
        "https://dpdservices.dpd.com.pl", "DPD Polska's DPDServices; another for tests"
    )
    dpd_info_url: str = _setting(
        "https://dpdinfoservices.dpd.com.pl", "DPD Polska's DPDInfoServices; another for tests"
    )
    dpd_points_url: str = _setting(
        "https://mypudo.dpd.com.pl", "DPD Polska's pickup points; another for tests"
    )
    smtp_host: str = _setting("", "the mail server that takes our mails; empty: mails wait")
    smtp_port: int = _setting(587, "its port: 587 with starttls, 465 with tls")
    smtp_user: str = _setting("", "user there; empty: it wants none")
    smtp_password: str = _setting("", "password there", secret=True)
    smtp_tls: str = _setting("starttls", "starttls, tls (from the first byte) or none")
    mail_from: str = _setting("", "sender's address of shops that have none of their own")
    mail_bounces_to: str = _setting(
        "", "where undeliverable mails come back; {id} in it is the mail's; empty: to the sender"
    )
    mail_replies_to: str = _setting(
        "",
        "mailbox for answers to our e-mails; it must take plus-addresses. Empty: the sender",
    )
    rate_limit_per_minute: int = _setting(600, "REST requests a minute for one key")
    rate_limit_burst: int = _setting(100, "REST requests at once for one key")
    backup_dir: str = _setting(
        "", "folder in which `wms backup` keeps the data; copy it to another building"
    )
    backup_keys_dir: str = _setting(
        "",
        "folder in which `wms backup` keeps people's keys; never copied with backup_dir",
    )
    backup_keep_days: int = _setting(90, "backups of the data are thrown away after this many days")
    backup_keys_kept: int = _setting(
        3, "so many copies of the keys are kept, the newest; who is forgotten stands in older ones"
    )
    log_format: str = _setting("text", "text for people, json for machines")
    log_level: str = _setting("info", "debug, info, warning or error")

    @property
    def is_production(self) -> bool:
        """Whether missing secrets are refused."""
        return self.environment == "production"

    @property
    def url(self) -> str:
        """The address people and shops reach us under, without a slash at the end."""
        return (self.public_url or f"http://{self.bind_host}:{self.bind_port}").rstrip("/")

    @property
    def floor_locks_after(self) -> timedelta:
        """Who was not seen at a handheld for so long has gone: others go on with their work."""
        return timedelta(minutes=self.floor_lock_minutes)

    @property
    def spool_dir(self) -> Path:
        """Folder in which print files come out."""
        return self.data_dir / "print"


def _parse(name: str, kind: Any, text: str) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                text.strip().lower()
            ]
        return kind(text)
    except (KeyError, ValueError) as error:
        raise SettingsError(
            f"{PREFIX}{name.upper()}={text!r} cannot be read as {kind.__name__}. "
            "Correct it or remove it."
        ) from error


def setting_fields() -> tuple[Field[Any], ...]:
    """The list itself: ``metadata['meaning']`` and ``metadata['secret']`` beside each default."""
    return fields(Settings)


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from ``environ``.

    Raises:
        SettingsError: a ``WMS_*`` variable is unknown or unreadable, or production lacks a secret.
    """
    kinds = get_type_hints(Settings)
    known = {PREFIX + f.name.upper(): f.name for f in setting_fields()}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(
            f"Unknown setting {', '.join(unknown)}. `wms settings` lists the ones there are."
        )
    values = {
        name: _parse(name, kinds[name], environ[variable])
        for variable, name in known.items()
        if variable in environ
    }
    settings = Settings(**values)
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if settings.environment not in ("development", "production"):
        raise SettingsError("WMS_ENVIRONMENT is either development or production.")
    if settings.smtp_tls not in ("starttls", "tls", "none"):
        raise SettingsError("WMS_SMTP_TLS is starttls, tls or none.")
    if not settings.is_production:
        return
    if len(settings.secret_key) < SECRET_MIN_LENGTH:
        raise SettingsError(
            f"WMS_SECRET_KEY must be set in production, to at least {SECRET_MIN_LENGTH} characters "
            "(for example the output of `openssl rand -hex 32`)."
        )


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return load(os.environ)
