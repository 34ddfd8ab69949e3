"""
Nothing of the catalogue of authorisations was lost on its way into the act files.

The catalogue (`vectors/law/authorisations.yaml`) says everything at length, entry by
entry; the acts say what is common once. Both must say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from kruispunt_law import Act, Entry, Grant, law
from kruispunt_law.load import load_checks
from kruispunt_law.operations import operations_of
from kruispunt_simulator.parties import Parties

VECTORS = Path(__file__).parents[1] / "vectors" / "law"
LAW = law()
CHECKS, CHECK_SETS = load_checks()
PARTIES = Parties.load()


@cache
def catalogue() -> dict[str, Any]:
    """The catalogue, with its anchors resolved."""
    text = (VECTORS / "authorisations.yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return read


AUTHORISATIONS: list[dict[str, Any]] = catalogue()["authorisations"]
IDS = [row["id"] for row in AUTHORISATIONS]
each_row = pytest.mark.parametrize("row", AUTHORISATIONS, ids=IDS)
OWN_ENTRIES = [entry for entry in LAW.entries.values() if entry.id not in IDS]


def plain(value: Any) -> Any:
    """A value without the types that only one side has: dates, tuples."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def act_of(row: dict[str, Any]) -> dict[str, Any]:
    act: dict[str, Any] = row["act"]
    return act


def as_in_the_catalogue(entry: Entry) -> dict[str, Any]:
    """What an entry says, in the words of the catalogue."""
    act = LAW.acts[entry.act]
    words = {
        "id": entry.id,
        "kind": entry.kind,
        "paragraphs": entry.paragraphs,
        "intermediary_chain": entry.chain,
        "source": entry.sources,
        "service": entry.service,
        "module": entry.module,
        "blocks": entry.blocks,
        "fields_allowed": entry.allowed,
        "fields_denied_explicit": entry.withheld,
        "field_specificity": entry.detail,
        "result_shape": entry.shape,
        "purposes": entry.purposes,
        "subject_categories": entry.subjects,
        "subject_constraints": entry.subject_limits,
        "history_depth": entry.history,
        "frequency": entry.frequency,
        "duration": entry.duration,
        "notes": entry.notes,
        "legal_context_proposed": entry.context,
        "parameters": entry.parameters,
        "runtime_checks": CHECK_SETS[entry.checks],
        "act": act.act,
        "actor": entry.recipient,
        "integration": entry.register_,
        "residence_check": entry.residence_check,
        "retention": entry.keep,
        "in_force": {"from": entry.from_, "until": entry.until},
    }
    optional = {
        "group_notes": entry.group_notes,
        "channels": entry.channels,
        "specific_uses": entry.specific_uses,
        "upstream_act": entry.upstream_act,
        "staff": entry.staff,
        "fields_expressly_motivated": entry.fields_expressly_motivated,
        "legal_ceiling_not_carried": entry.legal_ceiling_not_carried,
        "history_depth_by_purpose": entry.history_depth_by_purpose,
        "role_split": entry.role_split,
        "strict_profile": entry.strict_profile,
        "recognition_rule": entry.recognition_rule,
        "processors": entry.processors,
    }
    words |= {key: value for key, value in optional.items() if value}
    told: dict[str, Any] = plain(words)
    return told


