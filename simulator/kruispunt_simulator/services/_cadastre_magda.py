"""
The cadastre in Dutch: `Eigendom`, as MAGDA's two services about it answer.

What differs per question is which owners are shown, and whether the structured rights,
the building register and the addresses of the parties are.

Source: contract sheet `magda-zoekeigendomstoestanden-02.00`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kruispunt_simulator.people.buildings import Building, BuildingAddress
from kruispunt_simulator.people.property import Parcel
from kruispunt_simulator.services import _cadastre_codes as codes
from kruispunt_simulator.services._cadastre import (
    InParcel,
    Situation,
    owners_of,
    write,
)
from kruispunt_simulator.services._cadastre_owners import (
    Shown,
    add_code,
    add_owner,
    add_parties,
    as_magda,
    leaf,
)
from kruispunt_simulator.services._cadastre_rows import (
    MAGDA_BUILDING,
    MAGDA_LAND,
    MAGDA_PARCEL,
    MAGDA_PART,
    MAGDA_PLACE,
    MAGDA_STATE,
)
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources


def inhoud(found: Sequence[Situation], sources: Sources, shown: Shown) -> Element:
    """
    Make the `Inhoud` of an answer.

    Args:
        found: What is told, in this order; at least one.
        sources: For the names in the registers of persons.
        shown: What of it.
    """
    made = element("Inhoud")
    eigendom = add(made, "Eigendom")
    add_parties(eigendom, found, sources, shown)
    toestanden = add(eigendom, "Eigendomstoestanden")
    for situation in found:
        toestand = add(toestanden, "Eigendomstoestand")
        _add_state(add(toestand, "StatusInformatie"), situation)
        _add_parcel(add(toestand, "Perceel"), situation.parcel, shown)
        rechten = add(toestand, "EigenaarsRechten")
        for owner in owners_of(situation.state, shown.only):
            add_owner(
                add(rechten, "EigenaarRecht"), owner, situation.parcel, sources, shown
            )
    return made


def address_of(building: Building, parcel: Parcel) -> tuple[tuple[str, str], ...]:
    """
    Name a building's address as the Annotaties about the building register do.

    Returns:
        Name and value; empty when the cadastre has no address.

    Source: MAGDA-Mock (examples).
    """
    if building.address is None:
        return ()
    address = building.address
    municipality = address.municipality or parcel.municipality
    pairs = (
        ("Straat/Code", address.street_code),
        ("Straat/Naam", address.street),
        ("Huisnummer", address.number),
        ("Gemeente/NISCode", municipality.nis_code),
        ("Gemeente/Naam", municipality.name),
    )
    return tuple((f"Gebouw/Adres/{name}", text) for name, text in pairs if text)


def _add_state(status: Element, situation: Situation) -> None:
    state, before = situation.state, situation.before
    article = add(status, "ArtikelInschrijving")
    add(article, "Huidig", state.article)
    add(article, "Voorgaand", (before or state).article)
    versie = add(status, "Versie")
    add(versie, "Begin", as_magda(state.recorded))
    if situation.after is not None:
        add(versie, "Einde", as_magda(situation.after.recorded))
    if situation.struck:
        add(versie, "Annulatie", as_magda(state.struck))
    if state.kind is not None:
        add_code(add(status, "StatusEigendom"), state.kind, codes.NONE)
    periode = add(status, "PeriodeStatus")
    _add_days(periode, situation.first(fiscal=True), "Begin")
    _add_days(periode, situation.last(fiscal=True), "Einde")
    juridisch = add(status, "PeriodeJuridisch")
    add(juridisch, "Begin", situation.first(fiscal=False))
    last = situation.last(fiscal=False)
    if last is not None:
        add(juridisch, "Einde", last)
    write(status, MAGDA_STATE, state, leaf)


def _add_days(periode: Element, day: date | None, end: str) -> None:
    if day is not None:
        add(periode, end, day)
        add(periode, f"Jaar{end}", day.year)


def _add_parcel(perceel: Element, parcel: Parcel, shown: Shown) -> None:
    before, middle, after = MAGDA_PARCEL
    write(perceel, MAGDA_PLACE, parcel, leaf)
    if parcel.parts:
        informaties = add(perceel, "AlgemeneInformaties")
        for part in parcel.parts:
            informatie = add(informaties, "AlgemeneInformatie")
            write(informatie, MAGDA_PART, InParcel(parcel, part), leaf)
    write(perceel, before, parcel, leaf)
    if parcel.buildings:
        gebouwen = add(perceel, "Gebouwen")
        for building in parcel.buildings:
            gebouw = add(gebouwen, "Gebouw")
            _add_address(gebouw, building, parcel, shown)
            write(gebouw, MAGDA_BUILDING, building, leaf)
    write(perceel, middle, parcel, leaf)
    if parcel.land:
        lijst = add(perceel, "LijstOnbebouwd")
        for land in parcel.land:
            write(add(lijst, "Onbebouwd"), MAGDA_LAND, land, leaf)
    write(perceel, after, parcel, leaf)


def _add_address(
    gebouw: Element, building: Building, parcel: Parcel, shown: Shown
) -> None:
    address, register = building.address, building.register_
    linked = shown.register_ and register is not None and register.matches == 1
    if address is not None:
        adres = add(gebouw, "Adres")
        if address.since is not None:
            adres.set("DatumBegin", address.since.isoformat())
        if address.until is not None:
            adres.set("DatumEinde", address.until.isoformat())
        _add_street(adres, address, parcel)
        if linked and register is not None and register.street_id is not None:
            identificator = add(adres, "StraatIdentificator")
            add(identificator, "LokaleIdentificator", register.street_id)
            add(identificator, "Naamruimte", "data.vlaanderen.be/id/straatnaam")
        if address.is_fictitious is not None:
            add(adres, "StraatNep", int(address.is_fictitious))
    if not linked or register is None:
        return
    if register.address_id is not None:
        add(gebouw, "AdresId", register.address_id)
    if register.objects:
        objecten = add(gebouw, "AdresseerbareObjecten")
        for known in register.objects:
            made = add(objecten, "AdresseerbaarObject")
            add(made, "ObjectType", known.type)
            add(made, "ObjectId", known.id)
            add(made, "Detail", known.detail)


def _add_street(adres: Element, address: BuildingAddress, parcel: Parcel) -> None:
    straat = add(adres, "Straat")
    add(straat, "Code", address.street_code)
    add(straat, "Naam", address.street)
    if address.number is not None:
        add(adres, "Huisnummer", address.number)
    if address.box is not None:
        add(adres, "Busnummer", address.box)
    municipality = address.municipality or parcel.municipality
    gemeente = add(adres, "Gemeente")
    add(gemeente, "NISCode", municipality.nis_code)
    if municipality.postal_code is not None:
        add(gemeente, "PostCode", municipality.postal_code)
    add(gemeente, "Naam", municipality.name)
    land = add(adres, "Land")
    add(land, "NISCode", "150")
    add(land, "ISOCode", "BEL")
    add(land, "Naam", "België")
    if address.number is not None:
        add(add(adres, "Sortering"), "Huisnummer", address.number)
