"""
RegistreerInschrijving and RegistreerUitschrijving, 02.00 and 02.01.

Source: contract sheets `magda-registreer…`; `_behaviour.md` 2.17, 1.6; MAGDA user wiki,
MG 1211564325 and MG 1211498782.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from kruispunt_contracts.faults import WIRE_FAULTS
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.message import Finding
from kruispunt_simulator.services import Asker, MagdaAnswer, Service
from kruispunt_simulator.sources import Condition, Sources
from kruispunt_simulator.store.repertory import Inscription, Repertory
from kruispunt_simulator.store.tables import metadata, repertory
from sqlalchemy import Engine, create_engine, insert

from .conftest import TODAY, Desk, known

Element = Any

JEF = "85643007594"
NOBODY = "80610100139"
ENTERPRISE = "0999999922"
"""Well formed; no enterprise has it."""

IN, OUT = "RegistreerInschrijving", "RegistreerUitschrijving"
OLD, NEW = "02.00.0000", "02.01.0000"
SENDER = ("wonenvlaanderen.be/sociale-huur-aip", "7202")

each_service = pytest.mark.parametrize("service", [IN, OUT])
each_version = pytest.mark.parametrize("version", [OLD, NEW])


def subject(key: str, kind: str = "PERS", around: str | None = None) -> str:
    """What 02.01 asks about."""
    return (
        f"<BetrokkenSubject><Type>{around or kind}</Type><Subjecten><Subject>"
        f"<Type>{kind}</Type><Sleutel>{key}</Sleutel></Subject></Subjecten>"
        "</BetrokkenSubject>"
    )


def period(begin: str | None = None, end: str | None = None) -> str:
    """A Periode with what is given."""
    inside = f"<Begin>{begin}</Begin>" if begin else ""
    inside += f"<Einde>{end}</Einde>" if end else ""
    return f"<Periode>{inside}</Periode>"


@dataclass
class Outcome:
    """What a question led to."""

    findings: tuple[Finding, ...]
    answer: MagdaAnswer | None = None

    @property
    def codes(self) -> list[str]:
        """Codes that leave."""
        return [WIRE_FAULTS[str(each.fault)].code for each in self.findings]

    @property
    def resultaat(self) -> tuple[str | None, str | None] | None:
        """Resultaat and its description; None without Inhoud."""
        inhoud = self.answer.inhoud if self.answer else None
        if inhoud is None:
            return None
        child = inhoud.find("Resultaat")
        return child.text, child.get("Beschrijving")


@dataclass
class Counter:
    """Where Wonen in Vlaanderen declares its files."""

    desk: Desk
    engine: Engine
    repertory: Repertory
    inscribes: dict[str, str] = field(
        default_factory=lambda: {"vdi": "7202", "ksz": "VO:SOCIAL_RENT"}
    )
    down: bool = False

    def ask(
        self,
        service: str,
        version: str,
        about: str,
        periode: str = "",
        *,
        sender: tuple[str, str] = SENDER,
        today: date = TODAY,
    ) -> Outcome:
        """Ask as the agency; the changes are made."""
        request = self.request(service, version, about, periode, sender)
        found = self.desk.service(service, version, service)
        findings = known(found.check(request, today))
        if findings:
            return Outcome(findings)
        answer = self.answer(found, request, today)
        with self.engine.begin() as connection:
            for change in answer.changes:
                change.apply(connection)
        if answer.inhoud is not None:
            self.desk.magda_reply(service, version, answer.inhoud)
        return Outcome(known(answer.findings), answer)

    def answer(self, service: Service, request: Element, today: date) -> MagdaAnswer:
        asker = Asker(
            party="wonen-in-vlaanderen",
            capacity="7202",
            certificate="",
            repertory=self.repertory,
            inscribes=self.inscribes,
            qualities={"vdi": frozenset({"7201", "7202"})},
        )
        conditions = {"ksz-register": Condition(available=not self.down)}
        sources = Sources(self.desk.people, conditions)
        assert service.answer_to is not None
        answer = service.answer_to(request, asker, sources, today)
        assert isinstance(answer, MagdaAnswer)
        return answer

    def request(
        self,
        service: str,
        version: str,
        about: str,
        periode: str = "",
        sender: tuple[str, str] = SENDER,
    ) -> Element:
        block = service.removeprefix("Registreer").capitalize()
        if version == OLD and about.isdigit():
            about = f"<INSZ>{about}</INSZ>"
        elif about.isdigit():
            about = subject(about)
        request = self.desk.magda_request(
            service,
            version,
            f"<Inhoud><{block}><Identificatie>{sender[0]}</Identificatie>"
            f"<Hoedanigheid>{sender[1]}</Hoedanigheid>{about}{periode}</{block}>"
            "</Inhoud>",
        )
        afzender = request.find("Verzoek/Context/Bericht/Afzender")
        afzender.find("Identificatie").text = SENDER[0]
        afzender.append(afzender.makeelement("Hoedanigheid"))
        afzender.find("Hoedanigheid").text = SENDER[1]
        return request

    def inscribe_for_every_purpose(self, key: str) -> None:
        """As the file of a person does that says no purpose."""
        line = {
            "register": "vdi",
            "party": "wonen-in-vlaanderen",
            "ssin": key,
            "begin_date": date(2020, 1, 1),
        }
        with self.engine.begin() as connection:
            connection.execute(insert(repertory), line)

    def lines(self, register: str, key: str = JEF) -> list[tuple[Any, ...]]:
        """What stands in a repertory: begin, end, quality."""
        return [
            (line.begin_date, line.end_date, line.quality)
            for line in self.repertory.find(register, "wonen-in-vlaanderen", key)
        ]


@pytest.fixture
def counter(desk: Desk) -> Iterator[Counter]:
    """Empty repertories."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with closing(Repertory(engine)) as lines:
        yield Counter(desk, engine, lines)
    engine.dispose()


