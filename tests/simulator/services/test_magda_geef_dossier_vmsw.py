"""
Where a social tenant stands with the language obligation.

Lien passed A2 in 2022 after A1 in 2021; Bjorn failed; Femke has A1 and a postponement
that ended with 2025; Zohra is exempt at one housing company and postponed at another.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People
from kruispunt_simulator.people.language import Language
from kruispunt_simulator.services.magda_geef_dossier_vmsw import STATES, standing
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefDossierVMSW", "01.00.0000"
PEOPLE = People.load()
LIEN, BJORN, FEMKE, ZOHRA, JORIS = (
    PEOPLE.named(name).ssin
    for name in (
        "lien-kouterman",
        "bjorn-zandloper",
        "femke-duinslaet",
        "zohra-amezianou",
        "joris-kalkbrander",
    )
)
DOSSIER = "SHMDossiers/SHMDossier"
TEST = f"{DOSSIER}/AfgelegdeTesten/AfgelegdeTest"
CODE = f"{DOSSIER}/StatusHuurder/Code"


def question(insz: str) -> str:
    return f"<Inhoud><INSZ>{insz}</INSZ></Inhoud>"


def ask(
    desk: Desk,
    insz: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
) -> Reply:
    return desk.ask_magda(
        NAME, VERSION, question(insz), today=today, down=down.split(), people=people
    )


@pytest.mark.parametrize(
    ("who", "today", "code", "since"),
    [
        pytest.param(LIEN, date(2021, 6, 17), "NIET_VOLDAAN", "2020-10-01T00:00:00"),
        pytest.param(LIEN, date(2021, 6, 18), "NIET_VOLDAAN_A1", "2021-06-18T09:30:00"),
        pytest.param(LIEN, date(2022, 5, 12), "NIET_VOLDAAN_A1", "2021-06-18T09:30:00"),
        pytest.param(LIEN, date(2022, 5, 13), "VOLDAAN", "2022-05-13T09:00:00"),
        pytest.param(BJORN, TODAY, "NIET_VOLDAAN", "2024-07-01T00:00:00"),
        pytest.param(FEMKE, date(2024, 1, 14), "NIET_VOLDAAN", "2019-02-01T00:00:00"),
        pytest.param(FEMKE, date(2024, 1, 15), "UITGESTELD", "2024-01-15T10:00:00"),
        pytest.param(FEMKE, date(2025, 12, 31), "UITGESTELD", "2024-01-15T10:00:00"),
        pytest.param(FEMKE, date(2026, 1, 1), "NIET_VOLDAAN_A1", "2026-01-01T00:00:00"),
    ],
    ids=[
        "nothing passed yet",
        "A1",
        "A2 in one skill",
        "A2",
        "failed",
        "before the postponement",
        "postponed",
        "its last day",
        "after it, with A1",
    ],
)
def test_the_standing_follows_from_what_is_known_that_day(
    desk: Desk, who: str, today: date, code: str, since: str
) -> None:
    """R-SCH-06, R-BIN-01; Protocol WiV–Wonen in Limburg art. 3 (language)."""
    reply = ask(desk, who, today=today)
    assert reply.faults == []
    assert reply.texts(CODE) == [code]
    modified = f"{DOSSIER}/StatusHuurder/DatumTijdModificatie"
    assert reply.text(modified) == since


def test_the_reason_of_a_postponement_is_told(desk: Desk) -> None:
    """Field `a2_postponement_reason`, notes 61-63."""
    reply = ask(desk, FEMKE, today=date(2025, 1, 1))
    assert reply.text(f"{DOSSIER}/StatusHuurder/Omschrijving") == (
        "Uitgesteld: zorg voor jonge kinderen"
    )


def test_each_housing_company_has_its_own_file(desk: Desk) -> None:
    """Exempt at one (field `a2_exemption_reason`), postponed at the other."""
    reply = ask(desk, ZOHRA)
    assert reply.texts(CODE) == ["VRIJGESTELD", "UITGESTELD"]
    assert reply.texts(f"{DOSSIER}/DossierId") == ["DEL-2018-000317", "WIL-2023-002785"]
    first, second = reply.root.findall(DOSSIER)
    assert first.findtext("Vrijgesteld/Waarde") == "1"
    assert first.findtext("Vrijgesteld/DatumTijdModificatie") == "2021-09-06T11:20:00"
    assert "medische redenen" in first.findtext("StatusHuurder/Omschrijving")
    assert second.find("Vrijgesteld") is None
    assert first.findtext("Maatschappij/InternNummer") == "9031"
    assert second.findtext("Maatschappij/KBOnummer") == "0401314140"


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (date(2018, 5, 1), ["NIET_VOLDAAN"]),
        (date(2021, 9, 5), ["NIET_VOLDAAN"]),
        (date(2021, 9, 6), ["VRIJGESTELD"]),
        (date(2023, 4, 1), ["VRIJGESTELD", "NIET_VOLDAAN"]),
        (date(2027, 6, 30), ["VRIJGESTELD", "UITGESTELD"]),
        (date(2027, 7, 1), ["VRIJGESTELD", "NIET_VOLDAAN"]),
    ],
)
def test_a_decision_of_tomorrow_is_not_known_today(
    desk: Desk, today: date, codes: list[str]
) -> None:
    assert ask(desk, ZOHRA, today=today).texts(CODE) == codes


def test_every_test_that_was_taken_is_told(desk: Desk) -> None:
    reply = ask(desk, LIEN)
    assert reply.texts(f"{TEST}/Type/Code") == ["A1", "A2", "A2_SPEAKING", "A2"]
    assert reply.texts(f"{TEST}/Geslaagd") == ["1", "0", "1", "1"]
    failed = reply.root.find(f"{TEST}[Geslaagd='0']/Geslaagd")
    assert failed.get("Beschrijving") == "spreken onvoldoende"
    assert reply.text(f"{TEST}/Type/Omschrijving") == "Niveau A1, volledige test"
    assert reply.text(f"{TEST}/Instantie/Naam") == "Huis van de Talen (verzonnen)"
    assert len(ask(desk, LIEN, today=date(2022, 1, 20)).root.findall(TEST)) == 1


@pytest.mark.parametrize(
    ("who", "today"),
    [
        pytest.param(JORIS, TODAY, id="no file"),
        pytest.param(ZOHRA, date(2018, 4, 30), id="before the first file"),
        pytest.param(numbers.make(date(1990, 1, 1), 998), TODAY, id="nobody"),
    ],
)
def test_without_a_file_nothing_is_found(desk: Desk, who: str, today: date) -> None:
    """Source: our choice: 30001, FOUT, of KBI."""
    reply = ask(desk, who, today=today)
    assert reply.faults == ["language.nothing-found"]
    assert reply.root.tag == "none"


def test_wrong_check_digits_are_refused(desk: Desk) -> None:
    """MG 6208324471: 20002."""
    assert ask(desk, LIEN[:-1] + "8").faults == ["magda.insz-check-digits"]
    assert ask(desk, LIEN).faults == []


def test_an_agency_that_is_down_gives_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable):
        ask(desk, LIEN, down="kbi")


@pytest.mark.parametrize(
    ("identity", "faults", "found"),
    [
        pytest.param(
            {"replaced_by": LIEN}, ["magda.insz-replaced"], ["VOLDAAN"], id="replaced"
        ),
        pytest.param({"canceled": True}, ["magda.insz-cancelled"], [], id="cancelled"),
    ],
)
def test_what_became_of_a_number(
    desk: Desk,
    somebody: Any,
    identity: dict[str, Any],
    faults: list[str],
    found: list[str],
) -> None:
    """Source: our choice, as for GeefZorgtoeslag."""
    ssin = numbers.make(date(1985, 4, 30), 31)
    people = People([*desk.people, somebody(identity={"ssin": ssin, **identity})])
    reply = ask(desk, ssin, people=people)
    assert reply.faults == faults
    assert reply.texts(CODE) == found
    assert reply.texts(f"{DOSSIER}/INSZ") == [LIEN] * len(found)


at = datetime.fromisoformat
BODY = {"name": "Huis", "internal_number": "1"}
MOMENTS = st.datetimes(at("2020-01-02"), at("2029-12-31"))
TESTS = st.lists(
    st.fixed_dictionaries(
        {
            "level": st.sampled_from(["A1", "A2"]),
            "skill": st.sampled_from(["overall", "speaking"]),
            "taken": MOMENTS,
            "passed": st.booleans(),
            "body": st.just(BODY),
        }
    ),
    max_size=5,
).map(tuple)
REASONS = st.fixed_dictionaries({"reason": st.just("x" * 80), "decided": MOMENTS})


@settings(database=None, deadline=None)
@given(
    tests=TESTS,
    exemption=st.none() | REASONS,
    postponements=st.lists(REASONS, max_size=2).map(tuple),
    today=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_the_standing_is_one_of_five_and_dates_from_something_known(
    tests: Any, exemption: Any, postponements: Any, today: date
) -> None:
    file = {
        "id": "1",
        "company": BODY,
        "opened": at("2020-01-01"),
        "exemption": exemption,
        "postponements": postponements,
    }
    held = Language.model_validate({"tests": tests, "files": (file,)})
    found = standing(held.files[0], held, today)
    assert found.code in STATES
    assert 1 <= len(found.text) <= 120
    assert found.since.date() <= today
    passed = held.reached("A2", today) is not None
    exempt = exemption is not None and exemption["decided"].date() <= today
    assert (found.code == "VRIJGESTELD") is exempt
    assert (found.code == "VOLDAAN") is (passed and not exempt)


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    service = desk.service(NAME, VERSION, NAME)
    root = desk.magda_request(NAME, VERSION, question(LIEN))
    assert service.subject(root) == LIEN
    assert service.period(root) == Period(begin="0001-01-01")


def test_a_level_that_was_reached_before_counts_from_the_first_day_of_the_file() -> (
    None
):
    held = PEOPLE.named("lien-kouterman").language
    assert held is not None
    later = held.files[0].model_copy(update={"opened": at("2024-01-01T00:00")})
    assert standing(later, held, TODAY) == (
        "VOLDAAN",
        STATES["VOLDAAN"],
        at("2024-01-01T00:00"),
    )
