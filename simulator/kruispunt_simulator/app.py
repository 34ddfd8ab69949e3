"""
The composition root: from settings to three hops behind three TLS endpoints.

The only place that wires things. It finds certificates on disk and makes none: that is
the command line's work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cryptography import x509
from kruispunt_client import wss
from kruispunt_client.caller import Caller
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import (
    PLACE,
    Certificate,
    ConnectionProfile,
    ContractSettings,
    Endpoint,
    LawSettings,
)
from kruispunt_client.settings import Party as Sender
from kruispunt_client.trust import TrustStore, Usage
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Catalogue
from kruispunt_contracts.profile import SHAPES, profile_for
from kruispunt_contracts.yamlfile import ConfigurationError
from sqlalchemy import Engine

from kruispunt_simulator import services
from kruispunt_simulator.audit.anchors import Notes
from kruispunt_simulator.audit.guard import OPTION, note_real_numbers
from kruispunt_simulator.audit.keeper import Keeper
from kruispunt_simulator.audit.watchers import Watchers
from kruispunt_simulator.audit.words import Vocabulary
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.cases.base import Cases
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.errors import SimulatorError, StateError
from kruispunt_simulator.hops.hop import Hop
from kruispunt_simulator.hops.plan import HOPS, HopPlan
from kruispunt_simulator.hops.stubs import Stubs
from kruispunt_simulator.legal import Legal, load_legal
from kruispunt_simulator.parties import Connection, Parties, Party
from kruispunt_simulator.people import PERSONAS, InvalidPersona
from kruispunt_simulator.renewal import Renewed
from kruispunt_simulator.running import Running, write_private, write_running
from kruispunt_simulator.server import (
    HttpRefusal,
    Listener,
    Server,
    TlsFailure,
    TlsSettings,
)
from kruispunt_simulator.services._own import with_own
from kruispunt_simulator.settings import Policy, Settings
from kruispunt_simulator.soap import Router
from kruispunt_simulator.sources import Sources
from kruispunt_simulator.store.address import database_of, remember_database
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.people import (
    StoredPeople,
    load_people,
    unfinished_files,
)
from kruispunt_simulator.store.repertory import Repertory
from kruispunt_simulator.store.seals import signer_of

if TYPE_CHECKING:
    from kruispunt_simulator.stubbing.server import StubsApi


class Simulator:
    """
    The whole chain in one process.

    Args:
        settings: What the operator set; the state folder holds the PKI.
        clock: Times, for tests; None follows `settings.today`.
        shared: Other processes serve the same hops from the same state.
        legal: Law and codes that another process of the chain read already; None reads
            the files of the settings.
        sleep: How to wait for what is slow on purpose.

    Raises:
        ConfigurationError: A file of parties, acts, codes or people is wrong.
        StateError: The database cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        shared: bool = False,
        legal: Legal | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock(settings.today)
        parties = Parties.load().with_basic(settings.basic)
        self.contracts = catalogue.load(settings.contracts)
        self._cases = _cases(settings, self.contracts)
        self.legal = legal or load_legal(
            settings.law, settings.codes, parties, self.contracts
        )
        self.law = self.legal.law
        self.parties = parties.with_codes(self.legal.codes)
        self.engine = open_database(database_of(settings.state, settings.database))
        try:
            self.people = _people(self.engine, settings, load=not shared)
        except (SimulatorError, ConfigurationError):
            self.engine.dispose()
            raise
        named = self._cases.knows if self._cases is not None else (lambda ssin: False)
        self.sources = Sources(self.people, sleep=sleep, named=named)
        self.stubs = Stubs(sleep)
        self.repertory = Repertory(self.engine)
        words = Vocabulary.of(self.parties, self.contracts, self.law)
        self._watchers = Watchers(settings, words)
        self.metrics_url: str | None = None
        self.stubs_url: str | None = None
        self._stubs_api: StubsApi | None = None
        self.journal = Journal(
            self.engine,
            # On a server there may be other hosts, which serve the same hops.
            shared=shared or self.engine.dialect.name != "sqlite",
            messages=settings.messages,
            observers=self._watchers.observers,
        )
        self.keeper = Keeper(
            self.engine,
            lambda log: _identity(settings, signer_of(log)),
            self.clock,
            messages=settings.messages,
            term=settings.keep_log,
            every=settings.seal_every,
            note=Notes(settings.state, self.engine.url).keep,
        )
        if settings.allow_real_numbers and not shared:
            now, today = self.clock.now(), self.clock.today()
            note_real_numbers(self.journal, "up", now=now, today=today)
        self._services = with_own(services.discover(), self.contracts)
        self._router = Router()
        self._callers: list[Renewed[Caller]] = []
        self._urls: dict[str, str] = {}
        self._server: Server | None = None

    def start(self) -> None:
        """Bind, serve in threads, and write the client profiles. Returns when ready."""
        self.metrics_url = self._watchers.serve()
        if self.settings.stubs_port is not None:
            from kruispunt_simulator.stubbing.server import serve  # FastAPI takes time

            self._stubs_api = serve(self)
            self.stubs_url = self._stubs_api.url
        self._server = Server([self.listener(name) for name in HOPS])
        self._server.start()
        self.keeper.start()
        self._urls = {name: _reachable(u) for name, u in self._server.urls.items()}
        self.write_profiles()

    @property
    def urls(self) -> dict[str, str]:
        """Base address of each hop."""
        return dict(self._urls)

    def stop(self, grace_seconds: float = 10.0) -> None:
        """Let calls in flight finish, then close everything. Idempotent."""
        if self._stubs_api is not None:
            self._stubs_api.close()
            self._stubs_api = None
        if self._server is not None:
            self._server.stop(grace_seconds)
            self._server = None
        for caller in self._callers:
            caller.close()
        self._callers.clear()
        self.journal.close()
        self.keeper.stop()
        self._watchers.close()
        self.repertory.close()
        self.people.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def serve_at(self, urls: dict[str, str]) -> None:
        """Say where the hops are when another server than ours binds them."""
        self._urls = dict(urls)

    def listener(self, name: str) -> Listener:
        """One hop, ready for a server."""
        settings = self.settings
        trust = TrustStore.load(
            settings.pki / "trust" / f"{name}.pem", settings.pki / "crl" / f"{name}.pem"
        )
        hop = self._hop(HOPS[name], trust)

        def on_tls_failure(failure: TlsFailure) -> None:
            hop.tls_failed(
                peer=failure.peer,
                reason=failure.reason,
                detail=failure.detail,
                der=failure.certificate,
            )

        def on_http_refusal(refusal: HttpRefusal) -> None:
            hop.http_refused(
                peer=refusal.peer,
                status=refusal.status,
                text=refusal.text,
                der=refusal.certificate,
            )

        def check_peer(leaf: bytes, chain: Sequence[bytes]) -> str | None:
            problems = trust.check(
                x509.load_der_x509_certificate(leaf),
                [x509.load_der_x509_certificate(each) for each in chain],
                at=self.clock.business_now(),
                usage=Usage.CLIENT_TLS,
            )
            if not problems:
                return None
            reason = problems[0].check.removeprefix("trust.")
            return f"{reason}: " + "; ".join(problem.actual for problem in problems)

        return Listener(
            name=name,
            host=settings.host,
            port=settings.ports[name],
            tls=self.tls_settings(settings, name),
            app=hop,
            on_tls_failure=on_tls_failure,
            check_peer=check_peer,
            on_http_refusal=on_http_refusal,
        )

    @staticmethod
    def tls_settings(settings: Settings, name: str) -> TlsSettings:
        """
        The files of one hop's endpoint.

        No CRL for OpenSSL: `check_peer` decides about revocation, at the business date,
        and knows the certificate that it refuses.
        """
        folder = settings.pki / "hops" / name
        return TlsSettings(
            certificate_chain=folder / "chain.pem",
            private_key=folder / "key.pem",
            client_trust=settings.pki / "trust" / f"{name}.pem",
        )

    def profile(self, party: Party) -> ConnectionProfile:
        """How a party reaches the hops: what `kruispunt_client` reads."""
        folder = self.settings.pki / "parties" / party.id
        endpoints: dict[str, Endpoint] = {}
        for connection in party.connections:
            first, *others = connection.capacities
            places = [(other, "ssdn") for other in others if PLACE.fullmatch(other)]
            for capacity, key in [(first, str(connection.hop)), *places]:
                name = f"{key}-{capacity}" if key in endpoints else key
                endpoints[name] = self._in_capacity(connection, capacity)
        return ConnectionProfile(
            party=Sender(
                id=party.id,
                organisation=party.name,
                cbe_number=party.number,
                application=party.application,
                email=f"{party.id}@kruispunt.test" if "ssdn" in endpoints else None,
            ),
            certificate=Certificate(chain=folder / "chain.pem", key=folder / "key.pem"),
            endpoints=endpoints,
            law=LawSettings(acts=tuple(path.resolve() for path in self.settings.law)),
            contracts=ContractSettings(folder=_absolute(self.settings.contracts)),
        )

    def write_profiles(self) -> None:
        """Write `DIR/client/<party>.toml` for every party, and `DIR/running.json`."""
        folder = self.settings.profiles
        folder.mkdir(mode=0o700, exist_ok=True)
        for party in self.parties.all:
            if party.connections:
                text = self.profile(party).to_toml(folder)
                write_private(folder / f"{party.id}.toml", text)
        remember_database(self.settings.state, self.engine.url)
        self.tell_running()

    def tell_running(self) -> None:
        """Write `DIR/running.json`: where the hops are, and which day it is there."""
        shift = (self.clock.today() - belgian_date(self.clock.now())).days
        running = Running(
            urls=self.urls,
            shift_days=shift,
            allow_real_numbers=self.settings.allow_real_numbers,
            law=tuple(path.resolve() for path in self.settings.law),
            codes=self.legal.codes,
            contracts=_absolute(self.settings.contracts),
            stubs=self.stubs_url,
        )
        write_running(self.settings.state, running)

    def _hop(self, plan: HopPlan, trust: TrustStore) -> Hop:
        settings = self.settings
        folder = settings.pki / "hops" / plan.name
        chain, key = folder / "chain.pem", folder / "key.pem"
        signer = Renewed(
            lambda: _reply_signer(_identity(settings, plan.name)), chain, key
        )
        signer.get()  # wrong files are told at the start
        return Hop(
            plan=plan,
            catalogue=self.contracts,
            services=self._services,
            parties=self.parties,
            law=self.law,
            trust=trust,
            security=profile_for(plan.name, settings.policy.value),
            strict=settings.policy is Policy.STRICT,
            allow_real_numbers=settings.allow_real_numbers,
            authorisation=settings.authorisation.value,
            signer=signer.get,
            sources=self.sources,
            repertory=self.repertory,
            journal=self.journal,
            clock=self.clock,
            router=self._router,
            next_caller=self._caller(plan).get,
            own_url=lambda: self._urls[plan.name],
            stubs=self.stubs,
            cases=self._cases,
        )

    def _caller(self, plan: HopPlan) -> Renewed[Caller]:
        """The door of a hop to the next one, made at its first question."""
        party = self.settings.pki / "parties" / plan.operator
        chain, key = party / "chain.pem", party / "key.pem"
        next_hop = plan.next_hop or ""

        def make() -> Caller:
            endpoint = replace(self._endpoint(next_hop), read_timeout=plan.patience)
            return Caller(endpoint, PrivateIdentity.from_pem(chain, key))

        trust = self.settings.pki / "trust" / f"{next_hop}.pem"
        crl = self.settings.pki / "crl" / f"{next_hop}.pem"
        # Closing leaves calls in flight alone: it only closes what is idle.
        caller = Renewed(make, chain, key, trust, crl, retire=Caller.close)
        self._callers.append(caller)
        return caller

    def _in_capacity(self, door: Connection, capacity: str) -> Endpoint:
        ours = self.legal.codes.ours(door.hop, capacity)
        named = None if ours == capacity else ours
        there = self._endpoint(door.hop)
        there = replace(there, application=door.application, capacity=named)
        if door.hop == "ksz":
            return replace(there, legal_context=capacity)
        return replace(there, identificatie=door.sender, hoedanigheid=capacity)

    def _endpoint(self, hop: str) -> Endpoint:
        pki = self.settings.pki
        return Endpoint(
            hop=hop,
            url=self._urls[hop],
            trust=pki / "trust" / f"{hop}.pem",
            crl=pki / "crl" / f"{hop}.pem",
            signer=f"{hop}.kruispunt.test",
        )


