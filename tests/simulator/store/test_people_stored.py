"""Reading persons from the database: as `People` does, without holding them all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.people import People
from kruispunt_simulator.store.people import StoredPeople, load_people, stored
from sqlalchemy import Connection, Engine, Select, event, text

MEMORY = People.load()
JEF = MEMORY.named("jef-wautersdal")


@pytest.fixture
def people(engine: Engine) -> Iterator[StoredPeople]:
    """The built-in people, in a database."""
    load_people(engine)
    people = StoredPeople(engine, cache=3)
    yield people
    people.close()


def test_a_person_is_found_by_number_and_name(people: StoredPeople) -> None:
    assert people.get(JEF.ssin) == JEF == people.named("jef-wautersdal")
    assert people.get("00000000097") is None
    with pytest.raises(LookupError, match="no person with id nobody"):
        people.named("nobody")


def test_everybody_is_read_in_pages(
    people: StoredPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [each.ssin for each in people] == sorted(each.ssin for each in MEMORY)
    assert len(people) == len(MEMORY)


def test_everybody_is_found_by_every_key(people: StoredPeople) -> None:
    for each in MEMORY:
        for kind, key in sorted(each.keys):
            assert people.having(kind, key) == MEMORY.having(kind, key), each.id
    assert people.having("household", "nobody-lives-here") == ()


def test_only_so_many_are_kept(people: StoredPeople, engine: Engine) -> None:
    first, second, third, fourth, *_ = MEMORY
    kept = {each.ssin: people.get(each.ssin) for each in (first, second, third)}
    assert people.get(first.ssin) is kept[first.ssin], "used again, so the youngest"
    people.get(fourth.ssin)
    assert people.get(first.ssin) is kept[first.ssin]
    assert people.get(second.ssin) == second
    assert people.get(second.ssin) is not kept[second.ssin], "the oldest had to go"


def test_who_was_just_validated_is_not_read_again(
    people: StoredPeople, engine: Engine
) -> None:
    with engine.connect() as connection:
        query = text("SELECT digest FROM person WHERE ssin = :ssin")
        digest = connection.scalar(query, {"ssin": JEF.ssin})
    people.keep(str(digest), JEF)
    assert people.get(JEF.ssin) is JEF


def test_what_the_database_holds_goes_before_who_is_kept(people: StoredPeople) -> None:
    people.keep("of an earlier file", JEF)
    assert people.get(JEF.ssin) == JEF
    assert people.get(JEF.ssin) is not JEF


def test_who_is_kept_costs_one_short_read(people: StoredPeople, engine: Engine) -> None:
    people.get(JEF.ssin)
    asked: list[str] = []
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: asked.append(statement),
    )
    people.get(JEF.ssin)
    (statement,) = asked
    assert "document" not in statement


def test_threads_read_at_once(people: StoredPeople) -> None:
    start = threading.Barrier(4)

    def read(_: int) -> list[str]:
        start.wait(10)
        return [people.get(each.ssin).title for each in MEMORY]  # type: ignore[union-attr]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(read, range(4)))
    assert results == [[each.title for each in MEMORY]] * 4


def test_look_ups_use_an_index(people: StoredPeople, engine: Engine) -> None:
    """So that they stay as short with a hundred thousand households as with ten."""
    queries = {
        "digest": stored._DIGEST,
        "file": stored._BY_SSIN,
        "key": stored._HAVING,
        "name": stored._NAMED,
        "real": stored._ANY_REAL,
        "page": stored._PAGE,
    }
    with engine.connect() as connection:
        for name, query in queries.items():
            whole = [step for step in plan(connection, query) if reads_all(step)]
            assert not whole, name


def plan(connection: Connection, query: Select[Any]) -> list[str]:
    """How the database would do it; PostgreSQL, when the table is large."""
    names = {"ssin", "kind", "key", "id", "after"} & query.compile().params.keys()
    asked = query.params(dict.fromkeys(names, "x"))
    literal = {"literal_binds": True}
    statement = str(asked.compile(connection, compile_kwargs=literal))
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"explain query plan {statement}")
        return [row[3] for row in rows]
    connection.exec_driver_sql("set local enable_seqscan = off")
    return [row[0] for row in connection.exec_driver_sql(f"explain {statement}")]


def reads_all(step: str) -> bool:
    """Whether a step of a plan reads a whole table."""
    return step.startswith("SCAN") or "Seq Scan" in step


def test_a_database_that_fails_is_told_as_such(
    people: StoredPeople, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter table person rename to kept"))
    with pytest.raises(StateError, match="cannot be read"):
        people.get(JEF.ssin)
    with engine.begin() as connection:
        connection.execute(text("alter table kept rename to person"))
    assert people.get(JEF.ssin) == JEF
