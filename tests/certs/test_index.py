"""What the folder knows about its certificates."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from kruispunt_certs import CertificateRow, KeyType, Kind, Status
from kruispunt_certs.index import Index

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ROW = CertificateRow(
    serial="ab12",
    kind=Kind.PARTY,
    holder="alpha",
    leg="wiv",
    authority="wiv",
    subject="CN=Älpha,C=BE",
    not_before=datetime(2014, 1, 1, tzinfo=UTC),
    not_after=datetime(2046, 1, 1, tzinfo=UTC),
    status=Status.VALID,
    folder="parties/alpha",
)
INDEX = Index(key_type=KeyType.ECDSA, crl_numbers={"wiv": 1, "magda": 4}, rows=(ROW,))


def statuses(index: Index) -> list[Status]:
    return [row.status for row in index.rows]


def test_what_is_written_can_be_read() -> None:
    bad = replace(ROW, serial="cd", flaw="expired", authority=None)
    index = INDEX.with_issued(bad).with_revoked({"ab12"}, NOW)
    assert Index.from_json(index.to_json()) == index


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"key_type": "rsa-1"},
        {"crl_numbers": []},
        {"certificates": [{}]},
        {"certificates": 7},
    ],
    ids=str,
)
def test_an_index_of_another_shape_is_refused(change: dict[str, object]) -> None:
    document = json.loads(INDEX.to_json()) | change
    with pytest.raises(ValueError, match=r"version|rsa-1|misshapen"):
        Index.from_json(json.dumps(document).encode())


def test_a_newer_certificate_replaces_the_earlier_one_of_the_holder() -> None:
    index = INDEX.with_issued(replace(ROW, serial="cd"))
    assert statuses(index) == [Status.REPLACED, Status.VALID]


@pytest.mark.parametrize(
    "other", [{"holder": "beta"}, {"flaw": "expired"}, {"kind": Kind.HOP}], ids=str
)
def test_a_certificate_of_anybody_else_replaces_nothing(other: dict[str, str]) -> None:
    index = INDEX.with_issued(replace(ROW, serial="cd", **other))
    assert statuses(index) == [Status.VALID, Status.VALID]


def test_a_revocation_counts_on_the_list_of_its_ca_only() -> None:
    index = INDEX.with_revoked({"ab12"}, NOW)
    assert statuses(index) == [Status.REVOKED]
    assert index.rows[0].revoked_at == NOW
    assert index.crl_numbers == {"wiv": 2, "magda": 4}
    assert index.revoked_by("wiv") == {0xAB12: NOW}
    assert index.revoked_by("magda") == {}


def test_a_second_revocation_changes_nothing() -> None:
    index = INDEX.with_revoked({"ab12"}, NOW)
    assert index.with_revoked({"ab12"}, datetime(2030, 1, 1, tzinfo=UTC)) == index


def test_a_revoked_certificate_stays_revoked_when_a_newer_one_comes() -> None:
    index = INDEX.with_revoked({"ab12"}, NOW).with_issued(replace(ROW, serial="cd"))
    assert statuses(index) == [Status.REVOKED, Status.VALID]


@pytest.mark.parametrize("target", ["alpha", "ab12", "AB:12", "0x00ab12"])
def test_a_certificate_is_found_by_party_or_serial_number(target: str) -> None:
    assert INDEX.find(target) == (ROW,)


@pytest.mark.parametrize("target", ["", "beta", "ab1", "wiv", "0"])
def test_nothing_is_found_by_anything_else(target: str) -> None:
    assert INDEX.find(target) == ()


def test_a_bad_certificate_is_found_by_its_serial_number_only() -> None:
    bad = replace(ROW, serial="cd", flaw="expired")
    index = INDEX.with_issued(bad)
    assert index.find("alpha") == (ROW,)
    assert index.find("cd") == (bad,)


def test_a_row_is_one_line_for_people() -> None:
    line = "valid     party  wiv/alpha  ab12  2014-01-01..2046-01-01"
    assert str(ROW) == line
    assert str(replace(ROW, flaw="expired")) == f"{line}  expired"
