"""
Reading the log back: the records, the tree across the hops, the explanation.

Source: Protocol WiV–Wonen in Limburg art. 6.4: time, party, application, service, user
and person of every call, at every link.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from kruispunt_simulator.audit.query import EVERYTHING, Query, of_trace
from kruispunt_simulator.audit.trail import (
    PAGE_RECORDS,
    PAGE_TRAILS,
    Trail,
    render_explanation,
    render_tree,
)
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.call import UNKNOWN, findings_json
from kruispunt_simulator.message import Finding, Severity
from kruispunt_simulator.store.exchange import SIX, Exchange
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.tables import exchange
from sqlalchemy import Engine, text

from .conftest import CALL, NOW, OTHER, TRACE


def later(seconds: int, span: str, parent: str, **given: Any) -> Exchange:
    """A call that another one led to."""
    return replace(
        CALL,
        at=NOW + timedelta(seconds=seconds),
        span=span * 16,
        parent_span=parent * 16,
        **given,
    )


SENT = later(1, "2", "1", direction="out", peer="https://magda.test/x")
RECEIVED = later(2, "3", "2", hop="magda", party="wonen-in-vlaanderen")
SOURCE = later(3, "4", "3", hop="magda", direction="out", peer="source:dgph")


def test_records_come_back_in_the_order_in_which_they_were_written(
    engine: Engine, write: Journal
) -> None:
    """A hop writes its own record first, then what it sent on."""
    write.write([RECEIVED, SOURCE])
    write.write([CALL, SENT])
    assert [r["span"][0] for r in Trail(engine).records()] == ["3", "4", "1", "2"]


def test_a_record_has_the_six_elements_and_is_ready_for_json(
    engine: Engine, write: Journal
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4."""
    write.write([CALL])
    (record,) = Trail(engine).records()
    assert json.loads(json.dumps(record)) == record
    assert record["at"] == "2026-11-22T12:00:00.654321+00:00"
    assert record["business_date"] == "2024-01-24"
    assert record["findings"] == []
    for element in ("party", "application", "service", "user", "person"):
        assert record[element] == getattr(CALL, element)


def test_one_trail_is_found_among_others(engine: Engine, write: Journal) -> None:
    write.write([CALL, replace(CALL, trace=OTHER)])
    trail = Trail(engine)
    assert [r["trace"] for r in trail.records(of_trace(OTHER))] == [OTHER]
    assert list(trail.records(of_trace("c" * 32))) == []
    assert list(trail.trees(of_trace("c" * 32))) == []
    assert len(list(trail.records())) == 2


def test_a_long_log_is_read_to_its_end(engine: Engine, write: Journal) -> None:
    """Rows come in portions; none is lost between two."""
    write.write([replace(CALL, span=f"{n:016x}") for n in range(1101)])
    spans = [record["span"] for record in Trail(engine).records()]
    assert spans == [f"{n:016x}" for n in range(1101)]


def test_the_tree_follows_a_question_from_hop_to_hop(
    engine: Engine, write: Journal
) -> None:
    write.write([RECEIVED, SOURCE])
    write.write([CALL, SENT])
    (root,) = Trail(engine).trees(of_trace(TRACE))
    chain = [root]
    while chain[-1].children:
        (child,) = chain[-1].children
        chain.append(child)
    assert [node.record["span"][0] for node in chain] == ["1", "2", "3", "4"]


def test_what_one_call_led_to_stands_in_order_of_time(
    engine: Engine, write: Journal
) -> None:
    second = later(5, "6", "1", direction="out", peer="source:vsb")
    first = later(4, "5", "1", direction="out", peer="source:dgph")
    write.write([CALL, second, first])
    (root,) = Trail(engine).trees()
    assert [child.record["span"][0] for child in root.children] == ["5", "6"]


def test_a_call_whose_parent_is_not_in_the_log_is_a_root(
    engine: Engine, write: Journal
) -> None:
    """A caller may send a `traceparent` of its own."""
    write.write([RECEIVED])
    (root,) = Trail(engine).trees()
    assert root.record["parent_span"] == "2" * 16


