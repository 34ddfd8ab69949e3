"""
The codes of family benefits: one concept, three lists.

MAGDA 02.00 and the KSZ have open lists, MAGDA 02.01 a closed one in which the social
supplement is no code but a branch of its own. Codes marked `our choice` were not seen
in their list, but the concept exists in another one and must pass through all.

Source: `_code-lists` 2; contract sheet `magda-geefkindvoordelen-02.01`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One concept on the wire."""

    ksz: str
    magda: str
    """In both editions; 02.01 has none for `social`."""
    dutch: str
    french: str
    german: str


PAYMENTS: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "basic": Code(
            ksz="BASIC",
            magda="BASIS",
            dutch="basisbedrag",
            french="montant de base",
            german="Basisbetrag",
        ),
        "child_benefit": Code(
            ksz="CHILD_ALLOWANCE",
            magda="KINDERBIJSLAG",
            dutch="kinderbijslag",
            french="allocations familiales",
            german="Familienbeihilfen",
        ),
        "childcare": Code(
            ksz="CHILD_CARE",  # our choice
            magda="KINDEROPVANG",
            dutch="kinderopvangtoeslag",
            french="supplément pour l'accueil",
            german="Betreuungszulage",
        ),
        "toddler": Code(
            ksz="TODDLER",
            magda="KLEUTER",
            dutch="kleutertoeslag",
            french="supplément pour tout-petit",
            german="Kleinkindzulage",
        ),
        "support": Code(
            ksz="SUPPORT",  # our choice
            magda="ONDERSTEUNINGSTOESLAG",
            dutch="ondersteuningstoeslag",
            french="supplément de soutien",
            german="Unterstützungszulage",
        ),
        "school_allowance": Code(
            ksz="OTHER_PARTICIPATION",
            magda="PARTICIPATIE_SELECTIEF",
            dutch="schooltoeslag",
            french="allocation scolaire",
            german="Schulbeihilfe",
        ),
        "school_bonus": Code(
            ksz="UNIVERSAL_PARTICIPATION",
            magda="PARTICIPATIE_UNIVERSEEL",
            dutch="schoolbonus",
            french="prime scolaire",
            german="Schulprämie",
        ),
        "foster_care": Code(
            ksz="FOSTER_CARE",
            magda="ZORG_PLEEG",
            dutch="pleegzorgtoeslag",
            french="supplément d'accueil familial",
            german="Pflegekinderzulage",
        ),
        "special_needs": Code(
            ksz="SPECIAL_CARE",
            magda="ZORG_SPECIALE_NODEN",
            dutch="zorgtoeslag specifieke ondersteuningsbehoefte",
            french="supplément pour besoins spécifiques",
            german="Zulage bei besonderem Bedarf",
        ),
        "orphan": Code(
            ksz="ORPHAN_CARE",
            magda="ZORG_WEES",
            dutch="wezentoeslag",
            french="supplément d'orphelin",
            german="Waisenzulage",
        ),
        "social": Code(
            ksz="SOCIAL",
            magda="SOCIAAL",
            dutch="sociale toeslag",
            french="supplément social",
            german="Sozialzulage",
        ),
    }
)
"""By `Category` of a person's file."""

BONUSES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "birth": Code(
            ksz="BIRTH",
            magda="GEBOORTE",  # our choice
            dutch="startbedrag geboorte",
            french="prime de naissance",
            german="Geburtsprämie",
        ),
        "prepaid_birth": Code(
            ksz="PRE_PAYMENT_BIRTH",
            magda="VOORAFBETALING_GEBOORTE",
            dutch="startbedrag geboorte, vooraf betaald",
            french="prime de naissance, payée d'avance",
            german="Geburtsprämie, im Voraus gezahlt",
        ),
        "adoption": Code(
            ksz="ADOPTION",
            magda="ADOPTIE",  # our choice
            dutch="startbedrag adoptie",
            french="prime d'adoption",
            german="Adoptionsprämie",
        ),
    }
)
"""By `kind` of a bonus in a person's file."""


def concept(codes: Mapping[str, Code], ksz: str) -> str | None:
    """Find the concept of a code of the KSZ; None when the lists do not have it."""
    for name, code in codes.items():
        if code.ksz == ksz:
            return name
    return None
