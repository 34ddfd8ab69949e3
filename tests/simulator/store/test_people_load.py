"""
Loading persons into the database: what changed and nothing else, and whose they are.

Source: our choice throughout; the rules stand in `store/people/load.py` and `owner.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.people import PERSONAS, People, Person
from kruispunt_simulator.people.write import as_yaml
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.people import (
    Report,
    StoredPeople,
    load_people,
    unfinished_files,
)
from kruispunt_simulator.store.people import load as load_module
from kruispunt_simulator.store.people.source import Sources
from kruispunt_simulator.store.repertory import (
    Enrol,
    Inscription,
    Repertory,
    Withdraw,
)
from kruispunt_simulator.store.tables import person, person_key, person_source
from sqlalchemy import Engine, event, func, select, text, update

from ...databases import Database
from .conftest import Processes

SSINS = [numbers.make(date(1990, 1, 2), serial) for serial in range(1, 40)]
A, B, C, *_ = SSINS
REAL = f"900102003{97 - 900102003 % 97:02}"


def document(ssin: str, **given: Any) -> str:
    """The YAML of a person; `rest` is appended as it is."""
    id_ = given.get("id", f"p-{ssin}")
    name = f"id: {id_}\n" if id_ else ""
    rest = given.get("rest", "")
    return (
        f"{name}title: {given.get('title', 'Somebody')}\n"
        f'identity: {{ssin: "{ssin}", first_name: {given.get("first", "Some")}, '
        f"last_name: Body, born: 1990-01-02, sex: M}}\n{rest}"
    )


def repertory_of(*lines: str) -> str:
    return "repertory:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


VDI = "party: fluvius, register: vdi, from: 2024-01-01"
VEKA = "party: veka, register: vdi, from: 2024-01-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    return folder


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Write documents into a file of the folder; give its path."""

    def put(*documents: str, name: str = "a.yaml") -> Path:
        path = folder / name
        path.write_text("---\n".join(documents), "utf-8")
        return path

    return put


@pytest.fixture
def people(engine: Engine) -> Iterator[StoredPeople]:
    people = StoredPeople(engine)
    yield people
    people.close()


def counts(report: Report) -> tuple[int, int, int, int]:
    assert report.problems == [], report.problems
    return report.added, report.changed, report.unchanged, report.removed


def told(report: Report) -> list[str]:
    return [f"{p.file.name}:{p.line}: {p.key}: {p.problem}" for p in report.problems]


