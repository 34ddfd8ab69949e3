"""
`kruispunt demo`: the guided tour over a real chain, on ports of its own.

`STOPS` says what is done at each stop and what must come of it. What comes is compared
twice, in the reply and in the log of the hops; every difference is a surprise, and one
surprise is enough for exit status 1.
"""

from __future__ import annotations

import logging
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from kruispunt_client.client_log import read_lines
from kruispunt_client.errors import (
    ConnectionFailed,
    KruispuntError,
    RefusedByService,
    TlsRefused,
)

from kruispunt_simulator.app import Simulator
from kruispunt_simulator.audit.query import EVERYTHING, of_trace
from kruispunt_simulator.audit.trail import Trail, render_explanation, render_tree
from kruispunt_simulator.audit.verify import verify
from kruispunt_simulator.commands.ask import describe
from kruispunt_simulator.commands.demo_acts import (
    ADULT,
    CHILD,
    COMPANY,
    STRANGER,
    Acts,
)
from kruispunt_simulator.commands.proof import report_lines, trust_in
from kruispunt_simulator.commands.state import prepare_state
from kruispunt_simulator.process_log import LogStyle, configure_logging
from kruispunt_simulator.running import sole
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.store.address import shown

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a question; nothing but a hop for an answer with data."""

    hop: str | None
    level: str | None = None
    """`1`, `2`, `3`; `tls` when the connection ended; else what we did not expect."""
    code: str | None = None

    def __str__(self) -> str:
        """Say it as the tour prints it."""
        if self.level is None:
            return f"answered by {self.hop}"
        if self.level == "tls":
            return f"refused by {self.hop} during the TLS handshake"
        return f"refused by {self.hop} at level {self.level}, code {self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of the tour."""

    name: str
    title: str
    act: Callable[[Acts], Any]
    expected: Outcome
    """In the reply, and in the record of the hop that gave it."""
    check: str | None = None
    """Id of the check whose finding is in the log; None for an answer."""
    because: str = ""
    """The reason, in one sentence for people."""


TRAIL: Final = "disability-file"
"""Name of the stop whose trail is shown."""
EXPLAINED: Final = "unknown-user"
"""Name of the stop that is explained."""

STOPS: Final = (
    Stop(
        name="care-allowance",
        title="Care allowance of a child: Wonen in Vlaanderen asks MAGDA",
        act=lambda acts: acts.ask("wonen-in-vlaanderen", "magda", "zorgtoeslag", CHILD),
        expected=Outcome(hop="magda"),
    ),
    Stop(
        name=TRAIL,
        title="Disability file: a housing company asks, through all three hops",
        act=lambda acts: acts.ask(COMPANY, "wiv", "dossier-handicap", ADULT),
        expected=Outcome(hop="wiv"),
    ),
    Stop(
        name="incapacity",
        title="Incapacity benefits of last year's last quarter, same way",
        act=Acts.incapacity,
        expected=Outcome(hop="wiv"),
    ),
    Stop(
        name="unsigned",
        title="An unsigned message",
        act=lambda acts: acts.post(signed=False),
        expected=Outcome(hop="wiv", level="1", code="ERR_025"),
        check="security.missing",
        because="nobody can tell who wrote it, so it is not even read",
    ),
    Stop(
        name="foreign-certificate",
        title="A certificate of another authority",
        act=Acts.with_foreign_certificate,
        expected=Outcome(hop="wiv", level="tls"),
        check="tls.unknown-ca",
        because="a hop knows its own authority only; the line says little, the log all",
    ),
    Stop(
        name="no-authorisation",
        title="A party without authorisation",
        act=lambda acts: acts.ask(
            "vlaams-woningfonds", "magda", "dossier-handicap", ADULT
        ),
        expected=Outcome(hop="magda", level="2", code="13001"),
        check="law.granted",
        because="no act grants the Vlaams Woningfonds this service",
    ),
    Stop(
        name=EXPLAINED,
        title="An unknown user",
        act=lambda acts: acts.ask(
            COMPANY, "wiv", "dossier-handicap", ADULT, user="69660615128"
        ),
        expected=Outcome(hop="wiv", level="2", code="40006"),
        check="user.on-staff-list",
        because="the person behind the question is not on the staff list",
    ),
    Stop(
        name="not-in-the-repertory",
        title="A person who is not in the repertory",
        act=lambda acts: acts.ask(COMPANY, "wiv", "dossier-handicap", STRANGER),
        expected=Outcome(hop="wiv", level="3", code="13202"),
        check="repertory.inscribed",
        because="nobody declared to handle a file about this person",
    ),
    Stop(
        name="invalid-body",
        title="An invalid body",
        act=lambda acts: acts.post(signed=True, quarter="the first quarter"),
        expected=Outcome(hop="wiv", level="1", code="10001"),
        check="contract.schema",
        because="the schema refuses it before anybody looks at what it asks",
    ),
)

