"""
GeefLeefloonbedragen 02.00: amounts per year and month.

Source: contract sheet `magda-geefleefloonbedragen-02.00`; `_behaviour` 2.4; 22/004 §5.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import MagdaAnswer
from kruispunt_simulator.sources import SourceUnavailable
from lxml import etree

from .conftest import TODAY, Desk, Reply
from .grounds import leave
from .test_ksz_living_wages import WAGES
from .test_ksz_living_wages import ask as ask_ksz

NAME, VERSION = "GeefLeefloonbedragen", "02.00.0000"
PEOPLE = People.load()
OMAR = PEOPLE.named("omar-zandhovel").ssin
MIRA = PEOPLE.named("mira-overlinden").ssin
JOOST = PEOPLE.named("joost-klaverbeke").ssin
BEA = PEOPLE.named("bea-stroobantsveld").ssin
YEAR = "Leefloonbedragen/Leefloonbedrag"
TOTALS = f"{YEAR}/Tegemoetkoming/Jaarlijks"
MONTHS = f"{YEAR}/Tegemoetkoming/Maandelijks/Maand"
PERIOD = f"{MONTHS}/LeefloonPerPeriode/LeefloonPeriode"


def question(
    insz: str, year: str = "2024", *, current: str = "0", back: str = ""
) -> str:
    back = back and f"<AantalJaarTerug>{back}</AantalJaarTerug>"
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ>"
        f'<Jaar Huidig="{current}">{year}</Jaar>{back}</Criteria></Inhoud>'
    )


def ask(desk: Desk, vraag: str, *, today: date = TODAY, down: str = "") -> Reply:
    return desk.ask_magda(NAME, VERSION, vraag, today=today, down=down.split())


def month(reply: Reply, name: str) -> Any:
    return reply.root.find(f"{MONTHS}[@JaarMaand='{name}']")


# Which years


@pytest.mark.parametrize(
    ("back", "years"),
    [
        pytest.param("", ["2024"], id="one year"),
        pytest.param("2", ["2024", "2023", "2022"], id="two years back"),
        pytest.param("3", ["2024", "2023", "2022", "2021"], id="three years back"),
    ],
)
def test_a_year_and_those_before_it_newest_first(
    desk: Desk, back: str, years: list[str]
) -> None:
    reply = ask(desk, question(BEA, back=back))
    assert reply.texts(f"{YEAR}/Jaar") == years
    told = "2021" in years
    assert ("0" in reply.texts(f"{YEAR}/Uitbetaling")) is told


def test_the_flag_for_the_running_year_counts_more_than_the_year(desk: Desk) -> None:
    """Source: our choice, because the flag is not documented beyond its name."""
    reply = ask(desk, question(MIRA, "2023", current="1"))
    assert reply.texts(f"{YEAR}/Jaar") == ["2026"]


def test_a_year_without_payment_says_so_and_nothing_more(desk: Desk) -> None:
    """`_behaviour` 2.4: Uitbetaling 0 with that description."""
    reply = ask(desk, question(BEA, "2025"))
    assert reply.findings == ()
    (bedrag,) = reply.root.findall(YEAR)
    assert [child.tag for child in bedrag] == ["Jaar", "Uitbetaling"]
    assert bedrag.findtext("Uitbetaling") == "0"
    assert bedrag.find("Uitbetaling").get("Beschrijving") == "Geen uitbetaling"


# Totals follow from the months


def test_a_year_adds_up(desk: Desk) -> None:
    """Mira in 2023: 8 months paid of 11, of which two in part."""
    reply = ask(desk, question(MIRA, "2023"))
    assert reply.text(f"{TOTALS}/Leefloon/Bedrag") == "8297.33"
    assert reply.text(f"{TOTALS}/Leefloon/AantalMaandenZonderToelage") == "3"
    assert reply.text(f"{TOTALS}/Leefloon/TweedeGerechtigde") == "0"
    assert reply.text(f"{TOTALS}/Leefloon/MaximumLeefloonGekregen") == "0"
    assert len(reply.root.findall(MONTHS)) == 8


def test_a_year_at_the_maximum_without_interruption(desk: Desk) -> None:
    reply = ask(desk, question(MIRA, "2024"))
    assert reply.text(f"{TOTALS}/Leefloon/AantalMaandenZonderToelage") == "0"
    assert reply.text(f"{TOTALS}/Leefloon/MaximumLeefloonGekregen") == "1"
    assert reply.text(f"{TOTALS}/Leefloon/TweedeGerechtigde") == "1"


def test_months_before_and_after_the_right_are_no_interruption(desk: Desk) -> None:
    """Bea had a right until 14 June 2024: six months, all paid."""
    reply = ask(desk, question(BEA, "2024"))
    assert reply.text(f"{TOTALS}/Leefloon/AantalMaandenZonderToelage") == "0"
    assert len(reply.root.findall(MONTHS)) == 6


def test_kinds_are_told_apart_and_a_supplement_knows_no_maximum(desk: Desk) -> None:
    reply = ask(desk, question(OMAR, "2024"))
    tags = [child.tag for child in reply.root.find(TOTALS)]
    assert tags == ["EquivalentLeefloon", "Kinderbijslag"]
    supplement = reply.root.find(f"{TOTALS}/Kinderbijslag")
    assert [child.tag for child in supplement] == ["Bedrag", "TweedeGerechtigde"]
    assert supplement.findtext("Bedrag") == "352.50"
    groups = [child.tag for child in month(reply, "2024-02")]
    assert groups == ["EquivalentLeefloonPerPeriode", "KinderbijslagPerPeriode"]


def test_administrative_details_stand_with_the_payment(desk: Desk) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (living wage): "some" of them."""
    reply = ask(desk, question(MIRA, "2024"))
    (paid,) = reply.root.findall(f"{YEAR}/Uitbetaling")
    assert paid.text == "1"
    assert "vorige bestuur" in paid.get("Beschrijving")
    silent = ask(desk, question(BEA, "2024")).root.find(f"{YEAR}/Uitbetaling")
    assert silent.get("Beschrijving") is None


