"""GeefKindVoordelen 02.01 and 02.00 of MAGDA: family benefits, of five sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from kruispunt_client.calls.coded import Coded, members
from kruispunt_client.calls.question import Call, Question, one_way
from kruispunt_client.calls.span import InMonth, InMonths, months
from kruispunt_client.calls.wire import Wire, read_at
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, PartialDate


class Bron(Enum):
    """Who has a file: the federal register of before 2019, or a region."""

    FEDERAL = "FEDERAAL"
    FLANDERS = "VLAANDEREN"
    BRUSSELS = "BRUSSEL"
    WALLONIA = "WALLONIE"
    EAST_BELGIUM = "OOST-BELGIE"


class Categorie(Enum):
    """What is paid for a month. 02.00 may know more."""

    BASIC = "BASIS"
    CHILD_BENEFIT = "KINDERBIJSLAG"
    """Of the older laws; no filter can name it."""
    CHILD_CARE = "KINDEROPVANG"
    TODDLER = "KLEUTER"
    SUPPORT = "ONDERSTEUNINGSTOESLAG"
    SCHOOL_ALLOWANCE = "PARTICIPATIE_SELECTIEF"
    SCHOOL_BONUS = "PARTICIPATIE_UNIVERSEEL"
    FOSTER_CARE = "ZORG_PLEEG"
    SPECIFIC_NEED = "ZORG_SPECIALE_NODEN"
    ORPHAN = "ZORG_WEES"
    SOCIAL = "SOCIAAL"
    """Social supplement; a code in 02.00, a branch of its own in 02.01."""


class BonusCategorie(Enum):
    """What is paid once; the list is open."""

    BIRTH = "GEBOORTE"
    ADOPTION = "ADOPTIE"
    BIRTH_IN_ADVANCE = "VOORAFBETALING_GEBOORTE"


class TypeSociaal(Enum):
    """Whether the kind of a social supplement is told."""

    WITH_TYPE = "MET_TYPE_SOCIAAL"
    WITHOUT_TYPE = "ZONDER_TYPE_SOCIAAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonds:
    """Who pays: by enterprise number, or by the code of an old federal fund."""

    ondernemingsnummer: Annotated[str | None, Wire("Ondernemingsnummer")]
    code: Annotated[str | None, Wire("Code")]
    """Three digits."""
    omschrijving: Annotated[str | None, Wire("Omschrijving/_value_1")]
    taal: Annotated[str | None, Wire("Omschrijving/Taal", "Omschrijving/TaalCode")]
    oorsprong: Annotated[str | None, Wire("Omschrijving/Oorsprong")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """What was paid once."""

    betalingsdatum: Annotated[PartialDate, Wire("Betalingsdatum")]
    """In 02.01 always exact."""
    categorie: Annotated[Coded[BonusCategorie], Wire("Categorie")]
    begunstigden: Annotated[tuple[str, ...], Wire("Begunstigden/Begunstigde")]
    """INSZ of who was paid, with a child; at most two. Empty with a payee."""


_CODE = "Categorie/KindVoordeelCategorieCode"
_SOCIAL = "Categorie/KindVoordeelBetalingsperiodeCategorieSociaal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Betalingsperiode:
    """Months for which something of one category was paid."""

    beginmaand: Annotated[Month, Wire("Periode/Beginmaand", "Periode/BeginMaand")]
    eindmaand: Annotated[Month | None, Wire("Periode/Eindmaand", "Periode/EindeMaand")]
    """None: it goes on."""
    code: Annotated[Categorie | str | None, Wire(f"{_CODE}/Code", "Categorie/Code")]
    """None for a social supplement in 02.01, which is no code there."""
    omschrijving: Annotated[
        str | None,
        Wire(
            *(f"{each}/Omschrijving/_value_1" for each in (_CODE, _SOCIAL, "Categorie"))
        ),
    ]
    taal: Annotated[
        str | None,
        Wire(
            f"{_CODE}/Omschrijving/Taal",
            f"{_SOCIAL}/Omschrijving/Taal",
            "Categorie/Omschrijving/TaalCode",
        ),
    ]
    oorsprong: Annotated[str | None, Wire("Categorie/Omschrijving/Oorsprong")]
    type_sociale_toeslag: Annotated[str | None, Wire(f"{_SOCIAL}/typeSocialeToeslag")]
    """Kind of a social supplement, in 02.01; None when withheld or not asked."""
    begunstigden: Annotated[tuple[str, ...], Wire("Begunstigden/Begunstigde")]
    """INSZ of who was paid, with a child; at most two. Empty with a payee."""

    @property
    def categorie(self) -> Categorie | str:
        """For what was paid, whichever version says it."""
        return Categorie.SOCIAL if self.code is None else self.code

    def covers(self, month: Month) -> bool:
        """Whether it was paid for a month."""
        return self.beginmaand <= month and (
            self.eindmaand is None or month <= self.eindmaand
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Betrokkene:
    """A child, or somebody who was paid, with what was paid."""

    insz: Annotated[str, Wire("INSZ")]
    bonussen: Annotated[tuple[Bonus, ...], Wire("Bonussen/Bonus")]
    betalingsperiodes: Annotated[
        tuple[Betalingsperiode, ...], Wire("Betalingsperiodes/Betalingsperiode")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindVoordeel:
    """One file. In a Flemish one who was paid stands with each payment of the child."""

    bron: Annotated[Bron | str, Wire("Bron")]
    insz: Annotated[str, Wire("INSZ")]
    """The person asked about."""
    fonds: Annotated[Fonds, Wire("KindVoordeelFonds")]
    dossiernummer: Annotated[str | None, Wire("Dossiernummer")]
    rechthebbende: Annotated[str | None, Wire("Rechthebbende")]
    """INSZ of the entitled person; federal files only."""
    begunstigden: Annotated[tuple[Betrokkene, ...], Wire("Begunstigden/Begunstigde")]
    """Who was paid, in files that are not Flemish."""
    kinderen: Annotated[tuple[Betrokkene, ...], Wire("Kinderen/Kind")]
    """For whom was paid; one child in a Flemish file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindVoordelen:
    """Every file of the sources that answered; `answer.warnings` names the others."""

    kind_voordelen: Annotated[tuple[KindVoordeel, ...], Wire("KindVoordeel")]

    def of(self, bron: Bron) -> tuple[KindVoordeel, ...]:
        """Give the files of one source."""
        return tuple(each for each in self.kind_voordelen if each.bron is bron)


