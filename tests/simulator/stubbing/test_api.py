"""The API itself: what it takes, shows and refuses, and the calls that it looks up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.stubbing import desk
from kruispunt_simulator.stubbing.desk import Desk
from kruispunt_simulator.stubbing.examples import JEF, NO_FILE, STUBS
from kruispunt_simulator.stubbing.guard import MOST_BYTES
from structlog.testing import CapturingLogger

from ...end_to_end.envelopes import ATTEST, CARE, COULD_BE_REAL, FILES, LOTTE, MIEKE
from ...snippets import ANY_PORT
from .conftest import SOON, Api, Ask

JSON = {"Content-Type": "application/json"}


# Adding and removing


def test_a_stub_is_added_shown_listed_and_removed(api: Api) -> None:
    reply = api.post({"person": JEF, "reply": NO_FILE, "first": 2, "times": None})
    assert reply.status_code == 201
    made = reply.json()
    assert reply.headers["location"] == f"/stubs/{made['id']}"
    assert {name: made[name] for name in ("hop", "service", "first", "times")} == {
        "hop": "magda",
        "service": "GeefDossierHandicap",
        "first": 2,
        "times": None,
    }
    assert (made["seen"], made["used"]) == (0, 0)
    assert "reply" not in made
    assert api.get(f"/stubs/{made['id']}") == {**made, "reply": NO_FILE}
    assert api.get("/stubs") == [made]
    removed = api.send("DELETE", f"/stubs/{made['id']}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert api.get("/stubs") == []


def test_stubs_are_listed_in_the_order_in_which_they_were_added(api: Api) -> None:
    ids = [api.add(hop="wiv", drop=True) for _ in range(5)]
    assert [each["id"] for each in api.get("/stubs")] == ids
    assert len(set(ids)) == 5
    assert api.send("DELETE", "/stubs").status_code == 204
    assert api.get("/stubs") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", ""), ("GET", "/near-misses")],
    ids=["shown", "removed", "near misses"],
)
def test_a_stub_that_is_not_there_is_told(api: Api, method: str, path: str) -> None:
    reply = api.send(method, f"/stubs/12345678{path}")
    assert reply.status_code == 404
    assert api.refused(reply)["detail"] == "no stub 12345678; it may have been removed"


def test_a_declared_encoding_does_not_matter_for_text(api: Api) -> None:
    reply = NO_FILE.replace("Handled", "Géré")
    declared = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n{reply}'
    id = api.add(reply=declared)
    assert api.get(f"/stubs/{id}")["reply"].strip() == reply.strip()


def test_adding_and_removing_are_in_the_log_of_the_process_without_numbers(
    messages: Any, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logs are for operators and name nobody; the audit trail does."""
    said = CapturingLogger()
    monkeypatch.setattr(desk, "log", said)
    id = api.add(fault="99996", person=JEF, user=MIEKE)
    api.send("DELETE", f"/stubs/{id}")
    api.add(hop="wiv", drop=True)
    api.send("DELETE", "/stubs")
    assert [call.args[0] for call in said.calls] == [
        "stub added",
        "stub removed",
        "stub added",
        "all stubs removed",
    ]
    assert said.calls[0].kwargs["does"] == "refuse with magda.source-unavailable"
    assert JEF not in str(said.calls)
    assert MIEKE not in str(said.calls)


# What is refused

REPLY_OF_NOBODY = "<a xmlns='urn:nothing'/>"
BOMB = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
REAL = NO_FILE.replace("Handled", f"</description><x>{COULD_BE_REAL}</x><description>")


