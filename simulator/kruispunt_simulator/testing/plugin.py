"""
The pytest plugin: a running chain for the tests of an application.

Installed with Kruispunt and found by pytest on its own; nothing of the simulator is
imported before a test asks for a fixture. Each process of pytest-xdist has a chain of
its own.

The only module of this package that may import pytest.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from kruispunt_simulator.testing.chain import Chain
    from kruispunt_simulator.testing.scope import Kruispunt

SECTION: Final = "kruispunt trail"
"""Title in the report of a test that failed."""

MARKER: Final = (
    "kruispunt(today=None, people=[], unused='error', policy='platform', "
    "authorisation='enforce', law=[], codes=None, basic={}, keep_messages='digest'): "
    "what the chain of a test is like; from `policy` on, a chain of its own"
)

_PATHS: Final = ("people", "law")
_SETTINGS: Final = ("policy", "authorisation", "codes", "basic", "keep_messages", "law")
"""What only a chain of its own can have, by the names of `Chain`."""
_PER_TEST: Final = ("today", "people", "unused")
_UNUSED: Final = ("error", "warn", "ignore")

_INI: Final[tuple[tuple[str, Any, str], ...]] = (
    ("kruispunt_people", "paths", "Files or folders with people of your own."),
    ("kruispunt_today", "string", "Date of every test, such as 2026-03-01."),
    ("kruispunt_policy", "string", "`platform` (default) or `strict`."),
    ("kruispunt_authorisation", "string", "`enforce` (default), `soft` or `off`."),
    ("kruispunt_law", "paths", "Act files of your own."),
    ("kruispunt_codes", "string", "File with your own codes on the wire."),
    (
        "kruispunt_unused",
        "string",
        "`error` (default), `warn` or `ignore`: what to do "
        "about an injection that no question got.",
    ),
    ("kruispunt_cache", "bool", "Whether certificates may come from the cache folder."),
)

_kruispunt = pytest.StashKey["Kruispunt"]()
_failed = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings."""
    for name, kind, about in _INI:
        default: Any = True if kind == "bool" else None
        parser.addini(name, about, type=kind, default=default)
    parser.getgroup("kruispunt").addoption(
        "--kruispunt-state",
        type=Path,
        metavar="DIR",
        help="Keep the state folders of the chains below DIR, for `kruispunt log "
        "--state` and `kruispunt log verify --state`.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def kruispunt_session(_kruispunt_chains: Chains) -> Chain:
    """
    The chain that runs for the session: `urls`, `state`, `isolated()`.
    For what must exist once, such as the settings of an application under test; what a
    test does goes through `kruispunt`, for nothing that is done here is undone.
    """
    return _kruispunt_chains.of({})


@pytest.fixture
def kruispunt(
    request: pytest.FixtureRequest, _kruispunt_chains: Chains
) -> Iterator[Kruispunt]:
    """
    A running chain (wiv, magda, ksz), as new for this test.
    To ask: `connect(party)`, `profile(party)`, `environment(party)`, `urls`, `state`.
    About whom: `people["bram-kestelijn"]`, `person(…)`, `household(…)`, `load(…)`.
    When, and what may happen: `travel_to(day)`, `switch_off(source)`,
    `slow_down(source, delay)`, `refuse(code, …)`, `delay(…)`, `cut_line(…)`.
    What did: `trail.assert_called(service=…, person=…, user=…)`, `explain()`.
    Set up by `@pytest.mark.kruispunt(today="2026-03-01", people=[…], policy="strict")`.
    """
    marked = _marked(request.node)
    chain = _kruispunt_chains.of(
        {key: value for key, value in marked.items() if key in _SETTINGS}
    )
    unused = _unused(request, marked)
    with ExitStack() as scope:
        here = scope.enter_context(
            chain.isolated(
                today=marked.get("today"),
                people=_paths(request.node, marked.get("people", ())),
                unused="ignore",
            )
        )
        request.node.stash[_kruispunt] = here
        yield here
        if not request.node.stash.get(_failed, False):
            from kruispunt_simulator.testing.chain import tell_unused

            tell_unused(here.unused_injections, unused)


@pytest.fixture(scope="session")
def _kruispunt_chains(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chains]:
    """The chains of this session, by their settings."""
    chains = Chains(request.config, tmp_path_factory)
    yield chains
    chains.stop()


class Chains:
    """
    Starts chains when they are first needed, one for each set of settings.

    Args:
        config: Has the settings that all have in common.
        folders: Gives folders for the state.
    """

    def __init__(self, config: pytest.Config, folders: pytest.TempPathFactory) -> None:
        self._config = config
        self._folders = folders
        self._chains: dict[str, Chain] = {}
        self._open = ExitStack()

    def of(self, settings: Mapping[str, Any]) -> Chain:
        """Give the chain with the settings of the session and these."""
        merged = {**self._common(), **settings}
        key = repr(sorted(merged.items()))
        if key not in self._chains:
            with _not_rewriting():
                from kruispunt_simulator.testing import Chain

                chain = Chain(state=self._folder(), **merged)
                self._chains[key] = self._open.enter_context(chain)
                import_module("kruispunt_simulator.testing.scope")
        return self._chains[key]

    def stop(self) -> None:
        """Stop all."""
        self._chains.clear()
        self._open.close()

    def _common(self) -> dict[str, Any]:
        ini = {
            name: self._config.getini(f"kruispunt_{name}")
            for name in ("people", "policy", "authorisation", "law", "codes", "today")
        }
        found = {name: value for name, value in ini.items() if value}
        if "codes" in found:
            found["codes"] = self._config.rootpath / found["codes"]
        found["cache"] = bool(self._config.getini("kruispunt_cache"))
        return found

    def _folder(self) -> Path:
        above: Path | None = self._config.getoption("--kruispunt-state")
        if above is None:
            return self._folders.mktemp("kruispunt")
        worker = getattr(self._config, "workerinput", {}).get("workerid", "main")
        return above / f"{worker}-{len(self._chains)}"


@pytest.hookimpl(hookwrapper=True)  # the old form, for it goes with pytest 7 too
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, Any, None]:
    """Put the trail of a test that failed in its report."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.failed:
        item.stash[_failed] = True
        here = item.stash.get(_kruispunt, None)
        if here is not None and (text := _trail_of(here)):
            report.sections.append((SECTION, text))


def _trail_of(here: Kruispunt) -> str:
    """Give the trail, and what was noticed about its last refusal; or nothing."""
    try:
        if not len(here.trail):
            return ""
        text = str(here.trail)
        refused = here.trail.calls(outcome="refused")
        if refused:
            text += f"\n\n{here.explain(refused[-1].trace)}"
    except Exception as error:  # the failure itself must be told in any case
        return f"the trail cannot be read: {error}"
    return f"{text}\n\nmore: kruispunt log --state {here.state}"


def _marked(node: pytest.Item) -> dict[str, Any]:
    """Give what the marks of a test say; the nearest goes before the others."""
    marked: dict[str, Any] = {}
    for mark in reversed(list(node.iter_markers("kruispunt"))):
        unknown = sorted(mark.kwargs.keys() - {*_SETTINGS, *_PER_TEST})
        if mark.args or unknown:
            known = ", ".join((*_PER_TEST, *_SETTINGS))
            what = ", ".join(unknown) or "a positional argument"
            pytest.fail(f"mark kruispunt: {what}; it takes {known}", pytrace=False)
        marked.update(mark.kwargs)
    for name in _PATHS:
        if name in marked:
            marked[name] = list(_paths(node, marked[name]))
    if marked.get("codes") is not None:
        (marked["codes"],) = _paths(node, marked["codes"])
    return marked


def _unused(request: pytest.FixtureRequest, marked: Mapping[str, Any]) -> Any:
    """Find out what shall become of injections that no question got."""
    said = request.config.getini("kruispunt_unused")
    unused = marked.get("unused") or said or _UNUSED[0]
    if unused not in _UNUSED:
        told = f"kruispunt, unused: {unused}; expected one of {', '.join(_UNUSED)}"
        pytest.fail(told, pytrace=False)
    return unused


def _paths(node: pytest.Item, given: Any) -> tuple[Path | str, ...]:
    """Read paths as relative to the file of the test; YAML itself stays as it is."""
    several = [given] if isinstance(given, str | Path) else given
    return tuple(
        each if isinstance(each, str) and "\n" in each else node.path.parent / each
        for each in several
    )


@contextmanager
def _not_rewriting() -> Iterator[None]:
    """
    Import as outside of pytest.

    For the asserts of a plugin pytest rewrites all modules of its distribution, and
    ours has hundreds, without an assert that a test would want explained.
    """
    hooks = [each for each in sys.meta_path if _is_rewriter(each)]
    for hook in hooks:
        sys.meta_path.remove(hook)
    try:
        yield
    finally:
        sys.meta_path[:0] = hooks


def _is_rewriter(finder: object) -> bool:
    return type(finder).__name__ == "AssertionRewritingHook"
