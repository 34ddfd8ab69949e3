"""
The blocks of a person, as a table: what GeefPersoon shows of each, and its history.

A row says which list of records a block is made of (`file.py`), the names around it in
the two services, and when it is told: the KSZ gives only what is asked of it, and some
blocks only the National Register has.

Source: contract sheets `magda-geefpersoon-02.02` and `magda-geefhistoriekpersoon-02.02`
(order, names); which flag gives which block is our choice, after their names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Final

from kruispunt_simulator.people.registers import Record, in_turn
from kruispunt_simulator.services._persoon.file import File

Records = Callable[[File], Sequence[Record]]

BASIC: Final = "BasisPersoonsgegevens"
REPRESENTATION: Final = "WettelijkeVertegenwoordiging"
ADDRESSES: Final = "Adressen"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of `Persoon`."""

    tag: str
    records: Records
    group: str | None = None
    """Wrapper in GeefPersoon; None where there is room for one only."""
    _: KW_ONLY
    has_history: bool = True
    """Whether GeefHistoriekPersoon tells it."""
    item: str | None = None
    """Name of an item of the history, where it differs from `tag`."""
    within: str | None = None
    """`Adressen` for the blocks inside that element."""
    flag: str = BASIC
    """Flag of `OpvragingenKSZ` that asks it of the KSZ."""
    rr_only: bool = False
    latest: bool = False
    """GeefPersoon shows the latest, also when it has ended."""

    @property
    def history(self) -> str:
        """Wrapper in GeefHistoriekPersoon."""
        return f"Historiek{'Gezinsleden' if self.tag == 'Gezinslid' else self.tag}"


def _held(name: str, *, turns: bool = False) -> Records:
    """Give the records of a list as they are held."""

    def records(file: File) -> Sequence[Record]:
        held: Sequence[Record] = getattr(file.held, name)
        return in_turn(held) if turns else held

    return records


def _address(tag: str, records: Records) -> Block:
    return Block(tag, records, within=ADDRESSES)


BLOCKS: Final = (
    Block("Naam", File.names),
    Block("Pseudoniem", _held("pseudonyms"), "Pseudoniemen", rr_only=True),
    Block("AdellijkeTitel", _held("nobility_titles")),
    Block("Naamswijziging", _held("name_changes"), rr_only=True, latest=True),
    Block("Geslacht", File.sexes),
    Block("Geslachtsverandering", File.sex_changes, rr_only=True, latest=True),
    Block("VerklaringInschrijving", _held("move_declarations"), latest=True),
    Block("Status", File.statuses, "Statussen"),
    Block("Beheerder", File.keepers),
    Block("Referentiedossier", File.replaced_files),
    Block("Register", File.entries),
    Block("VoorlopigeInschrijving", _held("provisional_entries")),
    Block("Nationaliteit", _held("nationalities"), "Nationaliteiten"),
    Block("Geboorte", File.births),
    Block("Overlijden", File.deaths),
    Block("BurgerlijkeStaat", File.civil_states, "BurgerlijkeStaten"),
    _address("Hoofdverblijfplaats", File.residences),
    _address("VerblijfplaatsBuitenland", _held("foreign_residences", turns=True)),
    _address("PostadresBuitenland", _held("foreign_postal_addresses")),
    _address("OpgegevenAdres", _held("stated_addresses")),
    _address("AangifteAdreswijziging", _held("address_declarations")),
    _address("AangifteAdresBuitenland", _held("foreign_address_declarations")),
    _address("TijdelijkeAfwezigheid", _held("temporary_absences")),
    _address("PlaatsHerkomst", _held("origins")),
    _address("NietMededeelbaarAdres", _held("undisclosed_addresses")),
    _address("WettelijkeWoonplaats", _held("legal_domiciles")),
    _address("ContactAdres", _held("contact_addresses")),
    Block("Afstamming", File.descent, "Afstammingen", flag="Afstamming"),
    Block(
        "AfstammingDalendeLijn",
        File.children,
        "AfstammingenDalendeLijn",
        flag="AfstammingDalendeLijn",
    ),
    Block("Referentiepersoon", File.heads),
    Block("Gezinslid", File.members, "Gezinsleden"),
    Block("WettelijkeSamenwoning", File.cohabitations, latest=True),
    Block("Afwezigheid", _held("absences"), item="Afwezigheden"),
    Block("Begraving", _held("burials"), has_history=False),
    Block("LijkbezorgingEnRitueel", _held("funerals"), has_history=False),
    Block(
        "Identiteitsbewijs",
        _held("identity_cards"),
        "Identiteitsbewijzen",
        flag="Identiteitsbewijs",
    ),
    Block(
        "Beroepskaart",
        _held("professional_cards"),
        "Beroepskaarten",
        flag="Beroepskaart",
    ),
    Block("Arbeidskaart", _held("work_permits"), "Arbeidskaarten", flag="Arbeidskaart"),
    Block(
        "BepalingHoofdverblijfplaats",
        _held("residence_inquiries"),
        "BepalingenHoofdverblijfplaats",
    ),
    Block(
        "Bewindvoerder", _held("administrators"), "Bewindvoerders", flag=REPRESENTATION
    ),
    Block(
        "JuridischStatuut",
        _held("legal_capacity"),
        "JuridischeStatuten",
        flag=REPRESENTATION,
    ),
    Block(
        "WettigVerblijf",
        _held("legal_stays"),
        "WettigeVerblijven",
        flag="WettigVerblijf",
    ),
    Block("GedeeldVerblijf", File.stays, "GedeeldeVerblijven"),
    Block("TypeVluchteling", _held("refugee_types")),
    Block("EIDCertificaten", _held("eid_certificates"), flag="Identiteitsbewijs"),
    Block(
        "NummerDienstVreemdelingenzaken",
        _held("immigration_numbers"),
        "NummersDienstVreemdelingenzaken",
    ),
    Block("VoorlopigInschrijvingsnummer", _held("provisional_numbers")),
    Block(
        "AdministratieveToestand",
        _held("administrative_situations"),
        "AdministratieveToestanden",
        flag="AdministratieveToestand",
    ),
    Block("Identiteitsdocument", _held("identity_documents"), flag="Identiteitsbewijs"),
    Block("GekozenWoonplaats", _held("elected_domiciles")),
    Block("Alias", _held("aliases"), "Aliassen"),
    Block(
        "PlaatsInschrijving",
        _held("places_of_registration"),
        "PlaatsenInschrijving",
        flag="PlaatsInschrijving",
    ),
    Block("Contactgegevens", _held("contact_details")),
    Block(
        "BewindvoerderNietBegeleideMinderjarigeVreemdeling",
        _held("guardians"),
        "BewindvoerdersNietBegeleideMinderjarigeVreemdeling",
        has_history=False,
        flag=REPRESENTATION,
    ),
    Block("GeannuleerdDossier", File.cancelled_files, has_history=False),
)
"""In the order of `Persoon`."""

_AFTER: Final = "Alias"
_LATER: Final = "AdministratieveToestand"


def _in_order_of_history(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The history has the same order but for one block."""
    (moved,) = (block for block in blocks if block.tag == _LATER)
    rest = [block for block in blocks if block.has_history and block is not moved]
    at = next(i for i, block in enumerate(rest) if block.tag == _AFTER) + 1
    return (*rest[:at], moved, *rest[at:])


HISTORY: Final = _in_order_of_history(BLOCKS)
"""What has a history, in the order of `HistoriekPersoon`."""

FLAGS: Final = tuple(dict.fromkeys(block.flag for block in BLOCKS))
"""Flags of `OpvragingenKSZ` that give something."""
