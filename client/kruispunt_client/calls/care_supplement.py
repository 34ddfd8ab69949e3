"""GeefZorgtoeslag 02.00: care supplement of a child, from Opgroeien through MAGDA."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kruispunt_client.calls.question import Call, Period, Question, moment, one_way
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Wetgeving:
    """Legislation, as a code with or without its text."""

    code: Annotated[int, Wire("Code")]
    omschrijving: Annotated[str | None, Wire("Omschrijving/_value_1")]
    taal: Annotated[str | None, Wire("Omschrijving/Taal")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAanvraag:
    """How far the request for a recognition is."""

    wetgeving: Annotated[Wetgeving, Wire("Wetgeving")]
    datum_aanvraag: Annotated[date | None, Wire("DatumAanvraag")]
    erkenning_lopende: Annotated[bool, Wire("ErkenningLopende")]
    datum_dossier_volledig: Annotated[date | None, Wire("DatumDossierVolledig")]
    in_beroep: Annotated[bool, Wire("InBeroep")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pijlers:
    """Points per pillar; each is None when withheld or not given."""

    pijler1: Annotated[int | None, Wire("Pijler1")]
    """Physical and mental consequences, 0 to 6."""
    pijler2: Annotated[int | None, Wire("Pijler2")]
    """Participation, 0 to 12."""
    pijler3: Annotated[int | None, Wire("Pijler3")]
    """Consequences for the family, 0 to 18."""
    sub_pijler2_1: Annotated[int | None, Wire("SubpijlerPijler2/SubPijler2.1")]
    """Learning, education and social integration."""
    sub_pijler2_2: Annotated[int | None, Wire("SubpijlerPijler2/SubPijler2.2")]
    """Communication."""
    sub_pijler2_3: Annotated[int | None, Wire("SubpijlerPijler2/SubPijler2.3")]
    """Mobility."""
    sub_pijler2_4: Annotated[int | None, Wire("SubpijlerPijler2/SubPijler2.4")]
    """Self-care."""
    sub_pijler3_1: Annotated[int | None, Wire("SubpijlerPijler3/SubPijler3.1")]
    """Treatment at home."""
    sub_pijler3_2: Annotated[int | None, Wire("SubpijlerPijler3/SubPijler3.2")]
    """Travel for treatment."""
    sub_pijler3_3: Annotated[int | None, Wire("SubpijlerPijler3/SubPijler3.3")]
    """Adapting living conditions."""
    totaal: Annotated[int | None, Wire("Totaal")]
    """0 to 36."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erkenning:
    """One recognition, with its period and points."""

    datum_beslissing: Annotated[date, Wire("StatusErkenning/DatumBeslissing")]
    begindatum: Annotated[date, Wire("StatusErkenning/PeriodeErkenning/Begindatum")]
    einddatum: Annotated[
        date | None, Wire("StatusErkenning/PeriodeErkenning/Einddatum")
    ]
    """None: open."""
    wetgeving: Annotated[Wetgeving, Wire("Wetgeving")]
    pijlers: Annotated[Pijlers | None, Wire("ResultaatErkenningKind/Pijlers")]
    status_beslissing: Annotated[str, Wire("StatusBeslissing")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zorgtoeslag:
    """What Opgroeien knows of one child."""

    insz: Annotated[str, Wire("INSZ")]
    status_aanvraag: Annotated[StatusAanvraag | None, Wire("StatusAanvraag")]
    """None when not asked, or when there is no request."""
    erkenningen: Annotated[tuple[Erkenning, ...], Wire("Erkenningen/Erkenning")]


def care_supplement(
    insz: str,
    *,
    on: date | None = None,
    period: Period | None = None,
    status_aanvraag: bool = True,
    erkenningen: bool = True,
    user: str | None = None,
) -> Call[Zorgtoeslag]:
    """
    Ask for the care supplement of a child.

    Via `wiv` or `magda` GeefZorgtoeslag 02.00.

    Args:
        insz: Of the child.
        on: Reference date, today or earlier; or `period`.
        period: First and last day.
        status_aanvraag: Whether to give the state of the request.
        erkenningen: Whether to give the recognitions.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        The supplement; `data` is None when nothing is known.

    Raises:
        InvalidRequest: Nothing is asked, or the dates do not fit together.

    Source: `magda-geefzorgtoeslag-02.00`.
    """
    if not (status_aanvraag or erkenningen):
        raise InvalidRequest("ask for status_aanvraag, erkenningen, or both")
    chosen = moment(on, period)
    when = (
        {"Periode": {"Begindatum": chosen[0], "Einddatum": chosen[1]}}
        if isinstance(chosen, tuple)
        else {"Referentiedatum": chosen}
    )
    criteria = {
        "INSZ": insz,
        **when,
        "GewensteInformatie": {
            "StatusAanvraag": "1" if status_aanvraag else "0",
            "Erkenningen": "1" if erkenningen else "0",
        },
    }
    question = Question(
        service="GeefZorgtoeslag",
        version="02.00.0000",
        operation="GeefZorgtoeslag",
        content={"Inhoud": {"Criteria": criteria, "Taal": "nl"}},
        subject=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/Zorgtoeslag"
    return one_way(question, lambda repliek: read_at(Zorgtoeslag, repliek, path))
