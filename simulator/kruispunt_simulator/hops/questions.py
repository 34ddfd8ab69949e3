"""
The checks on a question, once its message is verified and valid.

They run in the order of `stages.QUESTION_STAGES`. A question of a *technical* service
is about nobody and has no purpose; the certificate is all that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kruispunt_contracts.catalogue import Dialect

from kruispunt_simulator.hops.call import Call, common_name
from kruispunt_simulator.message import Finding
from kruispunt_simulator.numbers import could_be_real
from kruispunt_simulator.rules.agreement import (
    check_certificate_is_known,
    check_sender_is_caller,
)
from kruispunt_simulator.rules.user import check_user

if TYPE_CHECKING:
    from kruispunt_law import Grant

    from kruispunt_simulator.hops.hop import Hop


def check_context(hop: Hop, call: Call) -> Iterable[Finding]:
    """The service that the message names is that of the question in the body."""
    assert call.contract is not None
    assert call.question is not None
    contract = call.contract
    if contract.dialect is Dialect.KSZ:
        return  # names none
    # Naam may carry the domain: MAGDA wiki page 1901822529.
    name = (call.question.service or "").rpartition(".")[2]
    if (name, call.question.version) == (contract.service, contract.version):
        return
    yield Finding(
        check="contract.context",
        fault=hop.plan.faults["context"],
        requirement="_wire-facts.md 1, Context/Naam and Versie; ksz-pensionregister, "
        "ServiceId and Version",
        expected=f"{contract.service} {contract.version}, as in the body",
        actual=f"{call.question.service} {call.question.version}",
    )


def check_agreement(hop: Hop, call: Call) -> Iterable[Finding]:
    """The sender and capacity in the message are those of the certificate's party."""
    assert call.question is not None
    if _is_technical(call):  # its message has no place for a sender
        return check_certificate_is_known(
            call.party,
            common_name=common_name(call.certificate) or "(none)",
            fault=hop.plan.faults["sender"],
        )
    found = hop.parties.by_sender(hop.plan.name, call.question.sender or "")
    if found is not None:
        call.connection = found[1]
    return check_sender_is_caller(
        call.party,
        found,
        call.question,
        common_name=common_name(call.certificate) or "(none)",
        fault=hop.plan.faults["sender"],
    )


def check_authorisation(hop: Hop, call: Call) -> Iterable[Finding]:
    """The law grants this question to this party in this capacity on this day."""
    assert call.party is not None
    assert call.question is not None
    assert call.operation is not None
    if _is_technical(call):  # no data of anybody, so no ground is needed
        return
    decision = hop.law.decide(
        hop=hop.plan.name,
        party=call.party.id,
        capacity=capacity_of(hop, call),
        service=call.operation.contract.service,
        version=call.operation.contract.version,
        operation=call.operation.name,
        on=call.today,
    )
    call.grant, call.near = decision.grant, decision.near
    if not decision.allowed:
        cited = ", ".join(sorted({grant.citation for grant in decision.near}))
        yield Finding(
            check="law.granted",
            fault=hop.plan.faults["authorisation"],
            requirement=cited or "no act among ours grants it",
            expected="a grant for this party, service, capacity and date",
            actual=decision.reason,
        )
    for path in closed_parts(call):
        yield Finding(
            check="law.asked",
            fault=hop.plan.faults["closed"],
            requirement=decision.reason,
            expected="a question about what this ground opens",
            actual=f"{path} is asked, which it does not",
        )


def capacity_of(hop: Hop, call: Call) -> str | None:
    """The capacity that a question claims, in our codes: see `kruispunt_law.codes`."""
    assert call.question is not None
    return hop.parties.codes.ours(hop.plan.name, call.question.capacity)


def closed_parts(call: Call) -> Iterable[str]:
    """
    Find what a question asks that its ground does not open.

    Source: Protocol WiV–Wonen in Limburg art. 3; 23/058 §85: only granted data.
    """
    assert call.payload is not None
    vraag = call.payload.find("Verzoek/Vragen/Vraag")
    asked = call.payload if vraag is None else vraag
    for path in call.grant.closed if call.grant else ():
        found = asked.find(path)
        if found is not None and (found.text or "").strip() not in ("0", "false"):
            yield path


