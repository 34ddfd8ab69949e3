"""
The schemes of social housing, and who is a person dependent in each.

| scheme | article | (a) domiciled child | (b) child that stays regularly |
| --- | --- | --- | --- |
| rent subsidy | 5.163 | minor or benefits | of the tenant; minor or benefits |
| rent premium | 5.176 | the same (decided) | the same (decided) |
| renovation premium | 5.186 as of 2021 | minor or benefits | of the occupant; idem |
| MijnVerbouwPremie | 5.186 as of 2022-07-01 | minor *and* benefits | idem |
| adaptation premium | 5.196 | minor or benefits | of the occupant; idem |
| social rent | 6.1, 4° | minor or benefits | also of a household member; idem |

(c) is the same everywhere: who is severely disabled, or was when retiring. That the
applicant counts by (c) as well is said of the rent subsidy and of the
MijnVerbouwPremie; of the others the texts do not say it, and neither do we.

Source: R-PTL-01 to R-PTL-07, R-PTL-10, R-PTL-15.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from kruispunt_client.housing.figures import MIJN_VERBOUW_PREMIE_SINCE


class Scheme(Enum):
    """What is applied for; the value is its article."""

    RENT_SUBSIDY = "5.163"
    RENT_PREMIUM = "5.176"
    RENOVATION_PREMIUM_2021 = "5.186 (2021)"
    """Of before 2022-07-01."""
    MIJN_VERBOUW_PREMIE = "5.186"
    """From 2022-07-01."""
    ADAPTATION_PREMIUM = "5.196"
    SOCIAL_RENT = "6.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who is dependent in a scheme, where the schemes differ."""

    rules: tuple[str, ...]
    """Ids of the rules that define it."""
    domiciled_needs_both: bool = False
    """(a): whether the child must be a minor *and* give right to benefits."""
    child_of_member: bool = False
    """(b): whether a child of a household member will do."""
    applicant: str | None = None
    """Rule by which a disabled applicant counts; None: the texts do not say it."""


TERMS: Final[Mapping[Scheme, Terms]] = MappingProxyType(
    {
        Scheme.RENT_SUBSIDY: Terms(rules=("R-PTL-01",), applicant="R-PTL-07"),
        Scheme.RENT_PREMIUM: Terms(rules=("R-PTL-01", "R-PTL-02")),
        Scheme.RENOVATION_PREMIUM_2021: Terms(rules=("R-PTL-03",)),
        Scheme.MIJN_VERBOUW_PREMIE: Terms(
            rules=("R-PTL-04",), domiciled_needs_both=True, applicant="R-PTL-15"
        ),
        Scheme.ADAPTATION_PREMIUM: Terms(rules=("R-PTL-03",)),
        Scheme.SOCIAL_RENT: Terms(rules=("R-PTL-05",), child_of_member=True),
    }
)


def renovation_premium(applied: date) -> Scheme:
    """
    Give the scheme of 5.186 in the version that held on a day.

    Args:
        applied: Day of the application.

    Source: 22/004 §9, §10, §18: as replaced from 2022-07-01 on.
    """
    if applied < MIJN_VERBOUW_PREMIE_SINCE:
        return Scheme.RENOVATION_PREMIUM_2021
    return Scheme.MIJN_VERBOUW_PREMIE
