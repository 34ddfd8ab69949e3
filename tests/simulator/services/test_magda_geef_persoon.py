"""
GeefPersoon 02.02: a person as the registers know it today.

Source: contract sheet `magda-geefpersoon-02.02`; `_behaviour` 2.15; law fields 7.1.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services._persoon.blocks import BLOCKS, FLAGS
from kruispunt_simulator.services.magda_geef_persoon import KSZ_FLAGS
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefPersoon", "02.02.0000"
PEOPLE = People.load()
Somebody = Callable[..., Person]


def ssin(id_: str) -> str:
    return PEOPLE.named(id_).ssin


def question(
    insz: str, *, bron: str = "RR", flags: str | None = None, language: str = "nl"
) -> str:
    asked = ""
    if flags is not None:
        on = flags.split()
        inner = "".join(f"<{f}>{int(f in on)}</{f}>" for f in KSZ_FLAGS)
        asked = f"<OpvragingenKSZ>{inner}</OpvragingenKSZ>"
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ>{asked}</Criteria><Bron>{bron}</Bron>"
        f"<Taal>{language}</Taal></Inhoud>"
    )


def ask(
    desk: Desk,
    insz: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
    **more: Any,
) -> Reply:
    return desk.ask_magda(
        NAME,
        VERSION,
        question(insz, **more),
        today=today,
        down=down.split(),
        people=people,
    )


def ask_ksz(desk: Desk, insz: str, flags: str, **more: Any) -> Reply:
    return ask(desk, insz, bron="KSZ", flags=flags, **more)


# What is told: the fields of the law, each from one person's file


@pytest.mark.parametrize(
    ("field", "who", "path", "told"),
    [
        ("id_national_number", "ruben-zonderwijk", "INSZ", ssin("ruben-zonderwijk")),
        (
            "id_surname",
            "femke-brandhoeve",
            "Naam/Achternamen/Achternaam",
            "Brandhoeve",
        ),
        ("id_forenames", "femke-brandhoeve", "Naam/Voornamen/Voornaam", "Fiona"),
        (
            "id_birth_place",
            "femke-brandhoeve",
            "Geboorte/Plaats/Tekst",
            "Maastricht",
        ),
        ("id_birth_date", "georgette-oudewater", "Geboorte/Datum", "1941-04-00"),
        (
            "id_nationality",
            "esperance-lukasuma",
            "Nationaliteiten/Nationaliteit/Code",
            "306",
        ),
        ("id_sex", "robin-weerdinge", "Geslacht/Code", "2"),
        (
            "id_civil_status",
            "luc-kruidenhof",
            "BurgerlijkeStaten/BurgerlijkeStaat/Code",
            "20",
        ),
        (
            "id_legal_cohabitation",
            "ruben-zonderwijk",
            "WettelijkeSamenwoning/Partner/INSZ",
            ssin("femke-brandhoeve"),
        ),
        (
            "id_legal_cohabitation_end",
            "hendrik-verreweghe",
            "WettelijkeSamenwoning/Beeindiging/Kennisgeving/Datum",
            "2016-12-05",
        ),
        (
            "id_main_residence",
            "ruben-zonderwijk",
            "Adressen/Hoofdverblijfplaats/VolledigAdres/String",
            "Watermolenpad 5, 3590 Diepenbeek",
        ),
        ("id_death_date", "albert-kruidenhof", "Overlijden/Datum", "2023-10-05"),
        (
            "id_legal_capacity",
            "georgette-oudewater",
            "JuridischeStatuten/JuridischStatuut/JuridischStatuut/Code",
            "21",
        ),
        (
            "id_representative",
            "georgette-oudewater",
            "Bewindvoerders/Bewindvoerder/Identiteit/INSZ",
            ssin("luc-kruidenhof"),
        ),
        ("id_register", "esperance-lukasuma", "Register/Code", "5"),
        (
            "id_household_composition",
            "luc-kruidenhof",
            "Gezinsleden/Gezinslid/INSZ",
            ssin("robin-weerdinge"),
        ),
        (
            "id_descendants_first_degree",
            "ilse-grasduin",
            "AfstammingenDalendeLijn/AfstammingDalendeLijn/Kind/INSZ",
            ssin("nele-zonderwijk"),
        ),
        (
            "id_child_surname",
            "ilse-grasduin",
            "AfstammingenDalendeLijn/AfstammingDalendeLijn/Kind/Naam/Achternamen"
            "/Achternaam",
            "Zonderwijk",
        ),
        (
            "id_child_forenames",
            "ilse-grasduin",
            "AfstammingenDalendeLijn/AfstammingDalendeLijn/Kind/Naam/Voornamen/Voornaam",
            "Nele",
        ),
        (
            "id_child_birth_date",
            "ilse-grasduin",
            "AfstammingenDalendeLijn/AfstammingDalendeLijn/Kind/Geboortedatum",
            "2015-09-03",
        ),
        (
            "id_child_birth_place",
            "nele-zonderwijk",
            "Geboorte/Plaats/Gemeente/Naam",
            "Tongeren",
        ),
        (
            "id_child_nationality",
            "nele-zonderwijk",
            "Nationaliteiten/Nationaliteit/Code",
            "150",
        ),
        (
            "id_child_address",
            "nele-zonderwijk",
            "Adressen/Hoofdverblijfplaats/Straatnaam/String",
            "Lindestraat",
        ),
        (
            "id_minor_stay_other_parent",
            "nele-zonderwijk",
            "GedeeldeVerblijven/GedeeldVerblijf/INSZ",
            ssin("ruben-zonderwijk"),
        ),
    ],
    ids=lambda value: value if str(value).startswith("id_") else "",
)
def test_a_field_of_the_law_reaches_the_answer(
    desk: Desk, field: str, who: str, path: str, told: str
) -> None:
    """Source: fields.md 7.1, Protocol WiV–Wonen in Limburg art. 3."""
    reply = ask(desk, ssin(who))
    assert reply.faults == []
    assert told in reply.texts(f"Persoon/{path}")


DAYS = (TODAY, date(2021, 9, 25), date(2011, 1, 1))
"""Together they see every block: some held only for a while."""


def test_each_block_is_told_about_somebody(desk: Desk) -> None:
    told: set[str] = set()
    flags = " ".join(KSZ_FLAGS)
    for person in PEOPLE:
        for today in DAYS:
            for bron in ("RR", "KSZ"):
                reply = ask(desk, person.ssin, bron=bron, flags=flags, today=today)
                told |= {element.tag for element in reply.root.iter()}
    assert {block.tag for block in BLOCKS} <= told


def test_a_person_of_whom_little_is_held_is_told_what_the_identity_says(
    desk: Desk, somebody: Somebody
) -> None:
    person = somebody()
    reply = ask(desk, person.ssin, people=People([person]))
    persoon = reply.root.find("Persoon")
    assert [child.tag for child in persoon] == [
        "INSZ",
        "Naam",
        "Geslacht",
        "Register",
        "Geboorte",
    ]
    assert reply.text("Persoon/Register/Code") == "2"
    assert persoon.find("Naam").get("DatumBegin") == "1985-04-30"


# Both sides tell the same


def test_children_and_parents_name_each_other(desk: Desk) -> None:
    ruben = ask(desk, ssin("ruben-zonderwijk"))
    kinds = "Persoon/AfstammingenDalendeLijn/AfstammingDalendeLijn/Kind/INSZ"
    assert ruben.texts(kinds) == [ssin("nele-zonderwijk"), ssin("mil-zonderwijk")]
    nele = ask(desk, ssin("nele-zonderwijk"))
    parents = "Persoon/Afstammingen/Afstamming/Ouders/Ouder/INSZ"
    assert nele.texts(parents) == [ssin("ruben-zonderwijk"), ssin("ilse-grasduin")]


def test_a_shared_stay_is_told_of_both_with_another_role(desk: Desk) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (identification 2)."""
    path = "Persoon/GedeeldeVerblijven/GedeeldVerblijf"
    nele = ask(desk, ssin("nele-zonderwijk"))
    ruben = ask(desk, ssin("ruben-zonderwijk"))
    assert nele.text(f"{path}/INSZ") == ssin("ruben-zonderwijk")
    assert ruben.text(f"{path}/INSZ") == ssin("nele-zonderwijk")
    assert nele.text(f"{path}/Rol/Code") != ruben.text(f"{path}/Rol/Code")
    assert ask(desk, ssin("ilse-grasduin")).text(f"{path}/INSZ") is None


