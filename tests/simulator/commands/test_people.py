"""`kruispunt people`: list, show, import, export, and the schema for an editor."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.commands import people
from kruispunt_simulator.numbers import is_fictitious, make
from kruispunt_simulator.people import PERSONAS, People
from kruispunt_simulator.people.documents import Chunk
from kruispunt_simulator.people.load import read_person

from .conftest import Run

SSIN = make(date(1990, 1, 2), 3)
REAL = "90010200997"
"""Well formed, of a serial that is given to nobody: the guard must take it for real."""
OWN = f"""\
id: one-of-mine
title: To be listed
identity:
  ssin: "{SSIN}"
  first_name: Some
  last_name: Body
  born: 1990-01-02
  sex: M
"""


def real(text: str = OWN) -> str:
    """The same person with a number that could be somebody's."""
    nine = REAL[:9]
    number = f"{nine}{97 - int(nine) % 97:02}"
    return text.replace(SSIN, number)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of one's own, in a folder of its own."""
    folder = tmp_path / "own"
    folder.mkdir()
    file = folder / "own.yaml"
    file.write_text(OWN, "utf-8")
    return file


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder that nobody made yet."""
    return tmp_path / "state"


# Listing


def test_every_person_has_a_row_and_a_fictitious_number() -> None:
    rows = list(people.rows(People.load()))
    assert len(rows) == len(list(PERSONAS.glob("*.yaml")))
    assert all(is_fictitious(row["insz"]) for row in rows)
    assert all(row["title"] for row in rows)
    by_id = {row["id"]: row for row in rows}
    assert "opgroeien-regie@vdi" in by_id["bram-kestelijn"]["registered_for"]
    assert by_id["veerle-wolvenburght"]["household"] == "kestelijn"
    assert by_id["pieter-crabbemans"]["household"] is None


def test_rows_are_plain_and_all_alike(run: Run, state: Path) -> None:
    """For JSON as well as for a table."""
    rows = json.loads(run("people", "--state", state, "--json").stdout)
    assert rows == list(people.rows(People.load()))
    assert len({tuple(row) for row in rows}) == 1


def test_people_of_ones_own_are_listed_behind_the_others(own: Path, run: Run) -> None:
    """The twin of the refusal below."""
    result = run("people", "--people", own.parent, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)[-1]["id"] == "one-of-mine"


def test_a_mistake_in_a_file_of_ones_own_is_told_in_one_line(
    own: Path, run: Run
) -> None:
    own.write_text(OWN.replace("sex: M", "sex: X"), "utf-8")
    result = run("people", "--people", own.parent)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{own}:8: identity.sex: " in result.stderr
    assert "Traceback" not in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_who_was_imported_is_listed_with_the_others(
    own: Path, state: Path, run: Run
) -> None:
    run("people", "import", "--state", state, own)
    rows = json.loads(run("people", "--state", state, "--json").stdout)
    assert len(rows) == len(People.load()) + 1
    assert "one-of-mine" in {row["id"] for row in rows}
    blocks = run("people", "--state", state).stdout
    assert "one-of-mine\n    insz " in blocks


# Showing


@pytest.mark.parametrize("who", ["jef-wautersdal", "85643007594"])
def test_a_person_is_shown_whole_by_number_or_name(
    run: Run, state: Path, who: str
) -> None:
    result = run("people", "show", who, "--state", state)
    assert result.exit_code == 0
    entry = read_person(Path("shown"), Chunk(result.stdout, 1))
    assert not isinstance(entry, tuple)
    assert entry.person == People.load().named("jef-wautersdal")


def test_nobody_is_told(run: Run, state: Path) -> None:
    result = run("people", "show", "nobody", "--state", state)
    assert result.exit_code == 1
    assert "nobody has the number or id nobody" in result.stderr


# Importing


def test_an_import_tells_what_it_did(own: Path, state: Path, run: Run) -> None:
    def do() -> str:
        result = run("people", "import", "--state", state, own)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert do().startswith("1 added, 0 changed, 0 unchanged, 0 removed (1 files read")
    assert do().startswith("0 added, 0 changed, 0 unchanged, 0 removed (0 files read")
    own.write_text(OWN.replace("Some", "Another"), "utf-8")
    assert do().startswith("0 added, 1 changed")


def test_what_is_wrong_is_told_with_its_line_and_the_rest_is_imported(
    own: Path, state: Path, run: Run
) -> None:
    second = OWN.replace(SSIN, make(date(1990, 1, 2), 5)).replace("one-of", "two-of")
    own.write_text(f"{OWN}---\n{second.replace('sex: M', 'sex: X')}", "utf-8")
    result = run("people", "import", "--state", state, own)
    assert result.exit_code == 1
    assert f"{own}:17: identity.sex: " in result.stderr
    assert run("people", "show", SSIN, "--state", state).exit_code == 0
    own.write_text(f"{OWN}---\n{second}", "utf-8")
    result = run("people", "import", "--state", state, own)
    assert result.stdout.startswith("1 added, 0 changed, 1 unchanged")


def test_a_state_folder_that_an_import_makes_is_private(
    own: Path, state: Path, run: Run
) -> None:
    run("people", "import", "--state", state, own)
    assert state.stat().st_mode & 0o077 == 0
    assert (state / "kruispunt.db").stat().st_mode & 0o077 == 0


def test_a_number_that_could_be_real_is_refused(
    own: Path, state: Path, run: Run
) -> None:
    own.write_text(real(), "utf-8")
    result = run("people", "import", "--state", state, own)
    assert result.exit_code == 1
    assert "may belong to a real person" in result.stderr
    assert result.exception is not None
    assert run("people", "show", "one-of-mine", "--state", state).exit_code == 1


def test_a_number_that_could_be_real_is_taken_when_told_warned_and_logged(
    own: Path, state: Path, run: Run
) -> None:
    """The twin: with --allow-real-numbers."""
    own.write_text(real(), "utf-8")
    result = run("people", "import", "--allow-real-numbers", "--state", state, own)
    assert result.exit_code == 0
    assert "warning: --allow-real-numbers: " in result.stderr
    assert run("people", "show", "one-of-mine", "--state", state).exit_code == 0
    with closing(sqlite3.connect(state / "kruispunt.db")) as database:
        (row,) = database.execute("select hop, service, operation from exchange")
    assert row == ("guard", "kruispunt people import", "--allow-real-numbers")
    log = run("log", "--state", state)
    assert "kruispunt people import" in log.stdout


# Exporting


@pytest.mark.parametrize("to", ["all.yaml", "folder"])
def test_what_is_exported_and_imported_is_the_same(
    run: Run, state: Path, tmp_path: Path, to: str
) -> None:
    other = tmp_path / "other"
    result = run("people", "export", "--all", "--to", tmp_path / to, "--state", state)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{len(People.load())} people to ")
    assert run("people", "import", tmp_path / to, "--state", other).exit_code == 0
    with people.opened(other) as found:
        assert {p.ssin: p for p in found} == {p.ssin: p for p in People.load()}


def test_some_people_are_exported_by_number_or_name(
    run: Run, state: Path, tmp_path: Path
) -> None:
    to = tmp_path / "two.yaml"
    result = run(
        "people",
        "export",
        "wies-schemerbosch",
        "87692321844",
        "--to",
        to,
        "--state",
        state,
    )
    assert result.stdout.startswith("2 people to ")
    exported = [person.id for person in People.load([to])]
    assert exported == ["wies-schemerbosch", "katrijn-dubbelgaarde"]


def test_a_file_in_a_folder_is_named_after_its_person_and_finds_its_schema(
    run: Run, state: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    run("people", "export", "jef-wautersdal", "--to", folder, "--state", state)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["jef-wautersdal.yaml", "person.schema.json"]
    first, *_ = (folder / "jef-wautersdal.yaml").read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=./person.schema.json"


def test_nothing_is_written_over_unless_told(
    run: Run, state: Path, tmp_path: Path
) -> None:
    to = tmp_path / "mine.yaml"
    to.write_text("mine", "utf-8")
    line = ("people", "export", "jef-wautersdal", "--to", to, "--state", state)
    refused = run(*line)
    assert refused.exit_code == 1
    assert "is there already" in refused.stderr
    assert to.read_text("utf-8") == "mine"
    assert run(*line, "--force").exit_code == 0
    assert to.read_text("utf-8").startswith("---\nid: jef-wautersdal\n")


@pytest.mark.parametrize("who", [(), ("jef-wautersdal", "--all")])
def test_an_export_is_of_some_or_of_all(run: Run, tmp_path: Path, who: Any) -> None:
    result = run("people", "export", *who, "--to", tmp_path / "x.yaml")
    assert result.exit_code == 2
    assert "name people, or give --all" in result.stderr


# The schema


def test_the_schema_is_printed_or_written_with_how_to_use_it(
    run: Run, tmp_path: Path
) -> None:
    printed = run("people", "schema")
    assert json.loads(printed.stdout)["title"].startswith("Kruispunt")
    to = tmp_path / "person.schema.json"
    written = run("people", "schema", "--to", to)
    assert to.read_text("utf-8") == printed.stdout
    assert f"# yaml-language-server: $schema={to}" in written.stderr