# A month


def test_a_month_holds_every_field_of_the_act(desk: Desk) -> None:
    """22/004 §5: amount, partner, category, centre, file, maximum, last payment."""
    reply = ask(desk, question(MIRA, "2025"))
    group = month(reply, "2025-11").find("LeefloonPerPeriode")
    (entry,) = group
    assert group.get("LaatsteUitbetaling") == "0"
    assert entry.get("ID") == "1"
    assert entry.findtext("Bedrag") == "1200.00"
    assert entry.findtext("Periode/Begin") == "2025-11-01"
    assert entry.findtext("Periode/Einde") == "2025-11-30"
    assert entry.findtext("Begunstigde/INSZ") == MIRA
    assert entry.findtext("Begunstigde/Categorie") == "3"
    assert entry.findtext("Partner/INSZ") == JOOST
    assert entry.findtext("OCMW/Ondernemingsnummer") == "0999002006"
    assert entry.findtext("OCMW/Bestand") == "2023-004417"
    assert entry.findtext("OCMW/Suffix") == "1"
    assert entry.findtext("MaximumLeefloonGekregen") == "0"


def test_a_month_in_part_has_the_days_of_the_right(desk: Desk) -> None:
    reply = ask(desk, question(BEA, "2024"))
    path = "LeefloonPerPeriode/LeefloonPeriode/Periode/Einde"
    assert month(reply, "2024-06").findtext(path) == "2024-06-14"
    assert month(reply, "2024-05").findtext(path) == "2024-05-31"


@pytest.mark.parametrize(
    ("insz", "year", "name", "flag"),
    [
        pytest.param(OMAR, "2024", "2024-09", "0", id="not shared"),
        pytest.param(OMAR, "2024", "2024-10", "1", id="with somebody unknown"),
    ],
)
def test_without_a_number_of_the_partner_there_is_a_flag(
    desk: Desk, insz: str, year: str, name: str, flag: str
) -> None:
    reply = ask(desk, question(insz, year))
    path = "EquivalentLeefloonPerPeriode/EquivalentLeefloonPeriode/Partner"
    partner = month(reply, name).find(path)
    assert [child.tag for child in partner] == ["TweedeGerechtigde"]
    assert partner.findtext("TweedeGerechtigde") == flag


def test_the_last_payment_is_that_of_the_kind(desk: Desk) -> None:
    """Omar's equivalent living wage was last paid in March 2025."""
    reply = ask(desk, question(OMAR, "2025"))
    flags = {
        each.get("JaarMaand"): each.find("EquivalentLeefloonPerPeriode").get(
            "LaatsteUitbetaling"
        )
        for each in reply.root.findall(MONTHS)
        if each.find("EquivalentLeefloonPerPeriode") is not None
    }
    assert flags == {"2025-01": "0", "2025-02": "0", "2025-03": "1"}


def test_the_beneficiary_stays_who_it_is_whoever_is_asked_about(desk: Desk) -> None:
    """Asked about the second entitled person; what Mira had alone is not told."""
    reply = ask(desk, question(JOOST, "2024"))
    assert set(reply.texts(f"{PERIOD}/Begunstigde/INSZ")) == {MIRA}
    assert reply.texts(f"{YEAR}/Begunstigden/Begunstigde") == [MIRA, JOOST]
    assert reply.root.find(MONTHS).get("JaarMaand") == "2024-05"


# What is known on a day