@pytest.mark.parametrize(
    ("wanted", "at", "told"),
    [
        ({}, "", "one of reply, fault, drop and delay_seconds is needed"),
        ([], "", "valid dictionary"),
        ("x", "", "valid dictionary"),
        ({"drop": True, "fault": "99996"}, "", "exclude each other"),
        ({"reply": NO_FILE, "drop": True}, "", "exclude each other"),
        ({"drop": True, "frist": 3}, "frist", "Extra inputs are not permitted"),
        ({"drop": "perhaps"}, "drop", "valid boolean"),
        ({"drop": True, "first": 0}, "first", "greater than or equal to 1"),
        ({"drop": True, "times": 0}, "times", "greater than or equal to 1"),
        ({"delay_seconds": -1}, "delay_seconds", "greater than or equal to 0"),
        ({"delay_seconds": 601}, "delay_seconds", "less than or equal to 600"),
        ({"delay_seconds": float("nan")}, "delay_seconds", "finite"),
        ({"drop": True, "hop": "msgda"}, "hop", "'wiv', 'magda' or 'ksz'"),
        ({"drop": True, "party": "nobody"}, "party", "no party nobody"),
        ({"drop": True, "service": "GeefNiets"}, "service", "there are: ChildBen"),
        (
            {"drop": True, "service": "GeefPersoon", "version": "01"},
            "service",
            "no version 01 of GeefPersoon; there are: 02.02.0000",
        ),
        (
            {"drop": True, "service": "HandiService", "operation": "consult"},
            "service",
            "no operation consult of HandiService; there are: consultFile,",
        ),
        ({"drop": True, "hop": "wiv", "service": "HandiService"}, "service", "of wiv"),
        ({"fault": "magda.nothing"}, "fault", "no refusal has the name"),
        ({"fault": "13001"}, "fault", "several refusals have the code 13001"),
        ({"fault": "99996", "hop": "ksz"}, "fault", "is no refusal of ksz"),
        ({"fault": "99996", "service": "HandiService"}, "fault", "never gets"),
        ({"reply": ""}, "reply", "at least 1 character"),
        ({"reply": "no XML"}, "reply", "reply: "),
        ({"reply": "<a>"}, "reply", "reply: "),
        ({"reply": BOMB}, "reply", "reply: "),
        ({"reply": "<a/>\ud800"}, "reply", "unicode"),
        ({"reply": REPLY_OF_NOBODY}, "reply", "which no operation answers with"),
        (
            {"reply": NO_FILE, "service": "GeefPersoon"},
            "reply",
            "its service is GeefDossierHandicap, not GeefPersoon",
        ),
        ({"reply": NO_FILE, "version": "02"}, "reply", "its version is 03.00.0000"),
        ({"reply": NO_FILE, "hop": "ksz"}, "reply", "is not asked of ksz"),
        (
            {"reply": STUBS["soap:Fault"]["value"]["reply"]},
            "reply",
            "a soap:Fault does not tell whose it is",
        ),
        ({"drop": True, "person": "1234"}, "person", "at least 11 characters"),
        ({"drop": True, "person": JEF[:-1] + "5"}, "person", "valid check digits"),
        ({"drop": True, "person": "a" * 11}, "person", "valid check digits"),
        ({"drop": True, "person": COULD_BE_REAL}, "person", "of a real citizen"),
        ({"drop": True, "user": COULD_BE_REAL}, "user", "of a real citizen"),
        ({"reply": REAL}, "reply", "real citizens, at GeefDossierHandicapResponse/"),
        ({"drop": True, "party": "85643007594"}, "party", "no party (number)"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_is_refused_by_name(
    api: Api, wanted: object, at: str, told: str
) -> None:
    """RFC 9457; numbers that could be real are kept out as everywhere."""
    reply = api.post(wanted)
    problem = api.refused(reply)
    assert reply.status_code == 422
    assert told in problem["detail"]
    assert at in [each["at"] for each in problem["errors"]]
    for number in (COULD_BE_REAL, JEF[:-1]):
        assert number not in reply.text
    assert api.get("/stubs") == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe{}", b'{"drop": tru}'],
    ids=["nothing", "cut off", "deep", "not UTF-8", "no JSON"],
)
def test_what_is_no_json_is_refused(api: Api, body: bytes) -> None:
    reply = api.send("POST", "/stubs", data=body, headers=JSON)
    assert reply.status_code in (400, 422)
    api.refused(reply)
    assert api.get("/stubs") == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("PUT", "/stubs", 405),
        ("OPTIONS", "/stubs", 405),
        ("GET", "/calls/85643007594", 422),
        ("GET", f"/calls/{'A' * 32}", 422),
        ("GET", "/calls?limit=0", 422),
        ("GET", "/calls?limit=1001", 422),
        ("GET", "/calls?persn=85643007594", 422),
        ("GET", f"/calls?person={COULD_BE_REAL}", 422),
        ("GET", "/calls?hop=vdab", 422),
        ("GET", f"/calls/{'0' * 32}", 404),
    ],
)
def test_another_request_is_refused_as_a_problem(
    api: Api, method: str, path: str, status: int
) -> None:
    """`/docs` would load scripts from a network, so there is none."""
    reply = api.send(method, path)
    assert reply.status_code == status
    assert "85643007594" not in str(api.refused(reply))
    assert COULD_BE_REAL not in reply.text


