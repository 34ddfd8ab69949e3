"""
The plugin in a vendor's own test suite: pytest in a process of its own.

Its plugins are named by hand, so that it does not matter what else is installed.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from kruispunt_simulator.cli import main

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[3]
PLUGIN = "kruispunt_simulator.testing.plugin"

HELPER = """
from datetime import date

def ask(kruispunt, person):
    wiv = kruispunt.connect("wonen-in-limburg")
    return wiv.disability.files(
        str(person), user="80631402131", on=date(2026, 6, 1)
    )
"""

SUITE = """
import pytest
from helper import ask
from kruispunt_client.errors import RefusedByService

TOM = "87652919553"  # in no repertory

def untouched(kruispunt):
    assert len(kruispunt.trail) == 0
    assert kruispunt.unused_injections == ()
    assert "Noor Proefpersoon" not in kruispunt.people
    assert ask(kruispunt, "85643007594").data is not None
    kruispunt.trail.assert_called(service="GeefDossierHandicap", times=1)

def test_makes_people(kruispunt):
    untouched(kruispunt)
    kruispunt.person()

def test_loads_people(kruispunt, tmp_path):
    untouched(kruispunt)
    kruispunt.household({}, {"position": "03"})

def test_travels(kruispunt):
    today = kruispunt.today
    untouched(kruispunt)
    kruispunt.travel_to("2024-06-01")
    assert kruispunt.today != today

def test_switches_off(kruispunt):
    untouched(kruispunt)
    kruispunt.switch_off("dgph")

def test_injects(kruispunt):
    untouched(kruispunt)
    kruispunt.refuse("99996", times=None)
    for _ in range(2):
        with pytest.raises(RefusedByService):
            ask(kruispunt, "85643007594")

def test_asks_whom_nobody_inscribed(kruispunt):
    untouched(kruispunt)
    with pytest.raises(RefusedByService) as refused:
        ask(kruispunt, TOM)
    assert refused.value.code == "13202"
    kruispunt.trail.assert_called(person=TOM, code="13202")
"""

TESTS = re.findall(r"def (test_\w+)", SUITE)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """A vendor's folder of tests, with the chain's cache of ours."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makepyfile(helper=HELPER)
    return Suite(pytester)


class Suite:
    """Runs tests."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester

    def run(self, text: str, *args: str, name: str = "test_it") -> pytest.RunResult:
        """Write a module of tests and run it, or only some of them."""
        self.pytester.makepyfile(**{name: text})
        return self.again(*args)

    def again(self, *args: str) -> pytest.RunResult:
        """Run what is there."""
        given = ("-p", PLUGIN, "-p", "no:cacheprovider", *args)
        return self.pytester.runpytest_subprocess(*given)


@pytest.mark.parametrize("step", [1, 5], ids=["in order", "backwards"])
def test_the_order_of_tests_does_not_matter(suite: Suite, step: int) -> None:
    """Each finds the chain as new, whatever came before."""
    order = [TESTS[number * step % len(TESTS)] for number in range(len(TESTS))]
    assert sorted(order) == sorted(TESTS)
    result = suite.run(SUITE, *(f"test_it.py::{name}" for name in order), "-v")
    result.assert_outcomes(passed=len(TESTS))
    ran = re.findall(r"::(test_\w+) PASSED", result.stdout.str())
    assert ran == order


def test_each_process_of_xdist_has_its_own_chain(suite: Suite) -> None:
    assert find_spec("xdist")
    folder = suite.pytester.path / "states"
    result = suite.run(
        SUITE, "-p", "xdist", "-n", "2", "--kruispunt-state", str(folder)
    )
    result.assert_outcomes(passed=len(TESTS))
    states = sorted(folder.iterdir())
    assert [state.name for state in states] == ["gw0-0", "gw1-0"]
    for state in states:
        verified = CliRunner().invoke(main, ["log", "verify", "--state", str(state)])
        assert verified.exit_code == 0, verified.output


def test_a_test_that_fails_shows_its_trail_and_no_other(suite: Suite) -> None:
    result = suite.run(
        """
        from helper import ask

        def test_other(kruispunt):
            ask(kruispunt, "79682331167")

        def test_fails(kruispunt):
            ask(kruispunt, "87652919553")
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    text = result.stdout.str()
    assert text.count("kruispunt trail") == 1
    shown = text.partition("kruispunt trail")[2]
    assert "person=87652919553" in shown
    assert "person=79682331167" not in shown
    assert "✗ repertory.inscribed → magda.not-registered" in shown
    assert "more: kruispunt log --state " in shown


def test_an_injection_that_no_question_got_is_an_error(suite: Suite) -> None:
    result = suite.run(
        """
        import pytest

        def test_unused(kruispunt):
            kruispunt.refuse("99996")

        def test_failed_anyway(kruispunt):
            kruispunt.refuse("99996")
            assert False, "for another reason"

        @pytest.mark.kruispunt(unused="ignore")
        def test_knows(kruispunt):
            kruispunt.refuse("99996")
        """
    )
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*refuse with magda.source-unavailable (hop=magda): 0 of 1*"]
    )
    assert "ERROR at teardown of test_unused" in result.stdout.str()


def test_what_is_unused_may_be_a_warning(suite: Suite) -> None:
    suite.pytester.makeini("[pytest]\nkruispunt_unused = warn")
    result = suite.run("def test_it(kruispunt): kruispunt.refuse('99996')")
    result.assert_outcomes(passed=1, warnings=1)


