"""Refusals at every level, remarks, and answers without data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.caller import Reply, SoapFault
from kruispunt_client.envelope import build, ksz_fields, magda_fields, new_references
from kruispunt_client.errors import (
    ContractRefused,
    InvalidQuestion,
    NotAuthorised,
    PersonNotRegistered,
    PersonReplaced,
    RefusedByService,
    ReplyViolatesContract,
    SignatureRefused,
    SourceUnavailable,
    Throttled,
)
from kruispunt_client.outcome import Outcome, read_outcome
from kruispunt_client.results import NOTHING_FOUND, StatusValue
from kruispunt_contracts import WIRE_FAULTS, Dialect, load, ns, parse

Element = Any
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
EMPTY_DOSSIER = {
    "ConsultFilesByDateResponse": {
        "status": {"value": "NO_DATA_FOUND", "code": "MSG00100"}
    }
}


@pytest.fixture
def example() -> Callable[[str], Element]:
    """Parses an example message by its name."""
    vectors = Path(__file__).parents[1] / "vectors" / "contracts"
    return lambda name: parse((vectors / f"{name}.xml").read_bytes())


@pytest.fixture
def magda(replies: Any, party: Any, person: str, user: str) -> Callable[..., Outcome]:
    """Reads the reply of GeefDossierHandicap; arguments as `Replies.magda`."""
    operation = replies.operation("GeefDossierHandicap")
    criteria = {
        "ConsultFilesByDateCriteria": {
            "ssin": person,
            "handicapAuthenticSources": {"DGPH": "true"},
            "referenceDate": "2026-05-04",
            "parts": {"rights": "true"},
        }
    }
    fields = magda_fields(
        operation.contract,
        party,
        {"Criteria": criteria},
        references=new_references(Dialect.MAGDA),
        user=user,
        now=NOW,
    )
    request = build(operation, fields)

    def read(fault: SoapFault | None = None, **content: Any) -> Outcome:
        payload = None if fault else replies.magda(request, **content)
        if payload is not None:
            assert operation.contract.validate(payload) == ()
        return read_outcome(_reply(operation, payload, fault), hop="magda")

    return read


@pytest.fixture
def ksz(replies: Any, party: Any, person: str) -> Callable[..., Outcome]:
    """Reads the reply of consultAttest; arguments as `Replies.ksz`, or a fault code."""
    operation = replies.operation("consultAttest")
    fields = ksz_fields(
        party,
        {"ssin": person, "yearQuarter": "2026Q1"},
        references=new_references(Dialect.KSZ),
        now=NOW,
    )
    request = build(operation, fields)

    def read(
        value: str, code: str, *, fault: SoapFault | None = None, **content: Any
    ) -> Outcome:
        if value == "fault":
            element = replies.ksz_fault(request, code)
            fault = SoapFault(
                faultcode="soap:Server",
                faultstring="See detail.",
                detail=element.find("detail")[0],
            )
        payload = None if fault else replies.ksz(request, value, code, **content)
        return read_outcome(_reply(operation, payload, fault), hop="ksz")

    return read


def _reply(operation: Any, payload: Element, fault: SoapFault | None) -> Reply:
    return Reply(
        operation=operation,
        payload=payload,
        http_status=200,
        trace="0" * 31 + "1",
        raw=b"",
        sent=b"",
        signer="hop",
        fault=fault,
    )


def _fault(faultstring: str, code: str = "Server") -> SoapFault:
    return SoapFault(faultcode=code, faultstring=faultstring, detail=None)


# --- MAGDA ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        (_fault("ERR_025: Verification Failure: x"), SignatureRefused, "ERR_025"),
        (_fault("10001 - Fout formaat in de vraag"), ContractRefused, "10001"),
        (_fault("99995 - Te veel vragen"), Throttled, "99995"),
        (_fault("Problems creating SAAJ", "soap:Client"), ContractRefused, "Client"),
        (_fault("Boom"), RefusedByService, "Server"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_level_1_fault_is_a_refusal(
    fault: SoapFault, kind: type[RefusedByService], code: str, magda: Any
) -> None:
    with pytest.raises(RefusedByService) as caught:
        magda(fault)
    assert type(caught.value) is kind
    assert (caught.value.level, caught.value.code) == ("1", code)
    assert caught.value.diagnosis == fault.faultstring


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("13001", NotAuthorised),
        ("13101", InvalidQuestion),
        ("60006", SourceUnavailable),
        ("99995", Throttled),
        ("55555", RefusedByService),
    ],
)
def test_a_level_2_exception_is_a_refusal(
    code: str, kind: type[RefusedByService], magda: Any
) -> None:
    with pytest.raises(RefusedByService) as caught:
        magda(level2=[(code, "MAGDA", "FOUT")])
    assert type(caught.value) is kind
    assert caught.value.level == "2"
    assert caught.value.origin == "MAGDA"
    assert caught.value.type == "FOUT"
    assert caught.value.hop == "magda"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("13202", PersonNotRegistered),
        ("20002", InvalidQuestion),
        ("40001", NotAuthorised),
        ("16010", SourceUnavailable),
    ],
)
def test_a_level_3_error_without_content_is_a_refusal(
    code: str, kind: type[RefusedByService], magda: Any
) -> None:
    with pytest.raises(RefusedByService) as caught:
        magda(uitzonderingen=[(code, "KSZ", "FOUT")])
    assert type(caught.value) is kind
    assert caught.value.level == "3"


def test_a_level_3_error_with_content_of_other_sources_is_a_remark(magda: Any) -> None:
    outcome = magda(
        inhoud={
            "ConsultFilesByDateResponse": {
                "status": {"value": "INCOMPLETE_DATA", "code": "HAN20200"}
            }
        },
        uitzonderingen=[("60006", "KSZ", "FOUT")],
    )
    assert not outcome.empty
    assert [remark.code for remark in outcome.remarks] == ["60006"]
    assert outcome.status.value is StatusValue.INCOMPLETE_DATA


@pytest.mark.parametrize("kind", ["WAARSCHUWING", "INFORMATIE"])
def test_a_warning_is_a_remark_with_all_its_parts(kind: str, magda: Any) -> None:
    outcome = magda(
        inhoud=EMPTY_DOSSIER,
        uitzonderingen=[("70001", "KSZ", kind, "NO_DATA_FOUND", ("status code", "M"))],
    )
    (remark,) = outcome.remarks
    assert (remark.code, remark.origin, remark.type) == ("70001", "KSZ", kind)
    assert remark.diagnosis == "in woorden"
    assert remark.circumstance == "NO_DATA_FOUND"
    assert remark.annotations == {"status code": "M"}
    assert outcome.empty


def test_the_warning_that_a_number_was_replaced_does_not_refuse(magda: Any) -> None:
    outcome = magda(
        inhoud=EMPTY_DOSSIER, uitzonderingen=[("30004", "MAGDA", "WAARSCHUWING")]
    )
    assert outcome.remarks[0].code == "30004"


def test_the_error_that_a_number_was_replaced_gives_the_new_one(magda: Any) -> None:
    row = ("30004", "MAGDA", "FOUT", None, ("Nieuw INSZ", "15681512393"))
    with pytest.raises(PersonReplaced) as caught:
        magda(uitzonderingen=[row])
    assert caught.value.new_number == "15681512393"
    assert "15681512393" not in str(caught.value)


@pytest.mark.parametrize("code", sorted(NOTHING_FOUND))
@pytest.mark.parametrize("kind", ["FOUT", "WAARSCHUWING"])
def test_nothing_found_is_an_answer(code: str, kind: str, magda: Any) -> None:
    outcome = magda(uitzonderingen=[(code, "KENG", kind)])
    assert outcome.empty
    assert outcome.remarks[0].code == code


def test_nothing_found_for_the_whole_question_is_an_answer_too(magda: Any) -> None:
    assert magda(level2=[("30001", "MAGDA", "FOUT")]).empty


def test_a_reply_without_answer_and_without_reason_is_refused(magda: Any) -> None:
    with pytest.raises(ReplyViolatesContract, match="neither"):
        magda()


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("MSG00012", PersonNotRegistered),
        ("MSG00006", PersonReplaced),
        ("MSG00013", NotAuthorised),
    ],
)
def test_a_refusal_of_the_ksz_passed_on_by_magda_keeps_its_meaning(
    inner: str, kind: type[RefusedByService], magda: Any
) -> None:
    row = ("70002", "KSZ", "FOUT", "NO_RESULT", ("status code", inner))
    with pytest.raises(kind, match=f"the KSZ said {inner}") as caught:
        magda(uitzonderingen=[row])
    assert caught.value.code == "70002"


def test_a_passed_on_refusal_without_a_code_of_the_ksz_is_general(magda: Any) -> None:
    with pytest.raises(RefusedByService) as caught:
        magda(uitzonderingen=[("70002", "KSZ", "FOUT", "NO_RESULT")])
    assert type(caught.value) is RefusedByService


def test_a_passed_on_refusal_refuses_even_beside_content(magda: Any) -> None:
    with pytest.raises(SourceUnavailable):
        magda(inhoud=EMPTY_DOSSIER, uitzonderingen=[("70003", "KSZ", "FOUT")])


def test_a_refusal_of_one_source_beside_the_content_of_others_is_a_remark(
    magda: Any,
) -> None:
    """Behaviour 2.2: GeefKindVoordelen names the source that refused in `Bron`."""
    row = ("60003", "KSZ", "FOUT", "MSG00023", ("Bron", "WALLONIE"))
    (remark,) = magda(inhoud=EMPTY_DOSSIER, uitzonderingen=[row]).remarks
    assert (remark.code, remark.annotations) == ("60003", {"Bron": "WALLONIE"})
    with pytest.raises(RefusedByService):
        magda(uitzonderingen=[row])
    with pytest.raises(RefusedByService):
        magda(inhoud=EMPTY_DOSSIER, uitzonderingen=[row[:4]])


def test_an_embedded_no_result_is_a_refusal_even_without_exception(magda: Any) -> None:
    status = {"value": "NO_RESULT", "code": "MSG00013"}
    with pytest.raises(NotAuthorised) as caught:
        magda(inhoud={"ConsultFilesByDateResponse": {"status": status}})
    assert caught.value.level == "status"


def test_the_reference_of_the_reply_is_kept(magda: Any) -> None:
    assert magda(inhoud=EMPTY_DOSSIER).reply_reference == "reply-1"


# --- KSZ ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("MSG00012", PersonNotRegistered),
        ("MSG00005", InvalidQuestion),
        ("MSG00013", NotAuthorised),
        ("MSG99999", RefusedByService),
    ],
)
def test_a_status_without_result_is_a_refusal(
    code: str, kind: type[RefusedByService], ksz: Any
) -> None:
    with pytest.raises(RefusedByService) as caught:
        ksz("NO_RESULT", code)
    assert type(caught.value) is kind
    assert (caught.value.level, caught.value.type) == ("status", "NO_RESULT")


def test_a_replaced_number_comes_with_the_new_one(ksz: Any) -> None:
    information = {"fieldName": "newSSIN", "fieldValue": "15681512393"}
    with pytest.raises(PersonReplaced) as caught:
        ksz("NO_RESULT", "MSG00006", information=information)
    assert caught.value.new_number == "15681512393"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("MSG00003", SourceUnavailable),
        ("MSG00004", ContractRefused),
        ("MSG00015", NotAuthorised),
    ],
)
def test_a_fault_of_the_contract_is_a_refusal(
    code: str, kind: type[RefusedByService], ksz: Any
) -> None:
    with pytest.raises(RefusedByService) as caught:
        ksz("fault", code)
    assert type(caught.value) is kind
    assert (caught.value.level, caught.value.type) == ("fault", "FATAL")
    assert caught.value.origin == "http://author"
    assert caught.value.diagnosis == "in words"


def test_a_fault_of_an_older_service_is_read_too(example: Any) -> None:
    """Error codes 4: it calls `error` what others call `detail`."""
    contract = load().contract("FamilyAllowancesConsultationService", "v1")
    (operation,) = contract.operations
    detail = example("family_allowances_consultation_service/fault")
    assert detail.tag == operation.fault
    fault = SoapFault(faultcode="soap:Server", faultstring="x", detail=detail)
    with pytest.raises(SourceUnavailable) as caught:
        read_outcome(_reply(operation, None, fault), hop="ksz")
    assert (caught.value.code, caught.value.type) == ("MSG00020", "FATAL")
    assert caught.value.annotations == {"NO_RESULT": "none"}


@pytest.mark.parametrize(
    "fault",
    [f for f in WIRE_FAULTS.values() if f.level == "fault" and not f.code],
    ids=lambda fault: fault.key,
)
def test_a_fault_without_code_goes_by_its_faultcode(fault: Any, ksz: Any) -> None:
    local = fault.faultcode.rpartition("}")[2]
    security = fault.faultcode.startswith(f"{{{ns.WSSE}}}")
    kind = SignatureRefused if security else ContractRefused
    with pytest.raises(kind) as caught:
        ksz("", "", fault=_fault(fault.faultstring or "", f"x:{local}"))
    assert caught.value.code == local
    assert "not in our table" not in str(caught.value)


@pytest.mark.parametrize("code", ["MSG00100", "MSG00009", "MSG00021"])
def test_no_data_is_an_answer(code: str, ksz: Any) -> None:
    outcome = ksz("NO_DATA_FOUND", code)
    assert outcome.empty
    assert outcome.status.code == code
    assert outcome.status.description == "in words"
    assert outcome.reply_reference == "0b7f2c56-5a2e-4a4e-9a35-0c5f5b7f2c56"


def test_what_the_register_says_of_the_number_is_read(
    replies: Any, ksz: Any, person: str
) -> None:
    from lxml import etree

    ssin = etree.Element("ssin", canceled="true", replacedBy="99610100123")
    ssin.text = person
    outcome = ksz("NO_DATA_FOUND", "MSG00100", ssin=ssin)
    assert outcome.person.number == person
    assert outcome.person.canceled
    assert outcome.person.replaced_by == "99610100123"


def test_a_new_number_is_read_with_the_one_it_replaces(ksz: Any, person: str) -> None:
    from lxml import etree

    ssin = etree.Element("ssin", replaces="99610100123")
    ssin.text = person
    outcome = ksz("NO_DATA_FOUND", "MSG00100", ssin=ssin)
    assert outcome.person.number == person
    assert outcome.person.replaces == "99610100123"
    assert outcome.person.replaced_by is None


def test_withheld_elements_are_listed(ksz: Any) -> None:
    outcome = ksz(
        "DATA_FOUND",
        "MSG00000",
        dataFilters={"filteredElement": ["socialRisk", "payments"]},
    )
    assert outcome.filtered == ("socialRisk", "payments")
    assert not outcome.empty
