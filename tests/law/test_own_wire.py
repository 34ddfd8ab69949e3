"""
Places in answers of services that only the user has.

`wire/README.md`: such files stand in a folder `wire` beside the act files.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kruispunt_contracts import load
from kruispunt_contracts.yamlfile import ConfigurationError
from kruispunt_law import ACTS, Law, load_law

OWN = Path(__file__).parents[1] / "vectors" / "own_contracts"
LETTERS = ("GeefBriefwisseling", "02.00.0000", "GeefBriefwisseling")


def loaded(folder: Path) -> Law:
    return load_law([ACTS, folder], load(OWN))


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    """The act about services of a user's own, which a test may change."""
    return shutil.copytree(OWN / "law", tmp_path / "law")


def change(acts: Path, service: str, old: str, new: str) -> Path:
    (file,) = (acts / "wire").glob(f"{service}-*.yaml")
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_what_the_ksz_says_around_an_answer_leaves_on_any_ground(acts: Path) -> None:
    """`_wire-facts.md` 5: the question comes back, with tickets and a status."""
    key = ("StampService", "v2", "checkStamp")
    around = ("informationCustomer", "legalContext", "criteria")
    granted = loaded(acts).places_of(key).told(["stamp-valid"])
    assert granted == (*around, "informationCBSS", "status", "valid")


def test_a_file_that_says_what_leaves_on_any_ground_is_believed(acts: Path) -> None:
    change(acts, "StampService", "    fields:", "    always: [status]\n    fields:")
    key = ("StampService", "v2", "checkStamp")
    assert loaded(acts).places_of(key).always == ("status",)


@pytest.mark.parametrize(
    ("service", "old", "new", "told"),
    [
        (
            "GeefBriefwisseling",
            "Brief/Datum",
            "Brief/Dag",
            "fields.letter-day: GeefBriefwisseling tells nothing at Brief/Dag",
        ),
        (
            "GeefBriefwisseling",
            "Brief/Datum",
            "[Inhoud/Brief/Datum, Brief/*/x]",
            "fields.letter-day: GeefBriefwisseling tells nothing at Inhoud/Brief/Datum",
        ),
        (
            "StampService",
            "    fields:",
            "    neutral: {value: x}\n    fields:",
            "neutral: checkStamp tells nothing at value",
        ),
    ],
)
def test_a_place_that_the_contract_does_not_have_is_told(
    acts: Path, service: str, old: str, new: str, told: str
) -> None:
    """Else an answer would be withheld, and nobody would know why."""
    file = change(acts, service, old, new)
    with pytest.raises(ConfigurationError) as caught:
        loaded(acts)
    assert str(caught.value).startswith(f"{file}: operations.")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "path",
    ["Brief", "*/Datum", "Brief[Datum > '2026/01']/Datum", "Brief/.", "Brief/@x"],
)
def test_a_place_with_a_condition_or_any_name_is_one(acts: Path, path: str) -> None:
    change(acts, "GeefBriefwisseling", "Brief/Datum", f'"{path}"')
    places = loaded(acts).places_of(LETTERS)
    assert places.told(["letter-day"]) == (path,)
