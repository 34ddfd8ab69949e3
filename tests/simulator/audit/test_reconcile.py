"""
The client's own log against those of the hops: every kind of gap, and none without one.

Source: Protocol WiV–Wonen in Limburg art. 6.4: every call is logged at three places,
with time, party, application, service, user and person.
"""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_client.client_log import BrokenLine, LogRecord
from kruispunt_client.errors import References
from kruispunt_simulator.audit.gaps import GAPS, REMARKS, Gap, Kind
from kruispunt_simulator.audit.kept import SKEW
from kruispunt_simulator.audit.reconcile import PAGE, Marks, Reconciliation
from kruispunt_simulator.hops.call import REAL_NUMBER, UNKNOWN
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import Engine, delete, insert, select, update

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COMPANY, OPERATOR = "wonen-in-limburg", "wonen-in-vlaanderen"
USER, PERSON, OTHER = "80631402131", "79682331167", "85643007594"
MS = timedelta(milliseconds=1)
AROUND: dict[str, Any] = {"since": NOW - SKEW, "until": NOW + SKEW}

_WHERE = {
    "wiv": (COMPANY, "GeefArbeidsongeschiktheid", "01.00.0000"),
    "magda": (OPERATOR, "GeefArbeidsongeschiktheid", "01.00.0000"),
    "ksz": ("magda", "HdiIndemnityAllowanceService", "v1"),
}


@dataclass(frozen=True)
class Story:
    """One question through three hops: the client's record, and those of the hops."""

    client: LogRecord
    hops: tuple[Exchange, ...]

    def hop(self, name: str, direction: str) -> Exchange:
        """Give one of the records."""
        (found,) = (
            each
            for each in self.hops
            if (each.hop, each.direction) == (name, direction)
            and not (each.peer or "").startswith("source:")
        )
        return found

    @property
    def source(self) -> Exchange:
        """Give the record of the source that the last hop asked."""
        return self.hops[1]

    def but(self, old: Exchange, *new: Exchange) -> Story:
        """Give the same with a record replaced, or without it."""
        kept = [each for each in self.hops if each is not old]
        return replace(self, hops=(*kept, *new))


def story(number: int = 1, at: datetime = NOW) -> Story:
    """Tell of a question that was answered, as it is logged everywhere."""
    trace = f"{number:032x}"

    def record(hop: str, direction: str, span: int, parent: int, **more: Any) -> Any:
        party, service, version = _WHERE[hop]
        return Exchange(
            trace=trace,
            span=f"{number * 16 + span:016x}",
            parent_span=f"{number * 16 + parent:016x}",
            hop=hop,
            direction=direction,
            **{
                "at": at + span * MS,
                "business_date": date(2026, 11, 22),
                "duration_us": (20 - span) * 1000,
                "party": party,
                "application": f"application of {party}",
                "service": service,
                "version": version,
                "operation": service,
                "user": USER,
                "person": PERSON,
                "outcome": "answered",
                **more,
            },
        )

    def to(hop: str) -> dict[str, str]:
        _, service, version = _WHERE[hop]
        return {
            "service": service,
            "version": version,
            "operation": service,
            "peer": f"https://{hop}.test/x",
        }

    def sealed(line: str) -> dict[str, str]:
        return {
            "request_digest": f"{number}-question-{line}",
            "reply_digest": f"{number}-reply-{line}",
        }

    return Story(
        client=LogRecord(
            time=at,
            party=COMPANY,
            application=f"application of {COMPANY}",
            service="GeefArbeidsongeschiktheid",
            version="01.00.0000",
            operation="GeefArbeidsongeschiktheid",
            user=USER,
            person=PERSON,
            hop="wiv",
            trace=trace,
            references=References(),
            outcome="answered",
            code=None,
            duration_ms=30,
            request_sha256=f"{number}-question-wiv",
            reply_sha256=f"{number}-reply-wiv",
        ),
        hops=(
            record("ksz", "in", 5, 4, **sealed("ksz")),
            record("ksz", "out", 6, 5, peer="source:insurers"),
            record("magda", "in", 3, 2, **sealed("magda")),
            record("magda", "out", 4, 3, **to("ksz"), **sealed("ksz")),
            record("wiv", "in", 1, 0, **sealed("wiv")),
            record("wiv", "out", 2, 1, **to("magda"), **sealed("magda")),
        ),
    )


Keep = Callable[..., None]


