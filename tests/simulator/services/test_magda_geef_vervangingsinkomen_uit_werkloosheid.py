from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.sources import NoAnswer

from .conftest import TODAY, Desk, Reply
from .test_ksz_unemployment_payments import DILAN, IVO, NELE, ROGER, SAMIRA, months, on
from .test_ksz_unemployment_payments import ask as ask_ksz

NAME, VERSION = "GeefVervangingsinkomenUitWerkloosheid", "02.01.0000"
BLOCK = "VervangingsinkomenUitWerkloosheid"
SUM = f"{BLOCK}/UitbetaaldeSommen/UitbetaaldeSom"
PAYMENT = f"{BLOCK}/BetalingsSituatie/Betaling"
ACTIVATION = f"{BLOCK}/BetalingsSituatie/ActiveringUitkeringen/ActiveringsUitkering"
PEOPLE = People.load()


def sums(first: str, last: str, limited: int = 0) -> str:
    return (
        f"<UitbetaaldeSommen><MaandBegin>{first}</MaandBegin>"
        f"<MaandEinde>{last}</MaandEinde>"
        f"<BeperkteUitkeringen>{limited}</BeperkteUitkeringen></UitbetaaldeSommen>"
    )


def situation(day: str | None = None, last: int = 1) -> str:
    if day is not None:
        return f"<Situatie><Datum>{day}</Datum></Situatie>"
    return f"<Situatie><LaatsteSituatie>{last}</LaatsteSituatie></Situatie>"


def activation(first: str, last: str, kind: int = 2) -> str:
    return (
        f"<KwartaalActiveringsUitkering><MaandBegin>{first}</MaandBegin>"
        f"<MaandEinde>{last}</MaandEinde><TypeUitkering>{kind}</TypeUitkering>"
        "</KwartaalActiveringsUitkering>"
    )


def question(insz: str, *parts: str) -> str:
    asked = f"<TypeOpvraging>{''.join(parts)}</TypeOpvraging>"
    return f"<Inhoud><Criteria><INSZ>{insz}</INSZ>{asked}</Criteria></Inhoud>"


def ask(desk: Desk, insz: str, *parts: str, today: date = TODAY, **how: Any) -> Reply:
    return desk.ask_magda(NAME, VERSION, question(insz, *parts), today=today, **how)


def remarks(reply: Reply) -> list[tuple[str | None, str]]:
    """Fault and status code of each finding."""
    return [(f.fault, f.annotations["status code"]) for f in reply.findings]


# What each part becomes