# Registering


@each_version
def test_a_registration_goes_into_every_repertory_of_the_grant(
    counter: Counter, version: str
) -> None:
    """Source: MG 1211498782: to the MAGDA repertory, the KSZ's, or both."""
    outcome = counter.ask(IN, version, JEF, period("2026-11-22", "2027-11-21"))
    assert (outcome.codes, outcome.resultaat) == ([], ("1", "Wel geslaagd"))
    days = (date(2026, 11, 22), date(2027, 11, 21))
    assert counter.lines("vdi") == [(*days, "7202")]
    assert counter.lines("ksz") == [(*days, "VO:SOCIAL_RENT")]


def test_a_registration_goes_nowhere_else(counter: Counter) -> None:
    """Source: 22/004 §6: the repertory of the Flemish integrator."""
    counter.inscribes = {"vdi": "7301"}
    counter.ask(IN, NEW, JEF)
    assert counter.lines("vdi") == [(TODAY, None, "7301")]
    assert counter.lines("ksz") == []


def test_without_an_end_it_stays_open(counter: Counter) -> None:
    counter.ask(IN, OLD, JEF, period("2026-01-01"))
    assert counter.lines("vdi") == [(date(2026, 1, 1), None, "7202")]


def test_without_a_period_it_is_open_from_today(counter: Counter) -> None:
    """Source: our choice; see the module."""
    counter.ask(IN, NEW, JEF)
    assert counter.lines("vdi") == [(TODAY, None, "7202")]


@each_version
def test_what_is_registered_already_is_a_warning_and_holds(
    counter: Counter, version: str
) -> None:
    """40143 goes with success of intent."""
    counter.ask(IN, version, JEF, period("2026-01-01"))
    before = counter.lines("vdi") + counter.lines("ksz")
    outcome = counter.ask(IN, version, JEF, period("2026-02-01", "2026-03-01"))
    assert (outcome.codes, outcome.resultaat) == (["40143"], ("1", "Wel geslaagd"))
    assert outcome.answer is not None
    assert outcome.answer.changes == ()
    assert counter.lines("vdi") + counter.lines("ksz") == before


