"""What one file may say about a person, and what it may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.registers import first_day, in_turn, last_day
from kruispunt_simulator.people.registers.names import Name
from pydantic import ValidationError

from .conftest import ANN, BOB, ann, kim

Load = Callable[..., People]
Problems = Callable[..., list[str]]


def name(**period: date | str) -> Name:
    return Name.model_validate({"last_names": ("Body",), **period})


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("1957-04-00", date(1957, 4, 1), date(1957, 4, 30)),
        ("1957-00-00", date(1957, 1, 1), date(1957, 12, 31)),
        ("2024-02-00", date(2024, 2, 1), date(2024, 2, 29)),
        (date(1957, 4, 5), date(1957, 4, 5), date(1957, 4, 5)),
    ],
    ids=str,
)
def test_a_day_that_is_partly_unknown_lies_in_its_month_or_year(
    value: date | str, first: date, last: date
) -> None:
    assert (first_day(value), last_day(value)) == (first, last)


@pytest.mark.parametrize(
    "value", ["1957-04-31", "1957-00-05", "57-00-00", "1957-13-00", 1957, "", None]
)
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="is no date"):
        Name.model_validate({"last_names": ("Body",), "from": value})


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_a_record_holds_on_its_first_and_last_day_and_not_beside_them(
    begin: date, days: int
) -> None:
    end = begin + timedelta(days=days)
    record = name(**{"from": begin, "until": end})
    assert record.holds(begin)
    assert record.holds(end)
    assert not record.holds(begin - timedelta(days=1))
    assert not record.holds(end + timedelta(days=1))
    assert record.overlaps(end, end + timedelta(days=9))
    assert not record.overlaps(end + timedelta(days=1), end + timedelta(days=9))


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), unique=True, min_size=1))
def test_of_records_in_turn_exactly_one_holds_on_every_day(days: list[date]) -> None:
    records = in_turn([name(**{"from": day}) for day in sorted(days)])
    for day in days:
        assert [record.begin for record in records if record.holds(day)] == [day]
    assert [r for r in records if r.holds(min(days) - timedelta(days=1))] == []
    assert records[-1].end is None


def test_an_end_that_is_told_is_kept() -> None:
    first, _ = in_turn(
        [
            name(**{"from": date(2000, 1, 1), "until": "2003-00-00"}),
            name(**{"from": date(2010, 1, 1)}),
        ]
    )
    assert first.end == "2003-00-00"


def test_a_file_without_registers_says_what_the_identity_says(load: Load) -> None:
    person = load(ann()).named("ann")
    assert person.registers.names == ()
    assert person.households == ()
    assert person.keys == frozenset()
    assert person.home(date(2020, 1, 1)) is None


ADDRESSES = """\
registers:
  addresses:
    - from: 1980-03-04
      street: Kerkstraat
      house_number: "1"
      postal_code: "3500"
      city: Hasselt
    - from: 2010-05-01
      until: 2020-12-31
      street: Dorp
      house_number: "2"
      postal_code: "3600"
      city: Genk
    - from: 2022-01-01
      street: Markt
      house_number: "3"
      postal_code: "3700"
      city: Tongeren
