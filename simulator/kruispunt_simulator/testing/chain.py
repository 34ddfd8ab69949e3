"""`Chain`: a simulator that runs for many tests, and is as new for each of them."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from kruispunt_simulator.testing.surroundings import collecting_later, quiet

if TYPE_CHECKING:
    from kruispunt_simulator.store.reader import Reader
    from kruispunt_simulator.testing.scope import Kruispunt
    from kruispunt_simulator.testing.traffic import WatchedSimulator
    from kruispunt_simulator.testing.undo import Undo

SETTLE_SECONDS: Final = 20.0
"""How long calls that are going on at the end of a test may take to end."""

Unused = Literal["error", "warn", "ignore"]
"""What becomes of an injection that no question got."""


class Chain:
    """
    Runs the whole chain in this process, on free ports, with a state folder of its own.

    Args:
        state: The folder; it stays. None makes one that goes with the chain.
        today: The date, or one as `2026-03-01`; None for the real one.
        people: Files or folders of people of one's own, beside those that come along.
        policy: `platform` as the real platforms are, or `strict`.
        authorisation: `enforce`, `soft` or `off`.
        law: Act files of one's own.
        codes: File of one's own codes on the wire.
        contracts: Folder of official WSDLs and XSDs, which go before ours.
        cases: Folder of test cases, laid out as those of the MAGDA Mock.
        basic: By party id, `user:password` for the KSZ.
        keep_messages: `digest`, `full` or `none`; as `kruispunt up`.
        cache: Whether certificates and people may come from the user's cache folder.

    Everything heavy is imported by `start`.
    """

    def __init__(
        self,
        *,
        state: Path | str | None = None,
        today: date | str | None = None,
        people: Iterable[Path | str] = (),
        policy: str = "platform",
        authorisation: str = "enforce",
        law: Iterable[Path | str] = (),
        codes: Path | str | None = None,
        contracts: Path | str | None = None,
        cases: Path | str | None = None,
        basic: Mapping[str, str] | None = None,
        keep_messages: str = "digest",
        cache: bool = True,
    ) -> None:
        self._state = None if state is None else Path(state)
        self._today = date.fromisoformat(today) if isinstance(today, str) else today
        self._people = tuple(map(Path, people))
        self._policy = policy
        self._authorisation = authorisation
        self._law = tuple(map(Path, law))
        self._codes = None if codes is None else Path(codes)
        self._contracts = None if contracts is None else Path(contracts)
        self._cases = None if cases is None else Path(cases)
        self._basic = dict(basic or {})
        self._keep_messages = keep_messages
        self._cache = cache
        self._open = ExitStack()
        self._simulator: WatchedSimulator | None = None
        self._undo: Undo
        self._reader: Reader
        self._busy = False

    def start(self) -> None:
        """
        Make the state folder and start the hops. Returns when they answer.

        Raises:
            RuntimeError: It runs already.
            ConfigurationError: A file of people, law or codes is wrong.
        """
        if self._simulator is not None:
            raise RuntimeError("this chain runs already")
        with ExitStack() as opened, collecting_later():
            from kruispunt_simulator.testing.template import cache_folder, lay_out

            opened.enter_context(quiet())
            state = self._state
            if state is None:
                state = Path(tempfile.mkdtemp(prefix="kruispunt-"))
                opened.callback(shutil.rmtree, state, ignore_errors=True)
            if not (state / "pki").is_dir():
                lay_out(state, cache_folder() if self._cache else None)
            self._begin(state.resolve(), opened)
            self._open = opened.pop_all()

    def stop(self) -> None:
        """Stop the hops. Idempotent."""
        self._simulator = None
        self._open.close()

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

    @property
    def simulator(self) -> WatchedSimulator:
        """
        What runs.

        Raises:
            RuntimeError: Nothing does.
        """
        if self._simulator is None:
            raise RuntimeError("this chain does not run")
        return self._simulator

    @property
    def state(self) -> Path:
        """The state folder, for every `--state`."""
        return self.simulator.settings.state

    @property
    def _made(self) -> Path:
        """Folder of the files of people that a test made in place."""
        return self.state / "people"

    @property
    def urls(self) -> dict[str, str]:
        """Base address by hop."""
        return self.simulator.urls

    @contextmanager
    def isolated(
        self,
        *,
        today: date | str | None = None,
        people: Iterable[Path | str] = (),
        unused: Unused = "error",
    ) -> Iterator[Kruispunt]:
        """
        Have the chain as new, and leave it so.

        Args:
            today: The date; None for that of the chain.
            people: What to load at once; see `Kruispunt.load`.
            unused: What to do about injections that no question got, when all else
                went well.

        Raises:
            RuntimeError: The chain does not run, or somebody has it already.
            UnusedInjection: As `unused` says.
        """
        if self._busy:
            raise RuntimeError("one test at a time has this chain")
        kruispunt = self._new()
        self._busy = True
        try:
            if today is not None:
                kruispunt.travel_to(today)
            for each in people:
                kruispunt.load(each)
            yield kruispunt
            tell_unused(kruispunt.unused_injections, unused)
        finally:
            try:
                kruispunt.close()
                self._reset(kruispunt)
            finally:
                self._busy = False

    def _begin(self, state: Path, opened: ExitStack) -> None:
        from kruispunt_simulator.running import sole
        from kruispunt_simulator.settings import (
            Authorisation,
            Keep,
            MessagePolicy,
            Policy,
            Settings,
        )
        from kruispunt_simulator.store.address import database_in
        from kruispunt_simulator.store.reader import Reader
        from kruispunt_simulator.testing.clock import TravellingClock
        from kruispunt_simulator.testing.traffic import WatchedSimulator
        from kruispunt_simulator.testing.undo import Undo

        settings = Settings(
            state=state,
            ports={"wiv": 0, "magda": 0, "ksz": 0},
            policy=Policy(self._policy),
            authorisation=Authorisation(self._authorisation),
            today=self._today,
            people=self._people,
            law=self._law,
            codes=self._codes,
            contracts=self._contracts,
            cases=self._cases,
            # Whatever else is remembered: it is undone, which is for no other database.
            database=database_in(state).render_as_string(),
            messages=MessagePolicy(keep=Keep(self._keep_messages)),
            basic=self._basic,
        )
        opened.enter_context(sole(state))
        simulator = WatchedSimulator(settings, TravellingClock(self._today))
        opened.callback(simulator.stop)
        simulator.start()
        self._undo = Undo(simulator.engine)
        opened.callback(self._undo.close)
        self._reader = Reader(simulator.engine)
        opened.callback(self._reader.close)
        self._simulator = simulator

    def _new(self) -> Kruispunt:
        from kruispunt_simulator.testing.people import People, Registrar
        from kruispunt_simulator.testing.scope import Kruispunt
        from kruispunt_simulator.testing.trail import Trail

        simulator = self.simulator
        people = People(simulator.people)
        registrar = Registrar(
            simulator.engine,
            simulator.people,
            simulator.law,
            simulator.parties,
            self._made,
            simulator.clock.today,
        )
        parties = [party.id for party in simulator.parties.all]
        offered = [contract.service for contract in simulator.contracts.contracts]
        trail = Trail(self._reader, people.number_of, parties, offered)
        return Kruispunt(simulator, people, registrar, trail)

    def _reset(self, kruispunt: Kruispunt) -> None:
        """Bring everything back but the log; calls that are going on end first."""
        simulator = self.simulator
        simulator.stubs.clear()
        if not simulator.settle(SETTLE_SECONDS):
            warnings.warn(
                "a call was still going on at the end of a test; it may be seen in the "
                "next one",
                RuntimeWarning,
                stacklevel=2,
            )
        kruispunt.trail.close()
        self._undo.back()
        shutil.rmtree(self._made, ignore_errors=True)
        simulator.reset(self._today)


def tell_unused(unused: tuple[str, ...], what: Unused) -> None:
    """
    Tell of injections that no question got.

    Args:
        unused: As `Kruispunt.unused_injections`.
        what: Whether to raise, to warn, or to keep silent.

    Raises:
        UnusedInjection: As `what` says.
    """
    from kruispunt_simulator.testing.scope import check_all_used

    if what == "error":
        check_all_used(unused)
    elif what == "warn" and unused:
        warnings.warn(f"not injected: {'; '.join(unused)}", stacklevel=4)


@contextmanager
def running_chain(*, unused: Unused = "error", **settings: Any) -> Iterator[Kruispunt]:
    """
    Run the chain for a `with` block.

    Args:
        unused: As of `Chain.isolated`.
        **settings: As `Chain` takes them: `today`, `people`, `policy`, `state` …

    Raises:
        ConfigurationError: A file of people, law or codes is wrong.
        UnusedInjection: An injection did not happen.
    """
    with Chain(**settings) as chain, chain.isolated(unused=unused) as kruispunt:
        yield kruispunt
