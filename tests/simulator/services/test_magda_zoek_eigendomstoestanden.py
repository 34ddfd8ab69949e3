"""
On which parcels a person or an enterprise has rights.

The people: Roza owns half a house and has the usufruct of the other half, whose bare
ownership her daughter Lien inherited from Godfried; Bjorn sold his apartment to an
enterprise and keeps a quarter of a field; Femke owns a building plot, and holds a long
lease with Joris.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People
from kruispunt_simulator.services import MagdaAnswer
from kruispunt_simulator.services._cadastre import party_id
from kruispunt_simulator.sources import Sources, SourceUnavailable

from .conftest import TODAY, Desk, Reply

PEOPLE = People.load()
ROZA, LIEN, GODFRIED, BJORN, FEMKE, JORIS = (
    PEOPLE.named(name).ssin
    for name in (
        "roza-hellemansbeek",
        "lien-kouterman",
        "godfried-kouterman",
        "bjorn-zandloper",
        "femke-duinslaet",
        "joris-kalkbrander",
    )
)
ZANDVAST = "1900010165"
TOESTAND = "Eigendom/Eigendomstoestanden/Eigendomstoestand"
RECHT = f"{TOESTAND}/EigenaarsRechten/EigenaarRecht"
EIGENDOM_ID = f"{TOESTAND}/StatusInformatie/EigendomId"
AARD = f"{TOESTAND}/Perceel/AardKadastraalPerceel/Code"
GEBOUW = f"{TOESTAND}/Perceel/Gebouwen/Gebouw"


def question(
    number: str,
    when: str = "",
    *,
    co_owners: bool = False,
    search: str | None = None,
    division: int | None = None,
    municipality: str | None = None,
    language: str = "nl",
    structured: bool = False,
    register: bool = False,
) -> str:
    kind = "INSZ" if len(number) == 11 else "Ondernemingsnummer"
    parts = [
        f"<{kind}>{number}</{kind}><MedeEigenaars>{int(co_owners)}</MedeEigenaars>",
        f"<TypeZoekopdracht>{search}</TypeZoekopdracht>" if search else "",
        when,
        f"<KadastraleAfdeling>{division}</KadastraleAfdeling>" if division else "",
        f"<GemeenteNISCode>{municipality}</GemeenteNISCode>" if municipality else "",
    ]
    return (
        f"<Inhoud><Criteria>{''.join(parts)}</Criteria><Taal>{language}</Taal>"
        f"<GestructureerdeRechtenWoontOp>{int(structured)}"
        "</GestructureerdeRechtenWoontOp>"
        f"<Gebouwenregister>{int(register)}</Gebouwenregister></Inhoud>"
    )


def on(day: str) -> str:
    return f"<Referentie><Datum>{day}</Datum></Referentie>"


def in_year(year: int) -> str:
    return f"<Referentie><Jaar>{year}</Jaar></Referentie>"


def between(begin: str, end: str) -> str:
    return f"<Periode><Begin>{begin}</Begin><Einde>{end}</Einde></Periode>"


def ask(desk: Desk, vraag: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_magda(
        "ZoekEigendomstoestanden",
        "02.00.0000",
        vraag,
        today=today,
        down=down.split(),
    )


def rights(reply: Reply) -> list[tuple[str, str]]:
    """Type and share of every right that is told."""
    found = reply.root.findall(f"{RECHT}/ZakelijkRecht/Ongestructureerd/Rechten/Recht")
    return [
        (
            recht.findtext("Type/Code"),
            f"{recht.findtext('Aandeel/Teller')}/{recht.findtext('Aandeel/Noemer')}",
        )
        for recht in found
    ]


# The property condition, on both sides


@pytest.mark.parametrize(
    ("who", "told", "natures"),
    [
        pytest.param(
            ROZA, [("VE", "1/2"), ("VG", "1/2")], ["200"], id="full and usufruct, house"
        ),
        pytest.param(LIEN, [("BE", "1/2")], ["200"], id="bare ownership, house"),
        pytest.param(
            FEMKE,
            [("VE", "1/1"), ("ERFP", "1/1")],
            ["78", "503"],
            id="full ownership of building land, long lease on a holiday house",
        ),
        pytest.param(JORIS, [("ERFP", "1/1")], ["503"], id="long lease in community"),
        pytest.param(BJORN, [("VE", "2/8")], ["1"], id="a quarter of arable land"),
    ],
)
def test_rights_and_nature_tell_the_property_condition(
    desk: Desk, who: str, told: list[tuple[str, str]], natures: list[str]
) -> None:
    """R-SCH-08; Protocol WiV–Wonen in Limburg art. 3 (real-estate rights)."""
    reply = ask(desk, question(who))
    assert reply.faults == []
    assert rights(reply) == told
    assert reply.texts(AARD) == natures


@pytest.mark.parametrize("who", ["wout-nijsdonk", "zohra-amezianou"])
def test_who_owns_nothing_is_not_found(desk: Desk, who: str) -> None:
    """`_behaviour.md` 2.10: 30001 of MAGDA, level 3."""
    reply = ask(desk, question(desk.people.named(who).ssin))
    assert reply.faults == ["magda.nothing-found"]
    assert isinstance(reply.answer, MagdaAnswer)
    assert reply.answer.inhoud is None


@pytest.mark.parametrize(
    ("day", "apartments"),
    [
        ("2009-04-02", 0),
        ("2009-04-03", 1),
        ("2024-06-13", 1),
        ("2024-06-14", 0),
    ],
)
def test_a_right_holds_from_its_deed_until_the_day_before_the_sale(
    desk: Desk, day: str, apartments: int
) -> None:
    """R-SCH-08: an ended right is none."""
    reply = ask(desk, question(BJORN, on(day)))
    assert reply.texts(AARD).count("220") == apartments


def test_a_sale_is_known_when_it_is_recorded(desk: Desk) -> None:
    """Bjorn sold on 14 June 2024; the cadastre wrote it down on 2 July."""
    before = ask(desk, question(BJORN), today=date(2024, 7, 1))
    after = ask(desk, question(BJORN), today=date(2024, 7, 2))
    assert "220" in before.texts(AARD)
    assert before.root.find(f"{TOESTAND}/StatusInformatie/Versie/Einde") is None
    assert "220" not in after.texts(AARD)


def test_inheritance_passes_the_rights_on_the_day_of_death(desk: Desk) -> None:
    alive = ask(desk, question(GODFRIED, on("2019-03-10")))
    assert rights(alive) == [("VE", "1/1")]
    assert ask(desk, question(GODFRIED, on("2019-03-11"))).faults == [
        "magda.nothing-found"
    ]
    assert rights(ask(desk, question(LIEN, on("2019-03-11")))) == [("BE", "1/2")]
    assert ask(desk, question(LIEN, on("2019-03-10"))).faults != []


def test_an_heir_is_told_with_the_number_of_the_deceased(desk: Desk) -> None:
    reply = ask(desk, question(LIEN))
    assert reply.text(f"{RECHT}/OverledenPersoon") == str(party_id(GODFRIED))


def test_what_was_struck_out_never_was(desk: Desk) -> None:
    """A state that gave Lien full ownership stood for a month in 2019."""
    august = ask(desk, question(LIEN), today=date(2019, 8, 15))
    assert rights(august) == [("VE", "1/2")]
    september = ask(desk, question(LIEN), today=date(2019, 9, 3))
    assert rights(september) == [("BE", "1/2")]
    everything = ask(desk, question(LIEN, between("1900-01-01", "2026-11-22")))
    assert everything.texts(EIGENDOM_ID) == ["6041203"]


# The days asked about


def test_a_period_gives_every_state_that_it_touches(desk: Desk) -> None:
    reply = ask(desk, question(ROZA, between("2019-03-10", "2019-03-11")))
    assert reply.texts(EIGENDOM_ID) == ["6041201", "6041203"]
    one_day = ask(desk, question(ROZA, between("2019-03-10", "2019-03-10")))
    assert one_day.texts(EIGENDOM_ID) == ["6041201"]


@pytest.mark.parametrize(
    ("search", "year", "found"),
    [
        pytest.param("J", 2025, False, id="by law: sold since June 2024"),
        pytest.param("J", 2024, True, id="by law: not sold yet on 1 January 2024"),
        pytest.param("F", 2024, True, id="for the taxes: owner on 1 January 2024"),
        pytest.param("f", 2025, False, id="for the taxes: no more from 2025"),
    ],
)
def test_a_year_is_its_first_of_january(
    desk: Desk, search: str, year: int, found: bool
) -> None:
    reply = ask(desk, question(BJORN, in_year(year), search=search))
    assert ("220" in reply.texts(AARD)) is found


@pytest.mark.parametrize(("search", "found"), [("J", False), ("F", True)])
def test_the_fiscal_view_counts_other_days_than_the_law(
    desk: Desk, search: str, found: bool
) -> None:
    """Sold on 14 June 2024, but for the taxes the buyer counts from 2025."""
    reply = ask(desk, question(BJORN, on("2024-12-31"), search=search))
    assert ("220" in reply.texts(AARD)) is found


def test_a_day_that_is_partly_unknown_may_be_any_of_its_days(desk: Desk) -> None:
    """Bjorn sold on 14 June 2024: in June he was owner, in July he was not."""
    june = ask(desk, question(BJORN, on("2024-06-00")))
    july = ask(desk, question(BJORN, on("2024-07-00")))
    assert "220" in june.texts(AARD)
    assert "220" not in july.texts(AARD)


def test_both_periods_are_told(desk: Desk) -> None:
    reply = ask(desk, question(BJORN, on("2024-06-01")))
    status = f"{TOESTAND}/StatusInformatie"
    assert reply.text(f"{status}/PeriodeJuridisch/Einde") == "2024-06-13"
    assert reply.text(f"{status}/PeriodeStatus/Einde") == "2024-12-31"
    assert reply.text(f"{status}/PeriodeStatus/JaarBegin") == "2009"
    assert reply.text(f"{status}/Versie/Einde") == "2024-07-02 11:45:30"


def test_division_and_municipality_narrow_the_search(desk: Desk) -> None:
    assert ask(desk, question(FEMKE, division=72308)).texts(AARD) == ["78"]
    assert ask(desk, question(FEMKE, municipality="73066")).texts(AARD) == ["503"]
    assert ask(desk, question(FEMKE, division=99999)).faults == ["magda.nothing-found"]
    assert ask(desk, question(FEMKE, municipality="11002")).faults != []


# Parties


def test_without_co_owners_only_the_asked_party_is_told(desk: Desk) -> None:
    alone = ask(desk, question(ROZA))
    both = ask(desk, question(ROZA, co_owners=True))
    insz = "Eigendom/Partijen/Personen/Persoon/INSZ"
    assert alone.texts(insz) == [ROZA]
    assert both.texts(insz) == [ROZA, LIEN]
    assert rights(both) == [("VE", "1/2"), ("VG", "1/2"), ("BE", "1/2")]


def test_a_couple_is_one_owner_with_two_parties(desk: Desk) -> None:
    reply = ask(desk, question(JORIS))
    lijst = reply.root.find(f"{RECHT}/LijstId")
    assert lijst.get("Type") == "Gemeenschap"
    assert [each.text for each in lijst] == [
        str(party_id(FEMKE)),
        str(party_id(JORIS)),
    ]
    assert reply.text(f"{RECHT}/Type/Code") == "1"
    assert reply.texts("Eigendom/Partijen/Personen/Persoon/INSZ") == [FEMKE, JORIS]


def test_every_party_id_is_that_of_a_party(desk: Desk) -> None:
    for who in (ROZA, FEMKE, BJORN, ZANDVAST):
        root = ask(desk, question(who, co_owners=True)).root
        ids = {each.text for each in root.iter("PartijId")}
        parties = {
            party.findtext("PartijId")
            for kind in ("Persoon", "Onderneming")
            for party in root.iter(kind)
        }
        assert ids == parties


def test_a_person_comes_with_name_birth_date_and_place(desk: Desk) -> None:
    persoon = ask(desk, question(ROZA)).root.find("Eigendom/Partijen/Personen/Persoon")
    assert persoon.find("INSZ").get("Bron") == "NRN"
    assert persoon.findtext("Naam/Achternamen/Achternaam") == "Hellemansbeek"
    assert persoon.findtext("Naam/Voornamen/Voornaam") == "Roza"
    assert persoon.findtext("Geboortedatum") == "1957-02-23"
    assert persoon.findtext("Gemeente/PostCode") == "3500"
    assert persoon.find("Adres") is None


def test_an_enterprise_is_found_by_its_number(desk: Desk) -> None:
    """`_behaviour.md` 2.10: by person or by enterprise."""
    reply = ask(desk, question(ZANDVAST))
    assert reply.texts(AARD) == ["220", "503"]
    onderneming = reply.root.find("Eigendom/Partijen/Ondernemingen/Onderneming")
    assert onderneming.findtext("Ondernemingsnummer") == ZANDVAST
    assert onderneming.find("Ondernemingsnummer").get("Bron") == "kbo"
    assert onderneming.findtext("Naam") == "Zandvast BV (verzonnen)"
    assert set(reply.texts(f"{RECHT}/Type/Code")) == {"5"}
    assert set(reply.texts(f"{RECHT}/Beheerder")) == {str(party_id(FEMKE))}


def test_an_owner_without_a_name_is_told_in_words(desk: Desk) -> None:
    reply = ask(desk, question(BJORN, co_owners=True))
    assert reply.texts(f"{RECHT}/Anoniem") == ["Erfgenamen Zandloper"]
    assert reply.text(f"{RECHT}/MedeEigenaars") == "en anderen"
    assert reply.text(f"{RECHT}/ClausuleID") == "4"
    recht = f"{RECHT}/ZakelijkRecht/Ongestructureerd/Rechten/Recht"
    assert reply.texts(f"{recht}/NietBepaald") == ["0", "1"]


def test_a_lease_ends_when_the_deed_says(desk: Desk) -> None:
    recht = ask(desk, question(JORIS)).root.find(
        f"{RECHT}/ZakelijkRecht/Ongestructureerd/Rechten/Recht"
    )
    assert recht.findtext("Verval/Datum") == "2060-01-14"
    assert recht.findtext("Type/Omschrijving") == "Erfpacht"
    assert recht.findtext("Afpaling") == "1"
    assert recht.findtext("CANietAfgepaald") == "150"


# VLABEL


def test_structured_rights_come_when_they_are_asked(desk: Desk) -> None:
    path = f"{RECHT}/ZakelijkRecht/Gestructureerd/Rechten/Recht"
    assert ask(desk, question(ROZA)).root.find(path) is None
    recht = ask(desk, question(ROZA, structured=True)).root.find(path)
    assert recht.findtext("PartijId") == str(party_id(ROZA))
    assert recht.findtext("Omschrijving") == "-VE-VG-"
    assert recht.findtext("Percentage_VE") == "50.00"
    assert recht.findtext("Percentage_VG") == "50.00"


def test_structured_rights_of_a_couple_are_halves(desk: Desk) -> None:
    reply = ask(desk, question(GODFRIED, on("2000-01-01"), structured=True))
    path = f"{RECHT}/ZakelijkRecht/Gestructureerd/Rechten/Recht"
    assert reply.texts(f"{path}/Percentage_VE") == ["50.00", "50.00"]


@pytest.mark.parametrize(
    ("who", "lives"), [(ROZA, "1"), (LIEN, "0")], ids=["there", "elsewhere"]
)
def test_who_lives_on_the_property_is_told_with_them(
    desk: Desk, who: str, lives: str
) -> None:
    path = f"{RECHT}/LijstId/PartijId"
    plain = ask(desk, question(who)).root.find(path)
    assert plain.get("WoontOpEigendom") is None
    told = ask(desk, question(who, structured=True)).root.find(path)
    assert told.get("WoontOpEigendom") == lives


def asked_sources(desk: Desk, vraag: str) -> list[str]:
    """Names of the sources that an answer asked, in order."""
    request = desk.magda_request("ZoekEigendomstoestanden", "02.00.0000", vraag)
    service = desk.service(
        "ZoekEigendomstoestanden", "02.00.0000", "ZoekEigendomstoestanden"
    )
    asked: list[str] = []
    sources = Sources(desk.people).asking(lambda name, _: asked.append(name))
    assert service.answer is not None
    service.answer(request, sources, TODAY)
    return asked


@pytest.mark.parametrize(
    ("vraag", "asked"),
    [
        pytest.param(question(ROZA), ["aapd"], id="plain"),
        pytest.param(
            question(ROZA, structured=True, register=True),
            ["aapd", "vlabel", "gebrg"],
            id="everything",
        ),
        pytest.param(
            question(
                PEOPLE.named("wout-nijsdonk").ssin, structured=True, register=True
            ),
            ["aapd"],
            id="everything, but there is nothing",
        ),
    ],
)
def test_the_other_sources_are_asked_when_the_cadastre_gave_data(
    desk: Desk, vraag: str, asked: list[str]
) -> None:
    """MG 584320222: AAPD first, VLABEL only when AAPD gave data and it was asked."""
    assert asked_sources(desk, vraag) == asked


def test_a_tax_administration_that_is_down_leaves_the_data(desk: Desk) -> None:
    reply = ask(desk, question(ROZA, structured=True), down="vlabel")
    assert reply.faults == ["property.structured-unavailable"]
    assert rights(reply) != []
    assert reply.root.find(f"{RECHT}/ZakelijkRecht/Gestructureerd") is None
    partij = reply.root.find(f"{RECHT}/LijstId/PartijId")
    assert partij.get("WoontOpEigendom") is None


# The building register


def test_the_register_adds_what_stands_at_the_address(desk: Desk) -> None:
    plain = ask(desk, question(ROZA))
    assert plain.root.find(f"{GEBOUW}/AdresId") is None
    reply = ask(desk, question(ROZA, register=True))
    assert reply.faults == []
    assert reply.text(f"{GEBOUW}/AdresId") == "2711884"
    objecten = f"{GEBOUW}/AdresseerbareObjecten/AdresseerbaarObject"
    assert reply.texts(f"{objecten}/ObjectType") == ["Gebouweenheid", "Perceel"]
    assert reply.text(f"{GEBOUW}/Adres/StraatIdentificator/LokaleIdentificator")


def test_what_the_register_cannot_link_comes_beside_the_data(desk: Desk) -> None:
    """`_behaviour.md` 2.10: also when typed FOUT, with id and address."""
    reply = ask(desk, question(JORIS, register=True))
    assert reply.faults == [
        "property.street-code-not-numeric",
        "property.street-unreadable",
        "property.nis-not-numeric",
        "property.register-no-match",
        "property.street-unknown",
    ]
    assert rights(reply) == [("ERFP", "1/1")]
    severities = [finding.severity for finding in reply.findings]
    assert severities == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.ERROR,
        Severity.ERROR,
        Severity.WARNING,
    ]
    assert reply.findings[0].annotations == {
        "Eigendomstoestand/EigendomId": "11100902",
        "Gebouw/Adres/Straat/Code": "A0117",
        "Gebouw/Adres/Straat/Naam": "Mergelkuil",
        "Gebouw/Adres/Huisnummer": "40",
        "Gebouw/Adres/Gemeente/NISCode": "73066",
        "Gebouw/Adres/Gemeente/Naam": "Riemst",
    }


def test_several_matches_are_an_error_of_magda(desk: Desk) -> None:
    reply = ask(desk, question(BJORN, on("2020-01-01"), register=True))
    assert reply.faults == ["property.register-several-matches"]
    assert reply.root.find(f"{GEBOUW}/AdresseerbareObjecten") is None


def test_a_register_that_is_down_is_an_error_per_building(desk: Desk) -> None:
    reply = ask(desk, question(JORIS, register=True), down="gebrg")
    assert set(reply.faults) == {"property.register-timeout"}
    assert len(reply.faults) == len(reply.root.findall(GEBOUW)) == 4


# Refusals, each with its twin


def test_a_cadastre_that_is_down_gives_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable):
        ask(desk, question(ROZA), down="aapd")
    assert ask(desk, question(ROZA)).faults == []


@pytest.mark.parametrize(
    ("wrong", "right", "fault"),
    [
        pytest.param(
            question(ROZA[:-1] + "9"),
            question(ROZA),
            "magda.insz-check-digits",
            id="check digits, MG 6208324471",
        ),
        pytest.param(
            question("1900010166"),
            question(ZANDVAST),
            "property.enterprise-check-digits",
            id="check digits of an enterprise, MG 6208324471",
        ),
        pytest.param(
            question(ROZA, between("2020-01-02", "2020-01-01")),
            question(ROZA, between("2020-01-01", "2020-01-01")),
            "magda.period-order",
            id="period, 20003",
        ),
        pytest.param(
            question(ROZA, on("2026-11-23")),
            question(ROZA, on("2026-11-22")),
            "magda.date-out-of-range",
            id="a day in the future, 20006",
        ),
        pytest.param(
            question(ROZA, in_year(2027)),
            question(ROZA, in_year(2026)),
            "magda.date-out-of-range",
            id="a year in the future, 20006",
        ),
        pytest.param(
            question(ROZA, on("2020-02-30")),
            question(ROZA, on("2020-02-29")),
            "magda.period-invalid",
            id="a day that does not exist, 20004",
        ),
        pytest.param(
            question(ROZA, between("2020-13-01", "2020-12-31")),
            question(ROZA, between("2020-12-01", "2020-12-31")),
            "magda.period-invalid",
            id="a month that does not exist, 20004",
        ),
        pytest.param(
            question(ROZA, between("2026-11-23", "2026-12-31")),
            question(ROZA, between("2026-11-22", "2026-12-31")),
            "magda.date-out-of-range",
            id="a period in the future, 20006",
        ),
        pytest.param(
            question(ROZA, "<Referentie><Jaar>,024</Jaar></Referentie>"),
            question(ROZA, in_year(2024)),
            "magda.period-invalid",
            id="a year with the comma of the schema, 20004",
        ),
        pytest.param(
            question(ROZA, language="fr"),
            question(ROZA),
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


def test_a_period_may_end_in_the_future(desk: Desk) -> None:
    assert ask(desk, question(ROZA, between("2020-01-01", "2099-12-31"))).faults == []


def moved(desk: Desk, somebody: Any, **identity: Any) -> People:
    old = numbers.make(date(1985, 4, 30), 31)
    return People([*desk.people, somebody(identity={"ssin": old, **identity})])


def test_a_replaced_number_is_answered_under_the_new_one(
    desk: Desk, somebody: Any
) -> None:
    """Source: our choice, as for GeefZorgtoeslag: 30004 with data."""
    people = moved(desk, somebody, replaced_by=LIEN)
    old = numbers.make(date(1985, 4, 30), 31)
    reply = desk.ask_magda(
        "ZoekEigendomstoestanden", "02.00.0000", question(old), people=people
    )
    assert reply.faults == ["magda.insz-replaced"]
    assert reply.findings[0].annotations == {"Oud INSZ": old, "Nieuw INSZ": LIEN}
    assert rights(reply) == [("BE", "1/2")]


def test_a_cancelled_number_is_refused(desk: Desk, somebody: Any) -> None:
    people = moved(desk, somebody, canceled=True)
    old = numbers.make(date(1985, 4, 30), 31)
    reply = desk.ask_magda(
        "ZoekEigendomstoestanden", "02.00.0000", question(old), people=people
    )
    assert reply.faults == ["magda.insz-cancelled"]


def test_a_number_that_nobody_has_owns_nothing(desk: Desk) -> None:
    nobody = numbers.make(date(1990, 1, 1), 998)
    assert ask(desk, question(nobody)).faults == ["magda.nothing-found"]


# What the service says of itself


def test_the_subject_is_the_person_and_an_enterprise_is_none(desk: Desk) -> None:
    service = desk.service(
        "ZoekEigendomstoestanden", "02.00.0000", "ZoekEigendomstoestanden"
    )
    person = desk.magda_request("ZoekEigendomstoestanden", "02.00.0000", question(ROZA))
    assert service.impersonal
    assert service.subject(person) == ROZA
    firm = desk.magda_request(
        "ZoekEigendomstoestanden", "02.00.0000", question(ZANDVAST)
    )
    with pytest.raises(LookupError):
        service.subject(firm)


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("", Period(begin="0001-01-01")),
        (on("2020-02-03"), Period(begin="2020-02-03", end="2020-02-03")),
        (in_year(2021), Period(begin="2021-01-01", end="2021-01-01")),
        (
            between("2020-01-01", "2020-06-30"),
            Period(begin="2020-01-01", end="2020-06-30"),
        ),
    ],
)
def test_the_period_is_that_of_the_question(
    desk: Desk, when: str, period: Period
) -> None:
    service = desk.service(
        "ZoekEigendomstoestanden", "02.00.0000", "ZoekEigendomstoestanden"
    )
    vraag = question(ROZA, when)
    root = desk.magda_request("ZoekEigendomstoestanden", "02.00.0000", vraag)
    assert service.period(root) == period
