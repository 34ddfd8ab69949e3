"""
Records of the log as OpenTelemetry spans, as a collector receives them.

Source: OTLP specification 1.3 (OTLP/HTTP), OpenTelemetry semantic conventions 1.28.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_simulator.audit import telemetry as telemetry_module
from kruispunt_simulator.audit.telemetry import Telemetry
from kruispunt_simulator.audit.words import Vocabulary
from kruispunt_simulator.store.exchange import Exchange
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from structlog.testing import capture_logs

from ...otlp_collector import Collector, collecting
from .conftest import PERSON, USER

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
WORDS = {
    "rpc.system": "soap",
    "rpc.service": "GeefDossierHandicap",
    "rpc.method": "GeefDossierHandicap",
    "http.response.status_code": 200,
    "kruispunt.hop": "wiv",
    "kruispunt.party": "wonen-in-limburg",
    "kruispunt.service.version": "03.00.0000",
    "kruispunt.outcome": "answered",
}


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector, running."""
    with collecting() as collector:
        yield collector


@pytest.fixture
def spans_of(collector: Collector, vocabulary: Vocabulary) -> Any:
    """Sends spans of records, and gives what the collector got of them."""

    def send(*records: Exchange) -> list[tuple[str, Any]]:
        telemetry = Telemetry(collector.url, vocabulary)
        telemetry.logged(records)
        telemetry.close()
        return collector.spans

    return send


def attributes(span: Span) -> dict[str, str | int]:
    return {
        each.key: each.value.int_value or each.value.string_value
        for each in span.attributes
    }


# One span


def test_a_call_is_a_span_with_the_ids_and_times_of_its_record(
    spans_of: Any, call: Exchange
) -> None:
    ((service, span),) = spans_of(call)
    assert service == "kruispunt-wiv"
    assert span.trace_id.hex() == call.trace
    assert span.span_id.hex() == call.span
    assert span.parent_span_id == b""
    assert span.kind == Span.SPAN_KIND_SERVER
    assert span.name == "GeefDossierHandicap/GeefDossierHandicap"
    start = int(call.at.timestamp()) * 10**9 + call.at.microsecond * 1000
    assert span.start_time_unix_nano == start
    assert span.end_time_unix_nano == start + call.duration_us * 1000
    assert attributes(span) == WORDS
    assert span.status.code == Status.STATUS_CODE_UNSET


def test_what_was_sent_on_hangs_below_the_call(spans_of: Any, call: Exchange) -> None:
    out = replace(call, direction="out", span="1" * 16, parent_span=call.span)
    ((_, span),) = spans_of(out)
    assert (span.span_id.hex(), span.parent_span_id.hex()) == ("1" * 16, call.span)
    assert span.kind == Span.SPAN_KIND_CLIENT


def test_a_refusal_says_where_and_why_and_is_no_error_of_ours(
    spans_of: Any, call: Exchange
) -> None:
    refused = replace(call, outcome="refused", level="2", code="40006")
    ((_, span),) = spans_of(refused)
    assert attributes(span) == WORDS | {
        "kruispunt.outcome": "refused",
        "kruispunt.level": "2",
        "kruispunt.code": "40006",
    }
    assert span.status.code == Status.STATUS_CODE_UNSET


def test_what_failed_is_an_error(spans_of: Any, call: Exchange) -> None:
    out = replace(call, direction="out", parent_span=call.span, outcome="failed")
    ((_, span),) = spans_of(replace(out, http_status=None))
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert attributes(span)["error.type"] == "_OTHER"


def test_a_source_is_told_by_its_name(spans_of: Any, call: Exchange) -> None:
    ((_, span),) = spans_of(replace(call, direction="out", peer="source:insurers"))
    assert attributes(span)["peer.service"] == "insurers"
    assert "rpc.system" not in attributes(span)


def test_a_connection_that_failed_has_a_span(spans_of: Any, call: Exchange) -> None:
    failed = replace(call, service="(unknown)", version=None, operation=None)
    failed = replace(failed, outcome="refused", level="tls", code="no-certificate")
    ((_, span),) = spans_of(failed)
    assert span.name == "tls no-certificate"


def test_a_question_that_was_sent_on_is_one_span(spans_of: Any, call: Exchange) -> None:
    """Its record from before it left is none: the one with the answer has its span."""
    out = replace(call, direction="out", parent_span=call.span)
    ((_, span),) = spans_of(replace(out, outcome="asked"), out)
    assert attributes(span)["kruispunt.outcome"] == "answered"


def test_no_span_tells_who_asked_about_whom(
    spans_of: Any, collector: Collector, call: Exchange
) -> None:
    stranger = replace(
        call, party=f"Lotte {PERSON}", findings=f'[{{"actual": "{PERSON}"}}]'
    )
    assert len(spans_of(call, stranger)) == 2
    for payload in collector.payloads:
        for told in (PERSON, USER, "Lotte", "our reference", "127.0.0.1:50000"):
            assert told.encode() not in payload


# Where to


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("", "/v1/traces"),
        ("/", "/v1/traces"),
        ("/otlp", "/otlp/v1/traces"),
        ("/v1/traces", "/v1/traces"),
    ],
)
def test_the_address_is_the_base_one_or_that_of_traces(
    collector: Collector,
    vocabulary: Vocabulary,
    call: Exchange,
    address: str,
    path: str,
) -> None:
    with closing(Telemetry(collector.url + address, vocabulary)) as telemetry:
        telemetry.logged([call])
    assert collector.paths == [path]


def test_without_an_address_it_goes_by_the_environment(
    collector: Collector,
    vocabulary: Vocabulary,
    call: Exchange,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    with closing(Telemetry("", vocabulary)) as telemetry:
        telemetry.logged([call])
    assert len(collector.spans) == 1


@pytest.mark.parametrize("address", ["localhost:4318", "ftp://localhost", "http://"])
def test_what_is_no_address_is_told(vocabulary: Vocabulary, address: str) -> None:
    with pytest.raises(ConfigurationError, match="expected an address such as"):
        Telemetry(address, vocabulary)


# Trouble


def test_a_collector_that_refuses_is_told_once_in_a_while(
    collector: Collector,
    vocabulary: Vocabulary,
    call: Exchange,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collector.status = 400
    with capture_logs() as lines:
        with closing(Telemetry(collector.url, vocabulary)) as telemetry:
            for _ in range(3):
                telemetry.logged([call])
                telemetry._processor.force_flush()
            assert [line["event"] for line in lines] == ["spans are lost"]
            monkeypatch.setattr(telemetry_module, "WARN_SECONDS", 0.0)
            telemetry.logged([call])
        assert [line["lost"] for line in lines] == [1, 4]
    assert collector.paths == ["/v1/traces"] * 4


def test_a_collector_that_is_not_there_holds_nothing_up(
    vocabulary: Vocabulary, call: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the queue takes; what does not fit is dropped."""
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "8")
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "8")
    with collecting() as gone:
        pass
    with capture_logs() as lines:
        telemetry = Telemetry(gone.url, vocabulary)
        for _ in range(100):
            telemetry.logged([call])
        telemetry.close()
    assert {line["event"] for line in lines} <= {"spans are lost"}


# Without the extra

WITHOUT = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "opentelemetry":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Nothing())
from kruispunt_simulator.cli import main
main(["up", "--state", sys.argv[1], "--otel", *sys.argv[2:]])
"""


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    ports = ("--wiv-port", "0", "--magda-port", "0", "--ksz-port", "0")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(tmp_path), *ports],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "pip install kruispunt[otel]" in done.stderr