def test_a_mark_says_what_the_chain_is_like(suite: Suite) -> None:
    (suite.pytester.path / "people.yaml").write_text(PERSON, encoding="utf-8")
    result = suite.run(
        """
        from datetime import date
        import pytest

        pytestmark = pytest.mark.kruispunt(today="2024-06-01")

        def test_module(kruispunt):
            assert kruispunt.today == date(2024, 6, 1)
            assert "paul" not in kruispunt.people

        @pytest.mark.kruispunt(people=["people.yaml"])
        def test_both(kruispunt):
            assert kruispunt.today == date(2024, 6, 1)
            assert kruispunt.people["paul"].name == "Paul Toets"

        @pytest.mark.kruispunt(today=date(2025, 1, 2), policy="strict")
        def test_strict(kruispunt, kruispunt_session):
            assert kruispunt.today == date(2025, 1, 2)
            assert kruispunt.urls != kruispunt_session.urls

        @pytest.mark.kruispunt(policy="strict")
        def test_strict_again(kruispunt, kruispunt_session):
            assert kruispunt.state.name == "main-1"
        """,
        "--strict-markers",
        "--kruispunt-state",
        str(suite.pytester.path / "states"),
    )
    result.assert_outcomes(passed=4)
    # One for everybody and one that is strict, however many tests want it.
    assert len(list((suite.pytester.path / "states").iterdir())) == 2


PERSON = """\
id: paul
title: Somebody of a vendor
identity:
  ssin: "80650100167"
  first_name: Paul
  last_name: Toets
  born: 1980-05-01
  sex: M
"""


def test_a_mark_that_is_wrong_is_told(suite: Suite) -> None:
    result = suite.run(
        """
        import pytest

        @pytest.mark.kruispunt(todya="2024-06-01")
        def test_misspelt(kruispunt):
            pass

        @pytest.mark.kruispunt("2024-06-01")
        def test_positional(kruispunt):
            pass

        @pytest.mark.kruispunt(unused="never")
        def test_unknown(kruispunt):
            pass
        """
    )
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "*mark kruispunt: todya; it takes today, people, unused, policy*",
            "*mark kruispunt: a positional argument; it takes today*",
            "*kruispunt, unused: never; expected one of error, warn, ignore*",
        ]
    )


def test_settings_are_for_all_tests(suite: Suite) -> None:
    (suite.pytester.path / "ours").mkdir()
    (suite.pytester.path / "ours" / "paul.yaml").write_text(PERSON, encoding="utf-8")
    suite.pytester.makeini(
        """
        [pytest]
        kruispunt_people = ours
        kruispunt_today = 2026-03-01
        kruispunt_authorisation = off
        """
    )
    result = suite.run(
        """
        from datetime import date
        from helper import ask

        def test_one(kruispunt):
            assert kruispunt.today == date(2026, 3, 1)
            kruispunt.travel_to("2024-01-01")
            assert ask(kruispunt, kruispunt.people["paul"]).data is None

        def test_two(kruispunt, kruispunt_session):
            assert kruispunt.today == date(2026, 3, 1)
            assert kruispunt.urls == kruispunt_session.urls
            assert "paul" in kruispunt.people
        """
    )
    result.assert_outcomes(passed=2)


def test_fixtures_marks_and_settings_are_told(suite: Suite) -> None:
    fixtures = suite.again("--fixtures").stdout.str()
    for told in ("kruispunt -- ", "kruispunt_session [session scope] -- "):
        assert told in fixtures
    assert "trail.assert_called(service=…, person=…, user=…)" in fixtures
    assert "_kruispunt_chains" not in fixtures
    assert "@pytest.mark.kruispunt(today=None" in suite.again("--markers").stdout.str()
    help_ = suite.again("--help").stdout.str()
    for setting in ("people", "today", "policy", "authorisation", "unused", "cache"):
        assert f"kruispunt_{setting} (" in help_
    assert "--kruispunt-state=DIR" in help_


def test_who_does_not_use_it_does_not_load_the_simulator(suite: Suite) -> None:
    """The plugin is there in every pytest of whoever installed Kruispunt."""
    result = suite.run(
        """
        import sys

        def test_it():
            ours = {name for name in sys.modules if name.startswith("kruispunt_")}
            assert ours == {
                "kruispunt_simulator",
                "kruispunt_simulator.testing",
                "kruispunt_simulator.testing.plugin",
            }
            assert "sqlalchemy" not in sys.modules
        """
    )
    result.assert_outcomes(passed=1)


def test_pytest_finds_it_by_itself() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"kruispunt": PLUGIN}
    assert find_spec(PLUGIN)


def test_it_does_without_the_cache(suite: Suite, cache: Path) -> None:
    states = suite.pytester.path / "states"
    for setting in ("yes", "no"):
        suite.pytester.makeini(f"[pytest]\nkruispunt_cache = {setting}")
        folder = str(states / setting)
        suite.run("def test_it(kruispunt): pass", "--kruispunt-state", folder)

    def keys(above: Path) -> set[bytes]:
        return {each.read_bytes() for each in above.glob("*/pki/hops/magda/key.pem")}

    assert keys(states / "yes") <= keys(cache)
    assert not keys(states / "no") & keys(cache)
    assert keys(states / "no")
