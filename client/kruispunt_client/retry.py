"""
Asking again what failed in a way that may pass, where that is safe.

Every attempt is a question of its own: fresh references, a fresh signature, a record in
the log. A question that only reads may be asked again after any failure that may pass.
One that changes something there, such as a registration, only when it is certain that
it changed nothing: it never left, or it was refused before it was looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tenacity

from kruispunt_client.calls.question import Question
from kruispunt_client.errors import ConnectionFailed, KruispuntError, Throttled
from kruispunt_client.settings import RetrySettings

T = TypeVar("T")


def retrying(ask: Callable[[], T], *, question: Question, settings: RetrySettings) -> T:
    """
    Ask, and ask again while it fails in a way that may pass.

    Args:
        ask: One attempt.
        question: What is asked.
        settings: How often, and after how long.

    Returns:
        What the attempt that succeeded gave.

    Raises:
        KruispuntError: That of the last attempt; `attempts` tells how many there were.
    """
    again = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda e: safe_again(e, question)),
        stop=tenacity.stop_after_attempt(settings.attempts),
        wait=tenacity.wait_random_exponential(
            multiplier=settings.first_wait.total_seconds(),
            max=settings.longest_wait.total_seconds(),
        ),
        reraise=True,
    )
    try:
        return again(ask)
    except KruispuntError as error:
        error.attempts = again.statistics["attempt_number"]
        raise


def safe_again(error: BaseException, question: Question) -> bool:
    """
    Tell whether a question may be asked again after a failure.

    Args:
        error: How it failed.
        question: What was asked.
    """
    if not isinstance(error, KruispuntError) or not error.retryable:
        return False
    if not question.changes or isinstance(error, Throttled):
        return True
    return isinstance(error, ConnectionFailed) and error.never_left
