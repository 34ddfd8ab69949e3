"""`kruispunt demo`: the guided tour over a real chain, on ports of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from kruispunt_certs import Pki
from kruispunt_client import connect, wss
from kruispunt_client.envelope import build, magda_fields, new_references, wrap
from kruispunt_client.errors import KruispuntError, RefusedByService
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import ConnectionProfile
from kruispunt_client.transport import Transport
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Dialect
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_contracts.profile import SHAPES
from lxml import etree

from kruispunt_simulator.app import Simulator
from kruispunt_simulator.audit.trail import Trail, render_explanation, render_tree
from kruispunt_simulator.commands.ask import describe
from kruispunt_simulator.commands.flows import Asked, find_flow
from kruispunt_simulator.commands.state import identity_of, prepare_state
from kruispunt_simulator.people import Person
from kruispunt_simulator.process_log import configure_logging
from kruispunt_simulator.settings import Settings

CHILD, ADULT, WORKER, STRANGER = (
    "lotte-vandersmout",
    "jef-wautersdal",
    "bram-kestelijn",
    "tom-heylenbosch",
)
"""Ids of the people of the tour."""


def run(state: Path | None) -> int:
    """
    Take the tour.

    Args:
        state: Folder to keep; None for one that is removed afterwards.

    Returns:
        0 when every answer was an answer and every refusal a refusal, else 1.
    """
    configure_logging(as_json=False)
    with _folder(state) as folder:
        settings = Settings(
            state=folder, ports=dict.fromkeys(("wiv", "magda", "ksz"), 0)
        )
        prepare_state(folder)
        with Simulator(settings) as simulator:
            return Tour(simulator).take()


class Tour:
    """The stops, in order."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._state = simulator.settings.state
        self._trail = Trail(simulator.engine)
        self._failed = 0
        self._traces: list[str] = []

    def take(self) -> int:
        """Walk the tour and say whether everything went as it should."""
        for name, url in self._simulator.urls.items():
            _say(f"{name:<6}{url}")
        self._answers()
        self._refusals()
        _title("The trail: one question, every hop")
        _say(*render_tree(self._trail.trees(self._traces[1])))
        _title("What the chain noticed about the unknown user (kruispunt explain)")
        records = list(self._trail.records(self._traces[6]))
        _say(*render_explanation(records))
        total = sum(1 for _ in self._trail.records())
        _title(f"{total} records in the log; {self._failed} surprises")
        return 1 if self._failed else 0

    def _answers(self) -> None:
        wiv, wil = "wonen-in-vlaanderen", "wonen-in-limburg"
        self._ask(
            "Care allowance of a child: Wonen in Vlaanderen asks MAGDA",
            wiv,
            "magda",
            "zorgtoeslag",
            CHILD,
        )
        self._ask(
            "Disability file: a housing company asks, through all three hops",
            wil,
            "wiv",
            "dossier-handicap",
            ADULT,
        )
        self._ask(
            "Incapacity benefits of last year's last quarter, same way",
            wil,
            "wiv",
            "arbeidsongeschiktheid",
            WORKER,
            quarter=f"{self._simulator.clock.today().year - 1}Q4",
        )

    def _refusals(self) -> None:
        wil = "wonen-in-limburg"
        self._refused(
            "An unsigned message",
            "nobody can tell who wrote it, so it is not even read",
            lambda: self._post(wil, signed=False),
        )
        self._refused(
            "A certificate of another authority",
            "the TLS handshake ends; the reason is in the log, not on the line",
            self._foreign_certificate,
        )
        self._refused(
            "A party without authorisation",
            "no act grants the Vlaams Woningfonds this service",
            lambda: self._question(
                "vlaams-woningfonds", "magda", "dossier-handicap", ADULT
            ),
        )
        self._refused(
            "An unknown user",
            "the person behind the question is not on the staff list",
            lambda: self._question(
                wil, "wiv", "dossier-handicap", ADULT, user="69660615128"
            ),
        )
        self._refused(
            "A person who is not in the repertory",
            "nobody declared to handle a file about this person",
            lambda: self._question(wil, "wiv", "dossier-handicap", STRANGER),
        )
        self._refused(
            "An invalid body",
            "the schema refuses it before anybody looks at what it asks",
            lambda: self._post(wil, signed=True, spoil=True),
        )

    def _ask(
        self,
        title: str,
        party: str,
        via: str,
        flow: str,
        person: str,
        quarter: str | None = None,
    ) -> None:
        _title(title)
        try:
            answer = self._question(party, via, flow, person, quarter=quarter)
        except KruispuntError as error:
            self._failed += 1
            self._traces.append(error.trace or "")
            _say(f"  unexpected: {error}")
            return
        self._traces.append(answer.trace)
        _say(*describe(answer))

    def _refused(self, title: str, why: str, act: Callable[[], Any]) -> None:
        _title(title)
        try:
            outcome = act()
        except RefusedByService as error:
            self._traces.append(error.trace or "")
            _say(f"  refused by {error.hop}, level {error.level}, code {error.code}")
        except KruispuntError as error:
            self._traces.append(error.trace or "")
            _say(f"  {type(error).__name__}")
        else:
            if not isinstance(outcome, str):
                self._failed += 1
                _say("  unexpected: this was answered")
                return
            _say(f"  {outcome}")
        _say(f"  because {why}")

    def _question(
        self,
        party: str,
        via: str,
        flow: str,
        person: str,
        *,
        quarter: str | None = None,
        user: str | None = None,
    ) -> Any:
        profile = ConnectionProfile.from_state(self._state, party)
        found = find_flow(flow, via, frozenset({via}))
        known = self._simulator.parties.get(party)
        assert found is not None
        assert known is not None
        today = self._simulator.clock.today()
        asked = Asked(
            insz=self._person(person).identity.ssin,
            user=user or known.staff[0].insz,
            on=None,
            period=None,
            quarter=quarter,
            today=today,
        )
        with connect(profile, via=via) as connection:
            return found.ask(connection, asked)

    def _foreign_certificate(self) -> Any:
        """Show the certificate that another leg's authority issued."""
        party = self._simulator.parties.get("wonen-in-limburg")
        assert party is not None
        pki = Pki.open(self._simulator.settings.pki)
        pki.issue(identity_of(party), flaw="foreign-ca")
        folder = pki.party_folder(party.id, flaw="foreign-ca")
        profile = ConnectionProfile.from_state(self._state, party.id)
        foreign = replace(
            profile,
            certificate=replace(
                profile.certificate,
                chain=folder / "chain.pem",
                key=folder / "key.pem",
            ),
        )
        with connect(foreign, via="wiv") as connection:
            return connection.geef_arbeidsongeschiktheid(
                self._person(WORKER).identity.ssin, "2024Q1", user=party.staff[0].insz
            )

    def _post(self, party_id: str, *, signed: bool, spoil: bool = False) -> str:
        """Send what our client would not: unsigned, or against the contract."""
        profile = ConnectionProfile.from_state(self._state, party_id)
        endpoint = profile.endpoint("wiv")
        certificate = profile.certificate
        assert certificate.chain is not None
        assert certificate.key is not None
        identity = PrivateIdentity.from_pem(certificate.chain, certificate.key)
        operation = (
            catalogue.load()
            .contract("GeefArbeidsongeschiktheid", "01.00.0000")
            .operation("GeefArbeidsongeschiktheid")
        )
        criteria = {"ssin": self._person(WORKER).identity.ssin, "yearQuarter": "2024Q1"}
        if spoil:
            criteria["yearQuarter"] = "the first quarter"
        party = self._simulator.parties.get(party_id)
        assert party is not None
        payload = build(
            operation,
            magda_fields(
                operation.contract,
                profile.sender("wiv"),
                {"Criteria": {"ConsultAttestCriteria": criteria}},
                references=new_references(Dialect.MAGDA),
                user=party.staff[0].insz,
                now=datetime.now(UTC),
            ),
        )
        envelope = wrap(payload)
        if signed:
            wss.Signer(
                key=identity.key, chain=identity.chain, shape=SHAPES["standard"]
            ).sign(envelope, now=datetime.now(UTC))
        transport = Transport(endpoint, identity, pool_size=1)
        try:
            received = transport.post(
                endpoint.url_for(operation.contract), etree.tostring(envelope), {}
            )
        finally:
            transport.close()
        self._traces.append(received.headers["X-Kruispunt-Trace"])
        fault = soap_parts(parse(received.body)).payload
        return f"refused by wiv with a SOAP fault: {fault.findtext('faultstring')}"

    def _person(self, person_id: str) -> Person:
        return self._simulator.people.named(person_id)


@contextmanager
def _folder(state: Path | None) -> Iterator[Path]:
    if state is not None:
        yield state.resolve()
        return
    with tempfile.TemporaryDirectory(
        prefix="kruispunt-demo-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder).resolve()


def _title(text: str) -> None:
    click.echo(f"\n=== {text}")


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(line)