def test_what_is_missing_in_one_repertory_is_no_warning(counter: Counter) -> None:
    counter.inscribe_for_every_purpose(JEF)
    outcome = counter.ask(IN, NEW, JEF, period("2026-01-01"))
    assert outcome.codes == []
    assert counter.lines("vdi") == [(date(2020, 1, 1), None, None)]
    assert counter.lines("ksz") == [(date(2026, 1, 1), None, "VO:SOCIAL_RENT")]


def test_a_registration_extends_what_is_there(counter: Counter) -> None:
    """Source: MG 1211564325."""
    counter.ask(IN, NEW, JEF, period("2026-01-01", "2026-06-30"))
    assert counter.ask(IN, NEW, JEF, period("2026-05-01")).codes == []
    assert counter.lines("vdi") == [(date(2026, 1, 1), None, "7202")]


def test_an_enterprise_stands_in_the_repertory_of_magda_only(counter: Counter) -> None:
    """Source: S-I605: the register of the KSZ is of persons."""
    outcome = counter.ask(IN, NEW, subject(ENTERPRISE, "OND"))
    assert outcome.resultaat == ("1", "Wel geslaagd")
    assert counter.lines("vdi", ENTERPRISE) == [(TODAY, None, "7202")]
    assert counter.lines("ksz", ENTERPRISE) == []


# The register of the KSZ


@pytest.mark.parametrize(
    ("version", "code", "detail", "told"),
    [
        (OLD, "60003", "MSG00005", {}),
        (
            NEW,
            "70002",
            "NO_RESULT",
            {
                "status code": "MSG00005",
                "status description": "The SSIN does not exist",
            },
        ),
    ],
)
def test_the_ksz_refuses_a_number_that_nobody_has(
    counter: Counter, version: str, code: str, detail: str, told: dict[str, str]
) -> None:
    """Nothing is written then, at MAGDA neither. Source: `_behaviour.md` 2.17."""
    outcome = counter.ask(IN, version, NOBODY, period("2026-01-01"))
    assert (outcome.codes, outcome.resultaat) == ([code], ("0", "Niet geslaagd"))
    (finding,) = outcome.findings
    assert (finding.detail, finding.annotations) == (detail, told)
    assert WIRE_FAULTS[str(finding.fault)].origin == "KSZ"
    assert counter.lines("vdi", NOBODY) == counter.lines("ksz", NOBODY) == []


def test_without_the_ksz_nobody_asks_whether_the_number_exists(
    counter: Counter,
) -> None:
    counter.inscribes = {"vdi": "7301"}
    counter.down = True
    assert counter.ask(IN, NEW, NOBODY).resultaat == ("1", "Wel geslaagd")


def test_a_replaced_number_may_be_registered(counter: Counter) -> None:
    """Source: S-INSCR (`_behaviour.md` 1.12): active or replaced."""
    old = counter.desk.people.named("hanne-bosteelsma-oud").ssin
    assert counter.ask(IN, NEW, old).codes == []


@each_service
@each_version
def test_a_register_that_does_not_answer_is_60009_alone(
    counter: Counter, service: str, version: str
) -> None:
    """Source: `_behaviour.md` 2.17: 60009 comes without Resultaat."""
    counter.down = True
    outcome = counter.ask(service, version, JEF, period("2026-01-01"))
    assert (outcome.codes, outcome.resultaat) == (["60009"], None)
    assert counter.lines("vdi") == []


