"""The cadastre at the KSZ: by person, by enterprise, by division."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People
from kruispunt_simulator.services._cadastre import party_id
from kruispunt_simulator.sources import SourceUnavailable

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
BY_PERSON = "consultImmovableProperties"
BY_ENTERPRISE = "consultEnterpriseImmovableProperties"
DIVISIONS = "findDivisionByEnterpriseNumber"
PROPERTY = "properties/property"
CURRENT = f"{PROPERTY}/state/identifiers/current"
RIGHT = f"{PROPERTY}/parties/party/rights/right"
FOUND = ("DATA_FOUND", "MSG00000")

FULL = "<fullHistory>true</fullHistory>"


def between(begin: str, end: str) -> str:
    return f"<period><beginDate>{begin}</beginDate><endDate>{end}</endDate></period>"


def criteria(
    number: str,
    when: str = "",
    *,
    division: int | None = None,
    co_owners: bool = False,
    language: str = "NL",
) -> str:
    kind = "ssin" if len(number) == 11 else "enterpriseNumber"
    where = "" if division is None else f"<division>{division}</division>"
    return (
        f"<searchCriteria><{kind}>{number}</{kind}>{where}"
        f"<withCoOwners>{str(co_owners).lower()}</withCoOwners>{when}"
        f"<language>{language}</language></searchCriteria>"
    )


def where(number: str, *, history: bool = False) -> str:
    return (
        f"<searchCriteria><enterpriseNumber>{number}</enterpriseNumber>"
        f"<history>{str(history).lower()}</history>"
        "<language>NL</language></searchCriteria>"
    )


def ask(
    desk: Desk,
    inner: str,
    operation: str = BY_PERSON,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
) -> Reply:
    return desk.ask_ksz(
        "PatrimonyService",
        "v1",
        operation,
        inner,
        today=today,
        down=down.split(),
        people=people,
        bare=True,
    )


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        pytest.param(ROZA, ["VE", "VG"], id="full and usufruct"),
        pytest.param(LIEN, ["BE"], id="bare ownership"),
        pytest.param(JORIS, ["ERFP"], id="long lease"),
        pytest.param(BJORN, ["VE"], id="what is left after a sale"),
    ],
)
def test_the_rights_of_a_person_are_told(
    desk: Desk, who: str, rights: list[str]
) -> None:
    """R-SCH-08; Protocol WiV–Wonen in Limburg art. 3 (real-estate rights)."""
    reply = ask(desk, criteria(who))
    assert reply.status == FOUND
    assert reply.texts(f"{RIGHT}/type/code") == rights
    echoed = reply.root.find("searchCriteria")
    assert echoed.findtext("ssin") == who
    assert reply.root.find("ssin") is None


def test_a_parcel_has_the_same_facts_as_at_magda(desk: Desk) -> None:
    reply = ask(desk, criteria(ROZA))
    parcel = reply.root.find(f"{PROPERTY}/parcel")
    assert parcel.findtext("identification/cadastralDivision/code") == "71806"
    assert parcel.findtext("identification/primaryNumber") == "412"
    assert parcel.findtext("parcelNature/code") == "200"
    assert parcel.findtext("built/addressState/street/description") == (
        "Hagendorenstraat"
    )
    assert parcel.findtext("built/addressState/number") == "27"
    assert parcel.findtext("built/construction/year/code") == "0005"
    income = parcel.findall("informations/information")[1].find("cadastralIncome")
    assert income.findtext("amount") == "842"
    assert income.findtext("character/code") == "F"
    assert parcel.findtext("energyCertificate/code") == "D"
    assert parcel.findtext("passiveHouse") == "false"
    assert parcel.findtext("parcelStatus/parcelSituationId") == "20551844"


@pytest.mark.parametrize(
    ("language", "nature", "right", "short"),
    [
        ("NL", "Huis", "Volle eigendom", "VE"),
        ("FR", "Maison", "Pleine propriété", "PP"),
        ("DE", "Haus", "Volleigentum", "VE"),
    ],
)
def test_descriptions_are_in_the_language_asked(
    desk: Desk, language: str, nature: str, right: str, short: str
) -> None:
    reply = ask(desk, criteria(ROZA, language=language))
    assert reply.text(f"{PROPERTY}/parcel/parcelNature/description") == nature
    assert reply.text(f"{RIGHT}/type/description") == right
    assert reply.text(f"{RIGHT}/type/abbreviation") == short


@pytest.mark.parametrize(
    ("when", "told"),
    [
        pytest.param("", ["6041203"], id="today"),
        pytest.param(FULL, ["6041201", "6041203"], id="everything"),
        pytest.param("<fullHistory>false</fullHistory>", ["6041203"], id="no history"),
        pytest.param(
            between("2019-03-10", "2019-03-10"), ["6041201"], id="the day before"
        ),
        pytest.param(
            between("2019-03-11", "2019-03-11"), ["6041203"], id="the day itself"
        ),
        pytest.param(
            between("2019-03-10", "2019-03-11"),
            ["6041201", "6041203"],
            id="both",
        ),
    ],
)
def test_the_days_choose_the_situations(desk: Desk, when: str, told: list[str]) -> None:
    assert ask(desk, criteria(ROZA, when)).texts(CURRENT) == told


def test_situations_name_those_before_and_after(desk: Desk) -> None:
    states = ask(desk, criteria(ROZA, FULL)).root.findall(f"{PROPERTY}/state")
    assert states[0].findtext("identifiers/next/id") == "6041203"
    assert states[0].find("identifiers/previous") is None
    assert states[1].findtext("identifiers/previous/id") == "6041201"
    assert states[0].findtext("legalDate/end") == "2019-03-10"
    assert states[0].findtext("fiscalDate/end") == "2019-12-31"
    assert states[0].findtext("versionDate/end") == "2019-09-03T14:00:01"
    assert states[1].findtext("calculatedMarketValue/average") == "231000.00"


@pytest.mark.parametrize(("co_owners", "parties"), [(False, 1), (True, 2)])
def test_co_owners_are_told_when_asked(
    desk: Desk, co_owners: bool, parties: int
) -> None:
    reply = ask(desk, criteria(LIEN, co_owners=co_owners))
    assert len(reply.root.findall(f"{PROPERTY}/parties/party")) == parties


def test_each_kind_of_owner_has_its_element(desk: Desk) -> None:
    owners = f"{PROPERTY}/parties/party/owners"
    roza = ask(desk, criteria(ROZA, co_owners=True))
    assert roza.texts(f"{owners}/individual") == [ROZA, LIEN]
    joris = ask(desk, criteria(JORIS, co_owners=True))
    assert joris.texts(f"{owners}/community/ssin") == [FEMKE, JORIS]
    assert joris.texts(f"{owners}/business") == [ZANDVAST]
    bjorn = ask(desk, criteria(BJORN, co_owners=True))
    assert bjorn.texts(f"{owners}/anonymous") == ["Erfgenamen Zandloper"]
    assert bjorn.text(f"{PROPERTY}/parties/party/otherCoOwner") == "en anderen"


def test_a_share_is_told_as_the_deed_has_it(desk: Desk) -> None:
    right = ask(desk, criteria(BJORN)).root.find(RIGHT)
    assert (right.findtext("fractNum"), right.findtext("fractDenom")) == ("2", "8")
    lease = ask(desk, criteria(JORIS)).root.find(RIGHT)
    assert lease.findtext("expiredDate") == "2060-01-14"
    assert lease.findtext("partSurface") == "true"
    assert lease.findtext("surface") == "150"


def test_reasons_of_an_income_are_numbered(desk: Desk) -> None:
    reply = ask(desk, criteria(JORIS))
    motif = reply.root.find(
        f"{PROPERTY}/parcel/informations/information[2]/cadastralIncome/motif"
    )
    assert motif.findtext("description") == "in onderzoek"
    assert [each.get("order") for each in motif.findall("notification")] == ["1", "2"]


# Statuses, each refusal with its twin


def test_nothing_is_no_data(desk: Desk) -> None:
    """`_error-codes` 2: handled, the supplier has nothing."""
    zohra = desk.people.named("zohra-amezianou").ssin
    assert ask(desk, criteria(zohra)).status == ("NO_DATA_FOUND", "MSG00100")
    before = ask(desk, criteria(ROZA, between("1980-01-01", "1988-05-19")))
    assert before.status == ("NO_DATA_FOUND", "MSG00100")
    since = ask(desk, criteria(ROZA, between("1980-01-01", "1988-05-20")))
    assert since.status == FOUND


def test_who_died_holds_nothing_any_more(desk: Desk) -> None:
    """`_error-codes` 2: MSG00009 when the person died before what is asked."""
    reply = ask(desk, criteria(GODFRIED))
    assert reply.status == ("NO_DATA_FOUND", "MSG00009")
    alive = ask(desk, criteria(GODFRIED, between("2019-01-01", "2019-03-11")))
    assert alive.status == FOUND


def test_a_number_that_nobody_has_gives_no_result(desk: Desk) -> None:
    nobody = numbers.make(date(1990, 1, 1), 998)
    assert ask(desk, criteria(nobody)).status == ("NO_RESULT", "MSG00005")


@pytest.mark.parametrize(
    ("identity", "status"),
    [
        pytest.param({"replaced_by": LIEN}, ("NO_RESULT", "MSG00006"), id="replaced"),
        pytest.param({"canceled": True}, ("NO_RESULT", "MSG00007"), id="cancelled"),
        pytest.param({}, ("NO_DATA_FOUND", "MSG00100"), id="in use"),
    ],
)
def test_what_became_of_a_number(
    desk: Desk, somebody: Any, identity: dict[str, Any], status: tuple[str, str]
) -> None:
    """`_error-codes` 3: MSG00006, MSG00007."""
    ssin = numbers.make(date(1985, 4, 30), 31)
    people = People([*desk.people, somebody(identity={"ssin": ssin, **identity})])
    assert ask(desk, criteria(ssin), people=people).status == status


@pytest.mark.parametrize(
    ("wrong", "right", "operation", "fault"),
    [
        pytest.param(
            criteria("57622320853"),
            criteria(ROZA),
            BY_PERSON,
            "ksz.ssin-invalid",
            id="check digits, MSG00011",
        ),
        pytest.param(
            criteria(ROZA, between("2020-01-02", "2020-01-01")),
            criteria(ROZA, between("2020-01-01", "2020-01-01")),
            BY_PERSON,
            "ksz.invalid-data",
            id="a period that ends before it begins, MSG00008",
        ),
        pytest.param(
            criteria("1900010166", division=72307),
            criteria(ZANDVAST, division=72307),
            BY_ENTERPRISE,
            "ksz.invalid-data",
            id="check digits of an enterprise, MSG00008",
        ),
        pytest.param(
            where("1900010166"),
            where(ZANDVAST),
            DIVISIONS,
            "ksz.invalid-data",
            id="check digits of an enterprise by division, MSG00008",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    desk: Desk, wrong: str, right: str, operation: str, fault: str
) -> None:
    assert ask(desk, wrong, operation).faults == [fault]
    good = ask(desk, right, operation)
    assert (good.faults, good.status) == ([], FOUND)


@pytest.mark.parametrize(
    ("inner", "operation"),
    [
        (criteria(ROZA), BY_PERSON),
        (criteria(ZANDVAST, division=72307), BY_ENTERPRISE),
        (where(ZANDVAST), DIVISIONS),
    ],
)
def test_a_cadastre_that_is_down_gives_no_answer(
    desk: Desk, inner: str, operation: str
) -> None:
    with pytest.raises(SourceUnavailable):
        ask(desk, inner, operation, down="aapd")
    assert ask(desk, inner, operation).status == FOUND


# Enterprises


def test_an_enterprise_is_asked_about_per_division(desk: Desk) -> None:
    here = ask(desk, criteria(ZANDVAST, division=72307), BY_ENTERPRISE)
    assert here.texts(CURRENT) == ["7009602"]
    assert here.text(f"{PROPERTY}/parties/party/managedBy") == str(party_id(FEMKE))
    elsewhere = ask(desk, criteria(ZANDVAST, division=71806), BY_ENTERPRISE)
    assert elsewhere.status == ("NO_DATA_FOUND", "MSG00100")


@pytest.mark.parametrize(
    ("history", "today", "told"),
    [
        pytest.param(False, TODAY, ["72307", "73111"], id="today"),
        pytest.param(False, date(2024, 7, 1), ["73111"], id="before the record"),
        pytest.param(True, TODAY, ["72307", "73111"], id="ever"),
    ],
)
def test_divisions_are_those_where_it_holds_rights(
    desk: Desk, history: bool, today: date, told: list[str]
) -> None:
    reply = ask(desk, where(ZANDVAST, history=history), DIVISIONS, today=today)
    assert reply.texts("divisions/division/number") == told
    assert reply.texts("divisions/division/location")[-1] == "RIEMST 4 AFD"


def test_with_history_a_division_of_the_past_counts_too(
    desk: Desk, somebody: Any
) -> None:
    (bjorn,) = desk.people.having("parcel-state", "7009602")
    apartment = bjorn.parcels[0]
    sold_on = apartment.states[1].model_copy(update={"end": date(2025, 12, 31)})
    parcel = apartment.model_copy(update={"states": (apartment.states[0], sold_on)})
    people = People([bjorn.model_copy(update={"parcels": (parcel,)})])
    now = ask(desk, where(ZANDVAST), DIVISIONS, people=people)
    assert now.status == ("NO_DATA_FOUND", "MSG00100")
    ever = ask(desk, where(ZANDVAST, history=True), DIVISIONS, people=people)
    assert ever.texts("divisions/division/number") == ["72307"]


def test_an_enterprise_without_property_is_no_data(desk: Desk) -> None:
    other = numbers.make_enterprise(999)
    reply = ask(desk, where(other), DIVISIONS)
    assert reply.status == ("NO_DATA_FOUND", "MSG00100")


# What the service says of itself


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    by_person = desk.service("PatrimonyService", "v1", BY_PERSON)
    root = desk.ksz_request(
        "PatrimonyService",
        "v1",
        BY_PERSON,
        criteria(ROZA, between("2020-01-01", "2020-06-30")),
        bare=True,
    )
    assert by_person.subject(root) == ROZA
    assert by_person.period(root) == Period(begin="2020-01-01", end="2020-06-30")
    firm = desk.service("PatrimonyService", "v1", DIVISIONS)
    root = desk.ksz_request(
        "PatrimonyService", "v1", DIVISIONS, where(ZANDVAST), bare=True
    )
    assert firm.impersonal
    with pytest.raises(LookupError):
        firm.subject(root)
    assert firm.period(root) == Period(begin="0001-01-01")
