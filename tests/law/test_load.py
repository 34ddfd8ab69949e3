"""The file of authorisations: what it must hold, and how a mistake in one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from kruispunt_contracts import catalogue
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import ACTS, Discontinued, Grant, law, load_law
from kruispunt_law.operations import operations_of
from kruispunt_simulator import services
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Connection, Parties
from kruispunt_simulator.parties.staff import Role
from lxml import etree

LAW = law()
GRANTS = LAW.grants
VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"
PARTIES = Parties.load()
SERVICES = services.discover()
PUSHED = "HdiIndemnityAllowanceNotifications"

SUCCESSION = date(2023, 1, 1)
"""
From then on Wonen in Vlaanderen has what VMSW had, which ends the day before.

Source: 23/058 §62, §66 (rule R-T-08).
"""

one_grant = pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: grant.id)


def connections(party: str, hop: str) -> list[Connection]:
    found = PARTIES.get(party)
    assert found is not None, f"no party {party}"
    return [c for c in found.connections if c.hop == hop]


@one_grant
def test_a_grant_cites_an_act_and_holds_from_its_first_day(grant: Grant) -> None:
    """From the first day of the act, or of the later one of two that it rests on."""
    cited = {act.cited: act for act in LAW.acts.values()}
    first = cited[grant.act].in_force.from_
    if grant.act == "14/088":
        is_successor = grant.party != "vmsw"
        first = SUCCESSION if is_successor else first
        last = None if is_successor else SUCCESSION - timedelta(days=1)
        assert grant.until == last
    elif len({entry.act for entry in LAW.entries_of(grant)}) > 1:
        first = max(entry.from_ or date.min for entry in LAW.entries_of(grant))
    assert grant.from_ == first
    assert grant.paragraphs
    assert grant.citation == f"{grant.act} {grant.paragraphs}"


@one_grant
def test_a_grant_is_for_a_capacity_that_its_party_was_given(grant: Grant) -> None:
    """Else the stage `agreement` refuses before the law is asked."""
    capacities = [c.capacities for c in connections(grant.party, grant.hop)]
    assert any(grant.capacity in each for each in capacities)


@one_grant
def test_a_grant_is_for_operations_that_there_are(grant: Grant) -> None:
    known = {operation for _, _, operation in operations_of(grant)}
    assert known
    assert set(grant.operations) <= known


@one_grant
def test_a_grant_names_parties_that_there_are(grant: Grant) -> None:
    for party in (*grant.beneficiaries, *filter(None, [grant.registrant])):
        assert PARTIES.get(party) is not None, party


@one_grant
def test_the_beneficiaries_of_a_grant_stand_behind_the_same_door(grant: Grant) -> None:
    """Source: 22/004 §31, 23/058 §87: through the integrator, on their behalf."""
    doors = [
        door
        for door in connections(grant.party, grant.hop)
        if grant.capacity in door.capacities
    ]
    behind = set(grant.beneficiaries) - {grant.party}
    assert any(behind <= set(door.on_behalf_of) for door in doors)


@one_grant
def test_a_grant_that_goes_on_fits_a_grant_at_the_next_hop(grant: Grant) -> None:
    """
    What a hop asks further, it must be granted there too.

    Source: Protocol WiV–Wonen in Limburg art. 3 (only what the agency may itself
    obtain). What is pushed comes down the chain, so goes on to nobody.
    """
    if grant.service == PUSHED:
        assert grant.onward is None
        return
    plan = HOPS[grant.hop]
    if plan.relays:
        wanted = {(grant.service, None)}
    else:
        wanted = set()
        for key, service in SERVICES.items():
            if key[0] == grant.service:
                wanted |= {(name, operation) for name, _, operation in service.consults}
                if service.onward:
                    wanted.add((service.onward.service, None))
    assert (grant.onward is not None) == bool(wanted)
    next_grants = [
        each
        for each in GRANTS
        if (each.hop, each.party, each.capacity)
        == (plan.next_hop, plan.operator, grant.onward)
    ]
    for name, operation in wanted:
        assert any(
            each.service == name
            and (not (operation and each.operations) or operation in each.operations)
            for each in next_grants
        ), (name, operation)


@one_grant
def test_what_a_grant_closes_may_be_asked_in_the_contract(grant: Grant) -> None:
    """A path with a typing error in it would close nothing."""
    examples = [
        root.find("Verzoek/Vragen/Vraag") if root.find("Verzoek") is not None else root
        for path in sorted(VECTORS.rglob("*request*.xml"))
        for root in [etree.parse(str(path)).getroot()]
        for operation in [catalogue.load().by_request(root.tag)]
        if operation is not None and operation.contract.service == grant.service
    ]
    for path in grant.closed:
        assert any(example.find(path) is not None for example in examples), path


@one_grant
def test_a_grant_with_a_limited_depth_is_for_a_service_that_tells_ages(
    grant: Grant,
) -> None:
    """Source: R-BIN-07, Protocol WiV–Wonen in Limburg art. 3 (identification 3)."""
    if grant.history_years is not None:
        answering = [SERVICES[key] for key in operations_of(grant)]
        assert answering
        assert all(service.ages for service in answering)


def test_the_depth_of_identification_history_is_five_years() -> None:
    """Source: R-BIN-07, R-PUR-07, `ID_HISTORY_YEARS`."""
    histories = ("-person-history", "-household-history")
    depths = [g.history_years for g in GRANTS if g.id.endswith(histories)]
    assert depths == [5, 5, 5, 5]


@one_grant
def test_the_roles_that_a_grant_names_are_those_of_staff_lists(grant: Grant) -> None:
    """A misspelt one would refuse everybody. Source: S-AC-06 to 08, S-AC-10."""
    assert set(grant.roles) <= set(Role)


@one_grant
def test_a_repertory_is_demanded_where_the_act_demands_it(grant: Grant) -> None:
    """
    A grant wants an inscription in the repertory of its integrator.

    Not so: at `wiv` the agency's integrator looks, one hop further; the
    MijnVerbouwPremie is looked up in the repertory of the Flemish integrator only;
    14/088 says nothing of a repertory; and an inspection is exempt.

    Source: 22/004 §6, §32; 23/058 §14, §88, §79.11.
    """
    expected = {"wiv": "none", "magda": "vdi", "ksz": "ksz"}[grant.hop]
    if grant.party == "fidus":
        expected = "fidus"
    silent = grant.capacity == "VO:MIJNVERBOUWPREMIE" or grant.act == "14/088"
    if silent or grant.inscribes or ":INSPECTION" in grant.capacity:
        expected = "none"
    assert grant.register_ == expected


def test_who_declares_a_file_is_not_asked_for_one() -> None:
    """
    Every grant at MAGDA of a service of the repertories says where it may write.

    Source: 22/004 §6, §32; 23/058 §88.
    """
    for grant in GRANTS:
        flows = {s.flow for key, s in SERVICES.items() if key[0] == grant.service}
        may_write = flows == {"repertory"} and grant.hop == "magda"
        assert bool(grant.inscribes) is may_write, grant.id


@one_grant
def test_a_file_can_be_declared_where_it_will_be_looked_for(grant: Grant) -> None:
    """
    For each file that a question of MAGDA's askers needs, some grant lets them declare
    it with the very quality.

    Source: 22/004 §6, §32; 23/058 §88; MAGDA wiki page 1211498782.
    """
    register, keeper, quality = grant.file
    if register not in ("vdi", "ksz") or not connections(keeper, "magda"):
        return  # FIDUS and the federal bodies have registers of their own
    assert any(
        other.party == keeper and other.inscribes.get(register) == quality
        for other in GRANTS
    )


@pytest.mark.parametrize("stopped", LAW.discontinued, ids=lambda s: s.service)
def test_a_stopped_service_is_cited_and_is_not_offered(stopped: Discontinued) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 recital C1, art. 2 (R-T-09)."""
    assert stopped.act in {act.cited for act in LAW.acts.values()}
    assert stopped.paragraphs
    assert (stopped.service, stopped.version) not in {key[:2] for key in SERVICES}
    assert catalogue.load().by_path(stopped.path) is None
    assert stopped.successors
    for successor in stopped.successors:
        assert successor.service in {key[0] for key in SERVICES}
        catalogue.load().contract(successor.service, successor.version)
    assert len(stopped.told) <= 200


