"""
What the project promises about itself: in pyproject.toml, in CONTRIBUTING.md and in the
READMEs.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click
import kruispunt_simulator
import pytest
from kruispunt_law import ACTS, law
from kruispunt_law.wire import WIRE
from kruispunt_simulator.cases.keys import our_keys
from kruispunt_simulator.cli import main
from kruispunt_simulator.measures import MEASURES
from kruispunt_simulator.parties import PARTIES, Parties
from kruispunt_simulator.people import PERSONAS, People

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = [
    ROOT / folder
    for folder in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
]
MODULES = sorted(path for package in PACKAGES for path in package.rglob("*.py"))

HOSTS = (
    "w3.org",
    "oasis-open.org",
    "xmlsoap.org",
    "xmlsoap",  # where a test looks for the begin of an address
    "magda.vlaanderen.be",
    "vip.vlaanderen.be",
    "woonnet.be",
    "fgov.be",
    "apache.org",
    "json-schema.org",
    "keepachangelog.com",
    "semver.org",
    "localhost",
    "127.0.0.1",
    "test",
    "example",
)
"""Whose addresses may stand in a file: namespaces, conventions, and nobody's."""

MACHINE = re.compile(
    r"(?<![\w./])/(?:home|root|Users|work|tmp|mnt|srv)/\w|\b[A-Z]:\\\\?Users\b"
)
"""A path that exists on one machine only."""

INDEX = re.compile(r"(?:index|registry)[-_]?url|find[-_]links|trusted[-_]host", re.I)
"""An option that says where packages come from."""


def tracked() -> list[Path]:
    """Every file of the project: what version control would keep."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return [path for path in (ROOT / "tests").rglob("*.py") if path.is_file()] + [
            *MODULES,
            *ROOT.glob("*.*"),
        ]
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def lines() -> Iterator[tuple[str, str]]:
    """Every line of every text file, with its place."""
    for path in tracked():
        if path == Path(__file__):
            continue  # holds what it looks for
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def named(requirement: str) -> str:
    """The name of a requirement such as `gunicorn>=23; sys_platform != 'win32'`."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return found[0]


# pyproject.toml


def test_the_version_is_said_once() -> None:
    assert kruispunt_simulator.__version__ == PROJECT["project"]["version"]


def test_the_command_is_installed_as_promised() -> None:
    (script,) = entry_points(group="console_scripts", name="kruispunt")
    assert script.value == PROJECT["project"]["scripts"]["kruispunt"]
    assert script.load() is main


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_package_is_there_and_tells_that_it_is_typed(package: Path) -> None:
    assert (package / "__init__.py").is_file()
    assert "Typing :: Typed" in PROJECT["project"]["classifiers"]
    assert (package / "py.typed").is_file()


def test_strictness_is_not_lowered_on_the_way() -> None:
    """Warnings are errors, types are strict, markers are declared."""
    tools = PROJECT["tool"]
    assert tools["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert "--strict-markers" in tools["pytest"]["ini_options"]["addopts"]
    assert tools["pytest"]["ini_options"]["xfail_strict"] is True
    assert tools["mypy"]["strict"] is True
    assert {package.name for package in PACKAGES} == set(tools["mypy"]["packages"])


def test_every_named_interpreter_is_one_that_is_allowed() -> None:
    least = PROJECT["project"]["requires-python"].removeprefix(">=")
    versions = [
        classifier.rpartition(" ")[2]
        for classifier in PROJECT["project"]["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", classifier)
    ]
    assert versions[0] == least
    assert PROJECT["tool"]["mypy"]["python_version"] == least
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{least.replace('.', '')}"


# CONTRIBUTING.md


def justified() -> set[str]:
    """Names in the table of dependencies."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("## Dependencies")[2].partition("\n\nSpyne")[0]
    cells = [row.split("|")[1:3] for row in table.splitlines() if row.startswith("|")]
    names: set[str] = set()
    for name, why in cells[2:]:
        assert why.strip(), f"{name} is there without a reason"
        names.update(re.findall(r"[A-Za-z0-9.-]+", name.replace("*test:*", "")))
    return {name.lower() for name in names}


def required() -> set[str]:
    """Names of everything that pyproject.toml wants; type stubs justify themselves."""
    wanted = PROJECT["project"]["dependencies"]
    for extra in PROJECT["project"]["optional-dependencies"].values():
        wanted = wanted + extra
    names = {named(requirement).lower() for requirement in wanted}
    return {name for name in names if not name.startswith("types-")}


def test_every_dependency_is_justified_and_nothing_else() -> None:
    assert justified() == required()


def test_every_dependency_has_a_tested_version() -> None:
    """`constraints.txt` pins what `make test` installs."""
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in text.splitlines()
        if "==" in line
    }
    assert required() <= pinned


# The READMEs


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """Every command of the command line, as its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group) and command.commands:
            yield from commands(command, *above, name)
        else:
            yield (*above, name)


