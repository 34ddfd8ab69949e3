"""
The door to Spyne on every other interpreter of this machine.

Spyne 2.14 stands still while Python goes on, so what `soap.py` does to import it is
tried where it matters: on interpreters other than the one that runs the suite. Each
gets a virtual environment with Spyne and lxml; where they cannot be installed the test
is skipped and says why. `make test-all` runs the whole suite there.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from kruispunt_contracts import catalogue

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "contracts"

ROUND_TRIP = """
import json, sys, warnings
from pathlib import Path
warnings.simplefilter("error")
from kruispunt_contracts import catalogue
from kruispunt_simulator.soap import NotInContract, Router
from lxml import etree

examples = {}
for path in sorted(Path(sys.argv[1]).glob("*/*.xml")):
    root = etree.parse(str(path)).getroot()
    examples.setdefault(root.tag, root)

def trouble(*_):
    raise ZeroDivisionError

router, told = Router(), {}
for contract in catalogue.load().contracts:
    for operation in contract.operations:
        request, asked = examples[operation.request], []
        answer = router.route(
            contract, request, lambda *what: asked.append(what) or etree.Element("a")
        )
        outcomes = [answer.tag == "a", asked == [(operation, request)]]
        for payload, handler, expected in (
            (etree.Element(operation.request), trouble, NotInContract),
            (examples[operation.response], trouble, NotInContract),
            (request, trouble, ZeroDivisionError),
        ):
            try:
                router.route(contract, payload, handler)
                outcomes.append(False)
            except expected:
                outcomes.append(True)
        told[operation.request] = outcomes
print(json.dumps({"version": sys.version_info[:2], "told": told}))
"""


@cache
def script() -> ModuleType:
    """`tests/all_interpreters.py`, which knows the interpreters."""
    path = ROOT / "tests" / "all_interpreters.py"
    spec = importlib.util.spec_from_file_location("all_interpreters", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


def others() -> list[Any]:
    """Interpreters of another minor version than the running one."""
    running = sys.version_info[:2]
    return [each for each in script().find() if each.version[:2] != running]


@pytest.mark.parametrize("interpreter", others(), ids=str)
def test_spyne_routes_on_every_other_interpreter(
    interpreter: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("interpreter") / f".venv-{interpreter.minor}"
    python = script().make_environment(interpreter, folder)
    wanted = ["spyne", "lxml"]
    if interpreter.version >= (3, 13):
        wanted.append("legacy-cgi")
    installed = script().pip_install(python, *wanted)
    if installed.returncode != 0:
        why = (installed.stderr.strip() or "no word of pip").splitlines()[-1]
        pytest.skip(f"Python {interpreter}: {', '.join(wanted)}: {why}")
    folders = (str(ROOT / "wsdl"), str(ROOT / "simulator"))
    done = subprocess.run(
        [python, "-c", ROUND_TRIP, VECTORS],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(folders)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert tuple(result["version"]) == interpreter.version[:2]
    assert set(result["told"]) == set(catalogue.load().requests)
    for operation, outcomes in result["told"].items():
        assert outcomes == [True] * 5, operation


def test_the_running_interpreter_is_found_and_each_version_once() -> None:
    found = script().find()
    minors = [each.version[:2] for each in found]
    assert sys.version_info[:2] in minors
    assert minors == sorted(set(minors))
    assert minors[0] >= (3, 11)


def test_what_is_no_interpreter_is_passed_over(tmp_path: Path) -> None:
    nothing, other = tmp_path / "python3.99", tmp_path / "notes.txt"
    other.write_text("not a program", "utf-8")
    assert script()._ask(nothing) is None
    assert script()._ask(other) is None


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        pytest.param(["passed", "passed"], 0, id="passed on all"),
        pytest.param(["passed", "failed"], 1, id="failed on one"),
        pytest.param(["not installed", "passed"], 1, id="not installed on one"),
        pytest.param([], 2, id="no interpreter"),
    ],
)
def test_one_failure_is_a_failure_of_the_whole(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outcomes: list[str],
    status: int,
) -> None:
    module = script()
    left = list(outcomes)
    found = [
        module.Interpreter(version=(3, 11 + n, 0), path=Path("python"))
        for n in range(len(outcomes))
    ]

    def run_suite(interpreter: Any, *_: Any) -> Any:
        outcome = left.pop(0)
        return module.Run(interpreter=interpreter, outcome=outcome, seconds=1.0)

    monkeypatch.setattr(module, "find", lambda: tuple(found))
    monkeypatch.setattr(module, "run_suite", run_suite)
    assert module.main([]) == status
    printed = capsys.readouterr().out
    for number, outcome in enumerate(outcomes):
        assert f"Python 3.{11 + number}.0   {outcome}" in printed
