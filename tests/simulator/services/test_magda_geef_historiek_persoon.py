"""
GeefHistoriekPersoon 02.02: a person as the registers knew it on a day, or since.

Source: contract sheet `magda-geefhistoriekpersoon-02.02`; `_behaviour` 2.15; law fields
7.1, rows 25 and 26.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.rules.ages import withhold_old
from kruispunt_simulator.services._persoon.blocks import BLOCKS, HISTORY
from kruispunt_simulator.services._persoon.person import ENDED
from kruispunt_simulator.sources import SourceUnavailable

from .conftest import TODAY, Desk, Reply

NAME, VERSION = "GeefHistoriekPersoon", "02.02.0000"
PEOPLE = People.load()
Somebody = Callable[..., Person]


def ssin(id_: str) -> str:
    return PEOPLE.named(id_).ssin


def question(
    insz: str, since: str, *, op: str | None = None, bron: str = "RR", taal: str = "nl"
) -> str:
    attribute = "" if op is None else f' Op="{op}"'
    return (
        f"<Inhoud><Criteria><INSZ>{insz}</INSZ><Datum{attribute}>{since}</Datum>"
        f"</Criteria><Bron>{bron}</Bron><Taal>{taal}</Taal></Inhoud>"
    )


def ask(
    desk: Desk,
    who: str,
    since: str,
    *,
    today: date = TODAY,
    down: str = "",
    people: People | None = None,
    **more: Any,
) -> Reply:
    insz = who if who.isdigit() else ssin(who)
    return desk.ask_magda(
        NAME,
        VERSION,
        question(insz, since, **more),
        today=today,
        down=down.split(),
        people=people,
    )


def on(desk: Desk, who: str, day: str, **more: Any) -> Reply:
    return ask(desk, who, day, op="1", **more)


def towns(reply: Reply) -> list[tuple[str, str | None, str | None]]:
    """Town, first and last day of each main residence told."""
    path = "HistoriekPersoon/HistoriekAdressen/HistoriekHoofdverblijfplaats/*"
    return [
        (
            home.findtext("Gemeentenaam/String"),
            home.get("DatumBegin"),
            home.get("DatumEinde"),
        )
        for home in reply.root.findall(path)
    ]


HASSELT = ("Hasselt", "1985-06-14", "2012-07-31")
BILZEN = ("Bilzen", "2012-08-01", "2018-08-31")
HASSELT_AGAIN = ("Hasselt", "2018-09-01", "2021-09-30")
DIEPENBEEK = ("Diepenbeek", "2021-10-01", None)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("1985-06-14", [HASSELT]),
        ("2012-07-31", [HASSELT]),
        ("2012-08-01", [BILZEN]),
        ("2018-08-31", [BILZEN]),
        ("2026-11-22", [DIEPENBEEK]),
    ],
)
def test_op_tells_what_held_on_the_day(desk: Desk, day: str, told: Any) -> None:
    """Source: contract sheet: @Op 1 is the situation on that day."""
    assert towns(on(desk, "ruben-zonderwijk", day)) == told


@pytest.mark.parametrize("op", [None, "0"])
@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("1900-01-01", [HASSELT, BILZEN, HASSELT_AGAIN, DIEPENBEEK]),
        ("2012-07-31", [HASSELT, BILZEN, HASSELT_AGAIN, DIEPENBEEK]),
        ("2012-08-01", [BILZEN, HASSELT_AGAIN, DIEPENBEEK]),
        ("2018-08-31", [BILZEN, HASSELT_AGAIN, DIEPENBEEK]),
        ("2018-09-01", [HASSELT_AGAIN, DIEPENBEEK]),
        ("2021-10-01", [DIEPENBEEK]),
    ],
)
def test_vanaf_tells_what_held_on_a_day_since(
    desk: Desk, op: str | None, since: str, told: Any
) -> None:
    """
    Source: contract sheet: without @Op or 0 it is the history from that day until now;
    fields.md 7.1, `id_changes` and `id_change_effective_date`.
    """
    assert towns(ask(desk, "ruben-zonderwijk", since, op=op)) == told


def test_an_end_after_the_business_date_is_not_known_yet(desk: Desk) -> None:
    reply = ask(desk, "ruben-zonderwijk", "2012-08-01", today=date(2018, 8, 30))
    assert towns(reply) == [("Bilzen", "2012-08-01", None)]


def test_names_and_sexes_follow_each_other(desk: Desk) -> None:
    reply = ask(desk, "robin-weerdinge", "1971-12-02")
    names = "HistoriekPersoon/HistoriekNaam/Naam/Voornamen/Voornaam"
    assert reply.texts(names) == ["Rob", "Robin"]
    sexes = reply.root.findall("HistoriekPersoon/HistoriekGeslacht/Geslacht")
    assert [
        (sex.findtext("Code"), sex.get("DatumBegin"), sex.get("DatumEinde"))
        for sex in sexes
    ] == [("1", "1971-12-02", "2019-02-28"), ("2", "2019-03-01", None)]


def test_every_civil_status_comes_with_its_partner(desk: Desk) -> None:
    reply = ask(desk, "georgette-oudewater", "1941-01-01")
    path = "HistoriekPersoon/HistoriekBurgerlijkeStaat/BurgerlijkeStaat"
    assert [
        (
            state.findtext("Code"),
            state.get("DatumBegin"),
            state.findtext("Partner/INSZ"),
        )
        for state in reply.root.findall(path)
    ] == [
        ("10", "1941-04-00", None),
        ("20", "1963-05-04", ssin("albert-kruidenhof")),
        ("30", "2023-10-05", ssin("albert-kruidenhof")),
    ]


def test_heads_and_members_are_told_for_as_long_as_they_were_together(
    desk: Desk,
) -> None:
    ruben = ask(desk, "ruben-zonderwijk", "1985-06-14")
    path = "HistoriekPersoon/HistoriekGezinsleden/Gezinslid"
    assert [
        (member.findtext("INSZ"), member.get("DatumBegin"), member.get("DatumEinde"))
        for member in ruben.root.findall(path)
    ] == [
        (ssin("ilse-grasduin"), "2012-08-01", "2018-08-31"),
        (ssin("nele-zonderwijk"), "2015-09-03", "2018-08-31"),
        (ssin("femke-brandhoeve"), "2020-03-01", "2021-05-11"),
        (ssin("femke-brandhoeve"), "2021-05-12", None),
        (ssin("mil-zonderwijk"), "2022-03-10", None),
    ]
    nele = ask(desk, "nele-zonderwijk", "2015-09-03")
    path = "HistoriekPersoon/HistoriekReferentiepersoon/Referentiepersoon"
    assert [
        (head.findtext("INSZ"), head.get("DatumBegin"), head.get("DatumEinde"))
        for head in nele.root.findall(path)
    ] == [
        (ssin("ruben-zonderwijk"), "2015-09-03", "2018-08-31"),
        (ssin("ilse-grasduin"), "2018-09-01", None),
    ]


def test_the_history_of_a_deceased_person_ends_with_the_death(desk: Desk) -> None:
    reply = ask(desk, "albert-kruidenhof", "2020-01-01")
    status = reply.root.findall("HistoriekPersoon/HistoriekStatus/Status")
    assert [(s.findtext("Code"), s.get("DatumEinde")) for s in status] == [
        ("72020", "2023-10-04"),
        ("99990", None),
    ]
    assert on(desk, "albert-kruidenhof", "2026-01-01").texts(
        "HistoriekPersoon/HistoriekOverlijden/Overlijden/Datum"
    ) == ["2023-10-05"]


def test_an_absence_is_called_afwezigheden(desk: Desk) -> None:
    """Source: contract sheet; the one item with another name than in GeefPersoon."""
    reply = ask(desk, "constant-dwaelhof", "2020-01-01")
    path = "HistoriekPersoon/HistoriekAfwezigheid/Afwezigheden/Tekst"
    assert reply.text(path) == "Familierechtbank van Limburg"


def test_the_status_tells_why_no_municipality_keeps_the_file(desk: Desk) -> None:
    reply = ask(desk, "constant-dwaelhof", "2017-01-01")
    assert reply.texts("HistoriekPersoon/HistoriekStatus/Status/Code") == [
        "71022",
        "99991",
        "99996",
    ]


def test_each_block_with_a_history_is_told_about_somebody(desk: Desk) -> None:
    told: set[str] = set()
    for person in PEOPLE:
        for bron in ("RR", "KSZ"):
            reply = ask(desk, person.ssin, "1900-01-01", bron=bron)
            told |= {element.tag for element in reply.root.iter()}
    assert {block.history for block in HISTORY} <= told
    assert {block.item or block.tag for block in HISTORY} <= told


def test_the_history_has_the_order_of_its_schema() -> None:
    """`Desk` validates answers; this guards the one block that stands elsewhere."""
    now = [block.tag for block in BLOCKS if block.has_history]
    past = [block.tag for block in HISTORY]
    assert sorted(now) == sorted(past)
    assert past.index("AdministratieveToestand") == past.index("Alias") + 1
    moved = [tag for tag in now if tag != "AdministratieveToestand"]
    assert [tag for tag in past if tag != "AdministratieveToestand"] == moved


@pytest.mark.parametrize("bron", ["RR", "KSZ"])
def test_the_ksz_lacks_what_only_the_national_register_has(
    desk: Desk, bron: str
) -> None:
    reply = ask(desk, "robin-weerdinge", "1971-12-02", bron=bron)
    found = reply.root.find("HistoriekPersoon/HistoriekNaamswijziging")
    assert (found is not None) is (bron == "RR")


# Numbers and checks


def test_a_replaced_number_is_answered_with_a_warning(desk: Desk) -> None:
    reply = ask(desk, "esperance-lukasuma-bis", "2020-01-01")
    assert reply.faults == ["magda.insz-replaced"]
    assert reply.text("HistoriekPersoon/INSZ") == ssin("esperance-lukasuma")


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ("esperance-lukasuma-dubbel", "magda.insz-cancelled"),
        ("tesfa-woldebruk", "persoon.not-managed"),
        (numbers.make(date(1990, 1, 1), 997), "persoon.unknown-at-register"),
    ],
)
def test_a_number_that_gives_no_person(desk: Desk, who: str, fault: str) -> None:
    reply = ask(desk, who, "2020-01-01")
    assert reply.faults == [fault]
    assert reply.root.tag == "none"


def test_there_is_nothing_before_birth(desk: Desk) -> None:
    assert on(desk, "ruben-zonderwijk", "1985-06-13").faults == ["magda.nothing-found"]
    assert on(desk, "ruben-zonderwijk", "1985-06-14").faults == []


def test_a_day_that_has_not_come_is_out_of_range(desk: Desk) -> None:
    """Source: our choice, see the service: 20006."""
    for op in ("0", "1"):
        reply = ask(desk, "ruben-zonderwijk", "2026-11-23", op=op)
        assert reply.faults == ["magda.date-out-of-range"]
        assert ask(desk, "ruben-zonderwijk", "2026-11-22", op=op).faults == []


def test_a_wrong_question_is_refused_with_all_that_is_wrong(desk: Desk) -> None:
    reply = ask(desk, "85661441159", "2030-01-01", bron="X", taal="de")
    assert reply.faults == [
        "magda.insz-check-digits",
        "magda.language",
        "persoon.unknown-source",
        "magda.date-out-of-range",
    ]


def test_a_register_that_is_down_gives_no_answer(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="rr"):
        ask(desk, "ruben-zonderwijk", "2020-01-01", down="rr")
    down = "ksz-registers"
    assert ask(desk, "ruben-zonderwijk", "2020-01-01", down=down).faults == []


@pytest.mark.parametrize(
    ("op", "end"), [("1", "2020-01-01"), ("0", None), (None, None)]
)
def test_the_period_asked_is_a_day_or_open(
    desk: Desk, op: str | None, end: str | None
) -> None:
    root = desk.magda_request(NAME, VERSION, question("0" * 11, "2020-01-01", op=op))
    period = desk.service(NAME, VERSION, NAME).period(root)
    assert period == Period(begin="2020-01-01", end=end)


# Depth


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (date(2012, 7, 31), [HASSELT, BILZEN, HASSELT_AGAIN, DIEPENBEEK]),
        (date(2012, 8, 1), [BILZEN, HASSELT_AGAIN, DIEPENBEEK]),
        (date(2021, 9, 30), [HASSELT_AGAIN, DIEPENBEEK]),
        (date(2021, 10, 1), [DIEPENBEEK]),
    ],
    ids=str,
)
def test_what_ended_before_a_day_can_be_left_out(
    desk: Desk, before: date, left: Any
) -> None:
    """Source: R-BIN-07, Protocol WiV–Wonen in Limburg art. 3 (identification 3)."""
    reply = ask(desk, "ruben-zonderwijk", "1900-01-01")
    gone = withhold_old(reply.root, ENDED, before)
    assert towns(reply) == left
    assert ("Hoofdverblijfplaats" in gone) is (len(left) < 4)
    desk.magda_reply(NAME, VERSION, reply.root)


def test_an_end_of_which_only_the_year_is_known_is_the_first_of_it(
    desk: Desk, somebody: Somebody
) -> None:
    """Source: our choice, see `withhold_old`."""
    address = {"street": "A", "house_number": "1", "postal_code": "3500", "city": "B"}
    homes = ({"from": date(1990, 1, 1), "until": "2021-00-00", **address},)
    person = somebody(registers={"addresses": homes})
    for before, left in ((date(2021, 1, 1), 0), (date(2020, 12, 31), 1)):
        reply = ask(desk, person.ssin, "1990-01-01", people=People([person]))
        withhold_old(reply.root, ENDED, before)
        assert len(towns(reply)) == left


@settings(database=None, deadline=None, max_examples=100)
@given(
    person=st.sampled_from(tuple(PEOPLE)),
    since=st.dates(date(1940, 1, 1), date(2026, 11, 22)),
    days_later=st.integers(0, 4000),
    op=st.sampled_from([None, "0", "1"]),
    bron=st.sampled_from(["RR", "KSZ"]),
    years=st.integers(0, 10),
)
def test_every_answer_fits_the_contract_and_stays_within_what_was_asked(
    desk: Desk,
    person: Person,
    since: date,
    days_later: int,
    op: str | None,
    bron: str,
    years: int,
) -> None:
    """`Desk` validates, before and after records are left out."""
    today = date.fromordinal(since.toordinal() + days_later)
    reply = ask(desk, person.ssin, since.isoformat(), today=today, op=op, bron=bron)
    deceased = person.identity.deceased
    first = min(since, deceased or since).isoformat()
    for element in reply.root.iter():
        begin, end = element.get("DatumBegin"), element.get("DatumEinde")
        last = (since if op == "1" else today).isoformat()
        assert begin is None or begin <= last
        assert end is None or end[:4] >= first[:4]
    if reply.root.tag == "Inhoud":
        withhold_old(reply.root, ENDED, date(today.year - years, 1, 1))
        desk.magda_reply(NAME, VERSION, reply.root)
