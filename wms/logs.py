"""What happened, written down: one line per event, with the request or job it belongs to.

``text`` is for people at a terminal, ``json`` for machines. Secrets never reach a line: badges,
PINs, keys and cookies are not passed to a logger anywhere.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

import msgspec
import structlog

from wms.settings import Settings

LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def _json(line: Any, **_options: Any) -> bytes:
    return msgspec.json.encode(line, enc_hook=str)


def configure_logs(settings: Settings) -> None:
    """Set up structlog for this process as the settings say; the standard library follows."""
    level = LEVELS[settings.log_level]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format == "json":
        structlog.configure(
            processors=[
                *shared,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(level),
            logger_factory=structlog.BytesLoggerFactory(),
            cache_logger_on_first_use=True,
        )
    else:
        structlog.configure(
            processors=[
                *shared,
                # the default formatter prints local variables, secrets and addresses among them
                structlog.dev.ConsoleRenderer(
                    colors=sys.stdout.isatty(),
                    exception_formatter=structlog.dev.plain_traceback,
                ),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(level),
            logger_factory=structlog.PrintLoggerFactory(),
            cache_logger_on_first_use=True,
        )
    logging.basicConfig(
        level=max(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s"
    )
