"""
Services of contracts of the user's own, through the whole chain: `up --contracts DIR`.

A service that only exists in DIR is offered from its schema: validated,
authorised by an entry the user writes, logged; without a test case it answers 'no data
found' in the platform's shape.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client import ConnectionProfile, connect
from kruispunt_client.connection import Connection
from kruispunt_client.errors import (
    InvalidQuestion,
    InvalidRequest,
    InvalidSettings,
    NotAuthorised,
    RefusedByService,
    ReplyViolatesContract,
)
from kruispunt_client.results import StatusValue
from kruispunt_client.settings import ContractSettings
from kruispunt_contracts import Dialect, catalogue, load
from kruispunt_contracts.own import read_own
from kruispunt_simulator.cli import main
from kruispunt_simulator.numbers import as_printed
from lxml import etree

from .envelopes import CARE, GRIET, LOTTE, MIEKE, SOFIE, Ask, Chain, Envelope, Refusal
from .programs import up

OWN = Path(__file__).parents[1] / "vectors" / "own_contracts"
LAW = OWN / "law"
OURS = Path(load().contracts[0].wsdl).parents[3]
WRONG = "14651220817"
"""The check digits do not follow from the rest."""

LETTERS = ("GeefBriefwisseling", "02.00.0000")
INHOUD: Mapping[str, Any] = {"INSZ": LOTTE, "Sinds": date(2025, 1, 1)}
AT_WIV = Ask(
    hop="wiv",
    party="wonen-in-limburg",
    capacity="7101",
    user=MIEKE,
    service=LETTERS[0],
    version=LETTERS[1],
    operation=LETTERS[0],
    content={"Inhoud": {"INSZ": LOTTE, "Sinds": "2025-01-01"}},
)
AT_KSZ = Ask(
    hop="ksz",
    party="magda",
    capacity="VO:SOCIAL_RENT",
    user=MIEKE,
    service="LetterService",
    version="v1",
    operation="listLetters",
    content={"ssin": LOTTE},
)


class OwnAsk(Ask):
    """A question by contracts of the user's own."""

    @property
    def contract_operation(self) -> Any:
        """The operation, of a catalogue that `Ask` does not know."""
        contract = catalogue.load(OWN).contract(self.service, self.version)
        return contract.operation(self.operation)


def as_own(ask: Ask, **changes: Any) -> OwnAsk:
    values = {name: getattr(ask, name) for name in ask.__dataclass_fields__}
    return OwnAsk(**{**values, **changes})


@pytest.fixture(scope="module")
def post(start: Callable[..., Chain]) -> Chain:
    """A chain with the contracts of the user's own, and the act that grants them."""
    return start(contracts=OWN, law=(LAW,))


@pytest.fixture(scope="module")
def ungranted(start: Callable[..., Chain]) -> Chain:
    """A chain with those contracts and nobody's grant."""
    return start(contracts=OWN)


def letters(line: Connection, **inhoud: Any) -> Any:
    content = {"Inhoud": {**INHOUD, **inhoud}}
    return line.other.ask(*LETTERS, content, subject=LOTTE)


# A MAGDA service, XSDs only


def test_a_service_of_magda_says_that_it_knows_nothing(post: Chain) -> None:
    """30001 at level 3, as every service of MAGDA does (`_error-codes`)."""
    with post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        answer = letters(wiv, Soort=["GEWOON", "AANGETEKEND"])
    assert answer.data is None
    assert [remark.code for remark in answer.warnings] == ["30001"]
    reply = Envelope(post, as_own(AT_WIV)).signed().post()
    assert reply.refusal == Refusal("3", "30001")
    assert reply.payload.tag.endswith("}GeefBriefwisselingResponse")