def _cases(settings: Settings, contracts: Catalogue) -> Cases | None:
    if settings.cases is None:
        return None
    from kruispunt_simulator.cases.folder import CaseFolder

    return CaseFolder(settings.cases, contracts)


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else path.resolve()


def _identity(settings: Settings, hop: str) -> PrivateIdentity:
    folder = settings.pki / "hops" / hop
    return PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")


def _reply_signer(identity: PrivateIdentity) -> wss.Signer:
    return wss.Signer(
        key=identity.key, chain=identity.chain, shape=SHAPES["platform-reply"]
    )


def _reachable(url: str) -> str:
    """An address that a client can use: nobody connects to "any address"."""
    for anywhere in ("//0.0.0.0:", "//[::]:"):
        url = url.replace(anywhere, "//localhost:")
    return url


def _people(engine: Engine, settings: Settings, *, load: bool) -> StoredPeople:
    """
    Bring the files of the settings into the database, and give who is there.

    Raises:
        InvalidPersona: A file is wrong.
        StateError: A file that was imported earlier is wrong, or the database holds
            numbers that the settings do not allow.
    """
    if load:
        report = load_people(
            engine,
            [PERSONAS, *settings.people],
            allow_real_numbers=settings.allow_real_numbers,
        )
        if report.problems:
            raise InvalidPersona(tuple(report.problems))
    for name in unfinished_files(engine):
        raise StateError(
            f"{name}: not all of it was right when it was imported; run "
            f"`kruispunt people import` on it again"
        )
    people = StoredPeople(engine, allow_real_numbers=settings.allow_real_numbers)
    if people.holds_real_numbers() and not settings.allow_real_numbers:
        people.close()
        raise StateError(
            f"{settings.state}: holds people whose numbers may be real; take another "
            f"--state, or give {OPTION}"
        )
    return people
