"""Who owns one parcel, now and before."""

from __future__ import annotations

from datetime import date

import pytest
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People
from kruispunt_simulator.services._cadastre import party_id
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefEigendomstoestanden", "02.00.0000"
HOUSE = (71806, "B", 412, 2, 3, "K", "P0000")
APARTMENT = (72307, "A", 96, None, 4, "F", "P0003")
FIELD = (72307, "C", 1207, None, None, None, "P0000")
TOESTAND = "Eigendom/Eigendomstoestanden/Eigendomstoestand"
EIGENDOM_ID = f"{TOESTAND}/StatusInformatie/EigendomId"
ROZA = People.load().named("roza-hellemansbeek").ssin

Key = tuple[int, str, int, int | None, int | None, str | None, str]


def question(
    what: Key | int,
    *,
    struck: bool = False,
    year: int | None = None,
    address: bool = False,
    history: bool = False,
    most: int = 0,
    language: str = "nl",
) -> str:
    if isinstance(what, int):
        asked = f"<EigendomId>{what}</EigendomId>"
    else:
        tags = (
            "KadastraleAfdeling",
            "Sectie",
            "Grondnummer",
            "Bisnummer",
            "Cijferexponent",
            "Letterexponent",
            "Partitie",
        )
        parts = zip(tags, what, strict=True)
        inner = "".join(f"<{tag}>{v}</{tag}>" for tag, v in parts if v is not None)
        asked = f"<Identificatie>{inner}</Identificatie>"
    situatie = f"<Situatie1Jan>{year}</Situatie1Jan>" if year else ""
    return (
        f"<Inhoud>{asked}<GeschrapteToestand>{int(struck)}</GeschrapteToestand>"
        f"{situatie}<ToonAdres>{int(address)}</ToonAdres>"
        f"<Historiek>{int(history)}</Historiek><Resultaten>{most}</Resultaten>"
        f"<Taal>{language}</Taal></Inhoud>"
    )


def ask(desk: Desk, vraag: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_magda(NAME, VERSION, vraag, today=today, down=down.split())


def test_a_parcel_is_told_with_all_its_owners(desk: Desk) -> None:
    """`_behaviour.md` 2.10: one patrimonial parcel, source AAPD."""
    reply = ask(desk, question(HOUSE))
    assert reply.faults == []
    assert reply.texts(EIGENDOM_ID) == ["6041203"]
    assert len(reply.root.findall(f"{TOESTAND}/EigenaarsRechten/EigenaarRecht")) == 2
    assert len(reply.root.findall("Eigendom/Partijen/Personen/Persoon")) == 2
    identificatie = reply.root.find(f"{TOESTAND}/Perceel/Identificatie")
    told = {each.tag: each.text for each in identificatie if not len(each)}
    assert told == {
        "Sectie": "B",
        "Grondnummer": "412",
        "Bisnummer": "2",
        "Cijferexponent": "3",
        "Letterexponent": "K",
        "Partitie": "P0000",
    }


@pytest.mark.parametrize(
    "key",
    [
        pytest.param((71806, "B", 412, None, 3, "K", "P0000"), id="without bis"),
        pytest.param((71806, "B", 412, 2, 3, "K", "P0001"), id="another partition"),
        pytest.param((71806, "A", 412, 2, 3, "K", "P0000"), id="another section"),
        pytest.param((71807, "B", 412, 2, 3, "K", "P0000"), id="another division"),
        pytest.param(6041299, id="an id that is not"),
    ],
)
def test_what_is_not_in_the_cadastre_is_not_found(desk: Desk, key: Key | int) -> None:
    """`_behaviour.md` 2.10: 30001 of AAPD, level 3."""
    reply = ask(desk, question(key))
    assert reply.faults == ["property.nothing-found"]
    assert reply.root.tag == "none"


def test_a_situation_is_found_by_its_id(desk: Desk) -> None:
    """The EigendomId of ZoekEigendomstoestanden is the key."""
    reply = ask(desk, question(6041201))
    assert reply.texts(EIGENDOM_ID) == ["6041201"]
    lijst = reply.root.find(f"{TOESTAND}/EigenaarsRechten/EigenaarRecht/LijstId")
    assert lijst.get("Type") == "Gemeenschap"


def test_history_tells_the_earlier_situations_newest_first(desk: Desk) -> None:
    now = ask(desk, question(APARTMENT))
    before = ask(desk, question(APARTMENT, history=True))
    assert now.texts(EIGENDOM_ID) == ["7009602"]
    assert before.texts(EIGENDOM_ID) == ["7009602", "7009601"]
    first = ask(desk, question(7009601, history=True))
    assert first.texts(EIGENDOM_ID) == ["7009601"]


@pytest.mark.parametrize(("year", "told"), [(2024, "7009601"), (2025, "7009602")])
def test_a_year_chooses_the_situation_of_its_first_of_january(
    desk: Desk, year: int, told: str
) -> None:
    """Sold on 14 June 2024."""
    assert ask(desk, question(APARTMENT, year=year)).texts(EIGENDOM_ID) == [told]


def test_a_year_before_the_parcel_has_no_situation(desk: Desk) -> None:
    assert ask(desk, question(APARTMENT, year=2009)).faults == [
        "property.nothing-found"
    ]
    assert ask(desk, question(APARTMENT, year=2010)).faults == []


def test_what_was_struck_out_is_told_when_asked(desk: Desk) -> None:
    plain = ask(desk, question(HOUSE))
    reply = ask(desk, question(HOUSE, struck=True))
    assert plain.texts(EIGENDOM_ID) == ["6041203"]
    assert reply.texts(EIGENDOM_ID) == ["6041203", "6041202"]
    annulatie = f"{TOESTAND}/StatusInformatie/Versie/Annulatie"
    assert reply.texts(annulatie) == ["2019-09-03 14:00:00"]


def test_what_is_struck_out_later_still_stands(desk: Desk) -> None:
    august = ask(desk, question(HOUSE), today=date(2019, 8, 15))
    assert august.texts(EIGENDOM_ID) == ["6041202"]
    assert august.root.find(f"{TOESTAND}/StatusInformatie/Versie/Annulatie") is None


@pytest.mark.parametrize(
    ("most", "told", "faults"),
    [
        pytest.param(2, 2, [], id="as many as there are"),
        pytest.param(1, 1, ["property.more-results"], id="one less"),
        pytest.param(0, 2, [], id="no limit"),
        pytest.param(999, 2, [], id="the highest limit"),
    ],
)
def test_no_more_situations_come_than_were_asked(
    desk: Desk, most: int, told: int, faults: list[str]
) -> None:
    """Source: our choice: 30040, INFORMATIE, says that there are more."""
    reply = ask(desk, question(APARTMENT, history=True, most=most))
    assert len(reply.root.findall(TOESTAND)) == told
    assert reply.faults == faults
    assert all(f.severity is Severity.WARNING for f in reply.findings)


def test_where_the_parties_live_is_told_when_asked(desk: Desk) -> None:
    persoon = "Eigendom/Partijen/Personen/Persoon"
    assert ask(desk, question(HOUSE)).root.find(f"{persoon}/Adres") is None
    adres = ask(desk, question(HOUSE, address=True)).root.find(f"{persoon}/Adres")
    assert adres.findtext("VolledigAdres/String") == "Hagendorenstraat 27, 3500 Hasselt"
    assert adres.findtext("Straatnaam/Taal") == "nl"
    assert adres.findtext("NISCodeGemeente") == "71022"


def test_all_owners_of_a_field_are_told_also_without_a_number(desk: Desk) -> None:
    reply = ask(desk, question(FIELD, history=True))
    recht = f"{TOESTAND}/EigenaarsRechten/EigenaarRecht"
    assert reply.texts(f"{recht}/Anoniem") == ["Erfgenamen Zandloper"] * 2
    assert reply.text(f"{TOESTAND}/StatusInformatie/Dubieus") == "1"


def test_no_structured_rights_and_no_register(desk: Desk) -> None:
    """`_behaviour.md` 2.10: source AAPD only."""
    root = ask(desk, question(HOUSE)).root
    assert root.find(f".//{'Gestructureerd'}") is None
    assert root.find(".//AdresseerbareObjecten") is None
    assert root.find(".//PartijId").get("WoontOpEigendom") is None


def test_a_cadastre_that_is_down_gives_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable):
        ask(desk, question(HOUSE), down="aapd")
    assert ask(desk, question(HOUSE), down="vlabel gebrg").faults == []


