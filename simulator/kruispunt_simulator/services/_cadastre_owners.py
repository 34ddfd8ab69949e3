"""
Who owns, in Dutch: the parties of an answer of MAGDA's cadastre, and their rights.

Source: contract sheet `magda-zoekeigendomstoestanden-02.00`; published examples of
MAGDA-Mock for what it leaves open: `Bron` of a number, the country, `-VG-` as the
description of a structured right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.buildings import BuildingAddress
from kruispunt_simulator.people.identity import Address
from kruispunt_simulator.people.property import (
    Owner,
    Parcel,
    Right,
    percent,
    total_of,
)
from kruispunt_simulator.services import _cadastre_codes as codes
from kruispunt_simulator.services._cadastre import (
    Row,
    Situation,
    owners_of,
    party_id,
)
from kruispunt_simulator.services._xml import Element, add, as_text
from kruispunt_simulator.sources import Sources

LANGUAGE: Final = "nl"
"""MAGDA serves no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What of the cadastre a question brings up."""

    only: str | None = None
    """Number of the party of whose rights alone is told; None: of everybody's."""
    structured: bool = False
    """The structured rights of VLABEL, and who lives on the property."""
    register_: bool = False
    """What the building register knows."""
    addresses: bool = False
    """Where the parties live."""
    today: date
    """The simulated day, on which they live there."""


def leaf(parent: Element, tag: str, value: object, row: Row) -> None:
    """Add one element the way MAGDA writes it: flags as 0 and 1, codes in two parts."""
    if row.codes is not None:
        add_code(add(parent, tag), str(value), row.codes)
    else:
        add(parent, tag, as_magda(value))


def add_code(parent: Element, code: str, known: dict[str, codes.Words]) -> None:
    """Add `Code`, and `Omschrijving` where the code is known."""
    add(parent, "Code", code)
    text = codes.meaning(known, code, LANGUAGE)
    if text is not None:
        add(parent, "Omschrijving", text)


def lives_on(person: Person | None, parcel: Parcel, today: date) -> bool:
    """Find out whether a person's address is that of a building on the parcel."""
    home = None if person is None else person.home(today)
    return home is not None and any(
        _same_place(home, building.address, parcel)
        for building in parcel.buildings
        if building.address is not None
    )


def _same_place(home: Address, address: BuildingAddress, parcel: Parcel) -> bool:
    municipality = address.municipality or parcel.municipality
    return (
        home.nis_code,
        home.street.casefold(),
        home.house_number,
        home.box_number,
    ) == (
        municipality.nis_code,
        address.street.casefold(),
        address.number,
        address.box,
    )


def add_parties(
    eigendom: Element, found: Iterable[Situation], sources: Sources, shown: Shown
) -> None:
    """Add `Partijen`: everybody whom the owners that are shown name, once."""
    owners = [o for s in found for o in owners_of(s.state, shown.only)]
    persons = dict.fromkeys(ssin for owner in owners for ssin in owner.persons)
    enterprises = {o.enterprise.number: o.enterprise for o in owners if o.enterprise}
    if not persons and not enterprises:
        return
    partijen = add(eigendom, "Partijen")
    if persons:
        personen = add(partijen, "Personen")
        for ssin in persons:
            person = sources.register(ssin)
            _add_person(add(personen, "Persoon"), ssin, person, shown)
    if enterprises:
        ondernemingen = add(partijen, "Ondernemingen")
        for number, enterprise in enterprises.items():
            onderneming = add(ondernemingen, "Onderneming")
            add(onderneming, "PartijId", party_id(number))
            add(onderneming, "Ondernemingsnummer", number).set("Bron", "kbo")
            add(onderneming, "Naam", enterprise.name)


def _add_person(
    persoon: Element, ssin: str, person: Person | None, shown: Shown
) -> None:
    add(persoon, "PartijId", party_id(ssin))
    add(persoon, "INSZ", ssin).set("Bron", "NRN")
    if person is None:
        return  # known to the cadastre by number only
    identity = person.identity
    naam = add(persoon, "Naam")
    add(add(naam, "Achternamen"), "Achternaam", identity.last_name)
    voornaam = add(add(naam, "Voornamen"), "Voornaam", identity.first_name)
    voornaam.set("GebruikelijkeVoornaam", "1")
    add(persoon, "Geboortedatum", identity.born)
    home = person.home(shown.today)
    if home is None:
        return
    add(add(persoon, "Gemeente"), "PostCode", home.postal_code)
    land = add(persoon, "Land")
    add(land, "NISCode", "150")
    add(land, "ISOCode", "BE")
    add(land, "Naam", "België")
    if shown.addresses:
        _add_home(add(persoon, "Adres"), home)


