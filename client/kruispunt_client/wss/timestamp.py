"""Whether a `wsu:Timestamp` lies inside the accepted window."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kruispunt_contracts import ns
from kruispunt_contracts.profile import SecurityProfile

from kruispunt_client.wss.layout import elements
from kruispunt_client.wss.result import Element, Problem, problem, refusal
from kruispunt_client.wss.signature import leaf_text

_CREATED: Final = f"{{{ns.WSU}}}Created"
_EXPIRES: Final = f"{{{ns.WSU}}}Expires"

_FORMAT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a Timestamp says; both in UTC."""

    created: datetime
    expires: datetime

    def __str__(self) -> str:
        return f"Created {self.created.isoformat()}, Expires {self.expires.isoformat()}"


def read_timestamp(element: Element) -> Window:
    """
    Read a Timestamp.

    Args:
        element: `wsu:Timestamp`, where it was signed: of its canonical octets.

    Raises:
        VerificationError: `timestamp.format`; also when Created or Expires is missing
            or stands there twice.
    """
    children = elements(element)
    if [child.tag for child in children] != [_CREATED, _EXPIRES]:
        raise refusal(
            "timestamp.format",
            expected="Created, then Expires",
            actual=", ".join(child.tag.rpartition("}")[2] for child in children) or "-",
        )
    created, expires = (
        _parse_time(leaf_text(child, "timestamp.format")) for child in children
    )
    return Window(created=created, expires=expires)


def check_timestamp(
    window: Window, profile: SecurityProfile, now: datetime
) -> tuple[Problem, ...]:
    """
    Find out whether a Timestamp is fresh.

    Args:
        window: What it says.
        profile: `clock_skew` applies at both ends; a long Expires does not help beyond
            `max_age`.
        now: Aware; the caller owns the clock.

    Returns:
        No, one or two problems.

    Source: WSS SOAP Message Security 1.1.1, section 10.
    """
    problems: list[Problem] = []
    age, overdue = now - window.created, now - window.expires
    found = f"{window}, clock difference {age.total_seconds():+.0f} s"
    if window.expires <= window.created:
        problems.append(
            problem("timestamp.period", expected="Expires later", actual=str(window))
        )
    if age < -profile.clock_skew:
        problems.append(
            problem(
                "timestamp.future",
                expected=f"Created at {now.isoformat()} or before",
                actual=found,
            )
        )
    if age > profile.max_age + profile.clock_skew or overdue > profile.clock_skew:
        problems.append(
            problem(
                "timestamp.stale",
                expected=f"at most {profile.max_age} old and not expired at "
                f"{now.isoformat()}",
                actual=found,
            )
        )
    return tuple(problems)


def _parse_time(text: str) -> datetime:
    """
    Read an xsd:dateTime with a time zone, to the microsecond.

    Whitespace around it is collapsed, as XML Schema says.
    """
    text = text.strip(" \t\r\n")
    if _FORMAT.fullmatch(text) is None:
        raise refusal(
            "timestamp.format",
            expected="a date and time, at most 9 fractional digits, Z or an offset",
            actual=repr(text[:40]),
        )
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refusal(
            "timestamp.format", expected="a moment that exists", actual=repr(text[:40])
        ) from None
