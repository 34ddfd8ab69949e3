"""
What happened once happens again: a run is recorded as cases, and replayed from them.

Keep the exchanges of a run as cases, with real numbers replaced by fictitious
ones, so that a refusal met in acceptance can be replayed on a laptop.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kruispunt_client import ONCE, ConnectionProfile, connect
from kruispunt_client.errors import PersonNotRegistered, RefusedByService
from kruispunt_client.settings import LogSettings
from kruispunt_simulator import numbers
from kruispunt_simulator.cli import main
from kruispunt_simulator.hops.call import without_real_numbers
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.write import as_json, as_values, as_yaml, from_json
from kruispunt_simulator.settings import Keep, MessagePolicy
from kruispunt_simulator.sources import Condition
from lxml import etree

from .envelopes import (
    ATTEST,
    BRAM,
    CARE,
    FILES,
    GRIET,
    HANDI,
    INCAPACITY,
    JEF,
    LOTTE,
    MIEKE,
    PERIODS,
    TOM,
    Answer,
    Chain,
    Envelope,
    Refusal,
)
from .test_repertory import IN, PREMIUMS, declare

Element = Any
KEEP = MessagePolicy(keep=Keep.FULL)
DAY = date(2024, 6, 1)
CHILD = "16610200350"
"""Fictitious; in nobody's file but that of the first chain."""
ABSENT = numbers.make(date(2015, 3, 9), 417)
"""Fictitious; in nobody's file at all."""
YVETTE = "60692161216"
JANUARY = (date(2025, 1, 1), date(2025, 1, 31))


def real(nine: str) -> str:
    """A number that could be somebody's, born from 2000 on."""
    return f"{nine}{97 - int(f'2{nine}') % 97:02}"


REAL_CHILD, REAL_ABSENT = real("160102003"), real("150309417")
"""Well formed, of serials that a register could give; nobody's in particular."""


def file_of(folder: Path, ssin: str) -> Path:
    """A folder with one person, who has Lotte's care allowance."""
    lotte = as_values(People.load().named("lotte-vandersmout"))
    values = {key: lotte[key] for key in ("title", "care_allowance", "repertory")}
    values["identity"] = {
        "ssin": CHILD,
        "first_name": "An",
        "last_name": "Other",
        "born": date(2016, 1, 2),
        "sex": "F",
    }
    text = as_yaml(Person.model_validate(from_json(as_json(values))))
    folder.mkdir()
    (folder / "child.yaml").write_text(text.replace(CHILD, ssin), "utf-8")
    return folder


def record(to: Path, *options: str | Path) -> Any:
    """Run `kruispunt cases record`; gives its summary."""
    arguments = ("cases", "record", "--to", to, "--json", *options)
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def told(answer: Answer) -> list[bytes]:
    """What a refusal says, without the times and references of its exchange."""
    payload = answer.payload
    etree.strip_elements(payload, "Tijdstip", with_tail=False)
    found = [
        *payload.iter("Uitzondering"),
        *payload.iter("status", "faultcode", "faultstring"),
        *payload.iterfind("detail/*/detail"),
        *payload.iter("{*}ResultSummary"),
    ]
    etree.cleanup_namespaces(payload)
    for each in (inner for one in found for inner in one.iter()):
        each.text = (each.text or "").strip()
        each.tail = None
    return [etree.tostring(each, method="c14n", exclusive=True) for each in found]


# --- from the log of a chain ----------------------------------------------------------


def _down(chain: Chain, message: Envelope) -> Answer:
    """Ask while no source answers."""
    sources = chain.simulator.sources
    names = ("dgph", "insurers", "opgroeien", "ksz-registers", "rr")
    for name in names:
        sources.set_condition(name, Condition(available=False))
    try:
        return message.signed().post()
    finally:
        for name in names:
            sources.set_condition(name, Condition())


def _wrong_capacity(chain: Chain, message: Envelope) -> Answer:
    return message.put("Hoedanigheid", "9999").signed().post()


def _wrong_context(chain: Chain, message: Envelope) -> Answer:
    return message.put("legalContext", "X:Y").signed().post()


