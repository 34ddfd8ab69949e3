"""GeefSociaalStatuut: what is asked, what is read, and what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.social_statuses import (
    AskedStatus,
    Detail,
    Periode,
    SocialStatusName,
    social_statuses,
)
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest, PersonReplaced, RefusedByService
from kruispunt_client.results import Code

from ...completeness import lost
from .examples import answer, asked, inhoud_of

REPLY = "geef_sociaal_statuut/reply_statuses"
DAY, LAST = date(2026, 1, 1), date(2026, 12, 31)
STATUSES = "Verzoek/Vragen/Vraag/Inhoud/Criteria/SocialeStatuten"
PERSON = "15681512393"


@pytest.fixture
def line(wiv: Any, profile: Any, user: str) -> Any:
    """An open connection to the hop."""
    with connect(profile(wiv), via="wiv", user=user) as connection:
        yield connection


def ask(line: Any, *statuses: AskedStatus | str) -> Any:
    """Ask about statuses on a day."""
    return line.social_status.check(PERSON, statuses=statuses, on=DAY)


def test_everything_is_read(wiv: Any, line: Any) -> None:
    wiv.answer_with(answer(REPLY))
    found = ask(line, "BIM_BVT", "BIM_BVT_IN_FAMILY").data
    assert lost(inhoud_of(REPLY), found) == []
    yes, unknown = found.sociale_statuten
    assert yes.naam is SocialStatusName.BIM_BVT
    assert yes.resultaat == Code(code="1", description="Van toepassing")
    assert yes.van_toepassing is True
    assert yes.periodes == (
        Periode(begindatum=DAY, einddatum=LAST),
        Periode(begindatum=date(2027, 1, 1), einddatum=None),
    )
    assert yes.details == (Detail(naam="ziekenfonds", waarde="509"),)
    assert unknown.status.code == "SSH00047"
    assert found.of("BIM_BVT_IN_FAMILY") is unknown
    assert found.of(SocialStatusName.BIM_BVT) is yes
    assert found.of("PCSA_AND_BIM_HELP") is None


def test_a_status_that_could_not_be_worked_out_is_neither_yes_nor_no(
    wiv: Any, line: Any
) -> None:
    """Source: `_behaviour` 2.8: SSH00047 comes with Resultaat 0."""
    wiv.answer_with(answer(REPLY))
    unknown = ask(line, "BIM_BVT").data.of("BIM_BVT_IN_FAMILY")
    assert unknown.resultaat.code == "0"
    assert unknown.van_toepassing is None


@pytest.mark.parametrize(
    ("status", "code", "applies"),
    [
        (None, "0", False),
        (None, "1", True),
        (None, "2", None),
        ("DATA_FOUND", "1", True),
        ("NO_DATA_FOUND", "0", False),
        ("INCOMPLETE_DATA", "0", None),
        ("of another kind", "1", None),
    ],
)
def test_what_result_and_status_say_together(
    wiv: Any,
    line: Any,
    replies: Any,
    status: str | None,
    code: str,
    applies: bool | None,
) -> None:
    told = {
        "Naam": "STATUUT_A",
        "Resultaat": {"Code": code},
        "Status": status and {"Code": "SSH00001", "Waarde": status},
    }
    persoon = {"INSZ": PERSON, "SocialeStatuten": {"SociaalStatuut": [told]}}
    wiv.answer_with(lambda request: replies.magda(request, inhoud={"Persoon": persoon}))
    (found,) = ask(line, "STATUUT_A").data.sociale_statuten
    assert found.naam == "STATUUT_A"
    assert found.van_toepassing is applies


def _whole(value: str, code: str, *information: tuple[str, str]) -> Any:
    rows = [{"Naam": name, "Waarde": text} for name, text in information]
    status = {
        "Code": code,
        "Omschrijving": "in woorden",
        "Waarde": value,
        "Informaties": {"Informatie": rows} if rows else None,
    }
    return {"Persoon": {"INSZ": PERSON, "Status": status}}


def test_a_replaced_number_is_raised_with_the_new_one(
    wiv: Any, line: Any, replies: Any
) -> None:
    """Source: `magda-geefsociaalstatuut-03.00`: one Status, the whole is refused."""
    told = _whole("NO_RESULT", "MSG00006", ("newSSIN", "79682331167"))
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    with pytest.raises(PersonReplaced) as caught:
        ask(line, "BIM_BVT")
    assert caught.value.new_number == "79682331167"
    assert PERSON not in str(caught.value)
    assert "79682331167" not in str(caught.value)


def test_another_refusal_of_the_whole_is_raised(
    wiv: Any, line: Any, replies: Any
) -> None:
    told = _whole("NO_RESULT", "SSH00047")
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    with pytest.raises(RefusedByService) as caught:
        ask(line, "BIM_BVT")
    assert caught.value.code == "SSH00047"


def test_no_data_about_the_whole_is_none(wiv: Any, line: Any, replies: Any) -> None:
    told = _whole("NO_DATA_FOUND", "SSH00048")
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    answer = ask(line, "BIM_BVT")
    assert answer.data is None
    assert answer.status.code == "SSH00048"


def test_a_status_of_the_whole_of_another_kind_is_told(
    wiv: Any, line: Any, replies: Any
) -> None:
    """The contract lets it be any text."""
    told = _whole("of another kind", "SSH00001", ("reden", "onbekend"))
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    found = ask(line, "BIM_BVT").data
    assert found.sociale_statuten == ()
    assert found.status.waarde == "of another kind"
    assert found.status.informaties == (Detail(naam="reden", waarde="onbekend"),)


def test_a_name_on_a_day_is_asked(wiv: Any, line: Any) -> None:
    wiv.answer_with(answer(REPLY))
    ask(line, SocialStatusName.BIM_BVT)
    assert asked(wiv, STATUSES) == {
        "SociaalStatuut/Naam": "BIM_BVT",
        "SociaalStatuut/Datum/Datum": "2026-01-01",
    }


def test_every_condition_can_be_asked(wiv: Any, line: Any) -> None:
    wiv.answer_with(answer(REPLY))
    ask(
        line,
        AskedStatus(
            name="GENT_PARKING_ADULT",
            period=(DAY, LAST),
            place="Gent",
            youngest=18,
            oldest=64,
            parameters={"een": "1", "twee": "2"},
        ),
        AskedStatus(
            name="STATUUT_A",
            period=(DAY, None),
            postal_codes=("9000", "9030"),
            youngest=65,
        ),
        AskedStatus(name="STATUUT_B", on=LAST, oldest=17),
    )
    first, second, third = (f"SociaalStatuut[{n}]" for n in (1, 2, 3))
    assert asked(wiv, STATUSES) == {
        f"{first}/Naam": "GENT_PARKING_ADULT",
        f"{first}/Datum/Periode/Begindatum": "2026-01-01",
        f"{first}/Datum/Periode/Einddatum": "2026-12-31",
        f"{first}/Locatie/Naam": "Gent",
        f"{first}/Leeftijd/Minimum": "18",
        f"{first}/Leeftijd/Maximum": "64",
        f"{first}/Parameters/Parameter[1]/Naam": "een",
        f"{first}/Parameters/Parameter[1]/Waarde": "1",
        f"{first}/Parameters/Parameter[2]/Naam": "twee",
        f"{first}/Parameters/Parameter[2]/Waarde": "2",
        f"{second}/Naam": "STATUUT_A",
        f"{second}/Datum/Periode/Begindatum": "2026-01-01",
        f"{second}/Locatie/Postcodes/Postcode[1]": "9000",
        f"{second}/Locatie/Postcodes/Postcode[2]": "9030",
        f"{second}/Leeftijd/Minimum": "65",
        f"{third}/Naam": "STATUUT_B",
        f"{third}/Datum/Datum": "2026-12-31",
        f"{third}/Leeftijd/Maximum": "17",
    }


@pytest.mark.parametrize(
    ("statuses", "when", "says"),
    [
        ([], {"on": DAY}, "statuses"),
        (["A"] * 9, {"on": DAY}, "statuses"),
        ([""], {"on": DAY}, "statuses"),
        (["A" * 121], {"on": DAY}, "statuses"),
        (["A"], {}, "`on`"),
        (["A"], {"on": DAY, "period": (DAY, LAST)}, "`on`"),
        (["A"], {"period": (LAST, DAY)}, "period"),
        ([AskedStatus(name="A", on=DAY, period=(DAY, None))], {}, "`on`"),
        (
            [AskedStatus(name="A", place="Gent", postal_codes=("9000",))],
            {"on": DAY},
            "place",
        ),
        ([AskedStatus(name="A", postal_codes=("9000",) * 1001)], {"on": DAY}, "postal"),
        ([AskedStatus(name="A", youngest=2, oldest=1)], {"on": DAY}, "youngest"),
        (
            [AskedStatus(name="A", parameters={str(n): "" for n in range(9)})],
            {"on": DAY},
            "parameters",
        ),
    ],
)
def test_a_question_that_cannot_be_is_not_sent(
    statuses: list[Any], when: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequest, match=says):
        social_statuses(PERSON, statuses=statuses, **when)


def test_one_name_is_one_status_and_no_list_of_letters(person: str) -> None:
    (way,) = social_statuses(person, statuses="VT", on=DAY).ways
    (listed,) = social_statuses(person, statuses=["VT"], on=DAY).ways
    assert way.question == listed.question
