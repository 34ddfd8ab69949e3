"""
Who asked about a person, when, on what basis.

Source: GDPR art. 15; Court of Justice of the EU, 22 June 2023, C-579/21, Pankki S.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kruispunt_simulator.audit.operator import NOBODY
from kruispunt_simulator.audit.person import (
    Answered,
    Question,
    columns,
    numbers_of,
    questions,
)
from kruispunt_simulator.audit.trail import Trail
from kruispunt_simulator.belgium import local_time
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import People
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from sqlalchemy import Engine

from .conftest import CALL, NOW, OTHER

ME, SOMEBODY = CALL.person, "80610100139"
EMPLOYEE = CALL.user
GROUND = {"legal_basis": "23/058 §62-69", "grant": "wiv-attest"}


def through(trace: str = CALL.trace, **given: Any) -> Iterator[list[Exchange]]:
    """The records of a question through three hops, in the order of writing."""

    def record(span: str, parent: str | None, hop: str, direction: str) -> Exchange:
        return replace(
            CALL,
            trace=trace,
            span=span * 16,
            parent_span=parent and parent * 16,
            hop=hop,
            direction=direction,
            at=NOW + timedelta(milliseconds=int(span)),
            party={"wiv": CALL.party, "magda": "wonen-in-vlaanderen"}.get(hop, "vdi"),
            **given,
        )

    yield [record("5", "4", "ksz", "in"), record("6", "5", "ksz", "out")]
    yield [record("3", "2", "magda", "in"), record("4", "3", "magda", "out")]
    yield [record("1", None, "wiv", "in"), record("2", "1", "wiv", "out")]


def about(engine: Engine, *numbers: str, **period: Any) -> list[Question]:
    found = questions(Trail(engine), numbers or (ME,), Parties.load(), **period)
    return list(found)


def test_a_question_is_told_once_however_many_hops_it_passed(
    engine: Engine, write: Journal
) -> None:
    for records in through(**GROUND):
        write.write(records)
    (question,) = about(engine)
    assert question.route == ("wiv", "magda", "ksz")
    assert question.party == "wonen-in-limburg"
    assert question.legal_basis == "23/058 §62-69"
    assert question.answered is Answered.YES
    line = question.line(ME, users=False)
    assert line == (
        "2026-11-22 13:00:00 | Wonen in Limburg (wonen-in-limburg) | "
        "wiv → magda → ksz | GeefDossierHandicap 03.00.0000 | on 23/058 §62-69 | "
        f"answered | an answer was given | trace {CALL.trace}"
    )


def test_questions_about_others_are_not_told(engine: Engine, write: Journal) -> None:
    """Also of the same party, in the same trail."""
    write.write([CALL, replace(CALL, person=SOMEBODY, span="9" * 16)])
    write.write([replace(CALL, person=SOMEBODY, trace=OTHER)])
    assert [question.trace for question in about(engine)] == [CALL.trace]
    assert len(about(engine, SOMEBODY)) == 2
    assert about(engine, "79641706379") == []


def test_the_employee_is_told_only_when_wanted(engine: Engine, write: Journal) -> None:
    """C-579/21: when and why, not in general by which employee."""
    write.write([CALL])
    (question,) = about(engine)
    for users, told in ((False, False), (True, True)):
        row = question.row(users=users)
        assert tuple(row) == columns(users=users)
        assert (EMPLOYEE in json.dumps(row)) is told
        assert (EMPLOYEE in question.line(ME, users=users)) is told


@pytest.mark.parametrize(
    ("given", "answered", "told"),
    [
        pytest.param(
            {"outcome": "refused", "code": "13202", **GROUND},
            Answered.NO,
            "| on 23/058 §62-69 | refused (13202) | no answer was given |",
            id="refused on a ground",
        ),
        pytest.param(
            {"outcome": "refused", "nearest": "22/004 §24 (fluvius-living-wage)"},
            Answered.NO,
            "| no ground, nearest 22/004 §24 (fluvius-living-wage) | refused |",
            id="refused for want of one",
        ),
        pytest.param(
            {"outcome": "answered"},
            Answered.YES,
            "| no ground | answered | an answer was given |",
            id="answered without one, where the law sleeps",
        ),
    ],
)
def test_ground_and_outcome_are_told(
    engine: Engine, write: Journal, given: Any, answered: Answered, told: str
) -> None:
    """What was refused too: a person wants to know who tried."""
    write.write([replace(CALL, **given)])
    (question,) = about(engine)
    assert question.answered is answered
    assert told in question.line(ME, users=False)


@pytest.mark.parametrize("hop", ["magda", "ksz"])
def test_who_enters_further_on_counts_likewise(
    engine: Engine, write: Journal, hop: str
) -> None:
    """Also with a trace and a span of its own."""
    write.write([replace(CALL, hop=hop, parent_span="7" * 16)])
    assert [question.route for question in about(engine)] == [(hop,)]


def test_a_question_whose_end_is_not_known_is_told(
    engine: Engine, write: Journal
) -> None:
    """A hop was killed after it had sent the question on; data may have left it."""
    deepest, middle, (_, sent) = through()
    write.write([replace(sent, outcome="asked")])
    write.write([*deepest, *middle])
    (question,) = about(engine)
    assert question.route == ("wiv", "magda", "ksz")
    assert question.party == "wonen-in-limburg"
    assert question.answered is Answered.UNKNOWN
    told = question.line(ME, users=False)
    assert "| asked | whether an answer was given is not known |" in told


def test_a_question_in_the_course_of_another_is_told_without_the_other(
    engine: Engine, write: Journal
) -> None:
    """A platform may ask a source about somebody else than it was asked about."""
    (_, _), _, (call, sent) = through(person=SOMEBODY)
    write.write([replace(CALL, hop="magda", span="3" * 16, parent_span="2" * 16)])
    write.write([call, sent])
    (question,) = about(engine)
    assert question.about_other
    assert question.number == ME
    line = question.line(ME, users=True)
    assert "in the course of a question about somebody else" in line
    assert SOMEBODY not in line
    assert SOMEBODY not in json.dumps(question.row(users=True))


def test_what_was_pushed_about_the_person_is_told(
    engine: Engine, write: Journal
) -> None:
    """As `notifications/records.py` records it: the whole, then each person."""
    whole = replace(
        CALL,
        hop="ksz",
        direction="out",
        outcome="sent",
        person=NOBODY,
        user=NOBODY,
        party="rva",
        **GROUND,
    )
    told = [
        replace(whole, person=person, span=f"{n:016x}", parent_span=whole.span)
        for n, person in enumerate((SOMEBODY, ME))
    ]
    write.write([whole, *told])
    (question,) = about(engine)
    assert question.answered is Answered.TOLD
    assert not question.about_other
    line = question.line(ME, users=False)
    assert "| ksz |" in line
    assert "| on 23/058 §62-69 | sent | told without a question |" in line


def test_a_number_as_it_stands_on_a_card_is_the_same(
    engine: Engine, write: Journal
) -> None:
    """The log has what a refused message wrote."""
    write.write([replace(CALL, person="85.64.30-075.94", outcome="refused")])
    (question,) = about(engine)
    assert "under number" not in question.line(ME, users=False)


def test_a_period_is_that_of_the_question(engine: Engine, write: Journal) -> None:
    """From its first moment on, up to just before its last."""
    for n in range(4):
        at = NOW + timedelta(hours=n)
        write.write([replace(CALL, trace=f"{n:032x}", at=at)])
    found = about(
        engine, since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=3)
    )
    assert [int(question.trace, 16) for question in found] == [1, 2]


def test_an_hour_that_comes_twice_is_two_hours(engine: Engine, write: Journal) -> None:
    """When summer time ends: 02:30 in Belgium, and again an hour later."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for n in range(2):
        at = first + timedelta(hours=n)
        write.write([replace(CALL, trace=f"{n:032x}", at=at)])
    until = local_time(first + timedelta(minutes=45))
    assert [int(q.trace, 16) for q in about(engine, until=until)] == [0]
    assert [int(q.trace, 16) for q in about(engine, since=until)] == [1]


