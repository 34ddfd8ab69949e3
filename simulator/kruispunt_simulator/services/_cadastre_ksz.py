"""
The cadastre in English: `properties`, as PatrimonyService of the KSZ answers it.

Source: contract sheet `ksz-patrimonyservice-v1`. Abbreviations of rights are those of
AAPD in the language asked, for nothing else is published of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kruispunt_simulator.people.buildings import Building
from kruispunt_simulator.people.property import Owner, Parcel, Right
from kruispunt_simulator.services import _cadastre_codes as codes
from kruispunt_simulator.services._cadastre import (
    InParcel,
    Row,
    Situation,
    owners_of,
    party_id,
    write,
)
from kruispunt_simulator.services._cadastre_rows import (
    KSZ_BUILDING,
    KSZ_ENERGY,
    KSZ_INCOME,
    KSZ_LAND,
    KSZ_PARCEL,
    KSZ_PART,
    KSZ_PLACE,
    KSZ_VALUE,
)
from kruispunt_simulator.services._xml import Element, add, as_text, element


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes properties in one language."""

    language: str
    """`nl`, `fr` or `de`."""

    def properties(self, found: Sequence[Situation], only: str | None) -> Element:
        """
        Make `properties`.

        Args:
            found: What is told, in this order; at least one.
            only: Number of the party of whose rights alone is told; None: everybody's.
        """
        made = element("properties")
        for situation in found:
            told = add(made, "property")
            self._parcel(add(told, "parcel"), situation.parcel)
            self._state(add(told, "state"), situation)
            parties = add(told, "parties")
            for owner in owners_of(situation.state, only):
                self._party(add(parties, "party"), owner)
        return made

    def _leaf(self, parent: Element, tag: str, value: object, row: Row) -> None:
        if row.codes is not None:
            self._code(add(parent, tag), str(value), row.codes)
        else:
            add(parent, tag, value)

    def _code(self, parent: Element, code: str, known: dict[str, codes.Words]) -> None:
        add(parent, "code", code)
        text = codes.meaning(known, code, self.language)
        if text is not None:
            add(parent, "description", text)
        short = known[code].short(self.language) if code in known else None
        if short is not None:
            add(parent, "abbreviation", short)

    def _parcel(self, made: Element, parcel: Parcel) -> None:
        before, middle, after = KSZ_PARCEL
        identification = add(made, "identification")
        if parcel.bis is not None:
            add(identification, "bisNumber", parcel.bis)
        division = add(identification, "cadastralDivision")
        add(division, "code", parcel.division.number)
        add(division, "description", parcel.division.name)
        write(made, KSZ_PLACE, parcel, self._leaf)
        for building in parcel.buildings:
            self._building(add(made, "built"), building, parcel)
        write(made, KSZ_ENERGY, parcel, self._leaf)
        if parcel.parts:
            informations = add(made, "informations")
            for part in parcel.parts:
                self._part(add(informations, "information"), InParcel(parcel, part))
        write(made, before, parcel, self._leaf)
        for land in parcel.land:
            write(add(made, "notBuilt"), KSZ_LAND, land, self._leaf)
        write(made, middle, parcel, self._leaf)
        self._status(add(made, "parcelStatus"), parcel)
        write(made, after, parcel, self._leaf)

    def _building(self, built: Element, building: Building, parcel: Parcel) -> None:
        address = building.address
        if address is not None:
            municipality = address.municipality or parcel.municipality
            state = add(built, "addressState")
            if municipality.postal_code is not None:
                add(state, "zipCode", municipality.postal_code)
            add(state, "cityCode", municipality.nis_code)
            add(state, "cityName", municipality.name)
            street = add(state, "street")
            add(street, "code", address.street_code)
            add(street, "description", address.street)
            if address.number is not None and address.number.isdecimal():
                add(state, "number", address.number)  # an integer: 12A has no place
        write(built, KSZ_BUILDING, building, self._leaf)

    def _part(self, information: Element, told: InParcel) -> None:
        before, after = KSZ_INCOME
        write(information, before, told, self._leaf)
        income = told.it.income
        if income is not None and (income.reason or income.reason_codes):
            motif = add(information[-1], "motif")
            add(motif, "description", income.reason)
            for order, code in enumerate(income.reason_codes, start=1):
                notification = add(motif, "notification")
                notification.set("order", str(order))
                add(notification, "code", code)
        write(information, after, told, self._leaf)
        location = add(information, "location")
        if told.it.y is not None:
            add(location, "yCoordinate", told.it.y)
        if told.it.x is not None:
            add(location, "xCoordinate", told.it.x)
        municipality = add(location, "nisCom")
        add(municipality, "code", told.parcel.municipality.nis_code)
        add(municipality, "description", told.parcel.municipality.name)
        write(information, KSZ_PART, told, self._leaf)

    def _status(self, status: Element, parcel: Parcel) -> None:
        situation = parcel.situation
        add(status, "parcelSituationId", situation.id)
        add(status, "code", situation.status)
        text = codes.meaning(codes.PARCEL, situation.status, self.language)
        if text is not None:
            add(status, "description", text)
        for name, day in (("Begin", situation.begin), ("End", situation.end)):
            if day is not None:
                add(status, f"date{name}", day)
                add(status, f"date{name}Year", day.year)

    def _state(self, made: Element, situation: Situation) -> None:
        state = situation.state
        if state.kind is not None:
            self._code(add(made, "situation"), state.kind, codes.NONE)
        write(made, KSZ_VALUE, state, self._leaf)
        _add_days(made, "fiscalDate", situation, fiscal=True)
        identifiers = add(made, "identifiers")
        add(identifiers, "current", state.id)
        for tag, other in (("previous", situation.before), ("next", situation.after)):
            if other is not None:
                add(add(identifiers, tag), "id", other.id)
        _add_days(made, "legalDate", situation, fiscal=False)
        version = add(made, "versionDate")
        add(version, "begin", _moment(state.recorded))
        if situation.after is not None:
            add(version, "end", _moment(situation.after.recorded))

    def _party(self, party: Element, owner: Owner) -> None:
        owners = add(party, "owners")
        if owner.couple is not None:
            community = add(owners, "community")
            for ssin in owner.couple:
                add(community, "ssin", ssin)
        elif owner.person is not None:
            add(owners, "individual", owner.person)
        elif owner.enterprise is not None:
            add(owners, "business", owner.enterprise.number)
        else:
            add(owners, "anonymous", owner.anonymous)
        rights = add(party, "rights")
        for right in owner.rights:
            self._right(add(rights, "right"), right)
        if owner.other_co_owners is not None:
            add(party, "otherCoOwner", owner.other_co_owners)
        if owner.managed_by is not None:
            add(party, "managedBy", party_id(owner.managed_by))

    def _right(self, made: Element, right: Right) -> None:
        self._code(add(made, "type"), right.type, codes.RIGHT)
        numerator, denominator = right.numerator_and_denominator
        add(made, "fractNum", numerator)
        add(made, "fractDenom", denominator)
        if right.undetermined:
            add(made, "part", True)
        if right.delimited is not None:
            add(made, "partSurface", right.delimited)
        if right.surface is not None:
            add(made, "surface", right.surface)
        if right.expires is not None:
            add(made, "expiredDate", right.expires)


def _add_days(parent: Element, tag: str, situation: Situation, *, fiscal: bool) -> None:
    days = add(parent, tag)
    add(days, "begin", situation.first(fiscal=fiscal))
    last: date | None = situation.last(fiscal=fiscal)
    if last is not None:
        add(days, "end", last)


def _moment(moment: datetime) -> str:
    return as_text(moment.isoformat(timespec="seconds"))