@pytest.fixture
def keep(engine: Engine) -> Iterator[Keep]:
    """Writes the hops' records of stories."""
    journal = Journal(engine)

    def write(*stories: Story) -> None:
        journal.write([record for each in stories for record in each.hops])

    yield write
    journal.close()


Compare = Callable[..., list[Gap]]


@pytest.fixture
def compare(engine: Engine) -> Compare:
    """Compares records of the client with what is in the logs of the hops."""
    return lambda *records, **how: list(
        Reconciliation(engine, list(records), **how).gaps()
    )


def kinds(gaps: Sequence[Gap]) -> list[tuple[str, str | None]]:
    """Give kind and hop of each."""
    return [(gap.kind.value, gap.hop) for gap in gaps]


def names(gap: Gap) -> set[str]:
    """Give what differs."""
    return {each.name for each in gap.differences}


# --- no gap --------------------------------------------------------------------------


def test_logs_that_agree_have_no_gap(keep: Keep, compare: Compare) -> None:
    stories = [story(n, NOW + n * MS) for n in range(1, 5)]
    keep(*stories)
    assert compare(*(each.client for each in stories)) == []


def test_a_refusal_is_compared_like_an_answer(keep: Keep, compare: Compare) -> None:
    told = story()
    own = told.hop("wiv", "in")
    refused = replace(told.client, outcome="NotAuthorised", code="13001")
    keep(told.but(own, replace(own, outcome="refused", level="2", code="13001")))
    assert compare(refused) == []
    (gap,) = compare(told.client)
    assert kinds([gap]) == [("differs", "wiv")]
    assert names(gap) == {"outcome"}


@pytest.mark.parametrize(
    ("hop", "code", "agree"),
    [
        ("refused", "30001", True),
        ("refused", "40073", True),
        ("answered", None, True),
        ("refused", "13001", False),
        ("refused", None, False),
    ],
)
def test_nothing_found_is_an_uitzondering_at_the_hop_and_an_answer_to_the_client(
    hop: str, code: str | None, agree: bool, keep: Keep, compare: Compare
) -> None:
    """`_behaviour.md` 1.5: 30001 and 40073 of MAGDA; the KSZ says NO_DATA_FOUND."""
    told = story()
    own = told.hop("wiv", "in")
    keep(told.but(own, replace(own, outcome=hop, level="3", code=code)))
    gaps = compare(replace(told.client, outcome="nothing found"))
    assert [names(gap) for gap in gaps] == ([] if agree else [{"outcome"}])


def test_digests_that_the_policy_does_not_keep_are_no_difference(
    keep: Keep, compare: Compare
) -> None:
    told = story()
    without = (replace(r, request_digest=None, reply_digest=None) for r in told.hops)
    keep(replace(told, hops=tuple(without)))
    assert compare(told.client) == []


@pytest.mark.parametrize("name", ["user", "person"])
def test_what_a_hop_keeps_out_or_refused_unread_is_no_difference(
    keep: Keep, compare: Compare, name: str
) -> None:
    """With its twin: an answer about nobody is one."""
    told = story()
    refused = replace(told.client, outcome="InvalidQuestion", code="30003")
    own = told.hop("wiv", "in")

    def row(number: int, **changes: Any) -> tuple[LogRecord, Exchange]:
        trace = f"{number:032x}"
        kept = replace(own, trace=trace, span=f"{number:016x}", **changes)
        return replace(refused, trace=trace), kept

    hidden, one = row(7, outcome="refused", **{name: REAL_NUMBER})
    unread, two = row(8, outcome="refused", **{name: UNKNOWN})
    answered, three = row(9, **{name: UNKNOWN})
    keep(replace(told, hops=(one, two, three)))
    gaps = compare(hidden, unread, replace(answered, outcome="answered", code=None))
    assert kinds(gaps) == [("differs", "wiv")]
    assert names(gaps[0]) == {name}


def test_clocks_may_be_apart_as_far_as_messages_allow(
    keep: Keep, compare: Compare
) -> None:
    told = story()
    keep(told)
    for apart in (-SKEW - 25 * MS, SKEW):
        assert compare(replace(told.client, time=NOW + apart)) == []
    for apart in (-SKEW - 50 * MS, SKEW + 50 * MS):
        (gap,) = compare(replace(told.client, time=NOW + apart))
        assert kinds([gap]) == [("differs", "wiv")]
        assert names(gap) == {"time"}


