"""What is logged: structured, on the error output, from our code and the libraries alike, without secrets."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import quote

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer, StackInfoRenderer, TimeStamper, format_exc_info
from structlog.stdlib import (
    BoundLogger,
    LoggerFactory,
    PositionalArgumentsFormatter,
    ProcessorFormatter,
    add_log_level,
    add_logger_name,
    filter_by_level,
)
from structlog.typing import EventDict, Processor

Format = Literal["auto", "text", "json"]

SHORTEST = 4  # characters; hiding a shorter secret would blot out ordinary words
AT_LEAST = {
    "alembic": logging.WARNING,
    "apprise": logging.CRITICAL,  # its lines hold addresses, and those are secrets; we say what failed
    "apscheduler": logging.ERROR,  # a run left out because the one before it goes on is no news
    "discord": logging.INFO,  # its debug lines hold the token
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,  # logs addresses, and Telegram's hold the token
    "telegram": logging.INFO,
    "urllib3": logging.INFO,  # its debug lines hold paths, and the operator's may be secrets
    "uvicorn": logging.WARNING,
}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but the tab and the line feed

SHARED: Sequence[Processor] = (
    add_log_level,
    add_logger_name,
    TimeStamper(fmt="iso", utc=True),
    StackInfoRenderer(),
)


def set_up(level: str, format: Format, secrets: Iterable[str]) -> None:
    """Sends everything logged from now on, by any library, to the error output.

    `auto` is text for a terminal and JSON lines elsewhere. Errors that nobody catches are logged too, so
    that their tracebacks hide the secrets as well.
    """
    terminal = sys.stderr.isatty()
    text = terminal if format == "auto" else format == "text"
    handler = _ErrorOutput()
    handler.setFormatter(_Formatter(_as_text(colors=terminal) if text else _as_json(), secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in AT_LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(capture=True)
    _configure_structlog()
    _log_what_nobody_catches()


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """The text with `***` for each secret, also where one stands quoted in an address, JSON or Python."""
    for secret in sorted(secrets, key=len, reverse=True):
        forms = {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
        for form in forms if len(secret) >= SHORTEST else ():
            text = text.replace(form, "***")
    return text


class _ErrorOutput(logging.StreamHandler[Any]):
    """Writes to what `sys.stderr` is at that moment: the console channel puts its own in place."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _Formatter(ProcessorFormatter):
    """Hides secrets in the finished line, whichever part of it they came from."""

    def __init__(self, last: Sequence[Processor], secrets: Iterable[str]) -> None:
        super().__init__(
            processors=[ProcessorFormatter.remove_processors_meta, *last], foreign_pre_chain=SHARED
        )
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), self._secrets)


def _as_json() -> Sequence[Processor]:
    return (format_exc_info, JSONRenderer(ensure_ascii=False, default=str))


def _as_text(*, colors: bool) -> Sequence[Processor]:
    # structlog's own traceback would show local variables, and break a secret at the end of a line
    return (
        format_exc_info,
        _without_controls,
        ConsoleRenderer(colors=colors, exception_formatter=plain_traceback),
    )


def _without_controls(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """What documents and people wrote must not steer the terminal."""
    return {
        name: CONTROLS.sub("�", value) if isinstance(value, str) else value for name, value in event.items()
    }


def _configure_structlog() -> None:
    structlog.configure(
        processors=[
            filter_by_level,
            *SHARED,
            PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
        logger_factory=LoggerFactory(),
        cache_logger_on_first_use=False,  # what was logged before this set-up must not keep the old way
    )


def _log_what_nobody_catches() -> None:
    log = structlog.get_logger("hilltape")

    def in_thread(seen: threading.ExceptHookArgs) -> None:
        log.critical("a thread ended by an error", exc_info=seen.exc_value, thread=str(seen.thread))

    sys.excepthook = lambda _kind, error, _trace: log.critical("an error nobody expected", exc_info=error)
    threading.excepthook = in_thread
