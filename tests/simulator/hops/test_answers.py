"""
How a hop comes to its answer: from its sources or over the line, never silently wrong.

Source: `_behaviour.md` 1.3 to 1.5; MAGDA wiki page 2104688821 (what the KSZ said).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from kruispunt_client.caller import SoapFault
from kruispunt_client.errors import (
    ConnectionFailed,
    InvalidRequest,
    KruispuntError,
    TimedOut,
    TlsRefused,
    UnsignedReply,
)
from kruispunt_contracts import WIRE_FAULTS
from kruispunt_simulator import numbers
from kruispunt_simulator.hops.answers import answer
from kruispunt_simulator.hops.call import Call, Refused, digest
from kruispunt_simulator.hops.granted import within_grant
from kruispunt_simulator.message import Element, Rendered, Severity
from kruispunt_simulator.sources import Condition, Sources
from lxml import etree

from .conftest import Example, Make, certificate

Bench = Callable[[str], Any]
Ready = Callable[..., tuple[Any, Call]]

CHILD, WORKER, CANCELLED = "lotte-vandersmout", "bram-kestelijn", "pieter-crabbemans"


@pytest.fixture
def ready(bench: Bench, make_call: Make) -> Ready:
    """Make a hop and a call that passed every check, under a grant."""

    def make(
        name: str, payload: Element, *, party: str, grant: str | None = None
    ) -> tuple[Any, Call]:
        hop = bench(name)
        operation = hop.catalogue.by_request(payload.tag)
        contract = operation.contract
        call = make_call(name, payload=payload, body=b"question")
        call.question = hop.read_question(call)
        call.contract, call.operation = contract, operation
        call.service = hop.services[contract.service, contract.version, operation.name]
        call.subject = call.service.subject(payload)
        call.party = hop.parties.get(party)
        call.grant = next((g for g in hop.law.grants if g.id == grant), None)
        return hop, call

    return make


@pytest.fixture
def zorgtoeslag(ready: Ready, example: Example, people: Any) -> tuple[Any, Call]:
    """A question that `magda` answers from its own source."""
    payload = example("geef_zorgtoeslag/request_by_date")
    payload.find(".//Criteria/INSZ").text = people.named(CHILD).ssin
    return ready(
        "magda", payload, party="wonen-in-vlaanderen", grant="wiv-care-allowance"
    )


@pytest.fixture
def dossier(ready: Ready, example: Example) -> tuple[Any, Call]:
    """A question that `magda` takes to the KSZ."""
    payload = example("geef_dossier_handicap/request_by_date")
    return ready("magda", payload, party="wonen-in-vlaanderen", grant="wiv-disability")


@pytest.fixture
def relayed(ready: Ready, example: Example) -> tuple[Any, Call]:
    """A question that `wiv` passes on to `magda`."""
    payload = example("geef_dossier_handicap/request_by_date")
    return ready("wiv", payload, party="wonen-in-limburg", grant="wil-disability")


def refused(hop: Any, call: Call) -> Refused:
    with pytest.raises(Refused) as caught:
        answer(hop, call)
    return caught.value


def valid(call: Call, rendered: Rendered) -> Element:
    assert call.contract is not None
    assert call.contract.validate(rendered.payload) == ()
    return rendered.payload


def with_status(example: Example, value: str, code: str) -> Element:
    """An answer of HandiService with another status."""
    reply = example("handi_service/consult_files_by_date_response")
    reply.find("status/value").text = value
    reply.find("status/code").text = code
    if value != "DATA_FOUND":
        for name in ("results", "dataFilters"):
            for element in reply.findall(name):
                reply.remove(element)
    return reply


# From a source


def test_magda_answers_care_allowances_itself(zorgtoeslag: tuple[Any, Call]) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 recital C2."""
    hop, call = zorgtoeslag
    rendered = answer(hop, call)
    payload = valid(call, rendered)
    assert payload.find(".//Inhoud/Zorgtoeslag") is not None
    assert rendered.outcome == "answered"
    assert hop.line.asked == []