def test_the_head_names_the_members_and_a_member_the_head(desk: Desk) -> None:
    ruben = ask(desk, ssin("ruben-zonderwijk"))
    assert ruben.texts("Persoon/Gezinsleden/Gezinslid/INSZ") == [
        ssin("femke-brandhoeve"),
        ssin("mil-zonderwijk"),
    ]
    assert ruben.text("Persoon/Referentiepersoon/INSZ") is None
    femke = ask(desk, ssin("femke-brandhoeve"))
    assert femke.text("Persoon/Referentiepersoon/INSZ") == ssin("ruben-zonderwijk")
    assert femke.text("Persoon/Referentiepersoon/Positie/Code") == "22"
    assert femke.text("Persoon/Gezinsleden/Gezinslid/INSZ") is None


def test_a_child_elsewhere_is_no_member_of_the_household(desk: Desk) -> None:
    ruben = ask(desk, ssin("ruben-zonderwijk"))
    members = ruben.texts("Persoon/Gezinsleden/Gezinslid/INSZ")
    assert ssin("nele-zonderwijk") not in members


@pytest.mark.parametrize(
    ("today", "head"),
    [(date(2018, 8, 31), "ruben-zonderwijk"), (date(2018, 9, 1), "ilse-grasduin")],
    ids=str,
)
def test_the_head_of_a_day_is_told(desk: Desk, today: date, head: str) -> None:
    nele = ask(desk, ssin("nele-zonderwijk"), today=today)
    assert nele.text("Persoon/Referentiepersoon/INSZ") == ssin(head)


