"""
A test finds the chain as new, whatever the one before did with it.

Only the log stays: it is chained and sealed (protocol Wonen in Limburg art. 6.4), so
nothing may be taken out of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_simulator.cli import main
from kruispunt_simulator.people.write import as_yaml
from kruispunt_simulator.store.tables import metadata
from kruispunt_simulator.testing import Chain, Kruispunt
from kruispunt_simulator.testing.undo import APPEND_ONLY, ISOLATED
from sqlalchemy import Table, select

from ...end_to_end.envelopes import BRAM, FILES, JEF, MIEKE, TOM
from ...end_to_end.envelopes import Chain as Messages
from ...end_to_end.test_repertory import LIMBURG, declare

Files = Callable[..., Any]

PAUL = """\
id: paul-of-a-test
title: Somebody of one test
identity:
  ssin: "80650100167"
  first_name: Paul
  last_name: Toets
  born: 1980-05-01
  sex: M
repertory:
  - {party: wonen-in-vlaanderen, register: vdi, from: 2020-01-01}
"""


def load_somebody(kruispunt: Kruispunt, _: Messages) -> None:
    kruispunt.load(PAUL)


def replace_a_built_in_person(kruispunt: Kruispunt, _: Messages) -> None:
    jef = kruispunt.people[JEF]
    text = as_yaml(jef.file).replace(jef.file.identity.last_name, "Anders")
    (again,) = kruispunt.load(text)
    assert again.name == "Jef Anders"


def make_somebody(kruispunt: Kruispunt, _: Messages) -> None:
    kruispunt.person()


def make_a_household(kruispunt: Kruispunt, _: Messages) -> None:
    kruispunt.household({}, {"position": "03", "born": date(2015, 3, 2)})


def register_somebody(_: Kruispunt, messages: Messages) -> None:
    answer = declare(messages, LIMBURG, "RegistreerInschrijving", TOM)
    assert answer.refusal is None


def end_an_inscription(_: Kruispunt, messages: Messages) -> None:
    answer = declare(messages, LIMBURG, "RegistreerUitschrijving", JEF)
    assert answer.refusal is None


def import_with_the_command(kruispunt: Kruispunt, _: Messages) -> None:
    """As another program does that works on the same state folder."""
    path = kruispunt.state / "of-the-command.yaml"
    path.write_text(PAUL, encoding="utf-8")
    args = ["people", "import", "--state", str(kruispunt.state), str(path)]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output


def ask(_: Kruispunt, messages: Messages) -> None:
    """A message that was seen is remembered, so that it is not answered twice."""
    assert messages.envelope(FILES).signed().post().refusal is None


CHANGES = [
    load_somebody,
    replace_a_built_in_person,
    make_somebody,
    make_a_household,
    register_somebody,
    end_an_inscription,
    import_with_the_command,
    ask,
]


def rows(chain: Chain, table: Table) -> list[Any]:
    with chain.simulator.engine.connect() as connection:
        found = connection.execute(select(table).order_by(*table.primary_key)).all()
    return [tuple(row) for row in found]


def everything(chain: Chain) -> dict[str, list[Any]]:
    return {table.name: rows(chain, table) for table in ISOLATED}


def test_every_table_is_of_a_test_or_of_the_log() -> None:
    assert {*ISOLATED, *APPEND_ONLY} == set(metadata.tables.values())
    assert not {*ISOLATED} & {*APPEND_ONLY}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_a_test_changes_in_the_database_is_undone(
    running: Chain,
    messages: Messages,
    change: Callable[[Kruispunt, Messages], None],
) -> None:
    before = everything(running)
    with running.isolated() as kruispunt:
        change(kruispunt, messages)
        assert everything(running) != before
    assert everything(running) == before


def test_several_changes_are_undone_in_their_order(
    running: Chain, messages: Messages
) -> None:
    before = everything(running)
    with running.isolated() as kruispunt:
        for change in sorted(CHANGES, key=lambda change: change is not ask):
            if change is not import_with_the_command:  # brings in Paul as well
                change(kruispunt, messages)
    assert everything(running) == before


def test_the_chain_answers_by_what_was_undone(
    running: Chain, messages: Messages, files: Files
) -> None:
    """The people whom a hop has in memory are gone too."""
    with running.isolated() as kruispunt:
        paul = kruispunt.person()
        assert files(paul).refusal is None
        replace_a_built_in_person(kruispunt, messages)
        assert kruispunt.people[JEF].name == "Jef Anders"
    with running.isolated() as kruispunt:
        assert files(paul).refusal == ("3", "13202")
        assert kruispunt.people[JEF].name != "Jef Anders"


def test_a_person_that_was_registered_is_not_registered_for_the_next(
    running: Chain, messages: Messages, files: Files
) -> None:
    """The refusal is that of 22/004 §6: nobody asks without a file."""
    with running.isolated() as kruispunt:
        register_somebody(kruispunt, messages)
        assert files(TOM).refusal is None
    with running.isolated():
        assert files(TOM).refusal == ("3", "13202")


def test_a_message_that_was_seen_may_come_again_in_the_next(
    running: Chain, messages: Messages
) -> None:
    """Within one test it is a replay (WSS 1.1.1 section 13), as it should be."""
    message = messages.envelope(FILES).signed()
    with running.isolated():
        assert message.post().refusal is None
        assert message.post().refusal == ("1", "ERR_025")
    with running.isolated():
        assert message.post().refusal is None


def test_sources_are_well_again(running: Chain, files: Files) -> None:
    with running.isolated() as kruispunt:
        kruispunt.switch_off("dgph", "rr")
        kruispunt.slow_down("vsb", timedelta(seconds=30))
        assert not files(JEF).has_data
    with running.isolated():
        assert files(JEF).has_data


def test_the_date_is_that_of_the_chain_again(running: Chain) -> None:
    with running.isolated() as kruispunt:
        real = kruispunt.today
        kruispunt.travel_to("2024-02-29")
        assert kruispunt.today == date(2024, 2, 29)
    with running.isolated(today="2023-05-01") as kruispunt:
        assert kruispunt.today == date(2023, 5, 1)
    with running.isolated() as kruispunt:
        assert kruispunt.today == real


def test_other_programs_are_told_the_date(running: Chain) -> None:
    """`kruispunt ask` and others take it from the state folder."""
    args = ["parties", "staff", "wonen-in-limburg", "--state", str(running.state)]
    with running.isolated() as kruispunt:
        now = CliRunner().invoke(main, args).output
        kruispunt.travel_to("2024-03-01")
        then = CliRunner().invoke(main, args).output
    assert now != then
    assert CliRunner().invoke(main, args).output == now


def test_injections_are_gone(running: Chain, files: Files) -> None:
    with running.isolated(unused="ignore") as kruispunt:
        kruispunt.refuse("magda.source-unavailable", times=None)
        assert files(JEF).refusal == ("2", "99996")
    with running.isolated():
        assert files(JEF).refusal is None


def test_calls_that_go_on_end_with_the_test(running: Chain, files: Files) -> None:
    """Else the next test would find their records in its own trail."""
    asking = threading.Thread(target=files, args=(JEF,))
    with running.isolated() as kruispunt:
        waiting = kruispunt.delay(timedelta(minutes=10), hop="magda")
        asking.start()
        while not waiting.used:
            asking.join(0.01)
    asking.join()
    assert [record.outcome for record in kruispunt.trail.calls(hop="wiv")] == [
        "answered"
    ]
    with running.isolated() as kruispunt:
        assert len(kruispunt.trail) == 0


def test_one_at_a_time_has_the_chain(running: Chain) -> None:
    with (
        running.isolated(),
        pytest.raises(RuntimeError, match="one test at a time"),
        running.isolated(),
    ):
        pass
    with running.isolated():
        pass


def test_a_test_that_fails_is_undone_too(running: Chain) -> None:
    before = everything(running)

    def fails() -> None:
        with running.isolated() as kruispunt:
            kruispunt.person()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert everything(running) == before


def test_what_cannot_be_loaded_is_an_error_and_leaves_the_chain_free(
    running: Chain,
) -> None:
    with (
        pytest.raises(ValueError, match="of-nobody"),
        running.isolated(people=["of-nobody: yes\n"]),
    ):
        pass
    with running.isolated() as kruispunt:
        assert BRAM in kruispunt.people


def test_the_log_is_whole_afterwards_and_the_database_as_others_leave_it(
    tmp_path: Path,
) -> None:
    """Protocol Wonen in Limburg art. 6.4; what is undone leaves no trigger behind."""
    with Chain(state=tmp_path / "state") as chain:
        messages = Messages(chain.simulator)
        for _ in range(2):
            with chain.isolated() as kruispunt:
                for change in (make_somebody, register_somebody, ask):
                    change(kruispunt, messages)
    args = ["log", "verify", "--state", str(tmp_path / "state")]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    assert "whole" in result.output
    shown = CliRunner().invoke(
        main, ["log", "--state", str(tmp_path / "state"), "--user", MIEKE]
    )
    assert "RegistreerInschrijving" in shown.output
    with Chain(state=tmp_path / "state") as chain:  # and it goes on
        engine = chain.simulator.engine
        with chain.isolated() as kruispunt:
            ask(kruispunt, Messages(chain.simulator))
        chain.stop()
        with engine.connect() as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master")
            assert not [name for (name,) in names if "undo" in name]
        engine.dispose()
    assert CliRunner().invoke(main, args).exit_code == 0
