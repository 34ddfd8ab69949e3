from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import MagdaAnswer
from kruispunt_simulator.services._benefit_codes import PAYMENTS
from kruispunt_simulator.services.magda_geef_kind_voordelen import (
    FAULTS,
    LINE_FAULTS,
    SOURCES,
)
from kruispunt_simulator.sources import Condition, NoAnswer, Sources
from lxml import etree

from .conftest import TODAY, Desk, Reply, known
from .grounds import leave

Element = Any

NAME, OLD, NEW = "GeefKindVoordelen", "02.00.0000", "02.01.0000"
PEOPLE = People.load()
LIESBETH, GERT, FINN, DAAN, KOBE, INES = (
    PEOPLE.named(name).ssin
    for name in (
        "liesbeth-ooststraete",
        "gert-zandbergen",
        "finn-zandbergen",
        "daan-zandbergen",
        "kobe-terwaele",
        "ines-boisvert",
    )
)
IN_2023 = date(2023, 6, 15)
KSZ_SOURCES = (
    "benefits-federal benefits-brussels benefits-wallonia benefits-east-belgium"
)
FILE = "KindVoordelen/KindVoordeel"
PAID = f"{FILE}/Kinderen/Kind/Betalingsperiodes/Betalingsperiode"
MONTHS = ("BeginMaand", "EindeMaand", "Beginmaand", "Eindmaand")

editions = pytest.mark.parametrize("version", [OLD, NEW])


def question(
    insz: str,
    begin: str = "2000-01",
    end: str = "",
    *,
    version: str = OLD,
    sources: str = "",
    filters: str = "",
    language: str = "nl",
) -> str:
    first, last = ("BeginMaand", "EindeMaand")
    if version == NEW:
        first, last = ("Beginmaand", "Eindmaand")
    shown = "".join(
        "<BetalingsperiodeFilter>"
        + (
            f"<SociaalFilter><TypeSociaalInvoegen>{each}</TypeSociaalInvoegen>"
            "</SociaalFilter>"
            if "TYPE_SOCIAAL" in each
            else f"<TypeFilter>{each}</TypeFilter>"
        )
        + "</BetalingsperiodeFilter>"
        for each in filters.split()
    )
    bronnen = "".join(f"<Bron>{each}</Bron>" for each in sources.split())
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ><Periode><{first}>{begin}</{first}>"
        + (f"<{last}>{end}</{last}>" if end else "")
        + "</Periode>"
        + (
            f"<BetalingsperiodeWeergaveOpties>{shown}</BetalingsperiodeWeergaveOpties>"
            if shown
            else ""
        )
        + (f"<Bronnen>{bronnen}</Bronnen>" if bronnen else "")
        + f"</Criteria><Taal>{language}</Taal></Inhoud>"
    )


def ask(
    desk: Desk,
    insz: str,
    *period: str,
    version: str = OLD,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
    **asked: str,
) -> Reply:
    vraag = question(insz, *period, version=version, **asked)
    return desk.ask_magda(
        NAME, version, vraag, today=today, down=down.split(), people=people
    )


def with_ksz(
    desk: Desk,
    consult: Callable[[str, str, str, Element], Element],
    insz: str = INES,
    **asked: str,
) -> Reply:
    """Answer with a KSZ that says what the test wants."""
    request = desk.magda_request(NAME, OLD, question(insz, **asked))
    service = desk.service(NAME, OLD, NAME)
    assert service.answer is not None
    sources = Sources(PEOPLE).asking(lambda *_: None, consult)
    answer = service.answer(request, sources, TODAY)
    assert isinstance(answer, MagdaAnswer)
    inhoud = etree.Element("none") if answer.inhoud is None else answer.inhoud
    return Reply(root=inhoud, findings=known(answer.findings), answer=answer)


def codes(reply: Reply) -> list[tuple[str, str, str | None]]:
    """Code, origin and source of what stands beside the content."""
    return [
        (
            WIRE_FAULTS[str(f.fault)].code,
            f.origin or WIRE_FAULTS[str(f.fault)].origin,
            f.annotations.get("Bron"),
        )
        for f in reply.findings
    ]