def ids(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = select(person.c.id).order_by(person.c.id)
        return list(connection.scalars(query))


# Incremental


def test_what_is_loaded_is_what_the_files_hold(engine: Engine) -> None:
    load_people(engine)
    stored, loaded = StoredPeople(engine), People.load()
    assert {p.ssin: p for p in stored} == {p.ssin: p for p in loaded}
    assert len(stored) == len(loaded)
    stored.close()


def test_a_file_that_did_not_change_is_not_even_cut(
    engine: Engine, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(document(A))
    load_people(engine, [path])
    monkeypatch.setattr(load_module, "chunks_of", lambda _: pytest.fail("was read"))
    report = load_people(engine, [path])
    assert (report.files_read, report.files_skipped) == (0, 1)


def test_nothing_to_do_writes_nothing(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """So that starts do not wait for each other."""
    path = write(document(A))
    load_people(engine, [path])
    begun: list[object] = []
    event.listen(engine, "begin", begun.append)
    load_people(engine, [path])
    assert not any(
        connection.get_execution_options().get("kruispunt_write")  # type: ignore[attr-defined]
        for connection in begun
    )


def test_of_a_file_that_changed_only_what_changed_is_read(
    engine: Engine, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_people(engine, [write(document(A), document(B))])
    from kruispunt_simulator.store.people import owner

    read: list[int] = []
    original = owner.read_person

    def spy(file: Path, chunk: Any, **how: Any) -> Any:
        read.append(chunk.line)
        return original(file, chunk, **how)

    monkeypatch.setattr(owner, "read_person", spy)
    path = write(document(A), document(B, first="Other"), document(C))
    assert counts(load_people(engine, [path])) == (1, 1, 1, 0)
    assert read == [4, 8]


def test_a_change_is_seen_by_who_is_reading_already(
    engine: Engine, people: StoredPeople, write: Callable[..., Path]
) -> None:
    """Also when it is another process that imports: the digest says so."""
    load_people(engine, [write(document(A))])
    before = people.get(A)
    assert before is not None
    assert people.get(A) is before, "kept"
    load_people(engine, [write(document(A, first="Other"))])
    after = people.get(A)
    assert after is not None
    assert after.identity.first_name == "Other"


def test_who_is_no_longer_in_a_file_goes(
    engine: Engine, people: StoredPeople, write: Callable[..., Path]
) -> None:
    load_people(engine, [write(document(A), document(B))])
    assert counts(load_people(engine, [write(document(B))])) == (0, 0, 1, 1)
    assert people.get(A) is None
    assert people.get(B) is not None


def test_a_file_that_is_no_longer_in_a_folder_goes(
    engine: Engine, folder: Path, write: Callable[..., Path]
) -> None:
    write(document(A))
    write(document(B), name="b.yaml")
    load_people(engine, [folder])
    (folder / "b.yaml").unlink()
    assert counts(load_people(engine, [folder])) == (0, 0, 0, 1)
    assert ids(engine) == [f"p-{A}"]
    assert unfinished_files(engine) == ()


def test_other_files_stay_when_a_file_is_loaded_alone(
    engine: Engine, write: Callable[..., Path]
) -> None:
    load_people(engine, [write(document(A))])
    load_people(engine, [write(document(B), name="b.yaml")])
    assert len(ids(engine)) == 2


def test_a_new_edition_of_the_person_file_finds_the_keys_anew(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """Of files that are not loaded this time as well."""
    home = "households: [{household: h, position: '01', from: 2020-01-01}]\n"
    load_people(engine, [write(document(A, rest=home))])
    with engine.begin() as connection:
        connection.execute(update(person_source).values(format="of yesterday"))
        connection.execute(update(person_key).values(kind="old"))
    load_people(engine, [write(document(B), name="b.yaml")])
    people = StoredPeople(engine)
    assert [p.ssin for p in people.having("household", "h")] == [A]
    people.close()


def test_what_a_new_edition_cannot_read_must_be_imported_again(
    engine: Engine, write: Callable[..., Path]
) -> None:
    path = write(document(A))
    load_people(engine, [path])
    with engine.begin() as connection:
        connection.execute(update(person_source).values(format="of yesterday"))
        old = {"document": '{"hobby": "chess"}', "digest": "of yesterday"}
        connection.execute(update(person).values(old))
    load_people(engine, [write(document(B), name="b.yaml")])
    assert unfinished_files(engine) == (str(path),)
    people = StoredPeople(engine)
    with pytest.raises(StateError, match=rf"{path}:1: .*import it again"):
        people.get(A)
    people.close()
    assert load_people(engine, [path]).changed == 1
    assert unfinished_files(engine) == ()


# Wrong files


def test_what_is_wrong_is_told_with_file_line_and_key(
    engine: Engine, write: Callable[..., Path]
) -> None:
    path = write(document(A), document(B).replace("sex: M", "sex: X"))
    assert told(load_people(engine, [path])) == [
        "a.yaml:7: identity.sex: Input should be 'F', 'M' or 'unknown' (here: 'X')"
    ]


def test_nothing_stays_of_what_was_wrong_at_a_start(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """So that the next start without the file is as if it never was."""
    good = write(document(C), name="good.yaml")
    load_people(engine, [good])
    wrong = write(document(A), document(B).replace("sex: M", "sex: X"))
    assert load_people(engine, [good, wrong]).problems
    assert ids(engine) == [f"p-{C}"]
    assert unfinished_files(engine) == ()


def test_what_was_right_stays_of_an_import(
    engine: Engine, write: Callable[..., Path]
) -> None:
    path = write(document(A), document(B).replace("sex: M", "sex: X"))
    assert load_people(engine, [path], keep_partial=True).problems
    assert ids(engine) == [f"p-{A}"]
    assert unfinished_files(engine) == (str(path),)
    path = write(document(A), document(B))
    assert counts(load_people(engine, [path], keep_partial=True)) == (1, 0, 1, 0)
    assert unfinished_files(engine) == ()


def test_what_is_wrong_is_told_again_when_nothing_was_done_about_it(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """Also a contradiction, though no document changed."""
    replaced = document(A).replace("sex: M", f'sex: M, replaced_by: "{B}"')
    path = write(replaced)
    for _ in range(2):
        report = load_people(engine, [path], keep_partial=True)
        assert told(report) == [f"a.yaml:3: identity.replaced_by: no file has {B}"]
    new = write(document(B), name="b.yaml")
    assert counts(load_people(engine, [path, new], keep_partial=True))[0] == 1


def test_after_too_many_mistakes_nobody_reads_on(
    engine: Engine, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_module, "BATCH", 1)
    monkeypatch.setattr(load_module, "MOST_PROBLEMS", 3)
    wrong = [document(ssin).replace("sex: M", "sex: X") for ssin in SSINS]
    assert len(load_people(engine, [write(*wrong)]).problems) == 3


def test_a_file_that_cannot_be_read_is_told(
    engine: Engine, folder: Path, write: Callable[..., Path]
) -> None:
    write(document(A)).write_bytes(b"\xff\xfe\xfa")
    (problem,) = told(load_people(engine, [folder]))
    assert problem.startswith("a.yaml:1: : cannot be read: ")


def test_a_database_that_fails_is_told_as_such(
    engine: Engine, write: Callable[..., Path]
) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter table person_source rename to kept"))
    with pytest.raises(StateError, match="the people cannot be written"):
        load_people(engine, [write(document(A))])


# Contradictions between files


def test_a_change_is_checked_against_the_files_around_it(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """The old file is wrong now, though it did not change; the new one is not kept."""
    old = write(document(A).replace("sex: M", f'sex: M, replaced_by: "{B}"'))
    new = write(document(B), name="b.yaml")
    load_people(engine, [old, new])
    new = write(document(C), name="b.yaml")
    report = load_people(engine, [new], keep_partial=True)
    assert told(report) == [f"a.yaml:3: identity.replaced_by: no file has {B}"]
    assert unfinished_files(engine) == (str(new),)


HOME = "households: [{{household: h, position: '{}', from: 2020-01-01}}]\n"


def test_a_household_is_checked_as_a_whole(
    engine: Engine, write: Callable[..., Path]
) -> None:
    first = write(document(A, rest=HOME.format("01")))
    load_people(engine, [first])
    second = write(document(B, rest=HOME.format("01")), name="b.yaml")
    (problem,) = told(load_people(engine, [second], keep_partial=True))
    assert "household h: two heads on 2020-01-01" in problem
    second = write(document(B, rest=HOME.format("02")), name="b.yaml")
    assert told(load_people(engine, [second], keep_partial=True)) == []


def test_a_household_that_somebody_leaves_is_checked(
    engine: Engine, write: Callable[..., Path]
) -> None:
    head, child = HOME.format("01"), HOME.format("02")
    path = write(document(A, rest=head), document(B, rest=child))
    load_people(engine, [path])
    path = write(document(A), document(B, rest=child))
    (problem,) = told(load_people(engine, [path], keep_partial=True))
    assert "household h: no head (position 01)" in problem


# Whose they are


def test_two_files_of_one_load_cannot_hold_the_same_person(
    engine: Engine, folder: Path, write: Callable[..., Path]
) -> None:
    first = write(document(A))
    write(document(A, id="other"), name="b.yaml")
    assert told(load_people(engine, [folder])) == [
        f"b.yaml:3: identity.ssin: {A} is already in {first}"
    ]


def test_a_file_cannot_hold_a_person_twice(
    engine: Engine, write: Callable[..., Path]
) -> None:
    path = write(document(A), document(A))
    assert told(load_people(engine, [path], keep_partial=True)) == [
        f"a.yaml:7: identity.ssin: {A} is already in {path}"
    ]
    assert told(load_people(engine, [path], keep_partial=True)) == [
        f"a.yaml:7: identity.ssin: {A} is already in {path}"
    ]


def test_nobody_has_the_name_of_another(
    engine: Engine, write: Callable[..., Path]
) -> None:
    first = write(document(A, id="same"))
    load_people(engine, [first])
    second = write(document(B, id="same"), document(C, id="same"), name="b.yaml")
    assert told(load_people(engine, [second])) == [
        f"b.yaml:1: id: same is already in {first}",
        f"b.yaml:5: id: same is already in {first}",
    ]


def test_many_may_be_nameless(engine: Engine, write: Callable[..., Path]) -> None:
    path = write(document(A, id=None), document(B, id=None))
    assert counts(load_people(engine, [path])) == (2, 0, 0, 0)


@pytest.mark.parametrize("batch", [1, 200])
def test_a_name_may_move_to_another_person_of_the_file(
    engine: Engine,
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    monkeypatch.setattr(load_module, "BATCH", batch)
    load_people(engine, [write(document(A, id="x"), document(B, id="y"))])
    path = write(document(A, id="y"), document(B, id="x"))
    assert counts(load_people(engine, [path])) == (0, 2, 0, 0)
    assert ids(engine) == ["x", "y"]


@pytest.mark.parametrize("batch", [1, 200])
def test_a_person_may_move_to_another_file_of_the_folder(
    engine: Engine,
    folder: Path,
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    monkeypatch.setattr(load_module, "BATCH", batch)
    write(document(A), document(B))
    write(document(C), name="b.yaml")
    load_people(engine, [folder])
    write(document(A))
    write(document(C), document(B), name="b.yaml")
    report = load_people(engine, [folder])
    assert report.problems == []
    assert len(ids(engine)) == 3


def test_who_is_imported_later_takes_over(
    engine: Engine, people: StoredPeople, write: Callable[..., Path]
) -> None:
    """Edit what was exported, import it: the built-in person is yours."""
    load_people(engine)
    jef = People.load().named("jef-wautersdal")
    changed = jef.model_copy(update={"title": "Mine"})
    own = write(as_yaml(changed))
    assert counts(load_people(engine, [own])) == (0, 1, 0, 0)
    assert counts(load_people(engine)) == (0, 0, 0, 0)
    found = people.get(jef.ssin)
    assert found is not None
    assert found.title == "Mine"


def test_a_built_in_person_never_takes_over(
    engine: Engine, people: StoredPeople, write: Callable[..., Path]
) -> None:
    """Also when the built-in files are read after a new edition came."""
    jef = People.load().named("jef-wautersdal")
    load_people(engine, [write(as_yaml(jef.model_copy(update={"title": "Mine"})))])
    report = load_people(engine)
    assert report.problems == []
    assert report.added == len(People.load()) - 1
    found = people.get(jef.ssin)
    assert found is not None
    assert found.title == "Mine"


def test_a_person_of_ones_own_cannot_be_a_built_in_one_of_the_same_load(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """As with `up --people`; the built-in one may be loaded already."""
    load_people(engine)
    own = write(as_yaml(People.load().named("jef-wautersdal")))
    (problem, *_) = told(load_people(engine, [PERSONAS, own]))
    assert "85643007594 is already in built-in/jef-wautersdal.yaml" in problem


# Repertories


def lines(engine: Engine, ssin: str = A, party: str = "fluvius") -> list[Any]:
    repertory = Repertory(engine)
    found = repertory.find("vdi", party, ssin)
    repertory.close()
    return [(line.begin_date, line.end_date, line.quality) for line in found]


def change(engine: Engine, *changes: Any) -> None:
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        for each in changes:
            each.apply(connection)


OPEN = (date(2024, 1, 1), None, None)


def test_the_inscriptions_of_a_file_come_with_it(
    engine: Engine, write: Callable[..., Path]
) -> None:
    load_people(engine, [write(document(A, rest=repertory_of(VDI, VEKA)))])
    assert lines(engine) == lines(engine, party="veka") == [OPEN]


def test_what_a_call_changed_stays_through_starts_and_edits(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """Source: 23/058 §88: the register says who has an open file now."""
    path = write(document(A, rest=repertory_of(VDI)))
    load_people(engine, [path])
    file = Inscription(
        register="vdi",
        party="fluvius",
        ssin=A,
        begin_date=date(2025, 1, 1),
        quality="7301",
    )
    change(engine, Withdraw(file, frozenset({"7301"})))
    ended = [(date(2024, 1, 1), date(2024, 12, 31), None)]
    assert lines(engine) == ended
    load_people(engine, [path])
    path = write(document(A, first="Other", rest=repertory_of(VDI, VEKA)))
    load_people(engine, [path])
    assert lines(engine) == ended
    assert lines(engine, party="veka") == [OPEN]
    load_people(engine, [write(document(A))])
    assert lines(engine) == ended, "no longer what the file said, so not the file's"
    assert lines(engine, party="veka") == []


def test_what_a_call_registered_stays_when_the_person_goes(
    engine: Engine, write: Callable[..., Path]
) -> None:
    load_people(engine, [write(document(A, rest=repertory_of(VDI)), document(B))])
    file = Inscription(
        register="vdi",
        party="veka",
        ssin=A,
        begin_date=date(2025, 1, 1),
        quality="7302",
    )
    change(engine, Enrol(file))
    load_people(engine, [write(document(B))])
    assert lines(engine) == []
    assert lines(engine, party="veka") == [(date(2025, 1, 1), None, "7302")]


def test_a_database_of_before_the_people_gets_no_line_twice(
    engine: Engine, write: Callable[..., Path]
) -> None:
    """Until then every start filled the repertories."""
    before = Inscription(
        register="vdi", party="fluvius", ssin=A, begin_date=date(2024, 1, 1)
    )
    change(engine, Enrol(before))
    load_people(engine, [write(document(A, rest=repertory_of(VDI)))])
    assert lines(engine) == [OPEN]


# Real numbers


def test_a_real_number_is_refused_unless_allowed(
    engine: Engine, write: Callable[..., Path]
) -> None:
    path = write(document(REAL))
    (problem,) = told(load_people(engine, [path]))
    assert "may belong to a real person" in problem
    assert REAL not in problem
    assert counts(load_people(engine, [path], allow_real_numbers=True))[0] == 1
    for allowed in (True, False):
        people = StoredPeople(engine, allow_real_numbers=allowed)
        assert people.holds_real_numbers()
        if allowed:
            assert people.get(REAL) is not None
        else:
            with pytest.raises(StateError, match="may belong to a real person"):
                people.get(REAL)
        people.close()


def test_a_database_of_invented_people_holds_no_real_number(engine: Engine) -> None:
    load_people(engine)
    people = StoredPeople(engine)
    assert not people.holds_real_numbers()
    people.close()


# Several processes


LOAD = """
import sys
from kruispunt_simulator.store.database import open_database
from kruispunt_simulator.store.people import StoredPeople, load_people
engine = open_database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
report = load_people(engine)
assert report.problems == [], report.problems
people = StoredPeople(engine)
print(len(list(people)))
people.close()
engine.dispose()
"""


def test_two_processes_may_load_the_same_files_at_once(
    engine: Engine, database: Database, in_processes: Processes
) -> None:
    expected = f"{len(People.load())}\n"
    assert in_processes(LOAD, database.url) == [expected, expected]
    with engine.connect() as connection:
        count = connection.scalar(select(func.count()).select_from(person_source))
    assert count == len(list(PERSONAS.glob("*.yaml")))


# Any history of a folder


STATES = st.lists(
    st.dictionaries(
        st.sampled_from(["a.yaml", "b.yaml"]),
        st.lists(
            st.tuples(st.sampled_from(SSINS[:4]), st.sampled_from(["x", "y"])),
            max_size=3,
            unique_by=lambda each: each[0],
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(states=STATES)
def test_after_any_history_the_database_holds_what_the_folder_does(
    tmp_path: Path, states: list[dict[str, list[tuple[str, str]]]]
) -> None:
    """Or, where the folder contradicts itself, both say so."""
    folder, database = tmp_path / "history", tmp_path / "history.db"
    for path in (folder, database):
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
    folder.mkdir()
    engine = open_database(sqlite_url(database))
    for state in states:
        for path in folder.iterdir():
            path.unlink()
        for name, content in state.items():
            texts = [document(ssin, id=None, first=first) for ssin, first in content]
            (folder / name).write_text("---\n".join(texts) or document(C), "utf-8")
        report = load_people(engine, [folder], keep_partial=True)
        held = [ssin for content in state.values() for ssin, _ in content or [(C, "")]]
        assert bool(report.problems) is (len(held) != len(set(held)))
        if not report.problems:
            assert everybody(engine) == {p.ssin: p for p in People.load([folder])}
    engine.dispose()


def everybody(engine: Engine) -> dict[str, Person]:
    people = StoredPeople(engine)
    found = {each.ssin: each for each in people}
    people.close()
    return found


def test_a_source_is_named_by_its_path_and_a_built_in_one_by_its_name(
    engine: Engine, write: Callable[..., Path]
) -> None:
    path = write(document(A))
    with engine.connect() as connection:
        sources = Sources(connection)
        (own,) = sources.of([path])
        (built_in,) = sources.of([PERSONAS / "jef-wautersdal.yaml"])
    assert (own.name, own.path) == (str(path), path)
    assert built_in.name == "built-in/jef-wautersdal.yaml"
    assert built_in.path == PERSONAS / "jef-wautersdal.yaml"
