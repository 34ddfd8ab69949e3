"""What the API does: stubs are added, shown and removed, and calls are looked up."""

from __future__ import annotations

from typing import Any

import structlog
from kruispunt_contracts.catalogue import Catalogue

from kruispunt_simulator.audit.query import Query
from kruispunt_simulator.audit.trail import Row, render_explanation
from kruispunt_simulator.hops import stubs as hops
from kruispunt_simulator.numbers import (
    could_be_real,
    has_valid_check_digits,
    without_separators,
)
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.stubbing import orders
from kruispunt_simulator.stubbing.calls import CallLog, Near, case_of, notes_of, stub_of
from kruispunt_simulator.stubbing.models import (
    Call,
    Calls,
    NearMiss,
    NearMisses,
    NewStub,
    Step,
    Stub,
    StubMisses,
    Trail,
    Unanswered,
    WholeStub,
)
from kruispunt_simulator.stubbing.problems import Unacceptable, Unknown

_UNANSWERED = 20
"""Questions without stub or case that are shown."""

log = structlog.get_logger("kruispunt.stubs")


class Desk:
    """
    The stubs and the calls of one chain; thread-safe.

    Args:
        stubs: Those that the hops ask.
        calls: The log.
        contracts: Those that the hops serve.
        parties: Who may ask.
        allow_real_numbers: Take numbers that could be somebody's.
    """

    def __init__(
        self,
        stubs: hops.Stubs,
        calls: CallLog,
        contracts: Catalogue,
        parties: Parties,
        *,
        allow_real_numbers: bool,
    ) -> None:
        self._stubs = stubs
        self._calls = calls
        self._contracts = contracts
        self._parties = parties
        self._allow_real_numbers = allow_real_numbers

    def add(self, wanted: NewStub) -> Stub:
        """
        Let something happen from now on.

        Raises:
            Unacceptable: It never could, or holds numbers that could be somebody's.
        """
        made = self._made(wanted)
        count = self._stubs.add(made)
        log.info("stub added", **_logged(made))
        return _shown(made, count)

    def all(self) -> list[Stub]:
        """Show every stub, the oldest first."""
        return [_shown(stub, count) for stub, count in self._stubs.counts().items()]

    def one(self, id: str) -> WholeStub:
        """
        Show a stub.

        Raises:
            Unknown: There is none with that id.
        """
        stub, count = self._found(id)
        reply = None if stub.reply is None else stub.reply.decode("utf-8", "replace")
        return WholeStub(**_shown(stub, count).model_dump(), reply=reply)

    def remove(self, id: str) -> None:
        """
        Let a stub happen no more.

        Raises:
            Unknown: There is none with that id.
        """
        stub, _ = self._found(id)
        if not self._stubs.remove(stub):
            raise Unknown(f"no stub {id}; it may have been removed")
        log.info("stub removed", **_logged(stub))

    def clear(self) -> None:
        """Let nothing happen any more."""
        log.info("all stubs removed", number=self._stubs.clear())

    def calls(self, wanted: Calls) -> list[Call]:
        """
        Show calls that hops received in this run, newest first.

        Raises:
            Unacceptable: The person is asked for by no number, or a real one.
            StateError: The log cannot be read.
        """
        person = self._number("person", wanted.person)
        query = Query(
            service=_few(wanted.service),
            person=_few(person),
            party=_few(wanted.party),
            hop=_few(wanted.hop),
        )
        rows = self._calls.received(query, limit=wanted.limit)
        return [Call(**_call(row)) for row in rows]

    def trail(self, trace: str) -> Trail:
        """
        Show all that the hops logged of one question.

        Raises:
            Unknown: This run has no such trail.
            StateError: The log cannot be read.
        """
        rows = self._calls.trail(trace)
        if not rows:
            raise Unknown(f"no call of this run has the trace {trace}")
        names = ("direction", "peer", "span", "parent_span", "findings")
        steps = [
            Step(**_call(row), **{name: row[name] for name in names}) for row in rows
        ]
        explanation = list(render_explanation(rows))
        return Trail(trace=trace, steps=steps, explanation=explanation)

    def near_misses_of(self, id: str) -> list[NearMiss]:
        """
        Show the calls that were nearest to a stub, and did not get it.

        Raises:
            Unknown: There is no stub with that id.
            StateError: The log cannot be read.
        """
        stub, count = self._found(id)
        return _misses(self._calls.nearest({stub: count})[stub])

    def near_misses(self) -> NearMisses:
        """
        Show the stubs that no question got, and the questions that none was for.

        Raises:
            StateError: The log cannot be read.
        """
        counts = {
            stub: count
            for stub, count in self._stubs.counts().items()
            if not count.used
        }
        unused = [
            StubMisses(stub=_shown(stub, counts[stub]), nearest=_misses(near))
            for stub, near in self._calls.nearest(counts).items()
        ]
        without = [
            Unanswered(call=Call(**_call(row)), notes=notes_of(row))
            for row in self._calls.without(limit=_UNANSWERED)
        ]
        return NearMisses(stubs=unused, questions=without)

    def _found(self, id: str) -> tuple[hops.Stub, hops.Count]:
        for stub, count in self._stubs.counts().items():
            if stub.id == id:
                return stub, count
        raise Unknown(f"no stub {id}; it may have been removed")

    def _made(self, wanted: NewStub) -> hops.Stub:
        person = self._number("person", wanted.person)
        user = self._number("user", wanted.user)
        if wanted.party is not None and self._parties.get(wanted.party) is None:
            raise Unacceptable("party", f"no party {wanted.party}")
        meant: dict[str, Any] = {
            "contracts": self._contracts,
            "hop": wanted.hop,
            "service": wanted.service,
            "version": wanted.version,
            "operation": wanted.operation,
            "person": person,
            "party": wanted.party,
            "user": user,
        }
        row, reply, at = None, None, "service"
        try:
            if wanted.reply is not None:
                at, reply = "reply", orders.octets(wanted.reply)
                pattern = orders.reply_pattern(
                    reply, allow_real_numbers=self._allow_real_numbers, **meant
                )
            elif wanted.fault is not None:
                at = "fault"
                row, hop = orders.refusal(wanted.fault, wanted.hop)
                pattern = orders.pattern(row, **{**meant, "hop": hop})
            else:
                home = orders.home(self._contracts, service=wanted.service)
                pattern = orders.pattern(None, **{**meant, "hop": wanted.hop or home})
        except (LookupError, ValueError) as error:
            raise Unacceptable(at, str(error)) from error
        return hops.Stub(
            pattern=pattern,
            fault=None if row is None else row.key,
            reply=reply,
            delay_seconds=wanted.delay_seconds,
            drop=wanted.drop,
            first=wanted.first,
            times=wanted.times,
        )

    def _number(self, at: str, given: str | None) -> str | None:
        if given is None:
            return None
        number = without_separators(given)
        if not has_valid_check_digits(number):
            raise Unacceptable(at, "no number of eleven digits with valid check digits")
        if could_be_real(number) and not self._allow_real_numbers:
            raise Unacceptable(
                at,
                "this could be the number of a real citizen (`kruispunt up "
                "--allow-real-numbers` lifts this)",
            )
        return number