# --- one answer of five sources -------------------------------------------------------


@editions
def test_without_sources_all_are_asked(desk: Desk, version: str) -> None:
    """MG 1978597904: absent means all."""
    reply = ask(desk, INES, version=version)
    assert reply.findings == ()
    assert reply.texts(f"{FILE}/Bron") == [
        "VLAANDEREN",
        "BRUSSEL",
        "WALLONIE",
        "OOST-BELGIE",
    ]
    assert set(reply.texts(f"{FILE}/INSZ")) == {INES}


@editions
@pytest.mark.parametrize("source", SOURCES)
def test_only_the_sources_that_were_asked_answer(
    desk: Desk, version: str, source: str
) -> None:
    reply = ask(desk, INES, version=version, sources=source)
    if source == "FEDERAAL":
        assert codes(reply) == [("30001", "KSZ", None)]
    else:
        assert reply.texts(f"{FILE}/Bron") == [source]


def test_a_federal_file_comes_through_the_ksz(desk: Desk) -> None:
    reply = ask(desk, LIESBETH, today=IN_2023, sources="FEDERAAL")
    (file,) = reply.root.find("KindVoordelen")
    assert file.findtext("KindVoordeelFonds/Code") == "101"
    assert file.findtext("Dossiernummer") == "2007-004561"
    assert file.findtext("Rechthebbende") == GERT
    mother = file.find("Begunstigden/Begunstigde")
    assert mother.findtext("INSZ") == LIESBETH
    bonuses = [e.text for e in mother.iterfind("Bonussen/Bonus/Categorie/Code")]
    assert bonuses == ["GEBOORTE", "VOORAFBETALING_GEBOORTE"]
    assert mother.findtext(".//Betalingsperiode/Categorie/Code") == "KINDERBIJSLAG"
    assert [e.text for e in file.iterfind("Kinderen/Kind/INSZ")] == [DAAN, FINN]


def test_opgroeien_and_the_ksz_tell_the_same_about_flanders(desk: Desk) -> None:
    """The KSZ offers FLANDERS too; both hops read one section."""
    for person in PEOPLE:
        if numbers.is_bis(person.ssin):
            continue  # an invented one has no place in the schemas of the KSZ
        reply = ask(desk, person.ssin, sources="VLAANDEREN")
        ksz = desk.ask_ksz(
            "ChildBenefitsService",
            "v1",
            "consultFilesBySsin",
            f"<ssin>{person.ssin}</ssin><period><beginMonth>2000-01</beginMonth>"
            "</period><authenticSources><authenticSource>FLANDERS</authenticSource>"
            "</authenticSources>",
        )
        here = [
            (
                each.findtext("Periode/BeginMaand"),
                each.findtext("Periode/EindeMaand"),
                each.findtext("Categorie/Code"),
                [payee.text for payee in each.iterfind("Begunstigden/Begunstigde")],
            )
            for each in reply.root.iterfind(PAID)
        ]
        magda = {code.ksz: code.magda for code in PAYMENTS.values()}
        there = [
            (
                each.findtext("beginMonth"),
                each.findtext("endMonth"),
                magda[each.findtext("category/code")],
                [payee.text for payee in each.iterfind("beneficiaries/beneficiary")],
            )
            for each in ksz.root.iter("paymentPeriod")
        ]
        assert here == there


def test_the_person_may_be_the_child_or_who_was_paid(desk: Desk) -> None:
    """MG 1978597904."""
    of_child = ask(desk, FINN)
    of_father = ask(desk, GERT)
    assert of_child.texts(f"{FILE}/Kinderen/Kind/INSZ") == [FINN]
    assert of_father.texts(f"{FILE}/Kinderen/Kind/INSZ") == [FINN]
    assert of_father.texts(f"{FILE}/INSZ") == [GERT]
    assert len(of_father.root.findall(PAID)) < len(of_child.root.findall(PAID))


