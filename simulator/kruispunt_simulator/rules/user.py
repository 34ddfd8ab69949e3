"""
A named natural person stands behind every question, and is entitled to ask it.

The person is on the list of staff of the party, or of a party behind it. Beyond that, a
ground may demand a role, and that the person was bound to confidentiality; and who
works for a processor needs a contract of that processor in force, whatever the ground.

Source: Protocol WiV–Wonen in Limburg art. 4 and 6.2; 14/088 §13; 22/004 §7, §13, §33.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.parties import Position

_PROTOCOL = "Protocol WiV–Wonen in Limburg art. 6.2"
_ROLE = "22/004 §13-14; 14/088 §13; Protocol WiV–Wonen in Limburg art. 4"
_CONFIDENTIALITY = "22/004 §7"
_PROCESSOR = "Protocol WiV–Wonen in Limburg art. 4; 22/004 §33; art. 28 GDPR"


def check_user(
    user: str | None,
    staff: Iterable[Position],
    on: date,
    *,
    roles: Collection[str],
    confidentiality: bool,
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
        roles: In which the ground lets people ask; empty means any.
        confidentiality: Whether the ground wants people bound to it.
        required: Whether the message must name one; where the contract has no place for
            the user and the platform asks for none, a missing one is only noted.
        missing: Wire fault when the user is missing.
        unknown: Wire fault when the user may not ask, for whatever reason.

    Returns:
        No finding, or one, which names everything that is missing. It never holds the
        names of other people on the list.

    Source: Protocol WiV–Wonen in Limburg art. 4, 6.2; 14/088 §13; 22/004 §7, §13, §33.
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
    lines = [line for line in staff if line.member.insz == user]
    active = [line for line in lines if line.member.active(on)]
    if not active:
        actual = (
            f"on the list, but not on {on.isoformat()}" if lines else "not on the list"
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
    # Who is on the lists of two parties may ask as soon as one of them suffices.
    lacks = [tuple(_lacking(line, on, roles, confidentiality)) for line in active]
    fewest = min(lacks, key=len)
    if not fewest:
        return ()
    return (
        Finding(
            check="user.entitled",
            fault=unknown,
            requirement="; ".join(lack.requirement for lack in fewest),
            expected="; ".join(lack.expected for lack in fewest),
            actual="; ".join(lack.actual for lack in fewest),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lack:
    """One thing that a person on the list does not have."""

    requirement: str
    expected: str
    actual: str


def _lacking(
    line: Position, on: date, roles: Collection[str], confidentiality: bool
) -> Iterator[_Lack]:
    member, processor = line.member, line.processor
    if roles and member.role not in roles:
        yield _Lack(
            requirement=_ROLE,
            expected=f"a person in the role of {' or '.join(roles)}",
            actual=f"role {member.role}",
        )
    bound = member.confidentiality
    if confidentiality and (bound is None or bound > on):
        yield _Lack(
            requirement=_CONFIDENTIALITY,
            expected=f"a person bound to confidentiality on {on.isoformat()}",
            actual="no declaration of confidentiality"
            if bound is None
            else f"bound from {bound.isoformat()} only",
        )
    if processor is not None and not processor.in_force(on):
        yield _Lack(
            requirement=_PROCESSOR,
            expected="a processor with a contract in force",
            actual=f"no contract with {processor.id} in force on {on.isoformat()}",
        )