def test_a_parent_of_another_trail_is_no_parent(engine: Engine, write: Journal) -> None:
    write.write([CALL, replace(SENT, trace=OTHER)])
    assert len(list(Trail(engine).trees())) == 2


def test_two_records_with_one_span_are_both_shown_once(
    engine: Engine, write: Journal
) -> None:
    """A caller that repeats a `traceparent`, or a span chosen twice, hides nothing."""
    write.write([CALL, replace(CALL, person="80610100139", outcome="refused")])
    lines = list(render_tree(Trail(engine).trees()))
    assert sum("person=85643007594" in line for line in lines) == 1
    assert sum("person=80610100139" in line for line in lines) == 1


def test_a_span_that_is_its_own_parent_is_shown(engine: Engine, write: Journal) -> None:
    """The parent's id comes from the caller."""
    write.write([replace(CALL, parent_span=CALL.span)])
    lines = list(render_tree(Trail(engine).trees()))
    assert sum("person=85643007594" in line for line in lines) == 1


def test_records_that_name_each_other_as_parent_are_shown(
    engine: Engine, write: Journal
) -> None:
    """Nothing that a caller writes hides a record, or keeps the reader going round."""
    first = replace(CALL, parent_span="2" * 16)
    second = later(1, "2", "3")
    third = later(2, "3", "1")
    write.write([first, second, third, later(3, "4", "2")])
    _, *lines = render_tree(Trail(engine).trees())
    assert [line.index("12:00:0") for line in lines] == [3, 6, 9, 12]
    assert len({line.partition("12:00:0")[2] for line in lines}) == 4


def test_trails_stand_in_the_order_of_their_first_record(
    engine: Engine, write: Journal
) -> None:
    """Each once, also where calls of two went through each other."""
    write.write([replace(CALL, trace=OTHER, at=NOW + timedelta(seconds=5))])
    write.write([CALL, replace(CALL, trace=OTHER, span="5" * 16)])
    lines = list(render_tree(Trail(engine).trees()))
    assert [line for line in lines if line.startswith("trace")] == [
        f"trace {OTHER}, 2026-11-22 UTC",
        f"trace {TRACE}, 2026-11-22 UTC",
    ]
    assert len(lines) == 5


@pytest.mark.parametrize("trails", [1, PAGE_TRAILS, PAGE_TRAILS + 1, 450])
def test_no_trail_is_lost_between_two_pages(
    engine: Engine, write: Journal, trails: int
) -> None:
    traces = [f"{n:032x}" for n in range(trails)]
    for each in reversed(traces):
        write.write([replace(CALL, trace=each), replace(SENT, trace=each)])
    roots = list(Trail(engine).trees())
    assert [root.record["trace"] for root in roots] == traces[::-1]
    assert all(len(root.children) == 1 for root in roots)


def test_a_trail_longer_than_a_page_is_one_tree(engine: Engine, write: Journal) -> None:
    """A caller may give one trace to whatever it does."""
    calls = [
        replace(SENT, span=f"{n:016x}", at=NOW + timedelta(seconds=n))
        for n in range(2, PAGE_RECORDS + 2)
    ]
    write.write([replace(CALL, trace=OTHER), CALL, *calls])
    _, root = Trail(engine).trees()
    assert len(root.children) == PAGE_RECORDS


def test_the_newest_trail_is_that_of_the_last_record(
    engine: Engine, write: Journal
) -> None:
    trail = Trail(engine)
    assert trail.newest() is None
    write.write([CALL])
    write.write([replace(CALL, trace=OTHER, at=NOW - timedelta(days=1))])
    assert trail.newest() == OTHER


def test_a_reader_holds_up_no_writer(engine: Engine, write: Journal) -> None:
    """With one record of many read, another is written; who reads sees the old log."""
    write.write([replace(CALL, span=f"{n:016x}") for n in range(1500)])
    records = Trail(engine).records()
    trees = Trail(engine).trees()
    next(records), next(trees)
    assert write.write([replace(CALL, span="f" * 16)])
    assert len(list(records)) == 1499