def test_what_a_hop_pushes_and_refuses_below_soap_needs_no_client(
    keep: Keep, compare: Compare
) -> None:
    told = story()
    pushed = replace(
        told.source, peer="x.xml", trace="f" * 32, parent_span=None, outcome="sent"
    )
    person = replace(pushed, span="e" * 16, parent_span=pushed.span)
    broken = replace(
        told.hop("wiv", "in"),
        trace="d" * 32,
        outcome="refused",
        level="tls",
        code="expired",
    )
    keep(told, replace(told, hops=(pushed, person, broken)))
    assert compare(told.client, since=NOW - SKEW, until=NOW + SKEW) == []


# --- between the client and the first hop --------------------------------------------


def test_a_reply_of_which_the_hop_has_no_record_is_a_gap(
    keep: Keep, compare: Compare
) -> None:
    keep(story(1))
    gaps = compare(story(1).client, story(2).client)
    assert kinds(gaps) == [("missing-at-hop", "wiv")]
    assert gaps[0].trace == story(2).client.trace
    assert gaps[0].at == NOW


def test_a_call_of_which_the_client_has_no_record_is_a_gap(
    keep: Keep, compare: Compare
) -> None:
    stories = [story(n, NOW + n * MS) for n in range(1, 4)]
    keep(*stories)
    gaps = compare(stories[0].client, stories[2].client)
    assert kinds(gaps) == [("missing-at-client", "wiv")]
    assert gaps[0].trace == stories[1].client.trace


def test_a_second_record_of_one_call_is_a_gap(keep: Keep, compare: Compare) -> None:
    keep(story(), story(2))
    gaps = compare(story().client, story(2).client, story().client)
    assert kinds(gaps) == [("recorded-twice", "wiv")]


@pytest.mark.parametrize(
    "change",
    [
        {"party": OPERATOR},
        {"application": "other"},
        {"service": "GeefPersoon"},
        {"version": "02.00.0000"},
        {"operation": "other"},
        {"user": OTHER},
        {"person": OTHER},
        {"request_sha256": "other"},
        {"request_sha256": None},
        {"reply_sha256": "other"},
        {"reply_sha256": None},
        {"outcome": "NotAuthorised", "code": "13001"},
    ],
    ids=str,
)
def test_what_client_and_hop_tell_differently_is_a_gap(
    keep: Keep, compare: Compare, change: dict[str, Any]
) -> None:
    keep(story())
    (gap,) = compare(replace(story().client, **change))
    assert kinds([gap]) == [("differs", "wiv")]
    (name,) = names(gap)
    column = {"request_sha256": "request_digest", "reply_sha256": "reply_digest"}
    first = next(iter(change))
    assert name == column.get(first, first)


def test_a_reply_that_the_client_did_not_get_is_a_remark(
    keep: Keep, compare: Compare
) -> None:
    """Also when it was interrupted, and does not know what left."""
    told = story()
    keep(told)
    for digest in (told.client.request_sha256, None):
        gave_up = replace(
            told.client, outcome="TimedOut", request_sha256=digest, reply_sha256=None
        )
        (remark,) = compare(gave_up)
        assert kinds([remark]) == [("not-received", "wiv")]
        assert remark.is_remark


def test_a_question_that_is_at_no_hop_and_had_no_reply_is_counted_only(
    engine: Engine, keep: Keep
) -> None:
    keep(story(1))
    lost = replace(story(2).client, outcome="ConnectionFailed", reply_sha256=None)
    never = replace(story(3).client, outcome="InvalidRequest", reply_sha256=None)
    never = replace(never, request_sha256=None)
    compared = Reconciliation(engine, [story(1).client, lost, never])
    assert list(compared.gaps()) == []
    counts = compared.counts
    assert (counts.records, counts.calls) == (3, 1)
    assert (counts.no_reply, counts.never_left) == (1, 1)


def test_a_message_that_somebody_sent_again_is_a_gap(
    keep: Keep, compare: Compare
) -> None:
    """Refused as a replay, and no question of the client."""
    told = story()
    own = told.hop("wiv", "in")
    again = replace(own, span="f" * 16, outcome="refused", reply_digest="other")
    keep(told.but(own, again, own))
    (gap,) = compare(told.client)
    assert kinds([gap]) == [("missing-at-client", "wiv")]


