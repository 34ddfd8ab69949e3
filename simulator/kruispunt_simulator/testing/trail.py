"""The trail of one test: what its calls left in the logs of the hops."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import bindparam, select

from kruispunt_simulator.audit.trail import (
    grow,
    plain,
    render_explanation,
    render_tree,
    settled,
)
from kruispunt_simulator.hops.call import UNKNOWN
from kruispunt_simulator.store.reader import Reader
from kruispunt_simulator.store.tables import exchange
from kruispunt_simulator.testing.records import Record

TOLD_LATER: Final = "tls"
"""Level of refusals that are logged by a thread of their own: a moment later than the
caller knows."""

PATIENCE_SECONDS: Final = 5.0
"""How long an assertion about those waits for the record."""


class Criteria(TypedDict, total=False):
    """What can be said of a call; what is left out or None is not looked at."""

    service: str | None
    """Name of the contract, such as `GeefDossierHandicap`."""
    version: str | None
    """Such as `03.00.0000`."""
    operation: str | None
    person: object
    """Whom the question was about: INSZ, slug, name, or a `Persona`."""
    user: object
    """The employee behind it: INSZ."""
    party: str | None
    """Id of who asked the hop."""
    hop: str | None
    """`wiv`, `magda` or `ksz`."""
    outcome: str | None
    """`answered`, `refused` or `failed`."""
    level: str | None
    """Of a refusal: `1`, `2`, `3`, `fault`, `status`, `summary`, `http` or `tls`."""
    code: str | None
    """Of a refusal, such as `40003`."""


class Trail:
    """
    The records that were written since a test began.

    Args:
        reader: Of the database with the log.
        number_of: Turns what a test calls a person by into its number.
        parties: Ids of those that there are.
        services: Names of the contracts that there are.
    """

    def __init__(
        self,
        reader: Reader,
        number_of: Callable[[object], str],
        parties: Iterable[str],
        services: Iterable[str],
    ) -> None:
        self._reader = reader
        self._number_of = number_of
        self._known = {
            **_KNOWN,
            "party": frozenset((*parties, UNKNOWN)),
            "service": frozenset((*services, UNKNOWN)),
        }
        self._begin = self._newest()
        self._end: int | None = None

    def close(self) -> None:
        """Let what comes from now on be no part of it."""
        if self._end is None:
            self._end = self._newest()

    @property
    def records(self) -> tuple[Record, ...]:
        """All records of this test, in the order in which they were written."""
        return tuple(map(Record.of, self._rows()))

    def calls(self, **wanted: Unpack[Criteria]) -> tuple[Record, ...]:
        """
        Find calls that hops received.

        Args:
            **wanted: What must hold; nothing for every call.

        Returns:
            In the order in which they were written. A question that was passed on from
            hop to hop counts once, at the first hop that fits.
        """
        return self._found(self._wanted(wanted))

    def assert_called(
        self, *, times: int | None = None, **wanted: Unpack[Criteria]
    ) -> Record:
        """
        Insist that a call was made.

        Args:
            times: Exactly how often; None for at least once.
            **wanted: As `calls`.

        Returns:
            The last of them.

        Raises:
            AssertionError: The text has what comes nearest, and the whole trail.
        """
        __tracebackhide__ = True
        criteria = self._wanted(wanted)
        found = self._found(criteria)
        if times is None and found:
            return found[-1]
        if times is not None and times == len(found) and found:
            return found[-1]
        if times == 0:
            raise ValueError("for no call at all there is assert_not_called")
        often = "no call" if not found else f"{len(found)} calls, not {times},"
        raise AssertionError(self._told(f"{often} with {_said(criteria)}", criteria))

    def assert_not_called(self, **wanted: Unpack[Criteria]) -> None:
        """
        Insist that no such call was made.

        Args:
            **wanted: As `calls`; nothing means no call whatever.

        Raises:
            AssertionError: The text has the call, and the whole trail.
        """
        __tracebackhide__ = True
        criteria = self._wanted(wanted)
        found = self._found(criteria, wait=False)
        if found:
            said = f" with {_said(criteria)}" if criteria else ""
            raise AssertionError(
                self._told(f"{len(found)} calls{said}, not none:\n  {found[0]}", {})
            )

    def explain(self, trace: str | None = None) -> str:
        """
        Tell what every hop noticed, as `kruispunt explain`.

        Args:
            trace: Of an answer or an error; None for the last call of the test.

        Raises:
            LookupError: This test has no such trail.
        """
        rows = self._rows()
        if trace is None and rows:
            trace = rows[-1]["trace"]
        chosen = [row for row in rows if row["trace"] == trace]
        if not chosen:
            raise LookupError(f"this test has no trail {trace or 'at all'}")
        return "\n".join(render_explanation(chosen))

    def __str__(self) -> str:
        """All of it as trees, as `kruispunt log`."""
        return "\n".join(render_tree(grow(self._rows()))) or "(no calls)"

    def __len__(self) -> int:
        return len(self._rows())

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def _wanted(self, wanted: Criteria) -> dict[str, str]:
        unknown = sorted(wanted.keys() - set(_CRITERIA))
        if unknown:
            known = ", ".join(_CRITERIA)
            raise TypeError(f"{', '.join(unknown)}: expected one of {known}")
        named: dict[str, object] = {
            key: value for key, value in wanted.items() if value is not None
        }
        for key in ("person", "user"):
            if key in named:
                named[key] = self._number_of(named[key])
        for key, names in self._known.items():
            if key in named:
                _check_name(key, str(named[key]), names)
        return {key: str(value) for key, value in named.items()}

    def _found(
        self, wanted: Mapping[str, str], *, wait: bool = True
    ) -> tuple[Record, ...]:
        late = wait and wanted.get("level") == TOLD_LATER
        deadline = time.monotonic() + (PATIENCE_SECONDS if late else 0.0)
        while True:
            received = [row for row in self._rows() if row["direction"] == "in"]
            found = _first_of_each(
                [row for row in received if not _differences(row, wanted)], self._rows()
            )
            if found or time.monotonic() >= deadline:
                return tuple(map(Record.of, found))
            time.sleep(0.02)

    def _told(self, problem: str, wanted: Mapping[str, str]) -> str:
        lines = [problem]
        received = [row for row in self._rows() if row["direction"] == "in"]
        nearest = min(
            received, key=lambda row: len(_differences(row, wanted)), default=None
        )
        if nearest is not None and 0 < len(_differences(nearest, wanted)) < len(wanted):
            lines.append(f"nearest: {Record.of(nearest)}")
            lines += [
                f"  {name} is {nearest[name]}, not {wanted[name]}"
                for name in _differences(nearest, wanted)
            ]
        lines += ["the calls of this test:", str(self)]
        return "\n".join(lines)

    def _rows(self) -> Sequence[dict[str, Any]]:
        bounds = {
            "begin": self._begin,
            "end": sys.maxsize if self._end is None else self._end,
        }
        found = self._reader.all(_BETWEEN, bounds)
        return settled([plain(dict(row._mapping)) for row in found])

    def _newest(self) -> int:
        row = self._reader.first(_NEWEST, {})
        return 0 if row is None else int(row[0])


# Ids follow the order of writing, for all hops write into one file here.
_NEWEST: Final = select(exchange.c.id).order_by(exchange.c.id.desc()).limit(1)
_BETWEEN: Final = (
    select(exchange)
    .where(exchange.c.id > bindparam("begin"), exchange.c.id <= bindparam("end"))
    .order_by(exchange.c.id)
)


def _check_name(key: str, value: str, names: frozenset[str]) -> None:
    """
    Refuse a typing error: an assertion that no call was made would always hold.

    Raises:
        ValueError: With what comes near.
    """
    if value not in names:
        near = get_close_matches(value, names, n=3) or sorted(names)[:8]
        raise ValueError(f"{key}: there is no {value!r}; perhaps {', '.join(near)}")


_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "hop": frozenset({"wiv", "magda", "ksz"}),
    "outcome": frozenset({"answered", "refused", "failed"}),
    "level": frozenset(
        {"1", "2", "3", "fault", "status", "summary", "http", TOLD_LATER}
    ),
}

_CRITERIA: Final = tuple(Criteria.__annotations__)


def _differences(row: Mapping[str, Any], wanted: Mapping[str, str]) -> list[str]:
    return [name for name, value in wanted.items() if str(row[name]) != value]


def _first_of_each(
    chosen: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Leave out calls that are another one of these, passed on."""
    above = {row["span"]: row["parent_span"] for row in rows}
    spans = {row["span"] for row in chosen}

    def is_passed_on(row: dict[str, Any]) -> bool:
        seen = {row["span"]}
        span = row["parent_span"]
        while span is not None and span not in seen:
            if span in spans:
                return True
            seen.add(span)
            span = above.get(span)
        return False

    return [row for row in chosen if not is_passed_on(row)]


def _said(wanted: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in wanted.items())
