"""
TestConnectionService v1: an echo, and the certificate that the KSZ saw.

It is about nobody and has no purpose, so it needs no ground in the law, no user and no
inscription; whoever is connected to the KSZ may ask. Its message has no place for a
customer either: the certificate says who it is.

`sslCertificate` is the whole certificate, PEM. Source: our choice, because the sheet
says only that it is the one that was seen.

Source: contract sheet `ksz-testconnection-v1`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import Asker, KszAnswer, Service
from kruispunt_simulator.services._xml import Element, element
from kruispunt_simulator.sources import Sources

SERVICE: Final = "TestConnectionServiceService"
VERSION: Final = "v1"


def subject(root: Element) -> str:
    """
    Read nothing.

    Raises:
        LookupError: Always: it is about nobody.
    """
    raise LookupError("about nobody")


def period(root: Element) -> Period:
    """Give all time: nothing dated is asked."""
    return Period(begin=date.min.isoformat())


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find nothing: any text may be sent."""
    return ()


def ask_all(person: Person, today: date) -> tuple[tuple[Element, ...], ...]:
    """Ask nothing: it tells nothing of anybody."""
    return ()


def answer_to(root: Element, asker: Asker, sources: Sources, today: date) -> KszAnswer:
    """Show the certificate; the echo comes back by itself."""
    seen = element("sslCertificate", asker.certificate)
    return KszAnswer(status=None, content=(seen,))


SERVICES: Final = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="sendTestMessage",
        flow="technical",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer_to=answer_to,
        impersonal=True,
    ),
)
