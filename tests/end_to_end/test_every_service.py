"""
Every service, at every hop, about everybody: a table.

Each question is signed by a party that the law lets ask it and travels the real chain.
Each reply is verified by the client: signed by the hop, valid against the XSD, and an
answer to this very question. What two hops tell must be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from kruispunt_client.caller import Reply
from kruispunt_law import Grant, law
from kruispunt_simulator.people import Person
from kruispunt_simulator.rules.withholding import Whitelist, keep_only
from lxml import etree

from .envelopes import LOTTE, Chain
from .every_service import SERVICES, Asker, Element, Key, askers, hops_of, questions
from .log_scan import leaked, results

TABLE = [(key, hop) for key in SERVICES for hop in hops_of(key)]
IDS = [f"{key[0]} {key[1]} {key[2]} at {hop}" for key, hop in TABLE]

_ENTERPRISE = "about enterprises, of which no act among ours says a word"

NOBODY_ASKS = {
    ("GeefZorgtoeslag", "wiv"): "Protocol WiV–Wonen in Limburg art. 3 has no such row",
    ("GeefBetalingenHandicap", "wiv"): "likewise: rights, and no payments",
    ("GeefSociaalStatuut", "wiv"): "22/004 §4 opens it for the MijnVerbouwPremie only",
    ("GeefVolledigDossierHandicap", "wiv"): "no act among ours opens the file of VAPH",
    ("consultEnterpriseImmovableProperties", "ksz"): _ENTERPRISE,
    ("findDivisionByEnterpriseNumber", "ksz"): _ENTERPRISE,
    ("sendTestMessage", "ksz"): "is about nobody, so it needs no ground",
}
"""Operation and hop that no act grants to anybody, with the reason."""

_TOO_WIDE = "asks more than the act opens, so it is refused as a whole (R-LC-11)"
_WHO_ASKS = "must repeat who asks (20005), which `ask_all` cannot know"

NOTHING_TOLD = {
    "familyAllowancesConsult": "`_behaviour` 2.2: federal files were kept five years",
    "ZoekEigendomstoestanden": _TOO_WIDE,
    "consultImmovableProperties": _TOO_WIDE,
    "RegistreerInschrijving": _WHO_ASKS,
    "RegistreerUitschrijving": _WHO_ASKS,
}
"""
Operations whose widest question tells nothing to who may ask, with the reason. What a
narrower one tells is in `test_property_and_language.py`, what a registration does in
`test_repertory.py`.
"""

every_service = pytest.mark.parametrize(("key", "hop"), TABLE, ids=IDS)


@pytest.fixture(scope="module")
def own_chain(start: Callable[..., Chain]) -> Chain:
    """A chain of its own: some services change the repertories."""
    return start()


@pytest.fixture(scope="module")
def asker(own_chain: Chain) -> Iterator[Callable[[Key, str], Asker]]:
    """Gives somebody who may ask a service at a hop, with a line that stays open."""
    known: dict[tuple[str, str, str], Asker] = {}

    def find(key: Key, hop: str) -> Asker:
        if (key[0], key[2], hop) not in known:
            known[key[0], key[2], hop] = askers(own_chain.simulator, key, hop)[0]
        return known[key[0], key[2], hop]

    yield find
    for each in known.values():
        each.caller.close()


def about(person: Person, asker: Asker, key: Key) -> list[Reply]:
    """Ask about a person; what comes back has been verified."""
    today = asker.simulator.clock.today()
    asked = questions(SERVICES[key], person, today)
    return [asker.ask(key, question) for question in asked]


def told(
    reply: Reply, also_withheld: Grant | None = None, today: date = date.max
) -> bytes | None:
    """
    What a MAGDA reply tells, without what is about this one exchange.

    Args:
        reply: Of any service of MAGDA.
        also_withheld: A grant under which still more stays behind.
        today: Business date, for that grant.
    """
    antwoord = reply.payload.find("Repliek/Antwoorden/Antwoord")
    if antwoord is None:
        return None
    inhoud = antwoord.find("Inhoud")
    if inhoud is None:
        return None
    if also_withheld is not None:
        keep_told(reply, inhoud, also_withheld, today)
    octets: bytes = etree.tostring(inhoud, method="c14n")
    return octets


def keep_told(reply: Reply, inhoud: Element, grant: Grant, today: date) -> None:
    """Leave of a reply what a grant lets leave, as the hop above does."""
    contract = reply.operation.contract
    key = (contract.service, contract.version, reply.operation.name)
    told = law().told(grant, key)
    assert told is not None
    only = Whitelist(paths=told.always, removed=grant.removed, neutral=told.neutral)
    keep_only(inhoud, only, contract.content_of(inhoud), today)


def has_data(reply: Reply) -> bool:
    """Whether a reply of any dialect tells something."""
    if told(reply) is not None:
        return True
    if reply.payload.find(".//{*}PensionItem") is not None:
        return True
    status = reply.payload.findtext("status/value")
    return status == "DATA_FOUND" or reply.payload.find("sslCertificate") is not None


def codes(reply: Reply) -> list[tuple[str, str]]:
    """The Uitzonderingen of a MAGDA reply: code and type."""
    return [
        (each.findtext("Identificatie"), each.findtext("Type"))
        for each in reply.payload.iter("Uitzondering")
    ]


@every_service
def test_somebody_may_ask_it(own_chain: Chain, key: Key, hop: str) -> None:
    found = askers(own_chain.simulator, key, hop)
    assert bool(found) != ((key[2], hop) in NOBODY_ASKS)


@pytest.mark.requirement("S-LG-06")
@every_service
def test_everybody_gets_a_signed_and_valid_answer_and_the_log_nothing_of_it(
    own_chain: Chain, asker: Callable[[Key, str], Asker], key: Key, hop: str
) -> None:
    if (key[2], hop) in NOBODY_ASKS:
        return
    with_data = 0
    for person in own_chain.simulator.people:
        for reply in about(person, asker(key, hop), key):
            assert not reply.is_fault, (person.id, reply.fault)
            assert reply.signer == f"{hop}.kruispunt.test"
            with_data += has_data(reply)
            assert not leaked(own_chain.records(reply.trace), results(reply))
    assert bool(with_data) != (key[2] in NOTHING_TOLD)


@pytest.mark.requirement("S-LG-06")
def test_a_result_in_the_log_would_be_noticed(
    own_chain: Chain, asker: Callable[[Key, str], Asker]
) -> None:
    """The twin: a value of the reply, planted in the records of its own trail."""
    key = ("GeefZorgtoeslag", "02.00.0000", "GeefZorgtoeslag")
    lotte = next(p for p in own_chain.simulator.people if p.ssin == LOTTE)
    reply = about(lotte, asker(key, "magda"), key)[0]
    value = "2035-05-31"
    assert value in results(reply), "the end of her care allowance"
    records = own_chain.records(reply.trace)
    assert leaked(records, results(reply)) == set()
    finding = {"check": "x", "expected": "", "actual": f"begins on {value}"}
    for planted in ({"operation": value}, {"findings": [finding]}):
        assert leaked([*records, records[0] | planted], results(reply)) == {value}


@pytest.mark.parametrize(
    "key",
    [key for key, hop in TABLE if hop == "wiv"],
    ids=lambda key: f"{key[0]} {key[1]}",
)
def test_both_hops_tell_the_same_about_everybody(
    own_chain: Chain, asker: Callable[[Key, str], Asker], key: Key
) -> None:
    """Source: Protocol WiV–Wonen in Limburg recital C3: passed on as it was told."""
    if (key[2], "wiv") in NOBODY_ASKS:
        return
    at_wiv = asker(key, "wiv")
    at_magda = next(
        each
        for each in askers(own_chain.simulator, key, "magda")
        if each.grant.capacity == at_wiv.grant.onward
    )
    today = own_chain.simulator.clock.today()
    for person in own_chain.simulator.people:
        outer, inner = about(person, at_wiv, key), about(person, at_magda, key)
        for ours, theirs in zip(outer, inner, strict=True):
            assert told(ours) == told(theirs, at_wiv.grant, today), person.id
            assert codes(ours) == codes(theirs), person.id
