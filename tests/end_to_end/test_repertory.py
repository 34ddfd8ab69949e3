"""
The repertories over the whole chain: what is registered is seen at once, everywhere.

Source: `_behaviour.md` 1.6 and 2.17; 22/004 §6, §32; 23/058 §88.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kruispunt_contracts import parse
from sqlalchemy import text

from .envelopes import FILES, GRIET, JEF, MIEKE, TOM, Answer, Ask, Chain
from .envelopes import Envelope as Message

IN, OUT = "RegistreerInschrijving", "RegistreerUitschrijving"
ELLEN, JORIS = "89641203678", "16690304138"
ENTERPRISE = "0999999922"
VERSIONS = pytest.mark.parametrize("version", ["02.00.0000", "02.01.0000"])

Who = tuple[str, str, str, str, str]
LIMBURG: Who = (
    "wiv",
    "wonen-in-limburg",
    "woneninlimburg.be/sociale-huur-aip",
    "7101",
    MIEKE,
)
AGENCY: Who = (
    "magda",
    "wonen-in-vlaanderen",
    "wonenvlaanderen.be/sociale-huur-aip",
    "7202",
    GRIET,
)
PREMIUMS: Who = (*AGENCY[:2], "wonenvlaanderen.be/premies-aip", "7201", GRIET)
WAYS = pytest.mark.parametrize("who", [LIMBURG, AGENCY], ids=["via wiv", "via magda"])


@pytest.fixture(scope="module")
def chain(start: Callable[..., Chain]) -> Chain:
    """A chain of this file's own: its repertories change."""
    return start()


def declare(
    chain: Chain,
    who: Who,
    service: str,
    insz: str,
    version: str = "02.01.0000",
    **twist: Any,
) -> Answer:
    """Register or de-register somebody, from today or as `Periode` says."""
    hop, party, sender, capacity, user = who
    block = service.removeprefix("Registreer").capitalize()
    inside: dict[str, Any] = {"Identificatie": sender, "Hoedanigheid": capacity}
    kind = twist.pop("kind", "PERS")
    if version == "02.00.0000":
        inside["INSZ"] = insz
    else:
        subjects = {"Subject": {"Type": kind, "Sleutel": insz}}
        inside["BetrokkenSubject"] = {"Type": kind, "Subjecten": subjects}
    periode = twist.pop("Periode", None)
    if periode is None and (service, version) == (IN, "02.00.0000"):
        periode = {"Begin": chain.simulator.clock.today().isoformat()}
    if periode is not None:
        inside["Periode"] = periode
    ask = Ask(
        hop=hop,
        party=party,
        capacity=capacity,
        user=user,
        service=service,
        version=version,
        operation=service,
        content={"Inhoud": {block: inside | twist}},
    )
    return Message(chain, ask).signed().post()


def resultaat(answer: Answer) -> tuple[str | None, list[str]]:
    """Resultaat, and the codes beside it."""
    antwoord = answer.payload.find("Repliek/Antwoorden/Antwoord")
    codes = antwoord.findall("Uitzonderingen/Uitzondering/Identificatie")
    return antwoord.findtext("Inhoud/Resultaat"), [code.text for code in codes]


def files(chain: Chain, who: Who, insz: str) -> Answer:
    """Ask for the disability file."""
    hop, party, _, capacity, user = who
    asked = chain.envelope(FILES, hop=hop, party=party, capacity=capacity, user=user)
    return asked.about(insz).signed().post()


def care(chain: Chain, insz: str) -> Answer:
    """Ask for the care supplement, for the premiums."""
    return chain.envelope("care allowance at magda").about(insz).signed().post()


@pytest.mark.requirement("S-IN-02", "S-IN-03")
@WAYS
@VERSIONS
def test_the_check_of_all_other_services_sees_the_change_at_once(
    chain: Chain, who: Who, version: str
) -> None:
    """Source: the flow that clients show: 13202, register, ask again."""
    assert files(chain, who, TOM).refusal == ("3", "13202")
    assert resultaat(declare(chain, who, IN, TOM, version)) == ("1", [])
    answered = files(chain, who, TOM)
    assert answered.refusal is None
    assert answered.has_data
    assert resultaat(declare(chain, who, IN, TOM, version)) == ("1", ["40143"])
    assert resultaat(declare(chain, who, OUT, TOM, version)) == ("1", [])
    assert files(chain, who, TOM).refusal == ("3", "13202")
    assert resultaat(declare(chain, who, OUT, TOM, version)) == ("0", ["40003"])


def test_a_housing_company_is_registered_for_under_the_name_of_the_agency(
    chain: Chain,
) -> None:
    """
    20005 holds at both hops: each time for who asks there.

    Source: Protocol WiV–Wonen in Limburg recital C3; MG 1211564325.
    """
    answer = declare(chain, LIMBURG, IN, JEF)
    assert resultaat(answer)[0] == "1"
    lines = chain.simulator.repertory.find("vdi", "wonen-in-vlaanderen", JEF)
    assert lines
    assert chain.simulator.repertory.find("vdi", "wonen-in-limburg", JEF) == ()
    records = chain.records(answer.trace)
    arrived = [r for r in records if r["direction"] == "in"]
    assert sorted((r["hop"], r["party"], r["person"]) for r in arrived) == [
        ("magda", "wonen-in-vlaanderen", JEF),
        ("wiv", "wonen-in-limburg", JEF),
    ]


