"""Forms of a Timestamp, and the edges of the window."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_client.wss import VerificationError
from kruispunt_client.wss.timestamp import Window, check_timestamp, read_timestamp
from kruispunt_contracts import ns
from kruispunt_contracts.profile import STRICT
from lxml import etree

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def window(created: str, expires: str = "2026-11-23T09:35:00Z") -> Window:
    element = etree.Element(f"{{{ns.WSU}}}Timestamp")
    for name, text in (("Created", created), ("Expires", expires)):
        etree.SubElement(element, f"{{{ns.WSU}}}{name}").text = text
    return read_timestamp(element)


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-11-23T09:30:00Z", 0),
        ("2026-11-23T09:30:00.1Z", 100_000),
        ("2026-11-23T09:30:00.123Z", 123_000),
        ("2026-11-23T09:30:00.123456Z", 123_456),
        ("2026-11-23T09:30:00.1234567Z", 123_456),
        ("2026-11-23T09:30:00.123456789Z", 123_456),
        ("2026-11-23T10:30:00+01:00", 0),
        ("2026-11-23T10:30:00.5+01:00", 500_000),
        ("2026-11-23T04:00:00-05:30", 0),
        ("2026-11-23T09:30:00+00:00", 0),
        ("\n  2026-11-23T09:30:00Z\t", 0),
    ],
)
def test_moment_is_read(text: str, microsecond: int) -> None:
    assert window(text).created == NOW.replace(microsecond=microsecond)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-23",
        "2026-11-23T09:30Z",
        "2026-11-23T09:30:00",
        "2026-11-23T09:30:00.Z",
        "2026-11-23T09:30:00.1234567890Z",
        "2026-11-23T09:30:00,5Z",
        "2026-11-23 09:30:00Z",
        "2026-11-23t09:30:00z",
        "2026-11-23T09:30:00+0100",
        "2026-11-23T09:30:00+01",
        "2026-11-23T09:30:00+24:00",
        "2026-11-23T09:30:60Z",
        "2026-11-23T25:00:00Z",
        "2026-02-29T09:30:00Z",
        "2026-W48-1T09:30:00Z",
        "20261123T093000Z",
        "+2026-11-23T09:30:00Z",
        "-2026-11-23T09:30:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "２０２６-11-23T09:30:00Z",
        "2026-11-23T09:30:00Z\u00a0",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(VerificationError) as caught:
        window(text)
    assert [each.check for each in caught.value.problems] == ["timestamp.format"]


@settings(derandomize=True, deadline=None)
@given(text=st.text(alphabet="0123456789-+:.TZ \n", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(VerificationError):
        assert window(text).created.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (-STRICT.clock_skew - SECOND, ["timestamp.future"]),
        (-STRICT.clock_skew, []),
        (timedelta(0), []),
        (STRICT.max_age + STRICT.clock_skew, []),
        (STRICT.max_age + STRICT.clock_skew + SECOND, ["timestamp.stale"]),
    ],
    ids=["too far ahead", "just not too far ahead", "now", "just not stale", "stale"],
)
def test_age_is_judged_with_skew_at_both_ends(
    age: timedelta, expected: list[str]
) -> None:
    """A far Expires does not make a message live longer."""
    said = Window(created=NOW - age, expires=NOW + timedelta(days=1))
    assert [each.check for each in check_timestamp(said, STRICT, NOW)] == expected


@pytest.mark.parametrize(
    ("overdue", "expected"),
    [
        (STRICT.clock_skew, []),
        (STRICT.clock_skew + SECOND, ["timestamp.stale"]),
    ],
    ids=["just not expired", "expired"],
)
def test_expires_is_judged_with_skew(overdue: timedelta, expected: list[str]) -> None:
    said = Window(created=NOW - timedelta(minutes=3), expires=NOW - overdue)
    assert [each.check for each in check_timestamp(said, STRICT, NOW)] == expected


def test_window_of_no_length_is_refused() -> None:
    said = Window(created=NOW, expires=NOW)
    (problem,) = check_timestamp(said, STRICT, NOW)
    assert problem.check == "timestamp.period"
