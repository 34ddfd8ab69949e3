"""
From the text of a key to the part of a path that it is on disk.

The texts come from messages, so any of them may be meant to lead out of the folder: a
part is made only of what no file system gives a meaning of its own, and a text that
cannot be written so has no file. Everything else is encoded as in a URL, with `%20` for
a space, as the public mock does; a text of harmless characters also stands for itself.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

NOT_FOUND: Final = "notfound"
DEFAULT: Final = "default"
SUCCESS: Final = "success"
FALLBACKS: Final = (NOT_FOUND, DEFAULT, SUCCESS)
"""Names of the files for whoever has no case."""

LONGEST: Final = 240
"""Octets of a name, without `.xml`: file systems have 255."""

_HARMLESS: Final = re.compile(r"[\w .,+()'@=-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])")
"""Names of devices. Source: Microsoft, Naming Files, Paths, and Namespaces."""


def spellings(text: str) -> tuple[str, ...]:
    """
    Give the parts of a path that stand for a text.

    Args:
        text: Of a key.

    Returns:
        Encoded as in a URL, then perhaps as it is; none when no file can be named so.
    """
    if not text:
        return ()
    encoded = quote(text, safe="", errors="replace").replace("~", "%7E")
    written = [encoded, text] if _HARMLESS.fullmatch(text) else [encoded]
    return tuple(dict.fromkeys(each for each in written if _is_usable(each)))


def _is_usable(part: str) -> bool:
    stem = part.partition(".")[0].strip().casefold()
    return (
        len(part.encode("utf-8", "replace")) <= LONGEST
        and part[0] not in ". "
        and part[-1] not in ". "
        and not _RESERVED.fullmatch(stem)
        and part.casefold() not in FALLBACKS
    )