@pytest.mark.parametrize("name", ["Identificatie", "Hoedanigheid"])
@WAYS
def test_a_declaration_for_another_is_refused_where_it_arrives(
    chain: Chain, who: Who, name: str
) -> None:
    answer = declare(chain, who, IN, TOM, **{name: "another"})
    assert resultaat(answer) == ("0", ["20005"])
    hops = {record["hop"] for record in chain.records(answer.trace)}
    assert hops == {who[0]}


@pytest.mark.requirement("S-IN-02", "S-OR-11")
def test_another_purpose_is_another_file(chain: Chain) -> None:
    """Source: 23/058 §88 (quality), R-LC-05."""
    assert files(chain, AGENCY, ELLEN).refusal == ("3", "13202")
    assert resultaat(declare(chain, AGENCY, IN, ELLEN)) == ("1", [])
    assert files(chain, AGENCY, ELLEN).has_data
    assert resultaat(declare(chain, AGENCY, OUT, ELLEN)) == ("1", [])
    assert files(chain, AGENCY, ELLEN).refusal == ("3", "13202")
    assert care(chain, ELLEN).refusal is None, "the premiums go on"


def test_a_file_of_every_purpose_ends_for_one_purpose(chain: Chain) -> None:
    """Jef's own file says no purpose."""
    assert resultaat(declare(chain, AGENCY, OUT, JEF)) == ("1", [])
    assert files(chain, AGENCY, JEF).refusal == ("3", "13202")
    assert care(chain, JEF).refusal is None
    assert resultaat(declare(chain, PREMIUMS, OUT, JEF)) == ("1", [])
    assert care(chain, JEF).refusal == ("3", "13202")
    assert resultaat(declare(chain, AGENCY, IN, JEF)) == ("1", [])
    assert files(chain, AGENCY, JEF).has_data


def test_a_registration_that_the_ksz_lacks_is_filled_in(chain: Chain) -> None:
    """Source: 23/058 §88; 22/004 §6: two repertories, two checks."""
    refused = files(chain, AGENCY, JORIS)
    assert refused.refusal == ("3", "70002")
    assert b"MSG00012" in refused.body
    assert resultaat(declare(chain, AGENCY, IN, JORIS)) == ("1", [])
    assert files(chain, AGENCY, JORIS).refusal is None
    assert resultaat(declare(chain, AGENCY, IN, JORIS)) == ("1", ["40143"])


def test_a_registration_that_is_over_does_not_count(chain: Chain) -> None:
    """Source: 23/058 §88: an open file."""
    past = {"Begin": "2020-01-01", "Einde": "2020-12-31"}
    assert resultaat(declare(chain, AGENCY, IN, TOM, Periode=past)) == ("1", [])
    assert files(chain, AGENCY, TOM).refusal == ("3", "13202")


def test_an_enterprise_is_registered_and_logged_without_a_person(chain: Chain) -> None:
    answer = declare(chain, LIMBURG, IN, ENTERPRISE, kind="OND")
    assert resultaat(answer) == ("1", [])
    assert chain.arrival(answer)["person"] == "(unknown)"
    (line,) = chain.simulator.repertory.find("vdi", "wonen-in-vlaanderen", ENTERPRISE)
    assert line.quality == "7202"


def test_a_number_that_nobody_has_is_refused_by_the_ksz(chain: Chain) -> None:
    answer = declare(chain, LIMBURG, IN, "80610100139")
    assert resultaat(answer) == ("0", ["70002"])
    assert chain.arrival(answer)["code"] == "70002"


@pytest.fixture
def log_that_fails(chain: Chain) -> Iterator[None]:
    """A log that takes no record."""
    with chain.simulator.engine.begin() as connection:
        connection.execute(text("alter table exchange rename to kept"))
    yield
    with chain.simulator.engine.begin() as connection:
        connection.execute(text("alter table kept rename to exchange"))


@pytest.mark.usefixtures("log_that_fails")
def test_nothing_is_changed_that_could_not_be_logged(chain: Chain) -> None:
    """
    The change and the record are one transaction.

    Source: Protocol WiV–Wonen in Limburg art. 6.4 (every call).
    """
    before = chain.simulator.repertory.find("vdi", "wonen-in-vlaanderen", TOM)
    answer = declare(chain, AGENCY, IN, TOM)
    assert answer.refusal == ("2", "99996")
    after = chain.simulator.repertory.find("vdi", "wonen-in-vlaanderen", TOM)
    assert after == before


