"""
A named natural person stands behind every question, and is on the list of staff.

Source: Protocol WiV–Wonen in Limburg art. 6.2; 14/088 §13; 22/004 §7, §13.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.parties import StaffMember

_PROTOCOL = "Protocol WiV–Wonen in Limburg art. 6.2"


def check_user(
    user: str | None,
    staff: Iterable[StaffMember],
    on: date,
    *,
    required: bool,
    missing: str,
    unknown: str,
) -> tuple[Finding, ...]:
    """
    Find out whether the user is named and may ask.

    Args:
        user: INSZ as named in the message, or None.
        staff: Everybody who may stand behind a question of this connection.
        on: Business date.
        required: Whether the message must name one; where the contract has no place for
            the user and the platform asks for none, a missing one is only noted.
        missing: Wire fault when the user is missing.
        unknown: Wire fault when the user may not ask.

    Returns:
        No finding, or one. It never holds the names of other people on the list.

    Source: Protocol WiV–Wonen in Limburg art. 6.2; 14/088 §13; 22/004 §7.
    """
    if user is None:
        return (
            Finding(
                check="user.named",
                fault=missing if required else None,
                severity=Severity.ERROR if required else Severity.NOTE,
                requirement=_PROTOCOL,
                expected="the INSZ of the natural person who asks",
                actual="no user in the message",
            ),
        )
    members = [member for member in staff if member.insz == user]
    if any(member.active(on) for member in members):
        return ()
    actual = (
        f"on the list, but not on {on.isoformat()}" if members else "not on the list"
    )
    return (
        Finding(
            check="user.on-staff-list",
            fault=unknown,
            requirement=f"{_PROTOCOL}; 14/088 §13; 22/004 §7",
            expected="a person on the up-to-date staff list of the party",
            actual=actual,
        ),
    )
