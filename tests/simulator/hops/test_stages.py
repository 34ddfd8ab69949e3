"""
The order of checks, tested as two tables, and the walk.

Source: `_behaviour.md` 1.1; Protocol WiV–Wonen in Limburg art. 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import WIRE_FAULTS, ns
from kruispunt_simulator.hops import questions, stages
from kruispunt_simulator.hops.call import Call
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.hops.stages import (
    MESSAGE_STAGES,
    QUESTION_STAGES,
    Stage,
    walk,
)
from kruispunt_simulator.message import Element, Finding, Period, Severity
from lxml import etree

from .conftest import Example, Make

STAGES = (*MESSAGE_STAGES, *QUESTION_STAGES)
WAIVABLE = {"authorisation", "user", "registration"}

Bench = Callable[[str], Any]

each_stage = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)


@each_stage
def test_every_stage_says_where_it_comes_from(stage: Stage) -> None:
    assert re.search(r"Protocol|_behaviour|_wire-facts|SOAP 1\.1|WSS|W3C", stage.source)


@each_stage
def test_every_stage_says_what_it_is_for(stage: Stage) -> None:
    assert stage.run.__doc__
    assert stage.run.__module__ in (stages.__name__, questions.__name__)


def test_no_two_stages_share_a_name_or_a_check() -> None:
    assert len({stage.name for stage in STAGES}) == len(STAGES)
    assert len({stage.run for stage in STAGES}) == len(STAGES)


def test_law_staff_list_and_repertory_can_be_waived_and_nothing_else() -> None:
    """Security, contract and the guardrail against real people hold in every mode."""
    assert {stage.name for stage in STAGES if stage.waivable} == WAIVABLE


def test_nothing_is_read_before_it_is_proven() -> None:
    """Connection, bounds and signature come first, and in this order."""
    names = [stage.name for stage in MESSAGE_STAGES]
    assert names == [
        "connection",
        "trace",
        "xml",
        "security",
        "contract",
        "replay",
    ]


def test_who_asks_comes_before_what_is_asked_and_that_before_about_whom() -> None:
    """Source: `_behaviour.md` 1.1, steps 3 to 5."""
    names = [stage.name for stage in QUESTION_STAGES]
    assert names == [
        "context",
        "agreement",
        "authorisation",
        "user",
        "question",
        "registration",
    ]


@each_stage
def test_every_stage_stands_in_the_readme(stage: Stage) -> None:
    text = Path(__file__).parents[3] / "simulator" / "README.md"
    named = re.findall(r"stage `([a-z]+)`", text.read_text("utf-8"))
    assert stage.name in named


def test_the_readme_has_the_stages_in_their_order() -> None:
    text = Path(__file__).parents[3] / "simulator" / "README.md"
    named = re.findall(r"stage `([a-z]+)`", text.read_text("utf-8"))
    assert list(dict.fromkeys(named)) == [stage.name for stage in STAGES]


# The walk


def finding(name: str, severity: Severity = Severity.ERROR) -> Finding:
    fault = None if severity is Severity.NOTE else "magda.no-authorisation"
    return Finding(
        check=name, fault=fault, requirement="r", actual="a", severity=severity
    )


def stage(name: str, *found: Finding, waivable: bool = False) -> Stage:
    return Stage(name=name, run=lambda *_: found, source="s", waivable=waivable)


ONE_REFUSES = (
    stage("first", finding("noted", Severity.NOTE)),
    stage("second", finding("one"), finding("two"), waivable=True),
    stage("third", finding("three")),
)


def checks(call: Call) -> list[str]:
    return [each.check for each in call.findings]


def test_the_first_stage_that_refuses_ends_the_walk(
    bench: Bench, make_call: Make
) -> None:
    call = make_call()
    assert walk(ONE_REFUSES, bench("magda"), call) is False
    assert checks(call) == ["noted", "one", "two"]


@pytest.mark.parametrize("severity", [Severity.NOTE, Severity.WARNING])
def test_what_is_no_error_does_not_end_it(
    bench: Bench, make_call: Make, severity: Severity
) -> None:
    call = make_call()
    passing = (stage("first", finding("a", severity)), stage("second"))
    assert walk(passing, bench("magda"), call) is True
    assert checks(call) == ["a"]


def test_soft_leaves_a_note_of_what_would_be_refused_and_goes_on(
    bench: Bench, make_call: Make
) -> None:
    hop, call = bench("magda"), make_call()
    hop.authorisation = "soft"
    assert walk(ONE_REFUSES, hop, call) is False
    assert checks(call) == ["noted", "one", "two", "three"]
    waived = call.findings[1]
    assert waived.severity is Severity.NOTE
    assert waived.fault is None
    assert waived.actual == "a (would be refused: magda.no-authorisation)"
    assert call.findings[3].severity is Severity.ERROR


def test_off_does_not_even_look(bench: Bench, make_call: Make) -> None:
    def look(*_: Any) -> Iterable[Finding]:
        raise AssertionError("looked")

    hop, call = bench("magda"), make_call()
    unwanted = Stage(name="x", run=look, source="s", waivable=True)
    with pytest.raises(AssertionError, match="looked"):
        walk([unwanted], hop, call)
    hop.authorisation = "off"
    assert walk([unwanted], hop, call) is True
    assert walk([replace(ONE_REFUSES[2], name="y")], hop, call) is False


# Reading


def envelope(payload: Element) -> bytes:
    root = etree.Element(f"{{{ns.SOAP}}}Envelope")
    etree.SubElement(root, f"{{{ns.SOAP}}}Body").append(payload)
    octets: bytes = etree.tostring(root)
    return octets


def test_a_soap_message_is_taken_apart(
    bench: Bench, make_call: Make, example: Example
) -> None:
    request = example("geef_zorgtoeslag/request_by_date")
    call = make_call(body=envelope(request))
    assert list(stages.read_xml(bench("magda"), call)) == []
    assert call.payload is not None
    assert call.payload.tag == request.tag
    assert call.header is None


@pytest.mark.parametrize(
    ("body", "check"),
    [
        pytest.param(b"", "xml.syntax", id="nothing"),
        pytest.param(b"<a>", "xml.syntax", id="cut off"),
        pytest.param(b"<!DOCTYPE a><a/>", "xml.doctype", id="a document type"),
        pytest.param(b"<a/>", "xml.not-an-envelope", id="no envelope"),
    ],
)
@pytest.mark.parametrize("name", ["magda", "ksz"])
def test_what_is_no_soap_message_is_refused_in_the_words_of_the_hop(
    bench: Bench, make_call: Make, name: str, body: bytes, check: str
) -> None:
    """Source: SOAP 1.1 sections 3 and 4. The twin is above."""
    call = make_call(name, body=body)
    (refusal,) = stages.read_xml(bench(name), call)
    assert refusal.check == check
    assert refusal.fault == f"{name}.unreadable"
    assert call.payload is None


# Finding the contract


def asked(
    hop: Any, make_call: Make, payload: Element, path: str | None = None
) -> tuple[Call, list[Finding]]:
    """A call after its contract was looked for."""
    operation = hop.catalogue.by_request(payload.tag)
    default = operation.contract.paths[0] if operation else "/"
    call = make_call(hop.plan.name, payload=payload, path=path or default)
    call.question = hop.read_question(call)
    return call, list(stages.find_contract(hop, call))


def test_a_question_at_its_own_path_or_at_the_one_for_all_is_found(
    bench: Bench, make_call: Make, example: Example
) -> None:
    """Source: `_wire-facts.md` section 1."""
    hop = bench("magda")
    for path in (None, HOPS["magda"].single_path):
        payload = example("geef_zorgtoeslag/request_by_date")
        call, findings = asked(hop, make_call, payload, path)
        assert findings == []
        assert call.contract is not None
        assert call.contract.service == "GeefZorgtoeslag"
        assert call.subject == "15661000318"


@pytest.mark.parametrize(
    ("name", "message", "path", "check"),
    [
        pytest.param(
            "magda",
            "handi_service/consult_files_by_date_request",
            None,
            "contract.known",
            id="a question of the other dialect",
        ),
        pytest.param(
            "ksz",
            "geef_zorgtoeslag/request_by_date",
            None,
            "contract.known",
            id="and the other way round",
        ),
        pytest.param(
            "magda",
            "geef_zorgtoeslag/reply_data",
            None,
            "contract.known",
            id="a reply",
        ),
        pytest.param(
            "magda",
            "geef_zorgtoeslag/request_by_date",
            "/GeefDossierHandicapDienst-03.00/soap/WebService",
            "contract.path",
            id="at the path of another service",
        ),
    ],
)
def test_a_question_that_is_not_offered_there_is_refused(
    bench: Bench,
    make_call: Make,
    example: Example,
    name: str,
    message: str,
    path: str | None,
    check: str,
) -> None:
    """Source: `_behaviour.md` 1.1 step 2. The twin is above."""
    hop = bench(name)
    _, (refusal,) = asked(hop, make_call, example(message), path)
    assert refusal.check == check
    assert refusal.fault == hop.plan.faults["operation"]


STOPPED = """\
<s:GeefHandicap xmlns:s="urn:what-it-was"><Verzoek><Context><Naam>GeefHandicap</Naam>
<Versie>{version}</Versie><Bericht><Afzender><Identificatie>x</Identificatie>
<Referte>r</Referte></Afzender></Bericht></Context><Vragen><Vraag><Referte>v</Referte>
<Inhoud><Criteria><INSZ>85643007594</INSZ></Criteria></Inhoud></Vraag></Vragen>
</Verzoek></s:GeefHandicap>"""
STOPPED_PATH = "/GeefHandicapDienst-02.00/soap/WebService"


def ask_stopped(
    hop: Any,
    make_call: Make,
    *,
    path: str = STOPPED_PATH,
    on: date = date(2021, 9, 22),
    version: str = "02.00.0000",
) -> tuple[Call, list[Finding]]:
    """A call to a service that was stopped after 2021-09-21."""
    payload = etree.fromstring(STOPPED.format(version=version))
    call = make_call(hop.plan.name, payload=payload, path=path)
    call.today = on
    return call, list(stages.find_contract(hop, call))


@pytest.mark.parametrize("path", [STOPPED_PATH, HOPS["magda"].single_path])
@pytest.mark.parametrize("name", ["magda", "wiv"])
def test_a_stopped_service_names_its_successors(
    bench: Bench, make_call: Make, name: str, path: str
) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 recital C1, art. 2 (R-T-09)."""
    call, (refusal,) = ask_stopped(bench(name), make_call, path=path)
    assert refusal.check == "contract.discontinued"
    assert refusal.fault is not None
    assert WIRE_FAULTS[refusal.fault].level == "2"
    assert refusal.requirement == "Protocol Zorgtoeslag 2021-05-07 recital C1, art. 2"
    assert refusal.detail is not None
    for successor in ("GeefDossierHandicap", "GeefBetalingenHandicap"):
        assert f"{successor} 03.00.0000" in refusal.detail
    assert "GeefZorgtoeslag 02.00.0000 (kinderen)" in refusal.detail
    assert call.response == "{urn:what-it-was}GeefHandicapResponse"
    logged = call.who_and_what()
    assert (logged["service"], logged["version"]) == ("GeefHandicap", "02.00.0000")
    assert logged["person"] == "85643007594"