def with_remark(example: Example, name: str, value: str) -> Rendered:
    """A care-allowance answer with a remark about something in it."""
    payload = example("geef_zorgtoeslag/reply_data")
    antwoord = payload.find(".//Antwoord")
    uitzondering = etree.SubElement(
        etree.SubElement(antwoord, "Uitzonderingen"), "Uitzondering"
    )
    etree.SubElement(uitzondering, "Identificatie").text = "99984"
    annotatie = etree.SubElement(
        etree.SubElement(uitzondering, "Annotaties"), "Annotatie"
    )
    etree.SubElement(annotatie, "Naam").text = name
    etree.SubElement(annotatie, "Waarde").text = value
    content = antwoord.find("Inhoud")
    return Rendered(
        payload=payload, http_status=200, outcome="answered", content=content
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        pytest.param("StatusBeslissing", "Erkend", False, id="withheld"),
        pytest.param("Wetgeving", "2", False, id="withheld, in a child"),
        pytest.param("Pijler1", "4", True, id="granted"),
        pytest.param("Bron", "Opgroeien", True, id="of nothing in the answer"),
    ],
)
def test_a_remark_does_not_repeat_what_may_not_leave(
    zorgtoeslag: tuple[Any, Call],
    example: Example,
    name: str,
    value: str,
    told: bool,
) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 art. 3; the code of the remark stays."""
    hop, call = zorgtoeslag
    payload = within_grant(hop, call, with_remark(example, name, value)).payload
    assert (payload.findtext(".//Annotatie/Waarde") == value) is told
    assert payload.findtext(".//Uitzondering/Identificatie") == "99984"


def test_what_is_too_old_goes_also_where_its_date_may_not_leave(
    zorgtoeslag: tuple[Any, Call], example: Example
) -> None:
    """Source: R-BIN-07: the depth holds for what is told, not for its date."""
    hop, call = zorgtoeslag
    assert call.grant is not None
    assert call.service is not None
    call.grant = call.grant.model_copy(update={"history_years": 4})
    block = "Zorgtoeslag/Erkenningen/Erkenning"
    ages = {block: "StatusErkenning/DatumBeslissing"}
    call.service = replace(call.service, ages=ages)
    rendered = with_remark(example, "Bron", "Opgroeien")
    assert rendered.content is not None
    assert len(rendered.content.findall(block)) > 1
    within_grant(hop, call, rendered)
    (left,) = rendered.content.findall(block)
    assert left.findtext("StatusErkenning/DatumBeslissing") == "1900-01-01"
    assert left.findtext(".//Begindatum") == "2024-04-01"


@pytest.fixture
def registration(ready: Ready, example: Example, people: Any) -> tuple[Any, Call]:
    """A registration that the agency asks for, of a person in no repertory."""
    payload = example("registreer_inschrijving_02_01/request")
    payload.find(".//Sleutel").text = people.named("tom-heylenbosch").ssin
    hop, call = ready("magda", payload, party="wonen-in-vlaanderen", grant="wiv-enrol")
    call.certificate = certificate("0316380841 TEST")
    return hop, call


def test_what_an_answer_promises_travels_with_it(
    registration: tuple[Any, Call], people: Any
) -> None:
    """So that a reply that does not leave changes nothing. Source: 22/004 §6; §88."""
    hop, call = registration
    rendered = answer(hop, call)
    assert valid(call, rendered).findtext(".//Resultaat") == "1"
    lines = [change.inscription for change in rendered.changes]
    assert [(line.register, line.party, line.quality) for line in lines] == [
        ("ksz", "wonen-in-vlaanderen", "VO:SOCIAL_RENT"),
        ("vdi", "wonen-in-vlaanderen", "7202"),
    ]
    (sent,) = call.sent_on
    assert sent.peer == "source:ksz-register"


def test_without_a_grant_only_the_flemish_repertory_is_written_in(
    registration: tuple[Any, Call],
) -> None:
    """Source: our choice, for authorisation soft and off."""
    hop, call = registration
    call.grant = None
    (change,) = answer(hop, call).changes
    assert change.inscription.register == "vdi"
    assert change.inscription.quality == "1300", "as the message claims"


def test_a_refused_registration_promises_nothing(
    registration: tuple[Any, Call],
) -> None:
    hop, call = registration
    call.payload.find(".//Sleutel").text = "80610100139"
    rendered = answer(hop, call)
    assert valid(call, rendered).findtext(".//Resultaat") == "0"
    assert (rendered.outcome, rendered.code) == ("refused", "70002")
    assert rendered.changes == ()


def test_every_source_that_was_asked_is_in_the_log(
    zorgtoeslag: tuple[Any, Call],
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: at every link."""
    hop, call = zorgtoeslag
    answer(hop, call)
    (sent,) = call.sent_on
    assert (sent.direction, sent.peer, sent.outcome) == (
        "out",
        "source:opgroeien",
        "answered",
    )
    assert (sent.trace, sent.parent_span) == (call.trace, call.span)
    assert sent.span != call.span
    assert (sent.party, sent.person) == ("wonen-in-vlaanderen", call.subject)


