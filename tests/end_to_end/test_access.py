"""
Who reaches which data, and to whom they may go on: the requirements on access.

What a single wrong element of a message meets is in `test_refusals.py`; who of a party
may ask is a matter of its staff.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from kruispunt_certs import KeyType, Pki
from kruispunt_client.identity import PrivateIdentity
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_simulator.commands.state import identity_of
from kruispunt_simulator.parties import Parties

from .envelopes import (
    ATTEST,
    CARE,
    FILES,
    GRIET,
    HANDI,
    MIEKE,
    SOFIE,
    SOON,
    Chain,
    Envelope,
    Refusal,
    errors_of,
)
from .test_disability import HANDIFLUX, LUT, handiflux

PREMIUM: dict[str, Any] = {"party": "fluvius", "capacity": "7301", "user": SOFIE}
"""MijnVerbouwPremie at the network operator."""


# --- per service, at every request ---------------------------------------------------


class Line:
    """One connection that stays open, as an application keeps it."""

    def __init__(self, chain: Chain, hop: str, party: str) -> None:
        """Connect as a party."""
        where = urlsplit(chain.simulator.urls[hop])
        self.connection = http.client.HTTPSConnection(
            str(where.hostname),
            where.port,
            context=chain.tls(hop, chain.identity(party)),
            timeout=SOON,
        )
        self.connection.connect()
        self.socket = self.connection.sock

    def ask(self, message: Envelope) -> str | None:
        """Post; give the code of the refusal, or None for an answer."""
        path = message.operation.contract.paths[0]
        self.connection.request(
            "POST", path, message.octets, {"Content-Type": "text/xml"}
        )
        reply = parse(self.connection.getresponse().read())
        assert self.connection.sock is self.socket, "it is still the same line"
        code: str | None = soap_parts(reply).payload.findtext(
            "Repliek/Uitzonderingen/Uitzondering/Identificatie"
        )
        return code


@pytest.fixture
def line(chain: Chain) -> Iterator[Callable[[str, str], Line]]:
    """Opens lines, and closes them."""
    with ExitStack() as stack:

        def connect(hop: str, party: str) -> Line:
            opened = Line(chain, hop, party)
            stack.callback(opened.connection.close)
            return opened

        yield connect


@pytest.mark.requirement("S-AC-02")
def test_what_was_allowed_for_one_service_says_nothing_of_another(
    line: Callable[[str, str], Line], envelope: Callable[..., Envelope]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2: at every request, on one open line."""
    fluvius = line("magda", "fluvius")
    allowed, other = "disability at magda", CARE
    for name, code in ((allowed, None), (other, "13001"), (allowed, None)) * 2:
        assert fluvius.ask(envelope(name, **PREMIUM).signed()) == code


# --- 22/004 is for three parties -----------------------------------------------------

THREE = {"wonen-in-vlaanderen", "fluvius", "veka"}
"""22/004 §1, §14: joint controllers, and nobody beside them."""

OUTSIDERS = [
    pytest.param(party.id, door.capacities[0], door.sender, id=f"{party.id} {at}")
    for party in Parties.load().all
    for at, door in enumerate(party.connections)
    if door.hop == "magda" and party.id not in THREE
]
"""Whoever else is connected to MAGDA, through each of its doors."""


@pytest.mark.requirement("S-AC-09")
@pytest.mark.parametrize(("party", "capacity", "sender"), OUTSIDERS)
@pytest.mark.parametrize(
    ("claims", "check"),
    [
        pytest.param({}, "law.granted", id="as itself"),
        pytest.param(
            {"Hoedanigheid": "7301"}, "agreement.capacity-known", id="for the premium"
        ),
        pytest.param(
            {
                "Hoedanigheid": "7301",
                "Identificatie": "fluvius.be/mijnverbouwpremie-aip",
            },
            "agreement.sender-is-caller",
            id="as Fluvius",
        ),
    ],
)
def test_nobody_else_gets_data_for_the_premium(
    chain: Chain,
    envelope: Callable[..., Envelope],
    party: str,
    capacity: str,
    sender: str,
    claims: dict[str, str],
    check: str,
) -> None:
    """22/004 §14: third parties have no access. With its twin: Fluvius itself."""
    message = envelope("disability at magda", party=party, capacity=capacity)
    for name, text in ({"Identificatie": sender} | claims).items():
        message.put(name, text)
    answer = message.signed().post()
    assert errors_of(chain.arrival(answer)) == [check]
    assert not answer.has_data
    assert envelope("disability at magda").signed().post().has_data


@pytest.mark.requirement("S-AC-09")
@pytest.mark.parametrize(
    ("party", "capacity"),
    [
        ("rva", "RVA:ADMISSIBILITY"),
        ("fidus", "FIDUS:SOCIAL_RENT"),
        ("vmsw", "candidate tenant"),
    ],
)
@pytest.mark.parametrize(
    ("context", "code"),
    [
        pytest.param(None, "MSG00015", id="in its own context"),
        pytest.param("VO:MIJNVERBOUWPREMIE", "MSG00014", id="for the premium"),
    ],
)
def test_nor_does_anybody_but_the_integrator_at_the_ksz(
    chain: Chain,
    envelope: Callable[..., Envelope],
    party: str,
    capacity: str,
    context: str | None,
    code: str,
) -> None:
    """22/004 §14, §31; with its twin: MAGDA, in the context of the premium."""
    asked = {"party": party, "capacity": context or capacity, "user": None}
    answer = envelope(HANDI, **asked).signed().post()
    assert answer.refusal == Refusal("fault", code)
    assert not answer.has_data
    integrator = {"capacity": "VO:MIJNVERBOUWPREMIE", "user": SOFIE}
    assert envelope(HANDI, **integrator).signed().post().has_data


