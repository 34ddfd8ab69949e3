"""
The process's own log: for operators, on standard error, without anybody's number.

The audit trail is another thing (`store`, `audit`) and does hold numbers, by design.
"""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logging(*, as_json: bool, level: int = logging.INFO) -> None:
    """
    Send structlog to standard error.

    Args:
        as_json: One JSON object a line; else readable text.
        level: Least level that is written.
    """
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if as_json:
        # Never local variables: they hold people's numbers.
        transform = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        processors += [
            structlog.processors.ExceptionRenderer(transform),
            structlog.processors.JSONRenderer(),
        ]
    else:
        processors.append(
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,
            )
        )
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