def test_what_the_protocol_does_not_name_is_left_out(
    zorgtoeslag: tuple[Any, Call],
) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 art. 3: period, pillar 1 and total."""
    hop, call = zorgtoeslag
    payload = valid(call, answer(hop, call))
    hidden = ("Pijler2", "Pijler3", "StatusAanvraag")
    assert [payload.findall(f".//{name}") for name in hidden] == [[], [], []]
    (note,) = [each for each in call.findings if each.check == "law.fields"]
    assert note.severity is Severity.NOTE
    assert note.requirement == "Protocol Zorgtoeslag 2021-05-07 art. 3"
    twin = replace_grant(call, None)
    answered = valid(twin, answer(hop, twin))
    assert answered.find(".//Pijler2") is not None


def test_an_answer_of_which_nothing_may_be_seen_is_a_refusal(
    zorgtoeslag: tuple[Any, Call],
) -> None:
    """Source: MAGDA-Mock: 15021."""
    hop, call = zorgtoeslag
    assert call.grant is not None
    everything = call.grant.model_copy(update={"fields": frozenset()})
    refusal = refused(hop, replace_grant(call, everything))
    assert refusal.findings[0].fault == "magda.all-filtered"
    assert answer(hop, replace_grant(call, call.grant)).outcome == "answered"


# Age and depth: persons


@pytest.fixture
def person(ready: Ready, example: Example, people: Any) -> Callable[..., Any]:
    """A question about somebody that `magda` answers from the National Register."""

    def ask(who: str, name: str = "geef_persoon", grant: str = "wiv-person") -> Any:
        request = "request" if name == "geef_persoon" else "request_vanaf"
        payload = example(f"{name}/{request}")
        payload.find(".//Criteria/INSZ").text = people.named(who).ssin
        if payload.find(".//Criteria/Datum") is not None:
            payload.find(".//Criteria/Datum").text = "1990-01-01"
        return ready("magda", payload, party="wonen-in-vlaanderen", grant=grant)

    return ask


@pytest.mark.parametrize(
    ("who", "told"), [("nele-zonderwijk", "Tongeren"), ("ruben-zonderwijk", None)]
)
def test_the_place_of_birth_is_told_of_minors_only(
    person: Callable[..., Any], who: str, told: str | None
) -> None:
    """Source: R-BIN-06, Protocol WiV–Wonen in Limburg art. 3 (identification 1, 2)."""
    hop, call = person(who)
    payload = valid(call, answer(hop, call))
    assert payload.findtext(".//Geboorte/Plaats/Gemeente/Naam") == told
    assert payload.find(".//Geboorte/Datum") is not None


@pytest.mark.parametrize("name", ["geef_historiek_persoon", "geef_persoon"])
def test_what_ended_more_than_five_years_ago_is_left_out_of_a_history(
    person: Callable[..., Any], name: str
) -> None:
    """Source: R-BIN-07, Protocol WiV–Wonen in Limburg art. 3 (identification 3)."""
    has_depth = name == "geef_historiek_persoon"
    grant = "wiv-person-history" if has_depth else "wiv-person"
    hop, call = person("ruben-zonderwijk", name, grant)
    payload = valid(call, answer(hop, call))
    oldest = f"{call.today.year - 5}{call.today.isoformat()[4:]}"
    ends = [e.get("DatumEinde") for e in payload.iter() if e.get("DatumEinde")]
    assert all(end >= oldest for end in ends)
    homes = [
        note
        for note in call.findings
        if note.check == "law.fields" and "Hoofdverblijfplaats" in note.actual
    ]
    assert bool(homes) is has_depth
    for note in homes:
        assert note.requirement.startswith("042/2023 and 23/246 as cited in ")


def test_a_history_that_is_all_too_old_is_a_refusal(
    person: Callable[..., Any],
) -> None:
    """Source: MAGDA-Mock: 15021."""
    hop, call = person(
        "hendrik-verreweghe",
        "geef_historiek_gezinssamenstelling",
        "wiv-household-history",
    )
    assert refused(hop, call).findings[0].fault == "magda.all-filtered"
    assert call.grant is not None
    endless = call.grant.model_copy(update={"history_years": None})
    assert answer(hop, replace_grant(call, endless)).outcome == "answered"


@pytest.mark.parametrize("available", [True, False])
def test_a_source_that_is_off_is_a_refusal_and_is_logged_as_failed(
    zorgtoeslag: tuple[Any, Call], available: bool
) -> None:
    """Source: `_behaviour.md` 1.3: 99996."""
    hop, call = zorgtoeslag
    hop.sources.set_condition("opgroeien", Condition(available=available))
    if available:
        assert answer(hop, call).outcome == "answered"
        return
    refusal = refused(hop, call)
    assert refusal.findings[0].fault == "magda.source-unavailable"
    assert [sent.outcome for sent in call.sent_on] == ["failed"]


def test_a_source_that_is_too_slow_is_another_refusal_than_one_that_is_off(
    zorgtoeslag: tuple[Any, Call], people: Any
) -> None:
    """Source: `_behaviour.md` 1.3: 60006."""
    hop, call = zorgtoeslag
    hop.sources = Sources(
        people,
        {"opgroeien": Condition(delay_seconds=3600)},
        patience=timedelta(seconds=1),
        sleep=lambda _: None,
    )
    (finding,) = refused(hop, call).findings
    assert (finding.check, finding.fault) == (
        "source.in-time",
        "magda.source-no-answer",
    )
    assert [sent.outcome for sent in call.sent_on] == ["failed"]


def test_what_a_source_says_against_the_question_refuses_it(
    zorgtoeslag: tuple[Any, Call], people: Any
) -> None:
    """Source: MAGDA wiki, general codes: 30002, the number was cancelled."""
    hop, call = zorgtoeslag
    about(call, people.named(CANCELLED).ssin)
    refusal = refused(hop, call)
    assert [each.fault for each in refusal.findings] == ["magda.insz-cancelled"]
    assert call.findings == list(refusal.findings)


def test_a_remark_of_a_source_goes_along_with_the_answer(
    zorgtoeslag: tuple[Any, Call],
) -> None:
    """Source: wiki diff 5720573953/2084667639: 30001 is a warning of this service."""
    hop, call = zorgtoeslag
    about(call, numbers.make(date(2015, 1, 1), 998))
    rendered = answer(hop, call)
    payload = valid(call, rendered)
    assert payload.findtext(".//Antwoord//Uitzondering/Identificatie") == "30001"
    assert (rendered.outcome, rendered.level) == ("answered", None)


def about(call: Call, insz: str) -> None:
    """Let the question be about somebody else."""
    payload: Element = call.payload
    payload.find(".//Criteria/INSZ").text = insz


def replace_grant(call: Call, grant: Any) -> Call:
    """The same call under another grant, with nothing noted yet."""
    return replace(call, grant=grant, findings=[], sent_on=[])


# Through the KSZ


def test_magda_asks_the_ksz_in_its_own_name_and_the_grants_context(
    dossier: tuple[Any, Call], example: Example
) -> None:
    """Source: 22/004 §31, 23/058 §87: through the integrators."""
    hop, call = dossier
    hop.line.answer = example("handi_service/consult_files_by_date_response")
    call.sampled, call.tracestate = False, "rojo=1"
    rendered = answer(hop, call)
    ((operation, asked, about),) = hop.line.asked
    assert operation.name == "consultFilesByDate"
    assert asked.findtext(".//cbeNumber") == "0999000504"
    assert asked.findtext("legalContext") == "VO:SOCIAL_RENT"
    assert asked.findtext("criteria/ssin") == call.subject
    assert about["trace"] == call.trace
    assert (about["sampled"], about["tracestate"]) == (False, "rojo=1")
    assert call.question is not None
    assert about["user"] == call.question.user
    assert valid(call, rendered).find(".//Inhoud") is not None


def test_a_question_passed_on_is_logged_with_what_was_sent_and_came_back(
    dossier: tuple[Any, Call], example: Example
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: at every link."""
    hop, call = dossier
    hop.line.answer = example("handi_service/consult_files_by_date_response")
    answer(hop, call)
    (sent,) = call.sent_on
    assert (sent.direction, sent.service, sent.version, sent.operation) == (
        "out",
        "HandiService",
        "v2",
        "consultFilesByDate",
    )
    assert sent.peer == "https://next.test/HandiService/v2/consult"
    assert (sent.outcome, sent.http_status) == ("answered", 200)
    assert sent.request_digest == digest(b"sent")
    assert sent.reply_digest == digest(b"raw")
    ((_, _, about),) = hop.line.asked
    assert about["span"] == sent.span, "the next hop's record hangs below this one"
    (first,) = hop.journal.records
    assert (first.span, first.outcome) == (sent.span, "asked"), "before it was sent"
    assert (first.request_digest, first.reply_digest) == (digest(b"sent"), None)