def kind_voordelen(
    insz: str,
    *,
    on: InMonth | None = None,
    period: InMonths | None = None,
    sources: Iterable[Bron | str] = (Bron.FLANDERS,),
    categories: Iterable[Categorie | str] = (),
    social: TypeSociaal | str = TypeSociaal.WITHOUT_TYPE,
    language: str = "nl",
    version: str = "02.01",
    user: str | None = None,
) -> Call[KindVoordelen]:
    """
    Ask for the family benefits of a child, or of somebody who was paid for one.

    Via `wiv` or `magda` GeefKindVoordelen, 02.01 or 02.00.

    Args:
        insz: Of the child, or of who was paid.
        on: One month, or a day in it; or `period`.
        period: First and last month; None as the last: until this month.
        sources: Whom to ask; ask no more than you need.
        categories: Which payments to show, in 02.01 only; none: all. Files, payees and
            bonuses are shown whatever they are.
        social: Whether the kind of a social supplement is told, if `categories` has it.
        language: Of the descriptions: nl, fr, de or en.
        version: `02.01` or `02.00`.
        user: INSZ of the natural person who asks; None: that of the connection.

    Returns:
        Every file; `data` is None when no source has any. A source that failed is in
        `warnings`, and `complete` is False.

    Raises:
        InvalidRequest: A month, source, category or version is unknown, no source is
            named, or 02.00 is asked for categories.

    Source: `magda-geefkindvoordelen-02.01`, `magda-geefkindvoordelen-02.00`.
    """
    begin, end = months(on, period)
    asked = members("sources", Bron, sources)
    if not asked:
        raise InvalidRequest("sources: name at least one")
    if version not in _MONTHS:
        raise InvalidRequest(f"version: {version!r} is not one of 02.01, 02.00")
    first, last = _MONTHS[version]
    criteria: dict[str, Any] = {"INSZ": insz, "Periode": {first: begin, last: end}}
    filters = _filters(members("categories", Categorie, categories), social)
    if filters:
        if version == "02.00":
            raise InvalidRequest("categories: version 02.00 shows all of them")
        shown = {"BetalingsperiodeFilter": filters}
        criteria["BetalingsperiodeWeergaveOpties"] = shown
    criteria["Bronnen"] = {"Bron": [bron.value for bron in asked]}
    question = Question(
        service="GeefKindVoordelen",
        version=f"{version}.0000",
        operation="GeefKindVoordelen",
        content={"Inhoud": {"Criteria": criteria, "Taal": language}},
        subject=insz,
        user=user,
    )
    path = "Antwoorden/Antwoord/Inhoud/KindVoordelen"
    return one_way(question, lambda repliek: read_at(KindVoordelen, repliek, path))


_MONTHS = {
    "02.01": ("Beginmaand", "Eindmaand"),
    "02.00": ("BeginMaand", "EindeMaand"),
}


def _filters(
    wanted: tuple[Categorie, ...], social: TypeSociaal | str
) -> list[dict[str, Any]]:
    (kind,) = members("social", TypeSociaal, (social,))
    if Categorie.CHILD_BENEFIT in wanted:
        raise InvalidRequest(
            "categories: KINDERBIJSLAG is shown only when all of them are"
        )
    return [
        {"SociaalFilter": {"TypeSociaalInvoegen": kind.value}}
        if each is Categorie.SOCIAL
        else {"TypeFilter": each.value}
        for each in wanted
    ]