@pytest.mark.parametrize(
    "twist",
    [
        pytest.param({"on": date(2021, 9, 21)}, id="on its last day"),
        pytest.param({"version": "03.00.0000"}, id="another version"),
        pytest.param({"path": "/GeefZorgtoeslagDienst-02.00/x"}, id="another path"),
    ],
)
def test_what_is_no_stopped_service_is_a_service_that_is_not_offered(
    bench: Bench, make_call: Make, twist: dict[str, Any]
) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 recital C1 (R-T-09, D-27)."""
    _, (refusal,) = ask_stopped(bench("magda"), make_call, **twist)
    assert (refusal.check, refusal.fault) == ("contract.known", "magda.schema")


def test_the_ksz_never_had_a_stopped_service_of_magda(
    bench: Bench, make_call: Make
) -> None:
    _, (refusal,) = ask_stopped(bench("ksz"), make_call)
    assert refusal.check == "contract.known"


@pytest.mark.parametrize(
    ("naam", "versie", "fits"),
    [
        pytest.param("GeefZorgtoeslag", "02.00.0000", True, id="as in the body"),
        pytest.param("Gezin.GeefZorgtoeslag", "02.00.0000", True, id="with its domain"),
        pytest.param("GeefDossierHandicap", "02.00.0000", False, id="another name"),
        pytest.param("GeefZorgtoeslag", "03.00.0000", False, id="another version"),
        pytest.param("", "02.00.0000", False, id="no name"),
    ],
)
def test_the_context_names_the_question_in_the_body(
    bench: Bench,
    make_call: Make,
    example: Example,
    naam: str,
    versie: str,
    fits: bool,
) -> None:
    """Source: `_wire-facts.md` section 1; MAGDA wiki page 1901822529 (domain)."""
    hop = bench("magda")
    payload = example("geef_zorgtoeslag/request_by_date")
    payload.find("Verzoek/Context/Naam").text = naam
    payload.find("Verzoek/Context/Versie").text = versie
    call, _ = asked(hop, make_call, payload)
    findings = list(stages.check_context(hop, call))
    assert [each.fault for each in findings] == (
        [] if fits else ["magda.context-differs"]
    )


# Law, staff list, question, repertory


def known(
    hop: Any, make_call: Make, payload: Element, party: str, **twist: str
) -> Call:
    """A call up to the stage `agreement`, in the name of a party."""
    afzender = payload.find("Verzoek/Context/Bericht/Afzender")
    found = hop.parties.get(party)
    door = next(c for c in found.connections if c.hop == hop.plan.name)
    afzender.find("Identificatie").text = door.sender
    afzender.find("Hoedanigheid").text = door.capacities[0]
    afzender.find("Gebruiker").text = found.staff[0].insz
    for tag, text in twist.items():
        afzender.find(tag).text = text
    call, findings = asked(hop, make_call, payload)
    assert findings == []
    call.party = found
    return call


@pytest.mark.parametrize(
    ("twist", "check"),
    [
        pytest.param({}, None, id="its own sender and capacity"),
        pytest.param(
            {"Identificatie": "veka.be/mijnverbouwpremie-aip"},
            "agreement.sender-is-caller",
            id="another's sender",
        ),
        pytest.param(
            {"Hoedanigheid": "7302"}, "agreement.capacity-known", id="another capacity"
        ),
    ],
)
def test_the_sender_is_the_caller(
    bench: Bench,
    make_call: Make,
    example: Example,
    twist: dict[str, str],
    check: str | None,
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1."""
    hop = bench("magda")
    payload = example("geef_dossier_handicap/request_by_date")
    call = known(hop, make_call, payload, "fluvius", **twist)
    findings = stages.check_agreement(hop, call)
    assert [each.check for each in findings] == ([check] if check else [])
    assert call.connection is not None, "the log tells whose door it was"


