"""
The paths of the API, as a FastAPI application.

There is no page with its documentation: FastAPI's loads scripts from a network.
`/openapi.json` has it all, for every program that shows such documents.
"""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import Body, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kruispunt_simulator import __version__
from kruispunt_simulator.audit.safe_text import trace_without_texts
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.stubbing import examples
from kruispunt_simulator.stubbing.desk import Desk
from kruispunt_simulator.stubbing.guard import MOST_BYTES, Guard
from kruispunt_simulator.stubbing.models import (
    Call,
    Calls,
    NearMiss,
    NearMisses,
    NewStub,
    Problem,
    Stub,
    Trail,
    WholeStub,
)
from kruispunt_simulator.stubbing.problems import (
    Unacceptable,
    Unknown,
    documented,
    problem,
)

log = structlog.get_logger("kruispunt.stubs")

_ABOUT = f"""\
What hops answer, steered while they run: replies of one's own, refusals, delays, lines
that are cut; the calls that they received; and why a stub was for none of them.

Whatever a stub says, the hop first checks the question as always: certificate,
signature, contract, legal ground, staff list, repertory. For tests only: who reaches
this port needs no password, so it listens on 127.0.0.1 alone, answers no other `Host`,
sends no CORS headers, and takes JSON of at most {MOST_BYTES // 1024**2} MiB.
"""

_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is nothing of that name."}
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "The request asks for what cannot be."}
}

StubId = Annotated[str, Path(description="As `POST /stubs` gave it.", max_length=64)]
Trace = Annotated[
    str, Path(description="Of an answer or an error.", pattern=r"^[0-9a-f]{32}$")
]
Wanted = Annotated[NewStub, Body(openapi_examples=examples.STUBS)]


def create_app(desk: Desk) -> FastAPI:
    """
    Make the application.

    Args:
        desk: Does what is asked.
    """
    app = _Documented(
        title="Kruispunt: stubs",
        description=_ABOUT,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        responses=_REFUSED,
    )
    app.add_middleware(Guard)
    _tell_problems(app)
    _add_stubs(app, desk)
    _add_calls(app, desk)
    return app


def _add_stubs(app: FastAPI, desk: Desk) -> None:
    @app.post("/stubs", status_code=201, tags=["stubs"], summary="Add a stub")
    def add(wanted: Wanted, response: Response) -> Stub:
        """From now on it happens to questions that fit, until it is removed."""
        stub = desk.add(wanted)
        response.headers["Location"] = f"/stubs/{stub.id}"
        return stub

    @app.get("/stubs", tags=["stubs"], summary="List the stubs")
    def all_stubs() -> list[Stub]:
        """The oldest first, without their replies."""
        return desk.all()

    @app.delete("/stubs", status_code=204, tags=["stubs"], summary="Remove all stubs")
    def clear() -> None:
        """From now on everything is answered as it would be."""
        desk.clear()

    @app.get("/stubs/{id}", tags=["stubs"], summary="Show a stub", responses=_UNKNOWN)
    def one(id: StubId) -> WholeStub:
        """With its reply, and how often it was used."""
        return desk.one(id)

    @app.delete(
        "/stubs/{id}",
        status_code=204,
        tags=["stubs"],
        summary="Remove a stub",
        responses=_UNKNOWN,
    )
    def remove(id: StubId) -> None:
        """From now on it happens no more."""
        desk.remove(id)

    @app.get(
        "/stubs/{id}/near-misses",
        tags=["near misses"],
        summary="Why did no question get this stub?",
        responses=_UNKNOWN,
    )
    def near_misses_of(id: StubId) -> list[NearMiss]:
        """The calls of this run that came nearest, and in what they differ."""
        return desk.near_misses_of(id)


def _add_calls(app: FastAPI, desk: Desk) -> None:
    @app.get("/calls", tags=["calls"], summary="List received calls")
    def calls(wanted: Annotated[Calls, Query()]) -> list[Call]:
        """What hops received in this run, from their log; the last answered first."""
        return desk.calls(wanted)

    @app.get(
        "/calls/{trace}",
        tags=["calls"],
        summary="Show all of one question",
        responses=_UNKNOWN,
    )
    def trail(trace: Trace) -> Trail:
        """Every hop of it, with what each check noticed."""
        return desk.trail(trace)

    @app.get("/near-misses", tags=["near misses"], summary="What did not meet?")
    def near_misses() -> NearMisses:
        """Stubs that no question got, and questions without a stub or case."""
        return desk.near_misses()


class _Documented(FastAPI):
    """Tells the media type of refusals, for which FastAPI has no place."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            documented(super().openapi())
        return super().openapi()


def _tell_problems(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        # Not what was given, which may be a number.
        wrong = [
            (".".join(map(str, each["loc"][1:])), _without_kind(str(each["msg"])))
            for each in error.errors()
        ]
        told = "; ".join(f"{at}: {why}" if at else why for at, why in wrong)
        return problem(422, told, errors=wrong)

    @app.exception_handler(Unacceptable)
    def unacceptable(request: Request, error: Unacceptable) -> Response:
        return problem(422, str(error), errors=[(error.at, str(error))])

    @app.exception_handler(Unknown)
    def unknown(request: Request, error: Unknown) -> Response:
        return problem(404, str(error))

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, error.detail, headers=error.headers)

    @app.exception_handler(StateError)
    def no_database(request: Request, error: StateError) -> Response:
        log.error("the database does not answer", error=str(error))
        return problem(503, "the log cannot be read now")

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        log.error("internal error", exception=trace_without_texts(error))
        return problem(500, "a mistake of the simulator; its log on standard error")


def _without_kind(text: str) -> str:
    return text.removeprefix("Value error, ")
