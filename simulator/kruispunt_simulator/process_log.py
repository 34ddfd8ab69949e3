"""
The process's own log: for operators, on standard error, without anybody's number.

The audit trail is another thing (`store`, `audit`) and does hold numbers, by design.

Everything comes out of one door, `configure_logging`: what this package says through
structlog or `logging`, and what libraries say through `logging`. On its way each line
loses what could be a person's number (`without_numbers`) and what a database quotes of
its rows.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Final

import structlog
from structlog.typing import EventDict, Processor

from kruispunt_simulator.numbers import has_valid_check_digits

NUMBER: Final = "(number)"
"""Stands in a line for what could be a person's number."""

QUOTED: Final = "(kept out of the log)"
"""Stands in a line for what a database quoted of its rows."""

OURS: Final = ("kruispunt", "kruispunt_simulator", "kruispunt_client", "kruispunt_law")
"""Loggers that follow the level that was asked for; others tell of trouble only."""

_LONG_NUMBER = re.compile(
    r"(?P<id>(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-z]))"
    r"|(?P<address>(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![ ./_-]?\d))"
    r"|\d(?:[ ./_-]?\d){10,}",
    re.ASCII | re.IGNORECASE,
)
"""A trace, UUID or digest, an IPv4 address, or what may hold a number."""

_ROW = re.compile(
    r"\b(DETAIL|CONTEXT|HINT|QUERY|LINE \d+):.*?"
    r"(?=\n\n(?:During handling|The above exception) |\Z)",
    re.DOTALL,
)
"""
What PostgreSQL adds to an error, to the end of that error's text. It quotes values, of
any form: `Key (ssin)=(…) already exists`, `Failing row contains (…)`.
"""

_LEAST = 10**6
"""Smallest integer that is read as a person's number; many below it look like one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStyle:
    """How the process's own log looks; goes along to every process of a chain."""

    as_json: bool = False
    """One JSON object a line; else readable text."""
    level: int = logging.INFO
    """Least level that is written of what this project says."""


def configure_logging(style: LogStyle) -> None:
    """Send structlog and `logging` to standard error, in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(style.level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(as_json=style.as_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, _StandardError)]
    root.addHandler(handler)
    # Below that, libraries tell of messages and statements: whole, and with numbers.
    root.setLevel(max(style.level, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(style.level)


def tell_of_uncaught_errors() -> None:
    """Make a line of the log of an error that nobody caught, instead of bare text."""
    log = structlog.get_logger("kruispunt.process")

    def thread_died(died: threading.ExceptHookArgs) -> None:
        if died.exc_value is not None and died.exc_type is not SystemExit:
            name = died.thread.name if died.thread else "?"
            log.error("a thread died", thread=name, exc_info=died.exc_value)

    def process_dies(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.error("the process dies", exc_info=error)

    threading.excepthook = thread_died
    sys.excepthook = process_dies


def log_under(trace: str, hop: str) -> None:
    """
    Have every line of this thread name a call, until it takes up another one.

    Not only until the hop has its answer: what the server has to say about sending that
    belongs to the call too.
    """
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(trace=trace, hop=hop)


def without_numbers(text: str) -> str:
    """
    Replace whatever could be a person's number, also an invented one.

    Any eleven digits in a row go, with or without single separators, whether or not
    the check digits fit: a typing error in a number leaves it somebody's. What stays is
    what has the form of a trace id, digest or UUID, and IPv4 addresses in which no
    number can be read.
    """

    def shown(found: re.Match[str]) -> str:
        if found["id"] or (found["address"] and not _holds_number(found[0])):
            return found[0]
        return NUMBER

    return _LONG_NUMBER.sub(shown, text)


def keep_people_out(_: object, __: str, event: EventDict) -> EventDict:
    """structlog processor: let no number of a person through, however deep."""
    return {str(_fit(name)): _fit(value) for name, value in event.items()}


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return without_numbers(_ROW.sub(rf"\1: {QUOTED}", value))
    if isinstance(value, Mapping):
        return {_fit(name): _fit(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_fit(each) for each in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        # As a number it has lost the zeroes that it began with.
        whole = f"{abs(int(value)):011}"
        near = abs(value) >= _LEAST and _holds_number(whole)
        return NUMBER if near or len(whole) > 11 or whole[0] != "0" else value
    shown = str(value) if isinstance(value, float) else repr(value)
    fit = _fit(shown)
    return value if isinstance(value, float) and fit == shown else fit


def _holds_number(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return any(
        has_valid_check_digits(digits[at : at + 11]) for at in range(len(digits) - 10)
    )


def _rendering(*, as_json: bool) -> list[Processor]:
    if as_json:
        # Never local variables: they hold people's numbers.
        transform = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.ExceptionRenderer(transform),
            keep_people_out,
            structlog.processors.JSONRenderer(),
        ]
    return [
        structlog.processors.format_exc_info,
        keep_people_out,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
        ),
    ]


class _StandardError(logging.StreamHandler[Any]):
    """Writes to what is standard error at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> IO[str]:
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:
        """
        Tell where a line was lost; `logging` itself would show what was in it.

        Standard error may be a file on a disk that is full: no call fails for that.
        """
        with suppress(OSError, ValueError):
            sys.stderr.write(
                f"kruispunt: a line of the log was lost ({record.name}:"
                f"{record.lineno})\n"
            )
