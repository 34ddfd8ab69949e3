"""
Every organisation that an act gives data to, or lets pass data on, is a party here.

Their ids are those under which the acts were catalogued: an act writes names only.
"""

from __future__ import annotations

import pytest
from kruispunt_simulator.parties import Parties, Party

PARTIES = Parties.load()

ACTORS = {
    "14/088": "vmsw shm svk",
    "Protocol Zorgtoeslag 2021-05-07": "wonen-vlaanderen",
    "Protocol WiV–Wonen in Limburg": "wonen-in-limburg wonen-in-vlaanderen vdi-magda",
    "22/004": "wonen-vlaanderen fluvius veka vdi-magda",
    "23/058 §9-14": "rsz-inspectie fod-waso-inspectie rva-inspectie rsvz-inspectie "
    "riziv-inspectie",
    "23/058 §15-23/1": "rsvz socialeverzekeringsfondsen",
    "23/058 §24-29/1": "rva hvw acv abvv aclvb",
    "23/058 §30-33": "fso",
    "23/058 §34-37.1": "rjv",
    "23/058 §38-40": "sigedis",
    "23/058 §41-56/8": "vsi fund-constructiv fund-upholstery-wood fund-maribel-apef "
    "fund-maribel-vspf fund-maribel-febi fund-maribel-afosoc-vesofo fund-airlines "
    "fund-cleaning fund-garage fund-precious-metals fund-metal-trade fund-notaries "
    "fund-concrete fund-metalworking fund-metal-employees fund-brick "
    "fund-hairdressing fund-removals fund-transport-logistics fund-textile fund-pc-132",
    "23/058 §57-58": "vdab",
    "23/058 §59-61/4": "forem",
    "23/058 §62-69/1": "wonen-in-vlaanderen woonmaatschappijen wiv-toezicht",
    "23/058 §70-79": "opgroeien-regie vutg infino kidslife my-family parentia",
    "23/058 §79.1-79.11": "bghm ovm fidus",
    "23/058 §79.12-79.14": "dg-han",
}
"""By act, and by recipient's paragraphs in 23/058, who asks or passes on."""

DIRECTLY = {
    "rsz-inspectie": "RSZ:INSPECTION",
    "fod-waso-inspectie": "FOD_WASO:INSPECTION",
    "rva-inspectie": "RVA:INSPECTION",
    "rsvz-inspectie": "RSVZ:INSPECTION",
    "riziv-inspectie": "RIZIV:INSPECTION",
    "rsvz": "RSVZ:SOCIAL_STATUTE",
    "socialeverzekeringsfondsen": "SVF:SOCIAL_STATUTE",
    "rva": "RVA:ADMISSIBILITY",
    "hvw": "HVW:ADMISSIBILITY",
    "acv": "ACV:ADMISSIBILITY",
    "abvv": "ABVV:ADMISSIBILITY",
    "aclvb": "ACLVB:ADMISSIBILITY",
    "fso": "FSO:CLOSURE",
    "rjv": "RJV:ANNUAL_HOLIDAY",
    "sigedis": "SIGEDIS:CAREER",
    "vsi": "VSI:SECONDARY_NETWORK",
    "vdab": "VDAB:AVAILABILITY",
    "forem": "FOREM:AVAILABILITY",
    "dg-han": "DGHAN:ALLOWANCES",
}
"""Legal context of whom 23/058 lets ask the KSZ without an integrator of its own."""

