"""What questions to the four services of the registers have in common."""

from __future__ import annotations

from datetime import date
from enum import Enum

from kruispunt_client.calls.question import Question
from kruispunt_client.envelope import Fields
from kruispunt_client.errors import InvalidRequest

VERSION = "02.02.0000"


class RegisterSource(Enum):
    """Which register is asked (`Bron`)."""

    KSZ = "KSZ"
    """Of the National Register and of bis numbers; gives what is asked for."""
    NATIONAL_REGISTER = "RR"
    """Gives everything at once that the asker may see; knows no bis numbers."""


class Language(Enum):
    """Language of the descriptions beside codes (`Taal`)."""

    DUTCH = "nl"
    FRENCH = "fr"
    GERMAN = "de"
    ENGLISH = "en"


def question(
    service: str,
    insz: str,
    criteria: Fields,
    *,
    source: RegisterSource | str | None,
    language: Language | str,
    user: str | None,
) -> Question:
    """
    Describe a question.

    Args:
        service: One of the four; its operation has the same name.
        insz: Of the person.
        criteria: What is asked beside the person.
        source: Which register, where the contract asks that.
        language: Of descriptions.
        user: Who asks.

    Raises:
        InvalidRequest: A name is unknown.
    """
    try:
        taal = Language(language).value
        bron = None if source is None else RegisterSource(source).value
    except ValueError as error:
        raise InvalidRequest(str(error)) from error
    return Question(
        service=service,
        version=VERSION,
        operation=service,
        content={
            "Inhoud": {
                "Criteria": {"INSZ": insz, **criteria},
                "Bron": bron,
                "Taal": taal,
            }
        },
        subject=insz,
        user=user,
    )


def of_the_past(on: date | None, since: date | None) -> Fields:
    """
    Describe which part of the past is asked.

    Args:
        on: What held on that day (`@Op` 1).
        since: What held on at least one day from that day until today (`@Op` 0).

    Raises:
        InvalidRequest: Not exactly one is given.
    """
    if (on is None) == (since is None):
        raise InvalidRequest("give either `on` (one day) or `since` (until today)")
    if since is None:
        return {"Datum": {"_value_1": on, "Op": "1"}}
    return {"Datum": {"_value_1": since, "Op": "0"}}
