from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from kruispunt_simulator.people import People
from kruispunt_simulator.sources import (
    SOURCES,
    Condition,
    Sources,
    SourceTimedOut,
    SourceUnavailable,
)

PEOPLE = People.load()
JEF = PEOPLE.named("jef-wautersdal")
DOWN = Condition(available=False)


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_answers_about_a_known_number(source: str) -> None:
    assert Sources(PEOPLE).ask(source, JEF.ssin) is JEF


@pytest.mark.parametrize("source", SOURCES)
def test_no_source_knows_a_number_that_nobody_has(source: str) -> None:
    assert Sources(PEOPLE).ask(source, "00000000097") is None


def test_a_source_that_is_switched_off_fails_and_the_others_answer() -> None:
    sources = Sources(PEOPLE, {"dgph": DOWN})
    with pytest.raises(SourceUnavailable) as caught:
        sources.ask("dgph", JEF.ssin)
    assert caught.value.source == "dgph"
    assert sources.ask("vsb", JEF.ssin) is JEF


def test_a_source_can_be_switched_off_and_on_while_running() -> None:
    sources = Sources(PEOPLE)
    sources.set_condition("dgph", DOWN)
    with pytest.raises(SourceUnavailable):
        sources.ask("dgph", JEF.ssin)
    sources.set_condition("dgph", Condition())
    assert sources.ask("dgph", JEF.ssin) is JEF


def test_a_slow_source_waits_before_it_answers() -> None:
    waited: list[float] = []
    slow = {"dgph": Condition(delay_seconds=2.5)}
    sources = Sources(PEOPLE, slow, sleep=waited.append)
    assert sources.ask("dgph", JEF.ssin) is JEF
    assert sources.ask("vsb", JEF.ssin) is JEF
    assert waited == [2.5]


def test_a_slow_source_that_is_off_waits_before_it_fails() -> None:
    waited: list[float] = []
    sources = Sources(
        PEOPLE,
        {"dgph": Condition(available=False, delay_seconds=9.0)},
        sleep=waited.append,
    )
    with pytest.raises(SourceUnavailable):
        sources.ask("dgph", JEF.ssin)
    assert waited == [9.0]


def test_waiting_for_one_source_does_not_hold_up_another() -> None:
    waiting, go_on = threading.Event(), threading.Event()

    def sleep(_: float) -> None:
        waiting.set()
        assert go_on.wait(10)

    sources = Sources(PEOPLE, {"dgph": Condition(delay_seconds=1)}, sleep=sleep)
    slow = threading.Thread(target=sources.ask, args=("dgph", JEF.ssin))
    slow.start()
    assert waiting.wait(10)
    assert sources.ask("vsb", JEF.ssin) is JEF
    sources.set_condition("dgph", DOWN)
    go_on.set()
    slow.join(10)
    assert not slow.is_alive()


def test_a_view_reports_each_ask_and_its_outcome() -> None:
    asked: list[tuple[str, str]] = []
    sources = Sources(PEOPLE, {"dgph": DOWN})
    view = sources.asking(lambda source, outcome: asked.append((source, outcome)))
    view.ask("vsb", JEF.ssin)
    with pytest.raises(SourceUnavailable):
        view.ask("dgph", JEF.ssin)
    sources.ask("mdg", JEF.ssin)
    assert asked == [("vsb", "answered"), ("dgph", "unavailable")]


def test_a_view_shares_the_conditions() -> None:
    sources = Sources(PEOPLE)
    view = sources.asking(lambda source, outcome: None)
    sources.set_condition("dgph", DOWN)
    with pytest.raises(SourceUnavailable):
        view.ask("dgph", JEF.ssin)


def test_the_register_of_persons_never_fails_and_is_not_recorded() -> None:
    asked: list[tuple[str, str]] = []
    sources = Sources(PEOPLE, dict.fromkeys(SOURCES, DOWN))
    view = sources.asking(lambda source, outcome: asked.append((source, outcome)))
    assert view.register(JEF.ssin) is JEF
    assert view.register("00000000097") is None
    assert asked == []


def test_the_registers_find_whom_a_file_names_without_being_recorded() -> None:
    asked: list[tuple[str, str]] = []
    sources = Sources(PEOPLE, dict.fromkeys(SOURCES, DOWN))
    view = sources.asking(lambda source, outcome: asked.append((source, outcome)))
    ruben = PEOPLE.named("ruben-zonderwijk")
    children = view.registered("parent", ruben.ssin)
    assert [child.id for child in children] == ["nele-zonderwijk", "mil-zonderwijk"]
    assert ruben in view.household("zonderwijk")
    assert view.household("nobody") == ()
    assert asked == []


def test_an_unknown_source_is_an_error_everywhere() -> None:
    sources = Sources(PEOPLE)
    with pytest.raises(
        LookupError, match="no source 'dghp'; known: rr, ksz-registers, "
    ):
        sources.ask("dghp", JEF.ssin)
    with pytest.raises(LookupError, match="dghp"):
        sources.set_condition("dghp", DOWN)
    with pytest.raises(LookupError, match="dghp"):
        sources.condition("dghp")
    with pytest.raises(LookupError, match="dghp"):
        Sources(PEOPLE, {"dghp": DOWN})


def test_a_source_slower_than_the_patience_counts_as_not_answering() -> None:
    """Nobody waits longer than the patience, whatever the delay."""
    waited: list[float] = []
    asked: list[tuple[str, str]] = []
    sources = Sources(
        PEOPLE,
        {"dgph": Condition(delay_seconds=3600), "vsb": Condition(delay_seconds=2)},
        patience=timedelta(seconds=2),
        sleep=waited.append,
    )
    view = sources.asking(lambda source, outcome: asked.append((source, outcome)))
    with pytest.raises(SourceTimedOut) as caught:
        view.ask("dgph", JEF.ssin)
    assert (caught.value.source, waited) == ("dgph", [2])
    assert asked == [("dgph", "unavailable")]
    assert sources.ask("vsb", JEF.ssin) is JEF


def test_sources_of_one_answer_are_waited_for_together() -> None:
    """As if asked at the same time; the next answer waits anew."""
    waited: list[float] = []
    delays = {"dgph": 4.0, "vsb": 5.0, "mdg": 1.0, "aviq": 60.0, "dsl": 60.0}
    sources = Sources(
        PEOPLE,
        {name: Condition(delay_seconds=delay) for name, delay in delays.items()},
        patience=timedelta(seconds=7),
        sleep=waited.append,
    )
    for _ in range(2):
        view = sources.asking(lambda source, outcome: None)
        for name in delays:
            with suppress(SourceTimedOut):
                view.ask(name, JEF.ssin)
        assert waited == [4, 1, 2]
        waited.clear()


def test_a_number_in_a_test_case_is_nobodys_file_and_yet_known() -> None:
    """Source: our choice: whoever a case names can be registered."""
    sources = Sources(PEOPLE, named=lambda ssin: ssin == "71650432150")
    view = sources.asking(lambda source, outcome: None)
    for each in (sources, view):
        assert each.in_cases("71650432150")
        assert not each.in_cases("71650432249")
        assert each.register("71650432150") is None
    assert not Sources(PEOPLE).in_cases("71650432150")