def _add_home(adres: Element, home: Address) -> None:
    number = (
        f"{home.house_number}{f' bus {home.box_number}' if home.box_number else ''}"
    )
    whole = f"{home.street} {number}, {home.postal_code} {home.city}"
    _add_text(adres, "VolledigAdres", whole, home)
    _add_text(adres, "Straatnaam", home.street, home)
    add(adres, "Huisnummer", home.house_number)
    if home.box_number is not None:
        add(adres, "Busnummer", home.box_number)
    _add_text(adres, "Gemeentenaam", home.city, home)
    add(adres, "Postcode", home.postal_code)
    add(adres, "NISCodeLand", "150")
    add(adres, "ISOCodeLand", "BEL")
    if home.nis_code is not None:
        add(adres, "NISCodeGemeente", home.nis_code)


def _add_text(adres: Element, tag: str, text: str, home: Address) -> None:
    made = add(adres, tag)
    add(made, "String", text)
    add(made, "Taal", home.language.lower())


def add_owner(
    recht: Element, owner: Owner, parcel: Parcel, sources: Sources, shown: Shown
) -> None:
    """Fill an `EigenaarRecht`: who, as what, with which rights."""
    kind, code = _kind(owner)
    if owner.parties:
        lijst = add(recht, "LijstId")
        lijst.set("Type", kind)
        for number in owner.parties:
            partij = add(lijst, "PartijId", party_id(number))
            if shown.structured and owner.persons:
                lives = lives_on(sources.register(number), parcel, shown.today)
                partij.set("WoontOpEigendom", str(int(lives)))
    if owner.anonymous is not None:
        add(recht, "Anoniem", owner.anonymous)
    if code:
        add_code(add(recht, "Type"), code, codes.OWNER)
    if owner.other_co_owners is not None:
        add(recht, "MedeEigenaars", owner.other_co_owners)
    _add_number(recht, "Beheerder", owner.managed_by)
    zakelijk = add(recht, "ZakelijkRecht")
    rechten = add(add(zakelijk, "Ongestructureerd"), "Rechten")
    for right in owner.rights:
        _add_right(add(rechten, "Recht"), right)
    if shown.structured and owner.parties:
        rechten = add(add(zakelijk, "Gestructureerd"), "Rechten")
        for number in owner.parties:
            _add_structured(add(rechten, "Recht"), number, owner)
    _add_number(recht, "Consessiehouder", owner.concession_holder)
    _add_number(recht, "OverledenPersoon", owner.inherited_from)
    if owner.clause is not None:
        add(recht, "ClausuleID", owner.clause)


def _kind(owner: Owner) -> tuple[str, str]:
    """Give `Type` of the list and the code of the owner."""
    if owner.couple is not None:
        return "Gemeenschap", "1"
    if owner.enterprise is not None:
        return "Onderneming", "5"
    return "Individueel", "4" if owner.person is not None else ""


def _add_number(parent: Element, tag: str, number: str | None) -> None:
    if number is not None:
        add(parent, tag, party_id(number))


def _add_right(recht: Element, right: Right) -> None:
    if right.description is not None:
        add(recht, "Omschrijving", right.description)
    soort = add(recht, "Type")
    add_code(soort, right.type, codes.RIGHT)
    add(soort, "Afkorting", codes.RIGHT[right.type].short(LANGUAGE))
    if right.expires is not None:
        is_year = isinstance(right.expires, int)
        add(add(recht, "Verval"), "Jaar" if is_year else "Datum", right.expires)
    numerator, denominator = right.numerator_and_denominator
    aandeel = add(recht, "Aandeel")
    add(aandeel, "Noemer", denominator)
    add(aandeel, "Teller", numerator)
    add(recht, "NietBepaald", int(right.undetermined))
    if right.delimited is not None:
        add(recht, "Afpaling", int(right.delimited))
    if right.surface is not None:
        add(recht, "CANietAfgepaald", right.surface)


def _add_structured(recht: Element, number: str, owner: Owner) -> None:
    """
    Add what VLABEL makes of the rights of one party.

    A couple shares equally. Source: our choice, because community property does.
    """
    add(recht, "PartijId", party_id(number))
    kinds = dict.fromkeys(right.type for right in owner.rights)
    add(recht, "Omschrijving", f"-{'-'.join(kinds)}-")
    for tag, code in (("Percentage_VG", "VG"), ("Percentage_VE", "VE")):
        total = total_of(owner.rights, frozenset({code})) / len(owner.parties)
        if total > Fraction():
            add(recht, tag, percent(total))


def as_magda(value: object) -> str:
    """Write a value as MAGDA does: flags as 0 and 1, a blank between date and time."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return as_text(value)