# The business date


@pytest.mark.parametrize(
    ("today", "code", "address"),
    [
        (date(2012, 7, 6), "10", "Hasselt"),
        (date(2012, 7, 7), "20", "Hasselt"),
        (date(2018, 11, 14), "20", "Hasselt"),
        (date(2018, 11, 15), "40", "Hasselt"),
        (date(2021, 10, 1), "40", "Diepenbeek"),
    ],
    ids=str,
)
def test_only_what_holds_today_is_told(
    desk: Desk, today: date, code: str, address: str
) -> None:
    reply = ask(desk, ssin("ruben-zonderwijk"), today=today)
    states = reply.texts("Persoon/BurgerlijkeStaten/BurgerlijkeStaat/Code")
    assert states == [code]
    town = "Persoon/Adressen/Hoofdverblijfplaats/Gemeentenaam/String"
    assert reply.text(town) == address


def test_an_end_that_is_still_to_come_is_not_known_yet(desk: Desk) -> None:
    reply = ask(desk, ssin("hendrik-verreweghe"), today=date(2015, 1, 1))
    samenwoning = reply.root.find("Persoon/WettelijkeSamenwoning")
    assert samenwoning.get("DatumEinde") is None
    assert samenwoning.find("Beeindiging") is None
    later = ask(desk, ssin("hendrik-verreweghe"))
    samenwoning = later.root.find("Persoon/WettelijkeSamenwoning")
    assert samenwoning.get("DatumEinde") == "2016-12-01"
    assert samenwoning.find("Beeindiging/Reden/Code").text == "02"


def test_a_change_is_the_modification_of_the_file(desk: Desk) -> None:
    """Source: contract sheet: creation and modification come only from RR."""
    on = [date(2021, 10, 1), date(2022, 3, 9), date(2022, 3, 10)]
    told = [
        ask(desk, ssin("ruben-zonderwijk"), today=today)
        .root.find("Persoon")
        .get("DatumModificatie")
        for today in on
    ]
    assert told == ["2021-10-01", "2021-10-01", "2022-03-10"]
    ksz = ask_ksz(desk, ssin("ruben-zonderwijk"), "BasisPersoonsgegevens")
    assert ksz.root.find("Persoon").get("DatumModificatie") is None
    assert ksz.root.find("Persoon").get("DatumCreatie") is None


def test_a_change_of_sex_changes_name_and_sex_from_its_day(desk: Desk) -> None:
    before = ask(desk, ssin("robin-weerdinge"), today=date(2019, 2, 28))
    after = ask(desk, ssin("robin-weerdinge"), today=date(2019, 3, 1))
    sex, first = "Persoon/Geslacht/Code", "Persoon/Naam/Voornamen/Voornaam"
    assert (before.text(sex), before.text(first)) == ("1", "Rob")
    assert (after.text(sex), after.text(first)) == ("2", "Robin")
    assert before.text("Persoon/Geslachtsverandering/Tekst") is None
    assert after.text("Persoon/Geslachtsverandering/Geslacht/Code") == "2"


def test_a_move_inside_a_municipality_leaves_its_keeper(desk: Desk) -> None:
    georgette = ask(desk, ssin("georgette-oudewater"))
    keeper = georgette.root.find("Persoon/Beheerder")
    assert keeper.get("DatumBegin") == "1963-00-00"
    home = georgette.root.find("Persoon/Adressen/Hoofdverblijfplaats")
    assert home.get("DatumBegin") == "2019-06-01"