@pytest.mark.parametrize(
    ("today", "last"),
    [
        pytest.param(date(2026, 10, 30), "2026-09", id="the day before the month ends"),
        pytest.param(date(2026, 10, 31), "2026-10", id="the day on which it ends"),
    ],
)
def test_a_month_is_paid_when_it_is_over(desk: Desk, today: date, last: str) -> None:
    reply = ask(desk, question(MIRA, "2026"), today=today)
    assert reply.root.findall(MONTHS)[-1].get("JaarMaand") == last
    flags = [
        each.get("LaatsteUitbetaling")
        for each in reply.root.findall(f"{MONTHS}/LeefloonPerPeriode")
    ]
    assert flags == ["0"] * (len(flags) - 1) + ["1"]


def test_months_to_come_are_no_interruption(desk: Desk) -> None:
    """Omar was not paid in August 2026; from December on nothing is known."""
    reply = ask(desk, question(OMAR, "2026"))
    assert reply.text(f"{TOTALS}/Leefloon/AantalMaandenZonderToelage") == "1"
    before = ask(desk, question(OMAR, "2026"), today=date(2026, 8, 30))
    assert before.text(f"{TOTALS}/Leefloon/AantalMaandenZonderToelage") == "0"


def test_a_decision_of_tomorrow_is_not_known_today(desk: Desk) -> None:
    """The living wage of April 2025 was decided on 2025-05-20."""
    for today, months in ((date(2025, 5, 19), 3), (date(2025, 5, 20), 4)):
        reply = ask(desk, question(OMAR, "2025"), today=today)
        assert len(reply.root.findall(MONTHS)) == months


# Nothing, refusals


@pytest.mark.parametrize("person", ["wout-nijsdonk", "ingrid-marsmansberg"])
def test_nobody_without_a_file_has_a_year(desk: Desk, person: str) -> None:
    """`_behaviour` 2.4: 30001 FOUT, level 3."""
    reply = ask(desk, question(desk.people.named(person).ssin))
    assert reply.faults == ["magda.nothing-found"]
    assert reply.findings[0].severity is Severity.ERROR
    assert isinstance(reply.answer, MagdaAnswer)
    assert reply.answer.inhoud is None


def test_a_number_that_nobody_has_is_not_found(desk: Desk) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    assert ask(desk, question(nobody)).faults == ["magda.nothing-found"]


def test_a_replaced_number_is_answered_about_the_new_one(desk: Desk) -> None:
    old = desk.people.named("hanne-bosteelsma-oud").ssin
    reply = ask(desk, question(old))
    assert reply.faults == ["magda.insz-replaced", "magda.nothing-found"]


def test_a_cancelled_number_is_refused(desk: Desk) -> None:
    cancelled = desk.people.named("pieter-crabbemans").ssin
    assert ask(desk, question(cancelled)).faults == ["magda.insz-cancelled"]


@pytest.mark.parametrize(
    ("vraag", "fault"),
    [
        pytest.param(
            question(BEA[:-2] + "00"), "magda.insz-check-digits", id="check digits"
        ),
        pytest.param(question(BEA, "2027"), "magda.date-out-of-range", id="next year"),
        pytest.param(question(BEA, ",024"), "magda.date-out-of-range", id="no year"),
    ],
)
def test_a_wrong_question_is_refused(desk: Desk, vraag: str, fault: str) -> None:
    reply = ask(desk, vraag)
    assert reply.faults == [fault]
    assert reply.answer is None
    assert BEA[:-2] + "00" not in repr(reply.findings)


@pytest.mark.parametrize(
    "vraag",
    [
        pytest.param(question(BEA, "2026"), id="the running year"),
        pytest.param(question(BEA, "0001", back="3"), id="the first years of all"),
        pytest.param(question(BEA, ",024", current="1"), id="no year but the flag"),
    ],
)
def test_its_twin_is_answered(desk: Desk, vraag: str) -> None:
    reply = ask(desk, vraag)
    assert reply.faults == []
    assert reply.root.tag == "Inhoud"


def test_without_pod_mi_there_is_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="pod-mi"):
        ask(desk, question(BEA), down="pod-mi")


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(BEA, "2024", back="2"))
    assert service.subject(root) == BEA
    assert service.period(root) == Period(begin="2022-01-01", end="2024-12-31")


# What the acts grant of it


def granted(reply: Reply, id_: str) -> Any:
    """What is left of an answer under a grant."""
    rest = copy.deepcopy(reply.root)
    leave(id_, (NAME, VERSION, NAME), rest)
    return rest


def facts(root: Any, path: str) -> set[str | None]:
    return {each.text for each in root.findall(path)}


