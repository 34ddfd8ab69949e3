"""Injections: which question gets which, how often, and what an empty list costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from kruispunt_contracts.catalogue import Dialect
from kruispunt_simulator.hops import stubs as module
from kruispunt_simulator.hops.stubs import Asked, Pattern, Stub, Stubs

ASKED = Asked(
    hop="magda",
    dialect=Dialect.MAGDA,
    trace="a" * 32,
    service="GeefDossierHandicap",
    version="03.00.0000",
    operation="GeefDossierHandicap",
    party="wonen-in-vlaanderen",
    user="80631402131",
    person="85643007594",
)


def stub(times: int | None = 1, **pattern: Any) -> Stub:
    fault = "magda.source-unavailable"
    return Stub(pattern=Pattern(**pattern), fault=fault, times=times)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("hop", "wiv"),
        ("service", "GeefZorgtoeslag"),
        ("version", "02.00.0000"),
        ("operation", "consultAttest"),
        ("party", "fluvius"),
        ("user", "79641706379"),
        ("person", "79682331167"),
    ],
)
def test_a_pattern_fits_what_it_says_and_nothing_else(name: str, other: str) -> None:
    same = {name: getattr(ASKED, name)}
    assert Pattern(**same).fits(ASKED, ASKED.party)
    assert not Pattern(**{name: other}).fits(ASKED, ASKED.party)
    assert not Pattern(**same).fits(replace(ASKED, **{name: other}), other)


def test_a_pattern_without_a_word_fits_everything() -> None:
    assert Pattern().fits(ASKED, "anybody")
    assert Pattern().fits(replace(ASKED, user=None, person=None), "anybody")


def test_a_pattern_fits_the_dialects_that_know_the_refusal() -> None:
    over_ksz = Pattern(dialects=frozenset({Dialect.KSZ, Dialect.SSDN}))
    assert not over_ksz.fits(ASKED, ASKED.party)
    assert over_ksz.fits(replace(ASKED, dialect=Dialect.SSDN), ASKED.party)


def test_a_party_fits_all_along_its_trail_and_no_other() -> None:
    first = replace(ASKED, hop="wiv", party="wonen-in-limburg")
    stubs = Stubs()
    wanted = stub(times=None, hop="magda", party="wonen-in-limburg")
    stubs.add(wanted)
    assert stubs.match(first) is None
    assert stubs.match(ASKED) is wanted
    assert stubs.match(replace(ASKED, trace="b" * 32)) is None


def test_trails_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_ORIGINS", 2)
    stubs = Stubs()
    stubs.add(stub(times=None, hop="magda", party="wonen-in-limburg"))
    traces = [letter * 32 for letter in "abc"]
    for trace in traces:
        stubs.match(replace(ASKED, hop="wiv", party="wonen-in-limburg", trace=trace))
    found = [stubs.match(replace(ASKED, trace=trace)) for trace in traces[1:]]
    assert all(found)
    assert stubs.match(replace(ASKED, trace=traces[0])) is None


def test_the_oldest_that_has_turns_left_happens() -> None:
    stubs = Stubs()
    first, second, other = stub(), stub(times=2), stub(person="79682331167")
    for each in (other, first, second):
        stubs.add(each)
    happened = [stubs.match(ASKED) for _ in range(4)]
    assert happened == [first, second, second, None]
    assert stubs.uses() == {other: 0, first: 1, second: 2}


@pytest.mark.parametrize(
    ("first", "times", "happens"),
    [
        (1, 1, [1, 0, 0, 0]),
        (3, 1, [0, 0, 1, 0]),
        (2, 2, [0, 1, 1, 0]),
        (2, None, [0, 1, 1, 1]),
        (5, None, [0, 0, 0, 0]),
    ],
)
def test_it_begins_at_a_question_and_happens_so_often(
    first: int, times: int | None, happens: list[int]
) -> None:
    stubs = Stubs()
    late = Stub(pattern=Pattern(), drop=True, first=first, times=times)
    stubs.add(late)
    assert [stubs.match(ASKED) is late for _ in happens] == [*map(bool, happens)]
    count = stubs.counts()[late]
    assert (count.seen, count.used) == (4, sum(happens))


def test_questions_that_another_gets_are_counted_too() -> None:
    stubs = Stubs()
    older, second = stub(), Stub(pattern=Pattern(), drop=True, first=2)
    for each in (older, second):
        stubs.add(each)
    assert [stubs.match(ASKED) for _ in range(3)] == [older, second, None]


def test_one_is_removed_and_the_others_stay() -> None:
    stubs = Stubs()
    gone, stays = stub(), stub()
    for each in (gone, stays):
        stubs.add(each)
    assert stubs.remove(gone)
    assert not stubs.remove(gone)
    assert stubs.match(ASKED) is stays


def test_the_nearest_of_the_hop_is_told_with_what_differs() -> None:
    stubs = Stubs()
    assert stubs.nearest(ASKED) is None
    stubs.add(stub(hop="wiv"))  # of another hop: no help here
    assert stubs.nearest(ASKED) is None
    far = stub(hop="magda", service="GeefZorgtoeslag", person="79682331167")
    near = stub(hop="magda", service="GeefDossierHandicap", user="79641706379")
    stubs.add(far)
    stubs.add(near)
    told = stubs.nearest(ASKED)
    assert told is not None
    assert told.startswith(f"no stub; nearest is stub {near.id}, refuse with ")
    assert told.endswith(
        "): same hop and service; user was 80631402131, not 79641706379"
    )
    stubs.add(stub(times=1, hop="magda"))
    assert stubs.match(ASKED) is not None
    told = stubs.nearest(ASKED)
    assert told is not None
    assert told.endswith(
        "not its turn: once from question 1 on, and this is question 1"
    )


def test_who_is_not_told_differs_from_who_is_wanted() -> None:
    wanted = Pattern(user="79641706379", person="79682331167")
    nobody = replace(ASKED, user=None, person=None)
    assert wanted.differences(nobody, ASKED.party) == ("user", "person")
    assert wanted.compared(nobody, ASKED.party) == (
        "user was not told, not 79641706379, person was not told, not 79682331167"
    )


def test_two_that_are_alike_count_each_for_itself() -> None:
    stubs = Stubs()
    for _ in range(2):
        stubs.add(stub())
    assert [stubs.match(ASKED) is not None for _ in range(3)] == [True, True, False]


def test_questions_that_come_together_do_not_share_a_turn() -> None:
    stubs = Stubs()
    stubs.add(stub(times=10))
    with ThreadPoolExecutor(8) as pool:
        happened = list(pool.map(lambda _: stubs.match(ASKED), range(200)))
    assert sum(each is not None for each in happened) == 10


def test_nothing_is_there_before_and_after() -> None:
    stubs = Stubs()
    assert not stubs
    stubs.add(stub())
    assert stubs
    stubs.clear()
    assert not stubs
    assert stubs.match(ASKED) is None


@pytest.mark.parametrize(
    ("stub", "told"),
    [
        (
            Stub(pattern=Pattern(hop="wiv", person="85643007594"), drop=True),
            "cut the line (hop=wiv, person=85643007594)",
        ),
        (
            Stub(pattern=Pattern(hop="ksz"), fault="ksz.internal", delay_seconds=1.5),
            "wait 1.5 s and refuse with ksz.internal (hop=ksz)",
        ),
        (
            Stub(pattern=Pattern(hop="ksz"), reply=b"<a/>", first=3),
            "give a reply of one's own from question 3 on (hop=ksz)",
        ),
    ],
)
def test_it_says_what_it_is(stub: Stub, told: str) -> None:
    assert str(stub) == told
