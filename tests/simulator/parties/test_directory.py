"""Parties, their connections and their staff: the built-in files and their rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import Codes
from kruispunt_simulator import numbers
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import PARTIES as FOLDER
from kruispunt_simulator.parties import Connection, Parties, Party
from kruispunt_simulator.people import PERSONAS, People

PARTIES = Parties.load()
ALL = PARTIES.all
CONNECTIONS = [(p, c) for p in ALL for c in p.connections]

Make = Callable[..., Party]


@pytest.fixture
def make() -> Make:
    """Make a party that differs in what is given."""

    def make(party_id: str = "a", **given: object) -> Party:
        fields = {
            "id": party_id,
            "name": "A",
            "description": "For one test.",
            "leg": "magda",
            "number": "0999000207",
            "common_name": f"0999000207 {party_id} TEST",
            "application": "application",
            "connections": (Connection(hop="magda", sender=party_id, capacities=()),),
            "staff": (),
        }
        return Party.model_validate(fields | given)

    return make


def by_id(party: Party) -> str:
    return party.id


@pytest.mark.parametrize("party", ALL, ids=by_id)
def test_a_party_is_found_by_its_id_and_by_its_certificate(party: Party) -> None:
    assert PARTIES.get(party.id) is party
    assert PARTIES.by_common_name(party.common_name) is party


@pytest.mark.parametrize(
    ("party", "connection"),
    [pytest.param(p, c, id=f"{c.sender} at {c.hop}") for p, c in CONNECTIONS],
)
def test_a_connection_is_found_by_its_sender(
    party: Party, connection: Connection
) -> None:
    assert PARTIES.by_sender(connection.hop, connection.sender) == (party, connection)


def test_what_nobody_has_finds_nobody() -> None:
    assert PARTIES.get("nobody") is None
    assert PARTIES.by_common_name("nobody") is None
    assert PARTIES.by_sender("magda", "nobody.be/nothing-aip") is None


def test_a_sender_is_of_one_hop_only() -> None:
    party = PARTIES.get("wonen-in-limburg")
    assert party is not None
    (connection,) = party.connections
    assert connection.hop == party.leg == "wiv"
    assert PARTIES.by_sender("wiv", connection.sender) == (party, connection)
    assert PARTIES.by_sender("magda", connection.sender) is None


@pytest.mark.parametrize("party", ALL, ids=by_id)
def test_a_party_connects_where_its_certificate_is_from(party: Party) -> None:
    """A hop trusts the authority of its own leg only."""
    assert {c.hop for c in party.connections} <= {party.leg}
    assert bool(party.connections) is (party.leg != "none")


PUBLIC = {
    "wonen-in-limburg": "0401314140",
    "wonen-in-vlaanderen": "0316380841",
    "wiv-toezicht": "0316380841",
    "opgroeien-regie": "0886886638",
    "vmsw": "0236506487",
}
"""
Enterprise numbers that stand in the acts.

Source: Protocol WiV–Wonen in Limburg and Protocol Zorgtoeslag 2021-05-07, parties; the
supervisor is a department of the agency: 23/058 §69.
"""


@pytest.mark.parametrize("party", ALL, ids=by_id)
def test_a_number_is_that_of_the_acts_or_nobodys(party: Party) -> None:
    public = PUBLIC.get(party.id)
    assert numbers.has_valid_enterprise_check(party.number) is (public is not None)
    assert party.number == (public or party.number)
    assert len(party.number) == 10


@pytest.mark.parametrize("party", ALL, ids=by_id)
def test_a_certificate_begins_with_a_number(party: Party) -> None:
    """Source: MAGDA wiki page 485982282; an OVO code where the number is shared."""
    shared = party.number == "0316380841"
    assert party.common_name.startswith("OVO" if shared else f"{party.number} ")
    assert len(party.common_name) <= 64, "the limit of a common name in X.520"
    assert len(party.name) <= 64, "that of an organisation"


@pytest.mark.parametrize("party", ALL, ids=by_id)
def test_staff_are_fictitious(party: Party) -> None:
    for member in party.staff:
        assert numbers.is_fictitious(member.insz), member.name


def test_nobody_works_at_two_parties_or_has_a_file() -> None:
    """Who asks is never asked about, unless a test wants it so."""
    staff = [member.insz for party in ALL for member in party.staff]
    assert len(set(staff)) == len(staff)
    assert not {person.ssin for person in People.load([PERSONAS])} & set(staff)


@pytest.mark.parametrize("name", [n for n in HOPS if HOPS[n].next_hop is not None])
def test_a_hop_that_asks_further_is_a_party_of_the_next_hop(name: str) -> None:
    plan = HOPS[name]
    operator = PARTIES.get(plan.operator)
    assert operator is not None
    assert plan.next_hop in {c.hop for c in operator.connections}


def test_the_ksz_knows_its_customers_by_enterprise_number() -> None:
    for party, connection in CONNECTIONS:
        if connection.hop == "ksz":
            assert connection.sender == party.number


def test_the_staff_of_a_door_are_of_the_party_and_of_those_behind_it() -> None:
    """Wonen in Vlaanderen passes on for housing companies through one door only."""
    own, passing = (
        "wonenvlaanderen.be/premies-aip",
        "wonenvlaanderen.be/sociale-huur-aip",
    )
    names: dict[str, set[str]] = {}
    for sender in (own, passing):
        found = PARTIES.by_sender("magda", sender)
        assert found is not None
        party, connection = found
        staff = PARTIES.staff_of(connection, party)
        names[sender] = {line.member.name for line in staff}
    assert {"Griet De Testere", "Tom Proefman"} <= names[own]
    assert "Mieke Vandersmissen" not in names[own]
    assert names[passing] > names[own]
    assert "Mieke Vandersmissen" in names[passing]
    assert "Rachid Voorbeeld" not in names[passing]


def test_the_parties_of_a_folder_are_those_of_its_files(tmp_path: Path) -> None:
    """A chapter each; what stands twice is told across files too."""
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert Parties.load(tmp_path).all == ALL
    (tmp_path / "again.yaml").write_bytes((FOLDER / "brussels.yaml").read_bytes())
    with pytest.raises(ConfigurationError, match="a party id stands twice"):
        Parties.load(tmp_path)


def test_who_gets_a_certificate_at_the_first_start_can_have_one() -> None:
    """The hops among them, for they ask each other, and two on every leg."""
    legs = [party.leg for party in ALL if party.at_start]
    assert "none" not in legs
    assert {leg: legs.count(leg) > 1 for leg in HOPS} == dict.fromkeys(HOPS, True)
    for plan in HOPS.values():
        operator = PARTIES.get(plan.operator)
        assert plan.next_hop is None or (operator and operator.at_start)


# What is refused


def test_parties_that_differ_are_accepted(make: Make) -> None:
    """The twin of the refusals below."""
    assert len(Parties((make("a"), make("b"))).all) == 2


@pytest.mark.requirement("S-TR-05")
@pytest.mark.parametrize(
    ("other", "twice"),
    [
        pytest.param({"party_id": "a", "common_name": "c"}, "party id", id="id"),
        pytest.param(
            {"party_id": "b", "common_name": "0999000207 a TEST"},
            "common_name",
            id="certificate",
        ),
        pytest.param(
            {
                "party_id": "b",
                "connections": (
                    {"hop": "magda", "sender": "a", "capacities": ("7101",)},
                ),
            },
            "sender",
            id="sender",
        ),
        pytest.param(
            {"party_id": "b", "actors": ("a",)},
            "name of the acts",
            id="another name",
        ),
    ],
)
def test_what_names_a_party_stands_once(
    make: Make, other: dict[str, object], twice: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.1 (certificate unique per party)."""
    connections = {"connections": ()} if twice != "sender" else {}
    with pytest.raises(ConfigurationError, match=f"a {twice} stands twice"):
        Parties((make("a"), make(**(connections | other))))


