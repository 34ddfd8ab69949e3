"""The table from flow and hop to the call of the client, tested as a table."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from kruispunt_client.calls.question import Call, Question
from kruispunt_client.flows import Flows
from kruispunt_contracts import catalogue
from kruispunt_law import law
from kruispunt_simulator import services
from kruispunt_simulator.commands.flows import FLOWS, Asked, Flow, find_flow, names

TODAY = date(2026, 11, 22)
ALL_HOPS = frozenset({"wiv", "magda", "ksz"})
ONE_DAY = Asked(
    insz="85643007594",
    user="80631402131",
    on=date(2026, 6, 1),
    period=None,
    quarter=None,
    today=TODAY,
)

each_flow = pytest.mark.parametrize(
    "flow", FLOWS, ids=lambda f: f"{f.name} at {'-'.join(sorted(f.hops))}"
)


def asked(**given: Any) -> Asked:
    fields = {"on": None, "period": None, "quarter": None}
    return Asked(insz="85643007594", user="80631402131", today=TODAY, **fields | given)


class Recorder(Flows["Recorder"]):
    """Stands where a `Connection` stands, and keeps what it would ask."""

    def __init__(self) -> None:
        self.calls: list[Call[Any]] = []
        self._open_flows(self)

    def ask(self, call: Call[Any]) -> str:
        self.calls.append(call)
        return "answer"


def called(flow: Flow, what: Asked) -> Question:
    """The question that would go to the hops of the flow."""
    recorder = Recorder()
    assert flow.ask(recorder, what) == "answer"
    (call,) = recorder.calls
    return next(w.question for w in call.ways if w.question.service == flow.service)


@each_flow
def test_a_flow_asks_one_question_that_the_client_has(flow: Flow) -> None:
    question = called(flow, ONE_DAY)
    assert question.subject == "85643007594"
    assert question.user == "80631402131"
    assert {question.operation} <= {*flow.operations}


@each_flow
def test_a_flow_is_about_a_service_that_is_answered_at_its_hops(flow: Flow) -> None:
    known = [key for key in services.discover() if key[0] == flow.service]
    assert known
    for service, version, _ in known:
        dialect = catalogue.load().contract(service, version).dialect
        assert (dialect == "ksz") is (flow.hops == {"ksz"})


@each_flow
def test_somebody_may_ask_it(flow: Flow) -> None:
    granted = {g.hop for g in law().grants if g.service == flow.service}
    assert granted & flow.hops


@each_flow
def test_names_of_operations_are_names_on_the_wire(flow: Flow) -> None:
    contracts = [c for c in catalogue.load().contracts if c.service == flow.service]
    known = {o.name for c in contracts for o in c.operations} | {flow.service}
    assert set(flow.operations) <= known


def test_no_name_means_two_flows_at_one_hop() -> None:
    for one, other in combinations(FLOWS, 2):
        if one.hops & other.hops:
            mine = {one.name, *one.operations}
            assert not mine & {other.name, *other.operations}


# Finding a flow


@pytest.mark.parametrize(
    "name",
    [
        "dossier-handicap",
        "DossierHandicap",
        "dossier_handicap",
        "DOSSIER HANDICAP",
        "GeefDossierHandicap",
        "geef-dossier-handicap",
    ],
)
def test_case_dashes_and_underscores_do_not_count(name: str) -> None:
    flow = find_flow(name, None, frozenset({"wiv"}))
    assert flow is not None
    assert flow.service == "GeefDossierHandicap"


@pytest.mark.parametrize(
    ("via", "reachable", "service"),
    [
        pytest.param(None, {"wiv"}, "GeefDossierHandicap", id="at the only hop"),
        pytest.param(None, {"ksz"}, "HandiService", id="at the KSZ"),
        pytest.param("ksz", {"magda", "ksz"}, "HandiService", id="at the hop named"),
        pytest.param("magda", {"ksz"}, "GeefDossierHandicap", id="even out of reach"),
        pytest.param(None, set(), None, id="nowhere"),
    ],
)
def test_one_name_means_the_service_of_the_hop(
    via: str | None, reachable: set[str], service: str | None
) -> None:
    """Whoever names a hop gets that hop, and the refusal that may come with it."""
    flow = find_flow("dossier-handicap", via, frozenset(reachable))
    assert (flow.service if flow else None) == service


@pytest.mark.parametrize(
    ("name", "via"), [("nothing", None), ("zorgtoeslag", "ksz"), ("attest", "magda")]
)
def test_what_is_not_asked_there_is_not_found(name: str, via: str | None) -> None:
    assert find_flow(name, via, ALL_HOPS) is None


@pytest.mark.parametrize(
    ("name", "flow"),
    [
        ("consultAttest", "attest"),
        ("consultIndemnityPeriods", "arbeidsongeschiktheid"),
        ("HandiService", "dossier-handicap"),
        ("consultFilesByPeriod", "dossier-handicap"),
        ("GeefZorgtoeslag", "zorgtoeslag"),
    ],
)
def test_names_of_services_and_operations_find_their_flow(name: str, flow: str) -> None:
    found = find_flow(name, None, ALL_HOPS)
    assert found is not None
    assert found.name == flow


def test_every_flow_is_listed_with_its_hops() -> None:
    assert names() == {
        "zorgtoeslag": "magda/wiv",
        "dossier-handicap": "ksz/magda/wiv",
        "arbeidsongeschiktheid": "ksz/magda/wiv",
        "attest": "ksz",
    }


# Dates


def test_without_a_date_the_business_date_is_asked() -> None:
    assert asked().day_or_period() == {"on": TODAY}
    assert asked(on=date(2024, 1, 1)).day_or_period() == {"on": date(2024, 1, 1)}


def test_a_period_goes_before_a_day() -> None:
    period = (date(2024, 1, 1), date(2024, 12, 31))
    assert asked(period=period).day_or_period() == {"period": period}


@pytest.mark.parametrize(
    ("given", "quarter"),
    [
        pytest.param({}, "2026Q4", id="today's"),
        pytest.param({"quarter": "2024Q1"}, "2024Q1", id="as given"),
        pytest.param({"on": date(2024, 3, 31)}, "2024Q1", id="the last day of one"),
        pytest.param({"on": date(2024, 4, 1)}, "2024Q2", id="the first of the next"),
        pytest.param(
            {"period": (date(2024, 1, 1), date(2024, 3, 31))}, "2024Q1", id="of both"
        ),
    ],
)
def test_a_quarter_is_that_of_the_day(given: dict[str, Any], quarter: str) -> None:
    assert asked(**given).the_quarter() == quarter


ACROSS = {"period": (date(2024, 3, 31), date(2024, 4, 1))}
INSIDE = {"period": (date(2024, 1, 1), date(2024, 3, 31))}


@each_flow
@pytest.mark.parametrize(
    ("given", "quarterly", "daily"),
    [
        pytest.param({"quarter": "2024Q1"}, True, False, id="a quarter"),
        pytest.param(ACROSS, False, True, id="a period across quarters"),
        pytest.param(INSIDE, True, True, id="a period inside a quarter"),
        pytest.param({"on": date(2024, 1, 1)}, True, True, id="a day"),
        pytest.param({}, True, True, id="nothing"),
    ],
)
def test_a_flow_says_what_it_cannot_ask(
    flow: Flow, given: dict[str, Any], quarterly: bool, daily: bool
) -> None:
    problem = flow.problem(asked(**given))
    assert (problem is None) is (quarterly if flow.quarterly else daily)
    if problem:
        assert ("about one quarter: give --quarter" in problem) is flow.quarterly
        assert f"{flow.name} is asked about" in problem


@each_flow
def test_a_flow_by_quarter_has_a_quarter_in_its_question(flow: Flow) -> None:
    assert ("2026Q2" in str(called(flow, ONE_DAY).content)) is flow.quarterly


def test_files_at_the_ksz_are_asked_by_date_or_by_period() -> None:
    flow = find_flow("dossier-handicap", "ksz", ALL_HOPS)
    assert flow is not None
    assert called(flow, asked()).operation == "consultFilesByDate"
    period = (date(2024, 1, 1), date(2024, 12, 31))
    assert called(flow, asked(period=period)).operation == "consultFilesByPeriod"


def test_magda_is_not_asked_about_a_source_that_it_does_not_pass_on() -> None:
    """Source: contract sheet `magda-geefdossierhandicap-03.00`: no KindEnGezin."""
    flow = find_flow("dossier-handicap", "magda", ALL_HOPS)
    assert flow is not None
    (criteria,) = called(flow, asked()).content["Criteria"].values()
    sources = {*criteria["handicapAuthenticSources"]}
    assert "KindEnGezin" not in sources
    assert {"DGPH", "VSB"} <= sources
