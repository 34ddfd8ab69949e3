"""
Registering with the client library: what is registered may be asked, until it is over.

Source: `_behaviour.md` 1.6 and 2.17.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from kruispunt_client.client_log import JsonLinesLog, LogRecord
from kruispunt_client.errors import PersonNotRegistered, RefusedByService
from kruispunt_simulator.audit.reconcile import Reconciliation

from .envelopes import GRIET, MIEKE, NORA, TOM, Chain

VERSIONS = pytest.mark.parametrize("version", ["02.00", "02.01"])
WAYS = pytest.mark.parametrize(
    ("party", "via", "user"),
    [
        ("wonen-in-limburg", "wiv", MIEKE),
        ("wonen-in-vlaanderen", "magda-7202", GRIET),
    ],
    ids=["via wiv", "via magda"],
)
ENTERPRISE = "0999999922"
NOBODYS = "80610100139"
"""Well formed, but the KSZ knows nobody with it."""


@pytest.fixture(scope="module")
def chain(start: Callable[..., Chain]) -> Chain:
    """A chain of this file's own: its repertories change."""
    return start()


@pytest.fixture
def today(chain: Chain) -> date:
    """The business date."""
    return chain.simulator.clock.today()


@WAYS
@VERSIONS
def test_who_is_registered_may_be_asked_about_until_deregistered(
    chain: Chain, today: date, party: str, via: str, user: str, version: str
) -> None:
    how = {"version": version}
    with chain.connect(party, via, user=user) as line:
        with pytest.raises(PersonNotRegistered):
            line.household.now(TOM)
        assert line.repertory.register(TOM, begin=today, **how).data.resultaat is True
        assert line.household.now(TOM).data.lid(TOM) is not None
        again = line.repertory.register(TOM, begin=today, **how)
        assert [each.code for each in again.warnings] == ["40143"]
        done = line.repertory.deregister(TOM, **how)
        assert done.data.beschrijving == "Wel geslaagd"
        with pytest.raises(PersonNotRegistered):
            line.household.now(TOM)
        with pytest.raises(PersonNotRegistered) as caught:
            line.repertory.deregister(TOM, **how)
        assert caught.value.code == "40003"


@VERSIONS
def test_a_period_ends_a_registration(chain: Chain, today: date, version: str) -> None:
    """The twin of an open one: asked after its last day, it is over."""
    earlier = today - timedelta(days=30)
    yesterday = today - timedelta(days=1)
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as line:
        line.repertory.register(TOM, begin=earlier, end=yesterday, version=version)
        with pytest.raises(PersonNotRegistered):
            line.household.now(TOM)
        line.repertory.register(TOM, begin=earlier, end=today, version=version)
        assert line.household.now(TOM).data is not None
        line.repertory.deregister(TOM, begin=earlier, version=version)


def test_a_number_that_nobody_has_is_a_refusal(chain: Chain, today: date) -> None:
    with (
        chain.connect("wonen-in-limburg", "wiv", user=MIEKE) as line,
        pytest.raises(RefusedByService) as caught,
    ):
        line.repertory.register(NOBODYS, begin=today)
    assert caught.value.code == "70002"
    assert NOBODYS not in str(caught.value)


def test_what_is_about_nobody_is_the_same_in_both_logs(
    chain: Chain, tmp_path: Path
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: logged at three places."""
    log = JsonLinesLog(tmp_path / "log.jsonl")
    with chain.connect("wonen-in-limburg", "wiv", user=MIEKE, log=log) as line:
        assert line.repertory.register_enterprise(ENTERPRISE).data.resultaat
        assert line.repertory.deregister_enterprise(ENTERPRISE).data.resultaat
    with chain.connect("rva", "ksz", user=NORA, log=log) as line:
        found = line.technical.echo("Is daar iemand?").data
    assert found.echo == "Is daar iemand?"
    pem = chain.state / "pki" / "parties" / "rva" / "cert.pem"
    assert found.ssl_certificate.strip() == pem.read_text().strip()
    records = list(log.read())
    gaps = list(Reconciliation(chain.simulator.engine, records).gaps())
    ours = {each.trace for each in records if isinstance(each, LogRecord)}
    assert len(ours) == 3
    assert [gap for gap in gaps if gap.trace in ours] == []
