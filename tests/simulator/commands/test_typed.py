"""Every typed call of the client, asked from the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_client.connection import HOP_DIALECTS
from kruispunt_client.errors import InvalidRequest
from kruispunt_contracts import catalogue
from kruispunt_simulator.commands.flows import Asked, Flow
from kruispunt_simulator.commands.typed import typed_flow, typed_names

from .test_flows import Recorder

TODAY = date(2026, 11, 22)
INSZ, USER = "85643007594", "80631402131"
ALL_HOPS = frozenset({"wiv", "magda", "ksz"})
PERIOD = (date(2024, 1, 1), date(2024, 3, 31))

NEEDS: dict[str, dict[str, Any]] = {
    "income.assessment": {"income_year": "2023"},
    "living_wage.amounts": {"year": "2023"},
    "social_status.check": {"statuses": "harmonised"},
    "property.parcel": {"parcel": "1"},
    "property.enterprise_situations": {"number": "0999000108"},
    "property.enterprise_properties": {"number": "0999000108", "division": "72307"},
    "property.enterprise_divisions": {"number": "0999000108"},
    "income.fiscal_data": {"groups": "ASSESSMENT"},
    "job_seeker.at_vdab": {"category": "DGB"},
    "unemployment.income": {"sums": "2024-01-01..2024-03-31"},
    "repertory.register_enterprise": {"number": "0999000108"},
    "repertory.deregister_enterprise": {"number": "0999000108"},
    "other.ask": {
        "service": "GeefPersoon",
        "version": "02.02.0000",
        "content": '{"Inhoud": {}}',
    },
}
"""Arguments without which a call cannot be made."""


def asked(**given: Any) -> Asked:
    fields = {"insz": INSZ, "on": None, "period": None, "quarter": None}
    return Asked(user=USER, today=TODAY, **fields | given)


def found(name: str, what: Asked, via: str | None = None, **given: str) -> Flow | None:
    return typed_flow(name, what, given, via=via, reachable=ALL_HOPS)


def question(flow: Flow | None) -> Any:
    """The question that would go to the hops of the flow."""
    assert flow is not None
    recorder = Recorder()
    flow.ask(recorder, asked())
    (call,) = recorder.calls
    return next(w.question for w in call.ways if w.question.service == flow.service)


def test_the_calls_of_every_flow_are_there() -> None:
    assert {"household.now", "disability.files", "repertory.register"} <= {
        *typed_names()
    }
    assert found("household.later", asked()) is None


@pytest.mark.parametrize("name", typed_names())
def test_each_makes_a_question_for_a_hop(name: str) -> None:
    needs_period = ("disability.payments", "disability.federal_rights_and_payments")
    what = asked(period=PERIOD) if name in needs_period else asked()
    flow = found(name, what, **NEEDS.get(name, {}))
    sent = question(flow)
    assert flow is not None
    assert sent.user == USER
    assert sent.subject in (INSZ, None)
    dialect = catalogue.load().contract(sent.service, sent.version).dialect
    assert flow.hops == {h for h, served in HOP_DIALECTS.items() if dialect in served}


def test_one_name_means_the_contract_of_the_hop() -> None:
    assert question(found("disability.files", asked(), "ksz")).service == "HandiService"
    assert (
        question(found("disability.files", asked(), "wiv")).service
        == "GeefDossierHandicap"
    )
    assert found("incapacity.attest", asked(), "wiv") is None


def test_the_options_fill_what_the_call_has_a_place_for() -> None:
    def when(what: Asked, name: str = "disability.files") -> str:
        return str(question(found(name, what)).content)

    assert str(TODAY.year) in when(asked())
    assert "datetime.date(2024, 1, 1)" in when(asked(period=PERIOD))
    assert "2024Q3" in when(asked(quarter="2024Q3"), "incapacity.attest")
    assert "2024Q1" in when(asked(period=PERIOD), "incapacity.attest")
    assert "2026Q4" in when(asked(), "incapacity.attest")


@pytest.mark.parametrize(
    ("name", "what", "given", "message"),
    [
        ("household.now", {"on": TODAY}, {}, "not asked with --on"),
        ("disability.payments", {}, {}, "needs --from and --to"),
        ("income.assessment", {}, {}, "needs --with income_year"),
        ("income.assessment", {}, {"year": "2023"}, "takes insz, income_year"),
        ("income.assessment", {}, {"income_year": "last"}, "not 'last'"),
        ("disability.files", {}, {"decision_status": "perhaps"}, "not 'perhaps'"),
        ("household.history", {}, {"since": "yesterday"}, "not 'yesterday'"),
        ("property.situations", {}, {"search": "2024"}, "another kind"),
        ("household.now", {"insz": ""}, {}, "needs --insz"),
        (
            "incapacity.attest",
            {"period": (date(2024, 1, 1), date(2024, 6, 1))},
            {},
            "one quarter",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(
    name: str, what: dict[str, Any], given: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidRequest, match=message):
        found(name, asked(**what), **given)


def test_arguments_are_read_by_the_type_that_the_call_wants() -> None:
    sent = question(
        found(
            "disability.files",
            asked(on=TODAY),
            sources="DGPH,VSB",
            parts="rights",
            decision_status="true",
        )
    )
    (criteria,) = sent.content["Criteria"].values()
    assert criteria["handicapAuthenticSources"] == {"DGPH": True, "VSB": True}
    assert criteria["parts"] == {"rights": True}
    assert criteria["decisionStatus"] is True
    history = question(found("household.history", asked(), since="2020-01-01"))
    assert "2020" in str(history.content)
    months = question(
        found("unemployment.income", asked(), sums="2024-01-01..2024-03-31")
    )
    assert "2024" in str(months.content)
    short = question(found("unemployment.income", asked(), sums="2024-01..2024-03"))
    assert short.content == months.content
    nobody = question(
        found("property.enterprise_divisions", asked(insz=""), number="0999000108")
    )
    assert nobody.subject is None
