"""The OpenAPI document: whole, and true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from kruispunt_simulator.stubbing.examples import STUBS

from .conftest import Api

PATHS = {
    "/stubs": {"get", "post", "delete"},
    "/stubs/{id}": {"get", "delete"},
    "/stubs/{id}/near-misses": {"get"},
    "/calls": {"get"},
    "/calls/{trace}": {"get"},
    "/near-misses": {"get"},
}


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    told: dict[str, Any] = api.get("/openapi.json")
    return told


def references(value: Any) -> set[str]:
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        own = {value["$ref"]} if "$ref" in value else set()
        return own.union(*map(references, value.values()))
    if isinstance(value, list):
        return set().union(*map(references, value))
    return set()


def test_every_path_is_there_and_described(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {path: set(each) for path, each in document["paths"].items()} == PATHS
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["description"]
    assert "127.0.0.1" in document["info"]["description"]


def test_whatever_it_refers_to_is_there(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    wanted = references(document)
    assert wanted <= {f"#/components/schemas/{name}" for name in schemas}
    assert "#/components/schemas/NewStub" in wanted


def test_every_field_that_may_be_sent_is_described(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["NewStub"]["properties"]
    silent = [name for name, field in fields.items() if "description" not in field]
    assert silent == []
    assert document["components"]["schemas"]["NewStub"]["additionalProperties"] is False


def test_what_calls_are_looked_up_by_is_there(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/calls"]["get"]["parameters"]
    assert {(each["in"], each["name"]) for each in parameters} == {
        ("query", name) for name in ("service", "person", "party", "hop", "limit")
    }


def test_refusals_are_problems_in_the_document_too(document: dict[str, Any]) -> None:
    """RFC 9457, section 3."""
    for path in document["paths"].values():
        for operation in path.values():
            assert "422" in operation["responses"]
            for status, response in operation["responses"].items():
                if status.startswith("4"):
                    assert [*response["content"]] == ["application/problem+json"]


@pytest.mark.parametrize("name", STUBS)
def test_every_example_can_be_posted(
    api: Api, document: dict[str, Any], name: str
) -> None:
    body = document["paths"]["/stubs"]["post"]["requestBody"]["content"]
    reply = api.post(body["application/json"]["examples"][name]["value"])
    assert reply.status_code == 201, reply.text
    assert re.fullmatch(r"[0-9a-f]{8}", reply.json()["id"])


def test_what_is_given_back_has_the_fields_that_are_promised(
    api: Api, document: dict[str, Any]
) -> None:
    id = api.add(hop="wiv", drop=True)
    schemas = document["components"]["schemas"]
    assert set(api.get(f"/stubs/{id}")) == set(schemas["WholeStub"]["properties"])
    (listed,) = api.get("/stubs")
    assert set(listed) == set(schemas["Stub"]["required"])
    assert set(api.get("/near-misses")) == set(schemas["NearMisses"]["properties"])