@pytest.mark.parametrize(
    ("person", "month", "is_dependant"),
    [
        pytest.param(FINN, "2026-11", True, id="a minor with benefits"),
        pytest.param(DAAN, "2026-11", True, id="of age, benefits paid"),
        pytest.param(KOBE, "2024-06", True, id="of age, the last month"),
        pytest.param(KOBE, "2024-07", False, id="of age, the month after"),
    ],
)
def test_the_right_period_tells_a_dependant(
    desk: Desk, person: str, month: str, is_dependant: bool
) -> None:
    """Rules R-PTL-05, -08, -09, -14: child, begin and end of the right."""
    reply = ask(desk, person, month, month)
    rights = [e for e in reply.root.iterfind(PAID) if _code(e) == "BASIS"]
    assert bool(rights) is is_dependant
    for right in rights:
        assert right.findtext("Periode/BeginMaand") <= month
        assert month <= (right.findtext("Periode/EindeMaand") or month)


def _code(payment: Element) -> str | None:
    found: str | None = payment.findtext("Categorie//Code")
    return found


# --- nothing found, and what fails ----------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "origin"),
    [
        pytest.param("VLAANDEREN", "KENG", id="Opgroeien alone"),
        pytest.param("BRUSSEL WALLONIE", "KSZ", id="the KSZ alone"),
        pytest.param("VLAANDEREN BRUSSEL", "MAGDA", id="both"),
        pytest.param("", "MAGDA", id="all"),
    ],
)
def test_nothing_found_is_one_error_of_who_was_asked(
    desk: Desk, sources: str, origin: str
) -> None:
    """Behaviour 2.2: 30001 FOUT of KSZ or KENG; MAGDA in an example."""
    reply = ask(desk, FINN, "2018-01", "2018-12", sources=sources)
    assert codes(reply) == [("30001", origin, None)]
    assert reply.findings[0].severity is Severity.ERROR
    assert reply.root.tag == "none"


def test_a_source_without_data_is_not_mentioned_beside_others(desk: Desk) -> None:
    assert ask(desk, FINN).findings == ()


@editions
@pytest.mark.parametrize(
    ("down", "told", "beside"),
    [
        (
            "opgroeien",
            ["BRUSSEL", "WALLONIE", "OOST-BELGIE"],
            [("60010", "KENG", "VLAANDEREN")],
        ),
        (
            "benefits-wallonia",
            ["VLAANDEREN", "BRUSSEL", "OOST-BELGIE"],
            [("60010", "KSZ", "WALLONIE")],
        ),
        (
            KSZ_SOURCES,
            ["VLAANDEREN"],
            [("60010", "KSZ", "FEDERAAL, BRUSSEL, WALLONIE, OOST-BELGIE")],
        ),
    ],
    ids=["Opgroeien", "one of the KSZ", "all of the KSZ"],
)
def test_a_source_that_fails_leaves_the_others(
    desk: Desk,
    version: str,
    down: str,
    told: list[str],
    beside: list[tuple[str, str, str]],
) -> None:
    """Behaviour 1.3: FOUT per source together with Inhoud of the others."""
    every = "FEDERAAL VLAANDEREN BRUSSEL WALLONIE OOST-BELGIE"
    reply = ask(desk, INES, version=version, down=down, sources=every)
    assert reply.texts(f"{FILE}/Bron") == told
    assert codes(reply) == beside


def test_when_every_source_fails_only_that_is_told(desk: Desk) -> None:
    reply = ask(desk, INES, down=f"opgroeien {KSZ_SOURCES}")
    assert [code for code, _, _ in codes(reply)] == ["60010", "60010"]
    assert reply.root.tag == "none"


def test_a_failure_is_told_rather_than_nothing_found(desk: Desk) -> None:
    """Nobody knows what the source would have said."""
    reply = ask(desk, FINN, "2018-01", "2018-12", down="benefits-brussels")
    assert codes(reply) == [("60010", "KSZ", "BRUSSEL")]


