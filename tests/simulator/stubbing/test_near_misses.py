"""Why a stub was for no question, and a question for no stub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.stubbing.calls import NOTES
from kruispunt_simulator.stubbing.server import serve

from ...end_to_end.envelopes import ATTEST, CARE, FILES, JEF, LOTTE, MIEKE, SOFIE, Chain
from ...snippets import ANY_PORT
from .conftest import Api, Ask


@pytest.fixture
def fresh(api: Api, messages: Chain) -> Iterator[tuple[Api, Chain]]:
    """The API as it is for a chain that received nothing yet, and that chain."""
    served = serve(messages.simulator)
    yield Api(served.url), messages
    served.close()


def notes(api: Api, trace: str, hop: str) -> list[str]:
    """What a call left about stubs, at a hop."""
    return [
        finding["actual"]
        for step in api.get(f"/calls/{trace}")["steps"]
        if (step["hop"], step["direction"]) == (hop, "in")
        for finding in step["findings"]
        if finding["check"] in NOTES
    ]


@pytest.mark.parametrize(
    ("wanted", "differs", "why"),
    [
        (
            {"person": LOTTE, "party": "wonen-in-limburg", "fault": "99996"},
            ["person"],
            f"same hop and party; person was {JEF}, not {LOTTE}",
        ),
        (
            {"service": "GeefDossierHandicap", "party": "fluvius", "fault": "99996"},
            ["party"],
            "same hop and service; party was wonen-in-vlaanderen, not fluvius",
        ),
        (
            {"service": "GeefZorgtoeslag", "person": JEF, "drop": True},
            ["service"],
            "same hop and person; service was GeefDossierHandicap, not GeefZorgtoeslag",
        ),
        (
            {"hop": "ksz", "service": "HandiService", "user": SOFIE, "drop": True},
            ["user"],
            f"same hop and service; user was {MIEKE}, not {SOFIE}",
        ),
        (
            {"service": "HandiService", "version": "v1", "person": JEF, "drop": True},
            ["version"],
            "same hop, service and person; version was v2, not v1",
        ),
    ],
    ids=["person", "party", "service", "user", "version"],
)
def test_the_nearest_call_and_what_differs_is_told(
    fresh: tuple[Api, Chain], wanted: dict[str, Any], differs: list[str], why: str
) -> None:
    api, messages = fresh
    stub = api.add(**wanted)
    answer = messages.envelope(FILES).about(JEF).signed().post()
    near, *others = api.get(f"/stubs/{stub}/near-misses")
    assert others == []  # one of each trail
    assert (near["differs"], near["why"]) == (differs, why)
    assert near["call"]["trace"] == answer.trace
    hop = near["call"]["hop"]
    (note,) = notes(api, answer.trace, hop)
    assert note.startswith(f"no stub; nearest is stub {stub}, ")
    assert note.endswith(why)


def test_of_several_calls_the_nearest_comes_first(fresh: tuple[Api, Chain]) -> None:
    api, messages = fresh
    stub = api.add(service="GeefZorgtoeslag", person=JEF, user=MIEKE, drop=True)
    care = messages.envelope(CARE).about(LOTTE).signed().post()
    files = messages.envelope(FILES).about(JEF).signed().post()
    attest = messages.envelope(ATTEST).signed().post()
    found = api.get(f"/stubs/{stub}/near-misses")
    assert [near["call"]["trace"] for near in found] == [files.trace, care.trace]
    assert attest.trace not in str(found)  # nothing at all is the same


def test_a_call_of_a_stub_that_came_too_late(fresh: tuple[Api, Chain]) -> None:
    api, messages = fresh
    messages.envelope(CARE).signed().post()
    stub = api.add(service="GeefZorgtoeslag", fault="99996")
    (near,) = api.get(f"/stubs/{stub}/near-misses")
    assert near["why"] == "all the same, but it came before the stub was added"


def test_a_call_that_another_stub_got(fresh: tuple[Api, Chain]) -> None:
    api, messages = fresh
    older = api.add(service="GeefZorgtoeslag", fault="99996")
    stub = api.add(service="GeefZorgtoeslag", fault="magda.throttled")
    messages.envelope(CARE).signed().post()
    (near,) = api.get(f"/stubs/{stub}/near-misses")
    assert near["why"] == f"all the same, but stub {older} got it"
    assert api.get(f"/stubs/{older}/near-misses") == []


def test_a_call_whose_turn_it_was_not(fresh: tuple[Api, Chain]) -> None:
    api, messages = fresh
    stub = api.add(service="GeefZorgtoeslag", fault="99996", first=3)
    answer = messages.envelope(CARE).signed().post()
    (near,) = api.get(f"/stubs/{stub}/near-misses")
    assert near["differs"] == []
    assert near["why"] == ("all the same, but not its turn: once from question 3 on")
    (note,) = notes(api, answer.trace, "magda")
    assert note.endswith(
        "not its turn: once from question 3 on, and this is question 1"
    )


def test_a_refusal_that_this_platform_does_not_know(fresh: tuple[Api, Chain]) -> None:
    """What an institution says over the SSDN, no other service of the KSZ says."""
    api, messages = fresh
    api.add(fault="penskad.unknown")
    answer = messages.envelope(ATTEST).signed().post()
    (note,) = notes(api, answer.trace, "ksz")
    assert note.endswith("same hop; of a platform that does not refuse so")


def test_a_question_leaves_no_note_where_no_stub_is(api: Api, ask: Ask) -> None:
    api.add(hop="ksz", drop=True, person=LOTTE)
    answer = ask(FILES, JEF)
    assert notes(api, answer.trace, "wiv") == []
    assert notes(api, answer.trace, "magda") == []
    assert len(notes(api, answer.trace, "ksz")) == 1
    api.send("DELETE", "/stubs")
    assert notes(api, ask(FILES, JEF).trace, "ksz") == []


def test_all_that_did_not_meet_is_told_together(fresh: tuple[Api, Chain]) -> None:
    api, messages = fresh
    assert api.get("/near-misses") == {"stubs": [], "questions": []}
    api.add(service="GeefDossierHandicap", fault="99996")
    unused = api.add(service="GeefZorgtoeslag", person=JEF, fault="99996")
    messages.envelope(FILES).about(JEF).signed().post()
    care = messages.envelope(CARE).about(LOTTE).signed().post()
    told = api.get("/near-misses")
    (stub,) = told["stubs"]
    assert stub["stub"]["id"] == unused
    assert [near["differs"] for near in stub["nearest"]] == [["person"], ["service"]]
    (question,) = told["questions"]
    assert question["call"]["trace"] == care.trace
    assert question["notes"][0].startswith(f"no stub; nearest is stub {unused}, ")


def test_a_question_without_a_case_is_told_with_the_nearest(
    folder: Callable[[], Path], tmp_path: Path
) -> None:
    pytest.importorskip("kruispunt_simulator.cases.folder")
    place = tmp_path / "SocZek" / "GeefZorgtoeslag" / "02.00.0000"
    place.mkdir(parents=True)
    vectors = Path(__file__).parents[2] / "vectors" / "contracts" / "geef_zorgtoeslag"
    case = (vectors / "reply_question_refused.xml").read_bytes()
    (place / f"{JEF}.xml").write_bytes(case)
    settings = Settings(state=folder(), ports=ANY_PORT, stubs_port=0, cases=tmp_path)
    with Simulator(settings) as simulator:
        api, messages = Api(str(simulator.stubs_url)), Chain(simulator)
        answered = messages.envelope(CARE).about(JEF).signed().post()
        without = messages.envelope(CARE).about(LOTTE).signed().post()
        missing, found = api.get("/calls", limit=2)
        assert (missing["trace"], missing["case"]) == (without.trace, None)
        assert found["trace"] == answered.trace
        assert f"{JEF}.xml" in found["case"]
        (question,) = api.get("/near-misses")["questions"]
        assert question["call"]["trace"] == without.trace
        assert "nearest" in question["notes"][0]