@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_every_command_is_mentioned_in_a_readme(words: tuple[str, ...]) -> None:
    """Alone, or in a row: `kruispunt services`, `parties`, `people`."""
    *group, name = words
    before = "".join(f"{word} " for word in group)
    mentioned = re.compile(rf"kruispunt {before}(?:[a-z]+(?: [A-Z]+)?`, `)*{name}\b")
    readmes = (ROOT / "README.md", ROOT / "simulator" / "README.md")
    assert any(mentioned.search(path.read_text("utf-8")) for path in readmes)


def test_links_between_documents_lead_somewhere() -> None:
    for path in tracked():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


# Configuration


LAW_FILES = ("beyond", "checks", "discontinued", "duties", "fields", "registers")


def test_every_configuration_file_is_read_by_somebody() -> None:
    """A file with a typing error in its name would otherwise be silently ignored."""
    law_folder = ROOT / "client" / "kruispunt_law"
    package = ROOT / "simulator" / "kruispunt_simulator"
    assert set(package.rglob("*.yaml")) == {
        *PARTIES.glob("*.yaml"),
        MEASURES,
        *PERSONAS.glob("*.yaml"),
        package / "cases" / "keys.yaml",
    }
    assert set(law_folder.rglob("*.yaml")) == {
        *(law_folder / f"{name}.yaml" for name in LAW_FILES),
        *ACTS.glob("*.yaml"),
        *WIRE.glob("*.yaml"),
    }


def test_every_configuration_file_loads() -> None:
    assert law().grants
    assert Parties.load().all
    assert our_keys().root
    assert len(People.load()) == len(list(PERSONAS.glob("*.yaml")))


def test_every_party_and_person_that_one_file_names_is_in_the_other() -> None:
    parties = Parties.load()
    for grant in law().grants:
        assert parties.get(grant.party), grant.id
    for person in People.load():
        for entry in person.repertory:
            assert parties.get(entry.party), person.id


# All files


def test_no_address_but_those_of_namespaces_and_of_nobody() -> None:
    """So no package registry either: whoever installs uses an index of their own."""
    wrong = [
        f"{place}: {host}"
        for place, line in lines()
        for host in re.findall(r"https?://([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)", line)
        if not any(host == known or host.endswith(f".{known}") for known in HOSTS)
    ]
    assert wrong == []


def test_no_option_that_says_where_packages_come_from() -> None:
    assert [place for place, line in lines() if INDEX.search(line)] == []


def test_no_path_of_one_machine() -> None:
    assert [f"{p}: {line}" for p, line in lines() if MACHINE.search(line)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("open('/ho" + "me/jan/x')", True),
        ("C:\\Us" + "ers\\jan", True),
        ("POST /HandiService/v2/consult", False),
        ("see ../work/x", False),
        ("https://host/tmp/x", False),
    ],
)
def test_a_path_of_one_machine_would_be_found(text: str, found: bool) -> None:
    assert bool(MACHINE.search(text)) is found


def test_no_key_is_kept_but_those_of_the_vectors() -> None:
    """A state folder holds keys; it is never committed."""
    keys = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in (".key", ".p12", ".pfx") or path.name == "key.pem"
    ]
    assert [key for key in keys if not key.startswith("tests/vectors/")] == []


# Code


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_module_and_everything_public_in_it_says_what_it_is_for(
    path: Path,
) -> None:
    """Itself, or for an error in the tree that its module opens with."""
    module = ast.parse(path.read_text("utf-8"))
    about = ast.get_docstring(module)
    assert about, "the module itself"
    silent = [
        node.name
        for node in _public(module)
        if not ast.get_docstring(node)
        and f"── {node.name} " not in about
        and not _overrides(path)
    ]
    assert silent == []


def _public(
    parent: ast.Module | ast.ClassDef,
) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            if node.name.startswith("_"):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _overrides(path: Path) -> bool:
    """Names that Alembic and Spyne prescribe say nothing of their own."""
    return path.name == "soap.py" or path.parent.name == "versions"
