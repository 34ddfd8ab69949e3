"""Migrations make exactly the tables that `tables.py` describes."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from kruispunt_simulator.audit.trail import Trail, render_tree
from kruispunt_simulator.store import database as database_module
from kruispunt_simulator.store.chain import START, link
from kruispunt_simulator.store.database import sqlite_url
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.tables import HEAD, exchange, metadata
from sqlalchemy import Engine, create_engine, inspect, select, text

from .conftest import Record

FOLDER = Path(database_module.__file__).parent / "migrations"


@pytest.fixture
def config() -> Config:
    """Alembic, pointed at our migrations."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def test_head_is_the_newest_revision_and_there_is_one_line_of_them(
    config: Config,
) -> None:
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert len(revisions) == len(list((FOLDER / "versions").glob("*.py")))


def test_a_migrated_database_differs_in_nothing_from_the_tables(
    engine: Engine,
) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_a_table_that_no_migration_makes_would_be_noticed(tmp_path: Path) -> None:
    """The twin: the comparison sees what is missing."""
    engine = create_engine(sqlite_url(tmp_path / "empty.db"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        missing = {
            difference[1].name
            for difference in compare_metadata(context, metadata)
            if difference[0] == "add_table"
        }
    engine.dispose()
    assert missing == set(metadata.tables)


def test_indexes_are_made_too(engine: Engine) -> None:
    made = {
        index["name"]
        for table in metadata.tables
        for index in inspect(engine).get_indexes(table)
        if "duplicates_constraint" not in index  # PostgreSQL keeps those by an index
    }
    described = {
        index.name for table in metadata.tables.values() for index in table.indexes
    }
    assert made == described


def test_a_migration_can_be_undone_and_done_again(
    engine: Engine, config: Config
) -> None:
    def migrate(revision: str) -> set[str]:
        go = command.upgrade if revision == "head" else command.downgrade
        writing = engine.execution_options(kruispunt_write=True)
        with writing.begin() as connection:
            config.attributes["connection"] = connection
            go(config, revision)
        return set(inspect(engine).get_table_names()) - {"alembic_version"}

    assert migrate("base") == set()
    assert migrate("head") == set(metadata.tables)


def test_a_log_from_before_the_grounds_keeps_its_records(
    engine: Engine, config: Config
) -> None:
    """What was not known of a call then stays empty."""
    writing = engine.execution_options(kruispunt_write=True)
    old = {
        "trace": "a" * 32, "span": "1" * 16, "hop": "wiv", "direction": "in",
        "at": "2026-11-22 12:00:00.000000", "business_date": "2026-11-22",
        "duration_us": 1, "outcome": "answered", "findings": "[]",
        "legal_basis": "22/004 §4",
    }  # fmt: skip
    columns, values = ", ".join(old), ", ".join(f":{name}" for name in old)
    with writing.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        insert = f"insert into exchange ({columns}) values ({values})"  # noqa: S608
        connection.execute(text(insert), old)
        command.upgrade(config, "head")
    (record,) = Trail(engine).records()
    assert record["position"] == 1
    assert (record["trace"], record["legal_basis"]) == ("a" * 32, "22/004 §4")
    assert record["grant"] is record["nearest"] is None
    assert len(list(render_tree(Trail(engine).trees()))) == 2


def test_a_log_from_before_the_chain_is_linked_as_it_stands_and_goes_on(
    engine: Engine, config: Config, journal: Journal, record: Record
) -> None:
    """What happened to it until then nobody can prove; from then on all is."""
    writing = engine.execution_options(kruispunt_write=True)
    for hop in ("magda", "ksz", "magda"):
        journal.write([record(hop=hop)])
    with writing.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        command.upgrade(config, "head")
    journal.write([record(hop="magda")])
    previous = dict.fromkeys(("ksz", "magda"), START)
    places: dict[str, list[int]] = {"ksz": [], "magda": []}
    with engine.connect() as connection:
        rows = connection.execute(select(exchange).order_by(exchange.c.id)).mappings()
        for row in rows:
            places[row["hop"]].append(row["position"])
            assert row["chain"] == link(previous[row["hop"]], row)
            previous[row["hop"]] = row["chain"]
    assert places == {"ksz": [1], "magda": [1, 2, 3]}
