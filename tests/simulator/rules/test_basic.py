"""
HTTP Basic beside the certificate, where a party was given credentials.

Source: `_wire-facts.md` section 5.
"""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.parties import Party
from kruispunt_simulator.rules.basic import check_basic

SECRET = "E012345:páss:word"


def party(*basics: str | None, hop: str = "ksz") -> Party:
    return Party.model_validate(
        {
            "id": "a",
            "name": "A",
            "description": "For one test.",
            "leg": "ksz",
            "number": "0999000801",
            "common_name": "a",
            "application": "b",
            "staff": (),
            "connections": tuple(
                {"hop": hop, "sender": str(n), "capacities": (), "basic": basic}
                for n, basic in enumerate(basics)
            ),
        }
    )


def header(text: str, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(text.encode()).decode()}"


def check(
    given: str | None, caller: Party | None = None, hop: str = "ksz"
) -> tuple[Finding, ...]:
    return check_basic(caller or party(SECRET), given, hop, "ksz.wrong-credentials")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(header(SECRET), id="as in RFC 7617"),
        pytest.param(header(SECRET, "basic"), id="the scheme in small letters"),
        pytest.param(header(SECRET).replace(" ", "  "), id="two spaces"),
    ],
)
def test_the_right_credentials_are_accepted(given: str) -> None:
    """Source: `_wire-facts.md` section 5; RFC 7617, RFC 9110 section 11.4."""
    assert check(given) == ()


@pytest.mark.parametrize(
    ("given", "actual"),
    [
        pytest.param(None, "no credentials", id="nothing"),
        pytest.param("", "no credentials", id="an empty header"),
        pytest.param(header("E012345:guess"), "other credentials", id="a guess"),
        pytest.param(header(SECRET[:-1]), "other credentials", id="one letter short"),
        pytest.param(header(SECRET, "Bearer"), "other credentials", id="another way"),
        pytest.param("Basic", "other credentials", id="the scheme alone"),
        pytest.param("Basic =", "other credentials", id="no base64"),
        pytest.param("Basic é", "other credentials", id="no ASCII"),
        pytest.param("Basic /w==", "other credentials", id="no UTF-8"),
        pytest.param(f"Basic {SECRET}", "other credentials", id="not encoded"),
    ],
)
def test_any_others_are_refused(given: str | None, actual: str) -> None:
    """Source: `_wire-facts.md` section 5."""
    (finding,) = check(given)
    assert finding.check == "transport.basic"
    assert finding.fault == "ksz.wrong-credentials"
    assert finding.severity is Severity.ERROR
    assert finding.actual == actual
    assert check(header(SECRET)) == ()


@given(st.text(st.characters(max_codepoint=0xFF, categories=["L", "N", "P", "S"])))
def test_no_header_breaks_the_check(text: str) -> None:
    """A WSGI server hands headers over as Latin-1; rules do not raise."""
    assert len(check(f"Basic {text}")) == 1


def test_a_party_without_credentials_needs_none() -> None:
    """Source: `_wire-facts.md` section 5: a certificate alone will do."""
    assert check(None, party(None)) == ()
    assert check(header("any:thing"), party(None)) == ()


def test_credentials_count_at_their_own_hop_only() -> None:
    assert check(None, party(SECRET, hop="magda")) == ()
    assert len(check(None, party(SECRET, hop="magda"), hop="magda")) == 1


def test_either_door_of_a_party_opens() -> None:
    both = party("E1:one", "E2:two")
    for right in ("E1:one", "E2:two"):
        assert check(header(right), both) == ()
    assert len(check(header("E1:two"), both)) == 1


def test_a_stranger_has_no_credentials_to_bring() -> None:
    """Who is nobody is refused by the stage `agreement`, not here."""
    assert check_basic(None, None, "ksz", "ksz.wrong-credentials") == ()


def test_a_refusal_holds_neither_what_was_wanted_nor_what_was_given() -> None:
    (finding,) = check(header("E012345:guess"))
    text = repr(finding)
    assert "páss" not in text
    assert "guess" not in text
