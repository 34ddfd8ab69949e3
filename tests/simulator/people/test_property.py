"""Parcels: one fact each, rights that add up, owners who exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.people import People
from kruispunt_simulator.people.property import (
    KINDS,
    Right,
    State,
    parcel_key,
    percent,
    total_of,
)
from pydantic import ValidationError

from .conftest import ANN, BOB, NOBODY, ann, bob, kim

Load = Callable[..., People]
Problems = Callable[..., list[str]]

ENTERPRISE = numbers.make_enterprise(7)

PARCEL = """\
parcels:
  - division: {{number: 71806, name: HASSELT 6 AFD}}
    section: B
    ground: {ground}
    municipality: {{nis_code: "71022", name: Hasselt}}
    situation: {{id: {ground}, from: 1990-01-01}}
    nature: 200
    states:
"""
STATE = """\
      - id: {id}
        article: "7180604120000600000013"
        from: {begin}
        recorded: {begin} 12:00:00{more}
        owners:
{owners}
"""
DEAD = "  deceased: 2020-02-02\n"


def owner(who: str, *rights: str, more: str = "") -> str:
    told = ", ".join(f"{{type: {r.split()[0]}, share: {r.split()[1]}}}" for r in rights)
    return f"          - {{{who}{more}, rights: [{told}]}}"


def person(ssin: str) -> str:
    return f'person: "{ssin}"'


def state(*owners: str, id_: int = 1, begin: str = "2000-01-01", more: str = "") -> str:
    listed = "\n".join(owners)
    return STATE.format(id=id_, begin=begin, more=more, owners=listed)


def parcel(*states: str, ground: int = 412) -> str:
    return PARCEL.format(ground=ground) + "".join(states)


WHOLE = owner(person(ANN), "VE 1/1")


# Found by key, by state and by owner


def test_a_parcel_is_found_by_its_key_its_states_and_every_owner(load: Load) -> None:
    sold = state(
        owner(person(BOB), "VE 1/2"),
        owner(f'enterprise: {{number: "{ENTERPRISE}", name: Firm}}', "VE 1/2"),
        id_=2,
        begin="2010-01-01",
    )
    people = load(ann(parcel(state(WHOLE), sold)), bob(), kim())
    looked_up = (
        ("parcel", "71806_B_0412/00__000_P0000"),
        ("parcel-state", "1"),
        ("parcel-state", "2"),
        ("owner", ANN),
        ("owner", BOB),
        ("owner", ENTERPRISE),
    )
    for kind, key in looked_up:
        assert [p.id for p in people.having(kind, key)] == ["ann"], (kind, key)
    assert people.having("owner", NOBODY) == ()
    assert people.named("bob").parcels == ()


@settings(database=None, deadline=None)
@given(
    st.tuples(
        st.integers(1, 99999),
        st.sampled_from("ABCDEFG"),
        st.integers(1, 9999),
        st.none() | st.integers(2, 99),
        st.none() | st.sampled_from("ABCXYZ"),
        st.none() | st.integers(1, 999),
        st.from_regex(r"P[0-9]{4}", fullmatch=True),
    ),
    st.data(),
)
def test_two_parcels_that_differ_have_two_keys(
    parts: tuple[int, str, int, int | None, str | None, int | None, str],
    data: st.DataObject,
) -> None:
    """Source: MAGDA user wiki, MG 587563720: `11111_A_2222/33_B444_P0000`."""
    key = parcel_key(*parts)
    assert re.fullmatch(r"\d{5}_[A-Z]_\d{4}/\d{2}_[A-Z_]\d{3}_P\d{4}", key)
    changed = list(parts)
    place = data.draw(st.integers(0, 6))
    other = {0: 1, 1: "H", 2: 1, 3: 2, 4: "K", 5: 1, 6: "P9999"}[place]
    if changed[place] == other:
        return
    changed[place] = other
    assert parcel_key(*changed) != key  # type: ignore[arg-type]


# Rights


@pytest.mark.parametrize(
    ("rights", "problem"),
    [
        pytest.param(["VE 1/2", "VE 1/2"], None, id="two halves"),
        pytest.param(["VE 1/2", "VE 2/3"], "ownership", id="more than the whole"),
        pytest.param(["BE 1/1", "VG 1/1"], None, id="bare ownership and usufruct"),
        pytest.param(["VE 1/2", "BE 1/2", "VG 1/2"], None, id="widow and child"),
        pytest.param(["VE 1/2", "BE 2/3"], "ownership", id="full beside bare"),
        pytest.param(["VE 1/2", "VG 2/3"], "enjoyment", id="full beside usufruct"),
        pytest.param(["VE 1/1", "ERFP 1/1"], None, id="a lease on the whole"),
        pytest.param(["ERFP 2/3", "ERFP 1/2"], "long lease", id="two leases"),
        pytest.param(["OPSTAL 1/1", "OPSTAL 1/9"], "building right", id="two builders"),
        pytest.param(["BEWONING 1/1", "BEWONING 1/2"], "habitation", id="two dwellers"),
    ],
)
def test_the_rights_of_one_kind_add_up_to_at_most_the_whole(
    load: Load, problems: Problems, rights: list[str], problem: str | None
) -> None:
    pairs = zip((ANN, BOB, ANN), rights, strict=False)
    owners = [owner(person(ssin), right) for ssin, right in pairs]
    text = ann(parcel(state(*owners)))
    if problem is None:
        assert load(text, bob())
        return
    (told,) = problems(text, bob())
    assert told.startswith("17: parcels.0.states.0: ")
    assert problem in told
    assert "more than the whole" in told


@settings(database=None, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["VE", "BE", "VG", "ERFP", "OPSTAL", "BEWONING"]),
            st.integers(1, 12),
            st.integers(1, 12),
        ).filter(lambda right: right[1] <= right[2]),
        min_size=1,
        max_size=6,
    )
)
def test_a_state_is_refused_exactly_when_some_kind_is_more_than_the_whole(
    rights: list[tuple[str, int, int]],
) -> None:
    owners = tuple(
        {"anonymous": f"{n}", "rights": ({"type": code, "share": f"{a}/{b}"},)}
        for n, (code, a, b) in enumerate(rights)
    )
    given_ = [Right.model_validate(o["rights"][0]) for o in owners]  # type: ignore[index]
    too_much = any(total_of(given_, codes) > 1 for _, codes in KINDS)
    state_ = {
        "id": 1,
        "article": "1",
        "from": date(2020, 1, 1),
        "recorded": "2020-01-01T00:00:00",
        "owners": owners,
    }
    try:
        State.model_validate(state_, strict=False)
        refused = False
    except ValidationError as error:
        refused = "more than the whole" in str(error)
        assert refused
    assert refused is too_much


@pytest.mark.parametrize(
    ("share", "problem"),
    [
        ("1/2", None),
        ("2/4", None),
        ("3/2", "is more than the whole"),
        ("0/2", "is not a fraction such as 1/2"),
        ("1", "is not a fraction such as 1/2"),
        ("half", "is not a fraction such as 1/2"),
    ],
)
def test_a_share_is_a_fraction_of_at_most_the_whole(
    share: str, problem: str | None
) -> None:
    if problem is None:
        right = Right.model_validate({"type": "VE", "share": share})
        assert right.fraction == Fraction(1, 2)
        assert "/".join(map(str, right.numerator_and_denominator)) == share
        return
    with pytest.raises(ValidationError, match=problem):
        Right.model_validate({"type": "VE", "share": share})


@settings(database=None, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_percents_are_shares_to_two_decimals(numerator: int, denominator: int) -> None:
    share = Fraction(numerator, denominator)
    assert abs(Fraction(percent(share)) - 100 * share) <= Fraction(1, 200)


# Owners


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        pytest.param(f'person: "{NOBODY}"', f"no file has {NOBODY}", id="no file"),
        pytest.param(
            f'couple: ["{ANN}", "{NOBODY}"]', f"no file has {NOBODY}", id="no partner"
        ),
        pytest.param(f'couple: ["{ANN}", "{ANN}"]', "a couple of one", id="alone"),
        pytest.param(f'couple: ["{ANN}"]', "Field required", id="half a couple"),
        pytest.param(
            f'person: "{ANN}", anonymous: X', "needs exactly one of", id="two owners"
        ),
        pytest.param("clause: 1", "needs exactly one of", id="no owner"),
        pytest.param(
            'enterprise: {number: "0401314140", name: X}',
            "is not a fictitious enterprise number",
            id="an enterprise that may exist",
        ),
    ],
)
def test_an_owner_is_one_party_that_exists(
    problems: Problems, who: str, problem: str
) -> None:
    (told,) = problems(ann(parcel(state(owner(who, "VE 1/1")))))
    assert re.match(r"2\d: parcels\.0\.states\.0\.owners\.0", told)
    assert problem in told


def test_nobody_is_inherited_from_who_was_alive(load: Load, problems: Problems) -> None:
    heir = owner(person(ANN), "VE 1/1", more=f', inherited_from: "{BOB}"')
    alive = ann(parcel(state(heir, begin="2020-02-02")))
    assert problems(alive, bob()) == [
        f"22: parcels.0.states.0.owners.0.inherited_from: {BOB} had not died by "
        "2020-02-02"
    ]
    assert load(alive, bob(DEAD))
    too_early = ann(parcel(state(heir, begin="2020-02-01")))
    assert len(problems(too_early, bob(DEAD))) == 1


# States


def test_a_state_ends_when_the_next_one_begins(load: Load, problems: Problems) -> None:
    later = owner(person(BOB), "VE 1/1")
    good = parcel(state(WHOLE), state(later, id_=2, begin="2001-01-01"))
    assert load(ann(good), bob())
    wrong = {
        "state 2 is no later than 1": state(later, id_=2),
        "state 1 has an end and a successor": state(later, id_=2, begin="2002-01-01"),
    }
    end = "\n        until: 2001-12-31"
    for problem, second in wrong.items():
        first = state(WHOLE, more=end if "end" in problem else "")
        (told,) = problems(ann(parcel(first, second)), bob())
        assert problem in told


def test_a_state_that_was_struck_out_may_have_the_day_of_the_next(load: Load) -> None:
    struck = state(WHOLE, more="\n        struck: 2000-02-01 09:00:00")
    kept = state(owner(person(BOB), "VE 1/1"), id_=2)
    (holder,) = load(ann(parcel(struck, kept)), bob()).having("owner", BOB)
    assert holder.id == "ann"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("\n        until: 1999-12-31", "ends on 1999-12-31, before it begins"),
        ("\n        struck: 1999-12-31 00:00:00", "is struck before it is recorded"),
    ],
)
def test_the_days_of_a_state_are_in_order(
    problems: Problems, more: str, problem: str
) -> None:
    (told,) = problems(ann(parcel(state(WHOLE, more=more))))
    assert problem in told


# One fact


def test_a_parcel_stands_in_one_file_and_once(load: Load, problems: Problems) -> None:
    here = parcel(state(WHOLE))
    there = parcel(state(WHOLE, id_=2))
    assert problems(ann(here), bob(there)) == [
        f"10: parcels.0: 71806_B_0412/00__000_P0000 stands in the file of {ANN} already"
    ]
    twice = here + there.removeprefix("parcels:\n")
    assert problems(ann(twice)) == [
        "1: : parcel or state 71806_B_0412/00__000_P0000 stands here twice"
    ]
    assert load(ann(here), bob(parcel(state(WHOLE, id_=2), ground=413)))


def test_a_state_has_a_number_of_its_own(problems: Problems) -> None:
    other = parcel(state(WHOLE), ground=413)
    (told,) = problems(ann(parcel(state(WHOLE))), bob(other))
    assert "parcels.0: 1 stands in the file of" in told


def test_a_certificate_is_issued_or_there_is_none(problems: Problems) -> None:
    text = parcel(state(WHOLE)) + "    energy: {issued: 2020-01-01}\n"
    (told,) = problems(ann(text))
    assert "a certificate was issued, but there is none" in told