def test_a_broken_line_is_a_remark(compare: Compare) -> None:
    torn, changed = compare(
        BrokenLine(number=3, torn=True), BrokenLine(number=9, torn=False)
    )
    assert kinds([torn, changed]) == [("broken-line", None)] * 2
    assert torn.about == "line 3: its end is missing"
    assert changed.about == "line 9: it is no record"


@pytest.mark.parametrize(
    "change",
    [
        {"trace": "x"},
        {"trace": "A" * 32},
        {"party": "wonen\0"},
        {"time": datetime(1, 1, 1, tzinfo=UTC)},
        {"time": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
        {"duration_ms": -1},
        {"duration_ms": 10**30},
    ],
    ids=str,
)
def test_a_record_that_cannot_be_is_told_and_hides_nothing(
    keep: Keep, compare: Compare, change: dict[str, Any]
) -> None:
    """Whoever changes a file cannot stop the comparison with it."""
    keep(story())
    gaps = compare(replace(story().client, **change), **AROUND, party=COMPANY)
    assert kinds(gaps) == [("broken-line", None), ("missing-at-client", "wiv")]


# --- from hop to hop -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("hop", "direction", "kind"),
    [
        ("wiv", "in", "missing-at-hop"),
        ("wiv", "out", "missing-out"),
        ("magda", "in", "missing-in"),
        ("magda", "out", "missing-out"),
        ("ksz", "in", "missing-in"),
    ],
)
def test_one_record_less_is_one_gap(
    keep: Keep, compare: Compare, hop: str, direction: str, kind: str
) -> None:
    """Though others hang below it."""
    told = story()
    keep(told.but(told.hop(hop, direction)))
    assert kinds(compare(told.client)) == [(kind, hop)]


def test_a_hop_without_any_of_its_records_is_found(
    keep: Keep, compare: Compare
) -> None:
    for n, hop in enumerate(_WHERE, start=1):
        told = story(n, NOW + n * timedelta(hours=1))
        keep(replace(told, hops=tuple(r for r in told.hops if r.hop != hop)))
        gaps = compare(told.client)
        assert {gap.hop for gap in gaps} == {hop}
        assert not any(gap.is_remark for gap in gaps)


def test_a_hop_that_lost_what_nobody_has_a_reply_of_is_found(
    keep: Keep, compare: Compare
) -> None:
    """The client gave up, so only what hangs below it tells of the call."""
    told = story()
    keep(told.but(told.hop("wiv", "in")))
    gave_up = replace(told.client, outcome="TimedOut", reply_sha256=None)
    assert kinds(compare(gave_up)) == [("missing-in", "wiv")]


@pytest.mark.parametrize(
    ("hop", "direction", "change", "kind", "where"),
    [
        ("magda", "in", {"party": COMPANY}, "differs-onward", "magda"),
        ("magda", "in", {"service": "other"}, "differs-onward", "magda"),
        ("magda", "in", {"version": None}, "differs-onward", "magda"),
        ("magda", "in", {"operation": "other"}, "differs-onward", "magda"),
        ("ksz", "in", {"user": OTHER}, "differs-onward", "ksz"),
        ("ksz", "in", {"person": OTHER}, "differs-onward", "ksz"),
        ("ksz", "in", {"request_digest": "other"}, "differs-onward", "ksz"),
        ("ksz", "in", {"reply_digest": "other"}, "differs-onward", "ksz"),
        ("ksz", "in", {"at": NOW + timedelta(hours=1)}, "differs-onward", "ksz"),
        ("wiv", "out", {"reply_digest": "other"}, "differs-onward", "magda"),
        ("wiv", "out", {"outcome": "failed"}, "differs-onward", "magda"),
        ("wiv", "out", {"party": OPERATOR}, "differs-within", "wiv"),
        ("wiv", "out", {"application": "other"}, "differs-within", "wiv"),
        ("wiv", "in", {"application": "other"}, "differs", "wiv"),
    ],
)
def test_what_two_hops_tell_differently_is_a_gap(
    keep: Keep,
    compare: Compare,
    hop: str,
    direction: str,
    change: dict[str, Any],
    kind: str,
    where: str,
) -> None:
    told = story()
    old = told.hop(hop, direction)
    keep(told.but(old, replace(old, **change)))
    first, *rest = compare(told.client)
    assert kinds([first]) == [(kind, where)]
    assert set(change) <= {"at"} or names(first) == set(change)
    assert {gap.kind for gap in rest} <= {Kind.DIFFERS_WITHIN}