@each_service
def test_a_repertory_that_cannot_be_read_is_40088(
    counter: Counter, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: `_behaviour.md` 2.17 (internal)."""

    def broken(*_: str) -> tuple[Inscription, ...]:
        raise StateError("the repertory cannot be read")

    monkeypatch.setattr(counter.repertory, "find", broken)
    outcome = counter.ask(service, NEW, JEF)
    assert (outcome.codes, outcome.resultaat) == (["40088"], ("0", "Niet geslaagd"))


# De-registering


@pytest.mark.parametrize(
    ("periode", "left"),
    [
        pytest.param("", [(date(2026, 1, 1), date(2026, 11, 21))], id="from today"),
        pytest.param(
            period(), [(date(2026, 1, 1), date(2026, 11, 21))], id="an empty Periode"
        ),
        pytest.param(
            period("2026-06-01"),
            [(date(2026, 1, 1), date(2026, 5, 31))],
            id="from a day on",
        ),
        pytest.param(
            period("2026-06-01", "2026-06-30"),
            [(date(2026, 1, 1), date(2026, 5, 31)), (date(2026, 7, 1), None)],
            id="for a month",
        ),
        pytest.param(
            period(None, "2026-06-30"), [(date(2026, 7, 1), None)], id="until a day"
        ),
        pytest.param(period("2020-01-01"), [], id="altogether"),
    ],
)
@each_version
def test_a_de_registration_takes_days_away(
    counter: Counter, version: str, periode: str, left: list[tuple[Any, Any]]
) -> None:
    """Source: MG 1211498782; Periode is optional in both schemas."""
    counter.ask(IN, version, JEF, period("2026-01-01"))
    outcome = counter.ask(OUT, version, JEF, periode)
    assert (outcome.codes, outcome.resultaat) == ([], ("1", "Wel geslaagd"))
    for register, quality in counter.inscribes.items():
        assert counter.lines(register) == [(*days, quality) for days in left]


@each_version
def test_where_there_is_nothing_to_end_the_asker_hears_it(
    counter: Counter, version: str
) -> None:
    """Source: our choice; see the module."""
    counter.ask(IN, version, JEF, period("2026-01-01", "2026-06-30"))
    before = counter.lines("vdi")
    for periode in ("", period("2026-07-01")):
        outcome = counter.ask(OUT, version, JEF, periode)
        assert outcome.codes == ["40003"]
        assert outcome.resultaat == ("0", "Niet geslaagd")
    assert counter.lines("vdi") == before


def test_a_file_of_every_purpose_ends_for_this_purpose_only(counter: Counter) -> None:
    """Source: 23/058 §88 (quality); our choice for lines without one."""
    counter.inscribe_for_every_purpose(JEF)
    counter.ask(OUT, NEW, JEF)
    file = ("vdi", "wonen-in-vlaanderen", JEF)
    today = (TODAY, TODAY)
    assert not counter.repertory.is_inscribed(*file, "7202", today)
    assert counter.repertory.is_inscribed(*file, "7201", today)


def test_an_enterprise_may_be_de_registered_for_a_period(counter: Counter) -> None:
    """30034 is said of the registration only."""
    counter.ask(IN, NEW, subject(ENTERPRISE, "OND"))
    about = subject(ENTERPRISE, "OND")
    assert counter.ask(OUT, NEW, about, period("2026-12-01")).codes == []
    assert counter.lines("vdi", ENTERPRISE) == [(TODAY, date(2026, 11, 30), "7202")]


# Checks


@each_service
@each_version
@pytest.mark.parametrize(
    "sender", [("another.be/purpose", "7202"), (SENDER[0], "7201"), (SENDER[0], "")]
)
def test_the_declaration_is_the_senders_own(
    counter: Counter, service: str, version: str, sender: tuple[str, str]
) -> None:
    """Source: MG 1211564325: 20005."""
    outcome = counter.ask(service, version, JEF, period("2026-01-01"), sender=sender)
    assert outcome.codes == ["20005"]


@each_service
@each_version
def test_the_check_digits_of_a_person_are_checked(
    counter: Counter, service: str, version: str
) -> None:
    outcome = counter.ask(service, version, "85643007595", period("2026-01-01"))
    assert outcome.codes == ["20002"]


@each_service
def test_a_key_that_is_no_number_is_no_valid_person(
    counter: Counter, service: str
) -> None:
    assert counter.ask(service, NEW, subject("Jef")).codes == ["20002"]


@each_service
def test_the_check_digits_of_an_enterprise_are_checked(
    counter: Counter, service: str
) -> None:
    outcome = counter.ask(service, NEW, subject("0999999923", "OND"))
    assert outcome.codes == ["20007"]


@each_service
@each_version
def test_a_period_does_not_end_before_it_begins(
    counter: Counter, service: str, version: str
) -> None:
    outcome = counter.ask(service, version, JEF, period("2026-01-02", "2026-01-01"))
    assert outcome.codes == ["20003"]
    counter.ask(IN, version, JEF, period("2026-01-01"))
    outcome = counter.ask(service, version, JEF, period("2026-01-02", "2026-01-02"))
    assert "20003" not in outcome.codes


@each_service
@each_version
@pytest.mark.parametrize("day", ["2026-00-00", "2026-02-30", "2026-,1-01"])
def test_a_day_that_does_not_exist_is_refused(
    counter: Counter, service: str, version: str, day: str
) -> None:
    """The pattern of the schema takes it; 50000 is "validation"."""
    assert counter.ask(service, version, JEF, period(day)).codes == ["50000"]


def test_an_enterprise_is_registered_without_a_period(counter: Counter) -> None:
    """Source: MG 1211564325: 30034, registration only."""
    outcome = counter.ask(IN, NEW, subject(ENTERPRISE, "OND"), period("2026-01-01"))
    assert outcome.codes == ["30034"]


@each_service
def test_a_question_is_about_one_subject(counter: Counter, service: str) -> None:
    """Source: MG 1211564325: 40035, though the schema takes more."""
    one = f"<Subject><Type>PERS</Type><Sleutel>{JEF}</Sleutel></Subject>"
    two = subject(JEF).replace(one, one + one)
    assert counter.ask(service, NEW, two).codes == ["40035"]


@each_service
@pytest.mark.parametrize(
    ("kind", "around"), [("PERS", "OND"), ("OND", "PERS"), ("PERCEEL", "PERCEEL")]
)
def test_a_subject_is_a_person_or_an_enterprise_in_both_places(
    counter: Counter, service: str, kind: str, around: str
) -> None:
    """Source: sheet notes: BetrokkenSubject/Type holds the same type."""
    key = JEF if kind == "PERS" else ENTERPRISE
    assert counter.ask(service, NEW, subject(key, kind, around)).codes == ["50000"]


@each_service
def test_all_that_is_wrong_is_told_at_once(counter: Counter, service: str) -> None:
    outcome = counter.ask(
        service,
        NEW,
        subject("85643007595"),
        period("2026-01-02", "2026-01-01"),
        sender=("another.be", "1"),
    )
    assert outcome.codes == ["20005", "20002", "20003"]


# What the hops read


@each_service
def test_about_whom_is_read_for_the_guard_and_the_log(
    counter: Counter, service: str
) -> None:
    new = counter.desk.service(service, NEW, service)
    old = counter.desk.service(service, OLD, service)
    assert new.subject(counter.request(service, NEW, JEF)) == JEF
    about = counter.request(service, OLD, JEF, period("2026-01-01"))
    assert old.subject(about) == JEF
    assert (new.impersonal, old.impersonal) == (True, False)
    with pytest.raises(LookupError):
        new.subject(counter.request(service, NEW, subject(ENTERPRISE, "OND")))


@each_service
@each_version
def test_the_agency_declares_in_its_own_name(
    counter: Counter, service: str, version: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg recital C3; MG 1211564325 (20005)."""
    found = counter.desk.service(service, version, service)
    request = counter.request(service, version, JEF, period("2026-01-01"))
    inhoud = request.find("Verzoek/Vragen/Vraag/Inhoud")
    assert found.relay is not None
    made = found.relay(inhoud, "agency.be", "9")
    assert [each.text for each in made[0][:2]] == ["agency.be", "9"]
    assert [each.text for each in inhoud[0][:2]] == list(SENDER), "the original stays"
    inhoud.getparent().replace(inhoud, made)
    assert counter.desk.valid(service, version, request)


@each_service
@each_version
def test_a_refused_question_has_resultaat_0(
    desk: Desk, service: str, version: str
) -> None:
    """Source: `_behaviour.md` 2.17: Resultaat 0 with Uitzonderingen."""
    refused = desk.service(service, version, service).refused
    assert refused is not None
    desk.magda_reply(service, version, refused())
    (resultaat,) = refused()
    assert (resultaat.text, resultaat.get("Beschrijving")) == ("0", "Niet geslaagd")
