"""The table of hops, tested as a table."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from kruispunt_client.settings import Endpoint
from kruispunt_contracts import WIRE_FAULTS, catalogue
from kruispunt_contracts.catalogue import Dialect
from kruispunt_simulator.dialects.speech import SPEECHES
from kruispunt_simulator.hops.plan import HOPS, HopPlan
from kruispunt_simulator.sources import PATIENCE

PLANS = list(HOPS.values())
each_hop = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)


def test_there_are_three_hops_each_under_its_own_name() -> None:
    assert list(HOPS) == [plan.name for plan in PLANS] == ["wiv", "magda", "ksz"]


def test_the_hops_form_one_chain() -> None:
    assert [plan.next_hop for plan in PLANS] == ["magda", "ksz", None]


def test_whoever_waits_for_an_answer_waits_longer_than_whoever_gives_it() -> None:
    """Else nobody is left to be told of a source that does not answer (60006)."""
    client = Endpoint(hop="wiv", url="https://x", trust=Path("x"), signer="x")
    waits = [
        client.read_timeout,
        *(plan.patience for plan in PLANS if plan.next_hop),
        PATIENCE,
    ]
    steps = [longer - shorter for longer, shorter in pairwise(waits)]
    assert min(steps) >= timedelta(seconds=5)


def test_only_the_first_hop_relays() -> None:
    """Source: Protocol WiV–Wonen in Limburg recital C: the agency passes on."""
    assert [plan.relays for plan in PLANS] == [True, False, False]


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        HOPS["wiv"] = HOPS["ksz"]  # type: ignore[index]


def test_every_hop_has_a_fault_for_every_situation() -> None:
    wiv, magda, ksz = (set(plan.faults) for plan in PLANS)
    assert wiv == magda == ksz


def test_every_hop_speaks_the_dialects_of_its_contracts() -> None:
    """Source: wsdl/README.md: the KSZ has its own services and the SSDN connector."""
    magda, ksz = (Dialect.MAGDA,), (Dialect.KSZ, Dialect.SSDN)
    assert [plan.dialects for plan in PLANS] == [magda, magda, ksz]
    assert set(SPEECHES) == set(Dialect)


@each_hop
def test_every_fault_is_a_row_of_the_hops_own_dialect(plan: HopPlan) -> None:
    for key in (*plan.faults.values(), *plan.security_faults.values()):
        row = WIRE_FAULTS[key]
        assert row.dialect is plan.dialect
        assert row.type in ("FOUT", "FATAL", None), "a remark refuses nothing"


@each_hop
def test_what_fails_before_the_question_is_read_leaves_as_a_soap_fault(
    plan: HopPlan,
) -> None:
    """Source: `_behaviour.md` 1.2: level 1 is what the gateway refuses."""
    for situation in ("unreadable", "unsigned", "signature", "replay", "operation"):
        assert WIRE_FAULTS[plan.faults[situation]].http_status == 500, situation


@each_hop
def test_an_unwanted_number_is_refused_as_one_that_nobody_has(plan: HopPlan) -> None:
    """The wire says what the real platform would say of a number it does not know."""
    expected = {"magda": "30003", "ksz": "MSG00005"}[plan.dialect]
    assert WIRE_FAULTS[plan.faults["not-fictitious"]].code == expected


@each_hop
def test_the_one_path_for_all_is_no_path_of_a_service(plan: HopPlan) -> None:
    assert (plan.single_path is None) is (plan.dialect is Dialect.KSZ)
    if plan.single_path is not None:
        assert catalogue.load().by_path(plan.single_path) is None


@each_hop
def test_the_platform_of_a_reply_fits_its_elements(plan: HopPlan) -> None:
    """Source: `magda-generiek`: Identificatie 120 characters, Naam 24."""
    assert len(plan.platform.identificatie) <= 120
    assert len(plan.platform.naam) <= 24
    assert bool(plan.platform.identificatie) is (plan.dialect is Dialect.MAGDA)


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        ("security.missing", "ksz.security-invalid"),
        ("timestamp.expired", "ksz.message-expired"),
        ("token.trust.chain", "ksz.security-token-refused"),
        ("token.readable", "ksz.security-token-invalid"),
        ("signature.algorithm", "ksz.security-algorithm"),
        ("signature.value", "ksz.signature-invalid"),
        ("something.new", "ksz.signature-invalid"),
    ],
)
def test_the_ksz_tells_security_problems_apart_and_magda_does_not(
    check: str, fault: str
) -> None:
    """Source: WSS section 12 for the KSZ; `_wire-facts.md` section 2 for MAGDA."""
    assert HOPS["ksz"].security_fault(check) == fault
    assert HOPS["magda"].security_fault(check) == "magda.signature-invalid"
