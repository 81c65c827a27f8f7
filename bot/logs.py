"""Logging: one stream of lines, for people or for machines, in which no secret ever appears.

structlog makes the events, the standard library carries them, so that the lines of discord.py, aiohttp and
every other library come out in the same form. What is logged, and at which level, is each module's business.

Each module says at its top::

    log = get_logger(__name__)

and then names what happened in plain words, with the facts as keywords::

    log.info("job submitted", job=job.id, account=job.account)

What every line of a piece of work should carry is bound once, around it::

    with structlog.contextvars.bound_contextvars(job=job.id): ...

Loggers are lazy and hold no state; importing a module that has one configures nothing.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import urllib.parse
from typing import TYPE_CHECKING, Any, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from structlog.typing import Processor

    from bot.config import LoggingSettings

REDACTED = "[secret]"

# Below these levels libraries tell of their own plumbing: each request, statement and frame, whole bodies.
_LEAST = {
    "aiohttp.access": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "discord": logging.INFO,
    "PIL": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}

# discord.py's advice about features that Easel does not have: voice, a cache of servers, commands in messages.
_BESIDE_THE_POINT = (
    "PyNaCl is not installed",
    "davey is not installed",
    "Guilds intent seems to be disabled",
    "Privileged message content intent is missing",
)

# Interaction tokens are part of Discord's addresses, which discord.py logs when it is rate limited.
_TOKEN_IN_ADDRESS = re.compile(r"((?:webhooks|interactions)/\d+/)[\w.%-]{20,}")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Give the logger of a module; `name` is its ``__name__``."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def configure_logging(
    settings: LoggingSettings, secrets: Iterable[str] = (), *, stream: TextIO | None = None
) -> None:
    """Send every log line of the process to `stream` (default: standard error), and to nowhere else.

    Args:
        settings: level and form.
        secrets: values that are replaced by ``[secret]`` wherever they turn up, tracebacks included.
        stream: where to write; colours are used where it is a terminal.
    """
    structlog_to_stdlib()
    target = stream if stream is not None else sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared_processors(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(settings.format, colors=target.isatty()),
                redactor(secrets),
            ],
        )
    )
    handler.addFilter(_to_the_point)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.level)
    for name, least in _LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def structlog_to_stdlib() -> None:
    """Hand structlog's events to the standard library, whose handlers decide what becomes of them."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared_processors(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        # Loggers made at import must follow a later configuration.
        cache_logger_on_first_use=False,
    )


def redactor(secrets: Iterable[str]) -> Processor:
    """Build the last processor, which takes the secrets out of a finished line.

    It works on the finished line because a secret may sit in the event, in any value, in another library's
    message or in a traceback. A renderer may have escaped it, so the escaped forms are taken out as well.
    """
    forms = sorted({form for secret in secrets if secret for form in _forms(secret)}, key=len, reverse=True)

    def redact(_logger: Any, _method: str, line: Any) -> str:
        for form in forms:
            line = line.replace(form, REDACTED)
        return _TOKEN_IN_ADDRESS.sub(rf"\1{REDACTED}", line)

    return redact


def _to_the_point(record: logging.LogRecord) -> bool:
    return not (isinstance(record.msg, str) and record.msg.startswith(_BESIDE_THE_POINT))


def _forms(secret: str) -> tuple[str, ...]:
    in_python = repr(secret)[1:-1]
    quoted = urllib.parse.quote(secret, safe="")
    return secret, quoted, in_python, *(json.dumps(form)[1:-1] for form in (secret, in_python))


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendering(form: str, *, colors: bool) -> list[Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    # Plain tracebacks: the richer ones print local variables, and with them what members wrote.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=0, exception_formatter=plain)]
