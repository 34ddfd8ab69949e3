"""
What parties of an act must tell each other is told to the right one, and followed up.

Source: Protocol WiV–Wonen in Limburg art. 4, 7, 9; Protocol Zorgtoeslag 2021-05-07
art. 4, 7, 9.
"""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client import InvalidRequest, LogNotWritten, NoticeBook
from kruispunt_law.duties import Duty, duties, load_duties

COMPANY, AGENCY = "wonen-in-limburg", "wonen-in-vlaanderen"
OPGROEIEN = "opgroeien-regie"
LOTTE = "14651220816"
TOLD = date(2026, 3, 2)
HOUSING, CARE = "housing-data-quality", "care-data-quality"
SIX = ("wrong", "inaccurate", "incomplete", "missing", "outdated", "superfluous")


@pytest.fixture
def book(tmp_path: Path) -> NoticeBook:
    """A book in which nothing stands yet."""
    return NoticeBook(tmp_path / "notices.jsonl")


# --- data quality --------------------------------------------------------------------


@pytest.mark.requirement("S-DQ-01")
@pytest.mark.parametrize("kind", SIX)
@pytest.mark.parametrize(
    ("duty", "sender", "receiver"),
    [(HOUSING, COMPANY, AGENCY), (CARE, AGENCY, OPGROEIEN)],
)
def test_data_that_are_not_right_are_reported_to_who_provided_them(
    book: NoticeBook, duty: str, sender: str, receiver: str, kind: str
) -> None:
    """Art. 7 of both protocols: six kinds, about somebody, at once."""
    notice = book.tell(duty, sender=sender, kind=kind, person=LOTTE, on=TOLD)
    assert (notice.receiver, notice.kind, notice.person) == (receiver, kind, LOTTE)
    assert book.notices() == (notice,)


@pytest.mark.requirement("S-DQ-01", "S-DQ-04")
@pytest.mark.parametrize("duty", [HOUSING, CARE])
def test_there_are_six_kinds_and_data_too_many_is_one(duty: str) -> None:
    """Art. 7; 23/058 §85: what is received beyond the list is a finding as well."""
    assert duties()[duty].kinds == SIX
    assert "superfluous" in SIX