def test_real_numbers_are_taken_where_the_operator_allows_them(
    folder: Callable[[], Any],
) -> None:
    settings = Settings(
        state=folder(), ports=ANY_PORT, stubs_port=0, allow_real_numbers=True
    )
    with Simulator(settings) as simulator:
        api = Api(str(simulator.stubs_url))
        id = api.add(drop=True, hop="wiv", person=COULD_BE_REAL)
        assert api.get(f"/stubs/{id}")["person"] == COULD_BE_REAL


# Who may ask


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:80", "127.0.0.1.evil.test", "localhost.evil.test", "0"],
)
def test_another_host_is_refused(api: Api, host: str) -> None:
    """A name that was bound to 127.0.0.1 later: DNS rebinding (RFC 9110, 7.2)."""
    reply = api.send("GET", "/stubs", headers={"Host": host})
    assert reply.status_code == 421
    assert api.refused(reply)["detail"] == "the Host must be localhost or 127.0.0.1"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8446", "127.0.0.1:1"])
def test_this_machine_may_be_called(api: Api, host: str) -> None:
    assert api.send("GET", "/stubs", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"],
)
def test_what_a_web_page_can_send_unasked_is_refused(api: Api, kind: str) -> None:
    """Fetch, section 3.2.2: only such bodies need no CORS-preflight."""
    body = json.dumps({"hop": "wiv", "drop": True})
    reply = api.send("POST", "/stubs", data=body, headers={"Content-Type": kind})
    assert reply.status_code == 415
    api.refused(reply)
    assert api.get("/stubs") == []


def test_no_other_origin_is_let_in(api: Api) -> None:
    origin = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    for method in ("OPTIONS", "GET"):
        reply = api.send(method, "/stubs", headers=origin)
        assert not [h for h in reply.headers if h.lower().startswith("access-control")]


@pytest.mark.parametrize("chunked", [False, True], ids=["with length", "in chunks"])
def test_too_large_a_body_is_refused(api: Api, chunked: bool) -> None:
    body = b'{"reply": "' + b" " * MOST_BYTES + b'"}'
    parts = (body[at : at + 65536] for at in range(0, len(body), 65536))
    try:
        reply = api.send(
            "POST", "/stubs", data=parts if chunked else body, headers=JSON
        )
    except requests.ConnectionError:
        pass  # it hung up while the body was still being sent
    else:
        assert reply.status_code == 413
        api.refused(reply)
    assert api.get("/stubs") == []


def test_it_listens_on_this_machine_only(messages: Any) -> None:
    served = messages.simulator._stubs_api
    assert served._socket.getsockname()[0] == "127.0.0.1"
    assert served.url.startswith("http://127.0.0.1:")


# Calls


