"""Who a certificate names."""

from __future__ import annotations

import pytest
from cryptography import x509
from kruispunt_certs import HopIdentity, Identity


def identity(**changes: str | None) -> Identity:
    values = {
        "id": "alpha",
        "common_name": "Alpha",
        "organisation": "Organisation of Alpha",
        "leg": "wiv",
        "number": "0200000001",
    } | changes
    return Identity(**values)


def names(hop: HopIdentity) -> set[str]:
    return {str(name.value) for name in hop.alternative_names}


def test_a_subject_says_that_it_is_a_test() -> None:
    assert identity().subject.rfc4514_string() == (
        "2.5.4.5=0200000001,CN=Alpha,OU=KRUISPUNT TEST,O=Organisation of Alpha,C=BE"
    )


def test_a_party_without_number_has_no_serial_number_in_its_subject() -> None:
    assert "2.5.4.5" not in identity(number=None).subject.rfc4514_string()


def test_a_party_has_a_name_of_its_own_that_never_exists_outside() -> None:
    assert identity().alternative_names == (x509.DNSName("alpha.kruispunt.test"),)


@pytest.mark.parametrize(
    "label",
    ["", "..", "../up", "a/b", "a.b", "Alpha", "-alpha", "alpha-", "a_b", "a" * 64],
)
@pytest.mark.parametrize("field", ["id", "leg"])
def test_what_cannot_be_a_folder_and_a_host_is_refused(field: str, label: str) -> None:
    with pytest.raises(ValueError, match=f"{field}: expected"):
        identity(**{field: label})


@pytest.mark.parametrize("label", ["a", "alpha-2", "0abc", "a" * 63])
@pytest.mark.parametrize("field", ["id", "leg"])
def test_what_can_be_a_folder_and_a_host_is_accepted(field: str, label: str) -> None:
    assert getattr(identity(**{field: label}), field) == label


@pytest.mark.parametrize("field", ["common_name", "organisation", "number"])
@pytest.mark.parametrize("value", ["", "x" * 65])
def test_a_subject_part_that_no_certificate_can_hold_is_refused(
    field: str, value: str
) -> None:
    with pytest.raises(ValueError, match="1 to 64 characters"):
        identity(**{field: value})


def test_a_hop_answers_to_every_local_name() -> None:
    hop = HopIdentity(name="magda", organisation="Hop", leg="magda")
    assert names(hop) == {
        "localhost",
        "magda",
        "magda.kruispunt.test",
        "127.0.0.1",
        "::1",
    }


def test_a_hop_answers_to_the_hosts_it_is_given() -> None:
    hosts = ("host.docker.internal", "10.0.0.7", "localhost")
    hop = HopIdentity(name="magda", organisation="Hop", leg="magda", hosts=hosts)
    assert {"host.docker.internal", "10.0.0.7"} < names(hop)
    assert len(hop.alternative_names) == 7


def test_a_host_that_no_certificate_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="A-label"):
        HopIdentity(name="magda", organisation="Hop", leg="magda", hosts=("häuser",))
