"""Refusals of the API, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import JSONResponse

from kruispunt_simulator.process_log import without_numbers
from kruispunt_simulator.stubbing.models import Problem, Wrong

MEDIA_TYPE: Final = "application/problem+json"


class Unacceptable(Exception):
    """A request asks for what cannot be; the text says what, and holds no number."""

    def __init__(self, at: str, why: str) -> None:
        super().__init__(why)
        self.at = at


class Unknown(Exception):
    """There is nothing of that name."""


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """
    Give the response that tells a problem.

    Args:
        status: Of HTTP.
        detail: For people: what is wrong, and what would be right. What could be a
            person's number in it, because somebody sent that as a name, goes.
        errors: By place in the request: name of the field, and what is wrong there.
        headers: That go along.
    """
    wrong = [
        Wrong(at=without_numbers(at), why=without_numbers(why)) for at, why in errors
    ]
    told = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=without_numbers(detail),
        errors=wrong or None,
    )
    return JSONResponse(
        told.model_dump(exclude_none=True),
        status_code=status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def documented(schema: dict[str, Any]) -> None:
    """Say in an OpenAPI document which media type refusals have."""
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if status >= "4" and "application/json" in response.get("content", {}):
                    content = response["content"]
                    content[MEDIA_TYPE] = content.pop("application/json")
