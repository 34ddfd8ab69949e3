"""The user's own codes in place of ours: which may, and how a mistake is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import Codes, load_codes

KNOWN = {
    "wiv": ["7101"],
    "magda": ["7201", "7202"],
    "ksz": ["VO:SOCIAL_RENT", "RVA:ADMISSIBILITY", "40/7", "candidate tenant"],
}
"""Our codes, by hop."""

Write = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "codes.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_without_a_file_every_code_is_ours() -> None:
    codes = Codes()
    assert codes.on_the_wire("magda", "7202") == "7202"
    assert codes.ours("magda", "7202") == "7202"
    assert codes.ours("magda", None) is None


def test_a_code_of_the_user_stands_for_ours_at_that_hop_only(written: Write) -> None:
    codes = load_codes(written('codes: {magda: {"7202": "12345"}}'), KNOWN)
    assert codes.on_the_wire("magda", "7202") == "12345"
    assert codes.ours("magda", "12345") == "7202"
    assert codes.ours("magda", "7201") == "7201"
    assert codes.ours("wiv", "12345") == "12345"


def test_our_code_is_nothing_once_another_took_its_place(written: Write) -> None:
    codes = load_codes(written('codes: {magda: {"7202": "12345"}}'), KNOWN)
    assert codes.ours("magda", "7202") is None


def test_two_codes_may_change_places(written: Write) -> None:
    text = 'codes: {magda: {"7201": "7202", "7202": "7201"}}'
    codes = load_codes(written(text), KNOWN)
    assert codes.ours("magda", "7201") == "7202"
    assert codes.ours("magda", "7202") == "7201"


@pytest.mark.parametrize(
    ("hop", "ours", "theirs"),
    [
        pytest.param("wiv", "7101", "6001", id="4 digits: _wire-facts.md 1"),
        pytest.param("magda", "7202", "ipdc12345", id="IPDC number: _behaviour.md 1.4"),
        pytest.param("ksz", "VO:SOCIAL_RENT", "VO:HOUSING", id="CLIENT:PURPOSE"),
        pytest.param("ksz", "VO:SOCIAL_RENT", "social rent", id="words, as in v1"),
        pytest.param("ksz", "40/7", "39/0", id="sector/institution in the SSDN"),
    ],
)
def test_a_code_of_the_shape_of_its_hop_is_taken(
    written: Write, hop: str, ours: str, theirs: str
) -> None:
    codes = load_codes(written(f'codes: {{{hop}: {{"{ours}": "{theirs}"}}}}'), KNOWN)
    assert codes.on_the_wire(hop, ours) == theirs


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            '  magda: {"7203": "12345"}',
            "codes.magda.7203: no code of ours at magda",
        ),
        ('  magda: {"72022": "12345"}', "close to it: 7202"),
        ('  wiv: {"7202": "12345"}', "codes.wiv.7202: no code of ours at wiv"),
        ('  magda: {"7202": "a b"}', "codes.magda.7202: must be a Hoedanigheid"),
        ('  magda: {"7202": ""}', "must be a Hoedanigheid: 1 to 24 characters"),
        (f'  magda: {{"7202": "{"9" * 25}"}}', "must be a Hoedanigheid"),
        ('  ksz: {"VO:SOCIAL_RENT": "é:x"}', "must be a legalContext"),
        (f'  ksz: {{"VO:SOCIAL_RENT": "{"A" * 65}"}}', "must be a legalContext"),
        ('  ksz: {"40/7": "VO:SOCIAL"}', "must be a place in the SSDN"),
        ('  ksz: {"candidate tenant": "tenant"}', "a word of the closed list"),
        ('  magda: {"7202": "7201"}', "7201 stands for 7201 already"),
        ('  magda: {"7201": "1", "7202": "1"}', "1 stands for 7202 already"),
        ("  magda: {7202: 12345}", "codes.magda.7202: Input should be a valid string"),
        ("  vdi: {}", "codes.vdi"),
        ("  magda: [7202]", "codes.magda: Input should be a valid dictionary"),
        ('  magda: {"7202": "1", "7202": "2"}', "stands here a second time"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_reason(
    written: Write, line: str, reason: str
) -> None:
    path = written(f"# ours to theirs\ncodes:\n{line}\n")
    with pytest.raises(ConfigurationError) as raised:
        load_codes(path, KNOWN)
    told = str(raised.value).splitlines()
    assert all(each.startswith(f"{path}:3: ") for each in told), told
    assert any(reason in each for each in told), told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "codes: Field required"),
        ("codes: {}\nmore: 1\n", ":2: more: Extra inputs are not permitted"),
        ("codes: [\n", "YAML"),
    ],
)
def test_a_file_of_another_shape_is_told(
    written: Write, text: str, reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        load_codes(written(text), KNOWN)


def test_everything_that_is_wrong_is_told_at_once(written: Write) -> None:
    path = written('codes:\n  magda: {"7203": "1"}\n  ksz: {"40/7": "x"}\n')
    with pytest.raises(ConfigurationError) as raised:
        load_codes(path, KNOWN)
    assert [each.split(":")[1] for each in str(raised.value).splitlines()] == ["2", "3"]
