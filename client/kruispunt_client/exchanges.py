"""
Messages kept in a folder: for who wants to replay what a real platform answered.

Off unless the profile says `[log] messages`. Each question leaves two files, with the
octets as they left and as they came: `<time>-<trace>.request.xml` and, if something
came back, `<time>-<trace>.reply.xml`. A reply is kept whatever it is, also one that
could not be trusted. Nothing bounds the folder, and nothing empties it: these are whole
messages about people, and who keeps them deletes them.

Source: Protocol WiV–Wonen in Limburg art. 6.4 asks for a record of every call, not for
its data; `client_log.py` is that record. This is for finding a fault in acceptance.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kruispunt_client.errors import LogNotWritten

REQUEST: Final = ".request.xml"
REPLY: Final = ".reply.xml"
"""How the names of the two files of an exchange end; what is before it is the same."""


def keep_exchange(
    folder: Path,
    *,
    time: datetime,
    trace: str,
    request: bytes | None,
    reply: bytes | None,
) -> None:
    """
    Keep the messages of one exchange, readable by their owner only.

    Args:
        folder: Made when needed.
        time: Aware; when the question was put. Names sort by it.
        trace: 32 hexadecimal digits.
        request: The octets that left; None if none did, and then nothing is kept.
        reply: The octets that came back; None if none did.

    Raises:
        LogNotWritten: They cannot be written.
    """
    if request is None:
        return
    name = f"{time.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{trace}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if reply is not None:
            _write(folder / f"{name}{REPLY}", reply)
        # Last, so that a question without a reply is one that got none.
        _write(folder / f"{name}{REQUEST}", request)
    except OSError as error:
        raise LogNotWritten(f"{folder}: messages are not kept: {error}") from error


def _write(path: Path, octets: bytes) -> None:
    with open(path, "xb", opener=_private) as file:
        file.write(octets)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