def _late(chain: Chain, message: Envelope) -> Answer:
    return message.with_expired_timestamp().post()


def _well(chain: Chain, message: Envelope) -> Answer:
    return message.signed().post()


REFUSALS: dict[str, tuple[str, str, Callable[[Chain, Envelope], Answer], Refusal]] = {
    "MAGDA level 1": (CARE, ABSENT, _late, Refusal("1", "ERR_025")),
    "MAGDA level 2": (CARE, LOTTE, _wrong_capacity, Refusal("2", "13001")),
    "MAGDA source": (CARE, CHILD, _down, Refusal("2", "99996")),
    "MAGDA level 3": (FILES, JEF, _down, Refusal("3", "70003")),
    "KSZ fault": (HANDI, JEF, _wrong_context, Refusal("fault", "MSG00014")),
    "KSZ fault of a source": (PERIODS, BRAM, _down, Refusal("fault", "MSG00020")),
    "KSZ status": (ATTEST, TOM, _well, Refusal("status", "MSG00012")),
}
"""Question, person, how it goes wrong, and with what it is refused."""


@pytest.fixture(scope="module")
def first(
    start: Callable[..., Chain], tmp_path_factory: pytest.TempPathFactory
) -> Chain:
    """A chain that keeps its messages, and knows a child that no other chain does."""
    people = file_of(tmp_path_factory.mktemp("people") / "own", CHILD)
    return start(messages=KEEP, people=(people,))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_the_same_when_it_is_replayed(
    first: Chain,
    start: Callable[..., Chain],
    tmp_path: Path,
    name: str,
) -> None:
    """Whoever asked wrongly then asks well now, and is refused: level, code, words."""
    question, person, refuse, expected = REFUSALS[name]
    once = refuse(first, first.envelope(question).about(person))
    assert once.refusal == expected
    cases = tmp_path / "cases"
    summary = record(cases, "--state", first.state, "--trace", once.trace)
    assert summary["written"]
    if person == TOM:  # refused everywhere: replay it about somebody who is not
        (path,) = cases.rglob(f"{TOM}*")
        path.rename(path.with_name(path.name.replace(TOM, BRAM)))
        person = BRAM
    chain = start(cases=cases)
    declare(chain, PREMIUMS, IN, person)
    again = _well(chain, chain.envelope(question).about(person))
    assert again.refusal == expected, chain.arrival(again)
    assert told(again) == told(once)
    assert again.trace != once.trace


def test_an_answer_about_somebody_in_nobodys_file_is_replayed(
    first: Chain, start: Callable[..., Chain], tmp_path: Path
) -> None:
    """And next to it the refusal of another; both as an application sees them."""

    def ask(chain: Chain, person: str) -> Any:
        with chain.connect("wonen-in-vlaanderen", "magda", user=GRIET) as line:
            return line.care_allowance.supplement(person, on=DAY)

    once = ask(first, CHILD)
    with pytest.raises(RefusedByService) as refused:
        ask(first, ABSENT)
    options = ("--state", first.state, "--service", "GeefZorgtoeslag")
    written = record(tmp_path / "cases", *options, "--person", CHILD)["written"]
    written += record(tmp_path / "cases", *options, "--trace", _trace(refused))[
        "written"
    ]
    assert sorted(map(str, (CHILD, ABSENT))) == sorted(
        Path(path).stem for path in written
    )
    chain = start(cases=tmp_path / "cases")
    for person in (CHILD, ABSENT):
        declare(chain, PREMIUMS, IN, person)
    again = ask(chain, CHILD)
    assert again.data == once.data
    assert again.data is not None
    with pytest.raises(type(refused.value)) as caught:
        ask(chain, ABSENT)
    for name in ("level", "code", "origin", "diagnosis", "annotations"):
        assert getattr(caught.value, name) == getattr(refused.value, name)


def _trace(caught: pytest.ExceptionInfo[RefusedByService]) -> str:
    trace = caught.value.trace
    assert trace is not None
    return trace