@pytest.mark.parametrize(
    ("today", "granted"), [(date(2022, 7, 4), False), (date(2022, 7, 5), True)]
)
def test_the_law_is_asked_on_the_business_date(
    bench: Bench, make_call: Make, example: Example, today: date, granted: bool
) -> None:
    """Source: 22/004, in force on 2022-07-05."""
    hop = bench("magda")
    call = known(
        hop, make_call, example("geef_dossier_handicap/request_by_date"), "fluvius"
    )
    call.today = today
    findings = list(stages.check_authorisation(hop, call))
    if granted:
        assert findings == []
        assert call.grant is not None
        assert call.grant.id == "fluvius-disability"
        return
    (refusal,) = findings
    assert call.grant is None
    assert (refusal.check, refusal.fault) == ("law.granted", "magda.no-authorisation")
    assert refusal.requirement == "22/004 §4, §6, §23"
    assert refusal.actual == "no ground is in force on 2022-07-04"


@pytest.mark.parametrize(
    ("path", "text", "refused"),
    [
        pytest.param("Inhoud/Criteria/MedeEigenaars", "1", True, id="co-owners"),
        pytest.param("Inhoud/Criteria/MedeEigenaars", "0", False, id="no co-owners"),
        pytest.param("Inhoud/Gebouwenregister", "1", True, id="the building register"),
        pytest.param("Inhoud/Gebouwenregister", None, False, id="not named at all"),
    ],
)
def test_what_the_ground_does_not_open_is_refused_when_it_is_asked(
    bench: Bench,
    make_call: Make,
    example: Example,
    path: str,
    text: str | None,
    refused: bool,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (real-estate rights): tenants only."""
    hop = bench("wiv")
    payload = example("zoek_eigendomstoestanden/request_by_person")
    vraag = payload.find("Verzoek/Vragen/Vraag")
    grant = next(each for each in hop.law.grants if each.id == "wil-property")
    for closed in grant.closed:
        if vraag.find(closed) is not None:
            vraag.find(closed).text = "0"
    asked_for = vraag.find(path)
    asked_for.text = text
    if text is None:
        asked_for.getparent().remove(asked_for)
    call = known(hop, make_call, payload, "wonen-in-limburg")
    findings = list(stages.check_authorisation(hop, call))
    assert [(each.check, each.fault) for each in findings] == (
        [("law.asked", "magda.authorisation-error")] if refused else []
    )
    for each in findings:
        assert each.requirement == grant.citation
        assert path in each.actual


def test_a_question_about_an_enterprise_is_closed_to_who_may_ask_about_tenants(
    bench: Bench, make_call: Make, example: Example
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3 (real-estate rights): tenants only."""
    hop = bench("wiv")
    payload = example("zoek_eigendomstoestanden/request_by_enterprise")
    vraag = payload.find("Verzoek/Vragen/Vraag")
    for flag in ("Criteria/MedeEigenaars", "GestructureerdeRechtenWoontOp"):
        vraag.find(f"Inhoud/{flag}").text = "0"
    vraag.find("Inhoud/Gebouwenregister").text = "0"
    call = known(hop, make_call, payload, "wonen-in-limburg")
    (finding,) = stages.check_authorisation(hop, call)
    assert "Ondernemingsnummer" in finding.actual


@pytest.mark.parametrize(
    ("name", "strict", "fault"),
    [
        ("magda", False, "magda.user-missing"),
        ("ksz", False, None),
        ("ksz", True, "ksz.user-no-right"),
    ],
)
def test_a_user_must_be_named_at_magda_and_under_policy_strict(
    bench: Bench,
    make_call: Make,
    example: Example,
    name: str,
    strict: bool,
    fault: str | None,
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.2; `_wire-facts.md` section 5."""
    hop = bench(name)
    hop.strict = strict
    call = make_call(name, payload=example("handi_service/consult_payments_request"))
    call.question = replace(hop.read_question(call), user=None)
    call.party = hop.parties.get("rva")
    (found,) = stages.check_named_user(hop, call)
    assert (found.check, found.fault) == ("user.named", fault)


def about(
    bench: Bench, make_call: Make, example: Example, insz: str
) -> tuple[Any, Call]:
    """A question about somebody, by Fluvius, with its grant."""
    hop = bench("magda")
    payload = example("geef_dossier_handicap/request_by_date")
    payload.find(".//ssin").text = insz
    call = known(hop, make_call, payload, "fluvius")
    assert list(stages.check_authorisation(hop, call)) == []
    return hop, call


@pytest.mark.parametrize(
    ("insz", "found"),
    [
        pytest.param("85643007594", [], id="a fictitious person"),
        pytest.param(
            "00000000097", ["question.fictitious"], id="somebody who may be real"
        ),
    ],
)
def test_a_question_about_a_real_person_is_refused(
    bench: Bench, make_call: Make, example: Example, insz: str, found: list[str]
) -> None:
    """The guardrail of Kruispunt; the wire says 30003, as of a number nobody has."""
    hop, call = about(bench, make_call, example, insz)
    findings = list(stages.check_question(hop, call))
    assert [each.check for each in findings] == found
    for each in findings:
        assert insz not in repr(each)
        assert each.fault is not None
        assert WIRE_FAULTS[each.fault].code == "30003"


def test_a_question_about_a_real_person_passes_when_that_is_allowed(
    bench: Bench, make_call: Make, example: Example
) -> None:
    """Source: our choice: `--allow-real-numbers`, for official test numbers."""
    hop, call = about(bench, make_call, example, "00000000097")
    hop.allow_real_numbers = True
    assert list(stages.check_question(hop, call)) == []


def test_a_message_without_a_question_is_refused(
    bench: Bench, make_call: Make, example: Example
) -> None:
    hop, call = about(bench, make_call, example, "85643007594")
    call.subject = None
    (refusal,) = stages.check_question(hop, call)
    assert refusal.check == "question.present"


def technical(hop: Any, make_call: Make, example: Example) -> Call:
    """A test of the line to the KSZ, by whom a test says."""
    root = example("test_connection_service_service/send_test_message_request")
    call, findings = asked(hop, make_call, root)
    assert findings == []
    return call


def test_whoever_is_connected_may_test_the_line(
    bench: Bench, make_call: Make, example: Example
) -> None:
    """
    No customer, purpose, user or person is named, and no ground is needed.

    Source: contract sheet `ksz-testconnection-v1`.
    """
    hop = bench("ksz")
    hop.strict, hop.law = True, replace(hop.law, grants=())
    call = technical(hop, make_call, example)
    call.party = hop.parties.get("rva")
    assert walk(QUESTION_STAGES, hop, call)
    assert (call.findings, call.grant, call.subject) == ([], None, None)


def test_a_certificate_of_nobody_may_not_even_test_the_line(
    bench: Bench, make_call: Make, example: Example
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1. The twin is above."""
    hop = bench("ksz")
    call = technical(hop, make_call, example)
    assert not walk(QUESTION_STAGES, hop, call)
    (refusal,) = call.findings
    assert refusal.check == "agreement.certificate-known"
    assert refusal.fault == "ksz.wrong-credentials"


@pytest.mark.parametrize("inscribed", [True, False])
def test_the_person_is_in_the_repertory_that_the_grant_names(
    bench: Bench, make_call: Make, example: Example, inscribed: bool
) -> None:
    """Source: 22/004 §6, §32; MAGDA wiki page 1204979049."""
    hop, call = about(bench, make_call, example, "85643007594")
    if inscribed:
        hop.repertory.lines.add(("vdi", "fluvius", "85643007594", "7301"))
    findings = list(stages.check_registration(hop, call))
    (asked,) = hop.repertory.asked
    assert asked == ("vdi", "fluvius", "85643007594", "7301", (call.today, call.today))
    if inscribed:
        assert findings == []
        return
    (refusal,) = findings
    assert refusal.check == "repertory.inscribed"
    assert refusal.fault == "magda.not-registered"
    assert refusal.annotations == {}, "MAGDA names nobody in 13202"


@pytest.mark.parametrize(
    ("grant_id", "file", "number"),
    [
        (
            "magda-social-rent-handi",
            ("ksz", "wonen-in-vlaanderen", "VO:SOCIAL_RENT"),
            "0316380841",
        ),
        ("rva-hdi", ("ksz", "rva", "RVA:ADMISSIBILITY"), "0999000801"),
        ("fidus-social-rent-hdi", ("fidus", "bghm", "001"), "0999000702"),
    ],
)
def test_the_ksz_looks_for_the_inscription_of_the_party_behind_the_integrator(
    bench: Bench,
    make_call: Make,
    grant_id: str,
    file: tuple[str, str, str],
    number: str,
) -> None:
    """Source: 23/058 §88, §79.11; `ksz-common-v3.txt` (names with MSG00012)."""
    hop = bench("ksz")
    grant = next(each for each in hop.law.grants if each.id == grant_id)
    call = make_call("ksz", grant=grant, subject="85643007594")
    call.party = hop.parties.get(grant.party)
    call.service = next(s for key, s in hop.services.items() if key[0] == grant.service)
    (refusal,) = stages.check_registration(hop, call)
    assert refusal.fault == "ksz.not-integrated"
    assert refusal.annotations == {"ssin": "85643007594", "cbeNumber": number}
    register, registrant, quality = file
    hop.repertory.lines.add((register, registrant, "85643007594", "other purpose"))
    assert list(stages.check_registration(hop, call)) != []
    hop.repertory.lines.add((register, registrant, "85643007594", quality))
    assert list(stages.check_registration(hop, call)) == []


@pytest.mark.parametrize("overlap", [True, False])
def test_some_services_look_at_the_period_in_the_question_and_not_at_today(
    bench: Bench, make_call: Make, example: Example, overlap: bool
) -> None:
    """Source: `_behaviour.md` 1.6, the two variants (MG 955678916, MG 1204979049)."""
    hop, call = about(bench, make_call, example, "85643007594")
    assert call.service is not None
    call.service = replace(
        call.service,
        overlap=overlap,
        period=lambda root: Period(begin="2020-03-01", end=None),
    )
    (refusal,) = stages.check_registration(hop, call)
    ((*_, days),) = hop.repertory.asked
    if overlap:
        assert days == (date(2020, 3, 1), date.max)
        assert refusal.expected.endswith("on a day from 2020-03-01 to 9999-12-31")
    else:
        assert days == (call.today, call.today)
        assert refusal.expected.endswith(f"on {call.today.isoformat()}")


def test_where_the_grant_names_no_repertory_nobody_looks(
    bench: Bench, make_call: Make
) -> None:
    """At `wiv` the integrator looks, one hop further (22/004 §6)."""
    hop = bench("wiv")
    grant = next(each for each in hop.law.grants if each.id == "wil-disability")
    call = make_call("wiv", grant=grant, subject="85643007594")
    call.party = hop.parties.get("wonen-in-limburg")
    call.service = next(iter(hop.services.values()))
    assert list(stages.check_registration(hop, call)) == []
    assert hop.repertory.asked == []