def test_a_question_that_a_hop_announced_is_one_with_how_it_ended(
    keep: Keep, compare: Compare
) -> None:
    """A hop writes `asked` before the question leaves, and the rest when it replies."""
    told = story()
    sent = told.hop("wiv", "out")
    asked = replace(sent, outcome="asked", reply_digest=None, duration_us=0)
    keep(told.but(sent, asked, sent))
    assert compare(told.client) == []


def test_a_hop_that_broke_off_is_a_remark(keep: Keep, compare: Compare) -> None:
    """It was killed after it had asked: nobody got a reply, and nothing is missing."""
    told = story()
    sent = told.hop("wiv", "out")
    asked = replace(sent, outcome="asked", reply_digest=None, duration_us=0)
    keep(told.but(told.hop("wiv", "in")).but(sent, asked))
    failed = replace(told.client, outcome="ConnectionFailed", reply_sha256=None)
    (remark,) = compare(failed)
    assert kinds([remark]) == [("cut-off", "wiv")]
    assert remark.is_remark


def test_a_hop_that_replied_knows_how_its_question_ended(
    keep: Keep, compare: Compare
) -> None:
    """The twin: both are written together, so one without the other is a gap."""
    told = story()
    sent = told.hop("wiv", "out")
    asked = replace(sent, outcome="asked", reply_digest=None, duration_us=0)
    keep(told.but(sent, asked))
    assert kinds(compare(told.client)) == [("missing-out", "wiv")]


def test_an_answer_that_the_hop_before_did_not_wait_for_is_a_remark(
    keep: Keep, compare: Compare
) -> None:
    told = story()
    sent = told.hop("magda", "out")
    late = replace(sent, outcome="failed", request_digest=None, reply_digest=None)
    keep(told.but(sent, late))
    (remark,) = compare(told.client)
    assert kinds([remark]) == [("not-received", "ksz")]
    assert remark.is_remark


def test_a_question_that_the_next_hop_did_not_hear_is_no_gap(
    keep: Keep, compare: Compare
) -> None:
    told = story()
    sent = told.hop("magda", "out")
    late = replace(sent, outcome="failed", request_digest=None, reply_digest=None)
    keep(told.but(sent, late).but(told.hop("ksz", "in")).but(told.source))
    assert compare(told.client) == []


def test_trails_that_the_client_knows_nothing_of_are_checked_too(
    keep: Keep, compare: Compare
) -> None:
    first, unknown, last = (story(n, NOW + n * MS) for n in range(1, 4))
    keep(first, unknown.but(unknown.hop("magda", "in")), last)
    assert kinds(compare(first.client, last.client)) == [
        ("missing-at-client", "wiv"),
        ("missing-in", "magda"),
    ]


def test_an_operator_who_asks_itself_is_a_client_and_its_hop_is_not(
    keep: Keep, compare: Compare
) -> None:
    """`wiv` asks `magda` in the name of who also has an application of its own."""
    relayed, own = story(1), story(2)
    direct = own.hop("magda", "in")
    own = replace(own, hops=(replace(direct, parent_span="f" * 16),))
    keep(relayed, own)
    record = replace(
        own.client,
        hop="magda",
        party=OPERATOR,
        application=direct.application,
        request_sha256=direct.request_digest,
        reply_sha256=direct.reply_digest,
    )
    assert compare(record) == []
    gaps = compare(party=OPERATOR, since=NOW)
    assert kinds(gaps) == [("missing-at-client", "magda")]
    assert gaps[0].trace == own.client.trace


# --- which are compared --------------------------------------------------------------


def test_only_the_period_of_the_clients_log_is_compared(
    engine: Engine, keep: Keep
) -> None:
    hours = [story(n, NOW + n * timedelta(hours=1)) for n in range(1, 6)]
    keep(*hours)
    compared = Reconciliation(engine, [hours[1].client, hours[3].client])
    gaps = list(compared.gaps())
    assert [gap.trace for gap in gaps] == [hours[2].client.trace]
    assert (compared.counts.before, compared.counts.after) == (1, 1)
    assert compared.counts.gaps == 1