def test_both_hops_log_the_question_with_its_ground(post: Chain) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: logged at every link."""
    with post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        trace = letters(wiv).trace
    arrivals = {r["hop"]: r for r in post.records(trace) if r["direction"] == "in"}
    assert {hop: record["grant"] for hop, record in arrivals.items()} == {
        "wiv": "post-wil-letters",
        "magda": "post-wiv-letters",
    }
    for record in arrivals.values():
        assert (record["service"], record["version"]) == LETTERS
        assert record["legal_basis"] == "Post protocol art. 1"
        assert record["person"] == LOTTE
        assert record["user"] == MIEKE


def test_the_client_knows_ground_and_retention(post: Chain) -> None:
    with post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        answer = letters(wiv)
    assert answer.provenance.legal_basis == "Post protocol art. 1"
    assert answer.retention.rule == "post-1y"


def test_without_a_grant_the_service_is_refused(ungranted: Chain) -> None:
    """13001 (`_error-codes`); its twin is answered by the chain with the act."""
    with (
        ungranted.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv,
        pytest.raises(NotAuthorised) as refusal,
    ):
        letters(wiv)
    assert refusal.value.code == "13001"


def test_wrong_check_digits_are_refused(post: Chain) -> None:
    """20002 at level 3 (`_error-codes`)."""
    with (
        post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv,
        pytest.raises(InvalidQuestion) as refusal,
    ):
        letters(wiv, INSZ=WRONG)
    assert refusal.value.code == "20002"


def test_a_question_that_the_schema_refuses_never_leaves(post: Chain) -> None:
    with (
        post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv,
        pytest.raises(InvalidRequest, match="/Inhoud/Soort"),
    ):
        letters(wiv, Soort=["PER DUIF"])


@pytest.mark.parametrize("name", ["Sinds", "INSZ", "Versie"])
def test_the_hop_refuses_what_the_schema_of_the_user_refuses(
    post: Chain, name: str
) -> None:
    """A fault at level 1, as for any service of MAGDA; twin: nothing dropped."""
    refused = Envelope(post, as_own(AT_WIV)).drop(name).signed().post()
    assert refused.refusal is not None
    assert refused.refusal.level == "1"
    ours = post.envelope(CARE).drop("Referentiedatum" if name != "Versie" else name)
    assert ours.signed().post().refusal == refused.refusal
    assert not refused.has_data
    assert post.arrival(refused)["outcome"] == "refused"


def test_fields_that_an_act_names_may_have_places_beside_it(post: Chain) -> None:
    """`wire/` in the folder of the acts: Fluvius may have day and sender only."""
    law = post.simulator.law
    grant = law.grant("post-fluvius-senders")
    assert grant.fields == {"letter-day", "letter-sender"}
    places = law.places_of((*LETTERS, LETTERS[0]))
    assert places.told(grant.fields) == ("Brief/Datum", "Brief/Afzender")
    with post.connect("fluvius", "magda", user=SOFIE) as magda:
        answer = letters(magda)
    assert answer.data is None
    assert answer.provenance.legal_basis == "Post protocol art. 2"


# Services of the KSZ, with WSDLs


@pytest.mark.parametrize(
    ("service", "version", "operation", "criteria"),
    [
        ("LetterService", "v1", "listLetters", {"ssin": LOTTE, "since": "2025-01-01"}),
        ("StampService", "v2", "checkStamp", {"ssin": LOTTE, "stamp": "1"}),
    ],
    ids=["imported schemas", "inline schemas"],
)
def test_a_service_of_the_ksz_says_that_it_knows_nothing(
    post: Chain, service: str, version: str, operation: str, criteria: dict[str, Any]
) -> None:
    """NO_DATA_FOUND (`ksz-common-v3`)."""
    with post.connect("magda", "ksz", user=MIEKE) as ksz:
        answer = ksz.other.ask(
            service, version, criteria, operation=operation, subject=LOTTE
        )
    assert answer.data is None
    assert answer.status is not None
    assert answer.status.value is StatusValue.NO_DATA_FOUND
    (arrival,) = (r for r in post.records(answer.trace) if r["direction"] == "in")
    assert (arrival["service"], arrival["operation"]) == (service, operation)
    assert arrival["legal_basis"] == "Post protocol art. 1"


@pytest.mark.parametrize("way", ["eleven digits", "as it is printed"])
def test_no_element_of_a_question_holds_the_number_of_a_real_citizen(
    post: Chain, way: str
) -> None:
    """README: fictitious people only, and nobody knows which elements are of one."""
    number = f"850730033{97 - 850730033 % 97:02}"  # nobody's, but of a real shape
    if way != "eleven digits":
        number = as_printed(number)
    with (
        post.connect("magda", "ksz", user=MIEKE) as ksz,
        pytest.raises(RefusedByService) as refused,
    ):
        ksz.other.ask(
            "StampService",
            "v2",
            {"ssin": LOTTE, "stamp": number},
            operation="checkStamp",
        )
    (arrival,) = (r for r in post.records(refused.value.trace) if r["outcome"])
    (finding,) = (f for f in arrival["findings"] if f["fault"] is not None)
    assert finding["check"] == "question.fictitious"
    assert number not in json.dumps(arrival)


def test_an_operation_that_the_act_does_not_name_is_refused(post: Chain) -> None:
    """MSG00015 (`_error-codes`), in the fault that the WSDL declares."""
    asked = as_own(AT_KSZ, operation="countLetters")
    reply = Envelope(post, asked).signed().post()
    assert reply.refusal == Refusal("fault", "MSG00015")
    assert reply.fault_detail.tag.endswith("}listLettersFault")
    fine = Envelope(post, as_own(AT_KSZ)).signed().post()
    assert fine.refusal is None


def test_the_ksz_refuses_what_the_schema_and_the_digits_refuse(post: Chain) -> None:
    """MSG00011 and a fault (`_error-codes`)."""
    wrong = as_own(AT_KSZ, content={"ssin": WRONG})
    assert Envelope(post, wrong).signed().post().refusal == Refusal(
        "status", "MSG00011"
    )
    dropped = Envelope(post, as_own(AT_KSZ)).drop("ssin").signed().post()
    assert dropped.refusal is not None
    assert dropped.refusal.level == "fault"


# A contract of ours, replaced


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """GeefZorgtoeslag, with a day that may not be of this century."""
    folder = tmp_path_factory.mktemp("changed")
    part = "magda/GeefZorgtoeslag"
    shutil.copytree(OURS / part, folder / part)
    shutil.copytree(OURS / "shared", folder / "shared")
    (file,) = folder.glob("magda/*/*/*.xsd")
    schema = etree.parse(str(file))
    (day,) = schema.iterfind(".//{*}element[@name='Referentiedatum']")
    kind = day.attrib.pop("type")
    xs = etree.QName(day).namespace
    simple = etree.SubElement(day, f"{{{xs}}}simpleType")
    restriction = etree.SubElement(simple, f"{{{xs}}}restriction", base=kind)
    etree.SubElement(restriction, f"{{{xs}}}pattern", value="19.*")
    schema.write(str(file))
    return folder


def test_the_hop_goes_by_the_schema_of_the_user(
    start: Callable[..., Chain], chain: Chain, changed: Path
) -> None:
    """The official XSD replaces ours for validation at the hop."""
    theirs = start(contracts=changed)
    asked = theirs.envelope(CARE).signed().post()
    assert asked.refusal is not None
    assert asked.refusal.level == "1"
    assert not asked.has_data
    assert chain.envelope(CARE).signed().post().refusal is None
    assert theirs.envelope("disability at wiv").signed().post().refusal is None


def test_the_client_goes_by_the_schema_of_the_user(chain: Chain, changed: Path) -> None:
    """... and in the client: the question does not leave."""
    chain.identity("wonen-in-vlaanderen")
    profile = ConnectionProfile.from_state(chain.state, "wonen-in-vlaanderen")
    own = replace(profile, contracts=ContractSettings(folder=changed))

    def ask(profile: ConnectionProfile) -> Any:
        with connect(profile, via="magda", user=GRIET) as magda:
            return magda.care_allowance.supplement(LOTTE, on=date(2024, 6, 1)).data

    assert ask(profile) is not None
    with pytest.raises(InvalidRequest, match="Referentiedatum"):
        ask(own)


def test_a_reply_that_the_schema_of_the_user_refuses_is_none(
    chain: Chain, tmp_path: Path
) -> None:
    """... in both directions: the chain answers by ours, the client goes by theirs."""
    folder = tmp_path / "own"
    part = "magda/GeefZorgtoeslag"
    shutil.copytree(OURS / part, folder / part)
    shutil.copytree(OURS / "shared", folder / "shared")
    (file,) = folder.glob("magda/*/*/*.xsd")
    text = file.read_text("utf-8")
    assert 'name="Erkenning"' in text
    file.write_text(text.replace('name="Erkenning"', 'name="Erkend"'), "utf-8")
    chain.identity("wonen-in-vlaanderen")
    profile = ConnectionProfile.from_state(chain.state, "wonen-in-vlaanderen")
    own = replace(profile, contracts=ContractSettings(folder=folder))
    with (
        connect(own, via="magda", user=GRIET) as magda,
        pytest.raises(ReplyViolatesContract, match="Erkenning"),
    ):
        magda.care_allowance.supplement(LOTTE, on=date(2024, 6, 1))


# The client


def test_any_service_of_ours_can_be_asked_by_the_names_of_the_wire(
    chain: Chain,
) -> None:
    content = {
        "Inhoud": {
            "Criteria": {
                "INSZ": LOTTE,
                "Referentiedatum": date(2024, 6, 1),
                "GewensteInformatie": {"StatusAanvraag": "0", "Erkenningen": "1"},
            },
            "Taal": "nl",
        }
    }
    with chain.connect("wonen-in-vlaanderen", "magda", user=GRIET) as magda:
        answer = magda.other.ask("GeefZorgtoeslag", "02.00.0000", content)
        assert answer.data is not None
        told = json.dumps(answer.to_dict()["data"])
        assert '"Totaal": "26"' in told
    with chain.connect("magda", "ksz", user=MIEKE) as ksz:
        files = ksz.other.ask(
            "HandiService",
            "v2",
            {
                "ssin": LOTTE,
                "handicapAuthenticSources": {"DGPH": True},
                "referenceDate": date(2024, 6, 1),
                "parts": {"rights": True},
            },
            operation="consultFilesByDate",
            subject=LOTTE,
        )
    assert {"status", "criteria", "informationCustomer"}.isdisjoint(files.data or ())


@pytest.mark.parametrize(
    ("service", "operation", "reason"),
    [
        ("GeefNiets", None, "no contract GeefNiets 02.00.0000"),
        ("GeefZorgtoeslag", "Other", "no operation Other; there are: GeefZorgtoeslag"),
    ],
)
def test_what_no_contract_has_is_not_asked(
    chain: Chain, service: str, operation: str | None, reason: str
) -> None:
    with (
        chain.connect("wonen-in-vlaanderen", "magda", user=GRIET) as magda,
        pytest.raises(InvalidRequest, match=reason),
    ):
        magda.other.ask(service, "02.00.0000", {}, operation=operation)


def test_a_profile_with_bad_contracts_is_refused(chain: Chain, tmp_path: Path) -> None:
    (tmp_path / "x.xsd").write_text("<html/>", "utf-8")
    chain.identity("wonen-in-vlaanderen")
    profile = ConnectionProfile.from_state(chain.state, "wonen-in-vlaanderen")
    bad = replace(profile, contracts=ContractSettings(folder=tmp_path))
    with pytest.raises(InvalidSettings, match=r"x\.xsd:1: is neither"):
        connect(bad, via="magda", user=GRIET)


# The command line


def test_the_commands_know_the_contracts_of_the_running_chain(
    folder: Callable[[], Path], tmp_path: Path
) -> None:
    state = folder()
    question = tmp_path / "question.xml"
    question.write_text(
        f"<Inhoud><INSZ>{LOTTE}</INSZ><Sinds>2025-01-01</Sinds></Inhoud>", "utf-8"
    )

    def here(*arguments: str | Path) -> Any:
        return CliRunner().invoke(main, [*map(str, arguments), "--state", str(state)])

    asked = [
        *("ask", "other.ask", "--party", "wonen-in-limburg", "--user", MIEKE),
        *("--insz", LOTTE, "--with", f"service={LETTERS[0]}"),
        *("--with", f"version={LETTERS[1]}", "--json", "--with"),
    ]
    with up(state, "--contracts", str(OWN), "--law", str(LAW)):
        for content in (
            f"content=@{question}",
            f'content={{"Inhoud": {{"INSZ": "{LOTTE}", "Sinds": "2025-01-01"}}}}',
        ):
            told = here(*asked, content)
            assert told.exit_code == 0, told.output
            answer = json.loads(told.stdout)
            assert (answer["hop"], answer["data"]) == ("wiv", None)
        wrong = here(*asked, f"content=@{tmp_path / 'absent.xml'}")
        assert wrong.exit_code == 2
        assert LOTTE not in wrong.output
        rows = json.loads(here("services", "--json").stdout)
        explained = here("law", "explain", "wonen-in-limburg", LETTERS[0], "--json")
    own = {row["operation"]: row for row in rows if row["own"]}
    assert own.keys() == {LETTERS[0], "listLetters", "countLetters", "checkStamp"}
    assert own[LETTERS[0]]["granted_to"] == [
        *("fluvius@magda", "wonen-in-limburg@wiv", "wonen-in-vlaanderen@magda"),
    ]
    assert json.loads(explained.stdout)["reason"] == "Post protocol art. 1"


def test_an_act_is_checked_with_the_contracts_that_it_names() -> None:
    here = CliRunner().invoke(main, ["law", "check", str(LAW)])
    assert here.exit_code == 1
    assert "no contract GeefBriefwisseling 02.00.0000" in here.output
    with_them = CliRunner().invoke(
        main, ["law", "check", str(LAW), "--contracts", str(OWN)]
    )
    assert with_them.exit_code == 0, with_them.output


def test_contracts_that_cannot_be_used_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "x.xsd").write_text("<html/>", "utf-8")
    told = CliRunner().invoke(
        main,
        ["up", "--state", str(tmp_path / "state"), "--contracts", str(tmp_path)],
    )
    assert told.exit_code != 0
    assert "x.xsd:1: is neither an XML Schema nor a WSDL 1.1" in told.output


def test_every_dialect_of_the_made_up_services_is_offered_where_it_belongs() -> None:
    found = read_own(OWN, load())
    own = {c.service: c.dialect for c in found.contracts if c.own}
    assert set(own.values()) == {Dialect.MAGDA, Dialect.KSZ}