def test_a_log_that_cannot_be_read_is_said_to_be_so(engine: Engine) -> None:
    exchange.drop(engine)
    for read in (Trail(engine).records, Trail(engine).trees):
        with pytest.raises(StateError, match=r"the log cannot be read: .*exchange"):
            list(read())


def test_a_value_that_cannot_be_read_is_no_traceback(
    engine: Engine, write: Journal
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes no word where a time belongs")
    write.write([CALL])
    with engine.begin() as connection:
        connection.execute(text("update exchange set at = 'yesterday'"))
    for read in (Trail(engine).records, Trail(engine).trees):
        with pytest.raises(StateError, match="`kruispunt log verify` says where"):
            list(read())


# Questions that were announced

ASKING = replace(SENT, outcome="asked", duration_us=0, at=NOW)


def drawn(engine: Engine, query: Query = EVERYTHING) -> str:
    return "\n".join(render_tree(Trail(engine).trees(query)))


def test_a_question_of_which_the_end_is_known_is_shown_once(
    engine: Engine, write: Journal
) -> None:
    """A hop writes `asked` before the question leaves, and then how it ended."""
    write.write([ASKING])
    write.write([CALL, SENT])
    assert drawn(engine).count("→ https://magda.test/x") == 1
    assert "asked" not in drawn(engine)
    records = list(Trail(engine).records())
    assert len(records) == 3, "the log itself keeps both"
    told = list(render_explanation(records))
    assert len(told) == 2
    assert not any("asked" in line for line in told)


def test_a_question_of_which_nobody_knows_the_end_is_shown_so(
    engine: Engine, write: Journal
) -> None:
    """The hop was killed in between; the next one has the question."""
    write.write([ASKING])
    write.write([RECEIVED])
    _, asking, received = render_tree(Trail(engine).trees())
    assert asking.startswith("└─")
    assert "| asked, no answer |" in asking
    assert received.startswith("   └─")
    told = list(render_explanation(list(Trail(engine).records())))
    assert "| asked, no answer |" in told[0]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(Query(outcome=("asked",)), id="by outcome"),
        pytest.param(Query(until=NOW + timedelta(milliseconds=500)), id="by time"),
    ],
)
def test_an_end_that_was_not_searched_for_still_is_one(
    engine: Engine, write: Journal, query: Query
) -> None:
    """With its twin: the same question without the record of how it ended."""
    write.write([ASKING, replace(ASKING, trace=OTHER), SENT])
    lines = [line for line in drawn(engine, query).splitlines() if "asked" in line]
    assert len(lines) == 1
    assert f"trace {OTHER}" in drawn(engine, query)
    assert f"trace {TRACE}" not in drawn(engine, query)


def test_an_end_at_another_hop_is_none(engine: Engine, write: Journal) -> None:
    """Ids of spans are as good as unique, but nobody promises it."""
    write.write([ASKING, replace(SENT, hop="magda"), replace(SENT, direction="in")])
    assert "asked, no answer" in drawn(engine)


def test_the_tree_is_drawn_with_one_line_a_record(
    engine: Engine, write: Journal
) -> None:
    sibling = later(9, "7", "1", direction="out", peer="source:vsb", outcome="failed")
    other = replace(CALL, trace=OTHER, at=NOW + timedelta(minutes=1))
    write.write([CALL, SENT, sibling, RECEIVED, other])
    lines = list(render_tree(Trail(engine).trees()))
    begins = [line.partition(" 12:")[0] for line in lines]
    assert begins == [
        f"trace {TRACE}, 2026-11-22 UTC",
        "└─",
        "   ├─",
        "   │  └─",
        "   └─",
        f"trace {OTHER}, 2026-11-22 UTC",
        "└─",
    ]


