"""
From records to elements: one walk over the fields of a section, whose aliases name the
elements, and a few shapes that need a function of their own.

The pen remembers which codes it found no description for: MAGDA says so (99984).

Source: contract sheets of the four person services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import BelgianAddress
from kruispunt_simulator.people.registers.addresses import (
    BestIds,
    ContactAddress,
    DetailedAddress,
    ReferencePlace,
    Residence,
    StatedAddress,
)
from kruispunt_simulator.people.registers.birth import (
    AbsentPersonDecision,
    Representative,
)
from kruispunt_simulator.people.registers.common import (
    BELGIUM,
    BirthPlace,
    Code,
    Place,
    Reference,
    ReferenceName,
    RegisteredPlace,
    in_turn,
)
from kruispunt_simulator.people.registers.descent import Parent
from kruispunt_simulator.people.registers.names import Name
from kruispunt_simulator.people.registers.stay import Reunited
from kruispunt_simulator.people.registers.unions import CivilStatus
from kruispunt_simulator.services._persoon import codes
from kruispunt_simulator.services._persoon.derived import (
    HouseholdMember,
    OtherFile,
    Stay,
)
from kruispunt_simulator.services._xml import Element, add, element
from kruispunt_simulator.sources import Sources

BEST: Final = "BE.BEST"
"""
`Naamruimte` of numbers in the address registers.

