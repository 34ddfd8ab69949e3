"""
The log of a chain that answered and refused, searched as an operator does.

Source: Protocol WiV–Wonen in Limburg art. 6.4; for the citizen's question GDPR art. 15
and the Court of Justice of the EU, 22 June 2023, C-579/21.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_simulator.belgium import belgian_date
from kruispunt_simulator.cli import main

from .envelopes import BRAM, LOTTE, MIEKE, NORA, TOM, Chain

REPLACED, INSTEAD = "92631523044", "92632522639"
"""Numbers of Hanne Bosteelsma: the old one and that which came in its place."""


@dataclass(frozen=True)
class Searched:
    """A chain of its own, after a few calls, and their traces."""

    chain: Chain
    incapacity: str
    """Wonen in Limburg about Bram, through all hops, answered."""
    stranger: str
    """The same party about Tom, refused by the second hop."""
    attest: str
    """The RVA about Bram, at the KSZ directly."""
    care: str
    """Wonen in Vlaanderen about Lotte, at MAGDA directly."""
    replaced: str
    """Wonen in Vlaanderen under a number that was replaced."""

    def log(self, *arguments: str) -> str:
        """What `kruispunt log` prints."""
        given = ["log", "--state", str(self.chain.state), *arguments]
        result = CliRunner().invoke(main, given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """The same as records."""
        lines = self.log("--json", *arguments).splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def searched(start: Callable[..., Chain]) -> Searched:
    """The calls are made once."""
    chain = start()

    def trace(name: str, about: str | None = None) -> str:
        message = chain.envelope(name)
        if about is not None:
            message = message.about(about)
        return str(message.signed().post().trace)

    return Searched(
        chain,
        incapacity=trace("incapacity at wiv"),
        stranger=trace("incapacity at wiv", TOM),
        attest=trace("attest at ksz"),
        care=trace("care allowance at magda"),
        replaced=trace("care allowance at magda", REPLACED),
    )


FILTERS: dict[str, tuple[list[str], Callable[[dict[str, Any]], bool]]] = {
    "hop": (["--hop", "magda"], lambda r: r["hop"] == "magda"),
    "direction": (["--direction", "out"], lambda r: r["direction"] == "out"),
    "party": (["--party", "rva"], lambda r: r["party"] == "rva"),
    "user": (["--user", MIEKE], lambda r: r["user"] == MIEKE),
    "person": (["--person", BRAM], lambda r: r["person"] == BRAM),
    "service": (
        ["--service", "GeefZorgtoeslag"],
        lambda r: r["service"] == "GeefZorgtoeslag",
    ),
    "operation": (
        ["--service", "consultAttest"],
        lambda r: r["operation"] == "consultAttest",
    ),
    "basis": (["--basis", "23/058"], lambda r: "23/058" in (r["legal_basis"] or "")),
    "outcome": (["--outcome", "refused"], lambda r: r["outcome"] == "refused"),
    "code": (["--code", "13202"], lambda r: r["code"] == "13202"),
}


@pytest.mark.parametrize(("given", "wanted"), FILTERS.values(), ids=FILTERS)
def test_each_filter_finds_what_the_calls_left(
    searched: Searched, given: list[str], wanted: Callable[[dict[str, Any]], bool]
) -> None:
    everything = searched.rows()
    found = [record for record in everything if wanted(record)]
    assert 0 < len(found) < len(everything)
    assert searched.rows(*given) == found
    table = csv.DictReader(io.StringIO(searched.log("--csv", *given), newline=""))
    assert [row["span"] for row in table] == [record["span"] for record in found]


def test_a_period_finds_today_and_neither_yesterday_nor_tomorrow(
    searched: Searched,
) -> None:
    first, *_, last = (datetime.fromisoformat(r["at"]) for r in searched.rows())
    days = sorted({str(belgian_date(first)), str(belgian_date(last))})
    everything = searched.rows()
    assert searched.rows("--from", days[0], "--to", days[-1]) == everything
    before = str(belgian_date(first - timedelta(days=1)))
    assert searched.rows("--to", before) == []
    later = datetime.now(UTC).isoformat()
    assert searched.rows("--from", later) == []


def test_the_tree_of_one_hop_has_the_records_of_that_hop(searched: Searched) -> None:
    tree = searched.log("--trace", searched.incapacity, "--hop", "magda").splitlines()
    assert tree[0].startswith(f"trace {searched.incapacity}, ")
    assert len(tree) == 3
    assert all(" magda " in line for line in tree[1:])


def test_a_person_is_told_who_asked_at_every_door(searched: Searched) -> None:
    """At the first hop and at the last one directly; a question once, not per hop."""
    lines = searched.log("person", BRAM).splitlines()
    told = {line.rpartition(" ")[2]: line for line in lines}
    assert set(told) == {searched.incapacity, searched.attest}
    assert (
        "| wiv → magda → ksz | GeefArbeidsongeschiktheid 01.00.0000 |"
        in (told[searched.incapacity])
    )
    assert "(wonen-in-limburg)" in told[searched.incapacity]
    assert (
        "| ksz | HdiIndemnityAllowanceService v1 consultAttest |"
        in (told[searched.attest])
    )
    assert "(rva)" in told[searched.attest]
    for trace, line in told.items():
        (arrived, *_) = searched.chain.trees(trace)
        assert f"| on {arrived.record['legal_basis']} |" in line
        assert "| answered | an answer was given |" in line
        assert not any(number in line for number in (MIEKE, NORA, BRAM))


def test_a_person_is_told_who_tried(searched: Searched) -> None:
    (row,) = searched.rows("person", TOM, "--users")
    assert row["trace"] == searched.stranger
    assert row["route"] == ["wiv", "magda"]
    assert (row["outcome"], row["code"], row["answered"]) == ("refused", "13202", "no")
    assert row["user"] == MIEKE


@pytest.mark.parametrize("number", [REPLACED, INSTEAD])
def test_a_person_has_all_numbers_that_were_given(
    searched: Searched, number: str
) -> None:
    (row,) = searched.rows("person", number)
    assert (row["trace"], row["number"]) == (searched.replaced, REPLACED)
    told = f"under number {REPLACED}" in searched.log("person", number)
    assert told is (number == INSTEAD)


def test_what_was_pushed_is_told_beside_what_was_asked(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    chain = start()
    trace = chain.envelope("attest at ksz").signed().post().trace
    state = ("--state", str(chain.state))
    push = ["notify", "rva", "--kind", "period", "--day", "2024-11-10", "--to"]
    result = CliRunner().invoke(main, [*push, str(tmp_path), *state])
    assert result.exit_code == 0, result.output
    result = CliRunner().invoke(main, ["log", *state, "--json", "person", BRAM])
    asked, pushed = map(json.loads, result.stdout.splitlines())
    assert (asked["trace"], asked["answered"]) == (trace, "yes")
    assert (pushed["party"], pushed["outcome"]) == ("rva", "sent")
    assert (pushed["answered"], pushed["route"]) == ("pushed", ["ksz"])
    assert pushed["legal_basis"].startswith("23/058 §")
    result = CliRunner().invoke(main, ["log", *state, "person", LOTTE])
    assert result.stdout == f"nobody asked about {LOTTE}\n"