THROUGH = {
    "shm": ("vmsw", "14/088 §3"),
    "svk": ("vmsw", "14/088 §3"),
    "bghm": ("fidus", "23/058 §79.11"),
    "ovm": ("fidus", "23/058 §79.11"),
    "fluvius": ("magda", "22/004 §6, §31"),
    "veka": ("magda", "22/004 §6, §31"),
    "wonen-in-vlaanderen": ("magda", "22/004 §6, §31"),
    "wonen-in-limburg": ("magda", "Protocol WiV–Wonen in Limburg recital C2"),
    "wiv-toezicht": ("magda", "23/058 §69, §87"),
    "opgroeien-regie": ("magda", "23/058 §70, §87"),
    "vutg": ("magda", "23/058 §70, §87"),
    "infino": ("magda", "23/058 §70, §87"),
    "kidslife": ("magda", "23/058 §70, §87"),
    "my-family": ("magda", "23/058 §70, §87"),
    "parentia": ("magda", "23/058 §70, §87"),
}
"""Behind whom somebody reaches the KSZ, and where the act says so."""


def standing_for(actor: str) -> list[Party]:
    """The parties that are an actor of the acts, or a member of that group."""
    return [p for p in PARTIES.all if actor in (p.id, p.member_of, *p.actors)]


def party(party_id: str) -> Party:
    found = PARTIES.get(party_id)
    assert found is not None, party_id
    return found


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(actor, id=f"{actor}, {act}")
        for act, actors in ACTORS.items()
        for actor in actors.split()
    ],
)
def test_every_recipient_and_intermediary_of_the_acts_is_a_party(actor: str) -> None:
    """With somebody who works there, but for the integrators: they ask for others."""
    (found,) = standing_for(actor)
    assert bool(found.staff) is (found.id not in ("magda", "fidus"))


def test_an_organisation_that_changed_its_name_is_one_party() -> None:
    """Wonen-Vlaanderen went on under its number. Source: 23/058 §62, §66."""
    assert standing_for("wonen-vlaanderen") == [party("wonen-in-vlaanderen")]
    assert PARTIES.get("wonen-vlaanderen") is None


@pytest.mark.parametrize(("party_id", "capacity"), DIRECTLY.items())
def test_who_asks_the_ksz_directly_has_a_legal_context_of_its_own(
    party_id: str, capacity: str
) -> None:
    (connection,) = party(party_id).connections
    assert (connection.hop, connection.capacities) == ("ksz", (capacity,))


FUNDS = [p for p in PARTIES.all if p.id.startswith("fund-")]


@pytest.mark.parametrize("fund", FUNDS, ids=lambda fund: fund.id)
def test_every_sectoral_fund_has_a_legal_context_of_its_own(fund: Party) -> None:
    """Source: 23/058 §44-56/5, twenty-one funds."""
    assert len(FUNDS) == 21
    (connection,) = fund.connections
    capacity = f"{fund.id.upper().replace('-', '_')}:BENEFIT"
    assert (connection.hop, connection.capacities) == ("ksz", (capacity,))


@pytest.mark.parametrize(
    ("party_id", "integrator", "source"),
    [pytest.param(who, *how, id=who) for who, how in THROUGH.items()],
)
def test_who_asks_through_another_stands_behind_its_door(
    party_id: str, integrator: str, source: str
) -> None:
    """And has none of its own at the KSZ."""
    (door,) = party(integrator).connections
    assert door.hop == "ksz", source
    assert party_id in door.on_behalf_of, source
    assert "ksz" not in {c.hop for c in party(party_id).connections}, source


def test_nobody_else_stands_behind_a_door_at_the_ksz() -> None:
    behind = {
        (other, each.id)
        for each in PARTIES.all
        for door in each.connections
        if door.hop == "ksz"
        for other in door.on_behalf_of
    }
    assert behind == {(who, through) for who, (through, _) in THROUGH.items()}


def test_the_supervisor_is_told_from_the_agency_by_certificate_and_capacity() -> None:
    """They share a number. Source: 23/058 §69."""
    agency, supervisor = party("wonen-in-vlaanderen"), party("wiv-toezicht")
    assert agency.number == supervisor.number
    assert agency.common_name != supervisor.common_name
    (connection,) = supervisor.connections
    assert connection.capacities == ("7203",)
    (magda,) = party("magda").connections
    assert "VO:SUPERVISION" in magda.capacities