def test_opgroeien_that_is_too_slow_gave_no_answer_in_time(desk: Desk) -> None:
    request = desk.magda_request(NAME, OLD, question(INES, sources="VLAANDEREN"))
    slow = {"opgroeien": Condition(delay_seconds=60)}
    service = desk.service(NAME, OLD, NAME)
    assert service.answer is not None
    answer = service.answer(request, Sources(PEOPLE, slow, sleep=lambda _: 0), TODAY)
    (finding,) = answer.findings if isinstance(answer, MagdaAnswer) else ()
    assert finding.fault == "kindvoordelen.source-no-answer"
    assert finding.origin == "KENG"


def refusing(value: str, code: str) -> Callable[..., Element]:
    """A KSZ that answers with a status."""
    return lambda *_: etree.fromstring(
        f"<r><status><value>{value}</value><code>{code}</code></status></r>"
    )


def failing(fault: str, detail: str | None = None) -> Callable[..., Element]:
    """A KSZ that answers with a fault, or a line that breaks."""

    def consult(*_: object) -> Element:
        raise NoAnswer(Finding(check="x", fault=fault, requirement="x", detail=detail))

    return consult


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("MSG00012", "40003"),
        ("MSG00021", "13303"),
        ("MSG00013", "40006"),
        ("MSG00027", "40006"),
        ("MSG00008", "60003"),
        ("MSG00099", "60003"),
    ],
)
def test_a_refusal_of_the_ksz_becomes_a_code_of_the_service(
    desk: Desk, code: str, expected: str
) -> None:
    """Behaviour 2.2; the code of the KSZ is in Omstandigheid."""
    reply = with_ksz(
        desk, refusing("NO_RESULT", code), sources="VLAANDEREN WALLONIE BRUSSEL"
    )
    assert codes(reply) == [(expected, "KSZ", "WALLONIE, BRUSSEL")]
    assert reply.findings[0].detail == code
    assert reply.texts(f"{FILE}/Bron") == ["VLAANDEREN"]


@pytest.mark.parametrize(
    ("fault", "code", "expected"),
    [
        ("magda.ksz-fault", "MSG00015", "40006"),
        ("magda.ksz-fault", "MSG00020", "60010"),
        ("magda.ksz-fault", "MSG00002", "60006"),
        ("magda.ksz-fault", "MSG00003", "60009"),
        ("magda.ksz-fault", "MSG00023", "60018"),
        ("magda.ksz-fault", None, "60003"),
        ("magda.source-no-answer", None, "60006"),
        ("magda.source-unreadable", None, "60007"),
        ("magda.service-unreachable", None, "60010"),
        ("magda.no-authorisation", None, "60009"),
    ],
)
def test_trouble_with_the_ksz_is_of_level_3_and_leaves_flanders(
    desk: Desk, fault: str, code: str | None, expected: str
) -> None:
    """Behaviour 2.2: all codes of the service are of level 3."""
    reply = with_ksz(desk, failing(fault, code))
    assert [told for told, _, _ in codes(reply)] == [expected]
    (finding,) = reply.findings
    assert WIRE_FAULTS[str(finding.fault)].level == "3"
    assert reply.texts(f"{FILE}/Bron") == ["VLAANDEREN"]


def test_a_missing_authorisation_is_a_warning_and_so_is_no_reason_for_nothing(
    desk: Desk,
) -> None:
    """Behaviour 2.2: 40006 is a WAARSCHUWING; that it goes with 30001 is inferred."""
    consult = refusing("NO_RESULT", "MSG00013")
    beside = with_ksz(desk, consult)
    assert [f.severity for f in beside.findings] == [Severity.WARNING]
    alone = with_ksz(desk, consult, insz=LIESBETH, sources="WALLONIE")
    assert codes(alone) == [("40006", "KSZ", "WALLONIE"), ("30001", "KSZ", None)]


