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
from kruispunt_simulator.server import Server
from kruispunt_simulator.store.tables import repertory

from .envelopes import (
    ATTEST,
    BRAM,
    CARE,
    FILES,
    HANDI,
    INCAPACITY,
    JEF,
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
def known_at_fidus(chain: Chain) -> Callable[..., Any]:
    """Puts one line in the repertory of FIDUS, for as long as a question takes."""

    @contextmanager
    def known(**line: Any) -> Iterator[None]:
        row = {"register": "fidus", "party": "bghm", "ssin": TOM, **line}
        row = {"begin_date": date(2024, 1, 1), "end_date": None, "quality": None} | row
        mine = (repertory.c.register == "fidus") & (repertory.c.ssin == row["ssin"])
        writing = chain.simulator.engine.execution_options(kruispunt_write=True)
        with writing.begin() as connection:
            connection.execute(repertory.insert(), [row])
        yield
        with writing.begin() as connection:
            connection.execute(repertory.delete().where(mine))

    return known


@pytest.mark.requirement("S-IN-08")
@pytest.mark.parametrize(
    ("line", "is_known"),
    [
        pytest.param({}, True, id="somebody of BGHM"),
        pytest.param({"quality": "that of Bram"}, True, id="in the quality asked"),
        pytest.param({"quality": "OTHER"}, False, id="in another quality"),
        pytest.param({"party": "rva"}, False, id="at somebody else"),
        pytest.param({"end_date": date(2024, 6, 30)}, False, id="until last year"),
        pytest.param({"begin_date": date(2999, 1, 1)}, False, id="from later on"),
        pytest.param({"register": "ksz"}, False, id="in another repertory"),
    ],
)
def test_fidus_looks_who_is_known_at_bghm_in_which_quality_and_when(
    chain: Chain,
    envelope: Callable[..., Envelope],
    known_at_fidus: Callable[..., Any],
    line: dict[str, Any],
    is_known: bool,
) -> None:
    """23/058 §79.11: at each request, before any source is asked."""
    if line.get("register") == "ksz":
        line = line | {"ssin": JEF}
    if line.get("quality") == "that of Bram":
        (of_bram,) = chain.simulator.repertory.find("fidus", "bghm", BRAM)
        line = {"quality": of_bram.quality}
    about = line.get("ssin", TOM)
    assert envelope(PERIODS).about(about).signed().post().refusal == (
        Refusal("status", "MSG00012")
    )
    with known_at_fidus(**line):
        answer = envelope(PERIODS).about(about).signed().post()
    record = chain.arrival(answer)
    assert ("repertory.inscribed" not in errors_of(record)) is is_known
    asked = [r for r in chain.records(answer.trace) if r["direction"] == "out"]
    assert bool(asked) is is_known


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
    grants = {grant.id: grant for grant in chain.simulator.grants}
    assert record["legal_basis"] == grants[record["grant"]].citation
    about = chain.simulator.repertory.find("fidus", "bghm", BRAM)
    assert about, "and the file that was looked for"