def test_calls_are_found_by_what_they_were_about(api: Api, ask: Ask) -> None:
    care, files, attest = ask(CARE, LOTTE), ask(FILES, JEF), ask(ATTEST)

    def found(**query: Any) -> set[tuple[str, str]]:
        calls = api.get("/calls", **query)
        return {(call["hop"], call["trace"]) for call in calls}

    newest = found(limit=5)
    assert newest == {
        ("ksz", attest.trace),
        ("wiv", files.trace),
        ("magda", files.trace),
        ("ksz", files.trace),
        ("magda", care.trace),
    }
    assert found(limit=1) == {("ksz", attest.trace)}
    assert found(service="GeefZorgtoeslag", limit=1) == {("magda", care.trace)}
    assert found(party="wonen-in-limburg", limit=1) == {("wiv", files.trace)}
    assert found(hop="magda", limit=2) == {
        ("magda", files.trace),
        ("magda", care.trace),
    }
    assert found(person="85.64.30-075.94", hop="wiv", limit=1) == {("wiv", files.trace)}
    assert found(person=JEF, service="GeefZorgtoeslag") == set()


def test_a_call_tells_who_asked_what_and_what_came_of_it(api: Api, ask: Ask) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: time, party, service, user, person."""
    stub = api.add(fault="99996", service="GeefDossierHandicap")
    answer = ask(FILES, JEF)
    call, at_magda = api.get("/calls", limit=2)
    told = {k: v for k, v in call.items() if k not in ("at", "duration_ms")}
    assert told == {
        "trace": answer.trace,
        "hop": "wiv",
        "party": "wonen-in-limburg",
        "service": "GeefDossierHandicap",
        "version": "03.00.0000",
        "operation": "GeefDossierHandicap",
        "person": JEF,
        "user": MIEKE,
        "outcome": "refused",
        "level": "2",
        "code": "99996",
        "stub": None,
        "case": None,
    }
    assert (at_magda["hop"], at_magda["stub"]) == ("magda", stub)


def test_all_of_a_question_is_told_with_what_was_noticed(api: Api, ask: Ask) -> None:
    api.add(fault="99996", service="GeefDossierHandicap")
    answer = ask(FILES, JEF)
    told = api.get(f"/calls/{answer.trace}")
    assert [(step["hop"], step["direction"]) for step in told["steps"]] == [
        ("magda", "in"),
        ("wiv", "in"),
        ("wiv", "out"),
    ]
    spans = {step["span"]: step for step in told["steps"]}
    magda = told["steps"][0]
    assert spans[magda["parent_span"]]["direction"] == "out"
    assert [each["check"] for each in magda["findings"]] == ["injected"]
    assert told["explanation"][0].startswith("refused by magda: injected: stub ")


def test_calls_of_an_earlier_run_are_not_told(folder: Callable[[], Any]) -> None:
    """The log has them; `kruispunt log` shows them."""
    from ...end_to_end.envelopes import Chain

    settings = Settings(state=folder(), ports=ANY_PORT, stubs_port=0)
    with Simulator(settings) as first:
        answer = Chain(first).envelope(CARE).signed().post()
        assert len(Api(str(first.stubs_url)).get("/calls")) == 1
    with Simulator(settings) as second:
        api = Api(str(second.stubs_url))
        assert api.get("/calls") == []
        assert api.send("GET", f"/calls/{answer.trace}").status_code == 404


def test_a_log_that_cannot_be_read_is_a_problem_and_no_traceback(
    folder: Callable[[], Any],
) -> None:
    settings = Settings(state=folder(), ports=ANY_PORT, stubs_port=0)
    with Simulator(settings) as simulator:
        api = Api(str(simulator.stubs_url))
        with simulator.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE exchange RENAME TO elsewhere")
        reply = requests.get(f"{api.url}/calls", timeout=SOON)
        with simulator.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO exchange")
        assert reply.status_code == 503
        assert api.refused(reply)["detail"] == "the log cannot be read now"
        assert api.get("/calls") == []


def test_a_mistake_of_ours_is_a_problem_and_no_traceback(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Desk) -> None:
        raise ZeroDivisionError("85643007594")

    monkeypatch.setattr(Desk, "all", fails)
    reply = api.send("GET", "/stubs")
    assert reply.status_code == 500
    assert "85643007594" not in str(api.refused(reply))