@pytest.mark.parametrize(
    ("value", "code", "fault"),
    [
        pytest.param("DATA_FOUND", "MSG00000", None, id="data"),
        pytest.param("NO_DATA_FOUND", "MSG00100", "magda.ksz-warning", id="none"),
        pytest.param("INCOMPLETE_DATA", "HAN20200", "magda.ksz-warning", id="some"),
        pytest.param("NO_RESULT", "MSG00012", "magda.ksz-refused", id="a refusal"),
    ],
)
def test_a_status_of_the_ksz_is_passed_on(
    dossier: tuple[Any, Call],
    example: Example,
    value: str,
    code: str,
    fault: str | None,
) -> None:
    """Source: MAGDA wiki page 2104688821: 70001 or 70002, with the status."""
    hop, call = dossier
    hop.line.answer = with_status(example, value, code)
    if fault == "magda.ksz-refused":
        findings = list(refused(hop, call).findings)
    else:
        rendered = answer(hop, call)
        payload = valid(call, rendered)
        assert rendered.outcome == "answered"
        codes = [e.text for e in payload.iterfind(".//Uitzondering/Identificatie")]
        assert codes == ([WIRE_FAULTS[fault].code] if fault else [])
        findings = [f for f in call.findings if f.check == "onward.ksz-status"]
    assert [f.fault for f in findings] == ([fault] if fault else [])
    for finding in findings:
        assert finding.detail == value
        assert finding.annotations["status code"] == code


