"""The file of authorisations: what it must hold, and how a mistake in one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from kruispunt_contracts import catalogue
from kruispunt_simulator import services
from kruispunt_simulator.errors import ConfigurationError
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.law.load import ACTS, load_discontinued, load_grants
from kruispunt_simulator.law.model import Discontinued, Grant
from kruispunt_simulator.parties import Connection, Parties
from kruispunt_simulator.rules.withholding import unconditional
from lxml import etree

GRANTS = load_grants()
VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"
PARTIES = Parties.load()
SERVICES = services.discover()

IN_FORCE = {
    "Protocol WiV–Wonen in Limburg": date(2024, 1, 1),
    "Protocol Zorgtoeslag 2021-05-07": date(2021, 5, 17),
    "14/088": date(2014, 10, 7),
    "22/004": date(2022, 7, 5),
    "23/058": date(2024, 1, 24),
    "Our choice, no act among ours": date(2024, 1, 1),
}
"""First day of each act. Source: see `cases.yaml`."""

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
    first = IN_FORCE[grant.act]
    if grant.act == "14/088":
        is_successor = grant.party != "vmsw"
        first = SUCCESSION if is_successor else first
        last = None if is_successor else SUCCESSION - timedelta(days=1)
        assert grant.until == last
    assert grant.from_ == first
    assert grant.paragraphs.startswith(("art. ", "§", "(youth help"))
    assert grant.citation == f"{grant.act} {grant.paragraphs}"


@one_grant
def test_a_grant_is_for_a_capacity_that_its_party_was_given(grant: Grant) -> None:
    """Else the stage `agreement` refuses before the law is asked."""
    capacities = [c.capacities for c in connections(grant.party, grant.hop)]
    assert any(grant.capacity in each for each in capacities)


@one_grant
def test_a_grant_is_for_operations_that_there_are(grant: Grant) -> None:
    known = {
        operation.name
        for contract in catalogue.load().contracts
        if contract.service == grant.service
        for operation in contract.operations
    }
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
    assert any(set(grant.beneficiaries) <= set(door.on_behalf_of) for door in doors)


@one_grant
def test_a_grant_that_goes_on_fits_a_grant_at_the_next_hop(grant: Grant) -> None:
    """
    What a hop asks further, it must be granted there too.

    Source: Protocol WiV–Wonen in Limburg art. 3 (only what the agency may itself
    obtain).
    """
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
def test_a_withheld_element_may_be_left_out_or_has_a_value_in_its_place(
    grant: Grant,
) -> None:
    """Source: 23/058 §85; 22/004 §22-24; Protocol WiV–Wonen in Limburg art. 3."""
    answering = [
        service
        for (name, _, operation), service in SERVICES.items()
        if name == grant.service
        and (not grant.operations or operation in grant.operations)
    ]
    droppable = set().union(*(service.droppable for service in answering))
    withheld = (*grant.withheld, *grant.withheld_of_adults)
    paths = {p if p in droppable else unconditional(p) for p in withheld}
    assert paths <= droppable
    assert not set(grant.withheld) & set(grant.neutral)


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


def test_a_list_of_paths_may_hold_a_shared_list() -> None:
    grant = GRANTS[0].model_dump(by_alias=True) | {
        "withheld": (("a", "b"), "c", ()),
        "closed": ("d",),
    }
    made = Grant.model_validate(grant)
    assert made.withheld == ("a", "b", "c")
    assert made.closed == ("d",)


@one_grant
def test_a_grant_with_a_limited_depth_is_for_a_service_that_tells_ages(
    grant: Grant,
) -> None:
    """Source: R-BIN-07, Protocol WiV–Wonen in Limburg art. 3 (identification 3)."""
    if grant.history_years is not None:
        answering = [s for (n, _, _), s in SERVICES.items() if n == grant.service]
        assert answering
        assert all(service.ages for service in answering)


def test_the_depth_of_identification_history_is_five_years() -> None:
    """Source: R-BIN-07, R-PUR-07, `ID_HISTORY_YEARS`."""
    histories = ("-person-history", "-household-history")
    depths = [g.history_years for g in GRANTS if g.id.endswith(histories)]
    assert depths == [5, 5, 5, 5]


@one_grant
def test_a_repertory_is_demanded_where_the_act_demands_it(grant: Grant) -> None:
    """
    A grant wants an inscription in the repertory of its integrator.

    Not so: at `wiv` the agency's integrator looks, one hop further; the
    MijnVerbouwPremie is looked up in the repertory of the Flemish integrator only; and
    14/088 says nothing of a repertory.

    Source: 22/004 §6, §32; 23/058 §88, §79.11.
    """
    expected = {"wiv": "none", "magda": "vdi", "ksz": "ksz"}[grant.hop]
    if grant.party == "fidus":
        expected = "fidus"
    silent = grant.capacity == "VO:MIJNVERBOUWPREMIE" or grant.act == "14/088"
    if silent or grant.inscribes:
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


@pytest.mark.parametrize("stopped", load_discontinued(), ids=lambda s: s.service)
def test_a_stopped_service_is_cited_and_is_not_offered(stopped: Discontinued) -> None:
    """Source: Protocol Zorgtoeslag 2021-05-07 recital C1, art. 2 (R-T-09)."""
    assert stopped.act in IN_FORCE
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
act: "1/1"
withheld: {}
grants:
  - id: one
    hop: magda
    party: p
    capacity: "1"
    service: S
    operations: [ask]
    paragraphs: §1
    from: 2024-01-01
    until: 2024-12-31
"""
SECOND = GOOD.partition("grants:\n")[2].replace("id: one", "id: two")

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an authorisations file."""

    def write(text: str, name: str = "law.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_the_built_in_file_is_read_unless_others_are_given(write: Write) -> None:
    assert load_grants([ACTS]) == GRANTS
    assert [grant.id for grant in load_grants([write(GOOD)])] == ["one"]


def test_files_add_up(write: Write) -> None:
    grants = load_grants([ACTS, write(GOOD)])
    assert len(grants) == len(GRANTS) + 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("hop: magda", "hop: vdi", ":5: grants.0.hop: ", id="a hop"),
        pytest.param("from: 2024-01-01", "form: 2024-01-01", ":11: ", id="a key"),
        pytest.param("2024-12-31", "2024-13-31", ":12: cannot read ", id="a date"),
        pytest.param('capacity: "1"', "capacity: 1", ":7: ", id="a code unquoted"),
        pytest.param(
            "    until: 2024-12-31\n",
            "    register: vid\n",
            ":12: grants.0.register: ",
            id="a repertory",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(
    write: Write, old: str, new: str, problem: str
) -> None:
    assert old in GOOD
    path = write(GOOD.replace(old, new))
    with pytest.raises(ConfigurationError) as caught:
        load_grants([path])
    assert f"{path}{problem}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('capacity: "1"', 'capacity: "2"', id="in another capacity"),
        pytest.param("[ask]", "[tell]", id="for another operation"),
        pytest.param("service: S", "service: T", id="for another service"),
        pytest.param("party: p", "party: q", id="for another party"),
        pytest.param("hop: magda", "hop: wiv", id="at another hop"),
        pytest.param(
            "from: 2024-01-01\n    until: 2024-12-31",
            "from: 2025-01-01",
            id="from the day after",
        ),
        pytest.param(
            "from: 2024-01-01\n    until: 2024-12-31",
            "from: 2023-01-01\n    until: 2023-12-31",
            id="until the day before",
        ),
    ],
)
def test_two_grants_that_never_meet_are_accepted(
    write: Write, old: str, new: str
) -> None:
    """The twin of the refusals below."""
    assert old in SECOND
    assert len(load_grants([write(GOOD + SECOND.replace(old, new))])) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("id: two", "id: two", id="all of it"),
        pytest.param("[ask]", "[tell, ask]", id="one operation"),
        pytest.param("[ask]", "[]", id="all operations"),
        pytest.param(
            "from: 2024-01-01\n    until: 2024-12-31",
            "from: 2024-12-31",
            id="the last day",
        ),
        pytest.param(
            "from: 2024-01-01\n    until: 2024-12-31",
            "from: 2023-01-01\n    until: 2024-01-01",
            id="the first day",
        ),
        pytest.param("    until: 2024-12-31\n", "", id="no end"),
    ],
)
def test_one_question_has_at_most_one_ground_on_a_day(
    write: Write, old: str, new: str
) -> None:
    """Else the citation in the log would depend on the order of the file."""
    assert old in SECOND
    with pytest.raises(ConfigurationError, match="two and one answer the same"):
        load_grants([write(GOOD + SECOND.replace(old, new))])


def test_an_id_stands_once_in_all_files(write: Write) -> None:
    other = GOOD.replace("party: p", "party: q")
    assert len(load_grants([write(GOOD), write(other.replace("one", "two"), "b")])) == 2
    with pytest.raises(ConfigurationError, match="one: this grant id stands twice"):
        load_grants([write(GOOD), write(other, "b")])
