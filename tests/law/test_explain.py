"""What the law explains: yes or no, on which ground, and on what terms."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from kruispunt_law import (
    Demand,
    Entry,
    Explanation,
    Grant,
    PassedOn,
    UnknownName,
    explain,
    law,
    matrix,
)
from kruispunt_law.operations import operations_of
from kruispunt_simulator import services

LAW = law()
SERVICES = services.discover()
TODAY = date(2026, 11, 22)
each_grant = pytest.mark.parametrize("grant", LAW.grants, ids=lambda grant: grant.id)
each_entry = pytest.mark.parametrize(
    "entry",
    [entry for entry in LAW.entries.values() if entry.kind == "grant"],
    ids=lambda entry: entry.id,
)


def explained(party: str, service: str, **asked: Any) -> Explanation:
    return explain(LAW, party, service, **{"on": TODAY, **asked})


def exactly(grant: Grant, **asked: Any) -> Explanation:
    """Explain the question that a grant answers."""
    operation = next(iter(operations_of(grant)))[2]
    return explained(
        grant.party,
        grant.service,
        **{
            "on": in_force_throughout(grant),
            "hop": grant.hop,
            "operation": operation,
            "capacity": grant.capacity,
            **asked,
        },
    )


def in_force_throughout(grant: Grant) -> date:
    """The first day on which a grant and those behind it hold."""
    behind = [in_force_throughout(each) for each in LAW.onward(grant)]
    return max(grant.from_, *behind) if behind else grant.from_


# --- every ground ---------------------------------------------------------------------


@each_grant
def test_the_question_of_a_grant_is_allowed_from_its_first_day(grant: Grant) -> None:
    told = exactly(grant)
    assert told.allowed, told.reason
    assert [ground.grant.id for ground in told.grounds] == [grant.id]
    assert told.reason == grant.citation
    assert (told.through, told.nearest, told.refusals) == ((), (), ())


@each_grant
def test_it_is_not_the_day_before_nor_the_day_after(grant: Grant) -> None:
    """R-LC-02: the ground is looked for on the business date."""
    outside = [in_force_throughout(grant) - timedelta(days=1)]
    if grant.until is not None:
        outside.append(grant.until + timedelta(days=1))
    for day in outside:
        told = exactly(grant, on=day)
        assert not told.allowed
        assert told.reason.startswith(f"no ground is in force on {day.isoformat()}")
        assert grant in told.nearest


@each_grant
def test_in_another_capacity_it_is_refused_and_the_nearest_is_told(
    grant: Grant,
) -> None:
    told = exactly(grant, capacity="unheard of")
    assert not told.allowed
    assert "in capacity unheard of" in told.reason
    assert grant in told.nearest


@each_grant
def test_an_explanation_agrees_with_what_the_hops_decide(grant: Grant) -> None:
    """`decide` is what a hop asks the same law."""
    _, version, operation = next(iter(operations_of(grant)))
    decision = LAW.decide(
        hop=grant.hop,
        party=grant.party,
        capacity=grant.capacity,
        service=grant.service,
        version=version,
        operation=operation,
        on=in_force_throughout(grant),
    )
    assert decision.grant == exactly(grant).grounds[0].grant


@each_grant
def test_it_can_be_written_as_json(grant: Grant) -> None:
    for told in (exactly(grant), exactly(grant, capacity="unheard of")):
        plain = told.to_dict()
        assert json.loads(json.dumps(plain)) == plain


# --- every line of an act, its fields, and how long they may be kept ------------------


@each_entry
def test_a_line_of_an_act_is_what_its_recipient_is_told(entry: Entry) -> None:
    """
    Asked in the words of the act, by the name that it gives the recipient.

    What an integrator may ask for several, each of them gets by its own line: 14/088
    §3; 22/004 §31; 23/058 §79.11, §87.
    """
    grants = [grant for grant in LAW.grants if entry.id in grant.under]
    days = [in_force_throughout(grant) for grant in grants]
    told = explained(entry.recipient, entry.module or entry.service, on=min(days))
    assert told.allowed, told.reason
    grounds = [g for g in told.grounds if entry in g.lines]
    assert grounds
    for ground in grounds:
        assert {*entry.purposes} <= {*ground.purposes}
        assert {*entry.keep} <= {*ground.keep}
        if ground.lines == (entry,) and not entry.whole:
            assert {*entry.allowed} <= {*(ground.fields or ())}
            assert {*ground.withheld} <= {*entry.withheld}
            assert {*ground.beyond} <= {*entry.beyond}


@each_entry
def test_a_field_is_told_when_its_line_lists_it_and_else_refused(entry: Entry) -> None:
    """23/058 §85; 22/004 §22-24; 14/088 §9: nothing outside the list."""
    grants = [grant for grant in LAW.grants if grant.under == (entry.id,)]
    for grant in grants:
        for name in (grant.fields or frozenset()) & {*entry.allowed}:
            told = exactly(grant, field=name)
            assert told.allowed, name
            assert told.grounds[0].standing is not None
            assert told.grounds[0].standing.lines == (entry.id,)
        for name in {*entry.withheld, *entry.beyond} - (grant.fields or frozenset()):
            told = exactly(grant, field=name)
            assert not told.allowed, name
            assert told.grounds[0].standing is not None
            expected = "withheld" if name in entry.withheld else "beyond"
            assert told.grounds[0].standing.standing == expected


def test_a_field_stands_where_the_answer_holds_it() -> None:
    told = explained("fluvius", "GeefDossierHandicap", field="hf-category")
    (ground,) = told.grounds
    assert ground.standing is not None
    key = ("GeefDossierHandicap", "03.00.0000", "GeefDossierHandicap")
    assert ground.standing.places == {key: LAW.places[key].fields["hf-category"]}


def test_a_refused_field_says_whether_the_act_refuses_it_or_is_silent() -> None:
    """23/058 §57 excludes payment; §64 keeps back what no housing company needs."""
    told = explained(
        "vdab", "HdiIndemnityAllowanceService", field="hdi-pay-benefit-type"
    )
    assert "expressly refused (23/058 §57-58, §88)" in told.reason
    assert [each.cited for each in told.refusals] == ["23/058 §57, §61, §56/1"]
    told = explained("vdab", "HdiIndemnityAllowanceService", field="hdi-risk-exit-code")
    assert "is not on the list (23/058 §57-58, §88)" in told.reason
    told = explained("vdab", "HdiIndemnityAllowanceService", field="id-surname")
    assert "is not granted to tell id-surname" in told.reason


def test_a_service_that_tells_nothing_of_anybody_tells_no_field() -> None:
    told = explained("fluvius", "RegistreerInschrijving")
    assert told.allowed
    assert told.grounds[0].fields is None
    told = explained("fluvius", "RegistreerInschrijving", field="hf-ssin")
    assert not told.allowed


# --- repertories ----------------------------------------------------------------------


def test_a_repertory_is_demanded_where_the_act_says_so() -> None:
    """22/004 §6, §32: prior inscription at the integrator."""
    (ground,) = explained("fluvius", "GeefDossierHandicap").grounds
    (demand,) = ground.repertories
    assert (demand.hop, demand.repertory) == ("magda", "vdi")
    assert (demand.party, demand.quality) == ("fluvius", "7301")
    assert demand.cited.startswith("22/004 §6, §32")


def test_the_repertories_behind_the_first_hop_are_told_too() -> None:
    """
    Protocol WiV–Wonen in Limburg recital C3: the agency asks in its own name.

    23/058 §88: the file must be open at the KSZ.
    """
    (ground,) = explained("wonen-in-limburg", "GeefArbeidsongeschiktheid").grounds
    assert [each.id for each in ground.onward] == [
        "wiv-incapacity",
        "magda-social-rent-hdi",
    ]
    assert ground.repertories == (
        Demand(
            hop="magda",
            repertory="vdi",
            party="wonen-in-vlaanderen",
            quality="7202",
            cited="no act among ours; MAGDA wiki page 1204979049",
        ),
        Demand(
            hop="ksz",
            repertory="ksz",
            party="wonen-in-vlaanderen",
            quality="VO:SOCIAL_RENT",
            cited="23/058 §88",
        ),
    )


@pytest.mark.parametrize(
    "grant", [g for g in LAW.grants if g.onward], ids=lambda grant: grant.id
)
def test_the_grants_behind_a_grant_are_for_what_its_service_asks(grant: Grant) -> None:
    """Protocol WiV–Wonen in Limburg recital C3; 22/004 §31; 23/058 §87."""
    behind = {(each.hop, each.service) for each in LAW.onward(grant)}
    if grant.hop == "wiv":
        assert behind == {("magda", grant.service)}
        return
    asking = [s for key, s in SERVICES.items() if key[0] == grant.service]
    asked = {name for each in asking for name, _, _ in each.consults}
    asked |= {each.onward.service for each in asking if each.onward}
    assert asked
    assert {("ksz", name) for name in asked} <= behind


def test_an_inspection_service_is_exempt_with_the_reason() -> None:
    """23/058 §14, §88."""
    (ground,) = explained("rsz-inspectie", "HdiIndemnityAllowanceService").grounds
    assert ground.repertories == ()
    assert ground.exempt is not None
    assert ground.exempt.endswith("(23/058 §14, §88)")


def test_a_hop_that_passes_on_needs_a_ground_at_the_hop_behind() -> None:
    """The protocol holds from 2024-01-01, 23/058 for the agency from 2024-01-24."""
    early, later = date(2024, 1, 23), date(2024, 1, 24)
    asked = ("wonen-in-limburg", "GeefArbeidsongeschiktheid")
    told = explained(*asked, on=early)
    assert not told.allowed
    assert told.reason.endswith("at the hop behind, which must be asked")
    assert explained(*asked, on=later).allowed


# --- who asks for another -------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "service", "asker", "on"),
    [
        pytest.param(
            "bghm", "HdiIndemnityAllowanceService", "fidus", TODAY, id="23/058 §79.11"
        ),
        pytest.param("shm", "HandiService", "vmsw", date(2020, 1, 1), id="14/088 §3"),
        pytest.param(
            "wonen-vlaanderen",
            "GeefDossierHandicap",
            "wonen-in-vlaanderen",
            TODAY,
            id="23/058 §62, the successor",
        ),
        pytest.param(
            "wonen-in-vlaanderen", "HandiService", "magda", TODAY, id="22/004 §31"
        ),
    ],
)
def test_who_may_not_ask_itself_is_told_through_whom(
    party: str, service: str, asker: str, on: date
) -> None:
    told = explained(party, service, on=on)
    assert told.allowed, told.reason
    assert told.through == (asker,)
    assert {ground.grant.party for ground in told.grounds} == {asker}


def test_behind_an_integrator_a_party_gets_what_its_own_line_says() -> None:
    """
    Not what the integrator needs besides to answer at all.

    Source: 22/004 §31; 23/058 §87; 23/180 as the protocol tells of it.
    """
    asked = {"capacity": "VO:SOCIAL_RENT", "field": "lw-period-start-date"}
    assert explained("magda", "LivingWagesService", **asked).allowed
    told = explained("wonen-in-vlaanderen", "LivingWagesService", **asked)
    assert told.through == ("magda",)
    assert not told.allowed
    assert explained(
        "wonen-in-vlaanderen", "LivingWagesService", **asked | {"field": "lw-year"}
    ).allowed


def test_on_whose_behalf_an_integrator_asks_is_told() -> None:
    """23/058 §79.11."""
    (ground,) = explained("fidus", "HdiIndemnityAllowanceService").grounds
    assert ground.grant.beneficiaries == ("bghm", "ovm")
    assert ground.grant.history_years == 5


# --- terms ----------------------------------------------------------------------------


def test_roles_purposes_terms_and_passing_on_are_told() -> None:
    """22/004 §7, §13: roles; §20: purpose; §12: term; §14: never to third parties."""
    (ground,) = explained("fluvius", "GeefDossierHandicap").grounds
    assert ground.grant.roles == ("case handler", "auditor", "data-protection officer")
    assert ground.grant.confidentiality
    assert ground.purposes["mijnverbouwpremie"].cited == "22/004 §20, decision"
    kept = ground.keep["22-004-active-14m"]
    assert (kept.at_most, kept.cited) == ("P14M", "22/004 §12, §29")
    assert [each.cited for each in ground.passed_on] == ["22/004 §14"]


# --- no, and what the acts say of it --------------------------------------------------


@pytest.mark.parametrize(
    ("party", "service", "asked", "cited"),
    [
        ("vlaams-woningfonds", "GeefArbeidsongeschiktheid", {}, "23/058 §65"),
        ("vlaams-woningfonds", "HandiService", {}, "14/088 §8"),
        ("fluvius", "GeefArbeidsongeschiktheid", {}, "23/058 chapter B"),
        ("rva", "notify-hdi-indemnity-allowance-attest", {}, "23/058 §24"),
        ("dg-han", "notify-hdi-indemnity-allowance-attest", {}, "23/058 §79.12"),
        (
            "rva",
            "HdiIndemnityAllowanceService",
            {"operation": "consultIndemnityPeriods"},
            "23/058 §4, §70, §79.5",
        ),
        (
            "vutg",
            "hdi-indemnity-allowance-consult-attest",
            {},
            "23/058 §70, §79.5",
        ),
        (
            "veka",
            "GeefSociaalStatuut",
            {"field": "hss-status-66-percent"},
            "22/004 §4, §23, §26",
        ),
        ("shm", "HandiService", {}, "14/088 §3"),
    ],
)
def test_a_no_repeats_what_an_act_says_of_it(
    party: str, service: str, asked: dict[str, Any], cited: str
) -> None:
    told = explained(party, service, **asked)
    assert not told.allowed
    assert cited in [each.cited for each in told.refusals]


@pytest.mark.parametrize("name", LAW.not_granted)
def test_what_is_expressly_not_granted_is_said_in_names_of_the_entries(
    name: str,
) -> None:
    """Else no explanation would ever find it."""
    refusal = LAW.not_granted[name]
    entries = LAW.entries.values()
    assert {*refusal.services} <= {n for e in entries for n in (e.service, e.module)}
    assert {*refusal.fields} <= {*LAW.fields}
    assert {*refusal.besides} <= {entry.recipient for entry in entries}
    assert refusal.of_act is None or refusal.of_act in LAW.acts
    assert bool(refusal.services) is bool(refusal.recipients)
    assert refusal.cited


@pytest.mark.parametrize("said", LAW.passed_on, ids=lambda said: said.act)
def test_what_may_be_passed_on_is_said_of_a_recipient_of_the_act(
    said: PassedOn,
) -> None:
    recipients = {e.recipient for e in LAW.entries.values() if e.act == said.act}
    assert {*said.from_actor} <= recipients
    assert said.cited


def test_acts_that_are_referred_to_are_kept() -> None:
    numbers = {each.number for each in LAW.referred_to}
    assert {"18/184", "18/046", "04/32", "RR 48/2013"} <= numbers
    assert all(each.cited_in and each.subject for each in LAW.referred_to)


def test_a_yes_repeats_no_refusal() -> None:
    assert explained("rva", "HdiIndemnityAllowanceService").refusals == ()


def test_who_is_all_others_of_an_act_is_a_recipient_of_that_act() -> None:
    others = LAW.not_granted["consult-periods-others"].recipients
    assert "rva" in others
    assert not {"bghm", "vutg", "fluvius"} & {*others}
    # MAGDA gives the attest of §63-64 in the shape of the periods.
    assert not {"wonen-in-vlaanderen", "wiv-toezicht", "woonmaatschappijen"} & {*others}


def test_a_party_of_which_no_act_speaks_may_be_named() -> None:
    nobody = "woonmaatschappij-zonder-protocol"
    told = explained(nobody, "GeefPersoon", parties=[nobody])
    assert not told.allowed
    assert told.reason == f"{nobody} may not use GeefPersoon"
    assert told.nearest == ()


@pytest.mark.parametrize(
    ("asked", "kind", "close"),
    [
        ({"party": "fluvus"}, "party", "fluvius"),
        ({"party": "Fluvius"}, "party", "fluvius"),
        ({"service": "GeefDosierHandicap"}, "service", "GeefDossierHandicap"),
        ({"service": "handiflu"}, "service", "handiflux"),
        ({"hop": "magna"}, "hop", "magda"),
        ({"operation": "GeefDossier"}, "operation", "GeefDossierHandicap"),
        ({"field": "hf-categorie"}, "field", "hf-category"),
    ],
)
def test_a_name_that_nothing_has_is_an_error_that_names_what_is_close(
    asked: dict[str, str], kind: str, close: str
) -> None:
    question = {"party": "fluvius", "service": "GeefDossierHandicap", **asked}
    with pytest.raises(UnknownName) as raised:
        explained(**question)
    assert raised.value.kind == kind
    assert close in raised.value.close
    assert close in str(raised.value)


# --- the matrix -----------------------------------------------------------------------


def test_the_matrix_has_every_grant_once_for_who_asks() -> None:
    own = [row.grant.id for row in matrix(LAW) if row.through is None]
    assert sorted(own) == sorted(grant.id for grant in LAW.grants)


def test_the_matrix_has_who_asks_through_another() -> None:
    rows = {(row.party, row.through, row.grant.service) for row in matrix(LAW)}
    assert ("bghm", "fidus", "HdiIndemnityAllowanceService") in rows
    assert ("shm", "vmsw", "HandiService") in rows
    assert ("fluvius", "magda", "HandiService") not in rows


def test_the_matrix_of_a_day_holds_what_is_in_force_then() -> None:
    """23/058 §62: Wonen in Vlaanderen has what VMSW had, from 2023 on."""
    for day, asker in ((date(2022, 12, 31), "vmsw"), (date(2023, 1, 1), "magda")):
        rows = matrix(LAW, on=day)
        assert all(row.grant.in_force(day) for row in rows)
        handi = {
            row.party
            for row in rows
            if (row.grant.service, row.grant.versions) == ("HandiService", ("v1",))
            and row.through is None
        }
        assert handi == {asker}


def test_the_rows_of_the_matrix_agree_with_the_explanations() -> None:
    for row in matrix(LAW, on=TODAY):
        told = explained(row.party, row.grant.service, hop=row.grant.hop)
        assert told.allowed
        assert row.grant in [ground.grant for ground in told.grounds]
        assert json.loads(json.dumps(row.to_dict())) == row.to_dict()


def test_the_matrix_goes_from_the_first_asker_inwards_by_party_and_service() -> None:
    order = [(row.grant.hop, row.party, row.grant.service) for row in matrix(LAW)]
    places = {"wiv": 0, "magda": 1, "ksz": 2}
    assert order == sorted(order, key=lambda cell: (places[cell[0]], *cell[1:]))