def test_every_fault_that_is_mapped_exists_at_level_3() -> None:
    for key in (*FAULTS.values(), *LINE_FAULTS.values()):
        assert WIRE_FAULTS[key].level == "3"


def test_a_code_that_magda_does_not_know_is_told_and_left_out(desk: Desk) -> None:
    """Behaviour 1.3: 99983, FOUT; name is the node, value the code."""
    paid = "<paymentPeriod><beginMonth>2020-01</beginMonth><category><code>{}</code>"
    periods = "".join(
        paid.format(code) + "</category></paymentPeriod>" for code in ("ODD", "BASIC")
    )
    response = etree.fromstring(
        "<r><status><value>DATA_FOUND</value><code>MSG00000</code></status><results>"
        "<resultByAuthenticSource authenticSource='WALLONIA'><status><value>DATA_FOUND"
        "</value><code>MSG00000</code></status><files><file><childBenefitsFund>"
        "<enterpriseNumber>0999000910</enterpriseNumber></childBenefitsFund><children>"
        f"<child><ssin>{INES}</ssin><paymentPeriods>{periods}</paymentPeriods></child>"
        "</children></file></files></resultByAuthenticSource></results></r>"
    )
    reply = with_ksz(desk, lambda *_: response, sources="WALLONIE")
    assert codes(reply) == [("99983", "MAGDA", "WALLONIE")]
    assert reply.findings[0].annotations["Categorie"] == "ODD"
    assert [_code(each) for each in reply.root.iterfind(PAID)] == ["BASIS"]


# --- the editions ---------------------------------------------------------------------


def test_the_editions_differ_in_the_capitals_of_the_months(desk: Desk) -> None:
    """Source: contract sheet `magda-geefkindvoordelen-02.01`, notes."""
    old, new = (ask(desk, KOBE, version=version) for version in (OLD, NEW))
    assert [child.tag for child in old.root.find(f"{PAID}/Periode")] == [
        "BeginMaand",
        "EindeMaand",
    ]
    assert [child.tag for child in new.root.find(f"{PAID}/Periode")] == [
        "Beginmaand",
        "Eindmaand",
    ]


def test_the_social_supplement_is_a_code_or_a_branch(desk: Desk) -> None:
    old, new = (
        ask(desk, FINN, "2022-01", "2022-01", version=version) for version in (OLD, NEW)
    )
    assert {_code(each) for each in old.root.iterfind(PAID)} == {"BASIS", "SOCIAAL"}
    assert {_code(each) for each in new.root.iterfind(PAID)} == {"BASIS", None}
    branch = "Categorie/KindVoordeelBetalingsperiodeCategorieSociaal"
    assert new.texts(f"{PAID}/{branch}/typeSocialeToeslag") == [
        "GEZIN_MET_TWEE_KINDEREN"
    ]
    assert new.text(f"{PAID}/{branch}/Omschrijving") == "sociale toeslag"


@pytest.mark.parametrize(
    ("filters", "shown", "has_type"),
    [
        ("", ["BASIS", "BASIS", None], True),
        ("BASIS", ["BASIS", "BASIS"], False),
        ("ZORG_WEES", [], False),
        ("MET_TYPE_SOCIAAL", [None], True),
        ("ZONDER_TYPE_SOCIAAL", [None], False),
        ("BASIS ZONDER_TYPE_SOCIAAL", ["BASIS", "BASIS", None], False),
        ("ZONDER_TYPE_SOCIAAL MET_TYPE_SOCIAAL", [None], True),
    ],
)
def test_filters_choose_which_payment_periods_are_shown(
    desk: Desk, filters: str, shown: list[str | None], has_type: bool
) -> None:
    """Source: our choice; the schema names the filters only."""
    reply = ask(desk, FINN, "2023-08", "2023-09", version=NEW, filters=filters)
    told = [_code(each) for each in reply.root.iterfind(PAID)]
    assert [code for code in told if code != "PARTICIPATIE_UNIVERSEEL"] == shown
    assert (reply.root.find(".//typeSocialeToeslag") is not None) is has_type
    assert reply.texts(f"{FILE}/Bron") == ["VLAANDEREN"], "the file itself stays"