def test_what_a_message_wrote_cannot_steer_the_terminal(
    engine: Engine, write: Journal
) -> None:
    write.write([replace(CALL, party="\x1b[2J\n", service="\u202e")])
    (question,) = about(engine)
    assert question.line(ME, users=True).isprintable()


# Other numbers of the same person


def test_numbers_that_came_in_place_of_each_other_are_one_persons() -> None:
    """From any of them, all; and of most people there is one only."""
    people = People.load()
    chains = [p for p in people if p.identity.replaced_by is not None]
    assert chains
    for person in chains:
        newer = str(person.identity.replaced_by)
        all_of_them = set(numbers_of(people, person.ssin))
        assert {person.ssin, newer} <= all_of_them
        assert set(numbers_of(people, newer)) == all_of_them
        assert numbers_of(people, newer)[0] == newer
    assert numbers_of(people, ME) == (ME,)
    double = people.named("esperance-lukasuma-dubbel").ssin
    assert double in numbers_of(people, people.named("esperance-lukasuma-bis").ssin)
    assert numbers_of(people, "00000000196") == ("00000000196",), "nobody's"


def test_a_question_under_another_number_says_so(
    engine: Engine, write: Journal
) -> None:
    write.write([CALL, replace(CALL, person=SOMEBODY, span="9" * 16)])
    lines = [question.line(ME, users=False) for question in about(engine, ME, SOMEBODY)]
    assert ["under number" in line for line in lines] == [False, True]
    assert f"| under number {SOMEBODY} |" in lines[1]
