"""People in the state folder: seen at once, kept through a restart, and never real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands import people
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.people.write import as_json, as_values, as_yaml, from_json
from kruispunt_simulator.settings import Settings
from sqlalchemy import text

from .conftest import ANY_PORT
from .envelopes import CARE, GRIET, JEF, LOTTE, Chain

NINE = "160102003"
REAL = f"{NINE}{97 - int(f'2{NINE}') % 97:02}"
"""Well formed, of a serial that a register could give; nobody in particular's."""


INVENTED = "16610200350"
WRONG = "16610200351"
"""The same with other check digits."""


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    """A folder with one person, who has Lotte's care supplement; give the number."""

    def write(ssin: str) -> Path:
        lotte = as_values(People.load().named("lotte-vandersmout"))
        values = {key: lotte[key] for key in ("title", "care_allowance", "repertory")}
        values["identity"] = {
            "ssin": INVENTED,
            "first_name": "An",
            "last_name": "Other",
            "born": date(2016, 1, 2),
            "sex": "F",
        }
        text = as_yaml(Person.model_validate(from_json(as_json(values))))
        folder = tmp_path / "own"
        folder.mkdir(exist_ok=True)
        (folder / "child.yaml").write_text(text.replace(INVENTED, ssin), "utf-8")
        return folder

    return write


def care(chain: Chain, ssin: str) -> str:
    """What became of a question about a care supplement."""
    answer = chain.envelope(CARE).about(ssin).signed().post()
    if answer.refusal is not None:
        return answer.refusal.code
    return "data" if b"<Pijler1>" in answer.body else "none"


def test_who_is_imported_is_asked_about_at_once(
    start: Callable[..., Chain], own: Callable[[str], Path]
) -> None:
    """The hops run all the while."""
    chain = start()
    assert care(chain, INVENTED) != "data"
    people.bring_in(chain.state, [own(INVENTED)], allow_real_numbers=False)
    assert care(chain, INVENTED) == "data"


def test_a_start_does_not_undo_what_calls_changed(folder: Callable[[], Path]) -> None:
    """Source: 23/058 §88: the register says who has an open file now."""
    settings = Settings(state=folder(), ports=ANY_PORT)
    with Simulator(settings) as simulator:
        chain = Chain(simulator)
        assert care(chain, LOTTE) == "data"
        with simulator.engine.begin() as connection:
            connection.execute(
                text("delete from repertory where ssin = :s"), {"s": LOTTE}
            )
        assert care(chain, LOTTE) == "13202"
    with Simulator(settings) as simulator:
        assert care(Chain(simulator), LOTTE) == "13202"
        assert care(Chain(simulator), JEF) != "13202"


def test_a_wrong_file_keeps_the_hops_from_starting_until_it_is_gone(
    folder: Callable[[], Path], own: Callable[[str], Path]
) -> None:
    wrong = own(WRONG)
    state = folder()
    with pytest.raises(ConfigurationError, match=r"child.yaml:\d+: identity.ssin: "):
        Simulator(Settings(state=state, ports=ANY_PORT, people=(wrong,)))
    with Simulator(Settings(state=state, ports=ANY_PORT)) as simulator:
        assert len(simulator.people) == len(People.load())


def test_what_was_not_imported_whole_keeps_the_hops_from_starting(
    folder: Callable[[], Path], own: Callable[[str], Path]
) -> None:
    state = folder()
    with pytest.raises(ConfigurationError, match=r"child\.yaml"):
        people.bring_in(state, [own(WRONG)], allow_real_numbers=False)
    with pytest.raises(StateError, match=r"kruispunt people import"):
        Simulator(Settings(state=state, ports=ANY_PORT))
    people.bring_in(state, [own(INVENTED)], allow_real_numbers=False)
    Simulator(Settings(state=state, ports=ANY_PORT)).stop()


def test_a_real_number_is_neither_loaded_nor_answered_nor_logged(
    folder: Callable[[], Path], own: Callable[[str], Path], start: Callable[..., Chain]
) -> None:
    """The guardrail of Kruispunt: fictitious people only."""
    with pytest.raises(ConfigurationError, match="may belong to a real person"):
        Simulator(Settings(state=folder(), ports=ANY_PORT, people=(own(REAL),)))
    chain = start()
    answer = chain.envelope(CARE).about(REAL).signed().post()
    assert answer.refusal == ("3", "30003")
    assert chain.arrival(answer)["person"] == "(kept out of the log)"


def test_a_real_number_is_loaded_answered_and_logged_when_told(
    folder: Callable[[], Path], own: Callable[[str], Path]
) -> None:
    """The twin, which says so in the trail, and in the state folder for good."""
    state = folder()
    allowed = Settings(
        state=state, ports=ANY_PORT, people=(own(REAL),), allow_real_numbers=True
    )
    with Simulator(allowed) as simulator:
        chain = Chain(simulator)
        first, *_ = chain.trail.records()
        assert (first["hop"], first["operation"]) == ("guard", "--allow-real-numbers")
        answer = chain.envelope(CARE).about(REAL).signed().post()
        assert answer.refusal is None
        record = chain.arrival(answer)
        assert (record["person"], record["user"]) == (REAL, GRIET)
    with pytest.raises(StateError, match="--allow-real-numbers"):
        Simulator(Settings(state=state, ports=ANY_PORT))
