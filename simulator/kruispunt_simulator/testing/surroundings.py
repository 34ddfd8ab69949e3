"""What a chain asks of the process that it runs in, which is not its own."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """
    Let Python look for no garbage for a while.

    To start a chain makes a million objects that stay; looking at them again and again
    takes a tenth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def quiet() -> Iterator[None]:
    """
    Let the log of the process tell of trouble only, as `kruispunt up` does not.

    An application that uses structlog itself has set it up before, or does so later;
    either goes before this.
    """
    import structlog

    if structlog.is_configured():
        yield
        return
    wrapper = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=wrapper)
    try:
        yield
    finally:
        if structlog.get_config()["wrapper_class"] is wrapper:
            structlog.reset_defaults()
