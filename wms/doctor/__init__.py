"""``wms doctor``: a list of small checks, each with what it found and what to do about it.

    findings = asyncio.run(examine(os.environ))
    print(report(findings)); sys.exit(exit_code(findings))

It never needs the settings to be right: that they are not is what it is there to say.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from wms import local
from wms.db import driver_url
from wms.doctor import backups, couriers, database, machine, printing, privacy, queue
from wms.doctor.findings import Check, Finding, Installation, NoAnswer, Verdict, fail, warn
from wms.migrate import APP_ROLE
from wms.settings import PREFIX, Settings, SettingsError, load, setting_fields

__all__ = ["CHECKS", "Finding", "Verdict", "examine", "exit_code", "report"]

ANSWER_LIMIT_S = 5.0
CHECK_LIMIT_S = 60.0

CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", machine.python_version),
    ("Settings known", machine.known_settings),
    ("Settings readable", machine.readable_settings),
    ("Secret key", machine.secret_key),
    ("Public address", machine.public_address),
    ("Disk space", machine.disk_space),
    ("Data folder", machine.data_folder),
    ("Socket paths", machine.socket_folder),
    ("Embedded servers", machine.embedded_programs),
    ("Web port", machine.port),
    ("Print folder", machine.spool_folder),
    ("Paper", machine.paper),
    ("PostgreSQL", database.reachable),
    ("PostgreSQL version", database.version),
    ("Encoding", database.encoding),
    ("Extensions", database.extensions),
    ("Application role", database.application_role),
    ("Row-level security", database.row_security),
    ("Ledger append-only", database.append_only),
    ("Migrations", database.migrations),
    ("Durability", database.durability),
    ("Timeouts", database.timeouts),
    ("Connections", database.connections),
    ("Clocks", database.clocks),
    ("Outbox", database.outbox),
    ("Webhooks", database.deliveries),
    ("Printers", printing.printers),
    ("Papers printed", printing.papers),
    ("Couriers", couriers.accounts),
    ("People forgotten", privacy.forgotten),
    ("Backup", backups.last_backup),
    ("Keys apart", backups.keys_apart),
    ("Redis", queue.reachable),
    ("Redis persistence", queue.append_only_file),
    ("Redis eviction", queue.eviction),
)


async def examine(
    environ: Mapping[str, str], checks: Sequence[tuple[str, Check]] = CHECKS
) -> list[Finding]:
    """Run ``checks`` on the installation that ``environ`` describes; never raises."""
    async with _opened(installation(environ)) as at:
        return [await _run(name, check, at) for name, check in checks]


def report(findings: Sequence[Finding]) -> str:
    """The findings as text for a terminal: a line each, the remedy beneath what is not well."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.level:<4}  {finding.name:<{width}}  {finding.found}")
        if finding.remedy:
            lines.append(f"{'':<{width + 8}}→ {finding.remedy}")
    counts = {level: sum(f.level == level for f in findings) for level in ("ok", "warn", "fail")}
    lines.append(f"{counts['ok']} well, {counts['warn']} to look at, {counts['fail']} wrong")
    return "\n".join(lines)


def exit_code(findings: Sequence[Finding]) -> int:
    """0 when nothing is wrong (warnings may be there), else 1."""
    return int(any(finding.level == "fail" for finding in findings))


def installation(environ: Mapping[str, str]) -> Installation:
    """What ``environ`` describes, as far as it can be read."""
    settings = lenient_settings(environ)
    servers = local.Local(settings.data_dir)
    return Installation(
        settings=settings,
        environ=environ,
        database_url=settings.database_url or servers.postgres.url(local.DATABASE, APP_ROLE),
        redis_url=settings.redis_url or servers.redis.url,
    )


def lenient_settings(environ: Mapping[str, str]) -> Settings:
    """The settings without the variables that are unknown or unreadable, nothing refused."""
    readable = {}
    for each in setting_fields():
        name = PREFIX + each.name.upper()
        if name not in environ or each.name == "environment":
            continue
        try:
            load({name: environ[name]})
        except SettingsError:
            continue  # the check of the settings says so
        readable[name] = environ[name]
    environment = environ.get(f"{PREFIX}ENVIRONMENT", "development")
    return replace(load(readable), environment=environment)


async def _run(name: str, check: Check, at: Installation) -> Finding:
    try:
        verdict = await asyncio.wait_for(check(at), CHECK_LIMIT_S)
    except NoAnswer as error:
        # The check of that server has the remedy; saying it twelve times would bury it.
        verdict = warn(f"not looked at: {error} does not answer", "")
    except Exception as error:
        verdict = fail(
            f"could not be looked at: {type(error).__name__}: {error}",
            "Mend what is wrong above first; if this stays, it is a fault of ours: report it.",
        )
    return _named(name, verdict)


def _named(name: str, verdict: Verdict) -> Finding:
    return Finding(name, verdict.level, verdict.found, verdict.remedy)


@asynccontextmanager
async def _opened(at: Installation) -> AsyncIterator[Installation]:
    """The installation with its servers connected, as the warehouse's programs connect."""
    settings = at.settings
    try:
        connection = await asyncpg.connect(
            driver_url(at.database_url),
            timeout=ANSWER_LIMIT_S,
            server_settings={
                "application_name": "wms doctor",
                "lock_timeout": str(settings.lock_timeout_ms),
                "statement_timeout": str(settings.statement_timeout_ms),
                "idle_in_transaction_session_timeout": str(settings.idle_transaction_timeout_ms),
            },
        )
        at = replace(at, database=connection)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError) as error:
        at = replace(at, database_error=_why(error))
    queue_client: Redis | None = None
    try:
        queue_client = Redis.from_url(
            at.redis_url,
            decode_responses=True,
            socket_timeout=ANSWER_LIMIT_S,
            socket_connect_timeout=ANSWER_LIMIT_S,
        )
        await queue_client.ping()
        at = replace(at, queue=queue_client)
    except (OSError, ValueError, RedisError) as error:
        at = replace(at, queue_error=_why(error))
    try:
        yield at
    finally:
        if at.database is not None:
            await at.database.close()
        if queue_client is not None:
            await queue_client.aclose()


def _why(error: Exception) -> str:
    return f"{error or type(error).__name__}".splitlines()[0]
