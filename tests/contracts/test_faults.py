"""The table of wire faults, tested as a table: every row is cited and can leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Formatter
from typing import Any

import pytest
from kruispunt_contracts import WIRE_FAULTS, Catalogue, WireFault, ns

ROWS = list(WIRE_FAULTS.values())
MAGDA = [row for row in ROWS if row.dialect == "magda"]
KSZ = [row for row in ROWS if row.dialect == "ksz"]
SSDN = [row for row in ROWS if row.dialect == "ssdn"]
STATUSES = [row for row in KSZ if row.level == "status"]
FAULTS = [row for row in ROWS if row.level in ("1", "fault")]

Read = Callable[[str], Any]


def key(row: WireFault) -> str:
    return row.key


@pytest.mark.parametrize("row", ROWS, ids=key)
def test_the_row_is_complete(row: WireFault) -> None:
    assert WIRE_FAULTS[row.key] is row
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*", row.key)
    assert row.text.strip() == row.text != ""
    assert row.meaning.endswith(".")
    assert row.source


@pytest.mark.parametrize("row", ROWS, ids=key)
def test_the_row_is_cited(row: WireFault) -> None:
    """A published place, or an honest "our choice" with its reason."""
    cited = re.search(
        r"wiki|MAGDA-Mock|Go Vocal|association-registry|Lino|SOAP 1\.1|WSS"
        r"|TSS|public KSZ client code",
        row.source,
    )
    assert cited or row.source.startswith("our choice, because ")


@pytest.mark.parametrize("row", ROWS, ids=key)
def test_a_meaning_is_for_the_asker(row: WireFault) -> None:
    """The client shows it: no other row's key, nothing about how the row came to be."""
    assert not re.search(r"\b(?:magda|ksz|handi)\.[a-z]|xmlns|^As ", row.meaning)
    assert len(row.meaning.split()) > 4


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        WIRE_FAULTS["magda.schema"] = ROWS[0]  # type: ignore[index]


@pytest.mark.parametrize("row", MAGDA, ids=key)
def test_a_magda_row_fits_its_level(row: WireFault) -> None:
    assert row.type in ("FOUT", "WAARSCHUWING", "INFORMATIE")
    assert row.value is None
    if row.level == "1":
        assert row.faultcode in ("Server", "Client")
        assert row.faultstring
        assert row.http_status == 500
    else:
        assert row.level in ("2", "3")
        assert row.faultcode is None
        assert row.faultstring is None
        assert row.http_status == 200
        assert re.fullmatch(r"\d{5}", row.code)
    if row.level in ("1", "2"):
        assert row.type == "FOUT"
    assert not row.is_cbss


@pytest.mark.parametrize("row", KSZ, ids=key)
def test_a_ksz_row_fits_its_level(row: WireFault) -> None:
    if row.level == "status":
        assert row.type is None
        assert row.code
        assert row.faultcode is None
        assert row.http_status == 200
    else:
        assert row.level == "fault"
        assert row.type == "FATAL"
        assert row.value is None
        assert row.http_status == 500
    assert row.is_cbss == (row.level == "fault" and row.code != "")


@pytest.mark.parametrize("row", SSDN, ids=key)
def test_an_ssdn_row_fits_a_result_summary(row: WireFault) -> None:
    """Source: ksz-pensionregister.txt: a Detail has its own list of codes."""
    assert (row.level, row.type, row.http_status) == ("summary", "ERROR", 200)
    assert row.origin
    assert row.code
    assert row.faultcode is None
    assert not row.is_cbss


@pytest.mark.parametrize("row", FAULTS, ids=key)
def test_a_faultcode_is_a_name_that_exists(row: WireFault) -> None:
    assert row.faultcode is not None
    assert row.faultcode in {"Client", "Server", "MustUnderstand"} | {
        f"{{{ns.WSSE}}}{name}"
        for name in (
            "UnsupportedAlgorithm",
            "InvalidSecurity",
            "InvalidSecurityToken",
            "FailedAuthentication",
            "FailedCheck",
            "SecurityTokenUnavailable",
            "MessageExpired",
        )
    }


@pytest.mark.parametrize("row", FAULTS, ids=key)
def test_a_faultstring_has_no_place_but_for_the_reason(row: WireFault) -> None:
    assert row.faultstring is not None
    places = {name for _, name, _, _ in Formatter().parse(row.faultstring) if name}
    assert places <= {"reason"}


