"""
The trace that a caller goes on with: the HTTP headers `traceparent` and `tracestate`.

Source: W3C Trace Context level 1 (Recommendation, 23 November 2021), sections 3.2, 3.3
and 4.3. The headers are not signed, so what they say is only ever a name for a trail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST_STATE: Final = 512
"""
Characters of `tracestate` that are passed on; a longer one is left out whole.

Source: section 3.3.1.5: at least 512 should be propagated.
"""
_MOST_MEMBERS: Final = 32
"""Source: section 3.3.1.1."""
_SAMPLED: Final = 0x01
"""Source: section 3.2.2.5.1; the only flag of version 00."""

_PARENT = re.compile(
    r"(?P<version>(?!ff)[0-9a-f]{2})"
    r"-(?P<trace>(?!0{32})[0-9a-f]{32})"
    r"-(?P<parent>(?!0{16})[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})"
    r"(?P<more>-[!-+\--~]*)?"  # visible ASCII but the comma, which joins two headers
)
"""
Version ff is forbidden, an id of zeroes counts for none (section 3.2.2), and a version
after 00 may add fields at the end, of which we know nothing (section 4.3).
"""
_MEMBER = re.compile(
    r"(?P<key>[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})"
    r"=[ -+\--<>-~]{0,255}[!-+\--<>-~]"
)
"""One vendor's entry; source: sections 3.3.1.3.1 and 3.3.1.3.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceContext:
    """What a valid pair of headers says."""

    trace: str
    """32 hex digits."""
    parent: str
    """16 hex digits: the span of the caller."""
    sampled: bool
    """The caller may have recorded its part."""
    state: str | None = None
    """`tracestate` as received; None when there was none that may be passed on."""


def read(traceparent: str | None, tracestate: str | None = None) -> TraceContext | None:
    """
    Read the headers of a call.

    Returns:
        None when the first is absent or invalid: then a new trace begins, and the
        second is not even looked at (section 4.3).
    """
    found = _PARENT.fullmatch(traceparent or "")
    if found is None or (found["version"] == "00" and found["more"] is not None):
        return None
    return TraceContext(
        trace=found["trace"],
        parent=found["parent"],
        sampled=bool(int(found["flags"], 16) & _SAMPLED),
        state=tracestate if tracestate and _is_valid_state(tracestate) else None,
    )


def _is_valid_state(text: str) -> bool:
    if len(text) > MOST_STATE:
        return False
    members = [each.strip(" \t") for each in text.split(",")]
    matches = [_MEMBER.fullmatch(each) for each in members if each]  # may be empty
    keys = [match["key"] for match in matches if match]
    return 0 < len(keys) == len(matches) <= _MOST_MEMBERS and len(set(keys)) == len(
        keys
    )