@pytest.mark.parametrize("with_detail", [True, False])
def test_a_fault_of_the_ksz_is_a_refusal_that_names_its_code(
    dossier: tuple[Any, Call], with_detail: bool
) -> None:
    """Source: MAGDA wiki page 2104688821: 70003."""
    hop, call = dossier
    detail = etree.fromstring(
        "<f><detail><reasonCode>MSG00015</reasonCode></detail></f>"
    )
    hop.line.answer = SoapFault(
        faultcode="Server", faultstring="no", detail=detail if with_detail else None
    )
    (finding,) = refused(hop, call).findings
    assert finding.fault == "magda.ksz-fault"
    assert finding.detail == ("MSG00015" if with_detail else "no")
    assert [sent.http_status for sent in call.sent_on] == [500]


# Passed on by the agency


def test_wiv_asks_magda_the_same_in_its_own_name(
    relayed: tuple[Any, Call], example: Example
) -> None:
    """Source: Protocol WiV–Wonen in Limburg recital C3, art. 6.1."""
    hop, call = relayed
    hop.line.answer = example("geef_dossier_handicap/reply_by_date")
    rendered = answer(hop, call)
    ((operation, asked, about),) = hop.line.asked
    assert operation is call.operation
    afzender = asked.find("Verzoek/Context/Bericht/Afzender")
    assert afzender.findtext("Identificatie") == "wonenvlaanderen.be/sociale-huur-aip"
    assert afzender.findtext("Hoedanigheid") == "7202"
    assert call.question is not None
    assert afzender.findtext("Gebruiker") == call.question.user
    assert afzender.findtext("Referte") != call.question.reference
    payloads: tuple[Element, ...] = (asked, call.payload)
    one, other = (each.find("Verzoek/Vragen/Vraag") for each in payloads)
    assert one.findtext("Referte") != other.findtext("Referte")
    assert [*map(canonical, one[1:])] == [*map(canonical, other[1:])]
    assert len(one) > 1
    assert about["trace"] == call.trace
    payload = valid(call, rendered)
    assert payload.findtext(".//Afzender/Naam") == "WiV"
    assert payload.findtext(".//Antwoord/Referte") == call.question.question_reference