def test_a_period_that_is_given_is_compared(keep: Keep, compare: Compare) -> None:
    """Only what is inside, on both sides; its end is not."""
    hours = [story(n, NOW + n * timedelta(hours=1)) for n in range(1, 6)]
    keep(*hours[1:])

    def traces(*records: LogRecord, **period: datetime) -> list[str | None]:
        return [gap.trace for gap in compare(*records, **period)]

    begin, end = (hours[n].client.time for n in (1, 3))
    assert traces(since=begin, until=end) == []
    known = hours[2].client
    assert traces(known, since=begin, until=end) == [hours[1].client.trace]
    assert traces(known, hours[0].client, since=begin, until=end) == [
        hours[1].client.trace
    ]
    everything = {"since": NOW, "until": NOW + timedelta(days=1)}
    assert traces(*(each.client for each in hours), **everything) == [
        hours[0].client.trace
    ]


def test_a_call_that_crosses_the_border_is_no_gap(keep: Keep, compare: Compare) -> None:
    """The client asked just before, and the hop received it after."""
    told = story()
    keep(told)
    assert compare(told.client, since=NOW + MS, until=NOW + SKEW) == []
    assert compare(told.client, since=NOW - SKEW, until=NOW + MS) == []
    (gap,) = compare(party=COMPANY, since=NOW + MS, until=NOW + SKEW)
    assert kinds([gap]) == [("missing-at-client", "wiv")]


def test_only_the_parties_of_the_clients_log_are_compared(
    keep: Keep, compare: Compare
) -> None:
    one, two = story(1), story(2)
    other = tuple(replace(r, party="fluvius") for r in two.hops if r.hop == "wiv")
    keep(one, replace(two, hops=other[:1]))
    around = {"since": NOW - SKEW, "until": NOW + SKEW}
    assert compare(one.client, **around) == []
    gaps = compare(one.client, party="fluvius", **around)
    assert kinds(gaps) == [("missing-at-client", "wiv")]


@pytest.mark.parametrize("code", ["99996", "MSG00020"])
def test_a_refusal_for_want_of_a_log_is_a_remark(compare: Compare, code: str) -> None:
    """A hop that cannot log refuses as when a source is away; other codes are a gap."""
    client = replace(story().client, outcome="SourceUnavailable", code=code)
    assert kinds(compare(client)) == [("unlogged", "wiv")]
    assert kinds(compare(replace(client, code="60006"))) == [("missing-at-hop", "wiv")]


def test_a_party_without_any_record_in_the_period_is_compared_too(
    keep: Keep, compare: Compare
) -> None:
    """As when just the records of that week were taken out of the client's log."""
    early, late = story(1, NOW - timedelta(days=7)), story(2)
    keep(early, late)
    (gap,) = compare(early.client, since=NOW - SKEW, until=NOW + SKEW)
    assert kinds([gap]) == [("missing-at-client", "wiv")]


def test_an_empty_log_of_nobody_is_compared_with_nothing(
    engine: Engine, keep: Keep
) -> None:
    keep(story())
    compared = Reconciliation(engine, [])
    assert list(compared.gaps()) == []
    assert compared.counts.calls == 0


# --- any change, and none ------------------------------------------------------------

MANY = [story(n, NOW + n * 3 * MS) for n in range(1, 9)]
ALTERED = {
    "party": "party",
    "application": "application",
    "service": "service",
    "version": "version",
    "operation": "operation",
    "user": "user",
    "person": "person",
    "request_sha256": "request_digest",
    "reply_sha256": "reply_digest",
}
"""Fields of the client's record, and of the hops'."""


@pytest.fixture
def many(engine: Engine, keep: Keep) -> list[dict[str, Any]]:
    """Records of hops that can be taken away without their chain being looked at."""
    keep(*MANY)
    with engine.connect() as connection:
        source = exchange.c.peer.startswith("source:")
        query = select(exchange).where(exchange.c.peer.is_(None) | ~source)
        return [dict(row) for row in connection.execute(query).mappings()]


