"""
A web service of a housing company: its screens ask this, and this asks MAGDA.

    pip install kruispunt fastapi uvicorn
    export KRUISPUNT_PROFILE=.kruispunt/client/wonen-in-limburg.toml
    uvicorn fastapi_service:app --app-dir examples/python
    curl -H 'X-User: 80631402131' --json '{"insz": "14651220816"}' \\
        localhost:8000/household

Who asks is the person who is logged in; here a header says so, in your service the
single sign-on does. The person's number is in the body, for addresses stand in the logs
of every server on the way. Every question is in `questions.jsonl` (or where the profile
says) before its answer leaves: Protocol WiV–Wonen in Limburg art. 6.4.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from kruispunt_client import (
    AsyncConnection,
    ConnectionProfile,
    InvalidAnswer,
    InvalidQuestion,
    InvalidRequest,
    JsonLinesLog,
    KruispuntError,
    NotAuthorised,
    PersonNotRegistered,
    PersonReplaced,
    SourceUnavailable,
    Throttled,
    TransportFailure,
    connect_async,
)
from pydantic import BaseModel


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one connection for the life of the service."""
    profile = ConnectionProfile.from_environment()
    named = profile.log.where() is not None
    file = os.environ.get("QUESTIONS", "questions.jsonl")
    log = None if named else JsonLinesLog(file)
    async with connect_async(profile, via="wiv", log=log) as wiv:
        app.state.wiv = wiv
        yield


app = FastAPI(title="Household", lifespan=lifespan)


def of_whom(request: Request, x_user: Annotated[str, Header()]) -> AsyncConnection:
    """Ask in the name of the person who is logged in."""
    wiv: AsyncConnection = request.app.state.wiv
    return wiv.as_user(x_user)


Wiv = Annotated[AsyncConnection, Depends(of_whom)]


class Member(BaseModel):
    """What the screen needs of a member, and no more."""

    insz: str
    name: str | None
    born: str | None
    position: str


class Household(BaseModel):
    """A household, and what must be known to keep it lawfully."""

    members: list[Member]
    trace: str
    legal_basis: str | None
    keep_until: date | None


class Asked(BaseModel):
    """About whom."""

    insz: str


@app.post("/household")
async def household(asked: Asked, wiv: Wiv) -> Household:
    """Give the household of a person today."""
    answer = await wiv.household.now(asked.insz)
    found = answer.data.gezinsleden if answer.data else ()
    told = answer.provenance
    return Household(
        members=[
            Member(
                insz=member.insz,
                name=member.naam.volledig if member.naam else None,
                born=str(member.geboortedatum) if member.geboortedatum else None,
                position=str(getattr(member.positie.code, "name", member.positie.code)),
            )
            for member in found
        ],
        trace=answer.trace,
        legal_basis=told.legal_basis,
        keep_until=told.keep_until,
    )


STATUS: dict[type[KruispuntError], int] = {
    InvalidRequest: 422,
    InvalidQuestion: 422,
    PersonReplaced: 409,
    PersonNotRegistered: 409,
    NotAuthorised: 403,
    SourceUnavailable: 503,
    Throttled: 503,
    TransportFailure: 503,
    InvalidAnswer: 502,
    KruispuntError: 500,
}
"""The first that fits; every other failure is a mistake of this service."""


@app.exception_handler(KruispuntError)
async def failed(request: Request, error: KruispuntError) -> JSONResponse:
    """Say what happened, at which hop, and what to do; never a person's number."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    headers = {"Retry-After": "30"} if error.retryable else {}
    body = {
        "error": type(error).__name__,
        "message": str(error),
        "hop": error.hop,
        "trace": error.trace,
        "element": getattr(error, "element", None),
    }
    return JSONResponse(body, status_code=status, headers=headers)