Source: our choice, because the real one is an address on the web, where nobody is to go
from here.
"""
LANGUAGE: Final = "nl"


@dataclass(slots=True, kw_only=True)
class Pen:
    """Writes what a register shows, as seen on one day."""

    sources: Sources
    """Their registers tell about whoever is only named by number."""
    today: date
    undescribed: dict[tuple[str, str], None] = field(default_factory=dict)
    """Element and code, each once, in the order of the answer."""

    def write(self, tag: str, section: Section) -> Element:
        """Write a section as an element of this name."""
        made = element(tag)
        for kind, write in _SPECIAL.items():
            if isinstance(section, kind):
                self._days(made, section)
                write(self, made, section)
                return made
        self._fields(made, section)
        return made

    def _fields(self, made: Element, section: Section) -> None:
        for name, info in type(section).model_fields.items():
            value = getattr(section, name)
            tag = str(info.serialization_alias or name)
            if value is None or value == ():
                continue
            if tag in _DAYS:
                made.set(_DAYS[tag], str(value))
            elif isinstance(section, CivilStatus) and name == "status":
                self.code(made, ".", Code(code=codes.CIVIL_STATES[value]))
            else:
                self._value(made, tag, value)

    def _value(self, parent: Element, tag: str, value: Any) -> None:
        if isinstance(value, tuple):
            wrapper, item = tag.split("/")
            around = add(parent, wrapper)
            for each in value:
                self._value(around, item, each)
        elif type(value) is Code:
            self.code(parent, tag, value)
        elif isinstance(value, Section):
            parent.append(self.write(tag, value))
        elif tag == "Land":
            country(add(parent, tag), str(value))
        else:
            add(parent, tag, value)

    def _days(self, made: Element, section: Section) -> None:
        for name, attribute in _PERIOD.items():
            value = getattr(section, name, None)
            if value is not None:
                made.set(attribute, str(value))

    # Small shapes

    def code(self, parent: Element, tag: str, code: Code) -> Element:
        """Write a code with its description; tag `.` writes right into the parent."""
        made = parent if tag == "." else add(parent, tag)
        add(made, "Code", code.code)
        around = parent.getparent() if tag == "." else parent
        block = "" if around is None else around.tag
        label = code.label or codes.describe(block, made.tag, code.code)
        if label is None:
            self.undescribed[made.tag, code.code] = None
        else:
            add(made, "Omschrijving", label).set("Taal", LANGUAGE)
        return made

    def number_and(self, made: Element, ssin: str, *wanted: str) -> None:
        """Write a number, and of its person what is wanted, in that order."""
        add(made, "INSZ", ssin)
        person = self.sources.register(ssin)
        for tag in wanted:
            if person is None:
                continue
            if tag == "Geboortedatum":
                add(made, tag, born(person))
            elif tag == "Geslacht":
                self.code(made, tag, Code(code=codes.SEXES[person.identity.sex]))
            elif tag == "Naam":
                made.append(self.name_of(person))

    def name_of(self, person: Person) -> Element:
        """Write the present name of somebody who is mentioned, without its days."""
        held = [n for n in in_turn(person.registers.names) if n.holds(self.today)]
        identity = person.identity
        made = element("Naam")
        if held:
            _names(made, held[-1].last_names, held[-1].first_names, held[-1].usual)
        else:
            _names(made, (identity.last_name,), (identity.first_name,), None)
        return made

    # Sections with a shape of their own

    def reference(self, made: Element, reference: Reference) -> None:
        """Write a person who is mentioned: by number, or as described."""
        if reference.ssin is not None:
            self.number_and(made, reference.ssin, "Naam", "Geslacht", "Geboortedatum")
        else:
            if reference.name is not None:
                name = reference.name
                _names(add(made, "Naam"), name.last_names, name.first_names, None)
            if reference.sex is not None:
                self.code(made, "Geslacht", Code(code=codes.SEXES[reference.sex]))
            if reference.born is not None:
                add(made, "Geboortedatum", reference.born)
        if made.tag in ("Ouder", "Kind"):
            self._is_deceased(made, reference)

    def _is_deceased(self, made: Element, reference: Reference) -> None:
        person = self.sources.register(reference.ssin or "")
        if person is not None:
            day = person.identity.deceased
            add(made, "IsOverleden", int(day is not None and day <= self.today))
        elif isinstance(reference, Parent) and reference.deceased is not None:
            add(made, "IsOverleden", int(reference.deceased))

    def name(self, made: Element, name: Name) -> None:
        """Write a name with its days."""
        _names(made, name.last_names, name.first_names, name.usual)

    def reference_name(self, made: Element, name: ReferenceName) -> None:
        """Write a name of somebody who is only mentioned."""
        _names(made, name.last_names, name.first_names, None)

    def place(self, made: Element, place: Place) -> None:
        """Write a municipality, if any, and the country."""
        if place.nis_code is not None or place.city is not None:
            municipality = add(made, "Gemeente")
            if place.nis_code is not None:
                add(municipality, "NISCode", place.nis_code)
            if place.city is not None:
                add(municipality, "Naam", place.city)
            best = place.best_id if isinstance(place, RegisteredPlace) else None
            _best(municipality, "GemeenteBeStAddId", best)
        country(add(made, "Land"), place.country)
        if isinstance(place, BirthPlace) and place.text is not None:
            add(made, "Tekst", place.text)

    def reference_place(self, made: Element, place: ReferencePlace) -> None:
        """Write the municipality of a reference address."""
        self.code(made, ".", place)
        _best(made, "GemeenteBeStAddId", place.best_id)

    def other_file(self, made: Element, other: OtherFile) -> None:
        """Write a reference to another file about the same person."""
        self.number_and(made, other.number, "Geboortedatum", "Geslacht")

    def representative(self, made: Element, person: Representative) -> None:
        """Write who speaks about the burial."""
        self.number_and(made, person.ssin, "Geboortedatum", "Geslacht")
        if person.text is not None:
            add(made, "Tekst", person.text)

    def absent_person(self, made: Element, person: AbsentPersonDecision) -> None:
        """Write whom a decision on absence names."""
        self.number_and(made, person.ssin, "Geslacht")

    def reunited(self, made: Element, person: Reunited) -> None:
        """Write with whom the family was reunited."""
        self.number_and(made, person.ssin, "Geslacht", "Geboortedatum")

    def stay(self, made: Element, stay: Stay) -> None:
        """Write one side of a shared stay."""
        self.code(made, "Rol", stay.role)
        if stay.other.ssin is not None:
            self.number_and(made, stay.other.ssin, "Naam")
        elif stay.other.name is not None:
            name = stay.other.name
            _names(add(made, "Naam"), name.last_names, name.first_names, None)

    def member(self, made: Element, member: HouseholdMember) -> None:
        """Write a member of a household and its position."""
        self.reference(made, member.member)
        self.code(made, "Positie", Code(code=member.membership.position))
        self.code(made, "Woonvorm", Code(code=member.membership.woonvorm))

    def residence(self, made: Element, home: Residence) -> None:
        """Write the main residence."""
        _address(made, home)
        if home.reference_address is not None:
            made.append(self.write("ReferentieAdres", home.reference_address))

    def stated(self, made: Element, address: StatedAddress) -> None:
        """Write an address that an institution gave."""
        _address(made, address)
        self.code(made, "Inrichting", address.institution)

    def contact(self, made: Element, address: ContactAddress) -> None:
        """Write a contact address."""
        _address(made, address)
        self.code(made, "Type", address.kind)


_DAYS: Final = {"from": "DatumBegin", "until": "DatumEinde"}
"""Fields that are attributes, by their key in the file."""
_PERIOD: Final = {"begin": "DatumBegin", "end": "DatumEinde"}
_SPECIAL: Final[dict[type[Section], Callable[[Pen, Element, Any], None]]] = {
    Reference: Pen.reference,
    Name: Pen.name,
    ReferenceName: Pen.reference_name,
    Place: Pen.place,
    ReferencePlace: Pen.reference_place,
    OtherFile: Pen.other_file,
    Representative: Pen.representative,
    AbsentPersonDecision: Pen.absent_person,
    Reunited: Pen.reunited,
    Stay: Pen.stay,
    HouseholdMember: Pen.member,
    Residence: Pen.residence,
    StatedAddress: Pen.stated,
    ContactAddress: Pen.contact,
}


def born(person: Person) -> date | str:
    """Give the birth date as the registers tell it: perhaps partly unknown."""
    held = person.registers.birth
    if held is None or held.day is None:
        return person.identity.born
    return held.day


def country(made: Element, nis: str) -> None:
    """Write a country; one that we have no name for is named by its code."""
    known = codes.COUNTRIES.get(nis)
    add(made, "NISCode", nis)
    if known is not None:
        add(made, "ISOCode", known.iso)
    add(made, "Naam", nis if known is None else known.name)


def _names(
    made: Element, last: tuple[str, ...], first: tuple[str, ...], usual: str | None
) -> None:
    around = add(made, "Achternamen")
    for name in last:
        add(around, "Achternaam", name)
    if first:
        around = add(made, "Voornamen")
        for name in first:
            flag = int(name == (usual or first[0]))
            add(around, "Voornaam", name).set("GebruikelijkeVoornaam", str(flag))


def _address(made: Element, home: DetailedAddress) -> None:
    """Write the parts of an address, in the order of `AdresType`."""
    best = home.best or BestIds()
    standard = not home.not_standard
    belgium = codes.COUNTRIES[BELGIUM]
    _spoken(made, "VolledigAdres", _in_full(home), home)
    _plain(made, "Postbus", home.po_box)
    _spoken(made, "Straatnaam", home.street if standard else None, home)
    _plain(made, "Locatieaanduiding", home.location_designation)
    _plain(made, "Huisnummer", home.house_number)
    _plain(made, "Busnummer", home.box_number)
    _spoken(made, "Locatienaam", home.location_name, home)
    _spoken(made, "Adresgebied", home.address_area, home)
    _spoken(made, "Postnaam", home.post_name, home)
    _spoken(made, "Gemeentenaam", home.city if standard else None, home)
    _spoken(made, "AdministratieveEenheidNiveau2", home.province, home)
    _spoken(made, "AdministratieveEenheidNiveau1", home.region, home)
    _spoken(made, "Land", belgium.name, home)
    _plain(made, "Postcode", home.postal_code)
    _best(made, "VerwijstNaar", best.address, best.version)
    _plain(made, "NISCodeLand", BELGIUM)
    _plain(made, "ISOCodeLand", belgium.iso)
    _plain(made, "NISCodeGemeente", home.nis_code)
    _best(made, "GemeenteBeStAddId", best.municipality, best.version)
    # The KSZ writes ten digits: part of a postal or NIS code, then the street code.
    _plain(made, "StraatCode", home.street_code and home.street_code[-4:])
    _best(made, "StraatBeStAddId", best.street, best.version)
    if not standard:
        _spoken(made, "NietGestandaardiseerdeStraatnaam", home.street, home)
        _spoken(made, "NietGestandaardiseerdeGemeentenaam", home.city, home)


def _in_full(home: BelgianAddress) -> str:
    box = f" bus {home.box_number}" if home.box_number else ""
    return f"{home.street} {home.house_number}{box}, {home.postal_code} {home.city}"


def _plain(made: Element, tag: str, value: str | None) -> None:
    if value is not None:
        add(made, tag, value)


def _spoken(made: Element, tag: str, value: str | None, home: BelgianAddress) -> None:
    if value is not None:
        part = add(made, tag)
        add(part, "String", value)
        add(part, "Taal", home.language.lower())


def _best(
    made: Element, tag: str, number: str | None, version: str | None = None
) -> None:
    if number is not None:
        part = add(made, tag)
        add(part, "LokaleIdentificator", number)
        add(part, "Naamruimte", BEST)
        if version is not None:
            add(part, "VersieIdentificator", version)
