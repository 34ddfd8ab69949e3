"""
What the acts have the KSZ push: to whom, from which day, what of it, and about whom.

Every line of the catalogue of authorisations (`vectors/law/authorisations.yaml`) about
a notification, against what leaves under it about people with every kind of risk. Where
a field stands in a message is said here again, so that the law cannot be wrong about it
and agree with itself.

Source: 23/058 §3-6 (what is pushed), §85 (only what is listed), §88 (only with an open
file) and the paragraphs of each line; contract sheet
`ksz-hdiindemnityallowancenotifications-v1` for the elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from kruispunt_law import Grant
from kruispunt_simulator.notifications import KINDS, Kind, LeftOut, Report
from kruispunt_simulator.notifications.ground import decide_push
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import Person

from .conftest import CONTRACT, LAW, Office, attest, insured, told

Row = dict[str, Any]
Place = tuple[str, str]
"""Block of a notification, and element in it."""

VECTORS = Path(__file__).parents[2] / "vectors" / "law"
QUARTER = "2023Q4"
"""Over on the first day of every act."""
PUSHED: dict[str, Row] = {
    row["id"]: row
    for row in yaml.load(
        (VECTORS / "authorisations.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )["authorisations"]
    if row["kind"] == "grant"
    and (row["module"] or "").startswith("notify-")
    and row["actor"]["id"] != "wonen-in-limburg"
}
"""All but what the agency passes on under its protocol, which the KSZ does not push."""
MODULES = {
    "notify-hdi-indemnity-allowance-period": "period",
    "notify-hdi-indemnity-allowance-attest": "attest",
}
PARTIES = Parties.load()
MAY_HAVE_ALL = {"rsvz", "socialeverzekeringsfondsen"}
"""Source: 23/058 §16."""
FAMILY_BENEFITS = {
    *("opgroeien-regie", "vutg", "infino", "kidslife", "my-family", "parentia")
}
INTEGRATOR = {
    **dict.fromkeys(FAMILY_BENEFITS, "magda"),
    **dict.fromkeys(("bghm", "ovm"), "fidus"),
    "wonen-in-vlaanderen": "magda",
    "woonmaatschappijen": "magda",
}
"""
Through whom a recipient receives that has no door at the KSZ.