def test_codes_of_the_newer_edition_are_its_closed_list() -> None:
    """Source: `magda-geefkindvoordelen-02.01`, LOCAL_CODE."""
    assert {code.magda for name, code in PAYMENTS.items() if name != "social"} == {
        *("BASIS", "KINDERBIJSLAG", "KINDEROPVANG", "KLEUTER", "ONDERSTEUNINGSTOESLAG"),
        *("PARTICIPATIE_SELECTIEF", "PARTICIPATIE_UNIVERSEEL", "ZORG_PLEEG"),
        *("ZORG_SPECIALE_NODEN", "ZORG_WEES"),
    }


@editions
@pytest.mark.parametrize("grant", ["wil-family-benefits", "wiv-family-benefits"])
def test_the_protocol_leaves_persons_and_the_right(
    desk: Desk, version: str, grant: str
) -> None:
    """
    Protocol WiV–Wonen in Limburg art. 3 (family benefits): `fb_insured_ssin`,
    `fb_child_ssin`, `fb_right_start_date`, `fb_right_end_date`, and nothing else.
    """
    allowed = {
        "Bron": set(SOURCES),
        "Ondernemingsnummer": {"0000000000"},
        "Code": {"000", "BASIS", "KINDERBIJSLAG"},
        "Omschrijving": {"basisbedrag", "kinderbijslag"},
    }
    for insz in (LIESBETH, FINN, DAAN, KOBE, INES):
        root = ask(desk, insz, version=version, today=IN_2023).root
        leave(grant, (NAME, version, NAME), root, IN_2023)
        desk.magda_reply(NAME, version, root)
        leaves = [each for each in root.iter("*") if not len(each)]
        assert {each.tag for each in leaves} <= {"INSZ", *MONTHS, *allowed}
        for tag, texts in allowed.items():
            assert {each.text for each in leaves if each.tag == tag} <= texts
        told = {each.text for each in root.iterfind(f"{FILE}//INSZ")}
        assert told <= {insz, *(e.text for e in root.iterfind(f"{FILE}//Kind/INSZ"))}


# --- the question ---------------------------------------------------------------------


@editions
@pytest.mark.parametrize(
    ("insz", "period", "asked", "fault"),
    [
        pytest.param(
            FINN[:-2] + "00", [], {}, "magda.insz-check-digits", id="check digits"
        ),
        pytest.param(
            FINN, ["2024-02", "2024-01"], {}, "magda.period-order", id="backwards"
        ),
        pytest.param(FINN, ["2026-12"], {}, "magda.date-out-of-range", id="tomorrow"),
        pytest.param(
            FINN,
            [],
            {"sources": "BRUSSEL BRUSSEL"},
            "kindvoordelen.source-twice",
            id="twice",
        ),
        pytest.param(FINN, [], {"language": "fr"}, "magda.language", id="language"),
    ],
)
def test_a_wrong_question_is_refused(
    desk: Desk,
    version: str,
    insz: str,
    period: list[str],
    asked: dict[str, str],
    fault: str,
) -> None:
    """Behaviour 2.2: 20002, 20003, 20006, 30032 (1.4), 25001."""
    reply = ask(desk, insz, *period, version=version, **asked)
    assert reply.faults == [fault]
    assert reply.answer is None


@editions
@pytest.mark.parametrize(
    ("period", "asked"),
    [
        pytest.param(["2024-02", "2024-02"], {}, id="one month"),
        pytest.param(["2026-11"], {}, id="the month of today"),
        pytest.param(["2026-11", "2030-12"], {}, id="an end in the future"),
        pytest.param([], {"sources": "BRUSSEL VLAANDEREN"}, id="once each"),
    ],
)
def test_its_twin_is_answered(
    desk: Desk, version: str, period: list[str], asked: dict[str, str]
) -> None:
    reply = ask(desk, FINN, *period, version=version, **asked)
    assert reply.findings == ()
    assert reply.root.tag == "Inhoud"


