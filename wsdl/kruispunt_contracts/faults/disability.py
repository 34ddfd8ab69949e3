"""
What GeefVolledigDossierHandicap and GeefSociaalStatuut say. Shape, sources: `faults`.

The other services about a handicap pass on what the KSZ says (`magda.ksz-…`).
"""

from __future__ import annotations

from typing import Final

from kruispunt_contracts.faults.magda import _uitzondering

_VAPH: Final = "wiki diff 1271333061/1277362356"

VAPH = (
    _uitzondering(
        "vaph.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="VAPH has no file about this person.",
        source="MAGDA-Mock (example): origin RR",
        origin="RR",
    ),
    _uitzondering(
        "vaph.fatal-error",
        "3",
        "16013",
        "Er is een fatale fout opgetreden bij het VAPH.",
        meaning="VAPH could not answer; ask again later.",
        source=f"{_VAPH}; level and origin as the page of the service has them",
        origin="VAPH",
    ),
    _uitzondering(
        "vaph.access-error",
        "3",
        "60013",
        "Er is een fout opgetreden in de toegang tot de bron.",
        meaning="VAPH could not be reached in time; ask again later.",
        source=f"{_VAPH}; origin MAGDA or VAPH",
    ),
)

SOCIAAL_STATUUT = (
    _uitzondering(
        "sociaalstatuut.nothing-found",
        "3",
        "30001",
        "Er zijn geen gegevens gevonden.",
        meaning="No status can be tested for this person then; Omstandigheid has the "
        "code of the KSZ, SSH00048.",
        source="MAGDA-Mock (example)",
        origin="KSZ",
    ),
)