def test_a_merged_municipality_is_another_keeper(desk: Desk) -> None:
    luc = ask(desk, ssin("luc-kruidenhof"))
    assert luc.root.find("Persoon/Beheerder").get("DatumBegin") == "2019-01-01"
    assert luc.text("Persoon/Beheerder/Fusie/Code") == "1"


# Deceased, left, absent


def test_the_file_of_a_deceased_person_stands_still(desk: Desk) -> None:
    albert = ask(desk, ssin("albert-kruidenhof"))
    assert albert.text("Persoon/Overlijden/Aktenummer") == "0204"
    assert albert.text("Persoon/Statussen/Status/Code") == "99990"
    states = albert.texts("Persoon/BurgerlijkeStaten/BurgerlijkeStaat/Code")
    assert states == ["20"]
    assert albert.text("Persoon/Adressen/Hoofdverblijfplaats/Huisnummer") == "1"


def test_nobody_knows_of_a_death_before_it(desk: Desk) -> None:
    albert = ask(desk, ssin("albert-kruidenhof"), today=date(2023, 10, 4))
    assert albert.text("Persoon/Overlijden/Datum") is None
    assert albert.text("Persoon/Statussen/Status/Code") == "72020"


def test_a_child_knows_which_parents_died(desk: Desk) -> None:
    path = "Persoon/Afstammingen/Afstamming/Ouders/Ouder/IsOverleden"
    luc = ask(desk, ssin("luc-kruidenhof"))
    assert luc.texts(path) == ["1", "0"]
    before = ask(desk, ssin("luc-kruidenhof"), today=date(2023, 10, 4))
    assert before.texts(path) == ["0", "0"]


def test_a_parent_without_number_is_described(desk: Desk) -> None:
    path = "Persoon/Afstammingen/Afstamming/Ouders/Ouder"
    junior = ask(desk, ssin("junior-lukasuma"))
    mother, father = junior.root.findall(path)
    assert mother.findtext("INSZ") == ssin("esperance-lukasuma")
    assert [child.tag for child in father] == [
        "Naam",
        "Geslacht",
        "Geboortedatum",
        "IsOverleden",
    ]
    assert father.findtext("Geboortedatum") == "1990-00-00"


def test_who_lives_abroad_is_kept_by_a_diplomatic_post(desk: Desk) -> None:
    reply = ask(desk, ssin("hendrik-verreweghe"))
    assert reply.text("Persoon/Statussen/Status/Code") == "992"
    assert reply.text("Persoon/Adressen/Hoofdverblijfplaats/Postcode") is None
    post = "Persoon/Adressen/VerblijfplaatsBuitenland/DiplomatiekePost"
    assert reply.text(f"{post}/Code") == "1267"
    assert reply.text(f"{post}/Omschrijving") == "Parijs"
    assert reply.text(f"{post}/Land/NISCode") == "111"


def test_who_was_declared_absent_has_the_last_status(desk: Desk) -> None:
    reply = ask(desk, ssin("constant-dwaelhof"))
    assert reply.texts("Persoon/Statussen/Status/Code") == ["99996"]
    person = "Persoon/Afwezigheid/Beslissing/INSZ/INSZ"
    assert reply.text(person) == ssin("hendrik-verreweghe")


# Numbers


def test_a_replaced_number_gives_the_new_person_with_a_warning(desk: Desk) -> None:
    old, new = ssin("esperance-lukasuma-bis"), ssin("esperance-lukasuma")
    reply = ask(desk, old)
    (warning,) = reply.findings
    assert warning.fault == "magda.insz-replaced"
    assert warning.severity is Severity.WARNING
    assert warning.annotations == {"Oud INSZ": old, "Nieuw INSZ": new}
    assert reply.text("Persoon/INSZ") == new
    reference = reply.root.find("Persoon/Referentiedossier")
    assert reference.get("DatumBegin") == "2024-03-04"
    assert reference.findtext("INSZ") == old
    assert ask(desk, new).findings == ()


def test_a_number_that_was_replaced_twice_leads_to_the_last(
    desk: Desk, somebody: Somebody
) -> None:
    first, second, third = (numbers.make(date(1985, 4, 30), n) for n in (2, 4, 6))
    people = People(
        [
            somebody(identity={"ssin": first, "replaced_by": second}),
            somebody(identity={"ssin": second, "replaced_by": third}),
            somebody(identity={"ssin": third}),
        ]
    )
    reply = ask(desk, first, people=people)
    assert reply.text("Persoon/INSZ") == third
    assert reply.findings[0].annotations["Nieuw INSZ"] == third


