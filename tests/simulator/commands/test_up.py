"""`kruispunt up`: what its options and the environment come to."""

from __future__ import annotations

import pytest
from kruispunt_simulator.commands import up
from structlog.testing import capture_logs

VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which no collector is named."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("given", [None, "", "http://collector.test"])
def test_spans_go_where_the_option_says_and_else_nowhere(given: str | None) -> None:
    assert up._collector(given) == given


@pytest.mark.parametrize("name", VARIABLES)
def test_the_environment_of_opentelemetry_asks_for_spans_too(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://collector.test")
    assert up._collector(None) == ""
    assert up._collector("http://other.test") == "http://other.test"


def test_without_the_extra_the_environment_is_only_remarked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was perhaps set for other programs, so the start does not fail."""
    monkeypatch.setenv(VARIABLES[0], "http://collector.test")
    monkeypatch.setattr(up, "find_spec", lambda _: None)
    with capture_logs() as lines:
        assert up._collector(None) is None
    assert [line["log_level"] for line in lines] == ["warning"]
