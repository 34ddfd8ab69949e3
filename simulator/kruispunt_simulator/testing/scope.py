"""`Kruispunt`: what one test has in hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kruispunt_client import (
    ONCE,
    AsyncConnection,
    ConnectionProfile,
    connect,
    connect_async,
)
from kruispunt_client.connection import Connection
from kruispunt_client.settings import PARTY_VARIABLE, STATE_VARIABLE

from kruispunt_simulator.commands.state import ensure_certificate
from kruispunt_simulator.people.household import HEAD
from kruispunt_simulator.sources import Condition
from kruispunt_simulator.testing.injections import UnusedInjection
from kruispunt_simulator.testing.inscriptions import Inscribed
from kruispunt_simulator.testing.people import (
    NOT_RELATED,
    Home,
    People,
    Persona,
    Registrar,
)
from kruispunt_simulator.testing.trail import Trail
from kruispunt_simulator.testing.trouble import Trouble, in_seconds

if TYPE_CHECKING:
    from kruispunt_simulator.testing.traffic import WatchedSimulator


class Kruispunt(Trouble):
    """
    A running chain, as new: wiv, magda and ksz behind real TLS on free ports.

    What a test does with it is undone at the end of the test.
    """

    people: People
    """Everybody that can be asked about: `kruispunt.people["bram-kestelijn"].insz`."""
    trail: Trail
    """What this test's calls left in the log of every hop."""

    def __init__(
        self,
        simulator: WatchedSimulator,
        people: People,
        registrar: Registrar,
        trail: Trail,
    ) -> None:
        """Take up a chain; `Chain.isolated` makes these."""
        self.people = people
        self.trail = trail
        self._simulator = simulator
        self._registrar = registrar
        self._open = ExitStack()

    # Asking

    @property
    def state(self) -> Path:
        """The state folder: certificates, profiles and log, for every `--state`."""
        return self._simulator.settings.state

    @property
    def urls(self) -> dict[str, str]:
        """Base address by hop."""
        return self._simulator.urls

    @property
    def today(self) -> date:
        """The business date."""
        return self._simulator.clock.today()

    def profile(self, party: str) -> ConnectionProfile:
        """
        Give the connection profile of a party, which gets a certificate if it has none.

        Args:
            party: Id, as `kruispunt parties` lists them.

        Raises:
            LookupError: There is no such party, or it cannot ask by itself.
        """
        known = self._simulator.parties.get(party)
        if known is None or not known.connections:
            raise LookupError(f"no party {party}; `kruispunt parties` lists them")
        ensure_certificate(self.state, known)
        return ConnectionProfile.from_state(self.state, party)

    def connect(
        self, party: str, *, via: str | None = None, **options: Any
    ) -> Connection:
        """
        Open a connection of a party, which is closed at the end of the test.

        Args:
            party: Id, as `kruispunt parties` lists them.
            via: Name of an endpoint; None for the only one, or `wiv` where it is.
            **options: As `kruispunt_client.connect` takes them. Unless `retry` is among
                them, everything is asked once: a test sees each refusal.

        Raises:
            LookupError: As `profile`; or the party has several endpoints, and the text
                lists them.
        """
        profile, chosen = self._door(party, via)
        return self._open.enter_context(
            connect(profile, via=chosen, **{"retry": ONCE, **options})
        )

    def connect_async(
        self, party: str, *, via: str | None = None, **options: Any
    ) -> AsyncConnection:
        """
        Give a connection for `asyncio`; enter it with `async with`.

        Args:
            party: As `connect` takes it.
            via: As `connect` takes it.
            **options: As `kruispunt_client.connect_async` takes them; everything is
                asked once, unless `retry` says otherwise.

        Raises:
            LookupError: As `connect`.
        """
        profile, chosen = self._door(party, via)
        return connect_async(profile, via=chosen, **{"retry": ONCE, **options})

    def _door(self, party: str, via: str | None) -> tuple[ConnectionProfile, str]:
        profile = self.profile(party)
        names = list(profile.endpoints)
        if via is None and len(names) > 1 and "wiv" not in names:
            raise LookupError(f"{party} has several endpoints, via which: {names}")
        return profile, via or ("wiv" if "wiv" in names else names[0])

    def environment(self, party: str) -> dict[str, str]:
        """
        Give what a program needs to ask as a party: variables of its environment.

        Such a program reads `ConnectionProfile.from_environment()`.

        Raises:
            LookupError: As `profile`.
        """
        self.profile(party)
        return {STATE_VARIABLE: str(self.state), PARTY_VARIABLE: party}

    # People

    def load(self, people: Path | str) -> tuple[Persona, ...]:
        """
        Bring in people of one's own, until the end of the test.

        Args:
            people: A YAML file or a folder of those; or the YAML itself, which has more
                lines than one.

        Returns:
            Who came, by number.

        Raises:
            InvalidPersona: Something is wrong: file, line, key and why; nobody came.
        """
        if isinstance(people, str) and "\n" in people:
            return self._registrar.load(self._registrar.write(people))
        return self._registrar.load(Path(people))

    def person(
        self,
        file: Mapping[str, Any] | None = None,
        /,
        *,
        inscribed: Inscribed = True,
        household: Persona | str | None = None,
        position: str | None = None,
        **sections: Any,
    ) -> Persona:
        """
        Make a person in place, until the end of the test.

        Args:
            file: As a YAML file has it (`kruispunt people schema`); may be left out.
            inscribed: Who shall be able to ask: all parties (True), none (False), or
                ids. A section `repertory` goes before.
            household: Name, or somebody who lives there already; None for alone. A
                section `households` goes before.
            position: In the household; code list of MAGDA, such as `03` for a child.
            **sections: Of the file, or keys of `identity`: `born=date(2014, 5, 12)`.
                A number that is not given is made.

        Returns:
            With its `insz`.

        Raises:
            InvalidPersona: As `load`.
        """
        home = None
        if household is not None:
            home = self._registrar.home_of(household, position)
        made = self._registrar.make([{**(file or {}), **sections}], inscribed, [home])
        return made[0]

    def household(
        self,
        head: Mapping[str, Any],
        *others: Mapping[str, Any],
        since: date = date(2000, 1, 1),
        inscribed: Inscribed = True,
    ) -> tuple[Persona, ...]:
        """
        Make people who live together, until the end of the test.

        Args:
            head: The reference person, as of `person`.
            *others: Likewise; the key `position` is that in the household (`02` spouse,
                `03` child, `12` not related).
            since: First day, or the day of birth.
            inscribed: As of `person`.

        Returns:
            In the order of the arguments.

        Raises:
            InvalidPersona: As `load`.
        """
        files = [dict(each) for each in (head, *others)]
        homes = [
            Home(None, file.pop("position", NOT_RELATED if number else HEAD), since)
            for number, file in enumerate(files)
        ]
        return self._registrar.make(files, inscribed, homes)

    # Circumstances

    def travel_to(self, day: date | str | None) -> None:
        """
        Let it be another day for law, certificates and answers.

        Args:
            day: A date, or one as `2026-03-01`; None for the real one. It stays that
                day, also when midnight passes.
        """
        chosen = date.fromisoformat(day) if isinstance(day, str) else day
        self._simulator.travel_to(chosen)

    def switch_off(self, *sources: str) -> None:
        """
        Let sources not answer.

        Args:
            *sources: Names in `kruispunt_simulator.sources.SOURCES`, such as `dgph`.

        Raises:
            LookupError: No such source.
        """
        for source in sources:
            condition = Condition(available=False)
            self._simulator.sources.set_condition(source, condition)

    def slow_down(self, source: str, delay: timedelta | float) -> None:
        """
        Let a source take its time.

        Args:
            source: As of `switch_off`.
            delay: Or seconds; more than 15 is more than the platform waits.

        Raises:
            LookupError: No such source.
        """
        condition = Condition(delay_seconds=in_seconds(delay))
        self._simulator.sources.set_condition(source, condition)

    def switch_on(self, *sources: str) -> None:
        """Let sources be well again."""
        for source in sources:
            self._simulator.sources.set_condition(source, Condition())

    # Telling

    def explain(self, trace: str | None = None) -> str:
        """Tell what every hop noticed about a trail; see `Trail.explain`."""
        return self.trail.explain(trace)

    def close(self) -> None:
        """Close the connections that `connect` opened."""
        self._open.close()


def check_all_used(unused: Iterable[str]) -> None:
    """
    Insist that everything happened that was asked for.

    Raises:
        UnusedInjection: Names what did not.
    """
    left = "\n".join(f"  {each}" for each in unused)
    if left:
        raise UnusedInjection(f"asked for, but no question got it:\n{left}")
