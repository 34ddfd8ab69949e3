"""The JSON of the API; the descriptions here are what `/openapi.json` tells."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

HopName = Literal["wiv", "magda", "ksz"]
Name = Annotated[str, Field(min_length=1, max_length=128)]
Number = Annotated[
    str,
    Field(
        min_length=11,
        max_length=15,
        description="INSZ: eleven digits, with or without separators; invented ones.",
    ),
]
Seconds = Annotated[float, Field(ge=0, le=600)]

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


class NewStub(BaseModel):
    """
    What shall happen to which questions.

    One of `reply`, `fault` and `drop`, perhaps after a delay; or a delay alone. Only
    questions that pass all checks of the hop get it.
    """

    model_config = _STRICT

    hop: HopName | None = Field(
        None,
        description="Where. Left out: the hop that would answer, magda for services of "
        "MAGDA and ksz for those of the KSZ; or where the fault belongs; or, when only "
        "a delay or drop without service is wanted, the first hop that gets one.",
    )
    service: Name | None = Field(None, description="Such as `GeefDossierHandicap`.")
    version: Name | None = Field(None, description="Such as `03.00.0000` or `v2`.")
    operation: Name | None = Field(None, description="Such as `consultFilesByDate`.")
    person: Number | None = Field(None, description="Only about this person: INSZ.")
    party: Name | None = Field(
        None,
        description="Only when this party asks the hop, or asked the first one: id as "
        "`kruispunt parties` lists them.",
    )
    user: Number | None = Field(None, description="Only with this employee: INSZ.")
    first: int = Field(
        1,
        ge=1,
        le=1_000_000,
        description="From which of these questions on: `first` 3 with `times` 1 is "
        "just the third. They are counted from when the stub was added, also those "
        "that another stub gets.",
    )
    times: int | None = Field(
        1,
        ge=1,
        le=1_000_000,
        description="How often; null for every time. Of several stubs that fit, the "
        "oldest with turns left happens.",
    )
    delay_seconds: Seconds = Field(0, description="How long it takes first.")
    reply: str | None = Field(
        None,
        min_length=1,
        description="XML: an envelope, its payload, or a `soap:Fault`. What is about "
        "the exchange (references, times, sender, echo, ticket) is written anew; what "
        "the asker may not have is withheld; the XSD of the contract must accept it. "
        "Its root tells service, version and operation.",
    )
    fault: Name | None = Field(
        None,
        description="Key of a refusal (`kruispunt_contracts.WIRE_FAULTS`), such as "
        "`magda.throttled`, or a code that is not ambiguous, such as `99996`.",
    )
    drop: bool = Field(False, description="Cut the line in place of a reply.")

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        wanted = [self.reply is not None, self.fault is not None, self.drop]
        if sum(wanted) > 1:
            raise ValueError("reply, fault and drop exclude each other")
        if not any(wanted) and not self.delay_seconds:
            raise ValueError("one of reply, fault, drop and delay_seconds is needed")
        return self


class Stub(BaseModel):
    """A stub, and what became of it."""

    id: str
    added: datetime
    does: str = Field(description="What happens, for people.")
    hop: str | None
    service: str | None
    version: str | None
    operation: str | None
    person: str | None
    party: str | None
    user: str | None
    first: int
    times: int | None
    delay_seconds: float
    fault: str | None
    drop: bool
    seen: int = Field(
        description="How many questions it meant, whichever of several stubs got them."
    )
    used: int = Field(description="How often it happened.")


class WholeStub(Stub):
    """A stub with its reply."""

    reply: str | None


class Finding(BaseModel):
    """What a check noticed about a call; none of it was on the wire."""

    check: str
    severity: Literal["error", "warning", "note"]
    fault: str | None
    requirement: str
    expected: str
    actual: str


class Call(BaseModel):
    """A call that a hop received, as its log has it."""

    at: datetime
    trace: str
    hop: str
    party: str
    service: str
    version: str | None
    operation: str | None
    person: str
    user: str
    outcome: str = Field(description="`answered`, `refused` or `failed`.")
    level: str | None
    code: str | None = Field(description="Of a refusal, such as `40003`.")
    duration_ms: float
    stub: str | None = Field(description="Id of the stub that it got.")
    case: str | None = Field(description="File of the test case that answered it.")


class Step(Call):
    """One record of a trail: a call that a hop received, or made."""

    direction: str = Field(description="`in` for what was received, `out` for sent on.")
    peer: str | None
    span: str
    parent_span: str | None
    findings: list[Finding]


class Trail(BaseModel):
    """All that the hops logged of one question."""

    trace: str
    steps: list[Step] = Field(description="In the order in which they were written.")
    explanation: list[str] = Field(description="As `kruispunt explain`, by line.")


class NearMiss(BaseModel):
    """A call that a stub might have been meant for."""

    call: Call
    differs: list[str] = Field(description="Parts of the stub that the call has not.")
    why: str = Field(description="For people: what is the same, and what is not.")


class StubMisses(BaseModel):
    """A stub that no question got, and what came nearest."""

    stub: Stub
    nearest: list[NearMiss]


class Unanswered(BaseModel):
    """A question for which there was no stub, or no case, and which one was nearest."""

    call: Call
    notes: list[str]


class NearMisses(BaseModel):
    """What did not come together in this run."""

    stubs: list[StubMisses] = Field(description="Those that no question got.")
    questions: list[Unanswered] = Field(description="Newest first.")


class Calls(BaseModel):
    """Which calls; what is left out is not looked at."""

    model_config = _STRICT

    service: Name | None = Field(None, description="Service, operation or version.")
    person: Number | None = None
    party: Name | None = None
    hop: HopName | None = None
    limit: int = Field(100, ge=1, le=1000, description="At most so many, the newest.")


class Wrong(BaseModel):
    """What is wrong in one place of a request."""

    at: str = Field(description="Name of the field; empty for the whole.")
    why: str


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Wrong] | None = None