LOG_SECONDS: Final = 5.0
"""Longest wait for the record of a TLS failure: it may follow the alert."""


def run(state: Path | None) -> int:
    """
    Take the tour.

    Args:
        state: Folder to keep; None for one that is removed afterwards.

    Returns:
        0 when every stop went as the table says, else 1.
    """
    configure_logging(LogStyle(level=logging.WARNING))
    with _folder(state) as folder:
        settings = Settings(
            state=folder, ports=dict.fromkeys(("wiv", "magda", "ksz"), 0)
        )
        prepare_state(folder)
        with sole(folder), Simulator(settings) as simulator:
            status = Tour(simulator).take()
        if state is None:
            _say("  a temporary folder, removed now; `--state DIR` keeps one")
        return status


class Tour:
    """
    Walks along stops and counts what goes otherwise.

    Args:
        simulator: Running.
        stops: In order.
    """

    def __init__(self, simulator: Simulator, stops: Sequence[Stop] = STOPS) -> None:
        self._simulator = simulator
        self._stops = stops
        self._acts = Acts(simulator)
        self._trail = Trail(simulator.engine)
        self._traces: dict[str, str] = {}
        self.surprises = 0

    def take(self) -> int:
        """Walk the tour and say whether everything went as it should."""
        for name, url in self._simulator.urls.items():
            _say(f"{name:<6}{url}")
        for stop in self._stops:
            self.visit(stop)
        self._show_trail()
        self._show_proof()
        total = sum(1 for _ in self._trail.records())
        _title(f"{total} records in the log; {self.surprises} surprises")
        state = self._simulator.settings.state
        _say(
            f"  the log of the hops         {shown(self._simulator.engine.url)}",
            f"  the log of the application  {self._acts.own_log(COMPANY)}",
            f'  to read on                  kruispunt log --state "{state}"',
        )
        return 1 if self.surprises else 0

    def visit(self, stop: Stop) -> None:
        """Do what the stop says; print what came of it, and each surprise."""
        _title(stop.title)
        before = max((r["id"] for r in self._trail.records()), default=0)
        seen, trace, lines = _outcome(stop.act, self._acts)
        records = self._logged(trace, after=before)
        if trace:
            self._traces[stop.name] = trace
        _say(*lines)
        if seen.level is not None:
            _say(f"  because {stop.because}" if seen == stop.expected else f"  {seen}")
            _say(*_finding_lines(_findings(records, stop.check)))
        for surprise in _surprises(stop, seen, records):
            self.surprises += 1
            _say(f"  SURPRISE: {surprise}")

    def _logged(self, trace: str | None, *, after: int) -> list[Record]:
        """Read the records of one stop; a refused handshake has no trace to go by."""
        deadline = time.monotonic() + LOG_SECONDS
        while True:
            query = of_trace(trace) if trace else EVERYTHING
            records = [r for r in self._trail.records(query) if r["id"] > after]
            if records or time.monotonic() > deadline:
                return records
            time.sleep(0.05)

    def _show_trail(self) -> None:
        if trace := self._traces.get(TRAIL):
            _title("The trail: one question, every hop (kruispunt log)")
            _say(*render_tree(self._trail.trees(of_trace(trace))))
            _title("The same question in the log of the application that asked it")
            self._show_third_copy(trace)
        if trace := self._traces.get(EXPLAINED):
            _title("What the chain noticed about the unknown user (kruispunt explain)")
            records = list(self._trail.records(of_trace(trace)))
            _say(*render_explanation(records))

    def _show_proof(self) -> None:
        self._simulator.keeper.turn()
        _title("Is the log whole? (kruispunt log verify)")
        trust = trust_in(self._simulator.settings.state)
        for report in verify(self._simulator.engine, trust):
            _say(*(f"  {line}" for line in report_lines(report)))
            if report.flaws:
                self.surprises += 1
                _say("  SURPRISE: somebody was at the log")

    def _show_third_copy(self, trace: str) -> None:
        """Source: Protocol WiV–Wonen in Limburg art. 6.4: at three places."""
        rows = read_lines(self._acts.own_log(COMPANY))
        kept = [row for row in rows if row["trace"] == trace]
        for row in kept:
            _say(*(f"  {key + ':':<13}{row[key]}" for key in THIRD_COPY))
        if len(kept) != 1:
            self.surprises += 1
            _say(f"  SURPRISE: {len(kept)} records of it")