def test_a_replayed_registration_changes_nothing(chain: Chain) -> None:
    """Source: WSS SOAP Message Security 1.1.1 section 13."""
    hop, party, sender, capacity, user = AGENCY
    subject = {
        "Type": "PERS",
        "Subjecten": {"Subject": {"Type": "PERS", "Sleutel": TOM}},
    }
    ask = Ask(
        hop=hop,
        party=party,
        capacity=capacity,
        user=user,
        service=IN,
        version="02.01.0000",
        operation=IN,
        content={
            "Inhoud": {
                "Inschrijving": {
                    "Identificatie": sender,
                    "Hoedanigheid": capacity,
                    "BetrokkenSubject": subject,
                }
            }
        },
    )
    message = Message(chain, ask).signed()
    assert resultaat(message.post()) == ("1", [])
    assert resultaat(declare(chain, AGENCY, OUT, TOM)) == ("1", [])
    assert message.post().refusal == ("1", "ERR_025")
    assert files(chain, AGENCY, TOM).refusal == ("3", "13202")


# --- the test of a connection --------------------------------------------------------


TEST = Ask(
    hop="ksz",
    party="rva",
    capacity="",
    user=None,
    service="TestConnectionServiceService",
    version="v1",
    operation="sendTestMessage",
    content={"echo": "Is there anybody?"},
)


@pytest.mark.parametrize("party", ["magda", "fidus", "rva", "dg-han"])
@pytest.mark.parametrize("signed", [True, False])
def test_whoever_is_connected_to_the_ksz_may_test_the_line(
    chain: Chain, party: str, signed: bool
) -> None:
    """Source: contract sheet `ksz-testconnection-v1`."""
    message = bare(chain, party)
    answer = (message.signed() if signed else message.unsigned()).post()
    assert answer.status == 200
    assert answer.payload.findtext("echo") == "Is there anybody?"
    pem = (chain.state / "pki" / "parties" / party / "cert.pem").read_text()
    assert answer.payload.findtext("sslCertificate").strip() == pem.strip()
    record = chain.arrival(answer)
    assert (record["party"], record["person"], record["outcome"]) == (
        party,
        "(unknown)",
        "answered",
    )
    assert record["operation"] == "sendTestMessage"


def bare(chain: Chain, party: str) -> Message:
    """A test message: nothing but an echo."""
    message = chain.envelope("attest at ksz", party=party)
    operation = TEST.contract_operation
    payload = parse(
        f'<s:sendTestMessageRequest xmlns:s="{operation.contract.namespace}">'
        "<echo>Is there anybody?</echo></s:sendTestMessageRequest>".encode()
    )
    message.body.replace(message.payload, payload)
    return message.at_path(operation.contract.paths[0])


def test_a_revoked_certificate_may_not_even_test_the_line(chain: Chain) -> None:
    """The twin: TLS itself turns it away. Source: Protocol art. 6.1."""
    with pytest.raises(OSError, match=r".+"):
        bare(chain, "rva").signed().post(identity=chain.identity("rva", "revoked"))


# --- a service that was stopped ------------------------------------------------------


STOPPED_PATH = "/GeefHandicapDienst-02.00/soap/WebService"


@pytest.mark.parametrize("path", [STOPPED_PATH, "/api/Magda-02.00/soap/WebService"])
@WAYS
def test_a_stopped_service_is_refused_and_names_its_successors(
    chain: Chain, who: Who, path: str
) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 recital C1, art. 2 (R-T-09)."""
    hop, party, _, capacity, user = who
    message = chain.envelope(FILES, hop=hop, party=party, capacity=capacity, user=user)
    message.put("Naam", "GeefHandicap").put("Versie", "02.00.0000")
    octets = re.sub(
        rb"geefdossierhandicap|GeefDossierHandicap",
        lambda found: found[0].replace(b"Dossier", b"").replace(b"dossier", b""),
        message.octets,
    )
    message.root = parse(octets)
    answer = message.at_path(path).signed().post()
    assert answer.status == 200
    assert answer.refusal == ("2", "13001")
    assert answer.payload.tag.endswith("}GeefHandicapResponse")
    told = answer.payload.findtext("Repliek/Uitzonderingen/Uitzondering/Omstandigheid")
    for service in ("GeefDossierHandicap", "GeefBetalingenHandicap", "GeefZorgtoeslag"):
        assert service in told
    echoed = answer.payload.findtext("Repliek/Context/Bericht/Ontvanger/Identificatie")
    assert echoed == who[2]
    record = chain.arrival(answer)
    assert (record["service"], record["version"]) == ("GeefHandicap", "02.00.0000")
    (finding,) = [f for f in record["findings"] if f["severity"] == "error"]
    assert (
        finding["requirement"] == "Protocol Zorgtoeslag 2021-05-07 recital C1, art. 2"
    )
    assert "stopped after 2021-09-21" in finding["actual"]


def test_a_successor_of_the_stopped_service_answers(chain: Chain) -> None:
    """The twin, with another name in the message."""
    assert files(chain, AGENCY, JEF).has_data
