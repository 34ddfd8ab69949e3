"""
A made-up service with schemas of its own, answered from a test case or a stub.

All that is around an answer of a modelled service is around these too: TLS, signature,
schema, ground, fields, log. The contracts are in `tests/vectors/own_contracts`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.errors import InvalidQuestion
from kruispunt_simulator.testing import running_chain

from .envelopes import LOTTE, MIEKE, SOFIE, Chain
from .test_own_contracts import LAW, OWN, letters

MESSAGES = OWN / "messages"
OTHER = "79682331167"
"""Of whom there is no case."""


def reply(subject: str = "Rent", *, code: str | None = None) -> str:
    """Write a reply: one letter, or a refusal at level 3."""
    text = (MESSAGES / "GeefBriefwisselingResponse.xml").read_text("utf-8")
    text = text.replace(
        "<Afzender>Somebody</Afzender>",
        f"<Afzender>Somebody</Afzender><Onderwerp>{subject}</Onderwerp>",
    )
    if code is None:
        return text
    begin, end = text.index("<Inhoud>"), text.index("</Inhoud>") + len("</Inhoud>")
    block = (
        f"<Uitzonderingen><Uitzondering><Identificatie>{code}</Identificatie>"
        "<Oorsprong>POST</Oorsprong><Type>FOUT</Type><Tijdstip><Datum>2026-01-02</Datum>"
        "<Tijd>10:00:00.000</Tijd></Tijdstip><Diagnose>No such street</Diagnose>"
        "</Uitzondering></Uitzonderingen>"
    )
    return text[:begin] + block + text[end:]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    place = folder / "Post" / "GeefBriefwisseling" / "02.00.0000"
    place.mkdir(parents=True)
    (place / f"{LOTTE}.xml").write_text(reply(), "utf-8")
    (place / "84690312493.xml").write_text(reply(code="20006"), "utf-8")
    ksz = folder / "KSZ" / "LetterService" / "v1" / "listLetters"
    ksz.mkdir(parents=True)
    (ksz / f"{LOTTE}.xml").write_text(
        '<i:listLettersResponse xmlns:i="http://kszbcss.fgov.be/intf/LetterService/v1">'
        "<status><value>DATA_FOUND</value><code>MSG00000</code></status>"
        "<letters><letter><sentOn>2025-03-04</sentOn><sender>Somebody</sender></letter>"
        "</letters></i:listLettersResponse>",
        "utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def post(start: Callable[..., Chain], cases: Path) -> Chain:
    """A chain with those contracts, the act that grants them, and cases."""
    return start(contracts=OWN, law=(LAW,), cases=cases)


def test_the_housing_company_is_told_what_the_case_says(post: Chain) -> None:
    with post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        answer = letters(wiv)
    letter = {"Datum": "2025-03-04", "Afzender": "Somebody", "Onderwerp": "Rent"}
    assert answer.data == {"Brief": letter}
    arrivals = {
        r["hop"]: r for r in post.records(answer.trace) if r["direction"] == "in"
    }
    assert {hop: r["outcome"] for hop, r in arrivals.items()} == {
        "wiv": "answered",
        "magda": "answered",
    }
    told = [f["actual"] for f in arrivals["magda"]["findings"]]
    assert f"Post/GeefBriefwisseling/02.00.0000/{LOTTE}.xml" in told


def test_the_act_withholds_of_a_case_what_it_does_not_name(post: Chain) -> None:
    """Post protocol art. 2: day and sender, not the subject; 23/058 §85."""
    with post.connect("fluvius", "magda", user=SOFIE) as magda:
        answer = letters(magda)
    assert answer.data == {"Brief": {"Datum": "2025-03-04", "Afzender": "Somebody"}}


def test_a_refusal_in_a_case_is_one_for_the_housing_company(post: Chain) -> None:
    with (
        post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv,
        pytest.raises(InvalidQuestion) as refusal,
    ):
        letters(wiv, INSZ="84690312493")
    assert (refusal.value.code, refusal.value.origin) == ("20006", "POST")


def test_about_somebody_else_nothing_is_found_and_the_trace_says_why(
    post: Chain,
) -> None:
    """30001 at level 3 (`_error-codes`)."""
    with post.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv:
        answer = letters(wiv, INSZ=OTHER)
    assert answer.data is None
    (record,) = (
        r
        for r in post.records(answer.trace)
        if (r["hop"], r["direction"]) == ("magda", "in")
    )
    (note,) = (f for f in record["findings"] if f["check"] == "case.found")
    assert note["actual"].startswith("no case")
    assert f"{LOTTE}.xml" in note["actual"] or "84690312493.xml" in note["actual"]


def test_a_service_of_the_ksz_is_answered_from_its_case(post: Chain) -> None:
    with post.connect("magda", "ksz", user=MIEKE) as ksz:
        answer: Any = ksz.other.ask(
            "LetterService",
            "v1",
            {"ssin": LOTTE},
            operation="listLetters",
            subject=LOTTE,
        )
    assert answer.data == {
        "letters": {"letter": {"sentOn": "2025-03-04", "sender": "Somebody"}}
    }


def test_a_test_stubs_delays_and_asserts_as_of_any_service(tmp_path: Path) -> None:
    """The plugin's chain knows the names of contracts of the user's own."""
    with running_chain(contracts=OWN, law=[LAW]) as kruispunt:
        wiv = kruispunt.connect("wonen-in-limburg", user=MIEKE)
        kruispunt.reply(reply("Stubbed"), service="GeefBriefwisseling", person=LOTTE)
        kruispunt.refuse(
            "magda.date-out-of-range", service="GeefBriefwisseling", person=LOTTE
        )
        assert letters(wiv).data["Brief"]["Onderwerp"] == "Stubbed"
        with pytest.raises(InvalidQuestion):
            letters(wiv)
        assert letters(wiv).data is None
        kruispunt.trail.assert_called(service="GeefBriefwisseling", hop="wiv", times=3)
