"""Certificate revocation lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from kruispunt_client.errors import InvalidSettings

Judge = Callable[..., list[str]]
MakeRoot = Callable[..., Any]


def test_a_certificate_on_no_list_is_trusted(
    root: Any, issuing: Any, judge: Judge
) -> None:
    other = issuing.issue("other")
    crls = [root.crl(), issuing.crl(other)]
    assert judge([root], issuing.issue(), issuing, crls=crls) == []


def test_a_certificate_on_a_list_is_refused_with_day_and_number(
    root: Any, issuing: Any, judge: Judge
) -> None:
    leaf = issuing.issue()
    crls = [root.crl(), issuing.crl(leaf)]
    assert judge([root], leaf, issuing, crls=crls, texts=True) == [
        "trust.revoked: expected CN=leaf, serial number"
        f" {leaf.certificate.serial_number:x}, on no CRL, got revoked since 2026-03-04"
    ]


def test_a_revoked_certificate_is_refused_before_its_revocation_too(
    root: Any, judge: Judge
) -> None:
    leaf = root.issue()
    at = datetime(2015, 1, 1, tzinfo=UTC)
    assert judge([root], leaf, crls=[root.crl(leaf)], at=at) == ["trust.revoked"]
    assert judge([root], leaf, crls=[root.crl()], at=at) == []


def test_a_revoked_issuing_ca_takes_all_with_it(
    root: Any, issuing: Any, judge: Judge
) -> None:
    crls = [root.crl(issuing), issuing.crl()]
    assert judge([root], issuing.issue(), issuing, crls=crls) == ["trust.revoked"]


def test_without_a_file_of_lists_nobody_asks(
    root: Any, issuing: Any, judge: Judge
) -> None:
    assert judge([root], issuing.issue(), issuing, crls=()) == []


def test_with_a_file_of_lists_each_ca_needs_one(
    root: Any, issuing: Any, judge: Judge
) -> None:
    leaf = issuing.issue()
    assert judge([root], leaf, issuing, crls=[root.crl()], texts=True) == [
        "trust.no-crl: expected a CRL by CN=issuing, got none"
    ]
    assert judge([root], leaf, issuing, crls=[issuing.crl()]) == ["trust.no-crl"]


def test_a_list_that_somebody_else_signed_does_not_count(
    root: Any, make_root: MakeRoot, judge: Judge
) -> None:
    leaf = root.issue()
    impostor = make_root()
    assert judge([root], leaf, crls=[impostor.crl()]) == ["trust.no-crl"]
    assert judge([root], leaf, crls=[impostor.crl(leaf), root.crl()]) == []


@pytest.mark.parametrize(
    ("usage", "found"),
    [
        ("key_cert_sign", ["trust.no-crl"]),
        ("key_cert_sign crl_sign", []),
        (None, []),
    ],
)
def test_a_ca_signs_lists_only_when_it_may(
    make_root: MakeRoot, judge: Judge, usage: str | None, found: list[str]
) -> None:
    root = make_root(usage=usage)
    assert judge([root], root.issue(), crls=[root.crl()]) == found


@pytest.mark.parametrize(
    ("year", "found"),
    [(2019, ["trust.crl-validity"]), (2020, []), (2022, ["trust.crl-validity"])],
)
def test_a_list_speaks_about_its_own_time(
    root: Any, judge: Judge, year: int, found: list[str]
) -> None:
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    crl = root.crl(begin=begin, end=end)
    at = datetime(year, 6, 1, tzinfo=UTC)
    assert judge([root], root.issue(), crls=[crl], at=at) == found


def test_an_old_list_still_revokes(root: Any, judge: Judge) -> None:
    leaf = root.issue()
    old = root.crl(leaf, end=datetime(2020, 1, 1, tzinfo=UTC))
    assert judge([root], leaf, crls=[old]) == ["trust.revoked", "trust.crl-validity"]
    assert judge([root], leaf, crls=[old, root.crl()]) == ["trust.revoked"]


def test_the_revocation_of_another_party_says_nothing(root: Any, judge: Judge) -> None:
    leaf, other = root.issue(), root.issue("other")
    assert judge([root], leaf, crls=[root.crl(other)]) == []
    assert judge([root], other, crls=[root.crl(other)]) == ["trust.revoked"]


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": ((x509.DeltaCRLIndicator(1), True),)},
        {"algorithm": hashes.SHA224()},
    ],
    ids=["a delta", "a weak signature"],
)
def test_a_list_that_cannot_be_relied_on_is_refused_when_it_is_read(
    root: Any, judge: Judge, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidSettings, match=r"crl\.pem"):
        judge([root], root.issue(), crls=[root.crl(**changes)])