def test_every_problem_of_a_question_is_told_at_once(desk: Desk) -> None:
    reply = ask(
        desk, "12345678900", "2030-01", sources="BRUSSEL BRUSSEL", language="de"
    )
    assert set(reply.faults) == {
        "magda.insz-check-digits",
        "magda.date-out-of-range",
        "kindvoordelen.source-twice",
        "magda.language",
    }


def test_without_end_the_question_ends_in_the_month_of_today(desk: Desk) -> None:
    """MG 1978597904: EindeMaand absent is the month of today."""
    asked: list[str | None] = []

    def consult(*named: Any) -> Element:
        asked.append(named[3].findtext("period/endMonth"))
        return refusing("NO_DATA_FOUND", "MSG00100")()

    with_ksz(desk, consult)
    assert asked == ["2026-11"]


@editions
def test_subject_and_period_are_those_of_the_question(desk: Desk, version: str) -> None:
    service = desk.service(NAME, version, NAME)
    open_, closed = (
        desk.magda_request(NAME, version, question(FINN, *period, version=version))
        for period in (["2024-02"], ["2024-02", "2024-02"])
    )
    assert service.subject(open_) == FINN
    assert service.period(open_) == Period(begin="2024-02-01")
    assert service.period(closed) == Period(begin="2024-02-01", end="2024-02-29")


# --- the number -----------------------------------------------------------------------


def test_a_replaced_number_is_an_error_with_the_new_one(desk: Desk) -> None:
    """Behaviour 1.3: 30004 is FOUT for child benefit."""
    old = PEOPLE.named("hanne-bosteelsma-oud").ssin
    reply = ask(desk, old)
    assert codes(reply) == [("30004", "KSZ", None)]
    (finding,) = reply.findings
    assert finding.severity is Severity.ERROR
    assert finding.annotations == {
        "Oud INSZ": old,
        "Nieuw INSZ": PEOPLE.named("hanne-bosteelsma").ssin,
    }


@pytest.mark.parametrize(
    ("insz", "code"),
    [
        (PEOPLE.named("pieter-crabbemans").ssin, "30002"),
        (numbers.make(date(2015, 1, 1), 998), "30003"),
    ],
)
def test_a_number_that_is_not_in_use_is_an_error(
    desk: Desk, insz: str, code: str
) -> None:
    assert codes(ask(desk, insz)) == [(code, "KSZ", None)]


def test_findings_hold_no_number_of_a_person(desk: Desk) -> None:
    wrong = FINN[:-2] + "00"
    assert wrong not in repr(ask(desk, wrong).findings)


# --- every answer ---------------------------------------------------------------------

days = st.dates(date(2016, 1, 1), date(2027, 12, 31))


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    version=st.sampled_from([OLD, NEW]),
    first=days,
    second=days,
    today=days,
    sources=st.sets(st.sampled_from(list(SOURCES))),
    down=st.sets(st.sampled_from([*KSZ_SOURCES.split(), "opgroeien"]), max_size=2),
)
def test_every_answer_about_every_person_fits_the_contract(
    desk: Desk,
    person: Person,
    version: str,
    first: date,
    second: date,
    today: date,
    sources: set[str],
    down: set[str],
) -> None:
    """`Desk` validates; here is that there is content, or a reason for none."""
    begin, end = sorted((first, second))
    reply = ask(
        desk,
        person.ssin,
        f"{begin:%Y-%m}",
        f"{end:%Y-%m}",
        version=version,
        today=today,
        down=" ".join(down),
        sources=" ".join(sources),
    )
    if reply.root.tag == "none":
        assert any(f.severity is Severity.ERROR for f in reply.findings)
    asked = sources or set(SOURCES)
    assert set(reply.texts(f"{FILE}/Bron")) <= asked
    for _, _, bron in codes(reply):
        assert bron is None or set(bron.split(", ")) <= asked
