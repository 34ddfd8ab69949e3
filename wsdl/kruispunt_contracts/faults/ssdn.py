"""
What a source says over the SSDN of the KSZ. Shape and sources: `faults`.

The KSZ itself refuses over the SSDN with the codes it has elsewhere (`ksz.py`), as a
ReasonCode of the list CBSS. Here are only those that a source raises, in a list of its
own.

Source: our choice, because the eight-digit codes of the SSDN and the list of the
pension register are not public. The KSZ's own published codes mean the same.
"""

from __future__ import annotations

from typing import Final

from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.faults.row import WireFault

CBSS: Final = "CBSS"
"""AuthorCodeList of the KSZ itself. Source: recorded replies in Lino."""
PENSKAD: Final = "PENSKAD"
"""AuthorCodeList of the pension register; the name is in its messages."""


def _detail(
    key: str, code: str, text: str, *, origin: str, meaning: str, source: str
) -> WireFault:
    """Build a row that leaves as an ERROR in the ResultSummary of a reply."""
    return WireFault(
        key=key,
        dialect=Dialect.SSDN,
        level="summary",
        code=code,
        origin=origin,
        type="ERROR",
        value=None,
        text=text,
        meaning=meaning,
        source=source,
    )


PENSION_REGISTER = (
    _detail(
        "penskad.unknown",
        "MSG00021",
        "The SSIN is not known at the pension register",
        origin=PENSKAD,
        meaning="The pension register never had a file about this person.",
        source="our choice, because only MAGDA's code for it (40141) is published; "
        "MSG00021 means the same elsewhere",
    ),
    _detail(
        "penskad.not-in-context",
        "MSG00012",
        "The SSIN is not sufficiently integrated at the pension register",
        origin=PENSKAD,
        meaning="The pension register knows this person, but not for a purpose that "
        "this question may use.",
        source="our choice, because only MAGDA's code for it (40142) is published; "
        "MSG00012 means the same when the KSZ says it of the customer",
    ),
)
