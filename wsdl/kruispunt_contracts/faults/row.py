"""The shape of one row of `WIRE_FAULTS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kruispunt_contracts.catalogue import Dialect

Level = Literal["1", "2", "3", "status", "fault", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireFault:
    """One thing that can leave. Which fields count depends on dialect and level."""

    key: str
    """Stable id, by which rules name the row."""
    dialect: Dialect
    """Equal to "magda", "ksz" or "ssdn"."""
    level: Level
    code: str
    """`Identificatie`, `reasonCode` or status `code`; empty for a SOAP fault that has
    none."""
    origin: str
    """`Oorsprong` (at most 5 characters), `authorCode` or `AuthorCodeList`; a status
    does not show it."""
    type: str | None
    """FOUT, WAARSCHUWING or INFORMATIE; FATAL in a KSZ fault; ERROR in a summary; None
    in a status."""
    value: str | None
    """Status value, such as NO_RESULT; None elsewhere."""
    text: str
    """`Diagnose`, `diagnostic` or status `description`."""
    meaning: str
    """For people: what it means and what the asker can do."""
    source: str
    """Where this row comes from, or "our choice, because …"."""
    faultcode: str | None = None
    """Of a SOAP fault: a local name of the SOAP namespace (`Server`), or a Clark name
    of another one (WS-Security)."""
    faultstring: str | None = None
    """Of a SOAP fault: a format string; `{reason}`, where it has that, is for the
    reason in one line."""

    @property
    def http_status(self) -> int:
        """
        Status of the HTTP reply.

        Source: SOAP 1.1 section 6.2 asks 500 for a fault. Recorded MAGDA clients have
        seen 200 too, so a client must read the body in either case.
        """
        return 500 if self.level in ("1", "fault") else 200

    @property
    def is_cbss(self) -> bool:
        """True when the fault has a CBSSFault, with the code, in its detail."""
        return self.dialect is Dialect.KSZ and self.level == "fault" and self.code != ""