def test_a_number_is_in_use_until_the_day_it_is_replaced(desk: Desk) -> None:
    old, new = ssin("esperance-lukasuma-bis"), ssin("esperance-lukasuma")
    flags = "BasisPersoonsgegevens"
    before, after = date(2024, 3, 3), date(2024, 3, 4)
    told = ask_ksz(desk, old, flags, today=before)
    assert (told.text("Persoon/INSZ"), told.faults) == (old, [])
    assert ask_ksz(desk, old, flags, today=after).text("Persoon/INSZ") == new
    assert ask_ksz(desk, new, flags, today=before).faults == ["magda.insz-unknown"]
    assert ask_ksz(desk, new, flags, today=after).faults == []


def test_numbers_that_replace_each_other_end_somewhere(
    desk: Desk, somebody: Somebody
) -> None:
    first, second = (numbers.make(date(1985, 4, 30), n) for n in (2, 4))
    people = People(
        [
            somebody(identity={"ssin": first, "replaced_by": second}),
            somebody(identity={"ssin": second, "replaced_by": first}),
        ]
    )
    assert ask(desk, first, people=people).text("Persoon/INSZ") == second


@pytest.mark.parametrize("bron", ["RR", "KSZ"])
def test_a_cancelled_number_gives_no_person(desk: Desk, bron: str) -> None:
    """Source: `_behaviour` 2.15: 30002; the origin is the register asked."""
    reply = ask(
        desk,
        ssin("esperance-lukasuma-dubbel"),
        bron=bron,
        flags="BasisPersoonsgegevens",
    )
    assert reply.faults == ["magda.insz-cancelled"]
    assert reply.findings[0].origin == bron
    assert reply.root.tag == "none"


def test_an_unknown_number_is_another_code_per_register(desk: Desk) -> None:
    """Source: `_behaviour` 2.15: 30001 of RR with Omstandigheid 140; KSZ 30003."""
    unknown = numbers.make(date(1990, 1, 1), 997)
    rr = ask(desk, unknown)
    assert rr.faults == ["persoon.unknown-at-register"]
    assert rr.findings[0].detail == "140"
    ksz = ask_ksz(desk, unknown, "BasisPersoonsgegevens")
    assert ksz.faults == ["magda.insz-unknown"]


def test_a_bis_number_is_managed_by_the_ksz_only(desk: Desk) -> None:
    """Source: `_behaviour` 2.15, 2.16: 40101."""
    tesfa = ssin("tesfa-woldebruk")
    assert ask(desk, tesfa).faults == ["persoon.not-managed"]
    reply = ask_ksz(desk, tesfa, "BasisPersoonsgegevens WettelijkeVertegenwoordiging")
    assert reply.faults == []
    assert reply.text("Persoon/Register/Code") == "BIS"
    guardian = (
        "Persoon/BewindvoerdersNietBegeleideMinderjarigeVreemdeling"
        "/BewindvoerderNietBegeleideMinderjarigeVreemdeling/INSZ"
    )
    assert reply.text(guardian) == ssin("luc-kruidenhof")


def test_a_cancelled_double_file_is_referred_to(desk: Desk) -> None:
    reply = ask(desk, ssin("esperance-lukasuma"))
    other = reply.text("Persoon/GeannuleerdDossier/INSZ")
    assert other == ssin("esperance-lukasuma-dubbel")


# The KSZ tells what is asked


@pytest.mark.parametrize("flag", KSZ_FLAGS)
def test_the_ksz_tells_what_is_asked_and_nothing_else(desk: Desk, flag: str) -> None:
    """Source: `_behaviour` 2.15: the KSZ needs its own selection flags."""
    expected = {
        block.within or block.group or block.tag
        for block in BLOCKS
        if block.flag == flag and not block.rr_only
    }
    told: set[str] = set()
    for person in PEOPLE:
        for today in DAYS:
            reply = ask_ksz(desk, person.ssin, flag, today=today)
            told |= {child.tag for child in reply.root.iterfind("Persoon/*")}
    assert told - {"INSZ"} == expected


def test_every_flag_of_the_schema_gives_something() -> None:
    assert set(FLAGS) == set(KSZ_FLAGS)


