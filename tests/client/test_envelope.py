"""What questions look like, and which replies belong to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from kruispunt_client import envelope
from kruispunt_client.echo import echo_problems
from kruispunt_client.envelope import (
    build,
    check_number,
    compact,
    ksz_fields,
    magda_fields,
    new_references,
    question_fields,
    text_at,
    wrap,
)
from kruispunt_client.errors import InvalidRequest, InvalidSettings
from kruispunt_contracts import Dialect, load, ns, parse, soap_parts
from lxml import etree

Element = Any
EXAMPLES = (
    Path(__file__).parents[1]
    / "vectors"
    / "contracts"
    / "family_allowances_consultation_service"
)
SUMMER = datetime(2026, 7, 1, 22, 30, 15, 987_654, tzinfo=UTC)
WINTER = datetime(2026, 1, 1, 22, 30, 15, 987_654, tzinfo=UTC)


@pytest.fixture
def magda_question(replies: Any, party: Any, person: str, user: str) -> Any:
    """Gives GeefZorgtoeslag questions, each with its own references."""
    operation = replies.operation("GeefZorgtoeslag")
    content = {
        "Inhoud": {
            "Criteria": {
                "INSZ": person,
                "Referentiedatum": date(2026, 5, 4),
                "GewensteInformatie": {"StatusAanvraag": "1", "Erkenningen": "1"},
            },
            "Taal": "nl",
        }
    }

    def make(now: datetime = SUMMER, sender: Any = party) -> Element:
        fields = magda_fields(
            operation.contract,
            sender,
            content,
            references=new_references(Dialect.MAGDA),
            user=user,
            now=now,
        )
        return build(operation, fields)

    return make


@pytest.fixture
def ksz_question(replies: Any, party: Any, person: str) -> Callable[[], Element]:
    operation = replies.operation("consultAttest")

    def make() -> Element:
        fields = ksz_fields(
            party,
            {"ssin": person, "yearQuarter": "2026Q1"},
            references=new_references(Dialect.KSZ),
            now=SUMMER,
        )
        return build(operation, fields)

    return make


@pytest.mark.parametrize("question", ["magda_question", "ksz_question"])
def test_a_question_is_valid_against_its_contract(
    question: str, request: pytest.FixtureRequest, replies: Any
) -> None:
    name = "GeefZorgtoeslag" if question == "magda_question" else "consultAttest"
    payload = request.getfixturevalue(question)()
    assert replies.operation(name).contract.validate(payload) == ()


def test_only_the_root_is_in_a_namespace_and_it_has_a_prefix(
    magda_question: Any,
) -> None:
    payload = magda_question()
    assert payload.prefix == "svc"
    assert all(not child.tag.startswith("{") for child in payload.iterdescendants())
    assert b'xmlns=""' not in etree.tostring(wrap(payload))


@pytest.mark.parametrize(
    ("now", "day", "time"),
    [(SUMMER, "2026-07-02", "00:30:15.000"), (WINTER, "2026-01-01", "23:30:15.000")],
    ids=["summer time", "winter time"],
)
def test_magda_gets_belgian_time_without_milliseconds(
    now: datetime, day: str, time: str, magda_question: Any
) -> None:
    stamp = magda_question(now).find(".//Tijdstip")
    assert [child.text for child in stamp] == [day, time]


def test_the_ksz_gets_utc(ksz_question: Any) -> None:
    sent = text_at(ksz_question(), "informationCustomer/timestampSent")
    assert sent == "2026-07-01T22:30:15.987Z"


def test_without_time_zone_data_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, magda_question: Any
) -> None:
    def missing(key: str) -> None:
        raise ZoneInfoNotFoundError(key)

    envelope._belgium.cache_clear()
    monkeypatch.setattr(envelope, "ZoneInfo", missing)
    with pytest.raises(InvalidSettings, match="pip install tzdata"):
        magda_question()


def test_what_the_party_does_not_have_is_left_out(
    magda_question: Any, party: Any
) -> None:
    sender = replace(party, hoedanigheid=None, naam=None)
    names = [child.tag for child in magda_question(sender=sender).find(".//Afzender")]
    assert names == ["Identificatie", "Referte", "Gebruiker"]


def test_every_question_has_new_references(
    magda_question: Any, ksz_question: Any
) -> None:
    path = ".//Referte"
    both = [*magda_question().iterfind(path), *magda_question().iterfind(path)]
    tickets = [ksz_question().find(".//ticket") for _ in range(2)]
    texts = [element.text for element in (*both, *tickets)]
    assert len(texts) == 6
    assert len(set(texts)) == 6
    assert all(re.fullmatch(r"[0-9a-f-]{36}|[0-9a-f]{32}", text) for text in texts)


def test_fields_become_elements_in_their_order(replies: Any) -> None:
    made = build(
        replies.operation("consultAttest"),
        {
            "text": "a<b",
            "flag": True,
            "no": False,
            "day": date(2026, 5, 4),
            "absent": None,
            "many": [{"n": 1}, {"n": 2}],
            "ready": etree.Element("other"),
        },
    )
    assert etree.tostring(made).split(b'v1">', 1)[1] == (
        b"<text>a&lt;b</text><flag>true</flag><no>false</no><day>2026-05-04</day>"
        b"<many><n>1</n></many><many><n>2</n></many><other/></svc:consultAttestRequest>"
    )


def test_compact_leaves_out_nothing_but_none() -> None:
    fields = {"a": None, "b": {"c": None, "d": False}, "e": ""}
    assert compact(fields) == {"b": {"d": False}, "e": ""}


def test_an_envelope_is_soap_1_1_with_header_and_body(magda_question: Any) -> None:
    payload = magda_question()
    parts = soap_parts(wrap(payload))
    assert parts.header is not None
    assert parts.payload.tag == payload.tag


def test_a_malformed_user_does_not_get_into_a_header(magda_question: Any) -> None:
    with pytest.raises(InvalidRequest, match="user: expected eleven digits"):
        wrap(magda_question(), user="80.63.14-021.31")


@pytest.mark.parametrize(
    "number", ["", "1234567890", "123456789012", "1234567890a", 12345678901, None]
)
def test_a_malformed_number_is_refused_without_being_quoted(number: object) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_number("person", number)
    assert not number or str(number) not in str(caught.value)


def test_wrong_check_digits_are_for_the_platform_to_refuse(person: str) -> None:
    check_number("person", person[:-1] + str((int(person[-1]) + 1) % 10))


def test_text_is_read_across_comments() -> None:
    element = etree.fromstring("<a><b>one<!-- and -->two</b></a>")
    assert text_at(element, "b") == "onetwo"
    assert text_at(element, "c") is None


# --- echoes ---------------------------------------------------------------------------


def test_the_answer_to_this_question_belongs_to_it(
    magda_question: Any, replies: Any
) -> None:
    question = magda_question()
    reply = replies.magda(question, uitzonderingen=[("30001", "KENG", "FOUT")])
    assert echo_problems(replies.operation("GeefZorgtoeslag"), question, reply) == ()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Repliek/Context/Bericht/Ontvanger/Referte", "Ontvanger/Referte"),
        ("Repliek/Antwoorden/Antwoord/Referte", "Antwoord/Referte"),
    ],
)
def test_another_reference_belongs_to_another_question(
    path: str, name: str, magda_question: Any, replies: Any
) -> None:
    question = magda_question()
    reply = replies.magda(question, uitzonderingen=[("30001", "KENG", "FOUT")])
    reply.find(path).text = "somebody else's"
    (problem,) = echo_problems(
        replies.operation("GeefZorgtoeslag"), question, reply, lenient=True
    )
    assert name in problem
    assert "not what was asked" in problem


def test_a_missing_echo_is_only_tolerated_of_a_real_platform(
    magda_question: Any, replies: Any
) -> None:
    operation, question = replies.operation("GeefZorgtoeslag"), magda_question()
    reply = replies.magda(question, level2=[("13001", "MAGDA", "FOUT")])
    receiver = reply.find("Repliek/Context/Bericht/Ontvanger")
    receiver.getparent().remove(receiver)
    (problem,) = echo_problems(operation, question, reply)
    assert "missing" in problem
    assert echo_problems(operation, question, reply, lenient=True) == ()


def test_a_refusal_of_the_whole_question_needs_no_answer_reference(
    magda_question: Any, replies: Any
) -> None:
    question = magda_question()
    reply = replies.magda(question, level2=[("13001", "MAGDA", "FOUT")])
    assert echo_problems(replies.operation("GeefZorgtoeslag"), question, reply) == ()


@pytest.mark.parametrize("path", ["informationCustomer/ticket", "criteria/ssin"])
def test_another_ticket_or_person_belongs_to_another_question(
    path: str, ksz_question: Any, replies: Any
) -> None:
    operation, question = replies.operation("consultAttest"), ksz_question()
    reply = replies.ksz(question, "NO_DATA_FOUND", "MSG00100")
    assert echo_problems(operation, question, reply) == ()
    reply.find(path).text = "99999999999"
    assert len(echo_problems(operation, question, reply)) == 1


@pytest.mark.parametrize(
    ("path", "problems"),
    [
        ("informationCustomer/ticket", 1),
        ("ssin", 1),
        ("searchPeriod/beginDate", 1),
        ("status/code", 0),
    ],
)
def test_an_older_service_echoes_its_criteria_one_by_one(
    path: str, problems: int
) -> None:
    """Source: `ksz-familyallowances-v1.txt`: no criteria, no legalContext replied."""
    contract = load().contract("FamilyAllowancesConsultationService", "v1")
    (operation,) = contract.operations
    question, reply = (
        parse((EXAMPLES / f"{name}.xml").read_bytes())
        for name in ("request", "response")
    )
    assert echo_problems(operation, question, reply) == ()
    reply.find(path).text = "2017-01"
    assert len(echo_problems(operation, question, reply)) == problems


def test_white_space_in_the_echoed_criteria_means_nothing(
    ksz_question: Any, replies: Any
) -> None:
    question = ksz_question()
    reply = replies.ksz(question, "NO_DATA_FOUND", "MSG00100")
    etree.indent(reply)
    assert echo_problems(replies.operation("consultAttest"), question, reply) == ()


def test_a_fault_with_the_ticket_of_another_question_is_noticed(
    ksz_question: Any, replies: Any
) -> None:
    operation, question = replies.operation("consultAttest"), ksz_question()
    mine = replies.ksz_fault(question, "MSG00003")
    other = replies.ksz_fault(ksz_question(), "MSG00003")
    bare = replies.fault("no detail")
    assert bare.tag == f"{{{ns.SOAP}}}Fault"
    assert echo_problems(operation, question, mine) == ()
    assert echo_problems(operation, question, bare) == ()
    assert len(echo_problems(operation, question, other)) == 1


def test_criteria_of_another_name_are_fields_or_an_element(
    replies: Any, party: Any, person: str
) -> None:
    """Source: `ksz-unemploymentdata-v3`: `searchCriteria`; the hops pass elements."""
    operation = replies.operation("consultRights")
    element = etree.Element("searchCriteria")
    etree.SubElement(element, "ssin").text = person
    for content in ({"searchCriteria": {"ssin": person}}, element):
        fields = question_fields(
            operation,
            party,
            content,
            references=new_references(Dialect.KSZ),
            user=None,
            now=SUMMER,
        )
        payload = build(operation, fields)
        assert operation.contract.validate(payload) == ()
        assert payload.findtext("searchCriteria/ssin") == person
