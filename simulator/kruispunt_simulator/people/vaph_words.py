"""
The words of VAPH: element by key, and what all blocks of its file share.

Keys are English, but for words that are names: imb (individual material aid), rth (care
that is directly accessible), pab and pvb (the budget of a minor and of an adult), and
the scales. `WORDS` gives the element of GeefVolledigDossierHandicap 03.00 for each key
that the contract calls otherwise.

Source: contract sheet `magda-geefvolledigdossierhandicap-03.00`.
"""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Final, Self

from pydantic import AliasGenerator, ConfigDict, Field, model_validator

from kruispunt_simulator.people.base import Section, wire_name

WORDS: Final = MappingProxyType(
    {
        "activities": "activiteiten",
        "address": "adres",
        "advance": "terugvorderbaarVoorschot",
        "agreements": "overeenkomsten",
        "aid": "imbHulpmiddel",
        "aid_description": "omschrijvingHulpmiddel",
        "amount": "bedrag",
        "assigned_points": "toegewezenZorgpunten",
        "b_value": "bWaarde",
        "balance": "saldoBudget",
        "box_number": "busnummer",
        "care_intensity": "zorgZwaarte",
        "care_points": "zorgpunten",
        "category": "budgetcategorie",
        "cbe_number": "ondernemingsnummer",
        "count": "aantalRegistraties",
        "country": "land",
        "day_activities": "dagbesteding",
        "diagnosis": "diagnose",
        "disabilities": "handicaps",
        "disabled": "heeftHandicap",
        "disorders": "stoornissen",
        "email": "emailadres",
        "explanation": "toelichting",
        "file_number": "dossiernummer",
        "frequency": "frequentie",
        "function": "functie",
        "functions": "ondersteuningsfuncties",
        "granted": "toegewezenBedrag",
        "height": "budgethoogte",
        "house_number": "huisnummer",
        "invoice_reference": "factuurReferentie",
        "invoiced": "factuurdatum",
        "kind": "type",
        "latest_report": "laatsteVerslag",
        "limitations": "beperkingen",
        "lower_left": "ondersteLedematenLinks",
        "lower_right": "ondersteLedematenRechts",
        "motivation": "vraagMotiveringMeerwaarde",
        "motor_limitations": "motorischeBeperkingen",
        "municipality": "gemeente",
        "name": "naam",
        "ordinary": "gewoneVraag",
        "outside_budget": "nietPvbGebondenZorg",
        "p_value": "pWaarde",
        "payable": "betaalbaar",
        "payable_since": "facturenBetaalbaarVanaf",
        "performance": "p",
        "personal": "persoonsgegevens",
        "personal_budget": "persoonsvolgendBudget",
        "phone": "telefoonnummer",
        "plan_question": "vraagOndersteuningsplan",
        "plans": "ondersteuningsplannen",
        "points": "punten",
        "postal_code": "postcode",
        "proofs": "bewijzen",
        "provider": "zorgaanbieder",
        "recognition": "erkenningHandicap",
        "recognition_number": "erkenningsnummer",
        "registrations": "registratiesPerJaar",
        "report": "verslag",
        "reporter": "mdtVerslagNemer",
        "representatives": "wettelijkeVertegenwoordigers",
        "requested": "aanvraagdatum",
        "requested_category": "gevraagdeBudgetcategorie",
        "self_reliance": "zelfredzaamheid",
        "sent": "verzendingsdatum",
        "shortfalls": "tekortenHuidigeOndersteuning",
        "since": "startdatum",
        "spine": "wervelkolom",
        "ssin": "rijksregisternummer",
        "steps_300m": "stappen300m",
        "street": "straat",
        "supervision_needed": "noodAanToezicht",
        "supplier": "leverancier",
        "taken": "datum",
        "text": "omschrijving",
        "total": "t",
        "unit": "eenheid",
        "until": "einddatum",
        "upper_left": "bovensteLedematenLinks",
        "upper_right": "bovensteLedematenRechts",
        "urgent": "dringendeVraag",
        "verbal": "v",
        "waiting": "inAfwachtingVanBudgetOfExtraBudget",
        "what": "wettelijkeVertegenwoordigerType",
        "working_capital": "werkkapitaal",
        "year": "jaar",
        "year_budgets": "jaarbudgetten",
    }
)
"""Element by key, where it is not the key itself in the spelling of the wire."""

KNOWN_FROM: Final = ("invoiced", "requested", "sent", "since", "taken")
"""Keys of the days on which a section comes to be known; the last of them counts."""

Text = Annotated[str, Field(min_length=1, max_length=255)]


def _element(key: str) -> str:
    return WORDS.get(key, wire_name(key))


class VaphSection(Section):
    """A block of the file: every leaf is optional, as in the contract."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=_element)
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        since, until = getattr(self, "since", None), getattr(self, "until", None)
        if since is not None and until is not None and until < since:
            raise ValueError(f"ends on {until}, before it begins on {since}")
        return self

    def is_known(self, today: date) -> bool:
        """Whether VAPH knows this on a day: what is to come, it does not."""
        days = (getattr(self, key, None) for key in KNOWN_FROM)
        return all(_day(each) <= today for each in days if each is not None)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
