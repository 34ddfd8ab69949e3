"""The trouble that a test asks for, and the replies that it prepares."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kruispunt_simulator.hops.stubs import Stub
from kruispunt_simulator.stubbing import orders
from kruispunt_simulator.testing.injections import Injection, unused
from kruispunt_simulator.testing.people import People

if TYPE_CHECKING:
    from kruispunt_simulator.testing.traffic import WatchedSimulator


class Trouble:
    """What `Kruispunt` lets go otherwise than it would."""

    people: People
    _simulator: WatchedSimulator

    def refuse(
        self,
        what: str,
        *,
        service: str | None = None,
        version: str | None = None,
        operation: str | None = None,
        person: object = None,
        party: str | None = None,
        user: object = None,
        hop: str | None = None,
        first: int = 1,
        times: int | None = 1,
        delay: timedelta | float = 0,
    ) -> Injection:
        """
        Let a question that would be answered be refused.

        Args:
            what: Key in `kruispunt_contracts.WIRE_FAULTS`, such as
                `magda.source-unavailable`, or a code, such as `60003`.
            service: Only of this contract; it and the next ones are what the hop sees.
            version: Only of this version.
            operation: Only of this operation.
            person: Only about this person: INSZ, slug, name, or `Persona`.
            party: Only when this party asks the hop, or asked the first one.
            user: Only with this employee behind it.
            hop: Where; None for where the refusal belongs.
            first: From which of those questions on: with `first=3, times=1` it is just
                the third.
            times: How often; None for every time.
            delay: How long it takes, or seconds.

        Returns:
            Tells how often it happened. One that never does fails the test.

        Raises:
            LookupError: No refusal is called so, or several.
            ValueError: It is no refusal, or no such question can come to the hop.
        """
        row, hop = orders.refusal(what, hop)
        meant = orders.pattern(
            row,
            contracts=self._simulator.contracts,
            hop=hop,
            service=service,
            version=version,
            operation=operation,
            party=party,
            **self._numbers(person=person, user=user),
        )
        return self._inject(
            Stub(
                pattern=meant,
                fault=row.key,
                delay_seconds=in_seconds(delay),
                first=first,
                times=times,
            )
        )

    def reply(
        self,
        reply: Path | str | bytes,
        *,
        service: str,
        version: str | None = None,
        operation: str | None = None,
        person: object = None,
        party: str | None = None,
        user: object = None,
        hop: str | None = None,
        first: int = 1,
        times: int | None = 1,
        delay: timedelta | float = 0,
    ) -> Injection:
        """
        Let a question that would be answered get a reply of one's own.

        What is about the exchange (references, times, sender, echo, ticket) is written
        anew; only what the legal ground lets the asker have leaves.

        Args:
            reply: Path of a file, or the XML itself: an envelope, its payload, or a
                `soap:Fault`.
            service: What it is a reply of.
            version: As of `refuse`; the root of the reply tells it anyway.
            operation: Likewise.
            person: As of `refuse`.
            party: As of `refuse`.
            user: As of `refuse`.
            hop: Where; None for the one that would answer: `magda`, or `ksz` for the
                services of the KSZ.
            first: As of `refuse`.
            times: As of `refuse`.
            delay: As of `refuse`.

        Raises:
            OSError: There is no such file.
            ValueError: It is no reply of that service, or holds numbers that could be
                somebody's.
        """
        document = _document(reply)
        meant = orders.reply_pattern(
            document,
            contracts=self._simulator.contracts,
            hop=hop,
            service=service,
            version=version,
            operation=operation,
            party=party,
            allow_real_numbers=self._simulator.settings.allow_real_numbers,
            **self._numbers(person=person, user=user),
        )
        return self._inject(
            Stub(
                pattern=meant,
                reply=document,
                delay_seconds=in_seconds(delay),
                first=first,
                times=times,
            )
        )

    def delay(
        self,
        delay: timedelta | float,
        *,
        service: str | None = None,
        person: object = None,
        party: str | None = None,
        hop: str | None = None,
        first: int = 1,
        times: int | None = 1,
    ) -> Injection:
        """
        Let a question that would be answered wait first.

        Args:
            delay: How long, or seconds. The end of the test ends it.
            service: As of `refuse`.
            person: As of `refuse`.
            party: As of `refuse`.
            hop: Which one waits; None for the one that answers the service, or
                without a service `magda`.
            first: As of `refuse`.
            times: As of `refuse`.
        """
        meant = orders.pattern(
            None,
            contracts=self._simulator.contracts,
            hop=self._home(hop, service),
            service=service,
            party=party,
            **self._numbers(person=person),
        )
        wait = in_seconds(delay)
        return self._inject(
            Stub(pattern=meant, delay_seconds=wait, first=first, times=times)
        )

    def cut_line(
        self,
        *,
        service: str | None = None,
        person: object = None,
        party: str | None = None,
        hop: str | None = None,
        first: int = 1,
        times: int | None = 1,
        delay: timedelta | float = 0,
    ) -> Injection:
        """
        Let the connection end in place of a reply to a question.

        Args:
            service: As of `refuse`.
            person: As of `refuse`.
            party: As of `refuse`.
            hop: Which one hangs up; None as of `delay`. As `wiv` asks `magda`, a client
                of `wiv` is told that a source is away; with `hop="wiv"` its own line
                ends.
            first: As of `refuse`.
            times: As of `refuse`.
            delay: How long after the question, or seconds.
        """
        meant = orders.pattern(
            None,
            contracts=self._simulator.contracts,
            hop=self._home(hop, service),
            service=service,
            party=party,
            **self._numbers(person=person),
        )
        return self._inject(
            Stub(
                pattern=meant,
                drop=True,
                delay_seconds=in_seconds(delay),
                first=first,
                times=times,
            )
        )

    @property
    def unused_injections(self) -> tuple[str, ...]:
        """What was asked for and did not happen, or not as often."""
        return unused(self._simulator.stubs)

    def _inject(self, stub: Stub) -> Injection:
        if stub.first < 1 or (stub.times is not None and stub.times < 1):
            raise ValueError(
                "`first` and `times` are 1 or more; `times=None` is always"
            )
        self._simulator.stubs.add(stub)
        return Injection(stub, self._simulator.stubs)

    def _home(self, hop: str | None, service: str | None) -> str:
        """Tell where something happens that may happen anywhere."""
        contracts = self._simulator.contracts
        return hop or orders.home(contracts, service=service) or "magda"

    def _numbers(self, **who: object) -> dict[str, str | None]:
        return {
            key: None if value is None else self.people.number_of(value)
            for key, value in who.items()
        }


def in_seconds(delay: timedelta | float) -> float:
    """Give a time as seconds."""
    return delay.total_seconds() if isinstance(delay, timedelta) else float(delay)


def _document(reply: Path | str | bytes) -> bytes:
    """Tell XML from the path of a file with it, which begins with no `<`."""
    if isinstance(reply, str) and reply.lstrip("\ufeff \t\r\n").startswith("<"):
        return orders.octets(reply)
    return reply if isinstance(reply, bytes) else Path(reply).read_bytes()
