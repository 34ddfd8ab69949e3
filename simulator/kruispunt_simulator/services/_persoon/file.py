"""
The file of one person as a register would show it: every list of records, complete.

What stands in the person's own file is taken as it is; the rest is derived here, each
thing in one function. Rules of this file:

- Of what begins or ends after the business date nothing is known yet.
- The file of a deceased person stands still on the day of death: what held then is what
  the register still shows. Source: our choice, because no page says it and a register
  keeps the last state of a file.
- Where no history is held, the identity has held since birth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kruispunt_simulator import numbers
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.registers import Record, Registers, first_day, in_turn
from kruispunt_simulator.people.registers.addresses import Residence
from kruispunt_simulator.people.registers.common import (
    Code,
    Reference,
    RegisteredPlace,
)
from kruispunt_simulator.people.registers.names import Name
from kruispunt_simulator.people.registers.unions import CivilStatus
from kruispunt_simulator.services._persoon import codes
from kruispunt_simulator.services._persoon.derived import (
    BirthRecord,
    Child,
    DeathRecord,
    Entry,
    HouseholdMember,
    Keeper,
    OtherFile,
    Sex,
    SexChange,
    Status,
    Stay,
    derive,
)
from kruispunt_simulator.services._persoon.household import Composition, compositions
from kruispunt_simulator.sources import Sources

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One person, as known on the business date."""

    person: Person
    sources: Sources
    """Their registers: who is a child, who else has a file."""
    today: date
    bron: str = "RR"
    """Which register shows it: `RR` or `KSZ`."""

    @property
    def held(self) -> Registers:
        """What the registers hold beyond the identity."""
        return self.person.registers

    @property
    def deceased(self) -> date | None:
        """The day of death, if that has come."""
        day = self.person.identity.deceased
        return day if day is not None and day <= self.today else None

    @property
    def stands_on(self) -> date:
        """The day of which the file shows the state: today, or that of death."""
        return self.deceased or self.today

    def known(self, records: Iterable[R]) -> tuple[R, ...]:
        """Give what had begun by now, without ends that are still to come."""
        return tuple(
            _without_end(record)
            if record.end is not None and first_day(record.end) > self.today
            else record
            for record in records
            if record.first <= self.today
        )

    # Identity

    def names(self) -> Sequence[Record]:
        """The name, over time."""
        identity = self.person.identity
        return in_turn(self.held.names) or (
            derive(
                Name,
                identity.born,
                last_names=(identity.last_name,),
                first_names=(identity.first_name,),
                usual=None,
            ),
        )

    def sexes(self) -> Sequence[Record]:
        """The sex, over time."""
        identity = self.person.identity
        if not self.held.sexes:
            return (derive(Sex, identity.born, sex=_sex(identity.sex)),)
        return tuple(
            derive(Sex, held.begin, held.end, sex=_sex(held.sex))
            for held in in_turn(self.held.sexes)
        )

    def sex_changes(self) -> Sequence[Record]:
        """Every change of sex."""
        return tuple(
            derive(SexChange, held.begin, sex=_sex(held.sex), text=held.text)
            for held in self.held.sexes[1:]
        )

    def births(self) -> Sequence[Record]:
        """The birth."""
        born = self.person.identity.born
        held = self.held.birth
        told = {} if held is None else dict(held)
        day = born if held is None or held.day is None else held.day
        return (derive(BirthRecord, day, **{**told, "day": day}),)

    def deaths(self) -> Sequence[Record]:
        """The death, if any."""
        if self.deceased is None:
            return ()
        held = self.held.death
        told = {} if held is None else dict(held)
        day = self.deceased if held is None or held.day is None else held.day
        return (derive(DeathRecord, day, **{**told, "day": day}),)

    def civil_states(self) -> Sequence[CivilStatus]:
        """The civil status, over time."""
        return in_turn(self.held.civil_status)

    def replaced_files(self) -> Sequence[Record]:
        """
        Files under numbers that this one replaced (`Referentiedossier`).

        Since when is, where nobody noted it, since the file of this one was made.
        """
        made = self.held.created or self.person.identity.born
        return tuple(
            derive(
                OtherFile,
                other.identity.replaced_since or made,
                number=other.identity.ssin,
            )
            for other in self.sources.registered("replaced-by", self.person.ssin)
        )

    def cancelled_files(self) -> Sequence[Record]:
        """Cancelled files about the same person."""
        return tuple(
            derive(OtherFile, held.begin, held.end, number=held.ssin)
            for held in self.held.cancelled_files
        )

    # Register and keeper

    @property
    def is_bis(self) -> bool:
        """Whether it is a bis number, which the National Register does not manage."""
        return numbers.is_bis(self.person.ssin)

    def entries(self) -> Sequence[Record]:
        """
        In which register, over time.

        Source: `_code-lists` 1: replies through the KSZ just say RR or BIS.
        """
        born = self.person.identity.born
        if self.bron == "KSZ":
            return (derive(Entry, born, entry=self.source),)
        held = in_turn(self.held.register_entries)
        if not held:
            word = "bis" if self.is_bis else "population"
            return (derive(Entry, born, entry=Code(code=codes.REGISTERS[word])),)
        return tuple(
            derive(
                Entry,
                each.begin,
                each.end,
                entry=Code(code=codes.REGISTERS[each.register_]),
            )
            for each in held
        )

    @property
    def source(self) -> Code:
        """The register that the number is of, as the KSZ says it."""
        return Code(code="BIS" if self.is_bis else "RR")

    def residences(self) -> Sequence[Residence]:
        """The main residence in Belgium, over time."""
        held = in_turn(self.held.addresses)
        home = self.person.identity.address
        if held or home is None:
            return held
        told = {**dict(home), "begin": home.since or self.person.identity.born}
        del told["since"]
        return (Residence.model_construct(**told),)

    def keepers(self) -> Sequence[Keeper]:
        """
        The municipality that keeps the file, over time.

        It follows from the main residence: a move inside a municipality changes
        nothing.
        """
        kept: list[Keeper] = []
        for home in self.residences():
            place = RegisteredPlace(
                nis_code=home.nis_code,
                city=home.city,
                best_id=None if home.best is None else home.best.municipality,
            )
            keeper = derive(
                Keeper,
                home.begin,
                home.end,
                place=place,
                fusion=home.fusion,
                language_regime=home.language_regime,
            )
            if kept and _goes_on(kept[-1], keeper):
                keeper = keeper.model_copy(update={"begin": kept.pop().begin})
            kept.append(keeper)
        return kept

    def statuses(self) -> Sequence[Status]:
        """
        The status of the file, over time: a municipality, or why there is none.

        Source: `_code-lists` 1, Status.
        """
        held = [
            derive(
                Status,
                keeper.begin,
                keeper.end,
                status=Code(code=keeper.place.nis_code, label=keeper.place.city),
            )
            for keeper in self.keepers()
            if keeper.place.nis_code is not None
        ]
        held += [
            derive(
                Status,
                removal.begin,
                removal.end,
                status=Code(code=codes.REMOVALS[removal.removal]),
            )
            for removal in self.held.removals
        ]
        if self.deceased is not None:
            held.append(derive(Status, self.deceased, status=Code(code=codes.DECEASED)))
        held.sort(key=lambda status: status.first)
        return in_turn(held)

    # Family

    def descent(self) -> Sequence[Record]:
        """The parents; why is told of the descending line only."""
        return tuple(
            descent.model_copy(update={"justification": None})
            for descent in self.held.descent
        )

    def children(self) -> Sequence[Record]:
        """The children, from the files that name this person as a parent."""
        lines = [
            derive(
                Child,
                descent.begin,
                descent.end,
                kind=descent.kind,
                place=descent.place,
                deed_number=descent.deed_number,
                text=descent.text,
                child=Reference(ssin=child.ssin),
                justification=descent.justification,
            )
            for child in self.sources.registered("parent", self.person.ssin)
            for descent in child.registers.descent
            if any(parent.ssin == self.person.ssin for parent in descent.parents)
        ]
        return sorted(lines, key=lambda line: line.first)

    def stays(self) -> Sequence[Record]:
        """Shared stays: of this minor elsewhere, and of minors with this parent."""
        own = [
            derive(
                Stay,
                stay.begin,
                stay.end,
                role=Code(code=codes.STAYS_WITH),
                other=stay.with_,
            )
            for stay in self.held.shared_stays
        ]
        hosted = [
            derive(
                Stay,
                stay.begin,
                stay.end,
                role=Code(code=codes.HOSTS),
                other=Reference(ssin=minor.ssin),
            )
            for minor in self.sources.registered("shared-stay", self.person.ssin)
            for stay in minor.registers.shared_stays
            if stay.with_.ssin == self.person.ssin
        ]
        return sorted([*own, *hosted], key=lambda stay: stay.first)

    def cohabitations(self) -> Sequence[Record]:
        """Legal cohabitations."""
        return self.held.legal_cohabitations

    # Household

    def heads(self) -> Sequence[Record]:
        """The reference persons of the households in which the person is no head."""
        return [
            derive(
                HouseholdMember,
                max(own.begin, composition.begin),
                composition.end_of(own),
                member=Reference(ssin=composition.head.person.ssin),
                membership=own.membership,
            )
            for composition in self._households()
            for own in composition.members
            if own.person.ssin == self.person.ssin
            and composition.head is not None
            and not own.is_head
        ]

    def members(self) -> Sequence[Record]:
        """The others of the households in which the person is the head."""
        return [
            derive(
                HouseholdMember,
                member.begin,
                composition.end_of(member),
                member=Reference(ssin=member.person.ssin),
                membership=member.membership,
            )
            for composition in self._households()
            if composition.head is not None
            and composition.head.person.ssin == self.person.ssin
            for member in composition.members
            if member.person.ssin != self.person.ssin
        ]

    def _households(self) -> Sequence[Composition]:
        return compositions(
            self.person, self.sources, date.min, self.stands_on, self.today
        )


def _sex(word: str) -> Code:
    return Code(code=codes.SEXES[word])


def _without_end(record: R) -> R:
    update = {"end": None} | ({"ending": None} if hasattr(record, "ending") else {})
    return record.model_copy(update=update)


def _goes_on(former: Keeper, keeper: Keeper) -> bool:
    """Whether the file stayed where it was."""
    same = (former.place, former.fusion, former.language_regime) == (
        keeper.place,
        keeper.fusion,
        keeper.language_regime,
    )
    gap = (first_day(keeper.begin) - former.last).days if former.last < FOREVER else 1
    return same and gap <= 1
