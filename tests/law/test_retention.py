"""
Until when answers may be kept: a row for every rule R-RET, as the acts say it.

Source of every row of `keep.yaml`: the act that it cites. R-RET-09, about metadata, and
R-RET-23, about a request, have each a test of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_contracts.yamlfile import ConfigurationError, load_model
from kruispunt_law import (
    ACTS,
    KeepRule,
    Retention,
    State,
    keep_until,
    law,
    load_law,
)
from pydantic import BaseModel, ConfigDict, Field

LAW = law()
RULES = {name: rule for act in LAW.acts.values() for name, rule in act.keep.items()}
RECEIVED = date(2024, 2, 29)
"""A leap day, from which terms of years end on 28 February."""

WIL, WIL_ART = "wil-wonen-in-limburg-disability", "Protocol WiV–Wonen in Limburg art. 3"
MVP = "22-004-fluvius-living-wages"
HDI = "23-058-{}-hdi-indemnity-allowance-consult-attest"


def retention(entry: str, *circumstances: str, **events: str) -> Retention:
    """Events with `_` for `-`; their days as text."""
    return LAW.retention(
        LAW.entries[entry],
        received=RECEIVED,
        events={
            name.replace("_", "-"): date.fromisoformat(day)
            for name, day in events.items()
        },
        circumstances=circumstances,
    )


class Row(BaseModel):
    """What an act says about one case: see `keep.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    says: str
    entry: str
    recipients: tuple[str, ...] = Field(alias="of", default=("",))
    known: Mapping[str, date] = {}
    given: tuple[str, ...] = ()
    until: date | None
    by: str | None
    cited: str

    def one_each(self) -> Iterator[Row]:
        """Give a row for each recipient."""
        for each in self.recipients:
            yield self.model_copy(update={"entry": self.entry.replace("*", each)})


class Table(BaseModel):
    """The whole file."""

    cases: tuple[Row, ...]


TABLE = load_model(Path(__file__).parent / "keep.yaml", Table).cases
ROWS = [row for case in TABLE for row in case.one_each()]

by_row = pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row.rule} {row.says} [{row.entry}]" for row in ROWS]
)


def of(row: Row) -> Retention:
    return LAW.retention(
        LAW.entries[row.entry],
        received=RECEIVED,
        events=row.known,
        circumstances=row.given,
    )


@by_row
def test_the_last_day_is_that_of_the_act(row: Row) -> None:
    found = of(row)
    assert (found.until, found.rule) == (row.until, row.by)
    assert found.citation == row.cited
    assert found.ground == row.entry


@by_row
def test_the_last_day_may_be_used_and_the_next_may_not(row: Row) -> None:
    found = of(row)
    last = found.until
    if last is None:
        assert not found.overdue(date.max)
    else:
        assert not found.overdue(last)
        assert found.overdue(last + timedelta(days=1))


@by_row
def test_the_reason_names_the_day_the_event_and_the_citation(row: Row) -> None:
    found = of(row)
    for citation in row.cited.split("; "):
        assert citation in found.why
    for term in found.terms:
        if term.name == row.by:
            assert f"ntil {row.until}, " in found.why
            assert f"{term.event} on {term.since}" in found.why


def test_every_rule_of_the_acts_has_a_row() -> None:
    decided = {row.by for row in ROWS}
    assert set(RULES) - decided == {
        "14-088-not-stated",
        "22-004-once-only",
        "22-004-metadata-15y",
    }


def test_a_rule_with_a_scope_has_a_name_for_it() -> None:
    assert [name for name, rule in RULES.items() if rule.scope and not rule.about] == []


# --- what is known and what is not ---------------------------------------------------


def states(found: Retention) -> dict[str, str]:
    return {term.name: term.state.value for term in found.terms}


def test_a_rule_waits_for_the_events_of_a_file() -> None:
    """Protocol WiV–Wonen in Limburg art. 3: no event, no date, but the two limits."""
    found = retention(WIL)
    assert found.until is None
    assert states(found) == {"wil-1y": "waiting", "wil-10y": "waiting"}
    assert found.waits_for == (
        "procedures-ended",
        "registration-conditions-not-met",
        "registration-file-removed",
        "lease-ended",
    )
    assert found.why == (
        "No date yet. 1 year after procedures-ended, or 10 years after "
        "registration-conditions-not-met, registration-file-removed or lease-ended, "
        f"whichever is earlier ({WIL_ART})."
    )


def test_a_known_date_names_what_would_make_it_earlier() -> None:
    found = retention(WIL, lease_ended="2026-06-30")
    assert found.why == (
        "Until 2036-06-30, 10 years after lease-ended on 2026-06-30, or if that is "
        f"earlier 1 year after procedures-ended ({WIL_ART})."
    )
    assert found.summary == "2036-06-30"
    assert found.waits_for == ("procedures-ended",)


def test_the_later_of_two_limits_is_named_as_the_one_that_does_not_count() -> None:
    found = retention(WIL, lease_ended="2026-06-30", procedures_ended="2027-02-01")
    assert found.why == (
        "Until 2028-02-01, 1 year after procedures-ended on 2027-02-01, and not until "
        f"2036-06-30, 10 years after lease-ended on 2026-06-30 ({WIL_ART})."
    )


def test_a_dispute_lifts_the_last_day_as_long_as_it_lasts() -> None:
    """23/058 §61/1: what is necessary for a dispute."""
    entry = HDI.format("forem")
    found = retention(entry, file_removed="2024-06-30")
    assert "exceptions: longer where a rule requires it; in a dispute" in found.why
    found = retention(entry, "dispute", file_removed="2024-06-30")
    assert found.summary == "as long as the dispute lasts"
    assert states(found) == {"hdi-forem": "no-number"}


def test_of_several_ends_of_a_file_the_first_starts_the_term() -> None:
    """Art. 3 says "or": never later than the act allows, so the first of them."""
    found = retention(
        WIL, registration_file_removed="2030-01-01", lease_ended="2026-06-30"
    )
    assert str(found.until) == "2036-06-30"


def test_an_act_that_is_silent_gives_no_date_and_says_so() -> None:
    """R-RET-01: reported as unknown, not as forever."""
    found = retention("14-088-vmsw-handiflux")
    assert states(found) == {"14-088-not-stated": "silent"}
    assert found.why == "Unknown: the act does not say how long (14/088 (silent))."
    assert found.waits_for == ()


def test_an_act_whose_text_is_not_here_gives_no_date_and_is_cited() -> None:
    grant = LAW.grant("wiv-income")
    found = LAW.retention(grant, received=RECEIVED)
    assert (found.until, found.terms) == (None, ())
    assert found.citation == grant.citation
    assert found.why == (
        f"Unknown: the acts here do not say how long ({grant.citation})."
    )


def test_the_file_moves_to_the_archive() -> None:
    """22/004 §12: fourteen months online, then in the Digital Archive."""
    found = retention(MVP, stored_in_file="2024-06-01", premium_decided="2024-09-01")
    assert str(found.until_for("file")) == "2025-08-01"
    assert str(found.until_for("archive")) == "2039-09-01"
    assert found.until == found.until_for("archive")
    assert found.summary == "2025-08-01 (file), 2039-09-01 (archive)"
    assert "then: move to Digital Archive" in found.why


def test_what_is_destroyed_in_the_archive_is_not_kept_in_the_file() -> None:
    """22/004 §12, §30: destroyed both in the application and in the archive."""
    found = retention(MVP, stored_in_file="2038-12-01", premium_decided="2024-09-01")
    assert str(found.until_for("file")) == "2039-09-01"
    assert "cut short by 22-004-archive-15y" in found.why


def test_a_premium_that_can_be_had_once_has_no_last_day_in_the_archive() -> None:
    """22/004 §12 note 6: a deviation from the fifteen years."""
    once = "premium-obtainable-once"
    days = {"stored_in_file": "2024-06-01", "premium_decided": "2024-09-01"}
    assert states(retention(MVP, **days))["22-004-once-only"] == "not-applicable"
    found = retention(MVP, once, **days)
    assert states(found)["22-004-archive-15y"] == "not-applicable"
    assert states(found)["22-004-once-only"] == "no-number"
    assert found.until == found.until_for("file")
    assert found.until_for("archive") is None
    assert "as long as needed to enforce or apply" in found.why.lower()


def test_metadata_of_a_file_are_not_the_data_of_an_answer() -> None:
    """R-RET-09: fifteen years online, of the applicant, dwelling and outcome only."""
    found = retention(MVP, "premium-obtainable-once", premium_decided="2024-09-01")
    metadata = found.terms[-1]
    assert metadata.rule.cited == "22/004 §12, §30"
    assert (metadata.state, str(metadata.until)) == (State.RUNNING, "2039-09-01")
    assert found.until is None


def test_longer_than_two_years_takes_a_request_to_the_committee() -> None:
    """R-RET-23: 23/058 §86."""
    found = retention(HDI.format("vdab"))
    (term,) = found.terms
    assert term.rule.note is not None
    assert "longer only after a motivated request" in term.rule.note
    assert "the act does not say from when" in found.why


def test_another_day_of_receipt_wins() -> None:
    found = retention(HDI.format("vdab"), data_received="2024-06-30")
    assert str(found.until) == "2026-06-30"


def test_an_event_that_no_rule_knows_changes_nothing() -> None:
    assert retention(WIL, family_file_closed="2024-06-30") == retention(WIL)


def test_a_retention_is_ready_for_json() -> None:
    plain = retention(WIL, lease_ended="2026-06-30").to_dict()
    assert list(plain) == [
        "until",
        "why",
        "citation",
        "rule",
        "ground",
        "received",
        "waits_for",
        "terms",
    ]
    assert plain["until"] == "2036-06-30"
    assert plain["received"] == "2024-02-29"
    assert plain["terms"][1] == {
        "rule": "wil-10y",
        "citation": WIL_ART,
        "state": "running",
        "until": "2036-06-30",
        "at_most": "P10Y",
        "event": "lease-ended",
        "since": "2026-06-30",
        "waits_for": [],
        "about": None,
        "metadata_only": False,
        "then": None,
    }


# --- for all files -------------------------------------------------------------------

ENTRIES = st.sampled_from(sorted(LAW.entries))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in range(1992, 2090, 4)])
EVENTS = sorted({event for rule in RULES.values() for event in rule.events})
KNOWN = st.dictionaries(st.sampled_from(EVENTS), DAYS | LEAP_DAYS)
CIRCUMSTANCES = st.sets(st.sampled_from(["dispute", "premium-obtainable-once"]))


def worked_out(
    entry: str, received: date, events: Mapping[str, date], circumstances: Any = ()
) -> Retention:
    return LAW.retention(
        LAW.entries[entry],
        received=received,
        events=events,
        circumstances=circumstances,
    )


@given(ENTRIES, DAYS, KNOWN, CIRCUMSTANCES)
def test_nothing_lasts_longer_than_a_hard_cap(
    entry: str, received: date, events: Mapping[str, date], circumstances: set[str]
) -> None:
    found = worked_out(entry, received, events, circumstances)
    caps = [t for t in found.terms if t.rule.hard_cap and t.until is not None]
    for cap in caps:
        about = cap.rule.about
        bounded = found.until_for(about) if about else found.until
        assert bounded is not None
        assert cap.until is not None
        assert bounded <= cap.until


@given(ENTRIES, DAYS, KNOWN, CIRCUMSTANCES)
def test_the_latest_known_date_is_the_end_of_a_running_rule(
    entry: str, received: date, events: Mapping[str, date], circumstances: set[str]
) -> None:
    found = worked_out(entry, received, events, circumstances)
    running = [t for t in found.terms if t.until is not None and t.concerns_answer]
    assert (found.until is None) == (running == [])
    if running:
        assert found.until in {term.until for term in running}
        assert found.rule in {term.name for term in running}
    assert found.why


@given(ENTRIES, DAYS, KNOWN, st.integers(0, 5000))
def test_later_events_never_bring_an_earlier_end(
    entry: str, received: date, events: Mapping[str, date], days: int
) -> None:
    """Of one fixed set of events, all moved by the same number of days."""
    shift = timedelta(days=days)
    moved = {name: day + shift for name, day in events.items()}
    sooner = worked_out(entry, received, events).until
    later = worked_out(entry, received + shift, moved).until
    assert (sooner is None) == (later is None)
    if sooner is not None and later is not None:
        assert sooner <= later


@given(ENTRIES, DAYS, KNOWN, st.integers(1, 5000), st.data())
def test_one_event_that_comes_later_brings_no_earlier_end(
    entry: str,
    received: date,
    events: Mapping[str, date],
    days: int,
    data: st.DataObject,
) -> None:
    known = {"data-received": received, **events}
    event = data.draw(st.sampled_from(sorted(known)))
    moved = {**known, event: known[event] + timedelta(days=days)}
    sooner = worked_out(entry, received, known).until
    later = worked_out(entry, received, moved).until
    assert sooner is None or (later is not None and sooner <= later)


# --- rules in an act of somebody's own -----------------------------------------------


def rule(**says: Any) -> KeepRule:
    plain = {"at_most": None, "from": None, "events": (), "stated": True, "cited": "§1"}
    return KeepRule.model_validate({**plain, **says})


def test_a_cap_about_nothing_in_particular_caps_what_is_about_something() -> None:
    found = keep_until(
        {
            "cap": rule(at_most="P1Y", events=["data-received"], hard_cap=True),
            "file": rule(at_most="P3Y", events=["data-received"], about="file"),
        },
        received=RECEIVED,
    )
    assert str(found.until) == "2025-02-28"
    assert str(found.until_for("file")) == "2025-02-28"


def test_two_rules_about_the_same_with_two_citations_are_cited_each() -> None:
    found = keep_until(
        {
            "one": rule(at_most="P1Y", events=["closed"], cited="act A §1"),
            "two": rule(at_most="P3Y", events=["data-received"], cited="act B §2"),
        },
        received=RECEIVED,
    )
    assert found.citation == "act B §2"
    assert found.why == (
        "Until 2027-02-28, 3 years after data-received on 2024-02-29 (act B §2), or if "
        "that is earlier 1 year after closed (act A §1)."
    )


OWN = """
act: own
kind: protocol
cited: Own
title: Own
issued_by: us
in_force: {from: 2024-01-01, because: ours}
nature: a test
keep:
"""


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("{at_most: 10Y, events: [closed]", "keep.x.at_most.*no duration such as P10Y"),
        ("{at_most: P10Y, events: []", "at_most: no event to count from"),
        ("{at_most: null, events: [], followed_by: y", "no rule y in this act"),
        ("{at_most: null, events: [], instead_of: z", "no rule z in this act"),
    ],
)
def test_a_mistake_in_a_rule_is_told_with_file_and_line(
    tmp_path: Path, wrong: str, message: str
) -> None:
    path = tmp_path / "own.yaml"
    written = f"  x: {wrong}, from: null, stated: true, cited: §1}}"
    path.write_text(OWN + written, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_law((path,))
    assert str(caught.value).startswith(f"{path}:")


def test_a_rule_has_a_name_of_its_own(tmp_path: Path) -> None:
    """A grant may rest on several acts: their rules must not hide one another."""
    path = tmp_path / "own.yaml"
    again = "  wil-1y: {at_most: null, from: null, events: [], stated: true, cited: §1}"
    path.write_text(OWN + again, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=":10: rule wil-1y stands in two acts"):
        load_law((ACTS, path))