def check_named_user(hop: Hop, call: Call) -> Iterable[Finding]:
    """A physical user is named and on the list of staff."""
    assert call.party is not None
    assert call.question is not None
    if _is_technical(call):  # a machine may test its line
        return ()
    grant, door = call.grant, call.connection
    behalf = grant.beneficiaries if grant else ()
    staff = hop.parties.staff_of(door, call.party, behalf) if door else ()
    return check_user(
        call.question.user,
        staff,
        call.today,
        roles=grant.roles if grant else (),
        confidentiality=grant is not None and grant.confidentiality,
        required=hop.plan.user_required or hop.strict,
        missing=hop.plan.faults["user-missing"],
        unknown=hop.plan.faults["user-unknown"],
    )


def check_question(hop: Hop, call: Call) -> Iterable[Finding]:
    """The question itself makes sense, and is about a fictitious person."""
    assert call.service is not None
    assert call.payload is not None
    if call.subject is None and not call.service.impersonal:
        yield no_contract(hop, "question.present", "the message holds no Vraag")
        return
    yield from call.service.check(call.payload, call.today)
    if hop.allow_real_numbers:
        return
    people = [] if call.subject is None else [call.subject]
    if call.service.numbers_in is not None:
        people += call.service.numbers_in(call.payload)
    if any(map(could_be_real, people)):
        yield Finding(
            check="question.fictitious",
            fault=hop.plan.faults["not-fictitious"],
            requirement="guardrail of Kruispunt: fictitious people only",
            expected="a number with the month raised by 60",
            actual="a number that could belong to a real citizen",
        )


def check_registration(hop: Hop, call: Call) -> Iterable[Finding]:
    """The person is in the repertory that the grant names."""
    grant = call.grant
    if grant is None or grant.register_ == "none" or call.subject is None:
        return
    register, registrant, quality = grant.file
    missing = [
        days
        for days in _days_of_file(call, grant)
        if not hop.repertory.is_inscribed(
            register, registrant, call.subject, quality, days
        )
    ]
    if not missing:
        return
    begin, end = missing[0]
    owner = hop.parties.get(registrant)
    when = begin.isoformat()
    if begin != end:
        when = f"a day from {when} to {end.isoformat()}"
    yield Finding(
        check="repertory.inscribed",
        fault=hop.plan.faults["not-registered"],
        requirement="22/004 §6, §32; 23/058 §88, §79.11; MAGDA wiki page 1204979049",
        expected=f"an open inscription by {registrant} in the {register} repertory, "
        f"for {quality}, on {when}",
        actual="none",
        annotations={"ssin": call.subject, "cbeNumber": owner.number if owner else ""}
        if hop.plan.dialect is Dialect.KSZ
        else {},
    )


def _days_of_file(call: Call, grant: Grant) -> Iterable[tuple[date, date]]:
    """
    Give the periods in each of which the file must be open for a day.

    Today; for some services the period of the question instead, as the platform does;
    for some grants that period as well.

    Source: 23/058 §88 (a still open file), §56/8 (of that period).
    """
    assert call.service is not None
    if not call.service.overlap:
        yield call.today, call.today
    if call.service.overlap or grant.file_of_period:
        asked = call.service.period(call.payload)
        end = date.max if asked.end is None else date.fromisoformat(asked.end)
        yield date.fromisoformat(asked.begin), end


def no_contract(hop: Hop, check: str, actual: str) -> Finding:
    """The finding about a message that asks nothing which is offered here."""
    return Finding(
        check=check,
        fault=hop.plan.faults["operation"],
        requirement="_behaviour.md 1.1 step 2; _wire-facts.md 1",
        expected="a question of a service that is offered at this address",
        actual=actual,
        detail=actual,
    )


def _is_technical(call: Call) -> bool:
    return call.service is not None and call.service.flow == "technical"
