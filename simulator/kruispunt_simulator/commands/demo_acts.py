"""What the guided tour does at its stops: good questions, and what no client sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kruispunt_certs import Pki
from kruispunt_client import ONCE, connect, wss
from kruispunt_client.caller import TRACE_HEADER, Reply, SoapFault
from kruispunt_client.client_log import JsonLinesLog
from kruispunt_client.envelope import build, magda_fields, new_references, wrap
from kruispunt_client.errors import KruispuntError
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.outcome import read_outcome
from kruispunt_client.settings import ConnectionProfile
from kruispunt_client.transport import Transport
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Dialect, Operation
from kruispunt_contracts.parsing import parse, soap_parts
from kruispunt_contracts.profile import SHAPES
from kruispunt_contracts.yamlfile import ConfigurationError
from lxml import etree

from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.flows import Asked, find_flow
from kruispunt_simulator.commands.state import identity_of
from kruispunt_simulator.parties import Party

COMPANY: Final = "wonen-in-limburg"
"""The housing company of the tour."""
CHILD, ADULT, WORKER, STRANGER = (
    "lotte-vandersmout",
    "jef-wautersdal",
    "bram-kestelijn",
    "tom-heylenbosch",
)
"""Ids of the people of the tour."""


class Acts:
    """
    Asks a running simulator, as any party.

    Args:
        simulator: Running; its state folder holds PKI and profiles.
    """

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._state = simulator.settings.state

    def own_log(self, party: str) -> Path:
        """Where the asking application keeps its copy of the log."""
        return self._state / "client" / f"{party}.log.jsonl"

    def ask(
        self,
        party: str,
        via: str,
        flow: str,
        person: str,
        *,
        quarter: str | None = None,
        user: str | None = None,
    ) -> Any:
        """Ask a flow of `kruispunt ask`, with the client's own log."""
        found = find_flow(flow, via, frozenset({via}))
        if found is None:
            raise ConfigurationError(f"no flow {flow} at {via}")
        asked = Asked(
            insz=self._ssin(person),
            user=user or self._party(party).staff[0].insz,
            on=None,
            period=None,
            quarter=quarter,
            today=self._simulator.clock.today(),
        )
        log = JsonLinesLog(self.own_log(party))
        with connect(self._profile(party), via=via, log=log, retry=ONCE) as connection:
            return found.ask(connection, asked)

    def incapacity(self) -> Any:
        """Ask for the last quarter of last year: its attest was made."""
        quarter = f"{self._simulator.clock.today().year - 1}Q4"
        return self.ask(
            COMPANY, "wiv", "arbeidsongeschiktheid", WORKER, quarter=quarter
        )

    def with_foreign_certificate(self) -> Any:
        """Show the certificate that another leg's authority issued."""
        party = self._party(COMPANY)
        pki = Pki.open(self._simulator.settings.pki)
        pki.issue(identity_of(party), flaw="foreign-ca")
        folder = pki.party_folder(party.id, flaw="foreign-ca")
        profile = self._profile(party.id)
        certificate = replace(
            profile.certificate,
            chain=folder / "chain.pem",
            key=folder / "key.pem",
        )
        foreign = replace(profile, certificate=certificate)
        with connect(foreign, via="wiv") as connection:
            return connection.incapacity.periods(
                self._ssin(WORKER), "2024Q1", user=party.staff[0].insz
            )

    def post(self, *, signed: bool, quarter: str = "2024Q1") -> Any:
        """Send what our client would not: unsigned, or against the contract."""
        profile = self._profile(COMPANY)
        endpoint = profile.endpoint("wiv")
        folder = self._simulator.settings.pki / "parties" / COMPANY
        identity = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
        operation = (
            catalogue.load()
            .contract("GeefArbeidsongeschiktheid", "01.00.0000")
            .operation("GeefArbeidsongeschiktheid")
        )
        criteria = {"ssin": self._ssin(WORKER), "yearQuarter": quarter}
        fields = magda_fields(
            operation.contract,
            profile.sender("wiv"),
            {"Criteria": {"ConsultAttestCriteria": criteria}},
            references=new_references(Dialect.MAGDA),
            user=self._party(COMPANY).staff[0].insz,
            now=datetime.now(UTC),
        )
        envelope = wrap(build(operation, fields))
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
        reply = _reply(operation, received)
        try:
            return read_outcome(reply, hop="wiv")
        except KruispuntError as error:
            error.trace = reply.trace
            raise

    def _party(self, party_id: str) -> Party:
        party = self._simulator.parties.get(party_id)
        if party is None:
            raise ConfigurationError(f"no party {party_id}")
        return party

    def _profile(self, party_id: str) -> ConnectionProfile:
        return ConnectionProfile.from_state(self._state, party_id)

    def _ssin(self, person_id: str) -> str:
        return self._simulator.people.named(person_id).identity.ssin


def _reply(operation: Operation, received: Any) -> Reply:
    """Read a reply as it came; what it proves is not what the tour shows."""
    payload = soap_parts(parse(received.body)).payload
    fault = None
    if payload.findtext("faultcode") is not None:
        fault = SoapFault(
            faultcode=payload.findtext("faultcode"),
            faultstring=payload.findtext("faultstring") or "",
            detail=None,
        )
    return Reply(
        operation=operation,
        payload=payload,
        http_status=received.status,
        trace=received.headers[TRACE_HEADER],
        raw=received.body,
        sent=b"",
        signer=None,
        fault=fault,
    )