def without_repetition(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the catalogue, with names for what it repeats at length."""
    short = dict(row)
    short["act"] = row["act"]["id"]
    short["actor"] = row["actor"]["id"]
    short["integration"] = row["integration"]["id"]
    short["residence_check"] = row["residence_check"]["performed"]
    short["retention"] = [rule["id"] for rule in row["retention"]]
    short["in_force"] = {key: row["in_force"][key] for key in ("from", "until")}
    del short["fields_denied_implicit"]
    told: dict[str, Any] = plain(short)
    return told


@each_row
def test_an_entry_says_what_the_catalogue_says(row: dict[str, Any]) -> None:
    assert as_in_the_catalogue(LAW.entries[row["id"]]) == without_repetition(row)


@each_row
def test_an_entry_refuses_what_the_catalogue_refuses(row: dict[str, Any]) -> None:
    """Silently: what the service carries and the recipient's list does not hold."""
    entry = LAW.entries[row["id"]]
    assert set(entry.beyond) == set(row["fields_denied_implicit"])
    assert not set(entry.allowed) & {*entry.withheld, *entry.beyond}


@each_row
def test_why_an_entry_is_in_force_is_kept(row: dict[str, Any]) -> None:
    entry = LAW.entries[row["id"]]
    assert (entry.in_force_because or "act") == row["in_force"]["basis"]


def test_the_catalogue_counts_its_entries() -> None:
    counts = dict(catalogue()["meta"]["counts"])
    assert counts.pop("total_entries") == len(AUTHORISATIONS) == len(set(IDS))
    assert sum(counts.values()) == len(AUTHORISATIONS)
    ours = Counter(LAW.entries[name].act for name in IDS)
    ours["references"] = ours.pop("act-not-among-the-texts")
    assert dict(ours) == counts


@pytest.mark.parametrize("row", catalogue()["acts"], ids=lambda row: row["id"])
def test_an_act_says_what_the_catalogue_says(row: dict[str, Any]) -> None:
    act = LAW.acts[row["id"]]
    in_force = dict(row["in_force"])
    in_force["because"] = in_force.pop("basis")
    expected = {
        "act": row["id"],
        "kind": row["kind"],
        "cited": row["cite_as"],
        "title": row["title_short"],
        "issued_by": row["issued_by"],
        "document": row["document_reference"],
        "decided": row["decision_date"],
        "nature": row["nature"],
        "ground": row.get("legal_basis", []),
        "amended": row["amended_on"],
        "in_force": in_force,
    }
    expected |= {k: row[k] for k in ("dpo_opinions", "governing_law") if k in row}
    told = plain(act.model_dump(by_alias=True, include={*expected}))
    told["in_force"] = {
        key: value
        for key, value in told["in_force"].items()
        if value is not None or key in in_force
    }
    assert told == plain(expected)


def keep_rules() -> Iterator[tuple[str, Any]]:
    for act in LAW.acts.values():
        yield from act.keep.items()


@pytest.mark.parametrize(
    "row", catalogue()["retention_rules"], ids=lambda row: row["id"]
)
def test_a_rule_of_retention_is_kept(row: dict[str, Any]) -> None:
    names = {
        "maximum": "at_most",
        "start_event": "from",
        "start_event_ids": "events",
        "start_event_stated": "stated",
        "citation": "cited",
    }
    expected = {names.get(key, key): value for key, value in row.items()}
    name = expected.pop("id")
    rule = dict(keep_rules())[name].model_dump(by_alias=True)
    assert plain({key: rule[key] for key in expected}) == plain(expected)


@pytest.mark.parametrize("row", catalogue()["purposes"], ids=lambda row: row["id"])
def test_a_purpose_is_kept(row: dict[str, Any]) -> None:
    found = [
        a.purposes[row["id"]] for a in LAW.acts.values() if row["id"] in a.purposes
    ]
    assert found
    for purpose in found:
        assert purpose.cited
    assert any(
        (purpose.for_, purpose.cited) == (row["meaning"], row["citation"])
        for purpose in found
    )


@pytest.mark.parametrize("row", catalogue()["fields"], ids=lambda row: row["id"])
def test_a_field_is_kept(row: dict[str, Any]) -> None:
    named = LAW.fields[row["id"]]
    expected = (row["nl"], row["type"], row["flow"], row["citation"], row.get("note"))
    assert (named.nl, named.type, named.flow, named.cited, named.note) == expected


def test_there_is_no_other_field() -> None:
    assert set(LAW.fields) == {row["id"] for row in catalogue()["fields"]}


@pytest.mark.parametrize(
    "row", catalogue()["integration_rules"], ids=lambda row: row["id"]
)
def test_a_rule_about_repertories_is_kept(row: dict[str, Any]) -> None:
    rule = LAW.registers[row["id"]]
    told = {text for text in rule.model_dump().values() if isinstance(text, str)}
    assert rule.required is row["required"]
    assert rule.cited == row["citation"]
    for key, value in row.items():
        if key not in ("id", "required", "citation", "registry", "prior"):
            assert value in told, key
    if "registry" in row:
        assert rule.repertory is not None
        assert row["registry"].startswith(rule.repertory)


def test_the_checks_and_their_sets_are_kept() -> None:
    rows = {
        row["id"]: (row["meaning"], row["citation"])
        for row in catalogue()["runtime_checks"]
    }
    assert {name: (c.says, c.cited) for name, c in CHECKS.items()} == rows
    sets = {row["id"]: tuple(row["items"]) for row in catalogue()["check_sets"]}
    assert dict(CHECK_SETS) == sets


# --- what is not in the catalogue -----------------------------------------------------


@pytest.mark.parametrize("entry", OWN_ENTRIES, ids=lambda entry: entry.id)
def test_another_entry_tells_what_the_agency_may_obtain_or_is_no_law(
    entry: Entry,
) -> None:
    """
    The deliberations that the protocol cites per data group, as far as it tells.

    Source: Protocol WiV–Wonen in Limburg art. 3 (what the agency may itself obtain).
    """
    act = LAW.acts[entry.act]
    if act.kind == "choice":
        return
    if entry.kind == "reference":
        assert not any(entry.id in grant.under for grant in LAW.grants)
        return
    assert entry.recipient == "wonen-in-vlaanderen"
    passed_on = {
        name
        for row in AUTHORISATIONS
        if row["act"]["id"] == "p-wiv-wil-2024"
        for name in row["fields_allowed"]
    }
    assert set(entry.allowed) <= passed_on


def number_of(act: Act) -> set[str]:
    return set(re.findall(r"\d+/\d{3,4}", act.cited))


def test_every_deliberation_that_the_protocol_cites_for_a_data_group_is_an_act() -> (
    None
):
    """Source: Protocol WiV–Wonen in Limburg art. 3, notes 19 to 61."""
    cited = {
        number
        for row in AUTHORISATIONS
        for number in re.findall(r"\d+/\d{3,4}", row.get("upstream_act") or "")
    }
    acts = set().union(*(number_of(act) for act in LAW.acts.values()))
    assert cited
    assert cited <= acts
    assert "18/103" in acts


# --- every entry works out on the wire ------------------------------------------------


def grants_under(entry_id: str) -> list[Grant]:
    return [grant for grant in LAW.grants if entry_id in grant.under]


@each_row
def test_an_entry_that_grants_something_works_out_in_a_grant(
    row: dict[str, Any],
) -> None:
    """And one that is only mentioned grants nothing."""
    grants = grants_under(row["id"])
    assert bool(grants) is (row["kind"] == "grant")


@each_row
def test_what_works_out_is_for_the_recipient_or_on_its_behalf(
    row: dict[str, Any],
) -> None:
    """Source: 14/088 §3; 22/004 §31; 23/058 §79.11, §87; successors: 23/058 §62."""
    recipient = row["actor"]["id"]
    successor = row["actor"].get("succeeded_by")
    for grant in grants_under(row["id"]):
        served = {grant.party, *grant.beneficiaries}
        members = {p.member_of for p in map(PARTIES.get, served) if p is not None}
        assert {recipient, successor} & {*served, *members}, grant.id


@each_row
def test_nothing_is_told_under_an_entry_that_it_does_not_allow(
    row: dict[str, Any],
) -> None:
    """
    A grant gives what its entries allow, and no field that one of them refuses.

    Source: 23/058 §85; 22/004 §22-24; 14/088 §9.
    """
    for grant in grants_under(row["id"]):
        assert grant.fields is not None
        lines = LAW.entries_of(grant)
        allowed = {name for each in lines for name in (*each.allowed, *each.unlisted)}
        beyond = grant.fields - allowed
        assert beyond <= ON_THE_WAY.get(grant.id, set()), grant.id
        if len(grant.under) == 1:
            refused = {*row["fields_denied_explicit"], *row["fields_denied_implicit"]}
            assert not grant.fields & (refused - ON_THE_WAY.get(grant.id, set()))


def test_who_may_have_all_data_has_what_no_list_names() -> None:
    """Source: 23/058 §16: all data of all modules; §6 names the kind of a risk only."""
    unlisted = {entry.recipient for entry in LAW.entries.values() if entry.unlisted}
    assert unlisted == {"rsvz", "socialeverzekeringsfondsen"}


ON_THE_WAY = {
    "wiv-job-seeker": {"vdab-registration-data"},
    "wiv-job-seeker-category": {"vdab-registration-data"},
    "magda-social-rent-living-wages": {"lw-period-start-date", "lw-period-end-date"},
}
"""
What a hop on the way needs to answer at all, and what does not leave it.

A yes or no is derived from the registration (R-BIN-05); entries of living wages are
told apart by their periods.
"""


@pytest.mark.parametrize("grant", LAW.grants, ids=lambda grant: grant.id)
def test_a_grant_begins_and_ends_with_its_entries(grant: Grant) -> None:
    """Source: the entry-into-force clauses of the acts (R-LC-02)."""
    for entry in LAW.entries_of(grant):
        assert entry.from_ is not None
        assert grant.from_ >= entry.from_
        if entry.until is not None:
            assert grant.until is not None
            assert grant.until <= entry.until


# --- allowed, and refused just outside ------------------------------------------------


GRANTING = [row for row in AUTHORISATIONS if row["kind"] == "grant"]
each_granting_row = pytest.mark.parametrize(
    "row", GRANTING, ids=[row["id"] for row in GRANTING]
)


def is_allowed(grant: Grant, **other: Any) -> bool:
    """What the law says about the question of a grant, with something changed."""
    service, version, operation = next(operations_of(grant))
    asked: dict[str, Any] = {
        "hop": grant.hop,
        "party": grant.party,
        "capacity": grant.capacity,
        "service": service,
        "version": version,
        "operation": operation,
        "on": grant.from_,
    }
    return LAW.decide(**{**asked, **other}).allowed


@each_granting_row
def test_an_entry_allows_its_recipient_and_nobody_else(row: dict[str, Any]) -> None:
    """Source: the paragraphs of the entry; rule R-LC-01."""
    for grant in grants_under(row["id"]):
        assert is_allowed(grant)
        assert not is_allowed(grant, party="vlaams-woningfonds"), "granted nothing"
        assert not is_allowed(grant, capacity="9999")
        assert not is_allowed(grant, capacity=None)


@each_granting_row
def test_an_entry_allows_from_its_day_and_not_the_day_before(
    row: dict[str, Any],
) -> None:
    """Source: the entry-into-force clauses; rule R-LC-02."""
    first = date.fromisoformat(row["in_force"]["from"])
    for grant in grants_under(row["id"]):
        assert grant.from_ >= first
        assert is_allowed(grant)
        assert not is_allowed(grant, on=grant.from_ - timedelta(days=1))
        assert not is_allowed(grant, on=first - timedelta(days=1))


@each_granting_row
def test_an_entry_allows_its_module_and_no_other(row: dict[str, Any]) -> None:
    """
    Neither another operation, nor another version, nor another service.

    Source: 23/058 §4, §9, §24, §70, §79.5, §79.12, §85; rule R-LC-03.
    """
    for grant in grants_under(row["id"]):
        assert not is_allowed(grant, version="v0")
        assert not is_allowed(grant, service="GeefVolledigDossierHandicap")
        for other in operations_of(grant.model_copy(update={"operations": ()})):
            granted = any(
                each.covers(*other) and each.in_force(grant.from_)
                for each in LAW.grants
                if (each.hop, each.party, each.capacity)
                == (grant.hop, grant.party, grant.capacity)
            )
            assert is_allowed(grant, operation=other[2]) is granted


MODULE = {
    "notify-hdi-indemnity-allowance-period": "notifyHdiIndemnityAllowancePeriod",
    "notify-hdi-indemnity-allowance-attest": "notifyHdiIndemnityAllowanceAttest",
    "hdi-indemnity-allowance-consult-attest": "consultAttest",
    "consult-indemnity-periods": "consultIndemnityPeriods",
}
THROUGH_MAGDA = {"GeefArbeidsongeschiktheid", "consultIndemnityPeriods"}
"""
How MAGDA consults, for whoever asks it: under the name of an attest it gives the
periods of indemnity. Source: contract sheets, README 6.
"""


@pytest.mark.parametrize(
    "row",
    [row for row in GRANTING if row["module"] in MODULE],
    ids=lambda row: row["id"],
)
def test_a_module_of_23_058_is_the_operation_of_that_name(row: dict[str, Any]) -> None:
    """Source: 23/058 §4-7, §70, §79.5."""
    for grant in grants_under(row["id"]):
        operations = {operation for _, _, operation in operations_of(grant)}
        through_magda = grant.hop != "ksz" or grant.party == "magda"
        expected = {MODULE[row["module"]]}
        assert operations == expected or (
            through_magda and operations <= THROUGH_MAGDA | expected
        )


@each_granting_row
def test_an_entry_that_demands_a_repertory_has_it_looked_into(
    row: dict[str, Any],
) -> None:
    """
    Somewhere on the way the file is looked for, of the party or of whom it asks for.

    Source: 22/004 §6, §32; 23/058 §14, §56/8, §79.11, §88; rules R-LC-05 and R-LC-06.
    """
    rule = LAW.registers[row["integration"]["id"]]
    registers = {grant.register_ for grant in grants_under(row["id"])}
    if rule.required:
        assert rule.repertory in registers
    elif rule.required is False:
        assert registers == {"none"}


@each_granting_row
def test_an_entry_names_who_of_the_staff_may_ask_where_its_act_does(
    row: dict[str, Any],
) -> None:
    """Source: 14/088 §13; 22/004 §7, §13; Protocol Zorgtoeslag art. 4 (S-AC-05..12)."""
    entry = LAW.entries[row["id"]]
    names_staff = {"b-14-088", "b-22-004", "p-zorgtoeslag-2021", "p-wiv-wil-2024"}
    of_inspection = row["integration"]["id"] == "exempt-inspection"
    supervision = row["actor"]["id"] == "wiv-toezicht"
    expected = row["act"]["id"] in names_staff or of_inspection or supervision
    assert bool(entry.roles) is expected
    for grant in grants_under(row["id"]):
        assert not entry.roles or set(grant.roles) <= set(entry.roles)