"""


@pytest.mark.parametrize(
    ("on", "street"),
    [
        (date(1980, 3, 3), None),
        (date(2010, 4, 30), "Kerkstraat"),
        (date(2010, 5, 1), "Dorp"),
        (date(2021, 6, 1), None),
        (date(2026, 1, 1), "Markt"),
    ],
    ids=str,
)
def test_the_home_of_a_day_comes_from_the_history(
    load: Load, on: date, street: str | None
) -> None:
    home = load(ann(ADDRESSES)).named("ann").home(on)
    assert (home and home.street) == street


def test_the_home_knows_since_when(load: Load) -> None:
    home = load(ann(ADDRESSES)).named("ann").home(date(2026, 1, 1))
    assert home is not None
    assert home.since == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        pytest.param(
            '  address: {street: A, house_number: "1", postal_code: "3500", city: B}\n'
            + ADDRESSES,
            "the address stands in identity and in registers.addresses",
            id="an address at two places",
        ),
        pytest.param(
            "registers:\n  names:\n    - {from: 1980-03-04, last_names: [Other], "
            "first_names: [Ann]}\n",
            "the last of registers.names is Other, not Body",
            id="another present name",
        ),
        pytest.param(
            "registers:\n  names:\n    - {from: 1980-03-04, last_names: [Body], "
            "first_names: [Ann, An], usual: An}\n",
            "the last of registers.names is An, not Ann",
            id="another usual name",
        ),
        pytest.param(
            "registers:\n  sexes:\n    - {from: 1980-03-04, sex: M}\n",
            "the last of registers.sexes is not F",
            id="another present sex",
        ),
        pytest.param(
            "registers:\n  sexes:\n    - {from: 1980-03-04, sex: M}\n"
            "    - {from: 2019-01-01, sex: F}\n",
            "sex from 2019-01-01: no change, or no text",
            id="a change of sex without the text of its deed",
        ),
        pytest.param(
            'registers:\n  birth: {day: "1981-00-00"}\n',
            "registers.birth.day is 1981-00-00, not 1980-03-04",
            id="another birth year",
        ),
        pytest.param(
            "registers:\n  death: {}\n",
            "registers.death, but no identity.deceased",
            id="a deed of death of somebody alive",
        ),
        pytest.param(
            "registers:\n  civil_status:\n"
            "    - {from: 1979-01-01, status: unmarried}\n",
            "registers.civil_status has 1979-01-01, before birth",
            id="unmarried before birth",
        ),
        pytest.param(
            "registers:\n  civil_status:\n    - {from: 2000-01-01, status: married}\n",
            "married without a partner",
            id="married with nobody",
        ),
        pytest.param(
            "registers:\n  civil_status:\n    - {from: 2001-01-01, status: divorced}\n"
            "    - {from: 1999-01-01, status: unmarried}\n",
            "civil_status from 1999-01-01 stands below that from 2001-01-01",
            id="out of order",
        ),
        pytest.param(
            "registers:\n  civil_status:\n"
            "    - {from: 1999-01-01, until: 2002-01-01, status: unmarried}\n"
            "    - {from: 2001-01-01, status: divorced}\n",
            "still holds when that from 2001-01-01 begins",
            id="two states on a day",
        ),
        pytest.param(
            "registers:\n  legal_stays:\n    - {from: 2002-01-01, until: 2001-01-01}\n",
            "ends on 2001-01-01, before it begins on 2002-01-01",
            id="an end before the begin",
        ),
        pytest.param(
            "registers:\n  legal_cohabitations:\n    - {from: 2002-01-01, "
            "until: 2003-01-01, partner: {name: {last_names: [X]}}, place: {}}\n",
            "an end needs a day (until) and a reason (ending)",
            id="a cohabitation that ends without a reason",
        ),
        pytest.param(
            "registers:\n  descent:\n    - {from: 1980-03-04, kind: '10', "
            "parents: [{sex: M}]}\n",
            "needs a number or a name",
            id="a parent about whom nothing is said",
        ),
        pytest.param(
            "registers:\n  descent:\n    - {from: 1980-03-04, kind: '10', "
            f"parents: [{{ssin: '{BOB}', sex: M}}]}}\n",
            "has a number: the rest stands in that person's own file",
            id="a parent about whom too much is said",
        ),
        pytest.param(
            f"registers:\n  shared_stays:\n    - {{from: 2015-01-01, with: '{BOB}'}}\n",
            f"stays with {BOB}, who is none of the parents",
            id="a minor that stays with a stranger",
        ),
        pytest.param(
            "registers:\n  move_declarations:\n    - {from: 2015-01-01}\n",
            "needs a departure or an arrival, and not both",
            id="a move from nowhere to nowhere",
        ),
        pytest.param(
            "registers:\n  names:\n    - {from: 1980-03-04, last_names: [Body], "
            "first_names: [Ann], usual: Eve}\n",
            "usual name Eve is none of the first names",
            id="a usual name that is no name",
        ),
        pytest.param(
            "  replaced_since: 2020-01-01\n",
            "replaced_since without replaced_by",
            id="replaced by nothing",
        ),
        pytest.param(
            "households:\n  - {household: a, position: '01', from: 2020-01-01}\n"
            "  - {household: b, position: '01', from: 2021-01-01}\n",
            "b from 2021-01-01: is still a member of a",
            id="two households",
        ),
        pytest.param(
            "households:\n  - {household: a, position: '03', from: 2020-01-01, "
            "until: 2021-01-01}\n"
            "  - {household: a, position: '01', from: 2021-01-01}\n",
            "a from 2021-01-01: is still a member of a",
            id="two positions in one household on a day",
        ),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(
    problems: Problems, rest: str, problem: str
) -> None:
    (told,) = problems(ann(rest))
    assert problem in told


def test_on_the_day_of_a_move_somebody_may_be_in_both_households(load: Load) -> None:
    households = (
        "households:\n"
        "  - {household: a, position: '01', from: 2020-01-01, until: 2021-01-01}\n"
        "  - {household: b, position: '01', from: 2021-01-01}\n"
    )
    assert load(ann(households)).named("ann").keys == {
        ("household", "a"),
        ("household", "b"),
    }


def test_a_code_may_bring_its_own_words(load: Load) -> None:
    rest = (
        "registers:\n  nationalities:\n    - {from: 1980-03-04, nationality: '150'}\n"
        "    - {from: 1990-01-01, nationality: {code: '999', label: Utopia}}\n"
    )
    first, second = load(ann(rest)).named("ann").registers.nationalities
    assert (first.nationality.code, first.nationality.label) == ("150", None)
    assert (second.nationality.code, second.nationality.label) == ("999", "Utopia")


def test_a_child_is_found_by_its_parents_and_by_with_whom_it_stays(load: Load) -> None:
    rest = (
        "registers:\n  descent:\n    - {from: 2010-07-08, kind: '10', "
        f"parents: ['{ANN}']}}\n"
        f"  shared_stays:\n    - {{from: 2015-01-01, with: '{ANN}'}}\n"
    )
    people = load(ann(), kim(rest))
    child = people.named("kim")
    assert people.having("parent", ANN) == people.having("shared-stay", ANN) == (child,)


def test_the_schema_of_a_file_can_be_told_to_an_editor() -> None:
    schema = Person.model_json_schema()
    assert schema["$defs"]["Membership"]["properties"]["household"]
    assert schema["$defs"]["CivilStatus"]["properties"]["from"]
