"""The section `registers` of a person's file."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import model_validator

from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.registers.addresses import (
    AddressDeclaration,
    ContactAddress,
    ContactDetails,
    ElectedDomicile,
    ForeignAddressDeclaration,
    ForeignPostalAddress,
    ForeignResidence,
    LegalDomicile,
    MoveDeclaration,
    Origin,
    Residence,
    ResidenceInquiry,
    StatedAddress,
    TemporaryAbsence,
    UndisclosedAddress,
)
from kruispunt_simulator.people.registers.birth import (
    Absence,
    Birth,
    Burial,
    Death,
    Funeral,
)
from kruispunt_simulator.people.registers.common import refuse_disorder
from kruispunt_simulator.people.registers.descent import (
    Administrator,
    Descent,
    Guardian,
    LegalCapacity,
    SharedStay,
)
from kruispunt_simulator.people.registers.documents import (
    EidCertificates,
    IdentityCard,
    IdentityDocument,
    WorkCard,
)
from kruispunt_simulator.people.registers.names import (
    Name,
    NameChange,
    NobilityTitle,
    RegisteredSex,
)
from kruispunt_simulator.people.registers.stay import (
    AdministrativeSituation,
    Alias,
    CancelledFile,
    ImmigrationNumber,
    LegalStay,
    Nationality,
    PlaceOfRegistration,
    ProvisionalEntry,
    ProvisionalNumber,
    RefugeeType,
    RegisterEntry,
    RemovedFile,
)
from kruispunt_simulator.people.registers.unions import CivilStatus, LegalCohabitation


class Registers(Section):
    """
    What the National Register and the registers of the KSZ know, and since when.

    Every list is in the order of time. A key that is absent is not known, except:
    the name and the sex are then those of the identity, since birth; the main residence
    is `identity.address`; and the register is that of population, or bis by the number.
    """

    created: date | None = None
    """When the file was made."""

    # Who
    names: tuple[Name, ...] = ()
    pseudonyms: tuple[Name, ...] = ()
    nobility_titles: tuple[NobilityTitle, ...] = ()
    name_changes: tuple[NameChange, ...] = ()
    sexes: tuple[RegisteredSex, ...] = ()
    nationalities: tuple[Nationality, ...] = ()
    birth: Birth | None = None
    death: Death | None = None
    burials: tuple[Burial, ...] = ()
    funerals: tuple[Funeral, ...] = ()
    absences: tuple[Absence, ...] = ()
    aliases: tuple[Alias, ...] = ()
    cancelled_files: tuple[CancelledFile, ...] = ()

    # In which register, on which ground
    register_entries: tuple[RegisterEntry, ...] = ()
    removals: tuple[RemovedFile, ...] = ()
    provisional_entries: tuple[ProvisionalEntry, ...] = ()
    refugee_types: tuple[RefugeeType, ...] = ()
    legal_stays: tuple[LegalStay, ...] = ()
    administrative_situations: tuple[AdministrativeSituation, ...] = ()
    immigration_numbers: tuple[ImmigrationNumber, ...] = ()
    provisional_numbers: tuple[ProvisionalNumber, ...] = ()
    places_of_registration: tuple[PlaceOfRegistration, ...] = ()

    # Where
    addresses: tuple[Residence, ...] = ()
    foreign_residences: tuple[ForeignResidence, ...] = ()
    foreign_postal_addresses: tuple[ForeignPostalAddress, ...] = ()
    stated_addresses: tuple[StatedAddress, ...] = ()
    address_declarations: tuple[AddressDeclaration, ...] = ()
    foreign_address_declarations: tuple[ForeignAddressDeclaration, ...] = ()
    temporary_absences: tuple[TemporaryAbsence, ...] = ()
    origins: tuple[Origin, ...] = ()
    undisclosed_addresses: tuple[UndisclosedAddress, ...] = ()
    legal_domiciles: tuple[LegalDomicile, ...] = ()
    contact_addresses: tuple[ContactAddress, ...] = ()
    elected_domiciles: tuple[ElectedDomicile, ...] = ()
    move_declarations: tuple[MoveDeclaration, ...] = ()
    residence_inquiries: tuple[ResidenceInquiry, ...] = ()
    contact_details: tuple[ContactDetails, ...] = ()

    # With whom
    civil_status: tuple[CivilStatus, ...] = ()
    legal_cohabitations: tuple[LegalCohabitation, ...] = ()
    descent: tuple[Descent, ...] = ()
    shared_stays: tuple[SharedStay, ...] = ()
    legal_capacity: tuple[LegalCapacity, ...] = ()
    administrators: tuple[Administrator, ...] = ()
    guardians: tuple[Guardian, ...] = ()

    # Documents
    identity_cards: tuple[IdentityCard, ...] = ()
    professional_cards: tuple[WorkCard, ...] = ()
    work_permits: tuple[WorkCard, ...] = ()
    eid_certificates: tuple[EidCertificates, ...] = ()
    identity_documents: tuple[IdentityDocument, ...] = ()

    @model_validator(mode="after")
    def _one_at_a_time(self) -> Self:
        for name in ONE_AT_A_TIME:
            refuse_disorder(name, getattr(self, name))
        return self

    @model_validator(mode="after")
    def _a_change_of_sex_has_a_deed(self) -> Self:
        for former, changed in zip(self.sexes, self.sexes[1:], strict=False):
            if changed.text is None or changed.sex == former.sex:
                raise ValueError(f"sex from {changed.begin}: no change, or no text")
        return self


ONE_AT_A_TIME = (
    "names",
    "sexes",
    "register_entries",
    "addresses",
    "foreign_residences",
    "civil_status",
    "legal_cohabitations",
)
"""Lists of which one record holds on a day."""