Source: 23/058 §79.11 (FIDUS); 14/088 §3, Protocol WiV–Wonen in Limburg art. 1 (MAGDA).
"""


def of_rows(wanted: Callable[[Row], bool]) -> pytest.MarkDecorator:
    rows = [row for row in PUSHED.values() if wanted(row)]
    assert rows
    return pytest.mark.parametrize("row", rows, ids=lambda row: row["id"])


def lacks_the_risk(row: Row) -> bool:
    """Whether the list has the period of a risk, but not the risk."""
    fields = set(row["fields_allowed"])
    of_period = row["module"] == "notify-hdi-indemnity-allowance-period"
    return of_period and "hdi-period-social-risk" not in fields


each_row = of_rows(lambda row: True)
each_telling_row = of_rows(lambda row: not lacks_the_risk(row))
each_row_of_attests = of_rows(lambda row: MODULES[row["module"]] == "attest")


def grant_of(row: Row) -> Grant:
    """The one grant that works a line out."""
    (found,) = (
        grant
        for grant in LAW.grants
        if row["id"] in grant.under and grant.service == CONTRACT.service
    )
    return found


def first_day(row: Row) -> date:
    """The first day on which every line that the grant rests on holds."""
    days = [PUSHED[name]["in_force"]["from"] for name in grant_of(row).under]
    return max(date.fromisoformat(day) for day in days)


# People


def risk(kind: str, **given: Any) -> dict[str, Any]:
    """What was paid for one risk, with nothing that a neutral value looks like."""
    payment = {
        "period": {"begin_date": date(2023, 11, 1), "end_date": date(2023, 11, 30)},
        "amount": 1500,
    }
    paid = ({**payment, "days": 25}, {**payment, "hours": 7})
    terms = {
        "document": "C21",
        "incapacity_category": 1,
        "family_situation": "04",
        "allowance_category": 2,
        "allowance_code": "AH",
    }
    return {"social_risk": {kind: given}, "terms": terms, "payments": paid}


def risks() -> Iterator[dict[str, Any]]:
    """One of every kind, all of it."""
    period = {"begin_date": date(2023, 10, 2), "end_date": date(2023, 12, 30)}
    invalidity = {"start_date": date(2023, 10, 3), "invalidity_category": 8}
    begun = {"initial_start_date": date(2023, 1, 5)}
    ended = {"period": period, "exit_code": 3, **begun}
    general, independent = {"social_status": 3}, {"social_status": 5}
    active = {"activity_code": 2}
    due = {"delivery_date": date(2023, 10, 6)}
    expected = {"supposed_delivery_date": date(2023, 10, 7)}
    adopted = {"adoption_date": date(2023, 10, 8), **begun}
    fostered = {"foster_care_date": date(2023, 10, 9), **begun}
    ill = {**ended, "invalidity": invalidity}
    yield risk("general_incapacity_for_work", **general, **ill, **active)
    yield risk(
        "general_incapacity_for_work", **general, **active, **ill | {"exit_code": 0}
    )
    yield risk("independent_incapacity_for_work", **independent, **ill)
    yield risk("general_pregnancy", **general, **ended, **due, **expected, **active)
    yield risk("independent_pregnancy", **independent, **ended, **due)
    yield risk("general_breast_feeding", **general, **due, **begun)
    yield risk("general_paternity", **general, **due, **begun)
    yield risk("general_adoption", **general, **adopted)
    yield risk("independent_adoption", **independent, **adopted)
    yield risk("general_foster_care", **general, **fostered)
    yield risk("independent_foster_care", **independent, **fostered)


RISKS = tuple(risks())


def person(serial: int, created: date, *allowances: Any) -> Person:
    """Somebody with an attest of the quarter that was sent on a day."""
    made = attest(0, *allowances or RISKS, created=created, quarter=QUARTER)
    return insured(serial, made)


def keep_file(office: Office, grant: Grant, someone: Person, **given: Any) -> None:
    """Have the receiver, or for whom it receives, keep a file about somebody."""
    register, keeper, quality = grant.file
    if register != "none":
        line = {"register": register, "party": keeper, "quality": quality}
        office.inscribe(someone, **line | given)


def push(office: Office, row: Row, day: date) -> Report:
    """Push what a line is about, to whom it says, under all of the law."""
    office.grants = list(LAW.grants)
    grant, kind = grant_of(row), MODULES[row["module"]]
    return office.push(
        kind,
        day=day,
        quarter=None if KINDS[kind].is_daily else QUARTER,
        party=grant.party,
        capacity=grant.capacity,
    )


# Elements


PERIOD: dict[Place, str] = {
    ("socialRisk", "socialRiskCategory"): "hdi-period-social-risk",
    ("socialRisk", "beginDate"): "hdi-period-start-date",
    ("socialRisk", "endDate"): "hdi-period-end-date",
    ("socialRisk", "exitCode"): "hdi-period-end-reason",
}
"""Source: 23/058 §5."""
ATTEST: dict[Place, str] = {
    ("socialRisk", "socialRiskCategory"): "hdi-risk-nature",
    ("socialRisk", "socialStatus"): "hdi-risk-scheme",
    ("socialRisk", "beginDate"): "hdi-risk-period-start-date",
    ("socialRisk", "endDate"): "hdi-risk-period-end-date",
    ("socialRisk", "exitCode"): "hdi-risk-closing-reason",
    ("socialRisk", "startDate"): "hdi-risk-invalidity-start-date",
    ("socialRisk", "invalidityCategory"): "hdi-risk-more",
    ("socialRisk", "initialStartDate"): "hdi-risk-file-initial-start-date",
    ("socialRisk", "activityCode"): "hdi-risk-nature",
    ("socialRisk", "deliveryDate"): "hdi-risk-more",
    ("socialRisk", "supposedDeliveryDate"): "hdi-risk-more",
    ("socialRisk", "adoptionDate"): "hdi-risk-more",
    ("socialRisk", "fosterCareDate"): "hdi-risk-more",
    ("payments", "document"): "hdi-pay-accounting-document-type",
    ("payments", "incapacityCategory"): "hdi-pay-employee-category",
    ("payments", "familySituation"): "hdi-pay-family-situation",
    ("payments", "allowanceCategory"): "hdi-pay-benefit-type",
    ("payments", "allowanceCode"): "hdi-pay-benefit-nature",
    ("payments", "beginDate"): "hdi-pay-period-start-date",
    ("payments", "endDate"): "hdi-pay-period-end-date",
    ("payments", "amount"): "hdi-pay-gross-taxable-amount",
    ("payments", "days"): "hdi-pay-compensated-days",
    ("payments", "hours"): "hdi-pay-compensated-hours",
}
"""
Source: 23/058 §6. What the contract tells of a risk besides its kind is in no list, so
only for who may have all (§16); the activity code, which the contract demands, is told
with the kind (our choice, `docs/choices.md`).
"""
TELLS = {"period": PERIOD, "attest": ATTEST}
IN_PLACE = {
    ("socialRisk", "exitCode"): {"0"},
    ("socialRisk", "initialStartDate"): {"1900-01-01"},
    ("socialRisk", "socialStatus"): {"2"},
    ("socialRisk", "deliveryDate"): {"1900-01-01"},
    ("socialRisk", "adoptionDate"): {"1900-01-01"},
    ("socialRisk", "fosterCareDate"): {"1900-01-01"},
}
"""What stands where the contract demands something that is not granted."""


def said(notifications: Sequence[Any], at: Place) -> list[str]:
    """What some elements say, in order."""
    block, name = at
    return [
        each.text
        for notification in notifications
        for top in notification.iter(block)
        for each in top.iter(name)
    ]


def everything(row: Row, people: Sequence[Person]) -> list[Any]:
    """The notifications about people, before the law looks at them."""
    only_general = row["parameters"].get("schemes_allowed") == ["general"]
    whole = []
    for each in people:
        (sent,) = each.incapacity
        if only_general:
            general = [a for a in sent.allowances if "general" in a.social_risk.kind]
            sent = sent.model_copy(update={"allowances": tuple(general)})
        for content in KINDS[MODULES[row["module"]]].write(sent):
            whole.append(content[-1])
    return whole


def expected(row: Row, at: Place, whole: list[str]) -> list[str] | None:
    """What leaves of an element; None: nothing of what it says."""
    granted = {*row["fields_allowed"]}
    if row["actor"]["id"] in MAY_HAVE_ALL:
        granted.add("hdi-risk-more")
    if TELLS[MODULES[row["module"]]][at] in granted:
        return whole
    if at == ("socialRisk", "exitCode") and "hdi-risk-exit-code" in granted:
        return ["0" if code == "0" else "1" for code in whole]
    return None


def places(notification: Any) -> Iterator[Place]:
    """Where something is said that is not whose attest it is, nor which."""
    for block in notification[2:]:
        for each in block.iter():
            if each.text:
                above = {ancestor.tag for ancestor in each.iterancestors()}
                (part,) = above & {"socialRisk", "payments"}
                yield part, each.tag


# To whom, and from when


@each_telling_row
def test_it_leaves_on_the_first_day_and_not_the_day_before(
    office: Office, row: Row
) -> None:
    """Source: the entry-into-force clauses of the acts; rule R-LC-02."""
    grant, first = grant_of(row), first_day(row)
    before = first - timedelta(days=1)
    office.people = [person(1, first), person(3, before)]
    for each in office.people:
        keep_file(office, grant, each)
    refused = push(office, row, before)
    assert refused.decision.reason == f"no ground is in force on {before.isoformat()}"
    assert not office.folder.exists()
    push(office, row, first)
    (message,) = office.messages()
    assert CONTRACT.validate(message) == ()
    assert message.findtext("legalContext") == grant.capacity
    number = message.findtext("receiver/organizationIdentification/cbeNumber")
    (receiver,) = (party for party in PARTIES.all if party.number == number)
    recipient = row["actor"]["id"]
    assert receiver.id == INTEGRATOR.get(recipient, recipient)


@each_row
def test_it_is_pushed_to_nobody_else_and_nothing_else_is(row: Row) -> None:
    """Source: 23/058 §3-7, §85; rules R-LC-01 and R-LC-03."""
    grant = grant_of(row)
    asked = {"party": grant.party, "capacity": grant.capacity, "day": first_day(row)}
    kinds = {
        MODULES[other["module"]]
        for other in PUSHED.values()
        for found in [grant_of(other)]
        if (found.party, found.capacity) == (grant.party, grant.capacity)
    }
    assert kinds == {name for name, kind in KINDS.items() if may(kind, **asked)}
    for name in kinds:
        assert not may(KINDS[name], **asked | {"party": "vlaams-woningfonds"})
        assert not may(KINDS[name], **asked | {"capacity": "OTHER:PURPOSE"})


def may(kind: Kind, **asked: Any) -> bool:
    """Whether a kind of message may be pushed at all."""
    return decide_push(LAW, kind=kind, **asked).allowed


# What


@each_telling_row
def test_what_its_list_holds_leaves_and_nothing_else(office: Office, row: Row) -> None:
    """
    All of it, of every kind of risk; neutral, what the contract demands besides.

    Source: 23/058 §5, §6, §85; §42, §61 (general scheme only); §64 (whether it ended,
    and not why).
    """
    grant, day, tells = grant_of(row), first_day(row), TELLS[MODULES[row["module"]]]
    office.people = [person(1, day)]
    keep_file(office, grant, office.people[0])
    push(office, row, day)
    whole, left = everything(row, office.people), office.notifications()
    assert len(left) == len(whole)
    for at in tells:
        before, after = said(whole, at), said(left, at)
        assert before
        granted = expected(row, at, before)
        if granted is None:
            assert set(after) <= IN_PLACE.get(at, set()), at
        else:
            assert after == granted, at
    assert {at for each in left for at in places(each)} <= tells.keys()


@each_row_of_attests
def test_of_an_attest_of_the_other_scheme_only_nothing_leaves_where_one_is_excluded(
    office: Office, row: Row
) -> None:
    """Source: 23/058 §42, §61; rule R-HDI-11."""
    grant, day = grant_of(row), first_day(row)
    independent = [each for each in RISKS if "independent" in str(each["social_risk"])]
    office.people = [person(1, day, *independent)]
    keep_file(office, grant, office.people[0])
    report = push(office, row, day)
    excluded = row["parameters"].get("schemes_allowed") == ["general"]
    assert told(office.notifications()) == ([] if excluded else [office.people[0].ssin])
    assert report.left_out == ({LeftOut.NOTHING_MAY_LEAVE: 1} if excluded else {})


@pytest.mark.parametrize("document", ["C421", "C423", "PI41", "PI423"])
@each_row_of_attests
def test_payments_of_the_other_scheme_stay_behind_whatever_the_risk_says(
    office: Office, row: Row, document: str
) -> None:
    """
    The contract lets an allowance have no risk; the document tells the scheme too.

    Source: 23/058 §42, §61; rule R-HDI-11; `_code-lists.md`, document.
    """
    grant, day = grant_of(row), first_day(row)
    paid = {**RISKS[0], "terms": {**RISKS[0]["terms"], "document": document}}
    office.people = [person(1, day, paid)]
    keep_file(office, grant, office.people[0])
    report = push(office, row, day)
    excluded = row["parameters"].get("schemes_allowed") == ["general"]
    assert told(office.notifications()) == ([] if excluded else [office.people[0].ssin])
    assert report.left_out == ({LeftOut.NOTHING_MAY_LEAVE: 1} if excluded else {})


def test_the_push_to_the_agency_does_not_hang_on_the_protocol_of_one_company() -> None:
    """Source: 23/058 §62-64, which grants it to Wonen in Vlaanderen itself."""
    for kind in ("period", "attest"):
        grant = LAW.grant(f"magda-social-rent-hdi-pushed-{kind}")
        assert {LAW.entries[name].act for name in grant.under} == {"b-23-058"}


@of_rows(lacks_the_risk)
def test_who_may_have_the_period_and_not_the_risk_gets_nothing(
    office: Office, row: Row
) -> None:
    """
    The contract tells a period only with the category of its risk.

    Source: 23/058 §10 (inspection), §71 (Groeipakket), §79.5 (BGHM) against the
    contract sheet; `docs/choices.md`. Nor are they told that there is an attest (§85).
    """
    grant, day = grant_of(row), first_day(row)
    office.people = [person(1, day)]
    keep_file(office, grant, office.people[0])
    report = push(office, row, day)
    assert report.decision.grant == grant
    assert report.sent == ()
    assert report.left_out == {LeftOut.NOTHING_MAY_LEAVE: 1}


def test_these_are_the_inspections_the_family_benefits_and_brussels() -> None:
    recipients = {row["actor"]["id"] for row in PUSHED.values() if lacks_the_risk(row)}
    inspections = {each for each in recipients if each.endswith("-inspectie")}
    assert len(inspections) == 5
    assert recipients - inspections == {*FAMILY_BENEFITS, "bghm", "ovm"}


# About whom


@each_row
def test_who_is_not_in_the_repertory_is_left_out(office: Office, row: Row) -> None:
    """
    Source: 23/058 §88, §56/8, §79.11. Inspections need no file (§14), so of the same
    people nobody is left out for the lack of one.
    """
    grant, day = grant_of(row), first_day(row)
    office.people = [person(serial, day) for serial in (1, 3, 5, 7)]
    known, closed, elsewhere, _ = office.people
    keep_file(office, grant, known)
    keep_file(office, grant, closed, end_date=day - timedelta(days=1))
    keep_file(office, grant, elsewhere, party="vlaams-woningfonds")
    report = push(office, row, day)
    exempt = row["integration"]["required"] is False
    assert exempt is (grant.register_ == "none")
    assert report.left_out[LeftOut.NOT_INSCRIBED] == (0 if exempt else 3)
    telling = not lacks_the_risk(row)
    assert set(told(office.notifications())) == ({known.ssin} if telling else set())
