"""The values that flow through a hop: frozen, and with defaults that refuse."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from kruispunt_simulator.message import Finding, Period, Question, Rendered, Severity

VALUES = (
    Finding(check="xml.size", fault="magda.unreadable", requirement="SOAP 1.1"),
    Period(begin="2024-01-01"),
    Question(
        sender=None, capacity=None, user=None, reference=None, question_reference=None
    ),
    Rendered(payload=None, http_status=200, outcome="answered"),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_cannot_be_changed(value: Any) -> None:
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_has_no_room_for_other_fields(value: Any) -> None:
    assert not hasattr(value, "__dict__")


def test_a_finding_refuses_unless_it_says_otherwise() -> None:
    finding = VALUES[0]
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.ERROR
    assert finding.detail is None
    assert finding.origin is None
    assert finding.annotations == {}


def test_two_findings_share_no_annotations() -> None:
    one, other = (Finding(check="c", fault=None, requirement="r") for _ in range(2))
    assert one.annotations is not other.annotations


def test_a_period_without_an_end_is_open() -> None:
    assert Period(begin="2024-01-01").end is None


def test_a_rendered_reply_names_no_refusal_unless_it_is_one() -> None:
    rendered = VALUES[3]
    assert isinstance(rendered, Rendered)
    assert (rendered.level, rendered.code, rendered.platform_reference) == (None,) * 3