@pytest.mark.parametrize(
    ("wrong", "right", "fault"),
    [
        pytest.param(
            question(HOUSE, year=2027),
            question(HOUSE, year=2026),
            "magda.date-out-of-range",
            id="a year in the future, 20006",
        ),
        pytest.param(
            question(HOUSE, language="de"),
            question(HOUSE),
            "magda.language",
            id="language, MG 1207304415",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    desk: Desk, wrong: str, right: str, fault: str
) -> None:
    assert ask(desk, wrong).faults == [fault]
    assert ask(desk, right).faults == []


def test_the_question_is_about_nobody(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(HOUSE, year=2020))
    assert service.impersonal
    with pytest.raises(LookupError):
        service.subject(root)
    assert service.period(root) == Period(begin="2020-01-01", end="2020-01-01")
    plain = desk.magda_request(NAME, VERSION, question(HOUSE))
    assert service.period(plain) == Period(begin="0001-01-01")


def test_what_zoek_finds_geef_tells_alike(desk: Desk) -> None:
    """One fact: both read the same parcel."""
    criteria = (
        f"<Criteria><INSZ>{ROZA}</INSZ><MedeEigenaars>1</MedeEigenaars></Criteria>"
    )
    zoek = desk.ask_magda(
        "ZoekEigendomstoestanden",
        "02.00.0000",
        f"<Inhoud>{criteria}<Taal>nl</Taal></Inhoud>",
    )
    geef = ask(desk, question(int(str(zoek.text(EIGENDOM_ID)))))
    assert [each.text for each in zoek.root.iter()] == [
        each.text for each in geef.root.iter()
    ]
    assert geef.text("Eigendom/Partijen/Personen/Persoon/PartijId") == str(
        party_id(ROZA)
    )


def test_of_a_long_history_the_newest_comes_first(desk: Desk) -> None:
    (bjorn,) = desk.people.having("parcel-state", "7009601")
    apartment = bjorn.parcels[0]
    third = apartment.states[1].model_copy(
        update={"id": 3, "begin": date(2025, 3, 1), "fiscal_from": None}
    )
    longer = apartment.model_copy(update={"states": (*apartment.states, third)})
    people = People([bjorn.model_copy(update={"parcels": (longer,)})])
    reply = desk.ask_magda(
        NAME, VERSION, question(APARTMENT, history=True), people=people
    )
    assert reply.texts(EIGENDOM_ID) == ["3", "7009602", "7009601"]


def test_a_situation_names_its_article_and_the_one_before(desk: Desk) -> None:
    reply = ask(desk, question(APARTMENT, history=True))
    article = f"{TOESTAND}/StatusInformatie/ArtikelInschrijving"
    second, first = "7230700960000600000022", "7230700960000600000021"
    assert reply.texts(f"{article}/Huidig") == [second, first]
    assert reply.texts(f"{article}/Voorgaand") == [first, first]
