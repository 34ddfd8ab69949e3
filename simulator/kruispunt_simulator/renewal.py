"""Values made from files, made again once a file changed: keys and certificates."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from kruispunt_client.errors import InvalidSettings

Value = TypeVar("Value")

log = structlog.get_logger("kruispunt.renewal")


class Renewed(Generic[Value]):
    """
    The newest value, for any thread.

    Args:
        make: Reads the files; raises `InvalidSettings` when they do not fit together.
        files: Whose change counts.
        retire: Gets each value that another one replaces. It may still be in use.
    """

    def __init__(
        self,
        make: Callable[[], Value],
        *files: Path,
        retire: Callable[[Value], None] = lambda value: None,
    ) -> None:
        self._make = make
        self._files = files
        self._retire = retire
        self._lock = threading.Lock()
        self._seen: tuple[tuple[int, int] | None, ...] | None = None
        self._value: Value | None = None

    def get(self) -> Value:
        """
        Give the value; the former one while the files make no sense.

        Raises:
            InvalidSettings: They never made sense.
        """
        with self._lock:
            stamps = tuple(map(_stamp, self._files))
            if self._value is not None and stamps == self._seen:
                return self._value
            try:
                value = self._make()
            except InvalidSettings as error:
                if self._value is None:
                    raise
                # Perhaps half written; the next call looks again.
                log.warning("the former files stay in use", error=str(error))
                return self._value
            self.close()
            self._seen, self._value = stamps, value
            return value

    def close(self) -> None:
        """Retire the value, if there is one."""
        if self._value is not None:
            self._retire(self._value)
            self._value = None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