# --- only through the one in between -------------------------------------------------

LAST_DAY = "2022-12-31"
"""On which VMSW asked for itself."""


def of_vmsw(chain: Chain) -> Envelope:
    """A question of VMSW."""
    asked = handiflux(on="2022-06-01")
    return Envelope(chain, replace(HANDIFLUX, party="vmsw", user=LUT, content=asked))


@pytest.mark.requirement("S-AC-15", "S-IN-01")
@pytest.mark.parametrize("party", ["wonen-in-limburg", "wonen-in-vlaanderen"])
def test_a_certificate_of_another_line_opens_no_door_to_the_ksz(
    chain: Chain, party: str
) -> None:
    """14/088 §3: a company has no line to the KSZ, nor has a body behind MAGDA."""
    record = chain.turned_away("ksz", chain.tls("ksz", chain.identity(party)))
    assert errors_of(record) == ["tls.unknown-ca"]
    chain.still_answers(HANDI)


def certificate_for_the_ksz(chain: Chain, party_id: str) -> PrivateIdentity:
    """Have the authority of the KSZ's line certify a party of another one."""
    party = chain.simulator.parties.get(party_id)
    assert party is not None
    identity = replace(identity_of(party), id=f"{party_id}-at-ksz", leg="ksz")
    pki = Pki.open(chain.simulator.settings.pki)
    if not pki.party_folder(identity.id).exists():
        pki.issue(identity, key_type=KeyType.ECDSA)
    return chain.identity(identity.id)


@pytest.mark.requirement("S-AC-15")
@pytest.mark.parametrize(
    ("number", "check"),
    [
        pytest.param("0401314140", "agreement.sender-known", id="under its own number"),
        pytest.param(
            "0236506487", "agreement.sender-is-caller", id="under that of VMSW"
        ),
    ],
)
def test_a_company_with_a_line_to_the_ksz_still_may_not_ask_it(
    dated: Callable[[str], Chain], number: str, check: str
) -> None:
    """14/088 §3: on a day on which VMSW may, and whoever it says it is."""
    chain = dated(LAST_DAY)
    own = of_vmsw(chain).signed().post()
    assert own.payload.findtext("file/rights/monthAmount") == "1108.45"
    identity = certificate_for_the_ksz(chain, "wonen-in-limburg")
    message = of_vmsw(chain).put("cbeNumber", number).signed(by=identity)
    answer = message.post(identity=identity)
    assert answer.refusal == Refusal("fault", "MSG00014")
    record = chain.arrival(answer)
    assert errors_of(record) == [check]
    assert record["party"] == "wonen-in-limburg"


# --- to whom data may go on ----------------------------------------------------------

PASSING_ON: dict[str, Any] = {
    "hop": "magda",
    "party": "wonen-in-vlaanderen",
    "capacity": "7202",
}
"""Wonen in Vlaanderen, when it asks for a housing company."""
RACHID = "85690905206"
"""Works at a housing company that MAGDA was not told of."""


@pytest.mark.requirement("S-AC-16")
def test_data_go_on_to_an_organisation_that_the_provider_was_told_of(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """
    MAGDA knows for whom the agency asks (`on_behalf_of`), and answers for nobody else.

    Source: Protocol WiV–Wonen in Limburg art. 4: after prior notification.
    """
    answer = envelope(FILES, **PASSING_ON, user=RACHID).signed().post()
    assert answer.refusal == Refusal("2", "40006")
    assert errors_of(chain.arrival(answer)) == ["user.on-staff-list"]
    assert envelope(FILES, **PASSING_ON, user=MIEKE).signed().post().has_data


@pytest.mark.requirement("S-AC-16")
def test_nothing_is_asked_for_a_company_that_signed_no_protocol(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 4: a protocol where one is needed."""
    asker = {"party": "woonmaatschappij-zonder-protocol", "user": RACHID}
    answer = envelope(FILES, **asker).signed().post()
    assert answer.refusal == Refusal("2", "13001")
    (record,) = chain.records(answer.trace)
    assert errors_of(record) == ["law.granted"]
    assert envelope(FILES).signed().post().has_data


@pytest.mark.requirement("S-AC-17")
@pytest.mark.parametrize(
    ("asker", "check"),
    [
        pytest.param(
            {"hop": "wiv", "party": "wonen-in-limburg", "capacity": "7101"},
            "law.granted",
            id="a housing company itself",
        ),
        pytest.param(PASSING_ON, "law.granted", id="the agency, to pass on"),
        pytest.param(
            PASSING_ON | {"capacity": "7201"},
            "user.on-staff-list",
            id="the agency for its premiums, with a user of the company",
        ),
    ],
)
def test_care_supplement_goes_on_to_nobody(
    chain: Chain,
    envelope: Callable[..., Envelope],
    asker: dict[str, str],
    check: str,
) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 4: not to third parties."""
    answer = envelope(CARE, **asker, user=MIEKE).signed().post()
    assert not answer.has_data
    records = chain.records(answer.trace)
    assert [errors_of(record) for record in records] == [[check]]
    own = PASSING_ON | {"capacity": "7201", "user": GRIET}
    assert envelope(CARE, **own).signed().post().has_data


def test_other_data_do_go_on(envelope: Callable[..., Envelope]) -> None:
    """The twin: the company gets, by the same way, what its own protocol lists."""
    assert envelope(FILES).signed().post().has_data
    assert envelope(ATTEST).signed().post().has_data