KEEPS_FIXTURES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@KEEPS_FIXTURES
@given(
    number=st.integers(0, 5 * len(MANY) - 1),
    column=st.none() | st.sampled_from(sorted(ALTERED.values())),
)
def test_whatever_is_taken_from_or_changed_at_a_hop_is_found(
    engine: Engine,
    many: list[dict[str, Any]],
    compare: Compare,
    number: int,
    column: str | None,
) -> None:
    """A record, or one of its elements or digests; untouched there is nothing."""
    clients = [each.client for each in MANY]
    row = many[number]
    here = exchange.c.id == row["id"]
    with engine.begin() as connection:
        if column is None:
            connection.execute(delete(exchange).where(here))
        else:
            connection.execute(update(exchange).where(here).values({column: "X"}))
    gaps = compare(*clients, **AROUND)
    with engine.begin() as connection:
        connection.execute(delete(exchange).where(here))
        connection.execute(insert(exchange), [row])
    assert {gap.trace for gap in gaps} == {row["trace"]}
    assert not any(gap.is_remark for gap in gaps)
    assert compare(*clients, **AROUND) == []


@KEEPS_FIXTURES
@given(
    number=st.integers(0, len(MANY) - 1),
    field=st.none() | st.sampled_from(sorted(ALTERED)),
    order=st.permutations(range(len(MANY))),
)
def test_whatever_is_taken_from_or_changed_at_the_client_is_found(
    many: list[dict[str, Any]],
    compare: Compare,
    number: int,
    field: str | None,
    order: list[int],
) -> None:
    """In whatever order its records are."""
    clients = [each.client for each in MANY]
    victim = clients[number]
    changed = None if field is None else replace(victim, **{field: "X"})
    kept = [changed if n == number else clients[n] for n in order]
    gaps = compare(*filter(None, kept), **AROUND)
    assert {gap.trace for gap in gaps} == {victim.trace}
    assert not any(gap.is_remark for gap in gaps)
    assert compare(*(clients[n] for n in order), **AROUND) == []


# --- how it is done ------------------------------------------------------------------


def test_pages_do_not_matter(keep: Keep, compare: Compare) -> None:
    """Gaps on both sides of where one page ends and the next begins."""
    stories = [story(n, NOW + n * MS) for n in range(1, 2 * PAGE + 10)]
    lost = {PAGE - 1, PAGE, 2 * PAGE}
    keep(*(each for n, each in enumerate(stories) if n not in lost))
    assert {gap.trace for gap in compare(*(each.client for each in stories))} == {
        stories[n].client.trace for n in lost
    }
    records = [each.client for n, each in enumerate(stories) if n % 2]
    gaps = compare(*records, since=NOW, until=NOW + timedelta(hours=1))
    missing = {gap.trace for gap in gaps if gap.kind is Kind.MISSING_AT_CLIENT}
    assert missing == {
        each.client.trace
        for n, each in enumerate(stories)
        if n % 2 == 0 and n not in lost
    }


def test_memory_does_not_grow_with_the_logs(engine: Engine, keep: Keep) -> None:
    """Neither with what agrees, nor with what is missing on either side."""
    keep(*(story(n, NOW + n * MS) for n in range(1, PAGE)))

    def peak(count: int) -> int:
        records = (story(n, NOW + n * MS).client for n in range(PAGE // 2, count))
        compared = Reconciliation(engine, records, since=NOW)
        tracemalloc.start()
        gaps = sum(1 for _ in compared.gaps())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert gaps >= PAGE // 2 - 1
        return most

    peak(PAGE)
    assert peak(8 * PAGE) < 1.5 * peak(2 * PAGE)


@given(st.lists(st.integers(0, 2**40), max_size=50), st.integers(0, 2**40))
def test_marks_are_a_set_of_numbers(numbers: list[int], other: int) -> None:
    marks = Marks()
    for number in numbers:
        marks.add(number)
    assert all(number in marks for number in numbers)
    assert (other in marks) == (other in numbers)
    assert "1" not in marks


# --- what is told --------------------------------------------------------------------


def test_every_kind_is_a_gap_or_a_remark_and_is_explained() -> None:
    assert {*GAPS, *REMARKS} == {*Kind}
    assert not {*GAPS} & {*REMARKS}
    for kind, hop in itertools.product(Kind, ("wiv", None)):
        gap = Gap(kind=kind, hop=hop)
        assert {**GAPS, **REMARKS}[kind] in gap.line()
        assert gap.as_dict()["remark"] is (kind in REMARKS)


def test_a_line_cannot_be_forged(keep: Keep, compare: Compare) -> None:
    """What a file tells may hold anything, also what moves the cursor."""
    keep(story())
    evil = replace(story().client, application="x\n\x1b[2Jmissing-in")
    (gap,) = compare(evil)
    assert gap.line().isprintable()
    assert gap.as_dict()["differences"]["application"][0] == evil.application