@pytest.mark.requirement("S-DQ-02")
@pytest.mark.parametrize(
    ("on", "overdue"),
    [
        pytest.param(date(2026, 3, 17), (), id="15 days later"),
        pytest.param(date(2026, 3, 18), ("findings",), id="16 days later"),
        pytest.param(date(2026, 4, 1), ("findings",), id="30 days later"),
        pytest.param(date(2026, 4, 2), ("findings", "measures"), id="31 days later"),
    ],
)
def test_the_agency_has_fifteen_and_thirty_days(
    book: NoticeBook, on: date, overdue: tuple[str, ...]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 7; both counted from the report."""
    notice = book.tell(HOUSING, sender=COMPANY, kind="wrong", person=LOTTE, on=TOLD)
    assert notice.overdue(on) == overdue
    assert book.overdue(on) == ((notice,) if overdue else ())


@pytest.mark.requirement("S-DQ-02")
def test_what_is_done_is_not_overdue(book: NoticeBook) -> None:
    """The twin: findings in time, measures late; the company is told of both."""
    notice = book.tell(HOUSING, sender=COMPANY, kind="wrong", person=LOTTE, on=TOLD)
    later = date(2026, 6, 1)
    assert notice.overdue(later) == ("findings", "measures")
    found = book.done(notice.id, "findings", on=date(2026, 3, 9))
    assert found.overdue(later) == ("measures",)
    book.done(notice.id, "measures", on=date(2026, 5, 30))
    (kept,) = book.notices()
    assert kept.done == {
        "findings": date(2026, 3, 9),
        "measures": date(2026, 5, 30),
    }
    assert book.overdue(later) == ()


@pytest.mark.requirement("S-DQ-03")
def test_on_the_care_supplement_no_number_of_days_is_given(book: NoticeBook) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 7: within a reasonable time."""
    notice = book.tell(CARE, sender=AGENCY, kind="missing", person=LOTTE, on=TOLD)
    assert notice.due == {}
    assert notice.overdue(date(2099, 1, 1)) == ()
    book.done(notice.id, "measures", on=date(2026, 7, 1))
    assert book.notices()[0].done == {"measures": date(2026, 7, 1)}


# --- breaches, rights, changes -------------------------------------------------------


@pytest.mark.requirement("S-NB-01")
@pytest.mark.parametrize(
    ("duty", "one", "other"),
    [("housing-breach", COMPANY, AGENCY), ("care-breach", AGENCY, OPGROEIEN)],
)
def test_each_tells_the_other_of_a_breach(
    book: NoticeBook, duty: str, one: str, other: str
) -> None:
    """Art. 9 of both protocols: either way, through the DPOs, no number of hours."""
    assert book.tell(duty, sender=one, on=TOLD).receiver == other
    assert book.tell(duty, sender=other, on=TOLD).receiver == one
    assert duties()[duty].through == "data-protection officer"
    assert [notice.due for notice in book.notices()] == [{}, {}]


@pytest.mark.requirement("S-NB-02")
@pytest.mark.parametrize(("one", "other"), [(COMPANY, AGENCY), (AGENCY, COMPANY)])
def test_each_tells_the_other_that_somebody_used_a_right(
    book: NoticeBook, one: str, other: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 9."""
    notice = book.tell("housing-rights", sender=one, person=LOTTE, on=TOLD)
    assert (notice.receiver, notice.person) == (other, LOTTE)


@pytest.mark.requirement("S-NB-03")
@pytest.mark.parametrize(
    "kind", ["purpose", "proportionality", "frequency", "term", "processors"]
)
def test_the_agency_tells_of_a_change_in_the_law(book: NoticeBook, kind: str) -> None:
    """Protocol Zorgtoeslag 2021-05-07 art. 9; Opgroeien owes no such notice."""
    notice = book.tell("care-change", sender=AGENCY, kind=kind, on=TOLD)
    assert notice.receiver == OPGROEIEN
    with pytest.raises(InvalidRequest, match="owes no notice"):
        book.tell("care-change", sender=OPGROEIEN, kind=kind, on=TOLD)


@pytest.mark.requirement("S-PR-04")
@pytest.mark.parametrize(
    ("duty", "sender", "receiver"),
    [
        ("housing-processors", COMPANY, AGENCY),
        ("care-change", AGENCY, OPGROEIEN),
    ],
)
def test_a_change_of_processors_is_told(
    book: NoticeBook, duty: str, sender: str, receiver: str
) -> None:
    """Protocol WiV–WiL art. 4; Protocol Zorgtoeslag 2021-05-07 art. 9."""
    notice = book.tell(duty, sender=sender, kind="processors", text="-", on=TOLD)
    assert notice.receiver == receiver


@pytest.mark.requirement("S-AC-16")
@pytest.mark.parametrize("sender", [COMPANY, AGENCY])
def test_that_data_go_on_is_told_beforehand(book: NoticeBook, sender: str) -> None:
    """Art. 4 of both protocols: after prior notification of the provider."""
    duty = {COMPANY: "housing-passing-on", AGENCY: "care-passing-on"}[sender]
    notice = book.tell(duty, sender=sender, text="to a notary", on=TOLD)
    assert notice.receiver == duties()[duty].between[1]


# --- the book ------------------------------------------------------------------------

GOOD: dict[str, Any] = {"sender": COMPANY, "kind": "wrong", "person": LOTTE}


@pytest.mark.parametrize(
    ("duty", "twist", "problem"),
    [
        pytest.param("no-such", {}, "no duty no-such", id="no duty"),
        pytest.param(HOUSING, {"sender": "fluvius"}, "owes no notice", id="a stranger"),
        pytest.param(HOUSING, {"sender": AGENCY}, "owes no notice", id="the other way"),
        pytest.param(HOUSING, {"kind": "ugly"}, "expected one of wrong", id="a kind"),
        pytest.param(HOUSING, {"kind": None}, "expected one of", id="no kind"),
        pytest.param(HOUSING, {"person": None}, "about whom", id="about nobody"),
        pytest.param(
            "housing-breach", {"person": None}, "has none", id="kind too many"
        ),
        pytest.param(
            "housing-breach", {"kind": None}, "nobody in particular", id="a person"
        ),
    ],
)
def test_a_notice_that_is_not_owed_is_not_kept(
    book: NoticeBook, duty: str, twist: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidRequest, match=problem):
        book.tell(duty, on=TOLD, **GOOD | twist)
    assert book.notices() == ()
    assert book.tell(HOUSING, on=TOLD, **GOOD).id


def test_a_book_is_read_back_as_it_was_written(book: NoticeBook) -> None:
    first = book.tell(HOUSING, on=TOLD, text="wrong date – já", **GOOD)
    second = book.tell("housing-breach", sender=AGENCY, on=TOLD)
    assert NoticeBook(book.path).notices() == (first, second)
    assert first.id != second.id


ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""At which `str.splitlines` cuts."""
ANY = st.characters(exclude_categories=["Cs"]) | st.sampled_from(ENDS)


@given(texts=st.lists(st.text(ANY), min_size=1, max_size=3))
def test_a_book_holds_any_text(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Art. 7: what is told is free text, with whatever ends a line somewhere."""
    book = NoticeBook(tmp_path_factory.mktemp("book") / "notices.jsonl")
    told = tuple(book.tell(HOUSING, on=TOLD, text=text, **GOOD) for text in texts)
    assert book.notices() == told


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_a_book_is_for_its_owner_only(book: NoticeBook) -> None:
    """It names people."""
    book.tell(HOUSING, on=TOLD, **GOOD)
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("notice", "step", "problem"),
    [("0" * 16, "findings", "no notice"), (None, "lunch", "no step lunch")],
)
def test_only_a_step_of_a_notice_can_be_done(
    book: NoticeBook, notice: str | None, step: str, problem: str
) -> None:
    known = book.tell(HOUSING, on=TOLD, **GOOD)
    with pytest.raises(InvalidRequest, match=problem):
        book.done(notice or known.id, step, on=TOLD)
    assert book.notices() == (known,)


@pytest.mark.parametrize(
    "text", ["no json", '{"id": "1"}', '{"on": "yesterday"}', "[]", "null", "7", ""]
)
def test_what_is_no_book_is_told(book: NoticeBook, text: str) -> None:
    book.path.write_text(text + "\n", "utf-8")
    with pytest.raises(LogNotWritten, match=r"notices\.jsonl: no book"):
        book.notices()


def test_a_book_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    with pytest.raises(LogNotWritten, match="is not kept"):
        NoticeBook(tmp_path / "no" / "such").tell(HOUSING, on=TOLD, **GOOD)


# --- the duties ----------------------------------------------------------------------


@pytest.mark.parametrize("name", duties())
def test_a_duty_is_cited_and_of_an_act(name: str) -> None:
    duty = duties()[name]
    assert duty.cited.startswith("Protocol ")
    assert duty.says
    assert duty.act in {"p-wiv-wil-2024", "p-zorgtoeslag-2021"}


def test_nobody_owes_a_notice_to_itself() -> None:
    given = duties()[HOUSING].model_dump()
    assert Duty.model_validate(given) == duties()[HOUSING]
    with pytest.raises(ValueError, match="to itself"):
        Duty.model_validate(given | {"between": (COMPANY, COMPANY)})


def test_the_file_of_duties_is_read_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "duties.yaml"
    file.write_text(
        "duties:\n  a: {says: b, between: [c, d], findings_days: 3, act: e, cited: f}\n"
    )
    (duty,) = load_duties(file).values()
    assert duty.due(TOLD) == {"findings": date(2026, 3, 5)}