def test_a_housing_company_sees_kind_amount_and_whether_there_is_a_partner(
    desk: Desk,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (living wage): nothing else of a month."""
    whole = ask(desk, question(MIRA, "2024"))
    rest = granted(whole, "wiv-living-wage-amounts")
    desk.magda_reply(NAME, VERSION, rest)
    for kept in (f"{TOTALS}/Leefloon/Bedrag", f"{PERIOD}/Bedrag"):
        assert [e.text for e in rest.findall(kept)] == whole.texts(kept)
    assert facts(rest, f"{TOTALS}/Leefloon/TweedeGerechtigde") == {"1"}
    assert len(rest.findall(f"{PERIOD}/Partner/INSZ")) == 8
    assert facts(rest, f"{PERIOD}/Partner/INSZ") == {"00000000000"}
    assert facts(rest, f"{PERIOD}/Begunstigde/INSZ") == {"00000000000"}
    assert JOOST not in etree.tostring(rest, encoding="unicode")
    assert facts(rest, f"{PERIOD}/Periode/Begin") == {"0000-00-00"}
    assert facts(rest, f"{PERIOD}/OCMW/*") == {"0000000000", "0"}
    assert facts(rest, f"{PERIOD}/MaximumLeefloonGekregen") == {"0"}
    assert facts(rest, f"{TOTALS}/Leefloon/MaximumLeefloonGekregen") == {"0"}
    for gone in ("Periode/Einde", "Begunstigde/Categorie"):
        assert rest.find(f"{PERIOD}/{gone}") is None
    flags = rest.findall(f"{MONTHS}/LeefloonPerPeriode")
    assert {each.get("LaatsteUitbetaling") for each in flags} == {"0"}


def test_a_housing_company_learns_no_partner_from_the_other_side_either(
    desk: Desk,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (living wage): not who the partner is."""
    whole = ask(desk, question(JOOST, "2024"))
    rest = granted(whole, "wiv-living-wage-amounts")
    assert MIRA in etree.tostring(whole.root, encoding="unicode")
    assert MIRA not in etree.tostring(rest, encoding="unicode")
    premium = granted(whole, "fluvius-living-wage-amounts")
    assert MIRA in etree.tostring(premium, encoding="unicode")


@pytest.mark.parametrize("party", ["fluvius", "veka", "wiv-premium"])
def test_a_premium_sees_all_but_administrative_remarks(desk: Desk, party: str) -> None:
    """22/004 §5, §24: partner, category, centre, file, maximum, last payment."""
    whole = ask(desk, question(MIRA, "2026"))
    rest = granted(whole, f"{party}-living-wage-amounts")
    desk.magda_reply(NAME, VERSION, rest)
    assert rest.find(f"{YEAR}/Uitbetaling") is None
    for path in ("Partner/INSZ", "Begunstigde/Categorie", "OCMW/Bestand", "Periode/*"):
        kept = [e.text for e in rest.findall(f"{PERIOD}/{path}")]
        assert kept == whole.texts(f"{PERIOD}/{path}") != []
    flags = [e.get("LaatsteUitbetaling") for e in rest.findall(f"{MONTHS}/*")]
    assert flags == ["0"] * 9 + ["1"]


# All persons, and the KSZ


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    year=st.integers(2021, 2027),
    back=st.sampled_from(["", "2", "3"]),
    today=st.dates(date(2022, 1, 1), date(2027, 12, 31)),
)
def test_every_year_adds_up_and_lies_in_a_period_of_the_ksz(
    desk: Desk, person: Person, year: int, back: str, today: date
) -> None:
    """Both platforms read one file: a month that was paid lies in a period."""
    reply = ask(desk, question(person.ssin, str(year), back=back), today=today)
    wages = ask_ksz(desk, WAGES, person.ssin, today=today)
    periods = [
        (entry.findtext("category"), p.findtext("beginDate"), p.findtext("endDate"))
        for entry in wages.root.findall("livingWages")
        for p in entry.findall("livingWagePeriod")
    ]
    for bedrag in reply.root.findall(YEAR):
        totals = dict(_totals(bedrag))
        for kind, total in totals.items():
            assert total == sum(_paid(bedrag, kind), Decimal(0)), kind
        for name, category in (
            ("Leefloon", "LIVING_WAGE"),
            ("EquivalentLeefloon", "EQUIVALENT_LIVING_WAGE"),
        ):
            for entry in bedrag.iter(f"{name}Periode"):
                begin = entry.findtext("Periode/Begin")
                end = entry.findtext("Periode/Einde")
                assert end <= today.isoformat() or begin[:7] < today.isoformat()[:7]
                assert any(
                    category == found and first <= begin and end <= last
                    for found, first, last in periods
                )


def _totals(bedrag: Any) -> Iterator[tuple[str, Decimal]]:
    for total in bedrag.iterfind("Tegemoetkoming/Jaarlijks/*"):
        yield total.tag, Decimal(total.findtext("Bedrag"))


def _paid(bedrag: Any, kind: str) -> Iterator[Decimal]:
    for entry in bedrag.iter(f"{kind}Periode"):
        yield Decimal(entry.findtext("Bedrag"))