def test_a_line_tells_who_asked_what_about_whom_and_how_it_ended(
    engine: Engine, write: Journal
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4."""
    refused = replace(CALL, outcome="refused", level="2", code="13001")
    write.write([refused, SENT])
    _, call, sent = render_tree(Trail(engine).trees())
    for part in (
        "12:00:00.654",
        "wiv",
        " in ",
        "GeefDossierHandicap 03.00.0000",
        "party=wonen-in-limburg",
        "application=huurdossier",
        "user=80631402131",
        "person=85643007594",
        "refused (level 2, 13001)",
        "12.3 ms",
    ):
        assert part in call
    assert "→ https://magda.test/x" in sent
    assert "→" not in call


# The legal ground

HOUSING = {"legal_basis": "23/058 §62-69", "grant": "wiv-attest"}
PREMIUM = {"legal_basis": "22/004 §4", "grant": "fluvius-disability"}
NONE = {"nearest": "22/004 §24 (fluvius-living-wage)"}


def test_a_line_tells_the_ground_of_a_call(engine: Engine, write: Journal) -> None:
    """Once: what was sent on was sent on the same ground."""
    write.write([replace(CALL, **HOUSING), replace(SENT, **HOUSING)])
    _, call, sent = render_tree(Trail(engine).trees())
    assert "| ground=23/058 §62-69 (wiv-attest) |" in call
    assert "ground" not in sent


def test_a_line_tells_which_ground_was_nearest_where_there_is_none(
    engine: Engine, write: Journal
) -> None:
    refused = replace(CALL, outcome="refused", **NONE)
    write.write([refused, later(1, "2", "9", outcome="refused", level="tls")])
    _, without, undecided = render_tree(Trail(engine).trees())
    assert "| no ground, nearest=22/004 §24 (fluvius-living-wage) |" in without
    assert "ground" not in undecided, "it never came so far"


@pytest.mark.parametrize(
    ("basis", "found"),
    [
        pytest.param("22/004", ["2", "3"], id="the act, of a refusal too"),
        pytest.param("§62", ["1"], id="the paragraph"),
        pytest.param("Fluvius-Disability", ["2"], id="the grant, capitals or not"),
        pytest.param("fluvius", ["2", "3"], id="part of a grant"),
        pytest.param("22_004", [], id="no pattern"),
        pytest.param("%", [], id="no pattern either"),
    ],
)
def test_calls_are_found_by_their_ground(
    engine: Engine, write: Journal, basis: str, found: list[str]
) -> None:
    """What was refused counts too: an auditor wants to know who tried."""
    write.write(
        [
            replace(CALL, **HOUSING),
            later(1, "2", "9", **PREMIUM),
            later(2, "3", "9", outcome="refused", **NONE),
            later(3, "4", "9"),
        ]
    )
    trail = Trail(engine)
    query = Query(basis=(basis,))
    assert [r["span"][0] for r in trail.records(query)] == found
    of_one = replace(query, trace=(TRACE,))
    assert [n.record["span"][0] for n in trail.trees(of_one)] == found
    assert list(trail.records(replace(query, trace=(OTHER,)))) == []


def test_an_operation_is_told_where_it_differs_from_the_service(
    engine: Engine, write: Journal
) -> None:
    write.write([replace(CALL, service="HandiService", version="v2", operation="ask")])
    _, line = render_tree(Trail(engine).trees())
    assert "HandiService v2 ask" in line


def test_a_connection_that_never_became_a_call_is_told_as_well(
    engine: Engine, write: Journal
) -> None:
    nothing = dict.fromkeys(SIX[1:], UNKNOWN) | {"version": None, "operation": None}
    write.write([replace(CALL, **nothing, outcome="refused", level="tls")])  # type: ignore[arg-type]
    _, line = render_tree(Trail(engine).trees())
    assert f"{UNKNOWN} | party={UNKNOWN} | application={UNKNOWN} | user=" in line
    assert "refused (level tls, no code)" in line


@pytest.mark.parametrize("level", ["tls", "http"])
def test_a_refusal_below_soap_names_the_other_end_and_the_reason(
    engine: Engine, write: Journal, level: str
) -> None:
    """Of a client without a certificate, nothing else is known."""
    write.write([replace(CALL, outcome="refused", level=level, code="no-certificate")])
    _, line = render_tree(Trail(engine).trees())
    assert "← 127.0.0.1:50000" in line
    assert f"refused (level {level}, no-certificate)" in line


EVIL = "\x1b[2J\n\u202e\x9b"
SHOWN = r"\x1b[2J\n\u202e\x9b"


@pytest.mark.parametrize("field", ["user", "person", "party", "application", "peer"])
def test_what_came_from_outside_cannot_steer_the_terminal(
    engine: Engine, write: Journal, field: str
) -> None:
    twist: dict[str, Any] = {field: EVIL, "outcome": "refused", "level": "tls"}
    write.write([replace(CALL, **twist)])
    trail = Trail(engine)
    lines = [
        *render_tree(trail.trees()),
        *render_explanation(list(trail.records())),
    ]
    assert all(line.isprintable() for line in lines)
    assert sum(SHOWN in line for line in lines) == 2


@pytest.mark.parametrize("field", ["requirement", "expected", "actual"])
def test_what_a_finding_quotes_cannot_steer_the_terminal(
    engine: Engine, write: Journal, field: str
) -> None:
    told = {"requirement": "r", "expected": "e", "actual": "a", field: EVIL}
    finding = Finding(check="c", fault=None, **told)  # type: ignore[arg-type]
    write.write([replace(CALL, outcome="refused", findings=findings_json([finding]))])
    lines = list(render_explanation(list(Trail(engine).records())))
    assert all(line.isprintable() for line in lines)
    assert any(line.endswith(SHOWN) for line in lines)


# The explanation


@pytest.mark.parametrize("severity", Severity)
def test_every_finding_is_explained_whatever_its_severity(
    engine: Engine, write: Journal, severity: Severity
) -> None:
    finding = Finding(
        check="user.on-staff-list",
        fault=None if severity is Severity.NOTE else "magda.user-unknown",
        severity=severity,
        requirement="Protocol WiV–Wonen in Limburg art. 6.2",
        expected="a person on the list",
        actual="not on the list",
    )
    write.write([replace(CALL, findings=findings_json([finding]))])
    call, check, *rest = render_explanation(list(Trail(engine).records()))
    assert "party=wonen-in-limburg" in call
    mark, _, told = check.strip().partition(" ")
    assert mark in "✗!·"
    assert told == "user.on-staff-list" + (
        f" → {finding.fault}" if finding.fault else ""
    )
    assert [line.split(":")[0].strip() for line in rest] == [
        "requirement",
        "expected",
        "actual",
    ]
    assert rest[0].endswith(finding.requirement)


def test_what_a_finding_does_not_say_has_no_line(
    engine: Engine, write: Journal
) -> None:
    finding = Finding(check="c", fault=None, requirement="r", severity=Severity.NOTE)
    write.write([replace(CALL, findings=findings_json([finding]))])
    assert len(list(render_explanation(list(Trail(engine).records())))) == 3


def test_errors_warnings_and_notes_have_marks_of_their_own(
    engine: Engine, write: Journal
) -> None:
    findings = [
        Finding(check="c", fault=None, requirement="", severity=severity)
        for severity in Severity
    ]
    write.write([replace(CALL, findings=findings_json(findings))])
    _, *checks = render_explanation(list(Trail(engine).records()))
    assert len({line.strip()[0] for line in checks}) == len(Severity)


def test_the_explanation_begins_with_the_deepest_refusal_and_goes_down_the_hops(
    engine: Engine, write: Journal
) -> None:
    """What a hop above says only passes on what the deepest one noticed."""

    def refusing(call: Exchange, check: str) -> Exchange:
        finding = Finding(
            check=check, fault=None, requirement="r", actual=f"at {check}"
        )
        return replace(call, outcome="refused", findings=findings_json([finding]))

    write.write([refusing(RECEIVED, "law.granted")])
    write.write([refusing(CALL, "onward.refused"), SENT])
    first, *rest = render_explanation(list(Trail(engine).records()))
    assert first == "refused by magda: law.granted: at law.granted"
    begins = [line.partition("|")[0].rstrip() for line in rest if " | " in line]
    assert begins == [
        "12:00:00.654 wiv   in",
        "  12:00:01.654 wiv   out",
        "    12:00:02.654 magda in",
    ]
    assert rest[-1].startswith("    ")


def test_an_answered_question_is_explained_without_a_refusal(
    engine: Engine, write: Journal
) -> None:
    write.write([CALL])
    (line,) = render_explanation(list(Trail(engine).records()))
    assert not line.startswith("refused")