@pytest.mark.parametrize("message", ["reply_refused", "reply_no_data"])
def test_what_magda_objects_goes_back_as_it_came(
    relayed: tuple[Any, Call], example: Example, message: str
) -> None:
    """Source: our choice, because the agency re-exposes the contracts of MAGDA."""
    hop, call = relayed
    hop.line.answer = example(f"geef_dossier_handicap/{message}")
    blocks = [canonical(e) for e in hop.line.answer.iter("Uitzonderingen")]
    payload = valid(call, answer(hop, call))
    assert blocks
    assert [canonical(e) for e in payload.iter("Uitzonderingen")] == blocks


def test_a_fault_of_magda_is_an_unexpected_error_of_the_source(
    relayed: tuple[Any, Call], example: Example
) -> None:
    """Source: MAGDA-Mock: 99994."""
    hop, call = relayed
    hop.line.answer = SoapFault(faultcode="Server", faultstring="x", detail=None)
    assert refused(hop, call).findings[0].fault == "magda.source-unexpected"
    hop.line.answer = example("geef_dossier_handicap/reply_by_date")
    assert answer(hop, call).outcome == "answered"


# The line


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        pytest.param(TimedOut("late"), "magda.source-no-answer", id="too late"),
        pytest.param(
            ConnectionFailed("no"), "magda.service-unreachable", id="no connection"
        ),
        pytest.param(TlsRefused("no"), "magda.service-unreachable", id="no trust"),
        pytest.param(UnsignedReply("no"), "magda.source-unreadable", id="unsigned"),
    ],
)
@pytest.mark.parametrize("way", ["relayed", "dossier"])
def test_trouble_on_the_line_is_a_refusal_and_is_logged_as_failed(
    request: pytest.FixtureRequest, way: str, error: KruispuntError, fault: str
) -> None:
    """Source: `_behaviour.md` 1.3: 60006, 99997, 60007."""
    hop, call = request.getfixturevalue(way)
    hop.line.answer = error
    (finding,) = refused(hop, call).findings
    assert finding.fault == fault
    (sent,) = call.sent_on
    assert (sent.outcome, sent.http_status, sent.reply_digest) == ("failed", None, None)


def test_trouble_that_is_ours_is_not_called_a_refusal(
    dossier: tuple[Any, Call],
) -> None:
    """A question that we built wrong is an internal error, and logged all the same."""
    hop, call = dossier
    hop.line.answer = KruispuntError("built wrong")
    with pytest.raises(KruispuntError, match="built wrong"):
        answer(hop, call)
    assert [sent.outcome for sent in call.sent_on] == ["failed"]