def test_sums_keep_every_field_of_the_ksz(desk: Desk) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (unemployment): the seven fields."""
    reply = ask(desk, NELE, sums("2026-08", "2026-10"))
    assert reply.findings == ()
    assert reply.text(f"{BLOCK}/INSZ") == NELE
    assert reply.texts(f"{SUM}/JaarMaand") == ["2026-08", "2026-09", "2026-10"]
    assert reply.texts(f"{SUM}/UitbetaaldBedrag") == ["124956", "124956", "127359"]
    assert reply.texts(f"{SUM}/GoedgekeurdBedrag") == ["124956", "124956"]
    assert reply.texts(f"{SUM}/AantalUitkeringen") == ["26", "26", "26.5"]
    assert reply.texts(f"{SUM}/StatusDossier/Code") == ["2", "2", "3"]
    assert reply.root.find(f"{BLOCK}/BetalingsSituatie") is None


def test_the_payment_of_a_day_is_told_as_betaling(desk: Desk) -> None:
    reply = ask(desk, NELE, situation("2024-01-31"))
    assert reply.text(f"{PAYMENT}/JaarMaand") == "2024-01"
    given = f"{PAYMENT}/UitkeringsGegevens"
    assert reply.text(f"{given}/TheoretischDagBedrag") == "5510"
    assert reply.text(f"{given}/AardWerkloosheidRVA/Code") == "01"
    described = reply.root.find(f"{given}/AardWerkloosheidRVA/Omschrijving")
    assert (described.text, described.get("Taal")) == (
        "volledig werkloos, voltijds",
        "nl",
    )
    assert reply.text(f"{given}/UitkeringsRegime") == "6"
    assert reply.text(f"{PAYMENT}/StatusDossier/Code") == "1"
    assert reply.root.find(f"{BLOCK}/UitbetaaldeSommen") is None


def test_the_last_situation_is_that_of_the_last_payment(desk: Desk) -> None:
    assert ask(desk, NELE, situation()).text(f"{PAYMENT}/JaarMaand") == "2026-10"


def test_half_a_regime_has_no_place_at_magda(desk: Desk) -> None:
    """The contract has two digits; the KSZ goes in halves."""
    ksz = ask_ksz(desk, "consultPayments", DILAN, on("2026-03-01"))
    assert ksz.text("payment/indemnificationRegime") == "5.5"
    reply = ask(desk, DILAN, situation("2026-03-01"))
    assert reply.root.find(f"{PAYMENT}/UitkeringsGegevens/UitkeringsRegime") is None


def test_activation_allowances_keep_employer_phase_and_hours(desk: Desk) -> None:
    reply = ask(desk, IVO, activation("2026-03", "2026-03"))
    assert reply.text(f"{ACTIVATION}/JaarMaand") == "2026-03"
    assert reply.text(f"{ACTIVATION}/Bedrag") == "56864"
    job = f"{ACTIVATION}/Uitkeringen/Uitkering"
    assert reply.texts(f"{job}/Werkgever/Ondernemingsnummer") == [
        "0999000801",
        "0999000900",
    ]
    assert reply.text(f"{job}/Werkgever/Eenheidsnummer") == "2999000801"
    assert reply.text(f"{job}/Werkgever/WerkIngangsdatumInfo") == "2025-10-01"
    assert reply.text(f"{job}/Fase/SalarisschaalCode") == "A50"
    assert reply.text(f"{job}/Fase/PeriodeGeldigheid/Einddatum") == "2026-09-30"
    assert reply.text(f"{job}/Werk/RefWerkurenGemiddeld") == "3800"


@pytest.mark.parametrize(("kind", "codes"), [(1, {"A50"}), (2, {"A50", "AC1"})])
def test_activation_is_for_workers_of_50_and_over_or_all(
    desk: Desk, kind: int, codes: set[str]
) -> None:
    """`_behaviour` 2.7: TypeUitkering 1 and 2."""
    reply = ask(desk, IVO, activation("2026-03", "2026-03", kind))
    path = f"{ACTIVATION}/Uitkeringen/Uitkering/Fase/SalarisschaalCode"
    assert set(reply.texts(path)) == codes


@pytest.mark.parametrize(("limited", "count"), [(0, "19.5"), (1, "13.5")])
def test_limited_benefits_are_full_unemployment_and_guarantee(
    desk: Desk, limited: int, count: str
) -> None:
    """`_behaviour` 2.7: BeperkteUitkeringen 0 all, 1 those two kinds."""
    reply = ask(desk, DILAN, sums("2025-01", "2025-01", limited))
    assert reply.text(f"{SUM}/AantalUitkeringen") == count


def test_all_parts_together_give_all_blocks_and_one_alone_gives_one(
    desk: Desk,
) -> None:
    asked = (
        sums("2025-01", "2025-09"),
        situation("2025-08-01"),
        activation("2025-10", "2025-12"),
    )
    together = ask(desk, IVO, *asked)
    for part, path in zip(asked, (SUM, PAYMENT, ACTIVATION), strict=True):
        alone = ask(desk, IVO, part)
        for other in (SUM, PAYMENT, ACTIVATION):
            assert (alone.root.find(other) is not None) is (other == path)
        assert alone.texts(f"{path}/*") == together.texts(f"{path}/*") != []


# What the KSZ says, passed on


def test_a_part_without_data_is_a_warning_beside_the_others(desk: Desk) -> None:
    """`_behaviour` 1.5: NO_DATA_FOUND gives 70001, with Inhoud."""
    reply = ask(
        desk, NELE, sums("2026-01", "2026-01"), activation("2026-01", "2026-01")
    )
    assert remarks(reply) == [("magda.ksz-warning", "UDS00010")]
    assert reply.root.find(SUM) is not None
    assert reply.root.find(ACTIVATION) is None


def test_the_same_remark_about_two_parts_is_made_once(desk: Desk) -> None:
    reply = ask(desk, SAMIRA, sums("2026-01", "2026-01"), situation())
    assert remarks(reply) == [("magda.ksz-warning", "UDS00010")]
    assert [child.tag for child in reply.root[0]] == ["INSZ"]


def test_two_remarks_that_differ_are_both_made(desk: Desk) -> None:
    old, new = ("2008-01", "2008-01"), ("2026-01", "2026-01")
    reply = ask(desk, NELE, sums(*old), activation(*new))
    assert [code for _, code in remarks(reply)] == ["UDS00007", "UDS00010"]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        pytest.param("wout-nijsdonk", "MSG00021", id="no file"),
        pytest.param("maria-tielensbroek", "MSG00009", id="deceased"),
        pytest.param("pieter-crabbemans", "MSG00021", id="cancelled, still asked"),
    ],
)
def test_nothing_found_is_a_warning_with_the_number_only(
    desk: Desk, person: str, code: str
) -> None:
    insz = desk.people.named(person).ssin
    reply = ask(desk, insz, sums("2026-01", "2026-03"), situation())
    assert remarks(reply) == [("magda.ksz-warning", code)]
    assert reply.texts(f"{BLOCK}/*") == [insz]


@pytest.mark.parametrize(
    ("insz", "code"),
    [
        pytest.param(numbers.make(date(1980, 1, 1), 998), "MSG00005", id="nobody's"),
        pytest.param(
            PEOPLE.named("hanne-bosteelsma-oud").ssin, "MSG00006", id="replaced"
        ),
    ],
)
def test_a_number_that_the_ksz_refuses_is_refused(
    desk: Desk, insz: str, code: str
) -> None:
    """`_behaviour` 1.5: NO_RESULT gives 70002, without Inhoud."""
    reply = ask(desk, insz, sums("2026-01", "2026-03"), situation())
    assert remarks(reply) == [("magda.ksz-refused", code)]
    assert reply.root.tag == "none"


def test_a_part_that_the_ksz_refuses_leaves_the_others(desk: Desk) -> None:
    """`_behaviour` 1.3: an error about one source beside the data of another."""
    reply = ask(desk, IVO, situation("2025-08-01"), activation("2024-10", "2026-10"))
    assert remarks(reply) == [("magda.ksz-refused", "MSG00008")]
    assert reply.findings[0].severity is Severity.ERROR
    assert reply.root.find(PAYMENT) is not None
    alone = ask(desk, IVO, activation("2024-10", "2026-10"))
    assert alone.root.tag == "none"


def test_when_the_rva_is_down_the_fault_of_the_ksz_passes(desk: Desk) -> None:
    with pytest.raises(NoAnswer):
        ask(desk, NELE, situation(), down=["rva"])


# The question


@pytest.mark.parametrize(
    ("parts", "faults"),
    [
        pytest.param((), ["magda.combination-not-allowed"], id="nothing asked"),
        pytest.param(
            (sums("2007-12", "2008-01"),),
            ["unemployment.month-out-of-range"],
            id="sums before 2008-01",
        ),
        pytest.param(
            (sums("2022-10", "2026-10"),),
            ["unemployment.period-too-long"],
            id="sums of 49 months",
        ),
        pytest.param(
            (sums("2026-02", "2026-01"),), ["magda.period-order"], id="order of sums"
        ),
        pytest.param(
            (sums("2026-12", "2026-12"),),
            ["unemployment.month-out-of-range"],
            id="sums to come",
        ),
        pytest.param(
            (situation("2026-11-23"),), ["magda.date-out-of-range"], id="tomorrow"
        ),
        pytest.param(
            (situation(last=0),), ["magda.combination-not-allowed"], id="not the last"
        ),
        pytest.param(
            (activation("2026-02", "2026-01"),),
            ["magda.period-order"],
            id="order of activation",
        ),
        pytest.param(
            (activation("2026-12", "2026-12"),),
            ["unemployment.month-out-of-range"],
            id="activation to come",
        ),
        pytest.param(
            (sums("2026-02", "2026-01"), situation("2027-01-01")),
            ["magda.period-order", "magda.date-out-of-range"],
            id="two things at once",
        ),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk, parts: tuple[str, ...], faults: list[str]
) -> None:
    """`_behaviour` 2.7."""
    reply = ask(desk, NELE, *parts)
    assert reply.faults == faults
    assert reply.answer is None
    assert NELE not in repr(reply.findings)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((sums("2008-01", "2011-12"),), id="from 2008-01, 48 months"),
        pytest.param((sums("2026-11", "2026-12"),), id="from this month on"),
        pytest.param((situation("2026-11-22"),), id="today"),
        pytest.param((situation(last=1),), id="the last"),
        pytest.param((activation("2005-01", "2006-12"),), id="old activation"),
    ],
)
def test_a_question_just_inside_is_answered(desk: Desk, parts: tuple[str, ...]) -> None:
    """The twins of the refusals."""
    assert ask(desk, ROGER, *parts).answer is not None


def test_wrong_check_digits_are_refused(desk: Desk) -> None:
    wrong = NELE[:-2] + "00"
    reply = ask(desk, wrong, situation())
    assert reply.faults == ["magda.insz-check-digits"]
    assert wrong not in repr(reply.findings)


def test_what_the_service_finds_itself_is_level_3_but_for_what_is_missing() -> None:
    levels = {
        WIRE_FAULTS[key].level: key
        for key in ("unemployment.period-too-long", "magda.combination-not-allowed")
    }
    assert set(levels) == {"2", "3"}


@pytest.mark.parametrize(
    ("parts", "period"),
    [
        ((sums("2024-01", "2024-02"),), Period(begin="2024-01-01", end="2024-02-29")),
        (
            (sums("2024-01", "2024-02"), situation("2023-05-05")),
            Period(begin="2023-05-05", end="2024-02-29"),
        ),
        (
            (situation(), activation("2024-01", "2024-02")),
            Period(begin="0001-01-01"),
        ),
    ],
)
def test_subject_and_period_are_those_of_the_question(
    desk: Desk, parts: tuple[str, ...], period: Period
) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(NELE, *parts))
    assert service.subject(root) == NELE
    assert service.period(root) == period


# Both hops tell the same


@settings(database=None, deadline=None, max_examples=40)
@given(
    person=st.sampled_from([p for p in PEOPLE if p.unemployment]),
    year=st.integers(2008, 2026),
    month=st.integers(1, 10),
    today=st.dates(date(2026, 11, 1), date(2028, 1, 1)),
)
def test_magda_and_the_ksz_tell_the_same(
    desk: Desk, person: Person, year: int, month: int, today: date
) -> None:
    """`Desk` validates all four messages."""
    asked = f"{year}-{month:02}"
    ksz = ask_ksz(
        desk, "consultPaidSums", person.ssin, months(asked, asked, 0), today=today
    )
    magda = ask(desk, person.ssin, sums(asked, asked), today=today)
    for old, new in (
        ("paidAmount", "UitbetaaldBedrag"),
        ("acceptedAmount", "GoedgekeurdBedrag"),
        ("nbrOfAllowances", "AantalUitkeringen"),
        ("relatedMonth", "JaarMaand"),
    ):
        assert magda.texts(f"{SUM}/{new}") == ksz.texts(f"paidSums/paidSum/{old}")
    assert (remarks(magda) == []) is (ksz.status[0] == "DATA_FOUND")


def test_all_that_can_be_asked_reaches_every_month_and_block(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    replies = desk.ask_all(service, PEOPLE.named("ivo-herstartels"), TODAY)
    told = {each for reply in replies for each in reply.texts(f"{SUM}/JaarMaand")}
    paid = {each for reply in replies for each in reply.texts(f"{PAYMENT}/JaarMaand")}
    jobs = {
        each for reply in replies for each in reply.texts(f"{ACTIVATION}/JaarMaand")
    }
    assert told == paid
    assert len(told) == 21
    assert len(jobs) == 13