def _misses(found: list[Near]) -> list[NearMiss]:
    return [
        NearMiss(call=Call(**_call(near.row)), differs=[*near.differs], why=near.why)
        for near in found
    ]


def _few(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)


def _shown(stub: hops.Stub, count: hops.Count) -> Stub:
    meant = stub.pattern
    return Stub(
        id=stub.id,
        added=count.added,
        does=stub.does,
        hop=meant.hop,
        service=meant.service,
        version=meant.version,
        operation=meant.operation,
        person=meant.person,
        party=meant.party,
        user=meant.user,
        first=stub.first,
        times=stub.times,
        delay_seconds=stub.delay_seconds,
        fault=stub.fault,
        drop=stub.drop,
        seen=count.seen,
        used=count.used,
    )


def _logged(stub: hops.Stub) -> dict[str, Any]:
    """What operators see of a stub: nobody's number."""
    meant = stub.pattern
    named = {
        name: value
        for name in ("hop", "service", "version", "operation", "party")
        if (value := getattr(meant, name)) is not None
    }
    return {"stub": stub.id, "does": stub.does, **named}


def _call(row: Row) -> dict[str, Any]:
    names = set(Call.model_fields) - {"duration_ms", "stub", "case"}
    return {
        **{name: row[name] for name in names},
        "duration_ms": row["duration_us"] / 1000,
        "stub": stub_of(row),
        "case": case_of(row),
    }
