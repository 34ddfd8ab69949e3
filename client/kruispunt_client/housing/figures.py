"""
Every number that the rules compare with, each with its source.

They are those of the texts; nothing else in this package holds a threshold.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

PILLAR_1_MIN: Final = 4
"""Points in pillar 1 (R-ZT-01). Source: Protocol Zorgtoeslag 2021-05-07 art. 3."""

TOTAL_MIN: Final = 6
"""Points in all pillars (R-ZT-01). Source: Protocol Zorgtoeslag 2021-05-07 art. 3."""

CHILD_MAX_AGE: Final = 21
"""
Years; who is 21 is no child any more (R-ZT-03).

Source: Protocol Zorgtoeslag 2021-05-07 art. 3 ("0 tot 21 jaar"); that 21 is excluded is
our choice.
"""

MAJORITY_AGE: Final = 18
"""Years. Source: the acts say "minderjarig"; Belgian civil law says when that ends."""

STATUS_C_PILLAR_1_MIN: Final = 4
"""Points in pillar 1 for status C, whatever the total (R-HS-01). Source: 22/004 §4."""

SELF_RELIANCE_MIN_POINTS: Final = 9
"""Points of 18 (R-SD-01, R-HS-01). Source: 22/004 §4, §26."""

SELF_RELIANCE_MAX_PER_PART: Final = 3
"""Points of one of the six parts. Source: contract sheet `ksz-handi-v2`."""

PERMANENT_DISABILITY_MIN_PERCENT: Final = Decimal(66)
"""Of body or mind (R-SD-01, R-HS-01). Source: 22/004 §4, §26."""

DISABILITY_CODE_FROM_66: Final = 2
"""Class of a child that begins at 66 %. Source: `_code-lists`, section 3."""

LEGISLATION_IVT: Final = 3
"""`legislation` of income replacement and integration. Source: `_code-lists`, 3."""

ASSESSMENT_MAX_AGE_YEARS: Final = 3
"""
Calendar years between income and application (R-INC-03, R-INC-04).

Source: Protocol Zorgtoeslag 2021-05-07 art. 2; Protocol WiV–Wonen in Limburg art. 3.
"""

OLD_RENOVATION_YEARS_BACK: Final = 2
"""Income year of the premium of 2021 (R-INC-02). Source: the same protocol, art. 2."""

MIJN_VERBOUW_PREMIE_SINCE: Final = date(2022, 7, 1)
"""From when 5.186 reads as replaced (R-PTL-04, R-INC-02). Source: 22/004 §9, §18."""

VDAB_SINCE: Final = date(2023, 1, 1)
"""Since when tenants must be registered (R-SCH-06). Source: 23/058 §67."""

MONTHS_PER_YEAR: Final = 12
"""For an allowance that is told per month."""