def test_one_sender_may_stand_at_two_hops(make: Make) -> None:
    both = make(
        connections=(
            {"hop": "magda", "sender": "x", "capacities": ("1",)},
            {"hop": "ksz", "sender": "x", "capacities": ("2",)},
        )
    )
    parties = Parties((both,))
    for hop in ("magda", "ksz"):
        found = parties.by_sender(hop, "x")
        assert found is not None
        assert found[1].hop == hop


def test_a_door_is_open_for_known_parties_only(make: Make) -> None:
    """An operator's typing error is told at the start, not at the first question."""
    door = {"hop": "magda", "sender": "x", "capacities": ("1",), "on_behalf_of": ("b",)}
    with pytest.raises(ConfigurationError, match="a: on_behalf_of: no party b"):
        Parties((make("a", connections=(door,)),))
    assert Parties((make("a", connections=(door,)), make("b"))).get("b") is not None


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("leg: magda", "leg: vdi", ":5: parties.0.leg: ", id="a leg"),
        pytest.param("hop: magda", "hop: vdi", ":10: ", id="a hop"),
        pytest.param("staff: []", "staff: []\n    hobby: x", ":14: ", id="a key"),
        pytest.param('"0999000207"', "999000207", ":6: ", id="a number unquoted"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = """\
parties:
  - id: a
    name: A
    description: For one test.
    leg: magda
    number: "0999000207"
    common_name: a
    application: b
    connections:
      - hop: magda
        sender: c
        capacities: ["1"]
    staff: []
"""
    file = tmp_path / "parties.yaml"
    file.write_text(text, "utf-8")
    assert [party.id for party in Parties.load(file).all] == ["a"]
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        Parties.load(file)
    assert f"{file}{problem}" in str(caught.value)


@pytest.mark.parametrize("party_id", ["rva", "wonen-in-limburg"])
def test_a_party_can_be_given_http_basic_for_the_ksz_only(party_id: str) -> None:
    """As `kruispunt up --basic` gives it; nobody else has to bring any."""
    given = PARTIES.with_basic({party_id: "E1:secret"})
    assert [
        (party.id, c.hop) for party in given.all for c in party.connections if c.basic
    ] == [(p.id, c.hop) for p, c in CONNECTIONS if (p.id, c.hop) == (party_id, "ksz")]
    assert [p.id for p in given.all] == [p.id for p in ALL]
    assert not any(c.basic for _, c in CONNECTIONS)


def test_parties_may_have_the_codes_of_the_user() -> None:
    """At the hop that the file names, and nowhere else: `kruispunt up --codes`."""
    codes = Codes(own={"magda": {"7202": "12345"}, "ksz": {"7101": "no code there"}})
    with_them = PARTIES.with_codes(codes)
    assert with_them.codes is codes
    assert with_them.with_basic({}).codes is codes
    changed = {
        (party.id, connection.hop, capacity)
        for party in with_them.all
        for connection in party.connections
        for capacity in connection.capacities
    } - {
        (party.id, connection.hop, capacity)
        for party, connection in CONNECTIONS
        for capacity in connection.capacities
    }
    assert changed == {("wonen-in-vlaanderen", "magda", "12345")}