def test_the_two_signature_faults_differ_as_on_the_platform() -> None:
    missing = WIRE_FAULTS["magda.signature-missing"]
    invalid = WIRE_FAULTS["magda.signature-invalid"]
    assert missing.code == invalid.code == "ERR_025"
    assert missing.faultstring == (
        "ERR_025: Verification failure: No signature in message!"
    )
    assert invalid.faultstring is not None
    assert invalid.faultstring.format(reason="Body {is} not signed") == (
        "ERR_025: Verification Failure: Body {is} not signed"
    )


def test_schema_and_throttle_faults_start_with_their_code() -> None:
    for name in ("magda.schema", "magda.throttled-at-gateway"):
        row = WIRE_FAULTS[name]
        assert row.faultstring is not None
        assert row.faultstring.startswith(row.code)


@pytest.mark.parametrize("row", [r for r in MAGDA if r.level in "23"], ids=key)
def test_an_uitzondering_passes_both_editions_of_the_schema(
    catalogue: Catalogue, example: Read, row: WireFault
) -> None:
    for name in ("geef_zorgtoeslag", "geef_dossier_handicap"):
        reply = example(f"{name}/reply_refused")
        uitzondering = reply.find(".//Uitzondering")
        uitzondering.find("Identificatie").text = row.code
        uitzondering.find("Oorsprong").text = row.origin
        uitzondering.find("Type").text = row.type
        uitzondering.find("Diagnose").text = row.text
        (contract,) = (
            c for c in catalogue.contracts if reply.tag.startswith(f"{{{c.namespace}}}")
        )
        assert contract.validate(reply) == ()


@pytest.mark.parametrize("row", STATUSES, ids=key)
def test_a_status_passes_the_schema(
    catalogue: Catalogue, example: Read, row: WireFault
) -> None:
    """TECHNICAL_ERROR only in the status of one source, INCOMPLETE_DATA never there."""
    reply = example("handi_service/consult_files_by_date_response")
    of_source = row.value == "TECHNICAL_ERROR"
    status = reply.find("results/dslResult/status" if of_source else "status")
    status.find("value").text = row.value
    status.find("code").text = row.code
    for extra in status.findall("description"):
        extra.text = row.text
    assert catalogue.contract("HandiService", "v2").validate(reply) == ()


@pytest.mark.parametrize("row", [r for r in KSZ if r.is_cbss], ids=key)
def test_a_cbss_fault_passes_the_schema(
    catalogue: Catalogue, example: Read, row: WireFault
) -> None:
    fault = example("handi_service/consult_payments_fault")
    detail = fault.find("detail")
    detail.find("severity").text = row.type
    detail.find("reasonCode").text = row.code
    detail.find("diagnostic").text = row.text
    detail.find("authorCode").text = row.origin
    assert catalogue.contract("HandiService", "v2").validate(fault) == ()


def test_the_codes_of_the_services_and_the_platforms_are_all_there() -> None:
    magda = {row.code for row in MAGDA}
    assert magda >= {"ERR_025", "10001", "99995", "13001", "13101", "13202", "13501"}
    assert magda >= {"15021", "16010", "20002", "20003", "20005", "20006", "25001"}
    assert magda >= {"30001", "30002", "30003", "30004", "40001", "40003", "40005"}
    assert magda >= {"40006", "40102", "60006", "60007", "60009", "70001", "70002"}
    assert magda >= {"70003", "99994", "99996", "99997"}
    statuses = {row.code for row in STATUSES}
    assert statuses >= {f"MSG000{n:02}" for n in (0, 5, 6, 7, 8, 9, 11, 12, 13, 21)}
    assert statuses >= {"MSG00100", "HAN20200", "SSK00003"}
    assert statuses >= {f"HAN000{n}" for n in (10, 11, 20, 21, 22, 23, 30, 31, 32, 33)}
    faults = {row.code for row in KSZ if row.is_cbss}
    assert faults == {
        f"MSG000{n:02}" for n in (1, 2, 3, 4, 13, 14, 15, 16, 20, 23, 25, 27)
    }


def test_the_origin_of_zorgtoeslag_is_keng() -> None:
    rows = [row for row in ROWS if row.key.startswith("zorgtoeslag.")]
    assert {row.origin for row in rows} == {"KENG"}
    assert {row.code for row in rows} == {"20002", "20003", "20006", "30001", "40102"}


def test_texts_fit_in_a_diagnostic_and_on_one_line() -> None:
    """The KSZ allows 256 characters; MAGDA has no limit."""
    for row in ROWS:
        for text in (row.text, row.faultstring or "x"):
            assert len(text) <= 256, row.key
            assert text.isprintable(), row.key