# What is wrong with a file


GOOD = """\
act: own
kind: choice
cited: Own act
title: An act of a user
issued_by: the user
in_force: {from: 2024-01-01, until: null, because: our choice}
nature: none
purposes:
  trial: {for: trying, cited: Own act §1}
keep:
  short: {at_most: P1Y, from: receipt, events: [data-received], stated: true, cited: §2}
lists:
  points: [zt-child-ssin, zt-points-total]
common:
  chain: [source, '{recipient}']
  sources: []
  service: geefzorgtoeslag-2-0
  purposes: [trial]
  subjects: []
  register: not-stated
  history: none
  frequency: none
  duration: none
  keep: [short]
  checks: ck-reference
  context: own-{recipient}
entries:
  - id: own-{recipient}-points
    recipients: [fluvius, veka]
    paragraphs: [§1]
    allowed: points
grants:
  - id: "{party}-points"
    under: own-{party}-points
    hop: magda
    parties: {fluvius: "7301", veka: "7302"}
    service: GeefZorgtoeslag
    versions: [02.00.0000]
    paragraphs: §1
    until: 2024-12-31
"""
SECOND = """\
  - id: two
    under: own-fluvius-points
    hop: magda
    party: fluvius
    capacity: "7301"
    service: GeefZorgtoeslag
    versions: [02.00.0000]
    paragraphs: §1
    until: 2024-12-31
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an act file."""

    def write(text: str, name: str = "own.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_an_own_act_stands_beside_those_that_come_with_kruispunt(write: Write) -> None:
    made = load_law([ACTS, write(GOOD)])
    assert load_law([ACTS]).grants == GRANTS
    assert {grant.id for grant in made.grants} - {grant.id for grant in GRANTS} == {
        "fluvius-points",
        "veka-points",
    }


def test_what_is_said_once_holds_for_every_recipient(write: Write) -> None:
    made = load_law([write(GOOD)])
    assert [entry.recipient for entry in made.entries.values()] == ["fluvius", "veka"]
    for entry in made.entries.values():
        assert entry.allowed == ("zt-child-ssin", "zt-points-total")
        assert entry.chain == ("source", entry.recipient)
        assert entry.context == f"own-{entry.recipient}"
    for grant in made.grants:
        assert grant.fields == {"zt-child-ssin", "zt-points-total"}
        assert grant.act == "Own act"
        assert (grant.from_, grant.until) == (date(2024, 1, 1), date(2024, 12, 31))
        assert list(made.keep_rules(grant)) == ["short"]


MISTAKES = [
    ("hop: magda", "hop: vdi", "hop: ", "hop: vdi"),
    ("in_force:", "inforce:", "inforce: ", "inforce:"),
    ("2024-12-31", "2024-13-31", "cannot read ", "2024-13-31"),
    ("    paragraphs: §1\n", "    paragraph: §1\n", "paragraph: ", "paragraph: §1"),
    ("register: not-stated", "register: vid", "no rule vid", "- id: own-"),
    ("keep: [short]", "keep: [long]", "no rule long", "- id: own-"),
    ("purposes: [trial]", "purposes: [sale]", "no purpose sale", "- id: own-"),
    ("checks: ck-reference", "checks: ck-none", "no set ck-none", "- id: own-"),
    ("allowed: points", "allowed: pointz", "no list pointz", "allowed: pointz"),
    ("zt-points-total]", "zt-points-all]", "no field zt-points-all", "- id: own-"),
    ("under: own-{party}", "under: own-x-{party}", "no entry own-x-", "under: own-x"),
    ("GeefZorgtoeslag\n", "GeefZorg\n", "no such contract", '- id: "{party}'),
    ("[02.00.0000]", "[02.09.0000]", "no such contract", '- id: "{party}'),
    ("until: 2024-12-31", "from: 2023-12-31", "before own-", '- id: "{party}'),
]


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"), MISTAKES, ids=[row[2] for row in MISTAKES]
)
def test_a_mistake_is_told_with_file_line_and_reason(
    write: Write, old: str, new: str, problem: str, line: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    path = write(text)
    number = next(n for n, each in enumerate(text.splitlines(), 1) if line in each)
    with pytest.raises(ConfigurationError) as caught:
        load_law([path])
    assert f"{path}:{number}: " in str(caught.value)
    assert problem in str(caught.value)


def test_a_grant_may_not_do_without_the_repertory_that_its_entry_demands(
    write: Write,
) -> None:
    """Source: 22/004 §6, §32; its twin below has it."""
    text = GOOD.replace("register: not-stated", "register: vdi-prior")
    with pytest.raises(ConfigurationError, match="demands the repertory vdi"):
        load_law([write(text)])
    held = text.replace("    hop: magda\n", "    hop: magda\n    register: vdi\n")
    assert len(load_law([write(held)]).grants) == 2


def test_a_mention_in_an_act_grants_nothing(write: Write) -> None:
    text = GOOD.replace(
        "    allowed: points\n", "    allowed: points\n    kind: reference\n"
    )
    with pytest.raises(ConfigurationError, match="which is only named in the acts"):
        load_law([write(text)])


def test_an_act_that_was_ended_ends_what_it_granted(write: Write) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 8; Protocol Zorgtoeslag art. 8."""
    ended = GOOD.replace("nature: none\n", "nature: none\nended: 2024-06-30\n")
    assert {g.until for g in load_law([write(ended)]).grants} == {date(2024, 6, 30)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('capacity: "7301"', 'capacity: "7399"', id="in another capacity"),
        pytest.param("party: fluvius", "party: rva", id="for another party"),
        pytest.param("hop: magda", "hop: wiv", id="at another hop"),
        pytest.param("until: 2024-12-31", "from: 2025-01-01", id="from the next day"),
    ],
)
def test_two_grants_that_never_meet_are_accepted(
    write: Write, old: str, new: str
) -> None:
    """The twin of the refusals below."""
    assert old in SECOND
    assert len(load_law([write(GOOD + SECOND.replace(old, new))]).grants) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("id: two", "id: two", id="all of it"),
        pytest.param(
            "versions: [02.00.0000]",
            "versions: [02.00.0000]\n    operations: [GeefZorgtoeslag]",
            id="an operation",
        ),
        pytest.param("until: 2024-12-31", "from: 2024-12-31", id="the last day"),
        pytest.param("    until: 2024-12-31\n", "", id="no end"),
    ],
)
def test_one_question_has_at_most_one_ground_on_a_day(
    write: Write, old: str, new: str
) -> None:
    """Two entries that disagree would make the answer depend on their order."""
    assert old in SECOND
    path = write(GOOD + SECOND.replace(old, new))
    with pytest.raises(ConfigurationError) as caught:
        load_law([path])
    assert f"{path}:{len(GOOD.splitlines()) + 1}: two: " in str(caught.value)
    assert "answers the same question on one day as fluvius-points" in str(caught.value)


def test_a_name_stands_once(write: Write) -> None:
    again = SECOND.replace("id: two", "id: fluvius-points").replace("7301", "7399")
    with pytest.raises(ConfigurationError, match="this grant id stands twice"):
        load_law([write(GOOD + again)])
    with pytest.raises(ConfigurationError, match="act own stands in two files"):
        load_law([write(GOOD), write(GOOD, "other.yaml")])
