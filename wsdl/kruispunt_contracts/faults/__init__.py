"""
WIRE_FAULTS: every error, warning and status that may leave, as data.

A rule names a row by its key; a dialect renders the row. So what the wire says is
decided here and nowhere else, and it is what the real platform would say: terse. Which
rule was broken, by what, goes to the trace.

Where a row leaves from:

| dialect | level  | place                                              | HTTP |
|---------|--------|----------------------------------------------------|------|
| magda   | 1      | SOAP fault, no Repliek                             | 500  |
| magda   | 2      | Repliek/Uitzonderingen, no Antwoorden              | 200  |
| magda   | 3      | Repliek/Antwoorden/Antwoord/Uitzonderingen         | 200  |
| ksz     | status | status of a normal reply, or of one source in it   | 200  |
| ksz     | fault  | SOAP fault; CBSSFault in its detail if it has code | 500  |
| ssdn    | summary| ResultSummary of SSDNReply, with ok="NO"           | 200  |

Rows of the KSZ that have a code leave so too when the question came over the SSDN.

One code can have several rows: another origin, level or type means another key. A key
that starts with a service (`zorgtoeslag.`, `arbeidsongeschiktheid.`, `handi.`) or with
a domain (`property.`, `language.`) is for that; `magda.` and `ksz.` rows are for all.

All texts are our own words: the real diagnoses are Dutch (MAGDA) and English (KSZ)
sentences on which nobody should rely. Sources, by short name:

- wiki N: page N of the public MAGDA user wiki of Digitaal Vlaanderen;
- wiki diff A/B: public comparison of two versions of a page there;
- MAGDA-Mock: published example messages and code (MAGDA-Mock, -v2, -Community-v2);
- Go Vocal: public Ruby client and acceptance task for MAGDA;
- association-registry: public .NET client for MAGDA, with recorded replies;
- Lino: public Python client for the KSZ, with recorded replies;
- WSS: OASIS Web Services Security, SOAP Message Security 1.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from kruispunt_contracts.faults import (
    disability,
    family_benefits,
    ksz,
    living_wage_income,
    magda,
    pension,
    persons,
    property,
    repertory,
    ssdn,
    unemployment,
)
from kruispunt_contracts.faults.row import Level, WireFault

__all__ = ["WIRE_FAULTS", "Level", "WireFault"]


def _by_key(*groups: Iterable[WireFault]) -> Mapping[str, WireFault]:
    rows: dict[str, WireFault] = {}
    for group in groups:
        for row in group:
            if row.key in rows:
                raise ValueError(f"two wire faults are called {row.key}")
            rows[row.key] = row
    return MappingProxyType(rows)


WIRE_FAULTS: Final[Mapping[str, WireFault]] = _by_key(
    magda.GATEWAY,
    magda.REQUEST,
    magda.QUESTION,
    magda.ZORGTOESLAG,
    magda.ARBEIDSONGESCHIKTHEID,
    persons.PERSONS,
    repertory.REPERTORY,
    family_benefits.KIND_VOORDELEN,
    family_benefits.CHILD_BENEFITS,
    property.PROPERTY,
    property.LANGUAGE,
    ksz.STATUS,
    ksz.HANDI,
    ksz.FAULT,
    ksz.SOAP,
    disability.VAPH,
    disability.SOCIAAL_STATUUT,
    living_wage_income.QUESTION,
    living_wage_income.LEEFLOON,
    living_wage_income.AANSLAGBILJET,
    living_wage_income.TAX_ASSESSMENT,
    pension.PENSIOEN,
    ssdn.PENSION_REGISTER,
    unemployment.STATUS,
    unemployment.UNEMPLOYMENT,
    unemployment.JOB_SEEKER,
)
"""Every row by its key; read-only."""