THIRD_COPY: Final = (
    "time",
    "party",
    "application",
    "service",
    "user",
    "person",
    "outcome",
    "trace",
)
"""What the tour shows of the application's own record: art. 6.4, and the link."""


def _outcome(
    act: Callable[[Acts], Any], acts: Acts
) -> tuple[Outcome, str | None, list[str]]:
    """Act, and give what came of it, its trace if a hop gave one, and what to print."""
    try:
        answer = act(acts)
    except RefusedByService as error:
        seen = Outcome(hop=error.hop, level=error.level, code=error.code)
        return seen, error.trace, [f"  {seen}", f"  {error.diagnosis or error.meaning}"]
    except (TlsRefused, ConnectionFailed) as error:
        seen = Outcome(hop=error.hop, level="tls")
        return seen, None, [f"  {seen}"]
    except KruispuntError as error:
        seen = Outcome(hop=error.hop, level=type(error).__name__)
        return seen, None, [f"  {type(error).__name__}: {error}"]
    data = getattr(answer, "data", None)
    level = None if data is not None else "an answer without data"
    seen = Outcome(hop=getattr(answer, "hop", None), level=level)
    return seen, getattr(answer, "trace", None), describe(answer) if data else []


def _surprises(stop: Stop, seen: Outcome, records: Sequence[Record]) -> Iterator[str]:
    """Tell what differs from the table: in the reply, then in the log."""
    if seen != stop.expected:
        yield f"{seen}, where this was expected: {stop.expected}"
    logged = [
        # On the line a refused handshake has no code; in the log `check` is its reason.
        Outcome(
            hop=r["hop"],
            level=r["level"],
            code=None if r["level"] == "tls" else r["code"],
        )
        for r in records
        if r["direction"] == "in"
    ]
    if stop.expected not in logged:
        said = "; ".join(map(str, logged)) or "nothing"
        yield f"the log says: {said}, where this was expected: {stop.expected}"
    if stop.check is not None and not _findings(records, stop.check):
        found = ", ".join(f["check"] for r in records for f in r["findings"])
        yield f"the log holds no {stop.check}, but: {found or 'no finding'}"


def _findings(records: Sequence[Record], check: str | None) -> list[dict[str, Any]]:
    return [
        finding
        for record in records
        for finding in record["findings"]
        if finding["check"] == check and finding["severity"] == "error"
    ]


def _finding_lines(findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Write what the log holds about a refusal: the reason that the line leaves out."""
    for finding in findings:
        yield f"    {finding['check']}"
        for label in ("requirement", "expected", "actual"):
            if finding[label]:
                yield from textwrap.wrap(
                    finding[label],
                    width=100,
                    initial_indent=f"      {label + ':':<13}",
                    subsequent_indent=" " * 19,
                    break_long_words=False,
                )


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