def test_a_refusal_in_the_ssdn_is_replayed(
    first: Chain, start: Callable[..., Chain], tmp_path: Path
) -> None:
    """`_wire-facts.md` 5: a ResultSummary that says NO."""

    def ask(chain: Chain) -> RefusedByService:
        with (
            chain.connect("magda", "ssdn", user=MIEKE) as line,
            pytest.raises(RefusedByService) as caught,
        ):
            line.pension.register(YVETTE, period=JANUARY)
        return caught.value

    sources = first.simulator.sources
    sources.set_condition("pension-register", Condition(available=False))
    try:
        once = ask(first)
    finally:
        sources.set_condition("pension-register", Condition())
    assert once.level == "summary"
    record(tmp_path / "cases", "--state", first.state, "--trace", str(once.trace))
    again = ask(start(cases=tmp_path / "cases"))
    for name in ("level", "code", "origin", "diagnosis", "annotations"):
        assert getattr(again, name) == getattr(once, name)


def test_of_what_was_passed_on_the_hop_that_answered_is_recorded(
    first: Chain, tmp_path: Path
) -> None:
    """Wonen in Vlaanderen asks MAGDA in its own name; its reply is MAGDA's."""
    once = _well(first, first.envelope(INCAPACITY))
    options = ("--state", first.state, "--trace", once.trace)
    written = record(tmp_path / "one", *options)["written"]
    assert sorted(path.split("/")[1] for path in written) == [
        "GeefArbeidsongeschiktheid",
        "HdiIndemnityAllowanceService",
    ]
    (path,) = record(tmp_path / "two", *options, "--hop", "wiv")["written"]
    assert path in written
    one, two = ((tmp_path / each / path).read_text() for each in ("one", "two"))
    assert ("MAGDA" in one, one != two) == (True, True)


def test_a_log_without_messages_is_told_of(chain: Chain, tmp_path: Path) -> None:
    _well(chain, chain.envelope(CARE))
    arguments = ("cases", "record", "--to", tmp_path / "c", "--state", chain.state)
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 1
    assert "--keep-messages full" in result.stderr
    assert not (tmp_path / "c").exists()


# --- from what a client kept in acceptance --------------------------------------------


def test_what_was_met_in_acceptance_is_replayed_on_a_laptop(
    start: Callable[..., Chain], tmp_path: Path
) -> None:
    """There with numbers that could be real, here on a chain that refuses those."""
    there = start(
        people=(file_of(tmp_path / "own", REAL_CHILD),), allow_real_numbers=True
    )
    there.identity("wonen-in-vlaanderen")
    profile = replace(
        ConnectionProfile.from_state(there.state, "wonen-in-vlaanderen"),
        log=LogSettings(messages=tmp_path / "kept"),
        retry=ONCE,
    )
    with connect(profile, via="magda", user=GRIET) as line:
        once = line.care_allowance.supplement(REAL_CHILD, on=DAY)
        with pytest.raises(PersonNotRegistered) as refused:
            line.care_allowance.supplement(REAL_ABSENT, on=DAY)

    cases = tmp_path / "cases"
    written = record(cases, "--exchanges", tmp_path / "kept")["written"]
    child, absent = sorted((Path(each).stem for each in written), reverse=True)
    assert (child[:2], absent[:2]) == (REAL_CHILD[:2], REAL_ABSENT[:2])
    for path in filter(Path.is_file, cases.rglob("*")):
        text = path.read_text("utf-8")
        assert without_real_numbers(text) == text
        assert REAL_CHILD not in text
        assert REAL_ABSENT not in text

    here = start(cases=cases)
    for person in (child, absent):
        declare(here, PREMIUMS, IN, person)
    with here.connect("wonen-in-vlaanderen", "magda", user=GRIET) as line:
        again = line.care_allowance.supplement(child, on=DAY)
        with pytest.raises(PersonNotRegistered) as caught:
            line.care_allowance.supplement(absent, on=DAY)
    assert again.data is not None
    assert once.data is not None
    assert again.data == replace(once.data, insz=child)
    for name in ("level", "code", "origin", "diagnosis"):
        assert getattr(caught.value, name) == getattr(refused.value, name)
