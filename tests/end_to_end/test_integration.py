"""
Integration: who is asked about must be known to have a file, and the KSZ sees to that.

23/058 §87-88 and §79.11; 22/004 §6, §31, §32. How a registration comes and goes is in
`test_repertory.py`, the days on which it counts in `test_refusals_on_the_day.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.server import Server
from kruispunt_simulator.store.tables import repertory

from .envelopes import (
    ATTEST,
    BRAM,
    CARE,
    FILES,
    HANDI,
    INCAPACITY,
    PERIODS,
    TOM,
    Answer,
    Chain,
    Envelope,
    Refusal,
    errors_of,
)
from .test_disability import ANY_OF_FOUR, STATUSES, statuses

# --- through the KSZ -----------------------------------------------------------------

SOURCES = {FILES: "dgph", "disability at magda": "dgph", INCAPACITY: "insurers"}
"""Questions of 22/004 and 23/058, and who of the network knows the answer."""


@pytest.mark.requirement("S-IN-01")
@pytest.mark.parametrize("name", SOURCES)
def test_a_source_of_the_network_is_asked_by_the_ksz(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """23/058 §87; 22/004 §31: whoever asks first."""
    records = chain.records(envelope(name).signed().post().trace)
    peer = f"source:{SOURCES[name]}"
    assert {r["hop"] for r in records if r["peer"] == peer} == {"ksz"}
    others = {r["hop"] for r in records if str(r["peer"]).startswith("source:")}
    assert others == {"ksz"}


@pytest.fixture(scope="module")
def without_ksz(start: Callable[..., Chain]) -> Iterator[Chain]:
    """A chain of which the KSZ does not listen, though its sources are there."""
    chain = start()
    simulator = chain.simulator
    left = [simulator.listener(name) for name in HOPS if name != "ksz"]
    with Server(left) as server:
        simulator.serve_at({**server.urls, "ksz": "https://127.0.0.1:1"})
        yield chain


@pytest.mark.requirement("S-IN-01")
@pytest.mark.parametrize("name", SOURCES)
def test_without_the_ksz_a_source_of_the_network_tells_nothing(
    without_ksz: Chain, name: str
) -> None:
    """There is no way round; a service that needs no KSZ is answered meanwhile."""
    answer = without_ksz.envelope(name).signed().post()
    assert answer.refusal is not None
    assert not answer.has_data
    peers = [str(r["peer"]) for r in without_ksz.records(answer.trace)]
    assert not [peer for peer in peers if peer.startswith("source:")]
    assert without_ksz.envelope(CARE).signed().post().has_data


# --- beforehand ----------------------------------------------------------------------


@pytest.mark.requirement("S-IN-02", "S-IN-06")
@pytest.mark.parametrize(
    "name", [FILES, "disability at magda", CARE, INCAPACITY, ATTEST, PERIODS]
)
def test_no_source_is_asked_about_a_person_without_a_file(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """Tom is in every source; the twin shows that the source is asked otherwise."""

    def asked(message: Envelope) -> tuple[Answer, list[str]]:
        answer = message.signed().post()
        peers = [str(r["peer"]) for r in chain.records(answer.trace)]
        return answer, [peer for peer in peers if peer.startswith("source:")]

    refused, sources = asked(envelope(name).about(TOM))
    assert (refused.has_data, sources) == (False, [])
    answered, sources = asked(envelope(name))
    assert answered.has_data
    assert sources


# --- no hint -------------------------------------------------------------------------

NOBODY = "80610100139"
"""Well formed, fictitious, and in no source and no repertory."""


def told(answer: Answer) -> dict[str, list[str | None]]:
    """Every text of a reply, by the path of its element."""
    payload = answer.payload
    tree = payload.getroottree()
    texts: dict[str, list[str | None]] = {}
    for element in payload.iter():
        texts.setdefault(tree.getpath(element), []).append(element.text)
    return texts


@pytest.mark.requirement("S-IN-04")
@pytest.mark.parametrize("name", [ATTEST, PERIODS, HANDI, CARE, FILES, INCAPACITY])
def test_a_refusal_does_not_tell_whether_there_are_data(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """
    Of Tom every source knows something, of nobody none: the replies are the same.

    But for what is of one exchange: two replies about Tom differ there too.
    """
    first, second = (told(envelope(name).about(TOM).signed().post()) for _ in "12")
    nobody = envelope(name).about(NOBODY).signed().post()
    assert nobody.refusal is not None
    other = told(nobody)
    assert set(other) == set(first)
    of_one_exchange = {path for path in first if first[path] != second[path]}
    for path in set(first) - of_one_exchange:
        assert [text and text.replace(NOBODY, TOM) for text in other[path]] == (
            first[path]
        ), path
    assert envelope(name).signed().post().has_data


# --- where somebody lives ------------------------------------------------------------

VEKA = {"party": "veka", "capacity": "7302", "user": "92720107404"}


@pytest.mark.requirement("S-IN-11")
@pytest.mark.parametrize(
    ("insz", "nis_code", "on"),
    [
        pytest.param("09681137487", "21001", "2022-08-31", id="Brussels"),
        pytest.param("90671934883", "63023", "2024-04-15", id="Wallonia"),
        pytest.param("88631421307", "43018", "2024-06-01", id="Flanders"),
    ],
)
def test_residence_is_not_looked_at_for_the_premium(
    chain: Chain, insz: str, nis_code: str, on: str
) -> None:
    """22/004 §2, §27: an address outside Flanders is no reason to refuse."""
    person = chain.simulator.sources.register(insz)
    assert person is not None
    assert person.identity.address is not None
    assert person.identity.address.nis_code == nis_code
    asked = replace(STATUSES, **VEKA, content=statuses(ANY_OF_FOUR, ssin=insz, on=on))
    answer = Envelope(chain, asked).signed().post()
    assert answer.refusal is None
    assert answer.payload.findtext(".//SociaalStatuut/Resultaat/Code") == "1"


# --- Brussels ------------------------------------------------------------------------


@pytest.fixture
def file_of(chain: Chain) -> Callable[..., Any]:
    """Puts one line in a repertory, for as long as a question takes."""

    @contextmanager
    def kept(**line: Any) -> Iterator[None]:
        row = {"ssin": TOM, "begin_date": date(2024, 1, 1), "end_date": None} | line
        mine = (repertory.c.register == row["register"]) & (
            repertory.c.ssin == row["ssin"]
        )
        writing = chain.simulator.engine.execution_options(kruispunt_write=True)
        with writing.begin() as connection:
            connection.execute(repertory.insert(), [row])
        try:
            yield
        finally:
            with writing.begin() as connection:
                connection.execute(repertory.delete().where(mine))

    return kept


def is_answered(chain: Chain, message: Envelope) -> bool:
    """
    Ask about somebody of whom the repertory decides.

    Who has no file is refused in the words for that, before any source is asked.
    """
    answer = message.signed().post()
    asked = {r["direction"] for r in chain.records(answer.trace)} == {"in", "out"}
    blocked = errors_of(chain.arrival(answer)) == ["repertory.inscribed"]
    assert asked is not blocked
    if blocked:
        assert answer.refusal == Refusal("status", "MSG00012")
    return not blocked


OF_BGHM = {"register": "fidus", "party": "bghm", "quality": None}


@pytest.mark.requirement("S-IN-08")
@pytest.mark.parametrize(
    ("line", "is_known"),
    [
        pytest.param({}, True, id="somebody of BGHM"),
        pytest.param({"quality": "001"}, True, id="in the quality asked"),
        pytest.param({"quality": "002"}, False, id="in another quality"),
        pytest.param({"party": "rva"}, False, id="at somebody else"),
        pytest.param({"end_date": date(2024, 6, 30)}, False, id="until last year"),
        pytest.param({"begin_date": date(2999, 1, 1)}, False, id="from later on"),
        pytest.param({"register": "ksz"}, False, id="in another repertory"),
    ],
)
def test_fidus_looks_who_is_known_at_bghm_in_which_quality_and_when(
    chain: Chain,
    envelope: Callable[..., Envelope],
    file_of: Callable[..., Any],
    line: dict[str, Any],
    is_known: bool,
) -> None:
    """23/058 §79.11: at each request, before any source is asked."""
    assert not is_answered(chain, envelope(PERIODS).about(TOM))
    with file_of(**OF_BGHM | line):
        assert is_answered(chain, envelope(PERIODS).about(TOM)) is is_known


@pytest.mark.requirement("S-IN-10")
def test_one_record_tells_how_the_conditions_of_a_brussels_call_were_met(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """23/058 §79.11: at each communication it can be verified, by KSZ and FIDUS."""
    message = envelope(PERIODS).signed()
    record = chain.arrival(message.post())
    assert record["party"] == "fidus"
    assert record["capacity"] == "FIDUS:SOCIAL_RENT"
    assert record["user"] == message.ask.user
    assert record["person"] == BRAM
    assert record["reference"] == message.references.ticket
    grants = {grant.id: grant for grant in chain.simulator.law.grants}
    assert record["legal_basis"] == grants[record["grant"]].citation
    about = chain.simulator.repertory.find("fidus", "bghm", BRAM)
    assert about, "and the file that was looked for"


# --- sectoral funds ------------------------------------------------------------------

FUND = {"party": "fund-constructiv", "capacity": "FUND_CONSTRUCTIV:BENEFIT"}
OTHER_FUND = {"party": "fund-textile", "capacity": "FUND_TEXTILE:BENEFIT"}
OF_FUND = {
    "register": "ksz",
    "party": "fund-constructiv",
    "quality": "FUND_CONSTRUCTIV:BENEFIT",
}


@pytest.mark.requirement("S-IN-05")
@pytest.mark.parametrize(
    ("line", "is_known"),
    [
        pytest.param({}, True, id="an employee of its sector"),
        pytest.param({"quality": "EMPLOYER"}, False, id="a file of another type"),
        pytest.param({"party": "fund-textile"}, False, id="a file of another fund"),
        pytest.param(
            {"begin_date": date(2020, 1, 1), "end_date": date(2023, 12, 31)},
            False,
            id="a file of before the period",
        ),
        pytest.param(
            {"begin_date": date(2024, 4, 1)}, False, id="a file of after the period"
        ),
        pytest.param({"begin_date": date(2024, 3, 31)}, True, id="a file of one day"),
        pytest.param({"end_date": date(2024, 3, 31)}, False, id="a file closed since"),
        pytest.param({"register": "vdi"}, False, id="a file in another repertory"),
    ],
)
def test_a_fund_is_answered_on_its_own_files_of_the_period(
    chain: Chain,
    envelope: Callable[..., Envelope],
    file_of: Callable[..., Any],
    line: dict[str, Any],
    is_known: bool,
) -> None:
    """23/058 §56/8, §88: person, type, and period; the question is on 2024Q1."""
    user = staff_of(chain, "fund-constructiv")
    assert not is_answered(chain, envelope(ATTEST, **FUND, user=user).about(TOM))
    with file_of(**OF_FUND | line):
        asked = envelope(ATTEST, **FUND, user=user).about(TOM)
        assert is_answered(chain, asked) is is_known
        theirs = envelope(ATTEST, **OTHER_FUND, user=staff_of(chain, "fund-textile"))
        assert not is_answered(chain, theirs.about(TOM))


def staff_of(chain: Chain, party_id: str) -> str:
    """Somebody who works at a party."""
    party = chain.simulator.parties.get(party_id)
    assert party is not None
    return party.staff[0].insz


# --- inspection ----------------------------------------------------------------------

INSPECTIONS = [
    pytest.param(party.id, party.connections[0].capacities[0], id=party.id)
    for party in Parties.load().all
    if party.id.endswith("-inspectie")
]


@pytest.mark.requirement("S-IN-12", "S-AC-18")
@pytest.mark.parametrize(("party", "context"), INSPECTIONS)
def test_an_inspection_is_answered_about_somebody_without_a_file(
    chain: Chain, envelope: Callable[..., Envelope], party: str, context: str
) -> None:
    """23/058 §14, §88; the log shows that it was one, and through which application."""
    asker = {"party": party, "capacity": context, "user": staff_of(chain, party)}
    message = envelope(ATTEST, **asker).about(TOM)
    assert is_answered(chain, message)
    answer = envelope(ATTEST, **asker).about(TOM).signed().post()
    record = chain.arrival(answer)
    assert record["capacity"] == context
    assert "INSPECTION" in context
    assert record["application"] == "inspectie"
    assert (record["user"], record["person"]) == (asker["user"], TOM)
    assert "23/058" in record["legal_basis"]


@pytest.mark.requirement("S-IN-12")
@pytest.mark.parametrize(
    ("asker", "check"),
    [
        pytest.param({}, "repertory.inscribed", id="the RVA itself"),
        pytest.param(
            {"capacity": "RVA:INSPECTION"},
            "agreement.capacity-known",
            id="the RVA as if it were its inspection",
        ),
        pytest.param(
            {"party": "rva-inspectie"},
            "agreement.capacity-known",
            id="its inspection, in the context of the RVA",
        ),
        pytest.param(
            {"party": "fidus", "capacity": "RVA:INSPECTION"},
            "agreement.capacity-known",
            id="somebody else as an inspection",
        ),
    ],
)
def test_nobody_but_an_inspection_is_answered_so(
    chain: Chain,
    envelope: Callable[..., Envelope],
    asker: dict[str, str],
    check: str,
) -> None:
    """23/058 §88: everybody else keeps a file first."""
    answer = envelope(ATTEST, **asker).about(TOM).signed().post()
    assert errors_of(chain.arrival(answer)) == [check]
    assert not answer.has_data