def test_some_blocks_only_the_national_register_has(desk: Desk) -> None:
    """Source: contract sheet, notes."""
    flags = " ".join(KSZ_FLAGS)
    for who in ("luc-kruidenhof", "robin-weerdinge"):
        rr = {child.tag for child in ask(desk, ssin(who)).root.find("Persoon")}
        ksz = {
            child.tag for child in ask_ksz(desk, ssin(who), flags).root.find("Persoon")
        }
        assert rr - ksz <= {"Pseudoniemen", "Naamswijziging", "Geslachtsverandering"}
        assert rr - ksz


def test_without_a_flag_nothing_is_asked_of_the_ksz(desk: Desk) -> None:
    """Source: our choice, see the service: 13101."""
    for flags in (None, ""):
        reply = ask(desk, ssin("ruben-zonderwijk"), bron="KSZ", flags=flags)
        assert reply.faults == ["magda.combination-not-allowed"]
    assert ask(desk, ssin("ruben-zonderwijk"), flags="").faults == []


def test_the_ksz_calls_the_register_rr_or_bis(desk: Desk) -> None:
    """Source: `_code-lists` 1, Register."""
    rr = ask_ksz(desk, ssin("esperance-lukasuma"), "BasisPersoonsgegevens")
    assert rr.text("Persoon/Register/Code") == "RR"


# Checks


def test_a_wrong_question_is_refused_with_all_that_is_wrong(desk: Desk) -> None:
    reply = ask(desk, "85661441159", bron="SOA", language="fr")
    assert reply.faults == [
        "magda.insz-check-digits",
        "magda.language",
        "persoon.unknown-source",
    ]


@pytest.mark.parametrize(("bron", "source"), [("RR", "rr"), ("KSZ", "ksz-registers")])
def test_a_register_that_is_down_gives_no_answer(
    desk: Desk, bron: str, source: str
) -> None:
    flags = "BasisPersoonsgegevens"
    other = {"rr": "ksz-registers", "ksz-registers": "rr"}[source]
    ruben = ssin("ruben-zonderwijk")
    with pytest.raises(SourceUnavailable, match=source):
        ask(desk, ruben, bron=bron, flags=flags, down=source)
    assert ask(desk, ruben, bron=bron, flags=flags, down=other).faults == []


# Remarks


def test_a_code_without_description_is_passed_on_with_a_remark(
    desk: Desk, somebody: Somebody
) -> None:
    """Source: MG 1209631018: 99984, element and code in the annotations."""
    nationalities = (
        {"from": date(1985, 4, 30), "nationality": "998"},
        {"from": date(1985, 4, 30), "nationality": "150"},
    )
    person = somebody(registers={"nationalities": nationalities})
    reply = ask(desk, person.ssin, people=People([person]))
    path = "Persoon/Nationaliteiten/Nationaliteit"
    assert reply.texts(f"{path}/Code") == ["998", "150"]
    assert reply.texts(f"{path}/Omschrijving") == ["België"]
    (remark,) = reply.findings
    assert remark.fault == "persoon.code-undescribed"
    assert remark.annotations == {"Nationaliteit": "998"}


def test_of_several_where_one_fits_the_latest_is_told_with_a_remark(
    desk: Desk, somebody: Somebody
) -> None:
    """Source: `_behaviour` 1.3, 2.15: 30042, the node in the annotations."""
    declarations = (
        {"from": date(2020, 1, 1), "text": "first"},
        {"from": date(2021, 1, 1), "text": "second"},
    )
    person = somebody(registers={"address_declarations": declarations})
    reply = ask(desk, person.ssin, people=People([person]))
    path = "Persoon/Adressen/AangifteAdreswijziging/Tekst"
    assert reply.texts(path) == ["second"]
    (remark,) = reply.findings
    assert remark.fault == "persoon.several-occurrences"
    assert remark.annotations == {"Node": "AangifteAdreswijziging"}


@settings(database=None, deadline=None, max_examples=100)
@given(
    person=st.sampled_from(tuple(PEOPLE)),
    today=st.dates(date(1940, 1, 1), date(2030, 12, 31)),
    bron=st.sampled_from(["RR", "KSZ"]),
    flags=st.sets(st.sampled_from(KSZ_FLAGS), min_size=1),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk, person: Person, today: date, bron: str, flags: set[str]
) -> None:
    """`Desk` validates; nothing in an answer lies after the business date."""
    reply = ask(desk, person.ssin, today=today, bron=bron, flags=" ".join(flags))
    for element in reply.root.iter():
        for name in ("DatumBegin", "DatumEinde", "DatumCreatie", "DatumModificatie"):
            day = element.get(name)
            assert day is None or day <= today.isoformat()