@pytest.mark.parametrize("is_bis", [True, False])
def test_an_invented_bis_number_is_refused_as_the_ksz_would(
    dossier: tuple[Any, Call], is_bis: bool
) -> None:
    """`numbers`: the schemas of the KSZ end at month 72, so nothing can be sent."""
    hop, call = dossier
    call.subject = numbers.make(date(1993, 5, 1), 424, bis=is_bis)
    hop.line.answer = InvalidRequest("not a number of theirs")
    if not is_bis:
        with pytest.raises(InvalidRequest):
            answer(hop, call)
        return
    (finding,) = refused(hop, call).findings
    assert (finding.fault, finding.detail) == ("magda.ksz-fault", "MSG00004")


# In whose name


@pytest.mark.parametrize(
    ("grant", "sender", "capacity"),
    [
        ("wiv-disability", "0999000504", "VO:SOCIAL_RENT"),
        ("fluvius-disability", "0999000504", "VO:MIJNVERBOUWPREMIE"),
        ("opgroeien-incapacity", "0999000504", "VO:GROEIPAKKET"),
    ],
)
def test_a_hop_goes_on_in_the_capacity_of_the_grant(
    bench: Bench, make_call: Make, grant: str, sender: str, capacity: str
) -> None:
    """Source: 23/058 §84: the purpose goes along, and only that purpose."""
    hop = bench("magda")
    call = make_call(grant=next(g for g in hop.law.grants if g.id == grant))
    party = hop.onward_sender(call)
    assert (party.cbe_number, party.legal_context) == (sender, capacity)
    assert party.hoedanigheid is None


def test_without_a_grant_a_hop_goes_on_through_its_widest_door(
    bench: Bench, make_call: Make
) -> None:
    """Authorisation soft or off: somebody must be named all the same."""
    party = bench("wiv").onward_sender(make_call("wiv"))
    assert party.identificatie == "wonenvlaanderen.be/sociale-huur-aip"
    assert (party.hoedanigheid, party.legal_context) == ("7202", None)


# At the KSZ


@pytest.mark.parametrize("grant", ["rva-hdi", "magda-groeipakket-hdi", None])
def test_the_ksz_names_what_it_left_out(
    ready: Ready, example: Example, people: Any, grant: str | None
) -> None:
    """Source: 23/058 §71 (Groeipakket), §24-29/1 (RVA); C3.DataFilters."""
    operation = {"rva-hdi": "attest"}.get(str(grant), "indemnity_periods")
    request = f"hdi_indemnity_allowance_service/consult_{operation}_request"
    payload = example(request)
    person = people.named(WORKER)
    quarter = sorted(attest.quarter for attest in person.incapacity)[0]
    payload.find("criteria/ssin").text = person.ssin
    payload.find("criteria/yearQuarter").text = quarter
    party = "rva" if grant == "rva-hdi" else "magda"
    hop, call = ready("ksz", payload, party=party, grant=grant)
    call.today = date(2026, 11, 22)
    reply = valid(call, answer(hop, call))
    assert reply.findtext("status/value") == "DATA_FOUND"
    named = {each.text for each in reply.iterfind("dataFilters/filteredElement")}
    not_granted = {
        "rva-hdi": {"initialStartDate"},
        "magda-groeipakket-hdi": {
            "initialStartDate",
            "invalidityStartDate",
            "document",
            "incapacityCategory",
            "familySituation",
        },
    }
    assert named <= not_granted.get(str(grant), set())
    assert bool(named) is (grant is not None)
    for name in named:
        left = {each.text for each in reply.findall(f"attest//{name}")}
        assert left <= {"1900-01-01"}, "a value that says nothing"
    notes = [each for each in call.findings if each.check == "law.fields"]
    assert bool(notes) is bool(named)


def canonical(element: Element) -> bytes:
    """The octets of an element wherever it stands."""
    octets: bytes = etree.tostring(
        element, method="c14n", exclusive=True, with_tail=False
    )
    return octets
